"""The film: a scene whose sequencer holds the stage, a sound strip a sentence, captions and markers.

Building again updates strips where they stand. Each remembers what the plan had for it; what an artist has
changed since (place, edges, volume, channel, words, whatever else a strip has) is left as it is.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from speaking_engine.errors import OutputError, ProjectError
from speaking_engine.protocol.plan import Piece, RenderPlan, SpokenSentence

from . import compat, keep, media
from .output import exact_colours, set_format
from .units import FIRST_FRAME, blender_frame

PICTURE_CHANNEL, SOUND_CHANNEL, CAPTION_CHANNEL = 1, 10, 12
SENTENCE, MIX = "sentence", "mix"
MIXED_WITHIN_SECONDS = 120
SENT = "speaking_images_sent"
FOLDER = "speaking_images_production"
Wish = dict[str, Any]
"""When a sentence is heard, as the engine's project keeps it."""


def film_scene(plan: RenderPlan, role: str = "film", owner: str = "") -> bpy.types.Scene:
    """Make or update the scene with the sequencer, still without pictures."""
    scene = keep.ours(bpy.data.scenes, role, owner)
    if scene is None:
        scene = keep.mark(bpy.data.scenes.new("Speaking Film"), role, owner)
        exact_colours(scene)
        scene.render.sequencer_gl_preview = "MATERIAL"
        scene.render.use_sequencer, scene.render.use_compositing = True, False
        scene.render.ffmpeg.audio_mixrate = 48000
        scene.sync_mode = "AUDIO_SYNC"
        compat.show_in_sequencer(scene)
    set_format(plan, scene)
    if compat.sequencer_scene(bpy.context) is None:
        compat.show_in_sequencer(scene)
    scene.sequence_editor_create()
    return scene


def add_stage(plan: RenderPlan, film: bpy.types.Scene, stage: bpy.types.Scene) -> None:
    """Put the stage into the film as a scene strip; of one that was cut, the last piece ends with it."""
    pieces = strips_with(film, "stage")
    end = blender_frame(plan.frame_count)
    if not pieces:
        if keep.plan_has(film, "stage strip", None):
            return  # taken out by hand
        strip = film.sequence_editor.strips.new_scene(
            name="Stage", scene=stage, channel=PICTURE_CHANNEL, frame_start=FIRST_FRAME
        )
        strip.scene_input = "CAMERA"
        compat.set_length(strip, plan.frame_count)
        keep.planned(keep.mark(strip, "stage"), "end", end)
    for strip in strips_with(film, "stage"):
        if keep.planned(strip, "volume", 0):
            strip.volume = 0  # the stage has the mix for itself
        if keep.same(compat.end(strip), keep.plan_has(strip, "end", None)):
            compat.set_edges(strip, compat.start(strip), end)
        keep.planned(strip, "end", end)
    read_stage_again(film)
    keep.planned(film, "stage strip", True)


def read_stage_again(film: bpy.types.Scene) -> None:
    """Let the stage's strips know how long the stage is now; else they stand still after their old length."""
    stale = [
        strip
        for strip in strips_with(film, "stage")
        if strip.scene is not None
        and compat.file_frames(strip) != strip.scene.frame_end - strip.scene.frame_start + 1
    ]
    if stale:
        compat.read_length_again(film, stale)


def add_sound(plan: RenderPlan, film: bpy.types.Scene) -> None:
    """Put the film's sound under the pictures, a strip a sentence: each shows its own part of the mix."""
    if plan.sound is not None and not Path(plan.sound).is_file():
        raise ProjectError(f"The sound {plan.sound} is missing.", hint="Speak the lines again.")
    wanted = _sentences(plan) if plan.sound else []
    _adopt_single(film)
    with kept_in_channels(film):
        _update_sentences(plan, film, wanted)


