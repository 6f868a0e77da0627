"""Commands for a class, in a course folder."""
import json
from pathlib import Path

import click

from grader.commands import CANNOT, NOT_RIGHT, RIGHT, isolation_option, json_option
from grader.course import CourseError, chapter_names, load_chapter, write_file
from grader.terminal import event_line, progress, show, shown


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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
