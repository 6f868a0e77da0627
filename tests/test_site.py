"""How the site is made, without making it: figures and their words, folds, Pyodide's files, wheels of our own."""
import base64
import hashlib
import io
import json
import tarfile
import zipfile

import pytest

from book import execution, folded, pyodide
from book.figures import as_files
from book.pages import page_of
from book.wheels import wheel
from grader.course import CourseError, load_chapter

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def drawing(source: str, *metadata: dict) -> dict:
    """A cell that drew a figure for each of these."""
    data = {"image/png": base64.b64encode(PNG).decode(), "text/plain": "<Figure>"}
    outputs = [{"output_type": "display_data", "data": dict(data), "metadata": one} for one in metadata]
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": outputs}


def test_a_figure_is_a_file_with_the_words_that_lab_gave_it(tmp_path):
    said = {"alt": 'Bars "rise"', "width": 7, "height": 5}
    cell = drawing("lab.bars(x, 'A title of many words')", {"image/png": said})
    as_files(cell, tmp_path)
    (shown,) = (output["data"] for output in cell["outputs"])
    assert list(shown) == ["text/html"] and 'alt="Bars &quot;rise&quot;"' in shown["text/html"]
    assert 'width="7" height="5"' in shown["text/html"]
    (file,) = (tmp_path / "figures").iterdir()
    assert file.read_bytes() == PNG and f"../_static/figures/{file.name}" in shown["text/html"]


def test_a_figure_without_words_has_those_of_its_title(tmp_path):
    source = "left.set(xlabel='x', title='The first point')\nplt.show()\nlab.heat_maps(maps, 'The second point')"
    cell = drawing(source, {}, {})
    as_files(cell, tmp_path)
    first, second = (output["data"]["text/html"] for output in cell["outputs"])
    assert 'alt="The first point"' in first and 'alt="The second point"' in second
    assert 'width="1" height="1"' in first, "as the file says"


def test_mistakes_are_told_as_text_and_not_as_markup(monkeypatch):
    one = {"name": "a < b", "sentence": "It is `x <b>` & more.", "diff": "- x < <i>\n+ y"}
    monkeypatch.setattr(folded, "catalogue", lambda exercise: [one])
    told = folded.folded_mistakes("corr2d")
    assert "<dt>a &lt; b</dt>" in told and "<code>x &lt;b&gt;</code> &amp; more." in told
    assert "<del>- x &lt; &lt;i&gt;</del><br><ins>+ y</ins>" in told


def test_a_cell_that_does_not_end_is_said_with_its_notebook_and_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "SECONDS", 1)
    endless = {"cell_type": "code", "id": "a", "source": "while True: pass", "metadata": {}, "outputs": [],
               "execution_count": None}  # fmt: skip
    notebook = {"cells": [endless], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    with pytest.raises(CourseError, match=r"01_convolution\.ipynb: a cell took more than 1 s.*Run this again"):
        execution.run_in(tmp_path, "01_convolution", notebook)


def test_a_page_keeps_all_cells_and_adds_the_way_in_and_the_folds(tmp_path):
    chapter = load_chapter("01_convolution")
    page = page_of(chapter.name, chapter.notebook, tmp_path)
    ids = [cell["id"] for cell in page["cells"]]
    assert [name for name in ids if not name.startswith("book-")] == [cell["id"] for cell in chapter.notebook["cells"]]
    assert page["cells"][0]["source"].splitlines()[0] == "# 1. Convolution"
    assert "index.html?path=01_convolution/01_convolution.ipynb" in page["cells"][0]["source"]
    at = ids.index("test_corr2d")
    assert ids[at + 1] == "book-answers-corr2d" and "I have tried" in page["cells"][at + 1]["source"]
    stub = page["cells"][ids.index("corr2d")]
    assert "NotImplementedError" in stub["source"] and stub["metadata"]["tags"] == ["exercise"]
    assert page["cells"][ids.index("corr2d") - 1]["source"].startswith("(corr2d)=\n")


# --- Pyodide ------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Pyodide as if it were two files."""
    files = {"a.js": b"one", "b.whl": b"two"}
    monkeypatch.setattr(pyodide, "checksums", lambda: {n: hashlib.sha256(c).hexdigest() for n, c in files.items()})
    return files


def packed(kind: str, files: dict[str, bytes], folder):
    """The files in a folder within a source of this kind."""
    path = folder / f"source.{kind}"
    if kind == "folder":
        (path / "deep").mkdir(parents=True)
        for name, content in files.items():
            (path / "deep" / name).write_bytes(content)
    elif kind == "whl":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"deep/{name}", content)
    else:
        with tarfile.open(path, "w:bz2") as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(f"deep/{name}")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("kind", ["folder", "whl", "tar.bz2"])
def test_pyodide_is_taken_from_whatever_has_it(small, kind, tmp_path):
    pyodide.fetch(packed(kind, small | {"other.txt": b"x"}, tmp_path), tmp_path / "target")
    assert {path.name: path.read_bytes() for path in (tmp_path / "target").iterdir()} == small


def test_a_file_that_is_another_one_is_refused_and_not_kept(small, tmp_path):
    source = packed("folder", small | {"b.whl": b"evil"}, tmp_path)
    with pytest.raises(CourseError, match=r"lacks 1 files of Pyodide .*: b\.whl"):
        pyodide.fetch(source, tmp_path / "target")
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["a.js"]


def test_a_kept_file_that_was_changed_is_taken_anew(small, tmp_path):
    source, target = packed("folder", small, tmp_path), tmp_path / "target"
    target.mkdir()
    (target / "a.js").write_bytes(b"changed")
    pyodide.fetch(source, target)
    assert (target / "a.js").read_bytes() == b"one"


def test_pyodides_list_is_whole_and_names_no_place():
    listed = pyodide.lock()["packages"]
    needed = {name.lower().replace("_", "-") for one in listed.values() for name in one["depends"]}
    assert needed <= set(listed) and set(pyodide.WANTED) <= set(listed)
    assert "http" not in pyodide.LOCK.read_text()
    assert set(pyodide.CORE) <= set(pyodide.checksums())
    assert all(len(one) == 64 for one in pyodide.checksums().values())


def test_a_wheel_of_ours_says_truly_what_is_in_it():
    name, payload = wheel("matplotlib_fonts", "1", {"matplotlib/fontlist.json": b"{}"})
    assert name == "matplotlib_fonts-1-py3-none-any.whl"
    assert wheel("matplotlib_fonts", "1", {"matplotlib/fontlist.json": b"{}"})[1] == payload, "the same bytes"
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        record = archive.read("matplotlib_fonts-1.dist-info/RECORD").decode().splitlines()
        assert len(record) == len(archive.namelist())
        for line in record[:-1]:
            place, digest, size = line.split(",")
            content = archive.read(place)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert (digest, size) == (f"sha256={wanted}", str(len(content)))
        assert json.loads(archive.read("matplotlib/fontlist.json")) == {}
