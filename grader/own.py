"""An instructor's own questions in a chapter: their tests are run, their answers wait for a person.

A test passes when its cell raises nothing, as under nbgrader; there are no parts. It runs in the student's room,
beside the student's code, and that it passed is what the student's process says: a notebook made to cheat can claim
it. So an own test is as safe as nbgrader makes it, and no more. It is kept apart from the verdicts on our exercises,
which are judged outside.
"""
import time
from dataclasses import replace

from grader.course import Chapter, grade_id, is_own_test, is_solution
from grader.graded import OwnResult
from grader.passes import RESTARTS, Conversation, Pass
from grader.rebuild import Rebuilt

NO_END = "the notebook could not be run to its end"


def judge_own(door, chapter: Chapter, rebuilt: Rebuilt, until: float) -> list[OwnResult]:
    """Results of all own questions of a chapter. A failure of ours is for a person to look at.

    door:  to the student's room, as for a pass
    until: when the time for it is up, on time.monotonic's clock
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
            said = raised.get(one.name, "")
            results.append(OwnResult(one.name, 0.0 if said else one.points, one.points, said))
    _show(chapter, rebuilt, results)
    return results


def run_tests(door, chapter: Chapter, rebuilt: Rebuilt, until: float) -> dict[str, str]:
    """What each own test raised, "" for one that passed. What has to be killed is left out, and the rest run again."""
    steps = [replace(step, trouble="") for step in rebuilt.steps if not step.test]
    failed: dict[str, str] = {}
    alone = Pass(door, chapter, rebuilt, {}, set(), until)  # without our tests
    for _ in range(RESTARTS + 1):
        if time.monotonic() > until:
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
    """What a failed test raised, below its cell."""
    said = {one.name: one.message for one in results if one.message}
    for cell in rebuilt.notebook["cells"]:
        if is_own_test(chapter, cell) and grade_id(cell) in said:
            text = said[grade_id(cell)]
            kind, _, rest = text.partition(": ")
            cell["outputs"] = [{"output_type": "error", "ename": kind, "evalue": rest, "traceback": [text]}]
