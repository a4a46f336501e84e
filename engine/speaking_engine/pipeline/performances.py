"""The stages take and performance: what each face does while it says its line, or while others say theirs."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speaking_engine.clip.crop import crop_for
from speaking_engine.composite.arrange import Timing, spans_of
from speaking_engine.errors import ClipError
from speaking_engine.faces.boxes import Box
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.articulation import Crispness
from speaking_engine.performance.expression import Mood, Turn, turns_of
from speaking_engine.performance.hand import Correction, corrected, of_line, waiting
from speaking_engine.performance.keys import part_of
from speaking_engine.performance.manner import Manner, parse_regions, parse_strengths, seed_of
from speaking_engine.performance.performance import Performance
from speaking_engine.performance.store import performance_from_disk, performance_to_disk
from speaking_engine.pipeline.words import STEM
from speaking_engine.project.document import Choices
from speaking_engine.project.trust import check
from speaking_engine.protocol.fingerprint import sha256_of

if TYPE_CHECKING:
    from speaking_engine.pipeline.line import Line
    from speaking_engine.pipeline.store import Product

TIMING = Timing()
NOTICE_CARD_SECONDS = 5.0
"""Least time of a card that says that AI changed the work."""


# -- take --------------------------------------------------------------------------------------------------


def take_recipe(line: Line) -> dict[str, Any]:
    """Return what a take that was read depends on."""
    path = Path(line.choices.performance or "")
    try:
        return {"sha256": sha256_of(path), "name": path.name}
    except OSError as error:
        raise ClipError(
            f"The take {path} cannot be read: {error.strerror}.",
            hint="Check the path.",
            place="choices.performance",
        ) from error


def make_take(line: Line, folder: Path) -> None:
    """Write the actor's performance, read from its file."""
    path = Path(line.choices.performance or "")
    check(line.project.picture.sha256, {"performance": str(path)})

    from speaking_engine.performance.actor.take import read_take

    read = read_take(path, line.run.report)
    performance_to_disk(folder, STEM, read.performance, remarks=read.remarks)


# -- performance -------------------------------------------------------------------------------------------


def performance_recipe(line: Line, place: int, face_id: str) -> dict[str, Any]:
    """Return what the movement of a face during a line depends on."""
    if face_id != line.script.lines[place].face_id:
        return {
            "heard": line.sounds[place].digest,
            "rate": str(line.rate),
            "manner": dataclasses.asdict(_manner_of_listener(line, place, face_id)),
            "face": face_id,
            "towards": _towards(line, place, face_id),
        }
    take = _take(line, place)
    heard = line.recording is not None
    return {
        "sound": line.sounds[place].digest,
        "rate": str(line.rate),
        "manner": dataclasses.asdict(line.manners[place]),
        "face": face_id,
        "turns": [dataclasses.asdict(turn) for turn in _turns(line, place)],
        "hand": [dataclasses.asdict(one) for one in of_line(line.corrections, line.words, place)],
        "take": None if take is None else [take.digest, line.choices.performance_strength, heard],
    }


def make_performance(line: Line, folder: Path, place: int, face_id: str) -> None:
    """Write `000.performance.csv` and `000.performance.json`."""
    utterance = line.utterances[place]
    if face_id != line.script.lines[place].face_id:
        from speaking_engine.performance.listening import listen

        manner, towards = _manner_of_listener(line, place, face_id), _towards(line, place, face_id)
        performance_to_disk(folder, STEM, listen(utterance, line.rate, manner, towards))
        return
    acted, said = _acted(line, place)
    own = of_line(line.corrections, line.words, place)
    made, more = corrected(acted, utterance, own, line.said_before(place))
    performance_to_disk(folder, STEM, made, utterance, (*said, *more))


def read_performance(_: Line, folder: Path) -> tuple[str, ...]:
    """Read a performance, in the form in which it is used; return its remarks."""
    return performance_from_disk(folder, STEM)[1]


def performances(line: Line) -> tuple[Product, ...]:
    """Return what each line's face does: `000.performance.csv` and `000.performance.json` each."""
    made = tuple(
        line.product("performance", place, said.face_id) for place, said in enumerate(line.script.lines)
    )
    line.run.remember_fallbacks("performance", waiting(line.corrections, line.words))
    return made


def listeners(line: Line) -> tuple[tuple[int, str, Product], ...]:
    """Return what those do who are silent during a line: its place, the face, and the product.

    Only faces that speak elsewhere in the film listen, and none whose moving region touches another's.
    """
    lines = line.script.lines
    cast = list(dict.fromkeys(said.face_id for said in lines))
    if not line.choices.listening or len(cast) < 2:
        return ()
    found, crowded = [], dict[str, None]()
    for place, said in enumerate(lines):
        taken = [_region(line, said.face_id)]
        for face_id in cast:
            region = _region(line, face_id)
            if face_id == said.face_id:
                continue
            if any(_touch(region, other) for other in taken):
                crowded[face_id] = None
            else:
                taken.append(region)
                found.append((place, face_id, line.product("performance", place, face_id)))
    if crowded:
        who = ", ".join(crowded)
        line.run.remember_fallbacks(
            "performance", (f"{who} cannot listen everywhere: the moving regions of two faces overlap.",)
        )
    return tuple(found)


