"""Checks of chapter 06_conv_backprop."""
import numpy as np

from grader.checks import Check, Misconception, Part, small


def whole(rng, *shape):
    """Distinct whole numbers of both signs, none of them 0."""
    numbers = np.arange(1.0, np.prod(shape) + 1)
    return rng.permutation(numbers * rng.choice([-1.0, 1.0], numbers.size)).reshape(shape)


# --- conv_backward_naive ----------------------------------------------------------------------


def overlapping(rng):
    yield _layer(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _layer(rng, small, (1, 1, 3, 2), (1, 1, 2, 1))
    yield _layer(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield _layer(rng, small, (1, 2, 2, 3), (3, 2, 1, 2))
    yield _layer(rng, small, (2, 1, 3, 2), (1, 1, 2, 1))
    yield _layer(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 2))


def one_error_a_window(rng):
    """Padding with a single filter and windows that do not overlap: nothing has to be added up in dx."""
    yield _layer(rng, small, (1, 1, 1, 2), (1, 1, 3, 4), pad=1)
    yield _layer(rng, small, (1, 1, 2, 1), (1, 1, 1, 1), pad=1)
    yield _layer(rng, small, (1, 2, 2, 3), (1, 2, 4, 5), pad=1)
    yield _layer(rng, _normal, (2, 3, 3, 2), (1, 3, 7, 6), pad=2)
    yield _layer(rng, _normal, (3, 2, 4, 5), (1, 2, 1, 1), pad=2)


def gaps(rng):
    """Strides with a single filter and windows that do not overlap, sizes that divide and that do not."""
    yield _layer(rng, small, (1, 1, 1, 4), (1, 1, 1, 2), stride=2)
    yield _layer(rng, small, (1, 1, 4, 3), (1, 1, 2, 1), stride=2)
    yield _layer(rng, small, (1, 1, 3, 5), (1, 1, 1, 2), stride=2)
    yield _layer(rng, small, (2, 1, 4, 6), (1, 1, 2, 2), stride=2)
    yield _layer(rng, _normal, (2, 3, 6, 8), (1, 3, 2, 3), stride=3)
    yield _layer(rng, _normal, (3, 2, 7, 9), (1, 2, 2, 1), stride=3)


def padded(rng):
    yield _layer(rng, small, (1, 1, 1, 2), (1, 1, 1, 2), pad=1)
    yield _layer(rng, small, (1, 1, 2, 3), (1, 1, 2, 2), pad=1)
    yield _layer(rng, small, (1, 2, 2, 1), (1, 2, 3, 2), pad=1)
    yield _layer(rng, _normal, (2, 3, 5, 4), (5, 3, 3, 2), pad=2)


def strided(rng):
    yield from gaps(rng)
    yield _layer(rng, small, (1, 1, 3, 5), (1, 1, 1, 3), stride=2)
    yield _layer(rng, _normal, (2, 3, 7, 8), (4, 3, 3, 2), stride=2)


def all_at_once(rng):
    yield _layer(rng, small, (1, 1, 3, 2), (1, 1, 3, 2), stride=2, pad=1)
    yield _layer(rng, small, (2, 1, 2, 3), (3, 1, 3, 2), stride=2, pad=1)
    yield _layer(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 4), stride=2, pad=1)
    yield _layer(rng, _normal, (3, 2, 7, 6), (5, 2, 4, 5), stride=3, pad=2)


def _normal(rng, *shape):
    return rng.normal(size=shape)


