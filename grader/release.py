"""What students get: a chapter's bundle, through nbgrader's generate_assignment; and copies for self-study."""
import ast
import os
import shutil
import symtable
import tempfile
import zipfile
from pathlib import Path

from convlab import card as cards
from convlab import needs
from convlab.probes import stem
from grader.card_cache import cards_of
from grader.cards import PUBLIC_SEED
from grader.course import DATA, ROOT, Chapter, CourseError, chapter_names, is_demo, load_chapter, notebook_path

CONFIG = """from grader.plugin import configure

c = get_config()
configure(c)
"""
README = """# {title}

Open `{name}.ipynb` in Jupyter, fill in the functions, and run the test cell below each: it says at once what is wrong.
Go cell by cell: "Run All" stops at the first function that is not written yet.

- **Install** (Python {python} or newer), in this folder: `pip install "numpy>={numpy}" matplotlib jupyterlab`
- **Start:** `jupyter lab {name}.ipynb`
- **Hand in:** the file `{name}.ipynb`, under this name. Cells of your own are fine; leave the test cells as they are.
- **How it is judged:** by what your functions return, on many inputs; each part of an exercise is right or not. Numbers
  that are right to about seven digits are right, where a docstring asks for no type. An input that you change in place
  costs one part, unless the docstring allows it.

{exercises} exercises, {points:g} points, about {minutes} minutes. `convlab/`, `data/` and `cards.npz` belong to the
notebook: keep them beside it.
"""
EPOCH = (2020, 1, 1, 0, 0, 0)  # in the zip, so that the same bundle is the same bytes


def release_chapter(course: Path, name: str) -> Path:
    """Write release/CHAPTER/ and release/CHAPTER.zip, or leave what is there untouched. Returns the zip."""
    from grader.nbgrader.driver import generate_assignment  # here: `grader study` needs no nbgrader and starts without

    chapter = load_chapter(name)
    release = course / "release"
    cards_of(chapter.name, PUBLIC_SEED)  # a file of mistakes that does not fit is said before anything is written
    try:
        write_config(course)
        release.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=release) as part:
            generate_assignment(course, chapter.name, Path(part))
            bundle = Path(part) / chapter.name
            complete(bundle, chapter)
            make_zip(bundle, Path(part) / "zip")
            _swap(bundle, release / chapter.name)
            os.replace(Path(part) / "zip", release / f"{chapter.name}.zip")
    except OSError as error:
        said = f"{release} could not be written: {error.strerror}. Make room, then run this again."
        raise CourseError(said) from None
    return release / f"{chapter.name}.zip"


def write_config(course: Path) -> None:
    """A course folder's nbgrader_config.py, if there is none; one that lacks our line is a CourseError."""
    path = course / "nbgrader_config.py"
    if not path.exists():
        course.mkdir(parents=True, exist_ok=True)
        path.write_text(CONFIG)
    elif "configure(" not in path.read_text():
        raise CourseError(
            f"{path} does not use the course's judge, so `nbgrader autograde` would run student code unprotected. "
            "Add below `c = get_config()`:  from grader.plugin import configure; configure(c)"
        )


def complete(bundle: Path, chapter: Chapter) -> None:
    """Put all that the notebook needs beside it."""
    made = cards_of(chapter.name, PUBLIC_SEED)
    cards.save(chapter.name, list(made.values()), bundle / "cards.npz", drawn_names(chapter.notebook))
    kit(bundle / "convlab", stem(chapter.name))
    (bundle / "data").mkdir(exist_ok=True)
    for file in ["README.md", *(f"{name}.npz" for name in data_names(chapter.notebook))]:
        shutil.copyfile(DATA / file, bundle / "data" / file)
    text = README.format(
        title=chapter.title, name=chapter.name, exercises=len(chapter.exercises), points=chapter.points,
        minutes=chapter.minutes, python=needs.dotted(needs.PYTHON), numpy=needs.dotted(needs.NUMPY),
    )  # fmt: skip
    (bundle / "README.md").write_text(text, encoding="utf-8")


def drawn_names(notebook: dict) -> set[str]:
    """Names that only demonstrations give: a student's function that uses one fails when it is graded."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    drawn, kept = (
        {symbol.get_name() for cell in code if is_demo(cell) is demo
         for symbol in symtable.symtable("".join(cell["source"]), "cell", "exec").get_symbols()
         if symbol.is_assigned() or symbol.is_imported()}
        for demo in (True, False)
    )  # fmt: skip
    return drawn - kept


def data_names(notebook: dict) -> set[str]:
    """What the notebook asks `lab.load` for."""
    trees = [ast.parse("".join(cell["source"])) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {call.args[0].value for call in calls if ast.unparse(call.func) == "lab.load"}


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


def _swap(new: Path, place: Path) -> None:
    """Put the folder `new` where `place` is; the old one goes away with the temporary folder."""
    if place.exists():
        os.rename(place, new.with_name("old"))
    os.rename(new, place)


def working_copy(folder: Path, advance) -> tuple[list[Path], int]:
    """All chapters in `folder`, for self-study. Returns the files that were kept, and how many were written."""
    kept, added = [], 0
    for number, name in enumerate(chapter_names()):
        advance(number, len(chapter_names()))
        with tempfile.TemporaryDirectory() as part:
            bundle = Path(part) / name
            bundle.mkdir()
            shutil.copyfile(notebook_path(name), bundle / f"{name}.ipynb")
            complete(bundle, load_chapter(name))
            for source in sorted(path for path in bundle.rglob("*") if path.is_file()):
                target = folder / source.relative_to(part)
                if target.exists():
                    if target.read_bytes() != source.read_bytes():
                        kept.append(target)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
                added += 1
    return kept, added
