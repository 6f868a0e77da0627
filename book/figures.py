"""A chapter's figures: files beside the pages, each with its alternative text."""
import ast
import base64
import hashlib
import html
import struct
from pathlib import Path

FOLDER = "figures"  # below the book's _static
CALLED_TITLE = ("title", "set_title", "suptitle")


def as_files(cell: dict, static: Path, section: str = "") -> None:
    """Turn each PNG among a cell's outputs into an `<img>` of a file. section: the heading that it stands under."""
    titles = titles_in(cell["source"]) or [f"Figure: {section}" if section else "Figure"]
    number = 0
    for output in cell["outputs"]:
        png = output.get("data", {}).get("image/png")
        if png is None:
            continue
        payload = base64.b64decode(png)
        name = f"{hashlib.sha256(payload).hexdigest()[:20]}.png"
        (static / FOLDER).mkdir(parents=True, exist_ok=True)
        (static / FOLDER / name).write_bytes(payload)
        output["data"] = {"text/html": image_tag(name, size(output, payload), alternative_text(output, titles, number))}
        number += 1


def image_tag(name: str, pixels: tuple[int, int], text: str) -> str:
    """The figure, which opens alone when it is clicked: on a phone that is how to see it large."""
    place, (width, height) = f"../_static/{FOLDER}/{name}", pixels
    image = f'<img src="{place}" width="{width}" height="{height}" alt="{html.escape(text)}" loading="lazy">'
    return f'<a class="figure" href="{place}">{image}</a>'


def size(output: dict, payload: bytes) -> tuple[int, int]:
    """Width and height on the page: as the kernel says, else those of the file, where PNG has them in its header."""
    said = output.get("metadata", {}).get("image/png", {})
    if isinstance(said, dict) and {"width", "height"} <= set(said):
        return said["width"], said["height"]
    return struct.unpack(">II", payload[16:24])


def alternative_text(output: dict, titles: list[str], number: int) -> str:
    """What the figure shows, as `lab` says in the output's metadata; else its title, or its section's."""
    metadata = output.get("metadata", {})
    said = [metadata.get("image/png"), metadata]
    found = [one["alt"] for one in said if isinstance(one, dict) and one.get("alt")]
    return found[0] if found else titles[min(number, len(titles) - 1)]


def titles_in(source: str) -> list[str]:
    """The titles that a cell gives its figures, in order: `title=`, `set_title(…)`, a text that ends a call of lab."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return []  # Jupyter's own lines
    found = [(node.lineno, text) for call in calls for node, text in _texts(call)]
    return [text for _, text in sorted(found)]


def _texts(call: ast.Call) -> list[tuple[ast.expr, str]]:
    name = ast.unparse(call.func)
    nodes = [keyword.value for keyword in call.keywords if keyword.arg == "title"]
    if name.startswith("lab.") or name.split(".")[-1] in CALLED_TITLE:
        nodes += call.args[-1:] if name.startswith("lab.") else call.args[:1]
    return [(node, node.value) for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value]  # fmt: skip
