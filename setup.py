"""What pyproject.toml cannot say: in a wheel, notebooks and data lie in the packages that read them."""
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent


class BuildCourse(build_py):
    """build_py, and the files of the course; an editable install reads them where they are."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        for source, place in course_files():
            target = Path(self.build_lib, place)
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target))


def course_files() -> list[tuple[Path, Path]]:
    """Each file, and where grader.course and convlab.data look for it in an installed course."""
    notebooks = [path for path in HERE.glob("notebooks/*/*.ipynb") if path.stem == path.parent.name]
    data = [*HERE.glob("data/*.npz"), HERE / "data" / "README.md"]
    return [(path, Path("grader", path.relative_to(HERE))) for path in sorted(notebooks)] + [
        (path, Path("convlab", "files", path.name)) for path in sorted(data)
    ]


setup(cmdclass={"build_py": BuildCourse})
