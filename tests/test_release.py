"""The bundle that students get: complete, the same every time, and without a single answer."""
import ast
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from classroom import CHAPTER, SEED, new_course, run, run_warm
from installing import install

from convlab import card
from convlab.probes import stem
from grader import release
from grader.card_cache import cards_of
from grader.cards import rng_for
from grader.course import ROOT, CourseError, chapter_names, grade_id, load_chapter, notebook_path
from grader.sources import checks_of, reference_sources, without_docstrings

each_chapter = pytest.mark.parametrize("chapter", chapter_names())


@pytest.fixture
def course(released):
    return released


def bundle(course: Path, chapter: str) -> dict[str, bytes]:
    """{name inside the top folder: bytes} of the zip."""
    with zipfile.ZipFile(course / "release" / f"{chapter}.zip") as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {chapter}
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


@each_chapter
def test_bundle_has_what_its_notebook_needs_and_no_more(course, chapter):
    files = bundle(course, chapter)
    probes = {f"convlab/probes/{name}.py" for name in ["__init__", stem(chapter)]}
    assert {name for name in files if name.startswith("convlab/probes/")} == probes
    kit = {f"convlab/{path.name}" for path in (ROOT / "convlab").glob("*.py")}
    loaded = re.findall(r'lab\.load\(\\"(\w+)\\"\)', notebook_path(chapter).read_text(encoding="utf-8"))
    data = {"data/README.md", *(f"data/{name}.npz" for name in loaded)}
    assert set(files) == {f"{chapter}.ipynb", "cards.npz", "README.md"} | kit | probes | data
    assert sum(map(len, files.values())) < 8 << 20
    assert f"{chapter}.ipynb" in files["README.md"].decode()
    assert "(Python 3.11 or newer)" in files["README.md"].decode() and '"numpy>=2.0"' in files["README.md"].decode()
    folder = course / "release" / chapter
    assert {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == files


@each_chapter
def test_bundle_keeps_folded_cells_folded_and_locked_cells_locked(course, chapter):
    ours = load_chapter(chapter).notebook["cells"]
    theirs = json.loads(bundle(course, chapter)[f"{chapter}.ipynb"])["cells"]
    assert "given" not in {cell["id"] for cell in ours} or "given" in folded(ours)
    assert folded(theirs) == folded(ours) and locked(theirs) == locked(ours)


def folded(cells: list[dict]) -> set[str]:
    return {cell["id"] for cell in cells if cell["metadata"].get("jupyter", {}).get("source_hidden")}


def locked(cells: list[dict]) -> set[str]:
    return {cell["id"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("locked")}


@each_chapter
def test_bundle_is_the_same_bytes_every_time(course, chapter, tmp_path):
    first = (course / "release" / f"{chapter}.zip").read_bytes()
    elsewhere = release.release_chapter(new_course(course, tmp_path), chapter).read_bytes()
    assert hashlib.sha256(first).digest() == hashlib.sha256(elsewhere).digest()


@each_chapter
def test_bundle_holds_stubs_and_no_answer(course, chapter):
    files = bundle(course, chapter)
    text = "\n".join(plain(name, payload) for name, payload in files.items())
    answers = {line for source in reference_sources(chapter).values() for line in code_lines(source)}
    given = {line for cell in load_chapter(chapter).notebook["cells"] if cell["id"] == "given"
             for line in code_lines(cell["source"])}  # fmt: skip
    tell_tale = {line for line in answers - given if len(line) > 24}  # some loops are in every chapter
    assert tell_tale, "a test of nothing"
    assert {line for line in tell_tale if "".join(line.split()) in "".join(text.split())} == set()
    ours = ["import solutions", "from solutions", "import grader", "from grader", "Misconception(", "course_seed"]
    for word in [*ours, SEED]:
        assert word not in text, word
    notebook = json.loads(files[f"{chapter}.ipynb"])
    stubs = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    assert len(stubs) == len(load_chapter(chapter).exercises)
    for cell in stubs:
        source = "".join(cell["source"])
        ours = next(c for c in load_chapter(chapter).notebook["cells"] if grade_id(c) == grade_id(cell))
        assert source == ours["source"] and "raise NotImplementedError" in source
    assert not any(cell.get("outputs") for cell in notebook["cells"])


@each_chapter
def test_bundle_holds_no_hidden_case(course, chapter):
    _, public, _ = card.load(course / "release" / chapter / "cards.npz")
    worked, drawn = (drawn_inputs(chapter, seed) for seed in ["any other seed", SEED])
    hidden = {name: random_arrays(one.inputs for one in made.cases) for name, made in cards_of(chapter, SEED).items()}
    assert drawn == hidden, "a card has other inputs"
    drawn = {name: arrays - worked[name] for name, arrays in drawn.items()}
    assert any(drawn.values()), "no exercise has random cases"
    for name, arrays in drawn.items():
        assert arrays.isdisjoint(random_arrays(case.inputs for case in public[name].cases)), name


@each_chapter
def test_bundle_knows_the_names_that_only_figures_give(course, chapter):
    *_, drawn = card.load(course / "release" / chapter / "cards.npz")
    assert {"fig", "photo"} & drawn, "every chapter draws"
    assert drawn.isdisjoint({"np", "lab", "plt", *(exercise.name for exercise in load_chapter(chapter).exercises)})


def drawn_inputs(chapter: str, seed: str) -> dict[str, set[bytes]]:
    """{exercise: random arrays of its cases} as a seed draws them, without the answers, which take long to make."""
    found = {}
    for check in checks_of(chapter):
        draws = {part.cases: rng_for(seed, check.exercise, part.cases.__name__) for part in check.parts}
        found[check.exercise] = random_arrays(inputs for cases, rng in draws.items() for inputs in cases(rng))
    return found


def random_arrays(cases: Iterable[dict]) -> set[bytes]:
    """The inputs that a seed has drawn: arrays of numbers that nobody would write by hand.

    Not the shortest: what is computed of 1, 2 and 3 in some order is the same for one seed in six.
    """
    found = set()
    for inputs in cases:
        for value in inputs.values():
            array = np.asarray(value if isinstance(value, np.ndarray | float) else 0.0)
            if array.dtype.kind == "f" and array.size > 6 and not constant(array):
                found.add(array.tobytes())
    return found


def constant(array: np.ndarray) -> bool:
    return np.ptp(array) == 0 or np.array_equal(array, np.round(array, 3))


def plain(name: str, payload: bytes) -> str:
    """A file's text; of a notebook the sources, of an archive the JSON in it."""
    if name.endswith(".ipynb"):
        return "\n".join("".join(cell["source"]) for cell in json.loads(payload)["cells"])
    if name.endswith(".npz"):
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            return "\n".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".json"))
    return payload.decode()


