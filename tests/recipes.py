"""Submissions as small recipes: tests/attacks/ (hostile ones) and tests/hospital/ (honest accidents), one a file.

A recipe begins with a docstring: a sentence on what it tries or what happened, then `key: value` lines on what must
come of it. Behind it stand cells in percent format, each with a name: an exercise (its answer), `first` or `last` (a
cell of the student's own), or `edit`: Python of ours that changes `notebook`, the filled notebook as a dict, or sets
`payload`, the bytes that are handed in.
"""
import ast
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Chapter, filled, load_chapter
from grader.sources import reference_sources

HERE = Path(__file__).parent
KEYS = {
    "chapter",  # "01" where nothing is said
    "exercise",  # whose verdict is looked at; corr2d
    "others",  # "right": all exercises without a cell here are answered rightly; else they are stubs
    "score",  # of the whole notebook, or "full"
    "outcome", "says",  # the verdict on the exercise, and words of its message
    "refused",  # words of the sentence with which the notebook is refused
    "uses",  # files of tools/ beside it, each a first cell of its own
    "unwalled",  # the score without a wall, which proves an attack to be one
    "file",  # the name under which it is handed in
}  # fmt: skip
CELL = re.compile(r"^# %% (\w+)\n", re.MULTILINE)


@dataclass
class Recipe:
    """One submission, and what must come of it."""

    name: str  # group/file
    tries: str
    wanted: dict[str, str]
    cells: list[tuple[str, str]] = field(default_factory=list)  # name, text

    @property
    def chapter(self) -> Chapter:
        return load_chapter(self.wanted.get("chapter", "01"))

    @property
    def exercise(self) -> str:
        return self.wanted.get("exercise", "corr2d")

    @property
    def score(self) -> float:
        return self.chapter.points if self.wanted["score"] == "full" else float(self.wanted["score"])


def recipes(folder: str) -> list[Recipe]:
    return [read_recipe(path) for path in sorted((HERE / folder).glob("*/*.py")) if path.parent.name != "tools"]


def read_recipe(path: Path) -> Recipe:
    """A recipe from its file; ValueError where it does not say what must come of it."""
    head, *parts = CELL.split(path.read_text(encoding="utf-8"))
    first, *lines = [line for line in ast.get_docstring(ast.parse(head)).splitlines() if line]
    said = dict(line.split(": ", 1) for line in lines)
    if not set(said) <= KEYS or not {"score", "refused"} & set(said) or not first.endswith("."):
        raise ValueError(f"{path}: a sentence, then `key: value` of {', '.join(sorted(KEYS))}")
    cells = [(name, text.strip("\n") + "\n") for name, text in zip(parts[::2], parts[1::2], strict=True)]
    return Recipe(f"{path.parent.name}/{path.stem}", first, said, cells)


def handed_in(recipe: Recipe, folder: str = "attacks", places: dict[str, str] | None = None) -> bytes:
    """The file that a recipe makes. places: names of paths that its cells may use as PLACES"""
    chapter, names = recipe.chapter, {one.name for one in recipe.chapter.exercises}
    answers = {name: text for name, text in recipe.cells if name in names}
    right = reference_sources(chapter.name) if recipe.wanted.get("others") == "right" else {}
    notebook = filled(chapter, right | answers)
    tools = [(HERE / folder / "tools" / f"{name}.py").read_text() for name in recipe.wanted.get("uses", "").split()]
    if places:
        tools.append(f"PLACES = {places!r}\n")
    first = [text for name, text in recipe.cells if name == "first"]
    last = [text for name, text in recipe.cells if name == "last"]
    notebook["cells"] = [*map(own_cell, [*tools, *first]), *notebook["cells"], *map(own_cell, last)]
    scope = {"notebook": notebook, "payload": b"", "chapter": chapter}
    for name, text in recipe.cells:
        if name == "edit":
            exec(compile(text, recipe.name, "exec"), scope)
        elif name not in {"first", "last"} | names:
            raise ValueError(f"{recipe.name}: no cell has the name {name}")
    return scope["payload"] or json.dumps(scope["notebook"]).encode()


def own_cell(source: str) -> dict:
    return {"cell_type": "code", "execution_count": None, "id": "mine", "metadata": {}, "outputs": [], "source": source}
