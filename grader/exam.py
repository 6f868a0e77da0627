"""One submission's examination: our code on a student's notebook and on what the processes of it say.

Runs in the examiner's room (examiner.py). All that a student may read after grading comes from runs that never saw a
hidden case: these decide points, and of them a mistake's own sentence is told.
"""
import contextlib
import functools
import json
import socket
import time
from collections.abc import Iterable

from convlab import render
from convlab import verdict as verdicts
from convlab.card import Card
from convlab.diagnosis import Finding
from convlab.run import Outcome
from convlab.verdict import Verdict
from grader.bounds import TOO_LARGE, TooLarge, begin_submission, bounded
from grader.course import CourseError
from grader.inside import wire
from grader.inside.clock import Allowance
from grader.material import Material
from grader.own import judge_own, own_answers
from grader.pairs import pair_of
from grader.passes import Pass
from grader.rebuild import Rebuilt, rebuild
from grader.remarks import remark
from grader.slips import slip_of
from grader.terminal import plain
from grader.trial import explained
from grader.tries import Tries

SEARCH = 1.2  # seconds of processor time in which to look for slips and for two mistakes at once, in all exercises
FEW = 4  # exercises up to which there is all that time: where more are wrong, the rest takes long, too
# What the student's code may have taken when each is over, in limits of an exercise: with hidden cases; then, counted
# anew, as nothing that is told there may depend on a hidden case, with shown ones and in the instructor's tests.
HIDDEN, SHOWN, OWN = 2.4, 1.2, 1.5


class Door:
    """To the student's room, by way of the desk, which starts its runs and hands their sockets over."""

    def __init__(self, desk: socket.socket, seconds: float):
        self.desk, self.seconds, self.passed = desk, seconds, ""
        self.announced, self.silent_until = "", 0.0
        self.taken = Allowance()

    @contextlib.contextmanager
    def start_run(self, needs: Iterable[str] = ()):
        wire.send(self.desk, {"run": True, **dict.fromkeys(needs, True)})
        word, passed, _, _ = socket.recv_fds(self.desk, 1, 1)
        if not word:
            raise wire.WireClosed("the desk is gone")
        with socket.socket(fileno=passed[0]) as job:
            yield job
        wire.send(self.desk, {"over": True})
        self.passed = wire.receive(self.desk)["passed"]

    def times(self, since: float) -> tuple[float, float]:
        """Seconds of the processor that the processes of the last run used, and that they waited for it, since then."""
        wire.send(self.desk, {"since": since})
        return wire.receive(self.desk)["times"]

    def announce(self, exercise: str = "") -> None:
        """Whose answer is looked at: the desk knows then over what we fell. "" is a sign of life, no more."""
        if exercise in ("", self.announced) and time.monotonic() < self.silent_until:
            return  # each wakes the desk
        wire.send(self.desk, {"examining": exercise})
        self.announced, self.silent_until = exercise or self.announced, time.monotonic() + self.seconds / 4


def examine(desk: socket.socket, material: Material, task: dict) -> dict:
    """What the desk is told of a submission.

    task: {"notebook": as course.checked_notebook gives it, in bytes of JSON, "name": for messages, "seconds": a cell's
          or an exercise's limit, "too large": exercises over whose answers an examiner has fallen before}
    """
    chapter = material.chapter
    begin_submission()
    try:
        with bounded(task["seconds"] * 2):
            rebuilt = rebuild(chapter, json.loads(task["notebook"].tobytes()), task["name"])
    except TooLarge:
        return {"refused": f"{task['name']} is too large or nested too deeply to be read."}
    except CourseError as error:
        return {"refused": str(error)}
    door = Door(desk, task["seconds"])
    try:
        found = judge(door, material, rebuilt, set(task["too large"]))
    except wire.WireError:
        raise
    except Exception as error:  # a bug of ours must not cost a student points
        said = plain(f"The grader failed ({type(error).__name__}: {error}). No points are lost; grade again.")
        found = [verdicts.blank(card, "grader fault", said) for card in material.hidden.values()]
    shown = write_outputs(door, rebuilt.notebook, found)
    own = judge_own(door, chapter, rebuilt, OWN * door.seconds)
    return {
        "notebook": wire.as_bytes(json.dumps(rebuilt.notebook)),
        "verdicts": shown,
        "own": [vars(one) for one in own],
        "answers": own_answers(chapter, rebuilt.notebook),
    }


