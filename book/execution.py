"""Chapters run from start to end with the references in, each in its released bundle."""
import contextlib
import hashlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from book.places import COURSE, EXECUTED
from grader.course import CourseError, chapter_names, filled, load_chapter, read_notebook
from grader.release import release_chapter
from grader.sources import reference_sources

SECONDS = 1800  # for one cell: a training run on a busy machine
SHARP = ["--InlineBackend.figure_formats=retina", "--log-level=ERROR"]  # twice the pixels, for phones and good screens


def bundles(advance) -> dict[str, Path]:
    """The bundle of every chapter, as `grader release` makes it."""
    for name in chapter_names():
        with contextlib.redirect_stdout(sys.stderr):
            release_chapter(COURSE, name)
        advance(name)
    return {name: COURSE / "release" / name for name in chapter_names()}


def executed_all(folders: dict[str, Path], advance) -> dict[str, dict]:
    """Every chapter's notebook with the outputs of the references, two at a time."""

    def one(name: str) -> tuple[str, dict]:
        notebook = executed(name, folders[name])
        advance(name)
        return name, notebook

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return dict(pool.map(one, folders))


def executed(name: str, bundle: Path) -> dict:
    """The notebook of a bundle, run with the references, and with the stubs in their place again.

    It is run once for each state of the bundle and of the references: what came is kept.
    """
    stubs = read_notebook(bundle / f"{name}.ipynb")
    filled = with_references(name, stubs)
    kept = EXECUTED / f"{name}-{state(bundle, filled)}.json"
    if not kept.exists():
        run = run_in(bundle, name, filled)
        EXECUTED.mkdir(parents=True, exist_ok=True)
        for old in EXECUTED.glob(f"{name}-*.json"):
            old.unlink()
        kept.write_text(json.dumps(run), encoding="utf-8")
    run = json.loads(kept.read_text(encoding="utf-8"))
    for cell, stub in zip(run["cells"], stubs["cells"], strict=True):
        cell["source"] = stub["source"]
    return run


def with_references(name: str, notebook: dict) -> dict:
    return filled(replace(load_chapter(name), notebook=notebook), reference_sources(name))


def state(bundle: Path, filled: dict) -> str:
    """A hash of all that decides the outputs."""
    digest = hashlib.sha256(json.dumps(filled, sort_keys=True).encode())
    for path in sorted(path for path in bundle.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(bundle).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def run_in(bundle: Path, name: str, notebook: dict) -> dict:
    """CourseError that names the cell where a reference or a figure fails, or which does not end."""
    run = nbformat.from_dict(notebook)
    try:
        where = {"metadata": {"path": bundle}}
        NotebookClient(run, timeout=SECONDS, kernel_name="python3", resources=where, extra_arguments=SHARP).execute()
    except CellExecutionError as error:
        raise CourseError(f"notebooks/{name}/{name}.ipynb does not run with the references:\n{error}") from None
    except CellTimeoutError as error:
        said = f"notebooks/{name}/{name}.ipynb: a cell took more than {SECONDS} s. Is the machine busy? Run this again:"
        raise CourseError(f"{said} the chapters that are done are kept.\n{error}") from None
    return json.loads(nbformat.writes(run))
