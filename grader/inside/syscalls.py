"""The system calls that Python, NumPy, matplotlib and IPython need, as a seccomp filter. All others are refused.

A list of what is allowed needs no knowledge of what the next kernel brings. What is not on it fails with ENOSYS, as on
a kernel that has no such call: a C library that knows another way takes it, a newer one that knows none says so.

Left out on purpose, as they tell of what is outside, or leave a note for another submission:
    network and messages  socket, connect, bind, listen, accept, sendmsg (descriptors in flight escape every limit)
    other processes       kill, ptrace, pidfd_*, process_*, kcmp, setsid and setpgid (a whole group is killed at once)
    watching files        inotify_*, fanotify_*, name_to_handle_at
    notes on a file that is open for reading only   flock, chmod, chown, utimensat, *xattr, file_*attr
    notes in the page cache   mincore, cachestat, fadvise64, readahead
    notes in the kernel   SysV and POSIX messages and semaphores, keys, memfd, sched_set*, ioprio_set, setpriority,
                          sysinfo (free memory), statfs (free disk)
    to become another     execve (there is nothing to run), set*id, capset, unshare, setns, chroot, personality
    the machine           mount and its new calls, bpf, io_uring, perf, modules, clocks, swap, quotas, reboot

Sources: seccomp(2), syscalls(2), the kernel's unistd.h of both machines.
"""
import struct

MACHINES = ("x86_64", "aarch64")  # the order of the numbers below; None where a machine has no such call

ALLOWED = {
    # files: which ones is the other walls' business
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "preadv": (295, 69), "pwritev": (296, 70),
    "open": (2, None), "openat": (257, 56), "creat": (85, None), "close": (3, 57), "close_range": (436, 436),
    "lseek": (8, 62), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79),
    "statx": (332, 291), "readlink": (89, None), "readlinkat": (267, 78), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "getdents": (78, None), "getdents64": (217, 61),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83), "getcwd": (79, 17),
    "chdir": (80, 49), "fchdir": (81, 50),
    # descriptors: pipes and pairs of sockets end in this process and its children
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59),
    "sendfile": (40, 71), "recvfrom": (45, 207), "shutdown": (48, 210), "getsockname": (51, 204),
    "getpeername": (52, 205), "eventfd2": (290, 19), "poll": (7, None), "ppoll": (271, 73),
    "select": (23, None), "pselect6": (270, 72), "epoll_create": (213, None), "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22), "epoll_pwait2": (441, 441),
    # its own memory; mbind is OpenBLAS's
    "brk": (12, 214), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "msync": (26, 227),
    "membarrier": (324, 283), "mseal": (462, 462), "map_shadow_stack": (453, 453), "mbind": (237, 235),
    "get_mempolicy": (239, 236), "arch_prctl": (158, None),
    # its own processes and threads
    "fork": (57, None), "vfork": (58, None), "wait4": (61, 260), "waitid": (247, 95), "exit": (60, 93),
    "exit_group": (231, 94), "set_robust_list": (273, 99), "rseq": (334, 293), "set_tid_address": (218, 96),
    "sched_yield": (24, 124), "getcpu": (309, 168), "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178),
    "getpgrp": (111, None), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "getresuid": (118, 148), "getresgid": (120, 150), "getgroups": (115, 158), "uname": (63, 160),
    "getrandom": (318, 278), "getrusage": (98, 165), "times": (100, 153), "getrlimit": (97, 163),
    "setrlimit": (160, 164),
    # signals to itself, and time
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132), "pause": (34, None),
    "restart_syscall": (219, 128), "alarm": (37, None), "setitimer": (38, 103), "getitimer": (36, 102),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None),
}  # fmt: skip

# What is allowed by its arguments. A test is (argument, mask, value), true where argument & mask == value.
ALL = 0xFFFFFFFF
HIGH = 8  # added to the number of an argument: its upper 32 bits
CLONE_PIDFD, CLONE_PARENT, CLONE_NEW_ANY = 0x1000, 0x8000, 0x7E020000
AF_UNIX, SOCK_STREAM, SOCK_FLAGS = 1, 1, 0x80800  # CLOEXEC and NONBLOCK
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
SIGCHLD, TRY_AGAIN, SOL_SOCKET = 17, 11, 1
SOCKET_OPTIONS = (3, 4, 7, 8, 30, 38, 39)  # TYPE, ERROR, SNDBUF, RCVBUF, ACCEPTCONN, PROTOCOL, DOMAIN: none that counts
OWNER = 0o700
FUTEX_PRIVATE = 0x80
F_COMMANDS = (0, 1, 2, 3, 4, 1030, 1032)  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC, GETPIPE_SZ
TERMINAL = (0x5401, 0x802C542A, 0x5413)  # TCGETS, TCGETS2, TIOCGWINSZ: is it one, and how wide
IOCTLS = (*TERMINAL, 0x5421, 0x541B, 0x5450, 0x5451)  # FIONBIO, FIONREAD, FIONCLEX, FIOCLEX
PRCTLS = (15, 16, 0x53564D41)  # SET_NAME, GET_NAME, SET_VMA: the name of a thread, of a piece of memory
# NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, DONTFORK, DOFORK, HUGEPAGE, NOHUGEPAGE, DONTDUMP, DODUMP,
# WIPEONFORK, KEEPONFORK; not MERGEABLE, PAGEOUT and COLD, which others can feel
ADVICE = (0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19)
NOT_PERMITTED, NO_FILE, NO_LOCK, INVALID, NO_TERMINAL, NO_CALL = 1, 2, 37, 22, 25, 38  # errno


def one_of(argument: int, values: tuple[int, ...]) -> list[list[tuple[int, int, int]]]:
    return [[(argument, ALL, value)] for value in values]


