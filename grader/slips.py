"""One slip: where no named mistake explains what fails, small edits of the reference are tried by rule, one at a time.

The rules are what people do by oversight: one too many, the other sign, the wrong bound, two arguments swapped, a term
or a line left out. Some of them are also among those of benchmarks/adequacy.py, which therefore counts slips apart.
"""
import ast
import copy
import functools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from convlab.diagnosis import Finding
from convlab.kinds import is_refusal, words
from convlab.relations import is_evidence
from grader.tries import Tries
from grader.written import Written, called

SECONDS = 0.6  # of processor time, for one exercise
SLIP = "one slip: "  # begins the name of each
ENOUGH = 6  # numbers that must agree; those with fractions count twice
LONGEST = 30  # characters of code that a sentence quotes

SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
# What is written for what.
OTHERS = {
    ast.Add: [ast.Sub, ast.Mult], ast.Sub: [ast.Add, ast.Mult], ast.Mult: [ast.Div, ast.Add, ast.MatMult],
    ast.Div: [ast.Mult, ast.FloorDiv], ast.FloorDiv: [ast.Div, ast.Mult], ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult], ast.Lt: [ast.LtE, ast.Gt, ast.GtE],
    ast.LtE: [ast.Lt, ast.GtE, ast.Gt], ast.Gt: [ast.GtE, ast.Lt, ast.LtE], ast.GtE: [ast.Gt, ast.LtE, ast.Lt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq, ast.Lt, ast.Gt],
}  # fmt: skip
CALLS = [("min", "max"), ("minimum", "maximum"), ("sum", "mean"), ("argmin", "argmax"), ("floor", "ceil"),
         ("zeros", "ones"), ("std", "var"), ("sin", "cos"), ("zeros_like", "ones_like")]  # fmt: skip
TWINS = {one: other for pair in CALLS for one, other in (pair, pair[::-1])}
MISSING = "it is missing"
# Of a condition that refuses, however it is written.
EQUAL = dict.fromkeys(["`>=` in place of `>`", "`<=` in place of `<`"], "what is equal is refused, too")
DROPPED = {ast.Add: "term", ast.Sub: "term", ast.Mult: "factor", ast.Div: "divisor", ast.FloorDiv: "divisor"}


@dataclass(frozen=True)
class Slip:
    """One small edit of a reference."""

    what: str  # what is wrong
    where: str  # "" where `what` says it
    edit: Callable[[], str]  # makes the source of the reference with it: most slips are left before that is asked
    guard: bool  # it is in a condition under which the reference refuses its inputs
    code: ast.AST | None  # what stands there then, with what is around it; None where something is missing
    gone: frozenset[str]  # names in what is missing
    targets: frozenset[str]  # names that its statement sets

    @property
    def source(self) -> str:
        return self.edit()


def slip_of(tries: Tries, until: float = math.inf) -> Finding | None:
    """The slip that gives what came, in every case that it speaks of; None when none does in the time that there is.

    until: the time.process_time at which to give up
    """
    until = min(until, time.process_time() + SECONDS)
    begins, first, least, guards_only = _evidence(tries)
    written = Written(tries.written)
    for slip in slips(tries.source()) if begins else []:
        if time.process_time() > until:
            return None
        said = _said(slip, written)
        work = tries.work(slip.source) if said and (slip.guard or not guards_only) else None
        parts = tries.explained_by(work, first, least) if work else []
        if parts:
            return Finding(parts, f"{begins}: {said}.", f"{SLIP}{slip.what}", f"{SLIP}{slip.what}")
    return None


def _said(slip: Slip, written: Written) -> str:
    """The slip in words that are true of the student's code; "" where they are not, as it is written otherwise.

    What is there in place of something must be found there, and is told by its line; what is missing must be of
    names that the student has.
    """
    if slip.code is not None:
        place = written.place_of(slip.code)
        if place:
            return f"{slip.what}, in {place}"
        return EQUAL.get(slip.what, "") if slip.guard else ""
    if not slip.gone <= written.names:
        return ""
    return f"{slip.where}, {slip.what}" if slip.where and slip.targets and slip.targets <= written.sets else slip.what


