"""What can be chosen of how the moving face lies in the picture, and of the film's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

SHAPES = {
    "rounded_box": "a box with round corners",
    "box": "a box",
    "ellipse": "an ellipse in the box",
}
CHANNELS = {"stereo": "as most players want it", "mono": "for a single loudspeaker"}
RESOLUTIONS = {
    "native": (3840, 3840),
    "2160p": (3840, 2160),
    "1440p": (2560, 1440),
    "1080p": (1920, 1080),
    "720p": (1280, 720),
}
"""Longer and shorter side in pixels of the frame that the film fits into."""


@dataclass
class CompositeChoices:
    """Chosen for the film's picture."""

    ROOM: ClassVar[str] = "Film"

    feather_px: Annotated[
        float | None,
        Choice(
            "Feather of the face's edge, in artwork pixels",
            unit="px",
            low=0,
            soft_high=200,
            unset="8 % of the region",
        ),
    ] = None
    shape: Annotated[
        Literal["rounded_box", "box", "ellipse"],
        Choice("Outline of the moving region", one_of=SHAPES),
    ] = "rounded_box"
    blend: Annotated[float, Choice("From still (0) to moving (1)", low=0, high=1)] = 1.0
    resolution: Annotated[
        str,
        Choice(
            "Size of the film: fits into this frame, never larger than the work",
            one_of={name: f"{longer} x {shorter}" for name, (longer, shorter) in RESOLUTIONS.items()},
        ),
    ] = "native"
    loudness_lufs: Annotated[
        float, Choice("Loudness of the film, integrated over its channels", unit="LUFS", low=-40, high=-5)
    ] = -16.0
    peak_dbtp: Annotated[float, Choice("True peak of the film", unit="dBTP", low=-20, high=0)] = -1.0
    channels: Annotated[Literal["mono", "stereo"], Choice("Of the film's sound", one_of=CHANNELS)] = "stereo"
