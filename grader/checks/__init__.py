"""The vocabulary of checks: parts that carry points, mistakes with a sentence, and the check of an exercise."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Part:
    """A share of the points. `cases(rng)` yields the probe's inputs, from small to large; one whose name begins with
    an underscore is for the probe alone and not shown to students.

    Parts that name the same `cases` function share its cases and look at different `outputs`.
    """

    name: str
    points: float
    cases: Callable[[np.random.Generator], Iterable[dict]]
    outputs: list[str] | None = None
    probe: str | None = None  # when it is not the exercise's own


@dataclass
class Mistake:
    """A wrong implementation and the sentence for someone who wrote it.

    wrong: edits of the reference's source, [(old, new), …], each old text occurring exactly once;
           or a function that uses nothing but numpy as `np` and the names of other exercises
    of:    such a function whose source the edits change, in place of the reference's
    """

    name: str
    wrong: list[tuple[str, str]] | Callable
    sentence: str
    of: Callable | None = None


@dataclass
class Check:
    """How an exercise is judged. `accepts` are implementations that are right too, given like a mistake's `wrong`.

    twins: exercises before this one in the notebook that answer the same question: in another layout, by another
           method, for more. What an exercise calls and is not right is lent to it, so that an error costs points
           once; a twin is not, as a line around it would be paid for work that is not done.
    exact: seven digits are enough of float32 only. Else they are enough of any numbers, whatever rtol and atol
    exercise, mistakes: from the name of the exercise's file and the .toml beside it
    """

    parts: list[Part]
    accepts: list = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    rtol: float = 1e-7
    atol: float = 1e-9
    exact: bool = False
    exercise: str = ""
    mistakes: list[Mistake] = field(default_factory=list)
