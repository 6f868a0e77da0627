"""Are the checks complete? Small faults made by rule in every reference, run through the cards.

    python benchmarks/adequacy.py [--chapter 01_convolution] [--exercise corr2d] [--most 20] [--survivors] [--write]

None of the faults comes from our catalogue; the operators are those of mutation testing:

    binary operator, comparison, and/or, unary operator,   cosmic-ray: Replace…Operator, ReplaceAndWithOr, AddNot
    True/False, break/continue, not before a condition,
    loop of no iterations, number +1 and -1                cosmic-ray: ZeroIterationForLoop, NumberReplacer
    kind of an exception                                   cosmic-ray: ExceptionReplacer, here of what is raised
    text in XX, value None, += as = and -=                 mutmut: string, assignment and operator mutations
    argument None, argument removed                        mutmut: argument removal
    statement removed, bound of a slice removed            MutPy: SDL, SIR
    neighbouring arguments swapped                         the bug pattern of DeepBugs (Pradel and Sen, 2018)

A mutant is killed when it loses points with a hidden seed. It is named by a mistake of the catalogue, by two of them at
once, by a slip (grader/slips.py: edits by rules of its own, which a grader tries and a student's kit does not), or by
the kind of an error that says its cause; explained by a relation, another kind or a contrast; stopped by an error
wherever it fails, with its meaning or without; or silent: told that it is wrong and where, and no more. Lent functions,
which a real verdict has besides, are left out here.

A survivor has full points. benchmarks/equivalent.toml says of each why it may; "open" begins what is said of a hole
that is known. Exit code 1 when one is not in there, or when an entry fits no mutant any more.
"""
import argparse
import ast
import contextlib
import difflib
import functools
import io
import linecache
import math
import os
import pickle
import random
import re
import resource
import signal
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from convlab.diagnosis import PARTLY
from convlab.probes import probes_of
from convlab.run import Outcome, Student, as_judged, run_case
from convlab.verdict import Verdict
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.course import ROOT, chapter_names
from grader.exam import search
from grader.slips import SLIP, edited, with_
from grader.sources import checks_of, reference_of, source_of, without_docstrings
from grader.trial import Trial, result_of

HIDDEN_SEED = "adequacy"
SECONDS = 3.0  # for the cases of a card; the slowest reference takes a quarter
LONGEST = 60  # seconds for a mutant with its verdicts: code in C may not listen to an alarm
MEMORY = 2 << 30  # bytes of address space
COLUMNS = ["mutants", "killed", "named", "slip", "error", "explained", "meaning", "stopped", "silent", "survivors"]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
PAGE, BEGIN, END = ROOT / "docs" / "adequacy.md", "<!-- table -->", "<!-- end of table -->"
# Kinds of errors (convlab/kinds.py) that are causes: what was left out, or what was raised or returned in its place.
CAUSES = {
    "an argument left out", "an argument without its default", "an entry that is missing", "a key that is not there",
    "another error than ValueError", "another number of values returned",
}  # fmt: skip
CONTRASTS = ("In the cases that fail", PARTLY, "The cases that are right are those")

BINARY = {
    ast.Add: [ast.Sub, ast.Mult], ast.Sub: [ast.Add, ast.Mult], ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv], ast.FloorDiv: [ast.Div, ast.Mult], ast.Mod: [ast.FloorDiv, ast.Mult],
    ast.Pow: [ast.Mult, ast.Add], ast.MatMult: [ast.Mult], ast.BitAnd: [ast.BitOr], ast.BitOr: [ast.BitAnd],
}  # fmt: skip
ORDERS = [ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE]
COMPARED = {one: [other for other in ORDERS if other is not one] for one in ORDERS}
COMPARED |= {ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is]}


@dataclass
class Mutant:
    """A reference with one small fault."""

    exercise: str
    operator: str
    source: str
    diff: str  # "old line -> new line"


# --- making them ------------------------------------------------------------------------------


def mutants_of(chapter: str, exercise: str) -> list[Mutant]:
    """All mutants of a reference, each source once, in an order that is shuffled and always the same."""
    tree = ast.parse(without_docstrings(source_of(chapter, exercise)))
    right, found = ast.unparse(tree), {}
    for node in code_in(tree):
        for operator, other in changes_of(node):
            source = edited(tree, node, other)
            if source != right:
                found.setdefault(source, Mutant(exercise, operator, source, diff_of(right, source)))
    mutants = list(found.values())
    random.Random(exercise).shuffle(mutants)
    return mutants


