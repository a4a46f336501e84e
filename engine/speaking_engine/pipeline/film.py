"""The stages clip, mix, composite and render: the moving faces, the sound, the plan, the film."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speaking_engine.clip.clip import Animator, Clip, Frame, Motion, Still
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
from speaking_engine.composite.prepare import read_png
from speaking_engine.errors import ProjectError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import face_as_dict
from speaking_engine.media.captions import Caption, make_cues, problems, srt, webvtt
from speaking_engine.media.movie import read_frames, write_lossless
from speaking_engine.media.rate import nearest_frame
from speaking_engine.media.sound import write_wav
from speaking_engine.media.tracks import tag_languages
from speaking_engine.pipeline.delivery import FILM
from speaking_engine.pipeline.marking import marking_of
from speaking_engine.pipeline.performances import card_seconds, performance_in
from speaking_engine.pipeline.picture import PICTURE, REMARKS
from speaking_engine.pipeline.run import read_json, read_remarks, write_json
from speaking_engine.pipeline.store import FRAMES, Product
from speaking_engine.pipeline.words import STEM, sentences_of, sure_gender_of, utterance_in
from speaking_engine.project.document import DECLARED, Choices
from speaking_engine.project.trust import check, programs_in
from speaking_engine.protocol.fingerprint import sha256_of
from speaking_engine.protocol.plan import FaceLayer, Piece, RenderPlan, SpokenSentence, read_plan
from speaking_engine.render.marking import Marking
from speaking_engine.render.renderer import render, resolve_renderer
from speaking_engine.render.scene import SceneFrames, encode_scene
from speaking_engine.script.sitters import Sitter, named_sitters
from speaking_engine.script.sitters import caption_names as sitters_named
from speaking_engine.speech.retime import pieces_of, sentence_spans

if TYPE_CHECKING:
    from speaking_engine.pipeline.line import Line

MOTION_OPTIONS = ("segment_s", "join_s", "ramp_s", "smooth", "teeth")
"""Choices that an animator is told as options."""
PLAN = "plan.json"
MIX = "mix.wav"
STAGE_VERSION_OF_SCENES = 1


# -- clip --------------------------------------------------------------------------------------------------


def clip_recipe(line: Line, place: int, face_id: str) -> dict[str, Any]:
    """Return what the moving face of a speaker or listener depends on."""
    mattes = {name: sha256_of(path) for name, path in _mattes(line, face_id).items()}
    return {
        **({"mattes": mattes} if mattes else {}),
        "artwork": line.picture.digest,
        "face": _fingerprint(line.face(face_id)),
        "performance": line.product("performance", place, face_id).digest,
        "sound": "" if line.plays_performances else line.sounds[place].digest,
        "animator": line.choices.animator,
        "options": _options_of(line.choices),
    }


def make_clip(line: Line, folder: Path, place: int, face_id: str) -> None:
    """Write `000.mkv` and `clip.json`."""
    check(line.project.picture.sha256, programs_in(_options_of(line.choices)))

    from speaking_engine.clip.animate import made_by_one, remarks_of
    from speaking_engine.clip.patching import rows_of

    face, manner, utterance = line.face(face_id), line.manners[place], line.utterances[place]
    still = still_in(line, face)
    motion = line.motion(place, face_id)
    earlier = line.kin("clip", place, face_id, but="performance")

    def write(animator: Animator) -> int:
        def play(motion: Motion) -> Iterator[Frame]:
            return animator.frames(still, face, utterance, motion, line.run.report)

        frames = _patched(animator, play, motion, earlier)
        return write_lossless(folder / f"{STEM}.mkv", frames, motion.rate)

    count, animator, fallbacks = made_by_one(line.choices.animator, face, write)
    facts = {"crop_px": still.crop_px, "rate": str(motion.rate), "frame_count": count}
    told = {
        "animator": animator.name,
        "fallbacks": [*fallbacks, *remarks_of(animator), *unfollowed(animator, motion, manner)],
    }
    write_json(folder / "clip.json", {**facts, **told, "rows": rows_of(motion.performance)})


def still_in(line: Line, face: Face) -> Still:
    """Cut the region of a face out of the work, with what a hand drew of it.

    Raises
    ------
    ProjectError
        A matte is missing or no picture; the person draws it again.
    """
    from speaking_engine.clip.animate import still_of

    mattes = {name: read_png(path)[..., 0] for name, path in _mattes(line, face.id).items()}
    return still_of(line.artwork, face, mattes.get("occluder"), mattes.get("head_matte"))


def _mattes(line: Line, face_id: str) -> dict[str, Path]:
    """Return where the mattes lie that a hand drew for a face."""
    chosen = line.choices_for(face_id)
    named = {name: getattr(chosen, name) for name in ("occluder", "head_matte")}
    return {name: _mask_in(line, path, name) for name, path in named.items() if path}


def read_clip(_: Line, folder: Path) -> tuple[str, ...]:
    """Read a clip, in the form in which it is used; return its remarks."""
    return clip_in(folder).fallbacks


def clips(line: Line) -> tuple[Product, ...]:
    """Return the moving face of every line: `000.mkv` and `clip.json` each."""
    _ = line.performances  # tells of corrections that wait for their words
    project = line.run.production.project
    line.run.remember_fallbacks("clip", tuple(project.migrated))
    project.migrated = []
    return tuple(line.product("clip", place, said.face_id) for place, said in enumerate(line.script.lines))


def listening(line: Line) -> tuple[tuple[int, str, Product], ...]:
    """Return the moving faces of those who listen: the line's place, the face, and the clip."""
    if not line.plays_performances:
        return ()
    return tuple(
        (place, face_id, line.product("clip", place, face_id)) for place, face_id, _ in line.listeners
    )


