"""Colours and pieces of pictures: what paint, cloth and ground are made of. RGB, float32, 0 to 255."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from head_studio.head import Floats
from head_studio.shape import Random

PIECE_PX, PIECES = 300, 500
PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def random_colour(random: Random, kind: str = "any") -> Floats:
    """Return a colour that skin, hair or anything may have, (3,)."""
    if kind == "skin":
        hue = random.normal(11, 4) if random.random() < 0.5 else random.uniform(0, 25)
        light = random.uniform(170, 245) if random.random() < 0.5 else random.uniform(60, 200)
        return _from_hsv(hue, random.uniform(20, 150), light)
    if kind == "hair":
        light = random.uniform(15, 90) if random.random() < 0.5 else random.uniform(60, 220)
        return _from_hsv(random.uniform(5, 25), random.uniform(0, 170), light)
    return _from_hsv(random.uniform(0, 180), random.uniform(0, 220), random.uniform(20, 240))


def _from_hsv(hue: float, saturation: float, value: float) -> Floats:
    pixel = np.array([[[np.clip(hue, 0, 179), saturation, value]]], np.uint8)
    return cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def noise(random: Random, size: int, cells: int) -> Floats:
    """Return smooth noise, (size, size), of unit variance at its cells."""
    grid = random.normal(0, 1, (cells + 2, cells + 2)).astype(np.float32)
    return cv2.resize(grid, (size, size), interpolation=cv2.INTER_CUBIC)


class Pieces:
    """Pieces of pictures that show no face: grounds, cloth, and what stands before one.

    Parameters
    ----------
    folder : Path, or None
        Pictures, and beside the folder `faces.json` with boxes to keep away from. Without, pieces are
        made of noise.
    """

    def __init__(self, folder: Path | None, random: Random) -> None:
        self._stock = _cut(folder, random) if folder else []
        if not self._stock:
            self._stock = [_made(random) for _ in range(80)]

    def __len__(self) -> int:
        return len(self._stock)

    def take(self, random: Random, size: int) -> Floats:
        """Return a random part of a random piece, (size, size, 3)."""
        piece = self._stock[random.integers(len(self._stock))]
        side = int(random.uniform(0.4, 1) * PIECE_PX)
        x, y = random.integers(0, PIECE_PX + 1 - side, 2)
        part = piece[y : y + side, x : x + side]
        part = part[:, ::-1] if random.random() < 0.5 else part
        return cv2.resize(part, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def _cut(folder: Path, random: Random) -> list[Any]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    known = folder.parent / "faces.json"
    marked = json.loads(known.read_text())["images"] if known.exists() else {}
    stock = []
    for path in files:
        picture = cv2.imread(str(path))
        if picture is None:
            continue
        entry = marked.get(path.stem, {})
        listed = [*entry.get("faces", []), *entry.get("ignore", [])]
        boxes = [face["bbox"] for face in listed if isinstance(face, dict) and face.get("bbox")]
        stock += _cut_one(picture[..., ::-1], boxes, PIECES // len(files) + 1, random)
    return stock


def _cut_one(picture: Any, boxes: list[list[float]], wanted: int, random: Random) -> list[Any]:  # noqa: ANN401
    height, width = picture.shape[:2]
    out: list[Any] = []
    for _ in range(200):
        side = int(random.uniform(0.12, 0.5) * min(height, width))
        x, y = random.integers(0, width - side + 1), random.integers(0, height - side + 1)
        if len(out) < wanted and not any(_touches(x, y, side, box) for box in boxes):
            part = picture[y : y + side, x : x + side]
            out.append(cv2.resize(part, (PIECE_PX, PIECE_PX), interpolation=cv2.INTER_AREA))
    return out


def _touches(x: float, y: float, side: float, box: list[float]) -> bool:
    left, top, width, height = box
    beside = x >= left + 1.1 * width or x + side <= left - 0.1 * width
    return not (beside or y >= top + 1.05 * height or y + side <= top - 0.15 * height)


def _made(random: Random) -> Any:  # noqa: ANN401
    """Return a piece of nothing: clouds, stripes and blots in random colours."""
    mix = sum(noise(random, PIECE_PX, cells) / cells**0.5 for cells in (3, 7, 15, 40))
    mix = (mix - mix.min()) / (np.ptp(mix) + 1e-6)
    first, second = random_colour(random), random_colour(random)
    piece = first + (second - first) * mix[..., None]
    for _ in range(random.integers(0, 12)):
        centre = tuple(int(v) for v in random.integers(0, PIECE_PX, 2))
        axes = tuple(int(v) for v in random.integers(4, 90, 2))
        colour = random_colour(random).tolist()
        cv2.ellipse(piece, centre, axes, random.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)
    return np.clip(piece, 0, 255).astype(np.uint8)
