"""The course in the browser that `make lite` wrote: Chromium opens a chapter, with every other machine out of reach."""
import json
import re
from pathlib import Path

import pytest
from browsing import ALONE, chromium, served, visit

from grader.course import chapter_names, filled, load_chapter, read_notebook
from grader.sources import reference_sources, source_of

SITE = Path(__file__).resolve().parent.parent / "build" / "site"
FILES = SITE / "lite" / "files"
SECONDS = 900  # for a chapter that trains, on a busy machine
STEP = 120  # for anything else
CHAPTER = "01_convolution"
SAMPLE = "02_padding_and_stride"  # the shortest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not FILES.exists(), reason="the course in the browser is not made yet: make book lite"),
]


@pytest.fixture(scope="module")
def browser():
    with chromium(*ALONE) as browser:
        yield browser


def place(address: str, name: str) -> str:
    """Where "Try it here" leads."""
    return f"{address}/lite/lab/index.html?path={name}/{name}.ipynb"


def open_chapter(page, address: str, name: str) -> None:
    """Wait until the chapter is shown and Python is there."""
    page.set_default_timeout(1000 * STEP)
    page.goto(place(address, name))
    page.get_by_text("| Idle").wait_for()


def choose(page, menu: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


def run(page, cell) -> None:
    """Run one cell and wait for its number."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for()


def test_a_wrong_corr2d_is_named_and_kept_and_can_be_handed_in(browser, tmp_path):
    wrong = source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])
    with served(SITE) as address, visit(browser, address, viewport={"width": 1300, "height": 1000}) as (page, asked):
        open_chapter(page, address, CHAPTER)
        run(page, page.locator(".jp-CodeCell").first)
        said = page.locator(".jp-CodeCell").first.locator(".jp-OutputArea-output")
        assert said.all_inner_texts() == [], "no list of fonts is made"
        stub = page.locator(".jp-CodeCell", has_text="def corr2d(X, K)")
        stub.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(wrong)
        run(page, stub)
        test = page.locator(".jp-CodeCell", has_text="with lab.checking(corr2d)")
        run(page, test)
        verdict = test.locator(".jp-OutputArea-output", has_text="Smallest case that fails")
        verdict.wait_for()
        assert "flipped along both axes" in " ".join(verdict.inner_text().split())
        assert verdict.locator("td").count() > 10, "a table, not the text that stands in for it"
        page.keyboard.press("Control+s")
        page.wait_for_function("!document.querySelector('.jp-mod-current.jp-mod-dirty')")
        page.goto(place(address, CHAPTER))  # as someone does who comes back
        page.locator(".jp-CodeCell", has_text="K[::-1, ::-1]").first.wait_for()
        page.locator(".jp-DirListing-item", has_text=f"{CHAPTER}.ipynb").click(button="right")
        with page.expect_download() as download:
            page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Download$")).click()
        download.value.save_as(tmp_path / "handed_in.ipynb")
        assert asked == []
    kept = read_notebook(tmp_path / "handed_in.ipynb")
    assert wrong.strip() in [cell["source"].strip() for cell in kept["cells"]]
    assert {cell["id"] for cell in kept["cells"]} == {cell["id"] for cell in load_chapter(CHAPTER).notebook["cells"]}


ERROR = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"


@pytest.mark.parametrize("name", chapter_names())
def test_every_cell_of_a_chapter_runs(browser, request, name):
    if name != SAMPLE and not request.config.getoption("--every-chapter"):
        pytest.skip("make lite-test runs the other chapters, too")
    notebook = filled(load_chapter(name), reference_sources(name))
    file = f"lite/files/{name}/{name}.ipynb"
    with served(SITE, {file: json.dumps(notebook).encode()}) as address, visit(browser, address) as (page, asked):
        open_chapter(page, address, name)
        choose(page, "View", "Expand All Code")  # what is folded shows no number
        choose(page, "Run", "Run All Cells")
        # JupyterLab makes cells far below when it is idle, and runs each when it is made. Asked in every frame, the
        # page is never idle.
        page.wait_for_function(
            f"() => document.querySelector({json.dumps(ERROR)}) ||"
            " [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(one => /\\d/.test(one.textContent))",
            timeout=1000 * SECONDS, polling=500,
        )  # fmt: skip
        errors = page.locator(ERROR)
        assert errors.all_inner_texts() == []
        prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        assert len(prompts) == sum(cell["cell_type"] == "code" for cell in notebook["cells"])
        assert [said for said in prompts if not any(map(str.isdigit, said))] == [], "each cell was run"
        assert page.locator(".jp-OutputArea-output", has_text=": right, ").count() == len(load_chapter(name).exercises)
        assert asked == []
