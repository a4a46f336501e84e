"""A work in one language as exports use it: words and times, its film on any canvas, marks and signature."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.composite.canvas import Canvas, Picture, Size, make_canvas
from speaking_engine.composite.choices import WORK, canvas_size
from speaking_engine.composite.prepare import read_png
from speaking_engine.marks.manifest import Claims, sign_film
from speaking_engine.marks.notice import draw, text_for
from speaking_engine.marks.signer import Signer, find_signer
from speaking_engine.marks.watermark import offsets
from speaking_engine.media.captions import Caption, ebu_tt_d, srt, webvtt
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import Encoding
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.marking import Marks, claims_of, marking_of
from speaking_engine.pipeline.performances import card_seconds
from speaking_engine.project.document import Choices
from speaking_engine.protocol.plan import RenderPlan
from speaking_engine.render.engine import render_film
from speaking_engine.render.marking import Marking
from speaking_engine.script.script import SpokenLine as Said

MOST_ENLARGED = 1.5
"""From where on it is said that a work has fewer pixels than its canvas."""


class Exhibit:
    """What exports are made from.

    Attributes
    ----------
    line : Line
        The line over the production in this language, with what was laid over for this export.
    remarks : list of str
        What had to be decided, a sentence each.
    """

    def __init__(self, line: Line) -> None:
        line.is_final = True
        self.line = line
        self.remarks: list[str] = []

    @cached_property
    def choices(self) -> Choices:
        """What is chosen in this language."""
        return self.line.choices

    @property
    def language(self) -> str:
        """Tag of what is spoken."""
        return self.choices.language

    @property
    def label(self) -> Metadata:
        """What the museum says of the work."""
        return self.line.metadata

    @cached_property
    def title(self) -> str:
        """The work's title, or its file's name."""
        return self.label.title or self.line.production.picture.stem.replace("_", " ")

    @cached_property
    def stem(self) -> str:
        """A plain name for files: letters, digits and hyphens."""
        plain = unicodedata.normalize("NFKD", self.line.production.picture.stem).encode("ascii", "ignore")
        return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:60] or "work"

    @property
    def named(self) -> str:
        """The stem with the language, for files of which each language has its own."""
        return f"{self.stem}.{self.language}"

    @property
    def lines(self) -> tuple[Said, ...]:
        """Who says what."""
        return self.line.script.lines

    @property
    def text(self) -> tuple[str, ...]:
        """What is said, line by line."""
        return tuple(said.text for said in self.lines)

    @cached_property
    def cues(self) -> tuple[Caption, ...]:
        """The captions, in the film's time."""
        return tuple(cue for turn in self.line.turns for cue in turn)

    @property
    def plan(self) -> RenderPlan:
        """The film as data, with absolute paths."""
        return self.line.plan

    @property
    def marks(self) -> Marks:
        """What a final film shows and bears."""
        return self.line.marks

    @cached_property
    def claims(self) -> Claims:
        """What the signature says."""
        return claims_of(self.line, self.marks)

    @cached_property
    def signer(self) -> Signer:
        """Who signs."""
        return find_signer()

    @cached_property
    def artwork(self) -> Picture:
        """The whole work, (H, W, 3) uint8 sRGB."""
        return read_png(Path(self.plan.artwork))

    @cached_property
    def faces_px(self) -> list[tuple[float, float, float, float]]:
        """Boxes of all faces in artwork pixels."""
        return [face.box_px for face in self.line.faces]

    def canvas(self, wanted: str) -> Canvas | None:
        """Return what lies around the work; None for the work's own shape.

        Parameters
        ----------
        wanted : str
            "work", or a size as "1920x1080".
        """
        size_px = None if wanted == WORK else canvas_size(wanted)
        if size_px is None:
            return None
        canvas = make_canvas(self.artwork, size_px, self.choices.surround)
        enlarged = canvas.work_px[0] / self.artwork.shape[1]
        if enlarged > MOST_ENLARGED:
            height, width = self.artwork.shape[:2]
            self.remarks.append(
                f"The work has {width} x {height} pixels and is shown {enlarged:.1f} times enlarged on "
                f"{wanted}: a larger picture would be sharper."
            )
        return canvas

    def film(
        self,
        path: Path,
        canvas: Canvas | None = None,
        encoding: Encoding | None = None,
        plan: RenderPlan | None = None,
        marking: Callable[[RenderPlan, Canvas | None], Marking] | None = None,
    ) -> None:
        """Write a film, marked, and signed last.

        Parameters
        ----------
        plan : RenderPlan, optional
            Of another part of the work than the whole film.
        marking : callable, optional
            Gives other marks for the plan and the canvas than those of the whole film.
        """
        chosen = placed(plan or self.plan, canvas)
        marked = (marking or self.marking)(chosen, canvas)
        unsigned = path.with_name(f"unsigned.{path.name}")
        render_film(chosen, unsigned, self.line.run.report, marked, canvas, encoding)
        self.sign(unsigned, path)

    def sign(self, unsigned: Path, path: Path) -> None:
        """Sign a file last, and take the unsigned one away."""
        sign_film(unsigned, path, self.claims, self.signer)
        unsigned.unlink()

    def marking(self, plan: RenderPlan, canvas: Canvas | None) -> Marking:
        """Return the marks of the whole film."""
        return marking_of(self.marks, plan, self.faces_px, card_seconds(self.choices), canvas)

    @property
    def words_of_notice(self) -> str:
        """What says that AI changed the work, also where the film itself shows no notice."""
        return self.marks.notice or self.choices.notice_text or text_for(self.language)

    def marked(self, frame: Picture, still: Picture, *, letter_px: int = 14) -> Picture:
        """Return a small picture of the film, (H, W, 3) uint8, with watermark and notice."""
        shown = frame
        if self.marks.watermark:
            shown = with_watermark(frame, still)
        plate = draw(self.words_of_notice, letter_px)
        height, width = plate.shape[:2]
        if height + 12 > frame.shape[0] or width + 12 > frame.shape[1]:
            return shown
        shown = shown.copy()
        part = shown[6 : 6 + height, -6 - width : -6]
        alpha = plate[..., 3:].astype(np.float32) / 255
        part[:] = np.rint(part + (plate[..., :3] - part.astype(np.float32)) * alpha)
        return shown

    def captions(self, folder: Path, stem: str) -> list[Path]:
        """Write the captions as WebVTT, SubRip and EBU-TT-D; return their paths."""
        title = f"{self.title} ({self.language})"
        texts = {
            ".vtt": webvtt(self.cues, language=self.language),
            ".srt": srt(self.cues),
            ".ttml": ebu_tt_d(self.cues, language=self.language, title=title),
        }
        for suffix, text in texts.items():
            (folder / f"{stem}{suffix}").write_text(text, "utf8")
        return [folder / f"{stem}{suffix}" for suffix in texts]


def with_watermark(frame: Picture, still: Picture) -> Picture:
    """Lay the watermark of a still into a picture of the same size: as much into red, green and blue."""
    added = offsets(to_yuv420(still)[0]).astype(np.float32) * np.float32(255 / 219)
    return np.asarray(np.clip(np.rint(frame + added[..., None]), 0, 255), np.uint8)


def placed(plan: RenderPlan, canvas: Canvas | None, size_px: Size | None = None) -> RenderPlan:
    """Return a plan whose work has its size on the canvas; without one, the size that is given."""
    size = canvas.work_px if canvas else size_px
    return plan if size is None else dataclasses.replace(plan, width_px=size[0], height_px=size[1])
