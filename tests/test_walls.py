"""What the walls refuse, and that they let through what right code needs."""
import contextlib
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.attacks import ATTACKS, Attack, Outside, attempt
from grader.cli import main
from grader.course import ROOT, filled, load_chapter
from grader.emptying import remove_folder
from grader.inside import syscalls, watch, wire
from grader.judge import Judge
from grader.sandbox import STUDENT, Run, SandboxError, kit_files, open_room, open_rooms
from grader.sources import reference_sources

CHAPTER = load_chapter("01_convolution")

# --- the filter of system calls, as the kernel reads it ---------------------------------------------------------------

ARCH = syscalls.AUDIT_ARCH
ALLOWED, NO_CALL = "allowed", f"error {syscalls.NO_CALL}"
HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}
NULL, SOMEWHERE = 0, 0x7F00_0000_1000


def decide(machine: str, number: int, *arguments: int, arch: int | None = None) -> str:
    """What the filter says of a call: a small machine for classic BPF, after the kernel's documentation of it."""
    data = struct.pack("=IIQ6Q", number, arch or ARCH[machine], 0, *arguments, *[0] * (6 - len(arguments)))
    program = list(struct.iter_unpack("=HBBI", syscalls.filter_program(machine)))
    place = loaded = 0
    while True:
        code, if_true, if_false, value = program[place]
        place += 1
        if code == syscalls.LOAD:
            (loaded,) = struct.unpack_from("=I", data, value)
        elif code == syscalls.AND:
            loaded &= value
        elif code == syscalls.RETURN:
            kind = {syscalls.ALLOW: ALLOWED, syscalls.KILL: "killed"}
            return kind.get(value) or f"error {value - syscalls.ERROR}"
        else:
            holds = {syscalls.EQUAL: loaded == value, syscalls.AT_LEAST: loaded >= value}[code]
            place += if_true if holds else if_false


def call(machine: str, name: str, *arguments: int) -> str:
    numbers = syscalls.ALLOWED.get(name) or syscalls.BY_ARGUMENT[name][0]
    return decide(machine, numbers[syscalls.MACHINES.index(machine)], *arguments)


each_machine = pytest.mark.parametrize("machine", syscalls.MACHINES)


@each_machine
def test_the_numbers_are_the_kernels(machine):
    header, k = Path(HEADERS[machine]), syscalls.MACHINES.index(machine)
    if not header.exists():
        pytest.skip(f"{header} is not here: apt install linux-libc-dev")
    defined = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text())
    kernels = {name: int(number) for name, number in defined}
    kernels |= {"newfstatat": kernels["fstatat"]} if machine == "aarch64" else {}
    ours = {**syscalls.ALLOWED, **{name: rule[0] for name, rule in syscalls.BY_ARGUMENT.items()}}
    newer = {"mseal", "map_shadow_stack"} - set(kernels)
    assert {name: numbers[k] for name, numbers in ours.items() if name not in newer} == {
        name: kernels.get(name) for name in ours if name not in newer
    }


@each_machine
def test_what_is_not_on_the_list_does_not_exist(machine):
    k = syscalls.MACHINES.index(machine)
    named = {**syscalls.ALLOWED, **{name: rule[0] for name, rule in syscalls.BY_ARGUMENT.items()}}
    listed = {numbers[k] for numbers in named.values()}
    assert {decide(machine, number) for number in range(2000) if number not in listed} == {NO_CALL}
    assert {decide(machine, numbers[k]) for numbers in syscalls.ALLOWED.values() if numbers[k] is not None} == {ALLOWED}


@each_machine
def test_calls_of_another_interface_end_the_process(machine):
    other = next(arch for name, arch in ARCH.items() if name != machine)
    assert decide(machine, 0, arch=other) == decide(machine, syscalls.X32 + 41) == "killed"


