"""Images and small arrays as figures: functions that take arrays and return a matplotlib figure.

They draw what they are given and correlate nothing themselves; where a result is shown, it was computed by
the student's function. Blue is positive, red negative, white zero; brightness alone is grey or viridis.
Other topics: curves, diagrams, windows. What they share is in drawing.
"""
import itertools

import numpy as np

from .drawing import (
    CELL,
    COLOURS,  # noqa: F401 -- notebooks say lab.pictures.COLOURS
    WIDEST,
    draw_numbers,
    draw_picture,
    patch,
    short,
    subplots,
    titled,
)


def heat_maps(arrays: dict, title: str = "", marked=None, cmap: str = "viridis", limits: tuple = (None, None)):
    """Heat maps in a row, with their numbers written in.

    arrays: {caption: array of shape (H, W) or (W,)}
    title:  the point of the figure
    marked: boolean array of the shape of the first array; its True entries are framed
    cmap:   colours of arrays without negative entries, such as "gray" for pictures
    limits: the numbers that get its first and its last colour; each array's own smallest and largest if not given

    Returns a matplotlib figure.
    """
    grids = {caption: np.atleast_2d(array) for caption, array in arrays.items()}
    widths = [max(grid.shape[1], 2) for grid in grids.values()]
    tallest = max(grid.shape[0] for grid in grids.values())
    beside = 0.9 * len(grids) + 0.3  # inches for labels
    cell = min(CELL, (WIDEST - beside) / sum(widths))
    size = (cell * sum(widths) + beside, cell * tallest + 1.5)
    fig, axes = subplots(1, len(grids), figsize=size, width_ratios=widths)
    for ax, (caption, grid) in zip(axes.flat, grids.items()):
        draw_numbers(ax, grid, caption, cell, colours={"cmap": cmap, "vmin": limits[0], "vmax": limits[1]})
    if marked is not None:
        _frame(axes.flat[0], np.atleast_2d(marked))
    return titled(fig, title)


def photographs(pictures: dict, title: str = "", columns: int = 3):
    """Pictures side by side; those with negative entries in red and blue, the others in grey.

    pictures: {caption: array of shape (H, W), or (H, W, 3) for colour}, brightness from 0 to 1
    columns:  pictures in a row

    Returns a matplotlib figure.
    """
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    tallest = max(np.shape(picture)[0] / np.shape(picture)[1] for picture in pictures.values())
    side = min(3.3, WIDEST / columns)
    fig, axes = subplots(rows, columns, figsize=(side * columns, (0.8 * side * tallest + 0.9) * rows + 0.4))
    for ax, (caption, picture) in zip(axes.flat, pictures.items()):
        draw_picture(ax, np.asarray(picture), signed=bool(np.min(picture) < 0))
        ax.set_title(caption, fontsize=10)
    for ax in axes.flat[len(pictures):]:
        ax.axis("off")
    return titled(fig, title)


def kernels_on_photograph(correlate, photo, kernels: dict, title: str = "", columns: int = 3):
    """What each kernel makes of a photograph.

    correlate: the student's function, called as correlate(photo, kernel)
    photo:     array of shape (H, W), brightness from 0 to 1
    kernels:   {name: array of shape (HH, WW)}

    A kernel whose entries sum to 1 keeps the brightness of even areas: its result is shown as a picture, in
    grey. All others are shown in red (negative), white (zero) and blue (positive).
    Returns a matplotlib figure.
    """
    columns = min(columns, len(kernels))
    rows = -(-len(kernels) // columns)
    side = min(3.4, WIDEST / columns)
    fig, axes = subplots(rows, columns, figsize=(side * columns, (side + 0.8) * rows + 0.5))
    for ax, (name, kernel) in zip(axes.flat, kernels.items()):
        kernel = np.asarray(kernel)
        draw_picture(ax, correlate(photo, kernel), signed=not np.isclose(kernel.sum(), 1))
        ax.set_title(f"{name}\n{_as_lines(kernel)}", fontsize=9, family="monospace")
    for ax in axes.flat[len(kernels):]:
        ax.axis("off")
    return titled(fig, title)


def fields_on_photograph(photo, fields: dict, row: int, column: int, title: str = ""):
    """Squares of given side lengths on a photograph, all around one pixel.

    photo:       array of shape (H, W)
    fields:      {caption: side length in pixels}
    row, column: the pixel in the middle

    Returns a matplotlib figure.
    """
    fig, axes = subplots(1, 1, figsize=(6.4, 4.8))
    ax = axes[0, 0]
    draw_picture(ax, np.asarray(photo), signed=False)
    colours = ["#ffd92f", "#56b4e9", "#ff9d5c", "#ffffff", "#00d0a0"]
    for (caption, side), colour in zip(fields.items(), itertools.cycle(colours), strict=False):
        corner = (column - side / 2, row - side / 2)
        ax.add_patch(patch(corner, side, side, edgecolor=colour, lw=2.2, label=f"{caption}: {side} pixels"))
    aside = {"loc": "center left", "bbox_to_anchor": (1.02, 0.5)}
    ax.legend(**aside, facecolor="#666666", labelcolor="white", fontsize=9)
    return titled(fig, title)


def _frame(ax, marked: np.ndarray) -> None:
    for i, j in np.argwhere(marked):
        ax.add_patch(patch((j - 0.5, i - 0.5), 1, 1, edgecolor="#d55e00", lw=3))


def _as_lines(kernel: np.ndarray) -> str:
    shown = [[short(value, 2) for value in row] for row in kernel]
    width = max(len(value) for row in shown for value in row)
    return "\n".join(" ".join(value.rjust(width) for value in row) for row in shown)
