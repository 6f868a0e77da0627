"""Bounds on our own code where it works on what a student sent: time here, memory by the room's own limit."""
import contextlib
import signal

TOO_LARGE = "What your code returned is too large to be judged."
SECONDS = 3.0  # of processor time, for one piece of work; comparing takes milliseconds


class TooLarge(Exception):
    """A piece of work took too much time or memory."""


class _TimeIsUp(BaseException):
    """No Exception: what catches all of those must not go on."""


@contextlib.contextmanager
def bounded(seconds: float = SECONDS):
    """TooLarge when the work below takes more time, memory or depth than an honest answer needs. Main thread only."""

    def strike(*_):
        raise _TimeIsUp

    before = signal.signal(signal.SIGPROF, strike)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    except (_TimeIsUp, MemoryError, RecursionError):
        raise TooLarge(TOO_LARGE) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
