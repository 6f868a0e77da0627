"""Pictures for the notebooks: functions that take arrays and return a matplotlib figure or HTML.

They draw what they are given and correlate nothing themselves; where a result is shown, it was computed by
the student's function. Blue is positive, red negative, white zero; brightness alone is grey or viridis.
"""
import html
import itertools
import json
import zlib

import numpy as np

CELL = 0.52  # inches a number needs in a heat map
WIDEST = 10  # inches; Jupyter shrinks a wider figure to the page, and its letters with it
CURVE = 2.8  # inches that a curve needs beside heat maps
READABLE = 400  # entries up to which a heat map shows its numbers
_counter = itertools.count()  # a page may hold one animation twice


# --- numbers ----------------------------------------------------------------------------------


def heat_maps(arrays: dict, title: str = "", marked=None, cmap: str = "viridis"):
    """Heat maps in a row, with their numbers written in.

    arrays: {caption: array of shape (H, W) or (W,)}
    title:  the point of the figure
    marked: boolean array of the shape of the first array; its True entries are framed
    cmap:   colours of arrays without negative entries, such as "gray" for pictures

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
        _draw_numbers(ax, grid, caption, cell, cmap=cmap)
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
    fig, axes = _subplots(rows, columns, figsize=(3.3 * columns, 3.5 * rows + 0.4))
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


# --- animation --------------------------------------------------------------------------------


def window_animation(X, K, Y, title: str = ""):
    """The kernel on its way over the picture while the output fills up, with buttons to stop and step.

    X: array of shape (H, W)
    K: array of shape (HH, WW)
    Y: array of shape (H - HH + 1, W - WW + 1), or the student's function, called as Y(X, K)

    Returns an IPython HTML object that needs nothing from outside.
    """
    from IPython.display import HTML

    X, K = np.atleast_2d(X), np.atleast_2d(K)
    Y = np.atleast_2d(Y(X, K) if callable(Y) else Y)
    places = (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    if Y.shape != places:
        raise ValueError(f"Y has shape {Y.shape}, but the kernel fits into X at {places} places")
    arrays = {"X": X, "K": K, "Y": Y}
    data = {label: [[_short(value) for value in row] for row in grid] for label, grid in arrays.items()}
    # Named by content too: a saved page may hold animations of an earlier session, which counted from 0 as well.
    told = json.dumps(data)
    filled = {
        "@NAME@": f"window-{zlib.crc32(told.encode()):08x}-{next(_counter)}",
        "@TITLE@": html.escape(title),
        "@GRIDS@": "".join(_svg_grid(label, grid) for label, grid in arrays.items()),
        "@LAST@": str(Y.size - 1),
        "@DATA@": told,
    }
    page = _PAGE
    for mark, text in filled.items():
        page = page.replace(mark, text)
    return HTML(page)


def _svg_grid(label: str, grid: np.ndarray) -> str:
    """One array as squares with numbers; the script finds the squares by their class."""
    side = 40
    rows, columns = grid.shape
    cells = "".join(
        f"<g class='{label}-{i}-{j}' transform='translate({j * side + 2} {i * side + 2})'>"
        f"<rect width='{side}' height='{side}' fill='#fff' stroke='#999'/>"
        f"<text x='{side / 2}' y='{side / 2 + 5}' text-anchor='middle' font-size='14'>{_short(value)}</text>"
        "</g>"
        for (i, j), value in np.ndenumerate(grid)
    )
    size = f"width='{columns * side + 4}' height='{rows * side + 4}'"
    caption = f"<figcaption>{label}</figcaption>"
    drawing = f"<svg {size} role='img' aria-label='{label}'>{cells}</svg>"
    return f"<figure style='margin:0'>{caption}{drawing}</figure>"


_PAGE = """
<style>
#@NAME@ { background: #fff; color: #000; padding: 8px 12px; border: 1px solid #ccc; display: inline-block }
#@NAME@ .grids { display: flex; gap: 28px; align-items: center; flex-wrap: wrap; margin: 6px 0 }
#@NAME@ .sum { font-family: monospace; min-height: 1.5em }
#@NAME@ .place { width: 220px; vertical-align: middle }
</style>
<div id="@NAME@">
<div style="font-weight:bold">@TITLE@</div>
<div class="grids">@GRIDS@</div>
<div class="sum"></div>
<button type="button" class="play">pause</button>
<input type="range" class="place" min="0" max="@LAST@" value="0" step="1" aria-label="place of the window">
</div>
<script>
(function () {
  const box = document.getElementById("@NAME@"), data = @DATA@;
  const [X, K, Y] = [data.X, data.K, data.Y];
  const slider = box.querySelector(".place"), button = box.querySelector(".play");
  const paint = (cell, fill, shown) => {
    const group = box.querySelector("." + cell);
    group.querySelector("rect").setAttribute("fill", fill);
    group.querySelector("text").style.opacity = shown ? 1 : 0;
  };
  const show = (place) => {
    const top = Math.floor(place / Y[0].length), left = place % Y[0].length, products = [];
    X.forEach((line, i) => line.forEach((x, j) => {
      const a = i - top, b = j - left, inside = a >= 0 && a < K.length && b >= 0 && b < K[0].length;
      if (inside) products.push(x + "\\u00b7" + (K[a][b].startsWith("\\u2212") ? "(" + K[a][b] + ")" : K[a][b]));
      paint("X-" + i + "-" + j, inside ? "#a6d5f5" : "#fff", true);
    }));
    K.forEach((line, a) => line.forEach((k, b) => paint("K-" + a + "-" + b, "#a6d5f5", true)));
    Y.forEach((line, i) => line.forEach((y, j) => {
      const turn = i * Y[0].length + j;
      paint("Y-" + i + "-" + j, turn === place ? "#ffd27f" : turn < place ? "#fff" : "#eee", turn <= place);
    }));
    const kept = products.length > 9 ? products.slice(0, 9).concat("\\u2026") : products;
    box.querySelector(".sum").textContent = kept.join(" + ") + " = " + Y[top][left];
    slider.value = place;
  };
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; button.textContent = "play"; };
  const start = () => {
    button.textContent = "pause";
    timer = setInterval(() => {
      if (!box.isConnected) return;  // Jupyter takes cells out of the page while they are scrolled away
      show((Number(slider.value) + 1) % (Number(slider.max) + 1));
    }, 1300);
  };
  button.onclick = () => (timer === null ? start() : stop());
  slider.oninput = () => { stop(); show(Number(slider.value)); };
  show(0);
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) stop(); else start();
})();
</script>
"""


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


def _draw_numbers(
    ax, grid: np.ndarray, caption: str, cell: float, largest=None, digits: int = 3, cmap: str = "viridis"
):
    signed = largest is not None or grid.min() < 0
    image = ax.imshow(grid, **(_red_to_blue(grid, largest) if signed else {"cmap": cmap}))
    if grid.size <= READABLE:
        longest = max(len(_short(value, digits)) for value in grid.flat)
        fontsize = min(10, 72 * cell / (0.75 * longest + 0.3))  # 72 points an inch; a digit needs 0.75 of the size
        for (i, j), value in np.ndenumerate(grid):
            dark = sum(image.cmap(image.norm(float(value)))[:3]) < 1.5
            centred = {"ha": "center", "va": "center", "color": "white" if dark else "black"}
            ax.text(j, i, _short(value, digits), **centred, fontsize=fontsize)
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


def _patch(corner: tuple, width: float, height: float, **options):
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, fill=False, **options)


def _place(position: int, size: int, sizes: list) -> float:
    """Dots of a smaller layer stand centred above those of the widest."""
    return position + (max(sizes) - size) / 2


def _as_lines(kernel: np.ndarray) -> str:
    shown = [[_short(value, 2) for value in row] for row in kernel]
    width = max(len(value) for row in shown for value in row)
    return "\n".join(" ".join(value.rjust(width) for value in row) for row in shown)


def _short(value: float, digits: int = 3) -> str:
    shown = f"{np.round(float(value), digits) + 0.0:.6g}"  # + 0.0 turns -0 into 0
    return shown.replace("-", "−")
