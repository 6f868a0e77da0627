"""What the examiner's room needs of a chapter: as the desk sends it, and as the examiner has it."""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convlab.card import Card, unpacked
from grader.course import Chapter, made_chapter, notebook_path
from grader.rebuild import rebuild
from grader.sources import checks_of


@dataclass
class Material:
    """What the exams of a chapter need: the chapter, the hidden cards, and those that students have."""

    chapter: Chapter
    hidden: dict[str, Card]
    public: dict[str, Card]


def packed_material(chapter: Chapter, hidden: bytes, public: bytes) -> dict:
    """What the desk sends of a chapter: its notebook, and cards as convlab.card packs them."""
    copy = str(chapter.path) if chapter.path != notebook_path(chapter.name) else ""
    cards = {"hidden": np.frombuffer(hidden, np.uint8), "public": np.frombuffer(public, np.uint8)}
    return {"chapter": chapter.name, "copy": copy, "notebook": chapter.notebook, **cards}


def read_material(said: dict) -> Material:
    """The same in the examiner's room."""
    name = said["chapter"]
    checks_of(name)  # loaded here, once for all submissions
    chapter = made_chapter(name, Path(said["copy"] or notebook_path(name)), said["notebook"])
    asked = {exercise.name for exercise in chapter.exercises}  # a course may leave some out
    hidden, public = ({one: card for one, card in unpacked(said[which].tobytes())[1].items() if one in asked}
                      for which in ("hidden", "public"))  # fmt: skip
    for card in [*hidden.values(), *public.values()]:
        prepare(card)
    rebuild(chapter, chapter.notebook)  # its cells are parsed now, for all submissions that hold the same
    return Material(chapter, hidden, public)


def prepare(card: Card) -> None:
    """Compute here, once for all submissions, what each would ask of a card."""
    _ = card.asked, [case.magnitude for case in card.cases]