def _update_sentences(plan: RenderPlan, film: bpy.types.Scene, wanted: Sequence[SpokenSentence]) -> None:
    known = known_texts(film, SENTENCE)
    matched = matching(known, [one.text for one in wanted])
    strips = [_strips_at(film, SENTENCE, place) for place in range(len(known))]
    speakers = list(dict.fromkeys(one.face_id for one in wanted))
    seen: Counter[tuple[str, str]] = Counter()
    for place, one in enumerate(wanted):
        seen[one.face_id, one.text] += 1
        before = matched[place]
        if before is None:
            channel = SOUND_CHANNEL + speakers.index(one.face_id) % 2
            name = name_of(place, one.face_id, one.text)
            own = [_new_sound(plan, film, name, channel, piece) for piece in one.pieces]
        else:
            own = strips[before]
        if own:
            _place_sentence(plan, film, own, one, place, seen[one.face_id, one.text])
    for place in set(range(len(known))) - set(matched):
        for strip in strips[place]:
            film.sequence_editor.strips.remove(strip)
    keep.planned(film, SENTENCE, [one.text for one in wanted])


def add_mix(plan: RenderPlan, stage: bpy.types.Scene) -> None:
    """Let the stage be heard when it plays: the whole mix as one strip, which the film does not hear.

    A strip that an artist took out stays out.
    """
    stage.sequence_editor_create()
    strip = next(iter(strips_with(stage, MIX)), None)
    if strip is None and plan.sound is not None and not keep.plan_has(stage, MIX, None):
        stage.sync_mode = "AUDIO_SYNC"
        strip = keep.mark(
            stage.sequence_editor.strips.new_sound(
                name="Voices", filepath=plan.sound, channel=SOUND_CHANNEL, frame_start=FIRST_FRAME
            ),
            MIX,
        )
    if strip is not None and plan.sound is not None:
        if media.point_to(strip.sound, plan.sound):
            compat.read_length_again(stage, [strip])
        if keep.planned(stage, MIX, plan.frame_count):
            compat.set_edges(strip, compat.start(strip), compat.start(strip) + plan.frame_count)


@contextmanager
def kept_in_channels(film: bpy.types.Scene) -> Iterator[None]:
    """Put strips back at the end: Blender moves one up if it overlaps another, be it half way only."""
    before = {strip.as_pointer(): strip.channel for strip in film.sequence_editor.strips_all}
    yield
    for strip in film.sequence_editor.strips_all:
        channel = before.get(strip.as_pointer(), strip.channel)
        if strip.channel != channel:
            strip.channel = channel


def wishes_in(film: bpy.types.Scene) -> list[Wish]:
    """Return when the sentences are heard by their strips; without stretches where that is as spoken.

    A sentence whose strips were all taken out is as spoken, and only silent in the sequencer.
    """
    rate = film.render.fps / film.render.fps_base
    found: list[Wish] = []
    end_before = FIRST_FRAME
    for place in range(len(known_texts(film, SENTENCE))):
        strips = _strips_at(film, SENTENCE, place)
        told = keep.plan_of(strips[0]) if strips else {"text": ""}
        if not told["text"]:
            continue  # made by a plan that knows no sentences
        stretches: list[dict[str, float]] = []
        for strip in strips:
            stretches += _stretches(strip, end_before, rate)
            end_before = compat.end(strip)
        is_plain = len(stretches) == 1 and _is_plain(stretches[0], told, rate)
        wish = {name: told[name] for name in ("face_id", "text", "number")}
        found.append({**wish, "stretches": [] if is_plain else stretches})
    return found


def remember_sent(film: bpy.types.Scene) -> None:
    """Remember where the strips lie now that the engine is told; what is moved later is another wish."""
    for strip in strips_with(film, SENTENCE):
        strip[SENT] = [compat.origin(strip), compat.start(strip), compat.end(strip)]