def _evidence(tries: Tries) -> tuple[str, int, int, bool]:
    """How a sentence begins, the case to look at first, how alike errors must be, and whether only guards are in
    question; "" where what came could have many reasons.
    """
    if _has_numbers(tries):
        return "Your results are those of a right answer with one slip", tries.first, 1, False
    outcomes = tries.outcomes
    refused = [c for c in tries.failing if is_refusal(outcomes[c])]
    if refused and _tells_apart(tries):
        return "Your code refuses what it should accept, as a right answer does with one slip", refused[0], 2, True
    said = {words(outcomes[c]): c for c in tries.failing[::-1] if c not in refused}
    # The same words in all cases have many reasons; shapes and places that differ, few.
    if len([one for one in said if any(letter.isdigit() for letter in one)]) > 1 and not refused:
        first = min(said.values(), key=tries.failing.index)
        return "A right answer with one slip stops with the same errors as your code", first, 2, False
    return "", 0, 0, False


def _tells_apart(tries: Tries) -> bool:
    """Whether something is accepted, too: who refuses everything has no condition."""
    failing = set(tries.failing)
    come = [(c, one.arrays) for c, one in enumerate(tries.outcomes) if one.arrays is not None]
    return any(c in failing or any(array.dtype != bool for array in arrays.values()) for c, arrays in come)


def _has_numbers(tries: Tries) -> bool:
    """Whether enough came that is no chance: all zeros, say, have many reasons."""
    faults = [fault for (p, _), fault in tries.faults.items() if p in tries.places and fault.got is not None]
    came = [one.got * 1.0 for one in faults if one.got.size]  # booleans, too, as numbers
    return is_evidence([got for got in came if got.size == 1 or np.ptp(got)], ENOUGH)


def slips(source: str) -> Iterator[Slip]:
    """Every slip, the likely ones first."""
    tree = ast.parse(source)
    found = [one for function in _functions(tree) for one in _in(function, function.name if _several(tree) else "")]
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for _, what, where, statement, node, other, guard in sorted(found, key=lambda one: one[0]):
        if ast.dump(other) != ast.dump(node):
            edit, targets = functools.partial(edited, tree, node, other), _targets(statement)
            code = None if "missing" in what else _replaced(_around(node, parents), node, other)
            yield Slip(what, where, edit, guard, code, _gone(node, other) if where else targets, targets)


def _around(node: ast.AST, parents: dict) -> ast.AST:
    """The smallest piece of code with a node that says something: `3` alone stands in many places."""
    while isinstance(node, ast.expr) and (_is_small(node) or isinstance(getattr(node, "ctx", None), ast.Store)):
        node = parents[node]  # what takes a value apart is nothing without that
    return node


def _is_small(node: ast.AST) -> bool:
    return sum(isinstance(one, ast.expr) for one in ast.walk(node)) < 3


def _replaced(tree: ast.AST, node: ast.AST, other: ast.AST) -> ast.AST:
    """A copy of a tree with another node in the place of one."""
    return copy.deepcopy(tree, {id(node): other})  # deepcopy takes what its memo holds for the copy


def _gone(node: ast.AST, other: ast.AST) -> frozenset[str]:
    """Names of a node that are not in the one in its place; what is called without an argument is one of them."""
    before, after = ({one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} for tree in (node, other))
    return frozenset(before - after | ({called(node)} if isinstance(node, ast.Call) else set()))


def _targets(statement: ast.stmt) -> frozenset[str]:
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return frozenset(one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name))


def edited(tree: ast.AST, node: ast.AST, other: ast.AST) -> str:
    """The source of a tree with another node in the place of one."""
    return ast.unparse(ast.fix_missing_locations(_replaced(tree, node, other)))


