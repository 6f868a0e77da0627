"""The forms in which well-known courses and books have the exercises, with the signatures of the stubs.

FORMS lists them with what a verdict says: the whole points, or the mistake that it names. They are judged as text, so
they use `np` and the names of the notebook alone.
"""
# ruff: noqa: F821
import numpy as np

from grader.checks.three_layer_convnet.train import train_as_the_solver

# --- d2l.ai -----------------------------------------------------------------------------------


def corr2d_of_d2l(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y


def corr2d_multi_in_of_d2l(X, K):
    return sum(corr2d(x, k) for x, k in zip(X, K))


def corr2d_multi_in_out_of_d2l(X, K):
    return np.stack([corr2d_multi_in(X, k) for k in K], 0)


def corr2d_1x1_of_d2l(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = X.reshape((c_i, h * w))
    K = K.reshape((c_o, c_i))
    return np.matmul(K, X).reshape((c_o, h, w))


def pool2d_of_d2l(X, pool_size, mode="max"):
    p_h, p_w = pool_size
    Y = np.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == "max":
                Y[i, j] = X[i:i + p_h, j:j + p_w].max()
            elif mode == "avg":
                Y[i, j] = X[i:i + p_h, j:j + p_w].mean()
    return Y


def dropout_of_d2l(x, dropout_param):
    mode, p = dropout_param["mode"], dropout_param["p_drop"]
    if mode not in ("train", "test") or not 0 <= p < 1:
        raise ValueError("mode or p_drop")
    if mode == "test":
        return x, np.ones_like(x)
    mask = (dropout_param["rng"].random(x.shape) > p).astype(float)
    return mask * x / (1.0 - p), mask / (1.0 - p)


# --- CS231n, assignment 2 ---------------------------------------------------------------------


def conv_forward_of_cs231n(x, w, b, conv_param):
    N, C, H, W = x.shape
    F, WC, HH, WW = w.shape
    if C != WC:
        raise ValueError("channels")
    pad, stride = conv_param["pad"], conv_param["stride"]
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = 1 + (W + 2 * pad - WW) // stride
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    x_window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = np.sum(x_window * w[f]) + b[f]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_of_cs231n(dout, cache):
    x, w, b, conv_param = cache
    pad, stride = conv_param["pad"], conv_param["stride"]
    N, F, H_out, W_out = dout.shape
    HH, WW = w.shape[2:]
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    dx_pad, dw, db = np.zeros_like(x_pad), np.zeros_like(w), np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            db[f] += np.sum(dout[n, f])
            for i in range(H_out):
                for j in range(W_out):
                    rows, columns = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
                    dw[f] += x_pad[n, :, rows, columns] * dout[n, f, i, j]
                    dx_pad[n, :, rows, columns] += w[f] * dout[n, f, i, j]
    dx = dx_pad[:, :, pad:pad + x.shape[2], pad:pad + x.shape[3]]
    return dx, dw, db


def max_pool_forward_of_cs231n(x, pool_param):
    N, C, H, W = x.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    H_out, W_out = (H - HH) // stride + 1, (W - WW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    out[n, c, i, j] = np.max(x[n, c, i * stride:i * stride + HH, j * stride:j * stride + WW])
    return out, (x, pool_param)


def max_pool_backward_of_cs231n_by_mask(dout, cache):
    x, pool_param = cache
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    rows, columns = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
                    window = x[n, c, rows, columns]
                    dx[n, c, rows, columns] += (window == np.max(window)) * dout[n, c, i, j]
    return dx


def max_pool_backward_of_cs231n_by_argmax(dout, cache):
    x, pool_param = cache
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    window = x[n, c, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    row, column = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, i * stride + row, j * stride + column] += dout[n, c, i, j]
    return dx


def max_pool_backward_of_cs231n_counted(dout, cache):
    x, pool_param = cache
    N, C, H, W = x.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    H_out, W_out = 1 + (H - HH) // stride, 1 + (W - WW) // stride
    dx = np.zeros(x.shape)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    rows, columns = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
                    window = x[n, c, rows, columns]
                    dx[n, c, rows, columns] += (window == window.max()) * dout[n, c, i, j]
    return dx


def max_pool_backward_of_cs231n_counted_by_argmax(dout, cache):
    x, pool_param = cache
    N, C, H, W = x.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(int((H - HH) / stride + 1)):
                for j in range(int((W - WW) / stride + 1)):
                    window = x[n, c, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    row, column = np.unravel_index(window.argmax(), window.shape)
                    dx[n, c, i * stride + row, j * stride + column] += dout[n, c, i, j]
    return dx


def max_pool_backward_of_cs231n_assigned(dout, cache):
    x, pool_param = cache
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H_out, W_out = dout.shape
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    window = x[n, c, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    row, column = np.unravel_index(np.argmax(window), window.shape)
                    dx[n, c, i * stride + row, j * stride + column] = dout[n, c, i, j]
    return dx


def batchnorm_backward_of_cs231n(dout, cache):
    x_hat, gamma, std = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(x_hat * dout, axis=0)
    dx_hat = dout * gamma
    xmu, ivar = x_hat * std, 1.0 / std
    divar = np.sum(dx_hat * xmu, axis=0)
    dxmu1 = dx_hat * ivar
    dsqrtvar = -1.0 / (std**2) * divar
    dvar = 0.5 * 1.0 / std * dsqrtvar
    dsq = 1.0 / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1.0 / N * np.ones((N, D)) * dmu
    return dx1 + dx2, dgamma, dbeta


def layernorm_forward_of_cs231n(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    x_T = x.T
    mu, var = np.mean(x_T, axis=0), np.var(x_T, axis=0)
    std = np.sqrt(var + eps)
    x_hat = ((x_T - mu) / std).T
    return gamma * x_hat + beta, (x_hat, gamma, std[:, np.newaxis])


def spatial_batchnorm_forward_of_cs231n(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    x_flat = np.transpose(x, (0, 2, 3, 1)).reshape(-1, C)
    out_flat, cache = batchnorm_forward(x_flat, gamma, beta, bn_param)
    return np.transpose(out_flat.reshape(N, H, W, C), (0, 3, 1, 2)), cache


def softmax_loss_of_cs231n(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


def momentum_of_cs231n(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", np.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    next_w = w + v
    config["velocity"] = v
    return next_w, config


def adam_of_cs231n(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * (dw**2)
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    return w - config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"]), config


def solver_with_permutations(
    model, data, update, config, epochs, batch_size, rng, lr_decay=1.0, augment=None, report=None
):
    # The loop of the Solver, adapted: an order for each epoch, the last batch smaller.
    num_train = data["X_train"].shape[0]
    iterations_per_epoch = int(np.ceil(num_train / batch_size))
    num_iterations = epochs * iterations_per_epoch
    optim_configs = {p: dict(config) for p in model.params}
    best_val_acc, best_params = -1, {}
    loss_history, val_acc_history = [], []
    for t in range(num_iterations):
        k = t % iterations_per_epoch
        if k == 0:
            order = rng.permutation(num_train)
        batch_mask = order[k * batch_size:(k + 1) * batch_size]
        X_batch, y_batch = data["X_train"][batch_mask], data["y_train"][batch_mask]
        if augment is not None:
            X_batch = augment(X_batch, rng)
        loss, grads = model.loss(X_batch, y_batch)
        loss_history.append(loss)
        for p, w in model.params.items():
            model.params[p], optim_configs[p] = update(w, grads[p], optim_configs[p])
        if report is not None:
            report(t + 1, num_iterations, loss)
        if (t + 1) % iterations_per_epoch == 0:
            for p in optim_configs:
                optim_configs[p]["learning_rate"] *= lr_decay
            val_acc = check_accuracy(model, data["X_val"], data["y_val"])
            val_acc_history.append(val_acc)
            if val_acc >= best_val_acc:
                best_val_acc = val_acc
                best_params = {p: w.copy() for p, w in model.params.items()}
    model.params = best_params
    return {"loss": loss_history, "val_accuracy": val_acc_history}


# --- the book "from scratch" ------------------------------------------------------------------


def softmax_of_the_book(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def im2col_of_the_book(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    out_h = (H + 2 * pad - filter_h) // stride + 1
    out_w = (W + 2 * pad - filter_w) // stride + 1
    img = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant")
    col = np.zeros((N, C, filter_h, filter_w, out_h, out_w))
    for y in range(filter_h):
        y_max = y + stride * out_h
        for x in range(filter_w):
            x_max = x + stride * out_w
            col[:, :, y, x, :, :] = img[:, :, y:y_max:stride, x:x_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * out_h * out_w, -1)


def col2im_of_the_book(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    out_h = (H + 2 * pad - filter_h) // stride + 1
    out_w = (W + 2 * pad - filter_w) // stride + 1
    col = col.reshape(N, out_h, out_w, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))
    for y in range(filter_h):
        y_max = y + stride * out_h
        for x in range(filter_w):
            x_max = x + stride * out_w
            img[:, :, y:y_max:stride, x:x_max:stride] += col[:, :, y, x, :, :]
    return img[:, :, pad:H + pad, pad:W + pad]


class PoolingOfTheBook:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad
        self.x = None
        self.arg_max = None

    def forward(self, x):
        N, C, H, W = x.shape
        out_h = int(1 + (H + 2 * self.pad - self.pool_h) / self.stride)
        out_w = int(1 + (W + 2 * self.pad - self.pool_w) / self.stride)
        col = im2col(x, self.pool_h, self.pool_w, self.stride, self.pad)
        col = col.reshape(-1, self.pool_h * self.pool_w)
        arg_max = np.argmax(col, axis=1)
        out = np.max(col, axis=1)
        out = out.reshape(N, out_h, out_w, C).transpose(0, 3, 1, 2)
        self.x = x
        self.arg_max = arg_max
        return out

    def backward(self, dout):
        dout = dout.transpose(0, 2, 3, 1)
        pool_size = self.pool_h * self.pool_w
        dmax = np.zeros((dout.size, pool_size))
        dmax[np.arange(self.arg_max.size), self.arg_max.flatten()] = dout.flatten()
        dmax = dmax.reshape(dout.shape + (pool_size,))
        dcol = dmax.reshape(dmax.shape[0] * dmax.shape[1] * dmax.shape[2], -1)
        return col2im(dcol, self.x.shape, self.pool_h, self.pool_w, self.stride, self.pad)


# --- deeplearning.ai, course 4 ----------------------------------------------------------------


def zero_pad_of_deeplearning(x, pad):
    return np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant", constant_values=(0, 0))


def conv_single_step_of_deeplearning(a_slice_prev, W, b):
    s = np.multiply(a_slice_prev, W)
    Z = np.sum(s)
    Z = Z + float(b[0, 0, 0])
    return Z


def conv_forward_of_deeplearning(A_prev, W, b, hparameters):
    (m, n_H_prev, n_W_prev, n_C_prev) = A_prev.shape
    (f, f, n_C_prev_W, n_C) = W.shape
    if n_C_prev != n_C_prev_W:
        raise ValueError("channels")
    stride = hparameters["stride"]
    pad = hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")
    for i in range(m):
        a_prev_pad = A_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    a_slice_prev = a_prev_pad[h * stride:h * stride + f, w * stride:w * stride + f, :]
                    Z[i, h, w, c] = conv_single_step(a_slice_prev, W[:, :, :, c], b[:, :, :, c])
    return Z, (A_prev, W, b, hparameters)


def conv_backward_of_deeplearning(dZ, cache):
    # As published: the crop pad:-pad is empty where pad is 0.
    (A_prev, W, b, hparameters) = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    (f, f, n_C_prev, n_C) = W.shape
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev, dW, db = np.zeros(A_prev.shape), np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad = np.pad(A_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    dA_prev_pad = np.pad(dA_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    for i in range(m):
        a_prev_pad, da_prev_pad = A_prev_pad[i], dA_prev_pad[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    a_slice = a_prev_pad[rows, columns, :]
                    da_prev_pad[rows, columns, :] += W[:, :, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
        dA_prev[i, :, :, :] = da_prev_pad[pad:-pad, pad:-pad, :]
    return dA_prev, dW, db


def pool_backward_of_deeplearning(dA, cache, mode="max"):
    (A_prev, hparameters) = cache
    stride, f = hparameters["stride"], hparameters["f"]
    if mode not in ("max", "average"):
        raise ValueError(mode)
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        a_prev = A_prev[i]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    if mode == "max":
                        mask = create_mask_from_window(a_prev[rows, columns, c])
                        dA_prev[i, rows, columns, c] += mask * dA[i, h, w, c]
                    elif mode == "average":
                        dA_prev[i, rows, columns, c] += distribute_value(dA[i, h, w, c], (f, f))
    return dA_prev


RIGHT = ""
FORMS = [  # fmt: skip
    ("corr2d", corr2d_of_d2l, RIGHT),
    ("corr2d_multi_in", corr2d_multi_in_of_d2l, "channels not compared"),
    ("corr2d_multi_in_out", corr2d_multi_in_out_of_d2l, RIGHT),
    ("corr2d_multi_in_out_1x1", corr2d_1x1_of_d2l, RIGHT),
    ("pool2d", pool2d_of_d2l, "no error for another mode"),
    ("dropout_forward", dropout_of_d2l, RIGHT),
    ("conv_forward_naive", conv_forward_of_cs231n, RIGHT),
    ("conv_backward_naive", conv_backward_of_cs231n, RIGHT),
    ("max_pool_forward_naive", max_pool_forward_of_cs231n, "pad ignored"),
    ("max_pool_backward_naive", max_pool_backward_of_cs231n_by_mask, "pad ignored"),
    ("max_pool_backward_naive", max_pool_backward_of_cs231n_by_argmax, "pad ignored, first of equal entries"),
    ("max_pool_backward_naive", max_pool_backward_of_cs231n_counted, "outputs counted without the padding"),
    ("max_pool_backward_naive", max_pool_backward_of_cs231n_counted_by_argmax,
     "outputs counted without the padding, first of equal entries"),
    ("max_pool_backward_naive", max_pool_backward_of_cs231n_assigned, "pad ignored and winner overwritten"),
    ("batchnorm_backward", batchnorm_backward_of_cs231n, RIGHT),
    ("layernorm_forward", layernorm_forward_of_cs231n, RIGHT),
    ("spatial_batchnorm_forward", spatial_batchnorm_forward_of_cs231n, RIGHT),
    ("softmax_loss", softmax_loss_of_cs231n, RIGHT),
    ("momentum", momentum_of_cs231n, RIGHT),
    ("adam", adam_of_cs231n, RIGHT),
    ("train", train_as_the_solver, "the loop of the Solver"),
    ("train", solver_with_permutations, RIGHT),
    ("softmax", softmax_of_the_book, RIGHT),
    ("im2col", im2col_of_the_book, RIGHT),
    ("col2im", col2im_of_the_book, RIGHT),
    ("Pooling", PoolingOfTheBook, "padding with zeros"),
    ("zero_pad", zero_pad_of_deeplearning, "channels last, four axes only"),
    ("conv_single_step", conv_single_step_of_deeplearning, RIGHT),
    ("conv_forward", conv_forward_of_deeplearning, RIGHT),
    ("conv_backward", conv_backward_of_deeplearning, "pad:-pad, stored for each example"),
    ("pool_backward", pool_backward_of_deeplearning, RIGHT),
]
