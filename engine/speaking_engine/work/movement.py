"""Movement: what the faces of a work do word by word, and what a person corrects of it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from speaking_engine.errors import ClipError, UserError
from speaking_engine.performance.cues import Cue, cues_of, openings_in
from speaking_engine.performance.hand import (
    Correction,
    bare,
    check_said,
    corrections_between,
    corrections_of_openings,
    merged,
    names_of,
    parse_corrections,
)
from speaking_engine.performance.live_link import read_csv
from speaking_engine.performance.performance import Performance
from speaking_engine.project.document import HandMotion
from speaking_engine.project.production import Production, is_production, peeked

if TYPE_CHECKING:
    from speaking_engine.work.work import Work


class Movement:
    """What the faces of a work do in one language; corrections hold by their words, see `performance.hand`.

    `work.movement.correct("harbour: opening=6, mouthSmile+=0.2")` is what `performance --set` does.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    @property
    def performances(self) -> tuple[Performance, ...]:
        """What each line's face does, frame by frame; made now if need be."""
        with self._work.running() as line:
            return line.played

    @property
    def cues(self) -> tuple[tuple[Cue, ...], ...]:
        """Each line's words: when, how far the mouth opens, and what is wrong there."""
        with self._work.running() as line:
            return tuple(map(cues_of, line.played, line.utterances))

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """By which name a correction knows each line's words: "the", and "the#2" when it is said again."""
        with self._work.running() as line:
            lines = line.words
            return tuple(names_of(words, line.said_before(place)) for place, words in enumerate(lines))

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """All that a person corrected, in order."""
        return tuple(one.correction for one in self._work.production.project.hand_motion)

    def correct(self, *changes: str) -> None:
        """Correct words: "harbour: jawOpen=0.3", "the#2: opening*=0.7"; frames of other words are kept.

        Raises
        ------
        ClipError
            There is no such track, or the word is not said; nothing is changed.
        """
        wanted = [one for text in changes for one in parse_corrections(text)]
        with self._work.running() as line:
            check_said(wanted, line.words)
        self._keep(merged(self.corrections, wanted))

    def play(self, path: Path | str) -> None:
        """Let a take (.mp4), a table (.csv) or another film (OTHER.speaking) be played by this work's face.

        Raises
        ------
        UserError
            There is no such file, or that film has no performance yet.
        """
        film = Path(path)
        is_film = is_production(film)
        own = borrowed(self._work.production, film) if is_film else {"performance": str(film.resolve())}
        self._work.choose(**own)

    def forget(self, *names: str) -> None:
        """Take corrections away: "harbour", "the#2", "harbour: jawOpen"; "all" for all.

        Raises
        ------
        ClipError
            Nothing is corrected there; nothing is changed.
        """
        kept = self.corrections
        for text in names:
            left = tuple(one for one in kept if not _is_meant(one, text))
            if len(left) == len(kept) and text.strip() != "all":
                words = dict.fromkeys(_named(one) for one in kept)
                raise ClipError(
                    f"There is no correction of {text!r} to take away.",
                    hint=f"Corrected are: {', '.join(words)}." if words else "Nothing is corrected.",
                    place="corrections",
                )
            kept = left
        self._keep(kept)

    def take_over(self, path: Path, number: int = 0) -> int:
        """Turn what was changed in an exported table or sheet of one line into corrections; return how many.

        Of a sheet of cues (.json), openings are taken over.

        Raises
        ------
        ClipError
            It is no such file, has other frames or words, or the line has no words to hold them by.
        UserError
            There is no such line.
        """
        with self._work.running() as line:
            made = line.performances
            if not 0 <= number < len(made):
                raise UserError(
                    f"There is no line {number}.", hint=f"Lines are counted from 0 to {len(made) - 1}."
                )
            before, utterance = line.played[number], line.utterances[number]
            check_said((), line.words[number : number + 1])
            if path.suffix.lower() == ".json":
                names = names_of(line.words[number], line.said_before(number))
                now = dict(zip(names, (cue.opening_mm for cue in cues_of(before, utterance)), strict=True))
                found = corrections_of_openings(openings_in(path), now)
                check_said(found, line.words)
                self._keep(merged(self.corrections, found))
                return len(found)
            after = read_csv(path, before.rate).performance
            if len(after) != len(before):
                raise ClipError(
                    f"{path} has {len(after)} frames, the line has {len(before)}.",
                    hint="Import the table that `--export` wrote of this line. A whole other performance is "
                    "played with `--performance FILE`.",
                    place="--import",
                )
            found = corrections_between(before, after, utterance, line.said_before(number))
        self._keep(merged(self.corrections, found))
        return len(found)

    def _keep(self, corrections: Iterable[Correction]) -> None:
        kept = [HandMotion(**{**dataclasses.asdict(one), "keys": list(one.keys)}) for one in corrections]
        self._work.production.project.hand_motion = kept
        self._work.changed()


def borrowed(production: Production, film: Path) -> dict[str, str]:
    """Copy another film's performance, with its sound and words, and return the choices that play it.

    The copies lie in the production, so that it stays whole when the other one goes.

    Raises
    ------
    UserError
        That production has no performance yet; the person makes its film first.
    """
    other = peeked(film)
    acted, spoken = (_product(other, stage) for stage in ("performance", "speech"))
    if acted is None or spoken is None:
        raise UserError(f"{film} has no performance yet.", hint=f"Make its film first: speak {film}.")
    target = production.folder / "borrowed"
    target.mkdir(exist_ok=True)
    csv, wav = target / f"{film.stem}.csv", target / f"{film.stem}.wav"
    shutil.copyfile(acted / "000.performance.csv", csv)
    shutil.copyfile(spoken / "000.wav", wav)
    text = json.loads((spoken / "000.timing.json").read_text("utf8"))["text"]
    choices = {"performance": str(csv.resolve()), "recording": str(wav.resolve())}
    return {"text": text, **choices} if text else choices


def _product(other: Production, stage: str) -> Path | None:
    record = other.project.stages.get(stage)
    folder = other.folder / record.products[0] if record and record.products else None
    return folder if folder and folder.is_dir() else None


def _is_meant(one: Correction, text: str) -> bool:
    word, _, track = (part.strip() for part in text.partition(":"))
    name, _, which = word.partition("#")
    if word == "all":
        return True
    of_word = one.word == bare(name) and (not which or str(one.number) == which)
    return of_word and (not track or one.track.lower().startswith(track.lower()))


def _named(one: Correction) -> str:
    return one.word if one.number == 1 else f"{one.word}#{one.number}"
