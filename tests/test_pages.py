"""What a hostile notebook can do in pages: nothing but be read, at a bounded cost, however it was written."""
import json
import multiprocessing
import re
import resource
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from classroom import CHAPTER, new_course, run_warm, submit
from nbformat.notebooknode import from_dict
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.server_extensions.formgrader.base import BaseHandler
from nbgrader.server_extensions.formgrader.handlers import SubmissionFilesHandler
from tornado.web import HTTPError
from traitlets.config import Config

from convlab.render import html
from convlab.verdict import Verdict
from grader.course import load_chapter
from grader.nbgrader import pages
from grader.nbgrader.brought_along import is_harmless
from grader.nbgrader.cleaning import MAX_IMAGE, harmless
from grader.nbgrader.driver import open_app
from grader.nbgrader.feedback import FeedbackExporter
from grader.nbgrader.formgrader import SubmissionView, shown_notebook
from grader.nbgrader.pages import ROOM, Budget, code_page, harmless_markdown, output_pages
from grader.nbgrader.plugin import configure

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SECONDS = 4  # of processor time for a page: without bounds these take minutes
WORK = 0.25  # of it for its texts, a quarter of what is allowed: the tests need not wait for it
MEMORY = 300 << 20

# --- what a text could do ---------------------------------------------------------------------

