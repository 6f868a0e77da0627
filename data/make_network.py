"""Make network.npz: the parameters of chapter 10's network, trained on the digits in the way of that chapter.

Run it in the folder of the course; it takes about a minute on two cores:

    PYTHONPATH=. python data/make_network.py [FOLDER]

The seed is 0 and everything is computed in float32. Machines round differently, and each step of the training builds
on the one before: another machine makes other last digits, and a network that reads a few digits otherwise.
"""
import sys
from pathlib import Path

import numpy as np
from archive import HERE, save

import convlab as lab
from solutions.three_layer_convnet import ThreeLayerConvNet, check_accuracy, random_shift, train
from solutions.training import adam, he_init

SEED, VALIDATION = 0, 500
EPOCHS, BATCH, RATE, DECAY, REG = 15, 32, 1.5e-3, 0.8, 2e-3


def main(folder: Path = HERE, epochs: int = EPOCHS) -> None:
    digits = lab.load("digits")
    X, X_test = (digits[name][:, None].astype(np.float32) for name in ("X_train", "X_test"))
    kept = len(X) - VALIDATION
    data = {"X_train": X[:kept], "y_train": digits["y_train"][:kept]}
    data |= {"X_val": X[kept:], "y_val": digits["y_train"][kept:]}
    rng = np.random.default_rng(SEED)
    model = ThreeLayerConvNet(reg=REG, dtype=np.float32, rng=rng)
    for name in ("W1", "W2", "W3"):
        model.params[name] = he_init(model.params[name].shape, rng).astype(np.float32)
    train(model, data, adam, {"learning_rate": RATE}, epochs, BATCH, rng, DECAY, shift)
    print(f"{check_accuracy(model, X_test, digits['y_test']):.2%} of the test digits are read rightly")
    save(folder / "network.npz", **model.params)


def shift(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return random_shift(X, 1, rng)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
