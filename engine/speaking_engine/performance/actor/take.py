"""Takes: a video or a table of an actor, read as a performance; and how a painting plays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.ndimage import label, maximum

from speaking_engine.errors import ClipError
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.actor.look import has_sound, look
from speaking_engine.performance.actor.read_face import channels_of
from speaking_engine.performance.articulation import articulate
from speaking_engine.performance.channels import CHANNELS, HEAD, INDEX
from speaking_engine.performance.live_link import read_csv
from speaking_engine.performance.manner import STYLES, TRACKS_OF, Manner
from speaking_engine.performance.millimetres import SHUT_BEYOND
from speaking_engine.performance.millimetres import shut as lips_shut
from speaking_engine.performance.perform import amplitude_of, perform
from speaking_engine.performance.performance import Performance, Stretch, ends_into_rest, with_looks
from speaking_engine.performance.prosody import Track
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.speech.utterance import Utterance

MOST_DEG = {"headYaw": 12.0, "headPitch": 9.0, "headRoll": 7.0}
"""Furthest turns that a painted head follows; the side that was not painted would come into view.

Of two at once less of each: a face bent, turned and tilted to all three was squeezed at its far side.
"""
MOST_GAZE_DEG = 14.0
MOST_OF = {"jawOpen": 0.5, "cheekPuff": 0.5}
"""Furthest that a painting follows some channels: wider jaws tear a profile's throat, cheeks fold."""
_FREE = 0.6  # share of what is furthest up to which all is followed as it is
_NEUTRAL_PERCENT = 10.0
_MET = 0.8  # of lips that are shut so that even painted gaps are
_LEAST_SPAN = 0.2  # of a channel that is left above its neutral value


@dataclass(frozen=True, slots=True, eq=False)
class ReadTake:
    """An actor's performance at the rate of its recording; `has_sound` if the file can be heard, too."""

    performance: Performance
    has_sound: bool
    remarks: tuple[str, ...] = ()


def read_take(path: Path, report: Report = silent) -> ReadTake:
    """Read a take: a CSV of Live Link Face or another program, or any video of a face.

    Raises
    ------
    ClipError
        It is neither, has no frame, or no face is seen in it; the user gives another.
    """
    if not path.is_file():
        raise ClipError(
            f"There is no take {path}.",
            hint="Give a video of a face, or a CSV of Live Link Face.",
            place="choices.performance",
        )
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        reading = read_csv(path)
        made, remarks = reading.performance, reading.remarks
        if not made.rests(0):
            made = _from_neutral(made)
            remarks += (
                f"{path.name} does not begin at rest: it is counted from its actor's own neutral face.",
            )
        stretch = Stretch("actor", 0, len(made), path.name)
        return ReadTake(replace(made, stretches=(stretch,)), False, remarks)
    looked = look(path, report)
    return ReadTake(channels_of(looked, path.name), looked.has_sound, looked.remarks)


def _from_neutral(recorded: Performance) -> Performance:
    """Count a recorded table from its actor's neutral face, which for no camera is 0, nor looks into it."""
    rest = np.percentile(recorded.channels, _NEUTRAL_PERCENT, axis=0)
    channels = np.maximum(recorded.channels - rest, 0) / np.maximum(1 - rest, _LEAST_SPAN)
    head_deg = recorded.head_deg - np.median(recorded.head_deg, axis=0)
    gaze_deg = recorded.gaze_deg - np.median(recorded.gaze_deg, axis=0)
    return with_looks(replace(recorded, channels=channels, head_deg=head_deg, gaze_deg=gaze_deg))


def is_heard(path: Path) -> bool:
    """Whether a take brings its own sound."""
    return path.suffix.lower() not in (".csv", ".tsv", ".txt") and has_sound(path)


def played(
    take: ReadTake,
    utterance: Utterance,
    rate: Fraction,
    manner: Manner,
    *,
    own_sound: bool,
    strengths: Mapping[str, float] | None = None,
) -> tuple[Performance, tuple[str, ...]]:
    """Let a painting play a take while an utterance sounds.

    Parameters
    ----------
    own_sound : bool
        The utterance is the take's own sound, or was spoken to it: the mouth is the actor's. Otherwise the
        mouth says the words, and all else is the actor's while the take lasts; then life takes over.
    strengths : mapping of str to float
        Factor on each region; see `manner.REGIONS`. The style and the amplitude are factors, too.

    Returns
    -------
    performance : Performance
        At rest in the first and the last frame.
    remarks : tuple of str
        What the painting cannot follow, and what is not the actor's; beside the take's own.
    """
    count = frames_to_cover(utterance.seconds, rate)
    lived = perform(utterance, rate, manner)
    acted, remarks = _limited(take.performance.resampled(rate, count), strengths or {}, manner)
    times = acted.times
    ends = ends_into_rest(acted)
    over = np.ones(count) if own_sound else _within(times, take.performance.seconds)
    headless = not take.performance.head_deg.any() and (strengths or {}).get("head", 1.0) > 0
    by_itself = {"mouth": not own_sound, "head": headless}
    tracks = {}
    for region in manner.regions:
        for name in TRACKS_OF[region]:
            own = acted[name] * ends
            tracks[name] = (
                lived[name]
                if by_itself.get(region, False)
                else own * over + lived[name] * (1 - over) * (not own_sound)
            )
    if own_sound and "mouth" in manner.regions:
        _close(tracks, utterance, acted, ends)
    made = Performance(
        rate,
        np.stack([np.clip(tracks.get(name, np.zeros(count)), 0, 1) for name in CHANNELS], axis=1),
        np.stack([tracks.get(name, np.zeros(count)) for name in HEAD], axis=1),
        np.stack([tracks.get(name, np.zeros(count)) for name in _GAZE], axis=1).reshape(count, 2, 2),
        (*acted.stretches, *(() if own_sound else lived.stretches)),
    )
    said = _said(take, utterance, own_sound=own_sound)
    if headless and "head" in manner.regions:
        said += ("The take does not turn the head: it moves by itself.",)
    return with_looks(made.between_rests()), (*remarks, *said)


