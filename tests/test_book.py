"""The book that `make book` wrote: what a reader sees of it, on a large screen, on a phone, in the dark, offline."""
import importlib.util
import re
from pathlib import Path

import pytest
from browsing import ALONE, chromium, served, visit

from grader.course import chapter_names, load_chapter

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PHONE = {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (SITE / "index.html").exists(), reason="the book is not written yet: make book"),
]


@pytest.fixture(scope="module")
def address():
    with served(SITE) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium(*ALONE) as browser:
        yield browser


def pages() -> list[str]:
    """All pages of the book; JupyterLite has its own."""
    found = [path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")]
    return sorted(name for name in found if not name.startswith(("lite/", "_static/")))


def test_search_finds_an_exercise_and_leads_to_its_chapter(browser, address):
    with visit(browser, address) as (page, _):
        page.goto(f"{address}/index.html")
        page.locator("input.sidebar-search").fill("col2im")
        page.keyboard.press("Enter")
        page.locator("ul.search li a", has_text="Fast convolution").first.click()
        page.wait_for_url("**/07_fast_convolution.html*")
        assert page.locator("h3", has_text="col2im").count() == 1


def test_no_page_moves_sideways_on_a_phone_and_none_asks_others_for_anything(browser, address):
    wide = {}
    with visit(browser, address, viewport=PHONE) as (page, asked):
        for name in pages():
            page.goto(f"{address}/{name}")
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.wait_for_function("!window.MathJax || !MathJax.startup || MathJax.startup.promise.then(() => true)")
            wide[name] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert asked == []
    assert len(wide) > len(chapter_names()) + 5, "a test of nothing"
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def test_on_a_dark_page_text_is_light_and_figures_keep_their_paper(browser, address):
    with visit(browser, address, color_scheme="dark") as (page, _):
        page.goto(f"{address}/chapters/01_convolution.html")
        shown = "([selector, what]) => getComputedStyle(document.querySelector(selector))[what]"
        assert brightness(page.evaluate(shown, ["body", "backgroundColor"])) < 50
        assert brightness(page.evaluate(shown, ["article p", "color"])) > 180
        assert brightness(page.evaluate(shown, ["a.figure img", "backgroundColor"])) == 255
        assert brightness(page.evaluate(shown, [".output.text_html table", "color"])) < 60
        assert brightness(page.evaluate(shown, [".output.text_html", "backgroundColor"])) > 230


def test_on_paper_no_line_is_cut_and_nothing_lies_on_the_text(browser, address):
    with visit(browser, address) as (page, _):
        page.set_viewport_size({"width": 700, "height": 1000})  # A4 less its margins
        page.goto(f"{address}/chapters/03_multichannel.html")
        lines = "[...document.querySelectorAll('article .highlight pre')]"
        cut = f"{lines}.filter(one => one.scrollWidth > one.clientWidth + 1).length"
        assert page.evaluate(cut) > 0, "on a screen long lines scroll: else this is a test of nothing"
        page.emulate_media(media="print")
        assert page.evaluate(cut) == 0
        assert not page.locator(".skip-to-content").is_visible() and page.locator("article h1").is_visible()


def brightness(colour: str) -> float:
    """0 to 255, of what the browser says as rgb(…)."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser, address, scheme):
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None:
        pytest.skip("axe-playwright-python is missing: pip install -e '.[test]'")
    axe, found = (Path(package.origin).with_name("axe.min.js")).read_text(encoding="utf-8"), {}
    with visit(browser, address, color_scheme=scheme) as (page, _):
        for name in ["index.html", "students.html", "curriculum.html", "search.html", "chapters/05_backprop.html"]:
            page.goto(f"{address}/{name}")
            page.evaluate("document.querySelectorAll('article details').forEach((one, k) => one.open = k < 8)")
            # What unfolds fades in, and axe would see its text half as dark.
            page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
            page.evaluate(axe)
            result = page.evaluate("axe.run()")
            assert result["passes"], "a test of nothing"
            for fault in result["violations"]:
                if fault["impact"] in ("serious", "critical"):
                    found[name, fault["id"]] = [node["html"][:150] for node in fault["nodes"][:3]]
    assert found == {}


def test_a_chapter_shows_stubs_and_folds_answers_and_mistakes(browser, address):
    with visit(browser, address) as (page, _):
        page.goto(f"{address}/chapters/01_convolution.html#corr2d")
        below = page.locator("section#corr2d")
        assert "raise NotImplementedError" in below.locator(".tag_exercise").inner_text()
        answer, mistakes = below.locator("details.answer"), below.locator("details.mistakes")
        assert not answer.locator("pre").is_visible() and not mistakes.locator("dl").is_visible()
        answer.locator("summary").click()
        assert "np.sum(" in answer.locator("pre").inner_text() and "Two-dimensional" not in answer.inner_text()
        mistakes.locator("summary").click()
        assert "flipped along both axes" in mistakes.inner_text()
        assert page.locator(".related-pages a.next-page", has_text="Padding and stride").count() == 1


@pytest.mark.parametrize("chapter", chapter_names())
def test_each_exercise_has_its_place_answer_and_mistakes_and_each_figure_its_text(chapter):
    page = (SITE / "chapters" / f"{chapter}.html").read_text(encoding="utf-8")
    names = [exercise.name for exercise in load_chapter(chapter).exercises]
    assert page.count('class="answer"') == page.count('class="mistakes"') == len(names)
    assert [name for name in names if f'id="{name.lower().replace("_", "-")}"' not in page] == []
    assert page.count('class="try-it"') == 1 and f'index.html?path={chapter}/{chapter}.ipynb"' in page
    texts = re.findall(r'<img src="../_static/figures/[^>]* alt="([^"]*)"', page)
    assert texts and [text for text in texts if text in ("", "Figure")] == []
    assert "Traceback" not in page and "not right yet" not in page.lower()
