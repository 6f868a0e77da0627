"""formgrader's pages on the instructor's own origin: whatever a submission holds, nothing of it acts there.

The page of a submission is rendered by the Jupyter server itself, so it is bounded like a feedback page; what it shows
is a copy made anew, in which every cell and output is harmless HTML. Files of a submission are only for download.
"""
import copy
import functools
import html
import json
import re
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.server_extensions.formgrader.base import BaseHandler
from nbgrader.server_extensions.formgrader.handlers import SubmissionFilesHandler, SubmissionHandler, template_path
from tornado.web import HTTPError
from traitlets.config import Config

from grader.course import MAX_NOTEBOOK, CourseError, read_regular, text_of
from grader.nbgrader.pages import FILTERS, TEMPLATES, Budget, Page, as_typed, code_page, markdown_page, output_pages
from grader.nbgrader.pages import text_of as joined

MAX_CELLS = 2500  # shown each by itself; more of a student's own are put together
GRADE_ID = re.compile(r"[a-zA-Z0-9_-]{1,200}")  # what nbgrader takes for one
FROM_STUDENTS = ("student", "first_name", "last_name", "notebook_path", "filename")  # of a page's resources
UNSAFE = re.compile(r'[<>"\\\x00-\x1f\x7f]')  # in a name: nbgrader puts it into a page's script as it stands
HERE = "'self' 'unsafe-inline' 'unsafe-eval'"  # nbgrader's own scripts
POLICY = (
    f"default-src {HERE}; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
FOR_DOWNLOAD = {
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def guard_formgrader() -> None:
    """Let formgrader show submissions through us; a second call changes nothing.

    Its settings name no exporter, and those of a course that is opened by `?path=` come after it has made its own.
    """
    if isinstance(BaseHandler.exporter, _View):
        return
    BaseHandler.exporter = _View()
    BaseHandler.render = _without_odd_names(BaseHandler.render)
    SubmissionHandler.content_security_policy = POLICY
    SubmissionFilesHandler.set_extra_headers = _for_download(SubmissionFilesHandler.set_extra_headers)


class _View:
    """The exporter of formgrader's handlers: ours, with the settings of its own."""

    def __get__(self, handler, owner=None):
        if handler is None:
            return self
        known = handler.settings
        if "grader_view" not in known:
            known["grader_view"] = SubmissionView(config=known["nbgrader_exporter"].config)
        return known["grader_view"]


def _without_odd_names(stock):
    @functools.wraps(stock)
    def render(self, name, **values):
        asked = [values.get(one) for one in ("student_id", "assignment_id", "notebook_id")]
        # A link could bring a script along in a name: there is no such student.
        if any(isinstance(one, str) and UNSAFE.search(one) for one in asked):
            raise HTTPError(404)
        if "resources" in values:
            values["resources"] = escaped(values["resources"])
        return stock(self, name, **values)

    return render


def _for_download(stock):
    @functools.wraps(stock)
    def set_extra_headers(self, path):
        stock(self, path)
        for name, value in FOR_DOWNLOAD.items():
            self.set_header(name, value)

    return set_extra_headers


def escaped(resources: dict) -> dict:
    """Resources of nbgrader's templates, which escape no names."""
    return {k: html.escape(v) if k in FROM_STUDENTS and isinstance(v, str) else v for k, v in resources.items()}


class SubmissionView(HTMLExporter):
    """The notebook of a submission in nbgrader's template, whatever is in it."""

    export_from_notebook = None  # nbconvert's menu in Jupyter is not for it

    def __init__(self, config: Config | None = None):
        config = copy.deepcopy(config or Config())
        if "template_name" not in config.HTMLExporter:
            config.HTMLExporter.template_name = "formgrade"
            config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), template_path]
        super().__init__(config=config)
        for name, one in FILTERS.items():
            self.register_filter(name, one)
        self.register_filter("filter_data_type", sorted)  # an output has one kind: what we made of it

    def from_filename(self, filename, resources=None, **options):
        resources = escaped(dict(resources or {}))
        resources["metadata"] = {"name": html.escape(Path(filename).stem), "path": ""}
        try:
            shown = shown_notebook(json.loads(text_of(_read(Path(filename)))))
        except (CourseError, OSError, ValueError, RecursionError) as error:
            shown = {"metadata": {}, "cells": [_text(as_typed(f"This notebook cannot be shown: {error}"))]}
        return self._page(shown, resources)

    def from_notebook_node(self, nb, resources=None, **options):
        return self._page(shown_notebook(nb), escaped(dict(resources or {})))

    def _page(self, shown: dict, resources: dict):
        # nbconvert's own way copies and validates the notebook at each step, and reads the whole page again.
        resources = self._init_resources(resources)
        colours = CSSHTMLHeaderPreprocessor(parent=self, enabled=True, style="default")  # as in the template's own conf
        _, resources = colours.preprocess(shown, resources)
        wanted = ("code", "markdown", "raw", "unknown", "input", "output", "output_stdin", "input_prompt")
        resources["global_content_filter"] = {f"include_{one}": True for one in (*wanted, "output_prompt")}
        resources["global_content_filter"]["no_prompt"] = False
        return self.template.render(nb=shown, resources=resources).lstrip("\r\n"), resources


