"""What the walls refuse, and that they let through what right code needs."""
import re
import struct
from pathlib import Path

import pytest

from grader.inside import syscalls

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
    "a folder without rights": [("mkdirat", 3, SOMEWHERE, 0), ("mkdirat", 3, SOMEWHERE, 0o077), ("umask", 0o777)],
    "signals": [("kill", 1, 9), ("tgkill", 1, 1, 9)],
    "programs, locks, sockets": [("execve", SOMEWHERE), ("flock", 3, 2), ("socket", 1, 1)],
}  # fmt: skip
NEEDED = [
    ("sendto", 3, SOMEWHERE, 4, 0, NULL, 0), ("socketpair", 1, 1), ("socketpair", 1, 0x80801), ("ioctl", 3, 0x5401),
    ("ioctl", 3, 0x5421), ("fcntl", 3, 3), ("fcntl", 3, 1030), ("mmap", 0, 4096, 3, 0x22), ("mmap", 0, 4096, 1, 1, 3),
    ("futex", SOMEWHERE, 0x81), ("futex", SOMEWHERE, 0x109), ("futex", SOMEWHERE, 0), ("madvise", SOMEWHERE, 4096, 4),
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
