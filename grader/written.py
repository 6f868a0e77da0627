"""What a student has written, beside code of ours that does the same: where a piece of that stands in it."""
import ast
import functools

LONGEST = 60  # characters of a line that a sentence quotes
PLACES = 2  # lines that a sentence names
LEAVES = (ast.Name, ast.Attribute, ast.Subscript)  # how somebody calls a value
COMMON = {"np", "numpy"}


class Written:
    """The source of an exercise's cell. What cannot be parsed holds nothing."""

    def __init__(self, source: str):
        self.lines = source.splitlines()
        try:
            self.nodes = list(ast.walk(ast.parse(source)))
        except (SyntaxError, ValueError, RecursionError):
            self.nodes = []

    @functools.cached_property
    def names(self) -> set[str]:
        """All names that occur, of variables, arguments and attributes."""
        fields = [(ast.Name, "id"), (ast.arg, "arg"), (ast.keyword, "arg"), (ast.Attribute, "attr")]
        return COMMON | {getattr(node, name) for node in self.nodes for kind, name in fields if isinstance(node, kind)}

    @functools.cached_property
    def sets(self) -> set[str]:
        """Names that it gives a value, or an entry."""
        entries = [node.value for node in self.nodes if isinstance(node, ast.Subscript) and _is_set(node)]
        return {node.id for node in self.nodes if isinstance(node, ast.Name) and (_is_set(node) or node in entries)}

    def place_of(self, code: ast.AST) -> str:
        """"line 4 of its cell: …" for the place of a piece of code, whatever its values are called; "" without one."""
        like = [node for node in self.nodes if hasattr(node, "lineno") and alike(code, node)]
        same = [node for node in like if ast.dump(node) == ast.dump(code)]  # of the same names, too
        found = dict.fromkeys(node.lineno for node in same or like)
        if not found or len(found) > PLACES:
            return ""
        shown = [f"line {line} of its cell: {_shortened(self.lines[line - 1].strip())}" for line in found]
        return ", or in ".join(shown)


def _is_set(node: ast.AST) -> bool:
    return isinstance(node.ctx, ast.Store)


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def alike(one, other) -> bool:
    """Whether two pieces of code are the same but for what their values are called. What is called counts."""
    if isinstance(one, LEAVES) and isinstance(other, LEAVES):
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, ast.Call) and called(one) != called(other):
        return False
    if not isinstance(one, ast.AST):
        return one == other
    fields = [name for name in one._fields if name != "kind"]
    return all(alike(getattr(one, name), getattr(other, name)) for name in fields)


def called(call: ast.Call) -> str:
    """The name of what is called: sum of np.sum(x)."""
    return ast.unparse(call.func).rpartition(".")[2]