def _read(path: Path) -> bytes:
    payload = read_regular(path, MAX_NOTEBOOK, links=True)
    if len(payload) > MAX_NOTEBOOK:
        raise CourseError(f"it is larger than {MAX_NOTEBOOK >> 20} MB. Open it in JupyterLab.")
    return payload


# --- the copy that is shown -------------------------------------------------------------------


def shown_notebook(notebook) -> dict:
    """A notebook with what the template reads of it and nothing else, all text of it as harmless HTML."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise CourseError("it has no cells.")
    texts, outputs, marked, shown, rest = Budget(), Budget(), set(), [], []
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        marks = _marks(cell, marked)
        if not marks and len(shown) >= MAX_CELLS:
            rest.append(joined(cell.get("source")))
            continue
        shown += [_text(as_typed("\n\n".join(rest)))] * bool(rest)
        rest = []
        shown.append(_shown(cell, marks, texts, outputs))
    shown += [_text(as_typed("\n\n".join(rest)))] * bool(rest)
    return {"metadata": {}, "cells": shown}


def _shown(cell: dict, marks: dict, texts: Budget, outputs: Budget) -> dict:
    source = joined(cell.get("source")).encode("utf-8", "replace").decode()
    if cell.get("cell_type") == "code":
        count = cell.get("execution_count")
        pages = output_pages(cell.get("outputs"), outputs, colours=True)
        return {
            "cell_type": "code",
            "execution_count": count if isinstance(count, int) else None,
            "metadata": marks,
            "source": code_page(source, texts),
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": one}} for one in pages],
        }
    if cell.get("cell_type") != "markdown":  # raw: meant for another program than a browser
        return _text(as_typed(source), marks)
    attachments = cell.get("attachments")
    return _text(markdown_page(source, attachments if isinstance(attachments, dict) else None, texts), marks)


def _text(page: Page, marks: dict | None = None) -> dict:
    return {"cell_type": "markdown", "metadata": marks or {}, "source": page}


def _marks(cell: dict, marked: set[str]) -> dict:
    """A cell's metadata less all but nbgrader's marks; of two cells with one mark the first has it."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    if not isinstance(name, str) or not GRADE_ID.fullmatch(name) or name in marked:
        return {}
    marked.add(name)
    points = marks.get("points")
    kept = {one: marks.get(one) is True for one in ("grade", "solution", "task", "locked")}
    kept |= {"grade_id": name, "points": points if isinstance(points, int | float) else 0}
    return {"nbgrader": kept}
