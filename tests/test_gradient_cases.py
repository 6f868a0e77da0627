"""Gradients are judged where weak tests look away: random errors from above, strides, padding, nothing square.

With errors of ones, or stride 1 alone, many wrong backward passes are right.
"""
import functools

import numpy as np
import pytest

from grader.cards import PUBLIC_SEED, make_card
from grader.course import chapter_names
from grader.sources import checks_of

NODES = ("MulLayer", "AddLayer")
UPSTREAM = {"dout", "dA", "dZ"}
CHECKS = {check.exercise: (chapter, check) for chapter in chapter_names() for check in checks_of(chapter)}


def is_backward(check) -> bool:
    inputs = (one for part in check.parts for one in part.cases(np.random.default_rng(0)))
    return any(UPSTREAM & set(one) for one in inputs)


BACKWARD = [name for name, (_, check) in CHECKS.items() if is_backward(check)]
# Sandwiches of layers lean on those that they are made of, and on their tests. Global pooling has one window.
LAYERS = [name for name in BACKWARD if ("conv" in name.lower() or "pool" in name.lower())
          and "relu" not in name and "global" not in name]  # fmt: skip
each_backward = pytest.mark.parametrize("card", BACKWARD, indirect=True)
each_layer = pytest.mark.parametrize("card", LAYERS, indirect=True)


@functools.cache
def card_of(exercise: str):
    chapter, check = CHECKS[exercise]
    return make_card(chapter, check, PUBLIC_SEED)


@pytest.fixture
def card(request):
    return card_of(request.param)


def windows(case) -> dict:
    """Sizes, window, stride and pad of a case of a layer."""
    given = case.inputs
    param = given.get("pool_param") or given.get("hparameters") or given
    stride, pad = param.get("stride"), param.get("pad", 0)
    if "A_prev" in given:  # channels last
        size, window = given["A_prev"].shape[1:3], given["W"].shape[:2] if "W" in given else (param["f"],) * 2
    else:
        size = given["x"].shape[2:] if "x" in given else given["input_shape"][2:]
        filters = given["filter_shape"] if "filter_shape" in given else given.get("w", given.get("W"))
        pooled = (param.get("pool_height", param.get("pool_h")), param.get("pool_width", param.get("pool_w")))
        window = pooled if filters is None else getattr(filters, "shape", filters)[2:]
    return {"size": size, "window": tuple(window), "stride": stride, "pad": pad}


def upstream(card) -> list[np.ndarray]:
    return [value for case in card.cases for name, value in case.inputs.items() if name in UPSTREAM]


@each_backward
def test_errors_from_above_are_never_all_alike(card):
    arrays = [np.asarray(one) for one in upstream(card) if np.size(one) > 1]
    assert all(np.ptp(one) > 0 for one in arrays)
    assert arrays or card.exercise in NODES, "numbers alone"


@each_backward
def test_each_gradient_has_a_part_of_its_own(card):
    gradients = {name for case in card.cases for name in case.expected[0] if name.lower().startswith("d")}
    if len(gradients) > 1 and card.exercise not in NODES:  # theirs are one thought
        assert gradients <= {part.outputs[0] for part in card.parts if part.outputs and len(part.outputs) == 1}


@each_layer
def test_layers_meet_strides_pads_and_shapes_that_tell_mistakes_apart(card):
    met = [windows(case) for case in card.cases if UPSTREAM & set(case.inputs)]
    assert {1, 2} <= {one["stride"] for one in met}
    rests = [(n + 2 * one["pad"] - k) % one["stride"] for one in met for n, k in zip(one["size"], one["window"])]
    assert any(rests), "a stride that does not divide"
    assert any(one["stride"] < max(one["window"]) for one in met), "windows that overlap"
    assert any(one["size"][0] != one["size"][1] for one in met), "pictures that are not square"
    if card.exercise != "pool_backward":  # has no padding
        assert {0, 2} <= {one["pad"] for one in met}
    if card.exercise not in ("conv_backward", "pool_backward"):  # square windows by their docstrings
        assert any(one["window"][0] != one["window"][1] for one in met)


def test_all_backward_passes_are_looked_at():
    named = {name for name in CHECKS if "backward" in name}
    assert named <= set(BACKWARD)
