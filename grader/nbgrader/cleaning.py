"""HTML of a student made anew: what is known to do no harm, written by us, and all else as text or not at all.

Nothing of the source gets into the page as it stands, so no trick of parsing it does: tags, attributes and values come
from short lists, each tag is closed where it was opened, and every other sign is escaped. No class, id or name is
among them, since formgrader's scripts find its buttons and scores by those. The work grows with the length alone.
"""
import base64
import binascii
import html
import re

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a piece that is put in as it stands: see `harmless`
MAX_DEPTH = 60  # tags within tags; browsers and whoever reads the page after us get no deeper ones
MAX_TAG = 20_000  # characters of one tag, but for an embedded image
MAX_IMAGE = 2 << 20  # characters of one, in base64
LARGEST = 1000.0  # of a length in CSS, in whatever unit
STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8"}  # images' first bytes

VOID = {"br", "hr"}
TAGS = VOID | set(
    """a abbr b blockquote center code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 i kbd li ol p
    pre s small span strong sub summary sup table tbody td th thead tr ul var caption acronym""".split()
)
CLOSED_BY = {  # what a browser takes for closed where the next one begins
    "p": {"p"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"td", "th", "tr", "p"},
}
ENCLOSING = {"li": {"ul", "ol"}, "td": {"table"}, "th": {"table"}, "tr": {"table"}, "dt": {"dl"}, "dd": {"dl"}}

COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}|rgba?\([0-9., %]{1,40}\)"
LENGTH = r"0|[0-9]{1,4}(?:\.[0-9]{1,4})?(?:px|em|rem|ex|ch|pt|%)"
LENGTHS = rf"(?:{LENGTH}|auto)(?: (?:{LENGTH}|auto)){{0,3}}"
LINE = r"none|solid|dashed|dotted|double"
BORDER = rf"(?:{LENGTH}|{LINE}|{COLOUR})(?: (?:{LENGTH}|{LINE}|{COLOUR})){{0,2}}"
STYLES = {
    **dict.fromkeys(["color", "background", "background-color"], COLOUR),
    **dict.fromkeys(["border", "border-left", "border-right", "border-top", "border-bottom"], BORDER),
    **dict.fromkeys(["margin", "padding"], LENGTHS),
    **{f"{box}-{side}": LENGTH for box in ("margin", "padding") for side in ("left", "right", "top", "bottom")},
    **dict.fromkeys(["width", "height", "min-width", "max-width", "font-size", "border-radius"], LENGTH),
    "border-collapse": "collapse|separate",
    "display": "block|inline|inline-block|inline-table|table|list-item",
    "font-family": "[a-zA-Z, -]{1,80}",
    "font-style": "normal|italic|oblique",
    "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "line-height": rf"[1-9](?:\.[0-9]{{1,3}})?|{LENGTH}",
    "text-align": "left|right|center|justify",
    "text-decoration": "none|underline|line-through",
    "vertical-align": "baseline|middle|top|bottom|sub|super|text-top|text-bottom",
    "white-space": "normal|pre|pre-wrap|nowrap",
}
STYLES = {name: re.compile(allowed, re.IGNORECASE) for name, allowed in STYLES.items()}

NUMBER = re.compile("1?[0-9]|20")  # a browser makes room for each column that a table names
VALUES = {  # of attributes that need no look of their own
    "align": re.compile("left|right|center|justify", re.IGNORECASE),
    "colspan": NUMBER, "rowspan": NUMBER, "scope": re.compile("row|col", re.IGNORECASE),
    "title": re.compile(".*", re.DOTALL), "open": re.compile(".*", re.DOTALL),
}  # fmt: skip
ONLY_AT = {"colspan": {"td", "th"}, "rowspan": {"td", "th"}, "scope": {"th"}, "open": {"details"}}
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
ASIDE = re.compile(f"{OPEN}([0-9]{{1,6}}){CLOSE}")


def harmless(page: str, asides: list[str] = ()) -> str:
    """HTML less all that could run, ask another host, cover the page or be taken for the page's own.

    asides: pieces of ours, each put in where its number stands between OPEN and CLOSE
    """
    return _Writer(page, asides).written()


