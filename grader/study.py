"""`grader study`: chapters to work on oneself, new editions of them, and how far one is."""
import functools
import hashlib
import json
import shutil
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from convlab import editions
from grader.bundle import complete
from grader.course import (
    SELF_SEED,
    Chapter,
    CourseError,
    chapter_names,
    load_chapter,
    notebook_path,
    read_notebook,
    write_file,
)
from grader.fingerprint import course_hash
from grader.rebuild import Rebuilt, rebuild
from grader.receipts import sources_hash
from grader.terminal import number_column, table

STATE = ".study.json"  # in the folder: hashes of the files that came with the course, and what was graded
BACKUPS = "backups"


@dataclass
class Copied:
    """What became of a folder for self-study."""

    added: int = 0
    renewed: int = 0  # files of the course, beside the notebooks
    taken: dict[str, editions.Taken] = field(default_factory=dict)  # chapters whose notebook is of a new edition now
    kept: list[Path] = field(default_factory=list)  # what was left alone, as it is no notebook any more
    backups: Path | None = None

    def as_text(self) -> str:
        lines = [f"{self.added} files written, {self.renewed} renewed."] if self.added or self.renewed else []
        lines += [f"{chapter}: {one.as_text()}" for chapter, one in self.taken.items()]
        lines += [f"kept {path}: it is no notebook. Move it away to get the chapter's." for path in self.kept]
        return "\n".join(lines + ([f"Copies of what was there before: {self.backups}"] if self.backups else []))


def first_edition(chapter: str) -> list[str]:
    """Hashes of a chapter's cells in the edition whose notebooks did not carry them yet."""
    return json.loads((Path(__file__).parent / "first_edition.json").read_text()).get(chapter, "").split()


def working_copy(folder: Path, advance) -> Copied:
    """All chapters in `folder`, of this edition, with all that a person wrote in an older one."""
    state, copied = read_state(folder), Copied()
    for number, name in enumerate(chapter_names()):
        advance(number, len(chapter_names()))
        with tempfile.TemporaryDirectory() as part:
            bundle = Path(part) / name
            bundle.mkdir()
            shutil.copyfile(notebook_path(name), bundle / f"{name}.ipynb")
            complete(bundle, load_chapter(name))
            for source in sorted(path for path in bundle.rglob("*") if path.is_file()):
                inside = source.relative_to(part)
                _bring(source, folder / inside, copied, state["files"].get(inside.as_posix()), folder / BACKUPS)
                state["files"][inside.as_posix()] = _hash(source)
    write_state(folder, state)
    return copied


def _bring(source: Path, target: Path, copied: Copied, before: str | None, backups: Path) -> None:
    """Put one file where it belongs. before: the hash of the one that the course put there last, if it did"""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)
        copied.added += 1
    elif target.suffix == ".ipynb":
        _bring_notebook(source, target, copied, backups)
    elif target.read_bytes() != source.read_bytes():
        if _hash(target) != before:  # changed by a person, or of a time when this was not noted
            _back_up(target, copied, backups)
        shutil.copyfile(source, target)
        copied.renewed += 1


def _bring_notebook(source: Path, target: Path, copied: Copied, backups: Path) -> None:
    new = editions.read(source)
    try:
        mine = editions.read(target)
    except (OSError, ValueError):
        copied.kept.append(target)
        return
    if editions.edition(mine) == editions.edition(new):
        return
    merged, taken = editions.take_in(mine, new, first_edition(target.stem))
    if merged["cells"] != mine["cells"]:
        _back_up(target, copied, backups)
        copied.taken[target.stem] = taken
    editions.write(target, merged)


def _back_up(target: Path, copied: Copied, backups: Path) -> None:
    folder = copied.backups or backups / time.strftime("%Y-%m-%d-%H%M%S")
    copied.backups = folder
    editions.backed_up(target, folder / target.parent.relative_to(backups.parent))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_state(folder: Path) -> dict:
    """What is known of a folder from the last time; damaged, it is begun anew."""
    state = {}
    with suppress(OSError, ValueError):
        state = json.loads((folder / STATE).read_text())
    state = state if isinstance(state, dict) else {}
    return {key: state[key] if isinstance(state.get(key), dict) else {} for key in ("files", "graded")}


def write_state(folder: Path, state: dict) -> None:
    write_file(folder / STATE, json.dumps(state, indent=1).encode())


