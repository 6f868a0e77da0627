"""An instructor's own questions in a chapter: their tests are run, their answers wait for a person.

A test passes when its cell raises nothing, as under nbgrader; where its last line is a number, that is its points. It
runs in the student's room, beside the student's code, and that it passed is what the student's process says: a notebook
made to cheat can claim it. So an own test is as safe as nbgrader makes it, and no more. It is kept apart from the
verdicts on our exercises, which are judged outside.
"""
import ast
import re
from dataclasses import replace

from grader.cells import parsed
from grader.course import Chapter, OwnQuestion, grade_id, is_own_test, is_solution
from grader.graded import OwnResult
from grader.passes import RESTARTS, Conversation, Pass
from grader.rebuild import Rebuilt

NO_END = "the notebook could not be run to its end"
# A cell answers by what it raises alone: in place of its last line's value, which Jupyter would show.
ASKED = (
    "__points__ = ({})\n"
    "if isinstance(__points__, __import__('numbers').Real) and not isinstance(__points__, bool):\n"
    "    raise ArithmeticError(f'the test gives {{float(__points__)!r}} points')\n"
)
GIVEN = re.compile(r"ArithmeticError: the test gives (\S+) points")


def judge_own(door, chapter: Chapter, rebuilt: Rebuilt, until: float) -> list[OwnResult]:
    """Results of all own questions of a chapter. A failure of ours is for a person to look at.

    door:  to the student's room, as for a pass
    until: seconds that the submission may have taken when the time for it is up
    """
    raised, fault = {}, ""
    if any(not one.by_hand for one in chapter.own):
        try:
            raised = run_tests(door, chapter, rebuilt, until)
        except Exception as error:  # as for our exercises, it must not cost points
            fault = f"The grader failed ({type(error).__name__}: {error}). Look at it yourself, or grade again."
    results = []
    for one in chapter.own:
        if one.by_hand or fault:
            results.append(OwnResult(one.name, None, one.points, "" if one.by_hand else fault))
        else:
            results.append(_result(one, raised.get(one.name, "")))
    _show(chapter, rebuilt, results)
    return results


def _result(question: OwnQuestion, said: str) -> OwnResult:
    """All points where a test raised nothing, none where it did, and those that its last line gave."""
    given = GIVEN.match(said)
    if not given:
        return OwnResult(question.name, 0.0 if said else question.points, question.points, said)
    if 0 <= float(given[1]) <= question.points:
        return OwnResult(question.name, float(given[1]), question.points)
    odd = f"The test gave {given[1]} of {question.points:g} points. Mend it, or give the points yourself."
    return OwnResult(question.name, None, question.points, odd)


def asking(source: str) -> str:
    """A test's cell that also tells the value of its last line where that is a number."""
    module = parsed(source)
    last = module.body[-1] if module and module.body else None
    if not isinstance(last, ast.Expr):
        return source
    lines = source.encode().splitlines(keepends=True)  # Python counts columns in bytes
    start = b"".join([*lines[:last.lineno - 1], lines[last.lineno - 1][:last.col_offset]]).decode()
    end = b"".join([*lines[:last.end_lineno - 1], lines[last.end_lineno - 1][:last.end_col_offset]]).decode()
    silent = source[len(end):].lstrip().startswith(";")  # Jupyter shows no value then
    return source if silent else start + ASKED.format(source[len(start):len(end)])


def run_tests(door, chapter: Chapter, rebuilt: Rebuilt, until: float) -> dict[str, str]:
    """What each own test raised, "" for one that passed. What has to be killed is left out, and the rest run again."""
    steps = [replace(step, trouble="") for step in rebuilt.steps if not step.test]
    steps = [replace(step, source=asking(step.source)) if step.own else step for step in steps]
    failed: dict[str, str] = {}
    alone = Pass(door, chapter, rebuilt, {}, set(), until)  # without our tests
    alone.shown = True
    for _ in range(RESTARTS + 1):
        if door.taken.is_over(until):
            break
        stuck = Conversation(alone, steps).hold()
        if stuck is None:
            return failed | {step.own: step.trouble for step in steps if step.own}
        if steps[stuck].own:
            failed[steps[stuck].own] = "it ran out of time, or ended the process"
        steps = [replace(step, trouble="") for number, step in enumerate(steps) if number != stuck]
    return failed | {step.own: NO_END for step in steps if step.own}


def own_answers(chapter: Chapter, notebook: dict) -> dict[str, str]:
    """The sources of what was answered to own questions: {grade_id: source}."""
    cells = {grade_id(cell): cell["source"] for cell in notebook["cells"] if is_solution(cell)}
    return {name: source for name, source in cells.items() if name not in chapter.grade_ids}


def _show(chapter: Chapter, rebuilt: Rebuilt, results: list[OwnResult]) -> None:
    """Below a test's cell, what it raised, or what it gave of its points."""
    by_name = {one.name: one for one in results}
    for cell in rebuilt.notebook["cells"]:
        if not is_own_test(chapter, cell):
            continue
        one = by_name[grade_id(cell)]
        if one.message:
            kind, _, rest = one.message.partition(": ")
            cell["outputs"] = [{"output_type": "error", "ename": kind, "evalue": rest, "traceback": [one.message]}]
        elif one.score < one.max_score:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": f"{one.score:g}"}]
