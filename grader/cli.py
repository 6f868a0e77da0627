"""The `grader` command. A subcommand imports what loads slowly when it runs, and says what that is: all start fast."""
import contextlib
import json
import os
import sys
from pathlib import Path

import click

from grader import __version__
from grader.course import CourseError, chapter_names, chapter_of, course_seed, load_chapter, read_notebook, write_file
from grader.terminal import event_line, make_printable, number_column, plain, progress, show, shown, table

RIGHT, NOT_RIGHT, CANNOT = 0, 1, 2  # exit codes
RUNGS = ["auto", "namespaces", "landlock", "process"]

isolation_option = click.option(
    "--isolation",
    type=click.Choice(RUNGS),
    default="auto",
    show_default=True,
    help="The wall around student code. `process` is none: for your own notebooks only.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


class Teaching(click.Group):
    """A group that lists its commands in the order of their use, and shows CourseErrors as messages."""

    def list_commands(self, ctx):
        return list(self.commands)

    def main(self, *args, **settings):
        make_printable()
        return super().main(*args, **settings)

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(plain(f"Error: {error}"), err=True)
            ctx.exit(CANNOT)
        except KeyboardInterrupt:
            click.echo("Stopped. What was graded so far is saved; run it again for the rest.", err=True)
            ctx.exit(130)


@click.group(cls=Teaching, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="The course folder, with submitted/ and gradebook.db. [default: the current one]",
)
@click.version_option(__version__)
@click.pass_context
def main(ctx, course):
    """Release, grade and explain the chapters of the course.

    \b
    One's own notebook:    grader check 01_convolution.ipynb
                           grader preflight 01_convolution.ipynb
    A class, in a folder:  grader release 01_convolution
                           (put what students hand in at submitted/STUDENT/01_convolution/)
                           grader autograde 01_convolution
                           grader feedback 01_convolution
                           grader export
    Try it all at once:    grader demo
    """
    ctx.obj = course.resolve()


@main.command("list")
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


@main.command()
@click.argument("chapters", nargs=-1)
@click.option("--all", "all_chapters", is_flag=True, help="Every chapter.")
@click.pass_obj
def release(course, chapters, all_chapters):
    """Write what students get, as a folder and a zip.

    They are release/CHAPTER/ and release/CHAPTER.zip. It goes through nbgrader's generate_assignment,
    so the gradebook knows the chapter afterwards.

    \b
    Example:  grader release 01_convolution
    """
    from grader.release import release_chapter  # loads NumPy

    names = chapter_names() if all_chapters else chapters
    if not names:
        raise CourseError("Name a chapter, or say --all. `grader list` shows the chapters.")
    with progress("Releasing", len(names)) as advance:
        for name in names:
            bundle = release_chapter(course, name)
            advance()
            click.echo(f"{shown(bundle)}: give this file to your students.")


@main.command()
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


@main.command()
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

    seed = course_seed(ctx.obj) if (ctx.obj / "course_seed").exists() else "self"
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


@main.command()
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


@main.command()
@click.argument("chapter")
@click.option("--workers", type=click.IntRange(1), help="Processes that grade. [default: one for each core]")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the cluster of a dask.distributed scheduler.")
@click.option("--student", help="Grade this student only.")
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
@isolation_option
@json_option
@click.pass_context
def autograde(ctx, chapter, workers, scheduler, student, force, isolation, as_json):
    """Grade a class into nbgrader's gradebook.

    Takes submitted/*/CHAPTER/ and fills gradebook.db, autograded/ and receipts/. What was graded stays, unless it
    was handed in again (other files, or another timestamp.txt) or --force. Scores by hand never change.
    Exit code 0: all graded; 1: some could not be; 2: none. With --json, events go to standard error, one a line.

    \b
    Example:  grader autograde 01_convolution
    """
    from grader.autograde import autograde as grade  # loads nbgrader
    from grader.summary import summary_table  # loads nbgrader

    with progress("Grading", 0, quiet=as_json) as advance:
        tell = event_line if as_json else lambda _: None  # where a bar would be: the output is the summary alone
        summary = grade(ctx.obj, chapter, workers, isolation, student, force, advance, scheduler, tell)
    if as_json:
        click.echo(json.dumps(summary.to_json()))
    else:
        show(*summary_table(summary))
    if not summary.refused:
        ctx.exit(RIGHT)
    ctx.exit(NOT_RIGHT if summary.graded or summary.skipped else CANNOT)


@main.command()
@click.argument("chapter")
@click.option("--student", help="For this student only.")
@click.option("--force", is_flag=True, help="Write again the pages that are there already.")
@click.pass_obj
def feedback(course, chapter, student, force):
    """Write a page for each student.

    They are feedback/STUDENT/CHAPTER/CHAPTER.html, made by nbgrader.

    \b
    Example:  grader feedback 01_convolution
    """
    from grader.nbgrader.driver import generate_feedback  # loads nbgrader

    name = load_chapter(chapter).name
    with progress("Writing pages", 0) as advance:
        pages = generate_feedback(course, name, student, force, advance)
    click.echo(f"{len(pages)} pages, for example {shown(pages[0])}" if pages else "Nothing to write.")


@main.command()
@click.argument("chapter")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write it as one page to FILE.")
@json_option
@click.pass_obj
def report(course, chapter, page, as_json):
    """What the class can do and what it misunderstood.

    The scores, the exercises and their parts, each mistake with the students who made it, wrong results that
    several share, and who has no grade. It names students: it is for instructors.

    \b
    Example:  grader report 01_convolution --html report.html
    """
    from grader.report.findings import class_report  # loads nbgrader
    from grader.report.page import report_page  # loads Jinja
    from grader.report.tables import report_tables  # needed here alone

    found = class_report(course, chapter)
    if page:
        write_file(page, report_page(found).encode("utf-8", "replace"))
    if as_json:
        click.echo(json.dumps(found))
    elif page:
        click.echo(f"{shown(page)}: {found['submissions']} submissions.")
    else:
        show(*report_tables(found))


@main.command()
@click.argument("chapters", nargs=-1)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file. [default: COURSE/grades.csv]")
@click.option(
    "--format",
    "platform",
    type=click.Choice(["nbgrader", "canvas", "moodle", "gradescope"]),
    default="nbgrader",
    show_default=True,
    help="Whose columns the file has.",
)
@click.pass_obj
def export(course, chapters, to, platform):
    """Write the grades of all chapters, or of some, to a CSV file.

    nbgrader's own export plugin writes the default. The files for Canvas, Moodle and Gradescope leave the score
    empty where work is not graded, wholly or in part; Gradescope has a file for each chapter.

    \b
    Example:  grader export --format canvas --to canvas.csv
    """
    from grader.nbgrader.driver import export_grades  # loads nbgrader
    from grader.nbgrader.lms import export_lms  # and so do these
    from grader.submissions import overtaken  # loads nbgrader

    to = to or course / "grades.csv"
    names = [full_name(name) for name in chapters]
    if platform == "nbgrader":
        export_grades(course, to, names)
        empty = 0
    else:
        empty = export_lms(course, to, platform, names)
    more = f" {empty} without a score, as they are not graded to the end." if empty else ""
    click.echo(f"{shown(to)}: {', '.join(names) or 'all'} grades.{more}")
    for name in names or chapter_names():
        for student, why in overtaken(course, load_chapter(name, course)) if name in chapter_names() else []:
            click.echo(f"{student}: the score of {name} is that of an earlier submission. The last one: {why}")


def full_name(name: str) -> str:
    """A chapter's name from a part of it; what is no chapter may be an assignment of one's own."""
    try:
        return load_chapter(name).name
    except CourseError:
        return name


@main.command()
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


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="demo")
def demo(folder):
    """Try it all on an invented class of 24.

    Releases a chapter, grades the class, writes its pages and its CSV file, in FOLDER.

    \b
    Example:  grader demo
    """
    from grader.demo import run_demo  # loads nbgrader

    run_demo(folder, progress)


@main.command()
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


if __name__ == "__main__":
    main()
