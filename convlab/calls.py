"""What a function of the notebook calls, and what to say of an exercise that calls one that is not right yet."""
import dis
import types
from collections.abc import Iterator

from .verdict import Verdict

LOAD, EXTENDED = dis.opmap["LOAD_GLOBAL"], dis.EXTENDED_ARG
NOT_WRITTEN, NOT_RIGHT = "not written yet", "not right yet"


def names_below(written, names: dict) -> set[str]:
    """The global names that a function or class mentions, itself or by way of the notebook's other functions."""
    waiting, seen = [written], set()
    while waiting:
        for found in global_names(waiting.pop()) - seen:
            seen.add(found)
            waiting.append(names.get(found))
    return seen


def global_names(written) -> set[str]:
    """The global names that a function's code, or that of a class's methods, reads; none for anything else."""
    methods = vars(written).values() if isinstance(written, type) else [written]
    waiting = [method.__code__ for method in methods if isinstance(method, types.FunctionType)]
    found = set()
    while waiting:
        code = waiting.pop()
        waiting += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
        found.update(loaded(code))
    return found


def loaded(code: types.CodeType) -> Iterator[str]:
    """The global names that a piece of code reads. dis.get_instructions tells them, too, in twenty times the time."""
    high, steps = 0, code.co_code
    for step, number in zip(steps[::2], steps[1::2], strict=True):
        number |= high
        high = number << 8 if step == EXTENDED else 0
        if step == LOAD:
            yield code.co_names[number >> 1]  # the last bit is another matter: documentation of dis, LOAD_GLOBAL


def clause(wrong: dict[str, str]) -> str:
    """'pool2d, which is not written yet, and corr2d, which is not right yet'.

    wrong: {exercise: NOT_WRITTEN or NOT_RIGHT}
    """
    return ", and ".join(f"{name}, which is {why}" for name, why in wrong.items())


def blame(verdict: Verdict, wrong: dict[str, str]) -> None:
    """Make the verdict on an exercise say which other ones are to be mended first; nothing when there are none.

    What is wrong there would be blamed on this one: the name of a mistake goes.
    """
    if not wrong:
        return
    verdict.misconception = None
    if NOT_WRITTEN in wrong.values():
        verdict.outcome = "crashed" if verdict.outcome == "not attempted" else verdict.outcome
        verdict.message = f"Your code calls {clause(wrong)}: write that first."
    else:
        yours, it = f"{' and '.join(wrong)} {'is' if len(wrong) == 1 else 'are'}", "it" if len(wrong) == 1 else "them"
        verdict.message = f"Your {yours} {NOT_RIGHT}, and this exercise calls {it}: mend that first."
