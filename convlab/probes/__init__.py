"""Probes: how each exercise is called and which arrays are looked at, a module per chapter."""
import importlib

import numpy as np

OTHERWISE = "This input should be refused with a ValueError, and is with "
SHOWN = 8  # keys of a dictionary that a message names


class Told(Exception):
    """An error of a probe, in words that say all: its own name is not shown (run.describe)."""


def probes_of(chapter: str):
    """The probes' module of a chapter, named as in notebooks/: '01_convolution'."""
    return importlib.import_module(f"convlab.probes.{stem(chapter)}")


def stem(chapter: str) -> str:
    """What a chapter's modules are called: 'convolution' for '01_convolution'."""
    return chapter.split("_", 1)[1]


def whole(number: int, default=np.intp):
    """`number` with room for a product of several: NumPy takes Python's int for 32 bits in a browser."""
    return number if np.dtype(default).itemsize == 8 else np.int64(number)


def named(result, *names: str) -> dict:
    """{name: value} for a function that returns several values; Told how many, for anything else."""
    # An array of several axes is one value: two pictures would pass for a pair.
    several = isinstance(result, tuple | list) or np.ndim(result) == 1
    if not several or len(result) != len(names):
        raise Told(f"Your code returns {told(result)}, expected {len(names)} values: {', '.join(names)}")
    return dict(zip(names, result, strict=True))


def told(result) -> str:
    """What a function has returned, in words."""
    if result is None:
        return "None (is a `return` missing?)"
    if isinstance(result, tuple | list):
        return f"a {type(result).__name__} of {len(result)}"
    return "one array" if isinstance(result, np.ndarray) else f"one {type(result).__name__}"


def judged_by(properties):
    """Mark a probe whose arrays can differ and all be right: who judges compares properties(arrays, **inputs) instead.

    properties: makes named arrays of those that the probe returned and the inputs of the case. It runs where it is
                judged, not where the student's code runs: that code can give other arrays, but not other properties
                of them. Told for arrays that have none, as their shapes do not fit.
    """

    def mark(probe):
        probe.properties = properties
        return probe

    return mark


def in_cache(cache, *names: str) -> dict:
    """{"name in cache": value}, and nothing for a cache of another length: it does not cost the output its points."""
    fits = isinstance(cache, tuple | list) and len(cache) == len(names)
    return {f"{name} in cache": value for name, value in zip(names, cache)} if fits else {}


def in_layer_cache(cache, *names: str, entries: tuple = ("stride", "pad")) -> dict:
    """What the cache of a convolutional layer holds: the named arrays, then a dict with the entries.

    What is no number is missing, and no error.
    """
    kept = in_cache(cache, *names, "settings")
    settings = kept.pop("settings in cache", None)
    for name in entries:
        kept[f"{name} in cache"] = settings.get(name) if isinstance(settings, dict) else None
    return {name: value for name, value in kept.items() if isinstance(value, np.ndarray | np.number | int)}


def given(**settings) -> dict:
    """Settings less those that are None: the student's own defaults stand for them."""
    return {name: value for name, value in settings.items() if value is not None}


def refusal(call, *args) -> Exception | None:
    """The error with which call(*args) refuses its arguments, None when it does not. A stub is no refusal."""
    try:
        call(*args)
    except NotImplementedError:
        raise
    except Exception as error:
        return error
    return None


def refuses(call, *args) -> dict:
    """Whether call(*args) refuses its arguments with a ValueError. An error of another kind is a crash that says so."""
    try:
        call(*args)
    except ValueError:
        return {"a ValueError is raised": True}
    except NotImplementedError:
        raise
    except Exception as error:
        came = f"{type(error).__name__}: {error}".removesuffix(": ")
        raise Told(f"{OTHERWISE}{came}").with_traceback(error.__traceback__) from None
    return {"a ValueError is raised": False}


def entry(held, key: str, what: str):
    """held[key] of a dictionary that the student's code had in hand; Told what is missing there.

    what: what the dictionary is, in words
    """
    if not isinstance(held, dict):
        raise Told(f"{what} should be a dictionary, but your code makes it {type(held).__name__}")
    if key not in held:
        has = f"it has {', '.join(map(repr, list(held)[:SHOWN]))}" if held else "it is empty"
        raise Told(f"{what} has no {key!r}: {has}")
    return held[key]
