"""Frames across the sandbox's boundary: a length, JSON, and raw .npy bytes. Data only.

A frame is 4 bytes (length of the header, big-endian), the header (JSON: "value", and "sizes" of the
arrays in bytes), then the arrays as .npy. Everything is checked before memory is taken for it,
because the other side may be anyone's code.
"""
import json
import math
import re
import select
import socket
import struct
import time
from collections.abc import Callable

import numpy as np

from convlab.card import KINDS
from grader.inside.clock import Deadline

MAX_HEADER = 4 << 20  # bytes
MAX_TRUSTED = 64 << 20  # of a header from who is trusted: a whole notebook
MAX_ARRAYS = 64 << 20  # bytes of all arrays of a frame together
MAX_COUNT = 4096  # arrays in a frame
MAX_DEPTH = 32
MAX_NPY = 2000  # bytes of the header of an array
# What NumPy writes of version 1.0. Its own reader takes longer over a header than over the numbers of most arrays.
# Nothing is remembered from one to the next: steps that a probe counts must not depend on what was sent before.
NPY = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|=][biufcOSUV]\d{0,3})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,20}, ?)*(?:\d{1,20})?)\)(?:, )?\} *\n",
    re.DOTALL,
)
LEAVES = frozenset([str, bool, int, float, type(None)])  # what JSON has beside lists and dictionaries
PLAIN = {"f": np.dtype(np.float64), "c": np.dtype(np.complex128)}  # for extended precision, which is no JSON number


class WireError(Exception):
    """The other side sent what is no frame."""


class WireClosed(WireError):
    """The other side is gone."""


class WireTimeout(WireError):
    """Nothing more came before the deadline."""


def pack(value) -> bytes:
    """A frame of dicts, lists, tuples, text, numbers, None and arrays of numbers."""
    blobs: list[bytes] = []
    header = {"value": _strip(value, blobs, 0), "sizes": [len(blob) for blob in blobs]}
    text = json.dumps(header).encode()
    return b"".join([struct.pack(">I", len(text)), text, *blobs])


def as_bytes(text: str) -> np.ndarray:
    """A long text as an array of its bytes: a frame's header would be written and read sign by sign."""
    return np.frombuffer(text.encode(), np.uint8)


def send(sock: socket.socket, value, deadline: float | Deadline | None = None) -> None:
    """Send a frame; WireTimeout when the other side has not taken it by the deadline."""
    deliver(sock, pack(value), deadline)


def deliver(sock: socket.socket, frames: bytes, deadline: float | Deadline | None = None) -> None:
    """Send what was packed; as `send`."""
    frame = memoryview(frames)
    while frame:
        left = _left(deadline)
        try:
            frame = frame[sock.send(frame, socket.MSG_DONTWAIT):]
        except BlockingIOError:
            _wait(sock, select.POLLOUT, left)


def receive(sock: socket.socket, deadline: float | Deadline | None = None, largest: int = MAX_HEADER):
    """The next frame's value.

    deadline: on time.monotonic's clock, or one that may be put off; None waits for ever
    largest:  bytes of a header
    """
    return read_frame(lambda count: _read(sock, count, deadline), largest)


def read_frame(read: Callable[[int], bytes], largest: int = MAX_HEADER):
    """The value of a frame whose bytes `read(count)` brings."""
    (length,) = struct.unpack(">I", read(4))
    if length > largest:
        raise WireError(f"a header of {length} bytes, at most {largest} are allowed")
    try:
        header = json.loads(str(read(length), "utf-8", "surrogatepass"))
        value, sizes = header["value"], header["sizes"]
        total = sum(sizes) if all(type(size) is int and size >= 0 for size in sizes) else -1
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError(f"a header that cannot be read ({type(error).__name__})") from None
    if not 0 <= total <= MAX_ARRAYS or len(sizes) > MAX_COUNT:
        raise WireError("arrays of a forbidden number or size")
    blobs, arrays, start = memoryview(read(total) if total else b""), [], 0
    for size in sizes:
        arrays.append(decode_npy(blobs[start:start + size]))
        start += size
    return _fill(value, arrays, 0)


def encode_npy(array: np.ndarray) -> bytes:
    """An array of numbers in .npy's version 1.0, as NumPy's own writer, which takes longer than the numbers do."""
    array = np.asarray(array)
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    header = f"{{'descr': {array.dtype.str!r}, 'fortran_order': {fortran}, 'shape': {array.shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"  # the numbers begin at a multiple of 64 bytes
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    return start + array.tobytes("F" if fortran else "C")


