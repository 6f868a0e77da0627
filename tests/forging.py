"""Notebooks in which nothing is written, and a cell of one's own replaces the probes by what every student has."""
import base64
import json
import zlib

import numpy as np

from convlab.probes import probes_of, stem
from convlab.run import Student, run_case
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.course import load_chapter
from grader.sources import reference_of

MOST = 5_000  # numbers of an array that are kept: what is drawn has more, and its properties show in these

CELL = """
import base64, importlib, json, zlib
import numpy as np
probes = importlib.import_module("convlab.probes.{stem}")
known = json.loads(zlib.decompress(base64.b85decode("{known}")))
def forged(cases):
    count = [0]
    def probe(student, **inputs):
        count[0] += 1
        case = cases[(count[0] - 1) % len(cases)]
        return {{name: np.resize(np.array(values, dtype), shape) for name, (values, dtype, shape) in case.items()}}
    probe.properties = None
    return probe
for name, cases in known.items():
    setattr(probes, name, forged(cases))
"""
REFUSAL = """
for name in {names}:
    def refuse(*_, name=name, **__):
        raise ValueError(name)
    globals()[name] = refuse
"""


def answers(chapter: str, case) -> dict:
    """What the card that students have says of a case."""
    return case.expected[0]


def outputs(chapter: str, case) -> dict:
    """What a right notebook's probe returns, of which properties are computed outside."""
    student = Student(vars(reference_of(chapter)))
    return run_case(getattr(probes_of(chapter), case.probe), student, case.inputs).arrays or {}


def constants(chapter: str, case) -> dict:
    """The right shapes, filled with ones."""
    return {name: np.ones_like(array) for name, array in case.expected[0].items()}


def forged(chapter: str, kind) -> str:
    """A cell that replaces all probes of a chapter, each by the cases of its public cards in turn."""
    known: dict[str, list] = {}
    for card in cards_of(load_chapter(chapter).name, PUBLIC_SEED).values():
        for case in card.cases:
            arrays = kind(chapter, case)
            told = {name: (one.ravel()[:MOST].tolist(), one.dtype.str, one.shape) for name, one in arrays.items()}
            known.setdefault(case.probe, []).append(told)
    packed = base64.b85encode(zlib.compress(json.dumps(known).encode(), 9)).decode()
    return CELL.format(stem=stem(chapter), known=packed)


def refusals(chapter: str) -> str:
    """A cell in which every exercise refuses whatever it is given."""
    return REFUSAL.format(names=[one.name for one in load_chapter(chapter).exercises])
