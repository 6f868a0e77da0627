"""`lab.check` in a notebook's folder: the verdict, where to start mending, and what it says of a damaged bundle."""
import re

import numpy as np
import pytest

from convlab import card as cards
from convlab.check import CheckFailed, check, checking
from convlab.compare import Fault
from convlab.probes import Told, named
from convlab.render import html, text
from convlab.run import Outcome
from convlab.verdict import Counterexample, Verdict, judge
from grader.cards import PUBLIC_SEED, make_cards
from grader.sources import implementation, reference_of

CHAPTER = "01_convolution"
FLIPPED = implementation(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")]).corr2d


@pytest.fixture(autouse=True)
def bundle(tmp_path, monkeypatch):
    """A folder with the chapter's cards, and in it a notebook's names: this module's globals."""
    cards.save(CHAPTER, make_cards(CHAPTER, PUBLIC_SEED), tmp_path / "cards.npz")
    monkeypatch.chdir(tmp_path)
    for name, value in vars(reference_of(CHAPTER)).items():
        if not name.startswith("__"):
            monkeypatch.setitem(globals(), name, value)
    return tmp_path


def test_what_is_right_is_shown_and_raises_nothing(capsys):
    check(corr2d)  # noqa: F821
    assert "corr2d: right, 5 of 5 points" in capsys.readouterr().out


def test_what_is_wrong_raises_with_the_misconception(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "corr2d", FLIPPED)
    with pytest.raises(CheckFailed, match="flipped along both axes"):
        check(FLIPPED)
    assert "Smallest case that fails" in capsys.readouterr().out


@pytest.mark.parametrize("ends", ["assert np.array_equal(corr2d(X, X), [[1]])", "corr2d(X, X)[0]", "pass"])
@pytest.mark.parametrize(("written", "said"), [(FLIPPED, "flipped along both axes"), (lambda X, K: None, "return")])
def test_asserts_that_fail_or_crash_or_pass_end_in_the_verdict(monkeypatch, capsys, written, said, ends):
    monkeypatch.setitem(globals(), "corr2d", written)
    with pytest.raises(CheckFailed, match=said) as caught, checking(written):
        X = np.eye(2)  # noqa: F841
        exec(ends)
    assert caught.value.__suppress_context__, "nobody wants to read of the assert as well"
    assert "corr2d: " in capsys.readouterr().out


def test_an_assert_that_is_wrong_itself_is_not_swallowed(capsys):
    with pytest.raises(AssertionError, match="^2 is not 3"), checking(corr2d):  # noqa: F821
        raise AssertionError("2 is not 3")
    assert "corr2d: right" in capsys.readouterr().out


def test_what_is_wrong_in_a_needed_function_is_not_blamed_on_this_one(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "corr2d", FLIPPED)
    monkeypatch.setitem(globals(), "convolve2d", lambda X, K: corr2d(X, K[::-1, ::-1]))  # noqa: F821
    with pytest.raises(CheckFailed, match="Your corr2d is not right yet"):
        check("convolve2d")
    assert "kernel is not flipped" not in capsys.readouterr().out


def test_a_needed_function_that_is_not_called_is_not_blamed(monkeypatch):
    monkeypatch.setitem(globals(), "corr2d", FLIPPED)
    monkeypatch.setitem(globals(), "helper", lambda X, K: corr2d(X, K))  # noqa: F821
    monkeypatch.setitem(globals(), "convolve2d", lambda X, K: np.zeros((1, 1)))
    with pytest.raises(CheckFailed, match="convolve2d, 0 of 2 points. Y has shape"):
        check("convolve2d")
    monkeypatch.setitem(globals(), "convolve2d", lambda X, K: helper(X, K)[:1])  # noqa: F821
    with pytest.raises(CheckFailed, match="Your corr2d is not right yet"):
        check("convolve2d")


def test_a_function_that_is_not_written_yet_is_named_by_who_calls_it(monkeypatch):
    def corr2d(X, K):
        raise NotImplementedError

    names = {**globals(), "corr2d": corr2d}
    exec("def convolve1d(f, g):\n    return corr2d(f[None], g[None, ::-1])[0]", names)  # the reference does not
    with pytest.raises(CheckFailed, match="^convolve1d, 0 of 3 .* calls corr2d, which is not written yet"):
        exec("check(convolve1d)", names)
    monkeypatch.setitem(globals(), "corr2d", corr2d)
    with pytest.raises(CheckFailed, match="corr2d, 0 of 5 points. The function is not written yet"):
        check("corr2d")


def test_a_needed_function_is_not_blamed_for_what_is_no_number(bundle, monkeypatch):
    made = {card.exercise: card for card in make_cards(CHAPTER, PUBLIC_SEED)}
    wrong = dict.fromkeys(made["corr2d"].messages, "an error")
    asked = cards.Case("Conv2D", made["Conv2D"].cases[0].inputs, [{"steps": np.array(True)}], wrong)
    made["corr2d"].cases.append(asked)
    made["corr2d"].parts.append(cards.Part("another question", 1, [len(made["corr2d"].cases) - 1]))
    cards.save(CHAPTER, list(made.values()), bundle / "cards.npz")
    with pytest.raises(CheckFailed, match="steps is missing"):
        check("corr2d")
    monkeypatch.setitem(globals(), "convolve2d", lambda X, K: corr2d(X, K))  # noqa: F821
    with pytest.raises(CheckFailed, match="not flipped|correlation"):
        check("convolve2d")


def test_names_that_only_figures_give_are_noticed(bundle, capsys):
    made = make_cards(CHAPTER, PUBLIC_SEED)
    cards.save(CHAPTER, made, bundle / "cards.npz", ["kernel_of_a_figure", "corr2d_of_a_figure"])
    names = {**globals(), "right": corr2d}  # noqa: F821
    exec(
        "kernel_of_a_figure, own = 3, 0\n"
        "def corr2d_of_a_figure(X, K):\n    return right(X, K)\n"
        "def helper(X, K):\n    return own + corr2d_of_a_figure(X, K)\n"
        "def corr2d(X, K):\n    return helper(X, K)\n"
        "check(corr2d)",
        names,
    )
    assert "corr2d uses corr2d_of_a_figure, made by a cell that draws figures" in capsys.readouterr().out


def test_names_of_ones_own_cells_are_fine(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "offset", 0)
    right = corr2d  # noqa: F821
    monkeypatch.setitem(globals(), "corr2d", lambda X, K: right(X, K) + offset)  # noqa: F821
    check("corr2d")
    assert "But" not in capsys.readouterr().out


def test_no_exercise_no_cards_and_damaged_cards_say_what_to_do(bundle):
    with pytest.raises(ValueError, match="no exercise of this chapter.*corr2d"):
        check(len)
    (bundle / "cards.npz").write_bytes(b"PK damaged")
    with pytest.raises(ValueError, match="damaged.*unzip"):
        check("corr2d")
    (bundle / "cards.npz").unlink()
    with pytest.raises(FileNotFoundError, match="beside the notebook"):
        check("corr2d")


def test_cards_come_back_as_they_were(tmp_path):
    made = make_cards(CHAPTER, "some seed")
    made[0].cases[0].inputs["params"] = {"W1": np.eye(2), "settings": {"stride": (1, 2), "b": np.zeros(3)}}
    cards.save(CHAPTER, made, tmp_path / "all.npz", ["b", "a"])
    chapter, back, drawn = cards.load(tmp_path / "all.npz")
    assert chapter == CHAPTER and drawn == {"a", "b"}
    for card in made:
        again = back[card.exercise]
        assert again.parts == card.parts
        for old, new in zip(card.cases, again.cases, strict=True):
            assert (old.probe, old.wrong.keys()) == (new.probe, new.wrong.keys())
            assert {n: type(v) for n, v in old.inputs.items()} == {n: type(v) for n, v in new.inputs.items()}
            np.testing.assert_equal(old.inputs, new.inputs)
            np.testing.assert_equal(old.expected, new.expected)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, r"returns None \(is a `return` missing\?\), expected 2 values: out, cache"),
        (np.zeros((2, 3)), "Your code returns one array, expected 2"),  # two pictures would unpack into out and cache
        (np.zeros(3), "Your code returns one array, expected 2"),
        ((1, 2, 3), "Your code returns a tuple of 3, expected 2"),
    ],
)
def test_a_probe_says_how_many_values_should_come_back(result, said):
    with pytest.raises(Told, match=said):
        named(result, "out", "cache")
    assert named([7, None], "out", "cache") == {"out": 7, "cache": None}


