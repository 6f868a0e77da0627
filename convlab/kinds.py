"""Names for what is wrong with an answer that is no matter of its numbers."""
import re

import numpy as np

from .claims import claim
from .compare import CHANGES, KIND_NAMES, TOO_COARSE, Fault
from .errors import UNPACKED, meaning_of
from .probes import OTHERWISE
from .run import PLACE, Outcome

MISSING = re.compile(r"TypeError: ([\w.]+)\(\) missing \d+ required [\w-]+ arguments?: (.*?)(?: \(|$)")
LACKING = re.compile(r".* has no '\w+': it (?:is empty|has .*?)(?: \(|$)")
# What is returned is of another form, and what that is called.
FORMS = [
    ("nothing returned", re.compile(r".*\(is a `return` missing\?\)")),
    ("another number of values returned", re.compile(r"Your code returns .*, expected \d+ values: ")),
    ("a list in place of an array", re.compile(r".* should be an array, but your code gives a list")),
    ("another form than is asked for", re.compile("")),
]


def symptom(fault: Fault, outcome: Outcome) -> tuple:
    """What cases have in common that may have one cause: an error of one kind in one line, or what is wrong with an
    array, be it its shape, the kind of its numbers, or these themselves.
    """
    if outcome.failure and _form(outcome):
        return _form(outcome), fault.sentence
    if outcome.failure:
        place = PLACE.search(outcome.message)
        return outcome.failure, outcome.message.partition(":")[0], place[1] if place else outcome.message
    if fault.sentence.startswith(CHANGES):
        return "changed", fault.output
    if fault.got is None or fault.expected is None:
        return "missing", fault.output
    if fault.got.shape != fault.expected.shape:
        return "shape", fault.output
    if not np.isfinite(fault.got * 1.0).all() and np.isfinite(fault.expected * 1.0).all():
        return "lost", fault.output
    if np.array_equal(fault.got, fault.expected):
        return "kind", fault.output, fault.got.dtype.kind
    return "coarse" if TOO_COARSE in fault.sentence else "values", fault.output


def kind(fault: Fault, outcome: Outcome) -> tuple[str, str]:
    """A name and a sentence; ("", "") where the numbers are what is wrong."""
    if fault.sentence.startswith(CHANGES):
        return "an input changed in place", fault.sentence
    if outcome.failure == "raised":
        return _of_error(fault, outcome)
    if TOO_COARSE in fault.sentence:
        return "too coarse", fault.sentence
    if fault.got is None or fault.expected is None or fault.got.shape != fault.expected.shape:
        return "", ""
    if fault.got.ndim == 0 and fault.got.dtype.kind == fault.expected.dtype.kind == "b":
        return claim(fault.output, bool(fault.got))[0], fault.sentence
    pair = [KIND_NAMES.get(one.dtype.kind, "") for one in (fault.got, fault.expected)]
    if pair[0] != pair[1] and np.array_equal(fault.got, fault.expected):
        return f"{pair[0]} in place of {pair[1]}", f"{fault.sentence} The numbers are right here, their type is not."
    lost = ~np.isfinite(fault.got) & np.isfinite(fault.expected)
    return ("nan or inf", f"{fault.sentence} {_origin(fault.got[lost])}") if lost.any() else ("", "")


def is_refusal(outcome: Outcome) -> bool:
    """Whether the student's own code raised what came, on purpose."""
    place = PLACE.search(outcome.message) if outcome.failure == "raised" else None
    return bool(place and re.match(r"(raise|assert)\b", place[2] or "") and ", called in " not in outcome.message)


def words(outcome: Outcome) -> str:
    """What Python said of an error in a line of the notebook, or of an object that is made there; "" of others."""
    place = PLACE.search(outcome.message) if outcome.stopped else None
    lacks = outcome.message if outcome.message.startswith("AttributeError: '") else ""
    return outcome.message[:place.start()].strip() if place else lacks


def _form(outcome: Outcome) -> str:
    """A name for what is wrong with the form of what was returned; "" where that is not what is wrong."""
    said = outcome.message
    if outcome.stopped or LACKING.match(said) or said.startswith(OTHERWISE):
        return ""
    return next(name for name, words in FORMS if words.match(said))


def _origin(lost: np.ndarray) -> str:
    """Where numbers that are not finite come from."""
    if np.isnan(lost).all():
        return "nan comes of 0 / 0, of inf - inf, of the root or logarithm of a negative number, and of None."
    return "inf comes of a division by 0, of the logarithm of 0, of np.inf, and of a number too large for its type."


def _of_error(fault: Fault, outcome: Outcome) -> tuple[str, str]:
    missing, place = MISSING.match(outcome.message), PLACE.search(outcome.message)
    if missing and place:
        return "an argument left out", f"Your code calls {missing[1]} without {missing[2]}: {outcome.message}."
    if missing:
        said = f"{missing[1]} is called without {missing[2]} here. The first line of the stub names all arguments, and"
        return "an argument without its default", f"{said} what each is where a call leaves it out: write it as it was."
    if _form(outcome):
        return _form(outcome), fault.sentence
    if LACKING.match(outcome.message):
        return "an entry that is missing", fault.sentence
    if outcome.message.startswith(OTHERWISE):
        return "another error than ValueError", fault.sentence
    if is_refusal(outcome):
        said = f"Your code refuses what it should accept: {outcome.message}."
        return "refused, though allowed", said
    name, means = meaning_of(words(outcome))
    if name == UNPACKED and place and not re.search(r"=|\bfor\b", place[2] or "="):
        return "", ""  # the line calls what takes it apart
    if name == UNPACKED and place and "cache" in (place[2] or ""):
        means += " What was put into the cache?"
    return name, f"{fault.sentence} {means}" if name else ""
