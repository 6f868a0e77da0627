"""Probes of chapter 11_architectures. `student` carries the names of the notebook.

The backward pass of a block is given what the docstring says that its cache holds: the student's forward pass does not
run. A cache is a nest of tuples, lists and dictionaries; in a case it stands as dictionaries, "(0)", "(1)", ... for the
places of a tuple and "[0]", "[1]", ... for those of a list.
"""
import copy
import zlib

import numpy as np

from convlab.chance import about, in_fifths, same_again
from convlab.probes import Told, in_cache, in_layer_cache, judged_by, named, refuses, told, whole
from convlab.run import plain_array

# --- kinds of convolution, and counting -------------------------------------------------------


def conv_dilated_forward(student, x, w, b, stride, pad, dilation):
    conv_param = {"stride": stride, "pad": pad, "dilation": dilation}
    return _layer(student.conv_dilated_forward(x, w, b, conv_param), conv_param)


def conv_dilated_forward_refusal(student, x, w, b, stride, pad, dilation):
    def run(x, w, dilation):
        student.conv_dilated_forward(x, w, b, {"stride": stride, "pad": pad, "dilation": dilation})

    channels = min(x.shape[1], w.shape[1])
    run(x[:, :channels], w[:, :channels], 1)  # who refuses this refuses everything
    return refuses(run, x, w, dilation)


def conv_grouped_forward(student, x, w, b, stride, pad, groups):
    conv_param = {"stride": stride, "pad": pad, "groups": groups}
    return _layer(student.conv_grouped_forward(x, w, b, conv_param), conv_param)


def conv_grouped_forward_refusal(student, x, w, b, stride, pad, groups):
    def run(x, w, b, groups):
        student.conv_grouped_forward(x, w, b, {"stride": stride, "pad": pad, "groups": groups})

    run(x[:, :1], w[:1, :1], b[:1], 1)  # who refuses this refuses everything
    return refuses(run, x, w, b, groups)


def conv_transpose_forward(student, x, w, b, stride, pad):
    out, cache = named(student.conv_transpose_forward(x, w, b, stride, pad), "out", "cache").values()
    kept = in_cache(cache, "x", "w", "b", "stride", "pad")
    return {"out": out, **{name: value for name, value in kept.items() if isinstance(value, np.ndarray | int)}}


def conv_transpose_forward_refusal(student, x, w, b, stride, pad):
    def run(x, w, pad):
        student.conv_transpose_forward(x, w, b, stride, pad)

    channels = min(x.shape[1], w.shape[0])
    run(x[:, :channels], w[:channels], 0)  # who refuses this refuses everything
    return refuses(run, x, w, pad)


def layer_output_shape(student, spec, shape):
    result = student.layer_output_shape(spec, shape)
    return {"shape": np.array(result) if isinstance(result, tuple | list) else result}


def layer_output_shape_refusal(student, spec, shape):
    joined = spec[-1]
    one_branch = {**joined, "branches": joined["branches"][:1]}
    student.layer_output_shape([*spec[:-1], one_branch], shape)  # who refuses this refuses everything
    return refuses(student.layer_output_shape, spec, shape)


def count_parameters(student, spec, shape):
    return {"parameters": student.count_parameters(spec, shape)}


def count_multiply_adds(student, spec, shape):
    return {"multiply-adds": student.count_multiply_adds(spec, tuple(whole(n) for n in shape))}


def _layer(result, conv_param: dict) -> dict:
    out, cache = named(result, "out", "cache").values()
    return {"out": out, **in_layer_cache(cache, "x", "w", "b", entries=tuple(conv_param))}


# --- the block that each brought --------------------------------------------------------------


def vgg_block_forward(student, x, params):
    return _block(student.vgg_block_forward(x, params))


def vgg_block_backward(student, dout, params, _cache):
    return _gradients(student.vgg_block_backward(dout, restored(_cache)), params)


def nin_block_forward(student, x, params, conv_param):
    return _block(student.nin_block_forward(x, params, conv_param))


def nin_block_backward(student, dout, params, _cache):
    return _gradients(student.nin_block_backward(dout, restored(_cache)), params)


def inception_block_forward(student, x, params):
    return _block(student.inception_block_forward(x, params))


def inception_block_backward(student, dout, params, _cache):
    return _gradients(student.inception_block_backward(dout, restored(_cache)), params)


def residual_block_forward(student, x, params, mode, averages, **stride):
    bn_params = _bn_params(params, mode, averages)
    return _block(student.residual_block_forward(x, params, bn_params, **stride)) | _averages(bn_params)


