"""Run by test_pythons.py on another Python: every reference through the notebook's test cells and through the judge.

It is given a file of cards, which the Python that tests has made, as one does whose bundle goes to students of another.
Prints what is not right, as JSON: [chapter, what, why]. It needs no pytest, only what a student has.
"""
import contextlib
import io
import json
import os
import pickle
import sys
import tempfile
from pathlib import Path

from convlab import card as cards
from grader import judge
from grader.course import filled, is_demo, is_test, load_chapter
from grader.sources import reference_sources


def main() -> None:
    made = pickle.loads(Path(sys.argv[1]).read_bytes())
    own, first = judge.packed_cards, next(iter(made))  # the first chapter's it makes itself, as who teaches there does
    judge.packed_cards = lambda name, seed: own(name, seed) if name == first else cards.packed(name, made[name])
    wrong = []
    with judge.Judge("any seed") as grader:
        for name in made:
            chapter = load_chapter(name)
            notebook = filled(chapter, reference_sources(name))
            wrong += at_home(name, notebook, made[name])
            verdicts = grader.grade(chapter, notebook).verdicts
            wrong += [[name, one.exercise, one.message] for one in verdicts if one.outcome != "right"]
    print(json.dumps(wrong))


def at_home(chapter: str, notebook: dict, made: list[cards.Card]) -> list[list[str]]:
    """What the notebook's cells say where the chapter's cards lie beside it."""
    names, wrong = {"__name__": "__main__"}, []
    with tempfile.TemporaryDirectory() as folder:
        cards.save(chapter, made, Path(folder, "cards.npz"))
        os.chdir(folder)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code" and not is_demo(cell):
                try:
                    with contextlib.redirect_stdout(io.StringIO()):
                        exec(compile(cell["source"], f"<ipython-input-{cell['id']}>", "exec"), names)
                except Exception as error:
                    wrong.append([chapter, cell["id"], f"{type(error).__name__}: {error}"])
        os.chdir("/")
    tested = sum(map(is_test, notebook["cells"]))
    return wrong if tested == len(made) else [*wrong, [chapter, "test cells", f"{tested} for {len(made)} exercises"]]


if __name__ == "__main__":
    main()
