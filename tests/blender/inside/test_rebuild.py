"""What an artist changed outlives every build: a table of edits, each against several kinds of builds."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import bpy
import numpy as np
import pytest
from fake_film import FakeFilm, read

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.prepare import read_png
from speaking_engine.errors import UserError
from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.protocol.plan import Mask, Piece, SpokenSentence
from speaking_images import stage
from speaking_images.stage import compat, keep, output
from speaking_images.stage.film import _stretches, strips_with, wishes_in

pytestmark = pytest.mark.usefixtures("empty_file")

TEXTS = ("I am here.", "I look at you.", "Good night.")
STARTS = (2, 12, 22, 30)


def sentences(texts, starts):
    spans = zip(texts, starts, starts[1:], strict=False)
    return tuple(
        SpokenSentence("f0", text, (end - start) / 25, 0.08 if place == 0 else 0.0,
                       (Piece(0.0, (end - start) / 25, start, end),))
        for place, (text, start, end) in enumerate(spans)
    )  # fmt: skip


def written(plan, folder, name, texts, starts, frames):
    """Another film of the same picture: its own sound, captions and length."""
    write_wav(folder / f"{name}.wav", np.zeros(round(48000 * frames / 25), np.float32), 48000)
    clock = [f"00:00:{frame // 25:02d}.{frame % 25 * 40:03d}" for frame in starts]
    cues = "\n\n".join(f"{clock[place]} --> {clock[place + 1]}\n{text}" for place, text in enumerate(texts))
    (folder / f"{name}.vtt").write_text(f"WEBVTT\n\n{cues}\n", "utf8")
    return dataclasses.replace(
        plan, sound=str(folder / f"{name}.wav"), captions=str(folder / f"{name}.vtt"),
        frame_count=frames, sentences=sentences(texts, starts),
    )  # fmt: skip


@pytest.fixture
def plan(tmp_path):
    film = FakeFilm(
        frame_count=40, layers=[((60, 40, 120, 140), 2, 30, Mask("rounded_box", 16.0, 2.0, 30.0))]
    )
    return written(read(film.write(tmp_path)), tmp_path, "one", TEXTS, STARTS, 40)


@pytest.fixture
def kinds(plan, tmp_path):
    words = ("I was put before you.", *TEXTS)
    return {
        "the same": plan,
        "a sentence more": written(plan, tmp_path, "more", words, (2, 10, 20, 30, 38), 44),
        "a sentence less": written(plan, tmp_path, "less", TEXTS[1:], (2, 12, 20), 32),
        "another language": written(
            plan, tmp_path, "de", ("Ich bin da.", "Ich sehe.", "Gute Nacht."), (3, 14, 25, 31), 41
        ),
        "another size": dataclasses.replace(plan, width_px=160, height_px=120),
    }


def film():
    return keep.ours(bpy.data.scenes, "film")


def built_stage():
    return keep.ours(bpy.data.scenes, "stage")


def said(text="I look at you."):
    """The strip of a sentence, in whatever language it is now."""
    return next(strip for strip in strips_with(film(), "sentence") if strip.get("mine") or
                keep.plan_has(strip, "text", "") == text)  # fmt: skip


def caption():
    return next(strip for strip in strips_with(film(), "caption") if strip.get("mine") or
                keep.plan_has(strip, "text", "") == "I look at you.")  # fmt: skip


def node():
    return keep.ours(bpy.data.materials, "face:f0:0").node_tree.nodes["Speaking Mask"]


def touched(strip, **values):
    strip["mine"] = 1
    for name, value in values.items():
        setattr(strip, name, value)


def cut_stage():
    strips_with(film(), "stage")[0].split(frame=15, split_method="SOFT")


def add_effect():
    strips = film().sequence_editor.strips
    strips.new_image(name="mine", filepath=bpy.data.images[0].filepath, channel=5, frame_start=3)


def key_volume():
    strip = said()
    strip["mine"] = 1
    for frame, value in ((1, 0.0), (20, 0.5)):
        strip.volume = value
        strip.keyframe_insert("volume", frame=frame)


def key_blend():
    for frame, value in ((1, 0.0), (10, 1.0)):
        node().inputs["Blend"].default_value = value
        node().inputs["Blend"].keyframe_insert("default_value", frame=frame)


def light():
    built_stage().collection.objects.link(bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "AREA")))


def approx(value):
    return pytest.approx(value, abs=1e-5)


EDITS = {
    "volume": (lambda: touched(said(), volume=0.25), lambda: said().volume == approx(0.25)),
    "pan": (lambda: touched(said(), pan=0.5), lambda: said().pan == approx(0.5)),
    "mute a sentence": (lambda: touched(said(), mute=True), lambda: said().mute),
    "lock a sentence": (lambda: touched(said(), lock=True), lambda: said().lock),
    "name a sentence": (lambda: touched(said(), name="Whisper"), lambda: said().name == "Whisper"),
    "channel": (lambda: touched(said(), channel=20), lambda: said().channel == 20),
    "keyed volume": (
        key_volume,
        lambda: len(compat.f_curves(film().animation_data.action, film().animation_data.action_slot)) == 1,
    ),
    "colour of a strip": (
        lambda: touched(said(), color_tag="COLOR_04"),
        lambda: said().color_tag == "COLOR_04",
    ),
    "show a caption": (lambda: touched(caption(), mute=False), lambda: not caption().mute),
    "place of a caption": (
        lambda: touched(caption(), location=(0.5, 0.9)),
        lambda: caption().location[1] == approx(0.9),
    ),
    "size of a caption": (
        lambda: touched(caption(), font_size=50),
        lambda: caption().font_size == approx(50),
    ),
    "colour of a caption": (lambda: touched(caption(), color=(1, 0, 0, 1)), lambda: caption().color[1] == 0),
    "channel of a caption": (lambda: touched(caption(), channel=25), lambda: caption().channel == 25),
    "width of a line": (
        lambda: touched(caption(), wrap_width=0.4),
        lambda: caption().wrap_width == approx(0.4),
    ),
    "cut the stage": (
        cut_stage,
        lambda: len(strips_with(film(), "stage")) == 2 and compat.end(strips_with(film(), "stage")[0]) == 15,
    ),
    "fade the stage": (
        lambda: touched(strips_with(film(), "stage")[0], blend_alpha=0.5),
        lambda: strips_with(film(), "stage")[0].blend_alpha == approx(0.5),
    ),
    "mute the stage": (
        lambda: touched(strips_with(film(), "stage")[0], mute=True),
        lambda: strips_with(film(), "stage")[0].mute,
    ),
    "turn the stage": (
        lambda: setattr(strips_with(film(), "stage")[0].transform, "rotation", 0.2),
        lambda: strips_with(film(), "stage")[0].transform.rotation == approx(0.2),
    ),
    "own strip": (add_effect, lambda: "mine" in film().sequence_editor.strips),
    "own marker": (
        lambda: film().timeline_markers.new("mine", frame=3),
        lambda: film().timeline_markers["mine"].frame == 3,
    ),
    "marker renamed": (
        lambda: setattr(film().timeline_markers[1], "name", "here"),
        lambda: "here" in film().timeline_markers,
    ),
    "width of the film": (
        lambda: setattr(film().render, "resolution_x", 1920),
        lambda: film().render.resolution_x == 1920,
    ),
    "rate of the film": (lambda: setattr(film().render, "fps", 50), lambda: film().render.fps == 50),
    "start of the film": (lambda: setattr(film(), "frame_start", 5), lambda: film().frame_start == 5),
    "end of the film": (lambda: setattr(film(), "frame_end", 100), lambda: film().frame_end == 100),
    "view transform": (
        lambda: setattr(film().view_settings, "view_transform", "Filmic"),
        lambda: film().view_settings.view_transform == "Filmic",
    ),
    "compositing": (
        lambda: setattr(film().render, "use_compositing", True),
        lambda: film().render.use_compositing,
    ),
    "camera moved": (
        lambda: setattr(built_stage().camera, "location", (1, 2, 3)),
        lambda: built_stage().camera.location[:] == approx((1, 2, 3)),
    ),
    "camera of perspective": (
        lambda: setattr(built_stage().camera.data, "type", "PERSP"),
        lambda: built_stage().camera.data.type == "PERSP",
    ),
    "camera zoomed": (
        lambda: setattr(built_stage().camera.data, "ortho_scale", 1.25),
        lambda: built_stage().camera.data.ortho_scale == approx(1.25),
    ),
    "own light": (light, lambda: "Lamp" in built_stage().objects),
    "keyed blend": (key_blend, lambda: node().id_data.animation_data.action is not None),
    "exposure": (
        lambda: setattr(node().inputs["Exposure"], "default_value", 0.5),
        lambda: node().inputs["Exposure"].default_value == 0.5,
    ),
    "feather": (
        lambda: setattr(node().inputs["Feather"], "default_value", 3.0),
        lambda: node().inputs["Feather"].default_value == 3.0,
    ),
    "samples": (
        lambda: setattr(built_stage().cycles, "samples", 16),
        lambda: built_stage().cycles.samples == 16,
    ),
    "render engine": (
        lambda: setattr(built_stage().render, "engine", compat.eevee()),
        lambda: built_stage().render.engine == compat.eevee(),
    ),
    "stage taken out": (
        lambda: film().sequence_editor.strips.remove(strips_with(film(), "stage")[0]),
        lambda: not strips_with(film(), "stage"),
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_outlives_every_build(edit, plan, kinds):
    do, stays = EDITS[edit]
    stage.build(plan)
    do()
    assert stays(), "the edit itself did nothing"
    for kind, other in kinds.items():
        stage.build(other)
        assert stays(), kind
        strips = [strip.name for strip in film().sequence_editor.strips_all]
        stage.build(other)
        assert [strip.name for strip in film().sequence_editor.strips_all] == strips, f"{kind}: made twice"
        stage.build(plan)
        assert stays(), f"back from {kind}"


@pytest.mark.parametrize("edit", ["volume", "place of a caption", "cut the stage", "width of the film"])
def test_an_edit_that_was_undone_is_gone_and_the_next_build_does_no_harm(edit, plan, kinds):
    do, stays = EDITS[edit]
    bpy.ops.ed.undo_push(message="empty")
    stage.build(plan)
    bpy.ops.ed.undo_push(message="built")
    do()
    bpy.ops.ed.undo_push(message="edited")
    bpy.ops.ed.undo()
    assert not stays()
    stage.build(kinds["a sentence more"])
    assert not stays()
    assert len(strips_with(film(), "sentence")) == 4
    bpy.ops.ed.undo_push(message="built again")
    bpy.ops.ed.undo()
    assert len(strips_with(film(), "sentence")) == 3


def spans(role):
    return [(compat.start(strip), compat.end(strip)) for strip in strips_with(film(), role)]


def test_strips_follow_what_the_plan_changes(plan, kinds):
    stage.build(plan)
    assert spans("sentence") == [(3, 13), (13, 23), (23, 31)]
    assert spans("stage") == [(1, 41)]
    for kind, texts in {
        "a sentence more": 4,
        "a sentence less": 2,
        "another language": 3,
        "the same": 3,
    }.items():
        stage.build(kinds[kind])
        placed = [
            (one.pieces[0].start_frame + 1, one.pieces[0].end_frame + 1) for one in kinds[kind].sentences
        ]
        assert spans("sentence") == spans("caption") == placed
        assert len(placed) == len(film().timeline_markers) == texts
        assert film().frame_end == kinds[kind].frame_count
        sounds = {bpy.path.abspath(strip.sound.filepath) for strip in strips_with(film(), "sentence")}
        assert sounds == {kinds[kind].sound}
        stretches = [one for wish in wishes_in(film()) for one in wish["stretches"]]
        assert all(one["seconds"] == approx(one["to_seconds"] - one["from_seconds"]) for one in stretches)
    assert spans("stage") == [(1, 41)]


def test_words_of_a_caption_stay_while_those_below_do_and_are_kept_when_not(plan, kinds):
    stage.build(plan)
    strips_with(film(), "caption")[1].text = "I watch."
    stage.build(kinds["a sentence more"])
    assert [strip.text for strip in strips_with(film(), "caption")][2] == "I watch."
    stage.build(kinds["another language"])
    assert "I watch." not in [strip.text for strip in strips_with(film(), "caption")]
    assert "I watch." in bpy.data.texts["Speaking captions by hand"].as_string()


def test_what_is_taken_out_does_not_come_back(plan, kinds):
    stage.build(plan)
    film().sequence_editor.strips.remove(said())
    film().timeline_markers.remove(film().timeline_markers[1])
    film().sequence_editor.strips.remove(caption())
    stage.build(plan)
    stage.build(kinds["another size"])
    assert len(strips_with(film(), "sentence")) == len(strips_with(film(), "caption")) == 2
    assert len(film().timeline_markers) == 2


def test_strips_that_overlap_half_way_keep_their_channels_and_are_named_by_their_words(plan, tmp_path):
    stage.build(plan)
    before = [strip.channel for role in ("sentence", "caption") for strip in strips_with(film(), role)]
    words = ("I am here for long.", "I look.", "Good night, all.")
    stage.build(written(plan, tmp_path, "later", words, (2, 25, 34, 39), 44))
    found = [strip for role in ("sentence", "caption") for strip in strips_with(film(), role)]
    assert [strip.channel for strip in found] == before
    assert [strip.name for strip in found[:3]] == [
        "1 f0: I am here for long.", "2 f0: I look.", "3 f0: Good night, all.",
    ]  # fmt: skip
    found[0].name = "mine"
    stage.build(plan)
    assert [strip.name for strip in strips_with(film(), "sentence")][:2] == ["mine", "2 f0: I look at you."]


def test_where_strips_lie_is_when_sentences_are_heard(plan):
    stage.build(plan)
    assert all(wish["stretches"] == [] for wish in wishes_in(film()))
    strip = said()
    compat.set_place(strip, compat.origin(strip) + 5, compat.start(strip) + 5, compat.end(strip) + 5)
    first, second, third = wishes_in(film())
    assert first["stretches"] == []
    assert second["stretches"] == [
        {"from_seconds": 0.0, "to_seconds": 0.4, "pause_seconds": approx(0.2), "seconds": approx(0.4)}
    ]
    assert third["stretches"][0]["pause_seconds"] == approx(-0.2)


class StretchedStrip(dict):
    """A strip as Blender 5.2 tells it after Set Speed 80 % of a trimmed sentence: bpy has no such button.

    Only what is seen of it is slower, 94 frames instead of 75; the mix before and after keeps its speed.
    """

    content_start, content_duration = 41.0, 298
    left_handle, right_handle = 225, 319
    retiming_keys = tuple(SimpleNamespace(timeline_frame=at) for at in (1, 185, 279, 299))


def test_only_what_is_seen_of_a_strip_is_stretched():
    strip = StretchedStrip()
    keep.remember(strip, {"pieces": [[0.0, 3.0, 184, 259]], "frames": 279})
    assert _stretches(strip, 200, 25.0) == [
        {"from_seconds": 0.0, "to_seconds": 3.0, "pause_seconds": 1.0, "seconds": approx(94 / 25)}
    ]
    strip.right_handle = 272  # trimmed afterwards, to half of it
    (found,) = _stretches(strip, 200, 25.0)
    assert (found["to_seconds"], found["seconds"]) == (approx(1.5), approx(47 / 25))
    strip.retiming_keys = ()
    strip.content_duration, strip.right_handle = 279, 300
    assert _stretches(strip, 200, 25.0)[0]["seconds"] == approx(3.0)


def test_a_cut_sentence_is_two_stretches(plan):
    stage.build(plan)
    strip = said("Good night.")
    right = strip.split(frame=26, split_method="SOFT")
    compat.set_place(right, compat.origin(right) + 4, compat.start(right) + 4, compat.end(right) + 4)
    *_, last = wishes_in(film())
    assert [(one["from_seconds"], one["to_seconds"], one["pause_seconds"]) for one in last["stretches"]] == [
        (0.0, approx(0.12), approx(0.0)),
        (approx(0.12), approx(0.32), approx(0.16)),
    ]


def test_a_built_answer_to_a_moved_sentence_leaves_it_where_it_is(plan, tmp_path):
    stage.build(plan)
    strip = said("Good night.")
    compat.set_place(strip, compat.origin(strip) + 5, compat.start(strip) + 5, compat.end(strip) + 5)
    stage.remember_sent(film())
    wish = wishes_in(film())[2]
    answer = written(plan, tmp_path, "moved", TEXTS, STARTS, 45)
    moved = dataclasses.replace(answer.sentences[2], pieces=(Piece(0.0, 0.32, 27, 35),))
    stage.build(dataclasses.replace(answer, sentences=(*answer.sentences[:2], moved)))
    assert spans("sentence")[2] == (28, 36)
    assert compat.origin(said("Good night.")) == 1
    assert wishes_in(film())[2] == wish
    said("Good night.").split(frame=30, split_method="SOFT")
    assert len(wishes_in(film())[2]["stretches"]) == 2


def test_a_sentence_that_was_moved_while_the_engine_worked_stays_moved(plan, tmp_path):
    stage.build(plan)
    stage.remember_sent(film())
    strip = said("Good night.")
    compat.set_place(strip, compat.origin(strip) + 3, compat.start(strip) + 3, compat.end(strip) + 3)
    stage.build(written(plan, tmp_path, "later", ("I am.", *TEXTS), (2, 8, 18, 28, 36), 44))
    assert spans("sentence")[3] == (28 + 1 + 3, 36 + 1 + 3)
    assert wishes_in(film())[3]["stretches"][0]["pause_seconds"] == approx(0.12)


def test_the_film_moves_to_its_end_after_it_got_longer(plan, kinds):
    built = stage.build(plan)
    stage.build(kinds["a sentence more"])
    (strip,) = strips_with(built.film, "stage")
    assert (compat.file_frames(strip), compat.length(strip)) == (44, 44)


def test_a_mix_is_whole_when_it_is_given(plan, tmp_path):
    built = stage.build(plan)
    samples, rate_hz = read_channels(stage.mix_down(built.film, tmp_path))
    assert 0 <= samples.shape[0] - 1.6 * rate_hz <= 2048  # Blender mixes whole buffers


def test_the_stage_is_heard_and_the_film_not_twice(plan, kinds):
    built = stage.build(plan)
    (mix,) = strips_with(built.stage, "mix")
    assert (compat.start(mix), compat.end(mix)) == (1, 41)
    assert strips_with(built.film, "stage")[0].volume == 0
    stage.build(kinds["a sentence more"])
    assert (compat.end(mix), bpy.path.abspath(mix.sound.filepath)) == (45, kinds["a sentence more"].sound)
    built.stage.sequence_editor.strips.remove(mix)
    stage.build(plan)
    assert strips_with(built.stage, "mix") == []


def test_a_keyed_blend_that_was_pushed_down_is_told_as_blender_plays_it(plan, tmp_path):
    stage.build(plan)
    key_blend()
    tree = node().id_data
    data = tree.animation_data
    action, slot = data.action, data.action_slot
    strip = data.nla_tracks.new().strips.new("pushed", 1, action)
    strip.action_slot = slot
    data.action = None
    strip.frame_start, strip.frame_end, strip.scale = 5, 23, 2.0
    told = stage.laid_in("", "f0", tmp_path, range(1, 41), 25.0)["blend_keys"]
    bpy.context.window.scene = built_stage()
    bpy.context.evaluated_depsgraph_get()  # 4.5 gives no animated value to be read before it was asked for
    for frame in (3, 5, 9, 14, 20, 23, 30):  # on the first two the plane is hidden
        built_stage().frame_set(frame)
        seconds, values = zip(*told, strict=True)
        wanted = node().inputs["Blend"].default_value
        assert np.interp((frame - 1) / 25, seconds, values) == pytest.approx(wanted, abs=0.01), frame
    assert stage.own_doings(film(), built_stage()) == []


@pytest.mark.skipif(not compat.HAS_KEYED_STRIP_MASKS, reason="this Blender has no keyable groups on strips")
def test_a_masked_strip_is_the_engines_face_inside_and_the_picture_outside(plan, tmp_path):
    scene, layer = bpy.context.scene, plan.layers[0]
    output.exact_colours(scene)
    scene.render.resolution_x, scene.render.resolution_y = plan.width_px, plan.height_px
    scene.render.compositor_device = "CPU"
    strips = scene.sequence_editor_create().strips
    compat.show_in_sequencer(scene)
    strips.new_image(name="A", filepath=plan.artwork, channel=1, frame_start=1, fit_method="ORIGINAL")
    face = strips.new_movie(name="F", filepath=layer.clip, channel=2, frame_start=1, fit_method="ORIGINAL")
    face.transform.offset_x, face.transform.offset_y = -40, 10
    modifier = stage.mask_strip(face, layer.mask)
    assert stage.mask_strip(face, layer.mask) == modifier
    stage.render(scene, tmp_path / "frames", [0])
    got = read_png(tmp_path / "frames" / "000000.png").astype(int)
    still = read_png(Path(plan.artwork)).astype(int)
    picture = still.astype(np.uint8)
    wanted = compose_frame(picture, list(patches(plan, picture))[layer.start_frame])
    x, y, width, height = layer.crop_px
    off = np.abs(got - wanted).max(axis=-1)
    assert off[y + 30 : y + height - 30, x + 30 : x + width - 30].max() <= 1
    off[y : y + height, x : x + width] = 0
    assert off.max() == 0


@pytest.mark.skipif(compat.HAS_KEYED_STRIP_MASKS, reason="this Blender has keyable groups on strips")
def test_a_mask_on_a_strip_is_refused_where_blender_has_none(plan):
    built = stage.build(plan)
    with pytest.raises(UserError, match="needs Blender"):
        stage.mask_strip(built.film.sequence_editor.strips[0])


def test_two_productions_have_a_stage_each(plan, tmp_path):
    other = read(
        FakeFilm(size_px=(160, 160), layers=[((16, 16, 96, 96), 0, 6, Mask())]).write(tmp_path / "b")
    )
    one, two = stage.build(plan, "a"), stage.build(other, "b")
    assert one.stage != two.stage
    assert one.film != two.film
    assert (one.film.render.resolution_x, two.film.render.resolution_x) == (320, 160)
    assert one.stage.camera != two.stage.camera
    again = stage.build(plan, "a")
    assert (again.stage, again.film) == (one.stage, one.film)
    images = [
        next(node.image for node in keep.ours(bpy.data.materials, "artwork", key).node_tree.nodes
             if node.type == "TEX_IMAGE") for key in "ab"
    ]  # fmt: skip
    assert [tuple(image.size) for image in images] == [(320, 240), (160, 160)]


BY_THE_ENGINE = {
    "exposure", "feather", "keyed blend", "name a sentence", "lock a sentence", "colour of a strip",
    "place of a caption", "size of a caption", "colour of a caption", "channel of a caption",
    "width of a line", "own marker", "marker renamed", "channel", "samples",
}  # fmt: skip
"""Edits that the production keeps, or that do not show."""


@pytest.mark.parametrize("edit", EDITS)
def test_what_only_blender_can_render_is_told(edit, plan):
    built = stage.build(plan)
    assert stage.own_doings(built.film, built.stage) == []
    EDITS[edit][0]()
    doings = stage.own_doings(built.film, built.stage)
    assert (doings == []) == (edit in BY_THE_ENGINE), doings


def test_a_recipe_names_everything_in_a_scene_and_nothing_else(plan, tmp_path):
    built = stage.build(plan)
    bpy.context.window.scene = built.film
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    recipes = []
    for frame in (1, 20):
        bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
        film().frame_set(frame)
        recipes.append(stage.recipe_of(film()))
    assert recipes[0] == recipes[1]
    told = {
        "camera moved", "own light", "volume", "cut the stage", "exposure", "keyed blend", "show a caption",
        "turn the stage", "samples", "view transform",
    }  # fmt: skip
    for edit in told:
        EDITS[edit][0]()
        recipes.append(stage.recipe_of(film()))
    assert len(set(recipes)) == 1 + len(told)
