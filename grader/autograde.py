"""Grade a class: submitted/*/CHAPTER/ through judges in worker processes, into nbgrader's gradebook."""
import time
from collections.abc import Callable
from pathlib import Path

from grader.bundle import checked_chapter
from grader.card_cache import cards_of
from grader.course import course_seed
from grader.desk import Desk
from grader.fingerprint import course_hash
from grader.machine import cores
from grader.pool import Job, grade_all
from grader.receipts import graded_by_another, read_receipt
from grader.submissions import find_submissions
from grader.summary import Summary


def autograde(
    course: Path,
    name: str,
    workers: int | None = None,
    isolation: str = "auto",
    student: str | None = None,
    force: bool = False,
    advance: Callable[[int, int], None] | None = None,
) -> Summary:
    """Grade every submission of a chapter that is new; see `grader autograde --help`.

    advance: called as advance(done, total)
    """
    started = time.monotonic()
    chapter = checked_chapter(name, course)
    found = find_submissions(course, chapter, student, force)
    older = graded_by_another(course, chapter.name, course_hash(chapter), found.skipped)
    summary = Summary(chapter.name, skipped=found.skipped, refused=found.refused, older=older)
    desk = Desk(course, chapter, summary)
    todo = desk.admit(found.todo)
    job = Job(chapter.name, course_seed(course), isolation, course)
    cards_of(chapter.name, job.seed)  # before the workers are forked: they need not make them again
    workers = min(workers or cores(), max(len(todo), 1))
    try:
        for count, result in enumerate(grade_all(todo, job, workers), 1):
            desk.take(result)
            if advance:
                advance(count, len(todo))
    finally:
        desk.file_waiting()
    desk.renew_penalties(found.skipped)
    summary.earlier = [who for who, _ in summary.refused if read_receipt(course, chapter.name, who)]
    summary.graded.sort(key=lambda row: row.student)
    summary.seconds = time.monotonic() - started
    return summary
