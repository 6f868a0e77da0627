"""The warm process: everything imported once, then one fork for each submission, one for each exercise.

Started as `python -I -S -B warm.py SETTINGS` inside the sandbox, with its end of the control socket
as file descriptor SETTINGS["control"]. For each submission the grader passes two sockets: `job`,
which the student's process speaks on, and `life`, which stays with its guard. When the grader closes
`life`, or the student's process ends, the guard ends all that is left and closes `life` too.
"""
import __future__

import ast
import gc
import json
import linecache
import os
import select
import signal
import socket
import sys

SETTINGS = json.loads(sys.argv[1])
sys.path[:0] = SETTINGS["path"]
os.environ.update(SETTINGS["environment"])

import numpy as np  # noqa: E402

from convlab.calls import names_below  # noqa: E402
from convlab.probes import probes_of  # noqa: E402
from convlab.run import Outcome, Student, describe, run_case  # noqa: E402
from grader.inside import display, lending, lockdown, watch, wire  # noqa: E402


class TimeLimit(BaseException):
    """Raised in the student's code by the soft clock; the grader's own clock is the hard one."""


def main() -> None:
    control = socket.socket(fileno=SETTINGS["control"])
    if SETTINGS["drop_to"] is not None:
        lockdown.become(SETTINGS["drop_to"])
    shell = warm_shell()
    control.sendall(b"w")
    while True:
        word, passed, _, _ = socket.recv_fds(control, 1, 2)
        if not word:
            return
        if os.fork() == 0:
            control.close()
            guard(shell, *passed)
        for descriptor in passed:
            os.close(descriptor)
        reap()


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def warm_shell():
    """An IPython shell that shows nothing, with what every chapter imports already loaded."""
    import matplotlib.pyplot  # noqa: F401 -- here, when root's rights are gone: it writes a cache
    from IPython.core.interactiveshell import InteractiveShell  # here too: it writes a profile

    np.random.default_rng(0)  # loads its parts on first use
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    display.silence(shell)
    # The student sees tracebacks in their own notebook; here they only cost time.
    shell.showtraceback = shell.showsyntaxerror = shell.showindentationerror = lambda *_, **__: None
    gc.collect()
    gc.freeze()
    return shell


def guard(shell, job: int, life: int) -> None:
    """Fork the student's process and outlive it: nothing of it stays when `life` closes."""
    try:
        os.setsid()  # what ends the warm process must not end the guard before its work is done
        try:
            if SETTINGS["namespaces"]:
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
        watched = watch.Watch(SETTINGS["totals"], SETTINGS["watched"]) if sys.platform == "linux" else None
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)  # the filter keeps what comes from it in this group
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            student_process(shell, job)
        os.close(job)
        passed = watched.until_over(pid, life, ended) if watched else select.select([life, ended], [], []) and ""
        watch.end_group(pid)
        if not SETTINGS["namespaces"]:
            end_children()
        os.write(life, passed.encode())  # why it was ended, when the guard did
    finally:
        os._exit(0)


def end_children() -> None:
    """Kill every process that the student's code left behind, until there is none (Linux)."""
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


def student_process(shell, job: int) -> None:
    """Lock this process down, then run what the grader asks for."""
    sock = socket.socket(fileno=job)
    try:
        quiet(job)
        try:
            lock_down()
        except OSError as error:
            wire.send(sock, {"refused": str(error)})
            return
        signal.signal(signal.SIGALRM, out_of_time)
        wire.send(sock, {"ready": True})
        perform(shell, sock, wire.receive(sock))
    finally:
        os._exit(0)


def lock_down() -> None:
    """Give up all rights that the settings name; OSError when one cannot be given up."""
    if SETTINGS["namespaces"]:
        lockdown.private_folder("/tmp")
        lockdown.drop_capabilities()
    elif SETTINGS["landlock"]:
        lockdown.landlock(SETTINGS["readable"], [SETTINGS["folder"]])
        lockdown.drop_capabilities()
    os.chdir(SETTINGS["folder"])
    lockdown.limits(SETTINGS["processes"])
    if SETTINGS["seccomp"]:
        lockdown.seccomp()