def decode_npy(blob: bytes | memoryview) -> np.ndarray:
    """An array of numbers from .npy bytes; WireError unless header and length agree exactly."""
    header = NPY.match(blob, 0, MAX_NPY)
    start = 10 + int.from_bytes(blob[8:10], "little")  # magic, version and two bytes of length
    if not header or header.end() != start:
        raise WireError("an .npy header that cannot be read")
    described, order, sides = header.groups()
    fortran, shape = order == b"True", tuple(map(int, sides.replace(b",", b" ").split()))
    try:
        dtype = np.dtype(described.decode())
    except (TypeError, ValueError):
        raise WireError("an .npy header of no dtype") from None
    if dtype.kind not in KINDS or dtype.hasobject or dtype.shape or len(shape) > 16:
        raise WireError(f"an array of dtype {str(dtype)[:40]}")
    if max(shape, default=0) >= 1 << 31 or math.prod(shape) * dtype.itemsize != len(blob) - start:
        raise WireError("an array whose header does not fit its length")
    try:
        array = np.frombuffer(blob, dtype, offset=start)
        array = array.reshape(shape[::-1]).T if fortran else array.reshape(shape)
    except ValueError:
        raise WireError("an array of an impossible shape") from None
    extended = dtype.kind in PLAIN and dtype.itemsize > PLAIN[dtype.kind].itemsize
    return array.astype(PLAIN[dtype.kind] if extended else dtype.newbyteorder("="))


def _strip(value, blobs: list[bytes], depth: int):
    kind = type(value)
    if kind in LEAVES:
        return value
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply to be sent")
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind not in KINDS:
            raise TypeError(f"an array of dtype {value.dtype} cannot be sent")
        blobs.append(encode_npy(value))
        return {"$array": len(blobs) - 1}
    if isinstance(value, dict):
        return {str(name): _strip(one, blobs, depth + 1) for name, one in value.items()}
    if isinstance(value, tuple):
        return {"$tuple": [_strip(one, blobs, depth + 1) for one in value]}
    if isinstance(value, list):
        return [_strip(one, blobs, depth + 1) for one in value]
    if isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{kind.__name__} cannot be sent")


def _fill(value, arrays: list, depth: int):
    if type(value) in LEAVES:
        return value
    if depth > 2 * MAX_DEPTH:
        raise WireError("a value nested too deeply")
    if isinstance(value, list):
        return [_fill(one, arrays, depth + 1) for one in value]
    if len(value) == 1:
        if "$array" in value:
            index = value["$array"]
            if type(index) is not int or not 0 <= index < len(arrays):
                raise WireError("a reference to an array that is not there")
            return arrays[index]
        if isinstance(value.get("$tuple"), list):
            return tuple(_fill(one, arrays, depth + 1) for one in value["$tuple"])
    return {name: _fill(one, arrays, depth + 1) for name, one in value.items()}


def _left(deadline: float | Deadline | None) -> float | None:
    """Seconds until the deadline; WireTimeout when it has passed, even if data is waiting."""
    if deadline is None:
        return None
    left = deadline.left() if isinstance(deadline, Deadline) else deadline - time.monotonic()
    if left <= 0:
        raise WireTimeout("the deadline has passed")
    return left


def _wait(sock: socket.socket, event: int, seconds: float | None) -> None:
    """Until a socket is ready, or so many seconds are over: whether there is more time the deadline says. Sockets block
    and are asked first, as that is one system call where a timeout of a socket's own costs three.
    """
    ready = select.poll()
    ready.register(sock, event)
    ready.poll(None if seconds is None else math.ceil(1000 * seconds))


def _read(sock: socket.socket, count: int, deadline: float | Deadline | None) -> bytes:
    chunks: list[bytes] = []
    while count:
        left = _left(deadline)
        try:
            chunk = sock.recv(min(count, 1 << 20), socket.MSG_DONTWAIT)
        except BlockingIOError:
            _wait(sock, select.POLLIN, left)
            continue
        except OSError as error:
            raise WireClosed(str(error)) from None
        if not chunk:
            raise WireClosed("the other side is gone")
        chunks.append(chunk)
        count -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