def judge(door: Door, material: Material, rebuilt: Rebuilt, too_large: set[str]) -> list[Verdict]:
    """Two passes with the hidden cases. What is right in the first, quick one is right. Whatever is not is tested again
    in a process of its own, so that no exercise can spoil another; there it gets the course's functions in place of
    those that it calls and that are not right. Of the two results the better one counts, part by part.

    Then one with the cases that students have, for what is not right.
    """
    names = set(material.hidden) - too_large - rebuilt.missing
    until = HIDDEN * door.seconds
    quick = Pass(door, material.chapter, rebuilt, material.hidden, names, until)
    quick.outcomes |= dict.fromkeys(too_large, "wrong")
    quick.run()
    again = {name for name in names if quick.outcome(name) != "right"} - rebuilt.unchanged
    stuck = {name for name in again if quick.trials[name].stuck or quick.trials[name].cut_off}
    last = quick
    if again - stuck:
        last = Pass(door, material.chapter, rebuilt, material.hidden, again - stuck, until, closed=quick)
        last.outcomes |= dict.fromkeys(too_large, "wrong")
        last.left_out = {n for n in quick.left_out if not rebuilt.steps[n].test}
        last.run()
    for name in material.hidden:
        last.outcome(name)
    explain(material, last)
    shown = show(door, material, rebuilt, last, SHOWN * door.seconds)
    return [remark(verdict_on(name, last, shown, rebuilt, too_large), rebuilt) for name in material.hidden]


def explain(material: Material, last: Pass) -> None:
    """Find the mistakes behind what is not right."""
    left = {n: one for n, one in last.results.items() if one.left and last.outcomes[n] != "not attempted"}
    until = time.process_time() + SEARCH * min(1, FEW / max(1, len(left)))
    sources = {step.exercise: step.source for step in last.rebuilt.steps}
    for name, result in left.items():
        last.door.announce(name)
        with contextlib.suppress(TooLarge), bounded():
            result.explain(functools.partial(search, material.chapter.name, until, sources.get(name, "")))


def search(chapter: str, until: float, written: str, card: Card, outcomes: list[Outcome],
           places: list[int]) -> Finding | None:  # fmt: skip
    """The slip, or the two mistakes at once, behind what no single mistake explains; None when time.process_time is up.

    written: the source of the student's cell
    places:  the parts of the card in question
    """
    if time.process_time() >= until:
        return None
    with contextlib.suppress(Exception):  # a name is a help: looking for one must not cost the verdict
        tries = Tries(chapter, written, card, outcomes, places)
        return slip_of(tries, until) or pair_of(tries, until)
    return None


def show(door: Door, material: Material, rebuilt: Rebuilt, last: Pass, until: float) -> Pass | None:
    """A pass with the cases that students have, for what is not right by the hidden ones; None where all is.

    Of the hidden runs it takes what the verdict tells anyway, and nothing else: which cells had to be left out there,
    or how long they took, could be made to tell a hidden number.
    """
    wrong = {name for name, outcome in last.outcomes.items() if outcome != "right" and name in last.results}
    wrong -= {n for n in wrong if last.results[n].best.cut_off or last.outcomes[n] == "not attempted"}
    door.taken = Allowance()
    if not wrong:
        return None
    shown = Pass(door, material.chapter, rebuilt, material.public, wrong, until, closed=last.closed or last)
    shown.outcomes = dict(last.outcomes)
    shown.unaided = {name for name in wrong if not last.results[name].best.given}
    shown.endless = {name for name in wrong if last.results[name].best.stuck}
    shown.shown = True
    shown.run()
    return shown


def verdict_on(name: str, last: Pass, shown: Pass | None, rebuilt: Rebuilt, too_large: set[str]) -> Verdict:
    """The verdict on an exercise that all passes are over with."""
    card = last.cards[name]
    if name in rebuilt.missing:
        said = f"The exercise's cell is missing, and no other cell defines `{name}` by `def`, `class`, `=` or `import`."
        return verdicts.blank(card, "not attempted", said)
    if name in too_large or name not in last.results:
        return verdicts.blank(card, "wrong", TOO_LARGE)
    if last.results[name].left:
        last.door.announce(name)
    try:
        with bounded():
            return explained(last.results[name], shown and shown.trials.get(name), last.not_right(name))
    except TooLarge:
        told = verdicts.blank(card, last.outcomes[name], "What your code returned is too large to be explained.")
        told.parts = last.results[name].parts
        return told


def write_outputs(door: Door, notebook: dict, found: list[Verdict]) -> list[dict]:
    """Put each verdict under its test cell, as text and as HTML; the verdicts as they are told to the desk."""
    by_test = {f"test_{verdict.exercise}": verdict for verdict in found}
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    told = []
    for test, verdict in by_test.items():
        if verdict.outcome != "right":
            door.announce(verdict.exercise)
        try:
            with bounded():
                data = {"text/plain": render.text(verdict), "text/html": render.html(verdict)}
                said = verdict.to_json()
        except TooLarge:
            verdict.counterexample = None
            data, said = {"text/plain": render.text(verdict), "text/html": render.html(verdict)}, verdict.to_json()
        if test in cells:
            cells[test]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
        told.append(said | {"text": data["text/plain"]})
    return told
