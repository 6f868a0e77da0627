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

from grader.inside import syscalls

LIBC = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x08000000, 0x10000000, 0x20000000
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


def own_namespaces(kinds: int) -> None:
    """Leave for a new user namespace, and new ones of these kinds in it, with all rights in them and none outside."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", LIBC.unshare, CLONE_NEWUSER | kinds)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def fork_apart() -> int:
    """os.fork with the child first in a pid namespace of its own: with it ends all that came of it.

    Asks for CAP_SYS_ADMIN in the user namespace that this process's own pid namespace belongs to.
    """
    own, pid = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC), -1
    try:
        _call("unshare", LIBC.unshare, CLONE_NEWPID)
        pid = os.fork()
        return pid
    finally:
        if pid:
            _call("setns", LIBC.setns, own, CLONE_NEWPID)  # another can only be left for from there
        os.close(own)


def reap() -> None:
    """Wait until a child has ended. Python is not told its number, which a later fork could find in memory."""
    LIBC.waitpid.restype = None
    LIBC.waitpid(-1, None, 0)


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

def seccomp(more: dict[str, tuple] | None = None) -> None:
    """Refuse all but the allowed system calls from now on, in this process and all that come from it."""
    machine = platform.machine()
    if machine not in syscalls.MACHINES:
        raise OSError(f"no list of system calls for {machine}")
    program = syscalls.filter_program(machine, more)
    code = ctypes.create_string_buffer(program, len(program))
    fprog = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("prctl", LIBC.prctl, PR_SET_SECCOMP, 2, fprog, 0, 0)


def _call(name: str, function, *arguments) -> int:
    result = function(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
