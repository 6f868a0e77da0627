"""`python -m book` writes build/site; `python -m book lite` puts the course in the browser beside it."""
import os
import subprocess
import sys
import time
from pathlib import Path

import click

from book.execution import bundles, executed_all
from book.places import LITE, SITE, TEXTS, WORK
from book.texts import lay_out
from grader.course import CourseError, chapter_names
from grader.terminal import progress

NOT_HERE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Not in this copy</title>
<p>This copy of the book was made without the course in the browser. <code>make lite</code> adds it.</p></html>
"""


@click.group(invoke_without_command=True)
@click.option("--sphinx", default=sys.executable, help="A Python that has what requirements-docs.txt lists.")
@click.pass_context
def main(ctx, sphinx):
    """Write the book: every chapter run with the references, as pages."""
    ctx.obj = os.path.abspath(sphinx)  # other folders are worked in
    if ctx.invoked_subcommand is None:
        write_book(sphinx)


@main.command()
@click.option("--pyodide", type=click.Path(path_type=Path), help="A folder or archive that has it. [default: ask pip]")
@click.pass_obj
def lite(sphinx, pyodide):
    """Put the course in the browser beside the book, and pack the site."""
    from book.lite import pack, write_lite  # loads Matplotlib

    if not (SITE / "index.html").exists():
        raise CourseError("The book is not there yet, and the two make one site. Run `make book` first.")
    started = time.monotonic()
    with progress("Bundles", len(chapter_names())) as advance:
        folders = bundles(lambda name: advance())
    write_lite(sphinx, pyodide, folders)
    told("The course in the browser", LITE, started)
    archive = SITE.with_suffix(".zip")
    pack(archive)
    click.echo(f"Both as one file: {os.path.relpath(archive)}, {archive.stat().st_size / 1e6:.0f} MB.")
    click.echo(f"To see it: {os.path.basename(sys.executable)} {os.path.relpath(SITE / 'serve.py')}")


@main.command()
@click.argument("package", type=click.Path(exists=True, path_type=Path))
def pin(package):
    """Write the lists of Pyodide's files anew, from the PACKAGE that `npm pack pyodide@VERSION` leaves."""
    from book.pyodide import pin  # needed here alone

    pin(package)


def write_book(sphinx: str) -> None:
    started = time.monotonic()
    steps = len(chapter_names())
    with progress("Bundles", steps) as advance:
        folders = bundles(lambda name: advance())
    with progress("Running the chapters", steps) as advance:
        notebooks = executed_all(folders, lambda name: advance())
    lay_out(notebooks)
    run_sphinx(sphinx)
    place_holder(LITE / "lab" / "index.html")
    told("The book", SITE, started, without=LITE)


def run_sphinx(python: str) -> None:
    """CourseError for any warning: a link that leads nowhere is a fault of the book."""
    command = [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", WORK / "doctrees", TEXTS, SITE]
    done = subprocess.run([*command, "-j", "2"])
    if done.returncode:
        raise CourseError("Sphinx found faults in the book: they stand above.")


def place_holder(page: Path) -> None:
    """What "Try it here" shows until `make lite` was run."""
    if not page.exists():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(NOT_HERE)


def told(what: str, folder: Path, started: float, without: Path | None = None) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and not (without and path.is_relative_to(without))]
    size = f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB"
    click.echo(f"{what}: {os.path.relpath(folder)}, {size}, written in {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    try:
        main.main(standalone_mode=False)
    except CourseError as error:
        sys.exit(f"Error: {error}")
