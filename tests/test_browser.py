"""What a student and an instructor see in JupyterLab, driven in a real browser."""
import json

import numpy as np
import pytest
from browsing import chromium, jupyter_lab, new_page
from classroom import CHAPTER, new_course, submit

import convlab as lab
from grader.course import filled, grade_id, load_chapter
from grader.sources import source_of
from solutions.padding_and_stride import corr2d_strided

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def course(released, tmp_path_factory):
    """A course folder with the chapter released, and one submission with a flipped kernel."""
    folder = new_course(released, tmp_path_factory.mktemp("course"), CHAPTER)
    submit(folder, "ada", flipped())
    return folder


def flipped() -> dict:
    """The chapter's notebook with the convolution of mathematics in place of corr2d."""
    wrong = source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])
    return filled(load_chapter(CHAPTER), {"corr2d": wrong})


@pytest.fixture(scope="module")
def address(course):
    with jupyter_lab(course) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    with new_page(browser) as page:
        yield page


def open_part(page, course, address, names: list[str]) -> None:
    """Open the released notebook in the lab, cut down to these cells."""
    notebook = flipped()
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in names]
    assert len(notebook["cells"]) == len(names)
    path = course / "release" / CHAPTER / f"{names[-1]}.ipynb"
    path.write_text(json.dumps(notebook))
    page.goto(f"{address}/lab/tree/release/{CHAPTER}/{path.name}?reset")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def test_the_notebook_names_a_flipped_kernel_and_shows_the_smallest_case(page, course, address):
    open_part(page, course, address, ["setup", "corr2d", "test_corr2d"])
    page.get_by_text("Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    output = page.locator(".jp-OutputArea-output", has_text="Smallest case that fails")
    output.wait_for()
    assert "flipped along both axes" in output.inner_text()
    # A table in colours, not the text that stands in for it.
    assert output.locator("td").count() > 10
    assert page.locator(".jp-OutputArea-output", has_text="Not right yet").count() == 1


def test_the_validate_button_shows_the_same_sentence(page, course, address):
    open_part(page, course, address, ["setup", "fully_connected_parameters", "corr2d", "test_corr2d"])
    page.get_by_text("Validate", exact=True).first.click()
    dialog = page.locator(".jp-Dialog", has_text="Validation")
    dialog.wait_for()
    page.wait_for_function("document.querySelector('.jp-Dialog').innerText.includes('corr2d')")
    assert "flipped along both axes" in " ".join(dialog.inner_text().split())


def test_formgraders_autograde_button_uses_the_judge(page, course, address):
    page.goto(f"{address}/formgrader/manage_submissions/{CHAPTER}")
    page.locator("td.autograde a").click()
    page.get_by_text("Successfully autograded").wait_for()
    graded = json.loads((course / "autograded" / "ada" / CHAPTER / f"{CHAPTER}.ipynb").read_text())
    cell = next(cell for cell in graded["cells"] if grade_id(cell) == "test_corr2d")
    assert "flipped along both axes" in " ".join("".join(cell["outputs"][0]["data"]["text/plain"]).split())
    page.goto(f"{address}/formgrader/gradebook/{CHAPTER}/{CHAPTER}")
    page.locator("td", has_text="0").first.wait_for()
    page.locator("tbody a").first.click()
    page.locator("text=flipped along both axes").first.wait_for()


def test_the_animation_lights_up_what_is_read_and_can_be_stopped_and_moved(page):
    X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
    page.set_content(lab.watch(corr2d_strided, X, K, (1, 1), (3, 2)).data)
    said = page.locator(".sum")

    def lit() -> list[str]:
        blue = "g[class^='X-']:has(rect[fill='#a6d5f5']) text"
        return page.locator(blue).all_text_contents()  # of SVG

    assert said.inner_text() == "result[0, 0]: 0·3 = 0" and lit() == ["0"]
    page.wait_for_function("document.querySelector('.sum').textContent.startsWith('result[0, 1]')")
    assert lit() == ["1", "2"], "it moves by itself"
    page.get_by_role("slider").fill("3")
    assert said.inner_text() == "result[1, 1]: 7·0 + 8·1 = 8" and lit() == ["7", "8"]
    page.wait_for_timeout(1600)  # longer than a step
    assert said.inner_text().startswith("result[1, 1]"), "it stays where it was put"
    page.get_by_role("button", name="play").click()
    page.get_by_role("button", name="pause").click()
    page.wait_for_timeout(1600)
    assert said.inner_text().startswith("result[1, 1]")
    page.get_by_role("button", name="play").click()
    page.wait_for_function("document.querySelector('.sum').textContent.startsWith('result[0, 0]')")
    shown = page.locator("g[class^='result-'] text").evaluate_all("all => all.map(text => text.style.opacity)")
    assert shown == ["1", "0", "0", "0"], "it begins again, with the later results covered"
