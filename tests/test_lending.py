"""Lending: what an exercise calls and is not right is lent to it, a twin is not, and nothing is ever lost by it."""
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from classroom import SEED
from exams import examined_here

from convlab.calls import NOT_RIGHT, NOT_WRITTEN
from convlab.card import Card, Case, Part
from convlab.counting import python_steps
from convlab.render import html, text
from convlab.run import Outcome
from grader.card_cache import cards_of
from grader.course import chapter_names, filled, load_chapter
from grader.graded import judged
from grader.inside import wire
from grader.inside.lending import handle, stand_in
from grader.judge import Judge
from grader.lending import Remote, returned
from grader.passes import Pass
from grader.sources import calls_of, checks_of, reference_sources, source_of
from grader.trial import Trial, explained, result_of

CHECKS = [(chapter, check) for chapter in chapter_names() for check in checks_of(chapter)]


@pytest.fixture(scope="module")
def judge():
    with Judge(SEED, "auto") as one:
        yield one


def verdicts(judge, chapter: str, sources: dict[str, str]) -> dict:
    loaded = load_chapter(chapter)
    return {one.exercise: one for one in judge.grade(loaded, filled(loaded, sources)).verdicts}


# --- who borrows ------------------------------------------------------------------------------

# (chapter, exercise, what it calls): right code that no reference looks like.
BORROWERS = {
    ("03_multichannel", "conv_forward_naive", "corr2d_multi_in_out"): """
def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    maps = [corr2d_multi_in_out(one, w)[:, ::stride, ::stride] for one in zero_pad(x, pad)]
    return np.stack(maps) + b[:, None, None], (x, w, b, conv_param)
""",
    ("04_pooling", "max_pool_forward_naive", "pool2d"): """
def max_pool_forward_naive(x, pool_param):
    window, stride = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
    pad = pool_param.get("pad", 0)
    padded = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], constant_values=-np.inf)
    out = [[pool2d(channel, window)[::stride, ::stride] for channel in picture] for picture in padded]
    return np.array(out), (x, pool_param)
""",
    ("04_pooling", "global_average_pool", "avg_pool_forward_naive"): """
def global_average_pool(x):
    window = {"pool_height": x.shape[2], "pool_width": x.shape[3], "stride": 1}
    return avg_pool_forward_naive(x, window)[0][:, :, 0, 0]
""",
    ("08_normalization", "instancenorm_forward", "layernorm_forward"): """
def instancenorm_forward(x, gamma, beta, in_param):
    N, C, H, W = x.shape
    _, (x_hat, _, std) = layernorm_forward(x.reshape(N * C, H * W), np.ones(H * W), np.zeros(H * W), in_param)
    x_hat = x_hat.reshape(x.shape)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, gamma, std.reshape(N, C, 1, 1))
""",
    ("09_training", "momentum", "sgd"): """
def momentum(w, dw, config=None):
    config = {"learning_rate": 1e-2, "momentum": 0.9, "velocity": np.zeros_like(w), **(config or {})}
    config["velocity"] = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    return sgd(w, -config["velocity"], {"learning_rate": 1.0})[0], config
""",
}  # fmt: skip
each_borrower = pytest.mark.parametrize(("chapter", "exercise", "called"), BORROWERS)


@each_borrower
def test_a_function_that_calls_one_that_is_not_written_is_judged_with_the_courses(judge, chapter, exercise, called):
    found = verdicts(judge, chapter, {exercise: BORROWERS[chapter, exercise, called]})
    assert found[exercise].outcome == "right" and found[called].score == 0
    said = f"(Judged with the course's {called}: your code calls {called}, which is not written yet.)"
    assert said in found[exercise].message


@each_borrower
def test_right_code_that_calls_right_code_borrows_nothing(judge, chapter, exercise, called):
    right = reference_sources(chapter)
    found = verdicts(judge, chapter, right | {exercise: BORROWERS[chapter, exercise, called]})
    assert {one.message for one in found.values()} == {"Every case is right."}


