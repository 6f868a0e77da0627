"""Our judge inside nbgrader: stock `nbgrader autograde` and formgrader's button use it through `configure`."""
import atexit
import functools
from pathlib import Path

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import from_dict
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearSolutions,
    NbGraderPreprocessor,
)
from traitlets import Enum

from grader import course
from grader.bundle import checked_chapter, complete, make_zip
from grader.intake import check_folder, check_name
from grader.judge import Graded, Judge
from grader.nbgrader.brought_along import leave_active_files_behind
from grader.nbgrader.exports import GradesAsCsv
from grader.nbgrader.feedback import FeedbackExporter, GetPlainGrades
from grader.nbgrader.formgrader import guard_formgrader
from grader.nbgrader.gradebook import Entry, Ledger
from grader.nbgrader.pages import FILTERS
from grader.nbgrader.sources import is_ours, look_in_two_places, our_sources
from grader.nbgrader.times import timestamp_of
from grader.receipts import receipt_file
from grader.sandbox import LADDER

COURSE_ID = "convnet"


def configure(c) -> None:
    """Settings for a course folder's nbgrader_config.py: `configure(c)`, then your own below it.

    Chapters are released whole and judged by us. Other assignments in the folder's source/ are nbgrader's alone.
    """
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.source_directory = our_sources()
    look_in_two_places()
    guard_formgrader()
    leave_active_files_behind()
    stock = GenerateAssignment().preprocessors
    c.GenerateAssignment.preprocessors = [ClearOwnSolutions if one is ClearSolutions else one for one in stock]
    c.GenerateAssignment.exporter_class = BundleExporter
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [JudgeNotebook]
    c.Autograde.autograde_preprocessors = [SaveVerdicts, AssignLatePenalties, CheckCellMetadata]
    c.ExportApp.plugin_class = GradesAsCsv
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetPlainGrades]
    c.HTMLExporter.filters = dict(FILTERS)
    c.HTMLExporter.sanitize_html = True


# --- what students get ------------------------------------------------------------------------


class ClearOwnSolutions(ClearSolutions):
    """nbgrader's, for an instructor's own questions. Our exercises are stubs, and it would put its own over them."""

    def preprocess_cell(self, cell, resources, cell_index):
        marks = resources["nbgrader"]
        if is_ours(marks["assignment"], marks["notebook"]):
            if course.grade_id(cell) in course.load_chapter(marks["assignment"], course_folder(self)).grade_ids:
                return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)


class BundleExporter(NotebookExporter):
    """Puts beside a released chapter all that it needs, whoever has it generated."""

    def __init__(self, *args, parent=None, **settings):
        super().__init__(*args, parent=parent, **settings)
        if isinstance(parent, GenerateAssignment):
            bundle(parent)


def bundle(converter: GenerateAssignment) -> None:
    """Complete the bundle before nbgrader sets its files' permissions; make its zip anew, where there is one.

    nbgrader's post_convert_hook cannot do this: when it raises, nbgrader goes on. It is also left free for others.
    """
    stock = converter.set_permissions

    def set_permissions(assignment_id: str, student_id: str) -> None:
        if not is_ours(assignment_id):
            return stock(assignment_id, student_id)
        folder = Path(converter._format_dest(assignment_id, student_id)).resolve()
        complete(folder, checked_chapter(assignment_id, Path(converter.coursedir.root)))
        stock(assignment_id, student_id)
        old = folder.with_name(f"{assignment_id}.zip")
        if old.exists():
            make_zip(folder, old)

    converter.set_permissions = set_permissions


# --- what they hand in ------------------------------------------------------------------------