def code_lines(source: str) -> list[str]:
    """Lines of statements below signatures and docstrings."""
    bodies = [ast.unparse(ast.parse(without_docstrings(source)))]
    return [line.strip() for line in bodies[0].splitlines() if not line.lstrip().startswith(("def ", "class ", "#"))]


# --- safe to run ------------------------------------------------------------------------------


def test_own_settings_are_kept_and_missing_ones_are_asked_for(course, tmp_path):
    config = course / "nbgrader_config.py"
    assert config.read_text().splitlines()[0] == "from grader.plugin import configure"
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'mine'\n")
    with pytest.raises(CourseError, match=r"from grader.plugin import configure; configure\(c\)"):
        release.release_chapter(tmp_path, CHAPTER)
    assert "mine" in (tmp_path / "nbgrader_config.py").read_text()
    assert not (tmp_path / "release").exists()


def test_a_release_that_fails_leaves_the_old_one(released, monkeypatch, tmp_path):
    course = new_course(released, tmp_path, CHAPTER)
    before = {path: path.read_bytes() for path in (course / "release").rglob("*") if path.is_file()}

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release, "make_zip", full)
    with pytest.raises(CourseError, match="No space left on device. Make room"):
        release.release_chapter(course, CHAPTER)
    assert {path: path.read_bytes() for path in (course / "release").rglob("*") if path.is_file()} == before


