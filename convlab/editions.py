"""A new edition of a chapter takes in what a person wrote in an older one.

    python -m convlab.editions ../old/01_convolution.ipynb       in the folder of the new edition's bundle

The cells of the course are the new edition's. What the person wrote stays: their solutions, cells of their own, and
what they wrote over a text of the course. A released notebook carries the hashes of its cells in its metadata, so that
an older text of the course is told from one that a person wrote.
"""
import ast
import difflib
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

KEY = "convlab"  # in a notebook's metadata
TODO = "raise NotImplementedError"


@dataclass
class Taken:
    """What became of an older notebook."""

    renewed: int = 0  # cells of the course that are new or read otherwise
    written: list[str] = field(default_factory=list)  # exercises whose solution was kept
    own: int = 0  # further cells of the person's that were kept
    conflicts: list[str] = field(default_factory=list)  # for the person to look at, each a sentence

    def as_text(self) -> str:
        kept = f"solutions kept: {len(self.written)}, cells of your own kept: {self.own}."
        return "\n  look at ".join([f"cells of the course renewed: {self.renewed}, {kept}", *self.conflicts])


def hashed(cell: dict) -> str:
    """Names a cell's text, whatever its white space."""
    text = cell["cell_type"] + "".join(_source(cell).split())
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]


def marked(notebook: dict) -> dict:
    """A notebook as it is given out: with the hashes of its cells."""
    hashes = {cell["id"]: hashed(cell) for cell in notebook["cells"]}
    return {**notebook, "metadata": {**notebook["metadata"], KEY: {"cells": hashes}}}


def edition(notebook: dict) -> dict[str, str]:
    """{id: hash} of the cells of the edition that a notebook is of; {} where it does not say so."""
    told = notebook["metadata"].get(KEY)
    cells = told.get("cells") if isinstance(told, dict) else None
    return {str(name): str(one) for name, one in cells.items()} if isinstance(cells, dict) else {}


