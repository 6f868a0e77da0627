"""Every reference is right on every Python that the course supports: at home, and when it is graded."""
import contextlib
import dataclasses
import hashlib
import importlib.metadata
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from installing import install
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pythons import others

from convlab.card import Card
from grader.cards import PUBLIC_SEED, make_card
from grader.course import ROOT, chapter_names
from grader.sandbox import STUDENT
from grader.sources import checks_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SUPPORTED = [tuple(map(int, re.findall(r"\d+", line))) for line in PROJECT["classifiers"]]
OTHERS = [version for version in SUPPORTED if version != sys.version_info[:2]]
CACHE = ROOT / "build" / "pythons"


@pytest.fixture(scope="module")
def cards(tmp_path_factory) -> Path:
    """A file with the cards of all chapters, made by this Python."""
    path = tmp_path_factory.mktemp("cards") / "cards.pickle"
    path.write_bytes(pickle.dumps({chapter: right_cards(chapter) for chapter in chapter_names()}))
    return path


def right_cards(chapter: str) -> list[Card]:
    """Without the mistakes, which take most of the time and are not asked for where all is right."""
    checks = [dataclasses.replace(check, mistakes=[]) for check in checks_of(chapter)]
    return [make_card(chapter, check, PUBLIC_SEED) for check in checks]


def answer(version: tuple[int, int], program: Path, cards: Path) -> str:
    """What on_another_python.py prints."""
    python = environment(version, program)
    command = [python, ROOT / "tests" / "on_another_python.py", cards]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout


def environment(version: tuple[int, int], program: Path) -> Path:
    """An environment's Python, with the pinned packages of the kit: made once, kept in build/ until a pin changes."""
    pins = kit_pins()
    folder = CACHE / f"{version[0]}.{version[1]}-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([program, "-m", "venv", "--without-pip", folder], check=True, capture_output=True, text=True)
        (folder / "pins.txt").write_text(pins)
        done = install(python, "--require-hashes", "-r", folder / "pins.txt")
        if done.returncode:
            raise CannotInstall(done.stderr.strip().splitlines()[-1:])
        stamp.touch()
    return python


def kit_pins() -> str:
    """The lines of requirements.txt for the kit, the judge and what they need, with their hashes."""
    waiting, names = [*STUDENT.kit, "platformdirs"], set()  # and where the judge keeps its cards
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in names:
            names.add(name)
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # needed on another system
                asked = map(Requirement, importlib.metadata.requires(name) or [])
                waiting += [one.name for one in asked if "extra" not in str(one.marker)]
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
    return "\n".join(entry for entry in entries if canonicalize_name(entry.split("==")[0]) in names) + "\n"


class CannotInstall(Exception):
    """No environment can be made here; the arguments say why."""


@pytest.mark.pythons
@pytest.mark.parametrize("version", OTHERS, ids=lambda version: "{}.{}".format(*version))
def test_every_reference_is_right(cards, version):
    program = others(lambda other: other == version).get(version)
    if not program:
        pytest.skip("python{0}.{1} is not here: pyenv install {0}.{1}".format(*version))
    try:
        printed = answer(version, program, cards)
    except CannotInstall as error:
        pytest.skip(f"pip can install nothing here: {error}")
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stderr[-3000:])
    assert json.loads(printed) == []
