"""Courses in temporary folders, for the tests of nbgrader, the command line and the bundle."""
import atexit
import functools
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import forkserver
from pathlib import Path

from grader.course import ROOT, filled, load_chapter
from grader.sources import reference_sources, source_of

CHAPTER = "01_convolution"
SEED = "a seed of the tests"
SECONDS = 900  # for one command

# Commands of `run_warm` are forked from a process that has imported what they need, and that has a warm sandbox.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["warm_commands"])


def run(*command, cwd: Path, code: int | None = 0, **changed) -> subprocess.CompletedProcess:
    """A command of the installed course (`grader`, `nbgrader`, `jupyter`); its exit code is checked.

    changed: environment variables for it
    """
    program, *rest = map(str, command)
    start = {"grader": [sys.executable, "-m", "grader.cli"]}.get(program, [program])
    settings = environment() | {name: str(value) for name, value in changed.items()}
    done = subprocess.run([*start, *rest], cwd=cwd, env=settings, capture_output=True, text=True, timeout=SECONDS)
    return checked(done, code)


def run_warm(*command, cwd: Path, code: int | None = 0, encoding: str = "utf-8") -> subprocess.CompletedProcess:
    """The same in a process that need not start anew. Each command has a test that starts it with `run`.

    encoding: of what it prints, as of a console
    """
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = start_warm(*command, cwd=cwd, said=(out, err), encoding=encoding)
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            raise subprocess.TimeoutExpired(command, SECONDS)
        printed = (path.read_text(encoding, "replace") for path in (out, err))
        return checked(subprocess.CompletedProcess(command, process.exitcode, *printed), code)


def start_warm(*command, cwd: Path, said: tuple[Path, Path], encoding: str = "utf-8"):
    """Start it so and go on. said: files for what it prints, and for its errors"""
    _start_forking()
    process = FORKS.Process(target=_command, args=(list(map(str, command)), cwd, environment(), said, encoding))
    process.start()
    return process


@functools.cache
def _start_forking() -> None:
    """Start what commands are forked from, with this checkout and its tests on the path: another may be installed."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


def _command(command: list[str], cwd: Path, environ: dict[str, str], said: tuple[Path, Path], encoding: str) -> None:
    """Become a command: what it exits with is the exit code of this process."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    for stream, path in zip((sys.stdout, sys.stderr), said):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream.fileno())
        stream.reconfigure(encoding=encoding)
    sys.argv = command
    try:
        if command[0] == "grader":
            from grader.cli import main
        else:
            from nbgrader.apps.nbgraderapp import main
        main()
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out, and a judge ends its sandbox there


def checked(done: subprocess.CompletedProcess, code: int | None) -> subprocess.CompletedProcess:
    if code is not None:
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def environment() -> dict[str, str]:
    """This process's environment, with the commands of its venv first on PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}


def release_all(folder: Path) -> None:
    """A course folder with every chapter released, in `release/` and in the gradebook."""
    folder.mkdir()
    (folder / "course_seed").write_text(SEED + "\n")
    run("grader", "release", "--all", cwd=folder)


def release_first(folder: Path) -> None:
    """The same of the first chapter alone, which is there long before all of them are."""
    folder.mkdir()
    (folder / "course_seed").write_text(SEED + "\n")
    run_warm("grader", "release", CHAPTER, cwd=folder)


def new_course(released: Path, folder: Path, *chapters: str) -> Path:
    """A course folder with the settings and the gradebook of `released`, and the bundles of these chapters."""
    folder.mkdir(exist_ok=True)
    bundles = [f"release/{chapter}.zip" for chapter in chapters]
    for chapter in chapters:
        shutil.copytree(released / "release" / chapter, folder / "release" / chapter)
    for name in ["course_seed", "nbgrader_config.py", "gradebook.db", *bundles]:
        shutil.copy(released / name, folder / name)
    return folder


def submit(course: Path, student: str, notebook, chapter: str = CHAPTER, timestamp: str = "") -> Path:
    """Put a notebook (or any text or bytes) where nbgrader collects it; None for an empty folder."""
    folder = course / "submitted" / student / chapter
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{chapter}.ipynb"
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp + "\n")
    if notebook is not None:
        text = notebook if isinstance(notebook, str | bytes) else json.dumps(notebook)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def hand_in_class(course: Path, count: int, every: int, timestamp: str = "") -> None:
    """Hand in the first chapter for so many students; the first, and each so many after it, has corr2d flipped."""
    chapter, right = load_chapter(CHAPTER), reference_sources(CHAPTER)
    flipped = right | {"corr2d": source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])}
    for number in range(count):
        submit(course, f"student-{number}", filled(chapter, right if number % every else flipped), timestamp=timestamp)


def gradebook(course: Path, chapter: str = CHAPTER, url: str = "") -> dict[str, dict[str, tuple]]:
    """{student: {exercise: (auto score, score, needs a person, auto comment)}} as nbgrader's API gives it.

    url: of the gradebook, where it is not the course folder's file
    """
    from nbgrader.api import Gradebook

    found = {}
    with Gradebook(url or f"sqlite:///{course / 'gradebook.db'}", "convnet") as book:
        for submission in book.assignment_submissions(chapter):
            (notebook,) = submission.notebooks
            comments = {comment.name: comment.auto_comment for comment in notebook.comments}
            found[submission.student.id] = {
                grade.name.removeprefix("test_"): (
                    grade.auto_score, grade.score, grade.needs_manual_grade, comments[grade.name.removeprefix("test_")]
                )
                for grade in notebook.grades
            }  # fmt: skip
    return found


def points(chapter: str = CHAPTER) -> dict[str, float]:
    return {exercise.name: exercise.points for exercise in load_chapter(chapter).exercises}