def film_to_render() -> bpy.types.Scene:
    """Return the film of the open file: of the production that the window shows, else its only one.

    Raises
    ------
    ProjectError
        There is none, or several; the person saves the file with the one in view.
    """
    films = keep.with_role(bpy.data.scenes, "film")
    shown = bpy.context.window.scene if bpy.context.window else bpy.context.scene
    found = [film for film in films if keep.owner_of(film) == keep.owner_of(shown)] or films
    if len(found) != 1:
        what = f"{len(found)} films, and shows none of them" if found else "no film of ours"
        raise ProjectError(
            f"{bpy.data.filepath} has {what}.",
            hint="Press Build scene, show the scene that is meant in the window, and save the file.",
        )
    return found[0]


def production_folder(film: bpy.types.Scene) -> Path:
    """Return where the production of a film is.

    Raises
    ------
    ProjectError
        It is not there; the person opens the .blend, finds it and saves.
    """
    told = str(film.get(FOLDER, ""))
    places = [Path(bpy.path.abspath(told)), Path(bpy.path.abspath("//")) / Path(told.replace("\\", "/")).name]
    found = next((place.resolve() for place in places if told and (place / "project.json").is_file()), None)
    if found is None:
        raise ProjectError(
            f"The production {told or 'of this scene'} is not there.",
            hint="Open the .blend in Blender, press Find production, and save it.",
        )
    return found


def refuse_missing_files(film: bpy.types.Scene) -> None:
    """Refuse a film whose pictures, clips or sounds are not there: Blender would render it, in pink.

    Raises
    ------
    ProjectError
        A file of the production is missing.
    """
    trees = [one.node_tree for one in keep.with_role(bpy.data.materials, "", keep.owner_of(film))]
    images = [node.image for tree in trees if tree for node in tree.nodes if node.type == "TEX_IMAGE"]
    sounds = [strip.sound for strip in strips_with(film, SENTENCE)]
    for block in filter(None, (*images, *sounds)):
        if block.filepath and not block.packed_file and not Path(bpy.path.abspath(block.filepath)).is_file():
            raise ProjectError(
                f"The scene shows or plays {bpy.path.abspath(block.filepath)}, which is not there.",
                hint="Animate again, or press Find production, and save the file.",
            )


def mix_down(film: bpy.types.Scene, folder: Path) -> Path:
    """Write what the film's strips sound like, over its frames, as WAV.

    Raises
    ------
    OutputError
        Blender cannot write it.
    """
    path = folder / "sound.wav"
    path.unlink(missing_ok=True)
    compat.show_in_sequencer(film)
    film.render.ffmpeg.audio_mixrate = 48000
    window = bpy.context.window
    before, window.scene = window.scene, film
    try:
        bpy.ops.sound.mixdown(
            filepath=str(path), container="WAV", codec="PCM", format="S24", check_existing=False
        )
    except RuntimeError as error:
        raise OutputError(f"The sound {path} cannot be written: {str(error).strip()}.") from error
    finally:
        window.scene = before
    until = time.monotonic() + MIXED_WITHIN_SECONDS
    while not _is_whole_wav(path):  # 5.2 goes on writing after it says that it has finished
        if time.monotonic() > until:
            raise OutputError(
                f"Blender wrote no whole sound to {path}.", hint="See whether the disk is full."
            )
        time.sleep(0.05)
    return path


