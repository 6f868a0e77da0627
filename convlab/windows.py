"""Windows on images and the numbers below them. Each function returns a matplotlib figure."""
import itertools

import numpy as np

from .drawing import CELL, COLOURS, WIDEST, arrow, draw_numbers, patch, red_to_blue, short, subplots, titled


def windows_on_picture(picture, size: tuple, places: list, pad: tuple = (0, 0), title: str = ""):
    """Windows lying on a picture with zeros around it; pixels that none of them covers are hatched.

    picture: array of shape (H, W)
    size:    (HH, WW), the shape of a window
    places:  (row, column) of each window's upper left corner, counted in the picture with its zeros
    pad:     (pad_h, pad_w): rows of zeros above and below, columns of zeros left and right, drawn in grey

    Returns a matplotlib figure.
    """
    picture = np.asarray(picture)
    rows, columns = (length + 2 * zeros for length, zeros in zip(picture.shape, pad))
    fig, axes = subplots(1, 1, figsize=(CELL * columns + 1.2, CELL * rows + 1.3))
    ax = axes[0, 0]
    for place in np.ndindex(rows, columns):
        i, j = place[0] - pad[0], place[1] - pad[1]
        inside = 0 <= i < picture.shape[0] and 0 <= j < picture.shape[1]
        read = any(row <= place[0] < row + size[0] and col <= place[1] < col + size[1] for row, col in places)
        _draw_cell(ax, place[::-1], short(picture[i, j]) if inside else "0", inside, read)
    for (row, col), colour in zip(places, itertools.cycle(COLOURS)):
        corner = (col - 0.42, row - 0.42)
        ax.add_patch(patch(corner, size[1] - 0.16, size[0] - 0.16, edgecolor=colour, lw=2.5, gid="window"))
        ax.plot(col - 0.3, row - 0.3, "o", color=colour, markersize=4)
    ax.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal", xlabel="column", ylabel="row")
    ax.set(xticks=range(columns), yticks=range(rows))
    zeros = f", {pad[0]} rows and {pad[1]} columns of them zeros on each side" if any(pad) else ""
    corners = ", ".join(f"({row}, {column})" for row, column in places)
    said = f"{rows} by {columns} entries{zeros}; windows of {size[0]} by {size[1]} from {corners}"
    return titled(fig, title, said)


def windows_along_axis(stories: dict, title: str = ""):
    """Windows on one axis of inputs, numbered in the order of their places; inputs that none covers are hatched.

    stories: {caption: (n, (before, after), k, starts)}: n inputs, zeros before and after them, drawn in grey,
             and the first position of each window of length k, counted with the zeros

    Returns a matplotlib figure.
    """
    widest = max(n + sum(zeros) for n, zeros, _, _ in stories.values())
    deepest = [2.0 + 0.5 * len(starts) for *_, starts in stories.values()]
    size = (min(WIDEST, CELL * widest + 1), 0.36 * sum(deepest) + 0.8)
    fig, axes = subplots(len(stories), 1, figsize=size, height_ratios=deepest)
    for ax, depth, (caption, (n, (before, after), k, starts)) in zip(axes.flat, deepest, stories.items()):
        for place in range(before + n + after):
            inside, read = before <= place < before + n, any(start <= place < start + k for start in starts)
            _draw_cell(ax, (place, 0), "" if inside else "0", inside, read)
        for number, (start, colour) in enumerate(zip(starts, itertools.cycle(COLOURS)), 1):
            height = 0.4 + 0.5 * number
            ax.plot([start - 0.4, start + k - 0.6], [height, height], color=colour, lw=4, solid_capstyle="butt")
            ax.text(start - 0.55, height, number, ha="right", va="center", fontsize=9)
        ax.set(xlim=(-1, widest - 0.4), ylim=(depth - 0.6, -0.6), title=caption, xticks=range(before + n + after))
        ax.set(yticks=[])
        where = ", ".join(str(start) for start in starts)
        ax.alternative = f"{caption}: {before} zeros, {n} inputs, {after} zeros; windows of {k} from positions {where}"
        ax.tick_params(length=0, pad=0, labeltop=True, labelbottom=False)  # between the title and the cells
        ax.spines[:].set_visible(False)
    axes[-1, 0].set_xlabel("above the cells: positions, zeros counted too")
    return titled(fig, title)


