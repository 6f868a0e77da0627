"""The same in PyTorch: the reader's functions beside those of torch, where torch is installed."""
import numpy as np

SEED, CLOSE = 0, 1e-6


def compare_with_torch(*functions) -> None:
    """Print how far each function is from its counterpart in PyTorch, on random inputs.

    functions: exercises of this course, such as conv_forward_fast; they are found by their name

    Prints one line for each: the name in torch and the largest difference of all arrays. Where torch is not installed
    it says so, and compares nothing. ValueError for a function that has no counterpart here.
    """
    unknown = [one.__name__ for one in functions if one.__name__ not in _TWINS]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} has no counterpart here. Those that have: {', '.join(_TWINS)}")
    try:
        import torch  # here, because the course does without it
    except ImportError:
        print("torch is not installed here, so nothing is compared (pip install torch, about 200 MB).")
        return
    for function in functions:
        name, compare = _TWINS[function.__name__]
        pairs = compare(function, torch, np.random.default_rng(SEED))
        difference = max(_distance(ours, theirs) for ours, theirs in pairs)
        said = "agrees with" if difference < CLOSE else "DIFFERS from"
        print(f"{function.__name__} {said} torch's {name}: largest difference {difference:.1e}")


def _distance(ours, theirs) -> float:
    """The largest difference of two arrays, infinite where their shapes differ."""
    ours, theirs = np.asarray(ours, float), theirs.detach().numpy()
    return float(np.abs(ours - theirs).max()) if ours.shape == theirs.shape else np.inf


def _tensors(torch, *arrays):
    """Tensors that keep track of their gradients."""
    return [torch.tensor(array, requires_grad=True) for array in arrays]


def _layer(rng):
    """Images, filters and biases with sizes that are all different, stride 2 and padding."""
    shapes = [(2, 3, 8, 9), (4, 3, 3, 2), (4,)]
    return [rng.normal(size=shape) for shape in shapes], {"stride": 2, "pad": 1}


def _conv_forward(function, torch, rng):
    (x, w, b), conv_param = _layer(rng)
    theirs = torch.nn.functional.conv2d(*_tensors(torch, x, w, b), stride=2, padding=1)
    return [(function(x, w, b, conv_param)[0], theirs)]


def _conv_backward(function, torch, rng):
    (x, w, b), conv_param = _layer(rng)
    inputs = _tensors(torch, x, w, b)
    out = torch.nn.functional.conv2d(*inputs, stride=2, padding=1)
    dout = rng.normal(size=tuple(out.shape))
    out.backward(torch.tensor(dout))
    return [(ours, one.grad) for ours, one in zip(function(dout, (x, w, b, conv_param)), inputs, strict=True)]


_WINDOW = {"pool_height": 3, "pool_width": 2, "stride": 2}


def _max_pool_forward(function, torch, rng):
    x = rng.normal(size=(2, 3, 7, 8))
    return [(function(x, _WINDOW)[0], torch.nn.functional.max_pool2d(torch.tensor(x), (3, 2), stride=2))]


def _avg_pool_forward(function, torch, rng):
    x = rng.normal(size=(2, 3, 7, 8))
    return [(function(x, _WINDOW)[0], torch.nn.functional.avg_pool2d(torch.tensor(x), (3, 2), stride=2))]


def _max_pool_backward(function, torch, rng):
    x = rng.normal(size=(2, 3, 7, 8))
    (images,) = _tensors(torch, x)
    out = torch.nn.functional.max_pool2d(images, (3, 2), stride=2)
    dout = rng.normal(size=tuple(out.shape))
    out.backward(torch.tensor(dout))
    return [(function(dout, (x, _WINDOW)), images.grad)]


def _affine_forward(function, torch, rng):
    x, w, b = rng.normal(size=(4, 2, 3)), rng.normal(size=(6, 5)), rng.normal(size=5)
    rows, weights, biases = (torch.tensor(one) for one in (x.reshape(4, 6), w.T.copy(), b))
    return [(function(x, w, b)[0], torch.nn.functional.linear(rows, weights, biases))]


def _softmax_loss(function, torch, rng):
    scores, y = rng.normal(size=(5, 4)), np.array([0, 3, 1, 1, 2])
    (inputs,) = _tensors(torch, scores)
    loss = torch.nn.functional.cross_entropy(inputs, torch.tensor(y))
    loss.backward()
    ours, dx = function(scores, y)
    return [(ours, loss), (dx, inputs.grad)]


def _batchnorm_forward(function, torch, rng):
    x, gamma, beta = rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=4)
    theirs = torch.nn.functional.batch_norm(
        torch.tensor(x), None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=1e-5
    )
    return [(function(x, gamma, beta, {"mode": "train", "eps": 1e-5})[0], theirs)]


def _layernorm_forward(function, torch, rng):
    x, gamma, beta = rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=4)
    theirs = torch.nn.functional.layer_norm(torch.tensor(x), (4,), torch.tensor(gamma), torch.tensor(beta), 1e-5)
    return [(function(x, gamma, beta, {"eps": 1e-5})[0], theirs)]


def _groupnorm_forward(function, torch, rng):
    x, gamma, beta = rng.normal(size=(2, 6, 3, 4)), rng.normal(size=6), rng.normal(size=6)
    theirs = torch.nn.functional.group_norm(torch.tensor(x), 3, torch.tensor(gamma), torch.tensor(beta), 1e-5)
    return [(function(x, gamma, beta, 3, {"eps": 1e-5})[0], theirs)]


# {our function: (what torch calls it, how the two are compared: pairs of arrays, ours and theirs)}
_TWINS = {
    "conv_forward_naive": ("nn.functional.conv2d", _conv_forward),
    "conv_forward_fast": ("nn.functional.conv2d", _conv_forward),
    "conv_backward_naive": ("conv2d and backward", _conv_backward),
    "conv_backward_fast": ("conv2d and backward", _conv_backward),
    "max_pool_forward_naive": ("nn.functional.max_pool2d", _max_pool_forward),
    "max_pool_forward_fast": ("nn.functional.max_pool2d", _max_pool_forward),
    "max_pool_backward_naive": ("max_pool2d and backward", _max_pool_backward),
    "max_pool_backward_fast": ("max_pool2d and backward", _max_pool_backward),
    "avg_pool_forward_naive": ("nn.functional.avg_pool2d", _avg_pool_forward),
    "affine_forward": ("nn.functional.linear", _affine_forward),
    "softmax_loss": ("nn.functional.cross_entropy and backward", _softmax_loss),
    "batchnorm_forward": ("nn.functional.batch_norm", _batchnorm_forward),
    "layernorm_forward": ("nn.functional.layer_norm", _layernorm_forward),
    "spatial_groupnorm_forward": ("nn.functional.group_norm", _groupnorm_forward),
}
