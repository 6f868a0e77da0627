"""nbgrader's own autograde with the grader's intake: both take, name and refuse the same files of a submission."""
import functools
import glob
import os
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException

from grader.bundle import checked_chapter
from grader.course import Chapter, CourseError, load_chapter
from grader.handed_in import HandedIn, files_above, find_notebook, is_anything
from grader.intake import check_folder, check_name, is_name
from grader.nbgrader.gradebook import Ledger
from grader.nbgrader.sources import is_ours
from grader.nbgrader.times import timestamp_of
from grader.rebuild import rebuild
from grader.submissions import handed_in_again


def take_any_name() -> None:
    """Let nbgrader's Autograde take a chapter's submissions as we do; a second call changes nothing.

    It would look for the chapter's file name alone, and record a zero where a notebook came by another one. Its hooks
    cannot change that: when one raises, nbgrader goes on.
    """
    for name, changed in [
        ("init_notebooks", _init_notebooks),
        ("convert_notebooks", _convert_notebooks),
        ("init_destination", _init_destination),
        ("init_assignment", _init_assignment),
    ]:
        if not hasattr(getattr(Autograde, name), "__wrapped__"):
            setattr(Autograde, name, changed(getattr(Autograde, name)))


def _init_notebooks(stock):
    """Every folder in which anything was handed in, under the name that its notebook is graded by."""

    @functools.wraps(stock)
    def init_notebooks(self):
        chapter = self.coursedir.assignment_id
        if not is_ours(chapter) or self.coursedir.notebook_id not in ("*", chapter):
            return stock(self)
        place = self._format_source(chapter, self.coursedir.student_id)
        above = [os.path.join(student, chapter) for student in glob.glob(os.path.dirname(place))]
        folders = {*glob.glob(place), *(folder for folder in above if files_above(Path(folder), chapter))}
        found = [folder for folder in folders if is_anything(Path(folder), chapter)]
        if not found:
            return stock(self)  # which says so
        self.assignments, self.notebooks = {one: [os.path.join(one, f"{chapter}.ipynb")] for one in found}, []

    return init_notebooks


def _convert_notebooks(stock):
    """What cannot be graded is named in a line, before nbgrader touches a grade or a file of that student."""

    @functools.wraps(stock)
    def convert_notebooks(self):
        name = self.coursedir.assignment_id
        refused = _refuse(self, whole_chapter(self)) if is_ours(name) else {}
        try:
            stock(self)
        finally:
            for student, why in refused.items():
                said = "There was an error processing assignment '%s' for student '%s': %s"
                self.log.error(said, name, student, why)
        if refused:
            raise NbGraderException(f"{len(refused)} not graded; the errors above say why.")

    return convert_notebooks


def whole_chapter(converter: BaseConverter) -> Chapter:
    """The chapter that a converter works on, checked. It stops with one sentence before it touches anything."""
    try:
        return checked_chapter(converter.coursedir.assignment_id, Path(converter.coursedir.root))
    except CourseError as error:
        converter.log.error(str(error))
        raise NbGraderException(str(error)) from None


def _refuse(converter: Autograde, chapter: Chapter) -> dict[str, str]:
    """Take out of the converter what cannot be graded: {student: why}. These have no score, which is no zero."""
    refused = {}
    for folder in sorted(converter.assignments):
        try:
            note = handed_in(Path(folder), chapter).note
            if note:
                converter.log.warning("%s: %s", folder, note)
        except (CourseError, OSError) as error:
            refused[Path(folder).parent.name] = str(error)
            del converter.assignments[folder]
    with Gradebook(converter.coursedir.db_url, converter.coursedir.course_id) as book:
        ledger, names = Ledger(book, chapter.name), [name for name in refused if is_name(name)]
        there = names if converter.create_student else ledger.known(names)
        ledger.add_submissions(dict.fromkeys(there))
        ledger.commit()
    return refused


def handed_in(folder: Path, chapter: Chapter) -> HandedIn:
    """What is graded of a submission. CourseError, before anything is copied, when nothing can be."""
    check_name(folder.parent)
    timestamp_of(folder)
    check_folder(folder)
    found = find_notebook(folder, chapter)
    if found is None:
        raise CourseError(f"{folder} has no notebook.")
    rebuild(chapter, found.notebook, found.name)
    return found


def _init_destination(stock):
    """nbgrader grades again what has a later time; we, too, what has other bytes, as downloads come without a time."""

    @functools.wraps(stock)
    def init_destination(self, assignment_id, student_id):
        asked = self.force
        if is_ours(assignment_id):
            course, folder = Path(self.coursedir.root), Path(self._format_source(assignment_id, student_id))
            self.force = asked or handed_in_again(course, load_chapter(assignment_id, course), folder)
        try:
            return stock(self, assignment_id, student_id)
        finally:
            self.force = asked

    return init_destination


def _init_assignment(stock):
    """nbgrader records a zero where there is no file of the chapter's name: not for work by another name."""

    @functools.wraps(stock)
    def init_assignment(self, assignment_id, student_id):
        stock(self, assignment_id, student_id)
        named = Path(self._format_source(assignment_id, student_id), f"{assignment_id}.ipynb")
        if is_ours(assignment_id) and not named.exists():
            with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
                for grade in book.find_submission_notebook(assignment_id, assignment_id, student_id).grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
                book.db.commit()

    return init_assignment
