"""One thing done for each of many names, in processes with bounds: none takes another's memory, or the class's time."""
import contextlib
import multiprocessing
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from grader.course import CourseError
from grader.machine import end_with_parent

SECONDS = 60  # wall clock for one; a page takes a tenth of one
MEMORY = 4 << 30  # bytes of address space for one process


class TooLong(BaseException):
    """Time is up. No Exception: what catches all of those must not go on."""


class TooMuchWork(BaseException):
    """A block has used up its processor time. It is no TooLong, since the page goes on without what was too much."""


@contextlib.contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raise TooMuchWork in the block once this process has worked for so long in it. Regular expressions listen too.

    Signals reach the main thread alone: in another one, or on a system that has no such clock, the block is not ended.
    """
    if not hasattr(signal, "ITIMER_VIRTUAL") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _too_much)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before or signal.SIG_DFL)


def _too_much(*_) -> None:
    raise TooMuchWork


def do_each(work: Callable[[str], object], names: Iterable[str], workers: int, advance: Callable) -> dict[str, str]:
    """Call work(name) for every name. {name: what went wrong} of those that failed; the others are done.

    advance: called as advance(done, total)
    """
    names, failed = list(names), {}
    context = multiprocessing.get_context("fork")  # what was loaded and compiled before need not be again
    with ProcessPoolExecutor(max(min(workers, len(names)), 1), context, initializer=_start) as pool:
        jobs = {pool.submit(_bounded, work, name, SECONDS): name for name in names}
        try:
            for count, job in enumerate(as_completed(jobs), 1):
                if job.result():
                    failed[jobs[job]] = job.result()
                advance(count, len(jobs))
        except BrokenProcessPool:
            raise CourseError("A process was ended from outside (out of memory?). Run this again.") from None
        finally:
            pool.shutdown(cancel_futures=True)
    return failed


def _start() -> None:
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):  # not every system has this limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))


def _bounded(work: Callable[[str], object], name: str, seconds: float) -> str:
    """What went wrong; "" when nothing did."""
    signal.signal(signal.SIGALRM, _time_is_up)
    # Code in C may not listen to the alarm; the limit of processor time ends the process all the same.
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 2 * seconds) + 1, most))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        work(name)
    except TooLong:
        return f"it took longer than {seconds:g} seconds"
    except MemoryError:
        return "it took too much memory"
    except CourseError as error:
        return str(error)
    except Exception as error:  # one student's page must not cost the others theirs
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def _time_is_up(*_) -> None:
    raise TooLong
