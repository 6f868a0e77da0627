"""One warm sandbox for the judges of a process and of all that is forked from it: to start one takes most of a second.

It is the one that `auto` finds here, with its wall; each run in it is a fork of its own, as it is within a class.
Tests of the ladder, of attacks and of how a sandbox ends open their own.
"""
import atexit
import os

from grader import judge
from grader.sandbox import Sandbox, SandboxError, open_sandbox

_kept: Sandbox | None = None


class Borrowed:
    """A sandbox that stays warm for the next judge when this one closes it."""

    def __init__(self, sandbox: Sandbox):
        self.isolation, self.start_run = sandbox.isolation, sandbox.start_run

    def close(self) -> None:
        pass


def keep() -> None:
    """From now on the judges of this process share one."""
    judge.open_sandbox = open_kept


def open_kept(isolation: str = "auto") -> Sandbox | Borrowed:
    """The kept one; a wall that is asked for by name is built anew."""
    global _kept
    if isolation != "auto":
        return open_sandbox(isolation)
    if not (_kept and _works(_kept)):
        _kept = open_sandbox()
        atexit.register(_end, _kept, os.getpid())
    # Only behind namespaces has each run a folder of its own, so that processes may share.
    return Borrowed(_kept) if _kept.isolation == "namespaces" else open_sandbox()


def _works(sandbox: Sandbox) -> bool:
    try:
        sandbox.start_run().close()
        return True
    except SandboxError:
        return False


def _end(sandbox: Sandbox, owner: int) -> None:
    if os.getpid() == owner:  # not what was forked from it
        sandbox.close()
