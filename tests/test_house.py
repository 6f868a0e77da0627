"""The house rules: dependency lists agree, no import runs in a circle, and the four files of a chapter tell one story.

Chapters are found on disk, so a new one is held to the same rules without a change here.
"""
import ast
import graphlib
import importlib
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from thorough import FIRST, THOROUGH, is_thorough

from convlab import needs
from grader.mistakes import CHECKS, FAMILIES, families, read_mistakes
from grader.sources import checks_of

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*") if path.is_dir())
MODULES = ["solutions", "convlab/probes"]
STEMS = {path.stem for folder in MODULES for path in (ROOT / folder).glob("[a-z]*.py")}
STEMS |= {path.parent.name for path in (ROOT / "grader" / "checks").glob("*/*.toml")} - {"families"}
HEADING = re.compile(r"^### Exercise (\d+)\.(\d+) · `(\w+)` · (●○○|●●○|●●●) · (\d+) minutes$", re.MULTILINE)

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


# --- dependencies -----------------------------------------------------------------------------


def test_environment_yml_agrees_with_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [line for line in environment["dependencies"] if isinstance(line, str) and line != "pip"]
    (pip,) = (line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    assert pip[-1] == "-e .", "the environment ends with the course itself"
    project = pyproject()["project"]
    wanted = [f"python{project['requires-python']}", *core_and_test()]
    assert in_one_form(conda + pip[:-1]) == in_one_form(wanted)


def test_requirements_pin_every_dependency_with_hashes():
    pins = requirements()
    for line in [*core_and_test(), *pyproject()["build-system"]["requires"]]:
        wanted = Requirement(line)
        versions = [version for name, version, _ in pins if name == canonicalize_name(wanted.name)]
        assert versions, f"requirements.txt lacks {wanted.name}: make lock"
        for version in versions:
            assert wanted.specifier.contains(version), f"{version} is outside {wanted}: make lock"
    assert [name for name, _, hashes in pins if not hashes] == []


def test_the_kit_and_the_readme_ask_for_what_pyproject_asks_for():
    project = pyproject()["project"]
    (numpy,) = (line for line in project["dependencies"] if Requirement(line).name == "numpy")
    assert numpy == f"numpy>={needs.dotted(needs.NUMPY)}"
    assert project["requires-python"] == f">={needs.dotted(needs.PYTHON)}"
    named = [line.rsplit(" ", 1)[1] for line in project["classifiers"]]
    assert named[0] == needs.dotted(needs.PYTHON)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"with Python {named[0]} or newer (up to {named[-1]} is supported)" in readme
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"sys.version_info < {needs.PYTHON}" in makefile and f"Python {named[0]} or newer" in makefile


def test_requirements_of_the_site_pin_what_makes_it_with_hashes():
    pins = requirements("requirements-docs.txt")
    for wanted in map(Requirement, pyproject()["project"]["optional-dependencies"]["docs"]):
        versions = [version for name, version, _ in pins if name == canonicalize_name(wanted.name)]
        assert versions, f"requirements-docs.txt lacks {wanted.name}: make lock"
        assert [version for version in versions if not wanted.specifier.contains(version)] == []
    assert [name for name, _, hashes in pins if not hashes] == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-docs.txt"])
def test_requirements_name_no_place(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    # A slash is in every URL and path, an at sign in `name @ place`, and options of pip start the line.
    assert [line for line in lines if re.search(r"/|@|file:|^-", line)] == []


def test_the_version_is_in_one_place():
    assigned = re.compile(r"^__version__\b.*=", re.MULTILINE)
    packages = [ROOT / name for name in ["convlab", "grader", "solutions"]]
    sources = [path for package in packages for path in package.rglob("*.py")]
    found = [path.relative_to(ROOT) for path in sources if assigned.search(path.read_text(encoding="utf-8"))]
    assert found == [Path("grader/__init__.py")]
    assert "version" not in pyproject()["project"], "pyproject.toml asks grader for it"


def core_and_test() -> list[str]:
    project = pyproject()["project"]
    return project["dependencies"] + project["optional-dependencies"]["test"]


@cache
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def in_one_form(lines: list[str]) -> list[str]:
    return sorted(str(Requirement(line)) for line in lines)


def requirements(file: str = "requirements.txt") -> list[tuple[str, str, list[str]]]:
    """Name, version and hashes of every pin."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, version = re.match(r"(\S+?)==(\S+)\s", line).groups()
            pins.append((canonicalize_name(name), version, re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)))
    return pins


# --- rooms and their doors --------------------------------------------------------------------

PACKAGES = ["convlab", "grader", "solutions", "book"]
LINES = 400  # what one reads in one sitting
IN_NBGRADER = "grader/nbgrader/"  # the wing that knows nbgrader


def test_no_module_imports_itself_by_way_of_others():
    doors = {path: modules_of(path) for path in sources(*PACKAGES)}
    assert len(doors) > 50 and doors[ROOT / "grader/judge.py"], "a test of nothing"
    order = graphlib.TopologicalSorter(doors)
    try:
        order.prepare()
    except graphlib.CycleError as error:
        raise AssertionError(" -> ".join(str(path.relative_to(ROOT)) for path in error.args[1])) from None


def test_one_wing_of_the_grader_knows_nbgrader():
    users = [short_name(path) for path in sources("grader") for name, *_ in imports(path) if is_of(name, "nbgrader")]
    assert users, "a test of nothing"
    assert [user for user in users if not user.startswith(IN_NBGRADER)] == []


def test_an_import_within_a_function_says_why():
    unsaid = []
    for path in sources("convlab", "grader"):
        lines = path.read_text(encoding="utf-8").splitlines()
        unsaid += [f"{short_name(path)}:{line}" for _, _, line, column in imports(path)
                   if column and "  # " not in lines[line - 1]]
    assert unsaid == ["grader/inside/lockdown.py:12"], "that one stands in a try"


def test_a_file_is_read_in_one_sitting():
    folders = [*PACKAGES, "benchmarks", "data"]
    lengths = {short_name(path): len(path.read_text(encoding="utf-8").splitlines())
               for path in [*sources(*folders), *ROOT.glob("*.py")]}  # fmt: skip
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def short_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_of(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def imports(path: Path) -> list[tuple[str, str, int, int]]:
    """(module, name taken from it or "", line, column) of each import in a file, wherever in it."""
    found = []
    inside = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, "", node.lineno, node.col_offset) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = inside[: len(inside) + 1 - node.level] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            found += [(module, alias.name, node.lineno, node.col_offset) for alias in node.names]
    return found


def modules_of(path: Path) -> set[Path]:
    """The files of the project that an import names: `from a import b` is a/b.py where there is one, else a."""
    found = set()
    for module, name, *_ in imports(path):
        place = ROOT.joinpath(*module.split("."))
        files = [place / f"{name}.py", place / name / "__init__.py", place.with_suffix(".py"), place / "__init__.py"]
        found.update([file for file in files if file.is_file()][:1])
    return found


# --- four files a chapter ---------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(STEMS | {chapter[3:] for chapter in CHAPTERS}))
def test_one_name_is_four_files(name):
    notebooks = [f"notebooks/{chapter}/{chapter}.ipynb" for chapter in CHAPTERS if chapter[3:] == name]
    assert len(notebooks) == 1, f"{name} needs one folder in notebooks/, found {notebooks}"
    others = [f"solutions/{name}.py", f"convlab/probes/{name}.py", f"grader/checks/{name}/__init__.py"]
    assert [path for path in notebooks + others if not (ROOT / path).is_file()] == []


# --- notebooks as files -----------------------------------------------------------------------


@each_chapter
def test_notebook_stores_no_results(chapter):
    code = [cell for cell in cells(chapter) if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []


@each_chapter
def test_notebook_asks_for_the_plain_kernel(chapter):
    assert notebook(chapter)["metadata"]["kernelspec"]["name"] == "python3"


@each_chapter
def test_cell_ids_are_names_not_numbers(chapter):
    # Counters ("0", "1", …) move when a cell goes in between, and every diff with them.
    ids = [cell["id"] for cell in cells(chapter)]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one) or one.isdigit()] == []


@each_chapter
def test_notebook_is_written_one_source_line_a_line(chapter):
    assert path_of(chapter).read_text(encoding="utf-8") == written(notebook(chapter))


@each_chapter
def test_notebook_is_short(chapter):
    # An exercise takes three cells: many small ones make many cells, and no longer a chapter.
    assert len(cells(chapter)) <= max(60, 5 * len(solution_cells(chapter)))
    code = [cell for cell in cells(chapter) if cell["cell_type"] == "code"]
    assert [cell["id"] for cell in code if cell["id"] != "given" and len(source(cell).splitlines()) > 25] == []


def path_of(chapter: str) -> Path:
    return ROOT / "notebooks" / chapter / f"{chapter}.ipynb"


@cache
def notebook(chapter: str) -> dict:
    return json.loads(path_of(chapter).read_text(encoding="utf-8"))


def cells(chapter: str) -> list[dict]:
    return notebook(chapter)["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def written(contents: dict) -> str:
    """The file as nbformat writes it, each source a list of its lines."""
    contents = json.loads(json.dumps(contents))
    for cell in contents["cells"]:
        cell["source"] = source(cell).splitlines(keepends=True)
    return json.dumps(contents, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


# --- exercises --------------------------------------------------------------------------------


@each_chapter
def test_exercises_stand_in_one_order(chapter):
    named = [cell["metadata"]["nbgrader"]["grade_id"] for cell in solution_cells(chapter)]
    assert named, "a chapter without an exercise"
    assert named == [check.exercise for check in checks_of(chapter)]
    assert named == [name for name in reference(chapter) if name in named], "another order in solutions/"


@each_chapter
def test_curriculum_lists_the_exercises(chapter):
    listed = (ROOT / "docs" / "curriculum.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", listed, re.MULTILINE)
    assert [name for name, _ in rows] == CHAPTERS
    assert re.findall(r"`(\w+)`", dict(rows)[chapter]) == [check.exercise for check in checks_of(chapter)]


@each_chapter
def test_each_exercise_is_followed_by_its_test(chapter):
    graded = [cell for cell in cells(chapter) if nbgrader(cell) and cell["id"] != "given"]
    names = [nbgrader(cell)["grade_id"] for cell in graded]
    exercises = [check.exercise for check in checks_of(chapter)]
    assert names == [name for exercise in exercises for name in (exercise, f"test_{exercise}")]
    assert [nbgrader(cell)["locked"] for cell in graded] == [False, True] * len(exercises)
    assert [cell["cell_type"] for cell in graded] == ["code"] * len(graded)


@each_chapter
def test_test_cells_end_in_the_verdict_whatever_happens_in_them(chapter):
    for cell in cells(chapter):
        if nbgrader(cell).get("grade"):
            name = nbgrader(cell)["grade_id"].removeprefix("test_")
            (checking,) = ast.parse(source(cell)).body
            assert isinstance(checking, ast.With), name
            assert [ast.unparse(item) for item in checking.items] == [f"lab.checking({name})"]
            assert any(isinstance(node, ast.Assert) for node in ast.walk(checking)), f"{name}: a number worked by hand"


@each_chapter
def test_points_of_test_cells_are_those_of_the_checks(chapter):
    tests = [nbgrader(cell) for cell in cells(chapter) if nbgrader(cell).get("grade")]
    points = {check.exercise: sum(part.points for part in check.parts) for check in checks_of(chapter)}
    assert {test["grade_id"]: test["points"] for test in tests} == {f"test_{k}": n for k, n in points.items()}


@each_chapter
def test_stubs_are_the_references_without_their_bodies(chapter):
    for cell in solution_cells(chapter):
        name = nbgrader(cell)["grade_id"]
        (stub,) = ast.parse(source(cell)).body
        assert contract(stub) == contract(reference(chapter)[name]), name
        for function in functions(stub):
            assert ast.unparse(body(function)) == "raise NotImplementedError", f"{name}, {function.name}"


@each_chapter
def test_given_functions_are_the_references_of_earlier_chapters(chapter):
    used = {name.name for node in ast.parse(module(chapter)).body if isinstance(node, ast.ImportFrom)
            for name in node.names if node.module.startswith("solutions.") and name.name != "*"}  # fmt: skip
    given = [cell for cell in cells(chapter) if cell["id"] == "given"]
    if not given:
        assert used == set(), f"the notebook has no cell 'given' with {used}"
        return
    (cell,) = given
    asked = {"grade": False, "grade_id": "given", "locked": True, "schema_version": 3, "solution": False, "task": False}
    assert nbgrader(cell) == asked and cell["metadata"].get("tags", []) == [], "locked, and run when grading"
    names = {node.name for node in ast.parse(source(cell)).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert used <= names, f"solutions/{chapter[3:]}.py uses them, so the notebook must have them"
    known = {node.name: ast.get_source_segment(module(earlier), node)
             for earlier in CHAPTERS[: CHAPTERS.index(chapter)] for node in reference(earlier).values()}  # fmt: skip
    assert source(cell) == "\n\n\n".join(text for name, text in known.items() if name in names)


@each_chapter
def test_exercises_are_headed(chapter):
    number, headings = int(chapter[:2]), []
    markdown = ""
    for cell in cells(chapter):
        if cell["cell_type"] == "markdown":
            markdown = source(cell)
        elif nbgrader(cell).get("solution"):
            found = HEADING.findall(markdown)
            assert len(found) == 1, f"the text before {nbgrader(cell)['grade_id']} heads no exercise"
            headings.append(found[0][:3])
    wanted = [(str(number), str(k), check.exercise) for k, check in enumerate(checks_of(chapter), 1)]
    assert headings == wanted


def test_what_families_say_is_used_by_two_exercises():
    exercises = [read_mistakes(path) for path in CHECKS.glob("*/*.toml") if path.parent != FAMILIES]
    for name, (path, said) in families().items():
        tables = [mistakes[name] for mistakes in exercises if name in mistakes]
        for key in said:
            uses = sum(key not in table and not (key == "edit" and "function" in table) for table in tables)
            assert uses > 1, f"{path.name}, {name!r}: its {key} is used {uses} times; give it to the exercise"


@each_chapter
def test_each_exercise_knows_four_mistakes(chapter):
    counts = {check.exercise: len({m.name for m in check.mistakes}) for check in checks_of(chapter)}
    assert {name: count for name, count in counts.items() if count < 4} == {}


@each_chapter
def test_each_exercise_has_its_probes(chapter):
    probes = importlib.import_module(f"convlab.probes.{chapter[3:]}")
    wanted = [part.probe or check.exercise for check in checks_of(chapter) for part in check.parts]
    assert [name for name in wanted if not callable(getattr(probes, name, None))] == []


def nbgrader(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})


def solution_cells(chapter: str) -> list[dict]:
    return [cell for cell in cells(chapter) if nbgrader(cell).get("solution")]


@cache
def reference(chapter: str) -> dict[str, ast.stmt]:
    """The functions and classes of a module of solutions, by name."""
    tree = ast.parse(module(chapter))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@cache
def module(chapter: str) -> str:
    """The references of a chapter, with the second half in solutions/parts/ where its module takes one in whole."""
    text = (ROOT / "solutions" / f"{chapter[3:]}.py").read_text(encoding="utf-8")
    parts = re.findall(r"^from solutions\.parts\.(\w+) import \*", text, re.MULTILINE)
    return "\n".join([text, *((ROOT / "solutions" / "parts" / f"{part}.py").read_text("utf-8") for part in parts)])


def contract(node: ast.FunctionDef | ast.ClassDef) -> list:
    """What a student is promised: names, signatures, decorators and docstrings, private helpers left out."""
    if isinstance(node, ast.ClassDef):
        return [
            (node.name, [ast.unparse(base) for base in node.bases], ast.get_docstring(node)),
            *(contract(function) for function in functions(node) if is_public(function.name)),
        ]
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    returns = node.returns and ast.unparse(node.returns)
    return [(node.name, ast.unparse(node.args), returns, decorators, ast.get_docstring(node))]


def functions(node: ast.stmt) -> list[ast.FunctionDef]:
    if isinstance(node, ast.FunctionDef):
        return [node]
    return [part for part in node.body if isinstance(part, ast.FunctionDef)]


def is_public(name: str) -> bool:
    return not name.startswith("_") or name.startswith("__")


def body(function: ast.FunctionDef) -> ast.Module:
    """What stands below the docstring."""
    return ast.Module(function.body[ast.get_docstring(function) is not None:], [])


def test_what_is_left_to_test_all_is_there():
    for name, pattern in THOROUGH.items():
        text = (ROOT / "tests" / f"{name}.py").read_text(encoding="utf-8")
        words = re.findall(r"[a-z]+(?:_[a-z]+)+", pattern.replace("^test_(?!no_part)", "").replace(FIRST, ""))
        assert all(word in text for word in words), name
    assert is_thorough("tests/test_stops.py::test_x") and not is_thorough("tests/test_house.py::test_x")
    assert is_thorough("tests/test_grade_matrix.py::test_each_mistake_loses_points_and_is_named[02-zero_pad]")
    assert not is_thorough("tests/test_grade_matrix.py::test_each_mistake_loses_points_and_is_named[01-corr2d]")
    assert not is_thorough("tests/test_grade_matrix.py::test_no_part_accepts_a_vacuous_answer[zeros-02-zero_pad]")
