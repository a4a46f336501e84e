"""What can be chosen of how the moving face lies in the picture, and of the film's size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice
from speaking_engine.clip.choices import fault_of_matte
from speaking_engine.performance.choices import keyed

SHAPES = {
    "rounded_box": "a box with round corners",
    "box": "a box",
    "ellipse": "an ellipse in the box",
    "drawn": "a mask that was drawn by hand",
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

SURROUNDS = {
    "blur": "the work itself, enlarged, blurred and darkened",
    "wall": "a lit wall, on which the work hangs with a shadow",
}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
CANVAS = re.compile(r"(\d{2,5})x(\d{2,5})")
MOST_PX, LEAST_PX = 7680, 64
WORK = "work"
"""The canvas that is none: the film has the work's own shape."""
CANVASES = {
    WORK: "the work's own shape",
    "1920x1080": "HD, lying",
    "1080x1920": "HD, upright",
    "3840x2160": "4K, lying",
    "2160x3840": "4K, upright",
    "1080x1080": "square",
}


def _canvases() -> Mapping[str, str]:
    return CANVASES


def _surrounds() -> Mapping[str, str]:
    return SURROUNDS


def canvas_size(text: str) -> tuple[int, int] | None:
    """Read "1920x1080"; None for no size of a film (even, 64 to 7680 pixels a side)."""
    found = CANVAS.fullmatch(text)
    if found is None:
        return None
    width, height = int(found[1]), int(found[2])
    even = width % 2 == 0 and height % 2 == 0
    fits = min(width, height) >= LEAST_PX and max(width, height) <= MOST_PX
    return (width, height) if even and fits else None


def _fault_of_canvas(text: str) -> str:
    if text in ("", WORK) or canvas_size(text):
        return ""
    return "it is neither 'work' nor a size as 1920x1080, in even numbers from 64 to 7680"


def _fault_of_surround(text: str) -> str:
    if text in SURROUNDS or COLOUR.fullmatch(text):
        return ""
    return f"it is neither {' nor '.join(SURROUNDS)} nor a colour as #202020"


def _fault_of_address(text: str) -> str:
    if not text or text.startswith(("https://", "http://")):
        return ""
    return "it does not begin with https://"


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
            scope="speaker",
        ),
    ] = None
    shape: Annotated[
        Literal["rounded_box", "box", "ellipse", "drawn"],
        Choice("Outline of the moving region", one_of=SHAPES, scope="speaker"),
    ] = "rounded_box"
    drawn_mask: Annotated[
        str,
        Choice(
            "PNG in the production that lies over the moving region: white moves, black stays",
            fault=fault_of_matte,
            pure=True,
            unset="none",
            scope="speaker",
            example="masks/f0.png",
            is_picture=True,
        ),
    ] = ""
    blend: Annotated[float, Choice("From still (0) to moving (1)", low=0, high=1, scope="speaker")] = 1.0
    blend_keys: Annotated[
        tuple[tuple[float, float], ...],
        keyed(
            "SECONDS:BLEND in the film's time, in place of the blend",
            highest=1.0,
            example="'0:1 4.5:0 6:1'",
            scope="speaker",
        ),
    ] = ()
    exposure_stops: Annotated[
        float, Choice("Brightness of the moving face", unit="stops", low=-4, high=4, scope="speaker")
    ] = 0.0
    saturation: Annotated[
        float, Choice("Saturation of the moving face; 1 leaves it", low=0, high=2, scope="speaker")
    ] = 1.0
    resolution: Annotated[
        str,
        Choice(
            "Size of the film: fits into this frame, never larger than the work",
            one_of={name: f"{longer} x {shorter}" for name, (longer, shorter) in RESOLUTIONS.items()},
        ),
    ] = "native"
    title_card_s: Annotated[
        float, Choice("A card with the work's label before it", unit="s", low=0, high=60)
    ] = 0.0
    end_card_s: Annotated[
        float, Choice("A card with credit and AI notice after it", unit="s", low=0, high=60)
    ] = 0.0
    loudness_lufs: Annotated[
        float, Choice("Loudness of the film, integrated over its channels", unit="LUFS", low=-40, high=-5)
    ] = -16.0
    peak_dbtp: Annotated[float, Choice("True peak of the film", unit="dBTP", low=-20, high=0)] = -1.0
    channels: Annotated[Literal["mono", "stereo"], Choice("Of the film's sound", one_of=CHANNELS)] = "stereo"


@dataclass
class ExportChoices:
    """Chosen for exports."""

    ROOM: ClassVar[str] = "Export"

    canvas: Annotated[
        str,
        Choice(
            "Size of an exported film, around which the work is padded and never distorted",
            unset="that of the player",
            names=_canvases,
            fault=_fault_of_canvas,
            pure=True,
        ),
    ] = ""
    surround: Annotated[
        str,
        Choice(
            "What lies around the work: blur, wall, or a colour as #202020",
            names=_surrounds,
            fault=_fault_of_surround,
            pure=True,
        ),
    ] = "blur"
    address: Annotated[
        str,
        Choice(
            "Where the exported folder will be reached: for the QR code and the IIIF manifest",
            fault=_fault_of_address,
            pure=True,
            example="https://museum.example/mona-lisa",
        ),
    ] = ""
    idle_s: Annotated[float, Choice("Length of the idle loop", unit="s", low=4, high=120)] = 20.0
