"""Curves, bars and sheets of small images: what is drawn of measurements. Each function returns a matplotlib figure."""
import itertools

import numpy as np

from .drawing import COLOURS, WIDEST, red_to_blue, subplots, titled

LINES = ["-", "--", "-.", ":"]  # with the colours, so that curves are told apart in grey as well


def lines(panels: dict, xlabel: str, ylabel, title: str = "", ylim=None, log: str = "", level=None):
    """Curves over a common axis, in one panel or several side by side.

    panels: {caption: {name: y, or (x, y)}}; without x, the entries of y are numbered from 1
    ylabel: what y is, or a list with an entry for each panel
    ylim:   (lowest, highest) of y
    log:    the axes that are logarithmic: "x", "y" or "xy"
    level:  (y, name) of a dashed horizontal line, or a list with an entry for each panel

    Returns a matplotlib figure.
    """
    ylabels, levels = (given if isinstance(given, list) else [given] * len(panels) for given in (ylabel, level))
    fig, axes = subplots(1, len(panels), figsize=(min(WIDEST, 4.6 * len(panels) + 1.4), 3.4))
    for ax, (caption, found), what, dashed in zip(axes.flat, panels.items(), ylabels, levels):
        for (name, points), colour, line in zip(found.items(), itertools.cycle(COLOURS), itertools.cycle(LINES)):
            x, y = points if isinstance(points, tuple) else (np.arange(1, len(points) + 1), points)
            ax.plot(x, y, line, color=colour, marker="o" if len(y) <= 25 else "", markersize=4, label=name)
        if dashed:
            ax.axhline(dashed[0], color="#666666", ls=(0, (1, 1)), lw=1.2, label=dashed[1])
        ax.set(xlabel=xlabel, ylabel=what, title=caption, **{f"{axis}scale": "log" for axis in log})
        if ylim:  # set_ylim(None) would keep the limits of now, which are those of a linear scale
            ax.set_ylim(*ylim)
        if len(ax.lines) > 1:
            ax.legend(fontsize=8)
        ends = [f"{name} from {y[0]:.3g} to {y[-1]:.3g}" for name, y in _heights(found).items()]
        ax.alternative = f"{caption}: {what} against {xlabel}: {', '.join(ends)}"
    return titled(fig, title)


def bars(series: dict, xlabel: str, title: str = "", log: bool = False, limit=None, numbers: str = "%.1f"):
    """Horizontal bars: a group for each name, in it a bar for each series, with its number at its end.

    series:  {series: {name: value}}, the same names in each
    limit:   (value, name) of a dashed vertical line
    numbers: how the numbers are written, "" for none

    Returns a matplotlib figure.
    """
    names = list(next(iter(series.values())))
    fig, axes = subplots(1, 1, figsize=(8.5, 0.2 * len(names) * (len(series) + 1) + 1.1))
    ax = axes[0, 0]
    thick = 0.8 / len(series)
    for k, ((caption, values), colour) in enumerate(zip(series.items(), COLOURS)):
        places = np.arange(len(names)) + thick * (k - (len(series) - 1) / 2)
        lengths = [float(values[name]) for name in names]  # integers of a browser's NumPy end at 2**31
        found = ax.barh(places, lengths, 0.92 * thick, color=colour, label=caption)
        if numbers:
            ax.bar_label(found, fmt=numbers, padding=3, fontsize=9)
    if limit:
        ax.axvline(limit[0], color="#d55e00", ls="--", label=limit[1])
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel=xlabel, xscale="log" if log else "linear")
    ax.margins(x=0.25 if log else 0.12)  # room for the numbers
    ax.invert_yaxis()
    if len(series) > 1 or limit:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=9)
    said = [f"{caption}: " + ", ".join(f"{name} {values[name]:.3g}" for name in names)
            for caption, values in series.items()]  # fmt: skip
    return titled(fig, title, f"Bars of {xlabel}. {'; '.join(said)}")


def image_sheet(images: list, captions: list, columns: int, title: str = "", cross: bool = False):
    """Many small images in rows, each below its caption; those with negative entries in red and blue.

    images:   arrays of shape (H, W), brightness from 0 to 1, drawn as ink: 1 is black
    captions: a text for each
    columns:  images in a row
    cross:    whether lines mark the middle of each image

    Returns a matplotlib figure.
    """
    rows = -(-len(images) // columns)
    side = min(1.7, WIDEST / columns)
    deep = max(caption.count("\n") + bool(caption) for caption in map(str, captions))
    fig, axes = subplots(rows, columns, figsize=(side * columns, (side + 0.17 * deep) * rows + 0.5 * bool(title)))
    fig.get_layout_engine().set(h_pad=0.03, w_pad=0.03)
    for ax, image, caption in zip(axes.flat, map(np.asarray, images), captions, strict=False):
        ax.imshow(image, **(red_to_blue(image) if image.min() < 0 else {"cmap": "gray_r", "vmin": 0, "vmax": 1}))
        ax.set_title(caption, fontsize=9)
        if cross:
            ax.axhline(image.shape[0] / 2 - 0.5, color="#d55e00", lw=0.8)
            ax.axvline(image.shape[1] / 2 - 0.5, color="#d55e00", lw=0.8)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
    for ax in axes.flat[len(images):]:
        ax.axis("off")
    told = ", ".join(str(caption).replace("\n", ", ") for caption in captions)
    return titled(fig, title, f"{len(images)} small images: {told}")


def _heights(found: dict) -> dict:
    return {name: points[1] if isinstance(points, tuple) else points for name, points in found.items()}
