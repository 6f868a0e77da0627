"""What takes rights away from the process that is about to run a student's code. Linux system calls only.

Sources: unshare(2), user_namespaces(7), landlock(7), seccomp(2), capset(2).
"""
import ctypes
import os
import platform
import struct
import sys

try:
    import resource
except ImportError:  # Windows, where no rung works and the sandbox says so
    resource = None

LIBC = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x08000000, 0x10000000, 0x20000000
CLONE_NEW_ANY = 0x7E020000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_RDONLY = 2, 4, 8, 1
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 4, 36, 38, 22

MEMORY = 1 << 30  # bytes of address space a process may take
FILES = 64 << 20  # bytes a file, and all of the private folder, may grow to
PROCESSES = 16
OPEN_FILES = 128


def limits(processes: int | None = PROCESSES) -> None:
    """Cap memory, file sizes, processes (None: as before) and core dumps for this process and its children."""
    caps = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_FSIZE: FILES, resource.RLIMIT_NOFILE: OPEN_FILES}
    caps |= {resource.RLIMIT_CORE: 0}
    if processes is not None:
        caps[resource.RLIMIT_NPROC] = processes
    for which, cap in caps.items():
        hard = resource.getrlimit(which)[1]
        cap = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        try:
            resource.setrlimit(which, (cap, cap))
        except ValueError:
            if sys.platform == "linux":  # macOS knows no limit of the address space
                raise


def become(user: int) -> None:
    """From root to an ordinary user and its group, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # or /proc/self, which maps the user, stays root's


def fresh_namespaces() -> None:
    """Leave for new user, pid, mount and ipc namespaces; the pid namespace holds from the next fork on."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", LIBC.unshare, CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def private_folder(path: str) -> None:
    """An empty, size-limited folder at `path` that no other process sees, and nothing at /proc."""
    options = f"size={FILES},nr_inodes=4096,mode=700".encode()
    _call("mount", LIBC.mount, b"private", path.encode(), b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    _call("mount", LIBC.mount, b"none", b"/proc", b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, b"size=0")


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _call("capset", LIBC.capset, header, bytes(24))


def adopt_orphans() -> None:
    """Children of children that die become this process's own, so that they can be found and ended (Linux)."""
    if sys.platform == "linux":
        _call("prctl", LIBC.prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


# --- Landlock ---------------------------------------------------------------------------------

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every architecture
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1, 2
LL_EXECUTE, LL_WRITE_FILE, LL_READ_FILE, LL_READ_DIR = 1, 2, 4, 8


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 where it has none or it is switched off."""
    return max(LIBC.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1), 0)


def landlock(readable: list[str], writable: list[str]) -> None:
    """From now on only these files and folders exist for opening; what is open stays open."""
    abi = landlock_abi()
    if not abi:
        raise OSError("this kernel has no Landlock")
    handled = (1 << (13 if abi == 1 else 14 if abi == 2 else 15 if abi < 5 else 16)) - 1
    rules = struct.pack("=Q", handled)
    if abi >= 6:
        rules = struct.pack("=QQQ", handled, 0, SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS)
    ruleset = _call("landlock_create_ruleset", LIBC.syscall, LANDLOCK_CREATE, rules, ctypes.c_size_t(len(rules)), 0)
    for paths, folder_rights in [(readable, LL_READ_FILE | LL_READ_DIR | LL_EXECUTE), (writable, handled)]:
        for path in paths:
            if os.path.exists(path):
                _allow(ruleset, path, folder_rights)
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("landlock_restrict_self", LIBC.syscall, LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    if not os.path.isdir(path):
        rights &= LL_EXECUTE | LL_WRITE_FILE | LL_READ_FILE
    folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, folder)
        _call("landlock_add_rule", LIBC.syscall, LANDLOCK_ADD, ruleset, 1, rule, 0)
    finally:
        os.close(folder)


# --- seccomp ----------------------------------------------------------------------------------

# Sockets, signals and tracing across processes, other namespaces, and what outlives the process.
# Numbers on x86_64 and aarch64; None where a machine has no such call.
CALLS = {
    "socket": (41, 198), "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "kcmp": (312, 272), "unshare": (272, 97), "setns": (308, 268),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180), "setpriority": (141, 140), "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "ioprio_set": (251, 30),
    "open_by_handle_at": (304, 265), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None),
    "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88),
    "futimesat": (261, None), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "reboot": (169, 142), "sethostname": (170, 161), "setdomainname": (171, 162),
    "syslog": (103, 116), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}  # fmt: skip
FORBIDDEN = {
    machine: [numbers[k] for numbers in CALLS.values() if numbers[k] is not None]
    for k, machine in enumerate(["x86_64", "aarch64"])
}
CLONE = {"x86_64": 56, "aarch64": 220}
# A descriptor that signals its owner when something comes is a kill by another name.
FCNTL, IOCTL = {"x86_64": 72, "aarch64": 25}, {"x86_64": 16, "aarch64": 29}
F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOSETOWN, SIOCSPGRP, FIOASYNC = 8, 10, 15, 0x8901, 0x8902, 0x5452
CLONE3, PRLIMIT64 = 435, {"x86_64": 302, "aarch64": 261}
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def seccomp() -> None:
    """Refuse the forbidden system calls from now on, in this process and all that come from it."""
    machine = platform.machine()
    if machine not in FORBIDDEN:
        raise OSError(f"no list of system calls for {machine}")
    program = filter_program(machine)
    code = ctypes.create_string_buffer(program, len(program))
    fprog = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("prctl", LIBC.prctl, PR_SET_SECCOMP, 2, fprog, 0, 0)


def filter_program(machine: str) -> bytes:
    """The filter as classic BPF: (code, jump if true, jump if false, value) of 8 bytes each."""
    steps = [
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, AUDIT_ARCH[machine]), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0), (AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, KILL),  # x32 numbers
        (EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ENOSYS),  # its flags cannot be read: make libc use clone
        (EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, 16), (ANY_BIT, 0, 1, CLONE_NEW_ANY),
        (RETURN, 0, 0, EPERM), (RETURN, 0, 0, ALLOW),
        (EQUAL, 0, 4, PRLIMIT64[machine]), (LOAD, 0, 0, 16), (EQUAL, 1, 0, 0),  # only on oneself
        (RETURN, 0, 0, EPERM), (RETURN, 0, 0, ALLOW),
    ]  # fmt: skip
    for number, commands in [
        (FCNTL[machine], [F_SETOWN, F_SETSIG, F_SETOWN_EX]),
        (IOCTL[machine], [FIOSETOWN, SIOCSPGRP, FIOASYNC]),
    ]:
        steps += [(EQUAL, 0, 2 + 2 * len(commands), number), (LOAD, 0, 0, 24)]  # the second argument
        for command in commands:
            steps += [(EQUAL, 0, 1, command), (RETURN, 0, 0, EPERM)]
        steps.append((RETURN, 0, 0, ALLOW))
    for number in FORBIDDEN[machine]:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, EPERM)]
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _call(name: str, function, *arguments) -> int:
    result = function(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
