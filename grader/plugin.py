"""Our judge inside nbgrader: stock `nbgrader autograde` and formgrader's button use it through `configure`."""
import atexit
import functools
import html
from pathlib import Path

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.exporters import NotebookExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.notebooknode import from_dict
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearSolutions,
    GetGrades,
    NbGraderPreprocessor,
)
from pygments.token import STANDARD_TYPES
from traitlets import Enum

from grader import course
from grader.autograde import check_name, timestamp_of
from grader.gradebook import Entry, Ledger, receipt_file, write_file
from grader.places import for_nbgrader
from grader.sandbox import LADDER

COURSE_ID = "convnet"
MAX_MARKDOWN = 20_000  # characters of one cell: rendering may take their square
CODE_CLASSES = {"highlight", *STANDARD_TYPES.values()}  # what pygments gives to code; others are the page's own
PAGE_TAGS = [
    *bleach.ALLOWED_TAGS, *"p div span pre br hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td caption".split(),
    *"img figure figcaption details summary sub sup del dl dt dd s kbd var center small".split(),
]  # fmt: skip
PAGE_ATTRIBUTES = {
    **bleach.ALLOWED_ATTRIBUTES,
    "*": ["style", "align", "title"],
    "a": ["href", "title"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
    "details": ["open"],
}


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
    c.GenerateFeedback.preprocessors = [GetPlainGrades, "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"]
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
        course.check_folder(folder)
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
            Ledger(book, assignment).save_grades([Entry.of(student, graded)])
            book.db.commit()
        write_file(course_folder(self) / path, receipt)
        return nb, resources


class GetPlainGrades(GetGrades):
    """nbgrader's GetGrades; a comment of the judge is plain text, which may quote what a student wrote."""

    def _get_comment(self, cell, resources):
        place = (self.notebook_id, self.assignment_id, self.student_id)
        comment = self.gradebook.find_comment(cell.metadata["nbgrader"]["grade_id"], *place)
        cell.metadata.nbgrader["comment"] = comment.manual_comment or as_markdown(comment.auto_comment or "")


_graded: dict[tuple, object] = {}  # from JudgeNotebook to SaveVerdicts, which nbgrader runs next


def _key(resources) -> tuple[str, str, str]:
    marks = resources["nbgrader"]
    return marks["student"], marks["assignment"], marks["db_url"]


def course_folder(preprocessor: NbGraderPreprocessor) -> Path:
    """The course folder that the converter, its exporter's parent, works in."""
    return Path(preprocessor.parent.parent.coursedir.root)


@functools.cache
def judge_for(folder: Path, isolation: str):
    """One judge, with one warm sandbox, for all submissions that this process grades."""
    from grader.judge import Judge

    judge = Judge(course.course_seed(folder), isolation)
    atexit.register(judge.__exit__)
    return judge


def as_markdown(text: str) -> str:
    """`text` with everything that Markdown, HTML or MathJax would take for its own as entities."""
    return "".join(c if c.isalnum() or c in " ,.;?'\n" else f"&#{ord(c)};" for c in text)


@pass_context
def harmless_markdown(context, source: str) -> str:
    """Markdown to HTML for nbgrader's pages, less all that could run: scripts, handlers, javascript: links."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        if len(source) > MAX_MARKDOWN:
            raise ValueError("too long")
        page = harmless(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # also a picture that is gone: one cell must not cost a student the page
        return f"<pre>{html.escape(source[:MAX_MARKDOWN])}</pre>"
    # nbgrader's page comes with Bootstrap 3, which takes the triangle away from folded hints.
    return page.replace("<summary>", '<summary style="display:list-item">')


def harmless(page: str) -> str:
    """HTML with only tags, attributes, styles and links that cannot run anything."""
    return bleach.clean(
        page,
        tags=PAGE_TAGS,
        attributes=_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(),
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("src", "href") and (tag == "img" or value.strip().lower().startswith("data:")):
        # Embedded pictures only: one from elsewhere would tell its owner who reads the page, and when.
        return tag == "img" and value.strip().lower().startswith("data:image/")
    if name == "class":
        return tag in ("div", "span") and CODE_CLASSES.issuperset(value.split())
    return name in PAGE_ATTRIBUTES["*"] or name in PAGE_ATTRIBUTES.get(tag, [])


