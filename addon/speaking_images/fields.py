"""The fields of a production that hold its choices, made from what the engine's rooms declare.

A new choice there (`speaking_engine.protocol.choices`) has a field here, and nothing of it is typed again.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from speaking_engine.protocol.choices import Described, described_choices

from .translations import OWN_CONTEXT

OWN = "own_"
"""Begins the name of the switch that says whether an optional number is set at all."""
NONE = "NONE"
"""Stands for the empty name, which Blender's lists cannot have."""
LABELS = {
    "seconds": "Length", "feather_px": "Feather", "resolution": "Size", "model_url": "Server",
    "loudness_lufs": "Loudness", "peak_dbtp": "True peak", "preset": "Prompt", "policy": "Unsupported claims",
    "row": "Phrasing", "way": "In Blender", "animator": "Moved by", "rate": "Frames a second",
    "segment_s": "Longest piece", "join_s": "Overlap of pieces", "ramp_s": "Leave the still in",
    "lead_s": "Mouth ahead of sound", "soften_s": "Soften", "projector": "Vision model",
}  # fmt: skip
"""Words beside a field where the choice's own name is the program's and not a person's."""
ABOUT = {
    "template": "sentences of the program's own, no model", "llama": "a language model on this machine",
    "openai": "a server that you run or name", "mesh": "bends the picture; the quickest",
    "head": "a head in three dimensions, with the painting on it", "hallo": "a diffusion model; needs a GPU",
    "hallo2": "a diffusion model for long speech; needs a GPU", "centerface": "the usual one",
    "mtcnn": "three small nets, embedded", "deepface": "the paper's; needs TensorFlow",
}  # fmt: skip
"""What stands beside a name that declares nothing of itself."""
TITLES = {
    "template": "Sentences of our own", "llama": "Language model here",
    "openai": "Language model on a server", "head": "Painted head in 3D", "mesh": "Bent picture",
    "hallo": "Hallo (needs a GPU)",
    "hallo2": "Hallo2 (needs a GPU)", "centerface": "CenterFace", "mtcnn": "MTCNN", "deepface": "DeepFace",
}  # fmt: skip
"""What a person calls what is chosen by name."""
TARGETS = {
    "ar": "Phone (AR)", "iiif": "IIIF", "brightsign-hd": "BrightSign HD", "brightsign-4k": "BrightSign 4K",
    "raspberry-pi": "Raspberry Pi",
}  # fmt: skip
"""What an export is called, where that is more than its name."""
TIPS = {
    "language": "A language of the voices",
    "voice": "Who speaks; a mixture of two is typed: af_heart:0.6+bf_emma:0.4",
    "recording": "An actor's recording, instead of a voice; its words stand in the text",
    "model": "A file with the model, or its name on the server", "model_url": "Address of the server",
    "projector": "The model's file for seeing, beside the model",
    "notice_spoken": "A film of sound alone begins with a spoken notice",
}  # fmt: skip
"""What a field is for, where the engine's own words speak of its command line."""
LISTED = ("writer", "detector", "language", "voice", "animator")
"""Choices by name to which other packages may add: kept as names, chosen by what they are called."""
UNSET = {"detector": "As it suits", "voice": "After the face"}
"""What a list offers where a choice need not be made."""
Item = tuple[str, str, str, int]
KEYED = ("amplitude",)
"""The choices that may be keyed; a key anywhere else would do nothing, so there is none to set."""


def fields() -> dict[str, Any]:
    """Return the properties of a production that hold its choices, by name."""
    made: dict[str, Any] = {}
    for one in described_choices():
        if not has_field(one):
            continue
        if is_switched(one):
            words = f"Set the {label_of(one).lower()} yourself; else: {one.unset}"
            made[OWN + one.name] = BoolProperty(
                name=f"Own {label_of(one).lower()}", description=words, options=set()
            )
        made[one.name] = _field(one)
    return made


def label_of(one: Described) -> str:
    """Return the words beside a field."""
    plain = one.name.removesuffix("_s") if one.unit == "s" else one.name.removesuffix(f"_{one.unit.lower()}")
    return LABELS.get(one.name) or plain.replace("_", " ").capitalize()


def fields_of(room: str) -> list[Described]:
    """Return a room's choices that have a field, in the engine's order."""
    return [one for one in described_choices() if one.room == room and has_field(one)]


def has_field(one: Described) -> bool:
    """Whether it is shown by a field; speakers are ticks, words texts, keys F-curves, masks pictures."""
    return one.kind != "list" and one.name not in {"text", "drawn_mask", "occluder", "head_matte"}


def is_switched(one: Described) -> bool:
    """Whether a field has a switch beside it that says whether it is set at all."""
    return one.optional and one.kind in {"int", "float"}


