"""The picture of a training that runs: how often it is drawn, and what it says."""
import re

import numpy as np
import pytest

import convlab as lab
from convlab import live


class Screen:
    """Stands where IPython's display stands, with a clock that the test turns."""

    def __init__(self):
        self.shown, self.updates, self.now = [], [], 100.0

    def display(self, shown, raw, display_id):
        self.shown.append(shown)
        return self

    def update(self, shown, raw):
        self.updates.append(shown)


@pytest.fixture
def screen(monkeypatch):
    screen = Screen()
    monkeypatch.setattr("IPython.display.display", screen.display)
    monkeypatch.setattr(live.time, "monotonic", lambda: screen.now)
    return screen


def run(screen, losses, seconds, report=None):
    report = report or lab.live_loss("Training <1>")
    for step, loss in enumerate(losses, 1):
        screen.now += seconds
        report(step, len(losses), loss)
    return report


def test_it_draws_twice_a_second_and_at_the_end(screen):
    run(screen, np.linspace(2, 1, 100), seconds=0.125)
    assert len(screen.shown) == 1, "one picture, which is redrawn"
    assert 23 <= len(screen.updates) <= 26, "12 seconds"
    assert "step 100 of 100 · loss 1 · 12 s" in screen.updates[-1]["text/plain"]


def test_a_quick_training_ends_with_its_whole_curve(screen):
    run(screen, [4.0, 3.0, 2.0, 1.0], seconds=0.0)
    page = screen.updates[-1]["text/html"]
    assert len(curve(page)) == 4 and "width:100.0%" in page
    heights = [y for _, y in curve(page)]
    assert heights == sorted(heights), "a loss that falls goes down on the screen, where y grows"


def test_it_says_how_much_is_left(screen):
    run(screen, np.ones(10), seconds=2)
    assert "step 5 of 10 · loss 1 · 8 s, about 8 s left" in screen.updates[3]["text/plain"]


def test_a_new_training_begins_a_new_curve(screen):
    report = run(screen, [5.0, 5.0, 5.0], seconds=1)
    run(screen, [1.0, 1.0], seconds=1, report=report)
    assert len(screen.shown) == 2
    assert len(curve(screen.updates[-1]["text/html"])) == 2


def test_a_long_training_is_drawn_by_means(screen):
    run(screen, np.r_[np.zeros(5000), np.full(5000, 2.0)], seconds=0.01)
    points = curve(screen.updates[-1]["text/html"])
    assert len(points) == live.POINTS
    assert len({y for _, y in points}) <= 3, "two levels, and one mean across the step between them"


def test_losses_that_are_no_numbers_are_left_out(screen):
    run(screen, [1.0, np.inf, np.nan, 0.5], seconds=1)
    assert len(curve(screen.updates[-1]["text/html"])) == 2


def test_the_title_is_text(screen):
    run(screen, [1.0], seconds=1)
    assert "Training &lt;1&gt;" in screen.shown[0]["text/html"]


def curve(page: str) -> list[tuple[float, float]]:
    (points,) = re.findall(r"<polyline points='(.*?)'", page)
    return [tuple(map(float, point.split(","))) for point in points.split()]
