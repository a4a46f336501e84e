"""Writes a net as one ONNX file that the engine reads, and makes sure both say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from head_studio.net import CLOSE_PX, CROP_PX, POSE_DEG, CloseNet, Net
from head_studio.points import CLOSE_POINTS, POINTS
from head_studio.sample import MOUTH
from head_studio.train import LOOKS, mean_of
from head_studio.view import PARTS

OUTPUTS = ("points", "doubt", "seen", "facing", "pose_deg", "readable", "mouth", "parts")
CLOSE_OUTPUTS = ("points", "doubt")
SAME = 2e-3  # of a pixel, a probability, a degree


class _Shipped(nn.Module):
    """The first look's net as the engine sees it: levels in, probabilities and degrees out."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, crop: Tensor) -> tuple[Tensor, ...]:
        told = self.net((crop - 128) / 64)
        return (
            told["points"],
            told["doubt"].exp(),
            told["seen"].sigmoid(),
            told["facing"],
            told["pose"] * POSE_DEG,
            told["readable"].sigmoid(),
            told["mouth"].sigmoid(),
            told["parts"].softmax(1),
        )


class _ShippedClose(nn.Module):
    """The second look's."""

    def __init__(self, net: CloseNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, crop: Tensor) -> tuple[Tensor, ...]:
        told = self.net((crop - 128) / 64)
        return told["points"], told["doubt"].exp()


def export(look: str, checkpoint: Path, out: Path) -> None:
    """Write the running mean of a checkpoint's weights as ONNX.

    The file of the look "whole" takes crops (N, 3, 128, 128), RGB, 0 to 255, and gives by name: points
    (N, 23, 2) in pixels of the crop, doubt (N, 23) in % of the face's height, seen (N, 23), facing (N,) > 0
    for left, pose_deg (N, 3), readable (N,), mouth (N, 3), parts (N, 11, 64, 64). That of "close" takes crops
    of 48 pixels and gives points (N, 9, 2) and doubt (N, 9). Names of points, parts and mouths are in the
    metadata.

    Raises
    ------
    RuntimeError
        The file does not say what the net says.
    """
    net, closer = mean_of(LOOKS[look], checkpoint), look == "close"
    shipped = (_ShippedClose(net) if closer else _Shipped(net)).eval()
    side, outputs = (CLOSE_PX, CLOSE_OUTPUTS) if closer else (CROP_PX, OUTPUTS)
    crops = torch.rand(3, 3, side, side, generator=torch.Generator().manual_seed(0)) * 255
    torch.onnx.export(
        shipped,
        (crops,),
        str(out),
        input_names=["crops"],
        output_names=list(outputs),
        dynamic_axes={name: {0: "count"} for name in ("crops", *outputs)},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(out)
    named = {"points": CLOSE_POINTS} if closer else {"points": POINTS, "parts": PARTS, "mouth": MOUTH}
    for key, names in named.items():
        model.metadata_props.add(key=key, value=" ".join(names))
    onnx.save(model, out)
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        wanted = shipped(crops)
    for name, given, told in zip(outputs, session.run(None, {"crops": crops.numpy()}), wanted, strict=True):
        apart = float(np.abs(given - told.numpy()).max())
        if apart > SAME * max(1.0, float(told.abs().max())):
            raise RuntimeError(f"{out} differs from the net in {name} by {apart:.4f}.")
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
