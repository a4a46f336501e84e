"""ONNX files as protobuf records, without the `onnx` package: only what the Kokoro rewrite needs.

References
----------
Protocol Buffers encoding (protobuf.dev/programming-guides/encoding) and onnx.proto3 (onnx/onnx on GitHub).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_TYPES = {1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64}
Value = int | memoryview
Array = npt.NDArray[np.generic]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def read_varint(data: memoryview, at: int) -> tuple[int, int]:
    """Return the number that starts at byte `at`, and the place after it."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def records(data: memoryview) -> Iterator[tuple[int, Value]]:
    """Return (field number, value) of one message, in order; sub-messages stay bytes.

    Raises
    ------
    ValueError
        The bytes are no protobuf message.
    """
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = read_varint(data, at)
            yield key >> 3, value
            continue
        if kind == _BYTES:
            size, at = read_varint(data, at)
        elif kind in (_FIXED32, _FIXED64):
            size = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(f"no protobuf wire type: {kind}")
        yield key >> 3, data[at : at + size]
        at += size


def varint(number: int) -> bytes:
    """Encode one number."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def record(field: int, value: int | str | bytes | bytearray | memoryview) -> bytes:
    """Encode one field: a number as varint, all else as counted bytes."""
    if isinstance(value, int):
        return varint(field << 3 | _VARINT) + varint(value)
    body = value.encode() if isinstance(value, str) else bytes(value)
    return varint(field << 3 | _BYTES) + varint(len(body)) + body


@dataclass(frozen=True, slots=True)
class Node:
    """NodeProto: one operation of the graph."""

    operation: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: tuple[bytes, ...] = ()
    name: str = ""
    domain: str = ""

    def encode(self) -> bytes:
        """Write the record's body."""
        parts = [record(1, name) for name in self.inputs] + [record(2, name) for name in self.outputs]
        parts += [record(3, self.name), record(4, self.operation)]
        parts += [record(5, attribute) for attribute in self.attributes]
        return b"".join([*parts, record(7, self.domain)])


def read_node(data: memoryview) -> Node:
    """Read a NodeProto."""
    found: dict[int, list[bytes]] = {1: [], 2: [], 3: [], 4: [], 5: [], 7: []}
    for field, value in records(data):
        if field in found and not isinstance(value, int):
            found[field].append(bytes(value))
    return Node(
        operation=b"".join(found[4]).decode(),
        inputs=tuple(name.decode() for name in found[1]),
        outputs=tuple(name.decode() for name in found[2]),
        attributes=tuple(found[5]),
        name=b"".join(found[3]).decode(),
        domain=b"".join(found[7]).decode(),
    )


def tensor_name(data: memoryview) -> str:
    """Read only the name of a TensorProto."""
    return next(
        str(value, "utf8") for field, value in records(data) if field == 8 and not isinstance(value, int)
    )


def read_tensor(data: memoryview) -> Array:
    """Read a TensorProto that carries its numbers as raw bytes, packed floats or integers."""
    shape: list[int] = []
    kind, raw, floats, integers = 0, b"", b"", list[int]()
    for field, value in records(data):
        if field == 1:
            shape += _integers(value)
        elif field == 2 and isinstance(value, int):
            kind = value
        elif field == 4 and not isinstance(value, int):
            floats += bytes(value)
        elif field in (5, 7):
            integers += _integers(value)
        elif field == 9 and not isinstance(value, int):
            raw = bytes(value)
    if integers:
        signed = [number - (1 << 64) if number >> 63 else number for number in integers]
        return np.array(signed, np.int64).astype(_TYPES[kind]).reshape(shape)
    return np.frombuffer(raw or floats, _TYPES[kind]).reshape(shape)


def _integers(value: Value) -> list[int]:
    """Return repeated integers, whether packed into bytes or written one by one."""
    if isinstance(value, int):
        return [value]
    numbers, at = [], 0
    while at < len(value):
        number, at = read_varint(value, at)
        numbers.append(number)
    return numbers


def write_tensor(name: str, array: npt.NDArray[np.float32]) -> bytes:
    """Write a float TensorProto's body."""
    parts = [record(1, int(size)) for size in array.shape]
    return b"".join([*parts, record(2, 1), record(8, name), record(9, np.ascontiguousarray(array).tobytes())])


def float_output(name: str) -> bytes:
    """Write the body of a ValueInfoProto for a float tensor of unstated shape."""
    return record(1, name) + record(2, record(1, record(1, 1)))


def encode_all(field: int, bodies: Sequence[bytes | memoryview]) -> list[bytes]:
    """Write the same field many times."""
    return [record(field, body) for body in bodies]
