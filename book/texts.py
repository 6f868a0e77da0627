"""What Sphinx reads: the pages of docs/, what they include, and the chapters."""
import json
import re
import shutil
from pathlib import Path

from book.pages import page_of
from book.places import ROOT, TEXTS
from grader.course import load_chapter

INCLUDED = ["README.md", "CONTRIBUTING.md"]  # in part or whole, by pages of docs/


def lay_out(notebooks: dict[str, dict]) -> None:
    """Write build/book/docs anew. notebooks: the executed chapters."""
    shutil.rmtree(TEXTS, ignore_errors=True)
    shutil.copytree(ROOT / "docs", TEXTS)
    for name in INCLUDED:
        shutil.copyfile(ROOT / name, TEXTS.parent / name)
    (TEXTS / "chapters").mkdir()
    for name, notebook in notebooks.items():
        page = page_of(name, notebook, TEXTS / "_static")
        (TEXTS / "chapters" / f"{name}.ipynb").write_text(json.dumps(page), encoding="utf-8")
    link_exercises(TEXTS / "curriculum.md")
    (TEXTS / "chapters" / "list.md").write_text(chapter_list(list(notebooks)), encoding="utf-8")


def link_exercises(curriculum: Path) -> None:
    """In the table of chapters each name becomes a link to its place in the book."""
    lines = curriculum.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        if re.match(r"\| `\d\d_", line):
            lines[number] = re.sub(r"`(\d\d_\w+)`", r"[`\1`](chapters/\1.ipynb)", line)
            lines[number] = re.sub(r"`([a-zA-Z]\w*)`", r"[`\1`](#\1)", lines[number])
    curriculum.write_text("\n".join(lines), encoding="utf-8")


def chapter_list(names: list[str]) -> str:
    """What the first page includes: a card for each chapter, with what it holds."""
    lines = ['<ul class="chapters">']
    for chapter in map(load_chapter, names):
        number, hours = int(chapter.name[:2]), round(chapter.minutes / 60 * 2) / 2
        told = f"{len(chapter.exercises)} exercises · about {hours:g} {'hour' if hours == 1 else 'hours'}"
        link = f'<a href="chapters/{chapter.name}.html">{number}. {chapter.title}</a>'
        lines.append(f"<li>{link}<span>{told}</span></li>")
    return "\n".join([*lines, "</ul>", ""])
