"""Pictures show the data that they are given."""
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex

import convlab as lab

matplotlib.use("Agg")
X, K = np.arange(12.0).reshape(3, 4), np.array([[1.0, -2.0]])
Y = np.array([[10.0, 11.0, 12.0], [20.0, 21.0, 22.0], [30.0, 31.0, 32.0]])  # any numbers: pictures compute none


def test_heat_maps_show_each_array_and_its_numbers():
    fig = lab.heat_maps({"X": X, "K": K, "row": np.array([0.5, 0.25])}, "the point", marked=X == 6)
    assert [shown(ax).tolist() for ax in fig.axes] == [X.tolist(), K.tolist(), [[0.5, 0.25]]]
    assert [ax.get_title() for ax in fig.axes] == ["X", "K", "row"]
    assert numbers(fig.axes[1]) == ["1", "−2"] and numbers(fig.axes[2]) == ["0.5", "0.25"]
    assert fig.get_suptitle() == "the point"
    (frame,) = fig.axes[0].patches
    assert frame.get_xy() == (1.5, 0.5), "6 stands in row 1, column 2"


def test_limits_give_equal_numbers_one_colour_in_all_arrays():
    fig = lab.heat_maps({"low": np.array([[1.0, 2.0]]), "high": np.array([[2.0, 9.0]])}, limits=(1, 9))
    low, high = (ax.images[0] for ax in fig.axes)
    assert low.cmap(low.norm(2.0)) == high.cmap(high.norm(2.0)) != low.cmap(low.norm(9.0))
    alone = lab.heat_maps({"low": np.array([[1.0, 2.0]])}).axes[0].images[0]
    assert alone.cmap(alone.norm(2.0)) == high.cmap(high.norm(9.0)), "without limits each array has all colours"


def test_photographs_leave_no_gap_above_wide_pictures():
    wide, square = (lab.photographs({"a": np.ones(shape)}).get_figheight() for shape in [(20, 40), (20, 20)])
    assert wide < square - 1


def test_negative_numbers_are_red_and_zero_is_white():
    image = lab.heat_maps({"K": np.array([[-1.0, 0.0, 3.0]])}).axes[0].images[0]
    red, white, blue = (image.cmap(image.norm(value)) for value in (-3, 0, 3))
    assert red[0] > red[2] and blue[2] > blue[0] and min(white) > 0.95


def test_photographs_are_grey_between_fixed_ends():
    fig = lab.photographs({"flat": np.full((4, 5), 0.5), "signed": X - 5, "colour": np.zeros((2, 2, 3))}, columns=2)
    flat, signed, colour, empty = fig.axes
    assert flat.images[0].get_clim() == (0, 1), "an even picture is not stretched"
    assert np.array_equal(shown(signed), X - 5) and signed.images[0].get_cmap().name == "RdBu"
    assert shown(colour).shape == (2, 2, 3)
    assert not empty.axison


def test_kernels_on_photograph_asks_the_students_function():
    calls = []

    def correlate(photo, kernel):
        calls.append((photo, kernel.tolist()))
        return photo * kernel.sum()

    fig = lab.kernels_on_photograph(correlate, X, {"keeps": [[0.5, 0.5]], "edge": [[1, -1]]})
    assert [kernel for _, kernel in calls] == [[[0.5, 0.5]], [[1, -1]]]
    assert np.array_equal(shown(fig.axes[0]), X) and np.array_equal(shown(fig.axes[1]), 0 * X)
    assert [ax.images[0].get_cmap().name for ax in fig.axes] == ["gray", "RdBu"]
    assert fig.axes[1].get_title() == "edge\n 1 −1"


def test_loss_and_kernels_plots_both():
    fig = lab.loss_and_kernels({0: 1.0, 5: 0.1}, {1: K / 2, 5: K}, K)
    curve, *others = fig.axes
    assert curve.lines[0].get_xydata().tolist() == [[0, 1], [5, 0.1]]
    assert [ax.get_title() for ax in others] == ["1 step", "5 steps", "target"]
    assert np.array_equal(shown(others[0]), K / 2)
    assert len({ax.images[0].get_clim() for ax in others}) == 1, "one colour means one number"


def test_connections_colour_what_an_output_depends_on():
    links = [[(0, 0), (1, 0), (1, 1), (2, 1)], [(0, 0)]]
    fig = lab.connections([3, 2, 1], links, ["input", "middle", "top"], seen_by=0)
    dots = {round(float(row[0][1])): colours for row, colours in layers_of(fig.axes[0])}
    assert dots == {0: [True, True, False], 1: [True, False], 2: [True]}
    assert len(fig.axes[0].lines) == 5


