"""Right and wrong code as text: the references of a chapter, and what a mistake makes of them."""
import ast
import functools
import importlib
import inspect
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from convlab.calls import names_below
from convlab.probes import stem
from grader.checks import Check, Mistake
from grader.course import CourseError
from grader.mistakes import mistakes_of, shown


@functools.cache
def checks_of(chapter: str) -> list[Check]:
    """The checks of a chapter ('01_convolution'), in the order of the notebook."""
    package = importlib.import_module(f"grader.checks.{stem(chapter)}")
    _refuse_strays(chapter, package)
    modules = [(name, importlib.import_module(f"{package.__name__}.{name}")) for name in package.EXERCISES]
    return [replace(module.CHECK, exercise=name, mistakes=mistakes_of(module)) for name, module in modules]


def _refuse_strays(chapter: str, package) -> None:
    """CourseError for a file of checks or mistakes whose exercise there is not."""
    folder = Path(package.__file__).parent
    for path in sorted(folder.iterdir()):
        helper = path.suffix == ".py" and path.stem in ("__init__", "shared")
        if path.suffix not in (".py", ".toml") or helper:
            continue
        listed = path.stem in package.EXERCISES
        if not listed or not hasattr(reference_of(chapter), path.stem):
            where = f"solutions/{stem(chapter)}.py" if listed else "EXERCISES of the __init__.py beside it"
            said = f"{shown(path)}: there is no exercise {path.stem!r} in {where}."
            raise CourseError(f"{said} Write it there, or delete the file.")


def reference_of(chapter: str):
    """The module of solutions of a chapter."""
    return importlib.import_module(f"solutions.{stem(chapter)}")


def source_of(chapter: str, exercise: str, wrong=None) -> str:
    """Source that defines `exercise`: the reference's, or what a Mistake, edits or a function make of it.

    CourseError that names file, mistake and remedy for an edit whose old text does not occur exactly once.
    """
    name, base = "an accepted alternative", None
    if isinstance(wrong, Mistake):
        name, base, wrong = wrong.name, wrong.of, wrong.wrong
    if callable(wrong):
        base, wrong = wrong, []
    source = _source(base or getattr(reference_of(chapter), exercise))
    if wrong:
        source = without_docstrings(source)
    for old, new in wrong or []:
        if source.count(old) != 1:
            where = f"the function {base.__name__}" if base else f"the reference, solutions/{stem(chapter)}.py"
            raise CourseError(
                f"grader/checks/{stem(chapter)}/{exercise}.toml, {name!r}: {old!r} occurs {source.count(old)} times in "
                f"{where}. Give a text that occurs there once."
            )
        source = source.replace(old, new)
    return f"{source}\n\n{exercise} = {base.__name__}\n" if base else source


_source = functools.cache(inspect.getsource)


def reference_sources(chapter: str) -> dict[str, str]:
    """Right sources of all exercises of a chapter: {exercise: source}."""
    return {check.exercise: source_of(chapter, check.exercise) for check in checks_of(chapter)}


@functools.cache
def calls_of(chapter: str) -> dict[str, set[str]]:
    """{exercise: other exercises of the chapter that its reference calls, itself or by way of others}."""
    names = vars(reference_of(chapter))
    exercises = [check.exercise for check in checks_of(chapter)]
    return {name: names_below(names[name], names).intersection(exercises) - {name} for name in exercises}


@functools.cache
def without_docstrings(source: str) -> str:
    """`source` less its docstrings, so that an edit meets code only."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            text = node.body[0]
            lines[text.lineno - 1:text.end_lineno] = [""] * (text.end_lineno - text.lineno + 1)
    return "".join(lines)


def implementation(chapter: str, exercise: str, wrong=None) -> SimpleNamespace:
    """The reference's names with `exercise` replaced by what a Mistake, edits or a function make of it."""
    names = dict(vars(reference_of(chapter)))
    if wrong is not None:
        exec(compile(source_of(chapter, exercise, wrong), f"<{exercise}>", "exec"), names)
    return SimpleNamespace(**names)
