"""The benchmarks measure what they say: all contenders compute the same, and the table can be read. No clock here."""
import importlib.util
from pathlib import Path

import numpy as np
import pytest

spec = importlib.util.spec_from_file_location("benchmark", Path(__file__).parent.parent / "benchmarks/convolution.py")
benchmark = importlib.util.module_from_spec(spec)
spec.loader.exec_module(benchmark)
INSTALLED = [name for name in benchmark.CONTENDERS if name != "PyTorch" or importlib.util.find_spec("torch")]


@pytest.mark.parametrize("name", INSTALLED)
def test_contenders_compute_one_layer(name):
    given = benchmark.inputs_of((2, 3, 6, 5, 4, 3))
    found = [[forward(), *both()] for forward, both in (benchmark.CONTENDERS[who](*given) for who in (name, "naive"))]
    for got, expected in zip(*found, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-4)


def test_a_contender_with_other_numbers_is_refused():
    right = [{"numbers": [1.0, 2.0]}] * len(benchmark.LAYERS)
    wrong = [{"numbers": [1.0, 2.1]}, *right[1:]]
    benchmark.refuse_other_numbers({"fast": [right], "im2col": [right]})
    with pytest.raises(SystemExit, match="im2col and fast differ on 64 x 1 x 28 x 28"):
        benchmark.refuse_other_numbers({"fast": [right], "im2col": [wrong]})


def test_the_table_gives_ratios_to_the_framework_or_to_the_fast_reference(capsys):
    rounds = {name: [[{"forward": 0.001 * k, "both": 0.002 * k}] * len(benchmark.LAYERS)] for name, k in
              [("naive", 450), ("fast", 3), ("PyTorch", 2)]}  # fmt: skip
    benchmark.print_table(rounds)
    assert capsys.readouterr().out.count("225x     1.5x     1.0x        4.0 ms") == len(benchmark.LAYERS)
    del rounds["PyTorch"]
    benchmark.print_table(rounds)
    assert "150x     1.0x        6.0 ms" in (shown := capsys.readouterr().out) and "torch is not installed" in shown