def test_a_chain_is_lent_link_by_link(judge):
    """What is right but for what it calls itself is the student's own; below it is the course's."""
    chapter, right = "03_multichannel", reference_sources("03_multichannel")
    borrower = BORROWERS[chapter, "conv_forward_naive", "corr2d_multi_in_out"]
    sources = {"corr2d_multi_in_out": right["corr2d_multi_in_out"], "conv_forward_naive": borrower}
    found = verdicts(judge, chapter, sources)
    assert found["corr2d_multi_in_out"].outcome == found["conv_forward_naive"].outcome == "right"
    assert "course's corr2d_multi_in:" in found["conv_forward_naive"].message


# --- who does not -----------------------------------------------------------------------------

CHANNELS_LAST = "lambda a: a.transpose(0, 3, 1, 2)"
# What a line around one call would answer, all else being unwritten: {chapter: {exercise: [(called, source), …]}}.
WRAPPERS = {
    "01_convolution": {
        "corr2d": [("convolve2d", "def corr2d(X, K): return convolve2d(X, K[::-1, ::-1])")],
    },
    "03_multichannel": {
        "corr2d_multi_in": [
            ("corr2d_multi_in_out", "def corr2d_multi_in(X, K): return corr2d_multi_in_out(X, K[None])[0]"),
        ],
        "corr2d_multi_in_out_1x1": [
            ("corr2d_multi_in_out", "def corr2d_multi_in_out_1x1(X, K): return corr2d_multi_in_out(X, K)"),
            ("corr2d_multi_in",
             "def corr2d_multi_in_out_1x1(X, K): return np.stack([corr2d_multi_in(X, k) for k in K])"),
        ],
        "conv_single_step": [
            ("corr2d_multi_in", "def conv_single_step(a, W, b): return corr2d_multi_in(a, W).item() + b.item()"),
            ("corr2d_multi_in_out",
             "def conv_single_step(a, W, b): return corr2d_multi_in_out(a, W[None]).item() + b.item()"),
        ],
        "conv_forward": [
            ("conv_forward_naive", """
def conv_forward(A_prev, W, b, hparameters):
    out, _ = conv_forward_naive(A_prev.transpose(0, 3, 1, 2), W.transpose(3, 2, 0, 1), b.ravel(), hparameters)
    return out.transpose(0, 2, 3, 1), (A_prev, W, b, hparameters)
"""),
        ],
        "conv_forward_naive": [
            ("conv_forward", """
def conv_forward_naive(x, w, b, conv_param):
    Z, _ = conv_forward(x.transpose(0, 2, 3, 1), w.transpose(2, 3, 1, 0), b.reshape(1, 1, 1, -1), conv_param)
    return Z.transpose(0, 3, 1, 2), (x, w, b, conv_param)
"""),
        ],
    },
    "04_pooling": {
        "pool_forward": [
            (called, f"""
def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    param = {{"pool_height": f, "pool_width": f, "stride": stride}}
    out, cache = {called}(A_prev.transpose(0, 3, 1, 2), param)
    return out.transpose(0, 2, 3, 1), cache
""")
            for called in ("max_pool_forward_naive", "avg_pool_forward_naive")
        ],
        "pool2d": [
            ("max_pool_forward_naive", """
def pool2d(X, pool_size, mode="max"):
    param = {"pool_height": pool_size[0], "pool_width": pool_size[1], "stride": 1}
    return max_pool_forward_naive(X[None, None], param)[0][0, 0]
"""),
        ],
    },
    "05_backprop": {
        "log_softmax": [("softmax", "def log_softmax(x): return np.log(softmax(x))")],
        "softmax": [("log_softmax", "def softmax(x): return np.exp(log_softmax(x))")],
        "numerical_diff": [
            ("numerical_gradient",
             "def numerical_diff(f, x): return numerical_gradient(lambda v: f(v[0]), np.array([x]))[0]"),
        ],
        "nll_loss": [("cross_entropy_error", "def nll_loss(log_p, t): return cross_entropy_error(np.exp(log_p), t)")],
    },
    "06_conv_backprop": {
        "conv_backward_input": [
            ("conv_backward_naive", """
def conv_backward_input(dout, w, stride, pad, input_shape):
    cache = np.zeros(input_shape), w, np.zeros(len(w)), {"stride": stride, "pad": pad}
    return conv_backward_naive(dout, cache)[0]
"""),
        ],
        "conv_backward_weights": [
            ("conv_backward_naive", """
def conv_backward_weights(x, dout, stride, pad, filter_shape):
    cache = x, np.zeros(filter_shape), np.zeros(filter_shape[0]), {"stride": stride, "pad": pad}
    return conv_backward_naive(dout, cache)[1]
"""),
        ],
        "conv_backward": [
            ("conv_backward_naive", f"""
def conv_backward(dZ, cache):
    (A, W, b, h), first = cache, {CHANNELS_LAST}
    dx, dw, db = conv_backward_naive(first(dZ), (first(A), W.transpose(3, 2, 0, 1), b.ravel(), h))
    return dx.transpose(0, 2, 3, 1), dw.transpose(2, 3, 1, 0), db.reshape(b.shape)
"""),
            ("conv_backward_input", f"""
def conv_backward(dZ, cache):
    (A, W, b, h), first = cache, {CHANNELS_LAST}
    dx = conv_backward_input(first(dZ), W.transpose(3, 2, 0, 1), h["stride"], h["pad"], first(A).shape)
    return dx.transpose(0, 2, 3, 1), np.zeros(W.shape), np.zeros(b.shape)
"""),
            ("conv_backward_weights", f"""
def conv_backward(dZ, cache):
    (A, W, b, h), first = cache, {CHANNELS_LAST}
    dw = conv_backward_weights(first(A), first(dZ), h["stride"], h["pad"], W.transpose(3, 2, 0, 1).shape)
    return np.zeros(A.shape), dw.transpose(2, 3, 1, 0), np.zeros(b.shape)
"""),
        ],
        "conv_backward_naive": [
            ("conv_backward_input", """
def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    dx = conv_backward_input(dout, w, conv_param["stride"], conv_param["pad"], x.shape)
    dw = conv_backward_weights(x, dout, conv_param["stride"], conv_param["pad"], w.shape)
    return dx, dw, dout.sum(axis=(0, 2, 3))
"""),
        ],
        "pool_backward": [
            (called, f"""
def pool_backward(dA, cache, mode="max"):
    (A, h), first = cache, {CHANNELS_LAST}
    param = {{"pool_height": h["f"], "pool_width": h["f"], "stride": h["stride"]}}
    return {called}(first(dA), (first(A), param)).transpose(0, 2, 3, 1)
""")
            for called in ("max_pool_backward_naive", "avg_pool_backward_naive")
        ],
    },
    "07_fast_convolution": {
        "conv_forward_fast": [
            ("Convolution", """
def conv_forward_fast(x, w, b, conv_param):
    return Convolution(w, b, conv_param["stride"], conv_param["pad"]).forward(x), (x, w, b, conv_param)
"""),
        ],
        "conv_backward_fast": [
            ("Convolution", """
def conv_backward_fast(dout, cache):
    x, w, b, conv_param = cache
    layer = Convolution(w, b, conv_param["stride"], conv_param["pad"])
    layer.forward(x)
    return layer.backward(dout), layer.dW, layer.db
"""),
        ],
    },
    "08_normalization": {
        "batchnorm_backward_alt": [
            ("batchnorm_backward", "def batchnorm_backward_alt(dout, cache): return batchnorm_backward(dout, cache)"),
        ],
        "batchnorm_backward": [
            ("batchnorm_backward_alt",
             "def batchnorm_backward(dout, cache): return batchnorm_backward_alt(dout, cache)"),
        ],
    },
    "10_three_layer_convnet": {
        "max_pool_forward_fast": [
            ("conv_relu_pool_forward", """
def max_pool_forward_fast(x, pool_param):
    w = np.eye(x.shape[1])[:, :, None, None]
    conv_param = {"stride": 1, "pad": 0}
    return conv_relu_pool_forward(x, w, np.zeros(len(w)), conv_param, pool_param)[0], (x, pool_param)
"""),
        ],
    },
    "11_architectures": {
        "nin_block_backward": [
            ("vgg_block_backward", """
def nin_block_backward(dout, cache):
    pool_param = {"pool_height": 1, "pool_width": 1, "stride": 1}
    return vgg_block_backward(dout, (cache, (np.maximum(cache[-1][1], 0), pool_param)))
"""),
        ],
    },
}  # fmt: skip
WRAPPED = [
    (chapter, exercise, called, source)
    for chapter, exercises in WRAPPERS.items()
    for exercise, wrappers in exercises.items()
    for called, source in wrappers
]


