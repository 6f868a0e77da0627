"""Right and wrong code as text: the references of a chapter, and what a mistake makes of them."""
import ast
import importlib
import inspect
from types import SimpleNamespace

from convlab.probes import stem
from grader.checks import Check


def checks_of(chapter: str) -> list[Check]:
    """The checks of a chapter ('01_convolution'), in the order of the notebook."""
    return importlib.import_module(f"grader.checks.{stem(chapter)}").CHECKS


def reference_of(chapter: str):
    """The module of solutions of a chapter."""
    return importlib.import_module(f"solutions.{stem(chapter)}")


def source_of(chapter: str, exercise: str, wrong=None) -> str:
    """Source that defines `exercise`: the reference's, or that of a misconception or alternative."""
    if callable(wrong):
        return f"{inspect.getsource(wrong)}\n\n{exercise} = {wrong.__name__}\n"
    source = inspect.getsource(getattr(reference_of(chapter), exercise))
    if wrong:
        source = without_docstrings(source)
    for old, new in wrong or []:
        if source.count(old) != 1:
            raise ValueError(f"{chapter}, {exercise}: {old!r} occurs {source.count(old)} times in the reference")
        source = source.replace(old, new)
    return source


def reference_sources(chapter: str) -> dict[str, str]:
    """Right sources of all exercises of a chapter: {exercise: source}."""
    return {check.exercise: source_of(chapter, check.exercise) for check in checks_of(chapter)}


def without_docstrings(source: str) -> str:
    """`source` less its docstrings, so that an edit meets code only."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            text = node.body[0]
            lines[text.lineno - 1:text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "".join(lines)


def implementation(chapter: str, exercise: str, wrong=None) -> SimpleNamespace:
    """The reference's names with `exercise` replaced by a misconception or alternative."""
    names = dict(vars(reference_of(chapter)))
    if wrong is not None:
        exec(compile(source_of(chapter, exercise, wrong), f"<{exercise}>", "exec"), names)
    return SimpleNamespace(**names)