def motion(line: Line, place: int, face_id: str) -> Motion:
    """Return what an animator plays."""
    performance = performance_in(line.product("performance", place, face_id))
    return Motion(performance, _options_of(line.choices))


def plays_performances(line: Line) -> bool:
    """Whether the animator plays a performance and does not hear the sound."""
    from speaking_engine.clip.animate import plays_performances

    return plays_performances(line.choices.animator)


def clip_in(folder: Path) -> Clip:
    """Read what a clip's product says of it."""
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


def _patched(
    animator: Animator, play: Callable[[Motion], Iterator[Frame]], motion: Motion, earlier: Sequence[Path]
) -> Iterator[Frame]:
    """Make a clip's frames; those that an earlier clip of this face holds already are read from it."""
    from speaking_engine.clip.patching import changed_frames, may_patch, patched, rows_of

    rows = rows_of(motion.performance)
    for folder in earlier:
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


def _fingerprint(face: Face) -> dict[str, Any]:
    """Return what a clip depends on: the face's geometry, not its gender or confidence."""
    mesh = None if face.landmarks_px is None else hashlib.sha256(face.landmarks_px.tobytes()).hexdigest()
    plain = face_as_dict(face)
    return {"landmarks": mesh, **{name: plain[name] for name in ("id", "box_px", "handles", "handle_set")}}


def _options_of(choices: Choices) -> dict[str, str]:
    """Return the options for an animator; what is as it is anyway is none."""
    mine = {name: getattr(choices, name) for name in MOTION_OPTIONS}
    options = {
        name: value if isinstance(value, str) else f"{value:.6g}"
        for name, value in mine.items()
        if value != DECLARED[name].default
    }
    return (choices.motion or {}) | options


# -- mix ---------------------------------------------------------------------------------------------------


def mix_recipe(line: Line) -> dict[str, Any]:
    """Return what the film's sound depends on."""
    spans, frame_count = line.spans
    return {
        "sounds": [sound.digest for sound in line.sounds],
        "starts": [span.start for span in spans],
        "frames": [frame_count, str(line.rate)],
        "loudness": dataclasses.asdict(_loudness(line)),
    }


def make_mix(line: Line, folder: Path) -> None:
    """Write `mix.wav`: all voices, as loud as was promised."""
    from speaking_engine.composite.loudness import mastered

    spans, frame_count = line.spans
    starts = [span.start for span in spans]
    sound, remarks = mastered(mix(line.utterances, starts, frame_count, line.rate), _loudness(line))
    write_wav(folder / MIX, sound, FILM_SAMPLE_RATE_HZ)
    write_json(folder / REMARKS, {"fallbacks": remarks})


def read_mix(_: Line, folder: Path) -> tuple[str, ...]:
    """Return the remarks of the sound."""
    return read_remarks(folder / REMARKS)


def mixed(line: Line) -> Product:
    """Return the film's sound, `mix.wav`."""
    return line.product("mix")


def _loudness(line: Line) -> Loudness:
    return Loudness(line.choices.loudness_lufs, line.choices.peak_dbtp, line.choices.channels)