def with_(node: ast.AST, **fields) -> ast.AST:
    """A copy of the node with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def swapped(items: list) -> Iterator[list]:
    """The items with two neighbours swapped, for all pairs of them."""
    for k in range(1, len(items)):
        yield [*items[:k - 1], items[k], items[k - 1], *items[k + 1:]]


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _several(tree: ast.Module) -> bool:
    return len(_functions(tree)) > 1


def _in(function: ast.FunctionDef, name: str) -> Iterator[tuple[int, str, str, ast.stmt, ast.AST, ast.AST, bool]]:
    """(how unlikely, what, where, its statement, node, what stands in its place, whether that is a guard)"""
    waiting = [(one, one) for one in function.body]
    while waiting:
        statement, node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.While | ast.Raise | ast.JoinedStr):
            continue  # a function has its own turn; a loop might have no end; a refusal's words are not judged
        line, of = _place(statement), f" of `{name}`" if name else ""
        guard = isinstance(statement, ast.If) and all(isinstance(one, ast.Raise) for one in statement.body)
        for rank, what, other in _changes(node):
            if what == MISSING:
                yield rank, f"{line}{of} is missing", "", statement, node, other, guard
            else:
                yield rank, what, f"in {line}{of}", statement, node, other, guard
        children = ast.iter_child_nodes(node)
        waiting += [(child if isinstance(child, ast.stmt) else statement, child) for child in children]


def _place(statement: ast.stmt) -> str:
    """In words; names of the reference's variables are those of the docstring, or say what they hold."""
    match statement:
        case ast.Assign(targets=[target]) if isinstance(target, ast.Name | ast.Tuple | ast.Attribute):
            return f"the line that makes `{_shown(target)}`"
        case ast.Assign(targets=[target, *_]) | ast.AugAssign(target=target):
            return f"the line that changes `{_base(target)}`"
        case ast.Return():
            return "the line that returns"
        case ast.If():
            return "a condition"
        case ast.For(target=target):
            return f"the loop over `{_shown(target)}`"
    return "one line"


def _base(target: ast.AST) -> str:
    while isinstance(target, ast.Subscript):
        target = target.value
    return _shown(target)


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).replace("(", "").replace(")", "") if isinstance(node, ast.Tuple) else ast.unparse(node)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _changes(node: ast.AST) -> Iterator[tuple[int, str, ast.AST]]:
    """(how unlikely, what is wrong, what stands in the node's place)"""
    match node:
        case ast.Constant(value=bool() as value):
            yield 1, f"`{not value}` in place of `{value}`", ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            near = (value + 1, value - 1) if value == int(value) else (1 - value, 10 * value, value / 10)
            for other in near:
                yield 0, f"`{other}` in place of `{value}`", ast.Constant(other)
        case ast.BinOp():
            yield from _operator_changes(node)
        case ast.Compare(ops=[op]) if type(op) in OTHERS:
            for kind in OTHERS[type(op)]:
                yield 0, f"`{SIGNS[kind]}` in place of `{SIGNS[type(op)]}`", with_(node, ops=[kind()])
        case ast.BoolOp(op=op):
            old, new = ("and", ast.Or) if isinstance(op, ast.And) else ("or", ast.And)
            yield 1, f"`{'or' if old == 'and' else 'and'}` in place of `{old}`", with_(node, op=new())
        case ast.UnaryOp(op=ast.USub() | ast.Not() as op):
            said = "a minus sign is missing" if isinstance(op, ast.USub) else "a `not` is missing"
            yield 0, said, node.operand
        case ast.Slice():
            for bound, said in [("lower", "start"), ("upper", "end"), ("step", "step")]:
                if getattr(node, bound) is not None:
                    yield 1, f"the {said} of a slice is missing", with_(node, **{bound: None})
            yield from _slice_changes(node)
        case ast.Tuple(elts=elements):  # also on the left: a cache that is taken apart in another order
            for k, others in enumerate(swapped(elements), 1):
                what = f"`{_shown(elements[k])}` and `{_shown(elements[k - 1])}` are swapped"
                yield 1, what, with_(node, elts=others)
        case ast.Call():
            yield from _call_changes(node)
        case ast.stmt():
            yield from _statement_changes(node)


