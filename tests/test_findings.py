"""What a verdict finds where no mistake has a name: each part by itself, true of all that came, and said once."""
import numpy as np
import pytest

from convlab.card import Card, Case, Part
from convlab.claims import claim
from convlab.compare import find_change
from convlab.diagnosis import Finding
from convlab.probes import entry, refuses
from convlab.run import CHANGED, PLACE, Outcome, run_case
from convlab.verdict import judge
from grader.trial import Trial, result_of

RIGHT = np.array([[1.5, -2.25, 3.5], [0.5, 4.75, -1.25]])
PLACED = "(f, line 3 of its cell: y = x[9])"


def judged(*parts, inputs=None, exact=False):
    """The verdict on a card of parts [(points, [(right, what came)])]; what came is an array or an error's words."""
    cases, outcomes, made = [], [], []
    for number, (points, pairs) in enumerate(parts):
        made.append(Part(f"part {number}", points, list(range(len(cases), len(cases) + len(pairs)))))
        for right, came in pairs:
            given = (inputs or {}) | {"x": np.zeros(len(cases) + 1)}
            cases.append(Case("probe", given, [{"y": np.asarray(right)}]))
            outcomes.append(Outcome(failure="raised", message=came) if isinstance(came, str)
                            else Outcome({"y": np.asarray(came)}))  # fmt: skip
    return judge(Card("f", made, cases, {}, exact=exact), outcomes)


def test_parts_that_fail_for_different_reasons_are_told_each_by_itself():
    verdict = judged((1, [(RIGHT, RIGHT / 2)]), (1, [(RIGHT, -RIGHT)]))
    assert [finding.parts for finding in verdict.findings] == [[0], [1]]
    assert "y is half of what is right. Besides, in “part 1”: " in verdict.message
    assert verdict.message.endswith("y has the wrong sign: it is minus what is right.")


def test_parts_that_show_the_same_are_one_finding():
    verdict = judged((1, [(RIGHT, RIGHT / 2)]), (2, [(RIGHT.T, RIGHT.T / 2)]))
    assert [finding.parts for finding in verdict.findings] == [[0, 1]] and "Besides" not in verdict.message


def test_a_crash_is_told_beside_a_name_and_the_first_where_it_costs_more():
    crash = f"IndexError: index 9 is out of bounds {PLACED}"
    for points, first, name in [
        (1, "6 of 6 entries of y are wrong", "times a number"),
        (3, "Your code stopped: IndexError", "an index beyond the end"),
    ]:
        verdict = judged((2, [(RIGHT, RIGHT / 2)]), (points, [(RIGHT, crash)]))
        assert verdict.message.startswith(first) and crash in verdict.message
        assert verdict.misconception["name"] == name


def test_a_crash_is_told_though_there_is_more_than_a_verdict_tells():
    wrong = [RIGHT / 2, -RIGHT, RIGHT + 1, RIGHT[::-1]]
    verdict = judged(*[(2, [(RIGHT, came)]) for came in wrong], (1, [(RIGHT, f"IndexError: index 9 {PLACED}")]))
    assert len(verdict.findings) == 5 and "Besides, in “part 4”: Your code stopped: IndexError" in verdict.message


def test_errors_in_one_line_are_one_finding_whatever_their_numbers():
    first, second, third = [(RIGHT, f"IndexError: index {n} {PLACED}") for n in (4, 5, 6)]
    verdict = judged((1, [first, second]), (1, [third]))
    assert [finding.parts for finding in verdict.findings] == [[0, 1]]


def test_an_error_in_one_case_and_wrong_numbers_in_another_are_two_findings_of_one_part():
    verdict = judged((1, [(RIGHT, RIGHT / 2), (RIGHT, f"IndexError: index 9 {PLACED}")]))
    assert [(finding.parts, finding.stops) for finding in verdict.findings] == [([0], False), ([0], True)]


