"""The `grader` command as people and programs meet it: output, JSON, exit codes."""
import json
import re
import subprocess
import sys

import pytest
from classroom import CHAPTER, new_course, points, run, run_warm
from click.testing import CliRunner

from grader.bundle import README
from grader.card_cache import packed_cards
from grader.cli import main
from grader.course import ROOT, filled, load_chapter
from grader.demo import MARKER, hand_in, run_demo
from grader.invented import invented_class
from grader.judge import Judge
from grader.nbgrader.times import timestamp_of
from grader.sandbox import open_rooms
from grader.sources import reference_sources, source_of
from grader.terminal import plain, progress, show, shown

TOTAL = sum(points().values())


@pytest.fixture(scope="module")
def chapter():
    return load_chapter(CHAPTER)


@pytest.fixture
def notebooks(chapter, tmp_path):
    """write(name, sources) puts a notebook into a temporary folder."""

    def write(name: str, sources: dict):
        path = tmp_path / name
        path.write_text(json.dumps(filled(chapter, sources)))
        return path

    return write


def test_check_prints_the_json_of_the_design_and_its_exit_codes(chapter, notebooks, tmp_path):
    right = notebooks("right.ipynb", reference_sources(chapter.name))
    flipped = reference_sources(chapter.name) | {"corr2d": source_of(CHAPTER, "corr2d", [("* K)", "* K[::-1, ::-1])")])}
    wrong = notebooks("wrong.ipynb", flipped)
    assert run("grader", "check", right, "--json", cwd=tmp_path, code=0)
    assert run_warm("grader", "check", right, wrong, "--json", cwd=tmp_path, code=1)
    letter = tmp_path / "letter.ipynb"
    letter.write_text("Dear teacher")
    done = run_warm("grader", "check", letter, right, wrong, "absent.ipynb", "--json", cwd=tmp_path, code=2)
    bad, full, found, absent = map(json.loads, done.stdout.splitlines())
    assert "not JSON" in bad["error"] and "does not exist" in absent["error"]
    assert (full["score"], full["max_score"], full["chapter"]) == (TOTAL, TOTAL, CHAPTER)
    assert set(found) == {"notebook", "chapter", "score", "max_score", "isolation", "exercises"}
    assert found["isolation"] in ("namespaces", "landlock")
    by_name = {exercise["name"]: exercise for exercise in found["exercises"]}
    assert set(by_name) == set(points())
    corr2d = by_name["corr2d"]
    fields = "name outcome score max_score parts misconception counterexample message"
    assert set(corr2d) == set(fields.split())
    assert corr2d["misconception"]["name"] == "flipped kernel"
    assert corr2d["message"] == corr2d["misconception"]["message"]
    assert {"inputs", "expected", "got"} <= set(corr2d["counterexample"])
    assert sum(part["max_score"] for part in corr2d["parts"]) == corr2d["max_score"]
    assert by_name["convolve2d"]["outcome"] == "right", "an error in corr2d costs points once"


def test_check_of_the_released_notebook_finds_nothing_attempted(chapter):
    path = ROOT / "notebooks" / CHAPTER / f"{CHAPTER}.ipynb"
    found = json.loads(run("grader", "check", path, "--json", cwd=ROOT, code=1).stdout)
    assert found["score"] == 0 and found["max_score"] == TOTAL
    assert {exercise["outcome"] for exercise in found["exercises"]} == {"not attempted"}


def test_check_text_is_brief_for_right_and_tells_for_wrong(chapter, notebooks, tmp_path):
    crashing = {"corr2d": "def corr2d(X, K):\n    return X[K]\n"}
    path = notebooks(f"{CHAPTER}.ipynb", reference_sources(CHAPTER) | crashing)
    said = " ".join(run_warm("grader", "check", path, cwd=tmp_path, code=1).stdout.split())
    assert "✓ convolve1d: right, 3 of 3 points" in said
    assert "IndexError" in said and "(corr2d, line 2 of its cell: return X[K])" in said
    assert said.rstrip().endswith(f"{TOTAL - 5:g} of {TOTAL:g} points.")


def test_check_uses_the_seed_of_the_course_folder_if_there_is_one(notebooks, tmp_path, monkeypatch):
    asked = []

    def asking(chapter, seed):
        asked.append(seed)
        return packed_cards(chapter, seed)

    monkeypatch.setattr("grader.judge.packed_cards", asking)
    path = str(notebooks("empty.ipynb", {}))
    own = CliRunner().invoke(main, ["--course", str(tmp_path), "check", path]), asked.copy()
    (tmp_path / "course_seed").write_text("another\n")
    CliRunner().invoke(main, ["--course", str(tmp_path), "check", path])
    assert own[0].exit_code == 1 and "another" not in own[1] and "another" in asked