def test_computational_graph_goes_forward_in_blue_and_back_in_orange():
    nodes = {"x": (0, 0, "x"), "y": (0, 1, "y"), "times": (1, 0.5, "×"), "out": (2, 0.5, "result")}
    arrows = [("x", "times", 3, 7.5), ("y", "times", -2), ("times", "out", -6, 1)]
    ax = lab.computational_graph(nodes, arrows, "the point").axes[0]
    said = {text.get_text(): text for text in ax.texts if text.get_text()}
    assert list(said) == ["3", "7.5", "−2", "−6", "1", "x", "y", "×", "result"], "no gradient where none is given"
    assert said["3"].get_color() == said["−6"].get_color() != said["7.5"].get_color() == said["1"].get_color()
    assert said["−6"].get_position()[1] > said["1"].get_position()[1], "values above, gradients below"
    assert [name for name in nodes if said[nodes[name][2]].get_bbox_patch()] == ["times"], "a circle for operations"
    drawn = [text for text in ax.texts if not text.get_text()]
    ways = [(arrow.xy[0] > arrow.xyann[0], arrow.arrow_patch.get_edgecolor()) for arrow in drawn]
    assert [forward for forward, _ in ways] == [True, False, True, True, False]
    assert len(set(ways)) == 2, "one colour for each direction"


def test_norm_axes_colour_what_can_be_seen_of_the_entries_that_share_a_mean():
    block = np.zeros((2, 3, 4), bool)
    fig = lab.norm_axes({"none": block, "last channel": block | (np.arange(3) == 2)[:, None], "hidden": hidden(block)})
    coloured = [[to_hex(patch.get_facecolor()) == "#0072b2" for patch in ax.patches] for ax in fig.axes]
    assert [len(faces) for faces in coloured] == [3 * 4 + 3 * 2 + 2 * 4] * 3, "front, top and right side"
    assert [sum(faces) for faces in coloured] == [0, 4 + 2 + 2 * 4, 0]
    assert [ax.get_title() for ax in fig.axes] == ["none", "last channel", "hidden"]
    side = [patch.get_xy() for patch, blue in zip(fig.axes[1].patches, coloured[1], strict=True) if blue]
    assert min(corner[0] for face in side for corner in face) == 2, "the last channel stands on the right"


def hidden(block) -> np.ndarray:
    """True for one entry behind the first example, below the first pixel and left of the last channel."""
    block = block.copy()
    block[1, 0, 1] = True
    return block


def test_fields_are_squares_around_the_pixel():
    fig = lab.fields_on_photograph(X, {"one": 1, "three": 3}, 1, 2)
    one, three = fig.axes[0].patches
    assert one.get_xy() == (1.5, 0.5) and (three.get_width(), three.get_height()) == (3, 3)
    assert three.get_xy() == (0.5, -0.5) and three.get_label() == "three: 3 pixels"


def test_channel_stack_draws_each_plane_in_its_place():
    stack, filters = np.arange(24.0).reshape(2, 3, 4) / 24, np.arange(-6.0, 6).reshape(3, 2, 1, 2)
    maps = np.arange(27.0).reshape(3, 3, 3) - 13
    fig = lab.channel_stack(stack, filters, maps, "the point", ["red", "blue"])
    planes = [np.asarray(image.get_array()) for image in fig.axes[0].images]
    for plane in [*stack, *filters.reshape(6, 1, 2), *maps, *maps]:  # the maps stand twice: by filter, and stacked
        assert any(np.array_equal(plane, other) for other in planes)
    assert len(planes) == 2 + 6 + 3 + 3
    said = numbers(fig.axes[0])
    assert {"red", "blue", "filter 2", "input (2, 3, 4)", "filters (3, 2, 1, 2)", "output (3, 3, 3)"} <= set(said)
    blue, red = (image for image in fig.axes[0].images if np.shape(image.get_array()) == (3, 4))
    assert red.get_zorder() > blue.get_zorder() and red.get_extent()[0] < blue.get_extent()[0], "the first in front"


