"""Workers on other machines: a dask.distributed cluster. Submissions go there, and results come back, by value.

A worker is given work once it has shown that it has our Python, NumPy and course, and a wall; what goes wrong with one
is said by its address. The scheduler retries what a worker's death took along; what comes of that is counted here.
"""
import logging
import platform
import queue
import threading
import time
import uuid
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader import pool
from grader.course import CourseError, load_chapter
from grader.fingerprint import worker_hash
from grader.judge import Judge
from grader.parcels import Order, Parcel, chapter_of, grade_parcel, order_of, packed
from grader.pool import Job, Result, WorkerLost, guarded
from grader.sandbox import LADDER, SandboxError
from grader.submissions import Submission

CONNECT_SECONDS = 10.0
CHECK_SECONDS = 120.0  # for a worker to open its rooms
LOOK = 1.0  # seconds until workers that came or went are looked for
ALONE_SECONDS = 60.0  # without any worker, until the rest is left for another run
FETCHERS = 8  # results on their way at a time
AHEAD = 2  # submissions at each thread of a worker, the one under way included
EXTRA = "--scheduler needs dask.distributed, which is not installed: pip install 'convnet-course[cluster]'"

# --- on a worker ------------------------------------------------------------------------------

_mine = threading.local()  # one judge for each thread that grades: a judge does one thing at a time


def look_around(order: Order) -> dict:
    """What a worker has. Its rooms are open and warm afterwards."""
    found = versions(chapter_of(order))
    try:
        return found | {"isolation": _judge(order).isolation}
    except SandboxError as error:
        return found | {"no wall": str(error)}


def versions(chapter) -> dict[str, str]:
    """What must be the same wherever a class is graded."""
    return {"Python": platform.python_version(), "NumPy": np.__version__, "course": worker_hash(chapter)[:12]}


def grade_there(order: Order, parcel: Parcel) -> Result:
    return grade_parcel(_judge(order), chapter_of(order), parcel)


def _judge(order: Order) -> Judge:
    key = order.job.seed, order.job.isolation
    if getattr(_mine, "key", None) != key:
        if getattr(_mine, "judge", None):
            _mine.judge.__exit__()
            _mine.judge = None
        _mine.judge, _mine.key = Judge(*key, ahead=[order.job.chapter]), key
    return _mine.judge


# --- here -------------------------------------------------------------------------------------


@dataclass
class Errand:
    """A submission on its way."""

    key: str
    submission: Submission
    future: object
    since: float


