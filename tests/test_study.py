"""Self-study: a new edition takes in all that a person wrote, and the folder says how far one is."""
import copy
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from convlab import editions
from grader import judge as judges
from grader import study
from grader.cli import main
from grader.course import chapter_names, filled, load_chapter, notebook_path
from grader.release import release_chapter
from grader.sources import reference_sources

CHAPTER = chapter_names()[0]
STUB = 'def f(x):\n    """Return x plus one.\n\n    x: a number\n    """\n    raise NotImplementedError'
DONE = STUB.replace("raise NotImplementedError", "y = x + 1\n    return y")


def text(name: str, source: str) -> dict:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def code(name: str, source: str, mark: str = "", **marks) -> dict:
    metadata = {"nbgrader": {"grade_id": mark, **marks}} if mark else {}
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source,
            "outputs": [], "execution_count": None}  # fmt: skip


def notebook(*cells: dict) -> dict:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def old() -> dict:
    return editions.marked(notebook(text("intro", "An introduction."), code("f", STUB, "f", solution=True),
                                    code("t", "check(f)", "test_f", grade=True), text("end", "The end.")))  # fmt: skip


def new(stub: str = STUB) -> dict:
    return editions.marked(notebook(text("intro", "A better introduction."), text("more", "More on f."),
                                    code("f", stub, "f", solution=True), code("t", "check(f)", "test_f", grade=True),
                                    text("end", "The end.")))  # fmt: skip


def sources(book: dict) -> list[str]:
    return ["".join(cell["source"]) for cell in book["cells"]]


def test_the_course_is_renewed_and_what_was_written_stays_where_it_was():
    mine = old()
    mine["cells"][1] |= {"source": DONE, "outputs": [{"output_type": "stream", "name": "stdout", "text": "3"}]}
    mine["cells"].insert(2, code("own", "f(2)"))
    mine["cells"][-1]["source"] = "The end, I think."
    merged, taken = editions.take_in(mine, new())
    assert sources(merged) == ["A better introduction.", "More on f.", DONE, "f(2)", "check(f)", "The end.",
                               "The end, I think."]  # fmt: skip
    assert merged["cells"][2]["outputs"] == mine["cells"][1]["outputs"]
    assert (taken.renewed, taken.written, taken.own, taken.conflicts) == (3, ["f"], 2, [])
    assert editions.edition(merged) == editions.edition(new())


def test_an_untouched_stub_becomes_the_new_one():
    longer = STUB.replace("a number", "a number or an array")
    merged, taken = editions.take_in(old(), new(longer))
    assert merged["cells"] == new(longer)["cells"] and taken.written == []


def test_a_docstring_that_changed_comes_above_the_persons_code():
    longer = STUB.replace("a number", "a number or an array")
    mine = old()
    mine["cells"][1]["source"] = DONE
    merged, taken = editions.take_in(mine, new(longer))
    assert merged["cells"][2]["source"] == DONE.replace("a number", "a number or an array")
    assert taken.conflicts == []


def test_where_both_changed_a_docstring_the_persons_stays_and_the_new_one_is_shown():
    longer = STUB.replace("a number", "a number or an array")
    mine = old()
    mine["cells"][1]["source"] = DONE.replace("a number", "a number, I was told")
    merged, taken = editions.take_in(mine, new(longer))
    assert merged["cells"][2]["source"] == mine["cells"][1]["source"]
    assert "a number or an array" in merged["cells"][3]["source"] and merged["cells"][3]["cell_type"] == "markdown"
    assert len(taken.conflicts) == 1 and taken.conflicts[0].startswith("f: ")


def test_a_docstring_that_a_person_deleted_is_no_conflict_where_the_course_kept_it():
    mine = old()
    mine["cells"][1]["source"] = "def f(x):\n    return x + 1"
    merged, taken = editions.take_in(mine, new())
    assert merged["cells"][2]["source"] == mine["cells"][1]["source"] and not taken.conflicts


def test_an_exercise_that_is_gone_is_kept_as_a_cell_of_ones_own():
    mine = old()
    mine["cells"][1]["source"] = DONE
    without = editions.marked(notebook(text("intro", "A better introduction.")))
    merged, taken = editions.take_in(mine, without)
    assert sources(merged) == ["A better introduction.", DONE]
    assert merged["cells"][1]["metadata"] == {} and "no exercise of this edition" in taken.conflicts[0]


