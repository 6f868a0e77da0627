"""Files handed in beside a notebook: which of them nbgrader's own converters copy, since formgrader serves them.

`grader autograde` copies none. nbgrader's copies all, and a page among them would run on the instructor's origin.
"""
import functools
import shutil
from pathlib import Path

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.utils import find_all_files, remove

from grader.nbgrader.sources import is_ours
from grader.terminal import plain

DATA = {".npy", ".npz", ".csv", ".tsv", ".txt", ".json", ".png", ".jpg", ".jpeg", ".gif"}  # all that a chapter needs
ACTIVE = {  # what a browser, or a program that it asks, would run; of other assignments these alone stay behind
    ".htm", ".html", ".shtml", ".xht", ".xhtml", ".mht", ".mhtml", ".hta", ".svg", ".svgz", ".xml", ".xsl", ".xslt",
    ".rdf", ".js", ".mjs", ".cjs", ".wasm", ".swf", ".pdf", ".css", ".webmanifest", ".appcache",
}  # fmt: skip
TOLD = 10  # names of files that are told


def leave_active_files_behind() -> None:
    """Let nbgrader's autograde and generate_feedback copy harmless files alone; a second call changes nothing."""
    if not hasattr(BaseConverter.init_assignment, "__wrapped__"):
        BaseConverter.init_assignment = _init_assignment(BaseConverter.init_assignment)


def _init_assignment(stock):
    @functools.wraps(stock)
    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        if not isinstance(self, Autograde | GenerateFeedback):
            return stock(self, assignment_id, student_id)
        source = Path(self._format_source(assignment_id, student_id))
        target = Path(self._format_dest(assignment_id, student_id))
        left = []
        for path in sorted(map(Path, find_all_files(str(source), self.coursedir.ignore + ["*.ipynb"]))):
            if is_harmless(path.name, assignment_id):
                _copy(path, target / path.relative_to(source))
            else:
                left.append(str(path.relative_to(source)))
        if left:
            self.log.warning("%s", said_of(left, student_id, target))

    return init_assignment


def is_harmless(name: str, assignment: str) -> bool:
    """Whether a file of this name may lie where formgrader serves it. All endings count: some servers read each."""
    endings = {ending.lower() for ending in Path(name).suffixes}
    if is_ours(assignment):
        return Path(name).suffix.lower() in DATA and not endings & ACTIVE
    return not endings & ACTIVE


def said_of(left: list[str], student: str, target: Path) -> str:
    """What the instructor is told of files that stayed behind."""
    names = ", ".join(plain(name[:100]) for name in left[:TOLD])
    more = f" and {len(left) - TOLD} more" if len(left) > TOLD else ""
    return f"Not copied to {target}, only in what {student} handed in: {names}{more}. Open such files with care."


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        remove(str(target))
    shutil.copy(path, target)
