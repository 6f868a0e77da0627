"""What every room shares: a warm process behind a wall that forks, for each submission, a guard and its ward.

A room's program is started as `python -I -S -B PROGRAM SETTINGS` inside the sandbox, with its end of the control socket
as file descriptor SETTINGS["control"]. For each run the grader passes two sockets: `job`, which the ward speaks on, and
`life`, which stays with its guard. When the grader closes `life`, or the ward ends, the guard ends all that is left
and closes `life` too.
"""
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable

from grader.inside import lockdown, syscalls, watch, wire

WARM, RUN, LOAD = b"w", b"r", b"c"  # one byte each: it is up; start a run; read a file of what all runs need


def serve(settings: dict, warm_up: Callable[[], None], work: Callable, load: Callable | None = None) -> None:
    """Warm up, say so, then fork for each run until the grader is gone.

    work: called as work(job) in the locked process of a run
    load: called as load(what the grader says) in the warm process itself: what it keeps all later runs have
    """
    control = socket.socket(fileno=settings["control"])
    if settings["drop_to"] is not None:
        lockdown.become(settings["drop_to"])
    warm_up()
    keep()
    control.sendall(WARM)
    while True:
        word, passed, _, _ = socket.recv_fds(control, 1, 2)
        if not word:
            return
        if word == LOAD and load:
            with open(passed[0], "rb", closefd=False) as file:
                load(wire.read_frame(file.read, wire.MAX_TRUSTED))
            keep()
        elif word == RUN and os.fork() == 0:
            control.close()
            guard(settings, work, *passed)
        for descriptor in passed:
            os.close(descriptor)
        reap()


def keep() -> None:
    """Have the forks' garbage collectors leave alone what is there by now: pages that they touch are copied."""
    gc.collect()
    gc.freeze()


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def guard(settings: dict, work: Callable, job: int, life: int) -> None:
    """Fork the ward and outlive it: nothing of it stays when `life` closes."""
    try:
        os.setsid()  # what ends the warm process must not end the guard before its work is done
        try:
            if settings["namespaces"]:
                lockdown.fresh_namespaces()
            else:
                lockdown.adopt_orphans()
        except OSError as error:
            wire.send(socket.socket(fileno=job), {"refused": str(error)})
            return
        ended, wake = socket.socketpair()
        wake.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno())
        watched = watch.Watch(settings["totals"], settings["watched"]) if sys.platform == "linux" else None
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)  # the filter keeps what comes from it in this group
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            ward(settings, work, job)
        os.close(job)
        passed = watched.until_over(pid, life, ended) if watched else select.select([life, ended], [], []) and ""
        watch.end_group(pid)
        if not settings["namespaces"]:
            end_children()
        os.write(life, passed.encode())  # why it was ended, when the guard did
    finally:
        os._exit(0)


def end_children() -> None:
    """Kill every process that the ward left behind, until there is none (Linux)."""
    if sys.platform != "linux":
        return
    own = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    while True:
        with open(own) as file:
            for pid in file.read().split():
                os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def ward(settings: dict, work: Callable, job: int) -> None:
    """Lock this process down, then do what the grader asks for."""
    sock = socket.socket(fileno=job)
    try:
        quiet(job)
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
