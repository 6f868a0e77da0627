"""What nbgrader's collect writes beside a notebook: when it was handed in, and the exchange's secret."""
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from grader.course import CourseError, read_regular

TIMESTAMP = "timestamp.txt"  # beside the notebook
MAX_TIMESTAMP = 200  # bytes of it
SECRET = "submission_secret.txt"
MAX_SECRET = 1000


def timestamp_of(folder: Path) -> datetime | None:
    """When a submission was handed in (UTC); None where nothing says it."""
    try:
        payload = read_timestamp(folder)
        if len(payload) > MAX_TIMESTAMP:
            raise ValueError("too long")
        text = payload.decode().strip()
        return parse_utc(text) if text else None
    except FileNotFoundError:
        return None
    except (ValueError, ArithmeticError, OSError):
        raise CourseError(
            f"{folder / TIMESTAMP} holds no time such as 2026-01-31 12:00:00 UTC. Mend or delete it."
        ) from None


def read_timestamp(folder: Path) -> bytes:
    """The submission's timestamp.txt as it is, up to the first byte too many. FileNotFoundError when there is none."""
    return read_regular(folder / TIMESTAMP, MAX_TIMESTAMP)


def read_secret(folder: Path) -> bytes:
    """What the exchange's `submit` wrote to name the feedback by. FileNotFoundError when there is none."""
    return read_regular(folder / SECRET, MAX_SECRET)