@pytest.mark.parametrize(
    ("chapter", "exercise", "called", "source"), WRAPPED, ids=[f"{chapter[:2]}-{e}-{c}" for chapter, e, c, _ in WRAPPED]
)
def test_a_line_around_a_twin_that_is_not_written_is_not_paid(judge, chapter, exercise, called, source):
    found = verdicts(judge, chapter, {exercise: source})
    assert sum(one.score for one in found.values()) == 0
    assert found[exercise].outcome == "crashed"
    names = [check.exercise for check in checks_of(chapter)]
    if names.index(called) < names.index(exercise):
        assert f"calls {called}, which is not written yet" in found[exercise].message


def test_a_chapter_of_wrappers_is_not_paid(judge):
    chapter = "06_conv_backprop"
    later = {name: one[0][1] for name, one in WRAPPERS[chapter].items() if name != "conv_backward_naive"}
    assert len(later) == 4
    assert sum(one.score for one in verdicts(judge, chapter, later).values()) == 0


def test_who_calls_a_twin_that_never_ends_does_not_wait_for_it(judge, monkeypatch):
    chapter, exercise = "08_normalization", "batchnorm_backward_alt"
    ((called, source),) = WRAPPERS[chapter][exercise]
    loop = f"def {called}(dout, cache):\n    while True:\n        pass"
    loaded, task, asked = load_chapter(chapter), Pass.task, {called: [], exercise: []}

    def remembered(self, name, last):
        told = task(self, name, last)
        asked.get(name, []).append(told["cases"] is not None)
        return told

    monkeypatch.setattr(Pass, "task", remembered)
    monkeypatch.setattr(judge, "seconds", 1.0)
    found = examined_here(judge, loaded, filled(loaded, {called: loop, exercise: source}))
    assert any(asked[called]) and asked[exercise] and not any(asked[exercise]), "no case is sent that only gets stuck"
    assert found[called].outcome == found[exercise].outcome == "timed out"
    assert f"Your {called} is not right yet" in found[exercise].message


