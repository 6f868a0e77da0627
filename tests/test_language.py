"""The English of chapters and verdicts: words of the field, no contractions, short paragraphs."""
import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from convlab.probes import stem
from grader.bundle import README
from grader.course import ROOT, chapter_names, is_demo, load_chapter

MOST = 90  # words of a paragraph
SLOPE, VARIABLE = "gradients?|derivatives?|slopes?", "the|its|each|every|out|what|x|y|w|b|an?"
# What must no longer occur, with what a textbook says instead.
WORDS = {
    r"\b(?:asked|wanted) (?:is|are)\b": 'begin with the verb: "Return …"',
    r"\bput apart\b": "dilate, or insert zeros",
    r"\bpictures?\b": "image",
    r"\bturn\w* (?:\w+ ){0,2}round\b": "reverse, flip, or rotate by 180°",
    r"\b(?:are|is|was|do|does|did|ca|could|would|should|wo|have|has|had)n['’]t\b|\b\w+['’](?:re|ve|ll)\b": "in full",
    r"\b(?:it|that|there|here|what|let|who)['’]s\b": "in full",
    r"\bfor each unit of way\b": "per unit step",
    r"\bdealt out\b": "distributed",
    r"\banew\b": "again, or once more",
    r"\bforet(?:old|ell\w*)\b": "predict",
    r"\bmend(?:s|ed|ing)?\b": "fix, correct or repair",
    rf"(?<!multiply the )\b(?:{SLOPE})(?: of the \w+)? by (?:{VARIABLE})\b": "with respect to",
    r"\blaid (?:out )?in a row\b": "flattened",
    r"\bmultipl(?:y|ied|ies) with\b": "multiply by",
}  # fmt: skip


def test_the_list_finds_what_it_is_about():
    wrong = ["Asked is the loss.", "a picture", "they aren't", "it’s", "the kernel is turned round", "drawn anew",
             "gradient of the loss by out", "foretold", "mended", "zeros put apart"]  # fmt: skip
    assert [text for text in wrong if not faults(text)] == []
    assert faults("It turns the array; around it, an image's gradient with respect to x is defined by its shape.") == []


def faults(text: str) -> list[str]:
    """'words: what to say instead' for everything in a running text that is on the list."""
    flat = " ".join(text.split())
    found = [(one[0], instead) for words, instead in WORDS.items() for one in re.finditer(words, flat, re.IGNORECASE)]
    return [f"{words!r}: {instead}" for words, instead in found]


def running(markdown: str) -> str:
    """A text cell without code, formulas, HTML tags and tables."""
    text = re.sub(r"```.*?```|\$\$.*?\$\$", "", markdown, flags=re.DOTALL)
    text = re.sub(r"`[^`]*`|\$[^$]+\$|<[^>]+>", "…", text)
    return "\n".join(line for line in text.split("\n") if not line.startswith("|"))


def paragraphs(text: str) -> list[str]:
    """What blank lines, list items and headings part."""
    return [part for part in re.split(r"\n\s*>?\s*\n|\n(?=[-*] |\d+\. |#)", text) if part.strip()]


@cache
def texts(chapter: str) -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in load_chapter(chapter).notebook["cells"]
            if cell["cell_type"] == "markdown"}  # fmt: skip


def docstrings(source: str) -> dict[str, str]:
    documented = ast.FunctionDef | ast.ClassDef
    return {node.name: ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source))
            if isinstance(node, documented)}  # fmt: skip


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    return [value] if isinstance(value, str) else []


def sentences(path: Path) -> list[str]:
    """What a table of mistakes says to people."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return [text for one in entries.values() if isinstance(one, dict) for text in strings(one.get("sentence", ""))]


each_chapter = pytest.mark.parametrize("chapter", chapter_names())


@each_chapter
def test_texts_use_the_words_of_the_field(chapter):
    found = {name: faults(running(text)) for name, text in texts(chapter).items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@each_chapter
def test_docstrings_use_the_words_of_the_field(chapter):
    source = (ROOT / "solutions" / f"{stem(chapter)}.py").read_text(encoding="utf-8")
    found = {name: faults(text) for name, text in docstrings(source).items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@each_chapter
def test_a_paragraph_is_read_in_one_breath(chapter):
    long = {(name, len(one.split())): one[:60] for name, text in texts(chapter).items()
            for one in paragraphs(running(text)) if len(one.split()) > MOST}  # fmt: skip
    assert long == {}


@pytest.mark.parametrize("folder", ["families", *map(stem, chapter_names())])
def test_sentences_of_mistakes_use_the_words_of_the_field(folder):
    paths = sorted((ROOT / "grader" / "checks" / folder).rglob("*.toml"))
    assert paths and any(sentences(path) for path in paths), "a test of nothing"
    found = {(path.name, text): wrong for path in paths for text in sentences(path) if (wrong := faults(text))}
    assert found == {}


def test_what_opened_every_chapter_is_said_once():
    boilerplate = "names from cells that draw"
    assert boilerplate in README.lower()
    assert [chapter for chapter in chapter_names() for text in texts(chapter).values()
            if boilerplate in " ".join(text.split()).lower()] == []  # fmt: skip


@each_chapter
def test_help_goes_from_the_symptom_to_the_idea_to_the_shape_of_the_code(chapter):
    for name, text in texts(chapter).items():
        folded = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", text, re.DOTALL)
        if folded:
            *symptoms, idea, shape = [summary for summary, _ in folded]
            assert symptoms and (idea, shape) == ("The idea", "The shape of the code"), name
            count = len(re.sub("<[^>]+>", " ", " ".join(map(" ".join, folded))).split())
            assert 80 <= count <= 160, f"{name}: {count} words of help"


@each_chapter
def test_what_only_draws_and_what_is_given_is_folded(chapter):
    """Some cells that draw stay open, for what a reader should learn from; all that is to be written or run does."""
    cells = load_chapter(chapter).notebook["cells"]
    folded = {cell["id"] for cell in cells if cell["metadata"].get("jupyter", {}).get("source_hidden")}
    drawing = {cell["id"] for cell in cells if is_demo(cell)}
    given = {cell["id"] for cell in cells if cell["id"] == "given"}
    assert given <= folded <= given | drawing
    assert len(folded & drawing) > len(drawing) / 2
