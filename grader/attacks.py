"""The sandbox's own attacks: what `grader doctor --attack` and the tests try, and what a wall is tried with at start.

An attack is a cell that a submission could hold. It raises Broke when it got through; what it does outside is looked
for there.
"""
import contextlib
import os
import re
import secrets
import socket
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from grader.emptying import remove_folder
from grader.inside import wire

SECONDS = 10  # wall clock of one attack
REFUSED = ("Error: [Errno", "MemoryError")  # how a wall that holds shows in a cell: in an OSError of whatever kind


@dataclass(frozen=True)
class Attack:
    """One thing to try: `code`, in a run of its own, then `again` in the next one of the same sandbox.

    Both may use OUT, what is outside (see Outside.targets); Broke; LIBC; and call(NUMBER, …) for system calls.
    """

    name: str
    tries: str
    code: str
    again: str = ""


PRELUDE = """
import ctypes, fcntl, glob, mmap, os, resource, signal, socket, sys, time
import numpy as np
class Broke(Exception): pass
LIBC = ctypes.CDLL(None, use_errno=True)
def done(result):
    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
def call(x86_64, aarch64, *args):
    return done(LIBC.syscall({"x86_64": x86_64, "aarch64": aarch64}[os.uname().machine], *args))
def forks(count, work, left=0):
    for _ in range(count):
        if os.fork() == 0:
            try: work()
            finally: os._exit(0)
"""

AT_START = (  # a few milliseconds, whenever a judge opens its sandbox
    Attack("a file outside", "opens a file that everyone may read",
           "open(OUT['file']).read(); raise Broke('it was read')"),
    Attack("a folder outside", "writes into a folder that everyone may write into",
           "open(OUT['folder'] + '/note', 'w').write('x')"),
    Attack("the course", "opens a file of the grader's",
           "open(OUT['ours']).read(); raise Broke('it was read')"),
    Attack("a note elsewhere", "writes a file outside of its folder", """
for folder in ("/dev/shm", "/dev", "/var/tmp", "/run", "/course", "/", "/usr/lib", os.path.dirname(os.__file__)):
    try: open(folder + "/grader-note", "x").close()
    except OSError: continue
    os.unlink(folder + "/grader-note")
    raise Broke("in " + folder)"""),
    Attack("the network", "connects to a port of this machine",
           "socket.create_connection(('127.0.0.1', OUT['port']), 1).sendall(b'x')"),
    Attack("a socket's name", "connects to another program's socket in the file system",
           "socket.socket(socket.AF_UNIX).connect(OUT['stream'])"),
    Attack("a signal", "asks whether it may signal the grader", """
if OUT["pid"] != os.getpid():
    os.kill(OUT["pid"], 0)
    raise Broke("it may")"""),
)  # fmt: skip