def take_in(mine: dict, new: dict, known: Collection[str] = ()) -> tuple[dict, Taken]:
    """The new edition's notebook with what a person wrote in an older one.

    known: hashes of cells that the course gave out, beside those that the older notebook carries
    """
    old = {*known, *edition(mine).values()}
    given = {*old, *map(hashed, new["cells"])}
    places = _matched(mine["cells"], new["cells"])
    taken, cells = Taken(), [dict(cell) for cell in new["cells"]]
    behind: dict[int, list[dict]] = {}
    last = -1
    for number, cell in enumerate(mine["cells"]):
        place = places.get(number)
        last = last if place is None else place
        if place is not None and _solves(new["cells"][place]):
            cells[place], shown = _solution(cell, new["cells"][place], old, taken)
            behind.setdefault(place, []).extend(shown)
        elif hashed(cell) not in given and _source(cell).strip():
            behind.setdefault(last, []).append(_own(cell, taken))
        elif place is not None and hashed(cell) == hashed(new["cells"][place]):
            _with_outputs(cells[place], cell)
    before = set(map(hashed, mine["cells"]))
    taken.renewed = sum(hashed(cell) not in before and not _solves(cell) for cell in new["cells"])
    merged = behind.get(-1, []) + [one for n, cell in enumerate(cells) for one in (cell, *behind.get(n, []))]
    return marked(new) | {"cells": _with_single_ids(merged)}, taken


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _mark(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _solves(cell: dict) -> bool:
    return bool(_mark(cell)) and cell["metadata"]["nbgrader"].get("solution") is True


def _matched(mine: list[dict], new: list[dict]) -> dict[int, int]:
    """{place in the old notebook: place in the new one} of cells that are the same: by nbgrader's mark, id, or text."""
    found: dict[int, int] = {}
    for key in (_mark, lambda cell: cell.get("id"), hashed):
        free = {key(cell): place for place, cell in enumerate(new) if place not in found.values()}
        for number, cell in enumerate(mine):
            if number not in found and key(cell):
                place = free.pop(key(cell), None)
                if place is not None:
                    found[number] = place
    return found


# --- an exercise's cell -----------------------------------------------------------------------


def _solution(mine: dict, new: dict, old: set[str], taken: Taken) -> tuple[dict, list[dict]]:
    """The cell of an exercise, and cells that are to be shown below it.

    old: hashes of what the course gave out before
    """
    if hashed(mine) == hashed(new):
        return _with_outputs(dict(new), mine), []
    if hashed(mine) in old:
        taken.renewed += 1
        return dict(new), []
    name, text, stub = _mark(new), _source(mine), _source(new)
    taken.written.append(name)
    before = stub_of(text)
    if hashed(new) in old or _same_text(before, stub):
        return _with_outputs({**new, "source": text}, mine), []
    merged = merged_text(before, text, stub) if hashed({**new, "source": before}) in old else None
    if merged is not None:
        taken.renewed += 1
        return {**new, "source": merged}, []
    said = f"{name}: what it promises reads otherwise in this edition, and you changed its text. Yours was kept."
    taken.conflicts.append(said)
    note = f"**{said}** This edition's cell:\n\n```python\n{stub}\n```"
    shown = {"cell_type": "markdown", "id": f"edition-{new['id']}", "metadata": {}, "source": note}
    return _with_outputs({**new, "source": text}, mine), [shown]


def _same_text(one: str, other: str) -> bool:
    return one.split() == other.split()


def stub_of(text: str) -> str:
    """What stood in an exercise's cell before it was filled: bodies below a docstring are taken out."""
    lines = text.split("\n")
    try:
        top = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    functions = [one for node in top for one in (node.body if isinstance(node, ast.ClassDef) else [node])]
    for node in reversed(functions):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            end, indent = node.body[0].end_lineno, " " * node.body[0].col_offset
            lines[end:node.end_lineno] = [indent + TODO]
    return "\n".join(lines)


def merged_text(base: str, mine: str, new: str) -> str | None:
    """`mine` with what changed from `base` to `new`; None where both changed the same lines."""
    lines = base.split("\n")
    changes = []
    for other in (mine.split("\n"), new.split("\n")):
        matcher = difflib.SequenceMatcher(None, lines, other, autojunk=False)
        changes += [(a, b, other[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    changes.sort(key=lambda change: change[:2])
    for (start, end, _), (second, *_) in zip(changes, changes[1:]):
        if second < end or second == start:
            return None
    for start, end, text in reversed(changes):
        lines[start:end] = text
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return "\n".join(lines)


# --- other cells ------------------------------------------------------------------------------


def _own(cell: dict, taken: Taken) -> dict:
    """A cell of the person's, also what they wrote over the course's text; it is no cell of the course's any more."""
    taken.own += 1
    name = _mark(cell)
    if name and not name.startswith("test_"):
        taken.conflicts.append(f"{name}: it is no exercise of this edition. Your cell was kept as one of your own.")
    kept = {key: one for key, one in cell["metadata"].items() if key not in ("nbgrader", "deletable")}
    return {**cell, "metadata": kept}


def _with_outputs(cell: dict, mine: dict) -> dict:
    """The cell with what the older notebook showed below it."""
    if cell["cell_type"] == "code" and mine.get("cell_type") == "code":
        cell["outputs"], cell["execution_count"] = mine.get("outputs", []), mine.get("execution_count")
    return cell


def _with_single_ids(cells: list[dict]) -> list[dict]:
    seen: set[str] = set()
    for cell in cells:
        while not isinstance(cell.get("id"), str) or cell["id"] in seen:
            cell["id"] = hashlib.sha256(f"{len(seen)} {cell.get('id')}".encode()).hexdigest()[:8]
        seen.add(cell["id"])
    return cells


# --- files ------------------------------------------------------------------------------------


def read(path: Path) -> dict:
    """A notebook's JSON. ValueError that names the file otherwise."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        metadata, cells = notebook.get("metadata") or {}, [_plain(cell) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{path} is not a notebook") from None
    return {**notebook, "metadata": metadata, "cells": cells}


def _plain(cell: dict) -> dict:
    """A cell with the marks that are looked for; a hand that edited the file may have left others."""
    metadata = cell.get("metadata") or {}
    if not isinstance(metadata.get("nbgrader"), dict):
        metadata = {key: one for key, one in metadata.items() if key != "nbgrader"}
    return {"cell_type": "raw", **cell, "metadata": metadata}


def write(path: Path, notebook: dict) -> None:
    """Write a notebook wholly or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)


def backed_up(path: Path, folder: Path | None = None) -> Path:
    """Keep a copy of a file, named after the time. Returns it."""
    stem = re.sub(r"[^\w.-]", "_", path.stem)
    for number in range(1000):
        more = f"-{number}" if number else ""
        copy = (folder or path.parent) / f"{stem}.before-{time.strftime('%Y-%m-%d')}{more}{path.suffix}"
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            with open(copy, "xb") as file:
                file.write(path.read_bytes())
            return copy
        except FileExistsError:
            continue
    raise OSError(f"{path.parent} has a thousand copies of {path.name}; delete some")


def main(arguments: list[str]) -> int:
    """Take the notebook that is named into the one of the same name in this folder."""
    if len(arguments) != 1:
        print("Name the older notebook:  python -m convlab.editions ../old/01_convolution.ipynb")
        return 2
    old = Path(arguments[0])
    ours = Path(old.name)
    if not ours.exists() or old.resolve() == ours.resolve():
        print(f"There is no {ours} here. Run this in the folder of the new edition, and name the older notebook.")
        return 2
    try:
        mine, new = read(old), read(ours)
    except (OSError, ValueError) as error:
        print(f"{error}.")
        return 2
    merged, taken = take_in(mine, new)
    copy = backed_up(ours)
    write(ours, merged)
    print(f"{ours}: {taken.as_text()}\nThe notebook that was here is {copy}; {old} is as it was.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
