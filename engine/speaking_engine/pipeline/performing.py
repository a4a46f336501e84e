"""Third part of the line: what each face does while it says its line."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from functools import cached_property
from pathlib import Path
from typing import Any

from speaking_engine.clip.crop import crop_for
from speaking_engine.composite.arrange import Timing, spans_of
from speaking_engine.errors import ClipError
from speaking_engine.faces.boxes import Box
from speaking_engine.media.rate import frames_to_cover, parse_rate
from speaking_engine.performance.articulation import Crispness
from speaking_engine.performance.expression import Mood, Turn, turns_of
from speaking_engine.performance.hand import Correction, corrected, of_line, waiting
from speaking_engine.performance.keys import part_of
from speaking_engine.performance.manner import Manner, parse_regions, parse_strengths, seed_of
from speaking_engine.performance.performance import Performance
from speaking_engine.performance.store import performance_from_disk, performance_to_disk
from speaking_engine.pipeline.speaking import STEM, Speaking
from speaking_engine.pipeline.store import Product
from speaking_engine.project.document import Choices
from speaking_engine.project.trust import check
from speaking_engine.script.script import Line
from speaking_engine.speech.utterance import Utterance

TIMING = Timing()
NOTICE_CARD_SECONDS = 5.0
"""Least time of a card that says that AI changed the work."""


def card_seconds(choices: Choices) -> tuple[float, float]:
    """Return how long cards stand before and after the work."""
    before = (
        max(choices.title_card_s, NOTICE_CARD_SECONDS) if choices.notice == "card" else choices.title_card_s
    )
    return before, choices.end_card_s


class Performing:
    """Reading a property makes what is missing and reuses what is there."""

    def __init__(self, speaking: Speaking) -> None:
        self.speaking = speaking
        self.run = speaking.run
        self._choices = speaking.run.choices_for()
        self.rate = parse_rate(self._choices.rate)

    @cached_property
    def performances(self) -> tuple[Product, ...]:
        """What each line's face does: `000.performance.csv` and `000.performance.json` each."""
        made = tuple(self._performance(place) for place in range(len(self.speaking.sounds)))
        self.run.remember_fallbacks("performance", waiting(self.corrections, self.words))
        return made

    @cached_property
    def listeners(self) -> tuple[tuple[int, str, Product], ...]:
        """What those do who are silent during a line: its place, the face, `000.performance.csv` and so on.

        Only faces that speak elsewhere in the film listen, and none whose moving region touches another's.
        """
        lines = self.speaking.script.lines
        cast = list(dict.fromkeys(line.face_id for line in lines))
        if not self._choices.listening or len(cast) < 2:
            return ()
        found, crowded = [], dict[str, None]()
        for place, line in enumerate(lines):
            taken = [self._region(line.face_id)]
            for face_id in cast:
                region = self._region(face_id)
                if face_id == line.face_id:
                    continue
                if any(_touch(region, other) for other in taken):
                    crowded[face_id] = None
                else:
                    taken.append(region)
                    found.append((place, face_id, self._listening(place, face_id)))
        if crowded:
            who = ", ".join(crowded)
            self.run.remember_fallbacks(
                "performance", (f"{who} cannot listen everywhere: the moving regions of two faces overlap.",)
            )
        return tuple(found)

    def _region(self, face_id: str) -> Box:
        looking = self.speaking.looking
        x, y, width, height = crop_for(looking.face(face_id), *looking.size_px)
        return float(x), float(y), float(width), float(height)

    def _listening(self, place: int, face_id: str) -> Product:
        line, manner = self.speaking.script.lines[place], self.manners[place]
        own = dataclasses.replace(
            self._manner(dataclasses.replace(line, face_id=face_id), self._seconds[place]),
            seed=seed_of(self.run.production.project.picture.sha256, face_id, manner.seed % 10**6),
        )
        towards = _direction(self._region(face_id), self._region(line.face_id))
        recipe: dict[str, Any] = {
            "heard": self.speaking.sounds[place].digest,
            "rate": str(self.rate),
            "manner": dataclasses.asdict(own),
            "face": face_id,
            "towards": towards,
        }

        def make(folder: Path) -> None:
            from speaking_engine.performance.listening import listen

            performance_to_disk(folder, STEM, listen(self.utterances[place], self.rate, own, towards))

        return self.run.get("performance", recipe, make)

    @cached_property
    def take(self) -> Product | None:
        """The actor's performance, read once from its file; None where nobody acts."""
        if self._choices.performance is None:
            return None
        path = Path(self._choices.performance)

        def make(folder: Path) -> None:
            check(self.run.production.project.picture.sha256, {"performance": str(path)})

            from speaking_engine.performance.actor.take import read_take

            take = read_take(path, self.run.report)
            performance_to_disk(folder, STEM, take.performance, remarks=take.remarks)

        return self.run.get("take", {"sha256": _sha256(path), "name": path.name}, make)

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """What a person changed, of all lines."""
        return tuple(one.correction for one in self.run.production.project.hand_motion)

    @cached_property
    def manners(self) -> tuple[Manner, ...]:
        """How each line is performed: with its own seed and its own part of the keys, in its clip's time."""
        lines = self.speaking.script.lines
        return tuple(self._manner(line, span) for line, span in zip(lines, self._seconds, strict=True))

    @cached_property
    def _seconds(self) -> list[tuple[float, float]]:
        """The lines' times in the film without its cards, in which keys are written."""
        late = self.timing.lead_in_seconds - TIMING.lead_in_seconds
        return [
            (float(span.start / self.rate) - late, float(span.stop / self.rate) - late)
            for span in self.spans[0]
        ]

    def _manner(self, line: Line, span: tuple[float, float]) -> Manner:
        choices = self.run.choices_for(line.face_id)
        keys = part_of(choices.expression_keys, *span)
        return Manner(
            style=choices.style,
            amplitude=choices.amplitude,
            amplitude_keys=part_of(choices.amplitude_keys, *span),
            regions=parse_regions(choices.regions),
            mood=Mood(choices.expression, choices.expression_strength, keys),
            crispness=Crispness(choices.crispness, choices.lead_s, choices.soften_s),
            seed=seed_of(self.run.production.project.picture.sha256, line.text, choices.seed),
        )

    @cached_property
    def timing(self) -> Timing:
        """How much stillness, and which cards, the film has around and between its lines."""
        before, after = card_seconds(self._choices)
        return dataclasses.replace(
            TIMING,
            lead_in_seconds=TIMING.lead_in_seconds + before,
            tail_seconds=TIMING.tail_seconds + after,
        )

    @cached_property
    def spans(self) -> tuple[tuple[range, ...], int]:
        """Film frames of each line and their number in all, known from the sounds before there is a clip."""
        counts = [frames_to_cover(spoken.seconds, self.rate) for spoken in self.utterances]
        return spans_of(counts, self.rate, self.timing, self.speaking.pauses)

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        """The sound of each line."""
        return tuple(self.speaking.utterance(sound) for sound in self.speaking.sounds)

    @cached_property
    def words(self) -> list[list[str]]:
        """The words of each line, as they were spoken."""
        return [[word.text for word in utterance.words] for utterance in self.utterances]

    def said_before(self, place: int) -> list[str]:
        """Return the words of all lines before one."""
        return [word for words in self.words[:place] for word in words]

    def performance(self, product: Product) -> Performance:
        """Read one line's performance."""
        return performance_from_disk(product.folder, STEM)[0]

    def _performance(self, place: int) -> Product:
        line, manner = self.speaking.script.lines[place], self.manners[place]
        take = self.take if place == 0 else None
        own = of_line(self.corrections, self.words, place)
        recipe: dict[str, Any] = {
            "sound": self.speaking.sounds[place].digest,
            "rate": str(self.rate),
            "manner": dataclasses.asdict(manner),
            "face": line.face_id,
            "turns": [dataclasses.asdict(turn) for turn in self._turns(place)],
            "hand": [dataclasses.asdict(one) for one in own],
            "take": None
            if take is None
            else [take.digest, self._choices.performance_strength, self.speaking.recording is not None],
        }

        def make(folder: Path) -> None:
            utterance = self.utterances[place]
            acted, said = self._acted(place, utterance, manner, take)
            made, more = corrected(acted, utterance, own, self.said_before(place))
            performance_to_disk(folder, STEM, made, utterance, (*said, *more))

        product = self.run.get(
            "performance", recipe, make, lambda folder: performance_from_disk(folder, STEM)
        )
        self.run.remember_fallbacks("performance", performance_from_disk(product.folder, STEM)[1])
        return product

    def _turns(self, place: int) -> tuple[Turn, ...]:
        """Return the moods that the directions in a line ask for."""
        return turns_of(self.speaking.script.lines[place].text, self.utterances[place])

    def _acted(
        self, place: int, utterance: Utterance, manner: Manner, take: Product | None
    ) -> tuple[Performance, tuple[str, ...]]:
        from speaking_engine.performance.perform import perform

        if take is None:
            alone = place > 0 and self._choices.performance is not None
            said = ("The take is played by the first line; this one moves by itself.",) if alone else ()
            return perform(utterance, self.rate, manner, self._turns(place)), said
        from speaking_engine.performance.actor.take import ReadTake, played

        acted, remarks = performance_from_disk(take.folder, STEM)
        heard = self.speaking.recording is not None
        return played(
            ReadTake(acted, heard, remarks),
            utterance,
            self.rate,
            manner,
            own_sound=heard,
            strengths=parse_strengths(self._choices.performance_strength),
        )


def _touch(one: Box, other: Box) -> bool:
    """Whether two regions of the picture have a pixel in common."""
    return all(
        one[way] < other[way] + other[way + 2] and other[way] < one[way] + one[way + 2] for way in (0, 1)
    )


def _direction(own: Box, other: Box) -> tuple[float, float]:
    """Return where another region is: to the right and up, -1 to 1 each."""
    right, down = (other[way] + other[way + 2] / 2 - own[way] - own[way + 2] / 2 for way in (0, 1))
    far = max(math.hypot(right, down), 1e-6)
    return round(right / far, 3), round(-down / far, 3)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ClipError(
            f"The take {path} cannot be read: {error.strerror}.",
            hint="Check the path.",
            place="choices.performance",
        ) from error