def code_in(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of a refusal's words, which nobody judges."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Raise) and not isinstance(child, ast.JoinedStr):
            yield from code_in(child)


def changes_of(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """(operator, what it puts in place of the node)"""
    yield from expression_changes(node)
    yield from statement_changes(node)
    test = getattr(node, "test", None)
    if test is not None:
        yield "not before a condition", with_(node, test=ast.UnaryOp(ast.Not(), test))
    if isinstance(node, ast.Constant):
        yield from constant_changes(node)
    if isinstance(node, ast.Call):
        yield from call_changes(node)


def expression_changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp):
        for kind in BINARY.get(type(node.op), []):
            yield "binary operator", with_(node, op=kind())
    elif isinstance(node, ast.Compare):
        for k, op in enumerate(node.ops):
            for kind in COMPARED[type(op)]:
                yield "comparison", with_(node, ops=[*node.ops[:k], kind(), *node.ops[k + 1:]])
    elif isinstance(node, ast.BoolOp):
        yield "and/or", with_(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp):
        yield "unary operator removed", node.operand
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                yield "bound of a slice removed", with_(node, **{bound: None})


def statement_changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Break | ast.Continue):
        yield "break/continue", ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    elif isinstance(node, ast.For):
        yield "loop of no iterations", with_(node, iter=ast.List([], ast.Load()))
    elif isinstance(node, ast.Raise):
        yield "kind of an exception", with_(node, exc=ast.Name("RuntimeError", ast.Load()))
    elif isinstance(node, ast.AugAssign):
        yield "+= as =", ast.Assign([node.target], node.value)
        for kind in BINARY.get(type(node.op), [])[:1]:
            yield "+= as -=", with_(node, op=kind())
    elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
        yield "value None", with_(node, value=ast.Constant(None))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For | ast.Raise):
        yield "statement removed", ast.Pass()