def test_a_notebook_that_lost_its_ids_and_hashes_loses_no_line():
    mine = old()
    mine["cells"][1]["source"] = DONE
    mine["metadata"] = {}
    for cell in mine["cells"]:
        del cell["id"]
    merged, _ = editions.take_in(mine, new())
    assert DONE in sources(merged) and "An introduction." in sources(merged)  # nobody can tell whose that was
    assert len({cell["id"] for cell in merged["cells"]}) == len(merged["cells"])


def test_a_notebook_that_was_edited_as_a_file_is_taken_in(tmp_path):
    mine = old()
    mine["cells"][1] |= {"source": DONE, "metadata": {"nbgrader": None}}
    mine["cells"][2]["metadata"] = {"nbgrader": "test_f"}
    mine["cells"][3] = {"id": "end", "source": ["The end,", " I think."]}
    mine["metadata"] = None
    (tmp_path / "f.ipynb").write_text(json.dumps(mine))
    merged, _ = editions.take_in(editions.read(tmp_path / "f.ipynb"), new())
    assert DONE in sources(merged) and "The end, I think." in sources(merged)
    assert len([cell for cell in merged["cells"] if editions._mark(cell) == "f"]) == 1
    (tmp_path / "f.ipynb").write_text(json.dumps({"cells": ["no cell"], "metadata": {}}))
    with pytest.raises(ValueError, match="f.ipynb is not a notebook"):
        editions.read(tmp_path / "f.ipynb")


lines = st.lists(st.sampled_from(["a = 1", "b = 2", "    return x", "# why", "", "def g(x):", '"""', "c = [", "]"]),
                 min_size=1, max_size=6).map("\n".join)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 4), lines), max_size=4), st.lists(st.tuples(st.integers(0, 3), lines)),
       st.sampled_from([STUB, STUB.replace("a number", "a number or an array"), "def f(x, y):\n    pass"]))  # fmt: skip
def test_whatever_was_written_is_in_the_merged_notebook(inserted, changed, stub):
    mine = old()
    for place, source in changed:
        mine["cells"][place]["source"] = source
    for number, (place, source) in enumerate(inserted):
        mine["cells"].insert(place, code(f"own{number}", source))
    before = copy.deepcopy(mine)
    merged, _ = editions.take_in(mine, new(stub))
    assert mine == before
    had = set(sources(old())) | set(sources(new(stub)))
    everything = "\n".join(sources(merged)).split("\n")
    for source in set(sources(mine)) - had:
        assert all(line in everything for line in source.split("\n") if line.strip())
    assert set(sources(new(stub))) - {stub} <= set(sources(merged))


@pytest.fixture
def one_chapter(monkeypatch):
    monkeypatch.setattr(study, "chapter_names", lambda: [CHAPTER])  # all of them take long
    return load_chapter(CHAPTER)


def work_of_the_edition_before() -> dict:
    """The notebook as it was before notebooks carried hashes, with three solutions and cells of one's own."""
    before = json.loads((Path(__file__).parent / "editions" / f"{CHAPTER}.ipynb").read_text())
    for cell in before["cells"]:
        mark = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if mark in ("convolve1d", "corr2d", "Conv2D"):
            cell["source"] = "".join(cell["source"]).replace("raise NotImplementedError", f"return {mark!r}  # mine")
    before["cells"].insert(9, text("thought", "Why is the kernel flipped?"))
    before["cells"].append(code("last", "my_own = [1]"))
    return before


def test_a_copy_of_the_edition_before_takes_in_this_one(one_chapter, tmp_path):
    target = tmp_path / "mine" / CHAPTER / f"{CHAPTER}.ipynb"
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(work_of_the_edition_before()))
    was = target.read_bytes()
    copied = study.working_copy(tmp_path / "mine", lambda *_: None)
    merged = editions.read(target)
    now = "\n".join(sources(merged))
    assert all(f"return {mark!r}  # mine" in now for mark in ("convolve1d", "corr2d", "Conv2D"))
    assert "Why is the kernel flipped?" in now and merged["cells"][-1]["source"] == "my_own = [1]"
    stubs = {one.name for one in one_chapter.exercises}
    for cell in one_chapter.notebook["cells"]:
        assert editions._mark(cell) in stubs or cell["source"] in sources(merged)
    assert len(merged["cells"]) == len(one_chapter.notebook["cells"]) + 2 and not copied.taken[CHAPTER].conflicts
    (backup,) = (tmp_path / "mine" / study.BACKUPS).rglob("*.ipynb")
    assert backup.read_bytes() == was
    again = study.working_copy(tmp_path / "mine", lambda *_: None)
    assert (again.added, again.renewed, again.taken, again.backups) == (0, 0, {}, None)


