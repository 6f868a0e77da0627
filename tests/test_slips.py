"""Slips: small edits of a reference, by rule, where no named mistake explains what came."""
import ast
import inspect

import numpy as np
import pytest

from convlab.card import Card, Case, Part
from convlab.run import Outcome
from grader.course import filled, load_chapter
from grader.judge import Judge
from grader.slips import SLIP, slip_of, slips
from grader.sources import checks_of, reference_sources, source_of, without_docstrings
from grader.tries import Tries
from grader.written import Written, alike

CHAPTER = load_chapter("01")
# Written otherwise than the reference; each with one slip that no mistake of the catalogue is, in a line of it.
WRITTEN = {
    "convolve1d": ("""
        def convolve1d(f, g):
            out = np.zeros(len(f) + len(g) - 1)
            for i, a in enumerate(f):
                for j, b in enumerate(g):
                    out[i + j] += a + b
            return out
        """, "`+` in place of `*`", 5),
    "corr2d": ("""
        def corr2d(X, K):
            h, w = K.shape
            rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
            if rows < 1 or columns < 1:
                raise ValueError("the kernel is larger than the image")
            return np.array([[(X[r:r + h, c:c + w] / K).sum() for c in range(columns)] for r in range(rows)])
        """, "`/` in place of `*`", 6),
}  # fmt: skip


@pytest.fixture(scope="module")
def judge():
    with Judge("slips") as one:
        yield one


def source(name: str) -> str:
    return without_docstrings(source_of(CHAPTER.name, name))


def verdicts(judge, sources: dict) -> dict:
    return {one.exercise: one for one in judge.grade(CHAPTER, filled(CHAPTER, sources)).verdicts}


@pytest.mark.parametrize("name", [one.name for one in CHAPTER.exercises])
def test_each_slip_is_python_and_another_source_with_a_sentence(name):
    right, found = ast.unparse(ast.parse(source(name))), list(slips(source(name)))
    assert len({slip.source for slip in found}) > 5
    for slip in found:
        assert ast.unparse(ast.parse(slip.source)) != right
        assert slip.what and len(f"{slip.where}, {slip.what}") < 150 and "\n" not in slip.what + slip.where


def test_a_slip_is_where_its_sentence_says():
    found = {(slip.what, slip.where): slip.source for slip in slips(inspect.cleandoc("""
        def f(x, n):
            total = 0
            for k in range(n):
                total += x[k:] * 2
            if total > 3:
                x.clip(0, 1)
            return -total
        """))}  # fmt: skip
    for said, code in [
        (("`=` in place of `+=`", "in the line that changes `total`"), "total = x[k:] * 2"),
        (("`3` in place of `2`", "in the line that changes `total`"), "x[k:] * 3"),
        (("the start of a slice is missing", "in the line that changes `total`"), "x[:] * 2"),
        (("a slice starts one too late", "in the line that changes `total`"), "x[k + 1:] * 2"),
        (("the line that makes `total` is missing", ""), "    pass\n    for"),
        (("the loop begins at 1", "in the loop over `k`"), "range(1, n)"),
        (("the loop ends one late", "in the loop over `k`"), "range(n + 1)"),
        (("`>=` in place of `>`", "in a condition"), "total >= 3"),
        (("two arguments of `clip` are swapped", "in one line"), "x.clip(1, 0)"),
        (("a minus sign is missing", "in the line that returns"), "return total"),
    ]:
        assert code in found[said], said


def test_a_loop_that_might_have_no_end_is_left_alone():
    assert not list(slips("def f(n):\n    while n > 1:\n        n = n - 1"))


@pytest.mark.parametrize("name", WRITTEN)
def test_an_answer_with_one_slip_is_told_so(judge, name):
    code, what, line = WRITTEN[name]
    found = verdicts(judge, {name: inspect.cleandoc(code)})
    assert found[name].outcome == "wrong"
    assert found[name].misconception["name"] == SLIP + what
    assert f"a right answer with one slip: {what}, in line {line} of its cell: " in found[name].message


def told(judge, sources: str) -> tuple[str, str]:
    """The name and the message of what is said of a corr2d."""
    found = verdicts(judge, reference_sources(CHAPTER.name) | {"corr2d": inspect.cleandoc(sources)})["corr2d"]
    assert found.outcome in ("wrong", "crashed")
    return (found.misconception or {"name": ""})["name"], found.message


