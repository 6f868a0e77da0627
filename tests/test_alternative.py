"""Every figure is told in words: in notebooks, to converters of notebooks, and on the pages that the grader makes."""
import base64
import io
import re

import matplotlib
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support
from nbconvert.filters import get_metadata

import convlab as lab
from convlab.alternative import MOST, alternative_text, show_with_words
from grader.nbgrader.pages import Budget, output_pages
from grader.outputs import harmless_outputs

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
INLINE = "module://matplotlib_inline.backend_inline"
X, K = np.arange(9.0).reshape(3, 3), np.array([[1.0, -2.0]])
DRAWN = {
    "heat_maps": (lambda: lab.heat_maps({"X": X, "K": K}, "Four sums"), ["Four sums.", "K, 1 by 2: 1 −2."]),
    "large": (lambda: lab.heat_maps({"big": np.ones((7, 7))}, "Much"), ["Much. big, 7 by 7."]),
    "photographs": (lambda: lab.photographs({"an eye": np.ones((9, 9))}, "One part"), ["One part. an eye."]),
    "fields_on_photograph": (
        lambda: lab.fields_on_photograph(X, {"1 layer": 3}, 1, 1, "What it sees"),
        ["What it sees.", "1 layer: 3 pixels"],
    ),
    "loss_and_kernels": (lambda: lab.loss_and_kernels({0: 9.0, 8: 0.5}, {8: K}, K), ["from 9 after 0 steps to 0.5"]),
    "time_curves": (lambda: lab.time_curves({"a": {"loops": {8: 0.5, 16: 2.0}}}, "Slow"), ["loops 2e+03 ms at 16"]),
    "lines": (lambda: lab.lines({"Loss": {"adam": [4.0, 1e-5]}}, "epoch", "loss", log="y"), ["adam from 4 to 1e-05"]),
    "bars": (lambda: lab.bars({"read": {"cnn": 98.5}}, "percent", "Best"), ["Best. Bars of percent. read: cnn 98.5"]),
    "connections": (
        lambda: lab.connections([3, 2], [[(0, 0), (1, 0), (2, 1)]], ["3 inputs", "2 outputs"], 0, "Few lines"),
        ["Few lines. From bottom to top: 3 inputs, 2 outputs", "depends on 2 of the 3"],
    ),
    "computational_graph": (
        lambda: lab.computational_graph({"x": (0, 0, "x"), "m": (1, 0, "×"), "y": (2, 0, "y")},
                                        [("x", "m", 3, 2), ("m", "y", 6)], "A product"),
        ["x to ×: 3, gradient 2; × to y: 6"],
    ),
    "network_diagram": (
        lambda: lab.network_diagram([("image", (1, 8, 8)), ("scores", (10,))], [("affine", "650 weights")], "Net"),
        ["image (1, 8, 8), then affine (650 weights); scores (10,)"],
    ),
    "norm_axes": (lambda: lab.norm_axes({"batch": np.ones((2, 2, 2), bool)}), ["batch: 8 of 8 numbers share one mean"]),
    "windows_on_picture": (
        lambda: lab.windows_on_picture(X, (2, 2), [(0, 0), (1, 1)], (1, 1), "Padded"),
        ["Padded. 5 by 5 entries", "windows of 2 by 2 from (0, 0), (1, 1)"],
    ),
    "windows_along_axis": (
        lambda: lab.windows_along_axis({"same": (4, (1, 1), 3, [0, 1, 2, 3])}),
        ["same: 1 zeros, 4 inputs, 1 zeros; windows of 3 from positions 0, 1, 2, 3"],
    ),
    "channel_stack": (
        lambda: lab.channel_stack(np.ones((3, 4, 4)), np.ones((2, 3, 2, 2)), np.ones((2, 3, 3))),
        ["Input (3, 4, 4)", "filters (2, 3, 2, 2)", "output (2, 3, 3)"],
    ),
    "matrix_product": (lambda: lab.matrix_product(X, X, X @ X, ("A", "B", "C")), ["A (3, 3), 3 by 3: 0 1 2; 3 4 5"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_says_what_it_shows(name):
    draw, words = DRAWN[name]
    said = alternative_text(draw())
    assert [one for one in words if one not in said] == [], said


def test_a_figure_of_ones_own_is_told_by_its_titles_axes_and_curves():
    fig, (left, right) = matplotlib.pyplot.subplots(1, 2)
    left.plot([1, 2], label="mine")
    left.set(title="Faster", xlabel="side", ylabel="seconds")
    left.legend()
    right.set(xlabel="sum", ylabel="count")
    assert alternative_text(fig) == "Faster: seconds against side: mine. count against sum."
    assert alternative_text(lab.describe(fig, "Mine is faster.")) == "Mine is faster."
    assert len(alternative_text(lab.describe(fig, "x" * 2 * MOST))) == MOST
    matplotlib.pyplot.close(fig)


@pytest.fixture(scope="module")
def shell():
    """A session that draws as a notebook does."""
    made = InteractiveShell.instance()
    before = matplotlib.get_backend()
    matplotlib.use(INLINE)
    matplotlib.interactive(True)  # as a kernel does
    configure_inline_support(made, INLINE)
    made.run_cell("import matplotlib.pyplot as plt\nimport convlab as lab\nfrom IPython.display import display")
    show_with_words()  # convlab may have been imported before there was a session
    yield made
    InteractiveShell.clear_instance()
    matplotlib.interactive(False)
    matplotlib.use(before)


SHOWN = {
    "returned": "lab.heat_maps({'K': [[1.0, 2.0]]}, 'two < three')",
    "displayed": "display(lab.heat_maps({'K': [[1.0, 2.0]]}, 'two < three'))",
    "plt.show": "fig, ax = plt.subplots()\nax.set_title('two < three')\nplt.show()",
    "left open": "fig, ax = plt.subplots()\nax.set_title('two < three');",
}


@pytest.mark.parametrize("way", SHOWN)
def test_a_notebook_gets_each_figure_once_with_its_words(shell, way):
    with capture_output() as captured:
        assert shell.run_cell(SHOWN[way]).success
    (output,) = captured.outputs
    assert output.metadata["image/png"]["alt"].startswith("two < three.")
    assert get_metadata(vars(output), "alt", "image/png") == output.metadata["image/png"]["alt"]
    assert re.match('<img alt="two &lt; three', output.data["text/html"]), "JupyterLab shows the HTML"
    assert output.data["image/png"].strip().replace("\n", "") in output.data["text/html"]
    assert output.data["text/plain"].startswith("two < three.")


def test_a_figure_is_a_white_card_on_a_dark_page(shell):
    with capture_output() as captured:
        shell.run_cell(SHOWN["returned"])
    image = matplotlib.image.imread(io.BytesIO(base64.b64decode(captured.outputs[0].data["image/png"])))
    assert image[0, 0].tolist()[:3] == [1, 1, 1] and np.all(image[..., 3:] == 1)


def test_animations_and_progress_have_words(shell):
    (label,) = re.findall('role="group" aria-label="([^"]*)"', lab.watch(np.flip, X, title="Where <each> goes").data)
    assert label == "Animation: Where &lt;each&gt; goes"
    with capture_output() as captured:
        lab.live_loss("training")(5, 5, 0.25)
    assert "aria-label='training: loss by step; step 5 of 5" in captured.outputs[0].data["text/html"]


def test_the_graders_pages_keep_the_words_and_nothing_more():
    attack = '"><script>attack()</script>'
    for alt in ["Two curves.", attack, ["Two ", "curves."], 5, None, {}]:
        about = {"image/png": {"alt": alt, "width": 5}}
        output = {"output_type": "display_data", "data": {"image/png": PNG}, "metadata": about}
        (page,) = output_pages([output], Budget())
        (kept,) = harmless_outputs({"outputs": [output]})
        assert "<script" not in page and set(kept["metadata"].get("image/png", {"alt"})) == {"alt"}
        if alt not in (attack, 5, None, {}):
            assert '<img alt="Two curves." src=' in page and kept["metadata"]["image/png"]["alt"] == "Two curves."
