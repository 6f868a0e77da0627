"""Hostile notebooks opened as a teacher in formgrader, in Chromium: whatever is clicked, no point and no request."""
import copy
import json
from urllib.parse import urlsplit

import pytest
from browsing import chromium, jupyter_lab, new_page
from classroom import CHAPTER, gradebook, new_course, run_warm, submit
from test_pages import ATTACKS

from grader.course import load_chapter

pytestmark = pytest.mark.browser
CLICK = """<div class="nbgrader_cell"><span class="btn btn-success full-credit">Show the long output of this cell</span>
<span class="score tabbable" id="test_corr2d"></span></div>"""
LINK = "[my figure](evil.html) <p style='cursor:url(http://127.0.0.1:9977/cursor),auto'>x</p>"
EVIL = "<script>fetch('/api/contents').then(r => r.text()).then(t => document.title = 'READ ' + t)</script>"
NOTEBOOKS = {
    "click": [("raw", CLICK)],
    "link": [("markdown", LINK)],
    "all": [(kind, attack) for attack in ATTACKS for kind in ("markdown", "raw", "code")],
}
OWN = ("",)  # of nbgrader's page: what is embedded


@pytest.fixture(scope="module")
def course(released, tmp_path_factory):
    """A class of three hostile students, graded by nbgrader's own autograde."""
    folder = new_course(released, tmp_path_factory.mktemp("attacked"), CHAPTER)
    for student, texts in NOTEBOOKS.items():
        notebook = copy.deepcopy(load_chapter(CHAPTER).notebook)
        notebook["cells"][1:1] = [
            {"cell_type": kind, "id": f"x{n}", "metadata": {}, "source": text}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for n, (kind, text) in enumerate(texts)
        ]
        path = submit(folder, student, notebook)
        (path.parent / "evil.html").write_text(EVIL)
        (path.parent / "data.csv").write_text("1,2\n")
    said = run_warm("nbgrader", "autograde", CHAPTER, cwd=folder)
    folder.joinpath("said.txt").write_text(said.stdout + said.stderr)
    return folder


@pytest.fixture(scope="module")
def page(course):
    with jupyter_lab(course) as address, chromium() as browser, new_page(browser) as page:
        page.address, page.asked, page.dialogs = address, [], []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))

        def ask(route):
            page.asked.append((route.request.method, route.request.url))
            here = route.request.url.startswith((address, "data:"))
            route.continue_() if here else route.abort()

        page.route("**/*", ask)
        yield page


def submission_of(course, page, student: str) -> str:
    """The address of a student's page, opened, with all that formgrader loads."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "convnet") as book:
        number = book.find_submission_notebook(CHAPTER, CHAPTER, student).id
    page.asked.clear()
    page.goto(f"{page.address}/formgrader/submissions/{number}/")
    page.wait_for_function("window.formgrader && formgrader.grades?.loaded && formgrader.comments?.loaded")
    return f"{page.address}/formgrader/submissions/{number}"


# Everything in cells that nbgrader has no heading for, but for what is the page's own.
THEIRS = "#notebook-container .cell:not(:has(> .nbgrader_cell, .input > .nbgrader_cell)) *"
CLICK_ALL = f"""() => {{
    const all = [...document.querySelectorAll('{THEIRS}')];
    for (const one of all) for (const kind of ['mouseover', 'mousedown', 'mouseup', 'click', 'dblclick', 'change'])
        one.dispatchEvent(new MouseEvent(kind, {{bubbles: true, cancelable: true}}));
    return all.length;
}}"""
ODD = f"""() => [...document.querySelectorAll('{THEIRS}')].filter(one => {{
    const look = getComputedStyle(one);
    return !['static', 'relative'].includes(look.position) || look.zIndex != 'auto' || look.cursor.includes('url')
        || look.backgroundImage != 'none' || one.id && !one.id.startsWith('cell-id=');
}}).map(one => one.outerHTML.slice(0, 200))"""
ON_TOP = """() => [100, 400, 700, 1000, 1200].map(x => document.elementFromPoint(x, 20))
    .filter(one => !one || !one.closest('nav')).length"""


@pytest.mark.parametrize("student", NOTEBOOKS)
def test_a_teacher_who_clicks_on_everything_gives_no_point_and_asks_nobody(course, page, student):
    before = gradebook(course)
    address = submission_of(course, page, student)
    assert page.evaluate(ON_TOP) == 0 and page.evaluate(ODD) == []
    assert page.evaluate(CLICK_ALL) > 100
    for text in ["Show the long output", "my figure"]:
        for found in page.get_by_text(text).all()[:2]:
            found.click()
    page.wait_for_timeout(1000)
    assert page.url.startswith(address) and page.title() == CHAPTER and page.dialogs == []
    assert [asked for asked in page.asked if asked[0] != "GET"] == []
    assert {urlsplit(url).hostname or "" for _, url in page.asked} <= {"127.0.0.1", *OWN}
    assert not [url for _, url in page.asked if "evil" in url or "cursor" in url]
    assert page.evaluate("typeof attack") == "undefined"
    assert gradebook(course) == before


def test_a_page_handed_in_is_not_copied_and_the_teacher_is_told(course):
    for student in NOTEBOOKS:
        copied = {path.name for path in (course / "autograded" / student / CHAPTER).iterdir()}
        assert "evil.html" not in copied and copied >= {"data.csv", f"{CHAPTER}.ipynb"}
        assert f"only in what {student} handed in: evil.html" in " ".join((course / "said.txt").read_text().split())


def test_a_page_that_is_there_all_the_same_is_given_for_download(course, page):
    """Earlier versions copied it."""
    (course / "autograded" / "link" / CHAPTER / "evil.html").write_text(EVIL)
    address = submission_of(course, page, "link")
    answer = page.request.get(f"{address}/evil.html")
    assert answer.ok and answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    with page.expect_download() as download:
        page.evaluate("address => location.assign(address)", f"{address}/evil.html")
    assert download.value.suggested_filename == "evil.html"
    assert page.title() == CHAPTER


def test_a_link_with_a_script_for_a_name_leads_nowhere(page):
    answer = page.goto(f'{page.address}/formgrader/manage_students/%22;document.title=%22READ%22;%22')
    assert answer.status == 404 and page.title() != "READ"
    page.goto(f"{page.address}/formgrader/manage_students/ada")
    assert page.evaluate("student_id") == "ada"


def test_marks_of_a_person_still_arrive(course, page):
    submission_of(course, page, "click")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.locator("#test_corr2d").fill("2")
        page.locator("#test_corr2d").press("Tab")
    assert saved.value.ok and json.loads(saved.value.text())["manual_score"] == 2
    assert gradebook(course)["click"]["corr2d"][1] == 2
