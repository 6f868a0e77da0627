"""Probes of chapter 11_architectures. `student` carries the names of the notebook."""
import numpy as np

from convlab.probes import in_cache, in_layer_cache, named, refuses, whole


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