class Cluster:
    """The workers of a scheduler.

    tell: called as tell(worker's address, why) of each that is given no work
    """

    def __init__(self, address: str, job: Job, tell: Callable[[str, str], None] = lambda *_: None):
        self.address, self.tell = address, tell
        chapter = load_chapter(job.chapter, job.course)
        self.chapter, self.ours = chapter.name, versions(chapter)
        self.order, self.isolation = order_of(job, chapter), ""
        self.threads: dict[str, int] = {}  # of the workers that are given work
        self.left_out: dict[str, str] = {}  # worker -> why it is given none
        self.checks: dict[str, object] = {}  # worker -> what it was asked at last
        self.errands: dict[str, Errand] = {}
        self.over: queue.SimpleQueue[Errand] = queue.SimpleQueue()  # whose outcome is to be fetched
        self.done: queue.SimpleQueue[tuple[str, Result | WorkerLost | None]] = queue.SimpleQueue()
        self.at_once: list[tuple[Submission, Result]] = []  # for which no worker is needed
        self.looked = self.seen = time.monotonic()  # for workers; and when there was one
        self.client = connect(address)
        for _ in range(FETCHERS):  # no pool: it would wait for those that wait for a worker that hangs
            threading.Thread(target=self._fetch, daemon=True).start()
        try:
            self._first_workers()
        except BaseException:
            self.close()
            raise

    # --- workers ---

    def _first_workers(self) -> None:
        self._ask_new_ones()
        end = time.monotonic() + CHECK_SECONDS
        while self.checks and time.monotonic() < end:
            if all(one.done() for one in self.checks.values()):
                break
            time.sleep(0.05)
        found = {worker: self._answer(worker) for worker in list(self.checks)}
        walls = [said["isolation"] for said in found.values() if not self._why_not(said)]
        # One wall for all, the strongest: what a receipt says must not depend on who was free.
        self.isolation = min(walls, key=LADDER.index, default="")
        for worker, said in found.items():
            self._admit(worker, said)
        if not self.threads:
            reasons = "".join(f"\n{worker}: {why}" for worker, why in self.left_out.items())
            raise CourseError(
                f"The scheduler at {self.address} has no worker that can grade. Start some there: "
                f"dask worker {self.address}{reasons}"
            )

    def _ask_new_ones(self) -> None:
        self.looked = time.monotonic()
        threads = self._asked(self.client.nthreads)
        for worker in set(self.threads) - set(threads):
            del self.threads[worker]
        for worker in set(threads) - set(self.threads) - set(self.left_out) - set(self.checks):
            key = f"look-around-{uuid.uuid4()}"
            self.checks[worker] = self.client.submit(look_around, self.order, workers=[worker], key=key)
        self.all_threads = threads

    def _answer(self, worker: str) -> dict:
        check = self.checks.pop(worker)
        if not check.done():
            return {"failed": f"it did not answer in {CHECK_SECONDS:g} s"}
        error = check.exception()
        if isinstance(error, ImportError | AttributeError):
            return {"failed": f"it does not have this course ({error}). Install the same one there"}
        return {"failed": f"{type(error).__name__}: {error}"} if error else check.result()

    def _why_not(self, said: dict) -> str:
        if "failed" in said:
            return said["failed"]
        other = [f"{name} {said[name]} there, {here} here" for name, here in self.ours.items() if said[name] != here]
        if other:
            return f"other versions, which may give other grades: {', '.join(other)}. Install the same"
        if "no wall" in said:
            return said["no wall"]
        if self.isolation and said["isolation"] != self.isolation:
            return f"isolation {said['isolation']!r} there, {self.isolation!r} elsewhere: name one by --isolation"
        return ""

    def _admit(self, worker: str, said: dict) -> None:
        why = self._why_not(said)
        if why:
            self.left_out[worker] = why
            self.tell(worker, why)
        elif worker in self.all_threads:
            self.threads[worker] = self.all_threads[worker]

    def _look(self) -> None:
        """Take in workers that came, and see that there are some."""
        for worker in [worker for worker, check in self.checks.items() if check.done()]:
            self._admit(worker, self._answer(worker))
        if time.monotonic() - self.looked > LOOK:
            self._ask_new_ones()
        now = time.monotonic()
        self.seen = now if self.threads else self.seen
        if now - self.seen > ALONE_SECONDS:
            raise CourseError(
                f"No worker is left at {self.address}. What was graded so far is saved. Start some there, "
                "then run this again."
            )

    # --- submissions ---

    def room(self) -> int:
        return max(AHEAD * sum(self.threads.values()), 1) - len(self.errands) - len(self.at_once)

    def give(self, submission: Submission) -> None:
        def send() -> Result:
            parcel = packed(submission, self.chapter)
            if not parcel.files:  # nothing handed in, or no notebook in it: that is said here
                return pool.grade_one(None, load_chapter(self.chapter), submission)
            self._send(submission, parcel)
            return None

        result = guarded(submission, send)
        if result:
            self.at_once.append((submission, result))

    def _send(self, submission: Submission, parcel: Parcel) -> None:
        key = f"grade-{uuid.uuid4()}"
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a notebook with pictures
            to = list(self.threads) or list(self.all_threads)
            future = self.client.submit(grade_there, self.order, parcel, workers=to, key=key, pure=False)
        errand = self.errands[key] = Errand(key, submission, future, time.monotonic())
        future.add_done_callback(lambda _: self.over.put(errand))

    def take(self) -> list[tuple[Submission, Result | WorkerLost]]:
        found, self.at_once = self.at_once, []
        try:
            found += self._came(*self.done.get(timeout=0 if found else LOOK))
            while True:
                found += self._came(*self.done.get_nowait())
        except queue.Empty:
            pass
        self._look()
        return found + self._late()

    def _came(self, key: str, outcome: Result | WorkerLost) -> list[tuple[Submission, Result | WorkerLost]]:
        errand = self.errands.pop(key, None)
        if errand is None:
            return []  # it came late: another worker has it now, or has done it
        if isinstance(outcome, WorkerLost):
            self._asked(self.client.nthreads)  # says so, where it is the scheduler that is gone
        return [(errand.submission, outcome)]

    def _fetch(self) -> None:
        """Bring outcomes of errands from the workers, which may hang meanwhile."""
        while True:
            errand = self.over.get()
            self.done.put((errand.key, outcome_of(errand)))

    def _late(self) -> list[tuple[Submission, WorkerLost]]:
        """Errands that another worker shall have; also those that no worker could be found for."""
        now = time.monotonic()
        late = {key: one for key, one in self.errands.items() if now - one.since > pool.PATIENCE}
        if late:
            at = self._asked(self.client.processing)
            for worker, keys in at.items():
                if set(late) & set(map(str, keys)) and len(self.threads) > 1:
                    self.threads.pop(worker, None)
                    self.left_out[worker] = f"it did not answer in {pool.PATIENCE:g} s"
                    self.tell(worker, self.left_out[worker])
        for key in late:
            del self.errands[key]
        lost = WorkerLost(f"a worker did not answer in {pool.PATIENCE:g} s")
        return [(errand.submission, lost) for errand in late.values()]

    def _asked(self, what: Callable):
        """What the scheduler answers; CourseError when it is gone."""
        try:
            if self.client.status != "running":
                raise OSError
            return what()
        except (OSError, TimeoutError, RuntimeError, ValueError):
            raise CourseError(
                f"The scheduler at {self.address} is gone. What was graded so far is saved. Start it, and workers, "
                "then run this again."
            ) from None

    def close(self) -> None:
        for one in self.errands.values():
            one.future.cancel()
        self.client.close(timeout=2)


def outcome_of(errand: Errand) -> Result | WorkerLost:
    """What came of an errand that is over at the scheduler."""
    try:
        result = errand.future.result(timeout=pool.PATIENCE)
    except BaseException as error:  # dask's CancelledError is no Exception
        name = type(error).__name__
        if name in LOSSES or isinstance(error, SandboxError):
            return WorkerLost(f"{name}: {error}")
        return Result(errand.submission, error=pool.failed(errand.submission, error))
    result.submission = errand.submission  # with its place here
    return result


LOSSES = ("KilledWorker", "CommClosedError", "CancelledError", "FutureCancelledError", "TimeoutError")


def connect(address: str):
    """A client of the scheduler. CourseError, before any work, when there is none."""
    try:
        from distributed import Client  # an extra
    except ModuleNotFoundError:
        raise CourseError(EXTRA) from None
    # Its own messages come from threads, in the middle of ours; what matters of them is said here.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CourseError(
            f"No scheduler answers at {address} ({said[:200]}). Start it (dask scheduler), and workers "
            f"(dask worker {address}), or leave --scheduler out to grade on this machine."
        ) from None
