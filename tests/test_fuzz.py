"""What nobody thought of: notebooks edited at random, and random frames from the student's side. The same each time."""
import contextlib
import copy
import json
import math
import socket
import struct
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.course import CourseError, filled, load_chapter, notebook_of
from grader.exam import judge as judge_runs
from grader.inside import wire
from grader.inside.clock import Allowance
from grader.judge import Judge
from grader.material import Material
from grader.rebuild import rebuild
from grader.sources import reference_sources, source_of

SEED = "a seed for the unforeseen"
CHAPTER = load_chapter("01")
NAMES = [one.name for one in CHAPTER.exercises]
fixed = settings(  # no search for the smallest example: it would take minutes
    derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def judge():
    with Judge(SEED, seconds=1.0) as one:
        yield one


# --- notebooks --------------------------------------------------------------------------------

WORDS = (
    "code", "markdown", "raw", "corr2d", "test_corr2d", "given", "demo", "id", "source", "cells", "nbgrader", "grade_id"
)  # fmt: skip
LINES = (
    "import os; os._exit(1)", "raise SystemExit", "def corr2d(X, K): return X", "del np", "corr2d = None", "%%bash",
    "class corr2d: pass", "from solutions.convolution import *", "\ud800", "\x00", "await x", "return", "\r", "(" * 300,
)  # fmt: skip
numbers = st.none() | st.booleans() | st.integers(-3, 1 << 70) | st.floats()
texts = st.sampled_from(WORDS) | st.text(max_size=5)
jsons = st.recursive(
    numbers | texts | st.sampled_from(LINES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6,
)  # fmt: skip
paths = st.lists(st.integers(0, 99), min_size=1, max_size=5)
edits = st.tuples(st.sampled_from(["set", "delete", "copy", "add"]), paths, jsons, texts)


def edited(notebook: dict, how: str, path: list[int], value, name: str) -> None:
    """Change one place of a notebook; the path says where, as far as there is a way."""
    within = path[0] % 8 and "cells" in notebook  # most within a cell
    parent, key = (notebook, "cells") if within else ({"notebook": notebook}, "notebook")
    for step in path:
        inner = parent[key]
        if not isinstance(inner, dict | list) or not inner:
            break
        parent, key = inner, (list(inner) if isinstance(inner, dict) else range(len(inner)))[step % len(inner)]
    if parent[key] is notebook:
        return
    if how == "delete":
        del parent[key]
    elif how == "set":
        parent[key] = value
    elif isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]) if how == "copy" else value)
    else:
        parent[name] = copy.deepcopy(parent[key]) if how == "copy" else value


@settings(fixed, max_examples=40)
@given(changes=st.lists(edits, min_size=1, max_size=8))
def test_a_notebook_edited_at_random_is_graded_or_refused(judge, changes):
    notebook = filled(CHAPTER, reference_sources(CHAPTER.name))
    for change in changes:
        edited(notebook, *change)
    try:
        found = judge.grade(CHAPTER, notebook_of(json.dumps(notebook).encode(), "it"))
        assert not found.faulty and 0 <= found.score <= CHAPTER.points
        assert json.dumps([found.notebook, found.receipt], ensure_ascii=False).encode()
    except CourseError as refused:
        assert "too large" not in str(refused), "an examiner fell over it"
    assert judge.grade(CHAPTER, filled(CHAPTER, {"corr2d": source_of(CHAPTER.name, "corr2d")})).score == 5


# --- frames -----------------------------------------------------------------------------------

names = st.sampled_from([*NAMES, "Y", "changed input: X", "", "__class__"])
kinds = st.sampled_from([np.float64, np.int8, np.bool_, np.complex64])
arrays = hnp.arrays(kinds, hnp.array_shapes(min_dims=0, max_side=3))
failures = st.sampled_from(["", "raised", "timed out", "not implemented"])
outcomes = st.fixed_dictionaries({
    "case": st.integers(-1, 12) | jsons, "failure": failures | jsons,
    "message": st.text(max_size=5) | jsons, "arrays": st.dictionaries(names, arrays | jsons, max_size=2) | jsons,
})  # fmt: skip
messages = st.one_of(
    st.fixed_dictionaries({"step": st.integers(-1, 30)}), st.fixed_dictionaries({"cases for": names}), outcomes,
    st.fixed_dictionaries({"tested": names}), st.fixed_dictionaries({"calls": st.lists(names, max_size=3) | jsons}),
    st.fixed_dictionaries({"call": names, "args": st.lists(arrays | jsons, max_size=3), "kwargs": jsons}),
    st.fixed_dictionaries({"error": jsons, "failure": st.just("raised"), "message": jsons}),
    st.fixed_dictionaries({"told": arrays | jsons}), st.just({"end": True}), jsons,
)  # fmt: skip


def header(value, sizes, rest: bytes) -> bytes:
    text = json.dumps({"value": value, "sizes": sizes}).encode()
    return struct.pack(">I", len(text)) + text + rest


def packed(message) -> bytes:
    with contextlib.suppress(ValueError, TypeError, UnicodeEncodeError):
        return wire.pack(message)
    return b"\x00\x00\x00\x02{}"


headers = st.builds(header, jsons, st.lists(st.integers(-2, 200), max_size=3) | jsons, st.binary(max_size=200))
frames = st.lists(st.builds(packed, messages) | headers | st.binary(max_size=40), max_size=30)


class Room:
    """A student's room whose processes run the cells up to a test, and then say what they were given to say."""

    seconds, passed = 5.0, ""  # it hangs up by itself, also on a slow machine

    def __init__(self, begun: int, said: bytes):
        self.begun, self.said, self.taken = begun, said, Allowance()

    @contextlib.contextmanager
    def start_run(self, needs=()):
        ours, theirs = socket.socketpair()
        talk = threading.Thread(target=self._talk, args=[theirs])
        talk.start()
        try:
            with ours:
                yield ours
        finally:
            talk.join()

    def _talk(self, sock: socket.socket) -> None:
        with sock, contextlib.suppress(OSError):
            steps = wire.receive(sock, largest=wire.MAX_TRUSTED)["steps"]
            tests = [number for number, step in enumerate(steps) if "test" in step]
            number = tests[min(self.begun, len(tests) - 1)]
            wire.send(sock, {"step": number})
            wire.send(sock, {"cases for": steps[number]["test"]})
            sock.sendall(self.said)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(1 << 20):
                pass

    def times(self, since: float) -> tuple[float, float]:
        return math.inf, 0.0  # nobody counts them

    def announce(self, exercise: str = "") -> None:
        pass


@settings(fixed, max_examples=100)
@given(said=frames, begun=st.integers(0, 3))
@example(said=[b"\x00\x00\x00\x10" + b"[" * 16], begun=0)
def test_frames_at_random_are_no_points_and_no_fault(said, begun):
    material = Material(CHAPTER, cards_of(CHAPTER.name, SEED), cards_of(CHAPTER.name, PUBLIC_SEED))
    rebuilt = rebuild(CHAPTER, filled(CHAPTER, dict.fromkeys(NAMES, "pass")))
    found = judge_runs(Room(begun, b"".join(said)), material, rebuilt, set())
    assert sum(verdict.score for verdict in found) == 0