def test_counterexamples_of_four_axes_are_shown_slice_by_slice():
    inputs = {"x": np.arange(24.0).reshape(1, 2, 3, 4)}
    expected, got = np.zeros((1, 2, 1, 2)), np.zeros((1, 2, 1, 2))
    got[0, 1, 0, 1] = 5
    case = cards.Case("probe", inputs, [{"out": expected}])
    verdict = judge(cards.Card("layer", [cards.Part("all", 1, [0])], [case], {}), [Outcome({"out": got})])
    shown = html(verdict)
    rows = re.findall(r"<div>(<div style='display:inline-block.*?)</div></div>(?=<div>|</div>)", shown)
    named = [re.findall(r"<b style='vertical-align:middle'>(\w+)</b>", row) for row in rows]
    assert named == [["x"], ["expected", "got"]], "what is to be compared is in one row"
    assert shown.count("[0, 1, :, :]") == 3, "of x, of what was expected, and of what came"
    wrong = re.findall(r"background:#f5c9a8[^>]*>([^<]*)<", shown)
    assert wrong == ["5"], "the wrong entry alone is marked"
    assert [row for row in re.findall(r"<tr>(.*?)</tr>", shown) if row.count(">8<")], "rows of x as rows of a table"


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_expected_and_got_are_shown_with_the_digits_that_tell_them_apart(shape):
    expected, got = np.full(shape, 27.0), np.full(shape, 27.00001)
    case = cards.Case("probe", {"n": 3}, [{"y": expected}])
    card = cards.Card("f", [cards.Part("all", 1, [0])], [case], {}, exact=True)
    verdict = judge(card, [Outcome({"y": got})])
    for shown in (text(verdict), html(verdict)):
        assert "27.00001" in shown