def _field(one: Described) -> Any:  # noqa: ANN401 - of Blender's own kinds
    words: dict[str, Any] = {
        "name": label_of(one),
        "description": _tip_of(one),
    }
    words["options"] = {"ANIMATABLE"} if one.name in KEYED else set()
    words["translation_context"] = OWN_CONTEXT
    if one.kind == "bool":
        return BoolProperty(default=bool(one.default), **words)
    if one.kind in {"int", "float"}:
        return _number(one, words)
    if one.is_closed:
        items = [
            (name or NONE, _title(name), what[:1].upper() + what[1:]) for name, what in one.names.items()
        ]
        return EnumProperty(items=items, default=one.default or NONE, **words)
    if one.is_file:
        return StringProperty(subtype="FILE_PATH", **words)
    if one.names:
        found = [(name, what or ABOUT.get(name, "")) for name, what in one.names.items() if name]
        return StringProperty(
            default=one.default or "", search=_search(found), search_options={"SUGGESTION"}, **words
        )
    return StringProperty(default=one.default or "" if one.kind == "text" else "", **words)


def _tip_of(one: Described) -> str:
    """Return what a field is for, as Blender's tooltips say it: without a full stop."""
    return TIPS.get(one.name) or one.help.rstrip(".") + (f" ({one.unit})" if one.unit else "")


def _number(one: Described, words: dict[str, str]) -> Any:  # noqa: ANN401 - of Blender's own kinds
    limits: dict[str, Any] = {
        "min": one.low,
        "max": one.high,
        "soft_max": one.soft_high,
        "default": one.default,
    }
    known = {name: value for name, value in limits.items() if value is not None}
    if one.kind == "int":
        return IntProperty(**words, **{name: int(value) for name, value in known.items()})
    if one.low == 0 and one.high == 1:
        known["subtype"] = "FACTOR"
    return FloatProperty(**words, **known)


def export_targets(production: Any, _context: Any) -> list[Item]:  # noqa: ANN401
    """Return what a work can be exported for, as the engine tells it."""
    offered = json.loads(production.offers or "{}").get("export") or {NONE: "Open a work first"}
    return _targets(tuple(offered.items()))


@cache
def _targets(offered: tuple[tuple[str, str], ...]) -> list[Item]:
    words = ((name, what.replace("needs --address", "needs an address")) for name, what in offered)
    return [(name, target_title(name), what, place) for place, (name, what) in enumerate(words)]


def target_title(name: str) -> str:
    """Return what a person calls what a work is exported for."""
    return TARGETS.get(name) or _title(name)


def items_of(choice: str, production: Any) -> list[Item]:  # noqa: ANN401 - `settings` comes after this
    """Return what can be chosen by name: what is declared, what the engine offers, and what is chosen."""
    known = _known(choice, production)
    chosen = getattr(production, choice)
    return _items(
        choice, (*known.items(), *(() if chosen in known else ((chosen, ""),))), bpy.app.translations.locale
    )


@cache
def _items(choice: str, known: tuple[tuple[str, str], ...], locale: str) -> list[Item]:  # noqa: ARG001 - remembered by
    """Return a list's items; kept, for Blender does not keep their words."""
    unset = [(NONE, UNSET[choice], "")] if choice in UNSET else []
    rows = [*unset, *((name, title_of(name, what), ABOUT.get(name, "")) for name, what in known if name)]
    return [(*row, place) for place, row in enumerate(rows)]


def _known(choice: str, production: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the names of a choice, each with what it is if that is told."""
    told = next(one.names for one in described_choices() if one.name == choice)
    return {**dict.fromkeys(json.loads(production.offers or "{}").get(choice, ()), ""), **told}


def voice_rows(production: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401
    """Return every voice with its own name and what it is, those of the chosen language first.

    The first is no voice: the one that suits the face.
    """
    languages = next(one.names for one in described_choices() if one.name == "language")
    rows = []
    for voice, what in _known("voice", production).items():
        gender, _, language = what.partition(", ")
        about = ", ".join(pgettext_iface(one) for one in (gender, languages.get(language, language)) if one)
        rows.append((language != production.language, voice, short_title(voice), about))
    return [
        ("", pgettext_iface(UNSET["voice"]), ""),
        *(row[1:] for row in sorted(rows, key=lambda row: row[0])),
    ]


def short_title(voice: str) -> str:
    """Return a voice's own name: "Heart", and of a mixture "Heart + Emma"."""
    parts = [part.partition(":")[0].partition("_")[2] for part in voice.split("+")]
    return " + ".join(map(_title, parts)) if all(parts) else voice


def title_of(name: str, what: str) -> str:
    """Return what a person calls something chosen by name: a voice is "Heart, female, en-us"."""
    if name in TITLES:
        return TITLES[name]
    _, _, after = name.partition("_")
    if what and after:
        return ", ".join((_title(after), *map(pgettext_iface, what.split(", "))))
    return what or _title(name)


def _search(found: list[tuple[str, str]]) -> Any:  # noqa: ANN401 - a callback of Blender's
    def search(_self: Any, _context: Any, typed: str) -> list[tuple[str, str]]:  # noqa: ANN401
        return [(name, what) for name, what in found if typed.lower() in f"{name} {what}".lower()]

    return search


def _title(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize() if name else "Any"
