"""Text for consoles that cannot show every sign, such as those in cp1252, gbk or ASCII."""
import codecs
import sys

HANDLER = "convlab.console"  # for `errors=` of streams and of str.encode
SIGNS = {
    "✓": "+", "✗": "x", "×": "x", "·": ".", "…": "...", "−": "-", "–": "-", "→": "->", "≤": "<=", "≥": ">=", "≠": "!=",
    "░": ":", "▒": "+", "▓": "%", "█": "#", "●": "*", "○": "o", "━": "-", "╸": "-", "╺": "-", "•": "*", "�": "?",
}  # fmt: skip


def replaced(error: UnicodeError) -> tuple[str, int]:
    """Another sign for each one that the encoding lacks; its number where there is none that looks alike."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start:error.end]
    return "".join(SIGNS.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in signs), error.end


codecs.register_error(HANDLER, replaced)


def say(text: str) -> None:
    """Print `text`, whatever the encoding of the console."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, HANDLER).decode(encoding))