MORE = (
    Attack("an abstract socket", "connects to a socket that has a name and no file",
           "socket.socket(socket.AF_UNIX).connect(OUT['abstract'])"),
    Attack("a packet", "sends a datagram to a port of this machine",
           "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', OUT['letters port']))"),
    Attack("a letter", "sends one from a pair of sockets to a name", """
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
a.sendto(b"x", OUT["letters"])"""),
    Attack("files' names outside", "lists a folder", "os.listdir(OUT['folder']); raise Broke('it was listed')"),
    Attack("the grader's process", "reads its command line, or where it works", """
for path in ("cmdline", "environ"):
    try:
        if open(f"/proc/{OUT['pid']}/{path}", "rb").read(): raise Broke(f"its {path} was read")
    except OSError: pass
os.readlink(f"/proc/{OUT['pid']}/cwd")
raise Broke("it was told where")"""),
    Attack("the grader's memory", "reads it, or gets hold of it", """
room, parent = ctypes.create_string_buffer(64), os.getppid() or OUT["pid"]
piece = (ctypes.c_size_t * 2)(ctypes.addressof(room), 8)
try:
    done(LIBC.process_vm_readv(parent, piece, 1, piece, 1, 0))
except OSError:
    call(434, 434, parent, 0)
raise Broke("it was")"""),
    Attack("a signal by a detour", "has a pipe send one to the grader",
           "fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, OUT['pid']); raise Broke('it would be sent')"),
    Attack("other processes", "asks for their group, their clock or their processors", """
for ask in (os.getpgid, os.sched_getaffinity, lambda pid: time.clock_gettime(~pid << 3 | 2)):
    try: ask(OUT["pid"])
    except OSError: continue
    raise Broke("it was told")"""),
    Attack("another program", "starts Python once more", """
os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}), 0)
raise Broke("it was started")"""),
    Attack("other limits", "asks for more than it has", """
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
try: resource.setrlimit(resource.RLIMIT_NOFILE, (most + 1, most + 1))
except ValueError: return
raise Broke("it was given")"""),
    Attack("namespaces", "enters new ones", "done(LIBC.unshare(0x10000000)); raise Broke('it did')"),
    Attack("io_uring", "makes a ring for system calls that no filter sees",
           "call(425, 425, 4, ctypes.create_string_buffer(120)); raise Broke('it was made')"),
    Attack("the library", "writes into a module that the next submission imports", """
import convlab
for path in (convlab.__file__, os.__file__, np.__file__):
    with open(path, "ab"): raise Broke("it was opened for writing")"""),
    Attack("a file's times and mode", "leaves a note in them", """
import convlab
state = os.stat(convlab.__file__)
for note in (lambda: os.utime(convlab.__file__, ns=(state.st_atime_ns, state.st_mtime_ns)),
             lambda: os.chmod(convlab.__file__, state.st_mode & 0o777)):
    try: note()
    except OSError: continue
    raise Broke("it was left")"""),
    Attack("a file's flags", "leaves a note in those of a file that is open for reading", """
import convlab
with open(convlab.__file__) as file:
    old = fcntl.ioctl(file, 0x80086601, bytes(8))
    fcntl.ioctl(file, 0x40086602, old)
raise Broke("it was left")"""),
    Attack("a lock", "locks a file that is open for reading", """
for lock in (lambda file: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
             lambda file: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)):
    try:
        with open(os.__file__) as file: lock(file)
    except OSError: continue
    raise Broke("it was locked")"""),
    Attack("watching a folder", "has the kernel tell the names of files that others open", """
watch = done(LIBC.inotify_init1(0))
done(LIBC.inotify_add_watch(watch, OUT["folder"].encode(), 0xFFF))
raise Broke("it is told")"""),
    Attack("waking", "counts who waits on a page of a library", """
page = ctypes.cast(LIBC.getpid, ctypes.c_void_p).value & ~3
call(202, 98, ctypes.c_void_p(page), 1, 0)
raise Broke("it was told")"""),
    Attack("the page cache", "asks which pages of a library were read", """
seen = ctypes.create_string_buffer(1)
page = ctypes.cast(LIBC.getpid, ctypes.c_void_p).value & ~0xFFFF
done(LIBC.mincore(ctypes.c_void_p(page), 1, seen))
raise Broke("it was told")"""),
    Attack("free memory and disk", "asks how much there is, which others change", """
for ask in (lambda: done(LIBC.sysinfo(ctypes.create_string_buffer(512))), lambda: os.statvfs(".")):
    try: ask()
    except OSError: continue
    raise Broke("it was told")"""),
    Attack("shared memory", "makes some that outlives it", """
for make in (lambda: LIBC.shmctl(done(LIBC.shmget(0, 4096, 0o1600)), 0, None), lambda: os.memfd_create("x"),
             lambda: mmap.mmap(-1, 4096), lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096)):
    try: make()
    except (OSError, AttributeError): continue
    raise Broke("it was made")"""),
    Attack("a note in its folder", "leaves a file, odd names, a folder without rights and a deep tree", """
open("note", "w").close()
for name in (b"\\xff\\xfe", b"-rf", b"a\\nb"): open(name, "w").close()
for mode in (0o777, 0o700, 0):
    try: os.makedirs(f"closed/{mode}", mode)
    except OSError: pass
for path in ("closed/511", "closed"):
    try: os.chmod(path, 0)
    except OSError: pass
for _ in range(100):
    os.mkdir("d")
    os.chdir("d")""", again="""
if os.listdir("."): raise Broke("the next submission finds it")"""),
    Attack("a process left behind", "forks, leaves its group, and stays", """
def stay():
    try: os.setsid()
    except OSError: pass
    if os.fork(): os._exit(0)
    time.sleep(20)
forks(2, stay)"""),
    Attack("comets", "has processes that fork and end, faster than one can look", """
def comet():
    end = time.time() + 15
    while time.time() < end:
        try:
            if os.fork(): os._exit(0)
        except OSError: pass
forks(4, comet)
time.sleep(0.1)"""),
    Attack("much disk", "writes 160 MB", """
for k in range(4): open(f"file {k}", "wb").write(bytes(40 << 20))
time.sleep(1)
raise Broke("160 MB are there")"""),
    Attack("hidden disk", "writes 160 MB to files that it deletes while they are open", """
files = [open(f"file {k}", "wb", buffering=0) for k in range(4)]
for k in range(4): os.unlink(f"file {k}")
for file in files:
    if file.write(bytes(40 << 20)) < 40 << 20: return
time.sleep(1)
raise Broke("160 MB are there")"""),
    Attack("many files", "makes 6000", """
for k in range(6000): open(str(k), "w").close()
time.sleep(1)
raise Broke("6000 are there")"""),
    Attack("many processes", "has 20 at a time", """
forks(20, lambda: time.sleep(3))
time.sleep(1)
raise Broke("20 ran")"""),
    Attack("much memory", "takes 1.8 GB in six processes", """
taken, tell = os.pipe()
def take():
    room = np.empty(36 << 20)
    room[::512] = 1
    os.write(tell, b"x")
    time.sleep(20)
forks(6, take)
os.close(tell)
for _ in range(6):
    if not os.read(taken, 1): return
time.sleep(0.5)
raise Broke("they were taken")"""),
)  # fmt: skip
ATTACKS = (*AT_START, *MORE)


