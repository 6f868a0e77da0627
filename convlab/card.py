"""A card: what an exercise is judged by, as data only (arrays, numbers and sentences; no code)."""
import ast
import functools
import io
import json
import math
import pickle
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

ALIGNED = 16  # bytes: where an array begins among the numbers
KINDS = "biufc"  # dtype kinds that may stand in a card or cross the sandbox's boundary


@dataclass
class Part:
    """A share of an exercise's points: all of them when every case is right, else none. A changed input costs one."""

    name: str
    points: float
    cases: list[int]  # positions in Card.cases
    outputs: list[str] | None = None  # which arrays of the probe it looks at; None means all
    proof: bool = False  # of hidden cards: what is right for the cards that students have is not right here


@dataclass
class Case:
    """One set of inputs for a probe, what is right for it, and what each mistake gives."""

    probe: str
    inputs: dict  # name -> array or plain number, text, list
    expected: list[dict[str, np.ndarray]]  # each entry is acceptable; the reference's comes first
    wrong: dict[str, dict[str, np.ndarray] | str] = field(default_factory=dict)  # text: the error that it raises
    returned: dict[str, int] = field(default_factory=dict)  # bytes of the arrays that the reference's run returned

    @functools.cached_property
    def magnitude(self) -> float:
        """The largest number in the arrays among its inputs."""
        return largest(self.inputs)


@dataclass
class Card:
    """One exercise: its parts, cases and the sentences for its mistakes."""

    exercise: str
    parts: list[Part]
    cases: list[Case]
    messages: dict[str, str]
    twins: list[str] = field(default_factory=list)  # exercises that are not lent to it
    rtol: float = 1e-7
    atol: float = 1e-9
    exact: bool = False  # whether seven digits are enough of float32 only, not of any numbers

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @functools.cached_property
    def asked(self) -> np.ndarray:
        """Its cases as a process that is asked for them gets them: bytes, of [{"probe": …, "inputs": …}] pickled."""
        cases = [{"probe": case.probe, "inputs": case.inputs} for case in self.cases]
        return np.frombuffer(pickle.dumps(cases), np.uint8)


def largest(value) -> float:
    """The largest finite size of the floats in an array, or in the arrays of a nested value; 0 when there are none."""
    if isinstance(value, dict):
        return max(map(largest, value.values()), default=0.0)
    if isinstance(value, list | tuple):
        return max(map(largest, value), default=0.0)
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return 0.0
    found = float(np.abs(value).max(initial=0.0))  # nan or inf where there is one
    return found if math.isfinite(found) else float(np.max(np.abs(value), where=np.isfinite(value), initial=0.0))


def save(chapter: str, cards: list[Card], path: Path, drawn: Iterable[str] = ()) -> None:
    """Write the cards of a chapter to an .npz.

    drawn: names that only the notebook's demonstrations give; they do not exist when it is graded
    """
    path.write_bytes(packed(chapter, cards, drawn))


def load(path: Path) -> tuple[str, dict[str, Card], set[str]]:
    """Read what `save` wrote: the chapter, {exercise: card} and the names. OSError or ValueError for other files."""
    try:
        return unpacked(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}); unzip the chapter's bundle again") from error


def packed(chapter: str, cards: list[Card], drawn: Iterable[str] = ()) -> bytes:
    """The bytes of an .npz: a JSON index, and one array of bytes that holds the numbers of all arrays."""
    numbers = bytearray()
    arrays: dict[tuple, list] = {}  # (type, shape, bytes) -> what stands in the index for it

    def store(value):
        if isinstance(value, np.ndarray):
            key = (value.dtype.str, value.shape, value.tobytes())
            if key not in arrays:
                numbers.extend(bytes(-len(numbers) % ALIGNED))
                arrays[key] = [value.dtype.str, list(value.shape), len(numbers)]
                numbers.extend(key[2])
            return {"array": arrays[key]}
        if isinstance(value, dict):
            return {"dict": [[name, store(one)] for name, one in value.items()]}
        return {"literal": repr(value)}  # JSON would make lists of tuples

    def store_all(named):
        return named if isinstance(named, str) else {name: store(value) for name, value in named.items()}

    def store_case(case: Case) -> dict:
        return {
            "probe": case.probe,
            "inputs": store_all(case.inputs),
            "expected": [store_all(one) for one in case.expected],
            "wrong": {name: store_all(one) for name, one in case.wrong.items()},
            "returned": case.returned,
        }

    index = [
        {one.name: getattr(card, one.name) for one in fields(card)}
        | {"parts": [vars(part) for part in card.parts], "cases": [store_case(case) for case in card.cases]}
        for card in cards
    ]
    text = json.dumps({"chapter": chapter, "cards": index, "drawn": sorted(drawn)}).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed date, so that the same cards are the same bytes.
        for name, payload in [("index.json", text), ("numbers.npy", _npy(np.frombuffer(bytes(numbers), np.uint8)))]:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), payload, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(payload: bytes) -> tuple[str, dict[str, Card], set[str]]:
    """What `packed` got: the chapter, {exercise: card} and the names. ValueError for other bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            index = json.loads(archive.read("index.json"))
            numbers = np.lib.format.read_array(io.BytesIO(archive.read("numbers.npy")), allow_pickle=False)
        cards = {entry["exercise"]: _card(entry, numbers) for entry in index["cards"]}
        return index["chapter"], cards, set(index["drawn"])
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError) as error:
        raise ValueError(f"no cards: {error}") from error


def _card(entry: dict, numbers: np.ndarray) -> Card:
    def fetch(value):
        if "dict" in value:
            return {name: fetch(one) for name, one in value["dict"]}
        if "array" not in value:
            return ast.literal_eval(value["literal"])
        kind, shape, start = value["array"]
        dtype = np.dtype(kind)
        return native(numbers[start:start + dtype.itemsize * math.prod(shape)].view(dtype).reshape(shape))

    def fetch_all(named):
        return named if isinstance(named, str) else {name: fetch(value) for name, value in named.items()}

    def fetch_case(case: dict) -> Case:
        expected = [fetch_all(one) for one in case["expected"]]
        wrong = {name: fetch_all(one) for name, one in case["wrong"].items()}
        return Case(case["probe"], fetch_all(case["inputs"]), expected, wrong, case["returned"])

    parts = [Part(**part) for part in entry["parts"]]
    return Card(**{**entry, "parts": parts, "cases": [fetch_case(case) for case in entry["cases"]]})


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
