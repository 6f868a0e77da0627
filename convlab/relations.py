"""What can be said without a name: how what came relates to what is right.

Knows no exercise. Silent where a relation would hold by chance: of a single number, or of arrays that look the same
either way.
"""
import numpy as np

from .card import Case
from .compare import Fault
from .related_numbers import (
    by_places,
    close,
    combined,
    function,
    lacking,
    nothing,
    one_sided,
    other,
    scaled,
    shifted,
    unfinished,
)
from .related_shapes import bordered, cut, moved, placed, rearranged, repeated, reshaped, sided, summed

LARGEST, AXES = 20_000, 8  # entries and axes up to which it is worth the time
RESHAPED = "right numbers in another shape"
LONGER = "a side too long or too short"


def relation(failing: list[tuple[Case, Fault]]) -> tuple[str, str]:
    """A name, and one sentence that holds in all of these cases; ("", "") when none does.

    A case whose numbers are nearly right says nothing of the others.
    """
    seen = []
    for case, fault in failing:
        if fault.got is None or fault.expected is None or not 0 < max(fault.got.size, fault.expected.size) <= LARGEST:
            return "", ""
        if fault.got.ndim > AXES or fault.got.dtype.kind not in "biuf" or fault.expected.dtype.kind not in "biuf":
            return "", ""
        if not close(fault.got * 1.0, fault.expected * 1.0):
            seen.append((fault.got * 1.0, fault.expected * 1.0, case))
    if not seen or len({fault.output for _, fault in failing}) != 1:
        return "", ""
    name, few = failing[0][1].output, not is_evidence([right for _, right, _ in seen])
    with np.errstate(all="ignore"):
        found = _first(name, seen, [RESHAPED] if few else list(RELATIONS))
        if found[0] in ("", LONGER) and not few and all(got.size == right.size for got, right, _ in seen):
            laid = [(got.reshape(right.shape), right, case) for got, right, case in seen]
            what, said = _first(name, laid, OF_NUMBERS)
            found = (what, f"Besides its shape: {said}") if what else found
    return found


def _first(name: str, seen: list[tuple], wanted: list[str]) -> tuple[str, str]:
    """The first of these relations that holds in all cases, in the same words."""
    whole = all((right == np.round(right)).all() for _, right, _ in seen)
    for what in wanted:
        if len(seen) < CASES.get(what, 1 + (whole and what in OF_NUMBERS)):
            continue
        said = RELATIONS[what](name, *seen[0])
        for case in seen[1:]:
            its = RELATIONS[what](name, *case) if said else []
            said = [one for one in said if one in its]
        if said:
            return what, said[0]
    return "", ""


def is_evidence(expected: list[np.ndarray], enough: int = 3) -> bool:
    """Whether there are enough numbers for a relation to be no chance: three, or two with fractions or of three
    digits, which count twice. Of single numbers of several cases two must differ.
    """
    numbers = np.concatenate([one.ravel() for one in expected] or [np.zeros(0)])
    weight = numbers.size + np.count_nonzero((numbers != np.round(numbers)) | (np.abs(numbers) >= 100))
    varied = max(map(np.size, expected), default=0) > 1 or len(np.unique(numbers.round(6))) > 1
    return bool(weight >= enough and numbers.size > 1 and varied)


RELATIONS = {
    "all 0": nothing, "times a number": scaled, "off by a number": shifted, "an input too much or too few": lacking,
    "reversed or transposed": rearranged, RESHAPED: reshaped, "right numbers in other places": moved, "cut off": cut,
    "more around it": bordered, "sums left out or too many": summed, "a function of what is right": function,
    "another array": other, "two inputs put together otherwise": combined, "entries never set": unfinished,
    "the same everywhere": repeated, "right up to a factor": by_places, "wrong in some places": placed, LONGER: sided,
    "too large or too small": one_sided,
}  # fmt: skip
CASES = {LONGER: 2, "too large or too small": 3}  # that it takes, where one would be no news
# Of numbers alone; in one case of whole numbers they may hold by chance.
OF_NUMBERS = ["times a number", "off by a number", "an input too much or too few", "a function of what is right"]
