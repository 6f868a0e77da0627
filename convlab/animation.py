"""Animations for the notebooks: a window on its way, and what a student's function reads for each output."""
import contextlib
import html
import inspect
import itertools
import json
import warnings
import zlib

import numpy as np

from .drawing import in_words, short

LARGEST = 400  # entries of an array that can still be drawn with their numbers
SHOWN = 9  # products or numbers that are written out
_counter = itertools.count()  # a page may hold one animation twice


def window_animation(X, K, Y, title: str = ""):
    """The kernel on its way over the picture while the output fills up, with buttons to stop and step.

    X: array of shape (H, W)
    K: array of shape (HH, WW)
    Y: array of shape (H - HH + 1, W - WW + 1)

    Returns an IPython HTML object that needs nothing from outside.
    """
    X, K, Y = np.atleast_2d(X), np.atleast_2d(K), np.atleast_2d(Y)
    places = (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    if Y.shape != places:
        raise ValueError(f"Y has shape {Y.shape}, but the kernel fits into X at {places} places")
    frames = []
    for i, j in np.ndindex(Y.shape):
        read = {(i + a, j + b): K[a, b] for a, b in np.ndindex(K.shape)}
        frames.append({"read": _names(read), "text": f"{_products(X, read)} = {short(Y[i, j])}"})
    return _page({"X": X, "K": K, "Y": Y}, frames, title)


def watch(function, X, *args, title: str = "", **kwargs):
    """Which entries of X a function reads for each entry of its result, as an animation.

    function: called as function(X, *args, **kwargs); if it returns a tuple, the first value is its result
    X:        array of shape (H, W) or (W,), or of more axes if the others have length 1

    What was read is measured, not guessed: each entry of X in turn is replaced by nan and by infinities, and the
    entries of the result that change have read it. If the function is a weighted sum, so are its weights: by how
    much the result grows when an entry grows by 1. Padding is no entry of X, so nothing lights up there.

    Returns an IPython HTML object that needs nothing from outside. ValueError when X or the result is no
    table of at most 400 numbers; what the function raises on X itself is raised.
    """
    X = np.array(X, dtype=float)

    def result(picture) -> np.ndarray:
        # What the function prints would come hundreds of times, and warnings are about our nan.
        with np.errstate(all="ignore"), warnings.catch_warnings(), contextlib.redirect_stdout(None):
            warnings.simplefilter("ignore")
            given = function(np.array(picture), *args, **kwargs)
        given = given[0] if isinstance(given, tuple) else given
        return _table(np.array(given, dtype=float), "the function's result")

    Y, grid = result(X), _table(X, "X")
    places = list(np.ndindex(grid.shape))
    read = {place: _readers(result, X, number, Y) for number, place in enumerate(places)}
    weights = _weights(result, X, Y)
    frames = []
    for k in range(Y.size):
        own = {place: weights[k, number] for number, place in enumerate(places) if read[place][k]}
        frames.append({"read": _names(own), "text": _sentence(grid, own, Y.flat[k], weights[k])})
    (name, _), *others = inspect.signature(function).bind(X, *args, **kwargs).arguments.items()
    tables = {other: np.atleast_2d(value) for other, value in others if _is_table(value)}
    return _page({name: grid, **tables, "result": Y}, frames, title)


def _readers(result, X: np.ndarray, number: int, Y: np.ndarray) -> np.ndarray:
    """Which entries of the result depend on entry `number` of X: booleans of shape (Y.size,)."""
    changed = np.zeros(Y.size, dtype=bool)
    for value in (np.nan, np.inf, -np.inf):
        other = X.copy()
        other.flat[number] = value
        try:
            got = result(other)
        except (ValueError, OverflowError, FloatingPointError):
            continue  # the function refuses such numbers
        changed |= (got.shape != Y.shape) or (got != Y).ravel()
    return changed


def _weights(result, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Shape (Y.size, X.size): the weights of a weighted sum; all nan for functions that are none."""
    grown = []
    for number in range(X.size):
        other = X.copy()
        other.flat[number] += 1
        grown.append((result(other) - Y).ravel())
    weights = np.array(grown).T
    odd = np.allclose(result(-X), -Y)  # the maximum would pass for a sum with the single weight 1
    return weights if odd and np.allclose(weights @ X.ravel(), Y.ravel()) else np.full_like(weights, np.nan)


def _sentence(X: np.ndarray, read: dict, value: float, weights: np.ndarray) -> str:
    if not read:
        return f"reads nothing of X, gives {short(value)}"
    if not np.isnan(weights).any():
        return f"{_products(X, read)} = {short(value)}"
    numbers = [short(X[place]) for place in read]
    kept = numbers[:SHOWN] + ["…"] * (len(numbers) > SHOWN)
    return f"reads {', '.join(kept)}, gives {short(value)}"


def _products(X: np.ndarray, read: dict) -> str:
    """'1·2 + 3·(−1)': each number that is read times its weight."""
    weights = [short(weight) for weight in read.values()]
    marked = [f"({weight})" if weight.startswith("−") else weight for weight in weights]
    products = [f"{short(X[place])}·{weight}" for place, weight in zip(read, marked, strict=True)]
    return " + ".join(products[:SHOWN] + ["…"] * (len(products) > SHOWN))


def _is_table(value) -> bool:
    return isinstance(value, np.ndarray) and value.ndim in (1, 2) and 0 < value.size <= LARGEST


def _table(array: np.ndarray, name: str) -> np.ndarray:
    """`array` without the outer axes of length 1, first or last, as a table; ValueError when it is none."""
    shape = array.shape
    while array.ndim > 2 and 1 in (array.shape[0], array.shape[-1]):
        array = array[0] if array.shape[0] == 1 else array[..., 0]
    if array.ndim > 2 or not 0 < array.size <= LARGEST:
        raise ValueError(f"{name} has shape {shape}; watch draws tables of at most {LARGEST} numbers")
    return np.atleast_2d(array)


def _names(places) -> list[str]:
    return [f"{i}-{j}" for i, j in places]


def _page(grids: dict, frames: list[dict], title: str):
    """The grids side by side, the first and the last of them alive: one frame for each entry of the last."""
    from IPython.display import HTML  # here, because importing convlab should be quick

    told = json.dumps(frames)
    # Named by content too: a saved page may hold animations of an earlier session, which counted from 0 as well.
    name = f"window-{zlib.crc32((told + title).encode()):08x}-{next(_counter)}"
    first, *_, last = grids
    filled = {
        "@NAME@": name,
        "@TITLE@": html.escape(title),
        "@SAID@": html.escape(title or f"which entries of {first} each entry of {last} is made of"),
        "@GRIDS@": "".join(_svg_grid(label, grid, label in (first, last)) for label, grid in grids.items()),
        "@FIRST@": first,
        "@LAST@": last,
        "@WIDTH@": str(grids[last].shape[1]),
        "@END@": str(len(frames) - 1),
        "@FRAMES@": told,
    }
    page = _PAGE
    for mark, text in filled.items():
        page = page.replace(mark, text)
    return HTML(page)


def _svg_grid(label: str, grid: np.ndarray, alive: bool) -> str:
    """One array as squares with numbers; the script finds the squares of a grid that is alive by their class."""
    side = 40 if grid.shape[1] <= 12 else 32
    rows, columns = grid.shape
    cells = "".join(
        f"<g class='{label if alive else 'still'}-{i}-{j}' transform='translate({j * side + 2} {i * side + 2})'>"
        f"<rect width='{side}' height='{side}' fill='{'#fff' if alive else '#a6d5f5'}' stroke='#999'/>"
        f"<text x='{side / 2}' y='{side / 2 + 5}' text-anchor='middle' font-size='{_size(value)}'>{short(value)}</text>"
        "</g>"
        for (i, j), value in np.ndenumerate(grid)
    )
    size = f"width='{columns * side + 4}' height='{rows * side + 4}'"
    words = html.escape(in_words(label, grid))
    caption = f"<figcaption>{html.escape(label)}</figcaption>"
    drawing = f"<svg {size} role='img' aria-label='{words}'>{cells}</svg>"
    return f"<figure style='margin:0'>{caption}{drawing}</figure>"


def _size(value: float) -> int:
    """Letters that let a number fit into its square."""
    return 14 if len(short(value)) <= 4 else 10


_PAGE = """
<style>
#@NAME@ { background: #fff; color: #000; padding: 8px 12px; border: 1px solid #ccc; display: inline-block }
#@NAME@ .grids { display: flex; gap: 28px; align-items: center; flex-wrap: wrap; margin: 6px 0 }
#@NAME@ .sum { font-family: monospace; min-height: 1.5em }
#@NAME@ .place { width: 220px; vertical-align: middle }
</style>
<div id="@NAME@" role="group" aria-label="Animation: @SAID@">
<div style="font-weight:bold">@TITLE@</div>
<div class="grids">@GRIDS@</div>
<div class="sum"></div>
<button type="button" class="play">pause</button>
<input type="range" class="place" min="0" max="@END@" value="0" step="1" aria-label="which entry of the result">
</div>
<script>
(function () {
  const box = document.getElementById("@NAME@"), frames = @FRAMES@, width = @WIDTH@;
  const slider = box.querySelector(".place"), button = box.querySelector(".play");
  const inputs = box.querySelectorAll("[class^='@FIRST@-']"), outputs = box.querySelectorAll("[class^='@LAST@-']");
  const paint = (group, fill, shown) => {
    group.querySelector("rect").setAttribute("fill", fill);
    group.querySelector("text").style.opacity = shown ? 1 : 0;
  };
  const show = (place) => {
    const read = new Set(frames[place].read.map((name) => "@FIRST@-" + name));
    inputs.forEach((group) => paint(group, read.has(group.getAttribute("class")) ? "#a6d5f5" : "#fff", true));
    outputs.forEach((group, turn) => {
      paint(group, turn === place ? "#ffd27f" : turn < place ? "#fff" : "#eee", turn <= place);
    });
    const [row, column] = [Math.floor(place / width), place % width];
    box.querySelector(".sum").textContent = "@LAST@[" + row + ", " + column + "]: " + frames[place].text;
    slider.value = place;
  };
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; button.textContent = "play"; };
  const start = () => {
    button.textContent = "pause";
    timer = setInterval(() => {
      if (!box.isConnected) return;  // Jupyter takes cells out of the page while they are scrolled away
      show((Number(slider.value) + 1) % frames.length);
    }, 1300);
  };
  button.onclick = () => (timer === null ? start() : stop());
  slider.oninput = () => { stop(); show(Number(slider.value)); };
  show(0);
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) stop(); else start();
})();
</script>
"""