# --- how far one is ---------------------------------------------------------------------------


def standing(folder: Path, isolation: str, advance) -> list[dict]:
    """How far a person is, a row for each chapter; what is new since the last time is graded.

    {"chapter", "title", "exercises": how many, "written", "right", "score", "max_score": points, "minutes": left,
     "next": the first exercise that is not right, or None, "error": why it could not be looked at, or ""}

    Where there is no wall, "right" and "score" are None and what is written counts as done.
    """
    state, rows = read_state(folder), []
    with ExitStack() as stack:
        judge = functools.cache(lambda: _judge(isolation, stack))
        for number, name in enumerate(chapter_names()):
            advance(number, len(chapter_names()))
            rows.append(_row(folder, load_chapter(name), state["graded"], judge))
    write_state(folder, state)
    return rows


def _judge(isolation: str, stack: ExitStack):
    """A judge that the stack closes; None where there is no wall, unless one is asked for by name."""
    from grader.judge import Judge  # loads NumPy; needed only where something new is to be graded
    from grader.sandbox import SandboxError  # the same

    try:
        return stack.enter_context(Judge(SELF_SEED, isolation))
    except SandboxError:
        if isolation != "auto":
            raise
        return None


def _row(folder: Path, chapter: Chapter, graded: dict, judge) -> dict:
    path = folder / chapter.name / f"{chapter.name}.ipynb"
    row = {"chapter": chapter.name, "title": chapter.title, "exercises": len(chapter.exercises), "written": 0,
           "right": 0, "score": 0.0, "max_score": chapter.points, "minutes": chapter.minutes, "error": ""}  # fmt: skip
    done: set[str] = set()
    try:
        notebook = read_notebook(path)
        rebuilt = rebuild(chapter, notebook, str(path))
        done = {one.name for one in chapter.exercises} - rebuilt.unchanged - rebuilt.missing
        row["written"] = len(done)
        found = _verdicts(chapter, notebook, rebuilt, graded, judge) if done else {}
        row |= {"right": None, "score": None} if found is None else _scored(found)
        done = done if found is None else {name for name, (outcome, _) in found.items() if outcome == "right"}
    except CourseError as error:
        row["error"] = str(error)
    left = [one for one in chapter.exercises if one.name not in done]
    return row | {"minutes": sum(one.minutes for one in left), "next": left[0].name if left else None}


def _verdicts(chapter: Chapter, notebook: dict, rebuilt: Rebuilt, graded: dict, judge) -> dict[str, list] | None:
    """{exercise: [outcome, score]}, from the last time where nothing has changed since; None where there is no wall."""
    key = [sources_hash(rebuilt.notebook), course_hash(chapter)]
    known = graded.get(chapter.name)
    if not isinstance(known, dict) or known.get("of") != key:
        if judge() is None:
            return None
        verdicts = judge().grade(chapter, notebook).verdicts
        known = {"of": key, "exercises": {one.exercise: [one.outcome, one.score] for one in verdicts}}
        if not any(one.outcome in ("grader fault", "timed out") for one in verdicts):  # these may pass
            graded[chapter.name] = known
    return known["exercises"]


def _scored(found: dict[str, list]) -> dict:
    right = sum(outcome == "right" for outcome, _ in found.values())
    return {"right": right, "score": sum(score for _, score in found.values())}


def standing_table(rows: list[dict]) -> list:
    """The same for a person: a table, and what comes next."""
    listed = table("chapter", *map(number_column, ("written", "right", "points", "minutes left")))
    for row in rows:
        points = "–" if row["score"] is None else f"{row['score']:g} of {row['max_score']:g}"
        right = "–" if row["right"] is None else str(row["right"])
        listed.add_row(row["chapter"], f"{row['written']} of {row['exercises']}", right, points, str(row["minutes"]))
    things = [listed, *(f"{row['chapter']}: {row['error']}" for row in rows if row["error"])]
    if any(row["right"] is None for row in rows):
        things.append("There is no wall here, so nothing was graded (`grader doctor` says why).")
    coming = next((row for row in rows if row["next"]), None)
    if coming is None:
        return [*things, "All exercises are done."]
    hours, minutes = divmod(sum(row["minutes"] for row in rows), 60)
    left = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return [*things, f"Next: `{coming['next']}` in {coming['chapter']}. About {left} of work are left."]
