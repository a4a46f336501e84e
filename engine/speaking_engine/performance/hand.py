"""The hand layer: corrections of single tracks, held by the words they were made for.

A correction knows its word and which of the equal words it is, not its time: so it moves along when other
words come before it, when the voice changes, and when the line is spoken anew.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.performance.channels import GAZE, HEAD, INDEX, TRACKS, both
from speaking_engine.performance.millimetres import opening_mm
from speaking_engine.performance.performance import Performance, Stretch, performed, with_looks
from speaking_engine.performance.prosody import Track
from speaking_engine.speech.utterance import Utterance, Word

Way = Literal["set", "add", "scale"]
OPENING = "opening"
"""Name of a correction that sets how far the lips part in a word, in millimetres of a mouth 50 mm wide."""
EXAMPLE = "harbour: jawOpen=0.3, mouthSmile+=0.2"

_SIGNS: dict[str, Way] = {"=": "set", "+=": "add", "-=": "add", "*=": "scale"}
_ASKED = re.compile(r"^\s*([A-Za-z_. ]+?)\s*([+*-]?=)\s*(-?[\d.]+(?:e-?\d+)?)\s*$")
_OPENERS = (
    "jawOpen",
    "mouthClose",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
)
_EASE_SECONDS = 0.08
_MOST_DEG, _LEAST_CHANGE, _LEAST_CHANGE_DEG = 45.0, 0.004, 0.15
_SAME_MM = 0.02  # cues are rounded
_KEYS_A_WORD = 400
_SHOWN = 12  # words that a refusal lists


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed of one track in one word.

    Attributes
    ----------
    track : str
        One of `channels.TRACKS`, or `OPENING`.
    way : {"set", "add", "scale"}
        To a value, by a value, by a factor.
    value : float
        Over the whole word, eased in and out; unless there are keys.
    word : str
        As spoken, without punctuation and in small letters; empty for a time of the line instead of a word.
    number : int
        Which of the equal words of all that is said, from 1.
    keys : tuple of (place, value)
        Straight between two keys and nothing beyond them; the place is in lengths of the word from its start
        (0 to 1 within it), or in seconds of the line where there is no word.
    """

    track: str
    way: Way
    value: float = 0.0
    word: str = ""
    number: int = 1
    keys: tuple[tuple[float, float], ...] = ()


def bare(word: str) -> str:
    """Return a word as corrections name it: without punctuation, in small letters."""
    return re.sub(r"^\W+|\W+$", "", word).lower()


def parse_corrections(text: str) -> tuple[Correction, ...]:
    """Read corrections as people type them: ``harbour#2: jawOpen=0.3, mouthSmile+=0.2, browInnerUp*=0.5``.

    Raises
    ------
    ClipError
        There is no such track, or it has another form; the person can fix it.
    """
    name, colon, rest = text.rpartition(":")
    word, mark, number = name.partition("#")
    if not colon or not bare(word) or (mark and not (number.strip().isdigit() and int(number) > 0)):
        raise _refused(f"{text!r} names no word")
    parts = [part for part in rest.split(",") if part.strip()]
    if not parts:
        raise _refused(f"{text!r} changes nothing")
    count = int(number) if mark else 1
    return tuple(one for part in parts for one in _parsed(part, bare(word), count))


def corrections_of_openings(
    wanted_mm: Mapping[str, float], now_mm: Mapping[str, float]
) -> tuple[Correction, ...]:
    """Return what opens words, known by their names, as is wanted where it is not so already.

    Raises
    ------
    ClipError
        A mouth cannot open so far; the person can fix it.
    """
    return tuple(
        one
        for name, opening in wanted_mm.items()
        if name not in now_mm or abs(opening - now_mm[name]) > _SAME_MM
        for one in parse_corrections(f"{name}: {OPENING}={opening:.2f}")
    )


def corrected(
    performance: Performance,
    utterance: Utterance,
    corrections: Sequence[Correction],
    said: Sequence[str] = (),
) -> tuple[Performance, tuple[str, ...]]:
    """Lay corrections over a performance.

    Parameters
    ----------
    said : sequence of str
        Words of all that was said before this line, so that the number of an equal word is of the whole.

    Returns
    -------
    performance : Performance
    remarks : tuple of str
        A sentence for each correction whose word is not said in this line.
    """
    if not corrections:
        return performance, ()
    before = [bare(word) for word in said]
    tracks = {name: performance[name].copy() for name in TRACKS}
    stretches, remarks = list(performance.stretches), []
    for one in corrections:
        word = _word_of(one, utterance, before)
        if one.word and word is None:
            remarks.append(f"The correction of {one.track} waits: {_named(one)} is not said.")
            continue
        start, end = (word.start_seconds, word.end_seconds) if word else (0.0, 1.0)
        _lay(tracks, one, performance, start, end)
        first, last = _frames(performance, one, start, end)
        stretches.append(
            Stretch("hand", first, last, f"{one.track} in {one.word}" if one.word else one.track)
        )
    return _from_tracks(performance, tracks, tuple(stretches)), tuple(remarks)


