"""Kept cards: the same as made ones, made anew when anything behind them changes, never believed when odd."""
import ast
import json
import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from convlab import card
from convlab.run import same
from grader import card_cache, cards, fingerprint
from grader.card_cache import cache_folder, cards_of, packed_cards
from grader.course import ROOT, chapter_names

CHAPTER = "02_padding_and_stride"
SEED = "a seed of this file"


def forget() -> None:
    """What this process knows of cards."""
    cards_of.cache_clear()
    packed_cards.cache_clear()


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path))
    forget()
    yield
    forget()


@pytest.fixture
def makings(monkeypatch) -> list:
    """The chapters whose cards were made, not read."""
    made = []

    def making(chapter, seed):
        made.append(chapter)
        return cards.make_cards(chapter, seed)

    monkeypatch.setattr(card_cache, "make_cards", making)
    return made


def again(seed: str = SEED) -> dict:
    """What a process of its own would get."""
    forget()
    return cards_of(CHAPTER, seed)


def kept():
    (path,) = cache_folder().iterdir()
    return path


def as_plain(value):
    return {k: as_plain(v) for k, v in vars(value).items()} if hasattr(value, "__dict__") else (
        [as_plain(one) for one in value] if isinstance(value, list) else value)  # fmt: skip


def test_kept_cards_are_those_that_were_made(makings):
    made, read = cards_of(CHAPTER, SEED), again()
    assert makings == [CHAPTER]
    assert list(read) == list(made)
    for name in made:
        assert same(as_plain(made[name]), as_plain(read[name])), name


def test_another_seed_has_its_own(makings):
    one, other = cards_of(CHAPTER, SEED), again("another")
    assert makings == [CHAPTER, CHAPTER] and len(list(cache_folder().iterdir())) == 2
    inputs = [[case.inputs for card in made.values() for case in card.cases] for made in (one, other)]
    assert not same(*inputs)


def test_hidden_cards_are_their_owners_alone():
    cards_of(CHAPTER, SEED)
    assert stat.S_IMODE(kept().stat().st_mode) == 0o600
    assert stat.S_IMODE(kept().parent.stat().st_mode) == 0o700


def damaged(path):
    payload = bytearray(path.read_bytes())
    payload[len(payload) // 2] ^= 1
    path.write_bytes(payload)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:1000])


def emptied(path):
    path.write_bytes(b"")


def signed_for_another_seed(path):
    forget()
    cards_of(CHAPTER, "another")
    (other,) = (one for one in cache_folder().iterdir() if one != path)
    os.replace(other, path)


def readable_by_others(path):
    path.chmod(0o644)


def writable_by_the_group(path):
    path.chmod(0o620)


def a_link(path):
    os.rename(path, path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def a_pipe(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "spoil",
    [damaged, cut_off, emptied, signed_for_another_seed, readable_by_others, writable_by_the_group, a_link, a_pipe],
)
def test_a_file_that_is_damaged_or_foreign_is_made_anew(makings, spoil):
    made = cards_of(CHAPTER, SEED)
    spoil(kept())
    makings.clear()
    found = again()
    assert makings == [CHAPTER]
    assert all(same(as_plain(made[name]), as_plain(found[name])) for name in made)


def test_somebody_elses_file_is_not_believed(makings, monkeypatch):
    cards_of(CHAPTER, SEED)
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    again()
    assert makings == [CHAPTER, CHAPTER]


def test_a_cache_that_cannot_be_written_costs_time_only(makings, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "file"))
    assert list(cards_of(CHAPTER, SEED)) == list(again()) and makings == [CHAPTER, CHAPTER]


def test_the_oldest_files_go(monkeypatch):
    monkeypatch.setattr(card_cache, "KEPT", 2)
    for seed in ("one", "two", "three"):
        again(seed)
    assert len(list(cache_folder().iterdir())) == 2


# --- the hash ---------------------------------------------------------------------------------