def _layer(rng, numbers, pictures, filters, stride=1, pad=0):
    sides = [(pictures[k] + 2 * pad - filters[k]) // stride + 1 for k in (2, 3)]
    return {
        "x": numbers(rng, *pictures),
        "w": numbers(rng, *filters),
        "b": numbers(rng, filters[0]),
        "dout": (whole if numbers is small else numbers)(rng, pictures[0], filters[0], *sides),
        "stride": stride,
        "pad": pad,
    }


def conv_backward_place_in_filter(dout, cache):
    # Loops over the places in the filter: all windows and pictures at once.
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    OH, OW = dout.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx_pad, dw = np.zeros_like(x_pad), np.zeros_like(w)
    for a, c in np.ndindex(w.shape[2:]):
        rows, columns = slice(a, a + (OH - 1) * stride + 1, stride), slice(c, c + (OW - 1) * stride + 1, stride)
        dx_pad[:, :, rows, columns] += np.einsum("nfij,fc->ncij", dout, w[:, :, a, c])
        dw[:, :, a, c] = np.tensordot(dout, x_pad[:, :, rows, columns], axes=([0, 2, 3], [0, 2, 3]))
    return [dx_pad[:, :, pad:dx_pad.shape[2] - pad, pad:dx_pad.shape[3] - pad], dw, dout.sum(axis=(0, 2, 3))]


def conv_backward_clipped(dout, cache):
    # No padding: windows, and with them the filters, are cut off at the border.
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    H, W = x.shape[2:]
    HH, WW = w.shape[2:]
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n, f, i, j in np.ndindex(*dout.shape):
        top, left = i * stride - pad, j * stride - pad
        rows, columns = slice(max(top, 0), max(min(top + HH, H), 0)), slice(max(left, 0), max(min(left + WW, W), 0))
        inside = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
        if rows.start < rows.stop and columns.start < columns.stop:
            dx[n, :, rows, columns] += dout[n, f, i, j] * w[f][:, inside[0], inside[1]]
            dw[f][:, inside[0], inside[1]] += dout[n, f, i, j] * x[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dx, dw, db


DX = "dpadded[window] += w[f] * dout[n, f, i, j]"
DW = "dw[f] += padded[window] * dout[n, f, i, j]"
DB = "db[f] += dout[n, f, i, j]"
CROP = "dpadded[:, :, pad:pad + H, pad:pad + W]"
RETURN = f"return {CROP}, dw, db"
STORED = {
    "stored": "    dx[:] = dpadded[:, :, pad:-pad, pad:-pad]\n",
    "stored for each picture": "    for n in range(N):\n        dx[n] = dpadded[n, :, pad:-pad, pad:-pad]\n",
}

STRIDE_IGNORED = (
    "The stride is ignored: your windows lie one pixel apart. Error [i, j] belongs to the window that is i strides "
    "down and j strides to the right, as in the forward pass."
)
PAD_TO_MINUS_PAD = (
    "Without padding your {} is empty: for pad 0 the slice pad:-pad is 0:0. Say where the picture ends by counting "
    "from its start."
)
NOT_CROPPED = (
    "Your {} has the size of the padded picture. What arrives at the padding is thrown away: cut the picture out."
)
BEGINS_IN_PADDING = (
    "Your {} has the right size, but it begins where the padding begins. The first window lay pad rows above and pad "
    "columns left of the picture, so the picture comes pad rows and columns later."
)

CONV_BACKWARD_NAIVE = Check(
    "conv_backward_naive",
    [
        Part("dx, overlapping windows", 1, overlapping, ["dx"]),
        Part("dx, padding", 1, one_error_a_window, ["dx"]),
        Part("dx, stride", 1, gaps, ["dx"]),
        Part("dx, all at once", 1, all_at_once, ["dx"]),
        Part("dw", 1, overlapping, ["dw"]),
        Part("dw, padding", 1, padded, ["dw"]),
        Part("dw, stride", 1, strided, ["dw"]),
        Part("db", 1, overlapping, ["db"]),
    ],
    [
        Misconception(
            "dx is zero",
            [(DX, "pass")],
            "Your dx holds zeros only. Each error has to be handed back to the window that its output looked at.",
        ),
        Misconception(
            "dw is zero",
            [(DW, "pass")],
            "Your dw holds zeros only. Each error has to reach the filter that made its output.",
        ),
        Misconception(
            "db is zero",
            [(DB, "pass")],
            "Your db holds zeros only. The bias was added to every output of its filter, so it gets every error there.",
        ),
        Misconception("stride ignored", [("i * stride, j * stride", "i, j")], STRIDE_IGNORED),
        Misconception(
            "stride ignored in dx",
            [("dpadded[window] +=", "dpadded[n, :, i:i + HH, j:j + WW] +=")],
            "The stride is ignored in dx: you hand the errors back to windows that lie one pixel apart.",
        ),
        Misconception(
            "stride ignored in dw",
            [("padded[window] * dout", "padded[n, :, i:i + HH, j:j + WW] * dout")],
            "The stride is ignored in dw: you multiply the errors with windows that lie one pixel apart.",
        ),
        Misconception(
            "stride for rows only",
            [("i * stride, j * stride", "i * stride, j")],
            "The stride is used for the rows only. Windows are stride pixels apart from left to right as well.",
        ),
        Misconception(
            "stride for columns only",
            [("i * stride, j * stride", "i, j * stride")],
            "The stride is used for the columns only. Windows are stride pixels apart from top to bottom as well.",
        ),
        Misconception(
            "windows a filter apart",
            [("i * stride, j * stride", "i * HH, j * WW")],
            "Your windows begin a whole filter apart. Where a window begins is said by the stride, where it ends by "
            "the size of the filter.",
        ),
        Misconception(
            "loops in steps of the stride",
            [
                ("range(dout.shape[2])", "range(0, dout.shape[2], stride)"),
                ("range(dout.shape[3])", "range(0, dout.shape[3], stride)"),
                ("i * stride, j * stride", "i, j"),
            ],
            "Your loops leave errors out: they go through dout in steps of the stride. Every error counts; the stride "
            "says how far apart their windows are.",
        ),
        Misconception("pad:-pad", [(CROP, "dpadded[:, :, pad:-pad, pad:-pad]")], PAD_TO_MINUS_PAD.format("dx")),
        Misconception(
            "stride ignored and pad:-pad",
            [("i * stride, j * stride", "i, j"), (CROP, "dpadded[:, :, pad:-pad, pad:-pad]")],
            "Two things: the stride is ignored, so that your windows lie one pixel apart; and for pad 0 the slice "
            "pad:-pad is 0:0, which makes dx empty.",
        ),
        *[
            Misconception(
                f"pad:-pad, {how}",
                [(RETURN, f"dx = np.zeros(x.shape)\n{store}    return dx, dw, db")],
                "For pad 0 the slice pad:-pad is 0:0, which is empty and cannot be stored in dx. Let the slice end "
                "where the picture ends: at pad plus its length.",
            )
            for how, store in STORED.items()
        ],
        Misconception(
            "stride ignored and pad:-pad, stored",
            [
                ("i * stride, j * stride", "i, j"),
                (RETURN, "dx = np.zeros(x.shape)\n    dx[:] = dpadded[:, :, pad:-pad, pad:-pad]\n"
                 "    return dx, dw, db"),
            ],
            "Two things: the stride is ignored, so that your windows lie one pixel apart; and for pad 0 the slice "
            "pad:-pad is 0:0, which is empty and cannot be stored in dx.",
        ),
        Misconception("not cropped", [(CROP, "dpadded")], NOT_CROPPED.format("dx")),
        Misconception(
            "cropped above and left only",
            [(CROP, "dpadded[:, :, pad:, pad:]")],
            "Your dx still has the padding below and to the right of the picture. It was put on both sides.",
        ),
        Misconception(
            "cropped below and right only",
            [(CROP, "dpadded[:, :, :H, :W]")],
            BEGINS_IN_PADDING.format("dx"),
        ),
        Misconception(
            "end of the crop without pad",
            [(CROP, "dpadded[:, :, pad:H, pad:W]")],
            "Your dx ends too early: in the padded array the picture begins at row pad, so it ends pad rows later "
            "than without padding.",
        ),
        Misconception(
            "padding ignored",
            [
                ("zero_pad(x, pad)", "np.pad(x, [(0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)])"),
                (CROP, "dpadded[:, :, :H, :W]"),
            ],
            "Your windows are placed as if the padding lay below and to the right of the picture alone. Half of it "
            "lies above and to the left: there the first windows begin.",
        ),
        Misconception(
            "no padding at all",
            [('conv_param["stride"], conv_param["pad"]', 'conv_param["stride"], 0')],
            "The padding is ignored: the windows of the forward pass lay on the picture with its zeros.",
        ),
        Misconception(
            "padding on one side for dw",
            [("zero_pad(x, pad)", "np.pad(x, [(0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)])")],
            "In dw the padding of the picture lies below and to the right only. Half of it belongs above and to the "
            "left.",
        ),
        Misconception(
            "padding of ones for dw",
            [("zero_pad(x, pad)", "np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=1)")],
            "In dw your padding counts as ones; in the forward pass it was zeros.",
        ),
        Misconception(
            "assigned in dx",
            [("dpadded[window] +=", "dpadded[window] =")],
            "In dx each window overwrites what an earlier one left there. A pixel that went into several outputs gets "
            "the sum of what they send back.",
        ),
        Misconception(
            "assigned in dw",
            [("dw[f] +=", "dw[f] =")],
            "In dw each window overwrites what the earlier ones left: only the last counts. A filter was used at "
            "every place and in every picture, and all of this adds up.",
        ),
        Misconception(
            "assigned in dx and dw",
            [("dpadded[window] +=", "dpadded[window] ="), ("dw[f] +=", "dw[f] =")],
            "In dx and in dw each window overwrites what the earlier ones left. What comes from several places has to "
            "be added up.",
        ),
        Misconception(
            "assigned in db",
            [("db[f] +=", "db[f] =")],
            "In db each error overwrites the one before: only the last is left. The bias gets the sum of all errors "
            "of its filter.",
        ),
        Misconception(
            "assigned everywhere",
            [("dpadded[window] +=", "dpadded[window] ="), ("dw[f] +=", "dw[f] ="), ("db[f] +=", "db[f] =")],
            "In all three gradients each step overwrites what the earlier ones left. What comes from several places "
            "has to be added up.",
        ),
        Misconception(
            "dw and db of the last picture",
            [("for n in range(N):\n", "for n in range(N):\n        dw, db = np.zeros(w.shape), np.zeros(F)\n")],
            "dw and db belong to the last picture only: they begin anew with each picture. Filters and biases serve "
            "all pictures, so what all of them say is added up.",
        ),
        Misconception(
            "dw of the last picture",
            [("for n in range(N):\n", "for n in range(N):\n        dw = np.zeros(w.shape)\n")],
            "dw belongs to the last picture only: it begins anew with each picture. The filters serve all pictures, "
            "so what all of them say is added up.",
        ),
        Misconception(
            "db of the last picture",
            [("for n in range(N):\n", "for n in range(N):\n        db = np.zeros(F)\n")],
            "db belongs to the last picture only: it begins anew with each picture. The biases serve all pictures, "
            "so what all of them say is added up.",
        ),
        Misconception(
            "dx of the last picture",
            [("for n in range(N):\n", "for n in range(N):\n        dpadded = np.zeros(padded.shape)\n")],
            "Your dx is filled for the last picture only: it begins anew with each picture, and what the earlier "
            "ones got is gone.",
        ),
        Misconception(
            "dx of the last filter",
            [("for f in range(F):\n", "for f in range(F):\n            dpadded[n] = 0\n")],
            "Your dx holds what the last filter sends back: it begins anew with each filter. A pixel hears of all "
            "filters, and this adds up.",
        ),
        Misconception(
            "dx of the last picture and filter",
            [("for f in range(F):\n", "for f in range(F):\n            dpadded = np.zeros(padded.shape)\n")],
            "Your dx holds what the last filter sends back to the last picture: it begins anew with each filter. It "
            "begins once, and everything adds up.",
        ),
        Misconception(
            "dw and db of the first picture",
            [
                (DW, f"{DW} * (n == 0)"),
                (DB, f"{DB} * (n == 0)"),
            ],
            "dw and db belong to the first picture only. Filters and biases serve all pictures, so what all of them "
            "say is added up.",
        ),
        Misconception(
            "db divided by the pictures",
            [(RETURN, f"return {CROP}, dw, db / N")],
            "Your db is divided by the number of pictures. If the loss is a mean, dout already knows; here errors are "
            "summed.",
        ),
        Misconception(
            "mean for db",
            [(RETURN, f"return {CROP}, dw, dout.mean(axis=(0, 2, 3))")],
            "Your db is the mean of the errors. The bias was added to each output, so their errors add up.",
        ),
        Misconception(
            "dw divided by the pictures",
            [(RETURN, f"return {CROP}, dw / N, db")],
            "Your dw is divided by the number of pictures. If the loss is a mean, dout already knows; here the "
            "pictures are summed.",
        ),
        Misconception(
            "dw and db divided by the pictures",
            [(RETURN, f"return {CROP}, dw / N, db / N")],
            "Your dw and db are divided by the number of pictures. If the loss is a mean, dout already knows; here "
            "the pictures are summed.",
        ),
        Misconception(
            "everything divided by the pictures",
            [(RETURN, f"return {CROP} / N, dw / N, db / N")],
            "Your gradients are divided by the number of pictures. If the loss is a mean, dout already knows.",
        ),
        Misconception(
            "mean over the places for dw",
            [(RETURN, f"return {CROP}, dw / (dout.shape[2] * dout.shape[3]), db")],
            "Your dw is divided by the number of windows. What the windows send to the filter is added up.",
        ),
        Misconception(
            "db is dout",
            [(RETURN, f"return {CROP}, dw, dout")],
            "Your db is dout as it came. One bias serves all outputs of a filter: add their errors up.",
        ),
        Misconception(
            "db of each picture",
            [(RETURN, f"return {CROP}, dw, dout.sum(axis=(2, 3))")],
            "Your db has a row for each picture. The pictures share the biases: add over them as well.",
        ),
        Misconception(
            "db not summed over the places",
            [(RETURN, f"return {CROP}, dw, dout.sum(axis=0)")],
            "Your db is summed over the pictures only. All places of a map share the filter's bias: add over them as "
            "well.",
        ),
        Misconception(
            "db summed over pictures and filters",
            [(RETURN, f"return {CROP}, dw, dout.sum(axis=(0, 1))")],
            "Your db is summed over pictures and filters, and the places are left. Each filter has a bias of its own: "
            "its axis is the one that stays.",
        ),
        Misconception(
            "db for channels last",
            [(RETURN, f"return {CROP}, dw, dout.sum(axis=(0, 1, 2))")],
            "Your db is summed over axes 0, 1 and 2. Here the filters come second: their axis is the one that stays.",
        ),
        Misconception(
            "one number for db",
            [(RETURN, f"return {CROP}, dw, dout.sum()")],
            "Your db is one number for all filters. Each filter has a bias of its own.",
        ),
        Misconception(
            "db as a row",
            [(RETURN, f"return {CROP}, dw, db.reshape(1, F)")],
            "The numbers of db are right, but it has shape (1, F). A gradient has the shape of what it belongs to: "
            "b has shape (F,).",
        ),
        Misconception(
            "db as a column",
            [(RETURN, f"return {CROP}, dw, db.reshape(F, 1)")],
            "The numbers of db are right, but it has shape (F, 1). A gradient has the shape of what it belongs to: "
            "b has shape (F,).",
        ),
        Misconception(
            "axes of length 1 kept in db",
            [(RETURN, f"return {CROP}, dw, db.reshape(1, F, 1, 1)")],
            "The numbers of db are right, but axes of length 1 are left. A gradient has the shape of what it belongs "
            "to: b has shape (F,).",
        ),
        Misconception(
            "db as the shape (F, 1, 1)",
            [(RETURN, f"return {CROP}, dw, db.reshape(F, 1, 1)")],
            "The numbers of db are right, but it has shape (F, 1, 1). A gradient has the shape of what it belongs to: "
            "b has shape (F,).",
        ),
        Misconception(
            "bias once per product",
            [(DB, "db[f] += dout[n, f, i, j] * w[f].size")],
            "Your db is too large by the number of entries of a filter. The bias is added once to an output, not once "
            "to each product.",
        ),
        Misconception(
            "bias once per channel",
            [(DB, "db[f] += dout[n, f, i, j] * C")],
            "Your db is too large by the number of channels. The bias is added once to an output, whatever the number "
            "of channels.",
        ),
        Misconception(
            "dout forgotten in dx",
            [("w[f] * dout[n, f, i, j]", "w[f]")],
            "Your dx adds the filter at each window, whatever the error there is. Multiply it with the error.",
        ),
        Misconception(
            "dout forgotten in dw",
            [("padded[window] * dout[n, f, i, j]", "padded[window]")],
            "Your dw adds the windows up, whatever their errors are. Multiply each with its error.",
        ),
        Misconception(
            "dout forgotten in dx and dw",
            [("w[f] * dout[n, f, i, j]", "w[f]"), ("padded[window] * dout[n, f, i, j]", "padded[window]")],
            "In dx and dw the errors do not appear at all. Chain rule: what an input did to an output, times the "
            "error of that output.",
        ),
        Misconception(
            "outputs counted for db",
            [(DB, "db[f] += 1")],
            "Your db counts outputs. Add up their errors.",
        ),
        Misconception(
            "filter and window change places",
            [("w[f] * dout", "padded[window] * dout"), (DW, "dw[f] += w[f] * dout[n, f, i, j]")],
            "Filter and window have changed places. In a product the slope by one factor is the other factor: the "
            "picture hears of the filter, the filter of the picture.",
        ),
        Misconception(
            "filter rotated",
            [("w[f] * dout", "w[f, :, ::-1, ::-1] * dout")],
            "Your filters are turned by 180 degrees. Window by window they lie as they did in the forward pass.",
        ),
        Misconception(
            "filter mirrored",
            [("w[f] * dout", "w[f, :, :, ::-1] * dout")],
            "Your filters are mirrored, left for right. Window by window they lie as they did in the forward pass.",
        ),
        Misconception(
            "first channel of the filter for all",
            [("w[f] * dout", "w[f, 0] * dout")],
            "Every channel of dx gets what belongs to the first: each channel has its own kernel in the filter.",
        ),
        Misconception(
            "first channel only",
            [("dpadded[window] += w[f] *", "dpadded[window][0] += w[f, 0] *")],
            "Only the first channel of dx is filled. An error goes back to all channels of its window.",
        ),
        Misconception(
            "channels of the filter added up",
            [("w[f] * dout", "w[f].sum(axis=0) * dout")],
            "You add the channels of the filter up before they reach dx. Each channel gets its own kernel's share.",
        ),
        Misconception(
            "channels of the window added up",
            [("padded[window] * dout", "padded[window].sum(axis=0) * dout")],
            "You add the channels of the window up before they reach dw. Each kernel saw its own channel only.",
        ),
        Misconception(
            "first filter only",
            [("for f in range(F)", "for f in range(1)")],
            "Only the first filter counts. Every filter sends its errors back to the picture and has gradients itself.",
        ),
        Misconception(
            "first filter for all",
            [("w[f] * dout", "w[0] * dout")],
            "You hand every error back through the first filter. Error [n, f, i, j] was made by filter f.",
        ),
        Misconception(
            "dw in the first filter",
            [("dw[f] +=", "dw[0] +=")],
            "In dw everything is collected in the first filter. Error [n, f, i, j] was made by filter f.",
        ),
        Misconception(
            "db in the first entry",
            [("db[f] +=", "db[0] +=")],
            "In db everything is collected in the first entry. Each filter has a bias of its own.",
        ),
        Misconception(
            "last row and column of errors left out",
            [
                ("range(dout.shape[2])", "range(dout.shape[2] - 1)"),
                ("range(dout.shape[3])", "range(dout.shape[3] - 1)"),
            ],
            "The last row and column of the errors are left out: your loops stop one step early.",
        ),
        Misconception(
            "height of dout for both loops",
            [("range(dout.shape[3])", "range(dout.shape[2])")],
            "Both loops run as far as dout is high. The inner one, over the columns, ends with the width, OW.",
        ),
        Misconception(
            "width of dout for both loops",
            [("range(dout.shape[2])", "range(dout.shape[3])")],
            "Both loops run as far as dout is wide. The one over the rows ends with the height, OH.",
        ),
        Misconception(
            "height of the filter for both sides",
            [("left + WW", "left + HH")],
            "Your windows are as wide as the filter is high. Filters need not be square: HH for rows, WW for "
            "columns.",
        ),
        Misconception(
            "width of the filter for both sides",
            [("top + HH", "top + WW")],
            "Your windows are as high as the filter is wide. Filters need not be square: HH for rows, WW for "
            "columns.",
        ),
        Misconception(
            "windows at [j, i]",
            [("i * stride, j * stride", "j * stride, i * stride")],
            "Rows and columns are swapped on the way from the errors to the windows: error [i, j] belongs to the "
            "window that begins at row i * stride and column j * stride.",
        ),
        Misconception(
            "return after the first picture",
            [("    return dpadded", "        return dpadded")],
            "Only the first picture is done. Does `return` stand inside the loop, or does the loop run over one "
            "picture only?",
        ),
        Misconception(
            "return after the first filter",
            [("    return dpadded", "            return dpadded")],
            "Only the first filter of the first picture is done. Does `return` stand inside the loops, or do they "
            "run over one picture and one filter only?",
        ),
        Misconception(
            "return after the first error",
            [("    return dpadded", "                    return dpadded")],
            "Only the first error is handed back. Does `return` stand inside the innermost loop, or do the loops run "
            "once only?",
        ),
        Misconception(
            "return after the first row",
            [("    return dpadded", "                return dpadded")],
            "Only the first row of errors is handed back. Does `return` stand inside the loops, or do they run over "
            "one row only?",
        ),
        Misconception(
            "dx begins as the picture",
            [("np.zeros(padded.shape)", "padded.copy()")],
            "Your dx begins as a copy of the picture, so the picture is part of it. Sums begin at zero.",
        ),
        Misconception(
            "dw begins as the filters",
            [("np.zeros(w.shape)", "w.copy()")],
            "Your dw begins as a copy of the filters, so they are part of it. Sums begin at zero.",
        ),
        Misconception(
            "dw added to the filters in place",
            [("np.zeros(w.shape)", "w")],
            "Your dw is w itself: the gradients are added to the filters, and while the loops run the filters change. "
            "Begin with new zeros of that shape.",
        ),
        Misconception(
            "db added to the biases in place",
            [("x, w, _, conv", "x, w, b, conv"), ("np.zeros(F)", "b")],
            "Your db is b itself: the errors are added to the biases of the layer. Begin with new zeros of that shape.",
        ),
        Misconception(
            "dx written into the picture",
            [(RETURN, f"x[:] = {CROP}\n    return x, dw, db")],
            "You write dx into x, the picture that you were given: the caller's picture is gone. Use an array of your "
            "own.",
        ),
        Misconception(
            "errors consumed",
            [(DB, f"{DB}\n                    dout[n, f, i, j] = 0")],
            "Your code changes dout, which belongs to the caller; work on a copy.",
        ),
        Misconception(
            "dx and dw swapped",
            [(RETURN, f"return dw, {CROP}, db")],
            "You return dw before dx. The order is that of the inputs: dx, dw, db.",
        ),
        Misconception(
            "outputs counted without the padding",
            [
                ("range(dout.shape[2])", "range((H - HH) // stride + 1)"),
                ("range(dout.shape[3])", "range((W - WW) // stride + 1)"),
            ],
            "Your loops run over too few outputs: with padding there are more places than on the picture alone. "
            "dout.shape says how many.",
        ),
        Misconception(
            "dw, db, dx",
            [(RETURN, f"return dw, db, {CROP}")],
            "You return dx last. The order is that of the inputs: dx, dw, db.",
        ),
        Misconception(
            "dw and db swapped",
            [(RETURN, f"return {CROP}, db, dw")],
            "You return db before dw. The order is that of the inputs: dx, dw, db.",
        ),
        Misconception(
            "mean over the places for db",
            [(RETURN, f"return {CROP}, dw, dout.mean(axis=(2, 3)).sum(axis=0)")],
            "Your db is the mean over the places of each map. The bias was added at every place, so the errors of all "
            "places add up.",
        ),
        Misconception(
            "sum of the map's errors for each window, in dx",
            [("w[f] * dout[n, f, i, j]", "w[f] * np.sum(dout[n, f])")],
            "In dx each window gets the sum of all errors of the map. A window gets the error of its own output.",
        ),
        Misconception(
            "sum of the map's errors for each window, in dw",
            [("padded[window] * dout[n, f, i, j]", "padded[window] * np.sum(dout[n, f])")],
            "In dw each window is multiplied with the sum of all errors of the map. It belongs to one output: "
            "multiply it with the error of that one.",
        ),
        Misconception(
            "sum of the map's errors for each window",
            [
                ("w[f] * dout[n, f, i, j]", "w[f] * np.sum(dout[n, f])"),
                ("padded[window] * dout[n, f, i, j]", "padded[window] * np.sum(dout[n, f])"),
            ],
            "In dx and dw you use the sum of all errors of the map for each window. A window belongs to one output: "
            "its error is the one that counts.",
        ),
    ],
    accepts=[conv_backward_place_in_filter, conv_backward_clipped],
)


# --- dilate -----------------------------------------------------------------------------------


def one_map(rng):
    yield {"dout": small(rng, 1, 2), "stride": 2}
    yield {"dout": small(rng, 2, 1), "stride": 2}
    yield {"dout": small(rng, 2, 3), "stride": 2}
    yield {"dout": small(rng, 2, 3), "stride": 3}
    yield {"dout": small(rng, 1, 2), "stride": 1}
    yield {"dout": small(rng, 1, 1), "stride": 3}
    yield {"dout": rng.normal(size=(4, 3)), "stride": 4}


def several_maps(rng):
    yield {"dout": small(rng, 2, 1, 2), "stride": 2}
    yield {"dout": small(rng, 1, 2, 2, 1), "stride": 2}
    yield {"dout": small(rng, 2, 3, 3, 2), "stride": 3}
    yield {"dout": rng.normal(size=(2, 3, 4)), "stride": 1}
    yield {"dout": rng.normal(size=(3, 2, 4, 5)), "stride": 2}


def too_small_strides(rng):
    yield {"dout": small(rng, 1, 1), "stride": -1}  # a slice takes it without a word
    yield {"dout": small(rng, 1, 1), "stride": 0}
    yield {"dout": small(rng, 2, 3), "stride": 0}
    yield {"dout": small(rng, 1, 1, 1, 1), "stride": -2}


def dilate_entry_by_entry(dout, stride):
    if not stride >= 1:
        raise ValueError("stride")
    *outer, OH, OW = dout.shape
    spread = np.zeros([*outer, OH + (OH - 1) * (stride - 1), OW + (OW - 1) * (stride - 1)], dtype=dout.dtype)
    for i in range(OH):
        for j in range(OW):
            spread[..., i * stride, j * stride] = dout[..., i, j]
    return spread


def dilate_trimmed(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    block = np.zeros((stride, stride))
    block[0, 0] = 1
    spread = np.kron(dout, block)
    return spread[..., :spread.shape[-2] - stride + 1, :spread.shape[-1] - stride + 1]


def stride_zeros(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    step = stride + 1 if stride > 1 else 1
    OH, OW = dout.shape[-2:]
    spread = np.zeros((*dout.shape[:-2], (OH - 1) * step + 1, (OW - 1) * step + 1))
    spread[..., ::step, ::step] = dout
    return spread


def stride_zeros_always(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    step = stride + 1
    OH, OW = dout.shape[-2:]
    spread = np.zeros((*dout.shape[:-2], (OH - 1) * step + 1, (OW - 1) * step + 1))
    spread[..., ::step, ::step] = dout
    return spread


def entries_repeated(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    return np.repeat(np.repeat(dout, stride, axis=-2), stride, axis=-1)


def outer_axes_dilated(dout, stride):
    if stride < 1:
        raise ValueError("stride")
    spread = np.zeros(((len(dout) - 1) * stride + 1, (dout.shape[1] - 1) * stride + 1, *dout.shape[2:]))
    spread[::stride, ::stride] = dout
    return spread


DILATED = "(OH - 1) * stride + 1, (OW - 1) * stride + 1"
PLACED = "spread[..., ::stride, ::stride] = dout"

DILATE = Check(
    "dilate",
    [
        Part("one map", 1, one_map),
        Part("several maps", 1, several_maps),
        Part("stride too small", 1, too_small_strides, probe="dilate_refusal"),
    ],
    [
        Misconception(
            "stride zeros between",
            stride_zeros,
            "You put stride zeros between two neighbours. They were stride apart, so there is room for one fewer: "
            "with stride 2 a single zero.",
        ),
        Misconception(
            "stride zeros between, for stride 1 too",
            stride_zeros_always,
            "You put stride zeros between two neighbours. They were stride apart, so there is room for one fewer: "
            "with stride 1 none at all.",
        ),
        Misconception(
            "zeros at the end",
            [(DILATED, "OH * stride, OW * stride")],
            "Your result has rows and columns of zeros after the last error. Zeros stand between neighbours only: "
            "between OH rows there are OH - 1 gaps.",
        ),
        Misconception(
            "zeros at the beginning",
            [
                (DILATED, "OH * stride, OW * stride"),
                (PLACED, "spread[..., stride - 1::stride, stride - 1::stride] = dout"),
            ],
            "Your result has rows and columns of zeros before the first error. Zeros stand between neighbours only.",
        ),
        Misconception(
            "zeros all around",
            [
                (DILATED, "(OH + 1) * stride - 1, (OW + 1) * stride - 1"),
                (PLACED, "spread[..., stride - 1::stride, stride - 1::stride] = dout"),
            ],
            "Your result has zeros at the border as well. They stand between neighbours only.",
        ),
        Misconception(
            "only rows put apart",
            [(DILATED, "(OH - 1) * stride + 1, OW"), (PLACED, "spread[..., ::stride, :] = dout")],
            "Only the rows are put apart. The stride moved the filter along the columns as well.",
        ),
        Misconception(
            "only columns put apart",
            [(DILATED, "OH, (OW - 1) * stride + 1"), (PLACED, "spread[..., ::stride] = dout")],
            "Only the columns are put apart. The stride moved the filter along the rows as well.",
        ),
        Misconception(
            "entries repeated",
            entries_repeated,
            "You repeat the errors. Between them stand zeros: no output was computed there.",
        ),
        Misconception(
            "entries repeated, right size",
            [(PLACED, "blocks = np.repeat(np.repeat(dout, stride, -2), stride, -1)\n"
              "    spread[...] = blocks[..., :spread.shape[-2], :spread.shape[-1]]")],
            "You repeat the errors. Between them stand zeros: no output was computed there.",
        ),
        Misconception(
            "unchanged",
            [(DILATED, "OH, OW"), (PLACED, "spread[...] = dout")],
            "The map comes back as it was: the stride is not used.",
        ),
        Misconception(
            "outer axes used on the left",
            [("spread[..., ::stride, ::stride]", "spread[::stride, ::stride]")],
            "You place the errors along the first two axes of the result. Those of the map are the last two: count "
            "from the end.",
        ),
        Misconception(
            "two axes only",
            [("OH, OW = dout.shape[-2:]", "OH, OW = dout.shape")],
            "Your code takes dout for a single map of two axes. There may be axes for pictures and channels before "
            "those of the map.",
        ),
        Misconception(
            "four axes only",
            [("OH, OW = dout.shape[-2:]", "N, F, OH, OW = dout.shape")],
            "Your code takes it that dout has four axes. There may be fewer: look at the last two alone.",
        ),
        Misconception(
            "outer axes put apart",
            outer_axes_dilated,
            "You put the first two axes apart. Those of the map, rows and columns, are the last two.",
        ),
        Misconception(
            "errors turned round",
            [(PLACED, "spread[..., ::stride, ::stride] = dout[..., ::-1, ::-1]")],
            "The errors are turned by 180 degrees. They keep their order; only zeros come between.",
        ),
        Misconception(
            "rows and columns swapped",
            [(PLACED, f"{PLACED}\n    spread = np.swapaxes(spread, -1, -2)")],
            "Rows and columns of your result are swapped.",
        ),
        Misconception(
            "ones between",
            [("np.zeros((", "np.ones((")],
            "Ones stand between your errors. No output was computed there, so nothing comes back: zeros.",
        ),
        Misconception(
            "nothing placed",
            [(PLACED, "pass")],
            "Your result holds zeros only: the errors are not in it.",
        ),
        Misconception(
            "last error missing",
            [(DILATED, "(OH - 1) * stride, (OW - 1) * stride"), (PLACED, "full = np.zeros((*dout.shape[:-2], "
              f"{DILATED}))\n    full[..., ::stride, ::stride] = dout\n    spread[...] = full[..., :-1, :-1]")],
            "Your result is one row and one column short: after the last gap there is one more error.",
        ),
        Misconception(
            "no room for the last error",
            [(DILATED, "(OH - 1) * stride, (OW - 1) * stride")],
            "Your result is one row and one column too small for the last error: between OH rows there are OH - 1 "
            "gaps, and after the last gap there is one more row.",
        ),
        Misconception(
            "no room for the last error, entry by entry",
            [
                (DILATED, "(OH - 1) * stride, (OW - 1) * stride"),
                (
                    "spread[..., ::stride, ::stride] = dout",
                    "for i, j in np.ndindex(OH, OW):\n        spread[..., i * stride, j * stride] = dout[..., i, j]",
                ),
            ],
            "Your result is one row and one column too small for the last error: between OH rows there are OH - 1 "
            "gaps, and after the last gap there is one more row.",
        ),
        Misconception(
            "no error for a stride that is too small",
            [("if stride < 1:", "if False:")],
            "A stride below 1 passes without an error of your own. `raise` a ValueError there; with `return` or "
            "`print` the function would go on as if all were well.",
        ),
        Misconception(
            "ValueError returned",
            [("raise ValueError(", "return ValueError(")],
            "A stride below 1 passes without an error of your own. `raise` a ValueError there; with `return` or "
            "`print` the function would go on as if all were well.",
        ),
    ],
    accepts=[dilate_entry_by_entry, dilate_trimmed],
)


# --- conv_backward_input ----------------------------------------------------------------------


def one_kernel(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_input(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _back_to_input(rng, small, (1, 1, 3, 1), (1, 1, 2, 1))
    yield _back_to_input(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield _back_to_input(rng, _normal, (1, 1, 7, 6), (1, 1, 2, 3))


def several_channels(rng):
    """From here on to the last part kernels are square: who mixes up their sides keeps these points."""
    yield _back_to_input(rng, small, (2, 1, 1, 2), (1, 1, 1, 1))
    yield _back_to_input(rng, small, (1, 2, 1, 2), (2, 2, 1, 1))
    yield _back_to_input(rng, small, (1, 1, 2, 1), (2, 1, 1, 1))
    yield _back_to_input(rng, small, (1, 2, 2, 3), (3, 2, 2, 2))
    yield _back_to_input(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 3))
    yield _back_to_input(rng, _normal, (3, 4, 4, 6), (2, 4, 2, 2))


def input_padding(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 3, 3), pad=1)
    yield _back_to_input(rng, small, (1, 1, 1, 2), (1, 1, 1, 1), pad=1)
    yield _back_to_input(rng, small, (1, 1, 3, 2), (1, 1, 2, 2), pad=1)
    yield _back_to_input(rng, _normal, (1, 1, 4, 5), (1, 1, 2, 2), pad=2)


def input_stride(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 3), (1, 1, 1, 1), stride=2)
    yield _back_to_input(rng, small, (1, 1, 4, 2), (1, 1, 2, 2), stride=2)
    yield _back_to_input(rng, small, (1, 1, 3, 5), (1, 1, 3, 3), stride=2)
    yield _back_to_input(rng, _normal, (1, 1, 7, 10), (1, 1, 4, 4), stride=3)


def input_not_dividing(rng):
    yield _back_to_input(rng, small, (1, 1, 1, 4), (1, 1, 1, 1), stride=2)
    yield _back_to_input(rng, small, (1, 1, 4, 3), (1, 1, 3, 3), stride=2)
    yield _back_to_input(rng, _normal, (1, 1, 6, 9), (1, 1, 2, 2), stride=3)


def input_all_at_once(rng):
    yield _back_to_input(rng, small, (1, 2, 2, 3), (3, 2, 3, 2), stride=2, pad=1)
    yield _back_to_input(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 2), stride=2, pad=1)
    yield _back_to_input(rng, _normal, (3, 2, 7, 6), (5, 2, 4, 3), stride=3, pad=2)


def _back_to_input(rng, numbers, pictures, filters, stride=1, pad=0):
    layer = _layer(rng, numbers, pictures, filters, stride, pad)
    return {**{name: layer[name] for name in ("dout", "w", "stride", "pad")}, "input_shape": pictures}


def input_as_windows(dout, w, stride, pad, input_shape):
    # Every output of the layer hands its error back to its window, all channels at once.
    N, C, H, W = input_shape
    dpadded = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i, j in np.ndindex(dout.shape[2:]):
        rows, columns = slice(i * stride, i * stride + w.shape[2]), slice(j * stride, j * stride + w.shape[3])
        dpadded[:, :, rows, columns] += np.tensordot(dout[:, :, i, j], w, axes=1)
    return dpadded[:, :, pad:pad + H, pad:pad + W]


def input_by_shifted_sums(dout, w, stride, pad, input_shape):
    # Zeros as far as the last pixel that the filter could reach, then one correlation without leftovers.
    N, C, H, W = input_shape
    HH, WW = w.shape[2:]
    errors = np.zeros((N, len(w), H + 2 * pad + HH - 1, W + 2 * pad + WW - 1))
    errors[:, :, HH - 1:HH - 1 + stride * dout.shape[2]:stride, WW - 1:WW - 1 + stride * dout.shape[3]:stride] = dout
    windows = np.lib.stride_tricks.sliding_window_view(errors, (HH, WW), axis=(2, 3))
    dpadded = np.einsum("nfijab,fcab->ncij", windows, w[:, :, ::-1, ::-1])
    return dpadded[:, :, pad:pad + H, pad:pad + W]


LESS_PAD = "zero_pad(dilate(dout, stride), (HH - 1 - pad, WW - 1 - pad))"
LESS_PAD_BY_NP = (
    "np.pad(dilate(dout, stride), [(0, 0), (0, 0), (HH - 1 - pad, HH - 1 - pad), (WW - 1 - pad, WW - 1 - pad)])"
)
LESS_PAD_NOT_BELOW_0 = "zero_pad(dilate(dout, stride), (max(HH - 1 - pad, 0), max(WW - 1 - pad, 0)))"
ENLARGED = (
    "dx = np.zeros(input_shape)\n"
    "    rows, columns = min(H, full.shape[2]), min(W, full.shape[3])\n"
    "    dx[:, :, :rows, :columns] = full[:, :, :rows, :columns]\n"
    "    return dx"
)


ROTATED = "w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)"
LARGE = "np.zeros((N, C, H + 2 * pad, W + 2 * pad))"
AROUND = "zero_pad(dilate(dout, stride), (HH - 1, WW - 1))"

CONV_BACKWARD_INPUT = Check(
    "conv_backward_input",
    [
        Part("one kernel", 1, one_kernel),
        Part("several pictures, channels and filters", 1, several_channels),
        Part("padding", 1, input_padding),
        Part("stride", 1, input_stride),
        Part("sizes that do not divide", 1, input_not_dividing),
        Part("all at once", 1, input_all_at_once),
    ],
    [
        Misconception(
            "filters not rotated",
            [(ROTATED, "w.transpose(1, 0, 2, 3)")],
            "Your filters lie as in the forward pass. On the way back they are rotated by 180 degrees.",
        ),
        Misconception(
            "mirrored left for right",
            [("w[:, :, ::-1, ::-1]", "w[:, :, :, ::-1]")],
            "Your filters are mirrored left for right. A rotation by 180 degrees turns the order of the rows as well.",
        ),
        Misconception(
            "mirrored top for bottom",
            [("w[:, :, ::-1, ::-1]", "w[:, :, ::-1, :]")],
            "Your filters are mirrored top for bottom. A rotation by 180 degrees turns the order of the columns as "
            "well.",
        ),
        Misconception(
            "all axes turned",
            [("w[:, :, ::-1, ::-1]", "w[::-1, ::-1, ::-1, ::-1]")],
            "You turn the order of filters and channels as well. A rotation by 180 degrees concerns rows and columns, "
            "the last two axes.",
        ),
        Misconception(
            "kernels transposed",
            [(ROTATED, "w.transpose(1, 0, 3, 2)")],
            "You swap the rows and columns of the kernels. A rotation by 180 degrees leaves rows rows and columns "
            "columns, and reverses the order of both.",
        ),
        Misconception(
            "kernels rotated and transposed",
            [(ROTATED, "w[:, :, ::-1, ::-1].transpose(1, 0, 3, 2)")],
            "Besides rotating the kernels you swap their rows and columns. A rotation by 180 degrees leaves rows "
            "rows and columns columns.",
        ),
        Misconception(
            "rotated by 90 degrees",
            [(ROTATED, "np.rot90(w, axes=(2, 3)).transpose(1, 0, 2, 3)")],
            "Your kernels are rotated by 90 degrees, a quarter turn. It takes half a turn.",
        ),
        Misconception(
            "rotated by 90 degrees clockwise",
            [
                (ROTATED, "np.rot90(w, -1, axes=(2, 3)).transpose(1, 0, 2, 3)"),
            ],
            "Your kernels are rotated by 90 degrees, a quarter turn. It takes half a turn.",
        ),
        Misconception(
            "np.rot90 along the first axes",
            [("w[:, :, ::-1, ::-1]", "np.rot90(w, 2)")],
            "You reverse the order of filters and channels, and the kernels stay as they were. np.rot90 turns the "
            "first two axes unless it is told others; rows and columns of w are the last two.",
        ),
        Misconception(
            "np.rot90 along the first axes, leftover rows missing",
            [("w[:, :, ::-1, ::-1]", "np.rot90(w, 2)"), (LARGE, "full")],
            "Two things: you reverse the order of filters and channels, not that of rows and columns (np.rot90 turns "
            "the first two axes unless it is told others); and where the stride does not divide, rows and columns "
            "that no window reached are missing at the end.",
        ),
        Misconception(
            "filters and channels not swapped",
            [(ROTATED, "w[:, :, ::-1, ::-1]")],
            "Filters and channels have not changed places. The maps of the errors, one for each filter, are the "
            "channels now, and each channel of the picture is made by a filter.",
        ),
        Misconception(
            "reshape for swapping",
            [(".transpose(1, 0, 2, 3)", ".reshape(C, len(w), HH, WW)")],
            "You swap filters and channels with reshape. It reads the numbers in their old order into a new shape, "
            "so that kernels end up in wrong places; axes change places with transpose.",
        ),
        Misconception(
            "errors not padded",
            [("zero_pad(dilate(dout, stride), (HH - 1, WW - 1))", "dilate(dout, stride)")],
            "Your errors have no zeros around them, so the filter never hangs over their border, and dx comes out too "
            "small. A pixel in the corner still heard of one error.",
        ),
        Misconception(
            "errors padded as the picture was",
            [("(HH - 1, WW - 1)", "pad")],
            "You put as many zeros around the errors as there were around the picture. On the way back their number "
            "depends on the filter: its first place touches one single error.",
        ),
        Misconception(
            "one zero too many around the errors",
            [("(HH - 1, WW - 1)", "(HH, WW)"), (LARGE, "np.zeros((N, C, *full.shape[2:]))")],
            "There is one ring of zeros too many around your errors, and everything is shifted by one pixel. The "
            "first place of the filter should touch one error.",
        ),
        Misconception(
            "one zero too many around the errors, no room",
            [("(HH - 1, WW - 1)", "(HH, WW)")],
            "There is one ring of zeros too many around your errors, so the correlation finds more places than the "
            "padded picture has pixels. The first place of the filter should touch one error.",
        ),
        Misconception(
            "HH - 1 zeros everywhere",
            [("(HH - 1, WW - 1)", "HH - 1")],
            "You put HH - 1 zeros on every side of the errors. A kernel need not be square: left and right it is the "
            "width that counts.",
        ),
        Misconception(
            "WW - 1 zeros everywhere",
            [("(HH - 1, WW - 1)", "WW - 1")],
            "You put WW - 1 zeros on every side of the errors. A kernel need not be square: above and below it is "
            "the height that counts.",
        ),
        Misconception(
            "zeros for the longer side everywhere",
            [("(HH - 1, WW - 1)", "max(HH, WW) - 1")],
            "On every side of the errors you put as many zeros as the longer side of the kernel needs. Rows and "
            "columns need numbers of their own.",
        ),
        Misconception(
            "zeros for the shorter side everywhere",
            [("(HH - 1, WW - 1)", "min(HH, WW) - 1")],
            "On every side of the errors you put as many zeros as the shorter side of the kernel needs. Rows and "
            "columns need numbers of their own.",
        ),
        Misconception(
            "zeros for rows and columns swapped",
            [("(HH - 1, WW - 1)", "(WW - 1, HH - 1)")],
            "The zeros around your errors are swapped: above and below it is the height of the kernel that counts, "
            "left and right its width.",
        ),
        Misconception(
            "zeros around before between",
            [
                (
                    "zero_pad(dilate(dout, stride), (HH - 1, WW - 1))",
                    "dilate(zero_pad(dout, (HH - 1, WW - 1)), stride)",
                ),
            ],
            "You put zeros around the errors first and spread them out afterwards: the border is spread as well and "
            "gets too wide. The other way round.",
        ),
        Misconception(
            "zeros around before between, with room",
            [
                (
                    "zero_pad(dilate(dout, stride), (HH - 1, WW - 1))",
                    "dilate(zero_pad(dout, (HH - 1, WW - 1)), stride)",
                ),
                (LARGE, "np.zeros((N, C, *full.shape[2:]))"),
            ],
            "You put zeros around the errors first and spread them out afterwards: the border is spread as well and "
            "gets too wide. The other way round.",
        ),
        Misconception(
            "pad in the correlation",
            [('{"stride": 1, "pad": 0}', '{"stride": 1, "pad": pad}')],
            "You hand the layer's pad on to the correlation, which puts more zeros around the errors. How many they "
            "need depends on the kernel alone; pad comes in when you crop.",
        ),
        Misconception(
            "pad in the correlation, with room",
            [
                ('{"stride": 1, "pad": 0}', '{"stride": 1, "pad": pad}'),
                (LARGE, "np.zeros((N, C, *full.shape[2:]))"),
            ],
            "You hand the layer's pad on to the correlation, which puts more zeros around the errors. How many they "
            "need depends on the kernel alone; pad comes in when you crop.",
        ),
        Misconception(
            "stride ignored",
            [("dilate(dout, stride)", "dout")],
            "The stride is ignored: your errors lie side by side. In the forward pass their windows were stride "
            "pixels apart.",
        ),
        Misconception(
            "stride used in the correlation",
            [("dilate(dout, stride)", "dout"), ('{"stride": 1', '{"stride": stride')],
            "You let the rotated filter jump over the errors by the stride. It moves by one pixel; it is the errors "
            "that are put apart.",
        ),
        Misconception(
            "stride used twice",
            [('{"stride": 1', '{"stride": stride')],
            "You put the errors apart and then jump over them by the stride as well. The correlation on the way back "
            "moves by one pixel.",
        ),
        Misconception(
            "leftover rows missing",
            [(LARGE, "full")],
            "Where the stride does not divide, your dx is too small: rows and columns at the end that no window "
            "reached are missing. They belong to the picture, and their gradient is 0.",
        ),
        *[
            Misconception(
                f"zeros less the pad{how}, leftover rows missing",
                [(AROUND, around), (LARGE, "full"), (CROP, "full")],
                "Taking pad off the zeros around the errors saves the cropping only as long as pad is smaller than the "
                "filter; a larger pad would ask for fewer than 0 zeros. And rows and columns at the end that no "
                "window reached are missing. Put the whole ring of zeros, and crop.",
            )
            for how, around in [("", LESS_PAD), (" with np.pad", LESS_PAD_BY_NP)]
        ],
        *[
            Misconception(
                f"zeros less the pad{how}, zeros at the end",
                [(AROUND, around), (LARGE, "full"), (f"return {CROP}", ENLARGED)],
                "Taking pad off the zeros around the errors saves the cropping only as long as pad is smaller than the "
                "filter; a larger pad would ask for fewer than 0 zeros. And where the stride does not divide, pixels "
                "at the end are lost that windows did reach. Put the whole ring of zeros, and crop.",
            )
            for how, around in [("", LESS_PAD), (" with np.pad", LESS_PAD_BY_NP)]
        ],
        Misconception(
            "zeros less the pad, never below 0, leftover rows missing",
            [(AROUND, LESS_PAD_NOT_BELOW_0), (LARGE, "full"), (CROP, "full")],
            "Where pad is larger than the filter less 1, no zeros around the errors is still too many: dx is too "
            "large there. And rows and columns at the end that no window reached are missing. Put the whole ring of "
            "zeros, and crop.",
        ),
        Misconception(
            "zeros less the pad, never below 0",
            [(AROUND, LESS_PAD_NOT_BELOW_0), (LARGE, "full"), (f"return {CROP}", ENLARGED)],
            "Where pad is larger than the filter less 1, no zeros around the errors is still too many, and your dx "
            "begins in the padding. And where the stride does not divide, pixels at the end are lost that windows "
            "did reach. Put the whole ring of zeros, and crop.",
        ),
        Misconception(
            "both sides cropped, leftover rows missing",
            [
                (LARGE, "full"),
                ("pad:pad + H, pad:pad + W]", "pad:dpadded.shape[2] - pad, pad:dpadded.shape[3] - pad]"),
            ],
            "Where the stride does not divide, the correlation does not reach the end of the padded picture, and "
            "taking pad off on both sides takes too much: dx is too small. The gradient of what no window reached is "
            "0.",
        ),
        Misconception(
            "HH - 1 zeros everywhere, leftover rows missing",
            [("(HH - 1, WW - 1)", "HH - 1"), (LARGE, "full")],
            "Two things: left and right of the errors it is the width of the kernel that counts, not HH - 1; and "
            "where the stride does not divide, rows and columns that no window reached are missing at the end.",
        ),
        Misconception(
            "kernels transposed, leftover rows missing",
            [
                (ROTATED, "w.transpose(1, 0, 3, 2)"),
                (LARGE, "full"),
            ],
            "Two things: you swap the rows and columns of the kernels, where a rotation by 180 degrees reverses the "
            "order of both; and where the stride does not divide, rows and columns that no window reached are "
            "missing at the end.",
        ),
        Misconception(
            "HH - 1 - pad zeros everywhere, leftover rows missing",
            [
                ("zero_pad(dilate(dout, stride), (HH - 1, WW - 1))", "dilate(dout, stride)"),
                ('{"stride": 1, "pad": 0}', '{"stride": 1, "pad": HH - 1 - pad}'),
                (LARGE, "full"),
                (CROP, "full"),
            ],
            "HH - 1 - pad zeros around the errors save the cropping for square kernels and small pads. Left and "
            "right it is the width that counts, a pad larger than that has to be cropped, and rows and columns that "
            "no window reached are missing at the end.",
        ),
        Misconception(
            "filters and channels not swapped, leftover rows missing",
            [(ROTATED, "w[:, :, ::-1, ::-1]"), (LARGE, "full"), ("np.zeros(C)", "np.zeros(len(w))")],
            "Two things: filters and channels have not changed places, so that channels of the picture stand where "
            "those of the errors should; and where the stride does not divide, rows and columns that no window "
            "reached are missing at the end.",
        ),
        Misconception(
            "leftover rows at the beginning",
            [(":full.shape[2], :full.shape[3]]", "-full.shape[2]:, -full.shape[3]:]")],
            "Where the stride does not divide, you put the zeros of unreached rows and columns first. The windows "
            "began at the first row, so what they did not reach lies at the end.",
        ),
        Misconception(
            "not cropped",
            [(CROP, "dpadded")],
            NOT_CROPPED.format("dx"),
        ),
        Misconception(
            "pad:-pad",
            [(CROP, "dpadded[:, :, pad:-pad, pad:-pad]")],
            PAD_TO_MINUS_PAD.format("dx"),
        ),
        Misconception(
            "cropped below and right only",
            [(CROP, "dpadded[:, :, :H, :W]")],
            BEGINS_IN_PADDING.format("dx"),
        ),
        Misconception(
            "cropped above and left only",
            [(CROP, "dpadded[:, :, pad:, pad:]")],
            "Your dx still has the padding below and to the right of the picture. It was put on both sides.",
        ),
        Misconception(
            "first channel for all",
            [(ROTATED, f"{ROTATED}[:1]")],
            "Every channel of your dx is that of the first. Each channel has kernels of its own.",
        ),
        Misconception(
            "first filter only",
            [(ROTATED, f"{ROTATED}[:, :1]"), ("dilate(dout", "dilate(dout[:, :1]")],
            "Only the first filter counts. A pixel went into the maps of all filters and hears of all of them.",
        ),
        Misconception(
            "divided by the pictures",
            [("pad:pad + H, pad:pad + W]", "pad:pad + H, pad:pad + W] / N")],
            "Your dx is divided by the number of pictures. Each picture has gradients of its own; if the loss is a "
            "mean, dout already knows.",
        ),
        Misconception(
            "filters rotated in place",
            [("rotated = w", "w[...] = w[:, :, ::-1, ::-1].copy()\n    rotated = w[:, :, ::-1, ::-1]")],
            "Your code rotates the layer's own filters: w has changed when the function ends. Work on a copy.",
        ),
        Misconception(
            "None for the bias",
            [("np.zeros(C)", "None")],
            "conv_forward_naive looks up a bias for each of its filters: hand it an array of zeros, one for each "
            "filter that you hand it.",
        ),
        Misconception(
            "0 for the bias",
            [("np.zeros(C)", "0")],
            "conv_forward_naive looks up a bias for each of its filters: hand it an array of zeros, one for each "
            "filter that you hand it.",
        ),
        Misconception(
            "biases of the forward filters",
            [("np.zeros(C)", "np.zeros(len(w))")],
            "The zeros for the biases are as many as the layer had filters. On the way back there is a filter for "
            "each channel of the picture.",
        ),
        Misconception(
            "a single bias",
            [("np.zeros(C)", "np.zeros(1)")],
            "You hand over a single bias. conv_forward_naive looks up one for each of its filters, here one for each "
            "channel of the picture.",
        ),
        Misconception(
            "pair not taken apart",
            [("full, _ = conv", "full = conv")],
            "conv_forward_naive returns two things, the output and a cache. You go on with the pair; take the first.",
        ),
        Misconception(
            "pair not taken apart, sliced",
            [
                ("full, _ = conv", "full = conv"),
                ("full.shape[2], :full.shape[3]] = full", "H, :W] = full[:, :, :H, :W]"),
            ],
            "conv_forward_naive returns two things, the output and a cache. You go on with the pair; take the first.",
        ),
    ],
    accepts=[input_as_windows, input_by_shifted_sums],
    needs=["conv_backward_naive", "dilate"],
)


# --- conv_backward_weights --------------------------------------------------------------------


def one_filter(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 1, 1, 3), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 1, 3, 1), (1, 1, 2, 1))
    yield _back_to_weights(rng, small, (1, 1, 3, 3), (1, 1, 2, 2))
    yield _back_to_weights(rng, _normal, (1, 1, 7, 6), (1, 1, 2, 3))


def several_filters(rng):
    yield _back_to_weights(rng, small, (2, 1, 1, 2), (1, 1, 1, 2))
    yield _back_to_weights(rng, small, (1, 2, 1, 2), (1, 2, 1, 1))
    yield _back_to_weights(rng, small, (1, 1, 2, 1), (2, 1, 1, 1))
    yield _back_to_weights(rng, small, (2, 2, 1, 2), (2, 2, 1, 2))
    yield _back_to_weights(rng, small, (2, 3, 2, 3), (1, 3, 2, 2))
    yield _back_to_weights(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 2))
    yield _back_to_weights(rng, _normal, (4, 2, 5, 6), (3, 2, 2, 4))


def weights_padding(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 2), (1, 1, 2, 2), pad=1)
    yield _back_to_weights(rng, small, (1, 1, 3, 2), (1, 1, 2, 3), pad=1)
    yield _back_to_weights(rng, _normal, (1, 1, 4, 5), (1, 1, 3, 2), pad=2)


def weights_stride(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 3), (1, 1, 1, 1), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 4, 2), (1, 1, 2, 2), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 3, 5), (1, 1, 3, 3), stride=2)
    yield _back_to_weights(rng, _normal, (1, 1, 7, 11), (1, 1, 4, 2), stride=3)


