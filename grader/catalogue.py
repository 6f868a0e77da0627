"""The catalogue of mistakes: what each is called, what its author is told, and what it changes in the reference."""
import difflib
import inspect
import textwrap

from grader.checks import Mistake
from grader.course import CourseError, chapter_names
from grader.sources import checks_of, reference_of, source_of, without_docstrings


def catalogue(exercise: str | None = None) -> list[dict]:
    """All mistakes, or those of one exercise, in the course's order: chapter, exercise, name, sentence, diff.

    CourseError that names similar exercises when there is none of that name.
    """
    checks = [(chapter, check) for chapter in chapter_names() for check in checks_of(chapter)]
    names = [check.exercise for _, check in checks]
    if exercise is not None and exercise not in names:
        near = difflib.get_close_matches(exercise, names) or names
        raise CourseError(f"There is no exercise {exercise!r}. Is it one of these? {', '.join(near)}")
    return [
        {
            "chapter": chapter,
            "exercise": check.exercise,
            "name": mistake.name,
            "sentence": mistake.sentence,
            "diff": diff(chapter, check.exercise, mistake),
        }
        for chapter, check in checks
        if exercise in (None, check.exercise)
        for mistake in check.mistakes
    ]


def diff(chapter: str, exercise: str, mistake: Mistake) -> str:
    """What a mistake changes in the reference, or in the function that it edits, as lines with - and +; all of a wrong
    function, which replaces it."""
    if callable(mistake.wrong):
        return "".join(f"+ {line}" for line in inspect.getsource(mistake.wrong).splitlines(keepends=True)).rstrip()
    base = mistake.of or getattr(reference_of(chapter), exercise)
    reference = source_of(chapter, exercise, mistake.of) if mistake.of else without_docstrings(inspect.getsource(base))
    wrong = source_of(chapter, exercise, mistake)
    lines = difflib.ndiff(reference.splitlines(), wrong.splitlines())
    return "\n".join(line for line in lines if line[:2] in ("- ", "+ "))


def as_text(found: list[dict]) -> str:
    """The catalogue as `grader mistakes` prints it."""
    lines, chapter, exercise = [], "", ""
    for one in found:
        if one["chapter"] != chapter:
            chapter = one["chapter"]
            lines += [f"# {chapter}", ""]
        if one["exercise"] != exercise:
            exercise = one["exercise"]
            lines += [f"## {exercise}", ""]
        told = textwrap.wrap(one["sentence"], 96, break_on_hyphens=False)
        lines += [one["name"], *(f"    {line}" for line in [*told, *one["diff"].splitlines()]), ""]
    return "\n".join(lines).rstrip()
