"""Charts show the numbers that they are given, and say them in their alternative text."""
import matplotlib
import numpy as np
import pytest

import convlab as lab
from convlab.alternative import alternative_text

matplotlib.use("Agg")


def test_lines_are_those_given_and_numbered_from_1_without_x():
    panels = {"mine": {"a": [3.0, 5.0], "b": (np.array([0.1, 10.0]), np.array([7.0, 9.0]))}, "yours": {"c": [1.0, 2.0]}}
    fig = lab.lines(panels, "step", ["loss", "accuracy"], "Better", log="x", level=[(4.0, "goal"), None])
    left, right = fig.axes
    a, b, level = left.lines
    assert (a.get_xdata().tolist(), a.get_ydata().tolist()) == ([1, 2], [3, 5])
    assert (b.get_xdata().tolist(), b.get_ydata().tolist()) == ([0.1, 10], [7, 9])
    assert set(level.get_ydata()) == {4.0} and len(right.lines) == 1
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["a", "b", "goal"]
    assert [ax.get_ylabel() for ax in fig.axes] == ["loss", "accuracy"] and left.get_xscale() == "log"
    assert a.get_linestyle() != b.get_linestyle() and a.get_color() != b.get_color(), "told apart in grey as well"
    assert "mine: loss against step: a from 3 to 5, b from 7 to 9" in alternative_text(fig)


def test_bars_have_the_length_and_the_number_of_their_value():
    fig = lab.bars({"loops": {"small": 2.0, "large": 8.0}, "yours": {"small": 1.0, "large": 3.0}}, "seconds", "Faster",
                   limit=(5.0, "patience"), numbers="%.0f")  # fmt: skip
    (ax,) = fig.axes
    assert [bar.get_width() for bar in ax.patches] == [2, 8, 1, 3]
    assert [text.get_text() for text in ax.texts] == ["2", "8", "1", "3"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["small", "large"]
    first, _, second, _ = (bar.get_y() for bar in ax.patches)
    assert first < second and ax.yaxis_inverted(), "the first series is above the second, the first group at the top"
    assert "loops: small 2, large 8; yours: small 1, large 3" in alternative_text(fig)


@pytest.mark.parametrize(("lowest", "colours"), [(0.0, "gray_r"), (-1.0, "RdBu")])
def test_a_sheet_has_each_image_below_its_caption(lowest, colours):
    images = np.linspace(lowest, 1, 3 * 4 * 5).reshape(3, 4, 5)
    fig = lab.image_sheet(images, ["is 4\nsaid 9", 7, "x"], 2, "Mistakes", cross=True)
    *drawn, empty = fig.axes
    assert all(np.array_equal(ax.images[0].get_array(), image) for ax, image in zip(drawn, images, strict=True))
    assert [ax.get_title() for ax in drawn] == ["is 4\nsaid 9", "7", "x"] and not empty.axison
    assert drawn[0].images[0].get_cmap().name == colours
    assert [line.get_ydata()[0] for line in drawn[0].lines][0] == 1.5, "rows 0 to 3: the middle is between 1 and 2"
    assert "3 small images: is 4, said 9, 7, x" in alternative_text(fig)
