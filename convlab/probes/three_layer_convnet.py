"""Probes of chapter 10_three_layer_convnet. `student` carries the names of the notebook.

What is drawn by chance is judged by what it has in common, not number by number. The backward pass of a sandwich is
given what the docstring says that its cache holds: the student's forward pass does not run.
"""
import copy

import numpy as np

from convlab.chance import one_digit, one_place, same_again
from convlab.counting import steady
from convlab.probes import Told, entry, given, judged_by, named, refuses, told
from convlab.run import plain_array


def _of_pooling(arrays, x, dout=None, **_) -> dict:
    out, name, like = ("out", "x", x) if dout is None else ("dx", "dout", dout)
    return arrays | {f"type of {out} is that of {name}": arrays[out].dtype == like.dtype}


@judged_by(_of_pooling)
def max_pool_forward_fast(student, x, pool_param):
    out, cache = named(student.max_pool_forward_fast(x, pool_param), "out", "cache").values()
    return {"out": out} | _arrays_in((cache,), pool_cache=2)


def max_pool_forward_fast_steps(student, x, pool_param):
    return steady(lambda x: (student.max_pool_forward_fast, x, pool_param), x)


@judged_by(_of_pooling)
def max_pool_backward_fast(student, x, dout, pool_param):
    return {"dx": student.max_pool_backward_fast(dout, (x, pool_param))}


