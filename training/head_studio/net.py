"""The nets: small residual encoders, a decoder, a map of every point, and what is told of the whole face.

References
----------
Newell et al., "Stacked hourglass networks", 2016, for the shape; Sun et al., "Integral human pose
regression", 2018, for reading points off maps without a largest place.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from head_studio.points import CLOSE_POINTS, POINTS
from head_studio.sample import MOUTH
from head_studio.view import PARTS

CROP_PX, MAP_PX, PARSED_PX = 128, 32, 64
STRIDE = CROP_PX // MAP_PX
WIDTHS = (24, 40, 80, 144)
POSE_DEG = 30.0  # the unit in which the net tells angles
CLOSE_PX, CLOSE_MAP_PX, CLOSE_STRIDE = 48, 24, 2
CLOSE_WIDTHS = (20, 40, 64)


def _conv(inward: int, outward: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inward, outward, 3, stride, 1, bias=False), nn.BatchNorm2d(outward), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """Two convolutions and what they are added to."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, seen: Tensor) -> Tensor:
        """Return maps of the same size."""
        return functional.relu(seen + self.second(self.first(seen)))


class Net(nn.Module):
    """Tells of a crop, (N, 3, 128, 128), mean 0, RGB: points, doubt, visibility, pose, parsing.

    The crop is 1.5 times as large as the face; the head looks at us or to the left.
    """

    def __init__(self) -> None:
        super().__init__()
        fine, half, quarter, eighth = WIDTHS
        self.at_32 = nn.Sequential(_conv(3, fine, 2), _conv(fine, half, 2), Residual(half))
        self.at_16 = nn.Sequential(_conv(half, quarter, 2), Residual(quarter))
        self.at_8 = nn.Sequential(_conv(quarter, eighth, 2), Residual(eighth), Residual(eighth))
        self.whole = nn.Sequential(nn.Linear(eighth, eighth), nn.ReLU())
        self.up_16, self.join_16 = nn.Conv2d(eighth, quarter, 1), _conv(quarter, quarter)
        self.up_32, self.join_32 = nn.Conv2d(quarter, half, 1), _conv(half, half)
        self.maps = nn.Conv2d(half, len(POINTS), 1)
        self.parts = nn.Conv2d(half, 4 * len(PARTS), 1)
        self.facts = nn.Linear(eighth, 2 * len(POINTS) + 5 + len(MOUTH))
        self.register_buffer("places", _places(MAP_PX, STRIDE), persistent=False)

    def forward(self, crop: Tensor) -> dict[str, Tensor]:
        """Return by name: maps, points (in pixels), seen, doubt, facing, pose, readable, mouth, parts."""
        at_32 = self.at_32(crop)
        at_16 = self.at_16(at_32)
        at_8 = self.at_8(at_16)
        whole = self.whole(at_8.mean((2, 3)))
        at_8 = at_8 + whole[:, :, None, None]
        at_16 = self.join_16(at_16 + _doubled(self.up_16(at_8)))
        at_32 = self.join_32(at_32 + _doubled(self.up_32(at_16)))
        maps = self.maps(at_32).float().flatten(2)
        share = maps.softmax(-1)
        count = len(POINTS)
        told = self.facts(whole).float()
        parts = functional.pixel_shuffle(self.parts(at_32), 2).float()
        return {
            "maps": maps,
            "points": torch.einsum("bnk,dk->bnd", share, self.places),
            "seen": told[:, :count],
            "doubt": told[:, count : 2 * count],
            "facing": told[:, 2 * count],
            "pose": told[:, 2 * count + 1 : 2 * count + 4],
            "readable": told[:, 2 * count + 4],
            "mouth": told[:, 2 * count + 5 :],
            "parts": parts,
        }


class CloseNet(nn.Module):
    """Tells of a crop round an eye or a mouth, (N, 3, 48, 48): the points of both, and their doubt."""

    def __init__(self) -> None:
        super().__init__()
        fine, half, quarter = CLOSE_WIDTHS
        self.at_24 = nn.Sequential(_conv(3, fine, 2), Residual(fine))
        self.at_12 = nn.Sequential(_conv(fine, half, 2), Residual(half))
        self.at_6 = nn.Sequential(_conv(half, quarter, 2), Residual(quarter), Residual(quarter))
        self.up_12, self.join_12 = nn.Conv2d(quarter, half, 1), _conv(half, half)
        self.up_24, self.join_24 = nn.Conv2d(half, fine, 1), _conv(fine, half)
        self.maps = nn.Conv2d(half, len(CLOSE_POINTS), 1)
        self.doubt = nn.Linear(quarter, len(CLOSE_POINTS))
        self.register_buffer("places", _places(CLOSE_MAP_PX, CLOSE_STRIDE), persistent=False)

    def forward(self, crop: Tensor) -> dict[str, Tensor]:
        """Return by name: maps, points (in pixels), doubt."""
        at_24 = self.at_24(crop)
        at_12 = self.at_12(at_24)
        at_6 = self.at_6(at_12)
        at_12 = self.join_12(at_12 + _doubled(self.up_12(at_6)))
        at_24 = self.join_24(at_24 + _doubled(self.up_24(at_12)))
        maps = self.maps(at_24).float().flatten(2)
        points = torch.einsum("bnk,dk->bnd", maps.softmax(-1), self.places)
        return {"maps": maps, "points": points, "doubt": self.doubt(at_6.mean((2, 3))).float()}


def _places(side: int, stride: int) -> Tensor:
    """Return where in the crop the middles of a map's places lie, (2, side * side)."""
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    return torch.stack([x, y]).view(2, -1) * float(stride) + (stride - 1) / 2


def _doubled(maps: Tensor) -> Tensor:
    return functional.interpolate(maps, scale_factor=2.0, mode="bilinear", align_corners=False)
