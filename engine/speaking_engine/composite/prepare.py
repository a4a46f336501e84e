"""Media on the film's own pixel grid, so that Blender places them one to one and resamples nothing."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.composite.grid import Grid
from speaking_engine.errors import ProjectError
from speaking_engine.media.beside import written_beside
from speaking_engine.media.movie import read_frames, write_lossless
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan

Picture = npt.NDArray[np.uint8]

_TEXT = b"tEXtSoftware\0Speaking Images"
_MARK = struct.pack(">I", len(_TEXT) - 4) + _TEXT + struct.pack(">I", zlib.crc32(_TEXT))
_AFTER_HEAD = 33  # bytes of a PNG's signature and its first chunk


def write_png(path: Path, pixels: Picture, *, marked: bool = False) -> None:
    """Write a picture as PNG, whole or not at all.

    Parameters
    ----------
    marked : bool
        With the name of this program in it, so that it is known again; see `is_our_picture`.
    """
    with written_beside(path) as beside:
        _, encoded = cv2.imencode(
            ".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 1]
        )
        data = encoded.tobytes()
        beside.write_bytes(data[:_AFTER_HEAD] + _MARK + data[_AFTER_HEAD:] if marked else data)


def is_our_picture(path: Path) -> bool:
    """Return whether a picture was written by `write_png` with our mark."""
    with path.open("rb") as file:
        return file.read(_AFTER_HEAD + len(_MARK))[_AFTER_HEAD:] == _MARK


def read_png(path: Path) -> Picture:
    """Read a PNG written by `write_png`.

    Raises
    ------
    ProjectError
        It is none; making it again repairs it.
    """
    encoded = np.frombuffer(path.read_bytes(), np.uint8)
    pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR) if len(encoded) else None
    if pixels is None:
        raise ProjectError(f"The picture {path} is damaged.", hint="Delete its folder and run it again.")
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def size_px_of(path: Path) -> tuple[int, int]:
    """Read width and height from a PNG's head, without its pixels.

    Raises
    ------
    ProjectError
        It is no PNG; making it again repairs it.
    """
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n":
        raise ProjectError(f"The picture {path} is damaged.", hint="Delete its folder and run it again.")
    width_px, height_px = struct.unpack(">II", head[16:])
    return int(width_px), int(height_px)


def media_at_film_size(plan: RenderPlan, folder: Path) -> RenderPlan:
    """Return the same film as a plan whose artwork and clips have the film's own pixels.

    Parameters
    ----------
    folder : Path
        Where resampled media are written; nothing is written for a native plan of even size.
    """
    grid = Grid.of(plan)
    if grid.is_native and grid.artwork_size_px == grid.film_size_px:
        return plan
    artwork = folder / "artwork.png"
    write_png(artwork, grid.still(read_png(Path(plan.artwork))))
    layers = tuple(
        _layer_at_film_size(layer, plan, grid, folder, index) for index, layer in enumerate(plan.layers)
    )
    return dataclasses.replace(
        plan,
        artwork=str(artwork),
        artwork_width_px=plan.width_px,
        artwork_height_px=plan.height_px,
        layers=layers,
    )


def _layer_at_film_size(
    layer: FaceLayer, plan: RenderPlan, grid: Grid, folder: Path, index: int
) -> FaceLayer:
    if grid.is_native:
        return layer
    window_px = grid.window_of(layer.crop_px)
    clip = folder / f"{index:03}.mkv"
    placed = (grid.place(frame, layer.crop_px[:2], window_px) for frame in read_frames(Path(layer.clip)))
    write_lossless(clip, placed, plan.frames_per_second)
    scale = grid.scale[0]
    mask = Mask(
        layer.mask.shape,
        layer.mask.feather_px * scale,
        layer.mask.inset_px * scale,
        layer.mask.radius_px * scale,
        layer.mask.picture,
    )
    return dataclasses.replace(layer, clip=str(clip), crop_px=window_px, mask=mask)
