"""The line over one production: everything that can be asked of it, and the user's own copy of the film."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from speaking_engine.media.rate import parse_rate
from speaking_engine.pipeline import film as _film
from speaking_engine.pipeline import marking as _marking
from speaking_engine.pipeline import performances as _performances
from speaking_engine.pipeline import picture as _picture
from speaking_engine.pipeline import words as _words
from speaking_engine.pipeline.delivery import FILM, check_hold, deliver_film
from speaking_engine.pipeline.run import Run
from speaking_engine.pipeline.stages import STAGE, Key
from speaking_engine.pipeline.store import Product
from speaking_engine.project.choosing import check_choices
from speaking_engine.project.document import Choices
from speaking_engine.project.production import Production
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.render.scene import SceneFrames, encode_scene
from speaking_engine.script.script import Script
from speaking_engine.speech.utterance import Utterance


class Line:
    """artwork -> faces -> script -> speech -> performance -> clip -> composite -> render.

    Pull-based: asking for a thing runs what it needs and no more. Each name is read once and kept, so a line
    is thrown away when the production was edited; `work.Work` does that.

    Attributes
    ----------
    run : Run
        What was made, and what was there.
    is_final : bool
        Whether the film is meant to be shown; to be said before it is asked for.
    measured : dict of str to Utterance
        Texts that were spoken to know their length.
    """

    def __init__(
        self,
        production: Production,
        report: Report = silent,
        language: str = "",
        laid_over: Mapping[str, Any] | None = None,
    ) -> None:
        self.run = Run(production, report, language, laid_over)
        self.production = production
        self.project = production.project
        self.language = language
        self.is_final = False
        self.measured: dict[str, Utterance] = {}
        self._products: dict[Key, Product] = {}

    def product(self, stage: str, *key: int | str) -> Product:
        """Return a product of a stage, made only if it is not there whole; see `stages`."""
        name = (stage, *key)
        if name not in self._products:
            one = STAGE[stage]
            read = one.read
            product = self.run.get(
                stage,
                self._recipe(stage, *key),
                lambda folder: one.make(self, folder, *key),
                None if read is None else lambda folder: read(self, folder),
            )
            self.run.remember_fallbacks(stage, () if read is None else read(self, product.folder))
            self._products[name] = product
        return self._products[name]

    def kin(self, stage: str, *key: int | str, but: str) -> list[Path]:
        """Return products of other recipes that differ from this one in one thing alone, the newest first."""
        return self.run.kin(stage, self._recipe(stage, *key), but)

    def _recipe(self, stage: str, *key: int | str) -> dict[str, Any]:
        return {"version": STAGE[stage].version, **STAGE[stage].recipe(self, *key)}

    # -- what is chosen ------------------------------------------------------------------------------------

    @cached_property
    def choices(self) -> Choices:
        """The choices that hold in this language, for all."""
        return self.choices_for()

    def choices_for(self, speaker: str = "") -> Choices:
        """Return the choices that hold in this language, for all or for one speaker."""
        return self.run.choices_for(speaker)

    @cached_property
    def rate(self) -> Fraction:
        """Frames a second."""
        return parse_rate(self.choices.rate)

    def check(self) -> None:
        """Refuse every choice that no room can follow; to be called before any work is done."""
        check_choices(self.project)

    # -- the picture and its faces -------------------------------------------------------------------------

    picture = cached_property(_picture.picture)
    size_px = cached_property(_picture.size_px)
    metadata = cached_property(_picture.metadata)
    artwork = cached_property(_picture.artwork)
    found = cached_property(_picture.found)
    faces_folder = cached_property(_picture.faces_folder)
    faces = cached_property(_picture.faces)
    speakers = cached_property(_picture.speakers)
    face = _picture.face
    no_face = _picture.no_face

    # -- the words and their sound -------------------------------------------------------------------------

    script = cached_property(_words.script)
    recording = cached_property(_words.recording)
    lexicon = cached_property(_words.lexicon)
    spoken = cached_property(_words.spoken)
    wishes = cached_property(_words.wishes)
    pauses = cached_property(_words.pauses)
    sounds = cached_property(_words.sounds)
    utterances = cached_property(_words.utterances)
    words = cached_property(_words.spoken_words)
    voice_of = _words.voice_of

    def approve(self, name: str) -> Script:
        """Let a person sign the words as they stand today; kept in the project file.

        Raises
        ------
        TextError
            There is no name, or there are no words.
        """
        _words.approve(self, name)
        del self.script  # read again, now with the signature
        return self.script

    def said_before(self, place: int) -> list[str]:
        """Return the words of all lines before one."""
        return [word for words in self.words[:place] for word in words]

    # -- the movement --------------------------------------------------------------------------------------

    timing = cached_property(_performances.timing)
    spans = cached_property(_performances.spans)
    manners = cached_property(_performances.manners)
    corrections = cached_property(_performances.corrections)
    performances = cached_property(_performances.performances)
    played = cached_property(_performances.played)
    listeners = cached_property(_performances.listeners)

    # -- the film ------------------------------------------------------------------------------------------

    plays_performances = cached_property(_film.plays_performances)
    motion = _film.motion
    clips = cached_property(_film.clips)
    listening = cached_property(_film.listening)
    mixed = cached_property(_film.mixed)
    composed = cached_property(_film.composed)
    plan = cached_property(_film.plan)
    turns = cached_property(_film.turns)
    film = cached_property(_film.film)
    marks = cached_property(_marking.marks)
    signed = cached_property(_marking.signed)

    def deliver(self, out: Path | None = None, *, is_final: bool = False) -> Path:
        """Make the film and put it where the user wants it, with captions where none were changed by hand.

        Parameters
        ----------
        out : Path or None
            The film's path; None is `film.mp4` in the production folder.
        is_final : bool
            It is meant to be shown: marked and signed as chosen.

        Raises
        ------
        SpeakingError
            Whatever stopped a room; what was finished before is kept.
        """
        self.is_final = is_final
        made = self.signed
        target = out or self.production.folder / film_name(self.language)
        check_hold(self.production, is_final=is_final)  # once more: it may have been set meanwhile
        captions = sorted(self.composed.folder.glob("captions.*"))
        remarks = deliver_film(self.production, made, captions, target)
        self.run.remember_fallbacks("render", tuple(remarks))
        return target

    def deliver_scene(self, made: SceneFrames, out: Path | None = None, *, is_final: bool = False) -> Path:
        """Make the film of an artist's scene and put it where the user wants it; marked as any film.

        Parameters
        ----------
        out : Path or None
            NAME.mp4, NAME.mov or a folder for pictures; None is `film.mp4` in the production folder.
        """
        self.is_final = is_final
        check_hold(self.production, is_final=is_final)
        target = out or self.production.folder / film_name(self.language)
        if not target.suffix:  # pictures take a hundred times a film's room: they are not kept in the store
            encode_scene(made, target, self.run.report, _film.scene_marking(self, made))
            _film.give_back(self, made)
            return target
        self.film = _film.scene_film(self, made, target.suffix)
        film = self.signed if target.suffix == ".mp4" else self.film
        remarks = deliver_film(self.production, film, (), target)
        self.run.remember_fallbacks("render", tuple(remarks))
        return target

    def check_final(self) -> None:
        """Refuse a final film that could not be marked or signed; to be called before any work is done."""
        from speaking_engine.marks.signer import find_signer

        check_hold(self.production, is_final=True)
        _marking.marks_for(self.choices, self.metadata, is_final=True)
        find_signer()

    def summary(self) -> dict[str, Any]:
        """Return, stage by stage, what was made, what was there already, and what had to be decided."""
        return {
            stage: {
                "made": tally.made,
                "reused": tally.reused,
                "seconds": round(tally.record.seconds, 2),
                "fallbacks": tally.record.fallbacks,
            }
            for stage, tally in self.run.tallies.items()
        }


def film_name(language: str) -> str:
    """Return the name of a version's film: ``film.mp4``, or ``film.fr.mp4`` of another language."""
    return f"film.{language}.mp4" if language else FILM
