"""What a student has written, beside code of ours that does the same: where a piece of that stands in it."""
import ast
import functools

LONGEST = 60  # characters of code that a sentence quotes
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
        """"line 4 of its cell: …" for the place of a piece of code, whatever its values are called; "" without one, and
        where it could be in one of several lines.
        """
        like = [node for node in self.nodes if hasattr(node, "lineno") and alike(code, node)]
        same = [node for node in like if ast.dump(node) == ast.dump(code)]  # of the same names, too
        found = same or like
        one_line = len({node.lineno for node in found}) == 1
        return f"line {found[0].lineno} of its cell: {self._quoted(found[0])}" if one_line else ""

    def _quoted(self, node: ast.AST) -> str:
        """The line of a piece of code; of a long one the piece alone, and of that what is beside its sign."""
        line, piece = self.lines[node.lineno - 1].strip(), self._source(node)
        if len(line) <= LONGEST or not piece:
            return _shortened(line)
        if len(piece) > LONGEST and isinstance(node, ast.BinOp):
            left, right = self._source(node.left), self._source(node.right)
            return f"…{piece[max(len(left) - LONGEST // 2, 0):len(piece) - max(len(right) - LONGEST // 2, 0)]}…"
        return _shortened(piece)

    def _source(self, node: ast.AST) -> str:
        return " ".join((ast.get_source_segment("\n".join(self.lines), node) or "").split())


def _shortened(code: str) -> str:
    return code if len(code) <= LONGEST else f"{code[:LONGEST]}…"


def _is_set(node: ast.AST) -> bool:
    return isinstance(node.ctx, ast.Store)


def alike(one, other) -> bool:
    """Whether two pieces of code are the same but for what their values are called. What is called counts."""
    if isinstance(one, LEAVES) and isinstance(other, LEAVES):
        return _key(one) == _key(other)
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


def _key(value: ast.AST):
    """The entry of a dictionary that is taken, in `config["velocity"]`; None of other values."""
    index = value.slice if isinstance(value, ast.Subscript) else None
    return index.value if isinstance(index, ast.Constant) and isinstance(index.value, str) else None


def called(call: ast.Call) -> str:
    """The name of what is called: sum of np.sum(x)."""
    return ast.unparse(call.func).rpartition(".")[2]
