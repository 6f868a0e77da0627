"""A card: what an exercise is judged by, as data only (arrays, numbers and sentences; no code)."""
import ast
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

KINDS = "biufc"  # dtype kinds that may stand in a card or cross the sandbox's boundary


@dataclass
class Part:
    """A share of an exercise's points: all of them when every case is right, else none."""

    name: str
    points: float
    cases: list[int]  # positions in Card.cases
    outputs: list[str] | None = None  # which arrays of the probe it looks at; None means all


@dataclass
class Case:
    """One set of inputs for a probe, what is right for it, and what each misconception gives."""

    probe: str
    inputs: dict  # name -> array or plain number, text, list
    expected: list[dict[str, np.ndarray]]  # each entry is acceptable; the reference's comes first
    wrong: dict[str, dict[str, np.ndarray] | str] = field(default_factory=dict)  # text: the error that it raises
    returned: dict[str, int] = field(default_factory=dict)  # bytes of the arrays that the reference's run returned


@dataclass
class Card:
    """One exercise: its parts, cases and the sentences for its misconceptions."""

    exercise: str
    parts: list[Part]
    cases: list[Case]
    messages: dict[str, str]
    needs: list[str] = field(default_factory=list)
    rtol: float = 1e-7
    atol: float = 1e-9

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)


def save(chapter: str, cards: list[Card], path: Path, drawn: Iterable[str] = ()) -> None:
    """Write the cards of a chapter to an .npz: one JSON index, and one .npy member per array.

    drawn: names that only the notebook's demonstrations give; they do not exist when it is graded
    """
    arrays: dict[str, np.ndarray] = {}
    known: dict[tuple, int] = {}

    def store(value):
        if isinstance(value, np.ndarray):
            key = (value.dtype.str, value.shape, value.tobytes())
            if key not in known:
                known[key] = len(known)
                arrays[str(known[key])] = value
            return {"array": known[key]}
        if isinstance(value, dict):
            return {"dict": [[name, store(one)] for name, one in value.items()]}
        return {"literal": repr(value)}  # JSON would make lists of tuples

    def store_all(named):
        return named if isinstance(named, str) else {name: store(value) for name, value in named.items()}

    index = []
    for card in cards:
        cases = [
            {
                "probe": case.probe,
                "inputs": store_all(case.inputs),
                "expected": [store_all(one) for one in case.expected],
                "wrong": {name: store_all(one) for name, one in case.wrong.items()},
            }
            for case in card.cases
        ]
        index.append({**vars(card), "parts": [vars(part) for part in card.parts], "cases": cases})
    text = json.dumps({"chapter": chapter, "cards": index, "drawn": sorted(drawn)}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date, so that the same cards are the same bytes.
        for name, payload in [("index.json", text)] + [(f"{k}.npy", _npy(a)) for k, a in arrays.items()]:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), payload, zipfile.ZIP_DEFLATED)


def load(path: Path) -> tuple[str, dict[str, Card], set[str]]:
    """Read what `save` wrote: the chapter, {exercise: card} and the names. OSError or ValueError for other files."""
    try:
        with zipfile.ZipFile(path) as archive:
            index = json.loads(archive.read("index.json"))
            stored = {
                name[:-4]: native(np.lib.format.read_array(io.BytesIO(archive.read(name)), allow_pickle=False))
                for name in archive.namelist()
                if name.endswith(".npy")
            }
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(f"{path} is damaged ({error}); unzip the chapter's bundle again") from error

    def fetch(value):
        if "dict" in value:
            return {name: fetch(one) for name, one in value["dict"]}
        return stored[str(value["array"])] if "array" in value else ast.literal_eval(value["literal"])

    def fetch_all(named):
        return named if isinstance(named, str) else {name: fetch(value) for name, value in named.items()}

    cards = {}
    for entry in index["cards"]:
        cases = [
            Case(
                case["probe"],
                fetch_all(case["inputs"]),
                [fetch_all(one) for one in case["expected"]],
                {name: fetch_all(one) for name, one in case["wrong"].items()},
            )
            for case in entry["cases"]
        ]
        cards[entry["exercise"]] = Card(
            **{**entry, "parts": [Part(**part) for part in entry["parts"]], "cases": cases}
        )
    return index["chapter"], cards, set(index["drawn"])


def native(array: np.ndarray, default=np.intp) -> np.ndarray:
    """Integers as this machine makes them: 32 bits each in a browser, where NumPy takes no longer ones as counts."""
    if array.dtype != np.int64 or np.dtype(default) == np.int64:
        return array
    short = array.astype(default)
    return short if np.array_equal(short, array) else array


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=False)
    return buffer.getvalue()