# -- composite ---------------------------------------------------------------------------------------------


def composite_recipe(line: Line) -> dict[str, Any]:
    """Return what the plan of the film depends on."""
    return {
        "artwork": line.picture.digest,
        "title": line.metadata.title,
        "lines": [
            [said.face_id, said.text, said.language, sound.digest, clip.digest]
            for said, sound, clip in zip(line.script.lines, line.sounds, line.clips, strict=True)
        ],
        "listening": [[place, face_id, clip.digest] for place, face_id, clip in line.listening],
        "sound": line.mixed.digest,
        "resolution": line.choices.resolution,
        "laid": {face_id: _laid_recipe(line, face_id) for face_id in sorted(_cast(line))},
        "timing": dataclasses.asdict(line.timing),
        "names": caption_names(line),
    }


def make_composite(line: Line, folder: Path) -> None:
    """Write the plan and what it needs: `plan.json`, captions."""
    takes = [
        Take(said.face_id, utterance, clip_in(clip.folder))
        for said, utterance, clip in zip(line.script.lines, line.utterances, line.clips, strict=True)
    ]
    spans, frame_count = line.spans
    starts = [span.start for span in spans]
    width_px, height_px = film_size(line.size_px, line.choices.resolution)
    plan = RenderPlan(
        artwork=_from_sibling(line.picture, PICTURE),
        artwork_width_px=line.size_px[0],
        artwork_height_px=line.size_px[1],
        width_px=width_px,
        height_px=height_px,
        rate=line.rate.as_integer_ratio(),
        frame_count=frame_count,
        layers=_layers(line, folder, takes, starts),
        sound=_from_sibling(line.mixed, MIX),
        captions="captions.vtt",
        title=line.metadata.title,
        sentences=tuple(_sentences(line)),
    )
    write_json(folder / PLAN, plan.as_dict())
    remarks = [*_reduced(line, plan), *_narrowed(line, plan), *_caption(line, folder)]
    write_json(folder / REMARKS, {"fallbacks": remarks})


def read_composite(_: Line, folder: Path) -> tuple[str, ...]:
    """Read a plan, and see that what it names lies in the store: a forged one may mean any file."""
    plan = read_plan(folder / PLAN)
    store = folder.parents[1].resolve()
    named = [plan.artwork, plan.sound, plan.captions, *(layer.clip for layer in plan.layers)]
    named += [layer.mask.picture for layer in plan.layers]
    for path in filter(None, named):
        Path(path).resolve().relative_to(store)
    if not (0 < plan.frame_count < 10**7 and 0 < plan.frames_per_second < 1000):
        raise ValueError(plan.frame_count)
    return read_remarks(folder / REMARKS)


def composed(line: Line) -> Product:
    """Return the plan and what it needs: `plan.json`, captions."""
    return line.product("composite")


def plan(line: Line) -> RenderPlan:
    """Return what the renderer needs, with absolute paths."""
    return read_plan(line.composed.folder / PLAN)


def caption_names(line: Line) -> dict[str, str]:
    """Return by what name the captions call each face: where one alone speaks, by none."""
    faces = list(dict.fromkeys(said.face_id for said in line.script.lines))
    if len(faces) < 2:
        return {}
    sitters = [Sitter(one, sure_gender_of(line, one), line.face(one).box_px[0]) for one in faces]
    found = sitters_named(line.metadata, sitters, len(line.faces), line.language)
    return {one: line.choices_for(one).caption_name or found[one] for one in faces}


def turns(line: Line) -> tuple[tuple[Caption, ...], ...]:
    """Return the captions of every line, in the film's time."""
    names = caption_names(line)
    spans, frame_count = line.spans
    starts = [float(span.start / line.rate) for span in spans]
    ends = [*starts[1:], float(frame_count / line.rate)]
    return tuple(
        make_cues(
            [(w.text, w.start_seconds + start, w.end_seconds + start) for w in utterance.words],
            language=said.language,
            speaker=names.get(said.face_id, ""),
            until_seconds=end,
        )
        for utterance, said, start, end in zip(line.utterances, line.script.lines, starts, ends, strict=True)
    )


def _cast(line: Line) -> set[str]:
    """Return the faces that are seen to move."""
    return {*(said.face_id for said in line.script.lines), *(face_id for _, face_id, _ in line.listening)}