_GAZE = ("leftEyeYaw", "leftEyePitch", "rightEyeYaw", "rightEyePitch")


def _limited(
    acted: Performance, strengths: Mapping[str, float], manner: Manner
) -> tuple[Performance, list[str]]:
    """Scale by region, and calm softly what goes further than a painting can follow."""
    amplitude = amplitude_of(manner, acted.times)
    style, plain = STYLES[manner.style], STYLES["portrait"]
    by_style = {
        "mouth": style.mouth / plain.mouth,
        "head": style.head / plain.head,
        "brows": style.brows / plain.brows,
        "eyes": 1.0,
    }
    factor = {region: strengths.get(region, 1.0) * by_style[region] * amplitude for region in by_style}
    channels = acted.channels.copy()
    for region in ("mouth", "brows"):
        for name in TRACKS_OF[region]:
            channels[:, INDEX[name]] *= factor[region]
    jaw = channels[:, INDEX["jawOpen"]].copy()
    remarks = []
    for name, most in MOST_OF.items():
        track = channels[:, INDEX[name]]
        if (furthest := float(track.max(initial=0))) > most:
            remarks.append(f"The actor's {name} goes to {furthest:.2f}; a painting follows to {most:g}.")
        track[:] = _softly(track, most)
    channels[:, INDEX["mouthClose"]] *= channels[:, INDEX["jawOpen"]] / np.where(jaw > 0, jaw, 1.0)
    head = acted.head_deg * factor["head"][:, None]
    for place, (name, most) in enumerate(MOST_DEG.items()):
        if (furthest := float(np.abs(head[:, place]).max(initial=0))) > most:
            angle = name.removeprefix("head").lower()
            remarks.append(
                f"The actor's {angle} goes to {furthest:.0f} degrees; a painted head follows to {most:.0f}."
            )
    share = np.linalg.norm(head / np.array(list(MOST_DEG.values())), axis=1)
    head *= (_softly(share, 1.0) / np.where(share > 0, share, 1.0))[:, None]
    gaze = acted.gaze_deg * (strengths.get("eyes", 1.0) * np.minimum(amplitude, 1.0))[:, None, None]
    gaze = np.sign(gaze) * _softly(np.abs(gaze), MOST_GAZE_DEG)
    return replace(acted, channels=channels, head_deg=head, gaze_deg=gaze), remarks


def _softly(track: Track, most: float) -> Track:
    """Return what is not below 0 as it is up to a share of what is furthest, and never further."""
    free = _FREE * most
    beyond = np.maximum(track - free, 0)
    return np.asarray(np.minimum(track, free) + (most - free) * np.tanh(beyond / (most - free)))


def _within(times: np.ndarray, seconds: float) -> np.ndarray:  # type: ignore[type-arg]
    """Return 1 while a take lasts, passing to 0 at its end."""
    share = np.clip((seconds - times) / 0.4, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _close(tracks: dict, utterance: Utterance, acted: Performance, ends: np.ndarray) -> None:  # type: ignore[type-arg]
    """Shut the lips on the /p b m/ of known words: cameras blur what the ear does not miss."""
    if not utterance.words:
        return
    shut = _missed(articulate(utterance, acted.times).shut, lips_shut(acted)) * ends
    for name in ("mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight"):
        tracks[name] = tracks[name] * (1 - shut)
    tracks["jawOpen"] = tracks["jawOpen"] * (1 - 0.7 * shut)
    closed = tracks["jawOpen"] + SHUT_BEYOND
    tracks["mouthClose"] = tracks["mouthClose"] + shut * np.maximum(closed - tracks["mouthClose"], 0)


def _missed(wanted: Track, made: Track) -> Track:
    """Return the closures, 0 to 1, in which an actor's lips do not meet; a film of ours made them all."""
    closures, count = label(wanted > 0)
    if not count:
        return wanted
    met = np.concatenate([[False], maximum(made, closures, range(1, count + 1)) > _MET])
    return np.asarray(np.where(met[closures], 0.0, wanted))


def _said(take: ReadTake, utterance: Utterance, *, own_sound: bool) -> tuple[str, ...]:
    if own_sound:
        return ()
    found = ["The take is not heard: the words move the mouth, the actor all else."]
    if take.performance.seconds < utterance.seconds - 0.5:
        found.append(
            f"The take lasts {take.performance.seconds:.1f} s of {utterance.seconds:.1f} s: "
            "after it the face moves by itself."
        )
    return tuple(found)