class Outside:
    """What attacks aim at: a folder with a file, sockets that listen, and this process. Use it in a `with`."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="grader-outside-"))
        self.folder.chmod(0o777)  # a wall is to hold, where the rights of files would not
        (self.folder / "file").write_text("theirs")
        (self.folder / "file").chmod(0o666)
        self.listeners = []
        name = str(self.folder / "s")
        short = len(name) < 90  # the kernel's limit is about 100
        token = secrets.token_hex(8)
        self.targets = {
            "folder": str(self.folder),
            "file": str(self.folder / "file"),
            "ours": __file__,  # not below a folder that each run covers for itself
            "pid": os.getpid(),
            "port": self._listen(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "letters port": self._listen(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "stream": self._listen(socket.AF_UNIX, socket.SOCK_STREAM, name if short else f"\0s{token}"),
            "letters": self._listen(socket.AF_UNIX, socket.SOCK_DGRAM, f"{name}d" if short else f"\0d{token}"),
            "abstract": self._listen(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{token}"),
        }
        self.there = sorted(os.listdir(self.folder))
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()
        with contextlib.suppress(OSError):
            remove_folder(str(self.folder))

    def _listen(self, family: int, kind: int, address):
        """A socket that everyone may write to; its address, of a network the port."""
        listener = socket.socket(family, kind)
        self.listeners.append(listener)
        listener.setblocking(False)
        with contextlib.suppress(OSError):  # a machine without any network: nothing will be heard
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
        if family == socket.AF_UNIX:
            if not address.startswith("\0") and os.path.exists(address):
                os.chmod(address, 0o777)
            return address
        return listener.getsockname()[1] or 9

    def heard(self) -> str:
        """What came out of the sandbox since the last time; "" when nothing."""
        for listener in self.listeners:
            with contextlib.suppress(OSError):
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(100)
                else:
                    listener.accept()[0].close()
                return "it was heard outside"
        written = sorted(os.listdir(self.folder)) != self.there or (self.folder / "file").read_text() != "theirs"
        for name in set(os.listdir(self.folder)) - set(self.there):
            os.unlink(self.folder / name)
        return "it was written" if written else ""


def attempt(sandbox, attack: Attack, outside: Outside) -> str:
    """Try one attack in a sandbox: how it broke, "" when the sandbox held."""
    return _tried(sandbox, [attack.code], outside) or (_tried(sandbox, [attack.again], outside) if attack.again else "")


def at_start(sandbox) -> str:
    """Which of the quick attacks, all in one run, broke a sandbox, and how; "" when it holds."""
    with Outside() as outside:
        return _tried(sandbox, [attack.code for attack in AT_START], outside, [attack.name for attack in AT_START])


def _tried(sandbox, codes: list[str], outside: Outside, names: list[str] = ()) -> str:
    """Run these cells, and look at what they say and at what is outside."""
    out = f"OUT = {outside.targets!r}\n"
    cells = ["def attack():\n" + textwrap.indent(code, "    ") + "\nattack()" for code in codes]
    steps = [{"source": source} for source in [out + PRELUDE, *cells]]
    said = {}
    run = sandbox.start_run()
    with run.job.dup() as watched:  # its other end is open as long as a process of the run is there
        with run, contextlib.suppress(wire.WireError, OSError):
            deadline = time.monotonic() + SECONDS
            job = {"chapter": "", "seconds": SECONDS, "left": 2 * SECONDS, "steps": steps}
            wire.send(run.job, job)
            while "end" not in (message := wire.receive(run.job, deadline)):
                if "error" in message:
                    said[message["error"]] = message["message"]
        watched.settimeout(1)
        left = _left(watched)
    for number, message in said.items():
        broke = re.match(r"Broke: (.*?) \(attack, line", message)
        named = f"{names[number - 1]}: " if names else ""
        if broke:
            return named + broke[1]
        if not any(word in message for word in REFUSED) and not message.startswith(("timeout", "TimeoutError")):
            raise RuntimeError(f"an attack that is wrong itself: {message}")
    return left or outside.heard()


def _left(watched: socket.socket) -> str:
    try:
        while watched.recv(1 << 16):
            pass
    except TimeoutError:
        return "a process of it is still there"
    except OSError:
        pass
    return ""
