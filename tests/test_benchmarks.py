"""The benchmarks measure what they say: all contenders compute the same, and the table can be read. No clock here."""
import importlib.util
import os
import re
from pathlib import Path

import numpy as np
import pytest

from solutions.three_layer_convnet import random_shift, train
from solutions.training import adam


def script(name: str):
    """A script of benchmarks/ as a module."""
    path = Path(__file__).parent.parent / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


benchmark, training, blocks = script("convolution"), script("training"), script("architectures")
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


# --- training.py ------------------------------------------------------------------------------


def test_the_recipe_is_that_of_the_notebook():
    assert set(training.recipe()) == {"EPOCHS", "BATCH", "RATE", "DECAY", "REG"}
    notebook = training.NOTEBOOK.read_text(encoding="utf-8")
    assert f"new_model({training.SEED}, reg=REG)" in notebook
    assert f"X_train[:{training.TRAINING}]" in notebook


def test_the_course_takes_the_steps_of_train():
    X, y, _, _ = training.digits()
    X, y, settings = X[:60], y[:60], {"EPOCHS": 2, "BATCH": 25, "RATE": 1e-3, "DECAY": 0.5, "REG": 1e-3}
    rng = np.random.default_rng(0)
    step, after_epoch, scores = training.course(settings, rng)
    losses = []
    for _ in range(2):
        losses += [step(*batch) for batch in training.batches(X, y, settings["BATCH"], rng)]
        after_epoch()
    rng = np.random.default_rng(0)
    model = training.new_model(1e-3, rng)
    data = {"X_train": X, "y_train": y, "X_val": X[:1], "y_val": y[:1]}
    shift = lambda X, rng: random_shift(X, 1, rng)  # noqa: E731
    history = train(model, data, adam, {"learning_rate": 1e-3}, 2, 25, rng, 0.5, shift)
    assert history["loss"] == losses


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is missing; the course does not need it")
def test_pytorch_takes_the_same_steps():
    X, y, X_test, _ = training.digits()
    settings, found = training.recipe(), []
    for name in ("course", "PyTorch"):
        rng = np.random.default_rng(0)
        step, after_epoch, scores = training.CONTENDERS[name](settings, rng)
        losses = [float(step(*batch)) for batch in training.batches(X[:200], y[:200], 50, rng)]
        after_epoch()
        losses += [float(step(*batch)) for batch in training.batches(X[:200], y[:200], 50, rng)]
        found.append([*losses, *scores(X_test[:3]).ravel()])
    np.testing.assert_allclose(found[1], found[0], rtol=1e-2, atol=1e-2)


def test_a_contender_that_takes_other_steps_is_refused():
    result = {"losses": [2.3, 1.9], "seconds": [3.0], "accuracy": 0.98}
    training.refuse_other_steps({"course": result, "PyTorch": result})
    with pytest.raises(SystemExit, match="PyTorch and course take other steps"):
        training.refuse_other_steps({"course": result, "PyTorch": result | {"losses": [2.3, 1.7]}})


def test_the_table_of_training_gives_ratios(capsys):
    results = {"course": {"seconds": [3.0, 3.0, 9.0], "accuracy": 0.981}}
    results["PyTorch"] = {"seconds": [2.0], "accuracy": 0.98}
    training.print_table(results, 3)
    shown = capsys.readouterr().out
    assert "course            3.00            1.5x           98.1%" in shown
    del results["PyTorch"]
    training.print_table(results, 3)
    assert "torch is not installed" in capsys.readouterr().out


# --- hostile.py -------------------------------------------------------------------------------


def test_the_hostile_ones_are_of_all_groups_and_the_memory_is_that_of_the_grader():
    hostile = script("hostile")
    found = {f"attacks/{group}/{k}": b"" for group in "abcde" for k in range(9)}
    assert {name.split("/")[1] for name in hostile.spread(found, 10)} == set("abcde")
    assert hostile.own_processes(os.getpid())[0] == os.getpid()
    assert hostile.peak(os.getpid()) > 20 << 20 and hostile.peak(1 << 30) == 0


# --- adequacy.py ------------------------------------------------------------------------------


def test_mutants_are_made_run_and_counted(capsys):
    assert script("adequacy").main(["--chapter=01_convolution", "--exercise=receptive_field", "--most=3"]) == 0
    assert re.search(r"\| `all` \| 3 \| 3 \| \d \| \d \| \d \| \d \| 0 \|", capsys.readouterr().out)


def test_each_mutant_is_another_program_and_the_same_each_time():
    adequacy = script("adequacy")
    mutants = adequacy.mutants_of("01_convolution", "receptive_field")
    assert mutants == adequacy.mutants_of("01_convolution", "receptive_field")
    assert len({mutant.source for mutant in mutants}) == len({mutant.diff for mutant in mutants}) == len(mutants) >= 20
    assert "loop of no iterations" in {mutant.operator for mutant in mutants}


def test_what_never_ends_is_killed_and_what_survives_unsaid_is_a_hole(monkeypatch, capsys):
    adequacy = script("adequacy")
    monkeypatch.setattr(adequacy, "SECONDS", 0.2)
    right = adequacy.source_of("01_convolution", "receptive_field")
    made = [adequacy.Mutant("receptive_field", "by hand", source, diff) for source, diff in
            [("def receptive_field(layers):\n    while True: pass", "endless"), (right, "right")]]  # fmt: skip
    assert [adequacy.fate("01_convolution", mutant) for mutant in made] == ["stopped", "survivors"]
    monkeypatch.setattr(adequacy, "mutants_of", lambda *_: made)
    assert adequacy.main(["--chapter=01_convolution", "--exercise=receptive_field"]) == 1
    assert "nobody said why: receptive_field (by hand): right" in capsys.readouterr().out
    monkeypatch.setattr(adequacy, "excuses", lambda: {("receptive_field", "right"): "It is the reference."})
    assert adequacy.main(["--chapter=01_convolution", "--exercise=receptive_field"]) == 0
    monkeypatch.setattr(adequacy, "excuses", lambda: {("receptive_field", "gone"): "It is the reference."})
    assert adequacy.main(["--chapter=01_convolution", "--exercise=receptive_field", "--most=1"]) == 1


def test_the_networks_of_chapter_11_have_nearly_one_size_and_learn(capsys):
    names = blocks.notebooks_names()
    models = {name: names["new_model"](name, np.random.default_rng(0)) for name in names["RATES"]}
    models |= {blocks.NORMED: blocks.NormedStack(np.random.default_rng(0))}
    numbers = {name: sum(value.size for value in model.params.values()) for name, model in models.items()}
    assert numbers == {"SmallResNet": 19_706, "chapter 10": 19_290, "plain stack": 19_018, "no shortcuts": 19_130}
    X, y, X_test, y_test = blocks.fashion()
    assert X.shape == (5000, 1, 28, 28) and len(X_test) == len(y_test) == 1000
    for model in models.values():
        loss, grads = model.loss(X[:20], y[:20])
        assert grads.keys() == model.params.keys()
        assert {value.dtype for value in grads.values()} == {np.dtype("float32")}
        model.params = {name: value - np.float32(1e-3) * grads[name] for name, value in model.params.items()}
        assert model.loss(X[:20], y[:20])[0] < loss, "a small step down"
    row = {"numbers": 19_018, "validation": 0.5, "moved": 0.5, "seconds": 3.0}
    blocks.print_row("plain stack", 0.01, [row | {"right": right} for right in (0.7, 0.8)])
    assert "19,018" in (said := capsys.readouterr().out) and "75.0 % (70.0 to 80.0)" in said