def test_an_empty_array_is_said_to_be_empty():
    case = cards.Case("probe", {"n": 3}, [{"y": np.ones((1, 2))}])
    verdict = judge(cards.Card("f", [cards.Part("all", 1, [0])], [case], {}), [Outcome({"y": np.ones((1, 0))})])
    for shown in (text(verdict), html(verdict)):
        assert "empty array of shape (1, 0)" in shown


def test_what_is_for_the_probe_alone_is_not_shown():
    case = cards.Case("probe", {"n": 3, "_about": "pad"}, [{"y": np.array(1)}])
    verdict = judge(cards.Card("f", [cards.Part("all", 1, [0])], [case], {}), [Outcome({"y": np.array(2)})])
    for shown in (text(verdict), html(verdict), str(verdict.to_json())):
        assert "3" in shown and "_about" not in shown


def test_numpys_warnings_do_not_stand_beside_the_verdict(monkeypatch, recwarn):
    monkeypatch.setitem(globals(), "corr2d", lambda X, K: X[:0].mean(axis=0))
    with pytest.raises(CheckFailed):
        check("corr2d")
    assert [str(one.message) for one in recwarn] == []


def test_code_in_a_sentence_is_set_as_code_and_what_is_0_but_for_rounding_is_0():
    right = np.array([[1.0, -1.2e-16], [2.0, 3.0]])
    fault = Fault("y is `x * 2`, not <x>.", "y", right, right + np.eye(2))
    verdict = Verdict("f", "wrong", [("numbers", 0, 1)], fault.sentence, None, Counterexample("numbers", {}, fault))
    page = html(verdict)
    assert "y is <code>x * 2</code>, not &lt;x&gt;." in page and "e-16" not in page
