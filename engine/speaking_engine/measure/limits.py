"""Limits: what a clip's measures should be, whether they are, and why some could not be taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from speaking_engine.measure.judge import Measures

Outcome = Literal["kept", "missed", "not measured"]

_LEAST_SECONDS = {"blinks_per_minute": 4.0, "head_range_deg": 4.0}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit, in words and numbers.

    Attributes
    ----------
    measure : name of a field of `Measures`.
    meaning : what is measured, in words.
    wanted : the limit, in words.
    low, high : what is kept, both included.
    untaken : why the measure is missing where it is.
    """

    measure: str
    meaning: str
    wanted: str
    low: float
    high: float
    untaken: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one clip makes of one limit; `shown` is the value in words, `reason` why it was not measured."""

    limit: Limit
    outcome: Outcome
    shown: str
    reason: str = ""


_ANY = float("inf")
_UNSEEN = "the mesh does not see the face"
LIMITS = (
    Limit(
        "correlation",
        "The mouth's opening follows the phonemes (correlation at the best lag)",
        "at least 0.85",
        *(0.85, _ANY),
        untaken="nothing is said, or the mouth never moves",
    ),
    Limit(
        "lag_frames",
        "The mouth follows (> 0) or leads (< 0) the sound, in frames",
        "within 1 frame",
        *(-1, 1),
        untaken="nothing is said, or the mouth never moves",
    ),
    Limit(
        "closure_share",
        "Lips shut on /p b m/, within 2 frames",
        "at least 0.9 of them",
        *(0.9, 1),
        untaken="there is no /p b m/ in these words, or the mesh does not see the mouth",
    ),
    Limit(
        "silent_lip_deviation",
        "Lips are still in silence (mean deviation, in distances between the eyes)",
        "at most 0.01",
        *(0, 0.01),
        untaken="there is no silence of 0.3 s",
    ),
    Limit(
        "moving_db",
        "The upper face keeps its paint while it moves (eyes left out, moved back by flow; median)",
        "at least 38 dB",
        *(38, _ANY),
        untaken="the upper face never moves",
    ),
    Limit(
        "drift_db_per_s",
        "Nothing is lost over time (slope of the calmest frames, in dB per second)",
        "within 0.02",
        *(-0.02, 0.02),
        untaken="the clip is shorter than 20 s, too short to tell from gestures",
    ),
    Limit(
        "blinks_per_minute",
        "Blinks a minute",
        "15 to 30",
        *(15, 30),
        untaken="the clip is shorter than 4 s, too short to count",
    ),
    Limit(
        "blinks_found",
        "Blinks that were asked and can be seen",
        "at least 0.9 of them",
        *(0.9, 1),
        untaken="no blink was asked, or the animator blinks as it likes",
    ),
    Limit(
        "widest_mm",
        "The mouth opens wide enough and not too wide (widest, of a mouth 50 mm wide; by the mesh)",
        "4 to 14 mm",
        *(4, 14),
        untaken=_UNSEEN,
    ),
    Limit(
        "lips_mm_s",
        "The lips are no faster than people's (mm/s from one frame to the next)",
        "at most 200",
        *(0, 200),
        untaken=_UNSEEN,
    ),
    Limit("chin_mm_s", "Nor is the chin", "at most 120", *(0, 120), untaken=_UNSEEN),
    Limit(
        "chin_at_closures",
        "The chin comes up for /p b m/ (mean, of its furthest)",
        "at most 0.2",
        *(-_ANY, 0.2),
        untaken="there is no /p b m/ in these words, or the mesh does not see the mouth",
    ),
    Limit(
        "rounded_width",
        "The mouth is round on /u o/ (narrowest, in widths of the still; median)",
        "at most 0.84",
        *(0, 0.84),
        untaken="there is no rounded vowel in these words, or the mesh does not see the mouth",
    ),
    Limit(
        "brow_value",
        "Brows move (THEval's formula; people 0.0068)",
        "0.0045 to 0.012",
        *(0.0045, 0.012),
        untaken=_UNSEEN,
    ),
    Limit(
        "head_range_deg",
        "The head turns (range of yaw in degrees)",
        "2 to 12",
        *(2, 12),
        untaken="the clip is shorter than 4 s, or the mesh does not see the face",
    ),
    Limit(
        "head_rest_s",
        "The head never rests long while somebody speaks (longest, in seconds)",
        "at most 1",
        *(0, 1),
        untaken="nothing is said, or the bridge of the nose shows too little",
    ),
    Limit("border_equal", "The crop's border is the artwork's in every frame", "yes", 1, 1),
    Limit("first_equal", "The first frame is the still", "yes", 1, 1),
    Limit("last_equal", "The last frame is the still", "yes", 1, 1),
    Limit(
        "join_jump",
        "Change where two pieces join, against what else moves",
        "at most 1.5 times",
        *(0, 1.5),
        untaken="the clip was made in one piece",
    ),
)


def verdicts(measures: Measures) -> tuple[Verdict, ...]:
    """Hold one clip's measures against all limits."""
    return tuple(_verdict(limit, measures) for limit in LIMITS)


def _verdict(limit: Limit, measures: Measures) -> Verdict:
    value = getattr(measures, limit.measure)
    too_short = measures.seconds < _LEAST_SECONDS.get(limit.measure, 0.0)
    if math.isnan(value) or too_short:
        return Verdict(limit, "not measured", "–", limit.untaken)
    shown = ("yes" if value else "no") if isinstance(value, bool) else f"{value:.3g}"
    return Verdict(limit, "kept" if limit.low <= value <= limit.high else "missed", shown)


def remarks(measures: Measures) -> tuple[str, ...]:
    """Return in sentences what a reader of the numbers should know of this clip."""
    found = []
    if measures.lips_by == "image":
        found.append(
            "The face mesh does not see this face (a profile, or its lips elsewhere), so the lips are judged "
            "by patches of the picture. These cannot tell shut lips from hardly parted ones, and the turn of "
            "the head is not measured."
        )
    if measures.likeness < 0.3:
        found.append("Hardly anything of the lips is found again by patches: their opening is a guess.")
    if measures.lips_by == "mesh" and measures.agreement < 0.7:
        found.append(
            f"Mesh and picture agree little on the mouth ({measures.agreement:.2f}), so one of them errs: "
            f"its correlation is {measures.mesh_correlation:.2f} by the mesh and "
            f"{measures.image_correlation:.2f} by patches."
        )
    if measures.lids_by == "mesh":
        found.append(
            "The still's eyes are too small or too plain to judge by the picture; lids are the mesh's."
        )
    if measures.resting_share > 0.5:
        found.append(
            f"The upper face rests on the still in {measures.resting_share:.0%} of all frames, so its median "
            "as it lies is that of rest; judge by the frames in which it moves."
        )
    return tuple(found)
