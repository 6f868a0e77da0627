"""Grade a notebook: rebuild it, run it behind the wall, compare outside, and write down how."""
import functools
import hashlib
import json
import time
from dataclasses import dataclass

from convlab import card as cards
from convlab import verdict as verdicts
from convlab.run import Outcome
from convlab.verdict import Verdict
from grader import __version__, checks
from grader.course import ROOT, Chapter
from grader.inside import wire
from grader.rebuild import Rebuilt, Step, rebuild
from grader.sandbox import Run, SandboxError, open_sandbox

SECONDS = 5.0  # wall clock of one cell, and of all cases of one exercise
GRACE = 1.0  # between the clock inside and the one that kills
RESTARTS = 12  # runs of one submission after something in it had to be killed
MAX_CALLS = 5_000  # questions to the course's functions in one exercise
MAX_ASKED = 50_000  # entries in the arrays of one such question


@dataclass
class Graded:
    """One graded notebook."""

    chapter: str
    isolation: str
    verdicts: list[Verdict]
    notebook: dict  # rebuilt, with the verdicts as outputs of the test cells
    receipt: dict

    @property
    def score(self) -> float:
        return sum(verdict.score for verdict in self.verdicts)

    @property
    def max_score(self) -> float:
        return sum(verdict.max_score for verdict in self.verdicts)

    @property
    def faulty(self) -> bool:
        return any(verdict.outcome == "grader fault" for verdict in self.verdicts)

    def to_json(self, notebook: str) -> dict:
        return {
            "notebook": notebook,
            "chapter": self.chapter,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": self.isolation,
            "exercises": [verdict.to_json() for verdict in self.verdicts],
        }


@dataclass
class Tested:
    """What came back for one exercise."""

    outcomes: list[Outcome]
    finished: bool = False
    blocked: bool = False  # not run, as it would have waited for one that is stuck

    @property
    def stuck(self) -> bool:
        """It ran out of time by itself."""
        return bool(self.outcomes) and self.outcomes[-1].failure == "timed out" and not self.blocked


class Judge:
    """Grades notebooks of any chapter with one warm sandbox and one seed. Use it in a `with`."""

    def __init__(self, seed: str, isolation: str = "auto", seconds: float = SECONDS):
        self.seed, self.seconds = seed, seconds
        self.sandbox = open_sandbox(isolation)
        self.isolation = self.sandbox.isolation

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sandbox.close()

    def grade(self, chapter: Chapter, submission: dict, name: str = "the notebook") -> Graded:
        """Verdicts on a submission. A failure of ours is the outcome "grader fault", never a zero.

        submission: the notebook as `course.read_notebook` gives it
        Raises CourseError when it is not a notebook of the chapter.
        """
        rebuilt = rebuild(chapter, submission, name)
        hidden = hidden_cards(chapter.name, self.seed)
        try:
            found = self._judge(chapter, rebuilt, hidden)
        except Exception as error:  # a bug or a broken machine must not cost a student points
            said = f"The grader failed ({type(error).__name__}: {error}). No points are lost; grade again."
            found = [verdicts.blank(card, "grader fault", said) for card in hidden.values()]
        write_outputs(rebuilt.notebook, found)
        return Graded(chapter.name, self.isolation, found, rebuilt.notebook, self._receipt(chapter, rebuilt, found))

    def _judge(self, chapter: Chapter, rebuilt: Rebuilt, hidden: dict[str, cards.Card]) -> list[Verdict]:
        """Two passes. What is right in the first, quick one is right. Whatever is not is tested again in
        a process of its own, so that no exercise can spoil another; there an exercise whose needs are not
        right gets the course's functions in their place.
        """
        quick = Pass(self, chapter, rebuilt, hidden, set(hidden), careful=False)
        quick.run()
        found = {name: quick.verdict(name) for name in hidden}
        again = {name for name, one in found.items() if one.outcome != "right" and name not in rebuilt.unchanged}
        again -= rebuilt.missing
        again -= {name for name in again if quick.tested[name].stuck or name in quick.cut_off}
        if again:
            careful = Pass(self, chapter, rebuilt, hidden, again, careful=True, closed=found)
            careful.left_out = {n for n in quick.left_out if not rebuilt.steps[n].test}
            careful.run()
            found |= {name: careful.verdict(name) for name in hidden if name in again}
        return [found[name] for name in hidden]

    def _receipt(self, chapter: Chapter, rebuilt: Rebuilt, found: list[Verdict]) -> dict:
        """Enough to grade the same sources again and get the same grades."""
        sources = [cell["source"] for cell in rebuilt.notebook["cells"]]
        return {
            "chapter": chapter.name,
            "grader": __version__,
            "isolation": self.isolation,
            "seed_id": seed_id(self.seed),
            "course_sha256": course_hash(chapter.name),
            "sources_sha256": hashlib.sha256(json.dumps(sources).encode()).hexdigest(),
            "seconds": self.seconds,
            "exercises": [verdict.to_json() for verdict in found],
        }