def test_what_is_imported_counts_directly_or_not():
    files = {path.relative_to(ROOT).as_posix() for path in fingerprint.files_behind("06_conv_backprop")}
    assert {
        "grader/checks/conv_backprop/dilate.py", "grader/checks/conv_backprop/dilate.toml",
        "grader/checks/conv_backprop/shared.py", "grader/checks/cases/__init__.py",
        "grader/checks/cases/pooling_backward.py", "solutions/conv_backprop.py", "solutions/padding_and_stride.py",
        "convlab/probes/conv_backprop.py", "convlab/probes/__init__.py", "convlab/run.py", "convlab/verdict.py",
        "convlab/card.py", "grader/cards.py", "grader/sources.py", "grader/mistakes.py", "grader/checks/__init__.py",
    } <= files  # fmt: skip
    assert any(name.startswith("grader/checks/families/") for name in files)
    assert "solutions/training.py" not in files and "convlab/render.py" not in files
    assert "convlab/counting.py" in {
        path.relative_to(ROOT).as_posix() for path in fingerprint.files_behind("07_fast_convolution")
    }


@pytest.mark.parametrize("chapter", chapter_names())
def test_every_file_that_making_cards_loads_counts(chapter):
    # In a process of its own, as this one has loaded the whole course.
    code = (
        "import json, sys, grader.cards; from grader.sources import checks_of; from convlab.probes import probes_of; "
        f"checks_of({chapter!r}); probes_of({chapter!r}); "
        "print(json.dumps([m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)]))"
    )
    found = json.loads(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout)
    loaded = {name for name in found if name.startswith(tuple(f"{ROOT}/{one}/" for one in fingerprint.PACKAGES))}
    known = {str(path) for path in fingerprint.files_behind(chapter)}
    # The kit's front door loads figures, live curves and the like, which no card depends on.
    kit = {str(path) for path in fingerprint.imported_by([ROOT / "convlab" / "__init__.py"])}
    empty = {str(ROOT / name / "__init__.py") for name in ("grader", "solutions", "solutions/parts")}
    assert loaded - known - kit - empty == set()


def test_a_hash_changes_with_each_file_and_with_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.py"
    monkeypatch.setattr(fingerprint, "ROOT", tmp_path)
    path.write_text("x = 1\n")
    first = fingerprint._hash_of([path])
    assert fingerprint._hash_of([path, path]) == first
    path.write_text("x = 2\n")
    assert fingerprint._hash_of([path]) != first


def test_where_the_course_and_a_copy_of_a_chapter_lie_changes_no_hash(tmp_path, monkeypatch):
    found = set()
    for course, copies in [("b", "a"), ("b", "c")]:  # where a worker keeps a copy may stand before it or behind
        code, copy = tmp_path / course / "m.py", tmp_path / copies / "01_convolution.ipynb"
        for path in (code, copy):
            path.parent.mkdir(exist_ok=True)
            path.write_text("x = 1\n")
        monkeypatch.setattr(fingerprint, "ROOT", tmp_path / course)
        found.add(fingerprint._hash_of([code, copy]))
    assert len(found) == 1


def test_imports_are_read_as_python_reads_them():
    for path in sorted((ROOT / "grader").rglob("*.py")) + sorted((ROOT / "convlab").rglob("*.py")):
        package = path.relative_to(ROOT).parent.as_posix().replace("/", ".")
        wanted = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {fingerprint._file(name.name) for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                module = fingerprint._absolute("." * node.level + (node.module or ""), package)
                wanted |= {fingerprint._file(f"{module}.{n.name}") or fingerprint._file(module) for n in node.names}
        assert wanted - {None} <= set(fingerprint._imports(path)), path


def test_numbers_come_back_to_the_last_bit():
    arrays = {"a": np.array([[0.0, -0.0], [np.nan, np.inf]]), "b": np.zeros((3, 0)), "c": np.array(True),
              "d": np.arange(5, dtype=np.int8), "e": np.array(1 + 2j)}  # fmt: skip
    wrong = {"odd": arrays, "bad": "ValueError"}
    case = card.Case("probe", {**arrays, "n": (1, 2.5, None)}, [arrays], wrong, {"a": 32})
    made = card.Card("corr2d", [card.Part("all", 1, [0])], [case], {"odd": "x", "bad": "y"})
    chapter, found, drawn = card.unpacked(card.packed("01", [made], ["k"]))
    assert (chapter, drawn) == ("01", {"k"})
    assert same(as_plain(found["corr2d"]), as_plain(made))
    with pytest.raises(ValueError, match="no cards"):
        card.unpacked(b"PK nothing")
