"""A chapter's bundle: what stands in the folder beside the notebook, and the zip of it all."""
import ast
import shutil
import symtable
import zipfile
from pathlib import Path

from convlab import card as cards
from convlab import editions, needs
from convlab.probes import stem
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.cells import as_python, definitions, parsed
from grader.course import DATA, ROOT, Chapter, CourseError, is_demo, load_chapter, notebook_path
from grader.sources import source_of

README = """# {title}

Open `{name}.ipynb` in Jupyter, fill in the functions, and run the test cell below each: it says at once what is wrong.

- **Install** (Python {python} or newer), in this folder: `pip install "numpy>={numpy}" matplotlib jupyterlab`
- **Start:** `jupyter lab {name}.ipynb`
- **Hand in:** the file `{name}.ipynb`, under this name. Cells of your own are fine; leave the test cells as they are.
- **A newer edition?** Unzip it into a folder of its own. There, `python -m convlab.editions OLD/{name}.ipynb` puts what
  you wrote into the new notebook.

## How an exercise works

1. Read the text and the docstring: the docstring is the contract. Replace `raise NotImplementedError` with your code.
2. Run the cell, then the test cell below it. It holds numbers that you can check by hand and tries more cases; if one
   fails, it shows the smallest and says what is wrong.
3. Stuck? Open the folded help below the text: first symptoms, then the idea, then the shape of the code.

Go cell by cell: "Run All" stops at the first function that is not written yet. Folded cells draw figures or hold
functions that are given; run them like all others, and click the three dots of one to read it.

Your functions have to stand on their own. They may use their arguments, `np`, the functions that are given, the other
functions of the chapter, and helpers in cells of your own. Names from cells that draw figures do not exist when your
work is graded.

**How it is judged:** by what your functions return, on many inputs; each part of an exercise is right or wrong. Numbers
are right to about seven digits, so float32 will do unless a docstring asks for a type. Arguments belong to the caller:
a function that changes an input in place loses one part, unless the docstring allows it. Print what you like: in the
notebook, the verdict shows what your code printed for the smallest case that fails.

{exercises} exercises, {points:g} points, about {minutes} minutes.{left}
`convlab/`, `data/` and `cards.npz` belong to the notebook: keep them beside it.
"""
# Of another notebook in a chapter's folder, which nbgrader would release, and run without a wall.
ELSEWHERE = "A chapter has one notebook: put others in an assignment of their own, such as source/extra/extra.ipynb."
EPOCH = (2020, 1, 1, 0, 0, 0)  # in the zip, so that the same bundle is the same bytes


def checked_chapter(name: str, course: Path | None = None) -> Chapter:
    """A chapter whose notebook agrees with its checks. CourseError that says what does not, and the remedy."""
    chapter = load_chapter(name, course)
    _check_alone(chapter)
    points = {exercise.name: exercise.points for exercise in chapter.exercises}
    left = left_out(chapter)
    _check_uses(chapter, left)
    for exercise, card in cards_of(chapter.name, PUBLIC_SEED).items():
        if exercise in left:
            continue
        if exercise not in points:
            like = f"### Exercise 1.1 · `{exercise}` · ●○○ · 15 minutes"
            raise CourseError(f"{chapter.path} has no heading of `{exercise}`. Write one in a text cell, like: {like}")
        if points.pop(exercise) != card.points:
            given = next(one.points for one in chapter.exercises if one.name == exercise)
            raise CourseError(
                f"{chapter.path}: points of test_{exercise} in the notebook are {given:g}, the check's parts give "
                f"{card.points:g}. Set the cell's points to {card.points:g}, or change the parts in "
                f"grader/checks/{stem(chapter.name)}/{exercise}.py."
            )
    for exercise in points:
        raise CourseError(f"{chapter.path} has a heading of `{exercise}`, which has no check. Rename it, or add one.")
    return chapter


def left_out(chapter: Chapter) -> set[str]:
    """The exercises that a course folder's own copy of a chapter has no cell of."""
    if chapter.path == notebook_path(chapter.name):
        return set()
    return {one.name for one in load_chapter(chapter.name).exercises} - {one.name for one in chapter.exercises}


