"""Mistakes as text: what a file of them may hold, and the one line that is said of anything else."""
import json
import shutil
import types

import pytest
from classroom import run, run_warm

from grader import mistakes, sources
from grader.catalogue import catalogue
from grader.checks import Check, Mistake
from grader.checks.convolution.corr2d import corr2d_windows
from grader.course import ROOT, CourseError, chapter_names
from grader.mistakes import families, mistakes_of, read_mistakes
from grader.sources import checks_of, source_of

CHAPTER = "01_convolution"


def exercise(folder, text: str):
    """A module of checks with `text` as the file of mistakes beside it."""
    (folder / "corr2d.toml").write_text(text, encoding="utf-8")
    module = types.ModuleType("grader.checks.convolution.corr2d")
    module.__file__ = str(folder / "corr2d.py")
    module.transposed = lambda X, K: K.T
    return module


def test_a_mistake_is_a_name_edits_and_a_sentence(tmp_path):
    text = """["no flip"]
edit = ['K[::-1]', 'K',
        'a', '''
b''']
sentence = \"\"\"The kernel is not
flipped.\"\"\"
["turned"]
function = 'transposed'
sentence = "It is turned."
"""
    text += "['turned twice']\nfunction = 'transposed'\nedit = ['K.T', 'K.T.T']\nsentence = 'x'\n"
    found = mistakes_of(module := exercise(tmp_path, text))
    assert found[2] == Mistake("turned twice", [("K.T", "K.T.T")], "x", module.transposed)
    assert found[0] == Mistake("no flip", [("K[::-1]", "K"), ("a", "b")], "The kernel is not flipped.")
    assert found[1] == Mistake("turned", module.transposed, "It is turned.")


def test_what_is_missing_comes_from_the_families(tmp_path):
    _, shared = families()["mean for sum"]
    text = "['mean for sum']\n['mean for sum ']\nedit = ['a', 'b']\nsentence = 'c'"
    taken, other = mistakes_of(exercise(tmp_path, text))
    assert (taken.sentence, taken.wrong) == (" ".join(shared["sentence"].split()), [tuple(shared["edit"])])
    assert (other.sentence, other.wrong) == ("c", [("a", "b")])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("['flipped']\nsentence = 'no end", "is no TOML"),
        ("['flipped']\nedit = ['a', 'b']\nsentence = 'x'\n['flipped']\nsentence = 'y'", "the name is given twice"),
        ("sentence = 'Whose is this?'", "it stands under no mistake"),
        ("['flipped']\nedit = ['a', 'b']", "'flipped': it has no sentence"),
        ("['flipped']\nsentence = '  '\nedit = ['a', 'b']", "'flipped': sentence and function are texts"),
        ("['flipped']\nsentence = 'x'", "'flipped': it has neither an edit nor a function"),
        ("['flipped']\nsentence = 'x'\nedit = ['a']", "'flipped': edit is a list of texts, old and new in turn"),
        ("['flipped']\nsentence = 'x'\nedit = 'a'", "'flipped': edit is a list of texts, old and new in turn"),
        ("['flipped']\nsentence = 'x'\nfunction = 'gone'", "'flipped': corr2d.py has no function gone"),
        ("['flipped']\nsentense = 'x'\nedit = ['a', 'b']", "'flipped': sentense is no key of a mistake"),
    ],
)
def test_anything_else_is_one_line_that_names_file_mistake_and_remedy(tmp_path, text, said):
    with pytest.raises(CourseError) as error:
        mistakes_of(exercise(tmp_path, text))
    line = str(error.value)
    assert "corr2d.toml" in line and said in line and "\n" not in line
    assert line.count(". ") >= 1 or line.endswith("['old', 'new']."), "what is wrong, then what to do"


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"gone\.toml is missing"):
        read_mistakes(tmp_path / "gone.toml")
    (tmp_path / "odd.toml").write_bytes(b"[a]\nsentence = '\xff'")
    with pytest.raises(CourseError, match=r"odd\.toml cannot be read .*UTF-8"):
        read_mistakes(tmp_path / "odd.toml")


def test_two_families_with_one_name_are_refused(tmp_path, monkeypatch):
    for name in ("loops", "sums"):
        (tmp_path / f"{name}.toml").write_text("['mean for sum']\nsentence = 'x'\n")
    monkeypatch.setattr(mistakes, "FAMILIES", tmp_path)
    with pytest.raises(CourseError, match=r"sums\.toml, 'mean for sum': loops\.toml has a mistake of this name too"):
        families.__wrapped__()


