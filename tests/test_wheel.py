"""The course as a wheel: everything is in it, and works where there is no source tree."""
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from classroom import CHAPTER

from grader.course import ROOT, chapter_names, filled, load_chapter
from grader.sources import reference_sources

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    names = ["convlab", "grader", "solutions", "notebooks", "data"]
    for name in names:
        shutil.copytree(ROOT / name, folder / "tree" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ["pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-text"]:
        shutil.copy(ROOT / name, folder / "tree")
    command = [*PIP, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, folder / "tree"]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(folder / "tree")
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """run(command, *arguments) of a fresh environment that has the wheel, and what this one has besides the course."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*PIP, "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (site,) = folder.glob("venv/lib/python*/site-packages")
    # Folders that are named in a .pth have no .pth of their own read: the course is the wheel's, not this tree's.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    path = os.pathsep.join([str(python.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PATH": path}

    def run(*command) -> str:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_wheel_packs_the_course_and_no_tests(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"grader/notebooks/{name}/{name}.ipynb" for name in chapter_names()} <= names
    data = {f"convlab/files/{path.name}" for path in [*(ROOT / "data").glob("*.npz"), ROOT / "data" / "README.md"]}
    assert data == {name for name in names if name.startswith("convlab/files/")}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"convlab", "grader", "solutions"}
    for folder in ["convlab", "grader", "solutions"]:
        sources = {path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".toml", ".j2")}
        assert {path.relative_to(ROOT).as_posix() for path in sources} <= names


def test_an_installed_course_lists_releases_and_grades(installed, tmp_path):
    place = installed("python", "-c", "import grader.course; print(grader.course.__file__)").strip()
    assert not Path(place).is_relative_to(ROOT)
    listed = json.loads(installed("grader", "list", "--json"))
    assert [row["chapter"] for row in listed] == chapter_names()
    installed("grader", "--course", tmp_path, "release", CHAPTER)
    with zipfile.ZipFile(tmp_path / "release" / f"{CHAPTER}.zip") as archive:
        assert {f"{CHAPTER}/{CHAPTER}.ipynb", f"{CHAPTER}/data/camera.npz"} <= set(archive.namelist())
    chapter, path = load_chapter(CHAPTER), tmp_path / f"{CHAPTER}.ipynb"
    notebook = filled(chapter, reference_sources(CHAPTER))
    # An own cell that loads data: what follows it fails if the wall hides it.
    load = "import convlab as lab\nassert lab.load('camera').shape == (256, 256)\n"
    (first,) = (cell for cell in notebook["cells"] if "def corr2d" in cell["source"])
    first["source"] = load + first["source"]
    path.write_text(json.dumps(notebook))
    for isolation in ["auto", "landlock", "process"]:
        said = json.loads(installed("grader", "check", "--json", "--isolation", isolation, path))
        assert said["score"] == said["max_score"] == chapter.points
