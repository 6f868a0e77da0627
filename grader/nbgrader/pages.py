"""What of a student's text may stand in nbgrader's pages: Markdown, code and outputs, less all that could do harm.

Each text has a bound on its size and its oddities, each page one on its work. What is beyond them is shown all the
same, as it was typed: a page always comes, since in formgrader the whole server waits for it.
"""
import functools
import html
import re
import time
from collections.abc import Callable
from pathlib import Path

from jinja2 import pass_context
from nbconvert.filters import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, get_lexer_by_name

from grader.bounded import TooMuchWork, processor_time
from grader.nbgrader.cleaning import CLOSE, OPEN, harmless, is_image
from grader.nbgrader.formulas import formula
from grader.outputs import alternative

TEMPLATES = Path(__file__).parent / "templates"  # that stand in for nbgrader's
MAX_MARKDOWN = 20_000  # characters of one cell: rendering may take their square
MAX_CODE = 50_000  # of one cell: what is longer is shown without colours
MAX_LINE = 1000  # characters of a line: pygments may take their square
MAX_OUTPUT = 20_000  # characters of one output's text
MAX_OUTPUTS = 100  # of one cell
LITTLE = 200  # characters of an output on a page that has no room left
RUN = re.compile(r"\s{200}")  # so many blanks or empty lines in a row: pygments takes their square
WORK = 0.4  # seconds of processor time for one text
PAGE_WORK = 1.0  # for all the texts of a page, and for all its outputs; most are remembered and take none
ROOM = 8 << 20  # characters of HTML for all the texts of a page, and for all its outputs
KEPT = 1000  # texts whose HTML a process remembers: most cells of a class are the course's and all alike
SHORT = 5000  # characters of those
PYTHON = {"python", "py", "python3", "ipython", "ipython3"}  # what the coloured code of a text calls itself


def as_markdown(text: str) -> str:
    """`text` with everything that Markdown, HTML or MathJax would take for its own as entities."""
    return "".join(c if c.isalnum() or c in " ,.;?'\n" else f"&#{ord(c)};" for c in text)


class Page(str):
    """HTML that is harmless as it stands: filters let it pass."""

    __slots__ = ()


class Budget:
    """The work that one page may take for its texts, or for its outputs."""

    def __init__(self):
        load_all()  # or the first text would pay for it, and be shown plain on a busy machine
        self.left, self.room = PAGE_WORK, ROOM

    @property
    def spent(self) -> bool:
        return self.left <= 0 or self.room <= 0

    def spent_on(self, make: Callable[[str], str], source: str) -> Page:
        """make(source); the text as it was typed where that takes too much, or goes wrong."""
        if self.spent:
            return as_typed(source)
        started = time.process_time()
        try:
            with processor_time(min(WORK, self.left)):
                page = Page(make(source))
        except (Exception, TooMuchWork):  # also an image that is gone: one cell must not cost a student the page
            page = as_typed(source)
        self.left -= time.process_time() - started
        self.room -= len(page)
        return page


@functools.cache
def load_all() -> None:
    """Have what reads Markdown, formulas and code load its parts."""
    _rendered("$x$\n\n```python\nx = 1\n```")


def as_typed(source: str) -> Page:
    """A text as it was typed."""
    return Page(f"<pre>{html.escape(source)}</pre>")


def remembered(make: Callable[[str], str]) -> Callable[[str], str]:
    """`make` with a memory for short texts; what raised is not remembered."""
    kept = functools.lru_cache(KEPT)(make)

    @functools.wraps(make)
    def made(source: str) -> str:
        return (kept if len(source) <= SHORT else make)(source)

    return made


# --- Markdown ---------------------------------------------------------------------------------


