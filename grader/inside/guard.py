"""The guard of a room: a small process that is there before anything is loaded. It hands on what the grader asks of the
warm process, its child, watches what that forks for each run, and ends it.

For each run the grader passes two sockets: `job`, which the ward speaks on (room.py), and `life`, which stays here.
When the grader closes `life`, the ward ends, or a limit is passed, the guard ends all that is left and closes `life`.
No run is forked from the guard, so that what it has seen of one is in no other.
"""
import contextlib
import os
import select
import signal
import socket
import struct
import sys
from dataclasses import dataclass

from grader.inside import lockdown, watch

# One byte each: it is up; start a run; read a file of what all runs need; wait until a ward has ended.
WARM, RUN, LOAD, END = b"w", b"r", b"c", b"e"
WARD, NONE = b"p", b"n"  # what a ward says first; what the warm process says where it could fork none
NUMBER = struct.Struct("=i")
SECONDS = 20  # that the warm process may take to answer, or a ward to end


@dataclass
class Ward:
    """The first process of a run."""

    pid: int
    life: int
    ended: int | None  # readable when it has ended; None where the system does not tell
    watched: watch.Watch | None

    def over(self, ready: list[int]) -> str | None:
        """Why the run is over, "" where nobody needs to be told; None while it is not."""
        if self.ended in ready:
            return ""
        if self.watched is None:
            return "" if self.life in ready else None
        return self.watched.over(self.pid, self.life, self.life in ready)


def stand_by(settings: dict) -> None:
    """Fork: this returns in the process that is to warm up; its parent is the guard. SystemExit without a wall."""
    control = socket.socket(fileno=settings["control"])
    try:
        if settings["drop_to"] is not None:
            lockdown.become(settings["drop_to"])
        if settings["namespaces"]:
            lockdown.own_namespaces(lockdown.CLONE_NEWPID)
        else:
            lockdown.adopt_orphans()
    except OSError as error:
        sys.exit(str(error))
    ours, theirs = socket.socketpair()
    warm = os.fork()
    if warm:
        theirs.close()
        try:
            serve(settings, control, ours, warm)
        finally:
            os._exit(0)
    ours.close()
    control.close()
    settings["control"] = theirs.detach()


def serve(settings: dict, control: socket.socket, room: socket.socket, warm: int) -> None:
    """Until the grader or the warm process is gone; then nothing is left of any run.

    room: to the warm process, whose number is `warm`
    """
    wards: list[Ward] = []
    room.settimeout(SECONDS)
    if hasattr(socket, "SO_PASSCRED"):
        room.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    try:
        while True:
            waited = [one for ward in wards for one in (ward.life, ward.ended) if one is not None]
            ready, _, _ = select.select([control, room, *waited], [], [], watch.LOOK if wards else None)
            if room in ready:
                control.sendall(said(room)[0])  # that it is warm: nothing else comes unasked
            if control in ready:
                word, passed, _, _ = socket.recv_fds(control, 1, 2)
                if not word:
                    return
                socket.send_fds(room, [word], passed[:1])
                os.close(passed[0])
                if word == RUN:
                    wards += begun(settings, room, warm, passed[1])
            for ward in list(wards):
                over = ward.over(ready)
                if over is not None:
                    wards.remove(ward)
                    end(ward, settings, room, warm, over)
    except (OSError, EOFError):
        return
    finally:
        for ward in wards:
            kill(ward.pid)
        os.kill(warm, signal.SIGKILL)
        if not settings["namespaces"]:
            end_children()


def begun(settings: dict, room: socket.socket, warm: int, life: int) -> list[Ward]:
    """The ward that the warm process has just forked; none where it could not."""
    word, pid = said(room)
    if word == NONE:  # the grader has been told why
        os.close(life)
        return []
    ended = None
    with contextlib.suppress(AttributeError, OSError):  # not Linux; before 5.3
        ended = os.pidfd_open(pid)
    linux = sys.platform == "linux"
    watched = watch.Watch(settings["totals"], settings["watched"], warm) if linux else None
    return [Ward(pid, life, ended, watched)]


def end(ward: Ward, settings: dict, room: socket.socket, warm: int, over: str) -> None:
    """End all that is left of a run, then tell the grader, by closing `life`."""
    kill(ward.pid)
    room.sendall(END)
    said(room)  # it is no more, nor is anybody in its pid namespace, where it has one
    if not settings["namespaces"]:
        end_children(warm)
    with contextlib.suppress(OSError):
        os.write(ward.life, over.encode())  # when it was the guard who ended it
    if ward.watched:
        ward.watched.close()
    for descriptor in (ward.ended, ward.life):
        if descriptor is not None:
            os.close(descriptor)


def kill(pid: int) -> None:
    """End a ward and all that came of it. The filter keeps them in one group, and no fork escapes a signal to a whole
    group, as it would a signal to each.
    """
    for send in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            send(pid, signal.SIGKILL)


def children() -> set[int]:
    """Of this process; none where the system is not Linux, which alone tells."""
    with contextlib.suppress(OSError), open(f"/proc/self/task/{os.readlink('/proc/self')}/children") as file:
        return set(map(int, file.read().split()))
    return set()


def end_children(but: int | None = None) -> None:
    """End every process that wards left behind and the guard adopted, until there is none, but for one."""
    while left := children() - {but}:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)


def said(room: socket.socket) -> tuple[bytes, int]:
    """A byte from the warm process or a ward, and the number of who sent it, which the system adds: a ward that knew
    its own could tell how many processes there were before. EOFError when all are gone.
    """
    if not hasattr(socket, "SO_PASSCRED"):
        word = room.recv(1)
        number = room.recv(NUMBER.size) if word == WARD else NUMBER.pack(0)
    else:
        word, sent, _, _ = room.recvmsg(1, socket.CMSG_SPACE(3 * NUMBER.size))
        number = sent[0][2][: NUMBER.size] if sent else NUMBER.pack(0)
    if not word:
        raise EOFError
    return word, NUMBER.unpack(number)[0]