def test_a_slip_is_told_beside_a_part_that_stops_for_another_reason(judge):
    code = """
        def conv_forward_naive(x, w, b, conv_param):
            stride, pad = conv_param["stride"], conv_param["pad"]
            (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
            assert w.shape[1] == C
            OH, OW = conv_output_size(H, HH, pad, stride), conv_output_size(W, WW, pad, stride)
            padded, out = zero_pad(x, pad), np.zeros((N, F, OH, OW))
            for i, j in np.ndindex(OH, OW):
                window = padded[:, None, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                out[:, :, i, j] = (window / w).sum(axis=(2, 3, 4)) + b
            return out, (x, w, b, conv_param)
        """
    chapter = load_chapter("03")
    found = judge.grade(chapter, filled(chapter, reference_sources(chapter.name) | {
        "conv_forward_naive": inspect.cleandoc(code)})).verdicts  # fmt: skip
    said = next(one for one in found if one.exercise == "conv_forward_naive")
    assert said.misconception["name"] == f"{SLIP}`/` in place of `*`" and "AssertionError" in said.message, said.message


REFUSING = """
    def corr2d(X, K):
        h, w = K.shape
        if not {accepted}:
            raise ValueError("no room for it")
        windows = np.lib.stride_tricks.sliding_window_view(X, (h, w))
        return (windows * K).sum(axis=(2, 3))
    """


def test_a_refusal_of_what_is_allowed_is_a_slip_in_a_condition(judge):
    name, message = told(judge, REFUSING.format(accepted="(h <= X.shape[0] and w < X.shape[1])"))
    assert name == f"{SLIP}`>=` in place of `>`", message
    assert message.startswith("Your code refuses what it should accept") and "what is equal is refused, too." in message


@pytest.mark.parametrize("accepted", ["False", "h == 99"])
def test_who_refuses_everything_has_no_condition_that_is_wrong(judge, accepted):
    name, message = told(judge, REFUSING.format(accepted=accepted))
    assert name == "refused, though allowed" and "slip" not in message


CRASHING = """
    def corr2d(X, K):
        h, w = K.shape
        if h > X.shape[0] or w > X.shape[1]:
            raise ValueError("no room for it")
        Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
        for i in range(Y.shape[0]):
            for j in range(Y.shape[1]):
                Y[i, j] = np.sum({product})
        return Y
    """


def test_errors_of_the_same_words_in_many_cases_are_a_slip(judge):
    name, message = told(judge, CRASHING.format(product="X[i:i + h, j:j * w] * K"))
    assert name == f"{SLIP}`*` in place of `+`" and "the same errors as your code" in message, message


@pytest.mark.parametrize("product", ["X[i:i + h, j:j + w] * None", ""])
def test_an_error_that_says_the_same_everywhere_is_no_slip(judge, product):
    assert "slip" not in told(judge, CRASHING.format(product=product))[1]


def test_a_mistake_of_the_catalogue_is_told_and_no_slip(judge):
    check = next(one for one in checks_of(CHAPTER.name) if one.exercise == "convolve1d")
    named = next(one for one in check.mistakes if isinstance(one.wrong, list))
    code = source("convolve1d")
    for old, new in named.wrong:
        code = code.replace(old, new)
    found = verdicts(judge, reference_sources(CHAPTER.name) | {"convolve1d": code})
    assert found["convolve1d"].misconception["name"] == named.name


def test_claims_that_are_wrong_are_no_numbers(judge):
    """Booleans alone: counts and refusals are right or wrong, and no slip is told by them."""
    case = Case("probe", {"x": np.zeros(2)}, [{"y": np.array(True)}], {})
    card = Card("f", [Part("claims", 1, [0, 1])], [case, case], {})
    tries = Tries(CHAPTER.name, "", card, [Outcome({"y": np.array(False)})] * 2, [0])
    assert len(tries.faults) == 2 and slip_of(tries) is None


@pytest.mark.parametrize("returned", ["np.zeros(len(f) + len(g) - 1)", "np.ones(len(f) + len(g) - 1)", "f"])
def test_what_has_many_reasons_is_no_slip(judge, returned):
    code = f"def convolve1d(f, g):\n    return {returned}"
    found = verdicts(judge, {"convolve1d": code})
    assert found["convolve1d"].outcome == "wrong"
    assert SLIP not in found["convolve1d"].message and "slip" not in found["convolve1d"].message


