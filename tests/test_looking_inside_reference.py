"""The references of chapter 12 are proven: against central differences and slow, obvious loops."""
import numpy as np
import pytest
from gradients import close
from hypothesis import given
from hypothesis import strategies as st
from layers import few, seeds

from grader.checks.looking_inside.shared import network
from solutions import looking_inside as ref
from solutions.backprop import numerical_gradient, softmax
from solutions.three_layer_convnet import ThreeLayerConvNet

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


@st.composite
def looks(draw):
    """A small network, and images whose gradients have no kink nearby."""
    rng = np.random.default_rng(draw(seeds))
    images = draw(few), draw(few), draw(st.integers(4, 6)), draw(st.integers(4, 7))
    case = network(rng, images, draw(st.integers(2, 3)), draw(st.integers(2, 3)))
    x, params = case["x"], {name: case[name] for name in NAMES}
    y = rng.integers(4, size=len(x))
    return model_of(x.shape[1:], params), x, y, rng


def model_of(input_dim, params):
    F, _, size, _ = params["W1"].shape
    model = ThreeLayerConvNet(input_dim, F, size, *params["W3"].shape)
    model.params.update(params)
    return model


@given(looks())
def test_the_gradient_by_the_image_is_what_differences_measure(look):
    model, x, _, rng = look
    before, dscores = x.copy(), rng.normal(size=(len(x), 4))
    dx = ref.input_gradient(model, x, dscores)
    # Smaller steps than usual: a kink of the maps may be near, as nobody keeps the images away from those.
    measured = numerical_gradient_by(1e-7, lambda x: np.sum(model.loss(x) * dscores), x)
    assert dx.shape == x.shape and np.array_equal(x, before)
    assert np.mean(np.abs(dx - measured) < 1e-5 * (1 + np.abs(dx))) > 0.95


def numerical_gradient_by(h, f, x):
    found = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        found[place] = (f(x + step) - f(x - step)) / (2 * h)
    return found


@given(looks())
def test_saliency_is_the_largest_slope_of_one_score(look):
    model, x, y, _ = look
    found = ref.saliency_map(model, x, y)
    assert found.shape == (len(x), *x.shape[2:])
    for n in range(len(x)):
        slopes = numerical_gradient_by(1e-7, lambda one, k=y[n]: model.loss(one)[0, k], x[n:n + 1])[0]
        assert np.mean(np.abs(found[n] - np.abs(slopes).max(axis=0)) < 1e-5 * (1 + found[n])) > 0.9


@given(looks(), st.integers(1, 4), st.integers(1, 4))
def test_occlusion_covers_one_square_at_a_time(look, size, stride):
    model, x, y, _ = look
    before, found = x.copy(), ref.occlusion_map(model, x, y, size, stride)
    assert np.array_equal(x, before)
    tops, lefts = (range(0, n - size + 1, stride) for n in x.shape[2:])
    assert found.shape == (len(x), len(tops), len(lefts))
    for n in range(len(x)):
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                seen = [[[0 if top <= r < top + size and left <= c < left + size else pixel
                          for c, pixel in enumerate(row)] for r, row in enumerate(channel)] for channel in x[n]]
                fall = model.loss(x[n:n + 1]) - model.loss(np.array([seen], float))
                close(found[n, i, j], fall[0, y[n]])


@given(few, few, few, few, seeds)
def test_grad_cam_is_a_weighted_sum(N, F, H, W, seed):
    maps, gradients = np.random.default_rng(seed).normal(size=(2, N, F, H, W))
    found = ref.grad_cam(maps, gradients)
    assert found.shape == (N, H, W)
    for n, i, j in np.ndindex(N, H, W):
        total = sum(gradients[n, f].mean() * maps[n, f, i, j] for f in range(F))
        close(found[n, i, j], max(total, 0))


@given(looks(), st.floats(1e-6, 1e-4))
def test_the_attack_raises_the_loss_of_each_image(look, epsilon):
    """A small step along the sign of the gradient raises the loss by epsilon times the sum of its sizes."""
    model, x, y, _ = look

    def losses(images):
        return -np.log(softmax(model.loss(images))[np.arange(len(x)), y])

    attacked = ref.fool(model, x, y, epsilon)
    assert attacked.shape == x.shape and not np.shares_memory(attacked, x)
    assert 0 <= attacked.min() and attacked.max() <= 1
    moved = attacked - x
    at_the_end = (attacked == 0) | (attacked == 1)  # of what a pixel can be: it moved as far as it can
    assert np.all(np.abs(moved) <= epsilon * (1 + 1e-6))
    assert np.all(np.isclose(np.abs(moved), epsilon) | (moved == 0) | at_the_end), "by epsilon, or not at all"
    assert np.all(losses(attacked) >= losses(x) - 1e-12)


def test_the_attack_takes_the_sign_of_differences_and_stays_an_image():
    case = network(np.random.default_rng(1), (3, 2, 5, 6), 3, 3)
    x, y = case["x"], np.array([2, 0, 3])
    model = model_of(x.shape[1:], {name: case[name] for name in NAMES})
    slopes = numerical_gradient(lambda x: model.loss(x, y)[0], x)
    close(ref.fool(model, x, y, 0.6), np.clip(x + 0.6 * np.sign(np.round(slopes, 7)), 0, 1))


@given(looks(), st.integers(0, 4), st.integers(0, 3), seeds)
def test_maximise_climbs_step_by_step(look, steps, unit, seed):
    model, x, _, _ = look
    shape = x.shape[1:]
    image = np.random.default_rng(seed).random(shape)
    for _ in range(steps):
        slope = ref.input_gradient(model, image[None], np.eye(4)[[unit]])[0]
        image = np.array([min(max(p + 0.3 * (g - 0.2 * p), 0), 1) for p, g in zip(image.flat, slope.flat)])
        image = image.reshape(shape)
    close(ref.maximise(model, unit, steps, np.random.default_rng(seed), shape, 0.3, 0.2), image)


def test_maximise_raises_the_score():
    case = network(np.random.default_rng(3), (1, 1, 8, 8), 4, 3)
    model = model_of((1, 8, 8), {name: case[name] for name in NAMES})
    for unit in range(4):
        before, after = (ref.maximise(model, unit, n, np.random.default_rng(0), (1, 8, 8), 0.05, 0.0) for n in (0, 20))
        assert model.loss(after[None])[0, unit] > model.loss(before[None])[0, unit]


def test_a_square_larger_than_the_image_is_refused():
    case = network(np.random.default_rng(1), (1, 1, 4, 6), 2, 3)
    model = model_of((1, 4, 6), {name: case[name] for name in NAMES})
    with pytest.raises(ValueError, match="^k is 5"):
        ref.occlusion_map(model, case["x"], np.array([0]), 5, 1)
