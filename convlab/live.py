"""Watch a training while it runs: a progress bar and the curve of the loss."""
import html
import time

import numpy as np

from .drawing import short

PAUSE = 0.5  # seconds between two drawings: drawing must not cost what it shows
POINTS = 150  # of the curve; each is the mean of its share of the steps
WIDTH, HEIGHT, LEFT, BELOW = 560, 180, 46, 30


def live_loss(title: str = ""):
    """A function report(step, steps, loss) that draws a progress bar and the losses so far where it is called.

    step:  number of the step that is done, from 1
    steps: number of all steps
    loss:  its loss

    It draws at most twice a second, and once more at the last step. A training that is started anew begins with
    step 1 again: so does the curve.
    """
    losses, began, drawn, handle = [], 0.0, 0.0, None

    def report(step: int, steps: int, loss: float) -> None:
        nonlocal began, drawn, handle
        from IPython.display import display  # here, because importing convlab should be quick

        now = time.monotonic()
        if step == 1 or not losses:
            losses.clear()
            began, drawn, handle = now, 0.0, None
        losses.append(float(loss))
        if step < steps and now - drawn < PAUSE:
            return
        drawn = now
        said = _said(step, steps, losses, now - began)
        shown = {"text/html": _page(title, said, step / steps, steps, losses), "text/plain": f"{title}: {said}"}
        if handle is None:
            handle = display(shown, raw=True, display_id=True)
        else:
            handle.update(shown, raw=True)

    return report


def _said(step: int, steps: int, losses: list[float], seconds: float) -> str:
    rest = "" if step >= steps else f", about {seconds * (steps - step) / step:.0f} s left"
    return f"step {step:,} of {steps:,} · loss {losses[-1]:.3g} · {seconds:.0f} s{rest}"


def _page(title: str, said: str, done: float, steps: int, losses: list[float]) -> str:
    x, y = _curve(losses)
    finite = y[np.isfinite(y)]
    top = float(finite.max()) * 1.05 if finite.size and finite.max() > 0 else 1.0
    place = [f"{LEFT + a / steps * WIDTH:.1f},{HEIGHT * (1 - b / top):.1f}" for a, b in zip(x, y) if np.isfinite(b)]
    ticks = [(HEIGHT * (1 - part), short(round(top * part, 2))) for part in (0, 0.5, 1)]
    marks = "".join(
        f"<line x1='{LEFT}' x2='{LEFT + WIDTH}' y1='{at}' y2='{at}' stroke='#ddd'/>"
        f"<text x='{LEFT - 6}' y='{at + 4}' text-anchor='end'>{text}</text>"
        for at, text in ticks
    )
    words = html.escape(f"{title}: loss by step; {said}")
    return (
        "<div style='background:#fff;color:#000;display:inline-block;padding:8px 12px;border:1px solid #ccc'>"
        f"<div style='font-weight:bold'>{html.escape(title)}</div>"
        f"<div style='background:#eee;width:{LEFT + WIDTH}px;height:10px;margin:6px 0'>"
        f"<div style='background:#0072b2;width:{done:.1%};height:10px'></div></div>"
        f"<div>{said}</div>"
        f"<svg width='{LEFT + WIDTH + 12}' height='{HEIGHT + BELOW + 8}' viewBox='0 -8 {LEFT + WIDTH + 12} "
        f"{HEIGHT + BELOW + 8}' font-size='11' role='img' aria-label='{words}'>{marks}"
        f"<polyline points='{' '.join(place)}' fill='none' stroke='#0072b2' stroke-width='1.5'/>"
        f"<text x='{LEFT + WIDTH / 2}' y='{HEIGHT + BELOW - 4}' text-anchor='middle'>step, of {steps:,}</text>"
        f"<text transform='translate(10 {HEIGHT / 2}) rotate(-90)' text-anchor='middle'>loss</text></svg></div>"
    )


def _curve(losses: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Steps and losses of the curve: the means of at most POINTS runs of neighbouring steps."""
    ends = np.unique(np.linspace(0, len(losses), min(POINTS, len(losses)) + 1).astype(int))
    means = np.add.reduceat(losses, ends[:-1]) / np.diff(ends)
    return (ends[:-1] + ends[1:] + 1) / 2, means
