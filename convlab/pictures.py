"""Pictures for the notebooks: functions that take arrays and return a matplotlib figure.

They draw what they are given and correlate nothing themselves; where a result is shown, it was computed by
the student's function. Blue is positive, red negative, white zero; brightness alone is grey or viridis.
"""
import itertools

import numpy as np

CELL = 0.52  # inches a number needs in a heat map
WIDEST = 10  # inches; Jupyter shrinks a wider figure to the page, and its letters with it
CURVE = 2.8  # inches that a curve needs beside heat maps
READABLE = 400  # entries up to which a heat map shows its numbers
# Okabe and Ito's, told apart by the colour-blind as well.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]


# --- numbers ----------------------------------------------------------------------------------


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
    fig, axes = _subplots(1, len(grids), figsize=size, width_ratios=widths)
    for ax, (caption, grid) in zip(axes.flat, grids.items()):
        _draw_numbers(ax, grid, caption, cell, colours={"cmap": cmap, "vmin": limits[0], "vmax": limits[1]})
    if marked is not None:
        _frame(axes.flat[0], np.atleast_2d(marked))
    return _titled(fig, title)


def difference_map(got, expected, title: str = "where they differ"):
    """got - expected as a heat map, white where they agree.

    got, expected: arrays of one shape (H, W); ValueError for different shapes

    Returns a matplotlib figure.
    """
    got, expected = np.atleast_2d(got), np.atleast_2d(expected)
    if got.shape != expected.shape:
        raise ValueError(f"got has shape {got.shape}, expected has {expected.shape}; they must be equal")
    fig, axes = _subplots(1, 1, figsize=(5.2, 4.2))
    image = _draw_picture(axes[0, 0], got - expected, signed=True)
    fig.colorbar(image, ax=axes[0, 0], label="got - expected")
    return _titled(fig, title)


# --- photographs ------------------------------------------------------------------------------


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
    fig, axes = _subplots(rows, columns, figsize=(side * columns, (0.8 * side * tallest + 0.9) * rows + 0.4))
    for ax, (caption, picture) in zip(axes.flat, pictures.items()):
        _draw_picture(ax, np.asarray(picture), signed=bool(np.min(picture) < 0))
        ax.set_title(caption, fontsize=10)
    for ax in axes.flat[len(pictures):]:
        ax.axis("off")
    return _titled(fig, title)


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
    fig, axes = _subplots(rows, columns, figsize=(side * columns, (side + 0.8) * rows + 0.5))
    for ax, (name, kernel) in zip(axes.flat, kernels.items()):
        kernel = np.asarray(kernel)
        _draw_picture(ax, correlate(photo, kernel), signed=not np.isclose(kernel.sum(), 1))
        ax.set_title(f"{name}\n{_as_lines(kernel)}", fontsize=9, family="monospace")
    for ax in axes.flat[len(kernels):]:
        ax.axis("off")
    return _titled(fig, title)


# --- learning ---------------------------------------------------------------------------------


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
    fig, axes = _subplots(1, len(ratios), figsize=(sum(ratios) + between, 3.4), width_ratios=ratios)
    curve, *others = axes.flat
    curve.plot(list(losses), list(losses.values()), marker="o", markersize=3, color="#0072b2")
    curve.set(yscale="log", xlabel="steps", ylabel="loss")
    largest = max(np.abs(kernel).max() for kernel in shown.values())
    for ax, (caption, kernel) in zip(others, shown.items()):
        _draw_numbers(ax, np.asarray(kernel), caption, cell, largest, digits=2)
    return _titled(fig, title)