def test_where_the_numbers_are_right_in_one_case_alone_it_is_not_said_of_all():
    whole = np.array([2.0, 4.0, 6.0])
    verdict = judged((1, [(whole, whole.astype(int)), (whole + [0.5, 0.25, 0.5], whole.astype(int))]))
    assert verdict.message.startswith("y holds integers, expected floats, and its numbers are wrong as well.")
    assert "The numbers are right here" not in verdict.message, "it would contradict the other case"
    assert "rounded towards 0" in verdict.message, "the case whose numbers are right says nothing against it"


@pytest.mark.parametrize(("before", "behind", "where"), [(1, 1, "around"), (0, 2, "behind"), (2, 0, "before")])
def test_what_is_too_much_is_said_to_be_where_it_is(before, behind, where):
    padded = np.pad(RIGHT, ((before, behind), (before, behind)))
    assert f"y holds what is right, and more {where} it." in judged((1, [(RIGHT, padded)])).message


def test_an_empty_array_has_nothing_that_is_0():
    assert judged((1, [(RIGHT, np.zeros((0, 0)))])).message == "y has shape (0, 0), expected (2, 3)."


def test_of_cases_of_one_size_that_of_the_smaller_numbers_is_shown():
    cases = [Case("probe", {"n": n, "_seed": 1000 - n}, [{"y": np.array(n * 2.0)}]) for n in (700, 3, 40)]
    outcomes = [Outcome({"y": np.array(case.inputs["n"] * 3.0)}) for case in cases]
    verdict = judge(Card("f", [Part("numbers", 1, [0, 1, 2])], cases, {}), outcomes)
    assert verdict.counterexample.inputs["n"] == 3


@pytest.mark.parametrize("extra", [{}, {"other": np.array(8.25)}])
def test_two_that_lack_the_same_have_not_made_the_same_mistake(extra):
    """An array that is missing may be so for many reasons; numbers that are wrong alike are evidence."""
    def card(wrong):
        right = {"y": np.array(1.0), "other": np.array(2.0)}
        cases = [Case("probe", {"n": n}, [right], {"swapped": wrong if n else {"y": np.array(5.0)}}) for n in (0, 1)]
        parts = [Part("numbers", 1, [0], ["y"]), Part("others", 1, [1], ["other"])]
        return Card("f", parts, cases, {"swapped": "You swap them."})

    came = {"y": np.array(1.0)} | extra
    verdict = judge(card(came), [Outcome({"y": np.array(1.0)}), Outcome(came)])
    assert ("You swap them." in verdict.message) == bool(extra), verdict.message


@pytest.mark.parametrize(
    ("right", "wrong", "came", "told"),
    [
        (2.7, 8.3, 8.3, True),
        (-2000.0, -1000.0, -1000.0, False),  # a bound, or the course's mistake: many errors arrive at a round number
        (27.00000001, 27.000000102, 27.00000009, False),  # within a tolerance of 2e-8 much is alike
        (27.0, 27.5, 27.500000001, True),
    ],
)
def test_what_agrees_by_chance_is_not_said_of_the_cases_that_fail(right, wrong, came, told):
    cases = [Case("probe", {"n": n}, [{"y": np.array(one)}], {"bad": {"y": np.array(other)}})
             for n, (one, other) in enumerate([(1.5, 5.5), (right, wrong)])]  # fmt: skip
    made = Card("f", [Part("one", 1, [0]), Part("other", 1, [1])], cases, {"bad": "You do it."}, rtol=1e-9, atol=2e-8,
                exact=True)  # fmt: skip
    verdict = judge(made, [Outcome({"y": np.array(1.5)}), Outcome({"y": np.array(came)})])
    assert ("You do it." in verdict.message) == told, verdict.message


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("right", "came"), [(2.75, 8 + 0j), ([2.75, 1], [np.inf, 3]), ([1e308, 1], [-1e308, 3])])
def test_odd_numbers_end_no_verdict_and_are_not_warned_of(right, came):
    cases = [Case("probe", {"n": n}, [{"y": np.array(one)}], {"bad": {"y": np.array(np.real(other))}})
             for n, (one, other) in enumerate([(1.5, 5.5), (right, came)])]  # fmt: skip
    made = Card("f", [Part("one", 1, [0]), Part("other", 1, [1])], cases, {"bad": "You do it."})
    verdict = judge(made, [Outcome({"y": np.array(1.5)}), Outcome({"y": np.array(came)})])
    assert verdict.score == 1 and verdict.message


