"""The kit on other machines: a Python or a NumPy that is too old, consoles that cannot show every sign."""
import io
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from classroom import CHAPTER, environment, run_warm
from pythons import others

from convlab import console, needs
from grader.course import ROOT, filled, load_chapter
from grader.sources import reference_sources

# --- too old ----------------------------------------------------------------------------------


def test_an_old_python_is_told_what_is_needed_in_one_sentence():
    old = others(lambda version: (3, 6) <= version < needs.PYTHON)
    if not old:
        pytest.skip("there is no older Python here: pyenv install 3.9")
    for version, python in old.items():
        done = subprocess.run([python, "-c", "import convlab"], cwd=ROOT, capture_output=True, text=True)
        said = f"ImportError: This course needs Python 3.11 or newer; this is {version[0]}.{version[1]}. Install"
        assert done.stderr.splitlines()[-1].startswith(said)


def test_an_old_numpy_is_told_what_is_needed():
    with pytest.raises(ImportError, match=r"needs NumPy 2.0 or newer; this is 1.26.4. .*pip install --upgrade numpy"):
        needs.check_numpy("1.26.4")
    for version in ["2.0.0", "2.10.1", "3.0.0.dev0+git2", np.__version__]:
        needs.check_numpy(version)
    with pytest.raises(ImportError, match=r"needs Python 3.11 or newer; this is 3.10\. "):
        needs.check_python((3, 10, 13))


# --- consoles ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A filled notebook with one mistake, so that ticks, crosses and a picture of the difference are shown."""
    flipped = reference_sources(CHAPTER) | {"convolve1d": "def convolve1d(f, g):\n    return 'é\u202e✓\U0001f600'\n"}
    path = tmp_path_factory.mktemp("notebook") / f"{CHAPTER}.ipynb"
    path.write_text(json.dumps(filled(load_chapter(CHAPTER), flipped)))
    return path


ENDS = {("list",): 0, ("doctor",): 0, ("--help",): 0, ("release", CHAPTER): 0, ("check", "é✓.ipynb"): 2}


@pytest.fixture
def course(first_released, tmp_path):
    """A course folder with a gradebook, which takes seconds to make."""
    return shutil.copytree(first_released, tmp_path / "course")


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii"])
def test_every_console_shows_what_the_commands_print(encoding, notebook, course):
    said = ""
    for command, code in {("check", notebook): 1, **ENDS}.items():
        done = run_warm("grader", *command, cwd=course, code=code, encoding=encoding)
        assert "Traceback" not in done.stderr, done.stderr
        said += done.stdout
    assert "corr2d: right, 5 of 5 points" in said and "01_convolution.zip" in said


def test_a_console_without_a_locale_shows_what_the_commands_print(notebook, course):
    commands = [["check", notebook], *map(list, ENDS)]
    # Names as the system gives them: in a C locale each byte beyond ASCII is half of a surrogate pair.
    run = (
        "import os\nfrom grader.cli import main\n"
        f"for command in {ascii([list(map(str, command)) for command in commands])}:\n"
        "    print('exit', main([os.fsdecode(word.encode()) for word in command], standalone_mode=False))"
    )
    settings = {**environment(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-c", run], cwd=course, env=settings, capture_output=True)
    assert done.returncode == 0 and b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    assert done.stdout.count(b"\nexit ") == len(commands)
    assert b"corr2d: right, 5 of 5 points" in done.stdout and b"01_convolution.zip" in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "gbk", "cp932", "ascii", "utf-8"])
def test_the_kit_prints_on_every_console(encoding, monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, newline="\n"))
    console.say("✓ right ✗ wrong |░▒▓█| é \ud800 \U0001f600")
    sys.stdout.flush()
    shown = written.getvalue().decode(encoding)
    assert "right" in shown and "wrong" in shown
    assert shown.startswith("✓ right ✗ wrong |░▒▓█| é" if encoding == "utf-8" else "+ right x wrong |")
    assert r"\ud800" in shown


def test_signs_are_replaced_by_what_every_console_has():
    assert "".join(console.SIGNS.values()).isascii()
    assert "✓ · ⅓".encode("ascii", console.HANDLER) == rb"+ . \u2153"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
def test_make_works_in_a_folder_with_a_space(tmp_path):
    place = tmp_path / "my course"
    (place / ".venv" / "bin").mkdir(parents=True)
    for name in ["Makefile", "pyproject.toml", "requirements.txt"]:
        shutil.copyfile(ROOT / name, place / name)
    program = place / ".venv" / "bin" / "grader"
    program.write_text('#!/bin/sh\necho "ran with $*; PATH=$PATH"\n')
    program.chmod(0o755)
    (place / ".venv" / "installed").touch()  # the environment is set up, and newer than what it is made of
    done = subprocess.run(["make", "demo"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"ran with demo; PATH={program.parent}:" in done.stdout, "nbgrader looks for its helpers there"