def _of_types(arrays, **_) -> dict:
    return {"out": arrays["out"], "out is float32": arrays["out"].dtype == np.float32}


@judged_by(_of_types)
def residual_block_forward_single(student, x, params):
    """A block whose numbers are all of float32."""
    out, _ = named(student.residual_block_forward(x, params, _bn_params(params, "train", {})), "out", "cache").values()
    return {"out": out}


def residual_block_forward_refuses(student, x, params, stride):
    bn_params = _bn_params(params, "train", {})
    return refuses(student.residual_block_forward, x, params, bn_params, stride)


def residual_block_backward(student, dout, params, _cache):
    return _gradients(student.residual_block_backward(dout, restored(_cache)), params)


def dense_block_forward(student, x, params, mode, averages):
    bn_params = _bn_params(params, mode, averages)
    return _block(student.dense_block_forward(x, params, bn_params)) | _averages(bn_params)


@judged_by(_of_types)
def dense_block_forward_single(student, x, params):
    out, _ = named(student.dense_block_forward(x, params, _bn_params(params, "train", {})), "out", "cache").values()
    return {"out": out}


def dense_block_backward(student, dout, params, _cache):
    return _gradients(student.dense_block_backward(dout, restored(_cache)), params)


def _of_spreading(arrays, dout, **_) -> dict:
    return {
        "dx": arrays["dx"],
        "type of dx is that of dout": arrays["dx"].dtype == dout.dtype,
        "a writeable dx": bool(arrays["a writeable dx"]),
        "changing dx leaves dout as it was": np.array_equal(arrays["dout afterwards"], arrays["dout before"]),
    }


@judged_by(_of_spreading)
def global_average_pool_backward(student, dout, input_shape):
    dx = student.global_average_pool_backward(dout, input_shape)
    kept, before = copy.deepcopy(dx), dout.copy()
    writeable = isinstance(dx, np.ndarray) and dx.flags.writeable
    if writeable:
        dx[...] = dx + 1
    afterwards = dout.copy()
    dout[...] = before  # what the student's code has changed itself is another fault
    return {"dx": kept, "a writeable dx": writeable, "dout before": before, "dout afterwards": afterwards}


# --- depth, not size --------------------------------------------------------------------------

NORMS = ("stem_", "block1_1", "block1_2", "block2_1", "block2_2", "block2_3")
FILTERS = ("stem_W", "block1_W1", "block1_W2", "block2_W1", "block2_W2", "block2_W3")


def SmallResNet(student, X, y, **params):
    """The loss and the gradients at given parameters."""
    loss, grads = named(_model(student, X, params).loss(X, y), "loss", "grads").values()
    return {"loss": loss} | _named_gradients(grads, params)


def SmallResNet_scores(student, X, y, X_test, **params):
    """Scores after two steps of training, twice, and the loss after these."""
    model = _model(student, X, params)
    for _ in range(2):
        model.loss(X, y)
    scores = [model.loss(X_test) for _ in range(2)]
    loss, _ = named(model.loss(X, y), "loss", "grads").values()
    return {"scores": scores[0], "the same scores once more": scores[1], "loss after the test": loss}


def _of_shapes(arrays, **_) -> dict:
    return {f"shape of {name}": np.array(array.shape) for name, array in arrays.items()}


@judged_by(_of_shapes)
def SmallResNet_shapes(student, settings, expected):
    """expected: the names of all parameters."""
    return _params_of(student.SmallResNet(**settings, rng=np.random.default_rng(0)), expected)


def _of_start(arrays, settings, expected, **_) -> dict:
    weights = [name for name in expected if "_W" in name]
    wanted = {name: np.sqrt(2 / _fan_in(arrays[name].shape)) for name in weights}
    return {
        **{f"spread of {name}, as a share of what he_init gives": about(arrays[name].std() / wanted[name])
           for name in weights},
        **{f"mean of {name}, in such units": in_fifths(arrays[name].mean() / wanted[name]) for name in weights},
        "smallest and largest gamma": np.array(_ends(arrays, "_gamma")),
        "smallest and largest beta and fc_b": np.array([*_ends(arrays, "_beta"), *_ends(arrays, "fc_b")]),
        **same_again(arrays, *weights),
        "the same twice without a generator": np.array_equal(arrays["once"], arrays["twice"]),
    }  # fmt: skip