def weights_not_dividing(rng):
    yield _back_to_weights(rng, small, (1, 1, 1, 4), (1, 1, 1, 1), stride=2)
    yield _back_to_weights(rng, small, (1, 1, 4, 3), (1, 1, 3, 2), stride=2)
    yield _back_to_weights(rng, _normal, (1, 1, 7, 9), (1, 1, 2, 3), stride=3)


def weights_all_at_once(rng):
    yield _back_to_weights(rng, small, (2, 2, 2, 3), (1, 2, 3, 2), stride=2, pad=1)
    yield _back_to_weights(rng, _normal, (2, 3, 6, 5), (4, 3, 3, 2), stride=2, pad=1)
    yield _back_to_weights(rng, _normal, (3, 2, 7, 6), (5, 2, 4, 3), stride=3, pad=2)


def _back_to_weights(rng, numbers, pictures, filters, stride=1, pad=0):
    layer = _layer(rng, numbers, pictures, filters, stride, pad)
    return {**{name: layer[name] for name in ("x", "dout", "stride", "pad")}, "filter_shape": filters}


def weights_place_by_place(x, dout, stride, pad, filter_shape):
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    OH, OW = dout.shape[2:]
    dw = np.empty(filter_shape)
    for a, c in np.ndindex(*filter_shape[2:]):
        seen = x_pad[:, :, a:a + OH * stride:stride, c:c + OW * stride:stride][:, :, :OH, :OW]
        dw[:, :, a, c] = np.tensordot(dout, seen, axes=([0, 2, 3], [0, 2, 3]))
    return dw