F_SETLK, F_SETSIG, F_NOTIFY, F_SETLEASE, F_OFD_SETLK = 6, 10, 1026, 1024, 37
SETFLAGS, TIOCSTI, FIOASYNC = 0x40086602, 0x5412, 0x5452
REFUSED = {
    "a letter": [("sendto", 3, SOMEWHERE, 4, 0, SOMEWHERE, 16), ("sendto", 3, SOMEWHERE, 4, 0, 1 << 32, 16)],
    "a pair that takes addresses": [("socketpair", 1, 2), ("socketpair", 1, 5), ("socketpair", 2, 1)],
    "a note on a file": [("ioctl", 3, SETFLAGS), ("ioctl", 3, TIOCSTI), ("ioctl", 3, FIOASYNC)],
    "a lock, a lease, a notice": [("fcntl", 3, one) for one in (F_SETLK, F_SETSIG, F_NOTIFY, F_SETLEASE, F_OFD_SETLK)],
    "memory outside the count": [("mmap", 0, 4096, 3, 0x21), ("mmap", 0, 4096, 3, 0x23)],
    "waking others": [("futex", SOMEWHERE, 1), ("futex", SOMEWHERE, 5), ("futex", SOMEWHERE, 4)],
    "advice that others feel": [("madvise", SOMEWHERE, 4096, advice) for advice in (12, 20, 21, 100)],
    "others' clocks and processes": [
        ("clock_gettime", 0xFFFF_FFF6), ("getpgid", 1), ("getsid", 1), ("sched_getaffinity", 1), ("prlimit64", 1, 7)
    ],
    "what is in the page cache": [("preadv2", 3, SOMEWHERE, 1, 0, 0, 8)],
    "namespaces and brothers": [("clone", 0x1000_0011), ("clone", 0x8011)],
    "waiting on a page of a file": [("futex", SOMEWHERE, 0), ("futex", SOMEWHERE, 0x109)],
    "what the whole system counts": [("clone", 0x1011), ("getsockopt", 3, 1, 57), ("getsockopt", 3, 1, 77)],
    "children that nobody waits for": [("rt_sigaction", 17)],
    "a folder without rights": [("mkdirat", 3, SOMEWHERE, 0), ("mkdirat", 3, SOMEWHERE, 0o077), ("umask", 0o777)],
    "signals": [("kill", 1, 9), ("tgkill", 1, 1, 9)],
    "programs, locks, sockets": [("execve", SOMEWHERE), ("flock", 3, 2), ("socket", 1, 1)],
}  # fmt: skip
NEEDED = [
    ("sendto", 3, SOMEWHERE, 4, 0, NULL, 0), ("socketpair", 1, 1), ("socketpair", 1, 0x80801), ("ioctl", 3, 0x5401),
    ("ioctl", 3, 0x5421), ("fcntl", 3, 3), ("fcntl", 3, 1030), ("mmap", 0, 4096, 3, 0x22), ("mmap", 0, 4096, 1, 1, 3),
    ("futex", SOMEWHERE, 0x81), ("futex", SOMEWHERE, 0x189), ("madvise", SOMEWHERE, 4096, 4), ("getsockopt", 3, 1, 3),
    ("rt_sigaction", 2), ("rt_sigaction", 16), ("rt_sigaction", 18), ("rt_sigaction", 27), ("rt_sigaction", 64),
    ("clock_gettime", 3), ("getpgid", 0), ("prlimit64", 0, 7), ("clone", 0x3D0F00), ("clone", 0x1200011),
    ("mkdirat", 3, SOMEWHERE, 0o777), ("umask", 0o022),
]  # fmt: skip


@each_machine
@pytest.mark.parametrize("kind", REFUSED)
def test_the_same_call_is_refused_by_its_arguments(machine, kind):
    answers = {asked: call(machine, *asked) for asked in REFUSED[kind]}
    assert all(answer.startswith("error ") for answer in answers.values()), answers


@each_machine
def test_and_allowed_by_its_arguments(machine):
    assert [asked for asked in NEEDED if call(machine, *asked) != ALLOWED] == []


# --- the sandbox's own attacks ----------------------------------------------------------------------------------------

# What even a plain process holds, as its guard ends what is left; and what depends on the machine's rights.
HELD_ANYWHERE = {"a process left behind", "comets", "a note in its folder", "much memory"}
OF_THE_MACHINE = {"other limits", "namespaces", "io_uring", "the grader's memory", "a file's flags"}
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def wall(request):
    try:
        sandbox = open_room(request.param, STUDENT)
    except SandboxError as error:
        pytest.skip(str(error))
    with Outside() as outside:
        yield sandbox, outside
    sandbox.close()


