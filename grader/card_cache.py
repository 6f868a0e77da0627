"""Cards are kept: making those of a chapter takes seconds, and the same files and seed give the same cards.

They lie in the user's cache folder (or in GRADER_CACHE), readable by their owner alone: those of a course's seed are
its hidden cases. A file there is believed when it is one's own, nobody else may write it, and its signature, which only
who knows the seed can make, is right. Anything else is made anew.
"""
import contextlib
import functools
import hashlib
import hmac
import os
import platform
import stat
import tempfile
from pathlib import Path

import numpy as np
import platformdirs

from convlab import card
from grader.cards import make_cards
from grader.fingerprint import cards_hash

SIGNATURE = 32  # bytes before the cards
LARGEST = 256 << 20  # bytes of a file that is read
KEPT = 120  # files; the oldest beyond go


@functools.cache
def cards_of(chapter: str, seed: str) -> dict[str, card.Card]:
    """{exercise: card} of a chapter, in its order."""
    return card.unpacked(packed_cards(chapter, seed))[1]


@functools.cache
def packed_cards(chapter: str, seed: str) -> bytes:
    """The cards of a chapter as convlab.card packs them: kept ones where there are, else made and kept."""
    versions = [platform.python_version(), np.__version__, platform.machine()]
    key = hashlib.sha256("\0".join([chapter, seed, cards_hash(chapter), *versions]).encode()).hexdigest()
    path = cache_folder() / f"{chapter}-{key[:40]}"
    secret = hashlib.sha256(f"cards\0{seed}\0{key}".encode()).digest()
    kept = _read(path, secret)
    if kept is not None:
        return kept
    made = card.packed(chapter, make_cards(chapter, seed))
    with contextlib.suppress(OSError):  # a full disk or a folder that may not be written costs time, no more
        _write(path, secret, made)
    return made


def cache_folder() -> Path:
    """Where cards are kept."""
    return Path(os.environ.get("GRADER_CACHE") or platformdirs.user_cache_path("convnet-course", False)) / "cards"


def _read(path: Path, secret: bytes) -> bytes | None:
    try:
        payload = _own_file(path)
        signature, packed = payload[:SIGNATURE], payload[SIGNATURE:]
        if not hmac.compare_digest(signature, _sign(secret, packed)):
            return None
        os.utime(path)
        return packed
    except (OSError, ValueError):
        return None


def _own_file(path: Path) -> bytes:
    """The file's bytes. OSError unless it is a plain file of this user that nobody else may read or write."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        found = os.fstat(file.fileno())
        theirs = hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077)
        if theirs or not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise PermissionError(f"{path} is not to be believed")
        return file.read()


def _write(path: Path, secret: bytes, packed: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(prefix=".part-", dir=path.parent)  # its owner's alone
    try:
        with open(descriptor, "wb") as file:
            file.write(_sign(secret, packed) + packed)
        os.replace(part, path)
    except OSError:
        os.unlink(part)
        raise
    _forget_the_oldest(path.parent)


def _sign(secret: bytes, packed: bytes) -> bytes:
    return hmac.digest(secret, packed, "sha256")


def _forget_the_oldest(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT:]:
        path.unlink(missing_ok=True)
