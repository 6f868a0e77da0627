"""Grade a class: submitted/*/CHAPTER/ through judges in worker processes, into nbgrader's gradebook."""
import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from grader.bundle import checked_chapter
from grader.card_cache import packed_cards
from grader.course import course_seed
from grader.crew import open_crew
from grader.fingerprint import course_hash
from grader.machine import cores
from grader.pool import Crew, Job, grade_all
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
    scheduler: str | None = None,
) -> Summary:
    """Grade every submission of a chapter that is new; see `grader autograde --help`.

    advance:   called as advance(done, total)
    scheduler: the address of a cluster's; None for workers on this machine
    """
    started = time.monotonic()
    chapter = checked_chapter(name, course)
    job = Job(chapter.name, course_seed(course), isolation, course)
    with contextlib.ExitStack() as stack:
        crew = _open_cluster(scheduler, job, stack) if scheduler else None  # or we stop before any work
        found = find_submissions(course, chapter, student, force)
        if found.todo and not crew:
            packed_cards(chapter.name, job.seed)  # before the workers are forked: they need not make them again
            crew = open_crew(job, min(workers or cores(), len(found.todo)))
            stack.callback(crew.close)
        from grader.desk import Desk  # loads nbgrader, while the workers warm up

        older = graded_by_another(course, chapter.name, course_hash(chapter), found.skipped)
        summary = Summary(chapter.name, skipped=found.skipped, refused=found.refused, older=older)
        desk = Desk(course, chapter, summary)
        todo = desk.admit(found.todo)
        if todo:
            _grade(todo, crew, desk, advance)
            summary.left_out = crew.left_out
        desk.renew_penalties(found.skipped)
    summary.earlier = [who for who, _ in summary.refused if read_receipt(course, chapter.name, who)]
    summary.graded.sort(key=lambda row: row.student)
    summary.seconds = time.monotonic() - started
    return summary


def _open_cluster(scheduler: str, job: Job, stack: contextlib.ExitStack) -> Crew:
    from grader.cluster import Cluster  # loads dask.distributed, which few courses have

    cluster = Cluster(scheduler, job)
    stack.callback(cluster.close)
    return cluster


def _grade(todo: list, crew: Crew, desk, advance: Callable[[int, int], None] | None) -> None:
    try:
        for count, result in enumerate(grade_all(todo, crew), 1):
            desk.take(result)
            if advance:
                advance(count, len(todo))
    finally:
        desk.file_waiting()
