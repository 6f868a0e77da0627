"""What nbgrader's collect writes beside a notebook: when it was handed in, and the exchange's secret."""
import re
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

from grader.course import CourseError, read_regular

TIMESTAMP = "timestamp.txt"  # beside the notebook
MAX_TIMESTAMP = 200  # bytes of it
ISO = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?"
    r"(?:(?P<offset>[+-]\d\d(?::?\d\d)?)|(?P<zone>[A-Z][\w/+-]*))?",
    re.ASCII,
)
SECRET = "submission_secret.txt"
MAX_SECRET = 1000


def timestamp_of(folder: Path) -> datetime | None:
    """When a submission was handed in (UTC); None where nothing says it."""
    try:
        payload = read_timestamp(folder)
        if len(payload) > MAX_TIMESTAMP:
            raise ValueError("too long")
        text = payload.decode().strip()
        return parse_time(text) if text else None
    except FileNotFoundError:
        return None
    except (ValueError, ArithmeticError, OSError):
        raise CourseError(
            f"{folder / TIMESTAMP} holds no time such as 2026-01-31 12:00:00 UTC. Mend or delete it."
        ) from None


def parse_time(text: str) -> datetime:
    """An ISO time as UTC without its zone. ValueError for all else: a guess at "10" or "PST" costs a late penalty."""
    found = ISO.fullmatch(text)
    if not found:
        raise ValueError(f"no ISO time: {text}")
    time = datetime.fromisoformat(found["time"] + (found["offset"] or ""))
    if found["zone"]:
        time = time.replace(tzinfo=_zone(found["zone"]))
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def _zone(name: str):
    if name in ("Z", "UTC", "GMT"):
        return UTC  # also where a system has no list of zones
    try:
        return zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError:
        raise ValueError(f"no zone: {name}") from None


def read_timestamp(folder: Path) -> bytes:
    """The submission's timestamp.txt as it is, up to the first byte too many. FileNotFoundError when there is none."""
    return read_regular(folder / TIMESTAMP, MAX_TIMESTAMP)


def read_secret(folder: Path) -> bytes:
    """What the exchange's `submit` wrote to name the feedback by. FileNotFoundError when there is none."""
    return read_regular(folder / SECRET, MAX_SECRET)
