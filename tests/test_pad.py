"""Digits drawn in the notebook: what a line of the pad becomes, and that a network trained on MNIST can read it."""
import numpy as np
import pytest

import convlab as lab
from convlab.pad import BOX, GRID
from solutions.three_layer_convnet import ThreeLayerConvNet


def line(*strokes) -> str:
    """Strokes as the field's script writes them: two letters for each point, across and down."""
    return " ".join("".join(GRID[x] + GRID[y] for x, y in stroke) for stroke in strokes)


SEVEN = line([(12, 10), (50, 10), (40, 30), (28, 56)])
ONE = line([(32, 6), (30, 58)])
FOUR = line([(20, 8), (14, 34), (46, 34)], [(42, 8), (40, 58)])


def test_a_drawing_is_scaled_and_centred_as_in_mnist():
    image = lab.from_pad(SEVEN)
    assert image.shape == (28, 28) and image.dtype == np.float64
    assert image.min() == 0 and image.max() == 1
    rows, columns = np.flatnonzero(image.sum(axis=1) > 0.5), np.flatnonzero(image.sum(axis=0) > 0.5)
    assert np.ptp(rows) + 1 in (BOX, BOX + 1, BOX - 1) and np.ptp(columns) < np.ptp(rows)
    weight = image.sum()
    middle = (image.sum(axis=1) @ (np.arange(28) + 0.5) / weight, image.sum(axis=0) @ (np.arange(28) + 0.5) / weight)
    assert np.allclose(middle, 14, atol=0.2), "the centre of mass, not of the frame"


def test_place_and_size_in_the_field_do_not_matter():
    small = line([(41, 35), (60, 35), (55, 45), (49, 58)])
    assert np.allclose(lab.from_pad(SEVEN), lab.from_pad(small), atol=1e-12)


def test_strokes_are_not_joined():
    apart = line([(10, 10), (10, 50)], [(50, 10), (50, 50)])
    two, joined = lab.from_pad(apart), lab.from_pad(apart.replace(" ", ""))
    assert two[14, 14] == 0 and joined[14, 14] > 0.9


def test_across_comes_before_down():
    lying = lab.from_pad(line([(6, 32), (58, 32)]))
    assert lying.sum(axis=0).astype(bool).sum() > 15 > 6 > lying.sum(axis=1).astype(bool).sum()


def test_a_dot_is_a_dot():
    dot = lab.from_pad("gg")
    assert 3 < dot.sum() < 12 and dot[13:15, 13:15].min() > 0.9


def test_the_network_reads_what_is_drawn():
    model = ThreeLayerConvNet(dtype=np.float32)
    model.params = lab.load("network")
    scores = model.loss(np.stack([lab.from_pad(text)[None] for text in (ONE, FOUR, SEVEN)]))
    assert scores.argmax(axis=1).tolist() == [1, 4, 7]


@pytest.mark.parametrize(("text", "said"), [
    ("", "nothing is drawn"), ("  ", "nothing is drawn"), ("AAB", "'AAB' is no stroke"), ("AA B-", "'B-' is no stroke"),
])  # fmt: skip
def test_what_is_no_drawing_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        lab.from_pad(text)


def test_two_pads_on_a_page_have_names_of_their_own():
    one, other = lab.drawing_pad().data, lab.drawing_pad().data
    assert one != other and "@NAME@" not in one and GRID in one
