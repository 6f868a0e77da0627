"""What of a student's text may stand in nbgrader's pages: Markdown and HTML, less all that could run."""
import functools
import html
import re

import bleach
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES

from grader.nbgrader.formulas import formula

MAX_MARKDOWN = 20_000  # characters of one cell: rendering may take their square
MAX_CODE = 50_000  # of one cell: what is longer is shown without colours
KEPT = 1000  # texts whose HTML a process remembers: most cells of a class are the course's and all alike
OPEN, CLOSE = "\ue000", "\ue001"  # around a formula's number, from Markdown to the harmless page
CODE_CLASSES = {"highlight", *STANDARD_TYPES.values()}  # what pygments gives to code; others are the page's own
PAGE_TAGS = [
    *bleach.ALLOWED_TAGS, *"p div span pre br hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td caption".split(),
    *"img figure figcaption details summary sub sup del dl dt dd s kbd var center small".split(),
]  # fmt: skip
OUTPUT_STYLES = ALLOWED_CSS_PROPERTIES | {"border", "border-left", "padding", "margin", "background", "min-width"}
PAGE_ATTRIBUTES = {
    **bleach.ALLOWED_ATTRIBUTES,
    "*": ["style", "align", "title"],
    "a": ["href", "title"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
    "details": ["open"],
}


def as_markdown(text: str) -> str:
    """`text` with everything that Markdown, HTML or MathJax would take for its own as entities."""
    return "".join(c if c.isalnum() or c in " ,.;?'\n" else f"&#{ord(c)};" for c in text)


class Renderer(IPythonRenderer):
    """nbconvert's, with formulas put aside: bleach would take their tags for a student's."""

    def __init__(self, **settings):
        super().__init__(escape=False, exclude_anchor_links=True, **settings)
        self.formulas: list[str] = []

    def block_math(self, body: str) -> str:
        return self._aside(body, True)

    def inline_math(self, body: str) -> str:
        return self._aside(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._aside(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)

    def _aside(self, tex: str, display: bool) -> str:
        self.formulas.append(formula(tex, display))
        return f"{OPEN}{len(self.formulas) - 1}{CLOSE}"


@pass_context
def harmless_markdown(context, source: str) -> str:
    """Markdown to HTML for nbgrader's pages, less all that could run: scripts, handlers, javascript: links."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    return _rendered(source, attachments) if attachments else markdown_page(source)


@functools.lru_cache(KEPT)
def markdown_page(source: str) -> str:
    """`harmless_markdown` of a text without attachments."""
    return _rendered(source, {})


def _rendered(source: str, attachments: dict) -> str:
    renderer = Renderer(attachments=attachments)
    try:
        if len(source) > MAX_MARKDOWN:
            raise ValueError("too long")
        typed = source.replace(OPEN, "").replace(CLOSE, "")
        page = harmless(MarkdownWithMath(renderer=renderer).render(typed))
        page = re.sub(f"{OPEN}([0-9]+){CLOSE}", lambda found: renderer.formulas[int(found[1])], page)
    except Exception:  # also a picture that is gone: one cell must not cost a student the page
        return f"<pre>{html.escape(source[:MAX_MARKDOWN])}</pre>"
    # nbgrader's page comes with Bootstrap 3, which takes the triangle away from folded hints.
    return page.replace("<summary>", '<summary style="display:list-item">')


class FormulasInOutputs(Preprocessor):
    """Formulas that cells put out, as MathML; where there is HTML too, that is shown."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/latex" in data and "text/html" not in data:
                tex = data.pop("text/latex").strip()
                data["text/html"] = formula(tex.strip("$").removeprefix("\\displaystyle"), not re.match(r"\$[^$]", tex))
        return cell, resources


@functools.lru_cache(KEPT)
def coloured(source: str) -> str:
    """Python code as HTML."""
    if len(source) > MAX_CODE:
        return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'
    return highlight(source, PythonLexer(), HtmlFormatter())


def harmless(page: str, outputs: bool = False) -> str:
    """HTML with only tags, attributes, styles and links that cannot run anything.

    outputs: it is what a cell put out, where frames and backgrounds belong to the look
    """
    return bleach.clean(
        page,
        tags=PAGE_TAGS,
        attributes=_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(OUTPUT_STYLES if outputs else ALLOWED_CSS_PROPERTIES),
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("src", "href") and (tag == "img" or value.strip().lower().startswith("data:")):
        # Embedded pictures only: one from elsewhere would tell its owner who reads the page, and when.
        return tag == "img" and value.strip().lower().startswith("data:image/")
    if name == "style" and re.search(r"[\\(]", value):  # url(…) would ask somebody else
        return False
    if name == "class":
        return tag in ("div", "span") and CODE_CLASSES.issuperset(value.split())
    return name in PAGE_ATTRIBUTES["*"] or name in PAGE_ATTRIBUTES.get(tag, [])