def _feather(line: Line, face_id: str) -> Feather:
    chosen = line.choices_for(face_id)
    return Feather(
        chosen.feather_px,
        chosen.shape,
        chosen.blend,
        chosen.drawn_mask if chosen.shape == "drawn" and chosen.drawn_mask else None,
        chosen.blend_keys,
        chosen.exposure_stops,
        chosen.saturation,
    )


def _laid_recipe(line: Line, face_id: str) -> dict[str, Any]:
    feather = _feather(line, face_id)
    digest = sha256_of(_mask_in(line, feather.picture)) if feather.picture else ""
    return dataclasses.asdict(feather) | {"picture": digest}


def _mask_in(line: Line, name: str, choice: str = "drawn_mask") -> Path:
    """Return a mask that lies in the production.

    Raises
    ------
    ProjectError
        It is not there; the person draws it again or chooses without it.
    """
    path = (line.production.folder / name).resolve()
    if not path.is_file() or not path.is_relative_to(line.production.folder.resolve()):
        raise ProjectError(
            f"The mask {name} is not in the production.",
            hint=f"Draw it again, or choose another --{choice.replace('_', '-')}.",
            place=f"choices.{choice}",
        )
    return path


def _layers(line: Line, folder: Path, takes: list[Take], starts: Sequence[int]) -> tuple[FaceLayer, ...]:
    """Return the layers of those who speak, then of those who listen."""
    listening = [
        Take(face_id, takes[place].utterance, clip_in(clip.folder)) for place, face_id, clip in line.listening
    ]
    began = [*starts, *(starts[place] for place, _, _ in line.listening)]
    clips = [*line.clips, *(clip for _, _, clip in line.listening)]
    laid = {face_id: _feather(line, face_id) for face_id in _cast(line)}
    for face_id, feather in laid.items():
        if feather.picture is not None:
            shutil.copyfile(_mask_in(line, feather.picture), folder / f"{face_id}.mask.png")
            laid[face_id] = dataclasses.replace(feather, picture=f"{face_id}.mask.png")
    everybody = [*takes, *listening]
    layers = layers_of(everybody, began, [laid[take.face_id] for take in everybody], line.rate)
    return tuple(
        dataclasses.replace(layer, clip=_from_sibling(clip, f"{STEM}.mkv"))
        for layer, clip in zip(layers, clips, strict=True)
    )


def _sentences(line: Line) -> Iterator[SpokenSentence]:
    """Return where every sentence is heard, in film frames that touch where the sound does.

    The last of a line ends with its clip, from where the pause before the next line counts.
    """
    for place, said in enumerate(line.script.lines):
        utterance, span = utterance_in(line.spoken[place]), line.spans[0][place]
        texts = sentences_of(said, utterance)
        spans = sentence_spans(utterance, texts)
        pieces = pieces_of(utterance, texts, line.wishes[place])
        pause = line.timing.gap_seconds if place else line.timing.lead_in_seconds
        last_at = max((ends for parts in pieces for *_, ends in parts), default=0.0)
        for text, (start, end), parts in zip(texts, spans, pieces, strict=True):
            placed = [
                Piece(
                    first,
                    last,
                    min(span.start + nearest_frame(begins, line.rate), span.stop),
                    span.stop
                    if ends == last_at
                    else min(span.start + nearest_frame(ends, line.rate), span.stop),
                )
                for first, last, begins, ends in parts
            ]
            yield SpokenSentence(said.face_id, text, end - start, pause, tuple(placed))
            pause = 0.0


def _reduced(line: Line, plan: RenderPlan) -> list[str]:
    """Return where "native" is smaller than the work; a size that was asked for is no news."""
    made, whole = (plan.width_px, plan.height_px), (plan.artwork_width_px, plan.artwork_height_px)
    if line.choices.resolution != "native" or made[0] >= whole[0]:
        return []
    return [
        f"The film was made {made[0]} x {made[1]} of {whole[0]} x {whole[1]} pixels: "
        "more than 3840 a side no player decodes in hardware."
    ]


def _narrowed(line: Line, plan: RenderPlan) -> list[str]:
    """Return where the wanted feather is wider than the moving region can bear."""
    wanted = {layer.face_id: line.choices_for(layer.face_id).feather_px or 0.0 for layer in plan.layers}
    return [
        f"The feather of {layer.face_id} is {layer.mask.feather_px:.0f} px instead of "
        f"{wanted[layer.face_id]:.0f} px, for half of the moving region is the most."
        for layer in plan.layers
        if layer.mask.feather_px < wanted[layer.face_id]
    ]


