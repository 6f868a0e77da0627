"""Two warm rooms for the judges of a process and of all that is forked from it: to start them takes most of a second.

They are those that `auto` finds here, with their wall; each run in them is a fork of its own, as it is within a class.
Tests of the ladder, of attacks and of how a sandbox ends open their own.
"""
import atexit
import os

from grader import judge
from grader.sandbox import Sandbox, SandboxError, open_rooms

_kept: tuple[Sandbox, Sandbox] | None = None


class Borrowed:
    """A room that stays warm for the next judge when this one closes it."""

    def __init__(self, room: Sandbox):
        self.isolation, self.start_run, self.load = room.isolation, room.start_run, room.load

    def close(self) -> None:
        pass


def keep() -> None:
    """From now on the judges of this process share them."""
    judge.open_rooms = open_kept


def open_kept(isolation: str = "auto") -> tuple:
    """The kept ones; a wall that is asked for by name is built anew."""
    global _kept
    if isolation != "auto":
        return open_rooms(isolation)
    if not (_kept and all(map(_works, _kept))):
        _kept = open_rooms()
        atexit.register(_end, _kept, os.getpid())
    # Only behind namespaces has each run a folder of its own, so that processes may share.
    return tuple(map(Borrowed, _kept)) if _kept[0].isolation == "namespaces" else open_rooms()


def _works(room: Sandbox) -> bool:
    try:
        room.start_run().close()
        return True
    except SandboxError:
        return False


def _end(rooms: tuple[Sandbox, Sandbox], owner: int) -> None:
    if os.getpid() == owner:  # not what was forked from it
        for room in rooms:
            room.close()
