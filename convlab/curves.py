"""What was measured, as curves and histograms: losses, spreads, times. Each function returns a matplotlib figure."""
import itertools

import numpy as np

from .drawing import CELL, COLOURS, WIDEST, draw_numbers, subplots, titled

CURVE = 2.8  # inches that a curve needs beside heat maps


def loss_and_kernels(losses: dict, kernels: dict, target, title: str = ""):
    """The loss while a kernel is learned, and the kernel on its way.

    losses:  {number of steps: loss}
    kernels: {number of steps: array of shape (HH, WW)}
    target:  the kernel that made the data, of the same shape

    Returns a matplotlib figure.
    """
    captions = {steps: "1 step" if steps == 1 else f"{steps} steps" for steps in kernels}
    shown = {**{captions[steps]: kernel for steps, kernel in kernels.items()}, "target": target}
    columns, between = max(np.shape(target)[1], 2), 0.5 * (len(shown) + 1)
    cell = min(CELL, (WIDEST - CURVE - between) / (columns * len(shown)))
    ratios = [CURVE] + [cell * columns] * len(shown)
    fig, axes = subplots(1, len(ratios), figsize=(sum(ratios) + between, 3.4), width_ratios=ratios)
    curve, *others = axes.flat
    curve.plot(list(losses), list(losses.values()), marker="o", markersize=3, color="#0072b2")
    curve.set(yscale="log", xlabel="steps", ylabel="loss")
    first, last = list(losses)[0], list(losses)[-1]
    curve.alternative = f"The loss goes from {losses[first]:.3g} after {first} steps to {losses[last]:.3g} after {last}"
    largest = max(np.abs(kernel).max() for kernel in shown.values())
    for ax, (caption, kernel) in zip(others, shown.items()):
        draw_numbers(ax, np.asarray(kernel), caption, cell, largest, digits=2)
    return titled(fig, title)


def activation_histograms(layers: dict, limits: dict, title: str = ""):
    """How the outputs of each layer of a network are spread, the first layer at the bottom of its panel.

    layers: {name of a row: {caption: list of arrays, one for each layer}}
    limits: {name of a row: (lowest, highest)}; numbers outside are counted in the outermost bars

    A bar is as high as its share of all numbers; from 8 percent on it is cut off, so that zeros hide nothing.
    Returns a matplotlib figure.
    """
    columns = max(len(row) for row in layers.values())
    size = (min(WIDEST, 2.5 * columns), 3.0 * len(layers) + 0.4)
    fig, axes = subplots(len(layers), columns, figsize=size, sharey=True)
    for row, (name, panels) in zip(axes, layers.items()):
        for ax, (caption, outputs) in zip(row, panels.items()):
            for k, values in enumerate(outputs, 1):
                counts, edges = np.histogram(np.clip(values, *limits[name]), bins=40, range=limits[name])
                heights = np.minimum(counts / values.size / 0.08, 1)
                ax.stairs(k + 0.85 * heights, edges, baseline=k, fill=True, color=COLOURS[0])
            ax.set_title(f"{name}, {caption}\nlayer {len(outputs)}: std {np.std(outputs[-1]):.2g}", fontsize=9)
            ax.set(xlabel="output", yticks=range(1, len(outputs) + 1))
        row[0].set_ylabel("layer")
    return titled(fig, title)


def time_curves(panels: dict, title: str = ""):
    """Milliseconds against the side of a picture on logarithmic axes, each curve with its name at its end.

    panels: {caption: {name: {side in pixels: seconds}}}

    Returns a matplotlib figure.
    """
    fig, axes = subplots(1, len(panels), figsize=(min(WIDEST, 5 * len(panels) + 1), 4.2), sharey=True)
    for ax, (caption, curves) in zip(axes.flat, panels.items()):
        for (name, times), colour, marker in zip(curves.items(), itertools.cycle(COLOURS), itertools.cycle("os^Dv")):
            sides, spent = list(times), [1000 * seconds for seconds in times.values()]
            ax.plot(sides, spent, marker=marker, markersize=5, color=colour)
            near = [1000 * other[sides[-1]] for other in curves.values() if sides[-1] in other]
            below = any(1 < value / spent[-1] < 10 for value in near)  # a curve above it leaves no room there
            ends = {"textcoords": "offset points", "xytext": (4, -16 if below else 7), "ha": "right"}
            where = {"va": "top" if below else "bottom", "color": colour, "fontsize": 9}
            ax.annotate(name, (sides[-1], spent[-1]), **ends, **where)
        ticks = sorted({side for times in curves.values() for side in times})
        ends = [f"{name} {1000 * list(times.values())[-1]:.3g} ms at {max(times)}" for name, times in curves.items()]
        ax.alternative = f"{caption}, milliseconds by side in pixels: {', '.join(ends)}"
        ax.set(xscale="log", yscale="log", title=caption, xlabel="side of the image (pixels)")
        ax.set_xticks(ticks, ticks)
        ax.minorticks_off()
        ax.set_xlim(ticks[0] * 0.85, ticks[-1] * 1.3)
        ax.margins(y=0.12)  # room for the names
        ax.tick_params(labelleft=True)
    axes[0, 0].set_ylabel("milliseconds")
    return titled(fig, title)