def test_signs_are_not_said_to_be_lost_where_there_were_none():
    for wrong in (np.abs(RIGHT) + np.eye(2, 3), np.abs(RIGHT) * (1 + 5e-7)):
        assert "signs" not in judged((1, [(np.abs(RIGHT), wrong)]), exact=True).message
    assert judged((1, [(np.abs(RIGHT), wrong)]), exact=True).misconception is None, "nearly right is no relation"


def test_a_shape_that_is_wrong_is_said_beside_what_is_wrong_with_the_numbers():
    verdict = judged((1, [(RIGHT, np.zeros((3, 2)))]))
    assert verdict.message == "y has shape (3, 2), expected (2, 3). All of y is 0, and its shape is wrong, too."


@pytest.mark.parametrize("message, place, line", [
    ("IndexError: x (1, 2) (f, line 3 of its cell: y = x[(9)])", "f, line 3 of its cell", "y = x[(9)]"),
    ("E: x (g, line 1 of its cell: raise, called in f, line 3 of its cell: g())", "g, line 1 of its cell", "raise"),
])  # fmt: skip
def test_the_place_of_an_error(message, place, line):
    found = PLACE.search(message)
    assert (found[1], found[2]) == (place, line)


# --- what is no number ----------------------------------------------------------------------------


def of_refusal(came: Outcome, expected: bool = True):
    case = Case("probe", {"x": np.zeros(1)}, [{"a ValueError is raised": np.array(expected)}])
    return judge(Card("f", [Part("all", 1, [0])], [case], {}), [came])


def test_what_is_not_refused_and_what_is_refused_though_allowed_are_sentences():
    verdict = of_refusal(Outcome({"a ValueError is raised": np.array(False)}))
    assert verdict.message == "This input should be refused with a ValueError, and your code accepts it."
    assert verdict.misconception["name"] == "not refused"
    verdict = of_refusal(Outcome({"a ValueError is raised": np.array(True)}), expected=False)
    assert verdict.misconception["name"] == "refused, though allowed"


@pytest.mark.parametrize("raised", [AssertionError("wrong"), IndexError("index 3"), TypeError()])
def test_a_refusal_with_another_error_says_which(raised):
    def refuse(x):
        raise raised

    came = run_case(lambda student, x: refuses(refuse, x), None, {"x": np.zeros(1)})
    verdict = of_refusal(came)
    assert verdict.misconception["name"] == "another error than ValueError"
    shown = f"{type(raised).__name__}: {raised}".removesuffix(": ")
    assert verdict.message.startswith(f"This input should be refused with a ValueError, and is with {shown}")


def test_an_error_that_the_code_raises_itself_is_a_refusal():
    words = "ValueError: too large (f, line 2 of its cell: raise ValueError('too large'))"
    verdict = judged((1, [(RIGHT, words)]))
    assert verdict.message == f"Your code refuses what it should accept: {words}."
    called = "ValueError: large (g, line 2 of its cell: raise ValueError('large'), called in f, line 1 of its cell)"
    assert judged((1, [(RIGHT, called)])).message == f"Your code stopped: {called}.", "g may be right"


def test_yes_and_no_are_sentences_also_where_nobody_wrote_one():
    said = {("an example is in no val", True): "An example is in no val: that must not be.",
            ("gradients are float32", False): "Gradients are not float32, and should be.",
            ("every picture is a shift of X", False): "Not so, but it should be: every picture is a shift of X.",
            ("forward: as many steps of Python for a larger picture", False):
                "Forward: a larger picture takes more steps of Python: something loops over its places."}  # fmt: skip
    for (name, answer), sentence in said.items():
        assert claim(name, answer)[1] == sentence


