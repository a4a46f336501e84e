"""Third part of the line: what each face does while it says its line."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from pathlib import Path
from typing import Any

from speaking_engine.composite.arrange import Timing, spans_of
from speaking_engine.media.rate import frames_to_cover, parse_rate
from speaking_engine.performance.articulation import Crispness
from speaking_engine.performance.expression import Mood
from speaking_engine.performance.keys import part_of
from speaking_engine.performance.manner import Manner, parse_regions, seed_of
from speaking_engine.performance.perform import perform
from speaking_engine.performance.performance import Performance
from speaking_engine.performance.store import performance_from_disk, performance_to_disk
from speaking_engine.pipeline.speaking import STEM, Speaking
from speaking_engine.pipeline.store import Product
from speaking_engine.script.script import Line

TIMING = Timing()


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
        triples = zip(self.speaking.script.lines, self.speaking.sounds, self.manners, strict=True)
        return tuple(self._performance(line, sound, manner) for line, sound, manner in triples)

    @cached_property
    def manners(self) -> tuple[Manner, ...]:
        """How each line is performed: with its own seed and its own part of the keys, in its clip's time."""
        spans = [(float(span.start / self.rate), float(span.stop / self.rate)) for span in self.spans[0]]
        lines = self.speaking.script.lines
        return tuple(self._manner(line, span) for line, span in zip(lines, spans, strict=True))

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
    def spans(self) -> tuple[tuple[range, ...], int]:
        """Film frames of each line and their number in all, known from the sounds before there is a clip."""
        utterances = [self.speaking.utterance(sound) for sound in self.speaking.sounds]
        counts = [frames_to_cover(spoken.seconds, self.rate) for spoken in utterances]
        return spans_of(counts, self.rate, TIMING)

    def performance(self, product: Product) -> Performance:
        """Read one line's performance."""
        return performance_from_disk(product.folder, STEM)[0]

    def _performance(self, line: Line, sound: Product, manner: Manner) -> Product:
        recipe: dict[str, Any] = {
            "sound": sound.digest,
            "rate": str(self.rate),
            "manner": dataclasses.asdict(manner),
            "face": line.face_id,
        }

        def make(folder: Path) -> None:
            utterance = self.speaking.utterance(sound)
            performance_to_disk(folder, STEM, perform(utterance, self.rate, manner), utterance)

        product = self.run.get(
            "performance", recipe, make, lambda folder: performance_from_disk(folder, STEM)
        )
        self.run.remember_fallbacks("performance", performance_from_disk(product.folder, STEM)[1])
        return product
