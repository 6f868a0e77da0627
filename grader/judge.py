"""The desk's way to a grade: it opens the two rooms, brings a submission to the examiner, and the examiner to the
student's processes; it takes what the examiner says, and never looks at what a student's process says.
"""
import contextlib
import hashlib
import json
import math
import platform
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from grader import __version__
from grader.card_cache import packed_cards
from grader.cards import PUBLIC_SEED
from grader.course import Chapter, CourseError, is_run
from grader.fingerprint import course_hash
from grader.graded import Graded, Judged, OwnResult, judged
from grader.inside import wire
from grader.inside.clock import Deadline
from grader.inside.guard import RUN
from grader.inside.shell import NEEDED
from grader.material import packed_material
from grader.receipts import sources_hash
from grader.sandbox import EXAMINER, STUDENT, Run, SandboxError, open_room, open_rooms

SECONDS = 5.0  # of the processor, for one cell, and for all cases of one exercise; who sleeps is held to the wall clock
SILENCE = 3  # times as long may nothing come from an examiner
ATTEMPTS = 3  # examiners that may fall over one submission
MAX_RUNS = 60  # runs of a submission that an examiner may ask for


class Judge:
    """Grades notebooks of any chapter with two warm rooms and one seed. Use it in a `with`."""

    def __init__(self, seed: str, isolation: str = "auto", seconds: float = SECONDS, ahead: Iterable[str] = ()):
        """ahead: chapters whose cards are read while the rooms warm up"""
        self.seed, self.seconds = seed, seconds
        with ThreadPoolExecutor(1) as reader:
            for chapter in ahead:
                for one in (seed, PUBLIC_SEED):
                    reader.submit(packed_cards, chapter, one)  # what fails here fails again when graded, and is told
            self.student, self.examiner = open_rooms(isolation)
        self.isolation = self.student.isolation
        self.has: set[str] = set()  # what the student's room has loaded as somebody needed it
        self.given: list[Chapter] = []  # of which that room has compiled the cells
        self.loaded: list[tuple[Chapter, str]] = []  # of which the examiner's room has the material, by that key

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.student.close()
        self.examiner.close()

    def start_run(self, needs: Iterable[str] = ()) -> Run:
        """The student's processes for one run; in a new room when the old one has died.

        needs: of NEEDED, what code that will be run asks for
        """
        try:
            return self._start_run(needs)
        except SandboxError:
            self._new_room()
            return self._start_run(needs)

    def _new_room(self) -> None:
        """The student's, in place of one that has died or does not answer: with it ends all that is in it."""
        self.student.close()
        self.student, self.given, self.has = open_room(self.isolation, STUDENT), [], set()

    def _end(self, runs: list[Run]) -> None:
        """End the last of the runs, if it is not ended yet; its number stays known."""
        if runs and runs[-1].life.fileno() >= 0:
            try:
                runs[-1].close()
            except SandboxError:  # one submission must not stop a class
                self._new_room()

    def _start_run(self, needs: Iterable[str]) -> Run:
        for one in set(needs) - self.has:
            self.student.load({one: True})
            self.has.add(one)
        return self.student.start_run()

    def _give(self, chapter: Chapter) -> None:
        """Have the student's room compile the course's own cells, once for all runs."""
        if not any(chapter is one for one in self.given):
            sources = [cell["source"] for cell in chapter.notebook["cells"] if is_run(cell)]
            with contextlib.suppress(SandboxError):  # it is gone: its next run opens another
                self.student.load({"cells": sources})
                self.given.append(chapter)

    def _start_exam(self, chapter: Chapter) -> Run:
        self._give(chapter)
        try:
            self._prepare(chapter)
            return self.examiner.start_run()
        except SandboxError:
            self.examiner.close()
            self.examiner, self.loaded = open_room(self.isolation, EXAMINER), []
            self._prepare(chapter)
            return self.examiner.start_run()

    def _prepare(self, chapter: Chapter) -> None:
        """See that the examiner's room has the material of the chapter."""
        if any(chapter is one for one, _ in self.loaded):
            return
        cards = [packed_cards(chapter.name, seed) for seed in (self.seed, PUBLIC_SEED)]
        material = wire.pack(packed_material(chapter, *cards))
        key = hashlib.sha256(material).hexdigest()
        self.examiner.load({"key": key, "material": np.frombuffer(material, np.uint8)})
        self.loaded.append((chapter, key))

    def grade(self, chapter: Chapter, submission: dict, name: str = "the notebook") -> Graded:
        """Verdicts on a submission. A failure of ours is the outcome "grader fault", never a zero.

        submission: the notebook as `course.read_notebook` gives it
        Raises CourseError when it is not a notebook of the chapter.
        """
        fallen: set[str] = set()
        for attempt in range(ATTEMPTS + 1):
            if attempt == ATTEMPTS:
                fallen = {exercise.name for exercise in chapter.exercises}
            said = self._examine(chapter, submission, name, fallen)
            if "refused" in said:
                raise CourseError(said["refused"])
            if "verdicts" in said:
                return self._graded(chapter, said)
            if not said["fell over"]:
                break
            fallen.add(said["fell over"])
        raise CourseError(f"{name} cannot be read: what is in it is too large or nested too deeply.")

    def _examine(self, chapter: Chapter, submission: dict, name: str, fallen: set[str]) -> dict:
        """What one examiner says of a submission; as `attend`."""
        with self._start_exam(chapter) as exam:
            said = self.attend(exam.job, self.task(chapter, submission, name, fallen), exam)
        if "not loaded" not in said:
            return said
        self.loaded.clear()  # others have loaded theirs since
        with self._start_exam(chapter) as exam:
            return self.attend(exam.job, self.task(chapter, submission, name, fallen), exam)

    def task(self, chapter: Chapter, submission: dict, name: str = "the notebook", fallen: Iterable[str] = ()) -> dict:
        """What an examiner is asked. fallen: exercises over which others fell before; they are not tested again"""
        key = next((key for one, key in self.loaded if one is chapter), "")
        try:
            text = json.dumps(submission)  # as it came: a frame's own values are not nested as deeply as its metadata
        except (RecursionError, ValueError):
            raise CourseError(f"{name} is nested too deeply to be read.") from None
        asked = {"key": key, "notebook": wire.as_bytes(text), "name": name}
        return asked | {"seconds": self.seconds, "too large": sorted(fallen)}

    def attend(self, exam: socket.socket, task: dict, run: Run | None = None) -> dict:
        """Ask an examiner, start the runs that it needs, and take its answer; {"fell over": exercise} where none comes.

        exam: to the examiner
        run:  the examiner's own, to ask for its times
        """
        exercise, runs = "", []
        examiners = run.times if run else lambda since: (math.inf, 0.0)
        try:
            wire.send(exam, task, self._patience(examiners))
            while True:
                said = wire.receive(exam, self._patience(examiners), wire.MAX_TRUSTED)
                if "examining" in said:
                    exercise = said["examining"] or exercise
                elif "since" in said and runs:
                    wire.send(exam, {"times": runs[-1].times(said["since"])}, self._patience(examiners))
                elif "over" in said and runs:
                    self._end(runs)
                    wire.send(exam, {"passed": runs[-1].passed}, self._patience(examiners))
                elif "run" not in said or len(runs) > MAX_RUNS:
                    return said
                else:
                    self._end(runs)
                    runs.append(self.start_run([one for one in NEEDED if said.get(one) is True]))
                    socket.send_fds(exam, [RUN], [runs[-1].job.fileno()])
        except (wire.WireError, OSError):
            return {"fell over": exercise}
        finally:
            self._end(runs)

    def _patience(self, examiners: Callable[[float], tuple[float, float]]) -> Deadline:
        return Deadline(SILENCE * self.seconds, examiners)

    def _graded(self, chapter: Chapter, said: dict) -> Graded:
        found = [judged(one) for one in said["verdicts"]]
        own = [OwnResult(**one) for one in said["own"]]
        notebook = json.loads(said["notebook"].tobytes())
        receipt = self._receipt(chapter, notebook, found) | {"own": [vars(one) for one in own]}
        return Graded(chapter.name, self.isolation, found, notebook, receipt, own, said["answers"])

    def _receipt(self, chapter: Chapter, notebook: dict, found: list[Judged]) -> dict:
        """Enough to grade the same sources again and get the same grades."""
        return {
            "chapter": chapter.name,
            "grader": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "isolation": self.isolation,
            "seed_id": seed_id(self.seed),
            "course_sha256": course_hash(chapter),
            "sources_sha256": sources_hash(notebook),
            "seconds": self.seconds,
            "exercises": [verdict.to_json() for verdict in found],
        }


def seed_id(seed: str) -> str:
    """Names a seed without giving it away."""
    return hashlib.sha256(f"seed id\0{seed}".encode()).hexdigest()[:12]
