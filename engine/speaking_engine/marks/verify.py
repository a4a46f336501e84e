"""Says in sentences what a film bears of marks, and what they vouch for; the network is not asked."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from speaking_engine.errors import ClipError
from speaking_engine.marks.manifest import Signed, read_manifest
from speaking_engine.marks.signer import TRYING_OUT
from speaking_engine.marks.watermark import Plane, Trace, search

FRAMES = 16
MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class FilmVerdict:
    """What was found in a film."""

    signed: Signed | None
    trace: Trace

    @property
    def is_marked(self) -> bool:
        """Whether anything says that it was made with Speaking Images."""
        return self.trace.is_there or (self.signed is not None and bool(self.signed.said))

    def sentences(self) -> list[str]:
        """Say it in words."""
        return [*_of_signature(self.signed), *_of_watermark(self.trace), self._conclusion()]

    def _conclusion(self) -> str:
        if self.is_marked:
            return "So it was made with Speaking Images: a machine moved a face of an artwork."
        return "So nothing says that Speaking Images made it; that proves nothing of how it was made."


def verify(film: Path) -> FilmVerdict:
    """Look for the manifest and the watermark of a film.

    Raises
    ------
    ClipError
        It cannot be read as a film.
    """
    moving = _of_webp(film) if film.suffix.lower() == ".webp" else None
    luma = mean_luma(film) if moving is None else moving
    return FilmVerdict(read_manifest(film), search(luma))


def mean_luma(film: Path) -> Plane:
    """Return the mean luma of frames spread over a film: what moves and what the encoder did average out."""
    try:
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            if stream.width * stream.height > MOST_PIXELS:
                raise ClipError(f"{film} is too large a film to be looked at.", hint="Scale it down.")
            every = max(1, (stream.frames or FRAMES) // FRAMES)
            total, count = np.zeros((stream.height, stream.width), np.float32), 0
            for number, frame in enumerate(container.decode(stream)):
                if number % every == 0:
                    total += frame.to_ndarray(format="gray")
                    count += 1
                if count >= FRAMES:
                    break
    except FileNotFoundError as error:
        raise ClipError(f"There is no file {film}.", hint="Check the path and its spelling.") from error
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        raise ClipError(f"{film} cannot be read as a film.", hint="Give an MP4, or another film.") from error
    if not count:
        raise ClipError(f"{film} holds no pictures.", hint="Give a whole film.")
    return np.asarray(total / count, np.float32)


def _of_webp(path: Path) -> Plane | None:
    """Return the mean luma of a moving WebP, which FFmpeg does not read; None for anything else."""
    from PIL import Image, ImageSequence

    try:
        with Image.open(path, formats=("WEBP",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            shown = itertools.islice(ImageSequence.Iterator(picture), FRAMES)
            frames = [np.asarray(frame.convert("L"), np.float32) for frame in shown]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return np.asarray(np.mean(frames, axis=0), np.float32) if frames else None


def _of_signature(signed: Signed | None) -> list[str]:
    if signed is None:
        return ["It bears no signed manifest (C2PA): it never had one, or whoever re-encoded it dropped it."]
    whole = "not changed since" if signed.is_intact else "CHANGED SINCE: do not rely on what follows"
    sentences = [f"It was signed by {signed.signer or 'somebody'} ({signed.authority}) and {whole}."]
    if signed.authority == TRYING_OUT:
        sentences.append("That certificate is for trying out and vouches for nobody.")
    elif not signed.is_trusted:
        sentences.append("Whether that certificate can be trusted is not known here.")
    made = f"It was made with {signed.generator}" if signed.generator else "Who made it is not said"
    models = [name for name in signed.ingredients if name.startswith("model ")]
    named = [name for name in signed.ingredients if name not in models]
    named += [f"{len(models)} models whose digests it lists"] if models else []
    sentences.append(f"{made} of {', '.join(named) or 'nothing that is named'}.")
    said = signed.said
    if said.get("approved_by"):
        words = str(said.get("words_sha256", ""))[:12]
        who, when = said["approved_by"], said.get("approved_on")
        sentences.append(f"{who} approved its words on {when} (digest {words}).")
    elif said:
        sentences.append("Nobody signed its words.")
    if said.get("consent"):
        sentences.append(f"Consent to the film: {said['consent']}.")
    if said.get("made_with"):
        sentences.append("; ".join(f"{what}: {which}" for what, which in said["made_with"].items()) + ".")
    return sentences


def _of_watermark(trace: Trace) -> list[str]:
    strength = f"{trace.strength:.0f} standard deviations"
    if not trace.is_there:
        return [f"It bears no watermark of ours that can be found (its best trace: {strength})."]
    size = "" if abs(trace.scale - 1) < 0.01 else f", at {trace.scale:.0%} of the size it was made in"
    return [f"It bears our watermark (a trace of {strength}{size})."]
