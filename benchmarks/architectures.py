"""What the blocks of chapter 11 are worth: three networks of nearly equal size on the Fashion images, several seeds.

    python benchmarks/architectures.py [--seeds N] [--epochs N] [--only NAME] [--rates 0.01,0.003]

The training of the notebook: its models, settings and rates are read from it. Each network is trained from each seed,
which decides its start and the order of the images; with --rates also at each of these learning rates, of which the
validation images choose. Printed are, as the mean over the seeds with the lowest and the highest value: the share that
is right of the 500 validation images, of the 1,000 test images, and of these moved by up to two pixels; then the
processor's seconds.

  SmallResNet     chapter 11's network
  chapter 10      ThreeLayerConvNet with nearly as many numbers
  plain stack     the 3 x 3 convolutions of SmallResNet, without batch norm and shortcuts
  no shortcuts    the same with batch norm, which the notebook does not train
"""
import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

import convlab as lab
from solutions import architectures as course
from solutions import three_layer_convnet, training

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "11_architectures" / "11_architectures.ipynb"
CELLS = ["training-models", "training-recipe"]
TRAINING = 4500
NORMED = "no shortcuts"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0 on; 3 if not given")
    parser.add_argument("--epochs", type=int, help="the notebook's if not given")
    parser.add_argument("--only", metavar="NAME", help="one network alone")
    parser.add_argument("--rates", type=numbers, help="the notebook's if not given")
    options = parser.parse_args()
    if options.seeds < 1 or (options.epochs is not None and options.epochs < 1):
        parser.error("--seeds and --epochs must be at least 1")
    names = notebooks_names()
    epochs = options.epochs or names["EPOCHS"]
    networks = [options.only] if options.only else [*names["RATES"], NORMED]
    heads = "".join(f"{head:>26}" for head in ("validation", "test images right", "moved by up to 2"))
    print(f"{'':14}{'rate':>7}{'numbers':>9}{heads}{'CPU s':>7}")
    for network in networks:
        for rate in options.rates or [names["RATES"].get(network, names["RATES"]["SmallResNet"])]:
            runs = [measure(network, names, seed, epochs, rate) for seed in range(options.seeds)]
            print_row(network, rate, runs)


def numbers(text: str) -> list[float]:
    return [float(one) for one in text.split(",")]


def notebooks_names() -> dict:
    """What the notebook's cells of the training define, with the course's functions as those that it calls."""
    names = {"np": np} | vars(training) | vars(three_layer_convnet) | vars(course)
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in CELLS:
            exec("".join(cell["source"]), names)
    return names


def measure(network: str, names: dict, seed: int, epochs: int, rate: float) -> dict:
    """One training from a seed: the numbers of a row of the table."""
    X, y, X_test, y_test = fashion()
    rng = np.random.default_rng(seed)
    model = NormedStack(rng) if network == NORMED else names["new_model"](network, rng)
    data = {"X_train": X[:TRAINING], "y_train": y[:TRAINING], "X_val": X[TRAINING:], "y_val": y[TRAINING:]}
    config = {"learning_rate": rate}
    began = time.process_time()
    three_layer_convnet.train(model, data, training.adam, config, epochs, names["BATCH"], rng, names["DECAY"])
    names["settle"](model, data["X_train"], data["y_train"])
    seconds = time.process_time() - began
    moved = three_layer_convnet.random_shift(X_test, 2, np.random.default_rng(0))
    asked = {"validation": (data["X_val"], data["y_val"]), "right": (X_test, y_test), "moved": (moved, y_test)}
    shares = {name: three_layer_convnet.check_accuracy(model, *those) for name, those in asked.items()}
    return shares | {"numbers": sum(value.size for value in model.params.values()), "seconds": seconds}


def fashion() -> tuple:
    arrays = lab.load("fashion")
    X, X_test = (arrays[name][:, None].astype(np.float32) for name in ("X_train", "X_test"))
    return X, arrays["y_train"], X_test, arrays["y_test"]


class NormedStack:
    """SmallResNet without its shortcuts: five times conv - batch norm - ReLU, then the same end."""

    def __init__(self, rng):
        shapes = [(16, 1, 3, 3), (16, 16, 3, 3), (16, 16, 3, 3), (32, 16, 3, 3), (32, 32, 3, 3)]
        self.params = {"fc_W": training.he_init((32, 10), rng), "fc_b": np.zeros(10)}
        for k, shape in enumerate(shapes, 1):
            self.params |= {f"W{k}": training.he_init(shape, rng), f"gamma{k}": np.ones(shape[0])}
            self.params[f"beta{k}"] = np.zeros(shape[0])
        self.params = {name: value.astype(np.float32) for name, value in self.params.items()}
        self.bn_params = [{} for _ in shapes]

    def loss(self, X, y=None):
        p, caches, grads = self.params, [], {}
        for k, bn_param in enumerate(self.bn_params, 1):
            bn_param["mode"] = "test" if y is None else "train"
            conv_param = {"stride": 2 if k in (1, 4) else 1, "pad": 1}
            X, conv = course.conv_forward_fast(X, p[f"W{k}"], 0 * p[f"beta{k}"], conv_param)
            X, norm = course.spatial_batchnorm_forward(X, p[f"gamma{k}"], p[f"beta{k}"], bn_param)
            X, relu = course.relu_forward(X)
            caches.append((k, conv, norm, relu))
        scores, fc = course.affine_forward(course.global_average_pool(X), p["fc_W"], p["fc_b"])
        if y is None:
            return scores
        loss, dscores = course.softmax_loss(scores, y)
        dmeans, grads["fc_W"], grads["fc_b"] = course.affine_backward(dscores, fc)
        dX = course.global_average_pool_backward(dmeans, X.shape)
        for k, conv, norm, relu in reversed(caches):
            dX = course.relu_backward(dX, relu)
            dX, grads[f"gamma{k}"], grads[f"beta{k}"] = course.spatial_batchnorm_backward(dX, norm)
            dX, grads[f"W{k}"], _ = course.conv_backward_fast(dX, conv)
        return loss, grads


def print_row(network: str, rate: float, runs: list[dict]) -> None:
    shares = []
    for key in ("validation", "right", "moved"):
        values = [100 * run[key] for run in runs]
        shares.append(f"{statistics.mean(values):.1f} % ({min(values):.1f} to {max(values):.1f})")
    seconds = statistics.mean(run["seconds"] for run in runs)
    told = "".join(f"{share:>26}" for share in shares)
    print(f"{network:14}{rate:7}{runs[0]['numbers']:9,}{told}{seconds:7.0f}", flush=True)


if __name__ == "__main__":
    main()
