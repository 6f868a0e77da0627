"""Where nbgrader finds sources: the course folder's own source/, and for chapters that are not there the course itself.

nbgrader knows one folder of sources. Its settings name that of our chapters, and what it asks for in there is answered
from two places. A course that sets another `source_directory` below `configure(c)` is left alone.
"""
import functools
import os
import re
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.course import NOTEBOOKS, SOURCE, chapter_names, notebook_path
from grader.places import for_nbgrader


def our_sources() -> str:
    """What `CourseDirectory.source_directory` is set to."""
    return str(for_nbgrader(NOTEBOOKS))


def is_ours(assignment: str, notebook: str | None = None) -> bool:
    """Whether an assignment (and a notebook in it) is a chapter, which our judge grades; else it is nbgrader's."""
    return assignment in chapter_names() and notebook in (None, assignment)


def look_in_two_places() -> None:
    """Let nbgrader find sources in both; a second call changes nothing."""
    if not hasattr(CourseDirectory.format_path, "__wrapped__"):
        CourseDirectory.format_path = _format_path(CourseDirectory.format_path)
        NbGraderAPI.get_source_assignments = _get_source_assignments(NbGraderAPI.get_source_assignments)


def _format_path(stock):
    @functools.wraps(stock)
    def format_path(self, nbgrader_step, student_id, assignment_id, escape=False):
        ours = our_sources()
        if nbgrader_step == ours == self.source_directory:
            if escape and "(?P<" in assignment_id:  # a pattern, to read a path of either place
                own = re.escape(os.path.join(self.root, SOURCE).lstrip(os.sep))
                nbgrader_step = f"{os.sep}(?:{re.escape(ours.lstrip(os.sep))}|{own})"
            elif assignment_id != "*" and not _comes_with_the_course(assignment_id, Path(self.root)):
                nbgrader_step = SOURCE
        return stock(self, nbgrader_step, student_id, assignment_id, escape)

    return format_path


def _comes_with_the_course(assignment: str, course: Path) -> bool:
    return is_ours(assignment) and notebook_path(assignment, course) == notebook_path(assignment)


def _get_source_assignments(stock):
    @functools.wraps(stock)
    def get_source_assignments(self):
        found = stock(self)
        if self.coursedir.source_directory == our_sources():
            own = Path(self.coursedir.root, SOURCE)
            found |= {path.name for path in own.glob("*") if path.is_dir()}
        return found

    return get_source_assignments
