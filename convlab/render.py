"""A verdict as plain text (terminals, nbgrader's validate) and as HTML (notebook, feedback page)."""
import html as _html
import re
import textwrap

import numpy as np

from .compare import wrong_entries
from .verdict import Counterexample, Verdict

READABLE = 64  # entries up to which the numbers themselves are shown
TINY = 1e-14  # of a table's largest number: what roundings leave of 0
SHADES = " ·░▒▓█"
RIGHT, WRONG = "#0072b2", "#b34700"  # blue and orange: told apart by all eyes
MARKS = {True: "✓", False: "✗"}
HELD = ", held back"  # beside the points of a part that is right and does not pay yet


def text(verdict: Verdict) -> str:
    """The verdict as lines of at most about 100 columns."""
    lines = [headline(verdict)]
    width = max(len(name) for name, _, _ in verdict.parts)
    for name, score, points in verdict.parts:
        held = name in verdict.withheld
        lines.append(f"  {MARKS[held or score == points]} {name:<{width}}  {score:g}/{points:g}{HELD * held}")
    example = verdict.counterexample
    if verdict.outcome == "right":
        return "\n".join(lines)
    lines += ["", *_wrap(verdict.message)]
    if example:
        lines += ["", f"Smallest case that fails ({example.part}):"]
        lines += [f"  {line}" for line in _wrap(_unsaid(verdict))]
        digits = _digits(example)
        for name, value in _shown(example):
            lines += _labelled(name, _numbers(value, digits))
        picture = _difference(example)
        if picture is not None:
            grid, place = picture
            lines += [f"  where it differs{place} (darker is more):"]
            lines += ["    |" + "".join(SHADES[level] for level in row) + "|" for row in _levels(grid)]
        if example.printed:
            lines += ["  printed by your code:", *(f"    {line}" for line in _plain(example.printed).split("\n"))]
    return "\n".join(lines)


def headline(verdict: Verdict) -> str:
    return f"{verdict.exercise}: {verdict.outcome}, {verdict.score:g} of {verdict.max_score:g} points"


def html(verdict: Verdict) -> str:
    """The verdict as a self-contained block; everything that came from a student is escaped."""
    colour = RIGHT if verdict.outcome == "right" else WRONG
    rows = "".join(_part_html(*part, part[0] in verdict.withheld) for part in verdict.parts)
    blocks = [
        f"<div style='font-weight:bold;color:{colour}'>{_html.escape(headline(verdict))}</div>",
        f"<table style='margin:6px 0'>{rows}</table>",
    ]
    if verdict.outcome != "right":
        blocks.append(f"<div style='margin:6px 0'>{_prose_html(verdict.message)}</div>")
    if verdict.counterexample:
        blocks += _example_html(verdict.counterexample, _unsaid(verdict))
    frame = f"border-left:4px solid {colour};padding:4px 12px;margin:4px 0;line-height:1.4"
    return f"<div style='{frame}'>{''.join(blocks)}</div>"


def _prose_html(message: str) -> str:
    """A sentence; what it quotes as code is set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _html.escape(message))


def _part_html(name: str, score: float, points: float, held: bool) -> str:
    full = held or score == points
    mark = f"color:{RIGHT if full else WRONG};text-align:center;padding:1px 6px 1px 0"
    return (
        f"<tr><td style='{mark}'>{MARKS[full]}</td>"
        f"<td style='text-align:left;padding:1px 16px 1px 0'>{_html.escape(name)}</td>"
        f"<td style='text-align:right;padding:1px 0;white-space:nowrap'>{score:g} / {points:g}{HELD * held}</td></tr>"
    )


def _unsaid(verdict: Verdict) -> str:
    """What is wrong with the case that is shown, where the message is about the mistake and has not said it yet."""
    said = verdict.counterexample.fault.sentence
    return "" if said in verdict.message or not verdict.misconception else said


def _example_html(example: Counterexample, unsaid: str) -> list[str]:
    title = f"Smallest case that fails ({_html.escape(example.part)}):"
    title += f" {_prose_html(unsaid)}" if unsaid else ""
    blocks = [f"<div style='margin:6px 0'>{title}</div>"]
    blocks += _side_by_side(example)
    picture = _difference(example)
    if picture is not None:
        grid, place = picture
        title = f"where it differs{place} (darker is more):"
        blocks.append(f"<div style='margin:4px 12px'>{title}{_heat_html(grid)}</div>")
    if example.printed:
        shown = f"<pre style='margin:0'>{_html.escape(_plain(example.printed))}</pre>"
        blocks.append(f"<div style='margin:4px 12px'>printed by your code:{shown}</div>")
    return blocks


def _side_by_side(example: Counterexample) -> list[str]:
    """Two rows: the inputs, then expected and got. What has no room beside its neighbour goes below it."""
    digits, compared = _digits(example), example.fault.labels
    rows = {False: "", True: ""}
    for name, value in _shown(example):
        shown = _array_html(value, _bad(example) if name == compared[1] else None, digits)
        label = f"<b style='vertical-align:middle'>{_html.escape(name)}</b>"
        style = "display:inline-block;vertical-align:top;margin:4px 12px"
        rows[name in compared] += f"<div style='{style}'>{label} {shown}</div>"
    return [f"<div>{row}</div>" for row in rows.values() if row]


def _plain(printed: str) -> str:
    """Printed text without what would move a terminal's cursor."""
    return "".join(char if char == "\n" or char.isprintable() else " " for char in printed)