def test_windows_lie_where_they_are_placed_and_unread_pixels_are_hatched():
    ax = lab.windows_on_picture(X, (1, 2), [(0, 0), (2, 3)], pad=(1, 0)).axes[0]
    assert numbers(ax) == [*"0000", *(str(n) for n in range(12)), *"0000"], "a row of zeros above and below"
    windows = [patch for patch in ax.patches if patch.get_gid() == "window"]
    assert [(round(window.get_x()), round(window.get_y())) for window in windows] == [(0, 0), (3, 2)]
    assert unread(ax) == [(j, i) for i in (1, 2, 3) for j in range(4) if (i, j) != (2, 3)]


def test_windows_along_an_axis_are_numbered_and_unread_inputs_are_hatched():
    fig = lab.windows_along_axis({"skips": (5, (0, 0), 2, [0, 2]), "padded": (2, (1, 2), 4, [0, 1])})
    assert [len(ax.lines) for ax in fig.axes] == [2, 2] and [ax.get_title() for ax in fig.axes] == ["skips", "padded"]
    assert [unread(ax) for ax in fig.axes] == [[(4, 0)], []], "padding is never hatched"
    assert [text for text in numbers(fig.axes[1]) if text] == ["0", "0", "0", "1", "2"]
    assert fig.axes[1].lines[1].get_xdata().tolist() == pytest.approx([0.6, 4.4])


def test_matrix_product_frames_a_row_a_column_and_the_entry_where_they_meet():
    left, right, result = np.arange(12.0).reshape(4, 3), np.arange(6.0).reshape(3, 2), np.arange(8.0).reshape(4, 2)
    fig = lab.matrix_product(left, right, result, ("windows", "filters", "outputs"), row=3, column=1, title="one entry")
    _, above, before, product = fig.axes
    assert np.array_equal(shown(before), left) and np.array_equal(shown(above), right)
    assert np.array_equal(shown(product), result), "drawn as given, not computed"
    assert [ax.get_title() for ax in (before, above, product)] == ["windows (4, 3)", "filters (3, 2)", "outputs (4, 2)"]
    frames = [ax.patches[0].get_bbox().bounds for ax in (before, above, product)]
    assert frames == [(-0.5, 2.5, 3, 1), (0.5, -0.5, 1, 3), (0.5, 2.5, 1, 1)]


def test_network_diagram_draws_each_array_and_each_layer():
    arrays = [("picture", (1, 8, 6)), ("maps", (4, 8, 6)), ("pooled", (4, 4, 3)), ("scores", (5,))]
    layers = [("convolution", "W1"), ("max pool", ""), ("affine", "W2")]
    (ax,) = lab.network_diagram(arrays, layers, "the point").axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    for said in ["picture", "(4, 8, 6)", "(5,)", "convolution", "max pool", "W2"]:
        assert said in texts, said
    planes = {name: [patch for patch in ax.patches if patch.get_gid() == name] for name, _ in arrays}
    assert {name: len(drawn) for name, drawn in planes.items()} == {"picture": 1, "maps": 4, "pooled": 4, "scores": 1}
    assert planes["maps"][0].get_height() == pytest.approx(2 * planes["pooled"][0].get_height())
    assert planes["maps"][0].get_width() == pytest.approx(0.75 * planes["maps"][0].get_height())
    with pytest.raises(ValueError, match="zip"):
        lab.network_diagram(arrays, layers[:2])


def test_accuracy_over_cost_draws_each_network_at_its_numbers():
    drawn = {"old": (4e9, 60.0, 8e6, 2012), "near": (5e9, 61.0, 2e6, 2014), "last": (9e10, 70.0, 2e6, 2018)}
    fig = lab.accuracy_over_cost(drawn, "the point")
    (ax,) = fig.axes
    discs, points = ax.collections[::2], ax.collections[1::2]
    assert [one.get_offsets().tolist() for one in points] == [[[work, right]] for work, right, *_ in drawn.values()]
    assert discs[0].get_sizes()[0] == 4 * discs[1].get_sizes()[0], "areas, not radii, are parameters"
    assert [text.get_text().split("\n")[0] for text in ax.texts] == ["old, 2012", "near, 2014", "last, 2018"]
    assert [text.get_ha() for text in ax.texts] == ["right", "left", "right"], "no text lies on another disc"
    assert ax.get_xscale() == "log" and fig.get_suptitle() == "the point"
    assert fig.alternative.startswith("the point. old, 2012: 60.0 % for 4e+09 multiply-adds and 8e+06 parameters; near")


