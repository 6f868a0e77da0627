"""Frames across the boundary: what is sent comes back, and hostile bytes are refused before memory is taken."""
import io
import json
import socket
import struct
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.inside import wire

plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20)
arrays = hnp.arrays(
    dtype=st.sampled_from([np.float64, np.float32, np.int64, np.int8, np.uint16, np.bool_, np.complex128]),
    shape=hnp.array_shapes(min_dims=0, max_dims=4, max_side=4),
)
values = st.recursive(
    plain | arrays,
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner, inner)
    | st.dictionaries(st.text("abcxyz_ ", min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)


def exchange(frame: bytes):
    """What the receiving side makes of these bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=deliver, args=[ours, frame], daemon=True)
        sender.start()
        return wire.receive(theirs, time.monotonic() + 5)


def deliver(sock: socket.socket, frame: bytes) -> None:
    """Send what a socket's buffer may not hold at once."""
    try:
        sock.sendall(frame)
        sock.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # refused before it was read to its end


def frame(header, *blobs: bytes) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">I", len(text)) + text + b"".join(blobs)


def same(one, other) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(values)
def test_what_is_sent_comes_back(value):
    assert same(value, exchange(wire.pack(value)))


@given(arrays)
def test_numpy_reads_what_we_write(array):
    for one in (array, array.T, array[::2] if array.ndim else array):
        read = np.lib.format.read_array(io.BytesIO(wire.encode_npy(one)), allow_pickle=False)
        assert same(one, read)


def test_fortran_order_and_foreign_byte_order_come_back_as_the_same_numbers():
    for array in [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(3, dtype=">i4")]:
        back = exchange(wire.pack(array))
        np.testing.assert_array_equal(back, array)
        assert back.dtype.isnative


@pytest.mark.parametrize("name", ["objects", "text", "set", "object"])
def test_what_is_no_data_is_not_sent(name):
    value = {"objects": np.array([{}], object), "text": np.array(["a"]), "set": {1, 2}, "object": object()}[name]
    with pytest.raises(TypeError):
        wire.pack([value])


def test_what_is_nested_too_deeply_is_not_sent():
    nested = []
    for _ in range(100):
        nested = [nested]
    with pytest.raises(ValueError, match="deep"):
        wire.pack(nested)


NPY = wire.encode_npy(np.arange(4.0))


def npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


HOSTILE_NPY = {
    "empty": b"",
    "no magic": b"x" * 80,
    "version 3": b"\x93NUMPY\x03\x00" + NPY[8:],
    "header cut off": NPY[:40],
    "header is no dictionary": npy("[1]\n"),
    "header runs code": npy("__import__('os').system('true')\n"),
    "header too long": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1," * 4000 + ")}\n"),
    "pickled objects": npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\n", b"\x80\x04."),
    "text": npy("{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}\n", b"abcd"),
    "records": npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}\n", b"8" * 8),
    "more claimed than sent": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}\n", b"8" * 8),
    "less claimed than sent": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}\n", b"8" * 16),
    "negative side": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -1)}\n", b"8" * 8),
}


@pytest.mark.parametrize("name", HOSTILE_NPY)
def test_hostile_arrays_are_refused(name):
    with pytest.raises(wire.WireError):
        wire.decode_npy(HOSTILE_NPY[name])


HOSTILE_FRAMES = {
    "nothing": b"",
    "length cut off": b"\x00\x00",
    "header cut off": struct.pack(">I", 50) + b"{}",
    "header too long": struct.pack(">I", wire.MAX_HEADER + 1),
    "not JSON": frame(b"\x80\x04]q\x00."),
    "not a dictionary": frame([1, 2]),
    "no sizes": frame({"value": 1}),
    "sizes are no list": frame({"value": 1, "sizes": 5}),
    "negative size": frame({"value": 1, "sizes": [-5]}),
    "size is no integer": frame({"value": 1, "sizes": [1.5]}),
    "arrays too large": frame({"value": 1, "sizes": [wire.MAX_ARRAYS + 1]}),
    "arrays too many": frame({"value": 1, "sizes": [0] * (wire.MAX_COUNT + 1)}),
    "array cut off": frame({"value": {"$array": 0}, "sizes": [500]}, b"x"),
    "array that is not there": frame({"value": {"$array": 1}, "sizes": [len(NPY)]}, NPY),
    "array named by text": frame({"value": {"$array": "0"}, "sizes": [len(NPY)]}, NPY),
    "nested without end": frame(b'{"sizes": [], "value": ' + b"[" * 900 + b"]" * 900 + b"}"),
    "nested past the parser": frame(b'{"sizes": [], "value": ' + b"[" * 200000 + b"]" * 200000 + b"}"),
}


@pytest.mark.parametrize("name", HOSTILE_FRAMES)
def test_malformed_frames_are_refused(name):
    with pytest.raises(wire.WireError):
        exchange(HOSTILE_FRAMES[name])


@pytest.mark.parametrize(
    ("name", "said"),
    [("header too long", "a header of"), ("arrays too large", "forbidden number or size"),
     ("arrays too many", "forbidden number or size"), ("negative size", "forbidden number or size")],
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_is_read(name, said):
    # Otherwise the reader waits for the rest, and ends with another error.
    with pytest.raises(wire.WireError, match=said):
        exchange(HOSTILE_FRAMES[name])


@given(st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(noise):
    try:
        exchange(noise)
    except wire.WireError:
        pass


def test_a_silent_or_slow_other_side_runs_into_the_deadline():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(wire.pack([1])[:6])
        start = time.monotonic()
        with pytest.raises(wire.WireTimeout):
            wire.receive(theirs, start + 0.2)
        assert time.monotonic() - start < 3