def _caption(line: Line, folder: Path) -> list[str]:
    """Write the captions, and return what is wrong with them."""
    cues = [cue for turn in line.turns for cue in turn]
    language = line.script.lines[0].language
    (folder / "captions.vtt").write_text(webvtt(cues, language=language), "utf8")
    (folder / "captions.srt").write_text(srt(cues), "utf8")
    return [*_named(line), *(remark for turn in line.turns for remark in problems(turn))]


def _named(line: Line) -> list[str]:
    """Say whom the captions call by a name of the label: whose face it is, was told by its looks alone."""
    known = set(named_sitters(line.metadata).values())
    found = [
        f"{face_id} “{name}”"
        for face_id, name in caption_names(line).items()
        if name in known and not line.choices_for(face_id).caption_name
    ]
    if not found:
        return []
    return [
        f"Captions call {' and '.join(found)}: the names are the label's, "
        "who is who was judged by the faces. See that it is so; --caption-name NAME --for FACE changes it."
    ]


def _from_sibling(product: Product, name: str) -> str:
    """Name a file as seen from another product, so that a production may be moved as a whole."""
    return f"../../{product.folder.parent.name}/{product.folder.name}/{name}"


# -- render ------------------------------------------------------------------------------------------------


def render_recipe(line: Line) -> dict[str, Any]:
    """Return what the film depends on."""
    renderer, _ = resolve_renderer(line.choices.renderer)
    return {
        "plan": line.composed.digest,
        "renderer": renderer,
        "way": line.choices.way if renderer == "blender" else "",
        "subtitles": line.choices.subtitles,
        **line.marks.as_recipe(),
    }


def make_render(line: Line, folder: Path) -> None:
    """Write the film."""
    renderer, _ = resolve_renderer(line.choices.renderer)
    scratch = line.production.store_folder / FRAMES / line.composed.folder.name
    faces_px = [face.box_px for face in line.faces]
    marking = marking_of(line.marks, line.plan, faces_px, card_seconds(line.choices))
    render(renderer, line.choices.way, line.plan, folder / FILM, scratch, line.run.report, marking)
    cues = [cue for turn in line.turns for cue in turn] if line.choices.subtitles == "track" else []
    tag_languages(folder / FILM, line.script.lines[0].language, cues)


def film(line: Line) -> Path:
    """Return the finished film inside the store; see `Line.deliver` for the user's own copy."""
    product = line.product("render")
    line.run.remember_fallbacks("render", resolve_renderer(line.choices.renderer)[1])
    return product.folder / FILM


def scene_film(line: Line, made: SceneFrames, suffix: str) -> Path:
    """Return the film of an artist's scene, inside the store as the other; its frames are given back."""
    name = Path(FILM).with_suffix(suffix).name
    numbers = [made.numbers.start, made.numbers.stop, made.numbers.step]
    recipe = {
        "version": STAGE_VERSION_OF_SCENES,
        "scene": made.recipe,
        "frames": [list(made.size_px), str(made.rate), numbers],
        "kind": suffix,
        **line.marks.as_recipe(),
    }

    def make(folder: Path) -> None:
        encode_scene(made, folder / name, line.run.report, scene_marking(line, made), line.metadata.title)

    product = line.run.get("render", recipe, make)
    give_back(line, made)
    return product.folder / name


def give_back(line: Line, made: SceneFrames) -> None:
    """Remove the frames that a film was made of from the store; a folder of the person's own stays."""
    if not made.folder.is_relative_to(line.production.folder.resolve() / "store"):
        return
    for path in (made.sound, *(made.folder / f"{number:06d}.png" for number in made.numbers)):
        path.unlink(missing_ok=True)
    if not any(made.folder.iterdir()):
        made.folder.rmdir()


def scene_marking(line: Line, made: SceneFrames) -> Marking:
    """Return the marks of an artist's scene, beside the faces if the camera shows the whole work."""
    across, down = (film / work for film, work in zip(made.size_px, line.size_px, strict=True))
    boxes = [face.box_px for face in line.faces]
    faces_px = [(x * across, y * down, w * across, h * down) for x, y, w, h in boxes]
    return marking_of(line.marks, made.as_plan(line.metadata.title), faces_px)