def _check_uses(chapter: Chapter, left: set[str]) -> None:
    """CourseError when nothing is left, or when an exercise builds on one that was left out and that no cell gives."""
    if not chapter.exercises:
        raise CourseError(f"{chapter.path} has none of the exercises of {chapter.name}. Put some of them back.")
    codes = [as_python(text).text for demo in (True, False) for text in code_of(chapter.notebook, demo)]
    given = {name for code in codes for name, one in definitions(code, left).items() if one.written}
    for exercise in chapter.exercises if left else []:
        used = names_used(source_of(chapter.name, exercise.name)) & (left - given)
        for name in sorted(used):
            raise CourseError(
                f"{chapter.path} leaves out {name}, which {exercise.name} builds on. Leave that out too, or define "
                f"{name} in a locked cell."
            )


def names_used(source: str) -> set[str]:
    """The names that a function's code looks up."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _check_alone(chapter: Chapter) -> None:
    others = [path.name for path in sorted(chapter.path.parent.glob("*.ipynb")) if path != chapter.path]
    if others:
        raise CourseError(f"{chapter.path.parent} has another notebook: {', '.join(others)}. {ELSEWHERE}")


def complete(bundle: Path, chapter: Chapter) -> None:
    """Put all that the notebook needs beside it."""
    made = cards_of(chapter.name, PUBLIC_SEED)
    cards.save(chapter.name, list(made.values()), bundle / "cards.npz", drawn_names(chapter.notebook))
    kit(bundle / "convlab", stem(chapter.name))
    (bundle / "data").mkdir(exist_ok=True)
    for file in ["README.md", *(f"{name}.npz" for name in data_names(chapter.notebook))]:
        shutil.copyfile(DATA / file, bundle / "data" / file)
    left = ", ".join(f"`{name}`" for name in sorted(left_out(chapter)))
    text = README.format(
        left=left and f" This course leaves out: {left}.",
        title=chapter.title, name=chapter.name, exercises=len(chapter.exercises), points=chapter.points,
        minutes=chapter.minutes, python=needs.dotted(needs.PYTHON), numpy=needs.dotted(needs.NUMPY),
    )  # fmt: skip
    (bundle / "README.md").write_text(text, encoding="utf-8")
    notebook = bundle / f"{chapter.name}.ipynb"
    editions.write(notebook, editions.marked(editions.read(notebook)))


def drawn_names(notebook: dict) -> set[str]:
    """Names that only demonstrations give: a student's function that uses one fails when it is graded."""
    drawn, kept = (
        {symbol.get_name() for text in code_of(notebook, demo)
         for symbol in symtable.symtable(text, "cell", "exec").get_symbols()
         if symbol.is_assigned() or symbol.is_imported()}
        for demo in (True, False)
    )  # fmt: skip
    return drawn - kept


def data_names(notebook: dict) -> set[str]:
    """What the notebook asks `lab.load` for."""
    trees = [ast.parse(text) for demo in (True, False) for text in code_of(notebook, demo)]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    loads = [call for call in calls if ast.unparse(call.func) == "lab.load" and call.args]
    return {call.args[0].value for call in loads if isinstance(call.args[0], ast.Constant)}


def code_of(notebook: dict, demo: bool) -> list[str]:
    """The cells that draw, or the others, as Python; an instructor's own may hold Jupyter's lines, or be no Python."""
    found = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and is_demo(cell) is demo]
    texts = [as_python("".join(cell["source"])).text for cell in found]
    return [text for text in texts if parsed(text) is not None]


def kit(target: Path, stem: str) -> None:
    """convlab with the probes of one chapter: later ones would tell what is to come."""
    for source in sorted((ROOT / "convlab").rglob("*.py")):
        inside = source.relative_to(ROOT / "convlab")
        if inside.parts[0] == "probes" and inside.stem not in ("__init__", stem):
            continue
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / inside)


def make_zip(bundle: Path, target: Path) -> None:
    """One top folder, files in order of their names, no times: the same bundle is the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(f"{bundle.name}/{path.relative_to(bundle).as_posix()}", EPOCH)
            info.external_attr = 0o100644 << 16
            archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
