"""The mistakes of an exercise: read from its file of text, and from those that it shares with others.

`grader/checks/CHAPTER/EXERCISE.toml` has a table for each mistake. Its header is the mistake's name; in it are

    edit = ['old', 'new', ...]    texts of the reference and what stands there instead; each old one occurs once
    function = 'name'             or, where no edit gives it, a wrong function in EXERCISE.py or in shared.py;
                                  with an edit beside it, what the edit changes in place of the reference
    sentence = "..."              what someone who made it is told; line breaks count as spaces

What is missing comes from the mistake of that name in `grader/checks/families/`, which is written once for all that
make it and therefore true of each; a file there is a topic. A name occurs once in all of families.
"""
import functools
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

from grader import checks
from grader.checks import Mistake
from grader.course import CourseError

CHECKS = Path(checks.__file__).parent
FAMILIES = CHECKS / "families"
KEYS = {"edit", "function", "sentence"}


def mistakes_of(module: ModuleType) -> list[Mistake]:
    """The mistakes of the exercise whose checks `module` holds, in the order of its file."""
    path = Path(module.__file__).with_suffix(".toml")
    return [_mistake(path, name, entry, module) for name, entry in read_mistakes(path).items()]


@functools.cache
def families() -> dict[str, tuple[Path, dict]]:
    """What several exercises share: {name of a mistake: (its file, its table)}."""
    found: dict[str, tuple[Path, dict]] = {}
    for path in sorted(FAMILIES.glob("*.toml")):
        for name, entry in read_mistakes(path).items():
            if name in found:
                also = found[name][0].name
                raise CourseError(f"{shown(path)}, {name!r}: {also} has a mistake of this name too. Rename one.")
            found[name] = path, entry
    return found


def read_mistakes(path: Path) -> dict[str, dict]:
    """{name: table} of a file of mistakes. CourseError that names file, mistake and remedy for anything else."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{shown(path)} is missing: each exercise has its mistakes in a file. Write it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{shown(path)} cannot be read ({error}). Save it as UTF-8.") from None
    _refuse_doubles(path, text)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{shown(path)} is no TOML: {error}. Mend that line.") from None
    for name, entry in tables.items():
        _refuse_odd(path, name, entry)
    return tables


def _refuse_doubles(path: Path, text: str) -> None:
    seen = set()
    for name in re.findall(r"^\[(.+)\]\s*$", text, re.MULTILINE):
        if name in seen:
            raise CourseError(f"{shown(path)}, [{name}]: the name is given twice. Rename one of the two, or delete it.")
        seen.add(name)


def _refuse_odd(path: Path, name: str, entry) -> None:
    place = f"{shown(path)}, {name!r}"
    if not isinstance(entry, dict):
        raise CourseError(f'{place}: it stands under no mistake. Write the mistake\'s name above it, as ["name"].')
    if set(entry) - KEYS:
        odd = ", ".join(sorted(set(entry) - KEYS))
        raise CourseError(f"{place}: {odd} is no key of a mistake. Those are {', '.join(sorted(KEYS))}.")
    edit = entry.get("edit", ["", ""])
    if not isinstance(edit, list) or len(edit) % 2 or not edit or not all(isinstance(one, str) for one in edit):
        raise CourseError(f"{place}: edit is a list of texts, old and new in turn: ['old', 'new'].")
    texts = [entry[key] for key in ("sentence", "function") if key in entry]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise CourseError(f"{place}: sentence and function are texts, and not empty. Write one, or delete the key.")


def _mistake(path: Path, name: str, entry: dict, module: ModuleType) -> Mistake:
    place, (_, shared) = f"{shown(path)}, {name!r}", families().get(name, (None, {}))
    sentence = entry.get("sentence", shared.get("sentence"))
    if sentence is None:
        raise CourseError(f"{place}: it has no sentence, and there is none in families/. Write one.")
    function, edit = None, entry.get("edit")
    if "function" in entry:
        function = _function(module, entry["function"])
        if not callable(function):
            raise CourseError(f"{place}: {path.stem}.py has no function {entry['function']}. Write it there.")
    else:
        edit = entry.get("edit", shared.get("edit"))
        if edit is None:
            raise CourseError(f"{place}: it has neither an edit nor a function. Write one.")
    sentence = " ".join(sentence.split())
    if edit is None:
        return Mistake(name, function, sentence)
    return Mistake(name, list(zip(edit[::2], edit[1::2])), sentence, function)


def _function(module: ModuleType, name: str):
    """A wrong function of the exercise's own module, else of its chapter's shared one; None where there is none."""
    package = module.__name__.rpartition(".")[0]
    shared = f"{package}.shared"
    places = [module, importlib.import_module(shared)] if importlib.util.find_spec(shared) else [module]
    return next((getattr(place, name) for place in places if hasattr(place, name)), None)


def shown(path: Path) -> str:
    """A file of mistakes as one finds it from the course's root."""
    return f"grader/checks/{path.relative_to(CHECKS).as_posix()}" if path.is_relative_to(CHECKS) else str(path)
