"""The Pythons of this machine, for tests that run the course on others than the one that runs the tests."""
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

MINORS = range(6, 40)


def others(wanted: Callable[[tuple[int, int]], bool]) -> dict[tuple[int, int], Path]:
    """{(3, 12): program} of the versions that are wanted, the newest of each: from PATH and from pyenv."""
    return {version: program for version, program in sorted(installed().items()) if wanted(version)}


@cache
def installed() -> dict[tuple[int, int], Path]:
    found = [Path(path) for minor in MINORS if (path := shutil.which(f"python3.{minor}"))]
    numbered = sorted(pyenv_root().glob("versions/3.*/bin/python"), key=lambda path: numbers(path.parts[-3]))
    versions = {}
    for program in [*found, *numbered]:
        version = version_of(program)
        if version:
            versions[version] = program
    return versions


def pyenv_root() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def version_of(program: Path) -> tuple[int, int] | None:
    """Of a program that starts; pyenv puts names on PATH that belong to no version in use."""
    command = [program, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        return tuple(map(int, done.stdout.split())) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired):
        return None
