"""Lays a person's corrections over what the detectors found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box, iou_of
from speaking_engine.faces.by_hand import cut_off, face_from_box, face_from_handles, with_handles
from speaking_engine.faces.face import Face
from speaking_engine.project.document import HandFace

SAME_FACE_IOU = 0.35


def with_hand_faces(artwork: Artwork, found: Sequence[Face], hand: Sequence[HandFace]) -> tuple[Face, ...]:
    """Return the faces as the person wants them.

    A correction of a found face is applied to the finding that overlaps it most, whatever its id is now.
    Faces added by hand come first, because somebody cared to draw them; `order` goes before all.

    Raises
    ------
    FaceError
        A box lies outside the picture, or handles make no face; the person draws them again.
    """
    added: list[Face] = []
    rest = list(found)
    order: dict[str, int] = {}
    for wish in hand:
        if wish.added and wish.removed:
            continue
        face = _added(artwork, wish) if wish.added else best_match(rest, wish.box_px)
        if face is None:
            continue
        if wish.order is not None:
            order[face.id] = wish.order
        corrected = [] if wish.removed else [_corrected(artwork, face, wish)]
        if wish.added:
            added += corrected
        else:
            place = rest.index(face)
            rest[place : place + 1] = corrected
    return tuple(sorted((*added, *rest), key=lambda face: order.get(face.id, len(order) + 1)))


def remarks_on(hand: Sequence[HandFace], width_px: int, height_px: int) -> tuple[str, ...]:
    """Return which boxes were not taken as they were drawn, because they reach beyond the picture."""
    drawn = [wish.moved_to_px or (wish.box_px if wish.added else None) for wish in hand if not wish.removed]
    remarks = [cut_off(box_px, width_px, height_px) for box_px in drawn if box_px is not None]
    return tuple(filter(None, remarks))


def best_match(faces: Sequence[Face], box_px: Box) -> Face | None:
    """Return the face that a box means: the one that overlaps it most, or None."""
    match = max(faces, key=lambda face: iou_of(face.box_px, box_px), default=None)
    return match if match is not None and iou_of(match.box_px, box_px) >= SAME_FACE_IOU else None


def _added(artwork: Artwork, wish: HandFace) -> Face:
    if wish.handles is not None and wish.handle_set:
        return face_from_handles(artwork, wish.handle_set, wish.handles, wish.id, wish.box_px)
    return face_from_box(artwork, wish.box_px, wish.id)


def _corrected(artwork: Artwork, face: Face, wish: HandFace) -> Face:
    if wish.moved_to_px is not None:
        moved = face_from_box(artwork, wish.moved_to_px, face.id)
        face = dataclasses.replace(moved, found_by=(*face.found_by, "hand"))
    if wish.handles is not None and wish.handle_set and not wish.added:
        face = with_handles(artwork, face, wish.handle_set, wish.handles)
    if wish.gender is not None:
        face = dataclasses.replace(face, gender=wish.gender, gender_confidence=1.0)
    return face