def activation_histograms(layers: dict, limits: dict, title: str = ""):
    """How the outputs of each layer of a network are spread, the first layer at the bottom of its panel.

    layers: {name of a row: {caption: list of arrays, one for each layer}}
    limits: {name of a row: (lowest, highest)}; numbers outside are counted in the outermost bars

    A bar is as high as its share of all numbers; from 8 percent on it is cut off, so that zeros hide nothing.
    Returns a matplotlib figure.
    """
    columns = max(len(row) for row in layers.values())
    size = (min(WIDEST, 2.5 * columns), 3.0 * len(layers) + 0.4)
    fig, axes = _subplots(len(layers), columns, figsize=size, sharey=True)
    for row, (name, panels) in zip(axes, layers.items()):
        for ax, (caption, outputs) in zip(row, panels.items()):
            for k, values in enumerate(outputs, 1):
                counts, edges = np.histogram(np.clip(values, *limits[name]), bins=40, range=limits[name])
                heights = np.minimum(counts / values.size / 0.08, 1)
                ax.stairs(k + 0.85 * heights, edges, baseline=k, fill=True, color=COLOURS[0])
            ax.set_title(f"{name}, {caption}\nlayer {len(outputs)}: std {np.std(outputs[-1]):.2g}", fontsize=9)
            ax.set(xlabel="output", yticks=range(1, len(outputs) + 1))
        row[0].set_ylabel("layer")
    return _titled(fig, title)


# --- networks ---------------------------------------------------------------------------------


def connections(sizes: list, links: list, names: list, seen_by=None, title: str = ""):
    """Layers of numbers as rows of dots, and a line wherever one number is used for another.

    sizes:   number of dots in each layer, the input first (drawn lowest)
    links:   one list for each pair of neighbouring layers, of (from, to) pairs of positions
    names:   a caption for each layer
    seen_by: position of a dot in the last layer; everything it depends on is coloured

    Returns a matplotlib figure.
    """
    reached = [set() for _ in sizes]
    if seen_by is not None:
        reached[-1] = {seen_by}
        for k in reversed(range(len(links))):
            reached[k] = {start for start, end in links[k] if end in reached[k + 1]}
    fig, axes = _subplots(1, 1, figsize=(0.5 * max(sizes) + 2, 1.2 * len(sizes) + 0.4))
    ax = axes[0, 0]
    for k, pairs in enumerate(links):
        for start, end in pairs:
            used = end in reached[k + 1] or seen_by is None
            places = [_place(start, sizes[k], sizes), _place(end, sizes[k + 1], sizes)]
            look = {"color": "#0072b2", "lw": 1.2} if used else {"color": "#bbbbbb", "lw": 0.7}
            ax.plot(places, [k, k + 1], **look, zorder=1 + used)
    for k, size in enumerate(sizes):
        colours = ["#0072b2" if i in reached[k] else "#ffffff" for i in range(size)]
        places = [_place(i, size, sizes) for i in range(size)]
        ax.scatter(places, [k] * size, s=110, c=colours, edgecolors="#333333", zorder=3)
    ax.set_yticks(range(len(sizes)), names)
    ax.set(xticks=[], ylim=(-0.4, len(sizes) - 0.6))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return _titled(fig, title)


def fields_on_photograph(photo, fields: dict, row: int, column: int, title: str = ""):
    """Squares of given side lengths on a photograph, all around one pixel.

    photo:       array of shape (H, W)
    fields:      {caption: side length in pixels}
    row, column: the pixel in the middle

    Returns a matplotlib figure.
    """
    fig, axes = _subplots(1, 1, figsize=(6.4, 4.8))
    ax = axes[0, 0]
    _draw_picture(ax, np.asarray(photo), signed=False)
    colours = ["#ffd92f", "#56b4e9", "#ff9d5c", "#ffffff", "#00d0a0"]
    for (caption, side), colour in zip(fields.items(), itertools.cycle(colours), strict=False):
        corner = (column - side / 2, row - side / 2)
        ax.add_patch(_patch(corner, side, side, edgecolor=colour, lw=2.2, label=f"{caption}: {side} pixels"))
    aside = {"loc": "center left", "bbox_to_anchor": (1.02, 0.5)}
    ax.legend(**aside, facecolor="#666666", labelcolor="white", fontsize=9)
    return _titled(fig, title)


