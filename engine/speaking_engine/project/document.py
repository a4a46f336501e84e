"""project.json: what the user chose and corrected, and what the line last did; the only saved state."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from speaking_engine.artwork.choices import ArtworkChoices
from speaking_engine.choice import Choice, Declared, Scope, declared
from speaking_engine.clip.choices import MotionChoices
from speaking_engine.composite.choices import CompositeChoices, ExportChoices
from speaking_engine.faces.choices import FacesChoices
from speaking_engine.marks.choices import MarkChoices
from speaking_engine.performance.choices import PerformanceChoices
from speaking_engine.render.choices import RenderChoices
from speaking_engine.script.choices import ScriptChoices
from speaking_engine.speech.choices import SpeechChoices

if TYPE_CHECKING:
    from speaking_engine.performance.hand import Correction

SCHEMA_VERSION = 4


class _Strict(BaseModel):
    # JSON knows no NaN: what could be written but not be read again is refused when it is set
    model_config = ConfigDict(extra="forbid", validate_assignment=True, allow_inf_nan=False)


MOST_HAND_MOTIONS = 20_000
MOST_HAND_FACES = 200
"""Each takes a look of its own; who draws more draws by a program that went wrong."""

Pixels = Annotated[float, Field(ge=-1e6, le=1e6)]
"""A coordinate or length in a picture; beyond a million pixels it is a slip."""


class PictureSource(_Strict):
    """The picture file the production was made from."""

    path: str
    sha256: str


GROUPS: tuple[type, ...] = (
    ArtworkChoices,
    FacesChoices,
    ScriptChoices,
    SpeechChoices,
    PerformanceChoices,
    MotionChoices,
    CompositeChoices,
    RenderChoices,
    MarkChoices,
    ExportChoices,
)
"""The rooms' choices, in the order of the line."""


DECLARED: dict[str, Declared] = {one.name: one for group in GROUPS for one in declared(group)}
"""Every choice there is, by its name."""


