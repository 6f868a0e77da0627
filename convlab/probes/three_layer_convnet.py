"""Probes of chapter 10_three_layer_convnet. `student` carries the names of the notebook.

What is drawn by chance is judged by what it has in common, not number by number.
"""
import numpy as np

from convlab.counting import steady
from convlab.probes import named, refuses


def max_pool_forward_fast(student, x, pool_param):
    return {"out": named(student.max_pool_forward_fast(x, pool_param), "out", "cache")["out"]}


def max_pool_forward_fast_steps(student, x, pool_param):
    return steady(lambda x: (student.max_pool_forward_fast, x, pool_param), x)


def max_pool_backward_fast(student, x, dout, pool_param):
    return {"dx": student.max_pool_backward_fast(dout, (x, pool_param))}


def max_pool_backward_fast_steps(student, x, pool_param):
    def call(x):
        height, width, stride = (pool_param[name] for name in ("pool_height", "pool_width", "stride"))
        places = [(n - k) // stride + 1 for n, k in zip(x.shape[2:], (height, width))]
        return student.max_pool_backward_fast, np.ones((*x.shape[:2], *places)), (x, pool_param)

    return steady(call, x)


def conv_relu_pool_forward(student, x, w, b, conv_param, pool_param):
    return {"out": named(student.conv_relu_pool_forward(x, w, b, conv_param, pool_param), "out", "cache")["out"]}


def conv_relu_pool_backward(student, x, w, b, dout, conv_param, pool_param):
    _, cache = named(student.conv_relu_pool_forward(x, w, b, conv_param, pool_param), "out", "cache").values()
    return named(student.conv_relu_pool_backward(dout, cache), "dx", "dw", "db")


def affine_relu_forward(student, x, w, b):
    return {"out": named(student.affine_relu_forward(x, w, b), "out", "cache")["out"]}


def affine_relu_backward(student, x, w, b, dout):
    _, cache = named(student.affine_relu_forward(x, w, b), "out", "cache").values()
    return named(student.affine_relu_backward(dout, cache), "dx", "dw", "db")


def ThreeLayerConvNet(student, X, y, params, num_filters, filter_size, hidden_dim, num_classes, reg):
    """The loss and the gradients at given parameters."""
    model = _model(student, X, params, num_filters, filter_size, hidden_dim, num_classes, reg)
    loss, grads = named(model.loss(X, y), "loss", "grads").values()
    return {"loss": loss, **{f"gradient of {name}": grads[name] for name in params}}


def ThreeLayerConvNet_scores(student, X, params, num_filters, filter_size, hidden_dim, num_classes):
    model = _model(student, X, params, num_filters, filter_size, hidden_dim, num_classes, 0.0)
    return {"scores": model.loss(X)}


def ThreeLayerConvNet_start(student, settings, _seed):
    """The parameters of a new model; settings: what it is made with, beside rng."""
    first, again, other = (_started(student, settings, seed) for seed in (_seed, _seed, _seed + 1))
    weights = [name for name in first if name.startswith("W")]
    drawn = np.concatenate([np.ravel(first[name]) for name in weights])
    return {
        **{f"shape of {name}": np.array(np.shape(first[name])) for name in ("W1", "b1", "W2", "b2", "W3", "b3")},
        "standard deviation of the weights": drawn.std(),
        "mean of the weights": drawn.mean(),
        "largest bias": max(np.abs(first[name]).max() for name in ("b1", "b2", "b3")),
        "the same again by a generator in the same state": all(np.array_equal(first[k], again[k]) for k in weights),
        "the same by another generator": all(np.array_equal(first[k], other[k]) for k in weights),
    }


def ThreeLayerConvNet_types(student, X, y, dtype):
    """Whether the model computes in the type that it was asked for. X and y are of float64."""
    model = student.ThreeLayerConvNet(
        input_dim=X.shape[1:], num_filters=2, filter_size=3, hidden_dim=4, num_classes=3, dtype=np.dtype(dtype).type,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    kinds = {f"{name} is {dtype}": np.asarray(value).dtype == dtype for name, value in model.params.items()}
    return kinds | {f"scores are {dtype}": np.asarray(model.loss(X)).dtype == dtype}


def ThreeLayerConvNet_refuses(student, input_dim, filter_size):
    return refuses(lambda: student.ThreeLayerConvNet(input_dim=input_dim, filter_size=filter_size))


def check_accuracy(student, scores, y, **batch_size):
    """A model whose pictures are their scores."""
    model = _Scores()
    return {"accuracy": student.check_accuracy(model, scores, y, **batch_size)}


def check_accuracy_batches(student, scores, y, batch_size):
    model = _Scores()
    student.check_accuracy(model, scores, y, batch_size)
    return {"pictures to a batch": np.array(model.sizes)}


def random_shift(student, X, max_shift, _seed):
    """X: one picture that no shift leaves as it is, many times."""
    rngs = (np.random.default_rng(seed) for seed in (_seed, _seed, _seed + 1))
    first, again, other = (student.random_shift(X, max_shift, rng) for rng in rngs)
    if np.shape(first) != X.shape:
        raise ValueError(f"the result should have the shape of X, {X.shape}, but has {np.shape(first)}")
    return {
        "type of the result is that of X": first.dtype == X.dtype,
        "different pictures in the result": len(np.unique(first.reshape(len(X), -1), axis=0)),
        "mean of the result": first.mean(axis=0),
        "the same again by a generator in the same state": np.array_equal(first, again),
        "the same by another generator": np.array_equal(first, other),
    }


def random_shift_still(student, X):
    return {"moved": student.random_shift(X, 0, np.random.default_rng(0))}


def train(student, N, epochs, batch_size, lr_decay, learning_rate, accuracies, _seed):
    """A run with a model that keeps a diary in place of learning."""
    model, diary = _trained(student, N, epochs, batch_size, lr_decay, learning_rate, accuracies, _seed)
    seen = [np.concatenate(epoch) if epoch else np.zeros(0) for epoch in diary["epochs"]]
    return {
        "pictures to a step": np.array([len(rows) for epoch in diary["epochs"] for rows in epoch]),
        "each picture once in each epoch": all(np.array_equal(np.sort(rows), np.arange(N)) for rows in seen),
        "pictures with labels of others": diary["mixed"],
        "epochs in the order of the file": sum(np.array_equal(rows, np.arange(N)) for rows in seen),
        "different orders": len({tuple(rows) for rows in seen}),
        "loss": np.array(diary["history"]["loss"]),
        "val_accuracy": np.array(diary["history"]["val_accuracy"]),
        "a in the end": model.params["a"],
        "b in the end": model.params["b"],
        "learning rate in each step": np.array(diary["rates"]),
        "config afterwards": np.array(diary["config"]),
    }


def train_reports(student, N, epochs, batch_size, _seed):
    """What report and augment are called with."""
    told, augmented = [], []

    def augment(X, rng):
        augmented.append(len(X))
        return X + 0.25

    def report(step, steps, loss):
        told.append((step, steps, loss))

    _, diary = _trained(student, N, epochs, batch_size, 1.0, 0.5, [0.5] * epochs, _seed, augment=augment, report=report)
    return {
        "what report is told": np.array(told),
        "pictures that augment gets": np.array(augmented),
        "steps with the pictures that augment returned": diary["augmented"],
        "validation pictures that were changed": diary["changed"],
    }


class _Scores:
    """A model whose scores are its pictures."""

    def __init__(self):
        self.sizes = []

    def loss(self, X):
        self.sizes.append(len(X))
        return X


class _Diary:
    """A model with two parameters that notes what it is asked. The pictures carry their own number."""

    def __init__(self, N, epochs, batch_size, accuracies):
        self.params = {"a": np.array([1.0, 2.0]), "b": np.array([10.0])}
        self.accuracies, self.measured, self.steps = accuracies, 0, 0
        self.per_epoch = -(-N // batch_size)
        self.notes = {"epochs": [[] for _ in range(epochs)], "mixed": 0, "augmented": 0, "changed": 0}

    def loss(self, X, y=None):
        if y is None:
            return self._scores(X)
        rows = np.floor(X[:, 0, 0, 0]).astype(int)
        self.notes["epochs"][min(self.steps // self.per_epoch, len(self.notes["epochs"]) - 1)].append(rows)
        self.notes["mixed"] += int(np.sum(rows % 7 != y))
        self.notes["augmented"] += int(np.all(X[:, 0, 0, 0] % 1 == 0.25))
        self.steps += 1
        a, b = self.params["a"], self.params["b"]
        return float(np.sum(a) + self.steps), {"a": 0.1 * a + 0.01 * self.steps, "b": np.cos(b)}

    def _scores(self, X):
        """Scores that are right for the first of the validation pictures, as many as the case asks for."""
        self.notes["changed"] += int(np.sum(X[:, 0, 0, 0] % 1 != 0))
        rows = X[:, 0, 0, 0].astype(int)
        accuracy = self.accuracies[min(max(self.steps // self.per_epoch, 1), len(self.accuracies)) - 1]
        scores = np.zeros((len(X), 2))
        scores[:, 0] = rows < round(10 * accuracy)
        scores[:, 1] = 0.5
        return scores


def _trained(student, N, epochs, batch_size, lr_decay, learning_rate, accuracies, seed, **more):
    """A model after train, and what there is to say of it. The optimiser is plain descent that notes its rates."""
    model, rates = _Diary(N, epochs, batch_size, accuracies), []

    def update(w, dw, config):
        rates.append(config["learning_rate"])
        config["steps"] = config.get("steps", 0) + 1
        return w - config["learning_rate"] / config["steps"] * dw, config

    numbers = np.arange(float(N))[:, None, None, None]
    data = {
        "X_train": numbers, "y_train": np.arange(N) % 7,
        "X_val": np.arange(10.0)[:, None, None, None], "y_val": np.zeros(10, int),
    }  # fmt: skip
    config = {"learning_rate": learning_rate}
    rng = np.random.default_rng(seed)
    history = student.train(model, data, update, config, epochs, batch_size, rng, lr_decay=lr_decay, **more)
    return model, model.notes | {"history": history, "rates": rates[::2], "config": list(config.values())}


def _model(student, X, params, num_filters, filter_size, hidden_dim, num_classes, reg):
    """A model with the given parameters in place of those that it has drawn."""
    model = student.ThreeLayerConvNet(
        input_dim=X.shape[1:], num_filters=num_filters, filter_size=filter_size, hidden_dim=hidden_dim,
        num_classes=num_classes, reg=reg, rng=np.random.default_rng(0),
    )  # fmt: skip
    model.params.update({name: value.copy() for name, value in params.items()})
    return model


def _started(student, settings, seed) -> dict:
    return student.ThreeLayerConvNet(**settings, rng=np.random.default_rng(seed)).params