def computational_graph(nodes: dict, arrows: list, title: str = ""):
    """A computation as a graph: the forward pass in blue above its arrows, the backward pass in orange below them.

    nodes:  {name: (column, row, text)}, row 0 at the top; what has arrows in and out, an operation, gets a circle
    arrows: list of (from, to, value), or (from, to, value, gradient) for an arrow that is followed back as well

    Returns a matplotlib figure.
    """
    places = {name: np.array([1.9 * column, -1.25 * row]) for name, (column, row, _) in nodes.items()}
    operations = {start for start, *_ in arrows} & {end for _, end, *_ in arrows}
    room = {name: 0.16 + 0.04 * max(map(len, text.split("\n"))) for name, (_, _, text) in nodes.items()}
    room |= dict.fromkeys(operations, 0.32)
    low, high = np.min(list(places.values()), axis=0), np.max(list(places.values()), axis=0)
    wide, tall = high - low + [1.7, 1.1]
    scale = min(1.0, WIDEST / wide)
    fig, axes = _subplots(1, 1, figsize=(scale * wide, scale * tall + 0.4 * bool(title)))
    ax = axes[0, 0]
    for start, end, value, *gradient in arrows:
        along = places[end] - places[start]
        length = np.hypot(*along)
        along, up = along / length, np.array([-along[1], along[0]]) / length
        tail = places[start] + along * room[start]
        head = places[end] - along * room[end]
        angle = {"rotation": np.degrees(np.arctan2(along[1], along[0])), "rotation_mode": "anchor", "fontsize": 11}
        aside = 0.05 * up if gradient else 0 * up
        _arrow(ax, tail + aside, head + aside, COLOURS[0])
        ax.text(*(tail + head) / 2 + 0.09 * up, short(value), color=COLOURS[0], ha="center", va="bottom", **angle)
        for slope in gradient:
            _arrow(ax, head - aside, tail - aside, COLOURS[1])
            ax.text(*(tail + head) / 2 - 0.09 * up, short(slope), color=COLOURS[1], ha="center", va="top", **angle)
    for name, (_, _, text) in nodes.items():
        circle = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": "#333333", "linewidth": 1.3}
        box = circle if name in operations else None
        ax.text(*places[name], text, ha="center", va="center", fontsize=13 if box else 10, bbox=box)
    ax.set(xlim=(low[0] - 0.85, high[0] + 0.85), ylim=(low[1] - 0.55, high[1] + 0.55), aspect="equal")
    ax.axis("off")
    return _titled(fig, title)


def network_diagram(arrays: list, layers: list, title: str = ""):
    """A network from left to right: the arrays of one picture, and the layers between them.

    arrays: list of (name, shape), the shape (C, H, W) for maps, drawn as planes, or (D,) for a row of numbers
    layers: list of (name, parameters), one for each arrow: two texts, the second written below it

    Returns a matplotlib figure.
    """
    fig, axes = _subplots(1, 1, figsize=(WIDEST, 2.7))
    ax = axes[0, 0]
    largest = max(side for _, shape in arrays for side in shape[1:])
    rooms = []  # from the left to the right end of what is drawn
    for k, (name, shape) in enumerate(arrays):
        high, wide = np.array(shape[1:]) / largest if len(shape) == 3 else (0.2 * np.log2(1 + shape[0]), 0.12)
        planes = min(shape[0], 6) if len(shape) == 3 else 1
        for plane in reversed(range(planes)):
            shift = 0.05 * (plane - (planes - 1) / 2)
            look = {"facecolor": "#ddebf5", "edgecolor": COLOURS[0], "lw": 1.2, "fill": True, "gid": name}
            ax.add_patch(_patch((2 * k + shift - wide / 2, shift - high / 2), wide, high, **look))
        rooms.append((2 * k - wide / 2 - 0.18, 2 * k + wide / 2 + 0.18))
        ax.text(2 * k, 0.95, name, ha="center", fontsize=9)
        ax.text(2 * k, -1.05, f"{shape}", ha="center", fontsize=8.5)
    for (_, start), (end, _), (name, parameters) in zip(rooms[:-1], rooms[1:], layers, strict=True):
        _arrow(ax, (start, 0), (end, 0), COLOURS[1])
        ax.text((start + end) / 2, 0.08, name, ha="center", va="bottom", fontsize=8.5, color=COLOURS[1])
        ax.text((start + end) / 2, -1.3, parameters, ha="center", va="top", fontsize=8, color=COLOURS[1])
    ax.set(xlim=(-0.9, 2 * len(arrays) - 1.1), ylim=(-1.9, 1.3), aspect="equal")
    ax.axis("off")
    return _titled(fig, title)


