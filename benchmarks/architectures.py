"""What the blocks of chapter 11 are worth: three networks of nearly equal size on the Fashion images, several seeds.

    python benchmarks/architectures.py [--seeds N] [--epochs N] [--only NAME]

The training of the notebook: its models, settings and rates are read from it. Each network is trained from each seed,
which decides its start and the order of the images. Printed are, as the mean over the seeds and its lowest and highest
value: the share of the 1,000 test images that are right, the same of these images moved by up to two pixels, and the
processor's seconds. Two more rows take things from SmallResNet one at a time, which the notebook does not train.

  SmallResNet     chapter 11's network
  chapter 10      ThreeLayerConvNet with as many numbers
  plain stack     the convolutions of SmallResNet, without batch norm and shortcuts
  no shortcuts    SmallResNet whose residual blocks add nothing
"""
import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

import convlab as lab
from solutions import architectures, three_layer_convnet, training

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "11_architectures" / "11_architectures.ipynb"
CELLS = ["training-models", "training-recipe"]
TRAINING = 4500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0 on; 3 if not given")
    parser.add_argument("--epochs", type=int, help="the notebook's if not given")
    parser.add_argument("--only", metavar="NAME", help="one network alone")
    options = parser.parse_args()
    if options.seeds < 1 or (options.epochs is not None and options.epochs < 1):
        parser.error("--seeds and --epochs must be at least 1")
    names = notebooks_names()
    epochs = options.epochs or names["EPOCHS"]
    networks = [options.only] if options.only else [*names["RATES"], "no shortcuts"]
    print(f"{'':14}{'numbers':>9}{'test images right':>26}{'moved by up to 2':>26}{'CPU seconds':>13}")
    for network in networks:
        runs = [measure(network, names, seed, epochs) for seed in range(options.seeds)]
        print_row(network, runs)


def notebooks_names() -> dict:
    """What the notebook's cells of the training define, with the course's functions as those that it calls."""
    names = {"np": np} | vars(training) | vars(three_layer_convnet) | vars(architectures)
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in CELLS:
            exec("".join(cell["source"]), names)
    return names


def measure(network: str, names: dict, seed: int, epochs: int) -> dict:
    """One training from a seed: the numbers of a row of the table."""
    X, y, X_test, y_test = fashion()
    rng = np.random.default_rng(seed)
    kind = "SmallResNet" if network == "no shortcuts" else network
    model = names["new_model"](kind, rng)
    if network == "no shortcuts":
        model = without_shortcuts(model)
    data = {"X_train": X[:TRAINING], "y_train": y[:TRAINING], "X_val": X[TRAINING:], "y_val": y[TRAINING:]}
    config = {"learning_rate": names["RATES"][kind]}
    began = time.process_time()
    three_layer_convnet.train(model, data, training.adam, config, epochs, names["BATCH"], rng, names["DECAY"])
    seconds = time.process_time() - began
    moved = three_layer_convnet.random_shift(X_test, 2, np.random.default_rng(0))
    right, right_moved = (three_layer_convnet.check_accuracy(model, images, y_test) for images in (X_test, moved))
    numbers = sum(value.size for value in model.params.values())
    return {"numbers": numbers, "right": right, "moved": right_moved, "seconds": seconds}


def fashion() -> tuple:
    arrays = lab.load("fashion")
    X, X_test = (arrays[name][:, None].astype(np.float32) for name in ("X_train", "X_test"))
    return X, arrays["y_train"], X_test, arrays["y_test"]


def without_shortcuts(model):
    """The model with blocks that are conv - norm - ReLU twice: what the shortcut would add is taken off again."""

    class Stack(architectures.SmallResNet):
        def loss(self, X, y=None):
            forward, backward = architectures.residual_block_forward, architectures.residual_block_backward
            architectures.residual_block_forward, architectures.residual_block_backward = plain_forward, plain_backward
            try:
                loss = super().loss(X, y)
            finally:
                architectures.residual_block_forward, architectures.residual_block_backward = forward, backward
            return loss

    model.__class__ = Stack
    for name in ("block2_W3", "block2_gamma3", "block2_beta3"):
        del model.params[name]
    return model


def plain_forward(x, params, bn_params, stride=1):
    caches = []
    for k in (1, 2):
        w = params[f"W{k}"]
        conv_param = {"stride": stride if k == 1 else 1, "pad": 1}
        x, conv = architectures.conv_forward_fast(x, w, np.zeros(len(w), w.dtype), conv_param)
        x, norm = architectures.spatial_batchnorm_forward(
            x, params[f"gamma{k}"], params[f"beta{k}"], bn_params[f"bn{k}"]
        )
        x, relu = architectures.relu_forward(x)
        caches.append((conv, norm, relu))
    return x, caches


def plain_backward(dout, caches):
    grads = {}
    for k in (2, 1):
        conv, norm, relu = caches[k - 1]
        dout = architectures.relu_backward(dout, relu)
        dout, grads[f"gamma{k}"], grads[f"beta{k}"] = architectures.spatial_batchnorm_backward(dout, norm)
        dout, grads[f"W{k}"], _ = architectures.conv_backward_fast(dout, conv)
    return dout, grads


def print_row(network: str, runs: list[dict]) -> None:
    shares = []
    for key in ("right", "moved"):
        values = [100 * run[key] for run in runs]
        shares.append(f"{statistics.mean(values):.1f} % ({min(values):.1f} to {max(values):.1f})")
    seconds = statistics.mean(run["seconds"] for run in runs)
    print(f"{network:14}{runs[0]['numbers']:9,}{shares[0]:>26}{shares[1]:>26}{seconds:13.0f}", flush=True)


if __name__ == "__main__":
    main()
