"""nbgrader's CSV file of grades, in which work that waits for a grade has no score."""
import csv

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class GradesAsCsv(CsvExportPlugin):
    """nbgrader's export, for its own command and ours. nbgrader says 0.0 where there is no grade: a refused notebook
    then looks like one that was worth nothing."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a line for each assignment and student, as nbgrader does; nothing handed in is 0.0 there too."""
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if _asked(self.assignment, assignment.name) and _asked(self.student, student.id):
                        lines.writerow(_line(gradebook, assignment, student))


def _asked(names, name: str) -> bool:
    return not names or name in map(str, names)


def _line(gradebook: Gradebook, assignment, student) -> list:
    who = [student.id, student.last_name, student.first_name, student.email]
    timestamp, raw, penalty, score = None, 0.0, 0.0, 0.0
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        pass
    else:
        timestamp, raw, penalty = submission.timestamp, submission.score, submission.late_submission_penalty
        score = max(0.0, raw - penalty)
        if waits_for_a_grade(submission):
            raw = penalty = score = None
    return [assignment.name, assignment.duedate, timestamp, *who, raw, penalty, score, assignment.max_score]


def waits_for_a_grade(submission: SubmittedAssignment) -> bool:
    """Whether no cell of a submission has a score, by the judge or by hand: it was refused, or not graded yet."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return all(grade.auto_score is None and grade.manual_score is None for grade in grades)