def _is_whole_wav(path: Path) -> bool:
    """Whether a WAV is as long as its head says, which is written last."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
        return head[:4] == b"RIFF" and int.from_bytes(head[4:], "little") == path.stat().st_size - 8
    except OSError:
        return False


def halve(film: bpy.types.Scene) -> None:
    """Let a film and the scenes in it be rendered at half the size."""
    inner = [
        strip.scene for strip in film.sequence_editor.strips_all if strip.type == "SCENE" and strip.scene
    ]
    for scene in {film, *inner}:
        scene.render.resolution_percentage //= 2


def matching(known: Sequence[str], wanted: Sequence[str]) -> list[int | None]:
    """Find for every wanted text the known one whose place it takes: the same, else the next in order.

    References
    ----------
    Ratcliff and Obershelp's matching, as in `difflib`.
    """
    found: list[int | None] = [None] * len(wanted)
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, known, wanted, autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            for a, b in zip(range(a0, a1), range(b0, b1), strict=False):
                found[b] = a
    return found


def known_texts(film: bpy.types.Scene, role: str) -> list[str]:
    """Return the texts that the last build had strips for, taken out since or not."""
    return list(keep.plan_has(film, role, []))


def strips_with(film: bpy.types.Scene, role: str) -> list[bpy.types.Strip]:
    """Return our strips of one role, those in meta strips too, from left to right."""
    found = [strip for strip in film.sequence_editor.strips_all if strip.get(keep.KEY) == role]
    return sorted(found, key=compat.start)


def ours(strips: bpy.types.bpy_prop_collection, role: str) -> bpy.types.Strip | None:
    """Return the first strip whose role starts so; None if there is none."""
    return next((strip for strip in strips if str(strip.get(keep.KEY, "")).startswith(role)), None)


def name_of(place: int, face_id: str, text: str) -> str:
    """Return a short name for a sentence's strip and marker."""
    words = " ".join(text.split())
    return f"{place + 1} " + (f"{face_id}: {words}"[:56] if words else "Voices")


def _adopt_single(film: bpy.types.Scene) -> None:
    """Take the one strip of files of version 0.2 for the first sentence."""
    for strip in strips_with(film, "sound"):
        keep.remember(keep.mark(strip, SENTENCE), {"text": "", "place": 0})
        keep.planned(film, SENTENCE, [""])


def _strips_at(film: bpy.types.Scene, role: str, place: int) -> list[bpy.types.Strip]:
    return [strip for strip in strips_with(film, role) if keep.plan_has(strip, "place", -1) == place]


def _sentences(plan: RenderPlan) -> Sequence[SpokenSentence]:
    whole = Piece(0.0, plan.seconds, 0, plan.frame_count)
    return plan.sentences or (SpokenSentence("", "", plan.seconds, 0.0, (whole,)),)


def _new_sound(
    plan: RenderPlan, film: bpy.types.Scene, name: str, channel: int, piece: Piece
) -> bpy.types.Strip:
    strip = film.sequence_editor.strips.new_sound(
        name=name, filepath=str(plan.sound), channel=channel, frame_start=FIRST_FRAME
    )
    compat.set_edges(strip, blender_frame(piece.start_frame), blender_frame(piece.end_frame))
    return keep.mark(strip, SENTENCE)


def _place_sentence(
    plan: RenderPlan,
    film: bpy.types.Scene,
    strips: list[bpy.types.Strip],
    sentence: SpokenSentence,
    place: int,
    number: int,
) -> None:
    """Bring a sentence's strips up to date; what an artist moved since the engine was told stays moved."""
    told = {
        "text": sentence.text,
        "face_id": sentence.face_id,
        "seconds": sentence.seconds,
        "pause_seconds": sentence.pause_seconds,
        "pieces": [list(dataclasses.astuple(one)) for one in sentence.pieces],
        "sound": str(plan.sound),
        "frames": plan.frame_count,
    }
    old = keep.plan_of(strips[0])
    for strip in strips:
        if old and strip.name.startswith(name_of(old["place"], old.get("face_id", ""), old["text"])):
            strip.name = name_of(place, sentence.face_id, sentence.text)
    if old and old.get("text") != sentence.text:
        for strip in strips[len(sentence.pieces) :]:  # other words, that nobody cut
            film.sequence_editor.strips.remove(strip)
        strips = strips[: len(sentence.pieces)]
    changed = any(old.get(name) != value for name, value in told.items())
    if changed and len(strips) == len(sentence.pieces):
        for at, (strip, piece) in enumerate(zip(strips, sentence.pieces, strict=True)):
            before = old["pieces"][at] if at < len(old.get("pieces", ())) else None
            _place_piece(film, strip, plan, piece, before)
            keep.remember(strip, told)
    for strip in strips:
        # one that was cut meanwhile stays as it is, with its own sound, until the engine is told
        keep.remember(strip, {**keep.plan_of(strip), "place": place, "number": number})


