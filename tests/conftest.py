"""What all tests share: how Hypothesis runs, which tests are skipped, their order, and what is made once for all."""
import fcntl
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import warm_sandbox
from classroom import release_all, release_first
from hypothesis import settings
from thorough import is_thorough

import grader.nbgrader  # noqa: F401 -- before anything loads jsonschema: it spares every worker a second

# Cards that tests make are kept for the next run of the tests, apart from those of the person who runs them.
os.environ.setdefault("GRADER_CACHE", str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "grader"))

# nbgrader looks for its helpers (alembic) on PATH, also where pytest is called without make.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

warm_sandbox.keep()

settings.register_profile("home", deadline=None)
# The same examples in each run find what is new in the code alone: fewer do.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_addoption(parser):
    parser.addoption("--pythons", action="store_true", help="also test this machine's other Pythons, as .ci/run does")
    parser.addoption("--all", action="store_true", help="also what takes long, as `make test-all` does (thorough.py)")
    parser.addoption("--every-chapter", action="store_true", help="also run every chapter in the browser's Python")


def pytest_report_header(config):
    return "" if config.getoption("--all") else "what takes long is left to `make test-all` (tests/thorough.py)"


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--all"):
        left = [item for item in items if is_thorough(item.nodeid)]
        items[:] = [item for item in items if not is_thorough(item.nodeid)]
        config.hook.pytest_deselected(items=left)
    asked = "" if config.getoption("--pythons") else "other Pythons are tested with --pythons, as .ci/run does"
    needs = {"browser": missing_for_browser(), "server": missing_for_server(), "pythons": asked}
    needs["cluster"] = missing_for_cluster()
    for item in items:
        for marker, missing in needs.items():
            if missing and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=missing))
    items.sort(key=lambda item: rank(group(item.nodeid)))


def missing_for_browser() -> str:
    """What a test that drives a browser lacks here; empty when nothing."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is missing: pip install -e '.[test]'"
    if not any(shutil.which(name) for name in ["chromium", "chromium-browser", "google-chrome"]):
        return "chromium is missing: apt install chromium"
    return ""


def missing_for_cluster() -> str:
    """What a test that starts a scheduler and workers lacks here; empty when nothing."""
    lacks = importlib.util.find_spec("distributed") is None
    return "distributed is missing: pip install -e '.[cluster]'" if lacks else ""


def missing_for_server() -> str:
    """What a test that starts a PostgreSQL server lacks here; empty when nothing."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is missing: pip install -e '.[cluster]'"
    # Debian keeps the server's programs off PATH, one folder a version.
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "PostgreSQL's server is missing: apt install postgresql"
    return ""


# --- made once --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """once(name, make): a folder that `make(folder)` filled, in one worker for all of them. Tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    shared.mkdir(exist_ok=True)

    def folder_of(name: str, make: Callable[[Path], None]) -> Path:
        folder, part = shared / name, shared / f"{name}.part"
        with open(shared / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(part, ignore_errors=True)  # of a worker that failed
                make(part)
                part.rename(folder)
        return folder

    return folder_of


@pytest.fixture(scope="session")
def released(once, pytestconfig) -> Path:
    """A course folder with every chapter released, in `release/` and in the gradebook; with the first one alone where
    no test asks about another (thorough.py). Tests only read it.
    """
    return once("released", release_all) if pytestconfig.getoption("--all") else once("released-01", release_first)


@pytest.fixture(scope="session")
def first_released(once) -> Path:
    """A course folder with the first chapter released."""
    return once("released-01", release_first)


# --- order, and who runs what -----------------------------------------------------------------

# First what says within seconds that something is broken, then what takes longest: it must not be left for the end.
QUICK = ("test_house", "test_check", "test_verdict", "test_run", "test_wire", "test_counting", "test_data")
# The training is the longest of all; while one worker releases every chapter for it, the other needs none of them.
BROWSER = "test_browser|test_formgrader|test_lite|test_book"
LONG = (
    r"test_bundle_works.*\[10", "test_convolution_ref", "test_grade_matrix", BROWSER, "test_bundle_works", "test_stops",
)  # fmt: skip
# Files whose tests share nothing that is dear to make.
ALONE = ("test_release", "test_nbgrader", "test_cli", "test_semester")
# In these files the tests behind one wall share a sandbox.
RUNGS = "namespaces|landlock|auto"


def group(nodeid: str) -> str:
    """The tests that one worker takes together, as they share a sandbox, a browser or the grades of a class."""
    file, _, test = nodeid.partition("::")
    name = Path(file).stem
    if name in ALONE:
        return nodeid
    by_wall = dict.fromkeys(("test_attacks", "test_walls", "test_attack_files"), RUNGS)
    shared = ({"test_grade_matrix": r"\b\d\d(?=[-_])"} | by_wall).get(name)
    found = shared and re.search(shared, test)
    return f"{name} {found[0]}" if found else name


def rank(group: str) -> tuple[int, int]:
    """Where a group stands in the order: the quick ones, the long ones with late chapters first, all others."""
    if group in QUICK:
        return 0, 0
    chapter = re.search(r"\b\d\d(?=_|$)", group)
    place = next((k for k, pattern in enumerate(LONG, 1) if re.search(pattern, group)), len(LONG) + 1)
    return place, -int(chapter[0]) if chapter and place <= len(LONG) else 0


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Two more than there are cores: a test waits for browsers, servers and rooms for nearly half of its time."""
    return min((os.cpu_count() or 1) + 2, 8)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Groups instead of files; in the order above, where xdist would begin with those of the most tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        _split_scope = staticmethod(group)

    config.option.loadscopereorder = False
    return Groups(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """A worker is always called with names, whoever called the controller: it is told."""
    node.workerinput["all"] = node.config.option.all


class Failures:
    """Says at once what failed, with its last line; pytest says the rest at the end."""

    def __init__(self, reporter):
        self.reporter = reporter

    def pytest_runtest_logreport(self, report):
        if report.failed:
            said = getattr(getattr(report.longrepr, "reprcrash", None), "message", str(report.longrepr))
            self.reporter.ensure_newline()
            self.reporter.write_line(f"FAILED {report.nodeid} - {said.splitlines()[0][:200]}", red=True)


@pytest.hookimpl(trylast=True)  # after pytest made its reporter
def pytest_configure(config):
    if hasattr(config, "workerinput"):
        config.option.all = config.workerinput["all"]
    elif config.args_source is config.ArgsSource.ARGS:
        config.option.all = True  # who names a file gets all of it
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter:  # xdist's workers have none
        config.pluginmanager.register(Failures(reporter))
