"""How fast the network of chapter 10 learns to read, and how well: in NumPy, and in a framework if there is one.

    python benchmarks/training.py [--epochs N]

The training of the notebook: the same digits, start, order of pictures, shifts, optimiser and settings, which are
read from the notebook itself. Each contender works in a process of its own. The time of an epoch is the median over
the epochs, shifts included and the accuracy after an epoch not; the accuracy is that on the 2,000 test digits after
the last epoch. The losses of the first steps must agree, so that both take the same steps.

  course     ThreeLayerConvNet (chapter 10) and adam (chapter 9), in NumPy
  PyTorch    the same network with its autograd and its Adam, where torch is installed; the course does not need it
"""
import argparse
import ast
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "10_three_layer_convnet" / "10_three_layer_convnet.ipynb"
TRAINING, SEED = 7500, 0
ALIKE = 20  # steps at the start whose losses must agree; after that rounding grows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    epochs = recipe()["EPOCHS"]
    parser.add_argument("--epochs", type=int, default=epochs, help=f"the notebook's {epochs} if not given")
    parser.add_argument("--work", metavar="CONTENDER", help=argparse.SUPPRESS)  # what this script asks itself
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs must be at least 1")
    if options.work:
        print(json.dumps(measure(options.work, options.epochs)))
        return
    contenders = [name for name in CONTENDERS if name != "PyTorch" or importlib.util.find_spec("torch")]
    results = {}
    for name in contenders:
        print(f"  {name}: {options.epochs} epochs …", file=sys.stderr, flush=True)
        results[name] = asked(name, options.epochs)
    refuse_other_steps(results)
    print_table(results, options.epochs)


def recipe() -> dict:
    """The settings of the notebook's training: EPOCHS, BATCH, RATE, DECAY, REG."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    (source,) = ("".join(cell["source"]) for cell in cells if cell["id"] == "training-time")
    assigned = next(node for node in ast.parse(source).body if isinstance(node, ast.Assign))
    return dict(zip([name.id for name in assigned.targets[0].elts], ast.literal_eval(assigned.value), strict=True))


def asked(name: str, epochs: int) -> dict:
    """The measurements of a contender, from a new process."""
    command = [sys.executable, __file__, "--work", name, "--epochs", str(epochs)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


# --- in the process of a contender ------------------------------------------------------------


def measure(name: str, epochs: int) -> dict:
    """Seconds of each epoch, losses of the first steps, and the accuracy in the end."""
    X, y, X_test, y_test = digits()
    settings, rng = recipe(), np.random.default_rng(SEED)
    step, after_epoch, scores = CONTENDERS[name](settings, rng)
    losses, seconds = [], []
    for _ in range(epochs):
        began = time.perf_counter()
        for batch, labels in batches(X, y, settings["BATCH"], rng):
            losses.append(float(step(batch, labels)))
        seconds.append(time.perf_counter() - began)
        after_epoch()
    guesses = np.concatenate([scores(X_test[n:n + 100]).argmax(axis=1) for n in range(0, len(X_test), 100)])
    return {"seconds": seconds, "losses": losses[:ALIKE], "accuracy": float(np.mean(guesses == y_test))}


def digits() -> tuple:
    import convlab as lab

    arrays = lab.load("digits")
    X, X_test = (arrays[name][:, None].astype(np.float32) for name in ("X_train", "X_test"))
    return X[:TRAINING], arrays["y_train"][:TRAINING], X_test, arrays["y_test"]


def batches(X, y, batch_size, rng):
    """The batches of an epoch, drawn as `train` of chapter 10 draws them."""
    from solutions.three_layer_convnet import random_shift

    order = rng.permutation(len(X))
    for n in range(0, len(X), batch_size):
        rows = order[n:n + batch_size]
        yield random_shift(X[rows], 1, rng), y[rows]


def new_model(reg, rng):
    """The network with the notebook's start."""
    from solutions.three_layer_convnet import ThreeLayerConvNet
    from solutions.training import he_init

    model = ThreeLayerConvNet(reg=reg, dtype=np.float32, rng=rng)
    for name in ("W1", "W2", "W3"):
        model.params[name] = he_init(model.params[name].shape, rng).astype(np.float32)
    return model


def course(settings, rng):
    """Three functions: a step on a batch that returns its loss, what comes after an epoch, and the scores."""
    from solutions.training import adam

    model = new_model(settings["REG"], rng)
    configs = {name: {"learning_rate": settings["RATE"]} for name in model.params}

    def step(X, y):
        loss, grads = model.loss(X, y)
        for name in configs:
            model.params[name], configs[name] = adam(model.params[name], grads[name], configs[name])
        return loss

    def after_epoch():
        for config in configs.values():
            config["learning_rate"] *= settings["DECAY"]

    return step, after_epoch, model.loss


def pytorchs(settings, rng):
    import torch
    from torch.nn import functional

    start = new_model(settings["REG"], rng).params
    params = {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}
    optimiser = torch.optim.Adam(params.values(), lr=settings["RATE"])
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, settings["DECAY"])

    def forward(X):
        maps = functional.conv2d(torch.from_numpy(X), params["W1"], params["b1"], padding=params["W1"].shape[2] // 2)
        pooled = functional.max_pool2d(torch.relu(maps), 2)
        hidden = torch.relu(pooled.flatten(1) @ params["W2"] + params["b2"])
        return hidden @ params["W3"] + params["b3"]

    def step(X, y):
        optimiser.zero_grad()
        decay = sum((params[name] ** 2).sum() for name in ("W1", "W2", "W3"))
        loss = functional.cross_entropy(forward(X), torch.from_numpy(y)) + settings["REG"] / 2 * decay
        loss.backward()
        optimiser.step()
        return loss.item()

    def scores(X):
        with torch.no_grad():
            return forward(X).numpy()

    return step, schedule.step, scores


CONTENDERS = {"course": course, "PyTorch": pytorchs}


# --- the table --------------------------------------------------------------------------------


def refuse_other_steps(results: dict) -> None:
    """Whoever goes another way is no contender."""
    for name, result in results.items():
        if not np.allclose(result["losses"], results["course"]["losses"], rtol=1e-2):
            sys.exit(f"{name} and course take other steps: losses {result['losses']}, {results['course']['losses']}")


def print_table(results: dict, epochs: int) -> None:
    unit = "PyTorch" if "PyTorch" in results else "course"
    base = statistics.median(results[unit]["seconds"])
    print(f"\n{os.cpu_count()} cores, NumPy {np.__version__}, {TRAINING:,} digits, {epochs} epochs, single precision\n")
    print(f"{'':10}{'s an epoch':>12}{'times ' + unit:>16}{'of 2,000 read':>16}")
    for name, result in results.items():
        seconds = statistics.median(result["seconds"])
        print(f"{name:10}{seconds:12.2f}{seconds / base:15.1f}x{result['accuracy']:16.1%}")
    if unit != "PyTorch":
        print("\nNo framework to compare with: torch is not installed here. The course does not need it.")


if __name__ == "__main__":
    main()
