"""Time as limits count it: that of the processor, so that a grade does not depend on what else a machine has to do.

Who sleeps uses no processor, and is held to the wall clock instead. Who does a little of both has SLACK times the
limit. What is spent on waiting for a core counts as nothing, where the system tells how much that is. And who seems to
sleep is looked at twice: a machine that stood still for a moment looks the same, once.

Sources: proc_pid_schedstat in Linux's Documentation/scheduler/sched-stats.rst.
"""
import contextlib
import math
import os
import time
from collections.abc import Callable

LEAST = 0.5  # seconds that a cell or an exercise has in any case
QUANTUM = 0.25  # seconds; what honest code takes is less, and so counts as nothing on any machine
IDLE = 0.1  # of the wall clock: who uses less of the processor, and does not wait for it, sleeps
SLACK = 8  # times a limit that the wall clock may show, without what was waited for a core
LONGEST = 20  # and with it
SPARE = 2  # times a limit that all that is below a quantum may take before it counts
OVER, ASLEEP, WORKING = "over", "asleep", "working"
SCHEDULED = "schedstat"  # in a process's folder in /proc: nanoseconds on a core, and ready to run without one

_own: int | None = None  # that file of this process, where the system has one


def state_of(limit: float, used: float, waited: float, passed: float) -> str:
    """OVER: the limit is reached; ASLEEP: it is, unless they work a QUANTUM later; WORKING: they have more time.

    used:   seconds of the processor
    waited: seconds ready to run, without a core
    passed: seconds of the wall clock
    """
    if used >= limit or is_late(limit, waited, passed):
        return OVER
    return ASLEEP if passed >= limit and is_asleep(used, waited, passed) else WORKING


def is_late(limit: float, waited: float, passed: float) -> bool:
    """Whether it has taken so long that it does not matter what was done meanwhile."""
    return passed - waited >= SLACK * limit or passed >= LONGEST * limit


def is_asleep(used: float, waited: float, passed: float) -> bool:
    return used + waited < IDLE * passed


def waited_for_core(scheduled: bytes) -> float:
    """Seconds, from what SCHEDULED holds."""
    return int(scheduled.split()[1]) / 1e9


def keep_count() -> None:
    """Open what tells of this process, before walls hide it."""
    global _own
    with contextlib.suppress(OSError):
        _own = os.open(f"/proc/self/{SCHEDULED}", os.O_RDONLY | os.O_CLOEXEC)


def own_wait() -> float:
    """Seconds that this process has waited for a core; 0 where the system does not tell."""
    return 0.0 if _own is None else waited_for_core(os.pread(_own, 100, 0))


class Allowance:
    """What a submission has used of its time."""

    def __init__(self, used: float = 0.0):
        self.used, self.waited, self.rest = used, 0.0, 0.0
        self.began, self.before = time.monotonic(), own_wait()

    def share(self, seconds: float, most: float) -> float:
        """What a cell or an exercise may take: `seconds`, or half of what is left of `most` where others used most of
        it up, so that many that hang leave some for the rest.
        """
        return max(min(seconds, (most - self.used) / 2), LEAST)

    def charge(self, seconds: float, waited: float = 0.0) -> None:
        """Count what something took, in whole quanta, and how long it waited for a core. What is left of a quantum
        counts only where it becomes far more than honest code has.
        """
        whole = math.floor(seconds / QUANTUM) * QUANTUM
        self.used, self.rest = self.used + whole, self.rest + seconds - whole
        self.waited += waited

    def is_over(self, most: float) -> bool:
        used = self.used + max(self.rest - SPARE * most, 0)
        waited = self.waited + own_wait() - self.before  # the submission's processes, and this one
        return used >= most or is_late(most, waited, time.monotonic() - self.began)


class Deadline:
    """When somebody must have answered, for wire.send and wire.receive. It is put off while they wait for a core.

    ask: called as ask(start) for the seconds of processor time that they used since, on time.monotonic's clock, and for
         those that they waited for a core; it is asked only when the wall clock says that time may be up
    """

    def __init__(self, seconds: float, ask: Callable[[float], tuple[float, float]]):
        self.seconds, self.ask = seconds, ask
        self.start, self.dozed = time.monotonic(), None  # dozed: when they seemed to sleep
        self.end = self.start + seconds

    def left(self) -> float:
        """Seconds until then; 0 or less when it has passed."""
        now = time.monotonic()
        if now >= self.end:
            used, waited = self.ask(self.start)
            state = state_of(self.seconds, used, waited, now - self.start)
            if state == WORKING:
                self.end, self.dozed = now + max(self.seconds - used, QUANTUM), None
            elif state == ASLEEP and (self.dozed is None or not is_asleep(*self.ask(self.dozed), now - self.dozed)):
                self.end, self.dozed = now + QUANTUM, now
        return self.end - now

    def put_off(self, seconds: float) -> None:
        """Leave out so many seconds, in which they waited for us."""
        self.start += seconds
        self.end += seconds
        self.dozed = None

    def spent(self) -> tuple[float, float]:
        """Seconds that count, so far: of the processor, or of the wall clock for who sleeps; and those that they waited
        for a core.
        """
        passed = time.monotonic() - self.start
        if passed < QUANTUM:
            return passed, 0.0
        used, waited = self.ask(self.start)
        return passed if is_asleep(used, waited, passed) or used == math.inf else used, waited
