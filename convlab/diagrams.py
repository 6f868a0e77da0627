"""Networks and what flows through them, as drawings. Each function returns a matplotlib figure."""
import numpy as np

from .drawing import COLOURS, WIDEST, arrow, patch, short, subplots, titled


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
    fig, axes = subplots(1, 1, figsize=(0.5 * max(sizes) + 2, 1.2 * len(sizes) + 0.4))
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
    said = f"From bottom to top: {', '.join(names)}; lines between them: {', '.join(str(len(one)) for one in links)}"
    seen = f"; the coloured one at the top depends on {len(reached[0])} of the {sizes[0]} at the bottom"
    return titled(fig, title, said + (seen if reached[-1] else ""))


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
    fig, axes = subplots(1, 1, figsize=(scale * wide, scale * tall + 0.4 * bool(title)))
    ax = axes[0, 0]
    for start, end, value, *gradient in arrows:
        along = places[end] - places[start]
        length = np.hypot(*along)
        along, up = along / length, np.array([-along[1], along[0]]) / length
        tail = places[start] + along * room[start]
        head = places[end] - along * room[end]
        angle = {"rotation": np.degrees(np.arctan2(along[1], along[0])), "rotation_mode": "anchor", "fontsize": 11}
        aside = 0.05 * up if gradient else 0 * up
        arrow(ax, tail + aside, head + aside, COLOURS[0])
        ax.text(*(tail + head) / 2 + 0.09 * up, short(value), color=COLOURS[0], ha="center", va="bottom", **angle)
        for slope in gradient:
            arrow(ax, head - aside, tail - aside, COLOURS[1])
            ax.text(*(tail + head) / 2 - 0.09 * up, short(slope), color=COLOURS[1], ha="center", va="top", **angle)
    for name, (_, _, text) in nodes.items():
        circle = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": "#333333", "linewidth": 1.3}
        box = circle if name in operations else None
        ax.text(*places[name], text, ha="center", va="center", fontsize=13 if box else 10, bbox=box)
    ax.set(xlim=(low[0] - 0.85, high[0] + 0.85), ylim=(low[1] - 0.55, high[1] + 0.55), aspect="equal")
    ax.axis("off")
    return titled(fig, title, _flow(nodes, arrows))


def network_diagram(arrays: list, layers: list, title: str = ""):
    """A network from left to right: the arrays of one picture, and the layers between them.

    arrays: list of (name, shape), the shape (C, H, W) for maps, drawn as planes, or (D,) for a row of numbers
    layers: list of (name, parameters), one for each arrow: two texts, the second written below it

    Returns a matplotlib figure.
    """
    fig, axes = subplots(1, 1, figsize=(WIDEST, 2.7))
    ax = axes[0, 0]
    largest = max(side for _, shape in arrays for side in shape[1:])
    rooms = []  # from the left to the right end of what is drawn
    for k, (name, shape) in enumerate(arrays):
        high, wide = np.array(shape[1:]) / largest if len(shape) == 3 else (0.2 * np.log2(1 + shape[0]), 0.12)
        planes = min(shape[0], 6) if len(shape) == 3 else 1
        for plane in reversed(range(planes)):
            shift = 0.05 * (plane - (planes - 1) / 2)
            look = {"facecolor": "#ddebf5", "edgecolor": COLOURS[0], "lw": 1.2, "fill": True, "gid": name}
            ax.add_patch(patch((2 * k + shift - wide / 2, shift - high / 2), wide, high, **look))
        rooms.append((2 * k - wide / 2 - 0.18, 2 * k + wide / 2 + 0.18))
        ax.text(2 * k, 0.95, name, ha="center", fontsize=9)
        ax.text(2 * k, -1.05, f"{shape}", ha="center", fontsize=8.5)
    for (_, start), (end, _), (name, parameters) in zip(rooms[:-1], rooms[1:], layers, strict=True):
        arrow(ax, (start, 0), (end, 0), COLOURS[1])
        ax.text((start + end) / 2, 0.08, name, ha="center", va="bottom", fontsize=8.5, color=COLOURS[1])
        ax.text((start + end) / 2, -1.3, parameters, ha="center", va="top", fontsize=8, color=COLOURS[1])
    ax.set(xlim=(-0.9, 2 * len(arrays) - 1.1), ylim=(-1.9, 1.3), aspect="equal")
    ax.axis("off")
    between = [f", then {name} ({parameters})" if parameters else f", then {name}" for name, parameters in layers]
    said = [f"{name} {shape}{then}" for (name, shape), then in zip(arrays, [*between, ""])]
    return titled(fig, title, "; ".join(said))


def norm_axes(shared: dict, title: str = ""):
    """The numbers in a batch of pictures as a block, once for each caption, those that share one mean coloured.

    shared: {caption: boolean array of shape (N, C, P)}: N examples from front to back, C channels from left to
            right, P pixels from top to bottom; only the first example, pixel and the last channel can be seen

    Returns a matplotlib figure.
    """
    from matplotlib.patches import Polygon  # here, because importing convlab should be quick

    deep = 0.45  # how far back an example moves its numbers to the right and up
    fig, axes = subplots(1, len(shared), figsize=(min(WIDEST, 2.5 * len(shared) + 0.3), 2.2))
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
        ax.alternative = f"{caption}: {block.sum()} of {block.size} numbers share one mean"
        ax.text(C / 2, -P - 0.2, "channels", ha="center", va="top", fontsize=9)
        ax.text(-0.2, -P / 2, "pixels", ha="right", va="center", rotation=90, fontsize=9)
        ax.text(C + deep * N / 2 + 0.2, deep * N / 2 - P - 0.2, "examples", ha="left", va="center", fontsize=9)
        ax.set(xlim=(-1.1, C + deep * N + 1.8), ylim=(-P - 1.1, deep * N + 0.2), aspect="equal", title=caption)
        ax.axis("off")
    return titled(fig, title)


def _flow(nodes: dict, arrows: list) -> str:
    """A graph in words: what flows along each of its arrows, and back."""
    name = {key: text.replace("\n", " ") for key, (*_, text) in nodes.items()}
    flows = []
    for start, end, value, *gradient in arrows:
        back = "".join(f", gradient {short(slope)}" for slope in gradient)
        flows.append(f"{name[start]} to {name[end]}: {short(value)}{back}")
    return "; ".join(flows)


def _place(position: int, size: int, sizes: list) -> float:
    """Dots of a smaller layer stand centred above those of the widest."""
    return position + (max(sizes) - size) / 2
