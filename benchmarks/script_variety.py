"""Variety: how many sentence frames twenty works in a row hear, and how often the commonest is heard."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.faces.face import Face, YawClass
from speaking_engine.script.commission import Commission
from speaking_engine.script.passages import passages_of
from speaking_engine.script.phrasebook import framed_in, phrasebook_of
from speaking_engine.script.phrases import wordings
from speaking_engine.script.write import write_script
from speaking_engine.script.writers.template import tone_of

WORKS = Path(__file__).parent / "script_row.yaml"
SHORT = ("title", "artist", "date")
SIDE_PX = 8


@dataclass(frozen=True, slots=True)
class Variety:
    """What a row of works says.

    Attributes
    ----------
    commonest : int
        In how many texts the frame stands that is heard most.
    alike : int
        Sentences that begin with the same two words as another of their text.
    """

    sentences: int
    frames: int
    commonest: int
    alike: int


def variety_of(language: str, *, whole: bool, seconds: float = 18.0) -> Variety:
    """Write the twenty works in turn, with title, maker and date alone or with the whole label, and count."""
    frames, alike, count = Counter[str](), 0, 0
    for row, work in enumerate(yaml.safe_load(WORKS.read_text("utf8")), start=1):
        label = {name: words for name, words in work["label"].items() if whole or name in SHORT}
        artwork = Artwork(_pixels(work), "0", metadata_from_mapping(label, "the row"))
        faces = tuple(_faces(work))
        seed = zlib.crc32(label["title"].encode())
        script = write_script(artwork, faces, seed=seed, seconds=seconds, language=language, row=row)
        order = Commission(
            artwork.metadata, artwork.pixels, faces[:1], len(faces), seconds, seed, language, row=row
        )
        known = _frames_of(order)
        said = [sentence.text for line in script.lines for sentence in line.sentences]
        frames.update({known.get(text, text) for text in said})
        openings = [" ".join(text.split()[:2]) for text in said]
        alike += len(openings) - len(set(openings))
        count += len(said)
    return Variety(count, len(frames), max(frames.values()), alike)


def _frames_of(order: Commission) -> dict[str, str]:
    """Return for each sentence that may be said the frame it is filled from."""
    order = replace(order, tone=tone_of(order, random.Random(order.seed)))  # noqa: S311 - variety, not secrecy
    if book := phrasebook_of(order.language):
        return framed_in(order, book)
    return {
        words: frame
        for passage in passages_of(order)
        if passage.move != "note_mine"
        for words, frame in zip(
            passage.wordings, wordings(passage.move, order.tone, order.audience), strict=True
        )
    }


def _pixels(work: dict[str, Any]) -> npt.NDArray[np.uint8]:
    """Enlarge the colours of a work to a small picture of its shape."""
    import cv2

    colours = np.array([list(bytes.fromhex(code)) for code in work["picture"].split()], np.uint8)
    width, height = work["size"]
    grid = colours.reshape(SIDE_PX, SIDE_PX, 3)
    return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def _faces(work: dict[str, Any]) -> Iterator[Face]:
    width, height = work["size"]
    side = (work["share"] * width * height) ** 0.5
    yaw_deg = float(work["yaw_deg"])
    kind: YawClass = "profile" if abs(yaw_deg) > 45 else "three-quarter" if abs(yaw_deg) > 15 else "frontal"
    for number in range(work["faces"]):
        yield Face(f"f{number}", (0.0, 0.0, side, side), 1.0, yaw_deg=yaw_deg, yaw_class=kind)