OF_ITSELF = one_of(0, (0,))  # by number, one would learn which processes there are
OWN_CLOCK = [[(0, ~15 & ALL, 0)]]  # numbers below 0 are the clocks of other processes
# {name: (numbers, tests, error)}: allowed where all tests of a line are true. The busiest first.
BY_ARGUMENT = {
    "ioctl": ((16, 29), one_of(1, IOCTLS), NO_TERMINAL),
    # Only to the other end, as send() does: to an address, it is a letter.
    "sendto": ((44, 206), [[(4, ALL, 0), (4 + HIGH, ALL, 0)]], NOT_PERMITTED),
    # Memory shared with children can be taken out of every count, and stays.
    "mmap": ((9, 222), [[(3, MAP_SHARED, 0)], [(3, MAP_ANONYMOUS, 0)]], NOT_PERMITTED),
    # A file's page can be waited on by two who only read it, and a thread's end wakes, too: all is for private memory.
    # Who joins a thread asks again until it has ended.
    "futex": ((202, 98), [[(1, FUTEX_PRIVATE, FUTEX_PRIVATE)]], TRY_AGAIN),
    "madvise": ((28, 233), one_of(2, ADVICE), INVALID),
    "preadv2": ((327, 286), one_of(5, (0,)), NOT_PERMITTED),  # without flags: NOWAIT tells what is in the page cache
    "pwritev2": ((328, 287), one_of(5, (0,)), NOT_PERMITTED),
    "fcntl": ((72, 25), one_of(1, F_COMMANDS), INVALID),  # no lock, lease, notice or signal
    "clock_gettime": ((228, 113), OWN_CLOCK, INVALID),
    "clock_getres": ((229, 114), OWN_CLOCK, INVALID),
    "clock_nanosleep": ((230, 115), OWN_CLOCK, INVALID),
    # Numbers that the whole system counts could be read by the next: of a new process's descriptor, of a socket.
    "clone": ((56, 220), [[(0, CLONE_NEW_ANY | CLONE_PARENT | CLONE_PIDFD, 0)]], NOT_PERMITTED),
    "getsockopt": ((55, 209), [[(1, ALL, SOL_SOCKET), (2, ALL, name)] for name in SOCKET_OPTIONS], NOT_PERMITTED),
    # Children that nobody waits for are in no count of time: SIGCHLD stays as it is.
    "rt_sigaction": ((13, 134), [[(0, bit, bit ^ (SIGCHLD & bit))] for bit in (1, 2, 4, 8, 16, 32, 64)], NOT_PERMITTED),
    "socketpair": ((53, 199), [[(0, ALL, AF_UNIX), (1, ~SOCK_FLAGS & ALL, SOCK_STREAM)]], NOT_PERMITTED),
    # No folder that its owner may not empty.
    "mkdir": ((83, None), [[(1, OWNER, OWNER)]], NOT_PERMITTED),
    "mkdirat": ((258, 34), [[(2, OWNER, OWNER)]], NOT_PERMITTED),
    "umask": ((95, 166), [[(0, OWNER, 0)]], NOT_PERMITTED),
    "prctl": ((157, 167), one_of(0, PRCTLS), INVALID),
    "prlimit64": ((302, 261), OF_ITSELF, NOT_PERMITTED),
    "sched_getaffinity": ((204, 123), OF_ITSELF, NO_CALL),
    "getpgid": ((121, 155), OF_ITSELF, NOT_PERMITTED),
    "getsid": ((124, 156), OF_ITSELF, NOT_PERMITTED),
    # Never, but with an error that code which tries it is likely to expect.
    "socket": ((41, 198), [], NOT_PERMITTED),
    "kill": ((62, 129), [], NOT_PERMITTED),
    "tgkill": ((234, 131), [], NOT_PERMITTED),
    "execve": ((59, 221), [], NO_FILE),
    "flock": ((73, 32), [], NO_LOCK),
}  # fmt: skip

# For a room to which descriptors are handed.
RECEIVING = {"recvmsg": (47, 212)}

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000  # numbers from here on are another interface of x86_64, with a list of its own
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06


def filter_program(machine: str, more: dict[str, tuple] | None = None) -> bytes:
    """The filter as classic BPF: (code, jump if true, jump if false, value) of 8 bytes each.

    more: calls that are allowed besides, as in ALLOWED
    """
    k = MACHINES.index(machine)
    steps = [
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, AUDIT_ARCH[machine]), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL),
    ]  # fmt: skip
    for numbers, tests, error in BY_ARGUMENT.values():
        if numbers[k] is not None:
            block = by_argument(tests, error)
            steps += [(EQUAL, 0, len(block), numbers[k]), *block]
    for numbers in (ALLOWED | (more or {})).values():
        if numbers[k] is not None:
            steps += [(EQUAL, 0, 1, numbers[k]), (RETURN, 0, 0, ALLOW)]
    steps.append((RETURN, 0, 0, ERROR | NO_CALL))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def by_argument(alternatives: list[list[tuple[int, int, int]]], error: int) -> list[tuple[int, int, int, int]]:
    """The steps that allow a call whose arguments pass all tests of one alternative, and fail it otherwise."""
    steps = []
    for tests in alternatives:
        left = sum(2 if mask == ALL else 3 for _, mask, _ in tests) + 1  # steps of this alternative
        for argument, mask, value in tests:
            upper, number = divmod(argument, HIGH)
            steps.append((LOAD, 0, 0, 16 + 8 * number + 4 * upper))
            if mask != ALL:
                steps.append((AND, 0, 0, mask))
            left -= 2 if mask == ALL else 3
            steps.append((EQUAL, 0, left, value))
        steps.append((RETURN, 0, 0, ALLOW))
    return [*steps, (RETURN, 0, 0, ERROR | error)]
