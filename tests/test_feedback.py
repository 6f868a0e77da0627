"""The feedback page by itself: its summary, its formulas, what a student's text can do in it, and the bounds on it."""
import re
import time
from html import escape, unescape

import pytest
from browsing import chromium, new_page
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from convlab.render import html, text
from convlab.verdict import Verdict
from grader import bounded
from grader.bounded import do_each
from grader.course import CourseError, chapter_names, load_chapter
from grader.nbgrader.cleaning import harmless
from grader.nbgrader.feedback import FeedbackExporter
from grader.nbgrader.formulas import formula
from grader.nbgrader.pages import MAX_CODE, Budget, code_page, harmless_markdown, output_pages

WRONG = Verdict("corr2d", "wrong", [("worked example", 0, 5)], "The kernel is flipped.")


SAID = {"reason": WRONG.message, "comment": WRONG.message, "by_person": False}


def page_of(score, by_hand=False, waits=False, outputs=(), said=None, code="def corr2d(X, K): ...") -> str:
    """A page with one exercise, as nbgrader's converter asks the exporter for it."""
    marks = {"grade": True, "points": 5.0, "score": score, "by_hand": by_hand, "waits": waits}
    cells = [
        new_markdown_cell("# 1. Convolution"),
        new_markdown_cell("### Exercise 1.3 · `corr2d` · ●●○ · 15 minutes"),
        new_code_cell(code, metadata={"nbgrader": {"solution": True, "grade_id": "corr2d", **(said or {})}}),
        new_code_cell("check", metadata={"nbgrader": {**marks, "grade_id": "test_corr2d"}}, outputs=list(outputs)),
    ]
    about = {"notebook": "01", "student": "<b>ada", "score": score, "max_score": 5.0, "late_penalty": 0}
    return FeedbackExporter().from_notebook_node(new_notebook(cells=cells), {"nbgrader": about})[0]


def put_out(html_text) -> dict:
    return new_output("display_data", {"text/html": html_text, "text/plain": "plain"})


def test_the_summary_names_the_exercise_and_leads_to_the_answer():
    page = page_of(3.0)
    summary = page.split("</section>")[0]
    assert re.search(r'<li class="part">.*href="#corr2d">1.3 corr2d</a>.*3 of 5', summary, re.DOTALL)
    assert 'id="corr2d"' in page and "&lt;b&gt;ada" in page and "<b>ada" not in page
    assert "not graded yet" in page_of(0.0, waits=True).split("</section>")[0]


def test_what_has_all_points_is_folded_and_what_a_student_must_see_is_open():
    lost, full = page_of(3.0), page_of(5.0)
    assert lost.count('<details class="folded"') == 0
    assert 'href="#corr2d">1.3' in lost and 'href="#section-2">1.3' in full
    folded = full.split('id="section-2"')[1].split("</details>\n</body>")[0]
    assert re.search(r"<summary>1.3 corr2d.*✓.*5 of 5</span></summary>", folded) and 'id="corr2d"' in folded
    for seen in [page_of(5.0, by_hand=True), page_of(0.0, waits=True), page_of(5.0, said=SAID | {"by_person": True})]:
        assert seen.count('<details class="folded"') == 0
    assert re.sub("<[^>]*>|\\s", "", full.split("</section>", 1)[1]).count("1.3corr2d:youranswer") == 1


def test_the_card_says_why_points_are_lost_and_that_figures_are_elsewhere():
    card = page_of(0.0, said=SAID).split("</section>")[0]
    assert card.count('<div class="reason">The kernel is flipped.</div>') == 1
    assert card.count("Figures and animations are not drawn on this page") == 1
    for other in [page_of(5.0, said=SAID), page_of(4.0, by_hand=True, said=SAID), page_of(0.0, waits=True, said=SAID)]:
        assert "The kernel is flipped." not in other.split("</section>")[0]


def test_the_judges_comment_stands_once_and_a_persons_stays():
    verdict = put_out(html(WRONG)) | {"data": {"text/html": html(WRONG), "text/plain": text(WRONG)}}
    boxes = page_of(0.0, outputs=[verdict], said=SAID).split("</section>", 1)[1]
    assert boxes.count("The kernel is flipped.") == 1 and "Comments:" not in boxes
    assert "Comments:</b> <div" in page_of(0.0, said=SAID), "no verdict says it"
    assert "Comments:" not in page_of(5.0, said=SAID | {"reason": "Every case is right."})
    talked = page_of(0.0, outputs=[verdict], said=SAID | {"comment": "The kernel is **flipped.**", "by_person": True})
    assert "<p>The kernel is <strong>flipped.</strong></p>" in talked


def test_points_of_an_exercise_stand_in_its_box_once_and_its_heading_on_the_page_once():
    page = page_of(0.0, outputs=[put_out(html(WRONG))])
    assert page.split("</section>", 1)[1].count("0 of 5 points") == 1 and ">corr2d: wrong</div>" in page
    assert page.count("1. Convolution") == 1