def test_time_curves_are_logarithmic_and_named_at_their_ends():
    fig = lab.time_curves({"forward": {"slow": {8: 0.004, 16: 0.016}, "quick": {8: 1e-5, 32: 2e-5}}}, "the point")
    (ax,) = fig.axes
    assert ax.get_xscale() == ax.get_yscale() == "log" and ax.get_title() == "forward"
    assert ax.lines[0].get_ydata() == pytest.approx([4, 16]), "milliseconds"
    assert [(text.get_text(), *text.xy) for text in ax.texts] == [("slow", 16, 16), ("quick", 32, 0.02)]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["8", "16", "32"]


def test_activation_histograms_stack_the_layers_and_count_what_is_outside():
    outputs = [np.zeros(25), np.array([-5.0, 0.51] + [9.0] * 23)]
    fig = lab.activation_histograms({"tanh": {"a": outputs, "b": outputs}}, {"tanh": (-1, 1)}, "the point")
    (left, _) = fig.axes
    first, second = (patch.get_data() for patch in left.patches)
    assert [first.baseline, second.baseline] == [1, 2] and first.values.max() == pytest.approx(1.85)
    assert second.values[[0, 30, -1]] == pytest.approx([2.425, 2.425, 2.85]), "two of 4 percent, at 8 cut off"
    assert left.get_title() == "tanh, a\nlayer 2: std 3.1"


def test_wide_figures_stay_as_wide_as_the_page():
    # Wider ones are shrunk by the browser, until nobody can read the numbers.
    figures = [
        lab.heat_maps({name: np.ones((3, 12)) for name in "abc"}),
        lab.kernels_on_photograph(lambda photo, kernel: photo, X, dict.fromkeys("abcd", [[1, -1]]), columns=4),
        lab.loss_and_kernels({0: 1.0}, dict.fromkeys(range(4), np.ones((3, 5))), np.ones((3, 5))),
    ]
    assert [fig.get_figwidth() for fig in figures] == pytest.approx([10, 10, 10])


def test_figures_are_not_kept_by_pyplot():
    # Jupyter would show a kept figure a second time at the end of the cell.
    import matplotlib.pyplot as plt

    plt.close("all")
    lab.heat_maps({"X": X})
    assert plt.get_fignums() == []


def shown(ax) -> np.ndarray:
    return np.asarray(ax.images[0].get_array())


def numbers(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def unread(ax) -> list[tuple]:
    """(column, row) of the cells that are hatched."""
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    return [(round(patch.get_x() + 0.5), round(patch.get_y() + 0.5)) for patch in hatched]


def layers_of(ax):
    """Dots of each layer: their places, and whether they are coloured."""
    for row in ax.collections:
        yield np.asarray(row.get_offsets()), [to_hex(colour) != "#ffffff" for colour in row.get_facecolors()]


# --- the kit ----------------------------------------------------------------------------------


def test_importing_the_kit_does_not_import_matplotlib():
    code = "import sys, convlab; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent).returncode == 0


def test_all_of_a_curve_is_in_view_on_a_logarithmic_axis():
    (ax,) = lab.lines({"": {"falls": [1.0, 1e-3, 1e-6]}}, "step", "loss", log="y").axes
    low, high = ax.get_ylim()
    assert ax.get_yscale() == "log" and 1e-7 < low < 1e-6 and 1 < high < 10
    assert lab.lines({"": {"a": [1.0, 2.0]}}, "step", "loss", ylim=(0, 9)).axes[0].get_ylim() == (0, 9)


def test_block_diagrams_have_a_box_for_each_layer_and_a_curve_for_each_shortcut():
    fig = lab.block_diagrams("VGG", "ResNet", title="the point")
    vgg, resnet = fig.axes
    said = [text.get_text() for text in vgg.texts if text.get_text()]
    assert said == ["x", "conv 3×3", "ReLU", "conv 3×3", "ReLU", "pool 2×2, stride 2", "out"]
    arrows = [[text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)] for ax in fig.axes]
    assert [sum(one.get_linewidth() > 2 for one in many) for many in arrows] == [0, 1]
    assert [ax.get_title() for ax in fig.axes] == ["VGG", "ResNet"]
    assert fig.get_suptitle() == "the point" and len(resnet.texts) == 9 + 9, "nine texts, eight arrows and the curve"


def test_block_diagrams_do_not_write_over_one_another():
    from convlab.blocks import BLOCKS

    for name in BLOCKS:
        fig = lab.block_diagrams(name)
        fig.canvas.draw()
        (ax,) = fig.axes
        boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
        meet = [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if a.overlaps(b)]
        assert not meet, name
        assert all(fig.bbox.x0 <= box.x0 and box.x1 <= fig.bbox.x1 for box in boxes), name
