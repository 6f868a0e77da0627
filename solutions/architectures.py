"""Reference for chapter 11_architectures. Names, signatures and docstrings equal the notebook's stubs."""
import numpy as np

from solutions.conv_backprop import conv_backward_input
from solutions.fast_convolution import conv_forward_fast
from solutions.padding_and_stride import conv_output_size, zero_pad
from solutions.parts.blocks import *  # noqa: F403  (the blocks and the network: one file would be too long)


def conv_dilated_forward(x, w, b, conv_param):
    """A convolutional layer whose filters have gaps: their entries are `dilation` pixels apart.

    x:          images of shape (N, C, H, W)
    w:          filters of shape (F, C, HH, WW)
    b:          biases of shape (F,)
    conv_param: {"stride": step of the filters, "pad": zeros on each side, "dilation": distance between neighbouring
                entries of a filter, 1 for none left out}, all three for both axes

    Returns (out, cache). out has shape (N, F, OH, OW), where OH and OW are the numbers of places at which a window
    of (HH - 1) * dilation + 1 rows and (WW - 1) * dilation + 1 columns fits; cache is (x, w, b, conv_param).
    Raises ValueError when w has not as many channels as x, or when dilation is smaller than 1.
    """
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad, dilation = conv_param["stride"], conv_param["pad"], conv_param["dilation"]
    if w.shape[1] != C:
        raise ValueError(f"w has {w.shape[1]} channels, but x has {C}")
    if dilation < 1:
        raise ValueError(f"dilation must be at least 1, but is {dilation}")
    OH = conv_output_size(H, (HH - 1) * dilation + 1, pad, stride)
    OW = conv_output_size(W, (WW - 1) * dilation + 1, pad, stride)
    padded = zero_pad(x, pad)
    out = np.zeros((N, F, OH, OW))
    for i in range(HH):
        for j in range(WW):
            top, left = i * dilation, j * dilation
            seen = padded[:, :, top:top + stride * OH:stride, left:left + stride * OW:stride]
            out += np.einsum("nchw,fc->nfhw", seen, w[:, :, i, j])
    return out + b[:, None, None], (x, w, b, conv_param)