def test_what_a_dictionary_lacks_is_said_in_words():
    for held, said in [({}, "config has no 'v': it is empty"), ({"w": 1}, "config has no 'v': it has 'w'"),
                       (None, "config should be a dictionary, but your code makes it NoneType")]:  # fmt: skip
        came = run_case(lambda student, held=held: {"v": entry(held, "v", "config")}, None, {})
        assert came.message == said
    assert entry({"v": 3}, "v", "config") == 3


# --- mistakes of the card ------------------------------------------------------------------------


def with_mistakes(got: list, wrong: dict[str, list], rights: list | None = None, parts: list[list[int]] | None = None):
    """The verdict on cases whose right answer is RIGHT, of a card whose mistakes give these."""
    rights = rights or [RIGHT] * len(got)
    runs = [{name: {"y": given[c]} for name, given in wrong.items()} for c in range(len(rights))]
    cases = [Case("probe", {"x": np.zeros(c + 1)}, [{"y": rights[c]}], runs[c]) for c in range(len(rights))]
    made = [Part(f"part {p}", 1, places) for p, places in enumerate(parts or [[c] for c in range(len(got))])]
    card = Card("f", made, cases, {name: f"You do {name}." for name in wrong})
    return judge(card, [Outcome({"y": came}) for came in got])


def test_two_mistakes_in_parts_of_one_array_are_told_of_their_parts_alone():
    wrong = {"a": [2 * RIGHT, RIGHT, RIGHT + 7], "b": [RIGHT, RIGHT - 3, RIGHT - 3]}
    verdict = with_mistakes([2 * RIGHT, RIGHT - 3, RIGHT ** 2], wrong)
    assert "In the cases of “part 0” that fail: You do a." in verdict.message
    assert "in the cases of “part 1” that fail: You do b." in verdict.message
    assert verdict.misconception["name"] == "a function of what is right", "the relation holds, neither mistake does"


def test_nan_for_nan_is_no_evidence_of_a_mistake_in_one_part():
    nan = np.full_like(RIGHT, np.nan)
    verdict = with_mistakes([nan, RIGHT - 3], {"a": [nan, RIGHT + 7]})
    assert "You do a" not in verdict.message and "nan comes of" in verdict.message


def test_of_mistakes_that_agree_the_one_is_named_that_spoils_nothing_else():
    cases = [Case("probe", {}, [{"y": RIGHT, "z": RIGHT}], {
        "both": {"y": 2 * RIGHT, "z": RIGHT + 7}, "one": {"y": 2 * RIGHT, "z": RIGHT}})]  # fmt: skip
    parts = [Part("y", 1, [0], ["y"]), Part("z", 1, [0], ["z"])]
    card = Card("f", parts, cases, {"both": "Both.", "one": "One."})
    assert judge(card, [Outcome({"y": 2 * RIGHT, "z": -RIGHT})]).misconception["name"] == "one"


def test_a_mistake_that_loses_numbers_which_the_student_has_is_not_the_cause():
    cases = [Case("probe", {}, [{"y": RIGHT, "z": RIGHT}], {"m": {"y": 2 * RIGHT, "z": RIGHT * np.nan}})]
    card = Card("f", [Part("y", 1, [0], ["y"]), Part("z", 1, [0], ["z"])], cases, {"m": "You do m."})
    assert "You do m." not in judge(card, [Outcome({"y": 2 * RIGHT, "z": -RIGHT})]).message


def test_a_mistake_whose_run_is_right_does_not_explain_numbers_of_another_kind():
    whole = np.array([[1.0, 2.0, 3.0]])
    wrong = {"m": [whole, 2 * whole]}
    verdict = with_mistakes([whole.astype(int), 2 * whole], wrong, [whole, whole], [[0], [1]])
    assert [finding.parts for finding in verdict.findings if finding.mistake] == [[1]]
    assert "y holds integers, expected floats. The numbers are right here" in verdict.message


def test_zeros_for_zeros_are_no_evidence_of_a_mistake_in_one_part():
    small = np.abs(RIGHT) / 10
    verdict = with_mistakes([0 * RIGHT, 0 * RIGHT], {"cut": [np.trunc(small), RIGHT]}, [small, RIGHT])
    assert "You do cut" not in verdict.message and "All of y is 0." in verdict.message