def played(line: Line) -> tuple[Performance, ...]:
    """Read what each line's face does, frame by frame."""
    return tuple(performance_in(product) for product in line.performances)


def performance_in(product: Product) -> Performance:
    """Read one performance."""
    return performance_from_disk(product.folder, STEM)[0]


def corrections(line: Line) -> tuple[Correction, ...]:
    """Return what a person changed, of all lines."""
    return tuple(one.correction for one in line.project.hand_motion)


def card_seconds(choices: Choices) -> tuple[float, float]:
    """Return how long cards stand before and after the work."""
    least = NOTICE_CARD_SECONDS if choices.notice == "card" else 0.0
    return max(choices.title_card_s, least), choices.end_card_s


def timing(line: Line) -> Timing:
    """Return how much stillness, and which cards, the film has around and between its lines."""
    before, after = card_seconds(line.choices)
    return dataclasses.replace(
        TIMING, lead_in_seconds=TIMING.lead_in_seconds + before, tail_seconds=TIMING.tail_seconds + after
    )


def spans(line: Line) -> tuple[tuple[range, ...], int]:
    """Return the film frames of each line and their number in all; the sounds alone decide them."""
    counts = [frames_to_cover(spoken.seconds, line.rate) for spoken in line.utterances]
    return spans_of(counts, line.rate, line.timing, line.pauses)


def manners(line: Line) -> tuple[Manner, ...]:
    """Return how each line is performed: its own seed, its own part of the keys, in its clip's time."""
    return tuple(_manner(line, place, said.face_id) for place, said in enumerate(line.script.lines))


def _manner(line: Line, place: int, face_id: str) -> Manner:
    choices, span = line.choices_for(face_id), line.spans[0][place]
    late = line.timing.lead_in_seconds - TIMING.lead_in_seconds  # keys are written for a film without cards
    seconds = float(span.start / line.rate) - late, float(span.stop / line.rate) - late
    keys = part_of(choices.expression_keys, *seconds)
    return Manner(
        style=choices.style,
        amplitude=choices.amplitude,
        amplitude_keys=part_of(choices.amplitude_keys, *seconds),
        regions=parse_regions(choices.regions),
        mood=Mood(choices.expression, choices.expression_strength, keys),
        crispness=Crispness(choices.crispness, choices.lead_s, choices.soften_s),
        seed=seed_of(line.project.picture.sha256, line.script.lines[place].text, choices.seed),
    )


def _manner_of_listener(line: Line, place: int, face_id: str) -> Manner:
    seed = seed_of(line.project.picture.sha256, face_id, line.manners[place].seed % 10**6)
    return dataclasses.replace(_manner(line, place, face_id), seed=seed)


def _turns(line: Line, place: int) -> tuple[Turn, ...]:
    """Return the moods that the directions in a line ask for."""
    return turns_of(line.script.lines[place].text, line.utterances[place])


def _take(line: Line, place: int) -> Product | None:
    """Return the actor's take, which the first line plays; None where nobody acts."""
    return None if place or line.choices.performance is None else line.product("take")


def _acted(line: Line, place: int) -> tuple[Performance, tuple[str, ...]]:
    from speaking_engine.performance.perform import perform

    utterance, manner, take = line.utterances[place], line.manners[place], _take(line, place)
    if take is None:
        alone = place > 0 and line.choices.performance is not None
        said = ("The take is played by the first line; this one moves by itself.",) if alone else ()
        return perform(utterance, line.rate, manner, _turns(line, place)), said
    from speaking_engine.performance.actor.take import ReadTake, played

    acted, remarks = performance_from_disk(take.folder, STEM)
    heard = line.recording is not None
    return played(
        ReadTake(acted, heard, remarks),
        utterance,
        line.rate,
        manner,
        own_sound=heard,
        strengths=parse_strengths(line.choices.performance_strength),
    )


def _region(line: Line, face_id: str) -> Box:
    x, y, width, height = crop_for(line.face(face_id), *line.size_px)
    return float(x), float(y), float(width), float(height)


def _touch(one: Box, other: Box) -> bool:
    """Whether two regions of the picture have a pixel in common."""
    return all(
        one[way] < other[way] + other[way + 2] and other[way] < one[way] + one[way + 2] for way in (0, 1)
    )


def _towards(line: Line, place: int, face_id: str) -> tuple[float, float]:
    """Return where the speaker is for a listener: to the right and up, -1 to 1 each."""
    own, other = _region(line, face_id), _region(line, line.script.lines[place].face_id)
    right, down = (other[way] + other[way + 2] / 2 - own[way] - own[way + 2] / 2 for way in (0, 1))
    far = max(math.hypot(right, down), 1e-6)
    return round(right / far, 3), round(-down / far, 3)
