"""Where the site is made. All of it lies under build/, which `make clean` removes."""
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
WORK = BUILD / "book"  # what Sphinx reads and what is kept between two runs
TEXTS = WORK / "docs"  # named like docs/, so that the links of README.md and CONTRIBUTING.md hold
COURSE = WORK / "course"  # a course folder, whose release/ holds the bundles
EXECUTED = WORK / "executed"
SITE = BUILD / "site"
LITE = SITE / "lite"
