"""What all figures share: their colours, how large a number is, and how an array and an arrow are drawn."""
import numpy as np

CELL = 0.52  # inches a number needs in a heat map
WIDEST = 10  # inches; Jupyter shrinks a wider figure to the page, and its letters with it
READABLE = 400  # entries up to which a heat map shows its numbers
HEARD = 36  # entries up to which they are in its alternative text
# Okabe and Ito's, told apart by the colour-blind as well.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]


def short(value: float | str, digits: int = 3) -> str:
    """A number as figures show it: rounded, with a proper minus sign. A text is left as it is."""
    if isinstance(value, str):
        return value
    shown = f"{np.round(float(value), digits) + 0.0:.6g}"  # + 0.0 turns -0 into 0
    return shown.replace("-", "−")


def subplots(rows: int, columns: int, **options):
    """A figure that pyplot does not keep: shown where the cell returns it, once."""
    import matplotlib.pyplot as plt  # here, because importing convlab should be quick

    fig, axes = plt.subplots(rows, columns, squeeze=False, layout="constrained", **options)
    fig.get_layout_engine().set(h_pad=0.1, w_pad=0.08)
    plt.close(fig)
    return fig, axes


def titled(fig, title: str, said: str = ""):
    """Set a figure's title, and its alternative text where titles and labels alone would not say what it shows."""
    if title:
        fig.suptitle(title, fontsize=12)
    if said:
        fig.alternative = f"{title}. {said}" if title else said
    return fig


def in_words(caption: str, grid: np.ndarray) -> str:
    """An array in words: its name, its shape and, if it is small, its numbers row by row."""
    rows, columns = grid.shape
    said = f"{caption or 'array'}, {rows} by {columns}"
    if grid.size > HEARD:
        return said
    return f"{said}: " + "; ".join(" ".join(short(value) for value in row) for row in grid)


def draw_numbers(ax, grid: np.ndarray, caption: str, cell: float, largest=None, digits: int = 3, colours=None):
    signed = largest is not None or grid.min() < 0
    image = ax.imshow(grid, **(red_to_blue(grid, largest) if signed else colours))
    if grid.size <= READABLE:
        longest = max(len(short(value, digits)) for value in grid.flat)
        fontsize = min(10, 72 * cell / (0.75 * longest + 0.3))  # 72 points an inch; a digit needs 0.75 of the size
        for (i, j), value in np.ndenumerate(grid):
            dark = sum(image.cmap(image.norm(float(value)))[:3]) < 1.5
            centred = {"ha": "center", "va": "center", "color": "white" if dark else "black"}
            ax.text(j, i, short(value, digits), **centred, fontsize=fontsize)
    ax.alternative = in_words(caption, grid)
    rows, columns = grid.shape
    ax.set(title=caption, xticks=range(columns), xlabel="column", yticks=range(rows) if rows > 1 else [])
    if rows > 1:
        ax.set_ylabel("row")


def draw_picture(ax, picture: np.ndarray, signed: bool):
    grey = {"cmap": "gray", "vmin": 0, "vmax": 1}
    image = ax.imshow(picture, **(red_to_blue(picture) if signed else grey))
    ax.locator_params(integer=True, nbins=6)
    ax.tick_params(labelsize=8)
    ax.set_xlabel("column", fontsize=9)
    ax.set_ylabel("row", fontsize=9)
    return image


def red_to_blue(grid: np.ndarray, largest: float | None = None) -> dict:
    # Photographs have a few extreme pixels; the scale follows the other 99.5 percent.
    largest = largest or np.percentile(np.abs(grid), 99.5 if grid.size > READABLE else 100) or 1.0
    return {"cmap": "RdBu", "vmin": -largest, "vmax": largest}


def patch(corner: tuple, width: float, height: float, fill: bool = False, **options):
    from matplotlib.patches import Rectangle  # here, because importing convlab should be quick

    return Rectangle(corner, width, height, fill=fill, **options)


def arrow(ax, start: tuple, end: tuple, colour: str = "#555555") -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.2})
