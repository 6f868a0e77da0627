"""What gradients are proven against: an independent automatic differentiation, and central differences."""
import autograd.numpy as anp
import numpy as np
from autograd import grad


def close(got, expected, rtol=1e-9, atol=1e-9):
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


def upstream(forward, dout):
    """The loss whose gradient by forward's output is dout."""
    return lambda *inputs: anp.sum(forward(*inputs) * dout)


def automatic(forward, dout, inputs: tuple) -> list[np.ndarray]:
    """Gradients by each input, from autograd. forward is written with autograd.numpy."""
    return [grad(upstream(forward, dout), k)(*inputs) for k in range(len(inputs))]


def measured(forward, dout, inputs: tuple, h: float = 1e-5) -> list[np.ndarray]:
    """Gradients by each input, entry by entry."""
    loss, found = upstream(forward, dout), []
    for k, x in enumerate(inputs):
        gradient = np.zeros(x.shape)
        for index in np.ndindex(x.shape):
            steps = []
            for sign in (1, -1):
                moved = x.copy()
                moved[index] += sign * h
                steps.append(loss(*inputs[:k], moved, *inputs[k + 1:]))
            gradient[index] = (steps[0] - steps[1]) / (2 * h)
        found.append(gradient)
    return found


def proven_parameters(model, grads: dict, X, y) -> None:
    """The gradients of a model's parameters agree with central differences of its loss."""
    assert grads.keys() == model.params.keys()
    for name, kept in list(model.params.items()):

        def with_other(value, name=name):
            model.params[name] = value
            return model.loss(X, y)[0]

        (slopes,) = measured(with_other, 1.0, (kept,))
        model.params[name] = kept
        assert grads[name].shape == kept.shape
        close(grads[name], slopes, rtol=1e-5, atol=1e-5)


def proven(gradients, forward, reference, dout, inputs: tuple) -> None:
    """Gradients agree with autograd's of `forward`, and with central differences of the reference itself."""
    gradients, automatics = list(gradients), automatic(forward, dout, inputs)
    for got, expected, numeric, x in zip(gradients, automatics, measured(reference, dout, inputs), inputs, strict=True):
        assert got.shape == x.shape
        close(got, expected)
        close(got, numeric, rtol=1e-5, atol=1e-5)