class Choices(
    _Strict,
    ExportChoices,
    MarkChoices,
    RenderChoices,
    CompositeChoices,
    MotionChoices,
    PerformanceChoices,
    SpeechChoices,
    ScriptChoices,
    FacesChoices,
    ArtworkChoices,
):
    """What was chosen, all rooms together; None lets the room decide.

    A value of the wrong type or out of its range is refused when it is set; see `project.choosing` for what
    depends on this machine.
    """

    @field_validator("*")
    @classmethod
    def _within(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any choice
        one = DECLARED[str(info.field_name)]
        if value is None or value == one.default:
            return value
        if one.kind in (int, float):
            _check_range(value, one.choice)
        elif one.choice.pure and one.choice.fault and (fault := one.choice.fault(value)):
            raise ValueError(fault)
        return value

    def only(self, *groups: type) -> dict[str, Any]:
        """Return the values of some rooms' choices as plain values, for a recipe."""
        names = {field.name for group in groups for field in dataclasses.fields(group)}
        return self.model_dump(mode="json", include=names)


def _check_range(value: float, choice: Choice) -> None:
    """Raise what pydantic raises for a number out of its range."""
    low, high = choice.low, choice.high
    if not math.isfinite(value):
        raise PydanticKnownError("finite_number")
    if low is not None and choice.above and not value > low:
        raise PydanticKnownError("greater_than", {"gt": low})
    if low is not None and not value >= low:
        raise PydanticKnownError("greater_than_equal", {"ge": low})
    if high is not None and not value <= high:
        raise PydanticKnownError("less_than_equal", {"le": high})


class HandFace(_Strict):
    """What a person said of one face; kept apart from what detectors find, and surviving every re-run.

    `box_px` of a found face says which finding is meant (by overlap), so that ids may change between runs.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9]{1,40}$", description="part of file names")
    box_px: tuple[Pixels, Pixels, Pixels, Pixels]
    added: bool = False
    removed: bool = False
    moved_to_px: tuple[Pixels, Pixels, Pixels, Pixels] | None = None
    gender: Literal["female", "male", "unknown"] | None = None
    handle_set: Literal["frontal", "profile_left", "profile_right", ""] = ""
    handles: dict[str, tuple[Pixels, Pixels]] | None = None
    order: int | None = None


class HandMotion(_Strict):
    """What a person changed of one track in one word; see `performance.hand.Correction`."""

    track: str
    way: Literal["set", "add", "scale"] = "set"
    value: float = 0.0
    word: str = ""
    number: int = Field(1, ge=1)
    keys: list[tuple[float, float]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _check_track(self) -> HandMotion:
        from speaking_engine.performance.hand import fault_of

        if fault := fault_of(self.track, self.way, self.value, self.keys):
            raise ValueError(fault)
        return self

    @property
    def correction(self) -> Correction:
        """The same for the room that lays it on."""
        from speaking_engine.performance.hand import Correction

        return Correction(**{**self.model_dump(), "keys": tuple(self.keys)})


class HandStretch(_Strict):
    """A stretch of a sentence and where it is heard; see `speech.retime.Stretch`."""

    from_seconds: float = Field(ge=0, le=1e5)
    to_seconds: float = Field(ge=0, le=1e5)
    pause_seconds: float = Field(ge=-1e5, le=1e5)
    seconds: float = Field(gt=0, le=1e5)


class HandTiming(_Strict):
    """When a sentence is heard that a person moved, cut or stretched; found again by its words."""

    face_id: str = Field(pattern=r"^[A-Za-z0-9]{1,40}$")
    text: str
    number: int = Field(1, ge=1, description="of those that this face says with the same words")
    stretches: list[HandStretch] = Field(default_factory=list, max_length=1000)


class SignOff(_Strict):
    """Who answers for which words; words that were edited since do not have the same digest."""

    name: str
    date: str
    text_sha256: str


class Version(_Strict):
    """One language of the film, beside the main one: what differs in it, and who signed its words."""

    choices: dict[str, Any] = Field(default_factory=dict)
    cast: dict[str, dict[str, Any]] = Field(default_factory=dict)
    label: dict[str, Any] = Field(
        default_factory=dict, description="fields of the label that its file gives otherwise in this language"
    )
    said: dict[str, Any] = Field(
        default_factory=dict, description="fields of the label that a person gave for this language"
    )
    approval: SignOff | None = None


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
    migrated: list[str] = Field(
        default_factory=list, description="what was changed for a newer program, to be told at the next run"
    )
    checked: str = Field("", description="digest of the choices that were judged by loading what they name")
    cast: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="by the id of a face: what is chosen otherwise for this speaker"
    )
    versions: dict[str, Version] = Field(default_factory=dict, description="by language tag")
    hand_faces: list[HandFace] = Field(default_factory=list, max_length=MOST_HAND_FACES)
    hand_motion: list[HandMotion] = Field(default_factory=list, max_length=MOST_HAND_MOTIONS)
    hand_timing: list[HandTiming] = Field(default_factory=list, max_length=MOST_HAND_MOTIONS)
    approval: SignOff | None = None
    stages: dict[str, StageRecord] = Field(default_factory=dict)

    @field_validator("hand_faces")
    @classmethod
    def _added_once(cls, faces: list[HandFace]) -> list[HandFace]:
        added = [face.id for face in faces if face.added]
        twice = next((name for name in added if added.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"it adds the face {twice} twice")
        found = next((name for name in added if re.fullmatch(r"f\d+", name)), None)
        if found is not None:
            raise ValueError(f"it adds a face {found}, a name of faces that are found")
        return faces

    @model_validator(mode="after")
    def _check_overrides(self) -> Project:
        """Refuse what cannot differ from one speaker or language to another, and values of the wrong type."""
        _check_values(self.choices, self.cast, "speaker", "cast")
        for tag, version in self.versions.items():
            _check_values(self.choices, {tag: version.choices}, "language", "versions")
            _check_values(self.choices, version.cast, "speaker", f"versions.{tag}.cast")
        return self

    def choices_for(self, *, language: str = "", speaker: str = "") -> Choices:
        """Return the choices that hold for one language and one speaker: the more special ones go first.

        Parameters
        ----------
        language : str
            A key of `versions`; empty for the main language.
        speaker : str
            Id of a face; empty for what holds for all.
        """
        version = self.versions.get(language, Version())
        chain: list[Mapping[str, Any]] = [
            version.choices,
            self.cast.get(speaker, {}),
            version.cast.get(speaker, {}),
        ]
        values = {name: value for one in chain for name, value in one.items()}
        if language in self.versions:
            values = {"text": None, "recording": None} | values | {"language": language}
        return self.choices.model_validate(self.choices.model_dump() | values) if values else self.choices

    def metadata_for(self, language: str = "") -> dict[str, Any]:
        """Return the label in one language: what is said there goes before the shared fields.

        Parameters
        ----------
        language : str
            A key of `versions`; empty for the main language.
        """
        version = self.versions.get(language, Version())
        return self.metadata | version.label | version.said

    def every_choices(self) -> Iterator[Choices]:
        """Iterate over the choices of every language and speaker, the main ones first."""
        speakers = ["", *self.cast]
        for language in ("", *self.versions):
            for speaker in dict.fromkeys([*speakers, *self.versions.get(language, Version()).cast]):
                yield self.choices_for(language=language, speaker=speaker)


def _check_values(
    base: Choices, overrides: Mapping[str, Mapping[str, Any]], scope: Scope, where: str
) -> None:
    for key, values in overrides.items():
        for name, value in values.items():
            known = DECLARED.get(name)
            scopes = ("speaker", "language") if scope == "language" else ("speaker",)
            if known is None or known.choice.scope not in scopes:
                raise ValueError(f"{name} cannot be chosen in {where}.{key}")
            base.model_validate(base.model_dump() | {name: value})
