"""A digit drawn with the mouse: in JupyterLab, copied and pasted as a student does, and by the field alone."""
import json

import pytest
from browsing import chromium, jupyter_lab, new_page
from nbformat.v4 import new_code_cell, new_notebook

import convlab as lab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    with new_page(browser) as page:
        yield page


SEVEN = [(60, 50), (200, 50), (150, 130), (110, 225)]  # where the mouse goes, in pixels of the field


def draw(page, *strokes) -> None:
    edge = page.locator("canvas[aria-label='field to draw a digit in']").bounding_box()
    for (x, y), *others in strokes:
        page.mouse.move(edge["x"] + x, edge["y"] + y)
        page.mouse.down()
        for x, y in others:
            page.mouse.move(edge["x"] + x, edge["y"] + y, steps=12)
        page.mouse.up()


def test_a_digit_is_drawn_copied_pasted_and_read_in_the_lab(page, tmp_path):
    """Mouse, clipboard and keyboard only: what a student does."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    notebook = new_notebook(cells=[new_code_cell(PAD, id="pad"), new_code_cell("", id="below")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (tmp_path / "drawing.ipynb").write_text(json.dumps(notebook))
    with jupyter_lab(tmp_path) as address:
        page.goto(f"{address}/lab/tree/drawing.ipynb?reset")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.locator(".jp-Cell").first.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        page.get_by_role("button", name="Copy the line").wait_for()
        draw(page, SEVEN)
        page.get_by_role("button", name="Copy the line").click()
        page.get_by_text("Copied: paste it into the cell below.").wait_for()
        page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
        page.keyboard.press("Control+v")
        page.keyboard.press("End")
        page.keyboard.type("\nprint('reads', model.loss(digit[None, None]).argmax())")
        page.keyboard.press("Shift+Enter")
        page.locator(".jp-OutputArea-output", has_text="reads 7").wait_for()


PAD = """import numpy as np
import convlab as lab
from solutions.three_layer_convnet import ThreeLayerConvNet
model = ThreeLayerConvNet()
model.params = lab.load("network")
lab.drawing_pad()"""


def test_the_line_of_the_pad_is_the_drawing_and_can_be_cleared(page):
    page.set_content(lab.drawing_pad().data)
    line, copy = page.locator(".line"), page.get_by_role("button", name="Copy the line")
    assert copy.is_disabled()
    draw(page, SEVEN, [(110, 140), (180, 140)])
    text = line.input_value()
    strokes = text.removeprefix('digit = lab.from_pad("').removesuffix('")').split()
    assert len(text) < 250 and len(strokes) == 2 and copy.is_enabled()
    image = lab.from_pad(" ".join(strokes))
    assert image[:10].sum() > 20 and image[20:, 18:].sum() < 1, "a bar on top, and a leg that leans to the left"
    page.get_by_role("button", name="Clear").click()
    assert copy.is_disabled() and "from_pad" not in line.input_value()
    draw(page, [(30, 30), (500, 300)])  # the mouse leaves the field with its button down
    edge = lab.from_pad(line.input_value().removeprefix('digit = lab.from_pad("').removesuffix('")'))
    assert edge.max() == 1
