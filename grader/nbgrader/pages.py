"""What of a student's text may stand in nbgrader's pages: Markdown and HTML, less all that could run."""
import html

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

MAX_MARKDOWN = 20_000  # characters of one cell: rendering may take their square
CODE_CLASSES = {"highlight", *STANDARD_TYPES.values()}  # what pygments gives to code; others are the page's own
PAGE_TAGS = [
    *bleach.ALLOWED_TAGS, *"p div span pre br hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td caption".split(),
    *"img figure figcaption details summary sub sup del dl dt dd s kbd var center small".split(),
]  # fmt: skip
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


@pass_context
def harmless_markdown(context, source: str) -> str:
    """Markdown to HTML for nbgrader's pages, less all that could run: scripts, handlers, javascript: links."""
    attachments = (context.get("cell") or {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        if len(source) > MAX_MARKDOWN:
            raise ValueError("too long")
        page = harmless(MarkdownWithMath(renderer=renderer).render(source))
    except Exception:  # also a picture that is gone: one cell must not cost a student the page
        return f"<pre>{html.escape(source[:MAX_MARKDOWN])}</pre>"
    # nbgrader's page comes with Bootstrap 3, which takes the triangle away from folded hints.
    return page.replace("<summary>", '<summary style="display:list-item">')


def harmless(page: str) -> str:
    """HTML with only tags, attributes, styles and links that cannot run anything."""
    return bleach.clean(
        page,
        tags=PAGE_TAGS,
        attributes=_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(),
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("src", "href") and (tag == "img" or value.strip().lower().startswith("data:")):
        # Embedded pictures only: one from elsewhere would tell its owner who reads the page, and when.
        return tag == "img" and value.strip().lower().startswith("data:image/")
    if name == "class":
        return tag in ("div", "span") and CODE_CLASSES.issuperset(value.split())
    return name in PAGE_ATTRIBUTES["*"] or name in PAGE_ATTRIBUTES.get(tag, [])


