"""Draw a digit with the mouse: a field in the notebook, and the image that the network of chapter 10 is used to.

The field runs in the browser and Python in a kernel, and only extensions of Jupyter connect the two. The field does
without: it writes the line of code that has the drawing in it, which is then copied into a cell. That works wherever
an output may run JavaScript, in JupyterLab as in a browser alone, and the drawing stays in the notebook.
"""
import itertools

import numpy as np

GRID = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # one letter for each coordinate, 0 to 63
SIDE, BOX = 28, 20  # pixels of an image, and of the square that the digits of MNIST fill
PEN = 1.2  # pixels from the middle of a stroke to where it begins to fade
_counter = itertools.count()  # a page may hold several fields


def drawing_pad():
    """A black field to draw a digit in, with mouse, pen or finger.

    Below it stands a line such as `digit = lab.from_pad("...")`: copy it into a cell and run that.

    Returns an IPython HTML object that needs nothing from outside.
    """
    from IPython.display import HTML  # here, because importing convlab should be quick

    return HTML(_PAGE.replace("@NAME@", f"convlab-pad-{next(_counter)}").replace("@GRID@", GRID))


def from_pad(text: str) -> np.ndarray:
    """The image of a drawing, shape (28, 28), white on black, brightness from 0 to 1.

    text: what the pad wrote: strokes with spaces in between, two letters for each point, across and down

    As in MNIST, the digit is scaled to a square of 20 x 20, and its centre of mass is in the middle.
    ValueError when the text is no drawing.
    """
    strokes = [_points(stroke) for stroke in text.split()]
    if not strokes:
        raise ValueError("nothing is drawn: draw a digit in the field first, then copy the line anew")
    everything = np.concatenate(strokes)
    low, extent = everything.min(axis=0), np.ptp(everything, axis=0)
    scale = (BOX - 2 * PEN) / max(extent.max(), 1)
    strokes = [(stroke - low - extent / 2) * scale + SIDE / 2 for stroke in strokes]
    image = _ink(strokes)
    places = np.arange(SIDE) + 0.5
    centre = np.array([image.sum(axis=0) @ places, image.sum(axis=1) @ places]) / image.sum()
    return _ink([stroke + SIDE / 2 - centre for stroke in strokes])


def _points(stroke: str) -> np.ndarray:
    """Shape (K, 2): across and down, from 0 to 63."""
    if len(stroke) % 2 or not set(stroke) <= set(GRID):
        raise ValueError(f"{stroke!r} is no stroke of a drawing pad: copy its line anew, as a whole")
    return np.array([GRID.index(letter) for letter in stroke], float).reshape(-1, 2)


def _ink(strokes: list[np.ndarray]) -> np.ndarray:
    """An image of the strokes: each pixel by its distance from the nearest piece of them."""
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    pixels = np.stack([across, down], axis=-1)
    image = np.zeros((SIDE, SIDE))
    for stroke in strokes:
        for start, end in zip(stroke, [*stroke[1:], stroke[-1]]):
            way = end - start
            part = np.clip((pixels - start) @ way / max(way @ way, 1e-12), 0, 1)
            distance = np.linalg.norm(pixels - start - part[..., None] * way, axis=-1)
            np.maximum(image, np.clip(PEN + 0.5 - distance, 0, 1), out=image)
    return image


_PAGE = """
<style>
#@NAME@ { background: #fff; color: #000; padding: 8px 12px; border: 1px solid #ccc; display: inline-block }
#@NAME@ canvas { background: #000; cursor: crosshair; display: block; touch-action: none }
#@NAME@ .line { width: 252px; font-family: monospace; margin: 6px 0; display: block; box-sizing: border-box }
</style>
<div id="@NAME@">
<canvas width="256" height="256" role="img" aria-label="field to draw a digit in"></canvas>
<input class="line" readonly aria-label="line to paste into a cell" value="Draw a digit, as large as the field.">
<button type="button" class="copy" disabled>Copy the line</button>
<button type="button" class="clear">Clear</button>
<span class="said" role="status"></span>
</div>
<script>
(function () {
  const box = document.getElementById("@NAME@"), canvas = box.querySelector("canvas"), grid = "@GRID@";
  const line = box.querySelector(".line"), copy = box.querySelector(".copy"), said = box.querySelector(".said");
  const pen = canvas.getContext("2d");
  let strokes = [], drawing = false;
  const place = (event) => {
    const edge = canvas.getBoundingClientRect();
    const on = (at, length) => Math.max(0, Math.min(63, Math.floor(64 * at / length)));
    return [on(event.clientX - edge.left, edge.width), on(event.clientY - edge.top, edge.height)];
  };
  const add = (event) => {
    const point = place(event), stroke = strokes[strokes.length - 1], last = stroke[stroke.length - 1] || point;
    if (stroke.length && Math.hypot(point[0] - last[0], point[1] - last[1]) < 2) return;  // keeps the line short
    stroke.push(point);
    pen.beginPath();
    pen.moveTo(4 * last[0] + 2, 4 * last[1] + 2);
    pen.lineTo(4 * point[0] + 2, 4 * point[1] + 2);
    pen.stroke();
  };
  const write = () => {
    const text = strokes.map((stroke) => stroke.flat().map((at) => grid[at]).join("")).join(" ");
    line.value = 'digit = lab.from_pad("' + text + '")';
    copy.disabled = false;
    said.textContent = "";
  };
  const clear = () => {
    pen.clearRect(0, 0, 256, 256);
    Object.assign(pen, { lineWidth: 18, lineCap: "round", strokeStyle: "#fff" });
    strokes = [];
    line.value = "Draw a digit, as large as the field.";
    copy.disabled = true;
    said.textContent = "";
  };
  canvas.onpointerdown = (event) => {
    event.preventDefault();
    event.stopPropagation();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    strokes.push([]);
    add(event);
  };
  canvas.onpointermove = (event) => { if (drawing) add(event); };
  canvas.onpointerup = canvas.onpointercancel = () => { if (drawing) write(); drawing = false; };
  copy.onclick = async () => {
    line.select();
    try {
      await navigator.clipboard.writeText(line.value);
    } catch (error) {  // a page that is not from this machine and not encrypted has no clipboard of its own
      document.execCommand("copy");
    }
    said.textContent = "Copied: paste it into the cell below.";
  };
  box.querySelector(".clear").onclick = clear;
  clear();
})();
</script>
"""