def norm_axes(shared: dict, title: str = ""):
    """The numbers in a batch of pictures as a block, once for each caption, those that share one mean coloured.

    shared: {caption: boolean array of shape (N, C, P)}: N examples from front to back, C channels from left to
            right, P pixels from top to bottom; only the first example, pixel and the last channel can be seen

    Returns a matplotlib figure.
    """
    from matplotlib.patches import Polygon

    deep = 0.45  # how far back an example moves its numbers to the right and up
    fig, axes = _subplots(1, len(shared), figsize=(min(WIDEST, 2.5 * len(shared) + 0.3), 2.2))
    for ax, (caption, block) in zip(axes.flat, shared.items()):
        N, C, P = block.shape
        for n, c, p in np.ndindex(N, C, P):
            across, back, down = np.eye(3)
            sides = [(n == 0, (across, down), "#ffffff"), (p == 0, (across, back), "#eeeeee")]
            for seen, (u, v), pale in [*sides, (c == C - 1, (back, down), "#dddddd")]:
                if seen:
                    corner = np.array([c + (pale == "#dddddd"), n, p])
                    x, y, z = np.array([corner, corner + u, corner + u + v, corner + v]).T
                    colours = (COLOURS[0], "#bfe0f5") if block[n, c, p] else (pale, "#555555")
                    look = dict(zip(["facecolor", "edgecolor"], colours), linewidth=0.8)
                    ax.add_patch(Polygon(np.stack([x + deep * y, deep * y - z], axis=1), **look))
        ax.text(C / 2, -P - 0.2, "channels", ha="center", va="top", fontsize=9)
        ax.text(-0.2, -P / 2, "pixels", ha="right", va="center", rotation=90, fontsize=9)
        ax.text(C + deep * N / 2 + 0.2, deep * N / 2 - P - 0.2, "examples", ha="left", va="center", fontsize=9)
        ax.set(xlim=(-1.1, C + deep * N + 1.8), ylim=(-P - 1.1, deep * N + 0.2), aspect="equal", title=caption)
        ax.axis("off")
    return _titled(fig, title)


# --- windows ----------------------------------------------------------------------------------


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
    fig, axes = _subplots(1, 1, figsize=(CELL * columns + 1.2, CELL * rows + 1.3))
    ax = axes[0, 0]
    for place in np.ndindex(rows, columns):
        i, j = place[0] - pad[0], place[1] - pad[1]
        inside = 0 <= i < picture.shape[0] and 0 <= j < picture.shape[1]
        read = any(row <= place[0] < row + size[0] and col <= place[1] < col + size[1] for row, col in places)
        _draw_cell(ax, place[::-1], short(picture[i, j]) if inside else "0", inside, read)
    for (row, col), colour in zip(places, itertools.cycle(COLOURS)):
        corner = (col - 0.42, row - 0.42)
        ax.add_patch(_patch(corner, size[1] - 0.16, size[0] - 0.16, edgecolor=colour, lw=2.5, gid="window"))
        ax.plot(col - 0.3, row - 0.3, "o", color=colour, markersize=4)
    ax.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal", xlabel="column", ylabel="row")
    ax.set(xticks=range(columns), yticks=range(rows))
    return _titled(fig, title)


