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
from grader.bundle import ELSEWHERE, checked_chapter, complete, make_zip
from grader.course import CourseError
from grader.graded import Graded
from grader.handed_in import digest
from grader.judge import Judge
from grader.nbgrader.brought_along import leave_active_files_behind
from grader.nbgrader.exports import GradesAsCsv
from grader.nbgrader.feedback import FeedbackExporter, GetPlainGrades
from grader.nbgrader.formgrader import guard_formgrader
from grader.nbgrader.gradebook import Entry, Ledger
from grader.nbgrader.intake import handed_in, take_any_name, whole_chapter
from grader.nbgrader.pages import FILTERS, TEMPLATES
from grader.nbgrader.sources import is_ours, look_in_two_places, our_sources
from grader.receipts import receipt_file
from grader.sandbox import LADDER
from grader.submissions import HANDED_IN

COURSE_ID = "convnet"


def configure(c) -> None:
    """Settings for a course folder's nbgrader_config.py: `configure(c)`, then your own below it.

    Chapters are released whole and judged by us. Other assignments in the folder's source/ are nbgrader's alone.
    """
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.source_directory = our_sources()
    look_in_two_places()
    take_any_name()
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
    # formgrader's page of a submission: its template would load MathJax from elsewhere, for formulas that are MathML.
    c.HTMLExporter.filters = dict(FILTERS)
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.extra_template_basedirs.prepend([str(TEMPLATES)])


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
    """Refuse a chapter that is not whole before nbgrader deletes what was released; complete the bundle before it sets
    the files' permissions; make its zip anew, where there is one.

    nbgrader's post_convert_hook cannot do this: when it raises, nbgrader goes on. It is also left free for others.
    """
    if is_ours(converter.coursedir.assignment_id):
        whole_chapter(converter)
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

    def from_filename(self, filename, resources=None, **options):
        marks, sanitizing = resources["nbgrader"], self.parent._sanitizing
        if not is_ours(marks["assignment"], marks["notebook"]):
            if is_ours(marks["assignment"]):  # nbgrader would run it without a wall
                raise CourseError(f"{filename} is no notebook of {marks['assignment']}. {ELSEWHERE}")
            self._go_back_to_stock(sanitizing)
            return super().from_filename(filename, resources, **options)
        if not sanitizing:  # the notebook that we rebuilt
            return super().from_filename(filename, resources, **options)
        folder = Path(filename).parent
        notebook = handed_in(folder, course.load_chapter(marks["assignment"], course_folder(self))).notebook
        metadata = notebook.get("metadata")
        metadata = {} if not isinstance(metadata, dict) else {k: v for k, v in metadata.items() if k != "language"}
        resources["metadata"] = {"name": Path(filename).stem, "path": str(folder)}
        return self.from_notebook_node(from_dict({**notebook, "metadata": metadata}), resources, **options)

    def _go_back_to_stock(self, sanitizing: bool) -> None:
        used = self.parent.sanitize_preprocessors if sanitizing else self.parent.autograde_preprocessors
        if JudgeNotebook in used or SaveVerdicts in used:
            stock = Autograde()
            self._preprocessors = []
            for one in stock.sanitize_preprocessors if sanitizing else stock.autograde_preprocessors:
                self.register_preprocessor(one)


class JudgeNotebook(NbGraderPreprocessor):
    """In place of nbgrader's Execute: rebuild the submission, judge it, show the verdicts under the tests."""

    isolation = Enum(("auto", *LADDER), "auto", help="The wall around student code; `process` is none.")
    isolation.tag(config=True)

    def preprocess(self, nb, resources):
        chapter = checked_chapter(resources["nbgrader"]["assignment"], course_folder(self))
        judge = judge_for(course_folder(self), self.isolation)
        name = f"{resources['nbgrader']['student']}'s {chapter.name}.ipynb"
        graded = judge.grade(chapter, nb, name)
        graded.receipt[HANDED_IN] = digest(Path(resources["metadata"]["path"]), chapter.name)
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


def course_folder(part: NbGraderPreprocessor | NotebookExporter) -> Path:
    """The course folder that the converter works in: an exporter's parent, whose own are the preprocessors."""
    converter = part.parent if isinstance(part, NotebookExporter) else part.parent.parent
    return Path(converter.coursedir.root)


@functools.cache
def judge_for(folder: Path, isolation: str) -> Judge:
    """One judge, with one warm sandbox, for all submissions that this process grades."""
    judge = Judge(course.course_seed(folder), isolation)
    atexit.register(judge.__exit__)
    return judge
