"""Between the panels and the `choices` of the engine's project, where None leaves it to the engine."""

from __future__ import annotations

import json
import math
from typing import Any

import bpy

from .keyed import HIGHEST, keys_of, show_keys
from .settings import SpeakingProduction
from .words import show_text, text_of

PLAIN = (
    "thorough", "writer", "preset", "policy", "seconds", "language", "seed", "speed",
    "animator", "style", "rate", "way", "shape", "blend", "resolution",
    "crispness", "lead_s", "join_s", "ramp_s", "smooth",
)  # fmt: skip
OPTIONAL = ("voice", "model_url")
FILES = ("recording", "model", "projector")
ANY_TONE = "drawn"


def edited_choices(production: SpeakingProduction) -> dict[str, Any]:
    """Give what the person chose, as the engine's project has it."""
    choices = {name: _plain(getattr(production, name)) for name in PLAIN}
    choices |= {name: getattr(production, name).strip() or None for name in OPTIONAL}
    choices |= {name: bpy.path.abspath(getattr(production, name)).strip() or None for name in FILES}
    choices["text"] = text_of(production) or None
    choices["tone"] = "" if production.tone == ANY_TONE else production.tone
    choices["motion"] = json.loads(production.motion or "null")
    choices["segment_s"] = _plain(production.segment_s) if production.own_segment else None
    keys = keys_of(production)  # they hold the whole amplitude
    choices |= {"amplitude_keys": keys, "amplitude": 1.0 if keys else _plain(production.amplitude)}
    choices["feather_px"] = _plain(production.feather_px) if production.own_feather else None
    choices["speakers"] = [face.name for face in production.faces if face.speaks]
    return choices


def show_choices(choices: dict[str, Any], production: SpeakingProduction) -> None:
    """Take over what the engine's project has; the faces must be there already."""
    for name in PLAIN:
        setattr(production, name, choices[name])
    for name in (*OPTIONAL, *FILES):
        setattr(production, name, choices[name] or "")
    show_text(choices["text"] or "", production)
    production.tone = choices["tone"] or ANY_TONE
    production.motion = json.dumps(choices["motion"])
    production.own_segment = choices["segment_s"] is not None
    if production.own_segment:
        production.segment_s = choices["segment_s"]
    _show_amplitude(choices["amplitude"], choices["amplitude_keys"], production)
    production.own_feather = choices["feather_px"] is not None
    if production.own_feather:
        production.feather_px = choices["feather_px"]


def _show_amplitude(amplitude: float, keys: list[list[float]], production: SpeakingProduction) -> None:
    show_keys([[seconds, round(min(amplitude * factor, HIGHEST), 4)] for seconds, factor in keys], production)
    if not keys:
        production.amplitude = amplitude


def _by_default(production: SpeakingProduction, name: str) -> bool:
    default = production.bl_rna.properties[name].default
    return _plain(getattr(production, name)) == _plain(default)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _plain(value: object) -> object:
    # Blender keeps single precision; six digits are what was typed.
    return float(f"{value:.6g}") if isinstance(value, float) else value
