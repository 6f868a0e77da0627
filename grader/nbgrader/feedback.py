"""The page that a student gets back: grades from the gradebook, the notebook, and what the grader says of it."""
import contextlib
import functools
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task
from pygments.formatters import HtmlFormatter
from traitlets import default

from grader.course import HEADING
from grader.nbgrader.pages import Budget, Page, as_markdown, as_typed, code_page, markdown_page, output_pages, plain_of

POINTS = re.compile(r", [\d.]+ of [\d.]+ points(?=</div>)")  # of a verdict's first line: the box has them
COLOURED = re.compile(r"(<div class=\"highlight\"><pre><span></span>)(.*)(</pre></div>\n?)", re.DOTALL)
MAX_INDENT = 24  # characters, on a page that may be a phone's
TITLE = re.compile(r"^#{1,4} +(.+)$", re.MULTILINE)


@functools.lru_cache(4)
def gradebook(db_url: str) -> Gradebook:
    """nbgrader's gradebook, which knows its statements from page to page. Closed after each, it opens by itself."""
    return Gradebook(db_url)


class GetPlainGrades(GetGrades):
    """nbgrader's GetGrades in one question to the gradebook; a comment of the judge is plain text, which may quote
    what a student wrote."""

    def preprocess(self, nb, resources):
        marks = resources["nbgrader"]
        with contextlib.closing(gradebook(marks["db_url"])) as book:
            notebook = book.find_submission_notebook(marks["notebook"], marks["assignment"], marks["student"])
            self.grades = {grade.name: grade for grade in notebook.grades}
            self.comments = {comment.name: comment for comment in notebook.comments}
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
            penalty = notebook.late_submission_penalty or 0
            marks |= {"score": notebook.score - penalty, "max_score": notebook.max_score, "late_penalty": penalty}
        return nb, resources

    def _get_comment(self, cell, resources):
        comment = self.comments.get(cell.metadata["nbgrader"]["grade_id"])
        manual, auto = (comment.manual_comment, comment.auto_comment) if comment else (None, None)
        shown = manual or as_markdown(auto or "")
        cell.metadata.nbgrader.update(comment=shown, reason=auto or "", by_person=bool(manual))

    def _get_score(self, cell, resources):
        grade = self.grades.get(cell.metadata["nbgrader"]["grade_id"])
        score, points, by_hand = (grade.score, grade.max_score, grade.manual_score is not None) if grade else (0, 0, 0)
        waits = grade is not None and grade.needs_manual_grade and not by_hand
        cell.metadata.nbgrader.update(score=score, points=points, by_hand=bool(by_hand), waits=waits)


class FeedbackExporter(Exporter):
    """A graded notebook as one HTML page that asks nobody for anything: no script, no font, no image from elsewhere."""

    export_from_notebook = None  # nbconvert's menu in Jupyter is not for it

    @default("file_extension")
    def _html(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **options):
        # nbconvert's own way copies the notebook three times and validates it after each step: half of a page's time.
        resources = self._init_resources(resources)
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        heading = title_of(nb)
        found = sections(shown_cells(nb, heading), heading)
        page = template("feedback.html.j2").render(
            marks=resources["nbgrader"], heading=heading, style=code_style(), sections=found
        )
        return page, resources