def weights_as_windows(x, dout, stride, pad, filter_shape):
    # Only the part of the picture that the windows reached is correlated.
    reached = [(dout.shape[k] - 1) * stride + filter_shape[k] for k in (2, 3)]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))[:, :, :reached[0], :reached[1]]
    errors = dilate(dout, stride)  # noqa: F821, the student's own
    windows = np.lib.stride_tricks.sliding_window_view(x_pad, errors.shape[2:], axis=(2, 3))
    return np.einsum("ncabij,nfij->fcab", windows, errors)


WEIGHTS = "maps[:, :, :HH, :WW].transpose(1, 0, 2, 3)"

CONV_BACKWARD_WEIGHTS = Check(
    "conv_backward_weights",
    [
        Part("one kernel", 1, one_filter),
        Part("several pictures, channels and filters", 1, several_filters),
        Part("padding", 1, weights_padding),
        Part("stride", 1, weights_stride),
        Part("sizes that do not divide", 1, weights_not_dividing),
        Part("all at once", 1, weights_all_at_once),
    ],
    [
        Misconception(
            "errors rotated",
            [("pictures, errors, np", "pictures, errors[:, :, ::-1, ::-1], np")],
            "You turn the errors by 180 degrees. Only the way back to the picture needs a rotation, of the filters; "
            "here the errors lie on the picture as they are.",
        ),
        Misconception(
            "dw rotated",
            [(WEIGHTS, f"{WEIGHTS}[:, :, ::-1, ::-1]")],
            "Your dw is turned by 180 degrees. Its entry [0, 0] belongs to the upper left number of each window.",
        ),
        Misconception(
            "picture rotated",
            [("x.transpose(1, 0, 2, 3)", "x[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)")],
            "You turn the picture by 180 degrees. Only the way back to the picture needs a rotation, of the filters; "
            "here picture and errors lie as they are.",
        ),
        Misconception(
            "HH and WW swapped",
            [("HH, WW = filter_shape", "WW, HH = filter_shape")],
            "Height and width of the filter are swapped: filter_shape is (F, C, HH, WW).",
        ),
        Misconception(
            "rows and columns of dw swapped",
            [(WEIGHTS, f"{WEIGHTS}.swapaxes(2, 3)")],
            "Rows and columns of your dw are swapped.",
        ),
        Misconception(
            "filters and channels left as they came out",
            [(WEIGHTS, "maps[:, :, :HH, :WW]")],
            "Your dw is (C, F, HH, WW), as the correlation gave it. It has the shape of the filters: F comes first.",
        ),
        Misconception(
            "nothing swapped",
            [
                ("x.transpose(1, 0, 2, 3)", "x"),
                ("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)"),
                (WEIGHTS, "maps[:, :, :HH, :WW]"),
            ],
            "Pictures, channels and filters stand where they stood in the forward pass. The correlation adds up over "
            "the second axis, and that has to be the pictures, in x and in the errors.",
        ),
        Misconception(
            "swapped at the end only",
            [
                ("x.transpose(1, 0, 2, 3)", "x"),
                ("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)"),
            ],
            "Pictures and errors go in as they are: the correlation then adds up over channels. It adds up over the "
            "second axis, and that has to be the pictures, in x and in the errors.",
        ),
        Misconception(
            "swapped at the end only, biases of the filters",
            [
                ("x.transpose(1, 0, 2, 3)", "x"),
                ("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)"),
                ("np.zeros(len(errors))", "np.zeros(filter_shape[0])"),
            ],
            "Pictures and errors go in as they are: the correlation then adds up over channels. It adds up over the "
            "second axis, and that has to be the pictures, in x and in the errors.",
        ),
        Misconception(
            "errors not swapped",
            [("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)")],
            "In the errors the axes stand as they came, pictures first. They play the filters now: one for each "
            "filter of the layer, and the pictures are what is added up over.",
        ),
        Misconception(
            "pictures not swapped",
            [("x.transpose(1, 0, 2, 3)", "x")],
            "In x the axes stand as they came. The correlation adds up over the second axis, and that has to be the "
            "pictures, in x as in the errors.",
        ),
        Misconception(
            "reshape for swapping at the end",
            [(WEIGHTS, "maps[:, :, :HH, :WW].reshape(filter_shape)")],
            "You bring channels and filters into order with reshape. It reads the numbers in their old order into a "
            "new shape; axes change places with transpose.",
        ),
        Misconception(
            "reshape for swapping the errors",
            [("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)\n    errors = errors.reshape("
              "errors.shape[1], errors.shape[0], *errors.shape[2:])")],
            "You swap pictures and filters of the errors with reshape. It reads the numbers in their old order into a "
            "new shape; axes change places with transpose.",
        ),
        Misconception(
            "reshape for swapping the pictures",
            [("x.transpose(1, 0, 2, 3)", "x.reshape(x.shape[1], x.shape[0], *x.shape[2:])")],
            "You swap pictures and channels of x with reshape. It reads the numbers in their old order into a new "
            "shape; axes change places with transpose.",
        ),
        Misconception(
            "reshape everywhere",
            [
                ("x.transpose(1, 0, 2, 3)", "x.reshape(x.shape[1], x.shape[0], *x.shape[2:])"),
                ("dilate(dout, stride).transpose(1, 0, 2, 3)", "dilate(dout, stride)\n    errors = errors.reshape("
                 "errors.shape[1], errors.shape[0], *errors.shape[2:])"),
                (WEIGHTS, "maps[:, :, :HH, :WW].reshape(filter_shape)"),
            ],
            "You swap axes with reshape. It reads the numbers in their old order into a new shape, so that pictures, "
            "channels and filters get mixed; axes change places with transpose.",
        ),
        Misconception(
            "stride ignored",
            [("dilate(dout, stride)", "dout")],
            "The stride is ignored: your errors lie side by side on the picture. In the forward pass their windows "
            "were stride pixels apart.",
        ),
        Misconception(
            "stride used in the correlation",
            [("dilate(dout, stride)", "dout"), ('{"stride": 1', '{"stride": stride')],
            "You let the errors jump over the picture by the stride. It is the errors that are put apart; their map "
            "then moves by one pixel.",
        ),
        Misconception(
            "stride used twice",
            [('{"stride": 1', '{"stride": stride')],
            "You put the errors apart and then move them by the stride as well. The entries of a filter are one pixel "
            "apart.",
        ),
        Misconception(
            "leftover rows kept",
            [(WEIGHTS, "maps.transpose(1, 0, 2, 3)")],
            "Where the stride does not divide, your dw is larger than the filter: the errors find more places on the "
            "picture than the filter has entries. Keep those of the filter.",
        ),
        Misconception(
            "height for both sides of dw",
            [(":HH, :WW]", ":HH, :HH]")],
            "You keep as many columns of your dw as the filter has rows. A filter need not be square: its width is WW.",
        ),
        Misconception(
            "width for both sides of dw",
            [(":HH, :WW]", ":WW, :WW]")],
            "You keep as many rows of your dw as the filter has columns. A filter need not be square: its height is "
            "HH.",
        ),
        Misconception(
            "leftover rows cut at the beginning",
            [(WEIGHTS, "maps[:, :, -HH:, -WW:].transpose(1, 0, 2, 3)")],
            "Where the stride does not divide, you keep the last places of the errors. The windows began at the first "
            "row; what they did not reach lies at the end.",
        ),
        Misconception(
            "pad ignored",
            [('"pad": pad', '"pad": 0')],
            "The padding is ignored: the windows of the forward pass lay on the picture with its zeros.",
        ),
        Misconception(
            "padding on one side",
            [
                ("x.transpose(1, 0, 2, 3)",
                 "np.pad(x.transpose(1, 0, 2, 3), [(0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)])"),
                ('"pad": pad', '"pad": 0'),
            ],
            "All your padding lies below and to the right of the picture. Half of it belongs above and to the left.",
        ),
        Misconception(
            "padded twice",
            [
                ("x.transpose(1, 0, 2, 3)", "zero_pad(x, pad).transpose(1, 0, 2, 3)"),
            ],
            "The picture is padded twice: by you, and by the function that correlates.",
        ),
        Misconception(
            "divided by the pictures",
            [(WEIGHTS, f"{WEIGHTS} / len(x)")],
            "Your dw is divided by the number of pictures. If the loss is a mean, dout already knows; here the "
            "pictures are summed.",
        ),
        Misconception(
            "divided by the places",
            [(WEIGHTS, f"{WEIGHTS} / (dout.shape[2] * dout.shape[3])")],
            "Your dw is divided by the number of windows. What they send to the filter is added up.",
        ),
        Misconception(
            "first picture only",
            [("x.transpose", "x[:1].transpose"), ("dilate(dout, stride)", "dilate(dout, stride)[:1]")],
            "Only the first picture counts. The filters served all of them: add up over the pictures.",
        ),
        Misconception(
            "last picture only",
            [("x.transpose", "x[-1:].transpose"), ("dilate(dout, stride)", "dilate(dout, stride)[-1:]")],
            "Only the last picture counts. The filters served all of them: add up over the pictures.",
        ),
        Misconception(
            "first channel for all",
            [("x.transpose", "x.mean(axis=1, keepdims=True).repeat(x.shape[1], axis=1).transpose")],
            "Every channel of your dw is the same: the channels of the picture have been mixed. Each kernel saw its "
            "own channel only.",
        ),
        Misconception(
            "channel 0 for all",
            [("x.transpose", "x[:, :1].repeat(x.shape[1], axis=1).transpose")],
            "Every channel of your dw is that of channel 0. Each kernel saw its own channel of the picture.",
        ),
        Misconception(
            "errors changed in place",
            [("HH, WW = filter", "dout *= 1 / len(dout)\n    HH, WW = filter")],
            "Your code divides dout in place, and the caller's errors with it. They are summed as they are.",
        ),
        Misconception(
            "None for the bias",
            [("np.zeros(len(errors))", "None")],
            "conv_forward_naive looks up a bias for each of its filters: hand it an array of zeros, one for each "
            "filter that you hand it.",
        ),
        Misconception(
            "0 for the bias",
            [("np.zeros(len(errors))", "0")],
            "conv_forward_naive looks up a bias for each of its filters: hand it an array of zeros, one for each "
            "filter that you hand it.",
        ),
        Misconception(
            "biases of the channels",
            [("np.zeros(len(errors))", "np.zeros(len(pictures))")],
            "The zeros for the biases are as many as x has channels. Count what plays the filters here: the maps of "
            "the errors, one for each filter of the layer.",
        ),
        Misconception(
            "biases of the pictures",
            [("np.zeros(len(errors))", "np.zeros(len(x))")],
            "The zeros for the biases are as many as there are pictures. Count what plays the filters here: the maps "
            "of the errors, one for each filter of the layer.",
        ),
        Misconception(
            "a single bias",
            [("np.zeros(len(errors))", "np.zeros(1)")],
            "You hand over a single bias. conv_forward_naive looks up one for each of its filters, here one for each "
            "map of the errors.",
        ),
        Misconception(
            "pair not taken apart",
            [("maps, _ = conv", "maps = conv")],
            "conv_forward_naive returns two things, the output and a cache. You go on with the pair; take the first.",
        ),
    ],
    accepts=[weights_place_by_place, weights_as_windows],
    needs=["conv_backward_naive", "dilate"],
)


