"""What a notebook's cell holds, as text: its Python without Jupyter's lines for display and shell, and what it defines.

Only texts are read here, nothing is run. A person's Jupyter takes `%matplotlib inline`, `!ls` or `%pip install` in
front of right code; when it is graded they do nothing, and the rest of the cell runs.
"""
import ast
import contextlib
import functools
import math
import re
import threading
from dataclasses import dataclass, field

PARSING = threading.Lock()
KEPT, SHORT = 100, 5000  # texts whose parse is kept, as a notebook asks for each several times, and their length
LARGEST = 200_000  # characters of a cell that is looked into: a longer one is run as it stands
MOST = 1 << 20  # characters that are parsed for one notebook, whose cells behind these run as they stand: seconds
ROUNDS = 40  # lines of Jupyter's in one cell that are looked for one by one
SHOWN = 80  # characters of a line that is told
# Magics whose argument is Python, and runs.
TIMED = re.compile(
    r"%(?P<magic>time\b|prun\b(?:\s+-[lsTD]\s+\S+|\s+-\S+)*|lprun\b(?:\s+-[fmTD]\s+\S+|\s+-\S+)*"
    r"|memit\b(?:\s+-[rt]\s+\S+|\s+-\S+)*)\s*(?P<python>.*)$"
)
# IPython takes some magics without their sign.
BARE = "pip conda mamba matplotlib pylab cd ls cat mkdir rm cp mv load_ext autoreload config env".replace(" ", "|")
LINE = re.compile(rf"^(\s*)([A-Za-z_*(\[][^=]*=\s*)?([%!?,;/]|[\w.*\[\]]+\?{{1,2}}[\s;]*$|(?:{BARE})\s)")
# Prompts that were pasted with the code, as IPython takes them off; with its own a text may be Python, and mean another
# thing.
PROMPTS = {
    re.compile(r"\s*In \[\d+\]: "): re.compile(r"^(?:In \[\d+\]: |\s*\.{3,}: ?)", re.MULTILINE),
    re.compile(r"\s*>>>(?: |$)", re.MULTILINE): re.compile(r"^\s*(?:>>>|\.\.\.)(?: |$)", re.MULTILINE),
}
INDENTED = re.compile(r"(?:[^\S\n]*\n)*([^\S\n]+)\S")
PYLAB = re.compile(r"^\s*%?pylab\b")
PYLAB_NAMES = (
    "import numpy, matplotlib; import matplotlib.pyplot as plt; from pylab import *; from numpy import *; np = numpy"
)
CELL_MAGIC = re.compile(r"(?:[^\S\n]*\n)*[^\S\n]*(%%(\w+)[^\n]*)\n?")
WRITTEN, PROGRAM = re.compile(r"%%(?:write)?file\s+(\S+\.py)\s*$"), re.compile(r"\s*%run\s+(?:-i\s+)?(\S+\.py)\s*$")
# Cell magics whose cell is no Python of this notebook: other languages, other processes, files, pages.
ELSEWHERE = set("bash sh script system sx cmd powershell perl ruby python python2 python3 pypy html HTML javascript js "
                "latex markdown svg SVG writefile file cython sql R".split())  # fmt: skip
# What draws, or is told by its name to be there for it; each chapter's plain import of it alone draws nothing.
PLAIN_IMPORT = re.compile(r"^import matplotlib\.pyplot as plt[^\S\n]*$", re.MULTILINE)
DRAWS = re.compile(
    r"\b(?:matplotlib|pyplot|plt|pylab|mpl_toolkits|PIL)\b|\blab\.(?!(?:load|check|checking|networks)\b)"
)
CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


@dataclass
class Plain:
    """A cell as Python, line by line where it was."""

    text: str
    skipped: list[str] = field(default_factory=list)  # the lines that do nothing when graded


def as_python(source: str) -> Plain:
    """A cell without its lines of Jupyter's own. Text that is no Python even so comes back with them out."""
    plain = Plain(source)
    if len(source) > LARGEST:
        return plain
    source = plain.text = _without_prompts(source)
    if parsed(source) is not None:
        return plain
    source = plain.text = _without_indent(source)
    magic = CELL_MAGIC.match(source)
    if magic:
        below = source[magic.end():]
        if written := WRITTEN.match(magic[1]):
            plain.text = f"with open({written[1]!r}, 'w') as _file:\n    _file.write({below!r})"
        else:
            _skip(plain, magic[1])
            plain.text = "" if magic[2] in ELSEWHERE else "\n" * magic[0].count("\n") + below
    for _ in range(ROUNDS):
        line = _refused_line(plain.text)
        if line is None or not _replace(plain, line):
            break
    return plain


def _without_prompts(source: str) -> str:
    for begins, prompt in PROMPTS.items():
        if begins.match(source):
            return prompt.sub("", source)
    return source


def _without_indent(source: str) -> str:
    """Without that of the first line, where the others have it: IPython takes a cell that is indented as a whole."""
    found = INDENTED.match(source)
    return re.sub(rf"^{found[1]}", "", source, flags=re.MULTILINE) if found else source


def draws(source: str) -> bool:
    """Whether a text may ask for what draws figures."""
    return bool(DRAWS.search(PLAIN_IMPORT.sub("", source)))


def _refused_line(text: str) -> int | None:
    """The line, from 0, at which Python refuses a text; None where it takes it."""
    try:
        parse(text)
    except SyntaxError as error:
        return (error.lineno or 1) - 1
    except (ValueError, RecursionError, MemoryError):
        pass  # zero bytes, or nested beyond what Python reads
    return None


