"""Limits on all processes of a submission together. Its guard watches them, as the kernel limits each alone.

Where namespaces give the private folder a size and count the processes, those limits come first, as errors that code
can handle. What passes a limit here is ended.

Sources: proc(5).
"""
import contextlib
import math
import os
import socket
import stat
import struct
import sys
import time

from grader.inside.clock import SCHEDULED, waited_for_core

# Most of what a run may take: bytes and entries in the private folder, processes and threads at a time, bytes of memory
# beyond what it began with, seconds of processor time.
TOTALS = {"bytes": 64 << 20, "files": 4096, "processes": 16, "threads": 64, "memory": 3 << 29, "cpu": 120}
WORDS = {
    "bytes": "more than {:.0f} MB in files",
    "files": "more than {:.0f} files",
    "processes": "more than {:.0f} processes at a time",
    "threads": "more than {:.0f} threads at a time",
    "memory": "more than {:.0f} MB of memory",
    "cpu": "more than {:.0f} s of processor time",
}
LOOK = 0.05  # seconds between two looks
ASKED = struct.Struct("d")  # what goes to a guard: a time
# What comes back, behind a byte that begins no words: seconds of the processor, and those of waiting for a core.
TOLD, TIMES = struct.Struct("=cdd"), b"\0"
REST, LONGEST = 400, 0.5  # times as long as a look at the folder took, and at most so many seconds, until the next
FOLDER = 16  # entries that a folder counts for: to remove one takes that long
MAPPED = 16 << 20  # bytes that a deleted file counts for, of which only a piece of memory is left to be seen
TOO_LONG = 0.5  # seconds of the processor for a look at all memory: an honest process's takes a thousandth of that
MOST = 1 << 20  # bytes of a text in /proc: a tenth is an honest process's list of its memory
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
GONE = (FileNotFoundError, ProcessLookupError, NotADirectoryError)


