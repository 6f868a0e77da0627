"""What stands folded below an exercise: an answer, and what goes wrong there."""
import html
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.catalogue import catalogue
from grader.sources import source_of, without_docstrings


def answers_of(chapter: str, exercise: str) -> str:
    """Both folds, as HTML."""
    return folded_answer(chapter, exercise) + folded_mistakes(exercise)


def folded_answer(chapter: str, exercise: str) -> str:
    # Without its docstring: that stands in the stub above.
    code = coloured(without_docstrings(source_of(chapter, exercise)))
    return f'<details class="answer"><summary>I have tried: show an answer</summary>{code}</details>'


def folded_mistakes(exercise: str) -> str:
    """The catalogue's mistakes: what each is called, what its author is told, what it changes in an answer."""
    found = catalogue(exercise)
    items = "".join(
        f"<dt>{html.escape(one['name'])}</dt><dd>{with_code(one['sentence'])}{changes(one['diff'])}</dd>"
        for one in found
    )
    told = f"What goes wrong here: {len(found)} mistakes that the checks know by name"
    note = "<p>Each with what its author is told. Lines with − and + show what it changes in an answer.</p>"
    return f'<details class="mistakes"><summary>{told}</summary>{note}<dl>{items}</dl></details>'


def with_code(sentence: str) -> str:
    """A sentence as HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))


def changes(diff: str) -> str:
    """Lines with - and + as a block of code."""
    if not diff:
        return ""
    kinds = {"-": "del", "+": "ins"}
    lines = [f"<{kinds[line[0]]}>{html.escape(line)}</{kinds[line[0]]}>" for line in diff.splitlines()]
    return f'<pre class="changes" tabindex="0">{"<br>".join(lines)}</pre>'


def coloured(code: str) -> str:
    """Code as Sphinx shows it, so that its colours are those of the page's light or dark style."""
    return f'<div class="highlight-python notranslate">{highlight(code, PythonLexer(), HtmlFormatter())}</div>'
