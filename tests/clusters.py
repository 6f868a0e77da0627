"""Schedulers and workers of dask.distributed on this machine, each a process of its own."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from classroom import environment

SECONDS = 120  # for all of them to be there, on a machine that is busy
WORKER = "from distributed.cli.dask_worker import main; main()"
# What tests change in a worker before it starts.
NO_WALL = "import grader.sandbox; grader.sandbox._missing = lambda rung: 'taken away'; "
OTHER_PYTHON = "import platform; platform.python_version = lambda: '3.99.0'; "
OTHER_COURSE = "import grader.fingerprint; grader.fingerprint.course_hash = lambda chapter: 'another'; "


class LocalCluster:
    """A scheduler; workers are added by name."""

    def __init__(self, folder: Path):
        self.folder, self.processes = folder, {}
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        start = "from distributed.cli.dask_scheduler import main; main()"
        self._start("scheduler", start, "--host", "127.0.0.1", "--port", str(port))

    def add(self, name: str, change: str = "") -> None:
        # No nanny: it would start a killed worker anew.
        options = [self.address, "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--name", name]
        self._start(name, change + WORKER, *options)

    def _start(self, name: str, code: str, *options: str) -> None:
        with open(self.folder / f"{name}.log", "w") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-c", code, *options, "--no-dashboard"], cwd=self.folder, env=environment(),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait_for(self, count: int) -> dict[str, str]:
        """{name: address} of the workers, once there are so many."""
        from distributed import Client

        with Client(self.address, timeout=SECONDS, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=SECONDS)
            return {one["name"]: address for address, one in client.scheduler_info(n_workers=-1)["workers"].items()}

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        self.processes[name].send_signal(how)


@contextlib.contextmanager
def cluster(folder: Path, **workers: str) -> Iterator[LocalCluster]:
    """A scheduler and workers: name=what is changed in it. All end with the block."""
    folder.mkdir(exist_ok=True)
    made = LocalCluster(folder)
    try:
        for name, change in workers.items():
            made.add(name, change)
        made.names = made.wait_for(len(workers))
        yield made
    finally:
        for process in made.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def files_below(course: Path, *folders: str) -> dict[str, bytes]:
    """What the files in these folders of a course hold."""
    found = [path for folder in folders for path in (course / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(course)): path.read_bytes() for path in found}


def wait_until(true, seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def receipts(course: Path) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text()) for path in (course / "receipts").rglob("*.json")}