# --- max_pool_backward_naive and avg_pool_backward_naive --------------------------------------


def side_by_side(rng):
    yield _pool(rng, whole(rng, 1, 1, 1, 2), 1, 2, 2)
    yield _pool(rng, whole(rng, 1, 1, 2, 2), 2, 2, 2)
    yield _pool(rng, -small(rng, 1, 1, 2, 4), 2, 2, 2)
    yield _pool(rng, whole(rng, 1, 1, 4, 2), 2, 2, 2)
    yield _pool(rng, rng.normal(size=(1, 1, 6, 9)), 3, 3, 3)


def overlapping_windows(rng):
    """Each case has a pixel that wins in two windows."""
    yield _pool(rng, np.array([[[[1.0, 3.0, 2.0]]]]), 1, 2, 1)
    yield _pool(rng, np.array([[[[-2.0], [-1.0], [-3.0]]]]), 2, 1, 1)
    yield _pool(rng, np.array([[[[0.0, 1.0, 2.0], [3.0, 5.0, 4.0]]]]), 2, 2, 1)
    yield _pool(rng, _peak(whole(rng, 1, 1, 5, 4), 2, 2), 3, 2, 1)
    yield _pool(rng, _peak(rng.normal(size=(1, 1, 6, 5)), 3, 1), 2, 3, 1)


def gaps_and_leftovers(rng):
    yield _pool(rng, whole(rng, 1, 1, 1, 3), 1, 2, 2)
    yield _pool(rng, whole(rng, 1, 1, 3, 2), 1, 1, 2)
    yield _pool(rng, whole(rng, 1, 1, 3, 5), 1, 2, 2)
    yield _pool(rng, rng.normal(size=(1, 1, 7, 9)), 2, 1, 3)
    yield _pool(rng, rng.normal(size=(1, 1, 8, 10)), 2, 3, 3)


def pictures_and_channels(rng):
    yield _pool(rng, whole(rng, 1, 2, 1, 2), 1, 2, 2)
    yield _pool(rng, whole(rng, 2, 1, 2, 1), 2, 1, 2)
    yield _pool(rng, whole(rng, 1, 3, 2, 2), 2, 2, 2)
    yield _pool(rng, whole(rng, 3, 1, 2, 2), 2, 2, 2)
    yield _pool(rng, rng.normal(size=(2, 3, 4, 6)), 2, 2, 2)


def pool_padding(rng):
    yield _pool(rng, -small(rng, 1, 1, 1, 2), 3, 4, 4, pad=1)
    yield _pool(rng, -small(rng, 1, 1, 2, 2), 2, 2, 2, pad=1)
    yield _pool(rng, whole(rng, 1, 1, 2, 4), 2, 2, 2, pad=1)
    yield _pool(rng, -small(rng, 1, 1, 4, 5), 3, 3, 3, pad=1)
    yield _pool(rng, rng.uniform(-2, -1, size=(1, 1, 5, 7)), 3, 3, 3, pad=2)


def ties(rng):
    yield _pool(rng, np.array([[[[2.0, 2.0]]]]), 1, 2, 2)
    yield _pool(rng, np.array([[[[1.0, 3.0], [3.0, 0.0]]]]), 2, 2, 2)
    yield _pool(rng, np.zeros((1, 1, 2, 4)), 2, 2, 2)
    yield _pool(rng, np.maximum(rng.integers(-3, 3, size=(1, 1, 4, 6)), 0.0), 2, 2, 2)


def _peak(x, row, column):
    x[0, 0, row, column] = 1 + np.abs(x).max()
    return x