def _slice_changes(node: ast.Slice) -> Iterator[tuple[int, str, ast.AST]]:
    one = ast.Constant(1)
    for bound, said in [("lower", "starts"), ("upper", "ends")]:
        place = getattr(node, bound)
        if place is not None:
            yield 1, f"a slice {said} one too late", with_(node, **{bound: ast.BinOp(place, ast.Add(), one)})
            yield 1, f"a slice {said} one too early", with_(node, **{bound: ast.BinOp(place, ast.Sub(), one)})


def _operator_changes(node: ast.BinOp) -> Iterator[tuple[int, str, ast.AST]]:
    kind = type(node.op)
    for other in OTHERS.get(kind, []):
        yield 0, f"`{SIGNS[other]}` in place of `{SIGNS[kind]}`", with_(node, op=other())
    if kind in DROPPED:
        yield 2, f"the {DROPPED[kind]} `{_shown(node.right)}` is missing", node.left
    if kind in (ast.Add, ast.Mult):
        yield 2, f"the {DROPPED[kind]} `{_shown(node.left)}` is missing", node.right
    if kind in (ast.Sub, ast.Div, ast.FloorDiv, ast.MatMult, ast.Pow):
        sides = f"the two sides of `{SIGNS[kind]}` are swapped"
        yield 1, sides, with_(node, left=node.right, right=node.left)


def _call_changes(node: ast.Call) -> Iterator[tuple[int, str, ast.AST]]:
    args, keywords = node.args, node.keywords
    name = called(node)
    if name in TWINS:
        other = TWINS[name]
        func = with_(node.func, attr=other) if isinstance(node.func, ast.Attribute) else ast.Name(other, ast.Load())
        yield 0, f"`{other}` in place of `{name}`", with_(node, func=func)
    if name == "range" and len(args) == 1:
        one = ast.Constant(1)
        yield 0, "the loop ends one early", with_(node, args=[ast.BinOp(args[0], ast.Sub(), one)])
        yield 0, "the loop ends one late", with_(node, args=[ast.BinOp(args[0], ast.Add(), one)])
        yield 0, "the loop begins at 1", with_(node, args=[one, args[0]])
    for others in swapped(args):
        yield 1, f"two arguments of `{name}` are swapped", with_(node, args=others)
    for k in range(len(args)):
        what = f"the argument `{_shown(args[k])}` of `{name}` is missing"
        yield 2, what, with_(node, args=[*args[:k], *args[k + 1:]])
    for k, keyword in enumerate(keywords):
        what = f"the argument `{keyword.arg}` of `{name}` is missing"
        yield 1, what, with_(node, keywords=[*keywords[:k], *keywords[k + 1:]])
    if isinstance(node.func, ast.Attribute) and not args and not keywords:
        yield 2, f"the call of `{name}` is missing", node.func.value  # x.copy(), x.sum()


def _statement_changes(node: ast.stmt) -> Iterator[tuple[int, str, ast.AST]]:
    match node:
        case ast.AugAssign(target=target, value=value, op=op):
            if type(op) in SIGNS:
                yield 0, f"`=` in place of `{SIGNS[type(op)]}=`", ast.Assign([target], value)
            for kind in OTHERS.get(type(op), [])[:1]:
                yield 0, f"`{SIGNS[kind]}=` in place of `{SIGNS[type(op)]}=`", with_(node, op=kind())
            yield 1, MISSING, ast.Pass()
        case ast.Assign():
            yield 1, MISSING, ast.Pass()
        case ast.Expr():
            yield 1, f"the call `{_shown(node.value)}` is missing", ast.Pass()
        case ast.If():
            yield 1, f"`not` is missing or too many before `{_shown(node.test)}`", with_(
                node, test=ast.UnaryOp(ast.Not(), node.test))  # fmt: skip
            yield 1, f"what is done if `{_shown(node.test)}` is missing", with_(node, test=ast.Constant(False))
            yield 1, f"the question whether `{_shown(node.test)}` is missing", with_(node, test=ast.Constant(True))
        case ast.For():
            yield 2, "there is nothing to do", with_(node, body=[ast.Pass()])
        case ast.Break() | ast.Continue():
            yield 1, "a `break` or `continue` is missing", ast.Pass()