def test_lines_of_code_are_boxes_that_remember_how_far_in_they_began():
    page = page_of(0.0, code='def corr2d(X, K):\n    """One\n\n        two."""\n    return X')
    lines = re.findall(r'<span class="line" style="--indent:(\d+)ch">(.*?\n)</span>', page)
    told = [(int(indent), unescape(re.sub("<[^>]*>", "", line))) for indent, line in lines]
    written = ["def corr2d(X, K):\n", '    """One\n', "\n", '        two."""\n', "    return X\n"]
    assert told[:5] == list(zip([0, 4, 0, 8, 4], written, strict=True))


@pytest.mark.browser
def test_on_a_phone_nothing_is_cut():
    code = "def corr2d(X, K):\n    return " + " + ".join(["height * width"] * 12)
    with chromium() as browser, new_page(browser) as page:
        page.set_viewport_size({"width": 390, "height": 800})
        page.set_content(page_of(0.0, outputs=[put_out(html(WRONG))], code=code))
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("[...document.querySelectorAll('pre')].every(one => one.scrollWidth <= one.clientWidth)")
        name, up = (page.locator(f".box header {one}").first.bounding_box() for one in (".name", "a"))
        assert abs(name["y"] - up["y"]) < 5, "the way back is on the line of the name"


def test_formulas_that_cells_put_out_are_mathml_for_formgrader():
    outputs = [put_out("<b>html</b>"), new_output("display_data", {"text/latex": r"$\displaystyle x^2 < y$"})]
    outputs[0].data["text/latex"] = "$x$"
    assert output_pages(outputs, Budget()) == [
        "<b>html</b>",
        "<math><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi></mrow></math>",
    ]


def test_points_by_hand_stand_beside_no_others():
    ours = put_out(html(WRONG))
    assert "0 of 5 points" in page_of(0.0, outputs=[ours])
    page = page_of(4.0, by_hand=True, outputs=[ours])
    assert "4 of 5 points, by hand" in page and "0 of 5" not in page and "corr2d: wrong" in page


def test_a_page_asks_nobody_else_and_runs_nothing():
    evil = put_out('<script>a()</script><p onclick="a()" style="background:url(//b.org)">b</p><img src="//c.org">')
    page = page_of(0.0, outputs=[evil, new_output("display_data", {"image/png": '"><script>'})])
    assert "default-src 'none'" in page
    body = page.split("<body>")[1]
    assert not re.search(r"<(script|iframe|link)\b|onclick=|url\(|src=.//", body)
    assert "border-left:4px solid" in harmless(html(WRONG))  # the verdict's look is kept


def test_formulas_of_every_chapter_are_drawn_without_scripts():
    drawn = 0
    for name in chapter_names():
        for cell in load_chapter(name).notebook["cells"]:
            if cell["cell_type"] == "markdown" and "$" in re.sub(r"```.*?```|`[^`]*`", "", cell["source"], flags=re.S):
                page = harmless_markdown({}, cell["source"])
                drawn += page.count("<math")
                prose = re.sub(r"<(pre|code|math)\b.*?</\1>", "", page, flags=re.DOTALL)
                assert "$" not in prose and "\\" not in prose and "\ue000" not in prose, cell["source"]
    assert drawn >= 14


@pytest.mark.parametrize(
    "tex, drawn",
    [
        ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (r"\frac1N", "<mfrac><mn>1</mn><mi>N</mi></mfrac>"),
        (r"\sum_{i} 2", "<munder><mo>∑</mo><mrow><mi>i</mi></mrow></munder><mn>2</mn>"),
        (r"\text{a < b}", "<mtext>a\N{NO-BREAK SPACE}&lt;\N{NO-BREAK SPACE}b</mtext>"),
        (r"\begin{matrix}1&2\\3\end{matrix}", "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr>"),
    ],
)
def test_a_formula_is_mathml(tex, drawn):
    assert drawn in formula(tex, False)


@pytest.mark.parametrize("tex", ["{" * 500, r"\evil<b>", "x^", "}", r"\frac1", r"\left(x", "a_1_2", "x" * 5000])
def test_a_formula_that_we_cannot_read_is_shown_as_it_was_typed(tex):
    assert formula(tex, False) == f"<code>{escape(tex)}</code>"


def test_a_student_cannot_bring_in_a_formula_by_its_number():
    assert "<math" in harmless_markdown({}, "$x$")
    assert harmless_markdown({}, "a \ue0000\ue001 b $x$").count("<math") == 1


def test_very_long_code_is_shown_without_colours():
    assert "<span" in code_page("def f(): pass")
    started = time.monotonic()
    assert "<span" not in code_page("<" * (MAX_CODE + 1)) and time.monotonic() - started < 10


def _work(name: str) -> None:
    if name == "slow":
        time.sleep(30)
    if name == "large":
        bytearray(bounded.MEMORY)
    if name == "mended":
        raise CourseError("Mend it.")
    if name == "bug":
        raise KeyError("x")


def test_one_that_takes_too_long_or_too_much_costs_the_others_nothing(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS", 1)
    done = []
    failed = do_each(_work, ["a", "slow", "large", "mended", "bug", "b"], 2, lambda *said: done.append(said))
    assert failed == {
        "slow": "it took longer than 1 seconds",
        "large": "it took too much memory",
        "mended": "Mend it.",
        "bug": "KeyError: 'x'",
    }
    assert done[-1] == (6, 6)
    assert do_each(_work, [], 2, None) == {}
