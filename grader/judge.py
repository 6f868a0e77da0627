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
from grader.course import ROOT, Chapter, load_chapter
from grader.inside import wire
from grader.rebuild import Rebuilt, rebuild
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
        tested, errors = self._run(chapter, rebuilt, hidden, {name: [] for name in hidden})
        found = {name: _verdict(card, tested[name], errors.get(name), rebuilt) for name, card in hidden.items()}
        given = {
            name: [need for need in card.needs if found[need].outcome != "right"]
            for name, card in hidden.items()
            if found[name].outcome != "right" and name not in rebuilt.unchanged
        }
        given = {name: needs for name, needs in given.items() if needs}
        if given:
            # The verdicts on what is needed are final: what the stand-ins answer cannot help there.
            again, errors = self._run(chapter, rebuilt, hidden, given)
            for name, needs in given.items():
                second = _verdict(hidden[name], again[name], errors.get(name), rebuilt)
                if second.score >= found[name].score:
                    second.message += f" (Judged with the course's {' and '.join(needs)}, as yours is not right yet.)"
                    found[name] = second
        return list(found.values())

    def _run(self, chapter: Chapter, rebuilt: Rebuilt, hidden: dict, given: dict[str, list[str]]):
        """Run the notebook, and test the exercises in `given` with these names stood in for.

        What has to be killed is left out of the next run, so it costs one cell or one exercise.
        """
        tested = {name: Tested([]) for name in given}
        errors: dict[str, Outcome] = {}
        left_out: set[int] = set()
        for _ in range(RESTARTS + 1):
            steps = [
                {"number": number, "source": step.source, "test": step.test}
                for number, step in enumerate(rebuilt.steps)
                if number not in left_out and (not step.test or step.test in tested and not tested[step.test].finished)
            ]
            if not any(step["test"] for step in steps):
                break
            conversation = Conversation(self, chapter, hidden, given, steps, tested)
            stuck = conversation.hold()
            for number, error in conversation.errors.items():
                if rebuilt.steps[number].exercise:
                    errors[rebuilt.steps[number].exercise] = error
            if stuck is None:
                break
            left_out.add(stuck)
            step = rebuilt.steps[stuck]
            if step.test:
                tested[step.test].finished = True
            elif step.exercise:
                errors[step.exercise] = conversation.ending
        return tested, errors

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


class Conversation:
    """One run of a submission: what we ask its processes, and what we make of their answers."""

    def __init__(self, judge: Judge, chapter: Chapter, hidden: dict, given: dict, steps: list, tested: dict):
        self.judge, self.hidden, self.given, self.steps, self.tested = judge, hidden, given, steps, tested
        self.reference = checks.reference_of(chapter.name)
        self.errors: dict[int, Outcome] = {}  # step number -> what a cell raised
        self.ending = Outcome(failure="died", message="the Python process ended")
        self.chapter = chapter.name

    def hold(self) -> int | None:
        """Talk until the end; the number of the step at which it had to be cut off, None when none was."""
        with self._start() as run:
            job = {"chapter": self.chapter, "seconds": self.judge.seconds, "steps": self._job_steps()}
            current = 0
            try:
                wire.send(run.job, job)
                while current is not None:
                    message = self._next(run)
                    current = self._answer(run, message, current)
                return None
            except wire.WireTimeout:
                self.ending = Outcome(failure="timed out", message=f"it was stopped after {self.judge.seconds:g} s")
            except (wire.WireError, OSError):
                pass  # what it was doing when it broke off counts as having died
        test = self.steps[current]["test"]
        if test and not self.tested[test].finished:
            self.tested[test].outcomes.append(self.ending)
        return self.steps[current]["number"]

    def _start(self) -> Run:
        try:
            return self.judge.sandbox.start_run()
        except SandboxError:
            self.judge.sandbox.close()
            self.judge.sandbox = open_sandbox(self.judge.isolation)
            return self.judge.sandbox.start_run()

    def _job_steps(self) -> list[dict]:
        return [
            {"test": step["test"], "given": self.given[step["test"]]} if step["test"] else {"source": step["source"]}
            for step in self.steps
        ]

    def _next(self, run: Run) -> dict:
        message = wire.receive(run.job, self.deadline if hasattr(self, "deadline") else self._renew())
        if not isinstance(message, dict):
            raise wire.WireError("no message")
        return message

    def _renew(self) -> float:
        self.deadline = time.monotonic() + self.judge.seconds + GRACE
        return self.deadline

    def _answer(self, run: Run, message: dict, current: int) -> int | None:
        """React to one message; the step that is now under way, None at the end."""
        step = message.get("step")
        if "end" in message:
            return None
        if type(step) is int:
            # Only forward: otherwise a student's process could talk for ever.
            if not current <= step < len(self.steps) or (step == current and step > 0):
                raise wire.WireError("steps out of order")
            self._renew()
            self.calls = 0
            return step
        test = self.steps[current]["test"]
        if "error" in message and not test:
            self.errors[self.steps[current]["number"]] = read_outcome({**message, "arrays": None})
        elif "cases for" in message and test:
            wire.send(run.job, {"cases": self._cases(test)})
        elif "case" in message and test:
            self._keep(test, message)
        elif "call" in message and test:
            wire.send(run.job, self._stand_in(test, message))
        elif "tested" in message and test:
            self.tested[test].finished = True
        else:
            raise wire.WireError("an unexpected message")
        return current

    def _cases(self, test: str) -> list[dict]:
        """The inputs of an exercise's cases; none when it would only get stuck in one that it needs."""
        card = self.hidden[test]
        for need in set(card.needs) - set(self.given[test]):
            ends = self.tested[need].outcomes[-1:] if need in self.tested else []
            if ends and ends[0].failure in ("timed out", "died"):
                self.tested[test].outcomes.extend(ends)
                return []
        return [{"probe": case.probe, "inputs": case.inputs} for case in card.cases]

    def _keep(self, test: str, message: dict) -> None:
        outcomes = self.tested[test].outcomes
        if message.get("case") != len(outcomes) or len(outcomes) >= len(self.hidden[test].cases):
            raise wire.WireError("cases out of order")
        outcomes.append(read_outcome(message))

    def _stand_in(self, test: str, message: dict) -> dict:
        """What the course's function returns; an error for calls beyond what an exercise needs."""
        self.calls += 1
        args, kwargs = message.get("args"), message.get("kwargs")
        if message["call"] not in self.given[test] or not isinstance(args, list) or not isinstance(kwargs, dict):
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
        return Outcome(None, failure, said[:2000])
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


def _verdict(card: cards.Card, tested: Tested, error: Outcome | None, rebuilt: Rebuilt) -> Verdict:
    if card.exercise in rebuilt.missing:
        return verdicts.blank(card, "not attempted", "The exercise's cell is missing from the notebook.")
    verdict = verdicts.judge(card, tested.outcomes)
    if error and verdict.outcome != "right" and all(outcome.arrays is None for outcome in tested.outcomes):
        outcome = "timed out" if error.failure == "timed out" else "crashed"
        return verdicts.blank(card, outcome, f"The exercise's cell itself did not run: {error.message}.")
    return verdict


def _amount(value) -> int:
    """Entries of all arrays in a nested value; a large plain number counts as that many."""
    if isinstance(value, dict):
        return sum(map(_amount, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_amount, value))
    if hasattr(value, "size"):
        return value.size
    return abs(int(value)) if isinstance(value, int) else 1
