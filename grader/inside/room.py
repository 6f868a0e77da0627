"""What every room shares: a warm process behind a wall that forks a ward for each submission.

A room's program is started as `python -I -S -B PROGRAM SETTINGS` inside the sandbox. Before it loads anything it stands
by its guard (guard.py), which hands on, by the socket SETTINGS["control"], what the grader asks.
"""
import gc
import os
import socket
from collections.abc import Callable

from grader.inside import clock, lockdown, syscalls, wire
from grader.inside.guard import END, LOAD, NONE, NUMBER, RUN, WARD, WARM, children, kill


def serve(settings: dict, warm_up: Callable[[], None], work: Callable, load: Callable | None = None) -> None:
    """Warm up, say so, then fork for each run until the guard is gone.

    work: called as work(job) in the locked process of a run
    load: called as load(what the grader says) in the warm process itself: what it keeps all later runs have
    """
    guard = socket.socket(fileno=settings["control"])
    warm_up()
    keep()
    guard.sendall(WARM)
    try:
        while True:
            word, passed, _, _ = socket.recv_fds(guard, 1, 1)
            if not word:
                return
            if word == LOAD:
                with open(passed[0], "rb", closefd=False) as file:
                    load(wire.read_frame(file.read, wire.MAX_TRUSTED))
                keep()
            elif word == RUN:
                fork_ward(settings, work, guard, passed[0])
            elif word == END:
                lockdown.reap()
                guard.sendall(END)
            for descriptor in passed:
                os.close(descriptor)
    finally:
        for child in children():  # something ended the guard, which would have
            kill(child)


def keep() -> None:
    """Have the forks' garbage collectors leave alone what is there by now: pages that they touch are copied."""
    gc.collect()
    gc.freeze()


def fork_ward(settings: dict, work: Callable, guard: socket.socket, job: int) -> None:
    """Fork the first process of a run; where that cannot be, tell the grader why."""
    try:
        if (lockdown.fork_apart() if settings["namespaces"] else os.fork()) == 0:
            ward(settings, work, guard, job)
    except OSError as error:
        with socket.socket(fileno=os.dup(job)) as sock:
            wire.send(sock, {"refused": str(error)})
        guard.sendall(NONE)


def ward(settings: dict, work: Callable, guard: socket.socket, job: int) -> None:
    """Lock this process down, then do what the grader asks for."""
    sock = socket.socket(fileno=job)
    try:
        os.setpgid(0, 0)  # the filter keeps what comes from it in this group
        guard.sendall(WARD if hasattr(socket, "SO_PASSCRED") else WARD + NUMBER.pack(os.getpid()))
        quiet(job)
        clock.keep_count()
        try:
            lock_down(settings)
        except OSError as error:
            wire.send(sock, {"refused": str(error)})
            return
        wire.send(sock, {"ready": True})
        work(sock)
    finally:
        os._exit(0)


def lock_down(settings: dict) -> None:
    """Give up all rights that the settings name; OSError when one cannot be given up."""
    if settings["namespaces"]:
        lockdown.own_namespaces(lockdown.CLONE_NEWNS | lockdown.CLONE_NEWIPC)
        lockdown.private_folder("/tmp")
        lockdown.drop_capabilities()
    elif settings["landlock"]:
        lockdown.landlock(settings["readable"], [settings["folder"]])
        lockdown.drop_capabilities()
    os.chdir(settings["folder"])
    lockdown.limits(settings["processes"])
    if settings["seccomp"]:
        lockdown.seccomp(syscalls.RECEIVING if settings["receives"] else None)


def quiet(job: int) -> None:
    """What is printed goes nowhere, and no descriptor but the job's stays open."""
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(3, job)
    os.closerange(job + 1, 256)
