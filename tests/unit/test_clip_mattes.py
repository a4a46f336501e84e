"""Mattes drawn by hand: what lies before a face stays, whoever moves the face, and what is head is head."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import cv2
import numpy as np
import pytest
from painted_face import moving, painted, spoken

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.clip.animate import animator_named, still_of
from speaking_engine.clip.animators.head.figure import figure_of
from speaking_engine.clip.animators.head.rig import HeadPose, rig_of
from speaking_engine.clip.finish import uncovered
from speaking_engine.errors import ClipError
from speaking_engine.export.gltf import as_glb
from speaking_engine.export.head import head_object

SIDE = 200


@pytest.fixture(scope="module")
def face():
    return painted(SIDE)


def stick(side=SIDE):
    """A stick before the mouth's left half."""
    matte = np.zeros((side, side), np.uint8)
    matte[round(0.5 * side) : round(0.75 * side), round(0.42 * side) : round(0.47 * side)] = 255
    return matte


@pytest.mark.parametrize("name", ["head", "fake"])
def test_what_lies_before_the_face_stays_to_the_bit(face, name):
    still, found = face
    still = replace(still, occluder=stick())
    speech = spoken("ˈɑ")
    frames = list(animator_named(name).frames(still, found, speech, moving(speech), lambda *_: None))
    moved = np.max([np.abs(frame.astype(int) - still.pixels).max(axis=-1) for frame in frames], axis=0)
    assert moved[stick() > 0].max() == 0
    assert moved[stick() == 0].max() > 20
    assert (frames[0] == still.pixels).all()
    assert (frames[-1] == still.pixels).all()


def test_behind_it_goes_on_what_is_beside_it(face):
    still, _ = face
    marked = still.pixels.copy()
    marked[stick() > 0] = (0, 0, 255)
    bare = uncovered(replace(still, pixels=marked, occluder=stick()))
    assert (bare[stick() == 0] == marked[stick() == 0]).all()
    assert np.abs(bare.astype(int) - still.pixels)[stick() > 0].mean() < 25


def test_a_hand_says_what_turns(face):
    still, found = face
    figure = figure_of(found, still.crop_px, still.pixels)
    pose = HeadPose({}, np.array([5.0, 0.0, 0.0]))
    half = np.zeros((SIDE, SIDE), np.uint8)
    half[: round(0.4 * SIDE)] = 255
    whole, upper = (
        np.abs(rig_of(still.pixels, figure, head=matte).draw(pose).astype(int) - still.pixels)
        for matte in (None, half)
    )
    chin = np.s_[round(0.6 * SIDE) : round(0.7 * SIDE), round(0.4 * SIDE) : round(0.6 * SIDE)]
    assert upper[chin].mean() < 0.5 * whole[chin].mean()


def test_a_matte_of_any_size_lies_over_the_whole_work(face):
    _, found = face
    pixels = np.zeros((SIDE, 2 * SIDE, 3), np.uint8)
    matte = np.zeros((SIDE // 2, SIDE), np.uint8)
    matte[:, : SIDE // 2] = 255
    cut = still_of(Artwork(pixels, "", Metadata()), found, occluder=matte)
    x, _, width, _ = cut.crop_px
    assert cut.occluder.shape == cut.pixels.shape[:2]
    assert abs((cut.occluder > 127).mean() - min(max((SIDE - x) / width, 0), 1)) < 0.02
    with pytest.raises(ClipError, match="another shape"):
        still_of(Artwork(pixels, "", Metadata()), found, head=cv2.resize(matte, (SIDE, SIDE)))


def test_what_a_matte_leaves_out_of_the_shoulders_keeps_its_paint_behind_the_head(face):
    still, found = face
    matte = np.full((SIDE, SIDE), 255, np.uint8)
    notch = np.s_[round(0.88 * SIDE) :, round(0.48 * SIDE) : round(0.56 * SIDE)]
    matte[notch] = 0
    made = head_object(found, replace(still, head=matte), (SIDE, SIDE))
    x, y, width, height = made.ground_px
    filled = np.zeros((SIDE, SIDE), np.uint8)
    filled[y : y + height, x : x + width] = made.ground[..., 3]
    assert filled[notch].max() == 0
    assert filled[round(0.5 * SIDE), round(0.5 * SIDE)] == 255  # behind the face it is filled in


def test_a_head_is_gltf_that_says_where_everything_lies(face):
    still, found = face
    made = head_object(found, still, (SIDE, SIDE))
    data = as_glb(made, moving(spoken("ˈɑ")).performance, "Head f0")
    magic, version, length = struct.unpack("<4sII", data[:12])
    assert (magic, version, length) == (b"glTF", 2, len(data))
    (size,) = struct.unpack("<I", data[12:16])
    told = json.loads(data[20 : 20 + size])
    assert told["meshes"][0]["extras"]["targetNames"] == list(made.names)
    assert all(len(part["targets"]) == 52 for part in told["meshes"][0]["primitives"])
    ends = [view["byteOffset"] + view["byteLength"] for view in told["bufferViews"]]
    assert max(ends) <= told["buffers"][0]["byteLength"] == len(data) - 28 - size