def windows_along_axis(stories: dict, title: str = ""):
    """Windows on one axis of inputs, numbered in the order of their places; inputs that none covers are hatched.

    stories: {caption: (n, (before, after), k, starts)}: n inputs, zeros before and after them, drawn in grey,
             and the first position of each window of length k, counted with the zeros

    Returns a matplotlib figure.
    """
    widest = max(n + sum(zeros) for n, zeros, _, _ in stories.values())
    deepest = [2.0 + 0.5 * len(starts) for *_, starts in stories.values()]
    size = (min(WIDEST, CELL * widest + 1), 0.36 * sum(deepest) + 0.8)
    fig, axes = _subplots(len(stories), 1, figsize=size, height_ratios=deepest)
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
        ax.tick_params(length=0, pad=0, labeltop=True, labelbottom=False)  # between the title and the cells
        ax.spines[:].set_visible(False)
    axes[-1, 0].set_xlabel("above the cells: positions, zeros counted too")
    return _titled(fig, title)


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
    fig, axes = _subplots(1, 1, figsize=(WIDEST, 1 + 1.75 * max(len(K), 2)))
    ax = axes[0, 0]
    middle = 1.75 * (len(K) - 1) / 2
    _draw_stack(ax, X, [_look(plane) for plane in X], 0, middle, 1.9, channels)
    for f, (kernel, output) in enumerate(zip(K, Y, strict=True)):
        height = 1.75 * (len(K) - 1 - f)
        ax.text(3.9, height + 0.78, filters[f], ha="center", fontsize=9)
        _draw_stack(ax, kernel, [_red_to_blue(kernel)] * len(kernel), 3.7, height, 0.8)
        _draw_stack(ax, output[None], [_look(output)], 6, height, 1.5)
        _arrow(ax, (1.5, middle), (2.95, height))
        _arrow(ax, (4.6, height), (5.1, height))
        _arrow(ax, (6.9, height), (7.5, middle))
    _draw_stack(ax, Y, [_look(plane) for plane in Y], 8.7, middle, 1.9)
    for x, shape, what in [(0, X.shape, "input"), (3.7, K.shape, "filters"), (8.7, Y.shape, "output")]:
        ax.text(x, -1.45, f"{what} {shape}", ha="center", fontsize=10)
    ax.set(xlim=(-1.2, 10.3), ylim=(-1.6, 1.75 * (len(K) - 1) + 1.3), aspect="equal")
    ax.axis("off")
    return _titled(fig, title)


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
    fig, axes = _subplots(2, 2, figsize=size, width_ratios=sides, height_ratios=heights)
    axes[0, 0].axis("off")
    frames = [(-0.5, row - 0.5, left.shape[1], 1), (column - 0.5, -0.5, 1, len(right)), (column - 0.5, row - 0.5, 1, 1)]
    shown = [(axes[1, 0], left), (axes[0, 1], right), (axes[1, 1], result)]
    for (ax, grid), name, (x, y, width, height) in zip(shown, names, frames):
        _draw_numbers(ax, grid, f"{name} {grid.shape}", CELL, colours={"cmap": "viridis"})
        ax.add_patch(_patch((x, y), width, height, edgecolor="#d55e00", lw=3, zorder=5, clip_on=False))
    return _titled(fig, title)


# --- time -------------------------------------------------------------------------------------


def time_curves(panels: dict, title: str = ""):
    """Milliseconds against the side of a picture on logarithmic axes, each curve with its name at its end.

    panels: {caption: {name: {side in pixels: seconds}}}

    Returns a matplotlib figure.
    """
    fig, axes = _subplots(1, len(panels), figsize=(min(WIDEST, 5 * len(panels) + 1), 4.2), sharey=True)
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
        ax.set(xscale="log", yscale="log", title=caption, xlabel="side of the picture (pixels)")
        ax.set_xticks(ticks, ticks)
        ax.minorticks_off()
        ax.set_xlim(ticks[0] * 0.85, ticks[-1] * 1.3)
        ax.margins(y=0.12)  # room for the names
        ax.tick_params(labelleft=True)
    axes[0, 0].set_ylabel("milliseconds")
    return _titled(fig, title)


# --- shared -----------------------------------------------------------------------------------


