"""The student's room: all that notebooks import loaded once, then one fork for each run of a submission (room.py), and
one for each exercise.
"""
import __future__

import ast
import contextlib
import functools
import importlib
import json
import linecache
import math
import os
import pickle
import pkgutil
import signal
import socket
import sys
import time
from inspect import CO_COROUTINE
from types import CodeType

SETTINGS = json.loads(sys.argv[1])
sys.path[:0] = SETTINGS["path"]
os.environ.update(SETTINGS["environment"])

from grader.inside import guard  # noqa: E402

if __name__ == "__main__":
    guard.stand_by(SETTINGS)  # while little is loaded

import numpy as np  # noqa: E402

import convlab.probes  # noqa: E402
from convlab.calls import names_below  # noqa: E402
from convlab.probes import probes_of  # noqa: E402
from convlab.run import Outcome, Student, describe, run_case  # noqa: E402
from grader.inside import display, lending, room, shell, wire  # noqa: E402
from grader.inside.clock import ASLEEP, OVER, QUANTUM, Allowance, is_asleep, own_wait, state_of  # noqa: E402

GIVEN: dict[str, tuple[str, list]] = {}  # the course's cells: {source: (its name, code of each statement)}
TICK = 0.01  # seconds, as exactly as the system tells what a process used
SESSION = {"flags": 0, "loop": None}  # of what runs: what it imports from __future__, and its loop for `await`
HELD: list[bytes] = []  # frames that wait for the next
# Of what is running: seconds, what the clocks showed when it began and when it seemed to sleep, and whether they may
# still strike. A ward's fork cannot see how long it waits for a core: there the guard alone sees who sleeps.
CLOCK = {"limit": 0.0, "began": (0.0, 0.0, 0.0), "dozed": None, "strikes": False, "forked": False}


class TimeLimit(BaseException):
    """Raised in the student's code by the soft clock; the grader's own clock is the hard one."""


@functools.cache
def warm_up() -> dict:
    """The names of a notebook, with what every chapter imports already loaded."""
    display.put_off_drawing()
    np.random.default_rng(0)  # loads its parts on first use
    for module in pkgutil.iter_modules(convlab.probes.__path__):
        importlib.import_module(f"{convlab.probes.__name__}.{module.name}")  # each run would load its chapter's
    run_case(lambda _: {}, None, {})  # compiles the pattern of warnings, which each fork would compile again
    return shell.begin()


def perform(sock: socket.socket) -> None:
    """Run the job's steps in order: cells in this process, tests each in a fork of it."""
    names = warm_up()
    sys.path.append("")  # a file that a notebook has written may be imported
    signal.signal(signal.SIGPROF, recount)
    signal.signal(signal.SIGALRM, look)
    job, taken = wire.receive(sock, largest=wire.MAX_TRUSTED), Allowance()
    for number, step in enumerate(job["steps"]):
        if "test" in step:
            say(sock, {"step": number}, more=True)
            test(names, sock, job, step)
        else:
            say(sock, {"step": number})
            seconds, before = taken.share(job["seconds"], job["left"]), processor_time()
            error = run_cell(names, step["source"], number, seconds)
            taken.charge(seconds if isinstance(error, TimeLimit) else processor_time() - before)
            if error:
                failure = "timed out" if isinstance(error, TimeLimit) else "raised"
                say(sock, {"error": number, "failure": failure, "message": describe(error)[:2000]}, more=True)
    say(sock, {"end": True})


def say(sock: socket.socket, value, more: bool = False) -> None:
    """Send a frame. more: it may wait for the next one, as no code of the student's runs until then."""
    HELD.append(wire.pack(value))
    if not more:
        wire.deliver(sock, b"".join(HELD))
        HELD.clear()


def run_cell(names: dict, source: str, number: int, seconds: float) -> BaseException | None:
    """Run one cell in the shell's names, statement by statement; the first thing that it raised, if anything.

    What stops one statement (a package that is not here, a name that only a figure's cell makes) does not keep what is
    written below it from being defined: at home it may have run.
    """
    name, statements = GIVEN.get(source) or (f"<ipython-input-{number}>", None)
    first = None
    start_clock(seconds)
    try:
        try:
            statements = statements or ast.parse(source, name).body
        except (SyntaxError, ValueError) as refused:
            if not shell.is_asked_for(source):
                return refused
            result = shell.get_ipython().run_cell(source, store_history=False, silent=True)
            error = result.error_before_exec or result.error_in_exec
            return refused if "incomplete input" in str(error) else error  # Python says what is not closed
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        for statement in statements:
            SESSION["flags"] |= future(statement)
            try:
                run_code(compiled(statement, name, SESSION["flags"]), names)
            except Exception as error:
                first = first or error
    except BaseException as error:
        return error
    finally:
        stop_clock()
    return first