ATTACKS = [
    # Room.
    "<table><tr><td colspan=999>a</td><td rowspan=\"9999\">b</td></tr></table>",
    # Scripts.
    "<script>attack()</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\n>attack()</script\n>",
    "<img src=x onerror=attack()>",
    "<p onclick='attack()'>press</p>",
    "<details open ontoggle=attack()><summary>more</summary></details>",
    "<svg onload=attack()><animate onbegin=attack() attributeName=x></svg>",
    "<math><mtext><img src=x onerror=attack()></mtext></math>",
    '<math><maction actiontype="statusline" xlink:href="javascript:attack()">x</maction></math>',
    "<iframe src=javascript:attack()></iframe>",
    '<iframe srcdoc="<script>attack()</script>"></iframe>',
    "<object data=evil.html></object><embed src=evil.svg>",
    "<template><script>attack()</script></template><noscript><p title='</noscript><script>attack()</script>'>",
    "<style><img src=x onerror=attack()></style>",
    "<!--><script>attack()</script>-->",
    "<!-- > --!><img src=x onerror=attack()> -->",
    "<![CDATA[<script>attack()</script>]]><?php attack() ?><!DOCTYPE x>",
    "<p title='\"><script>attack()</script>'>x</p>",
    '<a title="`"onclick=attack()//">x</a>',
    "<img alt='<script>attack()</script>' src=x>",
    '![$$a$$" onerror=attack()](x "t")',
    "![\\begin{x}<b onclick=attack()>\\end{x}](x)",
    "<p title='$$x$$'>formula in an attribute</p>",
    "&lt;script&gt;attack()&lt;/script&gt;",
    "<xss onmouseover=attack()>x</xss>",
    # Links, and what is not handed in with the notebook.
    "[x](javascript:attack())",
    "[x](JaVaScRiPt&colon;attack())",
    "<a href='java\tscript:attack()'>x</a>",
    "<a href=' javascript:attack()'>x</a>",
    "<a href='&#106;avascript:attack()'>x</a>",
    "<a href='vbscript:attack()'>x</a>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[my figure](evil.html)",
    "[my figure](./evil.html)",
    "[my figure](/formgrader/submissions/1/evil.html)",
    "[x](//evil.example/x)",
    "[x](files/evil.html) <a href='files/evil.html'>x</a>",
    "[x](blob:evil) [y](file:///etc/passwd) [z](filesystem:evil)",
    "[x]: evil.html\n\n[x]",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<area href=evil.html><map name=m></map>",
    # Who reads it, and when.
    "![x](https://evil.example/x.png)",
    "<img srcset='https://evil.example/x.png 1x' src=https://evil.example/y.png>",
    "<video src=https://evil.example/v><audio src=https://evil.example/a autoplay><source src=//evil.example>",
    "<p style='cursor:url(http://127.0.0.1:9977/cursor),auto'>x</p>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<p style='background-image:url(//evil.example/x)'>x</p>",
    "<p style='background:u\\72l(//evil.example/x)'>x</p>",
    "<p style='background:/**/url(//evil.example/x)'>x</p>",
    "<p style='list-style:url(//evil.example/x);content:url(//evil.example/x)'>x</p>",
    "<table background=//evil.example/x><tr><td background=//evil.example/y>x</table>",
    "<style>@import '//evil.example/x.css'; body{display:none}</style>",
    # What covers the page, or leads the eye astray.
    "<div class='modal-backdrop in'></div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999'>x</div>",
    "<div style='margin-top:-900px;background:#fff'>10 of 10</div>",
    "<div style='transform:scale(90);opacity:0;float:left;display:none'>x</div>",
    "<p style='font-size:9999px;width:9999em'>x</p>",
    "<p style='behavior:url(x);-moz-binding:url(x);width:expression(attack())'>x</p>",
    "<marquee>x</marquee><dialog open>x</dialog><font size=99>x</font>",
    "</div></div></div></section></body></html><div>out</div>",
    "<plaintext>all that follows",
    "<textarea>all that follows",
    "<title>all that follows",
    # What formgrader's scripts would take for its own.
    "<div class='nbgrader_cell'><span class='btn btn-success full-credit'>long output</span></div>",
    "<span class='score tabbable' id='test_corr2d'>x</span>",
    "<span class='highlight k'>x</span>",
    "<p id=statusmessage>x</p><a name=test_corr2d>x</a>",
    "<a data-toggle=tooltip data-link=evil data-dismiss=modal>x</a>",
    "<form action=/formgrader/api/grade/1 method=post><input name=a><button>x</button></form>",
    "<select><option>x</select><label for=test_corr2d>x</label><input type=image src=//evil.example/x formaction=x>",
    "<p contenteditable autofocus tabindex=1 accesskey=x draggable=true role=button aria-label=x>x</p>",
    "<span itemscope slot=x is=x part=x lang=x dir=rtl>x</span>",
    # MathJax, and images that are documents.
    "<p>$\\href{javascript:attack()}{x}$ $\\class{full-credit}{x}$ $\\cssId{test_corr2d}{x}$</p>",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YXR0YWNrKCk+)",
    "<img src='data:image/png;base64,PHN2ZyBvbmxvYWQ9YXR0YWNrKCk+'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    f"<img src='data:image/png;base64,{PNG}' onload=attack() usemap=#m width=99999>",
    "```mermaid\ngraph LR; A-->B; click A attack\n```",
    "```html\n<script>attack()</script>\n```",
    "```x\" onclick=attack() class=\"full-credit\n<b>\n```",
    "\ue0000\ue001 &#xe000;0&#xe001; <p title='\ue0000\ue001'>x</p>",
]  # fmt: skip
TAGS = set(
    """a abbr acronym b blockquote br caption center code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5
    h6 hr i img kbd li ol p pre s small span strong sub summary sup table tbody td th thead tr ul var""".split()
)
MATH = set(
    "math mrow mi mo mn msub msup msubsup munder mover munderover mfrac msqrt mtext mtable mtr mtd mspace".split()
)
STYLES = set(
    """color background background-color border border-left border-right border-top border-bottom margin padding width
    height min-width max-width font-size border-radius border-collapse display font-family font-style font-weight
    line-height text-align text-decoration vertical-align white-space""".split()
)
ATTRIBUTES = {"style", "align", "title", "href", "rel", "src", "alt", "width", "height", "colspan", "rowspan", "open"}
OF_FORMULAS = {"display", "stretchy", "accent", "mathvariant"}


class Harm(HTMLParser):
    """Collects what a piece of HTML has that a student's must not have."""

    def __init__(self, piece: str, classes=frozenset({"highlight", "tex2jax_ignore"})):
        super().__init__()
        self.found: list[str] = []
        self.classes = classes
        self.depth = Counter()
        self.feed(piece)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.depth[tag] += 1
        if tag not in TAGS | MATH:
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}={value}" for name, value in attrs if not self.is_allowed(tag, name, value or "")]

    def handle_endtag(self, tag):
        self.depth[tag] -= 1
        if self.depth[tag] < 0:
            self.found.append(f"</{tag}> closes what is not its own")

    def handle_comment(self, data):
        self.found.append(f"<!--{data}-->")

    handle_decl = unknown_decl = handle_pi = handle_comment

    def is_allowed(self, tag: str, name: str, value: str) -> bool:
        if name == "class":
            return set(value.split()) <= self.classes or tag == "span" and re.fullmatch("[a-z][a-z0-9]?", value)
        if name == "href":
            return tag == "a" and value.startswith(("https://", "http://", "mailto:"))
        if name == "src":
            return tag == "img" and re.match("data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]+$", value)
        if name == "style":
            named = {one.partition(":")[0].strip() for one in value.split(";") if one.strip()}
            sizes = [float(size) for size in re.findall(r"(-?\d+)(?:px|em|%)", value)]
            return named <= STYLES and not re.search(r"url|\\|/\*|expression|none\b|fixed", value) and all(
                0 <= size <= 1000 for size in sizes
            )
        if name in ("colspan", "rowspan"):
            return int(value) <= 20  # a browser makes room for each
        return name in ATTRIBUTES or tag in MATH and name in OF_FORMULAS


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_can_do_no_harm_as_markdown_or_as_an_output(attack):
    assert Harm(harmless_markdown({}, attack)).found == []
    assert Harm(harmless(attack)).found == []
    for kind in ("display_data", "execute_result"):
        (shown,) = output_pages([{"output_type": kind, "data": {"text/html": attack, "text/plain": "x"}}], Budget())
        assert Harm(shown).found == []


