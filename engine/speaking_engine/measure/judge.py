"""Measures: how well a clip speaks in time, keeps the paint and stays itself, as numbers.

All are proxies: they were chosen because people's judgement follows simple, training-free measures better
than learned ones, and because each points at one fault. A good row of numbers never replaces looking.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from speaking_engine.clip.clip import Frame, Still
from speaking_engine.faces.face import Face
from speaking_engine.measure.alive import liveliness
from speaking_engine.measure.asked import Asked
from speaking_engine.measure.refound import Refound, refind, resting
from speaking_engine.measure.tracks import (
    best_lag,
    blinks_of,
    closures_of,
    correlated,
    jump,
    part,
    share_found,
    silent_deviation,
    slope,
    widened,
)
from speaking_engine.performance.prosody import loudness
from speaking_engine.speech.utterance import Utterance

_HALF_SHUT = 0.6


@dataclass(frozen=True, slots=True)
class Measures:
    """One clip's numbers; NaN where there is nothing to measure.

    Attributes
    ----------
    frames, seconds : length.
    mesh_presence : belief of the mesh that refinds the face, 0 to 1.
    lips_by : "mesh", or "image" where the mesh does not see the face; whose opening is judged.
    correlation : of the mouth's opening with what the phonemes ask, at the best lag (target >= 0.85).
    lag_frames : by how much the mouth follows (> 0) or leads (target within +-1).
    mesh_correlation, image_correlation : the same by either way of looking.
    agreement : correlation of both ways' openings with each other; low means that one of them errs.
    likeness : of the lips' patches to what was found of them, 10th percentile; under 0.3 patches guess.
    loudness_correlation : of the mouth's opening with the sound's loudness: knows nothing of phonemes.
    closure_share : share of /p b m/ with shut lips within +-2 frames (target >= 0.9); of `closures`. By the
        mesh alone: patches follow the skin under the lip, which goes with the jaw while lips are shut.
    silent_lip_deviation : mean absolute deviation of the opening in silences, in eye distances.
    upper_face_db : median PSNR of the upper face without the eyes, outside blinks, as it lies (target
        >= 38); 99 is equal.
    upper_face_low_db : its 10th percentile.
    resting_share : share of all frames whose upper face is the still's; these help `upper_face_db`.
    moving_db, moving_low_db : median and 10th percentile over the other frames, outside blinks, after the
        still was moved onto them by smooth optical flow; nothing that rests helps them.
    drift_db_per_s : slope of the aligned PSNR of the calmest frames of every 4 s (target 0 +- 0.02).
    lids_by : "image", or "mesh" where the still's eyes are too small or too plain.
    blinks_per_minute : 15 to 30 for a speaker.
    blinks_seen : dips of the lids of at most 0.6 s.
    blinks_asked, blinks_found : how many were asked, and the share of them that is seen; NaN if unknown.
    head_deg : 95th percentile of the head's turn against the still; by the mesh.
    head_shift : 95th percentile of the skull's shift, in eye distances; by the picture.
    flicker : mean difference of the upper face to the mean of its neighbours in time, in 8-bit steps.
    untouched_share, untouched_px : pixels of the crop that never change, and how wide its border of them is.
    widest_mm, lips_mm_s, chin_mm_s, chin_at_closures, rounded_width, brow_value, head_range_deg,
        head_rest_s : whether the face is alive and moves as faces can; see `alive.Alive`.
    border_equal, first_equal, last_equal : identical to the still.
    join_jump : largest change between frames at the joins, relative to the 95th percentile of all.
    """

    frames: int
    seconds: float
    mesh_presence: float
    lips_by: str
    correlation: float
    lag_frames: float
    mesh_correlation: float
    image_correlation: float
    agreement: float
    likeness: float
    loudness_correlation: float
    closure_share: float
    closures: int
    silent_lip_deviation: float
    upper_face_db: float
    upper_face_low_db: float
    resting_share: float
    moving_db: float
    moving_low_db: float
    drift_db_per_s: float
    lids_by: str
    blinks_per_minute: float
    blinks_seen: int
    blinks_asked: float
    blinks_found: float
    head_deg: float
    head_shift: float
    flicker: float
    widest_mm: float
    lips_mm_s: float
    chin_mm_s: float
    chin_at_closures: float
    rounded_width: float
    brow_value: float
    head_range_deg: float
    head_rest_s: float
    untouched_share: float
    untouched_px: int
    border_equal: bool
    first_equal: bool
    last_equal: bool
    join_jump: float

    def as_dict(self) -> dict[str, float | int | bool | str | None]:
        """Plain values for JSON; NaN becomes None."""
        values = dataclasses.asdict(self)
        return {name: None if value != value else value for name, value in values.items()}  # noqa: PLR0124 - NaN


def measure_clip(
    frames: Iterable[Frame],
    still: Still,
    face: Face,
    utterance: Utterance,
    rate: Fraction,
    asked: Asked | None = None,
) -> Measures:
    """Measure one clip.

    Parameters
    ----------
    frames : iterable of (H, W, 3) uint8
        All frames, in order; read once, never held together.
    asked : Asked, optional
        Joins and blinks to compare with; see `measure.asked`.
    """
    return judged(refind(frames, still, face), utterance, rate, asked)


def judged(seen: Refound, utterance: Utterance, rate: Fraction, asked: Asked | None = None) -> Measures:
    """Turn what was seen into numbers."""
    asked = asked or Asked()
    times = np.arange(len(seen)) / float(rate)
    seconds = len(seen) / float(rate)
    target = asked.opening_of(utterance, times)
    correlation, lag = best_lag(seen.lips, target)
    closures = [shut for _, shut in closures_of(seen.lips, utterance, rate)]
    blinks = blinks_of(seen.lids, seen.shut_below, rate)
    open_eyed = ~widened(seen.lids < _HALF_SHUT, 2)
    moving = open_eyed & ~resting(seen)
    calm = open_eyed & (seen.lips <= np.percentile(seen.lips, 40))
    return Measures(
        frames=len(seen),
        seconds=seconds,
        mesh_presence=seen.presence,
        lips_by="mesh" if seen.mesh_sees else "image",
        correlation=correlation,
        lag_frames=lag,
        mesh_correlation=best_lag(seen.opening, target)[0],
        image_correlation=best_lag(seen.image_opening, target)[0],
        agreement=correlated(seen.opening, seen.image_opening),
        likeness=part(seen.likeness, 10),
        loudness_correlation=best_lag(seen.lips, np.minimum(loudness(utterance, times), 1.2))[0],
        closure_share=float(np.mean(closures)) if closures and seen.mesh_sees else np.nan,
        closures=len(closures),
        silent_lip_deviation=silent_deviation(seen.lips, utterance, times),
        upper_face_db=part(seen.upper_db[open_eyed], 50),
        upper_face_low_db=part(seen.upper_db[open_eyed], 10),
        resting_share=float(np.mean(resting(seen))),
        moving_db=part(seen.aligned_db[moving], 50),
        moving_low_db=part(seen.aligned_db[moving], 10),
        drift_db_per_s=slope(times[calm], seen.aligned_db[calm]),
        lids_by="image" if seen.lids is seen.image_lids else "mesh",
        blinks_per_minute=len(blinks) / max(seconds, 1e-6) * 60,
        blinks_seen=len(blinks),
        blinks_asked=np.nan if asked.blinks is None else len(asked.blinks),
        blinks_found=share_found(asked.blinks or (), blinks),
        head_deg=part(np.linalg.norm(seen.turn_deg, axis=0), 95) if seen.mesh_sees else np.nan,
        head_shift=part(seen.shift, 95),
        flicker=part(seen.flicker[open_eyed], None),
        **dataclasses.asdict(liveliness(seen, utterance, rate)),
        untouched_share=seen.untouched_share,
        untouched_px=seen.untouched_px,
        border_equal=seen.border_equal,
        first_equal=seen.first_equal,
        last_equal=seen.last_equal,
        join_jump=jump(seen.change, asked.joins),
    )
