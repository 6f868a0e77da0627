"""What a run of `grader autograde` did: its rows, and how they are shown."""
from dataclasses import dataclass, field

from grader.submissions import Refusal
from grader.terminal import number_column, table

SHOWN = 60  # rows of a table that is printed


@dataclass
class Row:
    """A graded submission, as the summary shows it."""

    student: str
    score: float
    max_score: float
    outcomes: dict[str, str] = field(default_factory=dict)  # exercise -> outcome
    note: str = ""


@dataclass
class Summary:
    """What a run of `autograde` did."""

    chapter: str
    graded: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    penalties: list[str] = field(default_factory=list)  # of those skipped, whose late penalty is another now
    older: list[str] = field(default_factory=list)  # of `skipped`, those graded by another edition of the course
    earlier: list[str] = field(default_factory=list)  # of those refused, who keep the grade of what came before
    left_out: dict[str, str] = field(default_factory=dict)  # workers of a cluster that were given no work -> why
    isolation: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict:
        refused = [refusal._asdict() for refusal in self.refused]
        return {**vars(self), "graded": [vars(row) for row in self.graded], "refused": refused}


def summary_table(summary: Summary) -> list:
    """What `grader autograde` prints."""
    lines = []
    if summary.graded:
        rows = table("student", number_column("score"), number_column("of"), "exercises")
        for row in summary.graded[:SHOWN]:
            said = "; ".join(filter(None, [counts(row), row.note]))
            rows.add_row(row.student, f"{row.score:g}", f"{row.max_score:g}", said)
        more = len(summary.graded) - SHOWN
        lines += [rows, f"… and {more} more" if more > 0 else ""]
    kept = " The score in the gradebook is that of what was handed in before."
    for student, error in summary.refused:
        lines.append(f"Not graded: {student}. {error}{kept if student in summary.earlier else ''}")
    for worker, why in summary.left_out.items():
        lines.append(f"The worker {worker} was given no work: {why}")
    if summary.skipped:
        lines.append(f"{len(summary.skipped)} graded before and kept; --force grades them again.")
    if summary.penalties:
        more = len(summary.penalties) - SHOWN
        names = ", ".join(summary.penalties[:SHOWN]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"Late penalties changed, as the due date or the rule did: {names}.")
    if summary.older:
        lines.append(
            f"{len(summary.older)} of them graded by an older course: {_names(summary.older)}. "
            "Their grades are as they were; --force grades them by this one."
        )
    seconds = max(summary.seconds, 1e-9)
    wall = f", isolation: {summary.isolation}" if summary.isolation else ""
    rate = f"{len(summary.graded)} graded in {seconds:.1f} s ({len(summary.graded) / seconds:.1f} a second{wall})."
    return [*filter(None, lines), rate]


def _names(students: list[str]) -> str:
    more = f" and {len(students) - SHOWN} more" if len(students) > SHOWN else ""
    return ", ".join(students[:SHOWN]) + more


def counts(row: Row) -> str:
    """'6 right, 1 wrong, 1 timed out'"""
    outcomes = list(row.outcomes.values())
    return ", ".join(f"{outcomes.count(outcome)} {outcome}" for outcome in dict.fromkeys(sorted(outcomes)))