def _subplots(rows: int, columns: int, **options):
    """A figure that pyplot does not keep: shown where the cell returns it, once."""
    import matplotlib.pyplot as plt  # here, because importing convlab should be quick

    fig, axes = plt.subplots(rows, columns, squeeze=False, layout="constrained", **options)
    fig.get_layout_engine().set(h_pad=0.1, w_pad=0.08)
    plt.close(fig)
    return fig, axes


def _titled(fig, title: str):
    if title:
        fig.suptitle(title, fontsize=12)
    return fig


def _draw_numbers(ax, grid: np.ndarray, caption: str, cell: float, largest=None, digits: int = 3, colours=None):
    signed = largest is not None or grid.min() < 0
    image = ax.imshow(grid, **(_red_to_blue(grid, largest) if signed else colours))
    if grid.size <= READABLE:
        longest = max(len(short(value, digits)) for value in grid.flat)
        fontsize = min(10, 72 * cell / (0.75 * longest + 0.3))  # 72 points an inch; a digit needs 0.75 of the size
        for (i, j), value in np.ndenumerate(grid):
            dark = sum(image.cmap(image.norm(float(value)))[:3]) < 1.5
            centred = {"ha": "center", "va": "center", "color": "white" if dark else "black"}
            ax.text(j, i, short(value, digits), **centred, fontsize=fontsize)
    rows, columns = grid.shape
    ax.set(title=caption, xticks=range(columns), xlabel="column", yticks=range(rows) if rows > 1 else [])
    if rows > 1:
        ax.set_ylabel("row")


def _draw_picture(ax, picture: np.ndarray, signed: bool):
    grey = {"cmap": "gray", "vmin": 0, "vmax": 1}
    image = ax.imshow(picture, **(_red_to_blue(picture) if signed else grey))
    ax.locator_params(integer=True, nbins=6)
    ax.tick_params(labelsize=8)
    ax.set_xlabel("column", fontsize=9)
    ax.set_ylabel("row", fontsize=9)
    return image


def _red_to_blue(grid: np.ndarray, largest: float | None = None) -> dict:
    # Photographs have a few extreme pixels; the scale follows the other 99.5 percent.
    largest = largest or np.percentile(np.abs(grid), 99.5 if grid.size > READABLE else 100) or 1.0
    return {"cmap": "RdBu", "vmin": -largest, "vmax": largest}


def _frame(ax, marked: np.ndarray) -> None:
    for i, j in np.argwhere(marked):
        ax.add_patch(_patch((j - 0.5, i - 0.5), 1, 1, edgecolor="#d55e00", lw=3))


def _patch(corner: tuple, width: float, height: float, fill: bool = False, **options):
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, fill=fill, **options)


def _draw_cell(ax, place: tuple, text: str, inside: bool, read: bool) -> None:
    """One entry at (column, row): grey for padding, hatched for a pixel that is not read."""
    from matplotlib.patches import Rectangle

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
        ax.add_patch(_patch((left, low), wide, high, edgecolor="#333333", lw=1.2, zorder=len(planes) - c))
        if names:
            ax.text(left - 0.05, low + high, names[c], ha="right", va="top", fontsize=8)


def _look(plane: np.ndarray) -> dict:
    return _red_to_blue(plane) if plane.min() < 0 else {"cmap": "gray", "vmin": 0, "vmax": max(plane.max(), 1)}


def _arrow(ax, start: tuple, end: tuple, colour: str = "#555555") -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.2})


def _place(position: int, size: int, sizes: list) -> float:
    """Dots of a smaller layer stand centred above those of the widest."""
    return position + (max(sizes) - size) / 2


def _as_lines(kernel: np.ndarray) -> str:
    shown = [[short(value, 2) for value in row] for row in kernel]
    width = max(len(value) for row in shown for value in row)
    return "\n".join(" ".join(value.rjust(width) for value in row) for row in shown)


def short(value: float, digits: int = 3) -> str:
    """A number as it stands in figures: rounded, with a proper minus sign."""
    shown = f"{np.round(float(value), digits) + 0.0:.6g}"  # + 0.0 turns -0 into 0
    return shown.replace("-", "−")