def conv_grouped_forward(x, w, b, conv_param):
    """A convolutional layer whose channels and filters are divided into groups that do not see one another.

    x:          images of shape (N, C, H, W)
    w:          filters of shape (F, C / groups, HH, WW)
    b:          biases of shape (F,)
    conv_param: {"stride": step of the filters, "pad": zeros on each side, "groups": number of groups}

    Group g reads the g-th C / groups neighbouring channels of x with the g-th F / groups neighbouring filters, and
    makes the g-th F / groups maps. With groups equal to C each channel has filters of its own: that is a
    depthwise convolution.

    Returns (out, cache). out has shape (N, F, OH, OW), as without groups; cache is (x, w, b, conv_param).
    Raises ValueError when groups does not divide both C and F, or when w has not C / groups channels.
    """
    C, F, groups = x.shape[1], len(w), conv_param["groups"]
    if groups < 1 or C % groups or F % groups:
        raise ValueError(f"groups must divide {C} channels and {F} filters, but is {groups}")
    if w.shape[1] != C // groups:
        raise ValueError(f"w has {w.shape[1]} channels, but a group of x has {C // groups}")
    outs = []
    for g in range(groups):
        channels = slice(g * C // groups, (g + 1) * C // groups)
        filters = slice(g * F // groups, (g + 1) * F // groups)
        out, _ = conv_forward_fast(x[:, channels], w[filters], b[filters], conv_param)
        outs.append(out)
    return np.concatenate(outs, axis=1), (x, w, b, conv_param)


def conv_transpose_forward(x, w, b, stride, pad):
    """A transposed convolution: each pixel puts a copy of the filters, times its value, onto a larger image.

    x:      images of shape (N, C_in, H, W)
    w:      filters of shape (C_in, C_out, HH, WW): the channels that are read come first
    b:      biases of shape (C_out,)
    stride: how far apart the copies of neighbouring pixels are, for both axes
    pad:    rows and columns that are cut off on each side of the result

    Returns (out, cache). out has shape (N, C_out, OH, OW) with OH = (H - 1) * stride - 2 * pad + HH and OW likewise:
    where copies overlap they are added up, and each entry has its channel's bias; cache is (x, w, b, stride, pad).
    Raises ValueError when x has not C_in channels, or when pad leaves nothing of the result.
    """
    (N, C_in, H, W), (_, C_out, HH, WW) = x.shape, w.shape
    if len(w) != C_in:
        raise ValueError(f"w reads {len(w)} channels, but x has {C_in}")
    OH, OW = (H - 1) * stride - 2 * pad + HH, (W - 1) * stride - 2 * pad + WW
    if OH < 1 or OW < 1:
        raise ValueError(f"pad is {pad}, too large: the result would be of size ({OH}, {OW})")
    out = conv_backward_input(x, w, stride, pad, (N, C_out, OH, OW))
    return out + b[:, None, None], (x, w, b, stride, pad)


def layer_output_shape(spec, shape):
    """The shape of one image after it has gone through layers that are written down as data.

    spec:  list of layers in their order, each a dict with its "kind" and what that kind has besides:
           "conv"          "filters", "kernel" (side of the square filters), "stride", "pad", "groups", "bias"
           "pool"          "kernel", "stride", "pad"
           "global_pool"   makes one number of each map, (C,)
           "flatten"       makes one row of all numbers, (C * H * W,)
           "linear"        "units", "bias"; reads a row of numbers, (D,)
           "batch_norm", "relu"   keep the shape
           "concat", "add"        "branches", a list of specs that all read the same input; their outputs are
                           concatenated along the channels, or added. An empty branch is the identity
    shape: that of the input, (C, H, W) for maps or (D,) for a row of numbers

    Returns the shape of the output, a tuple of integers; that of the input for a spec without layers. Raises
    ValueError when the branches of a layer do not fit together: those of "add" must agree in their whole shapes,
    those of "concat" in height and width.
    """
    for layer in spec:
        kind = layer["kind"]
        if kind in ("conv", "pool"):
            k, pad, stride = layer["kernel"], layer["pad"], layer["stride"]
            channels = layer["filters"] if kind == "conv" else shape[0]
            shape = (channels, conv_output_size(shape[1], k, pad, stride), conv_output_size(shape[2], k, pad, stride))
        elif kind == "global_pool":
            shape = (shape[0],)
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "linear":
            shape = (layer["units"],)
        elif kind in ("concat", "add"):
            ends = [layer_output_shape(branch, shape) for branch in layer["branches"]]
            alike = {end[1:] if kind == "concat" else end for end in ends}
            if len(alike) > 1:
                raise ValueError(f"branches of {kind!r} do not fit together: their shapes are {ends}")
            shape = (sum(end[0] for end in ends), *ends[0][1:]) if kind == "concat" else ends[0]
    return shape


def count_parameters(spec, shape):
    """How many numbers the layers of a spec learn.

    spec:  list of layers in their order, as for layer_output_shape
    shape: that of the input, (C, H, W) or (D,)

    Returns an integer: the weights of "conv" and "linear" and, where a layer's "bias" is True, its biases; and for
    "batch_norm" a gamma and a beta for each channel. What the branches of a layer learn counts, too.
    """
    total = 0
    for layer in spec:
        kind, channels = layer["kind"], shape[0]
        if kind == "conv":
            total += layer["filters"] * (channels // layer["groups"] * layer["kernel"] ** 2 + layer["bias"])
        elif kind == "linear":
            total += layer["units"] * (channels + layer["bias"])
        elif kind == "batch_norm":
            total += 2 * channels
        elif kind in ("concat", "add"):
            total += sum(count_parameters(branch, shape) for branch in layer["branches"])
        shape = layer_output_shape([layer], shape)
    return total


def count_multiply_adds(spec, shape):
    """How often the layers of a spec multiply a weight with an input and add the product to a sum, for one image.

    spec:  list of layers in their order, as for layer_output_shape
    shape: that of the input, (C, H, W) or (D,)

    Returns an integer. Only "conv" and "linear" count, in branches as well; biases, "batch_norm", pooling and the
    sums of "add" do not.
    """
    total = 0
    for layer in spec:
        kind, channels = layer["kind"], shape[0]
        if kind in ("concat", "add"):
            total += sum(count_multiply_adds(branch, shape) for branch in layer["branches"])
        shape = layer_output_shape([layer], shape)
        if kind == "conv":
            total += int(np.prod(shape)) * (channels // layer["groups"]) * layer["kernel"] ** 2
        elif kind == "linear":
            total += layer["units"] * channels
    return total
