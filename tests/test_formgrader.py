"""A chapter with own questions in formgrader: generated, graded, marked by hand, handed in and graded again."""
import shutil
from pathlib import Path

import pytest
from browsing import chromium, jupyter_lab, new_page
from classroom import CHAPTER, gradebook, new_course, points, run_warm, submit
from nbgrader.api import Gradebook
from own_questions import GOOD, OWN_POINTS, PIXEL, add_own_questions, answered

from grader.course import grade_id, load_chapter

pytestmark = pytest.mark.browser
BY_HAND = {"drawing": 2.0, "words": 3.5, "search": 4.0}  # points that a person types; of `area` the test gives 2
SAID = {"words": "It **slides** without a flip.", "search": "A kernel of your own, well found."}
TOTAL = sum(points().values()) + 2 + sum(BY_HAND.values())


@pytest.fixture(scope="module")
def course(released, tmp_path_factory):
    """A course folder with own questions in its copy of the chapter, and nothing of that released."""
    folder = new_course(released, tmp_path_factory.mktemp("formgrader"), CHAPTER)
    add_own_questions(folder, load_chapter(CHAPTER))
    shutil.rmtree(folder / "release")
    return folder


@pytest.fixture(scope="module")
def page(course):
    with jupyter_lab(course) as address, chromium() as browser, new_page(browser) as page:
        page.formgrader = f"{address}/formgrader"
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        yield page


def press(page, place: str, button: str) -> None:
    """Press a button in one of formgrader's tables, and wait until it says that all went well."""
    page.goto(f"{page.formgrader}/{place}")
    page.locator(button).click()
    title = page.locator(".modal-title")
    title.wait_for()
    assert title.inner_text() == "Success", page.locator(".modal-body").inner_text()


def open_submission(page) -> None:
    """The only submission under Manual Grading, with its scores and comments loaded."""
    page.goto(f"{page.formgrader}/gradebook/{CHAPTER}/{CHAPTER}")
    page.locator("tbody a").first.click()
    page.wait_for_function("window.formgrader && formgrader.grades?.loaded && formgrader.comments?.loaded")


def type_in(page, place: str, text: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.locator(place).fill(text)
        page.locator(place).press("Tab")
    assert saved.value.ok


def hand_in(course: Path, words: str, when: str) -> None:
    """ada's notebook; her answer in words has a formula and an image that was pasted into it."""
    words += "\n\nIts gradient is $\\nabla_x L$:\n\n![it](attachment:it.png)"
    notebook = answered(course, load_chapter(CHAPTER), **GOOD | {"words": words})
    (cell,) = (cell for cell in notebook["cells"] if grade_id(cell) == "words")
    cell["attachments"] = {"it.png": {"image/png": PIXEL}}
    submit(course, "ada", notebook, timestamp=when)


@pytest.fixture(scope="module")
def generated(page, course):
    press(page, "manage_assignments", f"tr:has(td.name a:text-is('{CHAPTER}')) td.assign a")
    return course / "release" / CHAPTER


@pytest.fixture(scope="module")
def marked(page, course, generated):
    """The course folder with a submission that was graded by button and marked in the browser."""
    hand_in(course, "A first answer.", "2026-01-12 10:00:00 UTC")
    press(page, f"manage_submissions/{CHAPTER}", "td.autograde a")
    waits = (None, 0, True)
    rows = gradebook(course)["ada"]
    assert [rows[name][:3] for name in OWN_POINTS] == [(2, 2, False), waits, waits, waits]
    open_submission(page)
    for name, score in BY_HAND.items():
        type_in(page, f"#{name}", str(score))
    for name, comment in SAID.items():
        type_in(page, f"#{name}-comment", comment)
    return course


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def stored(course: Path) -> tuple[dict[str, float], dict[str, str], float]:
    """Points and comments that a person gave, and the total, as the gradebook has them."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "convnet") as book:
        notebook = book.find_submission_notebook(CHAPTER, CHAPTER, "ada")
        scores = {grade.name: grade.manual_score for grade in notebook.grades if grade.manual_score is not None}
        said = {comment.name: comment.manual_comment for comment in notebook.comments if comment.manual_comment}
        return scores, said, notebook.score


def test_generate_gives_the_whole_bundle(generated, released):
    whole = names_in(released / "release" / CHAPTER)
    assert names_in(generated) == whole > {"cards.npz", "README.md", "convlab/__init__.py", f"{CHAPTER}.ipynb"}
    notebook = (generated / f"{CHAPTER}.ipynb").read_text()
    assert "YOUR ANSWER HERE" in notebook and "a secret" not in notebook and "a hidden case" not in notebook


def test_points_and_comments_typed_in_the_browser_are_stored(marked):
    assert stored(marked) == (BY_HAND, SAID, TOTAL)


def test_formulas_and_images_of_an_answer_are_shown_and_nobody_else_is_asked(page, marked):
    open_submission(page)
    answer = page.locator(".nbgrader_cell:has(#words)")
    assert answer.locator("math").text_content() == "∇xL"
    assert answer.locator("img").evaluate("image => image.naturalWidth") == 1, "it is there, and an image"
    assert [url for url in page.asked if not url.startswith((page.formgrader.rsplit("/", 1)[0], "data:"))] == []


@pytest.mark.parametrize("again", ["the button", "grader autograde --force"])
def test_they_survive_what_is_handed_in_and_graded_again(page, marked, again):
    hand_in(marked, f"Another answer, before {again}.", "2026-01-13 10:00:00 UTC")
    if again == "the button":
        press(page, f"manage_submissions/{CHAPTER}", "td.autograde a")
    else:
        run_warm("grader", "autograde", CHAPTER, "--force", cwd=marked)
    assert stored(marked) == (BY_HAND, SAID, TOTAL)
    open_submission(page)
    assert page.get_by_text(f"Another answer, before {again}.").count() == 1
    assert {name: float(page.locator(f"#{name}").input_value()) for name in BY_HAND} == BY_HAND
    assert {name: page.locator(f"#{name}-comment").input_value() for name in SAID} == SAID
    page.goto(f"{page.formgrader}/manage_submissions/{CHAPTER}")
    score = page.locator("td.score")
    score.wait_for()
    assert float(score.inner_text().split("/")[0]) == TOTAL


def test_the_feedback_button_gives_a_page_with_them(page, marked):
    press(page, f"manage_submissions/{CHAPTER}", "td.generate-feedback a")
    shown = (marked / "feedback" / "ada" / CHAPTER / f"{CHAPTER}.html").read_text()
    assert f"<b>{TOTAL:g}</b> of" in shown and "3.5 of 4 points, by hand" in shown and "4 of 5 points, by hand" in shown
    assert "<math" in shown and f"data:image/png;base64,{PIXEL}" in shown
    assert "It <strong>slides</strong> without a flip." in shown and SAID["search"] in shown