def test_what_cannot_be_handed_back_is_an_error_of_the_student_and_no_fault_of_ours():
    assert returned(lambda x: x, [1.5], {}) == {"value": 1.5, "changed": []}
    assert returned(lambda x: x, [Remote(None, {})], {})["error"][0] == "TypeError"


def test_the_data_of_an_object_go_along_and_its_methods_stay():
    network, asked = SimpleNamespace(params={"W1": np.ones((2, 3))}, dtype=np.float64), []
    sent = handle(network, [network])
    assert set(sent) == {"object", "fields"} and set(sent["fields"]) == {"params"}, "a type cannot be sent"
    remote = Remote(lambda *question: asked.append(question), sent["fields"])
    assert np.array_equal(remote.params["W1"], np.ones((2, 3)))
    remote.loss("images")
    assert asked == [("loss", "images")]


def test_a_class_is_not_lent_but_named(judge):
    source = "def learn_kernel(X, Y, kernel_shape, *_): return Conv2D(kernel_shape, np.random.default_rng(0)).weight"
    verdict = verdicts(judge, "01_convolution", {"learn_kernel": source})["learn_kernel"]
    assert verdict.message == "Your code calls Conv2D, which is not written yet: write that first."


def test_a_wrong_twin_is_what_has_to_be_mended_first(judge):
    chapter, exercise = "08_normalization", "batchnorm_backward_alt"
    ((called, source),) = WRAPPERS[chapter][exercise]
    (check,) = (check for check in checks_of(chapter) if check.exercise == called)
    found = verdicts(judge, chapter, {called: source_of(chapter, called, check.mistakes[0]), exercise: source})
    assert found[called].misconception and found[exercise].misconception is None
    assert found[exercise].message == f"Your {called} is not right yet, and this exercise calls it: mend that first."


