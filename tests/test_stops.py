"""Stop at any moment and run again: fifty kills of workers, of the run itself and of the database."""
import contextlib
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from classroom import CHAPTER, gradebook, hand_in_class, new_course, run_warm, start_warm
from clusters import files_below
from conftest import missing_for_server
from databases import server, use

KILLS = 50
ROUND = 5  # kills until a run may come to its end
CLASS = 4
SECONDS = 300  # for one run


class Class:
    """A course folder with a class, and its gradebook: in a server's database where there is one."""

    def __init__(self, released: Path, folder: Path, postgres):
        self.postgres, self.said = postgres, (folder / "out", folder / "err")
        self.course = new_course(released, folder / "course", CHAPTER)
        hand_in_class(self.course, CLASS, every=2)
        self.url = ""
        if postgres:
            self.url = postgres.url("class")
            postgres.execute("CREATE DATABASE released")
            use(self.course, postgres.url("released"))
            run_warm("grader", "release", CHAPTER, cwd=self.course)
            use(self.course, self.url)
        else:
            shutil.copy(self.course / "gradebook.db", folder / "released.db")
        self.folder = folder

    def forget(self) -> None:
        """As if nothing had been graded yet."""
        for name in ("autograded", "receipts"):
            shutil.rmtree(self.course / name, ignore_errors=True)
        if self.postgres:
            self.postgres.copy("class", of="released")
        else:
            (self.course / "gradebook.db-journal").unlink(missing_ok=True)
            shutil.copy(self.folder / "released.db", self.course / "gradebook.db")

    def start(self):
        return start_warm("grader", "autograde", CHAPTER, "--workers", "2", cwd=self.course, said=self.said)

    def to_the_end(self) -> float:
        """Seconds that a run takes that nobody disturbs."""
        started, run = time.monotonic(), self.start()
        run.join(SECONDS)
        assert run.exitcode == 0, self.said[1].read_text()
        return time.monotonic() - started

    def state(self) -> tuple:
        """The whole gradebook, and all files."""
        return gradebook(self.course, url=self.url), files_below(self.course, "receipts", "autograded")


def right_so_far(made: Class, expected: tuple) -> None:
    """Whoever has grades has the right ones, all of them, once; and whoever counts as graded has them."""
    (rows, files), (all_rows, all_files) = made.state(), expected
    assert rows == {student: all_rows[student] for student in rows}
    whole = {name: held for name, held in files.items() if not name.endswith(".part")}
    assert whole == {name: all_files[name] for name in whole}
    assert {Path(name).parts[1] for name in whole if name.endswith(".ipynb")} <= set(rows)


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def strike(made: Class, run, target: str, rng: random.Random) -> bool:
    """Kill one; False where there is nothing left to kill."""
    if target == "database":
        made.postgres.kill()
        run.join(SECONDS)
        made.postgres.start()
        return True
    pids = [run.pid] if target == "run" else children(run.pid)
    if not pids or run.exitcode is not None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(rng.choice(pids), signal.SIGKILL)
    return True


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes in /proc")
def test_fifty_kills_and_every_time_the_gradebook_is_exactly_right(first_released, tmp_path):
    rng = random.Random(2026)
    with contextlib.ExitStack() as stack:
        postgres = None if missing_for_server() else stack.enter_context(server())
        made = Class(first_released, tmp_path, postgres)
        made.forget()
        longest = made.to_the_end()
        expected = made.state()
        assert len(expected[0]) == CLASS
        targets, struck = ["run", "run", "worker", "worker", *["database"] * bool(postgres)], dict.fromkeys(
            ["run", "worker", "database"], 0)  # fmt: skip
        while sum(struck.values()) < KILLS:
            made.forget()
            for _ in range(ROUND):
                run, target = made.start(), rng.choice(targets)
                run.join(rng.uniform(0, longest))
                if strike(made, run, target, rng):
                    struck[target] += 1
                run.join(SECONDS)
                assert run.exitcode is not None, "it hangs"
                right_so_far(made, expected)
            made.to_the_end()
            assert made.state() == expected, struck
        assert struck["run"] and struck["worker"] and bool(struck["database"]) == bool(postgres)
