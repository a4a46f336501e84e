"""Between the panels and the `choices` of the engine's project, where None leaves it to the engine."""

from __future__ import annotations

import json
from typing import Any

import bpy

from speaking_engine.protocol.choices import Described, described_choices

from .fields import NONE, OWN, has_field, is_switched
from .keyed import HIGHEST, keys_of, show_keys
from .settings import SpeakingProduction
from .words import show_text, text_of

SPECIAL = ("amplitude", "motion")
"""Their fields do not hold their value alone."""


def edited_choices(production: SpeakingProduction) -> dict[str, Any]:
    """Return what the person chose, as the engine's project has it."""
    choices = {one.name: _edited(one, production) for one in _plain_choices()}
    choices["text"] = text_of(production) or None
    choices["motion"] = json.loads(production.motion or "null")
    keys = keys_of(production)  # they hold the whole amplitude
    choices |= {"amplitude_keys": keys, "amplitude": 1.0 if keys else _plain(production.amplitude)}
    choices["speakers"] = [face.name for face in production.faces if face.speaks]
    return choices


def _plain_choices() -> list[Described]:
    return [one for one in described_choices() if has_field(one) and one.name not in SPECIAL]


def _edited(one: Described, production: SpeakingProduction) -> object:
    value = getattr(production, one.name)
    if is_switched(one):
        return _plain(value) if getattr(production, OWN + one.name) else None
    if one.kind != "text":
        return _plain(value)
    text = "" if value == NONE else value.strip()
    text = bpy.path.abspath(text) if one.is_file else text
    return text or (None if one.optional else "")


def show_choices(choices: dict[str, Any], production: SpeakingProduction) -> None:
    """Take over what the engine's project has; the faces must be there already."""
    for one in _plain_choices():
        _show(one, choices[one.name], production)
    show_text(choices["text"] or "", production)
    production.motion = json.dumps(choices["motion"]) if choices["motion"] else ""
    _show_amplitude(choices["amplitude"], choices["amplitude_keys"], production)


def _show(one: Described, value: object, production: SpeakingProduction) -> None:
    if is_switched(one):
        setattr(production, OWN + one.name, value is not None)
        if value is None:
            return
    if one.kind == "text":
        value = value or (NONE if one.is_closed else "")
    setattr(production, one.name, value)


def _show_amplitude(amplitude: float, keys: list[list[float]], production: SpeakingProduction) -> None:
    show_keys([[seconds, round(min(amplitude * factor, HIGHEST), 4)] for seconds, factor in keys], production)
    if not keys:
        production.amplitude = amplitude


def _plain(value: object) -> object:
    # Blender keeps single precision; six digits are what was typed.
    return float(f"{value:.6g}") if isinstance(value, float) else value