class Pass:
    """Runs of one submission until each of its tests was made. What has to be killed is left out of the
    next run, so it costs one cell or one exercise.

    careful: each exercise in a fork of its own, with stand-ins for needs that are `closed` as not right
    """

    def __init__(self, judge: Judge, chapter: Chapter, rebuilt: Rebuilt, hidden: dict, tests: set[str], careful: bool,
                 closed: dict[str, Verdict] | None = None):  # fmt: skip
        self.judge, self.chapter, self.rebuilt, self.hidden = judge, chapter, rebuilt, hidden
        self.careful, self.closed = careful, closed or {}
        self.tested = {name: Tested([]) for name in tests}
        self.given: dict[str, list[str]] = {}
        self.errors: dict[str, Outcome] = {}  # exercise -> why its cell did not run
        self.left_out: set[int] = set()
        self.cut_off: set[str] = set()  # exercises whose cell had to be killed

    def run(self) -> None:
        for _ in range(RESTARTS + 1):
            numbers = [n for n, step in enumerate(self.rebuilt.steps) if self._wanted(n, step)]
            if not any(self.rebuilt.steps[n].test for n in numbers):
                return
            stuck = Conversation(self, numbers).hold()
            if stuck is None:
                return
            self.left_out.add(stuck)
            self.careful = True  # one exercise may end the process: keep the others apart from now on

    def _wanted(self, number: int, step: Step) -> bool:
        if number in self.left_out:
            return False
        return not step.test or (step.test in self.tested and not self.tested[step.test].finished)

    def verdict(self, name: str) -> Verdict:
        if name in self.rebuilt.missing:
            said = "The exercise's cell is missing from the notebook."
            return verdicts.blank(self.hidden[name], "not attempted", said)
        outcomes, error = self.tested[name].outcomes, self.errors.get(name)
        verdict = verdicts.judge(self.hidden[name], outcomes)
        if error and verdict.outcome != "right" and all(outcome.arrays is None for outcome in outcomes):
            outcome = "timed out" if error.failure == "timed out" else "crashed"
            return verdicts.blank(self.hidden[name], outcome, f"The exercise's cell did not run: {error.message}.")
        if self.given.get(name):
            verdict.message += f" (Judged with the course's {' and '.join(self.given[name])}: yours is not right yet.)"
        return verdict

    def task(self, name: str) -> dict:
        """What to test an exercise with. No cases when it would only get stuck in one that it needs."""
        card = self.hidden[name]
        if self.careful:
            # Only needs whose verdict is final: what a stand-in answers cannot help there.
            self.given[name] = [need for need in card.needs if self._final(need) != "right"]
        for need in set(card.needs) - set(self.given.get(name, [])):
            ends = self.tested[need].outcomes[-1:] if need in self.tested else []
            if ends and ends[0].failure in ("timed out", "died"):
                self.tested[name].outcomes.extend(ends)
                self.tested[name].blocked = True
                return {"cases": [], "given": [], "fork": False}
        cases = [{"probe": case.probe, "inputs": case.inputs} for case in card.cases]
        return {"cases": cases, "given": self.given.get(name, []), "fork": self.careful}

    def _final(self, need: str) -> str:
        if need in self.tested:
            return self.verdict(need).outcome if self.tested[need].finished else "right"
        return self.closed[need].outcome