class Watch:
    """What a guard knows of one run.

    totals: the limits, by the names above; {} for none
    folder: the private folder, where nothing else limits it
    warm:   the process that forked the run, whose memory is what it began with; this one where there is none
    """

    def __init__(self, totals: dict[str, float], folder: str | None, warm: int = 0):
        self.totals, self.folder, self.warm = totals, folder, warm
        self.proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        self.before = self.anonymous(warm or os.getpid())
        self.reaped = sum(os.times()[2:4])  # by orphans of former runs
        self.next = self.next_folder = 0.0
        # At each look: when it was, the processor time used by then, and how long each process had waited for a core.
        self.history: list[tuple[float, float, dict[int, float]]] = []

    def over(self, pid: int, life: int, asked: bool) -> str | None:
        """Which limit is passed, in words; "" where the grader has closed `life`; None while the run may go on.

        asked: whether `life` is readable
        """
        try:
            if asked and not self.tell(pid, life):
                return ""
            passed = self.look(pid)
        except (OSError, ValueError, MemoryError):  # the guard must not fall, as nobody else ends the run
            return "more than can be watched"
        if not passed:
            return None
        return WORDS[passed].format(self.totals[passed] / (1 << 20 if passed in ("bytes", "memory") else 1))

    def close(self) -> None:
        os.close(self.proc)

    def tell(self, pid: int, life: int) -> bool:
        """Say how much processor time was used, and waited for, since a time that the grader names; False when it is
        gone.
        """
        asked = os.read(life, ASKED.size)
        if len(asked) == ASKED.size:
            (since,) = ASKED.unpack(asked)
            looks = [look for look in self.history if look[0] <= since]
            before, waits = max((used for _, used, _ in looks), default=0.0), looks[-1][2] if looks else {}
            now, waited = self.orphans(), 0.0
            for one, _ in self.descendants(pid):
                with contextlib.suppress(*GONE):
                    now += self.seconds(one)
                    waited += self.waited(one) - waits.get(one, 0.0)
            os.write(life, TOLD.pack(TIMES, max(now - before, 0.0), max(waited, 0.0)))
        return bool(asked)

    def look(self, pid: int) -> str:
        """The name of a limit that is passed; "" when none is, or when the last look was just now."""
        now = time.monotonic()
        if now < self.next or not self.totals:
            return ""
        self.next = now + LOOK / 2
        found = {"processes": 0, "threads": 0, "memory": 0, "cpu": self.orphans()}
        pids, waits = [], {}
        for one, threads in self.descendants(pid):
            with contextlib.suppress(*GONE):
                found["memory"] += max(self.anonymous(one) - self.before, 0)
                found["cpu"] += self.seconds(one)
                waits[one] = self.waited(one)
            found["processes"] += 1
            found["threads"] += threads
            pids.append(one)
        self.history.append((now, found["cpu"], waits))
        if found["memory"] > self.totals["memory"]:  # pages that processes share were counted for each
            found["memory"] = self.shares(pids) - self.before
        if self.folder and now >= self.next_folder:
            found["files"], found["bytes"] = self.on_disk(pids)
            self.next_folder = now + min(REST * (time.monotonic() - now), LONGEST)
        return next((name for name, number in found.items() if number > self.totals[name]), "")

    def descendants(self, pid: int):
        """(process, number of its threads) of all that the guard has; orphans that have ended are cleared away."""
        orphans = set(self.children(os.getpid())) - {pid, self.warm}
        for orphan in orphans:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(orphan, os.WNOHANG)
        waiting, seen = [pid, *orphans], 0
        while waiting and seen <= self.totals["processes"]:  # more need not be counted
            one, seen = waiting.pop(), seen + 1
            with contextlib.suppress(*GONE):
                yield one, len(self.listed(f"{one}/task"))
            waiting += self.children(one)

    def children(self, pid: int) -> list[int]:
        """Of all its threads; none where the kernel does not tell."""
        found = []
        with contextlib.suppress(*GONE):
            for thread in self.listed(f"{pid}/task"):
                found += map(int, self.text(f"{pid}/task/{thread}/children").split())
        return found

    def anonymous(self, pid: int) -> int:
        """Bytes of memory of its own: not what files, and others, back."""
        _, resident, shared, *_ = map(int, self.text(f"{self.alive(pid)}/statm").split())
        return (resident - shared) * PAGE

    def shares(self, pids: list[int]) -> int:
        """That of all; ValueError where to see it takes so long that nothing else is watched meanwhile."""
        began, found = time.thread_time(), 0
        for pid in pids:
            found += self.share(pid)
            if time.thread_time() - began > TOO_LONG:
                raise ValueError("memory in too many pieces")
        return found

    def share(self, pid: int) -> int:
        """The same, each page divided among those who share it; it takes longer."""
        try:
            shares = dict(line.split()[:2] for line in self.text(f"{self.alive(pid)}/smaps_rollup").splitlines()[1:])
            return int(shares.get("Pss_Anon:") or shares.get("Pss:", 0)) << 10  # Linux before 5.4 has but the whole
        except GONE:
            return 0
        except OSError:  # not ours to read
            return self.anonymous(pid)

    def alive(self, pid: int) -> str:
        """The folder of a thread that tells of memory and files: where the first one has ended, its own shows none."""
        if self.text(f"{pid}/statm").startswith("0 "):
            for thread in self.listed(f"{pid}/task"):
                with contextlib.suppress(*GONE):
                    if not self.text(f"{pid}/task/{thread}/statm").startswith("0 "):
                        return f"{pid}/task/{thread}"
        return str(pid)

    def seconds(self, pid: int) -> float:
        """Processor time of a process and of its children that have ended."""
        fields = self.text(f"{pid}/stat").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS

    def orphans(self) -> float:
        """Processor time of those that have ended and that this process has cleared away."""
        return sum(os.times()[2:4]) - self.reaped

    def waited(self, pid: int) -> float:
        """Seconds that its first thread was ready and had no core; 0 where the system does not tell."""
        try:
            return waited_for_core(self.text(f"{pid}/{SCHEDULED}").encode())
        except (FileNotFoundError, ValueError):
            return 0.0

    def on_disk(self, pids: list[int]) -> tuple[int, int]:
        """Entries and bytes of the private folder, with files that were deleted and are still in use."""
        files, size, waiting = 0, 0, [self.folder]
        while waiting and files <= self.totals["files"]:
            try:
                for entry in os.scandir(waiting.pop()):
                    files += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        files += FOLDER - 1
                        waiting.append(entry.path)
            except GONE:
                continue
            except OSError:  # too deep to be looked into, or closed to us: no honest code does that
                return self.totals["files"] + 1, size
        deleted: dict[int, int] = {}
        for pid in pids:
            with contextlib.suppress(OSError):
                deleted = self.mapped(pid) | deleted | self.open_and_deleted(pid)
        return files, size + sum(deleted.values())

    def open_and_deleted(self, pid: int) -> dict[int, int]:
        """{inode: bytes} of files that only a descriptor keeps."""
        found, alive = {}, self.alive(pid)
        for number in self.listed(f"{alive}/fd"):
            with contextlib.suppress(*GONE):
                state = os.stat(f"{alive}/fd/{number}", dir_fd=self.proc)
                if stat.S_ISREG(state.st_mode) and not state.st_nlink:
                    found[state.st_ino] = state.st_blocks * 512
        return found

    def mapped(self, pid: int) -> dict[int, int]:
        """{inode: bytes} of deleted files of the folder that are mapped into memory."""
        held = [line for line in self.text(f"{self.alive(pid)}/maps").splitlines() if line.endswith("(deleted)")]
        lines = [line.split(None, 5) for line in held]
        return {int(line[4]): MAPPED for line in lines if line[5].startswith(self.folder)}

    def listed(self, path: str) -> list[str]:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY, dir_fd=self.proc)
        try:
            return os.listdir(folder)
        finally:
            os.close(folder)

    def text(self, path: str) -> str:
        """A file's; ValueError where it is long: what is watched must not keep the guard from watching."""
        file, parts, size = os.open(path, os.O_RDONLY, dir_fd=self.proc), [], 0
        try:
            while part := os.read(file, 1 << 16):
                parts.append(part)
                size += len(part)
                if size > MOST:
                    raise ValueError(f"{path} is too long")
            return b"".join(parts).decode(errors="replace")
        finally:
            os.close(file)


def ask(life: socket.socket, since: float, seconds: float) -> tuple[float, float, str]:
    """The grader's half of Watch.tell: seconds of processor time and of waiting for it; and which limit ended the run,
    where one did.
    """
    if sys.platform != "linux":
        return math.inf, 0.0, ""  # nobody counts: the wall clock alone decides
    try:
        life.settimeout(seconds)
        life.sendall(ASKED.pack(since))
        said = life.recv(64)
    except OSError:
        said = b""
    times = TOLD.unpack(said[:TOLD.size])[1:] if said[:1] == TIMES and len(said) >= TOLD.size else (0.0, 0.0)
    return *times, words(said)


def words(said: bytes) -> str:
    """What a guard says of why it ended a run, without times that came too late."""
    while said[:1] == TIMES:
        said = said[TOLD.size:]
    return said.decode(errors="replace")