def of_line(
    corrections: Sequence[Correction], lines: Sequence[Sequence[str]], line: int
) -> tuple[Correction, ...]:
    """Return the corrections that belong to one of several lines, so that the others are not made again.

    Parameters
    ----------
    lines : sequence of sequences of str
        Words of each line.
    """
    before = [bare(word) for words in lines[:line] for word in words]
    own = [bare(word) for word in lines[line]]
    return tuple(
        one
        for one in corrections
        if (not one.word and line == 0)
        or before.count(one.word) < one.number <= before.count(one.word) + own.count(one.word)
    )


def names_of(words: Sequence[str], said: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the name by which corrections know each word: ``the``, and ``the#2`` when it is said again.

    Parameters
    ----------
    said : sequence of str
        Words of all that was said before these.
    """
    every = [bare(word) for word in (*said, *words)]
    counts = [every[: place + 1].count(word) for place, word in enumerate(every)]
    names = [word if count == 1 else f"{word}#{count}" for word, count in zip(every, counts, strict=True)]
    return tuple(names[len(said) :])


def check_said(corrections: Sequence[Correction], lines: Sequence[Sequence[str]]) -> None:
    """Refuse corrections whose word is not said; those that were made before their word went are kept.

    Raises
    ------
    ClipError
        The hint names the words that come nearest; the person can fix it.
    """
    every = [bare(word) for words in lines for word in words]
    for one in corrections:
        count = every.count(one.word)
        if not every:
            raise ClipError(
                "This film has no words that corrections could hold by.",
                hint="Say what is heard in the recording or the take: --text, or --text-file.",
                place="corrections",
            )
        if not count:
            near = difflib.get_close_matches(one.word, sorted(set(every)), 3, 0.55)
            raise ClipError(
                f"“{one.word}” is not said in this film.",
                hint=f"Did you mean {' or '.join(near)}?" if near else f"Said are: {_listed(every)}.",
                place="corrections",
            )
        if count < one.number:
            raise ClipError(
                f"“{one.word}” is said {_times(count)}, so there is no {one.word}#{one.number}.",
                hint=f"Name {one.word}" + (f" to {one.word}#{count}." if count > 1 else "."),
                place="corrections",
            )


def merged(kept: Sequence[Correction], more: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return earlier corrections with later ones: of one track in one word, as few remain as say the same."""
    found = list(kept)
    for one in more:
        alike = [
            other
            for other in found
            if (other.word, other.number, other.track) == (one.word, one.number, one.track)
        ]
        replaced = [other for other in alike if one.way == "set" and not one.keys and not other.keys]
        found = [other for other in found if other not in replaced]
        last = alike[-1] if alike and not replaced else None
        both = last and _as_one(last, one)
        if last and both and not fault_of(both.track, both.way, both.value, both.keys):
            found[found.index(last)] = both
        else:
            found.append(one)
    return tuple(one for one in found if not _says_nothing(one))


def waiting(corrections: Sequence[Correction], lines: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return which corrections have no word now; they are kept for when it comes again."""
    every = [bare(word) for words in lines for word in words]
    return tuple(
        f"The correction of {one.track} waits: {_named(one)} is not said."
        for one in corrections
        if one.word and every.count(one.word) < one.number
    )


def corrections_between(
    before: Performance, after: Performance, utterance: Utterance, said: Sequence[str] = ()
) -> tuple[Correction, ...]:
    """Return what a person changed from one performance to another, word by word and track by track.

    Whoever edits curves or a table elsewhere and brings them back gets corrections that hold by their words.
    Both must have the same frames. Looks of the eyes are taken from the eyes' angles.
    """
    times = before.times
    counts: dict[str, int] = {}
    for word in said:
        counts[bare(word)] = counts.get(bare(word), 0) + 1
    found: list[Correction] = []
    for word, start, end, first, last in _homes(utterance, before):
        counts[bare(word)] = number = counts.get(bare(word), 0) + 1
        length = max(end - start, 1e-3)
        for name in (*(one for one in INDEX if "Look" not in one), *HEAD, *GAZE):
            change = after[name][first:last] - before[name][first:last]
            least = _LEAST_CHANGE if name in INDEX else _LEAST_CHANGE_DEG
            if len(change) and float(np.abs(change).max()) > least:
                places = (times[first:last] - start) / length
                keys = tuple(
                    (round(float(p), 4), round(float(c), 4)) for p, c in zip(places, change, strict=True)
                )
                found.append(Correction(name, "add", 0.0, bare(word), number, keys[:_KEYS_A_WORD]))
    return tuple(found)


def corrections_in_curves(lines: object) -> tuple[Correction, ...]:
    """Return what a person changed in the curves of a film's lines, which came as plain values.

    Parameters
    ----------
    lines : list of dict
        Every line of the film, in order: its `rate`, its `words` as (text, start seconds, end seconds), and
        the tracks that were changed, by name and frame by frame, `before` and `after`.

    Raises
    ------
    ClipError
        A line has another form: the program that sent it is of another version, or it has no words.
    """
    found: list[Correction] = []
    said: list[str] = []
    try:
        for line in list(lines):  # type: ignore[call-overload]
            words = tuple(Word(str(text), float(start), float(end)) for text, start, end in line["words"])
            before, after = (_tracks(line[name], line["rate"]) for name in ("before", "after"))
            found += _in_curves(words, before, after, said)
            said += [word.text for word in words]
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise ClipError(
            f"The curves of a line cannot be taken over: {error}.",
            hint="Nothing was saved; animate again.",
            place="corrections",
        ) from error
    return tuple(found)


def _in_curves(
    words: tuple[Word, ...], before: Performance, after: Performance, said: Sequence[str]
) -> tuple[Correction, ...]:
    if len(before) != len(after):
        raise ValueError("they differ in length")
    if len(before) and not words:
        raise ValueError("it has no words, which corrections hold by")
    spoken = Utterance(np.zeros(0, np.float32), 1, (), words, "", "")
    return corrections_between(before, after, spoken, said)


def _tracks(curves: Mapping[str, Sequence[float]], rate: str) -> Performance:
    unknown = set(curves) - set(TRACKS)
    if unknown:
        raise ValueError(f"a face has no {', '.join(sorted(unknown))}")
    tracks = {name: np.array(curve, np.float64) for name, curve in curves.items()}
    shapes = {track.shape for track in tracks.values()} or {(0,)}
    shape = next(iter(shapes))
    if len(shapes) > 1 or len(shape) != 1 or not all(np.isfinite(track).all() for track in tracks.values()):
        raise ValueError("they have no value for every frame")
    return performed(tracks, shape[0], Fraction(rate))


def fault_of(track: str, way: str, value: float, keys: Sequence[tuple[float, float]]) -> str:
    """Return in words what is wrong with a correction; empty if nothing."""
    if track != OPENING and track not in TRACKS:
        return f"{track!r} is no track of a face"
    most = 60.0 if track == OPENING else 1.0 if track in INDEX else _MOST_DEG
    most = 10.0 if way == "scale" else most
    least = 0.0 if way == "scale" or (way == "set" and (track in INDEX or track == OPENING)) else -most
    for one in (value, *(value for _, value in keys)):
        if not least <= one <= most:
            return f"{one:g} for {track} is not from {least:g} to {most:g}"
    return ""


def _parsed(part: str, word: str, number: int) -> Iterator[Correction]:
    match = _ASKED.match(part)
    if not match:
        raise _refused(f"{part.strip()!r} is no change of a track")
    name, sign, amount = match.group(1), match.group(2), match.group(3)
    tracks = (OPENING,) if name.strip().lower() in (OPENING, "opening_mm") else both(name)
    if not tracks:
        raise _refused(f"there is no track {name!r}")
    try:
        value = float(amount) * (-1 if sign == "-=" else 1)
    except ValueError as error:
        raise _refused(f"{amount!r} is no number") from error
    for track in tracks:
        if fault := fault_of(track, _SIGNS[sign], value, ()):
            raise _refused(fault)
        yield Correction(track, _SIGNS[sign], value, word, number)


def _as_one(first: Correction, then: Correction) -> Correction | None:
    """Return one correction that does what two do, one after the other; None if there is none."""
    if bool(first.keys) != bool(then.keys):
        return None
    if first.keys:
        if (first.way, then.way) != ("add", "add"):
            return None
        places = sorted({place for place, _ in (*first.keys, *then.keys)})
        one, other = (_at(places, of.keys) for of in (first, then))
        keys = tuple(
            (place, round(float(value), 4)) for place, value in zip(places, one + other, strict=True)
        )
        return replace(first, keys=keys) if len(keys) <= _KEYS_A_WORD else None
    match first.way, then.way:
        case ("set", "add") | ("add", "add"):
            return replace(first, value=round(first.value + then.value, 6))
        case ("set", "scale") | ("scale", "scale"):
            return replace(first, value=round(first.value * then.value, 6))
    return None


def _at(places: Sequence[float], keys: Sequence[tuple[float, float]]) -> Track:
    known, values = np.array(keys, np.float64).T
    return np.asarray(np.interp(places, known, values, left=0, right=0))


def _says_nothing(one: Correction) -> bool:
    if one.keys:
        least = _LEAST_CHANGE_DEG if one.track in (*HEAD, *GAZE) else _LEAST_CHANGE
        return one.way == "add" and all(abs(value) <= least for _, value in one.keys)
    return (one.way, one.value) in {("add", 0.0), ("scale", 1.0)}


def _listed(words: Sequence[str]) -> str:
    shown = list(dict.fromkeys(words))
    return ", ".join(shown[:_SHOWN]) + (" and others" if len(shown) > _SHOWN else "")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _word_of(one: Correction, utterance: Utterance, before: Sequence[str]) -> Word | None:
    equal = [word for word in utterance.words if bare(word.text) == one.word]
    place = one.number - 1 - list(before).count(one.word)
    return equal[place] if one.word and 0 <= place < len(equal) else None


def _lay(
    tracks: dict[str, Track], one: Correction, performance: Performance, start: float, end: float
) -> None:
    times = performance.times
    if one.keys:
        length = max(end - start, 1e-3) if one.word else 1.0
        places, values = np.array(one.keys).T
        weight = np.interp(times, (start if one.word else 0.0) + places * length, values, left=0, right=0)
        track = tracks[one.track]
        tracks[one.track] = track + weight if one.way == "add" else np.where(weight != 0, weight, track)
        return
    share = np.interp(times, [start - _EASE_SECONDS, start, end, end + _EASE_SECONDS], [0, 1, 1, 0])
    share = share * share * (3 - 2 * share)
    if one.track == OPENING:
        _open(tracks, one, performance, share)
        return
    track = tracks[one.track]
    factor = {"set": 0.0, "add": 1.0, "scale": one.value}[one.way]
    wanted = factor * track + (one.value if one.way != "scale" else 0.0)
    tracks[one.track] = track + share * (wanted - track)


def _open(tracks: dict[str, Track], one: Correction, performance: Performance, share: Track) -> None:
    """Scale all that parts the lips, so that the word is as wide as asked; closures stay shut."""
    widest = float((opening_mm(performance) * (share > 0.5)).max(initial=0.0))
    wanted = {"set": one.value, "add": widest + one.value, "scale": widest * one.value}[one.way]
    factor = wanted / max(widest, 0.5)
    beyond = np.maximum(tracks["mouthClose"] - tracks["jawOpen"], 0)
    for name in _OPENERS:
        tracks[name] = tracks[name] * (1 + share * (factor - 1))
    tracks["mouthClose"] = np.maximum(
        tracks["mouthClose"], np.where(beyond > 0, tracks["jawOpen"] + beyond, 0)
    )


def _frames(performance: Performance, one: Correction, start: float, end: float) -> tuple[int, int]:
    if not one.word:
        start, end = (one.keys[0][0], one.keys[-1][0]) if one.keys else (0.0, performance.seconds)
    first = max(int((start - _EASE_SECONDS) * performance.rate), 0)
    return first, min(int((end + _EASE_SECONDS) * performance.rate) + 2, len(performance))


def _from_tracks(
    performance: Performance, tracks: dict[str, Track], stretches: tuple[Stretch, ...]
) -> Performance:
    made = replace(
        performance,
        channels=np.stack([np.clip(tracks[name], 0, 1) for name in INDEX], axis=1),
        head_deg=np.stack([tracks[name] for name in HEAD], axis=1),
        gaze_deg=np.stack([tracks[name] for name in GAZE], axis=1).reshape(-1, 2, 2),
        stretches=stretches,
    )
    return with_looks(made)


def _homes(utterance: Utterance, performance: Performance) -> Iterator[tuple[str, float, float, int, int]]:
    """Return each word, its times, and the frames that belong to it: up to half way to its neighbours."""
    words = utterance.words
    for place, word in enumerate(words):
        before = (words[place - 1].end_seconds + word.start_seconds) / 2 if place else 0.0
        after = (
            (word.end_seconds + words[place + 1].start_seconds) / 2
            if place + 1 < len(words)
            else performance.seconds
        )
        first, last = (int(np.ceil(edge * performance.rate)) for edge in (before, after))
        yield word.text, word.start_seconds, word.end_seconds, first, min(last, len(performance))


def _named(one: Correction) -> str:
    return f"“{one.word}”" if one.number == 1 else f"the {one.number}. “{one.word}”"


def _refused(reason: str) -> ClipError:
    return ClipError(
        f"The correction cannot be used: {reason}.",
        hint=f"Write WORD: TRACK=VALUE, as '{EXAMPLE}'; WORD#2 is the second of equal words; "
        "tracks are the 52 ARKit channels, headYaw and so on, and opening in millimetres.",
        place="corrections",
    )