def test_an_argument_that_the_code_itself_leaves_out_is_not_a_default_of_the_stub():
    said = "TypeError: corr2d() missing 1 required positional argument: 'K'"
    assert "The first line of the stub" in judged((1, [(RIGHT, said)])).message
    own = f"{said} (f, line 2 of its cell: return corr2d(X))"
    assert judged((1, [(RIGHT, own)])).message == f"Your code calls corr2d without 'K': {own}."


def test_a_number_that_somebody_wrote_is_told():
    got = np.where(RIGHT < 0, -1000.0, RIGHT)
    verdict = judged((1, [(RIGHT, got)]))
    assert verdict.message.endswith("The wrong entries of y are all -1000, a number that is in none of the inputs.")
    known = judged((1, [(RIGHT, got)]), inputs={"fill": -1000})
    assert "none of the inputs" not in known.message


def test_whole_numbers_are_not_taken_for_single_precision():
    right = np.array([-6.998, 3.004, 8.003])
    assert "float32" not in judged((1, [(right, np.round(right))])).message
    assert "float32" in judged((1, [(right, (right + 1e-4).astype(np.float32).astype(float))])).message


def test_a_few_whole_numbers_are_told_and_not_counted():
    for right, got in [([2, 2, 3], [2, 3, 3]), ([2, 2, 3], [7])]:
        assert judged((1, [(np.array(right), np.array(got))])).message.startswith(f"y: {got}, expected {right}.")
    assert judged((1, [(np.arange(9), np.arange(9) + 1)])).message.startswith("9 of 9 entries of y are wrong")


def test_a_pair_of_mistakes_takes_the_place_of_what_is_said_of_its_parts_alone():
    wrong = {"a": [2 * RIGHT, RIGHT, RIGHT], "b": [RIGHT, RIGHT, RIGHT - 3]}
    cases = [Case("probe", {"x": np.zeros(c + 1)}, [{"y": RIGHT}], {n: {"y": r[c]} for n, r in wrong.items()})
             for c in range(3)]  # fmt: skip
    card = Card("f", [Part(f"part {c}", 1, [c]) for c in range(3)], cases, {"a": "You do a.", "b": "You do b."})
    trial = Trial(card, outcomes=[Outcome({"y": came}) for came in (2 * RIGHT, RIGHT ** 3, RIGHT - 3)])
    result = result_of([trial])
    result.explain(lambda *_: Finding([0, 1], "Two things at once.", "a; c", "a; c"))
    assert [finding.message for finding in result.mistakes] == [
        "Two things at once.", "In the cases of “part 2” that fail: You do b.",
    ]  # fmt: skip
    result.explain(lambda *_: None)
    assert [finding.mistake for finding in result.mistakes] == ["a", "b"]


def test_a_gradient_changed_in_place_is_told_by_the_name_that_the_code_has_for_it():
    case = Case("probe", {"dw_of_each_step": np.zeros(2)}, [{"w": np.array(1.0)}])
    came = Outcome({"w": np.array(1.0), f"{CHANGED}dw_of_each_step": np.ones(2)})
    assert find_change(case, came).sentence.startswith("Your code changes its input dw; ")


@pytest.mark.parametrize(("said", "name"), [
    ("y should be an array of numbers, but your code gives None (is a `return` missing?)", "nothing returned"),
    ("Your code returns one array, expected 2 values: out, cache", "another number of values returned"),
    ("y should be an array, but your code gives a list; np.array(...) makes one", "a list in place of an array"),
    ("w should be a number or an array of numbers, but your code gives one dict", "another form than is asked for"),
])  # fmt: skip
def test_what_is_returned_in_another_form_is_wrong_and_has_not_stopped(said, name):
    verdict = judged((1, [(RIGHT, said)]))
    assert (verdict.outcome, verdict.misconception["name"], verdict.message) == ("wrong", name, f"{said}.")