def quiet(job: int) -> None:
    """What the student prints goes nowhere, and no descriptor but the job's stays open."""
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(3, job)
    os.closerange(job + 1, 256)


def perform(shell, sock: socket.socket, job: dict) -> None:
    """Run the job's steps in order: cells in this process, tests each in a fork of it."""
    for number, step in enumerate(job["steps"]):
        wire.send(sock, {"step": number})
        if "test" in step:
            test(shell, sock, job, step)
        else:
            error = run_cell(shell, step["source"], number, job["seconds"])
            if error:
                failure = "timed out" if isinstance(error, TimeLimit) else "raised"
                wire.send(sock, {"error": number, "failure": failure, "message": describe(error)[:2000]})
    wire.send(sock, {"end": True})


def run_cell(shell, source: str, number: int, seconds: float) -> BaseException | None:
    """Run one cell in the shell's names, statement by statement; the first thing that it raised, if anything.

    What stops one statement (a package that is not here, a name that only a figure's cell makes) does not keep what is
    written below it from being defined: at home it may have run.
    """
    name, first = f"<ipython-input-{number}>", None
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        try:
            module = ast.parse(source, name)
        except (SyntaxError, ValueError):  # a top-level await, or an error: IPython knows
            result = shell.run_cell(source, store_history=False, silent=True)
            return result.error_before_exec or result.error_in_exec
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        flags = 0
        for statement in module.body:
            flags |= future(statement)
            try:
                exec(compile(ast.Module([statement], []), name, "exec", flags), shell.user_ns)
            except Exception as error:
                first = first or error
    except BaseException as error:
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return first


def future(statement: ast.stmt) -> int:
    """What `from __future__ import …` asks of all that is compiled after it."""
    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return 0
    features = [getattr(__future__, alias.name, None) for alias in statement.names]
    return sum({feature.compiler_flag for feature in features if feature})


def test(shell, sock: socket.socket, job: dict, step: dict) -> None:
    """Fetch the cases of an exercise and run them here, or in a fork if the grader says so."""
    wire.send(sock, {"cases for": step["test"]})
    task = wire.receive(sock)
    if "calls any of" in task:
        below = names_below(shell.user_ns.get(step["test"]), shell.user_ns)
        wire.send(sock, {"calls": sorted(below.intersection(task["calls any of"]))})
        task = wire.receive(sock)
    if task["fork"]:
        pid = os.fork()
        if pid == 0:
            try:
                run_cases(shell, sock, job, task)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    else:
        run_cases(shell, sock, job, task)
    wire.send(sock, {"tested": step["test"]})


def run_cases(shell, sock: socket.socket, job: dict, task: dict) -> None:
    names = shell.user_ns
    student = Student(dict(names))  # stand-ins are for the student's code: a probe looks at what the student wrote
    for name in task["given"]:
        names[name] = lending.stand_in(sock, name)
    probes = probes_of(job["chapter"])
    signal.setitimer(signal.ITIMER_REAL, job["seconds"])
    for number, case in enumerate(task["cases"]):
        try:
            outcome = run_case(getattr(probes, case["probe"]), student, case["inputs"])
        except TimeLimit as limit:
            outcome = Outcome(failure="timed out", message=describe(limit))
        except BaseException as error:  # SystemExit and the like
            outcome = Outcome(failure="raised", message=describe(error))
        wire.send(sock, {"case": number, **vars(outcome), "message": outcome.message[:2000]})
        if outcome.failure == "timed out":
            break
    signal.setitimer(signal.ITIMER_REAL, 0)


def out_of_time(*_) -> None:
    raise TimeLimit("it was still running when its time was up")


if __name__ == "__main__":
    main()
