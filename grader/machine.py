"""What this machine has: cores, and programs beside those on PATH."""
import os
import shutil
import sys
from pathlib import Path


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find_program(name: str) -> str | None:
    """A program on PATH, or beside this Python, where packages put theirs."""
    beside = Path(sys.executable).parent / name
    return shutil.which(name) or (str(beside) if beside.exists() else None)