def compiled(statement: ast.stmt | CodeType, name: str, flags: int) -> CodeType:
    """The code of a statement of the cell of that name; itself where it is code."""
    if isinstance(statement, CodeType):
        return statement
    return compile(ast.Module([statement], []), name, "exec", flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def run_code(code: CodeType, names: dict) -> None:
    """Run a statement; one with an `await` of its own in the loop of the notebook, which stays between cells."""
    if not code.co_flags & CO_COROUTINE:
        exec(code, names)
        return
    import asyncio  # hardly a notebook needs it

    if SESSION["loop"] is None:
        SESSION["loop"] = asyncio.new_event_loop()
        asyncio.set_event_loop(SESSION["loop"])
    SESSION["loop"].run_until_complete(eval(code, names))


def take_in(said: dict) -> None:
    """Before the runs that need it: what draws, and the course's own cells, which then need no compiling."""
    if said.get("draws"):
        display.load_drawing()
    if any(map(shell.is_asked_for, said.get("cells", ()))) or said.get("IPython"):
        shell.get_ipython()
    for source in said.get("cells", ()):
        name, flags, codes = f"<ipython-input-given-{len(GIVEN)}>", 0, []
        with contextlib.suppress(SyntaxError, ValueError):  # IPython knows what to make of it
            for statement in ast.parse(source, name).body:
                flags |= future(statement)
                codes.append(compiled(statement, name, flags))
            GIVEN[source] = name, codes


def future(statement: ast.stmt | CodeType) -> int:
    """What `from __future__ import …` asks of all that is compiled after it, in later cells, too."""
    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return 0
    features = [getattr(__future__, alias.name, None) for alias in statement.names]
    return sum({feature.compiler_flag for feature in features if feature})


def test(names: dict, sock: socket.socket, job: dict, step: dict) -> None:
    """Fetch the cases of an exercise and run them here, or in a fork if the grader says so."""
    say(sock, {"cases for": step["test"]})
    task = wire.receive(sock)
    if "calls any of" in task:
        below = names_below(names.get(step["test"]), names)
        say(sock, {"calls": sorted(below.intersection(task["calls any of"]))})
        task = wire.receive(sock)
    # Pickled: they come from the grader, whom a submission may trust. Frames' own arrays take ten times as long.
    task["cases"] = [] if task["cases"] is None else pickle.loads(task["cases"].tobytes())
    if task["fork"]:
        pid = os.fork()
        if pid == 0:
            try:
                CLOCK["forked"] = True
                run_cases(names, sock, job, task)
                wire.deliver(sock, b"".join(HELD))
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    else:
        run_cases(names, sock, job, task)
    say(sock, {"tested": step["test"]}, more=True)


def run_cases(names: dict, sock: socket.socket, job: dict, task: dict) -> None:
    student = Student(dict(names))  # stand-ins are for the student's code: a probe looks at what the student wrote
    for name in task["given"]:
        names[name] = lending.stand_in(sock, name)
    probes, left = probes_of(job["chapter"]), task["seconds"]
    for number, case in enumerate(task["cases"]):
        try:
            start_clock(max(left, 0.001))
            outcome = run_case(getattr(probes, case["probe"]), student, case["inputs"])
        except TimeLimit as limit:
            outcome = Outcome(failure="timed out", message=describe(limit))
        except BaseException as error:  # SystemExit and the like
            outcome = Outcome(failure="raised", message=describe(error))
        left = stop_clock()  # it must not strike in the middle of a frame
        last = outcome.failure == "timed out" or number + 1 == len(task["cases"])
        say(sock, {"case": number, **vars(outcome), "message": outcome.message[:2000]}, more=last)
        if last:
            break


def start_clock(seconds: float) -> None:
    """TimeLimit after so many seconds of processor time; by the wall clock where next to none is used."""
    CLOCK.update(strikes=True, limit=seconds, began=clocks(), dozed=None)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)


def recount(*_) -> None:
    """The timer counts in ticks, of which who shares a core may get those of others: what was used decides."""
    left = CLOCK["limit"] - passed_since(CLOCK["began"])[0]
    if left > TICK:
        signal.setitimer(signal.ITIMER_PROF, left)
    else:
        out_of_time()


def look(*_) -> None:
    state = state_of(CLOCK["limit"], *passed_since(CLOCK["began"]))
    if state == OVER or (state == ASLEEP and CLOCK["dozed"] and is_asleep(*passed_since(CLOCK["dozed"]))):
        out_of_time()
    elif state == ASLEEP:
        CLOCK["dozed"] = clocks()
        signal.setitimer(signal.ITIMER_REAL, QUANTUM, CLOCK["limit"])


def stop_clock() -> float:
    """Seconds of processor time that were left."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return CLOCK["limit"] - passed_since(CLOCK["began"])[0]


def clocks() -> tuple[float, float, float]:
    """Seconds of the processor, of waiting for a core, and of the wall clock without what the grader took."""
    return processor_time(), own_wait(), time.monotonic() - lending.waited


def passed_since(before: tuple[float, float, float]) -> tuple[float, float, float]:
    used, waited, passed = (now - then for now, then in zip(clocks(), before))
    return used, math.inf if CLOCK["forked"] else waited, passed


def processor_time() -> float:
    """Of this process, and of those that it started and that have ended."""
    return sum(os.times()[:4])


def out_of_time(*_) -> None:
    """Once: both clocks may strike at nearly the same time, and the second would hit what tells of the first."""
    if CLOCK["strikes"]:
        CLOCK["strikes"] = False
        raise TimeLimit("it was still running when its time was up")


if __name__ == "__main__":
    room.serve(SETTINGS, warm_up, perform, take_in)
