"""nbgrader's own machinery in this process: its settings for a course folder, its converters, penalties, export."""
import contextlib
import functools
import logging
import os
import sys
from pathlib import Path

from nbconvert.writers import FilesWriter
from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.apps.exportapp import ExportApp
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError
from traitlets.config import Config

from grader.bounded import do_each
from grader.course import CourseError
from grader.machine import cores
from grader.nbgrader.gradebook import usable
from grader.nbgrader.made_of import is_made_of, made_of, stamp
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
    """Run one of nbgrader's converters; its errors as a CourseError, but for the gradebook's own."""
    logged = LoggedErrors()
    converter.log.addHandler(logged)
    try:
        converter.start()
    except (NbGraderException, RuntimeError, ValueError) as error:
        if isinstance(error.__context__, OperationalError):  # for `usable`: nbgrader would advise to upgrade it
            raise error.__context__ from None
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
        with Gradebook(app.coursedir.db_url, app.coursedir.course_id):
            pass  # nbgrader's converter would say less of what is wrong with it
        convert(converter)


def late_penalty(app: NbGrader, student: str, notebook: SubmittedNotebook, late: float) -> float | None:
    """What nbgrader's late submission plugin takes off for `late` seconds."""
    rule = AssignLatePenalties(parent=app)
    rule.init_plugin()
    penalty = rule.plugin_inst.late_submission_penalty(student, notebook.score, late)
    return penalty if penalty is None else rule._check_late_penalty(notebook, penalty)


def generate_feedback(course: Path, chapter: str, student: str | None, force: bool, advance) -> list[Path]:
    """nbgrader's feedback pages; those that show other grades or comments than there are now are written again.

    advance: called as advance(done, total). Returns all pages.
    """
    names = sorted(path.parent.parent.name for path in course.glob(f"autograded/*/{chapter}/{chapter}.ipynb"))
    names = [name for name in names if student in (None, name)]
    if not names:
        raise CourseError(f"{course / 'autograded'} has no graded {chapter}. First: grader autograde {chapter}")
    pages = {name: course / "feedback" / name / chapter / f"{chapter}.html" for name in names}
    graded = {name: course / "autograded" / name / chapter / f"{chapter}.ipynb" for name in names}
    made = made_of(open_app(course), chapter, graded)
    old = [name for name, page in pages.items() if force or not is_made_of(page, made[name])]
    if old:
        page_maker(course)  # before the processes are forked: they need not make it again
    failed = do_each(functools.partial(write_page, course, chapter), old, cores(), advance)
    for name in set(old) - set(failed):
        stamp(pages[name], made[name])
    if failed:
        said = "; ".join(f"{name}: {error}" for name, error in failed.items())
        raise CourseError(f"{len(failed)} of {len(old)} pages could not be written. {said}")
    return list(pages.values())


def write_page(course: Path, chapter: str, student: str) -> None:
    """One student's page, by nbgrader's converter."""
    maker = page_maker(course)
    maker.coursedir.assignment_id, maker.coursedir.student_id = chapter, student
    with usable(maker.coursedir.db_url):
        convert(maker)


class PageMaker(GenerateFeedback):
    """nbgrader's converter, with one exporter for all the students that it is given one after the other."""

    def prepare(self) -> None:
        self.force = True
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        for one in self.preprocessors:
            self.exporter.register_preprocessor(one)

    def start(self) -> None:
        self.init_notebooks()
        with contextlib.chdir(self.coursedir.root):
            self.convert_notebooks()

    def init_notebooks(self) -> None:
        """The one student who is named, by whatever name: nbgrader reads it as a pattern."""
        chapter = self.coursedir.assignment_id
        folder = self._format_source(chapter, self.coursedir.student_id)
        self.assignments, self.notebooks = {folder: [str(Path(folder, f"{chapter}.ipynb"))]}, []


@functools.cache
def page_maker(course: Path) -> PageMaker:
    app = open_app(course)
    maker = PageMaker(coursedir=app.coursedir, parent=app)
    maker.prepare()
    return maker


def export_grades(course: Path, to: Path, chapters: list[str] | None = None) -> Path:
    """nbgrader's export plugin (CSV unless nbgrader_config.py names another), written to `to`.

    chapters: these alone; all when there are none
    """
    app = open_app(course, ExportApp)
    app.init_plugin()
    part = to.with_name(f".{to.name}.part")
    app.plugin_inst.to = str(part)
    if chapters:
        app.plugin_inst.assignment = list(chapters)
    try:
        url = app.coursedir.db_url
        with usable(url), Gradebook(url, app.coursedir.course_id) as book:
            app.plugin_inst.export(book)
        os.replace(part, to)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CourseError(f"{to} could not be written: {error.strerror}.") from None
    return to
