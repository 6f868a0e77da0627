"""A chapter as a page of the book: the executed notebook, what is folded into it, and the way to try it."""
import re
from pathlib import Path

from book.figures import as_files
from book.folded import answers_of
from grader.course import grade_id, is_solution, is_test

TRY = """```{{raw}} html
<p class="try"><a class="try-it" href="../lite/lab/index.html?path={name}/{name}.ipynb">Try it here</a>
<span>Write and check this chapter's code in the browser. Nothing to install.</span></p>
```"""
GIVEN = "given"  # the id of the cell with what earlier chapters have written


def page_of(chapter: str, notebook: dict, static: Path) -> dict:
    """The executed notebook of a chapter as Sphinx is to read it. static: where its figures go."""
    cells, section = [], ""
    for number, cell in enumerate(notebook["cells"]):
        cell = {**cell, "metadata": {"tags": tags_of(cell)}}
        if cell["cell_type"] == "code":
            as_files(cell, static, section)
        elif re.search(r"^### Exercise ", cell["source"], re.MULTILINE):
            label = f"({exercise_below(notebook['cells'], number)})=\n"
            cell["source"] = re.sub(r"^(?=### Exercise )", label, cell["source"], count=1, flags=re.MULTILINE)
        if cell["cell_type"] == "markdown":
            section = [section, *re.findall(r"^#+ (.+)$", cell["source"], re.MULTILINE)][-1].replace("`", "")
        if number == 0:
            title, _, rest = cell["source"].partition("\n")
            cell["source"] = f"{title}\n\n{TRY.format(name=chapter)}\n{rest}"
        cells.append(cell)
        if is_test(notebook["cells"][number]):
            exercise = grade_id(notebook["cells"][number]).removeprefix("test_")
            cells.append(text(f"answers-{exercise}", raw_html(answers_of(chapter, exercise))))
    return {**notebook, "cells": cells}


def exercise_below(cells: list[dict], number: int) -> str:
    """The name of the next exercise that is to be written; a figure may stand between its heading and its stub."""
    return next(grade_id(cell) for cell in cells[number:] if is_solution(cell))


def tags_of(cell: dict) -> list[str]:
    """How the page shows a cell: folded where the notebook folds it, too."""
    tags = list(cell["metadata"].get("tags", []))
    hidden = cell["metadata"].get("jupyter", {}).get("source_hidden", grade_id(cell) == GIVEN)
    if hidden and cell["cell_type"] == "code":
        tags.append("hide-input")
    return [*tags, "exercise"] if is_solution(cell) else tags


def text(name: str, source: str) -> dict:
    return {"cell_type": "markdown", "id": f"book-{name}"[:64], "metadata": {}, "source": source}


def raw_html(content: str) -> str:
    return f"``````{{raw}} html\n{content}\n``````"
