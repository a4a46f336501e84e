"""RenderPlan: what a renderer needs to make the film, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

PLAN_SCHEMA = 1

MaskShape = Literal["rounded_box", "box", "ellipse", "drawn"]


@dataclass(frozen=True, slots=True)
class Mask:
    """Where a moving face covers the still picture.

    The alpha is ``smoothstep`` of the signed distance to the shape, falling from 1 to 0 over
    `feather_px` inside its outline, so nothing outside the outline is ever touched.

    Attributes
    ----------
    shape : {"rounded_box", "box", "ellipse", "drawn"}
        Outline, inscribed in the layer's box less `inset_px` on each side; "drawn" takes `picture` instead.
    feather_px, inset_px, radius_px : float
        In pixels of the artwork at native size, >= 0; `radius_px` is of a rounded box's corners.
    """

    shape: MaskShape = "rounded_box"
    feather_px: float = 24.0
    inset_px: float = 0.0
    radius_px: float = 48.0
    picture: str | None = None
    """PNG that lies over the whole box, white where the face moves; grey 0.5 is half."""


@dataclass(frozen=True, slots=True)
class FaceLayer:
    """One clip over one region of the artwork.

    Attributes
    ----------
    clip : str
        Path of the lossless movie of the region; relative to the plan's folder, or absolute.
    crop_px : tuple of int
        (x, y, width, height) in artwork pixels at native size, origin top left, y down.
        The clip's frames have exactly this width and height.
    start_frame, frame_count : int
        First film frame (0-based) that shows the clip's first frame, and how many follow.
    blend : float
        0 still to 1 moving.
    blend_keys : tuple of (float, float)
        Film frame (0-based) and blend, straight in between; they hold the whole blend where there are any.
    exposure_stops, saturation : float
        Trims of the clip, in linear light; 0 and 1 leave it.
    """

    clip: str
    crop_px: tuple[int, int, int, int]
    start_frame: int
    frame_count: int
    mask: Mask
    blend: float = 1.0
    face_id: str = ""
    blend_keys: tuple[tuple[float, float], ...] = ()
    exposure_stops: float = 0.0
    saturation: float = 1.0

    def blend_at(self, frame: int) -> float:
        """Return the blend at a film frame."""
        keys = self.blend_keys
        if not keys or frame <= keys[0][0]:
            return keys[0][1] if keys else self.blend
        for (x0, y0), (x1, y1) in pairwise(keys):
            if frame <= x1:
                return y0 + (y1 - y0) * (frame - x0) / (x1 - x0) if x1 > x0 else y1
        return keys[-1][1]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence's sound, and the film frames that hear it.

    Attributes
    ----------
    from_seconds, to_seconds : float
        Of the sentence as it was spoken, counted from its own start.
    start_frame, end_frame : int
        Film frames (0-based), the end excluded.
    """

    from_seconds: float
    to_seconds: float
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One sentence of the film, where it is heard; several pieces where a hand cut it.

    Attributes
    ----------
    seconds : float
        How long it was spoken.
    pause_seconds : float
        The silence before it where no hand moved it.
    """

    face_id: str
    text: str
    seconds: float
    pause_seconds: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """The film as data: still, layers, sound, captions, rate and size.

    The feather is mixed in linear light (IEC 61966-2-1 decoded), as Blender's shaders do.

    Attributes
    ----------
    artwork : str
        PNG of the whole picture at native size, sRGB; relative to the plan's folder, or absolute.
    width_px, height_px : int
        Size of the film, even.
    rate : tuple of int
        Frames a second as numerator and denominator, e.g. (30000, 1001).
    sound : str or None
        WAV at 48 kHz of exactly the film's length.
    """

    artwork: str
    artwork_width_px: int
    artwork_height_px: int
    width_px: int
    height_px: int
    rate: tuple[int, int]
    frame_count: int
    layers: tuple[FaceLayer, ...]
    sound: str | None = None
    captions: str | None = None
    title: str = ""
    sentences: tuple[SpokenSentence, ...] = ()
    schema: int = PLAN_SCHEMA

    @property
    def frames_per_second(self) -> Fraction:
        """Exact rate."""
        return Fraction(*self.rate)

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return float(self.frame_count / self.frames_per_second)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


def plan_from_dict(data: dict[str, Any]) -> RenderPlan:
    """Make a plan from plain values.

    Raises
    ------
    ValueError
        For a plan of another schema or with wrong fields; our bug, or a file edited by hand.
    """
    if data.get("schema") != PLAN_SCHEMA:
        raise ValueError(f"the plan has schema {data.get('schema')!r}, this program reads {PLAN_SCHEMA}")
    fields = dict(data)
    try:
        fields["rate"] = tuple(data["rate"])
        fields["layers"] = tuple(_layer_from_dict(layer) for layer in data["layers"])
        fields["sentences"] = tuple(_sentence_from_dict(one) for one in data.get("sentences", ()))
        return RenderPlan(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"the plan has wrong fields: {error}") from error


def _layer_from_dict(data: dict[str, Any]) -> FaceLayer:
    fields = dict(data)
    fields["crop_px"] = tuple(data["crop_px"])
    fields["mask"] = Mask(**data["mask"])
    fields["blend_keys"] = tuple((frame, value) for frame, value in data.get("blend_keys", ()))
    return FaceLayer(**fields)


def _sentence_from_dict(data: dict[str, Any]) -> SpokenSentence:
    pieces = tuple(Piece(**piece) for piece in data["pieces"])
    return SpokenSentence(**{**data, "pieces": pieces})


def read_plan(path: Path) -> RenderPlan:
    """Read `plan.json`; relative paths inside it are made absolute against its folder."""
    plan = plan_from_dict(json.loads(path.read_text("utf8")))
    folder = path.resolve().parent

    def absolute(name: str) -> str:
        return os.path.normpath(folder / name)

    return dataclasses.replace(
        plan,
        artwork=absolute(plan.artwork),
        sound=absolute(plan.sound) if plan.sound else None,
        captions=absolute(plan.captions) if plan.captions else None,
        layers=tuple(_found(layer, folder) for layer in plan.layers),
    )


def seen_from(plan: RenderPlan, folder: Path) -> RenderPlan:
    """Return a plan whose paths are relative to a folder, so that it may be moved with all that it names."""

    def relative(name: str) -> str:
        return Path(os.path.relpath(name, folder)).as_posix()

    def layer_from(layer: FaceLayer) -> FaceLayer:
        picture = layer.mask.picture
        mask = dataclasses.replace(layer.mask, picture=relative(picture) if picture else None)
        return dataclasses.replace(layer, clip=relative(layer.clip), mask=mask)

    return dataclasses.replace(
        plan,
        artwork=relative(plan.artwork),
        sound=relative(plan.sound) if plan.sound else None,
        captions=relative(plan.captions) if plan.captions else None,
        layers=tuple(map(layer_from, plan.layers)),
    )


def _found(layer: FaceLayer, folder: Path) -> FaceLayer:
    picture = layer.mask.picture
    mask = dataclasses.replace(layer.mask, picture=os.path.normpath(folder / picture) if picture else None)
    return dataclasses.replace(layer, clip=os.path.normpath(folder / layer.clip), mask=mask)
