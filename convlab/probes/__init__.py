"""Probes: how each exercise is called and which arrays are looked at, a module a chapter."""


def named(result, *names: str) -> dict:
    """{name: value} for a function that returns several values; TypeError that says how many, for anything else."""
    if not isinstance(result, tuple | list) or len(result) != len(names):
        given = f"{len(result)} values" if isinstance(result, tuple | list) else type(result).__name__
        given = "nothing (is a `return` missing?)" if result is None else given
        raise TypeError(f"expected {len(names)} values, ({', '.join(names)}), but your code returns {given}")
    return dict(zip(names, result, strict=True))
