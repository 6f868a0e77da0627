"""Receipts: how each grade came about, a file for each submission, enough to grade it again and get the same."""
import contextlib
import hashlib
import json
from pathlib import Path

from grader.course import in_lines


def receipt_path(chapter: str, student: str) -> str:
    """A receipt's place in the course folder."""
    return f"receipts/{chapter}/{student}.json"


def receipt_file(student: str, receipt: dict) -> tuple[str, bytes]:
    """Where a receipt is kept, and what the file holds."""
    return receipt_path(receipt["chapter"], student), in_lines({"student": student, **receipt}).encode()


def sources_hash(notebook: dict) -> str:
    """Hash of a rebuilt notebook's sources: what was judged, whatever file it came in."""
    return hashlib.sha256(json.dumps([cell["source"] for cell in notebook["cells"]]).encode()).hexdigest()


def read_receipt(course: Path, chapter: str, student: str) -> dict | None:
    """One student's receipt; None where there is none that can be read."""
    try:
        return json.loads((course / receipt_path(chapter, student)).read_text())
    except (OSError, ValueError):
        return None


def read_receipts(course: Path, chapter: str) -> list[dict]:
    """All receipts of a chapter, in the order of the students' names."""
    return [json.loads(path.read_text()) for path in sorted((course / "receipts" / chapter).glob("*.json"))]


def graded_by_another(course: Path, chapter: str, course_sha256: str, students: list[str]) -> list[str]:
    """Those of the students whose grade another edition of the course gave than the one with this hash."""
    found = []
    for student in students:
        with contextlib.suppress(OSError, ValueError, KeyError):  # without a receipt nobody can tell
            receipt = json.loads((course / receipt_path(chapter, student)).read_text())
            if receipt["course_sha256"] != course_sha256:
                found.append(student)
    return found
