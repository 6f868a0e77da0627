"""The same in PyTorch: compared where torch is installed, said where it is not, and never asked for."""
import importlib.util
import sys

import numpy as np
import pytest

import convlab as lab
from convlab import same_in_torch
from grader.course import chapter_names
from grader.sources import reference_of

with_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="torch is missing: pip install torch==2.13.0"
)


def reference(name: str):
    return next(getattr(one, name) for one in map(reference_of, chapter_names()) if hasattr(one, name))


@with_torch
@pytest.mark.parametrize("name", same_in_torch._TWINS)
def test_the_reference_agrees_with_torch(name, capsys):
    lab.compare_with_torch(reference(name))
    said = capsys.readouterr().out
    assert said.startswith(f"{name} agrees with torch's ")
    assert float(said.split()[-1]) < 1e-9


@with_torch
@pytest.mark.parametrize("name", same_in_torch._TWINS)
def test_a_wrong_function_is_seen(name, capsys):
    right = reference(name)

    def wrong(*inputs):
        result = right(*inputs)
        return tuple(one + 0.01 if isinstance(one, np.ndarray | float) else one for one in result) \
            if isinstance(result, tuple) else result + 0.01

    wrong.__name__ = name
    lab.compare_with_torch(wrong)
    assert f"{name} DIFFERS from torch's " in capsys.readouterr().out


@with_torch
def test_a_gradient_of_another_shape_is_no_gradient(capsys):
    def conv_backward_fast(dout, cache):
        dx, dw, db = reference("conv_backward_fast")(dout, cache)
        return dx, dw, db[None]

    lab.compare_with_torch(conv_backward_fast)
    assert "DIFFERS" in capsys.readouterr().out


def test_without_torch_it_says_so_and_compares_nothing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)  # what makes `import torch` fail

    def conv_forward_fast(*_):
        raise AssertionError("called without torch")

    lab.compare_with_torch(conv_forward_fast)
    assert capsys.readouterr().out.startswith("torch is not installed here, so nothing is compared")


def test_a_function_without_a_counterpart_is_refused():
    def zero_pad(x, pad):
        return x

    with pytest.raises(ValueError, match="zero_pad has no counterpart here. Those that have: conv_forward_naive"):
        lab.compare_with_torch(zero_pad)


def test_all_counterparts_are_exercises():
    written = {name for chapter in chapter_names() for name in vars(reference_of(chapter))}
    assert set(same_in_torch._TWINS) <= written