class _Writer:
    """Reads a page once, from left to right."""

    def __init__(self, page: str, asides: list[str]):
        self.page, self.asides = page, asides
        self.out: list[str] = []
        self.open: list[str] = []  # tags, from the outermost to the innermost

    def written(self) -> str:
        at = 0
        while at < len(self.page):
            start = self.page.find("<", at)
            start = len(self.page) if start < 0 else start
            self.text(self.page[at:start])
            at = self.tag(start) if start < len(self.page) else start
        self.close(0)
        return "".join(self.out)

    def text(self, source: str) -> None:
        """Text, in which the numbers of pieces of ours are put in their places."""
        parts = ASIDE.split(source)
        for place, part in enumerate(parts):
            if place % 2 == 0:
                self.out.append(html.escape(_characters(part), quote=False))
            elif int(part) < len(self.asides):
                self.out.append(self.asides[int(part)])

    def tag(self, start: int) -> int:
        """Take what begins with "<"; returns where it ends. What is no tag that we know is text."""
        if self.page.startswith("<!--", start):
            end = self.page.find("-->", start + 4, start + MAX_TAG)
            return end + 3 if end >= 0 else self.sign(start)
        found = NAME.match(self.page, start)
        end = _end_of_tag(self.page, found.end()) if found else -1
        name = found[1].lower() if found else ""
        if end < 0 or name not in TAGS and name != "img":
            return self.sign(start)
        if self.page[start + 1] == "/":
            self.ended(name)
        else:
            self.started(name, _attributes(self.page[found.end():end]))
        return end + 1

    def sign(self, start: int) -> int:
        self.out.append("&lt;")
        return start + 1

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if name == "img":
            self.out.append(_image(attributes))
            return
        while self.open and self.open[-1] in CLOSED_BY.get(name, ()):
            self.close(len(self.open) - 1)
        lost = name in ENCLOSING and not ENCLOSING[name] & set(self.open)  # a browser would look for it further out
        if lost or len(self.open) >= MAX_DEPTH or name == "a" and "a" in self.open:
            return
        self.out.append(f"<{name}{_written(name, attributes)}>")
        if name not in VOID:
            self.open.append(name)

    def ended(self, name: str) -> None:
        if name in self.open:
            self.close(len(self.open) - 1 - self.open[::-1].index(name))

    def close(self, depth: int) -> None:
        """Close all that is open, down to so many."""
        while len(self.open) > depth:
            self.out.append(f"</{self.open.pop()}>")


def _end_of_tag(page: str, at: int) -> int:
    """Where the ">" of a tag stands; -1 where it has none, or is too long."""
    last = at + MAX_TAG
    while at < min(last, len(page)):
        sign = page[at]
        if sign == ">":
            return at
        if sign == "<":
            return -1
        if sign in "\"'":
            # Of an image that is too large the alternative text is shown, so its end is to be found.
            most = 10 * MAX_IMAGE if page.startswith("data:image/", at + 1) else MAX_TAG
            end = page.find(sign, at + 1, at + 1 + most)
            if end < 0:
                return -1
            last += end - at if end - at > MAX_TAG else 0
            at = end
        at += 1
    return -1


def _attributes(source: str) -> dict[str, str]:
    """{name: value}; of two with one name the first."""
    found = {}
    for match in ATTRIBUTE.finditer(source):
        found.setdefault(match[1].lower(), next((one for one in match.groups()[1:] if one is not None), ""))
    return found


def _written(tag: str, attributes: dict[str, str]) -> str:
    """The attributes that a tag keeps, as text that begins with a blank."""
    kept = {}
    for name, source in attributes.items():
        value = _characters(source) if len(source) <= MAX_TAG else ""
        if name == "style":
            kept[name] = _style(value)
        elif name == "href" and tag == "a" and LINK.fullmatch(value.strip()):
            kept |= {"href": value.strip(), "rel": "noopener noreferrer"}
        elif name in VALUES and tag in ONLY_AT.get(name, TAGS) and VALUES[name].fullmatch(value):
            kept[name] = value
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items() if value or name == "open")


def _style(source: str) -> str:
    """The declarations whose property and value are on the list."""
    kept = []
    for one in source.split(";"):
        name, _, value = one.partition(":")
        name, value = name.strip().lower(), value.strip()
        allowed = len(value) <= 200 and STYLES.get(name)
        if allowed and allowed.fullmatch(value) and _is_small(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _is_small(value: str) -> bool:
    """Whether no length in it, whatever its unit, is larger than what a page needs; digits of a colour are none."""
    return all(float(one) <= LARGEST for one in re.findall(r"(?<![#\w.])[0-9]+", value))


def _image(attributes: dict[str, str]) -> str:
    """An embedded image; its alternative text where it is elsewhere, of another kind or too large."""
    alt = html.escape(_characters(attributes.get("alt", "")[:MAX_TAG]))
    if not is_image(attributes.get("src", "").strip()):
        return alt
    size = [(name, attributes.get(name, "")) for name in ("width", "height")]
    sizes = "".join(f' {name}="{value}"' for name, value in size if NUMBER.fullmatch(value))
    style = _written("img", {name: attributes[name] for name in ("style", "title") if name in attributes})
    return f'<img alt="{alt}" src="{html.escape(attributes["src"].strip())}"{sizes}{style}>'


def is_image(address: str) -> bool:
    """Whether an address holds an image itself: SVG, which is a page of its own, is none."""
    found = re.match(r"data:image/(png|jpeg|gif);base64,", address)
    if not found or len(address) > MAX_IMAGE or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", address[found.end():]):
        return False
    try:
        return base64.b64decode(address[found.end():][:24] + "==").startswith(STARTS[found[1]])
    except binascii.Error:
        return False


def _characters(source: str) -> str:
    """Text of HTML with its entities read, less the signs that only we may set."""
    return html.unescape(source).replace(OPEN, "").replace(CLOSE, "").replace("\x00", "")