def channel_stack(X, K, Y, title: str = "", channels: list | None = None, filters: list | None = None):
    """A stack of channels, the filters that look at it, and the one map that each of them makes.

    X:        picture of shape (C, H, W)
    K:        filters of shape (F, C, HH, WW)
    Y:        maps of shape (F, OH, OW), drawn once in the row of their filter and once as a stack
    channels: names of the C channels, "channel 0" and so on when left out
    filters:  names of the F filters

    Returns a matplotlib figure.
    """
    X, K, Y = np.asarray(X), np.asarray(K), np.asarray(Y)
    channels = channels or [f"channel {c}" for c in range(len(X))]
    filters = filters or [f"filter {f}" for f in range(len(K))]
    fig, axes = subplots(1, 1, figsize=(WIDEST, 1 + 1.75 * max(len(K), 2)))
    ax = axes[0, 0]
    middle = 1.75 * (len(K) - 1) / 2
    _draw_stack(ax, X, [_look(plane) for plane in X], 0, middle, 1.9, channels)
    for f, (kernel, output) in enumerate(zip(K, Y, strict=True)):
        height = 1.75 * (len(K) - 1 - f)
        ax.text(3.9, height + 0.78, filters[f], ha="center", fontsize=9)
        _draw_stack(ax, kernel, [red_to_blue(kernel)] * len(kernel), 3.7, height, 0.8)
        _draw_stack(ax, output[None], [_look(output)], 6, height, 1.5)
        arrow(ax, (1.5, middle), (2.95, height))
        arrow(ax, (4.6, height), (5.1, height))
        arrow(ax, (6.9, height), (7.5, middle))
    _draw_stack(ax, Y, [_look(plane) for plane in Y], 8.7, middle, 1.9)
    for x, shape, what in [(0, X.shape, "input"), (3.7, K.shape, "filters"), (8.7, Y.shape, "output")]:
        ax.text(x, -1.45, f"{what} {shape}", ha="center", fontsize=10)
    ax.set(xlim=(-1.2, 10.3), ylim=(-1.6, 1.75 * (len(K) - 1) + 1.3), aspect="equal")
    ax.axis("off")
    said = f"Input {X.shape} with {', '.join(channels)}; filters {K.shape}: {', '.join(filters)}; output {Y.shape}"
    return titled(fig, title, said)


def matrix_product(left, right, result, names: tuple, row: int = 0, column: int = 0, title: str = ""):
    """A product of matrices, the right factor above the result: a row and a column meet in the entry they make.

    left, right, result: arrays of shape (n, k), (k, m) and (n, m)
    names:               their three captions; the shapes are added
    row, column:         the row of left, the column of right and the entry of result that are framed

    Returns a matplotlib figure.
    """
    left, right, result = np.asarray(left), np.asarray(right), np.asarray(result)
    sides, heights = (left.shape[1], max(right.shape[1], 3)), (right.shape[0], left.shape[0])
    size = (CELL * sum(sides) + 2.4, CELL * sum(heights) + 2.2)
    fig, axes = subplots(2, 2, figsize=size, width_ratios=sides, height_ratios=heights)
    axes[0, 0].axis("off")
    frames = [(-0.5, row - 0.5, left.shape[1], 1), (column - 0.5, -0.5, 1, len(right)), (column - 0.5, row - 0.5, 1, 1)]
    shown = [(axes[1, 0], left), (axes[0, 1], right), (axes[1, 1], result)]
    for (ax, grid), name, (x, y, width, height) in zip(shown, names, frames):
        draw_numbers(ax, grid, f"{name} {grid.shape}", CELL, colours={"cmap": "viridis"})
        ax.add_patch(patch((x, y), width, height, edgecolor="#d55e00", lw=3, zorder=5, clip_on=False))
    return titled(fig, title)


def _draw_cell(ax, place: tuple, text: str, inside: bool, read: bool) -> None:
    """One entry at (column, row): grey for padding, hatched for a pixel that is not read."""
    from matplotlib.patches import Rectangle  # here, because importing convlab should be quick

    look = {"facecolor": "#ffffff" if inside else "#dddddd", "edgecolor": "#999999"}
    hatch = {"hatch": "////", "gid": "unread"} if inside and not read else {}
    ax.add_patch(Rectangle((place[0] - 0.5, place[1] - 0.5), 1, 1, **look, **hatch))
    box = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1} if hatch else None
    ax.text(*place, text, ha="center", va="center", fontsize=10, color="black" if inside else "#666666", bbox=box)


def _draw_stack(ax, planes: np.ndarray, looks: list, x: float, y: float, width: float, names=None) -> None:
    """Planes of one shape around (x, y), the first in front, each further one up and to the right."""
    rows, columns = planes.shape[1:]
    wide, high = width * np.array([columns, rows]) / max(rows, columns)
    for c in reversed(range(len(planes))):
        shift = (c - (len(planes) - 1) / 2) * 0.24
        left, low = x + shift - wide / 2, y + shift - high / 2
        place = {"extent": (left, left + wide, low, low + high), "zorder": len(planes) - c}
        ax.imshow(planes[c], interpolation="nearest", **place, **looks[c])
        ax.add_patch(patch((left, low), wide, high, edgecolor="#333333", lw=1.2, zorder=len(planes) - c))
        if names:
            ax.text(left - 0.05, low + high, names[c], ha="right", va="top", fontsize=8)


def _look(plane: np.ndarray) -> dict:
    return red_to_blue(plane) if plane.min() < 0 else {"cmap": "gray", "vmin": 0, "vmax": max(plane.max(), 1)}