@functools.cache
def template(name: str):
    """A page's template, compiled once for all pages of this process."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template(name)


@functools.cache
def code_style() -> str:
    return HtmlFormatter().get_style_defs(".highlight")


def title_of(nb) -> str:
    found = (TITLE.search(cell.source) for cell in nb.cells if cell.cell_type == "markdown")
    return next((match[1] for match in found if match), "")


def shown_cells(nb, title: str = "") -> list[dict]:
    """What the template shows of each cell; `anchor` is where an exercise begins, `reason` why its points are lost.

    title: the heading that the card at the top has already
    """
    cells, heading, answers, reasons = [], "", {}, {}
    texts, outputs, comments = Budget(), Budget(), Budget()
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            heading = _heading(cell.source) or heading
        marks = dict(cell.metadata.get("nbgrader", {}))
        graded, answer = is_grade(cell) or is_task(cell), is_solution(cell) or is_task(cell)
        comment = marks.get("comment") or ""
        name = heading or marks.get("grade_id", "")
        if answer:
            answers[name], reasons[name] = marks["grade_id"], marks.get("reason") or ""
        cells.append(
            {
                "kind": cell.cell_type,
                "id": marks.get("grade_id", ""),
                "graded": graded,
                "answer": answer,
                "name": name,
                "begins": _heading(cell.source) if cell.cell_type == "markdown" else "",
                "anchor": answers.get(name, marks.get("grade_id", "")),
                "marks": marks,
                "mark": _mark(marks) if graded else "",
                "reason": reasons.get(name, "") if graded else "",
                "source": Markup(_source(cell, texts, title)),
                "outputs": [Markup(one) for one in _outputs(cell, outputs, marks.get("by_hand", False))],
                "comment": Markup(markdown_page(comment, budget=comments)) if comment else "",
            }
        )
    return _each_comment_once(cells, nb)


def sections(cells: list[dict], title: str = "") -> list[dict]:
    """The cells by headings. Open are those that a student must see: with points lost, or with a person's word.

    title: the heading that the card at the top has already
    A link from the summary leads to the answer, where a section is folded to its line.
    """
    found = [{"title": "", "cells": []}]
    for cell in cells:
        if cell["begins"]:
            found.append({"title": "Introduction" if cell["begins"] == title else cell["begins"], "cells": []})
        found[-1]["cells"].append(cell)
    for number, section in enumerate(found):
        graded = [cell for cell in section["cells"] if cell["graded"]]
        hidden = any(cell["source"] for cell in section["cells"]) and not any(map(_must_be_seen, section["cells"]))
        section |= {"id": f"section-{number}", "graded": graded, "folded": bool(section["title"]) and hidden}
        for cell in graded if section["folded"] else []:
            cell["anchor"] = section["id"]
    return found


def _must_be_seen(cell: dict) -> bool:
    return bool(cell["comment"]) or (cell["graded"] and (cell["mark"] != "full" or bool(cell["marks"]["by_hand"])))


def _each_comment_once(cells: list[dict], nb) -> list[dict]:
    """The cells less the judge's comments that the verdict below says too, or that only say that all is right."""
    verdicts, full = {}, set()
    for shown, cell in zip(cells, nb.cells, strict=True):
        if shown["graded"]:
            verdicts[shown["name"]] = " ".join(" ".join(plain_of(cell.get("outputs"))).split())
            full |= {shown["name"]} if shown["mark"] == "full" else set()
    for shown in cells:
        said = " ".join((shown["marks"].get("reason") or "").split())
        below = shown["name"] in full or said in verdicts.get(shown["name"], "")
        if said and below and not shown["marks"].get("by_person"):
            shown["comment"] = ""
    return cells


def _heading(source: str) -> str:
    """The last heading in a text: of an exercise its number and name."""
    exercise = HEADING.search(source)
    if exercise:
        return f"{exercise[1]} {exercise[2]}"
    titles = TITLE.findall(source)
    return titles[-1].strip("# `") if titles else ""


def _mark(marks: dict) -> str:
    """How far a cell's points were reached, as a word for the page's style."""
    if marks["waits"]:
        return "waits"
    score, points = marks["score"] or 0, marks["points"] or 0
    return "full" if score >= points else "part" if score > 0 else "none"


def _source(cell, budget: Budget, title: str) -> Page:
    if cell.cell_type == "markdown":
        text = f"{cell.source}\n".removeprefix(f"# {title}\n").strip("\n")
        return markdown_page(text, cell.get("attachments"), budget) if text else Page()
    return _indented(code_page(cell.source, budget)) if cell.cell_type == "code" else as_typed(cell.source)


def _indented(page: Page) -> Page:
    """Coloured code with a box for each line: where it is wrapped, it goes on further in than it began."""
    found = COLOURED.fullmatch(page)
    if not found:
        return page
    lines = []
    for line in found[2].splitlines(keepends=True):
        text = re.sub("<[^>]*>", "", line)
        indent = min(len(text) - len(text.lstrip(" ")), MAX_INDENT)
        lines.append(f'<span class="line" style="--indent:{indent}ch">{line}</span>')
    return Page(found[1] + "".join(lines) + found[3])


def _outputs(cell, budget: Budget, by_hand: bool) -> list[str]:
    """A cell's outputs as harmless HTML, a verdict less the points. Where a person gave some, they are folded."""
    shown = [POINTS.sub("", one, 1) for one in output_pages(cell.get("outputs"), budget)]
    folded = "<details><summary>What the grader found by itself</summary>{}</details>"
    return [folded.format(one) for one in shown] if by_hand else shown
