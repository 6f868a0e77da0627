"""Bounds on our own code where it works on what a student sent: time here, memory by the room's own limit."""
import contextlib
import signal
import time

TOO_LARGE = "What your code returned is too large to be judged."
SECONDS = 3.0  # of processor time, for one piece of work; comparing takes milliseconds
TOTAL = 8.0  # for all of a submission's
LEAST = 0.02  # that each piece has in any case, which is enough for what an honest answer needs

_spent = 0.0


def begin_submission() -> None:
    """From here on it is another submission whose work is counted."""
    global _spent
    _spent = 0.0


class TooLarge(Exception):
    """A piece of work took too much time or memory."""


class _TimeIsUp(BaseException):
    """No Exception: what catches all of those must not go on."""


@contextlib.contextmanager
def bounded(seconds: float = SECONDS):
    """TooLarge when the work below takes more time, memory or depth than an honest answer needs, or all such work of
    a submission together. Main thread only.
    """
    global _spent

    def strike(*_):
        raise _TimeIsUp

    before, began = signal.signal(signal.SIGPROF, strike), time.process_time()
    signal.setitimer(signal.ITIMER_PROF, max(min(seconds, TOTAL - _spent), LEAST))
    try:
        yield
    except (_TimeIsUp, MemoryError, RecursionError):
        raise TooLarge(TOO_LARGE) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        _spent += time.process_time() - began