def constant_changes(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "True/False", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "number", ast.Constant(value + 1)
        yield "number", ast.Constant(value - 1)
    elif isinstance(value, str):
        yield "text", ast.Constant(f"XX{value}XX")


def call_changes(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    args, keywords = node.args, node.keywords
    for k in range(len(args)):
        yield "argument removed", with_(node, args=[*args[:k], *args[k + 1:]])
        yield "argument None", with_(node, args=[*args[:k], ast.Constant(None), *args[k + 1:]])
        if k:
            yield "arguments swapped", with_(node, args=[*args[:k - 1], args[k], args[k - 1], *args[k + 1:]])
    for k, keyword in enumerate(keywords):
        yield "argument removed", with_(node, keywords=[*keywords[:k], *keywords[k + 1:]])
        if keyword.arg:
            none = ast.keyword(keyword.arg, ast.Constant(None))
            yield "argument None", with_(node, keywords=[*keywords[:k], none, *keywords[k + 1:]])


def diff_of(right: str, wrong: str) -> str:
    """'old line -> new line', with the line's number among its equals where there are several."""
    # Less the words of a refusal: how Python writes their quotes differs from version to version.
    old, new = (re.sub(r"(raise \w+)\(.*", r"\1", source).splitlines() for source in (right, wrong))
    edits = [one for one in difflib.SequenceMatcher(None, old, new, False).get_opcodes() if one[0] != "equal"]
    first, last = edits[0], edits[-1]
    gone, came = old[first[1]:last[2]], new[first[3]:last[4]]
    place = sum(line.strip() == old[first[1]].strip() for line in old[:first[1] + 1]) if first[1] < len(old) else 1
    shown = [" ; ".join(line.strip() for line in lines) for lines in (gone, came)]
    return " -> ".join(shown) + (f" ({place})" if place > 1 else "")


# --- running them -----------------------------------------------------------------------------


class TooLong(BaseException):
    """Time is up. No Exception: what catches all of those must not go on."""


def fate(chapter: str, mutant: Mutant) -> str:
    """One of COLUMNS from "named" on."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(writer, chapter, mutant)
    os.close(writer)
    with open(reader, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(said) if said else "stopped"  # it took its process with it


def _answer(writer: int, chapter: str, mutant: Mutant) -> None:
    """In the child: write what becomes of the mutant, and end."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        signal.signal(signal.SIGALRM, _time_is_up)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            said = pickle.dumps(fate_here(chapter, mutant))
        os.write(writer, said)
    finally:
        os._exit(0)


def fate_here(chapter: str, mutant: Mutant) -> str:
    """As fate, in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = dict(vars(reference_of(chapter)))
        try:
            exec(as_cell(mutant.source), names)
        except Exception:
            return "stopped"  # as its cell would
        result = result_of([tried(chapter, mutant.exercise, HIDDEN_SEED, names)])
        if result.outcome == "right":
            return "survivors"
        result.explain(functools.partial(search, chapter, math.inf, mutant.source))
        found = [finding.name for finding in result.mistakes if finding.name]
        if found:
            return "slip" if all(name.startswith(SLIP) for name in found) else "named"
        shown = tried(chapter, mutant.exercise, PUBLIC_SEED, names)
        return told([trial.verdict_on(range(len(trial.card.parts))) for trial in (result.best, shown)])


def as_cell(source: str) -> CodeType:
    """The code as a notebook's cell, so that errors are told with their line."""
    name = "<ipython-input-0>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    return compile(source, name, "exec")


def tried(chapter: str, exercise: str, seed: str, names: dict) -> Trial:
    """The functions, run with the cases of a card."""
    card, probes, outcomes = cards_of(chapter, seed)[exercise], probes_of(chapter), []
    try:
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        for case in card.cases:
            probe = getattr(probes, case.probe)
            outcomes.append(as_judged(probe, case.inputs, run_case(probe, Student(names), case.inputs)))
    except TooLong:
        outcomes.append(Outcome(failure="timed out", message="it did not finish"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return Trial(card, outcomes=outcomes)


def _time_is_up(*_) -> None:
    raise TooLong


def told(verdicts: list[Verdict]) -> str:
    """How well the verdicts on a wrong answer of no mistake tell what is wrong with it: "error" to "silent"."""
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    if findings and all(finding.name in CAUSES for finding in findings):
        return "error"
    known = any(finding.name or any(words in finding.message for words in CONTRASTS) for finding in findings)
    if all(verdict.outcome != "wrong" for verdict in verdicts):  # nothing was returned where it fails
        return "meaning" if known else "stopped"
    return "explained" if known else "silent"


# --- telling of them --------------------------------------------------------------------------


def excuses() -> dict[tuple[str, str], str]:
    """{(exercise, diff): why it is right} of the survivors that were looked at."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {(exercise, diff): why for exercise, table in listed.items() for diff, why in table.items()}


def stale_excuses(chapter: str, exercise: str) -> list[str]:
    """Entries that no mutant of the exercise has."""
    made = {mutant.diff for mutant in mutants_of(chapter, exercise)}
    return [f"{exercise}: {diff}" for name, diff in excuses() if name == exercise and diff not in made]


def tell(mutant: Mutant, came: str, options: argparse.Namespace) -> list[str]:
    """Print what is asked for of a mutant. Of a survivor ["right"], ["open"] or ["unsaid"], else []."""
    shown = f"{came}: {mutant.exercise} ({mutant.operator}): {mutant.diff}"
    if came != "survivors":
        if options.silent and came in ("silent", "stopped", "meaning"):
            print(shown)
        return []
    why = excuses().get((mutant.exercise, mutant.diff))
    if why is None:
        print(f"survives, and nobody said why: {mutant.exercise} ({mutant.operator}): {mutant.diff}")
        return ["unsaid"]
    if options.survivors:
        print(f"{shown}\n    {why}")
    return ["open" if why.startswith("open") else "right"]


def table_of(counts: dict[str, Counter]) -> str:
    """A line for each chapter and one for all, in Markdown."""
    lines = ["| chapter | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for chapter, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        lines.append(f"| `{chapter}` | " + " | ".join(str(count[column]) for column in COLUMNS) + " |")
    return "\n".join(lines)


def shares_of(count: Counter) -> str:
    """What the table comes to, in a sentence."""
    killed, named = max(count["killed"], 1), count["named"] + count["slip"] + count["error"]
    told, returned = named + count["explained"], max(killed - count["meaning"] - count["stopped"], 1)
    said = (told + count["meaning"]) / killed
    return (
        f"Of {count['killed']} killed mutants {named / killed:.0%} are named, and {said:.0%} are named, explained or "
        f"told what their error means; of the {returned} that return something where they fail "
        f"{named / returned:.0%} are named, {told / returned:.0%} named or explained. The catalogue alone names "
        f"{count['named'] / returned:.0%} of these."
    )


def write(text: str) -> None:
    """Put the text between the marks of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapter", choices=chapter_names(), action="append")
    parser.add_argument("--exercise")
    parser.add_argument("--most", type=int, default=20, help="mutants of an exercise; 0 for all")
    parser.add_argument("--survivors", action="store_true", help="list all, also those that are right")
    parser.add_argument("--silent", action="store_true", help="list those of which a verdict says little")
    parser.add_argument("--write", action="store_true", help="put the table into docs/adequacy.md")
    options = parser.parse_args(arguments)
    counts, said, stale = {}, Counter(), []
    for chapter in options.chapter or chapter_names():
        counts[chapter] = Counter()
        for exercise in [check.exercise for check in checks_of(chapter)]:
            if options.exercise in (None, exercise):
                stale += stale_excuses(chapter, exercise)
                for mutant in mutants_of(chapter, exercise)[:options.most or None]:
                    came = fate(chapter, mutant)
                    counts[chapter].update(["mutants", came] + ["killed"] * (came != "survivors"))
                    said.update(tell(mutant, came, options))
        print(chapter, dict(counts[chapter]), file=sys.stderr, flush=True)
    text = f"{table_of(counts)}\n\n{shares_of(sum(counts.values(), Counter()))}"
    print(text)
    if options.write:
        write(text)
    print(f"Survivors: {said['right']} right, {said['open']} open, {said['unsaid']} of which nobody said why.")
    print("".join(f"equivalent.toml has what no mutant is: {one}\n" for one in stale), end="")
    return int(bool(said["unsaid"] or stale))


if __name__ == "__main__":
    sys.exit(main())