@pytest.mark.parametrize(("chapter", "check"), CHECKS, ids=[f"{c[:2]}-{check.exercise}" for c, check in CHECKS])
def test_twins_stand_before_the_exercise_and_its_reference_does_without(chapter, check):
    names = [one.exercise for one in checks_of(chapter)]
    assert set(check.twins) <= set(names[:names.index(check.exercise)])
    assert not set(check.twins) & calls_of(chapter)[check.exercise]


# --- the better of two runs -------------------------------------------------------------------

# Another well-known course's: rows and columns change places, and within a column the pictures run fastest.
TRANSPOSED = """
def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    padded = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (filter_h, filter_w), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride].transpose(1, 4, 5, 2, 3, 0)
    return windows.reshape(input_data.shape[1] * filter_h * filter_w, -1)
"""
ITS_CALLER = """
def conv_forward_fast(x, w, b, conv_param):
    (N, _, H, W), (F, _, HH, WW) = x.shape, w.shape
    stride, pad = conv_param["stride"], conv_param["pad"]
    cols = im2col(x, HH, WW, stride, pad)
    out = (w.reshape(F, -1) @ cols + b[:, None]).reshape(F, (H + 2 * pad - HH) // stride + 1, -1, N)
    return out.transpose(3, 0, 1, 2), (x, w, b, conv_param, cols)
"""


def test_a_helper_of_another_layout_costs_its_own_points_alone(judge):
    found = verdicts(judge, "07_fast_convolution", {"im2col": TRANSPOSED, "conv_forward_fast": ITS_CALLER})
    assert found["im2col"].score < found["im2col"].max_score
    verdict = found["conv_forward_fast"]
    assert (verdict.score, verdict.max_score) == (5, 6)
    assert [name for name, score, _ in verdict.parts if not score] == ["cache"]
    assert "Judged with" not in verdict.message, "that run counts for nothing"
    assert verdict.counterexample["part"] == "cache"


def run_of(card: Card, *right: int, given=(), calls=()) -> Trial:
    """A trial whose outcomes are right in these cases and 0 in all others."""
    outcomes = [Outcome({"y": case.expected[0]["y"] * (k in right)}) for k, case in enumerate(card.cases)]
    return Trial(card, list(calls or given), list(given), set(given), outcomes, finished=True)


def three_parts() -> Card:
    cases = [Case("probe", {"n": k}, [{"y": np.array(float(k + 1))}]) for k in range(3)]
    return Card("caller", [Part(f"part {k}", k + 1, [k]) for k in range(3)], cases, {})


@pytest.mark.parametrize(
    ("quick", "careful", "points", "part", "said"),
    [
        ((0, 1), (2,), 6, None, "Every case is right. JUDGED"),
        ((0, 1, 2), (), 6, None, "Every case is right."),  # such a run is not made, but would do no harm
        ((0, 1), (0,), 3, "part 2", "MEND"),
        ((0,), (1,), 3, "part 2", "y is 0.0, expected 3.0. JUDGED"),
        ((1,), (0,), 3, "part 2", "MEND JUDGED"),
        ((), (), 0, "part 0", "y is 0.0, expected 1.0. All of y is 0. JUDGED"),
    ],
)
def test_a_part_is_right_when_either_run_has_it_right(quick, careful, points, part, said):
    card = three_parts()
    runs = [run_of(card, *quick), run_of(card, *careful, given=["helper"])]
    result = result_of(runs)
    verdict = explained(result, result.best, {"helper": NOT_RIGHT})
    told = said.replace("MEND", "Your helper is not right yet, and this exercise calls it: mend that first.")
    judged = "(Judged with the course's helper: your code calls helper, which is not right yet.)"
    assert verdict.score == points and verdict.message == told.replace("JUDGED", judged)
    assert (verdict.outcome == "right") == (points == 6)
    assert (verdict.counterexample and verdict.counterexample.part) == part, "of a part that is wrong in both"


def test_what_was_offered_but_not_called_is_not_named():
    card = three_parts()
    last = run_of(card, 0, 1, 2, given=["helper"])
    last.lent.clear()
    assert explained(result_of([run_of(card), last]), None, {"helper": NOT_WRITTEN}).message == "Every case is right."