def max_pool_backward_fast_steps(student, x, pool_param):
    def call(x):
        height, width, stride = (pool_param[name] for name in ("pool_height", "pool_width", "stride"))
        places = [(n - k) // stride + 1 for n, k in zip(x.shape[2:], (height, width))]
        return student.max_pool_backward_fast, np.ones((*x.shape[:2], *places)), (x, pool_param)

    return steady(call, x)


def conv_relu_pool_forward(student, x, w, b, conv_param, pool_param):
    out, cache = named(student.conv_relu_pool_forward(x, w, b, conv_param, pool_param), "out", "cache").values()
    return {"out": out} | _arrays_in(cache, conv_cache=4, relu_cache=0, pool_cache=2)


def conv_relu_pool_backward(student, x, w, b, dout, conv_param, pool_param, _maps, _active):
    cache = (x, w, b, conv_param), _maps, (_active, pool_param)
    return named(student.conv_relu_pool_backward(dout, cache), "dx", "dw", "db")


def affine_relu_forward(student, x, w, b):
    out, cache = named(student.affine_relu_forward(x, w, b), "out", "cache").values()
    return {"out": out} | _arrays_in(cache, affine_cache=3, relu_cache=0)


def affine_relu_backward(student, x, w, b, dout, _sums):
    return named(student.affine_relu_backward(dout, ((x, w, b), _sums)), "dx", "dw", "db")


def ThreeLayerConvNet(student, X, y, reg=None, **params):
    """The loss and the gradients at given parameters."""
    loss, grads = named(_model(student, X, params, **given(reg=reg)).loss(X, y), "loss", "grads").values()
    grads = _gradients(grads)
    return {"loss": loss} | {f"gradient of {name}": grads[name] for name in params if name in grads}


def ThreeLayerConvNet_scores(student, X, **params):
    return {"scores": _model(student, X, params).loss(X)}


PARAMS = ("W1", "b1", "W2", "b2", "W3", "b3")


def _of_shapes(arrays, **_) -> dict:
    return {f"shape of {name}": np.array(arrays[name].shape) for name in PARAMS}


@judged_by(_of_shapes)
def ThreeLayerConvNet_shapes(student, settings):
    return _started(student, settings, np.random.default_rng(0))


def _of_start(arrays, settings, **_) -> dict:
    weights, scale = PARAMS[::2], settings.get("weight_scale", 1e-3)
    return {
        **{f"spread of {name}, in units of weight_scale": one_digit(arrays[name].std() / scale) for name in weights},
        **{f"mean of {name}, in units of weight_scale": one_place(arrays[name].mean() / scale) for name in weights},
        **{f"{name} has entries beyond 3 times its spread": np.abs(arrays[name]).max() > 3 * arrays[name].std()
           for name in weights},
        "largest bias": max(np.abs(arrays[name]).max() for name in PARAMS[1::2]),
        **same_again(arrays, *weights),
        "the same twice without a generator": np.array_equal(arrays["W1 without rng"], arrays["W1 without rng again"]),
    }


@judged_by(_of_start)
def ThreeLayerConvNet_start(student, settings, _seed):
    """The parameters of a new model; settings: what it is made with, beside rng, which is None or left out."""
    generators = [np.random.default_rng(seed) for seed in (_seed, _seed, _seed + 1)]
    first, again, other = (_started(student, settings, rng) for rng in generators)
    drawn = {f"{name} again": again[name] for name in PARAMS[::2]}
    drawn |= {"W1 without rng": _started(student, settings)["W1"]}
    drawn |= {"W1 without rng again": _started(student, settings, None)["W1"]}
    return first | drawn | {f"{name} otherwise": other[name] for name in PARAMS[::2]}


def _of_types(arrays, dtype, **_) -> dict:
    gradients = [name for name in arrays if name.startswith("gradient")]
    kinds = {f"{name} is {dtype}": arrays[name].dtype == dtype for name in PARAMS}
    kinds[f"scores are {dtype}"] = arrays["scores"].dtype == dtype
    return kinds | {f"gradients are {dtype}": bool(gradients) and all(arrays[k].dtype == dtype for k in gradients)}


@judged_by(_of_types)
def ThreeLayerConvNet_types(student, dtype, X, y, by_default=False, **params):
    """What a model computes that was asked for a type, or for none. X and params are of float64."""
    model = _new(student, X, params, **given(dtype=None if by_default else np.dtype(dtype).type))
    own = {name: np.array(entry(model.params, name, "params")) for name in params}
    model.params.update({name: value.astype(own[name].dtype) for name, value in params.items()})  # right shapes
    scores, grads = model.loss(X), _gradients(named(model.loss(X, y), "loss", "grads")["grads"])
    return own | {"scores": scores} | {f"gradient of {name}": grads[name] for name in params if name in grads}


def ThreeLayerConvNet_refuses(student, input_dim, filter_size):
    return refuses(lambda: student.ThreeLayerConvNet(input_dim=input_dim, filter_size=filter_size))


def check_accuracy(student, scores, y, **batch_size):
    """A model whose pictures are their scores."""
    model = _Scores()
    return {"accuracy": student.check_accuracy(model, scores, y, **batch_size)}


def check_accuracy_batches(student, scores, y, **batch_size):
    model = _Scores()
    student.check_accuracy(model, scores, y, *batch_size.values())
    return {"images to a batch": np.array(model.sizes)}


def _of_shifts(arrays, picture, times, **_) -> dict:
    moved = arrays["moved"]
    if moved.shape != (times, *picture.shape):
        raise Told(f"The result should have the shape of X, {(times, *picture.shape)}, but has {moved.shape}")
    seen = [image.tobytes() for image in moved + np.float64(0)]  # which makes -0. a 0
    last, shifts = dict(zip(seen, range(times), strict=True)), _shifts(picture)
    different = np.unique(moved[list(last.values())], axis=0)  # np.unique of all takes ten times as long
    counts = np.unique([last[one] for one in seen], return_counts=True)[1]
    found = [shifts.get(image.tobytes()) for image in different + np.float64(0)]
    return {
        "number of different images": len(different),
        "each of them about equally often": np.all(np.abs(counts / counts.mean() - 1) < 5.5 / np.sqrt(counts.mean())),
        "shifts (down, right) that occur": np.array(sorted(filter(None, found))).reshape(-1, 2),
        "every image is a shift of X": None not in found,
        "images that are no shift of X": different[[shift is None for shift in found]],
        "type of the result is that of X": moved.dtype == picture.dtype,
        **same_again(arrays, "few"),
        "the result is a new array": np.array_equal(arrays["X afterwards"], arrays["X after a change of the result"]),
        "X is left as it was": np.array_equal(arrays["X afterwards"], np.repeat(picture[None], times, axis=0)),
    }


@judged_by(_of_shifts)
def random_shift(student, picture, times, max_shift, _seed):
    """One picture that no shift leaves as it is, many times."""
    X = np.repeat(picture[None], times, axis=0)
    result = student.random_shift(X, max_shift, np.random.default_rng(_seed))
    moved, afterwards = copy.deepcopy(result), X.copy()
    if isinstance(result, np.ndarray) and result.flags.writeable:
        result[...] = -1
    arrays = {"moved": moved, "X afterwards": afterwards, "X after a change of the result": X}
    X = np.repeat(picture[None], 30, axis=0)
    few = [student.random_shift(X.copy(), max_shift, np.random.default_rng(_seed + k)) for k in (0, 0, 1, 2, 3, 4)]
    # One other generator can shift alike by chance where all pictures share a shift, four hardly can.
    otherwise = next((one for one in few[2:] if not np.array_equal(one, few[0])), few[0])
    return arrays | {"few": few[0], "few again": few[1], "few otherwise": otherwise}


def _of_training(arrays, N, epochs, **_) -> dict:
    seen, again, other = (_orders(arrays, name, epochs) for name in ("rows", "rows again", "rows otherwise"))
    left = [k for k, kept in enumerate(arrays["params after epochs"], 1) if np.array_equal(kept, arrays["params"])]
    return {
        "images to a step": arrays["sizes of rows"],
        "each image once in each epoch": all(np.array_equal(np.sort(rows), np.arange(N)) for rows in seen),
        "each image with its own label": np.array_equal(arrays["rows"] % 7, arrays["labels"]),
        "epochs in the order of the file": sum(np.array_equal(rows, np.arange(N)) for rows in seen),
        "different orders": len({tuple(rows) for rows in seen}),
        "the same orders by a generator in the same state": all(map(np.array_equal, seen, again)),
        "the same orders by another generator": all(map(np.array_equal, seen, other)),
        **{name: arrays[name] for name in ("loss", "val_accuracy") if name in arrays},
        "epoch whose parameters are left": left[0] if left else 0,
        "learning rate in each step": arrays["rates"],
        "config afterwards": arrays["config"],
        "data are left as they were": np.array_equal(arrays["X_train"], np.arange(N))
        and np.array_equal(arrays["y_train"], np.arange(N) % 7),
    }


@judged_by(_of_training)
def train(student, N, epochs, batch_size, learning_rate, accuracies, _seed, lr_decay=None):
    """A run with a model that keeps a diary in place of learning."""
    settings = (N, epochs, batch_size, lr_decay, learning_rate, accuracies)
    (model, diary), *others = (_trained(student, *settings, seed) for seed in (_seed, _seed, _seed + 1))
    history = diary["history"] if isinstance(diary["history"], dict) else {}
    after = [_joined(diary["after"][epoch]) for epoch in sorted(diary["after"])]
    return {
        **_told(diary, "rows"), **_told(others[0][1], "rows again"), **_told(others[1][1], "rows otherwise"),
        "labels": np.concatenate([*diary["labels"], np.zeros(0)]),
        **{name: np.array(history[name]) for name in ("loss", "val_accuracy") if name in history},
        "params": _joined(model.params), "params after epochs": np.array(after),
        "rates": np.array(diary["rates"]), "config": np.array(diary["config"]),
        "X_train": diary["data"]["X_train"].ravel(), "y_train": diary["data"]["y_train"],
    }  # fmt: skip


def train_reports(student, N, epochs, batch_size, learning_rate, accuracies, _seed, lr_decay=None):
    """What report is called with."""
    told, settings = [], (N, epochs, batch_size, lr_decay, learning_rate, accuracies)
    _, diary = _trained(student, *settings, _seed, report=lambda *said: told.append(said))
    return {
        "step and steps that report is told": np.array([said[:2] for said in told]),
        "report is told the loss of the step": [said[2] for said in told] == diary["losses"][:len(told)],
    }


def train_augments(student, N, epochs, batch_size, learning_rate, accuracies, _seed, lr_decay=None):
    """What augment is called with, and what becomes of its result."""
    sizes, generators, settings = [], [], (N, epochs, batch_size, lr_decay, learning_rate, accuracies)

    def augment(X, rng):
        sizes.append(len(X))
        generators.append(rng)
        return X + 0.25

    _, diary = _trained(student, *settings, _seed, augment=augment)
    return {
        "images that augment gets": np.array(sizes),
        "augment gets the generator": all(one is diary["rng"] for one in generators),
        "steps with the images that augment returned": diary["augmented"],
        "validation images that were changed": diary["changed"],
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
        self.accuracies, self.steps = accuracies, 0
        self.per_epoch = -(-N // batch_size)
        self.notes = {"epochs": [[] for _ in range(epochs)], "labels": [], "augmented": 0, "changed": 0,
                      "losses": [], "after": {}}  # fmt: skip

    def loss(self, X, y=None):
        if y is None:
            return self._scores(X)
        rows = np.floor(X[:, 0, 0, 0]).astype(int)
        self.notes["epochs"][min(self.steps // self.per_epoch, len(self.notes["epochs"]) - 1)].append(rows)
        self.notes["labels"].append(np.array(y))
        self.notes["augmented"] += int(np.all(X[:, 0, 0, 0] % 1 == 0.25))
        self.steps += 1
        a, b = (entry(self.params, name, "model.params") for name in ("a", "b"))
        self.notes["losses"].append(float(np.sum(a) + np.sum(b) + self.steps))
        return self.notes["losses"][-1], {"a": 0.1 * a + 0.01 * self.steps, "b": np.cos(b)}

    def _scores(self, X):
        """Scores that are right for the first of the validation pictures, as many as the case asks for."""
        self.notes["changed"] += int(np.sum(X[:, 0, 0, 0] % 1 != 0))
        rows = X[:, 0, 0, 0].astype(int)
        self.notes["after"][self.steps // self.per_epoch] = {name: np.array(w) for name, w in self.params.items()}
        accuracy = self.accuracies[min(max(self.steps // self.per_epoch, 1), len(self.accuracies)) - 1]
        scores = np.zeros((len(X), 2))
        scores[:, 0] = rows < round(10 * accuracy)
        scores[:, 1] = 0.5
        return scores


def _trained(student, N, epochs, batch_size, lr_decay, learning_rate, accuracies, seed, **more):
    """A model after train, and what there is to say of it.

    The optimiser is descent in ever smaller steps that notes its rates. What it is given it changes in place for one
    parameter and leaves as it was for the other: it may do either.
    """
    model, rates = _Diary(N, epochs, batch_size, accuracies), []

    def update(w, dw, config):
        rates.append(entry(config, "learning_rate", "the config that an update gets"))
        steps = config.get("steps", 0) + 1
        change = config["learning_rate"] / steps * dw
        if w.size == 1:
            return w - change, config | {"steps": steps}
        w -= change
        config["steps"] = steps
        return w, config

    more |= given(lr_decay=lr_decay)
    numbers = np.arange(float(N))[:, None, None, None]
    data = {
        "X_train": numbers, "y_train": np.arange(N) % 7,
        "X_val": np.arange(10.0)[:, None, None, None], "y_val": np.zeros(10, int),
    }  # fmt: skip
    config = {"learning_rate": learning_rate}
    rng = np.random.default_rng(seed)
    history = student.train(model, data, update, config, epochs, batch_size, rng, **more)
    return model, model.notes | {"history": history, "rng": rng, "rates": rates[::2], "data": data,
                                "config": list(config.values())}


def _model(student, X, params, **more):
    """A model with the given parameters in place of those that it has drawn."""
    model = _new(student, X, params, **more)
    model.params.update({name: value.copy() for name, value in params.items()})
    return model


def _new(student, X, params, **more):
    """A new model for pictures like X and parameters of the sizes of the given ones."""
    num_filters, _, filter_size, _ = params["W1"].shape
    hidden_dim, num_classes = params["W3"].shape
    return student.ThreeLayerConvNet(
        input_dim=X.shape[1:], num_filters=num_filters, filter_size=filter_size, hidden_dim=hidden_dim,
        num_classes=num_classes, rng=np.random.default_rng(0), **more,
    )  # fmt: skip


def _started(student, settings, *rng) -> dict:
    params = student.ThreeLayerConvNet(**settings, **dict(zip(["rng"], rng))).params
    missing = [name for name in PARAMS if name not in params]
    if missing:
        raise Told(f"params should have six keys, but there is no {', no '.join(missing)}")
    return {name: plain_array(name, params[name]) for name in PARAMS}


def _arrays_in(cache, **lengths) -> dict:
    """The array with which each layer's cache in a sandwich's begins; none for a cache of another form.

    lengths: how many values each of them holds, 0 for one that is the array itself
    """
    if not isinstance(cache, tuple | list) or len(cache) != len(lengths):
        return {}
    found = {}
    for kept, (name, length) in zip(cache, lengths.items()):
        if length and isinstance(kept, tuple | list) and len(kept) == length:
            kept, length = kept[0], 0
        if isinstance(kept, np.ndarray) and not length:
            found[f"input in {name}"] = kept
    return found | {"each layer's cache stands in its place": len(found) == len(lengths)}


def _gradients(grads) -> dict:
    if not isinstance(grads, dict):
        raise Told(f"grads should be a dict with the keys of params, but your code gives {told(grads)}")
    return grads


def _shifts(picture) -> dict[bytes, tuple[int, int]]:
    """{bytes: (down, right)}: the picture moved, with zeros, by every shift that leaves some of it. No entry is 0."""
    _, H, W = picture.shape
    around = np.pad(picture + np.float64(0), ((0, 0), (H - 1, H - 1), (W - 1, W - 1)))
    return {
        around[:, H - 1 - down:2 * H - 1 - down, W - 1 - right:2 * W - 1 - right].tobytes(): (down, right)
        for down in range(1 - H, H) for right in range(1 - W, W)
    }  # fmt: skip


def _told(diary: dict, name: str) -> dict:
    """The numbers of the pictures that a diary tells: all of them, how many to a step, and which epoch's they are."""
    steps = [(epoch, rows) for epoch, of_epoch in enumerate(diary["epochs"]) for rows in of_epoch]
    return {
        name: np.concatenate([*(rows for _, rows in steps), np.zeros(0, int)]).astype(int),
        f"sizes of {name}": np.array([len(rows) for _, rows in steps], int),
        f"epochs of {name}": np.array([epoch for epoch, rows in steps for _ in rows], int),
    }


def _orders(arrays: dict, name: str, epochs: int) -> list:
    """The numbers of the pictures in the order in which they came, an array for each epoch."""
    return [arrays[name][arrays[f"epochs of {name}"] == epoch] for epoch in range(epochs)]


def _joined(params: dict) -> np.ndarray:
    return np.concatenate([np.ravel(entry(params, name, "model.params")) for name in ("a", "b")])