class Conversation:
    """One run of a submission: what its processes say, and what we answer."""

    def __init__(self, under: Pass, numbers: list[int]):
        self.under, self.judge = under, under.judge
        self.numbers = numbers  # of the steps, in Rebuilt.steps
        self.steps = [under.rebuilt.steps[number] for number in numbers]
        self.reference = checks.reference_of(under.chapter.name)
        self.current = 0
        self.calls = 0
        self.deadline = 0.0

    def hold(self) -> int | None:
        """Talk until the end; the number of the step at which it had to be cut off, None when none was."""
        steps = [{"test": step.test} if step.test else {"source": step.source} for step in self.steps]
        ending = verdicts.DIED
        with self._start() as run:
            self.deadline = time.monotonic() + self.judge.seconds + GRACE
            try:
                job = {"chapter": self.under.chapter.name, "seconds": self.judge.seconds, "steps": steps}
                wire.send(run.job, job)
                while self._answer(run, wire.receive(run.job, self.deadline)):
                    pass
                return None
            except wire.WireTimeout:
                ending = Outcome(failure="timed out", message=f"it was stopped after {self.judge.seconds:g} s")
            except (wire.WireError, OSError):
                pass  # what it was doing when it broke off counts as having died
        self._cut_off(self.steps[self.current], ending)
        return self.numbers[self.current]

    def _cut_off(self, step: Step, ending: Outcome) -> None:
        if all(earlier.ours for earlier in self.steps[: self.current + 1]):
            raise SandboxError(f"a cell of the course did not run: {ending.message}")
        if step.test:
            tested = self.under.tested[step.test]
            if not tested.finished:
                tested.outcomes.append(ending)
                tested.finished = True
        elif step.exercise:
            self.under.errors[step.exercise] = ending
            self.under.cut_off.add(step.exercise)

    def _start(self) -> Run:
        try:
            return self.judge.sandbox.start_run()
        except SandboxError:
            self.judge.sandbox.close()
            self.judge.sandbox = open_sandbox(self.judge.isolation)
            return self.judge.sandbox.start_run()

    def _answer(self, run: Run, message) -> bool:
        """React to one message; False at the end. WireError for whatever no honest process says."""
        if not isinstance(message, dict):
            raise wire.WireError("no message")
        step = self.steps[self.current]
        if "end" in message:
            return False
        if "step" in message:
            self._advance(message["step"])
        elif "error" in message and not step.test:
            if step.exercise:
                self.under.errors[step.exercise] = read_outcome({**message, "arrays": None})
        elif "cases for" in message and step.test:
            wire.send(run.job, self.under.task(step.test))
        elif "case" in message and step.test:
            self._keep(step.test, message)
        elif "call" in message and step.test:
            wire.send(run.job, self._stand_in(step.test, message))
        elif "tested" in message and step.test:
            self.under.tested[step.test].finished = True
        else:
            raise wire.WireError("an unexpected message")
        return True

    def _advance(self, number) -> None:
        # Only forward: otherwise a student's process could talk for ever.
        if type(number) is not int or not (self.current < number < len(self.steps) or number == 0 == self.current):
            raise wire.WireError("steps out of order")
        self.current, self.calls = number, 0
        self.deadline = time.monotonic() + self.judge.seconds + GRACE

    def _keep(self, test: str, message: dict) -> None:
        outcomes = self.under.tested[test].outcomes
        if message.get("case") != len(outcomes) or len(outcomes) >= len(self.under.hidden[test].cases):
            raise wire.WireError("cases out of order")
        outcomes.append(read_outcome(message))

    def _stand_in(self, test: str, message: dict) -> dict:
        """What the course's function returns; an error for calls beyond what an exercise needs."""
        self.calls += 1
        args, kwargs = message.get("args"), message.get("kwargs")
        offered = self.under.given.get(test, [])
        if message["call"] not in offered or not isinstance(args, list) or not isinstance(kwargs, dict):
            raise wire.WireError("a call that was not offered")
        if self.calls > MAX_CALLS or _amount([args, list(kwargs.values())]) > MAX_ASKED:
            return {"error": "too many or too large calls of a given function"}
        try:
            return {"value": getattr(self.reference, message["call"])(*args, **kwargs)}
        except Exception as error:  # the arguments are the student's
            return {"error": f"{type(error).__name__}: {error}"[:500]}


def read_outcome(message: dict) -> Outcome:
    """An Outcome from a message of the student's side, checked; WireError for anything else."""
    arrays, failure, said = message.get("arrays"), message.get("failure"), message.get("message")
    if failure not in ("", "raised", "not implemented", "timed out") or not isinstance(said, str):
        raise wire.WireError("an unknown outcome")
    if failure:
        demo = ". Names from cells that draw figures do not exist when your work is graded"
        return Outcome(None, failure, said[:2000] + demo * said.startswith("NameError: name "))
    if not isinstance(arrays, dict) or not all(hasattr(array, "dtype") for array in arrays.values()):
        raise wire.WireError("an outcome without arrays")
    return Outcome(arrays)


@functools.cache
def hidden_cards(chapter: str, seed: str) -> dict[str, cards.Card]:
    """The cards of the course's secret seed, made once per process."""
    return {card.exercise: card for card in checks.make_cards(chapter, seed)}


def seed_id(seed: str) -> str:
    """Names a seed without giving it away."""
    return hashlib.sha256(f"seed id\0{seed}".encode()).hexdigest()[:12]


@functools.cache
def course_hash(chapter: str) -> str:
    """Hash of all that decides a chapter's grades: notebook, reference, probes, checks, comparison."""
    stem = checks.stem(chapter)
    files = [
        f"notebooks/{chapter}/{chapter}.ipynb", f"solutions/{stem}.py", f"convlab/probes/{stem}.py",
        f"grader/checks/{stem}.py", "grader/checks/__init__.py", "convlab/verdict.py", "convlab/run.py",
    ]  # fmt: skip
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256((ROOT / file).read_bytes()).digest())
    return digest.hexdigest()


def write_outputs(notebook: dict, found: list[Verdict]) -> None:
    """Put each verdict under its test cell, as text and as HTML."""
    by_test = {f"test_{verdict.exercise}": verdict for verdict in found}
    for cell in notebook["cells"]:
        verdict = by_test.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if verdict:
            data = {"text/plain": str(verdict), "text/html": verdict._repr_html_()}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]


def _amount(value) -> int:
    """Entries of all arrays in a nested value; a large plain number counts as that many."""
    if isinstance(value, dict):
        return sum(map(_amount, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_amount, value))
    if hasattr(value, "size"):
        return value.size
    return abs(int(value)) if isinstance(value, int) else 1
