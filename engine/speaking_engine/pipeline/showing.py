"""Last part of the line: the moving faces, the plan and the film."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from speaking_engine.clip.clip import Animator, Clip, Frame, Motion
from speaking_engine.clip.options import unfollowed
from speaking_engine.composite.arrange import (
    FILM_SAMPLE_RATE_HZ,
    Feather,
    Loudness,
    Take,
    layers_of,
    mix,
)
from speaking_engine.composite.grid import film_size
from speaking_engine.errors import ProjectError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import face_as_dict
from speaking_engine.media.captions import Cue, make_cues, problems, srt, webvtt
from speaking_engine.media.movie import read_frames, write_lossless
from speaking_engine.media.rate import nearest_frame, parse_rate
from speaking_engine.media.sound import write_wav
from speaking_engine.performance.manner import Manner
from speaking_engine.pipeline.delivery import FILM
from speaking_engine.pipeline.looking import PICTURE, REMARKS
from speaking_engine.pipeline.marking import Marks, Signing, marking_of, marks_for
from speaking_engine.pipeline.performing import Performing, card_seconds
from speaking_engine.pipeline.run import read_json, read_remarks, write_json
from speaking_engine.pipeline.speaking import STEM, sentences_of
from speaking_engine.pipeline.store import FRAMES, Product
from speaking_engine.project.document import DECLARED, Choices
from speaking_engine.project.trust import check, programs_in
from speaking_engine.protocol.plan import FaceLayer, Piece, RenderPlan, SpokenSentence, read_plan
from speaking_engine.render.renderer import render, resolve_renderer
from speaking_engine.speech.retime import pieces_of, sentence_spans

MOTION_OPTIONS = ("segment_s", "join_s", "ramp_s", "smooth", "teeth")
"""Choices that an animator is told as options."""
PLAN = "plan.json"
MIX = "mix.wav"


class Showing:
    """Reading a property makes what is missing and reuses what is there."""

    def __init__(self, performing: Performing) -> None:
        self.performing = performing
        self.speaking = speaking = performing.speaking
        self.looking = speaking.looking
        self.run = speaking.run
        self._choices = speaking.run.choices_for()
        self.is_final = False
        """Whether the film is meant to be shown; to be said before it is asked for."""

    @cached_property
    def clips(self) -> tuple[Product, ...]:
        """The moving face of every line: `000.mkv` and `clip.json` each."""
        performing = self.performing
        faces = [line.face_id for line in self.speaking.script.lines]
        parts = zip(faces, self.speaking.sounds, performing.performances, performing.manners, strict=True)
        return tuple(self._clip(*part) for part in parts)

    @cached_property
    def listening(self) -> tuple[tuple[int, str, Product], ...]:
        """The moving faces of those who listen: the line's place, the face, and the clip."""
        if not self._plays_performances:
            return ()
        performing = self.performing
        return tuple(
            (
                place,
                face_id,
                self._clip(face_id, self.speaking.sounds[place], acted, performing.manners[place]),
            )
            for place, face_id, acted in performing.listeners
        )

    @cached_property
    def _plays_performances(self) -> bool:
        """Whether the animator plays a performance and does not hear the sound."""
        from speaking_engine.clip.animate import plays_performances

        return plays_performances(self._choices.animator)

    def motion(self, performance: Product) -> Motion:
        """Return what an animator plays."""
        return Motion(self.performing.performance(performance), _options_of(self._choices))

    def _clip(self, face_id: str, sound: Product, performance: Product, manner: Manner) -> Product:
        face = self.looking.face(face_id)

        def make(folder: Path) -> None:
            check(self.run.production.project.picture.sha256, programs_in(_options_of(self._choices)))

            from speaking_engine.clip.animate import made_by_one, remarks_of, still_of
            from speaking_engine.clip.patching import rows_of

            still, utterance = still_of(self.looking.artwork, face), self.speaking.utterance(sound)
            motion = self.motion(performance)

            def write(animator: Animator) -> int:
                def play(motion: Motion) -> Iterator[Frame]:
                    return animator.frames(still, face, utterance, motion, self.run.report)

                frames = self._patched(animator, play, motion, recipe)
                return write_lossless(folder / f"{STEM}.mkv", frames, motion.rate)

            count, animator, fallbacks = made_by_one(self._choices.animator, face, write)
            facts = {"crop_px": still.crop_px, "rate": str(motion.rate), "frame_count": count}
            told = {
                "animator": animator.name,
                "fallbacks": [*fallbacks, *remarks_of(animator), *unfollowed(animator, motion, manner)],
            }
            write_json(folder / "clip.json", {**facts, **told, "rows": rows_of(motion.performance)})

        recipe = {
            "artwork": self.looking.picture.digest,
            "face": _fingerprint(face),
            "performance": performance.digest,
            "sound": "" if self._plays_performances else sound.digest,
            "animator": self._choices.animator,
            "options": _options_of(self._choices),
        }
        product = self.run.get("clip", recipe, make, _read_clip)
        self.run.remember_fallbacks("clip", clip_of(product).fallbacks)
        return product

    def _patched(
        self,
        animator: Animator,
        play: Callable[[Motion], Iterator[Frame]],
        motion: Motion,
        recipe: dict[str, Any],
    ) -> Iterator[Frame]:
        """Make a clip's frames; those that an earlier clip of this face holds already are read from it."""
        from speaking_engine.clip.patching import changed_frames, may_patch, patched, rows_of

        rows = rows_of(motion.performance)
        for folder in self.run.kin("clip", recipe, but="performance"):
            try:
                facts = read_json(folder / "clip.json")
                known = facts.get("rows", [])
                fits = facts.get("animator") == animator.name and may_patch(animator, motion, known, rows)
                changed = changed_frames(known, rows) if fits else None
            except (ProjectError, TypeError, ValueError, AttributeError, KeyError):
                continue  # another clip's document is damaged: it is no help, and no fault of this one
            if changed is not None:
                return patched(play, motion, read_frames(folder / f"{STEM}.mkv"), changed)
        return play(motion)

    @cached_property
    def mixed(self) -> Product:
        """The film's sound, `mix.wav`: all voices, as loud as was promised."""
        spans, frame_count = self.performing.spans
        starts = [span.start for span in spans]
        choices, rate = self._choices, self.performing.rate
        wish = Loudness(choices.loudness_lufs, choices.peak_dbtp, choices.channels)

        def make(folder: Path) -> None:
            from speaking_engine.composite.loudness import mastered

            utterances = [self.speaking.utterance(sound) for sound in self.speaking.sounds]
            sound, remarks = mastered(mix(utterances, starts, frame_count, rate), wish)
            write_wav(folder / MIX, sound, FILM_SAMPLE_RATE_HZ)
            write_json(folder / REMARKS, {"fallbacks": remarks})

        recipe = {
            "sounds": [sound.digest for sound in self.speaking.sounds],
            "starts": starts,
            "frames": [frame_count, str(rate)],
            "loudness": dataclasses.asdict(wish),
        }
        product = self.run.get("mix", recipe, make, lambda folder: read_remarks(folder / REMARKS))
        self.run.remember_fallbacks("mix", read_remarks(product.folder / REMARKS))
        return product

    @cached_property
    def composed(self) -> Product:
        """The plan and what it needs: `plan.json`, captions."""
        feather = Feather(self._choices.feather_px, self._choices.shape, self._choices.blend)

        def make(folder: Path) -> None:
            takes = [
                Take(line.face_id, self.speaking.utterance(sound), clip_of(clip))
                for line, sound, clip in zip(
                    self.speaking.script.lines, self.speaking.sounds, self.clips, strict=True
                )
            ]
            self._compose(folder, takes, feather)

        recipe = {
            "artwork": self.looking.picture.digest,
            "title": self.looking.metadata.title,
            "lines": [
                [line.face_id, line.text, line.language, sound.digest, clip.digest]
                for line, sound, clip in zip(
                    self.speaking.script.lines, self.speaking.sounds, self.clips, strict=True
                )
            ],
            "listening": [[place, face_id, clip.digest] for place, face_id, clip in self.listening],
            "sound": self.mixed.digest,
            "resolution": self._choices.resolution,
            "feather": dataclasses.asdict(feather),
            "timing": dataclasses.asdict(self.performing.timing),
        }
        product = self.run.get("composite", recipe, make, _read_plan)
        self.run.remember_fallbacks("composite", read_remarks(product.folder / REMARKS))
        return product

    def _compose(self, folder: Path, takes: list[Take], feather: Feather) -> None:
        rate = parse_rate(self._choices.rate)
        spans, frame_count = self.performing.spans
        starts = [span.start for span in spans]
        width_px, height_px = film_size(self.looking.size_px, self._choices.resolution)
        plan = RenderPlan(
            artwork=_from_sibling(self.looking.picture, PICTURE),
            artwork_width_px=self.looking.size_px[0],
            artwork_height_px=self.looking.size_px[1],
            width_px=width_px,
            height_px=height_px,
            rate=rate.as_integer_ratio(),
            frame_count=frame_count,
            layers=self._layers(takes, starts, feather),
            sound=_from_sibling(self.mixed, MIX),
            captions="captions.vtt",
            title=self.looking.metadata.title,
            sentences=tuple(self._sentences()),
        )
        write_json(folder / PLAN, plan.as_dict())
        remarks = [
            *self._reduced(plan),
            *_narrowed(plan, feather),
            *self._caption(folder),
        ]
        write_json(folder / REMARKS, {"fallbacks": remarks})

    def _layers(self, takes: list[Take], starts: Sequence[int], feather: Feather) -> tuple[FaceLayer, ...]:
        """Return the layers of those who speak, then of those who listen."""
        listening = [
            Take(face_id, takes[place].utterance, clip_of(clip)) for place, face_id, clip in self.listening
        ]
        began = [*starts, *(starts[place] for place, _, _ in self.listening)]
        clips = [*self.clips, *(clip for _, _, clip in self.listening)]
        layers = layers_of([*takes, *listening], began, feather)
        return tuple(
            dataclasses.replace(layer, clip=_from_sibling(clip, f"{STEM}.mkv"))
            for layer, clip in zip(layers, clips, strict=True)
        )

    def _sentences(self) -> Iterator[SpokenSentence]:
        """Return where every sentence is heard, in film frames that touch where the sound does."""
        speaking, rate = self.speaking, self.performing.rate
        for place, line in enumerate(speaking.script.lines):
            spoken = speaking.utterance(speaking.spoken[place])
            texts, span = sentences_of(line, spoken), self.performing.spans[0][place]
            spans = sentence_spans(spoken, texts)
            pieces = pieces_of(spoken, texts, speaking.wishes[place])
            timing = self.performing.timing
            pause = timing.gap_seconds if place else timing.lead_in_seconds
            for text, (start, end), parts in zip(texts, spans, pieces, strict=True):
                placed = [
                    Piece(first, last, *(min(span.start + nearest_frame(at, rate), span.stop) for at in film))
                    for first, last, *film in parts
                ]
                yield SpokenSentence(line.face_id, text, end - start, pause, tuple(placed))
                pause = 0.0

    def _reduced(self, plan: RenderPlan) -> list[str]:
        """Return where "native" is smaller than the work; a size that was asked for is no news."""
        made, whole = (plan.width_px, plan.height_px), (plan.artwork_width_px, plan.artwork_height_px)
        if self._choices.resolution != "native" or made[0] >= whole[0]:
            return []
        return [
            f"The film was made {made[0]} x {made[1]} of {whole[0]} x {whole[1]} pixels: "
            "more than 3840 a side no player decodes in hardware."
        ]

    @cached_property
    def turns(self) -> tuple[tuple[Cue, ...], ...]:
        """The captions of every line, in the film's time."""
        rate, (spans, frame_count) = self.performing.rate, self.performing.spans
        starts = [float(span.start / rate) for span in spans]
        ends = [*starts[1:], float(frame_count / rate)]
        return tuple(
            make_cues(
                [(w.text, w.start_seconds + start, w.end_seconds + start) for w in utterance.words],
                language=line.language,
                until_seconds=end,
            )
            for utterance, line, start, end in zip(
                self.performing.utterances, self.speaking.script.lines, starts, ends, strict=True
            )
        )

    def _caption(self, folder: Path) -> list[str]:
        """Write the captions, and give what is wrong with them."""
        cues = [cue for turn in self.turns for cue in turn]
        remarks = [remark for turn in self.turns for remark in problems(turn)]
        language = self.speaking.script.lines[0].language
        (folder / "captions.vtt").write_text(webvtt(cues, language=language), "utf8")
        (folder / "captions.srt").write_text(srt(cues), "utf8")
        return remarks

    @cached_property
    def plan(self) -> RenderPlan:
        """What the renderer needs, with absolute paths."""
        return read_plan(self.composed.folder / PLAN)

    @cached_property
    def marks(self) -> Marks:
        """What the film shows and bears; see `is_final`."""
        return marks_for(self._choices, self.looking.metadata, is_final=self.is_final)

    @cached_property
    def signed(self) -> Path:
        """The film as it is delivered: signed, if it is final."""
        return Signing(self.speaking, self.film, self.marks).film if self.is_final else self.film

    @cached_property
    def film(self) -> Path:
        """The finished film inside the store; see `deliver` for the user's own copy."""
        renderer, fallbacks = resolve_renderer(self._choices.renderer)
        way = self._choices.way

        def make(folder: Path) -> None:
            scratch = self.run.production.store_folder / FRAMES / self.composed.folder.name
            faces_px = [face.box_px for face in self.looking.faces]
            marking = marking_of(self.marks, self.plan, faces_px, card_seconds(self._choices))
            render(renderer, way, self.plan, folder / FILM, scratch, self.run.report, marking)

        recipe = {
            "plan": self.composed.digest,
            "renderer": renderer,
            "way": way if renderer == "blender" else "",
            **self.marks.as_recipe(),
        }
        product = self.run.get("render", recipe, make)
        self.run.remember_fallbacks("render", fallbacks)
        return product.folder / FILM