@pytest.fixture(scope="module")
def no_wall():
    """A plain process that nobody watches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "TOTALS", {})
        sandbox = open_room("process", STUDENT)
    with Outside() as outside:
        yield sandbox, outside
    sandbox.close()


@each_attack
def test_a_wall_holds_against_it(wall, attack):
    sandbox, outside = wall
    assert attempt(sandbox, attack, outside) == ""


@each_attack
def test_it_is_a_real_attack(no_wall, attack):
    if attack.name in HELD_ANYWHERE:
        pytest.skip("a plain process holds this, too")
    broke = attempt(no_wall[0], attack, no_wall[1])
    if not broke and attack.name in OF_THE_MACHINE:
        pytest.skip("this machine gives nobody that right")
    assert broke


def test_doctor_tells_what_each_wall_held_and_fails_where_one_broke(monkeypatch):
    through = Attack("a door", "goes through it", "raise Broke('it was open')")
    monkeypatch.setattr("grader.doctor.ATTACKS", [ATTACKS[0], through])
    done = CliRunner().invoke(main, ["doctor", "--attack"])
    assert done.exit_code == 1 and re.search(r"a door +goes through it +BROKE", done.output)
    assert "a door, landlock: it was open" in done.output and "A wall broke" in done.output
    monkeypatch.setattr("grader.doctor.ATTACKS", ATTACKS[:2])
    done = CliRunner().invoke(main, ["doctor", "--attack"])
    assert done.exit_code == 0 and re.search(r"a file outside +.* held", done.output)


def test_an_attack_that_is_wrong_itself_is_no_wall_that_holds(no_wall):
    with pytest.raises(RuntimeError, match="NameError"):
        attempt(no_wall[0], Attack("a slip", "", "no_such_name"), no_wall[1])


NO_ISOLATION = """#!{python}
import os, sys
program = sys.argv[sys.argv.index("-I") - 1:]
settings = program[-1].replace("/course/kit", {root!r}).replace("/course/site", {site!r})
settings = settings.replace('"drop_to": 65534', '"drop_to": null')
script = program[-2].replace("/course/kit", {root!r})
os.execv(program[0], [*program[:-2], script, settings])
"""


def test_a_bubblewrap_that_isolates_nothing_is_refused_by_name(monkeypatch, tmp_path):
    site = str(kit_files()["numpy"].parent)
    fake = tmp_path / "bwrap"
    fake.write_text(NO_ISOLATION.format(python=sys.executable, root=str(ROOT), site=site))
    fake.chmod(0o755)
    monkeypatch.setattr("grader.sandbox.find_bwrap", lambda: str(fake))
    with pytest.raises(SandboxError, match=rf"does not hold here.*{re.escape(str(fake))} does not isolate\): \w+"):
        open_rooms("namespaces")
    opened = open_rooms("auto")
    for room in opened:
        room.close()
    assert {room.isolation for room in opened} == {"landlock"}


# --- totals, and what is left in the folder ---------------------------------------------------------------------------

TOTALS = {
    "bytes": ("for k in range(4): open(str(k), 'wb').write(bytes(40 << 20))", "more than 64 MB in files"),
    "files": (  # a folder counts for 16
        "import os\nfor k in range(200): os.mkdir(f'f{k}')\nfor k in range(1500): open(str(k), 'w').close()",
        "more than 4096 files",
    ),
    "processes": (
        "import os, time\nfor _ in range(20):\n    if os.fork() == 0:\n        time.sleep(20)",
        "more than 16 processes at a time",
    ),
}


@pytest.fixture(scope="module")
def judge():
    with Judge("any seed", "landlock", seconds=3.0) as one:
        yield one


@pytest.mark.parametrize("total", TOTALS)
def test_the_limit_that_is_passed_is_told_and_the_next_is_graded(judge, total):
    source, said = TOTALS[total]
    wait = "\nimport time\ntime.sleep(2)\ndef corr2d(X, K):\n    return X"
    found = judge.grade(CHAPTER, filled(CHAPTER, {"corr2d": source + wait}))
    verdict = next(verdict for verdict in found.verdicts if verdict.exercise == "corr2d")
    assert said in verdict.message and verdict.score == 0
    assert judge.grade(CHAPTER, filled(CHAPTER, reference_sources(CHAPTER.name))).score == CHAPTER.points


ROOM = """
import os, time
mine = b"x" * ({shared} << 20)
for _ in range(4):
    if os.fork() == 0:
        theirs = b"x" * ({own} << 20)
        time.sleep(20)
time.sleep(2)
"""


# A process goes on without its first thread, of which alone /proc/PID tells.
HEADLESS = """
import ctypes, os, platform, threading, time
def theirs():
    time.sleep(0.2)
    mine = b"x" * (100 << 20)
    time.sleep(20)
for _ in range(4):
    if os.fork() == 0:
        threading.Thread(target=theirs).start()
        ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