def _place_piece(
    film: bpy.types.Scene,
    strip: bpy.types.Strip,
    plan: RenderPlan,
    piece: Piece,
    before: Sequence[float] | None,
) -> None:
    wanted = [FIRST_FRAME, blender_frame(piece.start_frame), blender_frame(piece.end_frame)]
    if before is not None:
        known = strip.get(SENT) or [FIRST_FRAME, *(blender_frame(int(frame)) for frame in before[2:])]
        now = [compat.origin(strip), compat.start(strip), compat.end(strip)]
        wanted = [plan_has + at - was for plan_has, at, was in zip(wanted, now, known, strict=True)]
    compat.forget_speed(strip)
    media.point_to(strip.sound, str(plan.sound))
    compat.read_length_again(film, [strip])  # always: strips may share the sound that another pointed anew
    compat.set_place(strip, *wanted)
    strip.pop(SENT, None)


def _stretches(strip: bpy.types.Strip, end_before: float, rate: float) -> list[dict[str, float]]:
    """Return what a strip is heard of: where in the sentence, how long, and after which pause."""
    told = keep.plan_of(strip)
    start, end, origin = compat.start(strip), compat.end(strip), compat.origin(strip)
    lies, plays = zip(*_speeds(strip, told["frames"]), strict=True)
    begins_at, ends_at = np.interp((start - origin, end - origin), lies, plays).tolist()
    found = []
    for first, last, from_frame, to_frame in told["pieces"]:
        left, right = max(from_frame, begins_at), min(to_frame, ends_at)
        if right - left < 1e-6:
            continue
        seconds_a_frame = (last - first) / (to_frame - from_frame)
        at, after = (origin + np.interp((left, right), plays, lies)).tolist()
        spoken, heard = (right - left) * seconds_a_frame, (after - at) / rate
        if abs(after - at - (right - left)) < 1e-6 and abs(heard - spoken) < 1.5 / rate:
            heard = spoken  # frames are no stretching
        begins = first + (left - from_frame) * seconds_a_frame
        found.append(
            {
                "from_seconds": round(begins, 5),
                "to_seconds": round(begins + spoken, 5),
                "pause_seconds": round((at - end_before) / rate, 5),
                "seconds": round(heard, 5),
            }
        )
        end_before = after
    return found


def _speeds(strip: bpy.types.Strip, frames: int) -> list[tuple[float, float]]:
    """Return where on the timeline, from the strip's origin, which frames of its file lie, in between evenly.

    Blender tells where keys of speed lie, and not what plays there. A hand that stretches a strip gets keys
    at its two edges, and what lies beyond them plays at its own speed.
    """
    long = compat.file_frames(strip)
    if abs(long - frames) < 1.5:  # Blender rounds a file's length up
        long = frames
    keys = compat.speed_keys(strip)
    if len(keys) < 3:
        return [(0.0, 0.0), (long, frames)]
    first, after = compat.start(strip) - compat.origin(strip), compat.end(strip) - compat.origin(strip)
    left = max((key for key in keys if key <= first + 1), default=keys[0])
    right = min((key for key in keys if key >= after - 1), default=keys[-1])
    until = frames - (keys[-1] - right)
    if until <= left:
        return [(0.0, 0.0), (long, frames)]
    return [(0.0, 0.0), (left, left), (right, until), (keys[-1], frames)]


def _is_plain(one: dict[str, float], told: dict[str, Any], rate: float) -> bool:
    """Whether a sentence is heard whole, at its own speed and after its own pause."""
    frame = 1 / rate
    whole = one["from_seconds"] < frame / 2 and one["to_seconds"] > told["seconds"] - frame / 2
    own_speed = abs(one["seconds"] - (one["to_seconds"] - one["from_seconds"])) < 1.5 * frame
    return whole and own_speed and abs(one["pause_seconds"] - told["pause_seconds"]) < 0.75 * frame
