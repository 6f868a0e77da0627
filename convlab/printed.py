"""What a student's function prints while it is tried: a screen of it is kept, however much there is."""
import contextlib
import io

LINES, COLUMNS = 20, 100  # a screen
KEPT = LINES * COLUMNS * 4  # characters: enough for a screen, also where some lines are too long for it


class Printed(io.TextIOBase):
    """A text file that keeps its beginning and counts the lines of the rest: endless prints fill no memory."""

    def __init__(self):
        self._kept, self._size, self._lines, self._open = [], 0, 0, False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._size < KEPT:
            self._kept.append(text[:KEPT - self._size])
            self._size += len(self._kept[-1])
        self._lines += text.count("\n")
        self._open = not text.endswith("\n") if text else self._open
        return len(text)

    def screen(self) -> str:
        """The first lines, cut to a screen's width; the last one says how many more there were."""
        lines = "".join(self._kept).split("\n")[:LINES]
        shown = [line if len(line) <= COLUMNS else f"{line[:COLUMNS - 4]} ..." for line in lines]
        more = self._lines + self._open - LINES
        if more > 0:
            shown.append(f"... {more:,} line{'s' * (more > 1)} more")
        return "\n".join(shown).rstrip("\n")


@contextlib.contextmanager
def kept_apart():
    """`with kept_apart() as printed:` and what is printed in it, also by warnings, does not appear but is kept."""
    printed = Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield printed