def test_files_of_the_course_are_renewed_and_those_that_a_person_changed_are_kept_beside(one_chapter, tmp_path):
    study.working_copy(tmp_path, lambda *_: None)
    readme, kit = tmp_path / CHAPTER / "README.md", tmp_path / CHAPTER / "convlab" / "card.py"
    right = readme.read_bytes()
    readme.write_text("my notes")
    kit.unlink()
    copied = study.working_copy(tmp_path, lambda *_: None)
    assert (copied.added, copied.renewed) == (1, 1) and readme.read_bytes() == right and kit.exists()
    (backup,) = copied.backups.rglob("README*")
    assert backup.read_text() == "my notes"


def test_what_is_no_notebook_is_left_alone_and_told(one_chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["study", "mine", "--no-lab"], catch_exceptions=False)
    target = tmp_path / "mine" / CHAPTER / f"{CHAPTER}.ipynb"
    target.write_text("my work")
    second = CliRunner().invoke(main, ["study", "mine", "--no-lab"], catch_exceptions=False)
    assert target.read_text() == "my work" and f"kept mine/{CHAPTER}/{CHAPTER}.ipynb" in second.output


def test_it_says_what_is_right_what_comes_next_and_grades_only_what_is_new(one_chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    assert run.invoke(main, ["study", "mine", "--no-lab"], catch_exceptions=False).exit_code == 0
    first, second, *_ = one_chapter.exercises
    right = reference_sources(CHAPTER)
    answers = {first.name: right[first.name], second.name: right[second.name].replace("return", "return 1 +")}
    path = tmp_path / "mine" / CHAPTER / f"{CHAPTER}.ipynb"
    path.write_text(json.dumps(filled(one_chapter, answers)))
    (row,) = json.loads(run.invoke(main, ["study", "mine", "--json"], catch_exceptions=False).output)
    assert (row["written"], row["right"], row["score"], row["next"]) == (2, 1, first.points, second.name)
    assert row["minutes"] == one_chapter.minutes - first.minutes and row["max_score"] == one_chapter.points
    monkeypatch.setattr(judges.Judge, "grade", None)
    said = run.invoke(main, ["study", "mine", "--no-lab"], catch_exceptions=False).output
    assert f"Next: `{second.name}` in {CHAPTER}." in said and f"{first.points:g} of {one_chapter.points:g}" in said


def test_without_a_wall_what_is_written_counts_as_done(one_chapter, tmp_path, monkeypatch):
    study.working_copy(tmp_path, lambda *_: None)
    path = tmp_path / CHAPTER / f"{CHAPTER}.ipynb"
    path.write_text(json.dumps(filled(one_chapter, reference_sources(CHAPTER))))
    monkeypatch.setattr(study, "_judge", lambda *_: None)
    (row,) = study.standing(tmp_path, "auto", lambda *_: None)
    assert (row["right"], row["score"], row["next"], row["minutes"]) == (None, None, None, 0)
    shutil.rmtree(path.parent)
    (row,) = study.standing(tmp_path, "auto", lambda *_: None)
    assert "does not exist" in row["error"] and row["minutes"] == one_chapter.minutes


def test_a_bundle_takes_in_an_older_notebook_by_itself(tmp_path):
    release_chapter(tmp_path / "course", CHAPTER)
    bundle = tmp_path / "course" / "release" / CHAPTER
    older = tmp_path / "old" / f"{CHAPTER}.ipynb"
    older.parent.mkdir()
    mine = editions.read(bundle / older.name)
    mine["cells"].insert(3, code("own", "mine = 1"))
    editions.write(older, mine)
    fresh = (bundle / older.name).read_bytes()
    command = [sys.executable, "-m", "convlab.editions", str(older)]
    done = subprocess.run(command, cwd=bundle, capture_output=True, text=True, check=True)
    assert "cells of your own kept: 1" in done.stdout
    assert "mine = 1" in sources(editions.read(bundle / older.name))
    (backup,) = bundle.glob("*.before-*")
    assert backup.read_bytes() == fresh
    refused = subprocess.run([*command[:3], str(bundle / older.name)], cwd=bundle, capture_output=True, text=True)
    assert refused.returncode == 2 and "name the older notebook" in refused.stdout


def test_a_released_notebook_carries_the_hashes_of_its_cells(tmp_path):
    release_chapter(tmp_path, CHAPTER)
    released = editions.read(tmp_path / "release" / CHAPTER / f"{CHAPTER}.ipynb")
    course = editions.read(notebook_path(CHAPTER))
    assert editions.edition(released) == {cell["id"]: editions.hashed(cell) for cell in course["cells"]}
