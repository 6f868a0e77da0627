"""Commands for one's own notebooks and for looking at the course: nothing of a class is read or written."""
import contextlib
import json
import os
import sys
from pathlib import Path

import click

from grader.commands import CANNOT, NOT_RIGHT, RIGHT, isolation_option, json_option
from grader.course import SELF_SEED, CourseError, chapter_names, chapter_of, course_seed, load_chapter, read_notebook
from grader.terminal import number_column, plain, progress, show, shown, table


@click.command("list")
@json_option
def list_chapters(as_json):
    """The chapters, with their exercises, points and minutes.

    \b
    Example:  grader list
    """
    chapters = [load_chapter(name) for name in chapter_names()]
    rows = [
        {"chapter": c.name, "title": c.title, "exercises": len(c.exercises), "points": c.points, "minutes": c.minutes}
        for c in chapters
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    numbers = ["exercises", "points", "minutes"]
    listed = table("chapter", "title", *map(number_column, numbers))
    for row in [*rows, {"chapter": "", "title": "all"} | {k: sum(row[k] for row in rows) for k in numbers}]:
        listed.add_row(row["chapter"], row["title"], *(f"{row[k]:g}" for k in numbers))
    show(listed)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="study")
@click.option("--no-lab", is_flag=True, help="Do not start JupyterLab.")
@isolation_option
@json_option
def study(folder, no_lab, isolation, as_json):
    """Work on the chapters yourself, in JupyterLab.

    Copies all chapters to FOLDER, says how far you are, and opens it. In a folder of an older edition the cells of
    the course are renewed; what you wrote stays, and a copy of each notebook as it was is kept.

    \b
    Example:  grader study
              grader study --json     (how far you are, for programs; JupyterLab is not started)
    """
    from grader.study import standing, standing_table, working_copy  # loads NumPy

    with progress("Copying", None) as advance:
        copied = working_copy(folder, advance)
    with progress("Grading", None) as advance:
        rows = standing(folder, isolation, advance)
    if as_json:
        click.echo(json.dumps(rows))
        return
    if said := copied.as_text():
        click.echo(plain(said))
    show(*standing_table(rows))
    if no_lab:
        click.echo(f"Open it with:  jupyter lab {shown(folder)}")
        return
    os.chdir(folder)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab"])


@click.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@isolation_option
@json_option
@click.pass_context
def check(ctx, notebooks, isolation, as_json):
    """Grade notebooks and say what is wrong.

    The hidden cases are those of the course folder if it has a course_seed, else fixed ones.
    Exit code 0: full marks everywhere; 1: not; 2: something could not be graded.

    \b
    Example:  grader check 01_convolution.ipynb
    """
    from grader.judge import Judge  # loads NumPy

    seed = course_seed(ctx.obj) if (ctx.obj / "course_seed").exists() else SELF_SEED
    code, ahead = RIGHT, set()
    for path in notebooks:
        with contextlib.suppress(CourseError):  # told below, in the order of the notebooks
            ahead.add(chapter_of(path, read_notebook(path)))
    with Judge(seed, isolation, ahead=ahead) as judge:
        for path in notebooks:
            try:
                notebook = read_notebook(path)
                graded = judge.grade(load_chapter(chapter_of(path, notebook), ctx.obj), notebook, str(path))
            except CourseError as error:
                code = CANNOT
                said = {"notebook": str(path), "error": str(error)}
                click.echo(json.dumps(said) if as_json else plain(f"Error: {error}"))
                continue
            click.echo(json.dumps(graded.to_json(str(path))) if as_json else plain(graded.to_text(str(path))))
            if graded.faulty:
                code = CANNOT
            elif graded.score < graded.max_score:
                code = max(code, NOT_RIGHT)
    ctx.exit(code)


@click.command()
@click.argument("notebooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--repair", is_flag=True, help="Write NAME-repaired.ipynb beside it: the course's cells, all your lines.")
@json_option
@click.pass_context
def preflight(ctx, notebooks, repair, as_json):
    """Look at notebooks before they are handed in.

    Chapter, file name, cells and what was left in them; nothing is run, and nothing says whether it is right.
    Exit code 0: fine; 1: something to mend; 2: something cannot be read.

    \b
    Example:  grader preflight 01_convolution.ipynb
    """
    from grader.preflight import preflight as look  # loads the readers of cells

    code = RIGHT
    for path in notebooks:
        try:
            found = look(path, repair)
        except CourseError as error:
            code = CANNOT
            said = {"notebook": str(path), "error": str(error)}
            click.echo(json.dumps(said) if as_json else plain(f"Error: {error}"))
            continue
        click.echo(json.dumps(vars(found)) if as_json else plain(found.as_text()))
        code = max(code, NOT_RIGHT if found.mend else RIGHT)
    ctx.exit(code)


@click.command()
@click.argument("exercise", required=False)
@json_option
def mistakes(exercise, as_json):
    """The mistakes that the grader knows by name.

    By chapter and exercise: what each is called, what someone who made it is told, and what it changes in the
    reference. Their files are grader/checks/CHAPTER/EXERCISE.toml. This shows answers: it is for instructors.

    \b
    Example:  grader mistakes corr2d
    """
    from grader.catalogue import as_text, catalogue  # loads every chapter

    found = catalogue(exercise)
    pages = sys.stdout.isatty() and exercise is None and not as_json
    (click.echo_via_pager if pages else click.echo)(json.dumps(found) if as_json else plain(as_text(found)))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="demo")
def demo(folder):
    """Try it all on an invented class of 24.

    Releases a chapter, grades the class, writes its pages and its CSV file, in FOLDER.

    \b
    Example:  grader demo
    """
    from grader.demo import run_demo  # loads nbgrader

    run_demo(folder, progress)


@click.command()
@click.option("--attack", is_flag=True, help="Attack the sandbox, on each wall that this machine gives.")
@json_option
@click.pass_context
def doctor(ctx, attack, as_json):
    """What this machine gives, and what is missing.

    \b
    Example:  grader doctor --attack
    """
    from grader import doctor  # loads NumPy

    with progress("Attacking" if attack else "Looking", None) as advance:
        found = doctor.attack_all(advance) if attack else doctor.examine(ctx.obj)
    lines = doctor.attack_lines(found) if attack else doctor.report_lines(found)
    click.echo(json.dumps(found) if as_json else "\n".join(lines))
    ctx.exit(RIGHT if found["isolation"] else NOT_RIGHT)
