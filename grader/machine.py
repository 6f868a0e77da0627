"""What this machine has: cores, and programs beside those on PATH."""
import multiprocessing
import multiprocessing.connection
import os
import shutil
import sys
import threading
from pathlib import Path


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """End this process, a child of multiprocessing, when its parent is gone, in whatever way that ended.

    Otherwise a worker waits for work that nobody brings, with a sandbox that waits for it.
    """
    parent = multiprocessing.parent_process()
    threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


def find_program(name: str) -> str | None:
    """A program on PATH, or beside this Python, where packages put theirs."""
    beside = Path(sys.executable).parent / name
    return shutil.which(name) or (str(beside) if beside.exists() else None)
