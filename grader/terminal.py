"""What the commands show: tables, paths, and progress on stderr."""
import codecs
import json
import os
import sys
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # Unicode's categories of what is no visible character or space


@contextmanager
def progress(label: str, total: int | None, quiet: bool = False):
    """A bar on stderr, nothing when that is no terminal. Yields advance(done=None, total=None)."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # here, as in `table`
    from rich.progress import BarColumn, Progress, TextColumn  # here, as in `table`

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[pace]}")
    # No refreshing thread: the workers are forked while the bar is up.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task, pace = bar.add_task(label, total=total, pace=""), Pace()

        def advance(done=None, total=None):
            said = pace.text(done, total) if done and total else ""
            more = None if done is not None else 1
            bar.update(task, total=total, completed=done, advance=more, pace=said, refresh=True)

        yield advance


def event_line(event: dict) -> None:
    """Something that happened, for a program that reads stderr."""
    print(json.dumps(event), file=sys.stderr, flush=True)


class Pace:
    """How fast something goes, and when it will be done at this rate."""

    def __init__(self):
        self.started = time.monotonic()

    def rate(self, done: int) -> float:
        """A second, since it was begun."""
        return done / max(time.monotonic() - self.started, 1e-9)

    def left(self, done: int, total: int) -> float:
        """Seconds until all is done."""
        return (total - done) / max(self.rate(done), 1e-9)

    def text(self, done: int, total: int) -> str:
        minutes, seconds = divmod(round(self.left(done, total)), 60)
        hours, minutes = divmod(minutes, 60)
        time_left = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return f"{done} of {total}, {self.rate(done):.1f} a second, {time_left} left"


def make_printable() -> None:
    """What the commands print appears on any console; signs that its encoding lacks are replaced."""
    codecs.register_error("grader", _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="grader")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    from convlab.console import replaced  # here, as convlab takes NumPy's time to start

    return replaced(error)


def plain(text: str) -> str:
    """`text` without what speaks to a terminal instead of its reader: control characters, escapes, lone surrogates."""
    if text.isprintable():
        return text
    return "".join("�" if unicodedata.category(c) in UNSEEN and c not in "\n\t" else c for c in text)


def show(*things) -> None:
    """Print tables and text, all of it plain; wide enough to lose nothing when it is no terminal."""
    from rich.console import Console  # here, as in `table`

    class Plain(Console):
        def render(self, renderable, options=None):
            for segment in super().render(renderable, options):
                yield segment if segment.control else segment._replace(text=plain(segment.text))

    # No markup: messages hold things like K[a, b], and a folder may be named anything.
    console = Plain(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 120)
    for thing in things:
        console.print(thing)


def table(*columns):
    """An empty table without lines; a column is its heading or a `number_column`."""
    from rich.table import Table  # here: --help and --json do without, and start faster

    return Table(*columns, box=None)


def number_column(heading: str):
    """A table's column of numbers."""
    from rich.table import Column  # here, as in `table`

    return Column(heading, justify="right")


def shown(path: Path) -> str:
    """`path` as one would type it from here."""
    return plain(os.path.relpath(path))