def test_an_edit_may_change_a_function_in_place_of_the_reference():
    mistake = Mistake("upside down", [("K.shape)", "K[::-1].shape)")], "x", corr2d_windows)
    source = source_of(CHAPTER, "corr2d", mistake)
    assert "K[::-1].shape)" in source and source.endswith("corr2d = corr2d_windows\n")
    with pytest.raises(CourseError, match="'gone': 'Y' occurs 0 times in the function corr2d_windows"):
        source_of(CHAPTER, "corr2d", Mistake("gone", [("Y", "x")], "x", corr2d_windows))


@pytest.mark.parametrize(("old", "times"), [("not there", 0), ("range(", 2)])
def test_an_edit_must_occur_once_in_the_reference(old, times):
    with pytest.raises(CourseError) as error:
        source_of(CHAPTER, "corr2d", Mistake("slipped", [(old, "x")], "x"))
    said = f"grader/checks/convolution/corr2d.toml, 'slipped': {old!r} occurs {times} times in the reference"
    assert str(error.value).startswith(said)


def test_files_of_no_exercise_are_named(tmp_path, monkeypatch):
    package = types.ModuleType("grader.checks.convolution")
    package.__file__, package.EXERCISES = str(tmp_path / "__init__.py"), ["corr2d", "invented"]
    (tmp_path / "shared.py").touch()
    for name, where in [("convolve3d", "EXERCISES of the __init__"), ("invented", r"solutions/convolution\.py")]:
        (tmp_path / f"{name}.toml").touch()
        with pytest.raises(CourseError, match=rf"{name}\.toml: there is no exercise '{name}' in {where}"):
            sources._refuse_strays(CHAPTER, package)
        (tmp_path / f"{name}.toml").unlink()
    assert sources._refuse_strays(CHAPTER, package) is None


def test_no_exercise_tells_two_mistakes_apart_by_name_alone():
    assert all(isinstance(check, Check) for check in checks_of(CHAPTER))
    for chapter in chapter_names():
        for check in checks_of(chapter):
            names = [mistake.name for mistake in check.mistakes]
            assert len(set(names)) == len(names), check.exercise


# --- on the command line ----------------------------------------------------------------------


def test_the_catalogue_lists_every_mistake_with_a_diff():
    found = catalogue()
    known = [(c, k.exercise, m.name) for c in chapter_names() for k in checks_of(c) for m in k.mistakes]
    assert [(one["chapter"], one["exercise"], one["name"]) for one in found] == known
    assert [one["name"] for one in found if not one["diff"] or not one["sentence"]] == []
    flipped = next(one for one in found if one["exercise"] == "corr2d" and one["name"] == "flipped kernel")
    old, new = flipped["diff"].splitlines()
    assert old.startswith("- ") and new == "+" + old[1:].replace("* K)", "* K[::-1, ::-1])")


def test_grader_mistakes_prints_one_exercise_as_text_and_as_json(tmp_path):
    text = run("grader", "mistakes", "convolve2d", cwd=tmp_path).stdout
    assert text.startswith("# 01_convolution\n\n## convolve2d\n\nno flip\n    The kernel is not flipped")
    found = json.loads(run_warm("grader", "mistakes", "convolve2d", "--json", cwd=tmp_path).stdout)
    assert [one["name"] for one in found] == [m.name for c in checks_of(CHAPTER) for m in c.mistakes
                                              if c.exercise == "convolve2d"]  # fmt: skip
    refused = run_warm("grader", "mistakes", "corr2", cwd=tmp_path, code=2)
    assert "There is no exercise 'corr2'" in refused.stderr and "corr2d" in refused.stderr


def test_release_says_in_one_line_which_mistake_does_not_fit(tmp_path):
    copy = tmp_path / "course"
    for name in ("convlab", "data", "grader", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    reference = copy / "solutions" / "convolution.py"
    reference.write_text(reference.read_text(encoding="utf-8").replace("* K)", "* K )"), encoding="utf-8")
    said = run("grader", "release", CHAPTER, cwd=tmp_path, code=2, PYTHONPATH=copy).stderr
    assert said.startswith("Error: grader/checks/convolution/corr2d.toml, 'flipped kernel': '* K)' occurs 0 times")
    assert said.count("\n") == 1 and not (tmp_path / "release").exists()