@each_chapter
def test_formgraders_and_nbgraders_own_release_keep_the_stubs(course, chapter, tmp_path):
    shutil.copy(course / "nbgrader_config.py", tmp_path)
    if chapter == CHAPTER:
        run("nbgrader", "generate_assignment", chapter, cwd=tmp_path)
    else:
        run_warm("nbgrader", "generate_assignment", chapter, cwd=new_course(course, tmp_path))
    theirs = json.loads((tmp_path / "release" / chapter / f"{chapter}.ipynb").read_text())
    ours = json.loads((course / "release" / chapter / f"{chapter}.ipynb").read_text())
    assert theirs == ours


def test_unknown_chapter_and_no_chapter_say_what_there_is(tmp_path):
    assert CHAPTER in run("grader", "release", "nothing", cwd=tmp_path, code=2).stderr
    assert "--all" in run_warm("grader", "release", cwd=tmp_path, code=2).stderr


# --- on the student's machine -----------------------------------------------------------------

FILL_AND_RUN = r"""
import html, json, pathlib, re, sys, warnings
import matplotlib
from matplotlib_inline.backend_inline import configure_inline_support
inline = "module://matplotlib_inline.backend_inline"
matplotlib.use(inline)
warnings.simplefilter("error")
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
sys.path.insert(0, "")  # as a kernel does
shell = InteractiveShell.instance()
matplotlib.interactive(True)  # as well
configure_inline_support(shell, inline)

def without_words(page, words=None):
    if words is not None:
        return not re.search(r"\w{3}.*\w{3}", words) or not page.startswith('<img alt="' + html.escape(words))
    return page.count("<svg") > len(re.findall(r"<svg[^>]* aria-label='[^']", page))

def shown(captured, returned):
    yield str(getattr(returned, "data", "")), None  # an animation that the cell returned
    for output in captured.outputs:
        about = output.metadata.get("image/png", {}) if "image/png" in output.data else {"alt": None}
        yield output.data.get("text/html", ""), about.get("alt", "")

drawn = 0
for cell in json.loads(pathlib.Path(sys.argv[1]).read_text())["cells"]:
    if cell["cell_type"] == "code":
        with capture_output() as captured:
            result = shell.run_cell("".join(cell["source"]))
        if not result.success:
            sys.exit("failed: " + "".join(cell["source"])[:200] + captured.stdout[-1500:])
        if any(without_words(*one) for one in shown(captured, result.result)):
            sys.exit(cell["id"] + " has a figure without alternative text: give it a title, or lab.describe it.")
        drawn += len(captured.outputs)
assert drawn > 10, "no figure was seen"
for name in ["nbgrader", "grader", "solutions", "scipy"]:
    assert name not in sys.modules, name
"""


@pytest.fixture(scope="session")
def fresh_python(once):
    """A new environment with numpy, matplotlib and ipython alone."""
    return once("student", new_environment) / "bin" / "python"


def new_environment(folder: Path) -> None:
    venv.create(folder)
    done = install(folder / "bin" / "python", "numpy", "matplotlib", "ipython")
    if done.returncode:
        pytest.skip(f"pip can install nothing here: {done.stderr.strip().splitlines()[-1:]}")


@each_chapter
def test_bundle_works_in_a_fresh_environment(course, chapter, fresh_python, tmp_path):
    with zipfile.ZipFile(course / "release" / f"{chapter}.zip") as archive:
        archive.extractall(tmp_path)
    path = tmp_path / chapter / f"{chapter}.ipynb"
    notebook = json.loads(path.read_text())
    right = reference_sources(chapter)
    for cell in notebook["cells"]:
        cell["source"] = right.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
        # As on a slow machine, for which the chapters shorten their training; the book is written with all of it.
        cell["source"] = re.sub(r"(\bLIMIT\b[^=\n]* = )\d+", r"\g<1>4", "".join(cell["source"]))
    path.write_text(json.dumps(notebook))
    (tmp_path / "student.py").write_text(FILL_AND_RUN)
    command, outside = [fresh_python, tmp_path / "student.py", path.name], {"PATH": "", "HOME": str(tmp_path)}
    if "PYTEST_XDIST_WORKER" in os.environ:  # the other cores have tests of their own
        outside["OPENBLAS_NUM_THREADS"] = "1"
    done = subprocess.run(command, cwd=path.parent, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert sys.prefix not in done.stdout
