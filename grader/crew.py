"""Workers on this machine: this process itself, or processes that are forked from it."""
import contextlib
import importlib
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, wait

from grader import pool
from grader.course import CourseError, load_chapter
from grader.judge import Judge
from grader.machine import end_with_parent
from grader.pool import Crew, Job, Result, WorkerLost, grade_one
from grader.submissions import Submission

AHEAD = 3  # submissions at a worker, the one under way included: the desk may be busy when that is done
LOOK = 1.0  # seconds until the silent ones are looked at
END_SECONDS = 5  # for a worker to close its rooms


def open_crew(job: Job, workers: int) -> Crew:
    """So many workers."""
    return Alone(job) if workers == 1 else Processes(job, workers)


class Alone:
    """This process does it all."""

    left_out: dict[str, str] = {}

    def __init__(self, job: Job):
        self.job, self.given = job, []
        with ThreadPoolExecutor(1) as other:  # nbgrader takes as long to load as the rooms to warm up
            other.submit(importlib.import_module, "grader.desk")
            self.judge = Judge(job.seed, job.isolation, ahead=[job.chapter])
        self.chapter = load_chapter(job.chapter, job.course)  # as it is now: one and the same for all

    def room(self) -> int:
        return 1 - len(self.given)

    def give(self, submission: Submission) -> None:
        self.given.append(submission)

    def take(self) -> list[tuple[Submission, Result | WorkerLost]]:
        submission = self.given.pop()
        return [(submission, grade_one(self.judge, self.chapter, submission))]

    def close(self) -> None:
        self.judge.__exit__()


class Processes:
    """Forked workers, each with its own rooms. One that ends or falls silent is replaced."""

    left_out: dict[str, str] = {}

    def __init__(self, job: Job, count: int):
        self.job = job
        self.workers: list[Worker] = []
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        # A worker and its rooms take turns: on one core none has to be woken on another. Where there are fewer workers
        # than cores the system may choose, as another program may have that one.
        kept = cores if count >= len(cores) else []
        try:
            for number in range(count):
                self.workers.append(Worker(job, {kept[number % len(kept)]} if kept else None))
        except BaseException:
            self.close()
            raise

    def room(self) -> int:
        return sum(AHEAD - len(worker.given) for worker in self.workers)

    def give(self, submission: Submission) -> None:
        min(self.workers, key=lambda worker: len(worker.given)).give(submission)

    def take(self) -> list[tuple[Submission, Result | WorkerLost]]:
        found = []
        ready = wait([worker.pipe for worker in self.workers], LOOK)
        for place, worker in enumerate(self.workers):
            try:
                if worker.pipe in ready:
                    found.append(worker.take())
                elif worker.given and time.monotonic() - worker.since > pool.PATIENCE:
                    raise WorkerLost(f"a worker said nothing for {pool.PATIENCE:g} s")
            except WorkerLost as lost:
                worker.end(at_once=True)
                self.workers[place] = Worker(self.job, worker.cores)
                # The first was under way; the others only lay there.
                found += [(submission, lost) for submission in list(worker.given)[:1]]
                for submission in list(worker.given)[1:]:
                    self.workers[place].give(submission)
        return found

    def close(self) -> None:
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.end()


class Worker:
    """One process, and what it was given and has not brought back."""

    def __init__(self, job: Job, cores: set[int] | None = None):
        """cores: those that it keeps to; None for all"""
        context = multiprocessing.get_context("fork")  # what was loaded and made before need not be again
        self.cores = cores
        self.pipe, theirs = context.Pipe()
        self.given: deque[Submission] = deque()
        self.since = time.monotonic()
        self.process = context.Process(target=_work, args=(theirs, job, cores), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, submission: Submission) -> None:
        if not self.given:
            self.since = time.monotonic()
        self.given.append(submission)
        with contextlib.suppress(OSError):  # it is gone: `take` sees that, too
            self.pipe.send(submission)

    def take(self) -> tuple[Submission, Result]:
        """The next result. WorkerLost when the process has ended; CourseError for what ends all work."""
        try:
            result = self.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.join(END_SECONDS)
            raise WorkerLost(f"a worker process was ended from outside ({_ending(self.process.exitcode)})") from None
        if isinstance(result, CourseError):
            raise result
        self.since = time.monotonic()
        return self.given.popleft(), result

    def end(self, at_once: bool = False) -> None:
        if not at_once:
            self.process.join(END_SECONDS)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code and code < 0 else f"exit code {code}"


def _work(pipe: Connection, job: Job, cores: set[int] | None) -> None:
    """A worker's life: grade what comes, one after the other, until the parent ends it."""
    if cores:
        os.sched_setaffinity(0, cores)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the workers too; stopping is the parent's business
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    end_with_parent()
    said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # By a thread, as a pipe takes no more than a part of a result while the desk is busy.
    threading.Thread(target=_bring, args=(pipe, said), daemon=True).start()
    try:
        chapter = load_chapter(job.chapter, job.course)
        with Judge(job.seed, job.isolation) as judge:
            while True:
                said.put(_packed(grade_one(judge, chapter, pipe.recv())))
    except CourseError as error:
        said.put(pickle.dumps(CourseError(str(error))))
        signal.pause()  # until the parent has read it
    except EOFError:
        os._exit(1)


def _bring(pipe: Connection, said: queue.SimpleQueue) -> None:
    with contextlib.suppress(OSError):  # the parent is gone, or does not listen any more
        while True:
            pipe.send_bytes(said.get())


def _packed(result: Result) -> bytes:
    try:
        return pickle.dumps(result)
    except Exception as error:  # what was found does not survive the way to the desk
        return pickle.dumps(Result(result.submission, error=pool.failed(result.submission, error)))