@pytest.mark.parametrize(("right", "points", "counts"), [((0, 1), 0, True), ((2,), 3, False), ((0, 1, 2), 6, False)])
def test_claims_pay_beside_proof_alone(right, points, counts):
    """Parts 0 and 1 ask what is no secret; part 2 has numbers that only who computes them knows."""
    card = three_parts()
    card.parts[2].proof = True
    result = result_of([run_of(card, *right)])
    verdict = explained(result, result.best, {})
    assert verdict.score == points
    assert ("“part 0” and “part 1” are right, but their points count only beside a part" in verdict.message) == counts
    assert [one.get("withheld", False) for one in verdict.to_json()["parts"]] == [counts, counts, False]
    assert (text(verdict).count("✓"), text(verdict).count(", held back")) == (len(right), 2 * counts)
    assert html(verdict).count(", held back") == 2 * counts


@pytest.mark.parametrize(("chapter", "check"), CHECKS, ids=[f"{c[:2]}-{check.exercise}" for c, check in CHECKS])
def test_every_exercise_has_numbers_that_nobody_knows(chapter, check):
    assert any(part.proof for part in cards_of(chapter, SEED)[check.exercise].parts)


# --- the property -----------------------------------------------------------------------------

ROUNDS = 3


def wrong_helpers(chapter: str, number: int) -> tuple[dict[str, str], set[str]]:
    """(sources, who is wrong): what is called and calls nothing has one of its mistakes, who calls it is right."""
    right, calls = reference_sources(chapter), calls_of(chapter)
    borrowers = {exercise: (called, code) for (of, exercise, called), code in BORROWERS.items() if of == chapter}
    callers = {name for name in calls if calls[name]} | set(borrowers)
    helpers = {name for one in calls.values() for name in one if not calls[name]}
    helpers |= {called for called, _ in borrowers.values()} - callers
    made = {}
    for check in checks_of(chapter):
        if check.exercise in helpers:
            mistakes = [mistake for mistake in check.mistakes if not callable(mistake.wrong)]
            made[check.exercise] = source_of(chapter, check.exercise, mistakes[number * 7 % len(mistakes)])
    written = {name: borrowers[name][1] if name in borrowers else right[name] for name in callers}
    return written | made, helpers


@pytest.mark.parametrize("chapter", chapter_names())
def test_an_error_costs_once_and_lending_never_costs(judge, monkeypatch, chapter):
    gained = False
    for number in range(ROUNDS):
        sources, helpers = wrong_helpers(chapter, number)
        lent = verdicts(judge, chapter, sources)
        assert helpers and sources.keys() - helpers, "the question is about somebody"
        for name in sources:
            assert (lent[name].outcome == "right") == (name not in helpers), (number, name, lent[name].message)
        with monkeypatch.context() as patch:
            patch.setattr(Pass, "_is_lent", lambda *_: False)
            loaded = load_chapter(chapter)
            alone = examined_here(judge, loaded, filled(loaded, sources))
        for name in lent:
            pairs = list(zip(lent[name].parts, judged(vars(alone[name])).parts, strict=True))
            assert all(one[1] >= other[1] for one, other in pairs), (number, name)
            gained |= any(one[1] > other[1] for one, other in pairs)
    assert gained, "nothing was lent, so that it could cost nothing"


def asking(pieces: int) -> int:
    """The steps of a call of a lent function whose answer comes in so many pieces."""
    ours, theirs = socket.socketpair()
    frame = wire.pack({"value": np.ones(1000), "changed": []})

    def answering():
        wire.receive(theirs)
        for k in range(pieces):
            theirs.sendall(frame[k * len(frame) // pieces : (k + 1) * len(frame) // pieces])
            time.sleep(0.002)

    with ours, theirs, ThreadPoolExecutor(1) as other:
        answered = other.submit(answering)
        steps = python_steps(stand_in(ours, "corr2d"), np.ones((3, 3)), np.ones((2, 2)))
        answered.result()
    return steps


def test_waiting_for_a_lent_function_takes_no_steps():
    """A verdict by steps must not depend on the machine: an answer may come in many pieces, or late."""
    asking(1)  # what Python does the first time only
    assert asking(1) == asking(50) > 20
