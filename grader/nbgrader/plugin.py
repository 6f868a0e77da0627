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
from grader.intake import check_folder, check_name
from grader.judge import Graded, Judge
from grader.nbgrader.exports import GradesAsCsv
from grader.nbgrader.feedback import FeedbackExporter, GetPlainGrades
from grader.nbgrader.gradebook import Entry, Ledger
from grader.nbgrader.pages import harmless_markdown
from grader.nbgrader.times import timestamp_of
from grader.places import for_nbgrader
from grader.receipts import receipt_file
from grader.sandbox import LADDER

COURSE_ID = "convnet"


def configure(c) -> None:
    """Settings for a course folder's nbgrader_config.py: `configure(c)`, then your own below it."""
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.source_directory = str(for_nbgrader(course.NOTEBOOKS))
    # Our chapters hold stubs and no solutions; ClearSolutions would put a stub of its own over them.
    stock = GenerateAssignment().preprocessors
    c.GenerateAssignment.preprocessors = [one for one in stock if one is not ClearSolutions]
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [JudgeNotebook]
    c.Autograde.autograde_preprocessors = [SaveVerdicts, AssignLatePenalties, CheckCellMetadata]
    c.ExportApp.plugin_class = GradesAsCsv
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetPlainGrades]
    c.HTMLExporter.filters = {"markdown2html": harmless_markdown}


class SubmissionExporter(NotebookExporter):
    """Reads a notebook as the grader does, so that both refuse and mend the same ones."""

    def __init__(self, *args, parent=None, **settings):
        super().__init__(*args, parent=parent, **settings)
        if isinstance(parent, Autograde):
            guard(parent)

    def from_filename(self, filename, resources=None, **options):
        if not getattr(self.parent, "_sanitizing", True):  # the notebook that we rebuilt
            return super().from_filename(filename, resources, **options)
        notebook = course.read_notebook(Path(filename))
        metadata = notebook.get("metadata")
        metadata = {} if not isinstance(metadata, dict) else {k: v for k, v in metadata.items() if k != "language"}
        resources["metadata"] = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return self.from_notebook_node(from_dict({**notebook, "metadata": metadata}), resources, **options)


def guard(converter: Autograde) -> None:
    """Refuse a submission with links, special files or an odd timestamp before nbgrader opens or copies any.

    nbgrader's pre_convert_hook cannot do this: when it raises, nbgrader goes on.
    """
    stock = converter.init_destination

    def init_destination(assignment_id: str, student_id: str) -> bool:
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
        chapter = course.load_chapter(resources["nbgrader"]["assignment"])
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