def _replace(plain: Plain, number: int) -> bool:
    """Take a line of Jupyter's out of the text; False where the line is none."""
    lines = plain.text.split("\n")
    if number >= len(lines) or not (found := LINE.match(lines[number])):
        return False
    indent, target = found[1], found[2] or ""
    end = number
    while lines[end].endswith("\\") and end + 1 < len(lines):
        end += 1  # it goes on in the next line
        lines[end - 1] = lines[end - 1][:-1]
    timed = TIMED.match(" ".join(lines[number:end + 1])[len(indent + target):])
    line = "\n".join(lines[number:end + 1]).strip()
    if PYLAB.match(lines[number]):
        new = indent + PYLAB_NAMES
    elif program := PROGRAM.match(lines[number]):
        new = f"{indent}exec(open({program[1]!r}).read())"
    elif timed and timed["python"].strip() and (not target or timed["magic"] == "time"):
        new = indent + target + timed["python"]
    else:
        _skip(plain, line)
        nothing = "[]" if found[3] == "!" else "None"
        new = f"{indent}{target}{nothing}" if target else f"{indent}pass"
    lines[number:end + 1] = [new] + [""] * (end - number)
    plain.text = "\n".join(lines)
    return True


def _skip(plain: Plain, line: str) -> None:
    line = " ".join(line.split())
    plain.skipped.append(line if len(line) <= SHOWN else line[: SHOWN - 1] + "…")


class _Reading(threading.local):
    left = math.inf  # characters that may still be parsed


_reading = _Reading()


@contextlib.contextmanager
def bounded_reading():
    """Of what is read in the block, one notebook that was handed in, no more than MOST characters are parsed."""
    before, _reading.left = _reading.left, MOST
    try:
        yield
    finally:
        _reading.left = before


def parsed(text: str) -> ast.Module | None:
    """A text as Python, to be read and not changed; None where it is none, or too much for one notebook."""
    try:
        return _kept(text) if len(text) <= SHORT else parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@functools.lru_cache(KEPT)
def _kept(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def parse(text: str) -> ast.Module:
    """What ast.parse gives. Python 3.11 counts the depth of two texts that two threads parse together as one's.

    MemoryError where the notebook has more than we read.
    """
    _reading.left -= len(text)
    if _reading.left < 0:
        raise MemoryError("a notebook with more code than is looked into")
    with PARSING:
        return ast.parse(text)


@dataclass
class Definition:
    """What a cell says of a name of the course."""

    written: bool  # not only the stub's body
    assigned: bool = False  # by an assignment or an import: a name of the course may be a variable of the student's
    leftover: int = 0  # the line of a `raise NotImplementedError` beside code, 0 where there is none


def definitions(text: str, names: set[str]) -> dict[str, Definition]:
    """Which of the names a cell defines at its top level, as a function, as a class or by assignment."""
    module = parsed(text) if len(text) <= LARGEST else None
    found: dict[str, Definition] = {}
    for node in _top_level(module.body) if module else []:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name in names:
                found[node.name] = _definition(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom):
            found |= {name: Definition(True, assigned=True) for name in _bound(node) & names - set(found)}
    return found


def _top_level(body: list[ast.stmt]):
    """Statements of a cell, and those in its blocks (if, for, try, with), which bind the same names."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for block in ("body", "orelse", "finalbody", "handlers"):
                for inner in getattr(node, block, []):
                    yield from _top_level([inner] if isinstance(inner, ast.stmt) else inner.body)


def made(source: str) -> set[str]:
    """All names that a cell gives to something, inside its functions, too."""
    module = parsed(as_python(source).text)
    found: set[str] = set()
    for node in ast.walk(module) if module else []:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= _bound(node)
    return found


def _bound(node: ast.stmt) -> set[str]:
    """The names that an import or an assignment gives to what may be a function."""
    if isinstance(getattr(node, "value", None), ast.Constant):
        return set()
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def _definition(node: ast.stmt) -> Definition:
    """Whether anything was written into a stub, and where its `raise NotImplementedError` is left beside that."""
    functions = [node] if not isinstance(node, ast.ClassDef) else [
        one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    ]  # fmt: skip
    bodies = [_without_docstring(one.body) for one in functions]
    done = [body for body in bodies if any(not _is_empty(one) for one in body)]
    left = [one.lineno for body in done for one in body if _is_raise(one)]
    return Definition(bool(done) or not functions, leftover=left[0] if left else 0)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    value = first.value if isinstance(first, ast.Expr) else None
    return body[isinstance(value, ast.Constant) and isinstance(value.value, str):]


def _is_empty(node: ast.stmt) -> bool:
    ellipsis = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass) or ellipsis or _is_raise(node)


def _is_raise(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def only_definitions(text: str) -> str:
    """Of a cell that draws or trains, what others may need: imports, functions and classes, each in its line."""
    module = parsed(text) if len(text) <= LARGEST else None
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    lines, kept = text.split("\n"), [""] * (text.count("\n") + 1)
    for node in module.body if module else []:
        if isinstance(node, kinds):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
            kept[first - 1:node.end_lineno] = lines[first - 1:node.end_lineno]
    return "\n".join(kept)


def why_no_python(source: str, cell_type: str = "code") -> str:
    """What made a cell unreadable, where that can be told from its text; "" else."""
    if len({mark[1][0] for mark in CONFLICT.finditer(source)} & {"<", "=", ">"}) >= 2:
        return "it holds marks of a merge conflict (<<<<<<<, =======, >>>>>>>): keep one version and delete the marks"
    if cell_type == "markdown":
        return "it is a Markdown cell, and its text is no Python: make it a code cell"
    return ""