def test_check_starts_without_nbgrader():
    code = """
import sys
from grader.cli import main
main(["check", "absent.ipynb"], standalone_mode=False)
slow = {"nbgrader", "nbconvert", "matplotlib", "IPython", "sqlalchemy"} & set(sys.modules)
assert not slow, slow
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def test_every_command_teaches_by_an_example():
    for name in main.commands:
        said = CliRunner().invoke(main, [name, "--help"]).output
        assert re.search(rf"Example:\s+grader {name}", said), name
    assert CliRunner().invoke(main, ["--help"]).exit_code == 0


def test_list_names_points_and_minutes(chapter):
    row, *others = json.loads(CliRunner().invoke(main, ["list", "--json"]).output)
    assert row["chapter"] == CHAPTER
    assert row["points"] == TOTAL
    assert row["minutes"] == chapter.minutes
    lines = [line.split() for line in CliRunner().invoke(main, ["list"]).output.splitlines()]
    assert [line[0] for line in lines[1:-1]] == [CHAPTER, *(other["chapter"] for other in others)]
    totals = [sum(one[key] for one in [row, *others]) for key in ("exercises", "points", "minutes")]
    assert lines[-1] == ["all", *(f"{total:g}" for total in totals)]


def test_doctor_tells_which_wall_there_is(tmp_path):
    found = json.loads(run("grader", "doctor", "--json", cwd=tmp_path, code=0).stdout)
    assert found["isolation"] in ("namespaces", "landlock")
    assert {"python", "bwrap", "namespaces", "landlock", "process", "alembic", "disk"} <= {
        finding["name"] for finding in found["findings"]
    }


def test_without_any_wall_grading_stops_and_says_what_to_install(chapter, notebooks, tmp_path, monkeypatch):
    path = notebooks("right.ipynb", reference_sources(chapter.name))
    monkeypatch.setattr("grader.judge.open_rooms", open_rooms)  # the ladder is asked
    monkeypatch.setattr("grader.sandbox._missing", lambda rung: "" if rung == "process" else "not here")
    for command in [["check", str(path)], ["--course", str(tmp_path), "doctor"]]:
        done = CliRunner().invoke(main, command)
        assert done.exit_code == (2 if command[0] == "check" else 1)
        assert "bubblewrap" in done.output
    asked = CliRunner().invoke(main, ["check", str(path), "--isolation", "process"])
    assert asked.exit_code == 0 and "without a wall" in asked.output


def test_demo_leaves_other_peoples_folders_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    done = run_warm("grader", "demo", ".", cwd=tmp_path, code=2)
    assert "not the demo's" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_large_invented_class_hands_in_at_times_that_there_are(tmp_path, chapter):
    people = {f"student{number:03}": ("nothing", None) for number in range(130)}
    hand_in(tmp_path, chapter, people)
    times = [timestamp_of(tmp_path / "submitted" / name / chapter.name) for name in people]
    assert len(set(times)) == 130 and times == sorted(times)


def test_demo_runs_twice_with_the_same_grades_and_reports(tmp_path, chapter, monkeypatch):
    assert "\t$(BIN)/grader demo\n" in (ROOT / "Makefile").read_text(), "`make demo` is this command"
    said = run("grader", "demo", cwd=tmp_path).stdout
    folder = tmp_path / "demo"
    assert (folder / MARKER).exists()
    grades = (folder / "grades.csv").read_text()
    table = [line for line in said.splitlines() if line.split()[:1] == ["hanna"]]
    assert table and "all right" not in table[0]
    for student in invented_class(chapter):
        assert re.search(rf"^ {student}\b", said, re.MULTILINE), student
    assert len(list(folder.glob(f"feedback/*/{CHAPTER}/{CHAPTER}.html"))) == 22
    report = json.loads(run_warm("grader", "--course", folder, "report", CHAPTER, "--json", cwd=tmp_path).stdout)
    assert report["submissions"] == 22
    found = {e["exercise"]: [m["name"] for m in e["misconceptions"]] for e in report["exercises"]}
    assert "flipped kernel" in found["corr2d"]
    text = " ".join(run("grader", "--course", folder, "report", CHAPTER, cwd=tmp_path).stdout.split())
    told: dict[str, list[str]] = {}  # a mistake is summed over its exercises, and zeros everywhere are one line
    for one in (m for e in report["exercises"] for m in e["misconceptions"] if m["name"] != "all 0"):
        told.setdefault(one["name"], []).append(one["message"])
    assert [name for name, messages in told.items() if not any(one in text for one in messages)] == []
    monkeypatch.setattr(Judge.__init__, "__defaults__", ("auto", 1.0, ()))  # who hangs does so as well for a second
    run_demo(folder, progress)
    assert sorted((folder / "grades.csv").read_text().splitlines()) == sorted(grades.splitlines())


def test_nothing_of_a_student_speaks_to_the_terminal(released, tmp_path, capsys):
    evil = "a\x1b]0;owned\x07\x1b[2J\x9b1m\r\u202e\ud800\0"
    assert plain(f"ä\n\t{evil}é") == "ä\n\ta�]0;owned��[2J�1m����é"
    show(evil, one_row_table(evil))
    said = capsys.readouterr().out + shown(tmp_path / evil)
    assert said.count("owned") == 3
    assert [c for c in said if c in "\x1b\x07\x9b\r\u202e\ud800\0"] == []
    done = run_warm("grader", "check", "\x1b]0;owned\x07.ipynb", cwd=tmp_path, code=2)
    assert "owned" in done.stdout and "\x1b" not in done.stdout
    submitted = tmp_path / "submitted" / "\x1b[31mred" / CHAPTER
    submitted.mkdir(parents=True)
    plainly_named = tmp_path / "submitted" / "eve" / CHAPTER
    plainly_named.mkdir(parents=True)
    (plainly_named / "\x1b[32m.ipynb").write_text("{}")
    run_warm("grader", "release", CHAPTER, cwd=new_course(released, tmp_path))
    done = run_warm("grader", "autograde", CHAPTER, cwd=tmp_path, code=2)
    assert "[31mred" in done.stdout and "[32m" in done.stdout and "\x1b" not in done.stdout


def one_row_table(text: str):
    from rich.table import Table

    table = Table("who")
    table.add_row(text)
    return table


def test_readme_of_the_bundle_says_to_run_cell_by_cell():
    assert "cell by cell" in README
