"""What a student's function prints while it is tried: a screen of it, under the case that it belongs to."""
import sys

import numpy as np
import pytest

from convlab import card as cards
from convlab.check import CheckFailed, check, checking
from convlab.printed import COLUMNS, KEPT, LINES, Printed, kept_apart
from convlab.render import html, text
from convlab.run import Outcome
from convlab.verdict import judge
from grader.cards import PUBLIC_SEED, make_cards
from grader.sources import reference_of

CHAPTER = "01_convolution"
RIGHT = reference_of(CHAPTER).corr2d


@pytest.fixture(autouse=True)
def bundle(tmp_path, monkeypatch):
    """A folder with the chapter's cards, as beside a notebook."""
    cards.save(CHAPTER, make_cards(CHAPTER, PUBLIC_SEED), tmp_path / "cards.npz")
    monkeypatch.chdir(tmp_path)


def wrong(X, K):
    print("shape", X.shape)
    return RIGHT(X, K) + 1


def test_of_all_cases_the_smallest_one_that_fails_shows_what_it_printed(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "corr2d", wrong)
    with pytest.raises(CheckFailed):
        check("corr2d")
    printed = capsys.readouterr()
    assert printed.out.count("shape (") == 1 and printed.err == ""
    assert printed.out.index("Smallest case that fails") < printed.out.index("printed by your code:\n    shape (")


def test_what_a_function_prints_for_the_asserts_of_a_test_cell_is_not_shown_twice(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "corr2d", wrong)
    with pytest.raises(CheckFailed), checking("corr2d"):
        assert wrong(np.eye(2), np.eye(2)) == 2
    assert capsys.readouterr().out.count("shape (") == 1
    print("and printing goes on")
    assert capsys.readouterr().out == "and printing goes on\n"


def test_beside_a_right_verdict_nothing_is_printed(monkeypatch, capsys):
    monkeypatch.setitem(globals(), "corr2d", lambda X, K: print("here") or RIGHT(X, K))
    check("corr2d")
    shown = capsys.readouterr().out
    assert "corr2d: right" in shown and "here" not in shown


def test_what_goes_to_stderr_is_kept_too(capsys):
    with kept_apart() as printed:
        print("a warning", file=sys.stderr)
    assert printed.screen() == "a warning" and capsys.readouterr().err == ""


def test_a_screen_of_it_is_shown_and_the_rest_counted():
    printed = Printed()
    for number in range(1250):
        print("number", number, file=printed)
    assert printed.screen().split("\n") == [f"number {n}" for n in range(LINES)] + ["... 1,230 lines more"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("a", "a"),
        ("a\n" * LINES, "\n".join("a" * LINES)),
        ("a\n" * LINES + "b", "\n".join("a" * LINES) + "\n... 1 line more"),
        ("a" * (COLUMNS + 1), "a" * (COLUMNS - 4) + " ..."),
    ],
)
def test_what_fits_is_shown_whole_and_a_long_line_is_cut(text, shown):
    printed = Printed()
    printed.write(text)
    assert printed.screen() == shown


def test_endless_prints_fill_no_memory():
    printed = Printed()
    for _ in range(1000):
        printed.write("x" * 999)
    assert sum(map(len, printed._kept)) == KEPT and len(printed._kept) < 10


def test_what_is_printed_is_no_html_and_moves_no_cursor():
    case = cards.Case("probe", {"n": 3}, [{"y": np.array(1)}])
    card = cards.Card("f", [cards.Part("all", 1, [0])], [case], {})
    verdict = judge(card, [Outcome({"y": np.array(2)}, printed="<b>bold</b>\n\x1b[2Jgone")])
    assert "<b>bold</b>" in text(verdict) and "&lt;b&gt;bold&lt;/b&gt;" in html(verdict)
    assert "\x1b" not in text(verdict) + html(verdict)