def _shown(example: Counterexample) -> list[tuple[str, object]]:
    """What stands below a verdict: inputs (not those of the probe alone, which begin with _), expected, got."""
    fault = example.fault
    left_out = fault.labels[0].removesuffix(" before")  # an input that was changed is shown as it was and as it is
    named = [(name, value) for name, value in example.inputs.items() if not name.startswith("_") and name != left_out]
    if fault.expected is not None and fault.expected.dtype.kind == "b" and fault.expected.ndim == 0:
        return named  # the sentence says yes or no
    if fault.expected is not None:
        named.append((fault.labels[0], fault.expected))
    if fault.got is not None:
        named.append((fault.labels[1], fault.got))
    return named


def _digits(example: Counterexample) -> int:
    """As many as tell what was expected from what came: four, or more where these are alike."""
    pair = (example.fault.expected, example.fault.got)
    told_apart = (n for n in (4, 8) if len({_numbers(one, n) for one in pair}) == 2)
    return next(told_apart, 16)


def _numbers(value, digits: int) -> str:
    if not isinstance(value, np.ndarray):
        return str(value)
    if not 0 < value.size <= READABLE:
        return f"{'array' if value.size else 'empty array'} of shape {value.shape}"
    return np.array2string(value, precision=digits, suppress_small=True, max_line_width=88)


def _labelled(name: str, shown: str) -> list[str]:
    first, *rest = shown.split("\n")
    label = f"  {name} = "
    return [label + first] + [" " * len(label) + line for line in rest]


def _bad(example: Counterexample) -> np.ndarray | None:
    expected, got = example.fault.expected, example.fault.got
    if expected is None or got is None or expected.shape != got.shape:
        return None
    return wrong_entries(expected, got, *example.fault.tolerance)


def _difference(example: Counterexample) -> tuple[np.ndarray, str] | None:
    """|got - expected| of the two-dimensional slice that differs most, for arrays too large to read."""
    bad = _bad(example)
    if bad is None or bad.size <= READABLE or bad.ndim < 2:
        return None
    difference = np.abs(example.fault.got.astype(float) - example.fault.expected)
    difference[~np.isfinite(difference)] = np.nanmax(difference[np.isfinite(difference)], initial=1.0)
    difference[~bad] = 0
    lead = difference.reshape(-1, *difference.shape[-2:])
    worst = int(lead.max(axis=(1, 2)).argmax())
    index = [int(i) for i in np.unravel_index(worst, difference.shape[:-2])] if difference.ndim > 2 else []
    place = f" in slice {index + [':', ':']}".replace("'", "") if index else ""
    return _shrink(lead[worst], 32), place


def _shrink(grid: np.ndarray, largest: int) -> np.ndarray:
    """Largest value per block, so that one wrong pixel does not fade."""
    rows, columns = (-(-n // largest) for n in grid.shape)
    padded = np.pad(grid, ((0, -grid.shape[0] % rows), (0, -grid.shape[1] % columns)))
    blocks = padded.reshape(padded.shape[0] // rows, rows, padded.shape[1] // columns, columns)
    return blocks.max(axis=(1, 3))


def _levels(grid: np.ndarray) -> np.ndarray:
    """0 for no difference, then 1 to 5 by size relative to the largest."""
    top = grid.max() or 1.0
    return np.where(grid > 0, np.clip(np.ceil(5 * grid / top), 1, 5), 0).astype(int)


def _array_html(value, bad: np.ndarray | None, digits: int) -> str:
    if not isinstance(value, np.ndarray) or value.ndim < 2 or not 0 < value.size <= READABLE:
        shown = _html.escape(_numbers(value, digits))
        return f"<pre style='display:inline-block;margin:0;vertical-align:middle'>{shown}</pre>"
    tables = []
    for index in np.ndindex(value.shape[:-2]):
        table = _table_html(value[index], None if bad is None else bad[index], digits)
        name = f"<div style='font-size:85%'>[{', '.join(map(str, index))}, :, :]</div>"
        tables.append(f"<div style='display:inline-block;margin:2px 8px 2px 0'>{name}{table}</div>" if index else table)
    return "".join(tables)


def _table_html(grid: np.ndarray, bad: np.ndarray | None, digits: int) -> str:
    cell = "border:1px solid #bbb;padding:1px 6px;text-align:right;font-family:monospace"
    rows, tiny = [], TINY * np.abs(grid[np.isfinite(grid)]).max(initial=0)
    for i, row in enumerate(grid):
        cells = ""
        for j, number in enumerate(row):
            # Jupyter stripes the rows of tables: a colour of our own keeps the marks apart.
            background = "#f5c9a8" if bad is not None and bad[i, j] else "#fff"
            shown = f"{0.0 if abs(number) < tiny else number:.{digits}g}"
            cells += f"<td style='{cell};background:{background};color:#000'>{shown}</td>"
        rows.append(f"<tr>{cells}</tr>")
    return f"<table style='display:inline-table;border-collapse:collapse;vertical-align:middle'>{''.join(rows)}</table>"


def _heat_html(grid: np.ndarray) -> str:
    shades = ["#ffffff", "#fde3cf", "#f5b98c", "#e08a4f", "#b95f25", "#7a3a10"]
    square = "width:9px;height:9px;min-width:9px;padding:0;border:0"
    rows = "".join(
        "<tr style='height:9px'>" + "".join(f"<td style='{square};background:{shades[v]}'></td>" for v in row) + "</tr>"
        for row in _levels(grid)
    )
    return f"<table style='border-collapse:collapse;border:1px solid #999;margin:4px 0'>{rows}</table>"


def _wrap(message: str, width: int = 96) -> list[str]:
    return [line for part in message.splitlines() for line in textwrap.wrap(part, width, break_on_hyphens=False)]