class SubmissionExporter(NotebookExporter):
    """Reads a notebook as the grader does, so that both refuse and mend the same ones.

    One of another assignment than a chapter goes through nbgrader's own preprocessors, as without us.
    """

    def __init__(self, *args, parent=None, **settings):
        super().__init__(*args, parent=parent, **settings)
        if isinstance(parent, Autograde):
            guard(parent)

    def from_filename(self, filename, resources=None, **options):
        marks = (resources or {}).get("nbgrader", {})
        sanitizing = getattr(self.parent, "_sanitizing", True)
        if isinstance(self.parent, Autograde) and not is_ours(marks["assignment"], marks["notebook"]):
            self._go_back_to_stock(sanitizing)
            return super().from_filename(filename, resources, **options)
        if not sanitizing:  # the notebook that we rebuilt
            return super().from_filename(filename, resources, **options)
        notebook = course.read_notebook(Path(filename))
        metadata = notebook.get("metadata")
        metadata = {} if not isinstance(metadata, dict) else {k: v for k, v in metadata.items() if k != "language"}
        resources["metadata"] = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return self.from_notebook_node(from_dict({**notebook, "metadata": metadata}), resources, **options)

    def _go_back_to_stock(self, sanitizing: bool) -> None:
        used = self.parent.sanitize_preprocessors if sanitizing else self.parent.autograde_preprocessors
        if JudgeNotebook in used or SaveVerdicts in used:
            stock = Autograde()
            self._preprocessors = []
            for one in stock.sanitize_preprocessors if sanitizing else stock.autograde_preprocessors:
                self.register_preprocessor(one)


def guard(converter: Autograde) -> None:
    """Refuse a submission with links, special files or an odd timestamp before nbgrader opens or copies any.

    nbgrader's pre_convert_hook cannot do this: when it raises, nbgrader goes on.
    """
    stock = converter.init_destination

    def init_destination(assignment_id: str, student_id: str) -> bool:
        if not is_ours(assignment_id):
            return stock(assignment_id, student_id)
        folder = Path(converter._format_source(assignment_id, student_id))
        check_name(folder.parent)
        timestamp_of(folder)
        check_folder(folder)
        return stock(assignment_id, student_id)

    converter.init_destination = init_destination


class JudgeNotebook(NbGraderPreprocessor):
    """In place of nbgrader's Execute: rebuild the submission, judge it, show the verdicts under the tests."""

    isolation = Enum(("auto", *LADDER), "auto", help="The wall around student code; `process` is none.")
    isolation.tag(config=True)

    def preprocess(self, nb, resources):
        chapter = checked_chapter(resources["nbgrader"]["assignment"], course_folder(self))
        judge = judge_for(course_folder(self), self.isolation)
        name = f"{resources['nbgrader']['student']}'s {chapter.name}.ipynb"
        graded = judge.grade(chapter, nb, name)
        _graded[_key(resources)] = graded
        return from_dict(graded.notebook), resources


class SaveVerdicts(NbGraderPreprocessor):
    """In place of nbgrader's SaveAutoGrades: the judge's scores and comments into the gradebook."""

    def preprocess(self, nb, resources):
        student, assignment = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
        graded = _graded.pop(_key(resources))
        path, receipt = receipt_file(student, graded.receipt)
        with Gradebook(resources["nbgrader"]["db_url"], COURSE_ID) as book:
            ledger = Ledger(book, assignment)
            ledger.save_grades([Entry.of(student, graded)])
            ledger.commit()
        course.write_file(course_folder(self) / path, receipt)
        return nb, resources


_graded: dict[tuple[str, str, str], Graded] = {}  # from JudgeNotebook to SaveVerdicts, which nbgrader runs next


def _key(resources) -> tuple[str, str, str]:
    marks = resources["nbgrader"]
    return marks["student"], marks["assignment"], marks["db_url"]


def course_folder(preprocessor: NbGraderPreprocessor) -> Path:
    """The course folder that the converter, its exporter's parent, works in."""
    return Path(preprocessor.parent.parent.coursedir.root)


@functools.cache
def judge_for(folder: Path, isolation: str) -> Judge:
    """One judge, with one warm sandbox, for all submissions that this process grades."""
    judge = Judge(course.course_seed(folder), isolation)
    atexit.register(judge.__exit__)
    return judge