def _options_of(choices: Choices) -> dict[str, str]:
    """Return the options for an animator; what is as it is anyway is none."""
    mine = {name: getattr(choices, name) for name in MOTION_OPTIONS}
    options = {
        name: value if isinstance(value, str) else f"{value:.6g}"
        for name, value in mine.items()
        if value != DECLARED[name].default
    }
    return (choices.motion or {}) | options


def _narrowed(plan: RenderPlan, feather: Feather) -> list[str]:
    """Return where the wanted feather is wider than the moving region can bear."""
    wanted_px = feather.feather_px or 0.0
    return [
        f"The feather of {layer.face_id} is {layer.mask.feather_px:.0f} px instead of {wanted_px:.0f} px, "
        "for half of the moving region is the most."
        for layer in plan.layers
        if layer.mask.feather_px < wanted_px
    ]


def _read_plan(folder: Path) -> None:
    """Read a plan, and see that what it names lies in the store: a forged one may mean any file."""
    plan = read_plan(folder / PLAN)
    store = folder.parents[1].resolve()
    named = [plan.artwork, plan.sound, plan.captions, *(layer.clip for layer in plan.layers)]
    for path in filter(None, named):
        Path(path).resolve().relative_to(store)
    if not (0 < plan.frame_count < 10**7 and 0 < plan.frames_per_second < 1000):
        raise ValueError(plan.frame_count)
    read_remarks(folder / REMARKS)


def _from_sibling(product: Product, name: str) -> str:
    """Name a file as seen from another product, so that a production may be moved as a whole."""
    return f"../../{product.folder.parent.name}/{product.folder.name}/{name}"


def clip_of(product: Product) -> Clip:
    """Read what a clip's product says of it."""
    return _read_clip(product.folder)


def _read_clip(folder: Path) -> Clip:
    facts = read_json(folder / "clip.json")
    x, y, width, height = map(int, facts["crop_px"])
    return Clip(
        path=folder / f"{STEM}.mkv",
        crop_px=(x, y, width, height),
        rate=Fraction(facts["rate"]),
        frame_count=int(facts["frame_count"]),
        animator=str(facts["animator"]),
        fallbacks=read_remarks(folder / "clip.json"),
    )


def _fingerprint(face: Face) -> dict[str, Any]:
    """Return what a clip depends on: the face's geometry, not its gender or confidence."""
    mesh = None if face.landmarks_px is None else hashlib.sha256(face.landmarks_px.tobytes()).hexdigest()
    plain = face_as_dict(face)
    return {"landmarks": mesh, **{name: plain[name] for name in ("id", "box_px", "handles", "handle_set")}}
