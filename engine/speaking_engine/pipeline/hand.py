"""Lays a person's corrections over what the detectors found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.by_hand import face_from_box
from speaking_engine.faces.face import Face
from speaking_engine.project.document import HandFace

SAME_FACE_IOU = 0.35


def with_hand_faces(artwork: Artwork, found: Sequence[Face], hand: Sequence[HandFace]) -> tuple[Face, ...]:
    """Give the faces as the person wants them.

    A correction of a found face is applied to the finding that overlaps it most, whatever its id is now.
    Faces added by hand come first, because somebody cared to draw them.

    Raises
    ------
    FaceError
        A box lies outside the picture; the person draws another.
    """
    added = []
    rest = list(found)
    for wish in hand:
        if wish.added:
            added.append(_corrected(face_from_box(artwork, wish.box_px, wish.id), wish))
            continue
        match = max(rest, key=lambda face: _iou(face.box_px, wish.box_px), default=None)
        if match is None or _iou(match.box_px, wish.box_px) < SAME_FACE_IOU:
            continue
        place = rest.index(match)
        rest[place : place + 1] = [] if wish.removed else [_corrected(match, wish)]
    return (*added, *rest)


def _corrected(face: Face, wish: HandFace) -> Face:
    if wish.gender is None:
        return face
    return dataclasses.replace(face, gender=wish.gender, gender_confidence=1.0)


def _iou(a: Sequence[float], b: Sequence[float]) -> float:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0.0, across) * max(0.0, down)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)