@judged_by(_of_start)
def SmallResNet_start(student, settings, expected, _seed):
    generators = [np.random.default_rng(seed) for seed in (_seed, _seed, _seed + 1)]
    first, again, other = (_params_of(student.SmallResNet(**settings, rng=rng), expected) for rng in generators)
    free = (student.SmallResNet(**settings), student.SmallResNet(**settings, rng=None))
    once, twice = (_params_of(model, ["fc_W"])["fc_W"] for model in free)
    weights = [name for name in expected if "_W" in name]
    return first | {"once": once, "twice": twice} | {
        **{f"{name} again": again[name] for name in weights}, **{f"{name} otherwise": other[name] for name in weights}
    }  # fmt: skip


def _params_of(model, names) -> dict:
    missing = [name for name in names if name not in model.params]
    if missing:
        raise Told(f"params has no {', no '.join(missing)}")
    return {name: plain_array(name, model.params[name]) for name in names}


def _fan_in(shape) -> int:
    return shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))


def _ends(arrays: dict, ending: str) -> list:
    values = np.concatenate([array.ravel() for name, array in arrays.items() if ending in name])
    return [values.min(), values.max()]


def _model(student, X, params):
    """A model with the given parameters in place of those that it has drawn."""
    channels = params["stem_W"].shape[0], params["fc_W"].shape[0]
    rng = np.random.default_rng(0)
    model = student.SmallResNet(X.shape[1:], params["fc_W"].shape[1], channels, rng)
    model.params.update({name: value.copy() for name, value in params.items()})
    return model


# --- what the probes share --------------------------------------------------------------------


def restored(kept):
    """The cache that stands for itself in a case: what tests and checks write with `flattened`."""
    if not isinstance(kept, dict):
        return kept
    values = [restored(value) for value in kept.values()]
    if kept and list(kept) == [f"({k})" for k in range(len(kept))]:
        return tuple(values)
    return values if kept and list(kept) == [f"[{k}]" for k in range(len(kept))] else dict(zip(kept, values))


def _block(returned) -> dict:
    """What a block returns: out, all numbers in its cache, one after another, and how the cache holds them."""
    out, cache = named(returned, "out", "cache").values()
    return {
        "out": out,
        "numbers in the cache, one after another": np.concatenate([np.zeros(0), *_leaves(cache)]),
        "nesting of the cache (how long its lists and tuples are)": np.array(_nest(cache)),
    }


def _leaves(kept) -> list:
    if isinstance(kept, dict | list | tuple):
        return [leaf for one in _held(kept).values() for leaf in _leaves(one)]
    return [np.ravel(kept)] if isinstance(kept, np.ndarray | np.number | int | float) else []


def _nest(kept) -> list[int]:
    """How many things there are in each list, tuple and dictionary, from the outside in; 0 for a thing that is none.

    A dictionary's names follow as numbers. Lists are as good as tuples.
    """
    if not isinstance(kept, dict | list | tuple):
        return [0]
    held = _held(kept)
    names = [zlib.crc32(repr(name).encode()) for name in held] if isinstance(kept, dict) else []
    return [len(held), *names, *(number for one in held.values() for number in _nest(one))]


def _held(kept) -> dict:
    """{name or place: what is there}, less a pad of 0, which is as good as none."""
    if not isinstance(kept, dict):
        return dict(enumerate(kept))
    names = [name for name in sorted(kept, key=str) if name != "pad" or np.any(kept[name])]
    return {name: kept[name] for name in names}


def _gradients(returned, params: dict) -> dict:
    dx, grads = named(returned, "dx", "grads").values()
    return {"dx": dx} | _named_gradients(grads, params)


def _named_gradients(grads, params: dict) -> dict:
    if not isinstance(grads, dict):
        raise Told(f"grads should be a dict with the keys of params, but your code gives {told(grads)}")
    return {f"gradient of {name}": grads[name] for name in params if name in grads}


def _bn_params(params: dict, mode: str, averages: dict) -> dict:
    """A bn_param for each batch normalization among params; its averages are copies, as it may change them."""
    numbers = [name.removeprefix("gamma") for name in params if name.startswith("gamma")]
    return {f"bn{k}": {"mode": mode, **copy.deepcopy(averages.get(f"bn{k}", {}))} for k in numbers}


def _averages(bn_params: dict) -> dict:
    return {f"{name} of {bn}": bn_param[name] for bn, bn_param in bn_params.items()
            for name in ("running_mean", "running_var") if name in bn_param}  # fmt: skip