def test_the_judge_of_these_attacks_sees_them():
    """All of them but those that are harmless until Markdown, MathJax or the page around them takes them up."""
    seen = [attack for attack in ATTACKS if Harm(attack).found]
    assert len(seen) >= 55


def cell(source="", kind="code", **changed) -> dict:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **code, **changed}


def notebook(*cells: dict, **changed) -> dict:
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells), **changed}


@pytest.fixture(scope="module")
def view():
    """formgrader's exporter, with the settings that a course folder gives it."""
    config = Config()
    configure(config)
    return SubmissionView(config=config)


def seen_by_teacher(view, given, **about) -> str:
    """formgrader's page of a notebook."""
    known = {"assignment_id": CHAPTER, "notebook_id": CHAPTER, "submission_id": "1", "index": 0, "total": 1}
    known |= {"base_url": "", "student": "ada", "notebook_path": "a", "last_name": None, "first_name": None}
    return view.from_notebook_node(given, {**known, **about})[0]


def seen_by_student(given) -> str:
    marks = {"notebook": "01", "student": "ada", "score": 0.0, "max_score": 5.0, "late_penalty": 0}
    return FeedbackExporter().from_notebook_node(from_dict(given), {"nbgrader": marks})[0]


HOSTILE_CELLS = {
    "raw": lambda text: cell(text, "raw"),
    "raw of a type": lambda text: cell(text, "raw", metadata={"raw_mimetype": "text/html", "format": "text/html"}),
    "unknown": lambda text: cell(text, text),
    "code": lambda text: cell(text),
    "markdown": lambda text: cell(text, "markdown"),
    "count": lambda text: cell("x", execution_count=text),
    "id": lambda text: cell("x", id=text),
    "tags": lambda text: cell("x", metadata={"tags": [text], "magics_language": text, "name": text}),
    "marks": lambda text: cell("x", metadata={"nbgrader": {"grade": True, "grade_id": text, "points": text}}),
    "marks of a text": lambda text: cell("x", "raw", metadata={"nbgrader": {"solution": True, "grade_id": text}}),
    "odd types": lambda text: cell([text, 1], metadata=[text], outputs=text, attachments=text),
    "attachment": lambda text: cell("![a](attachment:a)", "markdown", attachments={"a": {f"image/png{text}": text}}),
    "stream": lambda text: cell(outputs=[{"output_type": "stream", "name": text, "text": [text]}]),
    "error": lambda text: cell(outputs=[{"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}]),
    "isolated": lambda text: cell(outputs=[data({"text/html": text}, {"text/html": {"isolated": True}})]),
    "javascript": lambda text: cell(outputs=[data({"application/javascript": text})]),
    "svg": lambda text: cell(outputs=[data({"image/svg+xml": text, "text/plain": text})]),
    "latex": lambda text: cell(outputs=[data({"text/latex": text, "text/markdown": text, "text/vnd.mermaid": text})]),
    "widget": lambda text: cell(outputs=[data({"application/vnd.jupyter.widget-view+json": {"model_id": text}})]),
    "image": lambda text: cell(outputs=[data({"image/png": text}, {"filenames": {"image/png": text}, "alt": text})]),
    "image's size": lambda text: cell(outputs=[data({"image/png": PNG}, {"image/png": {"width": text}})]),
}  # fmt: skip


def data(of_types: dict, metadata: dict | None = None) -> dict:
    return {"output_type": "display_data", "data": of_types, "metadata": metadata or {}}


class Names(HTMLParser):
    """How often a page uses each tag, id, class, address and handler: all that scripts and styles find things by."""

    def __init__(self, page: str):
        super().__init__()
        self.used = Counter()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS | MATH:
            self.used[f"<{tag}>"] += 1
        for name, value in attrs:
            if name == "class":
                self.used.update((value or "").split())
            elif name not in ATTRIBUTES | OF_FORMULAS or name in ("href", "src") and not self.is_of_a_text(value or ""):
                self.used[f"{name}={value}"] += 1

    @staticmethod
    def is_of_a_text(address: str) -> bool:
        return address.startswith(("https://", "mailto:", "data:image/png;"))


@pytest.mark.parametrize("place", HOSTILE_CELLS)
def test_no_part_of_a_cell_brings_anything_into_formgraders_page(view, place):
    before = Names(seen_by_teacher(view, notebook(HOSTILE_CELLS[place]("x")))).used
    for attack in [*ATTACKS, "x\" class='full-credit' id='test_corr2d", "'><script>attack()</script>"]:
        more = Names(seen_by_teacher(view, notebook(HOSTILE_CELLS[place](attack)))).used - before
        # The colours of code have classes of a letter or three; a cell that has nbgrader's marks is in no "inner_cell".
        assert {name for name in more if len(name) > 3} <= {"highlight", "tex2jax_ignore", "inner_cell"}, (attack, more)


def test_what_formgrader_needs_of_a_cell_is_there_once(view):
    marks = {"grade": True, "solution": True, "grade_id": "corr2d", "points": 5, "locked": False}
    page = seen_by_teacher(view, notebook(*[cell("x = 1", metadata={"nbgrader": marks})] * 3))
    assert page.count('id="corr2d"') == 1 and page.count('id="corr2d-comment"') == 1 and "/ 5.0" in page
    page = seen_by_teacher(view, notebook(cell("**a**", "markdown"), cell("def f(): pass")))
    assert "<strong>a</strong>" in page and '<span class="k">def</span>' in page


@pytest.mark.parametrize("key", ["widgets", "title", "language_info", "kernelspec"])
def test_a_notebooks_metadata_stays_out_of_the_page(view, key):
    for value in ("<script>attack()</script>", ["attack()"], {"name": "attack()", "pygments_lexer": "attack()"}):
        assert "attack" not in seen_by_teacher(view, notebook(cell("x"), metadata={key: value}))


def test_names_of_students_are_text(view, tmp_path):
    name, path = "\"><script>attack()</script>'", tmp_path / "01.ipynb"
    path.write_text(json.dumps(notebook()))
    about = dict.fromkeys(["student", "last_name", "first_name", "notebook_path"], name)
    known = {"index": 0, "total": 1, "notebook_id": CHAPTER, "submission_id": "1"}
    for page in (seen_by_teacher(view, notebook(), **about), view.from_filename(str(path), {**known, **about})[0]):
        assert "<script>attack" not in page and "&lt;script&gt;attack" in page
        assert 'data-link="&quot;&gt;' in page


@pytest.mark.parametrize("name", ['";attack();//', "<script>attack()</script>", "a\\", "a\nb"])
def test_a_link_to_formgrader_brings_no_script_along_in_a_name(name):
    with pytest.raises(HTTPError):
        BaseHandler.render(SimpleNamespace(settings={}), "manage_students_assignments.tpl", student_id=name)


def test_what_is_no_notebook_has_a_page_all_the_same(view, tmp_path):
    path = tmp_path / "01.ipynb"
    for text in ["", "[]", "{}", '{"cells": {}}', "[" * 100_000, '{"cells": [1, [], null, {}]}', "\x00"]:
        path.write_text(text)
        page, _ = view.from_filename(str(path), {"index": 0, "total": 1, "notebook_id": CHAPTER, "submission_id": "1"})
        assert page.startswith("<!DOCTYPE html>") and "</html>" in page
    assert "cannot be shown" in page or shown_notebook({"cells": [1]})["cells"] == []


def test_what_is_good_stays_as_it_was():
    kept = f'<img alt="a" src="data:image/png;base64,{PNG}">'
    assert harmless(kept) == kept and harmless(f'<img alt="a" src="data:image/png;base64,{"A" * MAX_IMAGE}">') == "a"
    link = harmless_markdown({}, "[paper](https://example.org/?a=1&b=2)")
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">paper</a>' in link
    verdict = html(Verdict("corr2d", "wrong", [("worked example", 0, 5)], "The kernel is flipped."))
    assert harmless(verdict) == verdict.replace("'", '"')
    table = harmless_markdown({}, "| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert "<th>a</th>" in table and '<td style="text-align:right">2</td>' in table
    assert harmless("<p>a<p>b<ul><li>c<li>d</ul>") == "<p>a</p><p>b<ul><li>c</li><li>d</li></ul></p>"
    assert '<span class="k">def</span>' in harmless_markdown({}, "```python\ndef f(): pass\n```")


# --- what a page may cost ---------------------------------------------------------------------

LONG = 40_000
SLOW = {
    "lines of one blank": [cell("def f():\n    pass\n" + " \n" * LONG)],
    "empty lines": [cell("x = 1\n" + "\n" * LONG + "y")],
    "names with dots": [cell("a." * LONG)],
    "dots": [cell("." * LONG)],
    "many of the slowest cells": [cell(("." * 990 + "\n") * 50)] * 300,
    "a line of 1 MB": [cell("x" * (1 << 20)), cell("[" * (1 << 20), "markdown"), cell("[" * (1 << 20), "raw")],
    "2 MB of code": [cell(f"x = {k} + f(2)\n" * 80) for k in range(1500)],
    "2 MB of one code": [cell("x = 1 + f(2)\n" * 70)] * 2000,
    "20 000 cells": [cell(f"x = {k}") for k in range(20_000)],
    "20 000 texts": [cell(f"*{k}* `a` $x_{k}$", "markdown") for k in range(20_000)],
    "brackets": [cell("[" * 19_000 + str(k), "markdown") for k in range(60)],
    "formulas that do not end": [cell("\\\\[" * 6000 + str(k), "markdown") for k in range(60)],
    "formulas": [cell(f"$x_{k}$ " * 2500, "markdown") for k in range(60)],
    "deep lists": [cell("\n".join(" " * 2 * n + "- a" for n in range(120)) + str(k), "markdown") for k in range(60)],
    "deep quotes": [cell(">" * 6000 + " - " * 4000 + str(k), "markdown") for k in range(60)],
    "tables": [cell("|a" * 3000 + "\n" + "|-" * 3000 + "\n|" + str(k), "markdown") for k in range(60)],
    "tags that are not closed": [cell("<b title=1>" * 700 + "<p>" * 3000 + str(k), "markdown") for k in range(60)],
    "deep tags": [cell("<div>" * 3900 + str(k), "markdown") for k in range(60)],
    "entities": [cell("&#" + "9" * 5000 + ";" + "&amp;" * 2000 + str(k), "markdown") for k in range(60)],
    "code in a text": [cell("```perl\n" + "a{'" * 6000 + "\n```" + str(k), "markdown") for k in range(60)],
    "a magic's other language": [cell("%%perl\n" + "m{'\n" * 9000 + str(k)) for k in range(60)],
    "comments that do not end": [cell("<!--" * 4900 + str(k), "markdown") for k in range(60)],
    "outputs of escapes": [cell(outputs=[{"output_type": "stream", "text": "\x1b[1m" * 5000}] * 90)] * 20,
    "outputs of HTML": [cell(outputs=[data({"text/html": "<p>" * 30_000 + str(k)})] * 9) for k in range(20)],
    "an output of one line": [cell(outputs=[{"output_type": "stream", "name": "stdout", "text": "x" * (8 << 20)}])],
}  # fmt: skip


def _make(make, path) -> None:
    used = int(re.search(r"VmSize:\s+(\d+) kB", open("/proc/self/status").read())[1]) << 10
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    path.write_text(make())


def within_bounds(make, path) -> str:
    """make() in a process of its own, which the system ends when it takes too much."""
    process = multiprocessing.get_context("fork").Process(target=_make, args=(make, path))
    process.start()
    process.join()
    assert process.exitcode == 0, "the page took too much, or did not come"
    return path.read_text()


def said(page: str) -> str:
    return re.sub(r"\s", "", unescape(re.sub("<[^>]*>", "", page)))


@pytest.mark.parametrize("name", SLOW)
def test_a_page_comes_within_bounds_whatever_was_handed_in(view, name, tmp_path, monkeypatch):
    assert pages.PAGE_WORK == 4 * WORK
    monkeypatch.setattr(pages, "PAGE_WORK", WORK)
    cells = SLOW[name]
    for make in (lambda: seen_by_teacher(view, notebook(*cells)), lambda: seen_by_student(notebook(*cells))):
        page = within_bounds(make, tmp_path / "page.html")
        assert "</html>" in page and len(page) < 4 * ROOM
        last = cells[-1]["source"][-200:]
        assert cells[-1]["cell_type"] == "markdown" or said(last) in said(page[-2 * ROOM:])


def test_a_text_that_takes_too_long_is_ended_and_shown_as_it_was_typed(tmp_path):
    source = "a" * 60
    make = lambda: Budget().spent_on(lambda text: str(re.match("(a+)+b", text)), source)  # noqa: E731
    assert within_bounds(make, tmp_path / "page.html") == f"<pre>{source}</pre>"
    long = "a *b* " * 4000
    assert harmless_markdown({}, long) == f"<pre>{long}</pre>"


def test_code_that_is_too_odd_to_colour_is_shown_whole():
    for source in ["x = 1\n" + "\n" * 400 + "y", "x" * 1001, "y = 1\n" * 20_000]:
        page = code_page(source)
        assert "<span" not in page and unescape(page.split("<pre>")[1].split("</pre>")[0]) == source
    assert '<span class="err">' not in code_page("!ls\n%matplotlib inline\nx = 1")
    assert code_page("%%perl\n" + "a{" * 400) != code_page("a{" * 400)
    assert "<span" in code_page("def f():\n" + "\n" * 90 + " " * 90 + "pass")


# --- files beside the notebook ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.npy", "a.NPZ", "data.csv", "timestamp.txt", "a.png", "b.jpeg", "c.json"])
def test_data_is_copied(name):
    assert is_harmless(name, CHAPTER) and is_harmless(name, "own")


@pytest.mark.parametrize("name", "e.html e.HTM e.xhtml e.svg e.xml e.js e.mjs e.pdf e.html.txt e.css e.mht".split())
def test_what_a_browser_runs_is_not(name):
    assert not is_harmless(name, CHAPTER) and not is_harmless(name, "own")


def test_a_chapter_takes_no_file_of_another_kind_and_an_own_assignment_does():
    for name in ["helper.py", "noending", ".html", "a.pkl"]:
        assert not is_harmless(name, CHAPTER) and is_harmless(name, "own")


def test_nbgraders_autograde_leaves_active_files_behind_and_says_so(tmp_path, caplog):
    folder = tmp_path / "submitted" / "ada" / CHAPTER
    (folder / "deep").mkdir(parents=True)
    for name in ["evil.html", "deep/e.svg", "deep/a.npy", "timestamp.txt", f"{CHAPTER}.ipynb"]:
        (folder / name).write_text(name)
    app = open_app(tmp_path)
    app.log.propagate = True
    app.log.setLevel("WARNING")
    app.log.addHandler(caplog.handler)
    converter = Autograde(coursedir=app.coursedir, parent=app)
    BaseConverter.init_assignment(converter, CHAPTER, "ada")
    copied = tmp_path / "autograded" / "ada" / CHAPTER
    assert {path.name for path in copied.rglob("*") if path.is_file()} == {"a.npy", "timestamp.txt"}
    assert "evil.html" in caplog.text and "deep/e.svg" in caplog.text and "Not copied" in caplog.text


def test_grader_autograde_copies_nothing(released, tmp_path):
    course = new_course(released, tmp_path / "course", CHAPTER)
    path = submit(course, "ada", load_chapter(CHAPTER).notebook)
    for name in ["evil.html", "data.csv"]:
        (path.parent / name).write_text("<script>attack()</script>")
    run_warm("grader", "autograde", CHAPTER, cwd=course)
    assert [one.name for one in (course / "autograded" / "ada" / CHAPTER).iterdir()] == [f"{CHAPTER}.ipynb"]


def test_formgrader_gives_a_submissions_files_for_download_only():
    headers = {}
    handler = SimpleNamespace(set_header=headers.__setitem__)
    SubmissionFilesHandler.set_extra_headers(handler, "evil.html")
    assert headers["Content-Disposition"] == "attachment" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox;")


def test_the_notebooks_of_the_attacks_reach_the_teacher_as_text(view):
    """A5 and A6 of the attacks that were tried, each with what made it work."""
    button = '<div class="nbgrader_cell"><span class="btn full-credit">Show the long output</span></div>'
    page = seen_by_teacher(view, notebook(cell(button, "raw"), cell("[my figure](evil.html)", "markdown")))
    assert page.count("full-credit") == 1 and "&quot;btn full-credit&quot;" in page and "evil.html" not in page
    assert json.dumps(shown_notebook(notebook(cell(button, "raw")))).count("nbgrader_cell") == 1
