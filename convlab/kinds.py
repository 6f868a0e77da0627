"""Names for what is wrong with an answer that is no matter of its numbers."""
import re

import numpy as np

from .compare import CHANGES, KIND_NAMES, Fault
from .run import Outcome

MISSING = re.compile(r"TypeError: ([\w.]+)\(\) missing \d+ required [\w-]+ arguments?: (.*?)(?: \(|$)")
VALUES = re.compile(r"TypeError: expected \d+ values, .*, but your code returns ")


def kind(fault: Fault, outcome: Outcome) -> tuple[str, str]:
    """A name and a sentence; ("", "") where the numbers are what is wrong."""
    if fault.sentence.startswith(CHANGES):
        return "an input changed in place", fault.sentence
    missing = MISSING.match(outcome.message) if outcome.failure == "raised" else None
    if missing:
        said = f"{missing[1]} is called without {missing[2]} here. The first line of the stub names all arguments, and"
        return "an argument without its default", f"{said} what each is where a call leaves it out: write it as it was."
    if outcome.failure == "raised" and VALUES.match(outcome.message):
        return "another number of values returned", fault.sentence
    if fault.got is None or fault.expected is None or fault.got.shape != fault.expected.shape:
        return "", ""
    pair = [KIND_NAMES.get(one.dtype.kind, "") for one in (fault.got, fault.expected)]
    if pair[0] != pair[1] and np.array_equal(fault.got, fault.expected):
        return f"{pair[0]} in place of {pair[1]}", f"{fault.sentence} The numbers are right, their type is not."
    return "", ""