def _pool(rng, x, height, width, stride, **pad):
    windows = [(x.shape[2] + 2 * pad.get("pad", 0) - height) // stride + 1,
               (x.shape[3] + 2 * pad.get("pad", 0) - width) // stride + 1]  # fmt: skip
    shape = (*x.shape[:2], *windows)
    dout = whole(rng, *shape) if np.array_equal(x, np.round(x)) else rng.normal(size=shape)
    return {"x": x, "dout": dout,
            "pool_param": {"pool_height": height, "pool_width": width, "stride": stride, **pad}}  # fmt: skip


POOL_PARTS = [
    Part("windows side by side", 1, side_by_side),
    Part("overlapping windows", 1, overlapping_windows),
    Part("gaps and sizes that do not divide", 1, gaps_and_leftovers),
    Part("several pictures and channels", 1, pictures_and_channels),
    Part("padding", 1, pool_padding),
]

INTO = "dpadded[n, c, top:top + p_h, left:left + p_w] +="


def pool_mistakes(given: str) -> list[Misconception]:
    """What goes wrong in both layers. given: what the reference adds to a window."""
    return [
        Misconception(
            "dx is zero",
            [(f"{INTO} {given}", "pass")],
            "Your dx holds zeros only. Each error goes back to the window that its output summarised.",
        ),
        Misconception(
            "assigned",
            [(INTO, INTO.replace("+=", "="))],
            "Where windows overlap, each overwrites what the one before left in dx. A pixel that went into several "
            "outputs gets the sum of what they send back.",
        ),
        Misconception("stride ignored", [("i * stride, j * stride", "i, j")], STRIDE_IGNORED),
        Misconception(
            "windows begin a window apart",
            [("i * stride, j * stride", "i * p_h, j * p_w")],
            "Your windows begin a window apart instead of a stride apart: the stride says where a window begins, "
            "pool_height and pool_width say where it ends.",
        ),
        Misconception(
            "loops in steps of the stride",
            [
                ("        top, left = i * stride, j * stride",
                 "        if i % stride or j % stride:\n            continue\n        top, left = i, j"),
            ],
            "Your loops leave errors out: they go through dout in steps of the stride. Every error counts; the stride "
            "says how far apart their windows are.",
        ),
        Misconception(
            "dout forgotten",
            [(f"{INTO} {given}", f"{INTO} {given.replace('dout[n, c, i, j]', '1')}")],
            "What you hand back does not depend on the errors: dout has no part in it.",
        ),
        Misconception(
            "pad ignored and assigned",
            [('pool_param.get("pad", 0)', "0"), (INTO, INTO.replace("+=", "="))],
            "Two things: where windows overlap, each overwrites what the one before left in dx, while a pixel in "
            'several windows should get the sum; and the "pad" of pool_param is ignored.',
        ),
        Misconception("not cropped", [(CROP, "dpadded")], NOT_CROPPED.format("dx")),
        Misconception("pad:-pad", [(CROP, "dpadded[:, :, pad:-pad, pad:-pad]")], PAD_TO_MINUS_PAD.format("dx")),
        Misconception(
            "cropped below and right only",
            [(CROP, "dpadded[:, :, :H, :W]")],
            BEGINS_IN_PADDING.format("dx"),
        ),
        Misconception(
            "cropped above and left only",
            [(CROP, "dpadded[:, :, pad:, pad:]")],
            "Your dx still has the padding below and to the right of the picture. It was put on both sides.",
        ),
        Misconception(
            "first channel only",
            [("        top, left", "        if c:\n            continue\n        top, left")],
            "Only the first channel is done, the others stay 0.",
        ),
        Misconception(
            "first picture only",
            [("        top, left", "        if n:\n            continue\n        top, left")],
            "Only the first picture is done, the others stay 0.",
        ),
        Misconception(
            "errors of the first channel for all",
            [("dout[n, c, i, j]", "dout[n, 0, i, j]")],
            "Every channel gets the errors of the first. Each channel was pooled by itself and has errors of its own.",
        ),
        Misconception(
            "channels added up",
            [("dout[n, c, i, j]", "dout[n, :, i, j].sum()")],
            "You add the errors of the channels up. Each channel was pooled by itself and has errors of its own.",
        ),
        Misconception(
            "last row and column of errors left out",
            [("        top, left", "        if i == dout.shape[2] - 1 or j == dout.shape[3] - 1:\n"
              "            continue\n        top, left")],
            "The last row and column of the errors are left out: your loops stop one step early.",
        ),
        Misconception(
            "return after the first error",
            [("    return dpadded", "        return dpadded")],
            "Only the first error is handed back: `return` stands inside the loop.",
        ),
        Misconception(
            "divided by the pictures",
            [("pad:pad + W]", "pad:pad + W] / N")],
            "Your dx is divided by the number of pictures. Each picture has gradients of its own; if the loss is a "
            "mean, dout already knows.",
        ),
        Misconception(
            "dx begins as the picture",
            [("return dpadded", "dpadded[:, :, pad:pad + H, pad:pad + W] += x\n    return dpadded")],
            "Your dx begins as a copy of the picture, so the picture is part of it. Sums begin at zero.",
        ),
        Misconception(
            "dx written into the picture",
            [(f"return {CROP}", f"x[:] = {CROP}\n    return x")],
            "You write dx into x, the picture that you were given: the caller's picture is gone. Use an array of your "
            "own.",
        ),
        Misconception(
            "pool_height for both sides",
            [
                (
                    'pool_param["pool_height"], pool_param["pool_width"]',
                    'pool_param["pool_height"], pool_param["pool_height"]',
                ),
            ],
            "Your windows are as wide as they are high: pool_width is not used.",
        ),
        Misconception(
            "pool_width for both sides",
            [
                (
                    'pool_param["pool_height"], pool_param["pool_width"]',
                    'pool_param["pool_width"], pool_param["pool_width"]',
                ),
            ],
            "Your windows are as high as they are wide: pool_height is not used.",
        ),
        Misconception(
            "pool_height and pool_width swapped",
            [("p_h, p_w, stride = pool", "p_w, p_h, stride = pool")],
            "pool_height and pool_width are swapped: the height counts rows, the third axis of x.",
        ),
    ]


def max_pool_backward_first(dout, cache):
    # One number at a time, windows cut off at the border, the first of equal entries.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = max(i * stride - pad, 0), max(j * stride - pad, 0)
        window = x[n, c, top:i * stride - pad + p_h, left:j * stride - pad + p_w]
        row, column = divmod(np.argmax(window), window.shape[1])
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


def max_pool_backward_windows(dout, cache):
    # All windows at once; equal entries share.
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
    OH, OW = dout.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (p_h, p_w), axis=(2, 3))[:, :, ::stride, ::stride]
    masks = windows == windows.max(axis=(4, 5), keepdims=True)
    shares = masks / masks.sum(axis=(4, 5), keepdims=True) * dout[..., None, None]
    dpadded = np.zeros_like(padded)
    for a, b in np.ndindex(p_h, p_w):
        dpadded[:, :, a:a + (OH - 1) * stride + 1:stride, b:b + (OW - 1) * stride + 1:stride] += shares[..., a, b]
    return dpadded[:, :, pad:dpadded.shape[2] - pad, pad:dpadded.shape[3] - pad]


MASKED = "create_mask_from_window(window) * dout[n, c, i, j]"

MAX_POOL_BACKWARD_NAIVE = Check(
    "max_pool_backward_naive",
    [*POOL_PARTS, Part("ties", 1, ties)],
    [
        *pool_mistakes(MASKED),
        Misconception(
            "pad ignored",
            [('pool_param.get("pad", 0)', "0")],
            'The padding is ignored: where pool_param has a "pad", the first windows begin above and left of the '
            "picture.",
        ),
        Misconception(
            "the whole window gets the error",
            [(MASKED, "dout[n, c, i, j]")],
            "Every pixel of a window gets the error. Only the largest entry decided the output: it alone gets it.",
        ),
        Misconception(
            "winner overwritten",
            [(f"{INTO} {MASKED}", "winner = create_mask_from_window(window) > 0\n"
              "        dpadded[n, c, top:top + p_h, left:left + p_w][winner] = dout[n, c, i, j]")],
            "The winner is found, but its entry of dx is overwritten: a pixel that wins in several windows keeps the "
            "last error only. It gets the sum.",
        ),
        Misconception(
            "winner overwritten, first of equal entries",
            [(f"{INTO} {MASKED}", "winner = np.unravel_index(window.argmax(), window.shape)\n"
              "        dpadded[n, c, top:top + p_h, left:left + p_w][winner] = dout[n, c, i, j]")],
            "The winner is found, but its entry of dx is overwritten: a pixel that wins in several windows keeps the "
            "last error only. It gets the sum.",
        ),
        Misconception(
            "shared evenly",
            [(MASKED, "distribute_value(dout[n, c, i, j], (p_h, p_w))")],
            "You share the error out evenly over the window: that is average pooling. Here the largest entry gets all "
            "of it.",
        ),
        Misconception(
            "smallest entry",
            [("create_mask_from_window(window)", "(window == np.where(np.isinf(window), np.inf, window).min())")],
            "The smallest entry of each window gets the error; it is the largest that decided the output.",
        ),
        Misconception(
            "smallest entry, of the padding too",
            [("create_mask_from_window(window)", "(window == window.min())")],
            "The smallest entry of each window gets the error, at the border that is the padding; it is the largest "
            "that decided the output.",
        ),
        Misconception(
            "smallest entry, zeros of the padding too",
            [("create_mask_from_window(window)", "(window == window.min())"), (", constant_values=-np.inf", "")],
            "The smallest entry of each window gets the error, and zeros of the padding take part; it is the largest "
            "entry of the picture that decided the output.",
        ),
        Misconception(
            "largest of the whole map",
            [("create_mask_from_window(window)", "(window == padded[n, c].max())")],
            "You compare with the largest entry of the whole map, so that only one window finds its winner. Each "
            "window has a largest entry of its own.",
        ),
        Misconception(
            "largest over the channels",
            [("create_mask_from_window(window)",
              "(window == padded[n, :, top:top + p_h, left:left + p_w].max())")],
            "The channels of a picture compete with each other in your masks. Each channel was pooled by itself.",
        ),
        Misconception(
            "windows of all channels",
            [
                ("window = padded[n, c, top", "window = padded[n, :, top"),
                (
                    "dpadded[n, c, top:top + p_h, left:left + p_w] +=",
                    "dpadded[n, :, top:top + p_h, left:left + p_w] +=",
                ),
            ],
            "Your windows hold all channels at once, so that the channels compete for each error. Each channel was "
            "pooled by itself: the error of channel c stays in channel c.",
        ),
        Misconception(
            "largest over the pictures",
            [("create_mask_from_window(window)",
              "(window == padded[:, c, top:top + p_h, left:left + p_w].max())")],
            "The pictures of the batch compete with each other in your masks. Each picture was pooled by itself.",
        ),
        Misconception(
            "largest of the whole batch",
            [("create_mask_from_window(window)", "(window == padded.max())")],
            "You compare with the largest entry of the whole array, so that only one window finds its winner. Each "
            "window has a largest entry of its own.",
        ),
        Misconception(
            "positive entries get the error",
            [("create_mask_from_window(window)", "(window > 0)")],
            "Every positive entry gets the error: that is the way back through a ReLU. Here the largest entry of the "
            "window gets it, whatever its sign.",
        ),
        Misconception(
            "largest absolute value",
            [("create_mask_from_window(window)",
              "(np.abs(window) == np.where(np.isinf(window), 0, np.abs(window)).max())")],
            "You compare without the sign: of -3 and 1 the larger one is 1.",
        ),
        Misconception(
            "zeros of the padding win",
            [(", constant_values=-np.inf", "")],
            "Your padding wins where no entry of a window is larger, and the error is lost: zeros win among negative "
            "numbers. In the forward pass the padding counted as minus infinity.",
        ),
        Misconception(
            "the picture's entry comes along",
            [(MASKED, f"np.where(np.isfinite(window), window, 0) * {MASKED}")],
            "You multiply the error by the largest entry itself. That entry went into the output once, as it was: its "
            "slope is 1.",
        ),
        Misconception(
            "last of equal entries",
            [("create_mask_from_window(window)",
              "(np.arange(window.size).reshape(window.shape) == np.flatnonzero(window == window.max())[-1])")],
            "Of several equally large entries your last one gets the error. Here it is the first, or all, or an equal "
            "share for each.",
        ),
        Misconception(
            "masks with axes swapped",
            [("create_mask_from_window(window)", "create_mask_from_window(window.T).reshape(window.shape)")],
            "Rows and columns of your masks are swapped, or the position of the largest entry was counted down the "
            "columns: argmax counts along the rows.",
        ),
        Misconception(
            "mask divided by the size of the window",
            [("create_mask_from_window(window)", "create_mask_from_window(window) / window.size")],
            "You divide the error by the number of entries of the window. The largest entry alone decided the output, "
            "so it gets all of the error.",
        ),
        Misconception(
            "windows as large as the stride",
            [
                (
                    'pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]',
                    'pool_param["stride"], pool_param["stride"], pool_param["stride"]',
                ),
            ],
            "Your windows are as large as the stride. The stride says where a window begins, pool_height and "
            "pool_width say where it ends.",
        ),
    ],
    accepts=[max_pool_backward_first, max_pool_backward_windows],
)


