"""What can be chosen of who renders the film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from speaking_engine.choice import Choice

RENDERERS = {
    "auto": "the engine",
    "engine": "the engine: the same pixels as Blender, many times sooner",
    "blender": "Blender, with the scene that it builds of the film",
}
WAYS = {
    "strips": "flat pictures in the sequencer, several times faster",
    "planes": "the 3D scene through Cycles",
}


SUBTITLES = {
    "beside": "in files beside the film",
    "track": "in the film as well, as a track that players can switch on",
}


@dataclass
class RenderChoices:
    """Chosen for the rendering."""

    ROOM: ClassVar[str] = "Film"

    renderer: Annotated[Literal["auto", "engine", "blender"], Choice("Who renders", one_of=RENDERERS)] = (
        "auto"
    )
    way: Annotated[Literal["strips", "planes"], Choice("How Blender renders", one_of=WAYS)] = "strips"
    subtitles: Annotated[Literal["beside", "track"], Choice("Where the captions stand", one_of=SUBTITLES)] = (
        "beside"
    )
