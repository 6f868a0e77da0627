"""A PostgreSQL server of the tests' own, with databases that hold what a gradebook.db holds."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = 120  # for it to come up, on a machine that is busy
# Nothing here must outlive the machine's power; what is committed must outlive the server's processes.
QUICK = ["fsync=off", "full_page_writes=off", "synchronous_commit=on", "max_connections=40"]


def program(name: str) -> str:
    """One of the server's programs; Debian keeps them off PATH, a folder a version."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=name)
    return os.path.realpath(found)


class Server:
    """Started, killed and started again."""

    def __init__(self, folder: Path):
        self.data = folder / "data"
        # The server refuses to be root's.
        self.user = {"user": "postgres"} if os.getuid() == 0 else {}
        if self.user:
            shutil.chown(folder, "postgres")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        command = [program("initdb"), "-D", self.data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **self.user)
        self.start()

    def start(self) -> None:
        command = [program("postgres"), "-D", self.data, "-p", str(self.port), "-h", "127.0.0.1", "-k", self.data]
        for setting in QUICK:
            command += ["-c", setting]
        with open(self.data.parent / "log", "a") as log:
            self.process = subprocess.Popen(
                command, cwd="/", stdout=log, stderr=log, start_new_session=True, **self.user
            )
        end = time.monotonic() + SECONDS
        while True:
            with contextlib.suppress(Exception):
                self.execute("SELECT 1")
                return
            assert time.monotonic() < end and self.process.poll() is None, (self.data.parent / "log").read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """All its processes, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://grader@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        url = self.url(database).replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)

    def copy(self, name: str, of: str) -> None:
        """A database anew, as a copy of another."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.execute(f"CREATE DATABASE {name} TEMPLATE {of}")


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server that ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    made = None
    try:
        made = Server(folder)
        yield made
    finally:
        if made:
            made.kill()
        shutil.rmtree(folder, ignore_errors=True)


def use(course: Path, url: str) -> None:
    """Have a course folder's gradebook at this address."""
    with open(course / "nbgrader_config.py", "a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