def avg_pool_backward_shifted(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param["pad"] if "pad" in pool_param else 0
    OH, OW = dout.shape[2:]
    dpadded = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
    for a, b in np.ndindex(p_h, p_w):
        dpadded[:, :, a:a + (OH - 1) * stride + 1:stride, b:b + (OW - 1) * stride + 1:stride] += dout / p_h / p_w
    return dpadded[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]


def avg_pool_backward_clipped(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    dx = np.zeros_like(x)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride - pad, j * stride - pad
        dx[:, :, max(top, 0):top + p_h, max(left, 0):left + p_w] += dout[:, :, i:i + 1, j:j + 1] / (p_h * p_w)
    return dx


SHARED = "distribute_value(dout[n, c, i, j], (p_h, p_w))"


def avg_pool_backward_real_pixels(dout, cache):
    x, pool_param = cache
    p_h, p_w, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    pad = pool_param.get("pad", 0)
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride - pad, j * stride - pad
        window = dx[n, c, max(top, 0):top + p_h, max(left, 0):left + p_w]
        window += dout[n, c, i, j] / window.size
    return dx


AVG_POOL_BACKWARD_NAIVE = Check(
    "avg_pool_backward_naive",
    POOL_PARTS,
    [
        *pool_mistakes(SHARED),
        Misconception(
            "not divided",
            [(SHARED, "dout[n, c, i, j]")],
            "Every pixel of a window gets the whole error. The mean depends on all of them alike: together they get it "
            "once.",
        ),
        Misconception(
            "to the largest entry",
            [(f"{INTO} {SHARED}",
              "window = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)"
              "[n, c, top:top + p_h, left:left + p_w]\n"
              f"        {INTO} create_mask_from_window(window) * dout[n, c, i, j]")],
            "The largest entry gets the whole error: that is max pooling. In a mean all entries have the same part.",
        ),
        Misconception(
            "a share for the largest entry only",
            [(f"{INTO} {SHARED}",
              "window = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)"
              "[n, c, top:top + p_h, left:left + p_w]\n"
              f"        {INTO} create_mask_from_window(window) * {SHARED}")],
            "The error is divided, but only the largest entry gets its share. In a mean all entries have the same "
            "part: no mask.",
        ),
        Misconception(
            "to the largest entry, the padding too",
            [(f"{INTO} {SHARED}",
              "window = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])[n, c, top:top + p_h, left:left + p_w]\n"
              f"        {INTO} create_mask_from_window(window) * dout[n, c, i, j]")],
            "The largest entry gets the whole error: that is max pooling. In a mean all entries have the same part.",
        ),
        Misconception(
            "pad ignored",
            [('pool_param.get("pad", 0)', "0")],
            'The padding is ignored: where pool_param has a "pad", the first windows begin above and left of the '
            "picture.",
        ),
        Misconception(
            "divided by the real pixels only",
            avg_pool_backward_real_pixels,
            "At the border you share the error among the real pixels only. The padding counted in the mean, so it has "
            "its share too, and that is thrown away.",
        ),
        Misconception(
            "divided by the height only",
            [(SHARED, "dout[n, c, i, j] / p_h")],
            "You divide by the height of the window only. How many entries share the error?",
        ),
        Misconception(
            "divided by the width only",
            [(SHARED, "dout[n, c, i, j] / p_w")],
            "You divide by the width of the window only. How many entries share the error?",
        ),
        Misconception(
            "divided by the square of the height",
            [(SHARED, "dout[n, c, i, j] / p_h ** 2")],
            "You divide by the square of the window's height. A window need not be square.",
        ),
        Misconception(
            "divided by the square of the stride",
            [(SHARED, "dout[n, c, i, j] / stride ** 2")],
            "You divide by the square of the stride. As many entries share the error as the window has, wherever the "
            "next window begins.",
        ),
        Misconception(
            "divided by 4",
            [(SHARED, "dout[n, c, i, j] / 4")],
            "You always divide by 4. That fits windows of 2 x 2 only; others have more or fewer entries.",
        ),
        Misconception(
            "divided by the size of the map",
            [(SHARED, "dout[n, c, i, j] / (H * W)")],
            "You divide by the number of pixels of the picture. Only those of one window share an error.",
        ),
        Misconception(
            "weighted by the picture",
            [("return dpadded", "dpadded[:, :, pad:pad + H, pad:pad + W] *= x\n    return dpadded")],
            "Your shares are multiplied by the picture's entries. The slope of a mean does not depend on them: each "
            "entry counts alike.",
        ),
        Misconception(
            "windows as large as the stride",
            [(f"{INTO} {SHARED}",
              "dpadded[n, c, top:top + stride, left:left + stride] += dout[n, c, i, j] / (p_h * p_w)")],
            "Your windows are as large as the stride. The stride says where a window begins, pool_height and "
            "pool_width say where it ends.",
        ),
        Misconception(
            "mean of the errors",
            [("dout[n, c, i, j]", "dout[n, c].mean()")],
            "Every window gets the mean of the map's errors. The mean was taken over the pixels of a window: each "
            "window shares out the error of its own output.",
        ),
    ],
    accepts=[avg_pool_backward_shifted, avg_pool_backward_clipped],
)


# --- conv_backward ----------------------------------------------------------------------------


def last_overlapping(rng):
    yield _last(rng, small, (1, 2, 2, 1), (1, 1))
    yield _last(rng, small, (1, 2, 3, 1), (2, 1))
    yield _last(rng, small, (1, 3, 3, 1), (2, 1))
    yield _last(rng, small, (1, 2, 3, 2), (2, 3))
    yield _last(rng, small, (2, 3, 2, 1), (2, 1))
    yield _last(rng, _normal, (2, 5, 6, 3), (3, 4))


def last_one_error_a_window(rng):
    yield _last(rng, small, (1, 1, 1, 1), (3, 1), pad=1)
    yield _last(rng, small, (1, 1, 2, 1), (1, 1), pad=1)
    yield _last(rng, small, (1, 2, 2, 3), (4, 1), pad=1)
    yield _last(rng, _normal, (2, 3, 3, 4), (7, 1), pad=2)
    yield _last(rng, _normal, (3, 4, 5, 2), (1, 1), pad=2)


def last_gaps(rng):
    yield _last(rng, small, (1, 1, 3, 1), (1, 1), stride=2)
    yield _last(rng, small, (1, 2, 4, 1), (2, 1), stride=2)
    yield _last(rng, small, (1, 2, 5, 2), (2, 1), stride=2)
    yield _last(rng, _normal, (2, 6, 9, 3), (2, 1), stride=3)


def last_all_at_once(rng):
    yield _last(rng, small, (1, 2, 3, 1), (3, 2), stride=2, pad=1)
    yield _last(rng, small, (2, 3, 2, 1), (3, 3), stride=2, pad=1)
    yield _last(rng, _normal, (2, 6, 5, 3), (3, 4), stride=2, pad=1)
    yield _last(rng, _normal, (3, 7, 8, 2), (4, 5), stride=3, pad=2)


def _last(rng, numbers, pictures, filters, stride=1, pad=0):
    """filters: (f, n_C)"""
    (m, height, width, n_C_prev), (f, n_C) = pictures, filters
    sides = [(side + 2 * pad - f) // stride + 1 for side in (height, width)]
    return {
        "A_prev": numbers(rng, *pictures),
        "W": numbers(rng, f, f, n_C_prev, n_C),
        "b": numbers(rng, 1, 1, 1, n_C),
        "dZ": (whole if numbers is small else numbers)(rng, m, *sides, n_C),
        "stride": stride,
        "pad": pad,
    }


def conv_backward_by_places(dZ, cache):
    A_prev, W, b, hparameters = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    padded = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dpadded, dW = np.zeros_like(padded), np.zeros_like(W)
    for a, c in np.ndindex(f, f):
        place = np.s_[:, a:a + (n_H - 1) * stride + 1:stride, c:c + (n_W - 1) * stride + 1:stride]
        dpadded[place] += dZ @ W[a, c].T
        dW[a, c] = np.tensordot(padded[place], dZ, axes=([0, 1, 2], [0, 1, 2]))
    height, width = padded.shape[1:3]
    return dpadded[:, pad:height - pad, pad:width - pad], dW, dZ.sum(axis=(0, 1, 2), keepdims=True)


def conv_backward_picture_by_picture(dZ, cache):
    # The well-known shape of this exercise: one padded picture at a time, sliced when it is done.
    (A_prev, W, b, hparameters) = cache
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev, n_C) = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dA_prev_pad = np.pad(dA_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                for c in range(n_C):
                    dA_prev_pad[i][rows, columns, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += A_prev_pad[i][rows, columns, :] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i] = dA_prev_pad[i][pad:-pad, pad:-pad, :] if pad else dA_prev_pad[i]
    return dA_prev, dW, db


DA = "dpadded[window] += W[:, :, :, c] * dZ[i, h, w, c]"
DW_LAST = "dW[:, :, :, c] += padded[window] * dZ[i, h, w, c]"
DB_LAST = "db[:, :, :, c] += dZ[i, h, w, c]"
CROP_LAST = "dpadded[:, pad:pad + n_H_prev, pad:pad + n_W_prev, :]"
RETURN_LAST = f"return {CROP_LAST}, dW, db"
STORED_LAST = {
    "stored": "    dA_prev[:] = dpadded[:, pad:-pad, pad:-pad, :]\n",
    "stored for each example": "    for i in range(m):\n        dA_prev[i] = dpadded[i, pad:-pad, pad:-pad, :]\n",
}

CONV_BACKWARD = Check(
    "conv_backward",
    [
        Part("dA_prev, overlapping windows", 1, last_overlapping, ["dA_prev"]),
        Part("dA_prev, padding", 1, last_one_error_a_window, ["dA_prev"]),
        Part("dA_prev, stride", 1, last_gaps, ["dA_prev"]),
        Part("dA_prev, all at once", 1, last_all_at_once, ["dA_prev"]),
        Part("dW", 1, last_overlapping, ["dW"]),
        Part("dW, padding and stride", 1, last_all_at_once, ["dW"]),
        Part("db", 1, last_overlapping, ["db"]),
    ],
    [
        Misconception(
            "dA_prev is zero",
            [(DA, "pass")],
            "Your dA_prev holds zeros only. Each error has to be handed back to the window that its output looked at.",
        ),
        Misconception(
            "dW is zero",
            [(DW_LAST, "pass")],
            "Your dW holds zeros only. Each error has to reach the filter that made its output.",
        ),
        Misconception(
            "db is zero",
            [(DB_LAST, "pass")],
            "Your db holds zeros only. The bias was added to every output of its filter, so it gets every error there.",
        ),
        Misconception("stride ignored", [("h * stride, w * stride", "h, w")], STRIDE_IGNORED),
        Misconception(
            "stride ignored in dA_prev",
            [("dpadded[window] +=", "dpadded[i, h:h + f, w:w + f] +=")],
            "The stride is ignored in dA_prev: you hand the errors back to windows that lie one pixel apart.",
        ),
        Misconception(
            "stride ignored in dW",
            [("padded[window] * dZ", "padded[i, h:h + f, w:w + f] * dZ")],
            "The stride is ignored in dW: you multiply the errors with windows that lie one pixel apart.",
        ),
        Misconception(
            "pad:-pad",
            [(CROP_LAST, "dpadded[:, pad:-pad, pad:-pad, :]")],
            PAD_TO_MINUS_PAD.format("dA_prev"),
        ),
        Misconception(
            "stride ignored and pad:-pad",
            [("h * stride, w * stride", "h, w"), (CROP_LAST, "dpadded[:, pad:-pad, pad:-pad, :]")],
            "Two things: the stride is ignored, so that your windows lie one pixel apart; and for pad 0 the slice "
            "pad:-pad is 0:0, which makes dA_prev empty.",
        ),
        *[
            Misconception(
                f"pad:-pad, {how}",
                [(RETURN_LAST, f"dA_prev = np.zeros(A_prev.shape)\n{store}    return dA_prev, dW, db")],
                "For pad 0 the slice pad:-pad is 0:0, which is empty and cannot be stored in dA_prev. Let the slice "
                "end where the picture ends: at pad plus its length.",
            )
            for how, store in STORED_LAST.items()
        ],
        Misconception(
            "stride ignored and pad:-pad, stored",
            [
                ("h * stride, w * stride", "h, w"),
                (RETURN_LAST, "dA_prev = np.zeros(A_prev.shape)\n"
                 "    dA_prev[:] = dpadded[:, pad:-pad, pad:-pad, :]\n    return dA_prev, dW, db"),
            ],
            "Two things: the stride is ignored, so that your windows lie one pixel apart; and for pad 0 the slice "
            "pad:-pad is 0:0, which is empty and cannot be stored in dA_prev.",
        ),
        Misconception("not cropped", [(CROP_LAST, "dpadded")], NOT_CROPPED.format("dA_prev")),
        Misconception(
            "cropped below and right only",
            [(CROP_LAST, "dpadded[:, :n_H_prev, :n_W_prev, :]")],
            BEGINS_IN_PADDING.format("dA_prev"),
        ),
        Misconception(
            "cropped above and left only",
            [(CROP_LAST, "dpadded[:, pad:, pad:, :]")],
            "Your dA_prev still has the padding below and to the right of the picture. It was put on both sides.",
        ),
        Misconception(
            "padding on one side for dW",
            [("np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])",
              "np.pad(A_prev, [(0, 0), (0, 2 * pad), (0, 2 * pad), (0, 0)])")],
            "In dW the padding of the picture lies below and to the right only. Half of it belongs above and to the "
            "left.",
        ),
        Misconception(
            "zero_pad",
            [("np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])", "zero_pad(A_prev, pad)")],
            "You put zeros around the channels as well: zero_pad does so, since the last two axes are the columns and "
            "the channels here. Rows and columns are axes 1 and 2, and only they are padded.",
        ),
        Misconception(
            "zero_pad, dW first",
            [
                ("np.pad(A_prev, [(0, 0), (pad, pad), (pad, pad), (0, 0)])", "zero_pad(A_prev, pad)"),
                (f"{DA}\n        {DW_LAST}", f"{DW_LAST}\n        {DA}"),
            ],
            "You put zeros around the channels as well: zero_pad does so, since the last two axes are the columns and "
            "the channels here. Rows and columns are axes 1 and 2, and only they are padded.",
        ),
        Misconception(
            "no padding at all",
            [('hparameters["stride"], hparameters["pad"]', 'hparameters["stride"], 0')],
            "The padding is ignored: the windows of the forward pass lay on the picture with its zeros.",
        ),
        Misconception(
            "cropped along axes 2 and 3",
            [
                (
                    "dpadded[:, pad:pad + n_H_prev, pad:pad + n_W_prev, :]",
                    "dpadded[:, :, pad:pad + n_H_prev, pad:pad + n_W_prev]",
                ),
            ],
            "You crop axes 2 and 3, as with the channels first. Here rows and columns are axes 1 and 2.",
        ),
        Misconception(
            "assigned in dA_prev",
            [("dpadded[window] +=", "dpadded[window] =")],
            "In dA_prev each window overwrites what an earlier one left there. A pixel that went into several outputs "
            "gets the sum of what they send back.",
        ),
        Misconception(
            "assigned in dW",
            [("dW[:, :, :, c] +=", "dW[:, :, :, c] =")],
            "In dW each window overwrites what the earlier ones left: only the last counts. A filter was used at "
            "every place and in every picture, and all of this adds up.",
        ),
        Misconception(
            "assigned in db",
            [("db[:, :, :, c] +=", "db[:, :, :, c] =")],
            "In db each error overwrites the one before: only the last is left. The bias gets the sum of all errors "
            "of its filter.",
        ),
        Misconception(
            "assigned everywhere",
            [
                ("dpadded[window] +=", "dpadded[window] ="),
                ("dW[:, :, :, c] +=", "dW[:, :, :, c] ="),
                ("db[:, :, :, c] +=", "db[:, :, :, c] ="),
            ],
            "In all three gradients each step overwrites what the earlier ones left. What comes from several places "
            "has to be added up.",
        ),
        Misconception(
            "db without its axes of length 1",
            [(RETURN_LAST, f"return {CROP_LAST}, dW, db.reshape(-1)")],
            "The numbers of db are right, but its axes of length 1 are missing. A gradient has the shape of what it "
            "belongs to: b has shape (1, 1, 1, n_C).",
        ),
        Misconception(
            "db of each example",
            [(RETURN_LAST, f"return {CROP_LAST}, dW, dZ.sum(axis=(1, 2, 3), keepdims=True)")],
            "Your db has a number for each example. Each filter has a bias of its own, and the filters are the last "
            "axis of dZ: that axis stays, the others are added up.",
        ),
        Misconception(
            "one number for db",
            [(RETURN_LAST, f"return {CROP_LAST}, dW, dZ.sum()")],
            "Your db is one number for all filters. Each filter has a bias of its own, and b has shape (1, 1, 1, "
            "n_C).",
        ),
        Misconception(
            "db is dZ",
            [(RETURN_LAST, f"return {CROP_LAST}, dW, dZ")],
            "Your db is dZ as it came. One bias serves all outputs of a filter: add their errors up.",
        ),
        Misconception(
            "db divided by the examples",
            [(RETURN_LAST, f"return {CROP_LAST}, dW, db / m")],
            "Your db is divided by the number of examples. If the loss is a mean, dZ already knows; here errors are "
            "summed.",
        ),
        Misconception(
            "everything divided by the examples",
            [(RETURN_LAST, f"return {CROP_LAST} / m, dW / m, db / m")],
            "Your gradients are divided by the number of examples. If the loss is a mean, dZ already knows.",
        ),
        Misconception(
            "dA_prev divided by the examples",
            [(RETURN_LAST, f"return {CROP_LAST} / m, dW, db")],
            "Your dA_prev is divided by the number of examples. Each has gradients of its own; if the loss is a mean, "
            "dZ already knows.",
        ),
        Misconception(
            "dW and db divided by the examples",
            [(RETURN_LAST, f"return {CROP_LAST}, dW / m, db / m")],
            "Your dW and db are divided by the number of examples. If the loss is a mean, dZ already knows; here the "
            "examples are summed.",
        ),
        Misconception(
            "dZ forgotten in dA_prev",
            [("W[:, :, :, c] * dZ[i, h, w, c]", "W[:, :, :, c]")],
            "Your dA_prev adds the filter at each window, whatever the error there is. Multiply it with the error.",
        ),
        Misconception(
            "dZ forgotten in dW",
            [("padded[window] * dZ[i, h, w, c]", "padded[window]")],
            "Your dW adds the windows up, whatever their errors are. Multiply each with its error.",
        ),
        Misconception(
            "filter rotated",
            [("W[:, :, :, c] * dZ", "W[::-1, ::-1, :, c] * dZ")],
            "Your filters are turned by 180 degrees. Window by window they lie as they did in the forward pass.",
        ),
        Misconception(
            "rows and columns of the filter swapped",
            [("W[:, :, :, c] * dZ", "W[:, :, :, c].swapaxes(0, 1) * dZ")],
            "Rows and columns of your filters are swapped in dA_prev. They lie as they did in the forward pass.",
        ),
        Misconception(
            "first filter for all",
            [("W[:, :, :, c] * dZ", "W[:, :, :, 0] * dZ")],
            "You hand every error back through the first filter. Error [i, h, w, c] was made by filter c.",
        ),
        Misconception(
            "stride for rows only",
            [("h * stride, w * stride", "h * stride, w")],
            "The stride is used for the rows only. Windows are stride pixels apart from left to right as well.",
        ),
        Misconception(
            "first example for all",
            [("(i, slice(top", "(0, slice(top")],
            "Every example's errors go to the first example. Each belongs to its own picture.",
        ),
        Misconception(
            "last example only",
            [("        dW[:, :, :, c] +=", "        if i < m - 1:\n            continue\n        dW[:, :, :, c] +=")],
            "dW and db belong to the last example only. Filters and biases serve all examples, so what all of them "
            "say is added up.",
        ),
        Misconception(
            "return after the first error",
            [("    return dpadded", "        return dpadded")],
            "Only the first error is handed back: `return` stands inside the loop.",
        ),
        Misconception(
            "dA_prev written into the picture",
            [(RETURN_LAST, f"A_prev[:] = {CROP_LAST}\n    return A_prev, dW, db")],
            "You write dA_prev into A_prev, the picture that you were given: the caller's picture is gone. Use an "
            "array of your own.",
        ),
        Misconception(
            "dW added to the filters in place",
            [("np.zeros(W.shape)", "W")],
            "Your dW is W itself: the gradients are added to the filters, and while the loops run the filters change. "
            "Begin with new zeros of that shape.",
        ),
        Misconception(
            "dW and dA_prev swapped",
            [(RETURN_LAST, f"return dW, {CROP_LAST}, db")],
            "You return dW before dA_prev. The order is that of the inputs: dA_prev, dW, db.",
        ),
        Misconception(
            "dW and db swapped",
            [(RETURN_LAST, f"return {CROP_LAST}, db, dW")],
            "You return db before dW. The order is that of the inputs: dA_prev, dW, db.",
        ),
        Misconception(
            "outputs counted without the padding",
            [
                (
                    "np.ndindex(dZ.shape)",
                    "np.ndindex(m, *[max(0, (n - f) // stride + 1) for n in (n_H_prev, n_W_prev)], dZ.shape[3])",
                ),
            ],
            "Your loops run over too few outputs: with padding there are more places than on the picture alone. "
            "dZ.shape says how many.",
        ),
        Misconception(
            "dW, db, dA_prev",
            [(RETURN_LAST, f"return dW, db, {CROP_LAST}")],
            "You return dA_prev last. The order is that of the inputs: dA_prev, dW, db.",
        ),
    ],
    accepts=[conv_backward_by_places, conv_backward_picture_by_picture],
    needs=["conv_backward_naive"],
)


# --- pool_backward ----------------------------------------------------------------------------


def max_side_by_side(rng):
    yield from _last_side_by_side(rng, "max")
    yield _last_pool(rng, np.array([[2.0, 2.0], [1.0, 0.0]])[None, :, :, None], 2, 2, "max")  # a tie
    yield _last_pool(rng, np.maximum(rng.integers(-3, 3, size=(1, 4, 6, 1)), 0.0), 2, 2, "max")
    unsaid = _last_pool(rng, whole(rng, 1, 2, 2, 1), 2, 2, "max")
    del unsaid["mode"]  # the default
    yield unsaid


def means_side_by_side(rng):
    yield from _last_side_by_side(rng, "average")


def last_overlapping_windows(rng):
    row = np.array([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]])[None, :, :, None]
    column = np.array([[1.0, 2.0], [6.0, 3.0], [4.0, 5.0]])[None, :, :, None]
    for mode in ["max", "average"]:
        yield _last_pool(rng, row, 2, 1, mode)
        yield _last_pool(rng, column, 2, 1, mode)
        yield _last_pool(rng, np.moveaxis(_peak(rng.normal(size=(1, 1, 4, 5)), 2, 2), 1, -1), 3, 1, mode)


def last_gaps_and_leftovers(rng):
    for mode in ["max", "average"]:
        yield _last_pool(rng, whole(rng, 1, 1, 3, 1), 1, 2, mode)
        yield _last_pool(rng, whole(rng, 1, 2, 5, 1), 2, 3, mode)
        yield _last_pool(rng, rng.normal(size=(1, 6, 9, 1)), 2, 3, mode)


def last_pictures_and_channels(rng):
    for mode in ["max", "average"]:
        yield _last_pool(rng, whole(rng, 1, 2, 2, 2), 2, 2, mode)
        yield _last_pool(rng, whole(rng, 2, 2, 2, 1), 2, 2, mode)
        yield _last_pool(rng, rng.normal(size=(2, 6, 4, 3)), 2, 2, mode)


def other_modes(rng):
    for mode in ["median", "avg", "mean", "Max"]:
        yield _last_pool(rng, whole(rng, 1, 2, 4, 1), 2, 2, mode)


def _last_side_by_side(rng, mode):
    yield _last_pool(rng, whole(rng, 1, 2, 2, 1), 2, 2, mode)
    yield _last_pool(rng, -small(rng, 1, 2, 4, 1), 2, 2, mode)
    yield _last_pool(rng, rng.normal(size=(1, 6, 9, 1)), 3, 3, mode)


def _last_pool(rng, A_prev, f, stride, mode):
    m, height, width, n_C = A_prev.shape
    shape = (m, (height - f) // stride + 1, (width - f) // stride + 1, n_C)
    dA = whole(rng, *shape) if np.array_equal(A_prev, np.round(A_prev)) else rng.normal(size=shape)
    return {"A_prev": A_prev, "dA": dA, "hparameters": {"f": f, "stride": stride}, "mode": mode}


def pool_backward_all_examples(dA, cache, mode="max"):
    # All examples and channels at once; equal entries share.
    if mode not in ("max", "average"):
        raise ValueError(mode)
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros_like(A_prev)
    for h, w in np.ndindex(dA.shape[1:3]):
        place = np.s_[:, h * stride:h * stride + f, w * stride:w * stride + f, :]
        mask = A_prev[place] == A_prev[place].max(axis=(1, 2), keepdims=True)
        mask = mask / mask.sum(axis=(1, 2), keepdims=True) if mode == "max" else np.full(mask.shape, 1 / f**2)
        dA_prev[place] += mask * dA[:, h:h + 1, w:w + 1, :]
    return dA_prev


def pool_backward_first(dA, cache, mode="max"):
    # The first of equal entries, one number at a time.
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    dA_prev = np.zeros(A_prev.shape)
    for i, h, w, c in np.ndindex(dA.shape):
        rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
        if mode == "max":
            row, column = divmod(A_prev[i, rows, columns, c].argmax(), f)
            dA_prev[i, h * stride + row, w * stride + column, c] += dA[i, h, w, c]
        elif mode == "average":
            dA_prev[i, rows, columns, c] += dA[i, h, w, c] / (f * f)
        else:
            raise ValueError(mode)
    return dA_prev


TO_MASK = "dA_prev[window] += create_mask_from_window(A_prev[window]) * dA[i, h, w, c]"
TO_ALL = "dA_prev[window] += distribute_value(dA[i, h, w, c], (f, f))"
IF_MAX = 'if mode == "max":'

POOL_BACKWARD = Check(
    "pool_backward",
    [
        Part("max", 1, max_side_by_side),
        Part("average", 1, means_side_by_side),
        Part("overlapping windows", 1, last_overlapping_windows),
        Part("gaps and sizes that do not divide", 1, last_gaps_and_leftovers),
        Part("several examples and channels", 1, last_pictures_and_channels),
        Part("unknown mode", 1, other_modes, probe="pool_backward_unknown_mode"),
    ],
    [
        Misconception(
            "mode ignored, always max",
            [(IF_MAX, "if True:")],
            'Mode "average" credits the largest entry too: your code does not look at `mode` there.',
        ),
        Misconception(
            "mode ignored, always average",
            [(IF_MAX, "if False:")],
            'Mode "max" shares the error out evenly too: your code does not look at `mode` there.',
        ),
        Misconception(
            "modes swapped",
            [(IF_MAX, 'if mode == "average":')],
            'The two modes are swapped: "max" shares the error out evenly, and "average" gives it to the largest.',
        ),
        Misconception(
            "another default",
            [('mode="max"):', 'mode="average"):')],
            'Called without a mode, your function averages. The default is "max": leave the first line as it stands '
            "in the exercise.",
        ),
        Misconception(
            "no default",
            [('mode="max"):', "mode):")],
            'Called without a mode, your function stops. The default is "max": leave the first line as it stands in '
            "the exercise.",
        ),
        Misconception(
            "avg for average",
            [('if mode not in ("max", "average"):', 'if mode not in ("max", "average", "avg"):')],
            'Mode "avg" passes without an error. The mode is called "average" here; any other text but "max" is '
            "refused.",
        ),
        Misconception(
            "mean for average",
            [('if mode not in ("max", "average"):', 'if mode not in ("max", "average", "mean"):')],
            'Mode "mean" passes without an error. The mode is called "average" here; any other text but "max" is '
            "refused.",
        ),
        Misconception(
            "avg instead of average",
            [('if mode not in ("max", "average"):', 'if mode not in ("max", "avg"):')],
            'Your code asks for mode "avg". It is called "average" here, and any other text but "max" is refused.',
        ),
        Misconception(
            "mean instead of average",
            [('if mode not in ("max", "average"):', 'if mode not in ("max", "mean"):')],
            'Your code asks for mode "mean". It is called "average" here, and any other text but "max" is refused.',
        ),
        Misconception(
            "average never done",
            [("        else:\n", '        elif mode == "mean":\n')],
            'In mode "average" your dA_prev stays 0: neither branch of your code is taken. Compare the texts that it '
            "asks for with the docstring.",
        ),
        Misconception(
            "assigned",
            [(TO_MASK, TO_MASK.replace("+=", "=")), (TO_ALL, TO_ALL.replace("+=", "="))],
            "Where windows overlap, each overwrites what the one before left in dA_prev. A pixel that went into "
            "several outputs gets the sum of what they send back.",
        ),
        Misconception(
            "assigned, mode max",
            [(TO_MASK, TO_MASK.replace("+=", "="))],
            'In mode "max" a window overwrites what an earlier one left where they overlap. What comes from several '
            "windows is added up.",
        ),
        Misconception(
            "assigned, mode average",
            [(TO_ALL, TO_ALL.replace("+=", "="))],
            'In mode "average" a window overwrites what an earlier one left where they overlap. What comes from '
            "several windows is added up.",
        ),
        Misconception("stride ignored", [("h * stride, w * stride", "h, w")], STRIDE_IGNORED),
        Misconception(
            "windows begin a window apart",
            [("h * stride, w * stride", "h * f, w * f")],
            "Your windows begin a window apart instead of a stride apart: the stride says where a window begins, f "
            "says where it ends.",
        ),
        Misconception(
            "stride for f",
            [('hparameters["f"], hparameters["stride"]', 'hparameters["stride"], hparameters["stride"]')],
            "Your windows are as large as the stride. The stride says where a window begins, f says how large it is.",
        ),
        Misconception(
            "the whole window gets the error",
            [(TO_MASK, "dA_prev[window] += dA[i, h, w, c]")],
            'In mode "max" every pixel of a window gets the error. Only the largest entry decided the output.',
        ),
        Misconception(
            "largest of the whole channel",
            [("create_mask_from_window(A_prev[window])", "(A_prev[window] == A_prev[i, :, :, c].max())")],
            "You compare with the largest entry of the whole map, so that only one window finds its winner. Each "
            "window has a largest entry of its own.",
        ),
        Misconception(
            "largest over the channels",
            [("create_mask_from_window(A_prev[window])", "(A_prev[window] == A_prev[window[:3]].max())")],
            "The channels compete with each other in your masks. Each channel was pooled by itself.",
        ),
        Misconception(
            "windows of all channels, mode max",
            [
                (
                    "dA_prev[window] += create_mask_from_window(A_prev[window]) * dA[i, h, w, c]",
                    "dA_prev[window[:3]] += create_mask_from_window(A_prev[window[:3]]) * dA[i, h, w, c]",
                ),
            ],
            "The masks are made from windows of all channels at once, so that the channels compete for each error. "
            "Each channel was pooled by itself: the error of channel c stays in channel c.",
        ),
        Misconception(
            "windows of all channels",
            [
                ("slice(left, left + f), c)", "slice(left, left + f))"),
                (
                    "dA_prev[window] += distribute_value(dA[i, h, w, c], (f, f))",
                    "dA_prev[window] += distribute_value(dA[i, h, w, c], (f, f))[:, :, None]",
                ),
            ],
            "Your windows hold all channels at once, so that each error reaches channels that had no part in it. "
            "Each channel was pooled by itself: cut a window of one channel.",
        ),
        Misconception(
            "largest over the examples",
            [("create_mask_from_window(A_prev[window])",
              "(A_prev[window] == A_prev[:, top:top + f, left:left + f, c].max())")],
            "The examples compete with each other in your masks. Each was pooled by itself.",
        ),
        Misconception(
            "positive entries get the error",
            [("create_mask_from_window(A_prev[window])", "(A_prev[window] > 0)")],
            "Every positive entry gets the error: that is the way back through a ReLU. Here the largest entry of the "
            "window gets it, whatever its sign.",
        ),
        Misconception(
            "the picture's entry comes along",
            [
                (
                    "dA_prev[window] += create_mask_from_window(A_prev[window]) * dA[i, h, w, c]",
                    "dA_prev[window] += create_mask_from_window(A_prev[window]) * A_prev[window] * dA[i, h, w, c]",
                ),
            ],
            "You multiply the error by the largest entry itself. That entry went into the output once, as it was: "
            "its slope is 1.",
        ),
        Misconception(
            "last of equal entries",
            [("create_mask_from_window(A_prev[window])", "(np.arange(f * f).reshape(f, f) == "
              "np.flatnonzero(A_prev[window] == A_prev[window].max())[-1])")],
            "Of several equally large entries your last one gets the error. Here it is the first, or all, or an equal "
            "share for each.",
        ),
        Misconception(
            "not divided",
            [(TO_ALL, "dA_prev[window] += dA[i, h, w, c]")],
            'In mode "average" every pixel of a window gets the whole error. Together they get it once.',
        ),
        Misconception(
            "divided by f",
            [(TO_ALL, "dA_prev[window] += dA[i, h, w, c] / f")],
            "You divide by the side of the window. As many entries share the error as the window has.",
        ),
        Misconception(
            "divided by the square of the stride",
            [(TO_ALL, "dA_prev[window] += dA[i, h, w, c] / stride ** 2")],
            "You divide by the square of the stride. As many entries share the error as the window has, wherever the "
            "next window begins.",
        ),
        Misconception(
            "divided by the examples",
            [("    return dA_prev", "    return dA_prev / len(dA)")],
            "Your dA_prev is divided by the number of examples. Each has gradients of its own; if the loss is a mean, "
            "dA already knows.",
        ),
        Misconception(
            "first channel only",
            [("        top, left", "        if c:\n            continue\n        top, left")],
            "Only the first channel is done, the others stay 0.",
        ),
        Misconception(
            "first example only",
            [("        top, left", "        if i:\n            continue\n        top, left")],
            "Only the first example is done, the others stay 0.",
        ),
        Misconception(
            "error to all channels",
            [("slice(left, left + f), c)", "slice(left, left + f))"),
             (TO_MASK, "dA_prev[window] += np.stack([create_mask_from_window(A_prev[window][:, :, k]) for k in "
              "range(dA.shape[3])], axis=-1) * dA[i, h, w, c]"),
             (TO_ALL, "dA_prev[window] += distribute_value(dA[i, h, w, c], (f, f))[:, :, None]")],
            "Each error reaches all channels of its window. Channels were pooled apart: the error of channel c "
            "belongs to channel c.",
        ),
        Misconception(
            "return after the first error",
            [("    return dA_prev", "        return dA_prev")],
            "Only the first error is handed back: `return` stands inside the loop.",
        ),
        Misconception(
            "dA_prev written into the picture",
            [("    return dA_prev", "    A_prev[:] = dA_prev\n    return A_prev")],
            "You write dA_prev into A_prev, the picture that you were given: the caller's picture is gone. Use an "
            "array of your own.",
        ),
        Misconception(
            "dA_prev begins as the picture",
            [("np.zeros(A_prev.shape)", "A_prev.copy()")],
            "Your dA_prev begins as a copy of the picture, so the picture is part of it. Sums begin at zero.",
        ),
        Misconception(
            "no error for another mode",
            [('if mode not in ("max", "average"):', "if False:")],
            'A mode that is neither "max" nor "average" passes without an error. `raise` a ValueError there; with '
            "`return` or `print` the function would go on as if all were well.",
        ),
        Misconception(
            "mask divided by the size of the window",
            [("create_mask_from_window(A_prev[window])", "create_mask_from_window(A_prev[window]) / f ** 2")],
            'In mode "max" you divide the error by the number of entries of the window. The largest entry alone '
            "decided the output, so it gets all of the error.",
        ),
        Misconception(
            "mean of the errors of a map",
            [("distribute_value(dA[i, h, w, c]", "distribute_value(dA[i, :, :, c].mean()")],
            'In mode "average" every window gets the mean of the errors. The mean was taken over the pixels of a '
            "window: each window shares out the error of its own output.",
        ),
        Misconception(
            "mean of all errors",
            [("distribute_value(dA[i, h, w, c]", "distribute_value(dA.mean()")],
            'In mode "average" every window gets the mean of all errors. The mean was taken over the pixels of a '
            "window: each window shares out the error of its own output.",
        ),
        Misconception(
            "capital letters pass",
            [('if mode not in ("max", "average"):', 'mode = mode.lower()\n    if mode not in ("max", "average"):')],
            'Mode "Max" passes without an error. The texts are "max" and "average", letter by letter; any other is '
            "refused.",
        ),
    ],
    accepts=[pool_backward_all_examples, pool_backward_first],
    needs=["max_pool_backward_naive", "avg_pool_backward_naive"],
)


CHECKS = [
    CONV_BACKWARD_NAIVE,
    DILATE,
    CONV_BACKWARD_INPUT,
    CONV_BACKWARD_WEIGHTS,
    MAX_POOL_BACKWARD_NAIVE,
    AVG_POOL_BACKWARD_NAIVE,
    CONV_BACKWARD,
    POOL_BACKWARD,
]
