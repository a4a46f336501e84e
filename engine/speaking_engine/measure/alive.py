"""How alive a face is, and whether it moves as faces can: numbers with limits on both sides.

A face that is frozen must fail as one that strobes must. Distances are of a mouth 50 mm wide in the still.

References
----------
N. Quignon et al., THEval: evaluation framework for talking head video generation, CVPR 2026 (eyebrows).
Speeds: D. Ostry and K. Munhall, Control of rate and duration of speech movements, JASA 77, 1985.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from speaking_engine.measure.refound import Refound
from speaking_engine.performance.prosody import Track, pauses
from speaking_engine.performance.visemes import BILABIALS, ROUNDED
from speaking_engine.speech.utterance import Utterance

MOUTH_MM = 50.0
_STILL_SHARE = 0.0025
"""Way of the bridge of the nose within which a head counts as at rest, in eye distances: about 0.2 mm."""
_LEAST_WIDE_MM = 2.0
_LONG_SILENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Alive:
    """What was seen by the mesh; NaN where it does not see the face, or where there is nothing of the kind.

    Attributes
    ----------
    widest_mm : widest opening of the lips beyond the still's; the mesh sees about two thirds of a wide one.
    lips_mm_s, chin_mm_s : fastest change from one frame to the next.
    chin_at_closures : how far the chin hangs on /p b m/, of its furthest; mean.
    rounded_width : width of the mouth on rounded vowels, in widths of the still; median of their narrowest.
    brow_value : THEval's eyebrow dynamics: mean change, a frame, of the distance between brow and eye, in
        distances between the eyes' middles; people 0.0068.
    head_range_deg : over how many degrees the head turns to the sides.
    head_rest_s : longest time in which the head does not move while somebody speaks; by the picture.
    """

    widest_mm: float = np.nan
    lips_mm_s: float = np.nan
    chin_mm_s: float = np.nan
    chin_at_closures: float = np.nan
    rounded_width: float = np.nan
    brow_value: float = np.nan
    head_range_deg: float = np.nan
    head_rest_s: float = np.nan


def liveliness(seen: Refound, utterance: Utterance, rate: Fraction) -> Alive:
    """Judge the tracks of one clip."""
    rest_s = _longest_rest(seen.shift, utterance, rate)
    if not seen.mesh_sees:
        return Alive(head_rest_s=rest_s)
    return replace(
        movement(seen.opening, seen.shape, utterance, rate),
        head_range_deg=float(np.ptp(_calmed(seen.turn_deg[0]))),
        head_rest_s=rest_s,
    )


def movement(opening: Track, shape: npt.NDArray[np.float64], utterance: Utterance, rate: Fraction) -> Alive:
    """Judge what landmarks do, seen again or as they were drawn; see `by_mesh.Fit`.

    Parameters
    ----------
    opening : (N,) float64
    shape : (4, N) float64
    """
    width, chin, *brows = shape
    mm = MOUTH_MM / max(float(width[0]), 1e-6)
    opening, down = (opening - opening[0]) * mm, (chin - chin[0]) * mm
    return Alive(
        widest_mm=float(opening.max()),
        lips_mm_s=float(np.abs(np.diff(opening)).max(initial=0)) * float(rate),
        chin_mm_s=float(np.abs(np.diff(_without_slips(down))).max(initial=0)) * float(rate),
        chin_at_closures=_at_closures(down, utterance, rate),
        rounded_width=_rounded(width / max(float(width[0]), 1e-6), utterance, rate),
        brow_value=float(np.mean([np.abs(np.diff(brow)).mean() for brow in brows])),
    )


def _at_closures(down: Track, utterance: Utterance, rate: Fraction) -> float:
    frames = [
        round((p.start_seconds + p.end_seconds) / 2 * rate)
        for p in utterance.phonemes
        if p.symbol in BILABIALS
    ]
    near = [max(0.0, float(down[max(at - 1, 0) : at + 2].min())) for at in frames if at < len(down)]
    furthest = float(down.max())
    return float(np.mean(near)) / furthest if near and furthest > _LEAST_WIDE_MM else np.nan


def _rounded(share: Track, utterance: Utterance, rate: Fraction) -> float:
    """Return the narrowest width within each rounded vowel of some length, their median."""
    spans = [
        (round(p.start_seconds * rate), round(p.end_seconds * rate) + 1)
        for p in utterance.phonemes
        if p.symbol in ROUNDED and p.end_seconds - p.start_seconds > 0.06
    ]
    narrow = [float(share[first:last].min()) for first, last in spans if last <= len(share) and first < last]
    return float(np.median(narrow)) if narrow else np.nan


def _longest_rest(shift: Track, utterance: Utterance, rate: Fraction) -> float:
    """Return the longest time within speech in which the skull stays within a hair's breadth."""
    if not np.isfinite(shift).all() or not any(p.symbol for p in utterance.phonemes):
        return np.nan
    silent = pauses(utterance, _LONG_SILENCE_SECONDS)
    times = np.arange(len(shift)) / float(rate)
    quiet = np.zeros(len(shift), bool)
    for pause in silent:
        quiet |= (times >= pause.start) & (times <= pause.end)
    longest = first = 0
    for last in range(len(shift)):
        if quiet[last]:
            first = last + 1
        while first < last and np.ptp(shift[first : last + 1]) > _STILL_SHARE:
            first += 1
        longest = max(longest, last - first)
    return longest / float(rate)


def _without_slips(track: Track) -> Track:
    """Take out single frames in which the mesh slips on the jaw's outline, which no jaw does."""
    beside = np.stack([np.r_[track[:1], track[:-1]], track, np.r_[track[1:], track[-1:]]])
    return np.asarray(np.median(beside, axis=0))


def _calmed(track: Track) -> Track:
    """Take the noise of single fits out of an angle."""
    kernel = np.hanning(9)[1:-1]
    return np.convolve(np.pad(track, 3, mode="edge"), kernel / kernel.sum(), "valid")
