"""What all tests share: how Hypothesis runs, and when tests with outside needs are skipped."""
import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# Cards that tests make are kept for the next run of the tests, apart from those of the person who runs them.
os.environ.setdefault("GRADER_CACHE", str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "grader"))

settings.register_profile("home", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")


def pytest_addoption(parser):
    parser.addoption("--pythons", action="store_true", help="also test this machine's other Pythons, as .ci/run does")


def pytest_collection_modifyitems(config, items):
    asked = "" if config.getoption("--pythons") else "other Pythons are tested with --pythons, as .ci/run does"
    needs = {"browser": missing_for_browser(), "server": missing_for_server(), "pythons": asked}
    for item in items:
        for marker, missing in needs.items():
            if missing and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=missing))


def missing_for_browser() -> str:
    """What a test that drives a browser lacks here; empty when nothing."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is missing: pip install -e '.[test]'"
    if not any(shutil.which(name) for name in ["chromium", "chromium-browser", "google-chrome"]):
        return "chromium is missing: apt install chromium"
    return ""


def missing_for_server() -> str:
    """What a test that starts a PostgreSQL server lacks here; empty when nothing."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is missing: pip install -e '.[cluster]'"
    # Debian keeps the server's programs off PATH, one folder a version.
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "PostgreSQL's server is missing: apt install postgresql"
    return ""
