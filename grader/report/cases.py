"""A receipt's smallest failing case as lines to read: inputs, what was expected, what came."""

MAX_ENTRIES = 64  # of an array whose numbers are shown


def case_lines(case: dict) -> list[tuple[str, str]]:
    """[(name, value)] of a counterexample as a receipt holds it."""
    lines = [(name, shown(value)) for name, value in case["inputs"].items()]
    return [*lines, *((name, shown(case[name])) for name in ("expected", "got") if case.get(name) is not None)]


def shown(value) -> str:
    """A number or a text as it is; an array row by row, or only its shape when it is large."""
    if not isinstance(value, dict) or "shape" not in value:
        return str(value)
    shape, values = value["shape"], value.get("values")
    size = 1
    for n in shape:
        size *= n
    if values is None or not 0 < size <= MAX_ENTRIES:
        return f"array of shape {tuple(shape)}, {value.get('dtype')}"
    return _rows(values, 0)


def _rows(values, depth: int) -> str:
    if not isinstance(values, list):
        return f"{values:.6g}" if isinstance(values, float) else str(values)
    if not values or not isinstance(values[0], list):
        return "[" + ", ".join(_rows(one, depth) for one in values) + "]"
    between = ",\n" + " " * (depth + 1)
    return "[" + between.join(_rows(one, depth + 1) for one in values) + "]"
