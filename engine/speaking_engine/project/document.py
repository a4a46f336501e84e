"""project.json: what the user chose and corrected, and what the line last did; the only saved state."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from speaking_engine.clip.keys import fault_of

SCHEMA_VERSION = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_assignment=True)


class PictureSource(_Strict):
    """The picture file the production was made from."""

    path: str
    sha256: str


class Choices(_Strict):
    """What was chosen, room by room; None lets the room decide."""

    thorough: bool = False
    detector: str = Field("", description="one detector alone; empty: all that help")
    speakers: list[str] = Field(
        default_factory=list, description="ids of the faces that speak; empty: the main one"
    )

    text: str | None = None
    writer: str = "template"
    seconds: float = Field(18.0, gt=0, le=600)
    language: str = "en-us"
    seed: int = Field(0, ge=0)
    preset: str = "museum"
    policy: Literal["strict", "flag", "free"] = "strict"
    tone: str = Field("", description="the template writer's style; empty: chosen by the seed")
    model: str | None = Field(None, description="GGUF file for llama, or a name on the server for openai")
    eyes: str | None = Field(None, description="the GGUF model's multimodal projector")
    model_url: str | None = None

    voice: str | None = None
    speed: float = Field(1.0, ge=0.5, le=2.0)
    recording: str | None = Field(None, description="an actor's sound file, instead of a voice")

    animator: str = "mesh"
    style: Literal["portrait", "restrained", "lively"] = "portrait"
    amplitude: float = Field(1.0, ge=0, le=2)
    amplitude_keys: list[tuple[float, float]] = Field(
        default_factory=list, description="[seconds of the film, factor on the amplitude], rising in time"
    )
    rate: str = "25"
    motion: dict[str, str] = Field(
        default_factory=dict, description="options of the animator: hold, lead_s, segment_s, join_s"
    )

    feather_px: float | None = Field(None, ge=0)
    shape: Literal["rounded_box", "box", "ellipse"] = "rounded_box"
    blend: float = Field(1.0, ge=0, le=1)
    resolution: str = "native"
    loudness_lufs: float = Field(
        -16.0, ge=-40, le=-5, description="of the film, integrated over its channels"
    )
    peak_dbtp: float = Field(-1.0, ge=-20, le=0, description="true peak of the film")
    channels: Literal["mono", "stereo"] = "stereo"
    renderer: Literal["auto", "engine", "blender"] = "auto"
    way: Literal["strips", "planes"] = "strips"

    @field_validator("amplitude_keys")
    @classmethod
    def _keys_rise(cls, keys: list[tuple[float, float]]) -> list[tuple[float, float]]:
        fault = fault_of(keys)
        if fault:
            raise ValueError(fault)
        return keys


class HandFace(_Strict):
    """What a person said of one face; kept apart from what detectors find, and surviving every re-run.

    `box_px` of a found face says which finding is meant (by overlap), so that ids may change between runs.
    """

    id: str
    box_px: tuple[float, float, float, float]
    added: bool = False
    removed: bool = False
    moved_to_px: tuple[float, float, float, float] | None = None
    gender: Literal["female", "male", "unknown"] | None = None
    handle_set: Literal["frontal", "profile_left", "profile_right", ""] = ""
    handles: dict[str, tuple[float, float]] | None = None
    order: int | None = None


class SignOff(_Strict):
    """Who answers for which words; words that were edited since do not have the same digest."""

    name: str
    date: str
    text_sha256: str


class StageRecord(_Strict):
    """What the line last did in one room."""

    products: list[str] = Field(default_factory=list, description="folders, relative to the production")
    seconds: float = 0.0
    fallbacks: list[str] = Field(default_factory=list)


class Project(_Strict):
    """The whole document."""

    schema_version: int = SCHEMA_VERSION
    program: str = ""
    name: str
    picture: PictureSource
    metadata: dict[str, Any] = Field(default_factory=dict)
    label_sha256: str = Field("", description="the file beside the picture that the metadata was taken from")
    choices: Choices = Field(default_factory=Choices)
    hand_faces: list[HandFace] = Field(default_factory=list)
    approval: SignOff | None = None
    stages: dict[str, StageRecord] = Field(default_factory=dict)
