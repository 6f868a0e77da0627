"""Times as nbgrader writes and reads them."""
from datetime import datetime

from nbgrader.utils import parse_utc


def utc(text: str) -> datetime | None:
    """The time that a timestamp.txt names, in UTC; None for an empty one, ValueError or another error for no time."""
    return parse_utc(text) if text else None
