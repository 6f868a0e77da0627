"""nbgrader's own machinery in this process: its settings for a course folder, its converters, penalties, export."""
import functools
import logging
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.apps.exportapp import ExportApp
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from grader.course import CourseError
from grader.machine import cores
from grader.nbgrader.gradebook import usable
from grader.nbgrader.plugin import configure
from grader.places import for_nbgrader


class LoggedErrors(logging.Handler):
    """Keeps the errors that nbgrader logs, to tell them with its failure."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def open_app(course: Path, app_class=NbGrader, **settings) -> NbGrader:
    """nbgrader with the settings that its own commands have in this course folder, but silent."""
    # nbgrader starts `alembic` by name.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    config = Config()
    configure(config)
    config.Application.log_level = logging.CRITICAL
    app = app_class(config=config, **settings)
    app.initialize([], root=str(for_nbgrader(course)))
    app.log.setLevel(logging.ERROR)
    app.log.handlers = []
    app.log.propagate = False
    return app


def convert(converter: BaseConverter) -> None:
    """Run one of nbgrader's converters; its errors as a CourseError."""
    logged = LoggedErrors()
    converter.log.addHandler(logged)
    try:
        converter.start()
    except (NbGraderException, RuntimeError, ValueError) as error:
        lines = [line.strip().splitlines()[-1] for line in logged.lines if line.strip()]
        raise CourseError("nbgrader: " + " · ".join(dict.fromkeys(lines or [str(error)]))) from None
    finally:
        converter.log.removeHandler(logged)


def generate_assignment(course: Path, chapter: str, folder: Path) -> None:
    """What students get of a chapter, whole, as FOLDER/CHAPTER/, and the chapter in the gradebook."""
    app = open_app(course)
    app.coursedir.assignment_id, app.coursedir.release_directory = chapter, str(folder)
    converter = GenerateAssignment(coursedir=app.coursedir, parent=app)
    converter.force = True
    with usable(app.coursedir.db_url):
        convert(converter)


def late_penalty(app: NbGrader, student: str, notebook: SubmittedNotebook, late: float) -> float | None:
    """What nbgrader's late submission plugin takes off for `late` seconds."""
    rule = AssignLatePenalties(parent=app)
    rule.init_plugin()
    penalty = rule.plugin_inst.late_submission_penalty(student, notebook.score, late)
    return penalty if penalty is None else rule._check_late_penalty(notebook, penalty)


def generate_feedback(course: Path, chapter: str, student: str | None, force: bool, advance) -> list[Path]:
    """nbgrader's feedback pages; those older than their graded notebook are written again.

    advance: called as advance(done, total). Returns all pages.
    """
    names = sorted(path.parent.parent.name for path in course.glob(f"autograded/*/{chapter}/{chapter}.ipynb"))
    names = [name for name in names if student in (None, name)]
    if not names:
        raise CourseError(f"{course / 'autograded'} has no graded {chapter}. First: grader autograde {chapter}")
    pages = {name: course / "feedback" / name / chapter / f"{chapter}.html" for name in names}
    old = [name for name, page in pages.items() if force or not page.exists() or _stale(page, course, name)]
    # A page takes most of a second, nearly all of it in nbconvert: so one process for each core.
    with ProcessPoolExecutor(cores(), multiprocessing.get_context("fork")) as pool:
        jobs = [pool.submit(write_page, course, chapter, name) for name in old]
        for count, job in enumerate(as_completed(jobs), 1):
            job.result()
            advance(count, len(old))
    return list(pages.values())


def write_page(course: Path, chapter: str, student: str) -> None:
    """One student's page, by nbgrader's converter."""
    app = _cached_app(course)
    app.coursedir.assignment_id, app.coursedir.student_id = chapter, student
    converter = OnePage(coursedir=app.coursedir, parent=app)
    converter.force = True
    convert(converter)


class OnePage(GenerateFeedback):
    """nbgrader's converter for the one student that is named, by whatever name: nbgrader reads it as a pattern."""

    def init_notebooks(self) -> None:
        chapter = self.coursedir.assignment_id
        folder = self._format_source(chapter, self.coursedir.student_id)
        self.assignments, self.notebooks = {folder: [str(Path(folder, f"{chapter}.ipynb"))]}, []


_cached_app = functools.cache(open_app)


def _stale(page: Path, course: Path, student: str) -> bool:
    graded = course / "autograded" / student / page.parent.name / f"{page.stem}.ipynb"
    return page.stat().st_mtime < graded.stat().st_mtime


def export_grades(course: Path, to: Path) -> Path:
    """nbgrader's export plugin (CSV unless nbgrader_config.py names another), written to `to`."""
    app = open_app(course, ExportApp)
    app.init_plugin()
    part = to.with_name(f".{to.name}.part")
    app.plugin_inst.to = str(part)
    try:
        with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as book:
            app.plugin_inst.export(book)
        os.replace(part, to)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CourseError(f"{to} could not be written: {error.strerror}.") from None
    return to
