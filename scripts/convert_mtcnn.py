# /// script
# requires-python = ">=3.11"
# dependencies = ["joblib>=1.4", "lz4>=4.3", "numpy", "onnx>=1.17"]
# ///
"""Convert the three MTCNN nets of the `mtcnn` 1.0.0 wheel to plain ONNX, once; not needed to run the engine.

    uv run scripts/convert_mtcnn.py mtcnn-1.0.0-py3-none-any.whl engine/speaking_engine/weights

The wheel's weights are joblib pickles, and a pickle can run any code; so each is opened only after its
SHA-256 was compared. What the engine ships and reads are the ONNX files this script writes.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import joblib
import lz4.frame
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SHA256 = {
    "pnet": "ea6b0c3e685ebee3165326ad6484acc95f2ef78f1c94fbf40a55704fa989f7b5",
    "rnet": "cb00e6460f3c98b0bfafaba3c0a0ded4bdf6e62cee7174d969e8670d7e757fee",
    "onet": "94f6ea2f4cf985275ee958cdd762d17b6009348a4fb9d8c6be39ba73ffd22ca3",
}
INPUT_PX = {"rnet": 24, "onet": 48}


def read_weights(wheel: Path, net: str) -> list[np.ndarray]:
    """Read one net's arrays, after checking that they are the ones we looked at."""
    packed = zipfile.ZipFile(wheel).read(f"mtcnn/assets/weights/{net}.lz4")
    if hashlib.sha256(packed).hexdigest() != SHA256[net]:
        sys.exit(f"{net}.lz4 in {wheel} is not the file of mtcnn 1.0.0; it was not opened.")
    arrays = joblib.load(io.BytesIO(lz4.frame.decompress(packed)))
    return [np.asarray(array, np.float32) for array in arrays]


class Net:
    """A straight line of layers that takes its arrays from the front of a list."""

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self.arrays = list(arrays)
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.last = "pixels"

    def constant(self, array: np.ndarray) -> str:
        """Keep an array in the graph."""
        name = f"w{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def layer(self, kind: str, *constants: str, out: str = "", after: str = "", **attributes: object) -> str:
        """Append one operator after the last one, or after a named one."""
        name = out or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [after or self.last, *constants], [name], **attributes))
        if not out:
            self.last = name
        return name

    def conv(self, **where: str) -> str:
        """Convolution; Keras keeps kernels as (h, w, in, out)."""
        kernel = self.arrays.pop(0).transpose(3, 2, 0, 1)
        return self.layer("Conv", self.constant(kernel), self.constant(self.arrays.pop(0)), **where)

    def dense(self, **where: str) -> str:
        """Fully connected layer."""
        matrix = self.constant(self.arrays.pop(0))
        return self.layer("Gemm", matrix, self.constant(self.arrays.pop(0)), **where)

    def prelu(self, *, flat: bool = False) -> str:
        """Rectifier with a learnt slope per channel."""
        slope = self.arrays.pop(0).reshape(-1)
        return self.layer("PRelu", self.constant(slope if flat else slope.reshape(-1, 1, 1)))

    def pool(self, size: int, *, same: bool) -> str:
        """Maximum over a window, every second pixel."""
        padding = {"auto_pad": "SAME_UPPER"} if same else {}
        return self.layer("MaxPool", kernel_shape=[size, size], strides=[2, 2], **padding)

    def model(self, inputs: list[int | str], outputs: dict[str, list[int | str]]) -> onnx.ModelProto:
        """Close the graph."""
        if self.arrays:
            sys.exit("Some arrays were not used: the net is not the one expected.")
        float32 = TensorProto.FLOAT
        graph = helper.make_graph(
            self.nodes,
            "mtcnn",
            [helper.make_tensor_value_info("pixels", float32, inputs)],
            [helper.make_tensor_value_info(name, float32, shape) for name, shape in outputs.items()],
            self.initializers,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="speaking-images"
        )
        onnx.checker.check_model(model)
        return model


def proposal_net(arrays: list[np.ndarray]) -> onnx.ModelProto:
    """P-Net: fully convolutional, any size, one cell per 2 px."""
    net = Net(arrays)
    net.conv()
    net.prelu()
    net.pool(2, same=True)
    for _ in range(2):
        net.conv()
        net.prelu()
    net.conv(out="box", after=net.last)
    net.layer("Softmax", out="probability", after=net.conv(out="logits", after=net.last), axis=1)
    return net.model(
        ["n", 3, "h", "w"], {"box": ["n", 4, "rows", "columns"], "probability": ["n", 2, "rows", "columns"]}
    )


def crop_net(arrays: list[np.ndarray], size_px: int) -> onnx.ModelProto:
    """R-Net and O-Net: one crop in, one verdict out; O-Net also gives five points."""
    net = Net(arrays)
    for same in (True, False):
        net.conv()
        net.prelu()
        net.pool(3, same=same)
    if size_px == INPUT_PX["onet"]:
        net.conv()
        net.prelu()
        net.pool(2, same=True)
    net.conv()
    net.prelu()
    net.layer("Transpose", perm=[0, 3, 2, 1])  # Keras flattens as (width, height, channel)
    net.layer("Flatten", axis=1)
    net.dense()
    net.prelu(flat=True)
    trunk = net.last
    net.dense(out="box", after=trunk)
    outputs: dict[str, list[int | str]] = {"box": ["n", 4]}
    if size_px == INPUT_PX["onet"]:
        net.dense(out="points", after=trunk)
        outputs["points"] = ["n", 10]
    net.layer("Softmax", out="probability", after=net.dense(out="logits", after=trunk), axis=1)
    outputs["probability"] = ["n", 2]
    return net.model(["n", 3, size_px, size_px], outputs)


def main() -> None:
    """Write the three files and print the rows for SHA256SUMS."""
    wheel, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for net in SHA256:
        arrays = read_weights(wheel, net)
        model = crop_net(arrays, INPUT_PX[net]) if net in INPUT_PX else proposal_net(arrays)
        data = model.SerializeToString(deterministic=True)
        (folder / f"mtcnn_{net}.onnx").write_bytes(data)
        print(f"{hashlib.sha256(data).hexdigest()}  mtcnn_{net}.onnx")


if __name__ == "__main__":
    main()