# --- a slip is told in words that are true of what the student wrote --------------------------

ELSEWHERE = {
    "another operator": ("tanh_backward", """
        def tanh_backward(dout, cache):
            cube = np.power(cache, 3)
            return dout * (1 - cube)
        """),
    "the other branch": ("relu_backward", """
        def relu_backward(dout, cache):
            dx = dout.copy()
            dx[cache > 0] = 0
            return dx
        """),
}  # fmt: skip


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_slip_that_is_not_in_the_students_code_is_not_told(judge, case):
    name, code = ELSEWHERE[case]
    found = verdict_on(judge, "05", name, code)
    assert found.outcome == "wrong" and "slip" not in found.message, found.message


def verdict_on(judge, number: str, name: str, code: str):
    chapter = load_chapter(number)
    verdicts = judge.grade(chapter, filled(chapter, {name: inspect.cleandoc(code)})).verdicts
    return next(one for one in verdicts if one.exercise == name)


def test_a_slip_is_told_by_the_students_own_line(judge):
    """The reference's line sets another name, of which nothing is said."""
    found = verdict_on(judge, "08", "layernorm_backward", """
        def layernorm_backward(dout, cache):
            x_hat, gamma, std = cache
            g = dout * gamma
            dx = g - g.mean(axis=1, keepdims=True)
            dx -= x_hat * (g * x_hat).sum(axis=1, keepdims=True)
            return dx / std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
        """)  # fmt: skip
    assert "one slip: `sum` in place of `mean`, in line 5 of its cell: dx -= x_hat" in found.message, found.message


def test_a_cache_that_is_taken_apart_in_another_order_is_told(judge):
    found = verdict_on(judge, "05", "affine_backward", """
        def affine_backward(dout, cache):
            w, x, b = cache
            rows = x.reshape(len(x), -1)
            return (dout @ w.T).reshape(x.shape), rows.T @ dout, dout.sum(axis=0)
        """)  # fmt: skip
    assert "`w` and `x` are swapped" in found.message, found.message


@pytest.mark.parametrize(("code", "place"), [
    ("y = 1 - out ** 3", "line 1 of its cell: y = 1 - out ** 3"),
    ("y = 1 - np.power(out, 3)", ""),
    ("y = a - b ** 3\nz = 1 - a[0] ** 3", "line 2 of its cell: z = 1 - a[0] ** 3"),
    ("1 - a ** 3\n\n1 - b ** 3", ""),
    ("y = a_long_name_of_something * (1 - another_long_name[0] ** 3) + 17 * x",
     "line 1 of its cell: 1 - another_long_name[0] ** 3"),
    ("y = (1 - x ** 3", ""),
])  # fmt: skip
def test_the_place_of_a_piece_of_code_is_found_whatever_the_names(code, place):
    piece = ast.parse("1 - cache ** 3").body[0].value
    assert Written(code).place_of(piece) == place


def test_of_a_long_piece_what_is_beside_its_sign_is_quoted():
    code = f"Y[i, j] = (X[i * stride[0]:i * stride[0] + {'h' * 30}, j * stride[1]:j * stride[1] + w] + K).sum()"
    piece = ast.parse("A + B").body[0].value
    assert Written(f"def f():\n    {code}").place_of(piece).endswith(" stride[1]:j * stride[1] + w] + K…")


@pytest.mark.parametrize(("code", "like"), [
    ("p, s = config['pad'], config['stride']", True),
    ("s, p = config['stride'], config['pad']", False),
    ("s, p = a, b", False),
])  # fmt: skip
def test_an_entry_of_a_dictionary_is_alike_only_by_its_key(code, like):
    one = ast.parse("stride, pad = settings['pad'], settings['stride']").body[0]
    assert alike(one, ast.parse(code).body[0]) == like


def test_calls_are_alike_only_where_the_same_is_called():
    found = [ast.parse(code).body[0].value for code in ("np.sum(x, axis=1)", "sum(y[0], axis=1)", "np.mean(x, axis=1)")]
    assert alike(found[0], found[1]) and not alike(found[0], found[2])