class Renderer(IPythonRenderer):
    """nbconvert's, with formulas and coloured code put aside: their tags are ours, and not for a student to write."""

    def __init__(self, **settings):
        super().__init__(escape=False, exclude_anchor_links=True, **settings)
        self.pieces: list[str] = []

    def block_math(self, body: str) -> str:
        return self._aside(formula(body, True))

    def inline_math(self, body: str) -> str:
        return self._aside(formula(body, False))

    def latex_environment(self, name: str, body: str) -> str:
        return self._aside(formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", True))

    def block_code(self, code: str, info: str | None = None) -> str:
        named = (info or "").split()
        return self._aside(_coloured(code) if named and named[0] in PYTHON else as_typed(code))

    def _aside(self, piece: str) -> str:
        self.pieces.append(piece)
        return f"{OPEN}{len(self.pieces) - 1}{CLOSE}"


@pass_context
def harmless_markdown(context, source: str) -> str:
    """Markdown to HTML for nbgrader's pages, less all that could do harm. A filter of nbconvert's."""
    return markdown_page(source, (context.get("cell") or {}).get("attachments"))


def markdown_page(source: str, attachments=None, budget: Budget | None = None) -> Page:
    """Markdown as harmless HTML."""
    if isinstance(source, Page):
        return source
    if len(source) > MAX_MARKDOWN:
        return as_typed(source)
    make = functools.partial(_rendered, attachments=attachments) if attachments else _plain_markdown
    return (budget or Budget()).spent_on(make, source)


def _rendered(source: str, attachments: dict | None = None) -> str:
    renderer = Renderer(attachments=attachments or {})
    page = harmless(MarkdownWithMath(renderer=renderer).render(_without_marks(source)), renderer.pieces)
    # nbgrader's page comes with Bootstrap 3, which takes the triangle away from folded hints.
    page = page.replace("<summary>", '<summary style="display:list-item">')
    # Formulas are drawn: what is left of them is text, which nbgrader's MathJax must not read.
    return f'<div class="tex2jax_ignore">{page}</div>'


_plain_markdown = remembered(_rendered)


def _without_marks(source: str) -> str:
    return source.replace(OPEN, "").replace(CLOSE, "")


# --- code -------------------------------------------------------------------------------------


def code_page(source: str, budget: Budget | None = None) -> Page:
    """Python code as HTML, in colours unless it is too long or too odd."""
    return source if isinstance(source, Page) else (budget or Budget()).spent_on(_coloured, source)


def harmless_code(source: str, language=None, metadata=None) -> Page:
    """`code_page` as a filter of nbconvert's, which would let the notebook choose the program that reads its code."""
    return code_page(source)


def _coloured(source: str) -> str:
    if len(source) > MAX_CODE or RUN.search(source) or max(map(len, source.split("\n"))) > MAX_LINE:
        return f'<div class="highlight">{as_typed(source)}</div>'
    return _highlighted(source)


@remembered
def _highlighted(source: str) -> str:
    # What stands below a cell magic is in its language, and would be read by rules that nobody has measured.
    lexer = PythonLexer() if source.lstrip().startswith("%%") else get_lexer_by_name("ipython3")
    return highlight(source, lexer, HtmlFormatter())


# --- outputs ----------------------------------------------------------------------------------


def output_pages(outputs, budget: Budget, colours: bool = False) -> list[Page]:
    """What a cell put out, as harmless HTML.

    colours: the page has nbconvert's styles for what a terminal shows in colours
    """
    found = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    shown = [_output_page(one, budget, colours) for one in found[:MAX_OUTPUTS]]
    return shown + [as_typed(f"… {len(found) - MAX_OUTPUTS} more outputs")] * (len(found) > MAX_OUTPUTS)


def _output_page(output: dict, budget: Budget, colours: bool) -> Page:
    """One output: HTML made harmless, else an image, else its text."""
    data = output.get("data") if isinstance(output.get("data"), dict) else {}
    page = text_of(data.get("text/html"))
    if page and len(page) <= 5 * MAX_OUTPUT and not budget.spent:
        return budget.spent_on(_harmless_output, page)
    tex = text_of(data.get("text/latex")).strip()
    if tex and len(tex) <= MAX_OUTPUT and not budget.spent:
        return budget.spent_on(_formula, tex)
    for kind in ("png", "jpeg", "gif"):
        address = f"data:image/{kind};base64,{''.join(text_of(data.get(f'image/{kind}')).split())}"
        if is_image(address):
            return Page(f'<img alt="{html.escape(alternative(output, f"image/{kind}"))}" src="{address}">')
    text = text_of(data.get("text/plain")) or text_of(output.get("text")) or text_of(output.get("traceback"), "\n")
    most = MAX_OUTPUT if not budget.spent else LITTLE
    text = text if len(text) <= most else f"{text[:most]}…"
    return budget.spent_on(_terminal if colours else as_typed, text)


def _formula(tex: str) -> str:
    """A formula that a cell put out: alone on its line, unless it stands between single dollar signs."""
    return formula(tex.strip("$").removeprefix("\\displaystyle"), not re.match(r"\$[^$]", tex))


def _terminal(text: str) -> str:
    return f"<pre>{ansi2html(text)}</pre>"


def plain_of(outputs) -> list[str]:
    """The outputs that have a text, as that text."""
    found = [one.get("data") for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    return [text_of(data.get("text/plain")) for data in found if isinstance(data, dict)]


def text_of(value, between: str = "") -> str:
    """A notebook's text, which may be a list of lines; "" for anything else."""
    if isinstance(value, list):
        value = between.join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


@remembered
def _harmless_output(page: str) -> str:
    return harmless(_without_marks(page))


# --- nbconvert's filters ----------------------------------------------------------------------


def harmless_html(source) -> Page:
    """HTML of a raw cell or an output, for nbconvert's own templates."""
    return source if isinstance(source, Page) else Page(harmless(_without_marks(str(source))))


FILTERS = {
    "markdown2html": harmless_markdown,
    "highlight_code": harmless_code,
    "clean_html": harmless_html,
    "strip_files_prefix": harmless_html,  # takes the square of a long line
}