time.sleep(3)
"""
FULL = "more than 300 MB of memory"
MEMORY = [(ROOM.format(shared=0, own=100), FULL), (ROOM.format(shared=150, own=0), ""), (HEADLESS, FULL)]


@pytest.mark.parametrize("isolation", ["namespaces", "landlock"])
@pytest.mark.parametrize(("source", "passed"), MEMORY, ids=["own", "shared", "without a first thread"])
def test_memory_is_that_of_all_processes_and_what_they_share_counts_once(monkeypatch, isolation, source, passed):
    monkeypatch.setattr(watch, "TOTALS", {**watch.TOTALS, "memory": 300 << 20})
    try:
        sandbox = open_room(isolation, STUDENT)
    except SandboxError as error:
        pytest.skip(str(error))
    with contextlib.closing(sandbox), sandbox.start_run() as run, contextlib.suppress(wire.WireClosed):
        wire.send(run.job, {"chapter": "", "seconds": 30, "left": 60, "steps": [{"source": source}]})
        while "end" not in wire.receive(run.job, time.monotonic() + 40):
            pass
    assert run.passed == passed


def test_times_that_come_too_late_are_no_words():
    late = watch.TOLD.pack(watch.TIMES, 1.5, 230.0)
    assert watch.words(late + late + b"more than 64 threads") == "more than 64 threads" and watch.words(late) == ""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        both = [(late, (1.5, 230.0, "")), (late + b"more", (1.5, 230.0, "more")), (b"more", (0.0, 0.0, "more"))]
        for said, told in both:
            theirs.send(said)
            assert watch.ask(ours, 0.0, 5) == told


def test_what_would_keep_the_guard_from_watching_is_not_looked_at(monkeypatch):
    watched = watch.Watch({}, None)
    assert watched.text("self/maps")
    monkeypatch.setattr(watch, "TOO_LONG", 0.0)
    with pytest.raises(ValueError, match="pieces"):
        watched.shares([os.getpid()])
    monkeypatch.setattr(watch, "MOST", 100)
    with pytest.raises(ValueError, match="too long"):
        watched.text("self/maps")
    watched.close()


def test_a_run_that_cannot_be_ended_costs_its_room_and_nobody_else(judge, monkeypatch):
    close, failed = Run.close, []

    def stuck(self):
        close(self)
        if not failed:
            failed.append(judge.student)
            raise SandboxError("a student's process could not be ended")

    monkeypatch.setattr(Run, "close", stuck)
    right = filled(CHAPTER, reference_sources(CHAPTER.name))
    assert [judge.grade(CHAPTER, right).score for _ in range(2)] == [CHAPTER.points] * 2
    assert failed and judge.student is not failed[0] and failed[0].process.poll() is not None


def test_processor_time_of_all_and_memory_that_is_shared():
    """In this process's own family: what a watch counts, with limits that are passed and others."""
    code = """
import json, os, time
from grader.inside import watch
watched = watch.Watch({}, None)
room = bytearray(os.urandom(1) * (60 << 20))
pids, (burnt, tell) = [], os.pipe()
for _ in range(3):
    pids.append(os.fork())
    if not pids[-1]:
        end = time.process_time() + 0.3
        while time.process_time() < end: pass
        os.write(tell, b"x")
        time.sleep(20)
for _ in range(3): os.read(burnt, 1)
found = []
for limits in ({"memory": 100 << 20}, {"cpu": 0.5}, {"cpu": 5}, {"processes": 2}):
    watched.totals = {"memory": 1 << 40, "cpu": 1e6, "processes": 99, "threads": 99} | limits
    watched.next = 0
    found.append(watched.look(pids[0]))
for pid in pids: os.kill(pid, 9)
print(json.dumps(found))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == ["", "cpu", "", "processes"], "60 MB that three share are not 180"


def test_a_folder_is_removed_whatever_lies_in_it(tmp_path):
    folder = tmp_path / "private"
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner" / "file").write_text("x")
    for name in [b"\xff\xfe", b"-rf", b"a\nb", b" ", b"*"]:
        (folder / os.fsdecode(name)).write_text("x")
    (folder / "link").symlink_to(tmp_path)
    (tmp_path / "not theirs").write_text("x")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1500):  # deeper than a path may be long, and than Python calls itself
        os.mkdir("deep", dir_fd=here)
        here, above = os.open("deep", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    for path in [folder / "closed" / "inner", folder / "closed", folder]:
        path.chmod(0)
    remove_folder(str(folder))
    assert os.listdir(tmp_path) == ["not theirs"]


def test_a_folder_that_cannot_be_emptied_is_never_shared(monkeypatch):
    with Judge("any seed", "landlock") as one:
        before = one.student

        def remove(path):
            if path == before.folder:
                raise PermissionError(1, "immutable", path)
            remove_folder(path)

        with monkeypatch.context() as patch:
            patch.setattr("grader.sandbox.remove_folder", remove)
            with pytest.raises(SandboxError, match="what a submission left could not be removed: .*immutable"):
                before.start_run()
            one.start_run().close()
        assert one.student is not before and one.student.folder != before.folder
    remove_folder(before.folder)
