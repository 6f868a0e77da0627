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
from grader.pool import Crew, Job, Result, grade_all
from grader.receipts import graded_by_another, read_receipt
from grader.submissions import Submission, find_submissions
from grader.summary import Summary
from grader.terminal import Pace


def autograde(
    course: Path,
    name: str,
    workers: int | None = None,
    isolation: str = "auto",
    student: str | None = None,
    force: bool = False,
    advance: Callable[[int, int], None] | None = None,
    scheduler: str | None = None,
    tell: Callable[[dict], None] = lambda event: None,
) -> Summary:
    """Grade every submission of a chapter that is new; see `grader autograde --help`.

    advance:   called as advance(done, total)
    scheduler: the address of a cluster's; None for workers on this machine
    tell:      called with each thing that happens, as a dict that JSON can hold
    """
    started = time.monotonic()
    chapter = checked_chapter(name, course)
    job = Job(chapter.name, course_seed(course), isolation, course)
    with contextlib.ExitStack() as stack:
        crew = _open_cluster(scheduler, job, stack, tell) if scheduler else None  # or we stop before any work
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
        tell({"event": "begin", "chapter": chapter.name, "total": len(todo), "kept": len(found.skipped)})
        if todo:
            _grade(todo, crew, desk, advance, tell)
            summary.left_out = crew.left_out
        desk.renew_penalties(found.skipped)
    summary.earlier = [who for who, _ in summary.refused if read_receipt(course, chapter.name, who)]
    summary.graded.sort(key=lambda row: row.student)
    summary.seconds = time.monotonic() - started
    tell({"event": "end", "graded": len(summary.graded), "refused": len(summary.refused), "seconds": summary.seconds})
    return summary


def _open_cluster(scheduler: str, job: Job, stack: contextlib.ExitStack, tell: Callable[[dict], None]) -> Crew:
    from grader.cluster import Cluster  # loads dask.distributed, which few courses have

    cluster = Cluster(scheduler, job, lambda worker, why: tell({"event": "left out", "worker": worker, "why": why}))
    stack.callback(cluster.close)
    return cluster


def _grade(todo: list[Submission], crew: Crew, desk, advance: Callable | None, tell: Callable[[dict], None]) -> None:
    pace = Pace()
    try:
        for count, result in enumerate(grade_all(todo, crew), 1):
            tell(_event(result, pace, count, len(todo)))
            desk.take(result)
            if advance:
                advance(count, len(todo))
    finally:
        desk.file_waiting()


def _event(result: Result, pace: Pace, done: int, total: int) -> dict:
    """One more submission is judged, which the desk will file."""
    rate, left = round(pace.rate(done), 3), round(pace.left(done, total), 1)
    event = {"event": "judged", "student": result.submission.student, "done": done, "total": total}
    event |= {"a_second": rate, "seconds_left": left}
    if result.graded:
        event |= {"score": result.graded.score, "max_score": result.graded.max_score}
    return event | ({"error": result.error} if result.error else {})
