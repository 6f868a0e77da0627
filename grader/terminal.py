"""What the commands show: tables, paths, and progress on stderr."""
import codecs
import os
import sys
import unicodedata
from contextlib import contextmanager
from pathlib import Path

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # Unicode's categories of what is no visible character or space


@contextmanager
def progress(label: str, total: int | None):
    """A bar on stderr, nothing when that is no terminal. Yields advance(done=None, total=None)."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # here, as in `table`
    from rich.progress import Progress  # here, as in `table`

    # No refreshing thread: the workers are forked while the bar is up.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(label, total=total)

        def advance(done=None, total=None):
            bar.update(task, total=total, completed=done, advance=1 if done is None else None, refresh=True)

        yield advance


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
