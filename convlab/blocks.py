"""The blocks of well-known networks as flow charts, the input at the bottom. Returns a matplotlib figure."""
from .drawing import COLOURS, WIDEST, arrow, subplots, titled

# {block: ({name: (column, row, text)}, [(from, to)])}; row 0 is the input. The first word of a text gives its colour.
BLOCKS = {
    "VGG": (
        {"x": (0, 0, "x"), "c1": (0, 1, "conv 3×3"), "r1": (0, 2, "ReLU"), "c2": (0, 3, "conv 3×3"),
         "r2": (0, 4, "ReLU"), "p": (0, 5, "pool 2×2, stride 2"), "out": (0, 6, "out")},
        "x c1 r1 c2 r2 p out",
    ),
    "Network in Network": (
        {"x": (0, 0, "x"), "c1": (0, 1, "conv k×k + ReLU"), "c2": (0, 2, "conv 1×1 + ReLU"),
         "c3": (0, 3, "conv 1×1 + ReLU"), "out": (0, 4, "out")},
        "x c1 c2 c3 out",
    ),
    "GoogLeNet": (
        {"x": (1.5, 0, "x"), "2a": (1, 1, "conv 1×1 (2a)"), "3a": (2, 1, "conv 1×1 (3a)"),
         "pool": (3, 1, "pool 3×3, stride 1"), "1": (0, 1.5, "conv 1×1 (1)"), "2b": (1, 2, "conv 3×3 (2b)"),
         "3b": (2, 2, "conv 5×5 (3b)"), "4": (3, 2, "conv 1×1 (4)"), "s": (1.5, 3, "stack the channels"),
         "out": (1.5, 4, "out")},
        "x 1 s out; x 2a 2b s; x 3a 3b s; x pool 4 s",
    ),
    "ResNet": (
        {"x": (0, 0, "x"), "c1": (0, 1, "conv 3×3"), "n1": (0, 2, "norm"), "r1": (0, 3, "ReLU"),
         "c2": (0, 4, "conv 3×3"), "n2": (0, 5, "norm"), "+": (0, 6, "+"), "r2": (0, 7, "ReLU"), "out": (0, 8, "out")},
        "x c1 n1 r1 c2 n2 + r2 out; x +",
    ),
    "ResNet, new size": (
        {"x": (0.5, 0, "x"), "c1": (0, 1, "conv 3×3, stride 2"), "n1": (0, 2, "norm"), "r1": (0, 3, "ReLU"),
         "c2": (0, 4, "conv 3×3"), "n2": (0, 5, "norm"), "c3": (1, 2, "conv 1×1, stride 2"), "n3": (1, 4, "norm"),
         "+": (0.5, 6, "+"), "r2": (0.5, 7, "ReLU"), "out": (0.5, 8, "out")},
        "x c1 n1 r1 c2 n2 + r2 out; x c3 n3 +",
    ),
    "DenseNet": (
        {"x": (0, 0, "x: C maps"), "l1": (0, 1, "norm, ReLU, conv 3×3"), "s1": (0, 2, "stack: C + G maps"),
         "l2": (0, 3, "norm, ReLU, conv 3×3"), "s2": (0, 4, "stack: C + 2G maps"), "out": (0, 5, "out")},
        "x l1 s1 l2 s2 out; x s1; s1 s2",
    ),
}  # fmt: skip
TINTS = {"conv": "#cfe3f3", "pool": "#ffe2a8", "ReLU": "#ffffff", "norm": "#cdeade", "stack": "#f3d9e8", "+": "#f3d9e8"}


def block_diagrams(*names: str, title: str = ""):
    """Flow charts of blocks side by side, from x at the bottom to out at the top.

    names: keys of BLOCKS: "VGG", "Network in Network", "GoogLeNet", "ResNet", "ResNet, new size" or "DenseNet"

    A way that goes round layers is drawn as a thick curve. Returns a matplotlib figure.
    """
    widths = [2.0 + 1.45 * max(column for column, *_ in BLOCKS[name][0].values()) for name in names]
    tall = max(row for name in names for _, row, _ in BLOCKS[name][0].values())
    scale = min(1.0, WIDEST / sum(widths))
    size = (scale * sum(widths), 0.55 * tall + 0.9)
    fig, axes = subplots(1, len(names), figsize=size, width_ratios=widths)
    for ax, name, width in zip(axes.flat, names, widths):
        layers, ways = BLOCKS[name]
        places = {key: (1.45 * column, 0.55 * row) for key, (column, row, _) in layers.items()}
        for way in ways.split("; "):
            stops = way.split()
            for start, end in zip(stops, stops[1:]):
                ends = (layers[start], places[start]), (layers[end], places[end])
                (_draw_shortcut if len(stops) == 2 else _draw_way)(ax, *ends)
        for key, (_, _, text) in layers.items():
            _draw_layer(ax, places[key], text)
        ax.set(xlim=(-0.95, width - 0.95), ylim=(-0.3, 0.55 * tall + 0.3), title=name)
        ax.axis("off")
    return titled(fig, title)


def _draw_layer(ax, place: tuple, text: str) -> None:
    tint = TINTS.get(text.split()[0].strip(",:"), None)
    box = {"boxstyle": "round,pad=0.3", "facecolor": tint, "edgecolor": "#333333", "linewidth": 1.1} if tint else None
    ax.text(*place, text, ha="center", va="center", fontsize=9 if tint else 11, bbox=box, color="black", zorder=3)


def _draw_way(ax, start: tuple, end: tuple) -> None:
    """An arrow from the top of a box to the bottom of another; start, end: (layer, place)."""
    (_, low), (_, high) = start, end
    arrow(ax, (low[0], low[1] + 0.14), (high[0], high[1] - 0.17), "#333333")


def _draw_shortcut(ax, start: tuple, end: tuple) -> None:
    """A curve from the right side of a box to that of another, round what stands between them."""
    sides = [(place[0] + 0.1 + 0.034 * len(text), place[1]) for (_, _, text), place in (start, end)]
    rows = end[0][1] - start[0][1]
    look = {"arrowstyle": "->", "color": COLOURS[1], "lw": 2.2, "connectionstyle": f"arc3,rad={0.6 / rows + 0.3}"}
    ax.annotate("", sides[1], sides[0], arrowprops=look)
