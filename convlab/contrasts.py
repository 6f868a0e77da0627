"""What sets the failing cases of an exercise apart from those that are right. Knows no exercise."""
import re

import numpy as np

PARAMETER = re.compile(r"params\[|(W|b|gamma|beta)\d")  # how a network's learned arrays are called


def contrast(right: list[dict], failed: list[dict]) -> str:
    """"where pad is 0", of the inputs of cases that are right; "" unless it is so in all of them and in no other.

    right, failed: the inputs of the cases
    """
    if not right or not failed or len(right) + len(failed) < 4:
        return ""
    of_right, of_failed = [_features(one) for one in right], [_features(one) for one in failed]
    for (what, yes, no) in dict.fromkeys(key for one in [*of_right, *of_failed] for key in one):
        key = (what, yes, no)
        values = [one.get(key) for one in of_right], [one.get(key) for one in of_failed]
        if None in values[0] or None in values[1]:
            continue
        if all(values[0]) and not any(values[1]):
            return f"where {what} {yes}"
        if not any(values[0]) and all(values[1]):
            return f"where {what} {no}"
    return ""


def _features(inputs: dict) -> dict[tuple[str, str, str], bool]:
    """{(what, what it is, what it is not): whether it is}, the plain ones first."""
    found: dict[tuple[str, str, str], bool] = {}
    for name, value in flat(inputs):
        if isinstance(value, bool | str):
            continue
        if isinstance(value, int | float):
            found[name, "is 0", "is not 0"] = value == 0
            found[name, "is 1", "is not 1"] = value == 1
            found[name, "is above 1", "is at most 1"] = value > 1
        elif isinstance(value, np.ndarray) and value.size and value.dtype.kind in "iuf":
            found |= _of_array(name, value)
    return found


def flat(inputs: dict) -> list[tuple[str, object]]:
    """Names and values of a case's inputs, those in dictionaries and tuples too."""
    found = []
    for name, value in inputs.items():
        if name.startswith("_"):
            continue
        if isinstance(value, dict):
            found += [(f"{name}[{key!r}]", one) for key, one in value.items()]
        elif isinstance(value, tuple | list) and all(isinstance(one, int | float) for one in value):
            found += [(f"{name}[{key}]", one) for key, one in enumerate(value)]
        else:
            found.append((name, value))
    return found


def _of_array(name: str, value: np.ndarray) -> dict[tuple[str, str, str], bool]:
    found = {}
    # That a network has one filter or unit somewhere sets cases apart by chance.
    for axis, side in enumerate(() if PARAMETER.match(name) else value.shape):
        found[name, f"has one entry along axis {axis}", f"has more than one entry along axis {axis}"] = side == 1
    if value.ndim >= 2:
        found[name, "has as many rows as columns", "has not as many rows as columns"] = (
            value.shape[-1] == value.shape[-2]
        )
    found[name, "has no negative entry", "has negative entries"] = not (value < 0).any()
    found[name, "holds whole numbers alone", "holds fractions"] = bool((value == np.round(value)).all())
    found[name, "has no two equal entries", "has equal entries"] = np.unique(value).size == value.size
    return found
