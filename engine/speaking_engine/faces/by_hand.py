"""Faces placed by hand, where no detector finds them or a person knows better."""

from __future__ import annotations

import dataclasses
import math

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.errors import FaceError
from speaking_engine.faces.boxes import Box, clip, from_edges
from speaking_engine.faces.describe import describe_face, with_landmarks
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import Handles, SetName, landmarks_from_handles
from speaking_engine.faces.mesh import Points

LEAST_SIDE_PX = 8
SEEN_PX = 0.5


def face_from_box(artwork: Artwork, box_px: Box, face_id: str) -> Face:
    """Make a face from a box that a person drew; the mesh is fitted in it where one fits.

    Parameters
    ----------
    box_px : tuple of float
        (x, y, width, height) in artwork pixels; what reaches beyond the picture is cut off, see `cut_off`.
    face_id : str
        "h0", "h1", ...

    Raises
    ------
    FaceError
        The box lies outside the picture, or is too small to hold a face.
    """
    inside = checked_box(artwork, box_px, face_id)
    return describe_face(artwork, inside, face_id, confidence=1.0, found_by=("hand",))


def face_from_handles(
    artwork: Artwork, handle_set: SetName, handles: Handles, face_id: str, box_px: Box | None = None
) -> Face:
    """Make a face from handles that a person placed.

    Parameters
    ----------
    handle_set, handles
        As `faces.handles.landmarks_from_handles` takes them, in artwork pixels.
    box_px : tuple of float, optional
        (x, y, width, height); the extent of the landmarks if left out.

    Raises
    ------
    FaceError
        A handle is missing, unknown or outside the picture, or the box is.
    """
    outside = [
        name
        for name, (x, y) in handles.items()
        if not (0 <= x <= artwork.width_px and 0 <= y <= artwork.height_px)
    ]
    if outside:
        raise FaceError(
            f"The handles {', '.join(outside)} of face {face_id} lie outside the picture.",
            hint=f"The picture has {artwork.width_px} x {artwork.height_px} pixels, from 0 at the top left.",
            place=f"faces[{face_id}].handles",
        )
    landmarks = landmarks_from_handles(handle_set, handles)
    inside = checked_box(artwork, box_px or _extent(landmarks), face_id)
    face = Face(
        face_id,
        inside,
        1.0,
        found_by=("hand",),
        handles=dict(handles),
        handle_set=handle_set,
        placed_by="hand",
    )
    return with_landmarks(artwork, face, landmarks)


def with_handles(artwork: Artwork, face: Face, handle_set: SetName, handles: Handles) -> Face:
    """Return a found face the landmarks of handles placed by hand; its name, box and who found it stay.

    Raises
    ------
    FaceError
        A handle is missing, unknown or outside the picture.
    """
    placed = face_from_handles(artwork, handle_set, handles, face.id, face.box_px)
    return dataclasses.replace(placed, found_by=face.found_by, confidence=face.confidence)


def checked_box(artwork: Artwork, box_px: Box, face_id: str) -> Box:
    """Cut a box to the picture, or say why it cannot hold a face."""
    size = f"{artwork.width_px} x {artwork.height_px} pixels"
    given = "({:g}, {:g}, {:g}, {:g})".format(*box_px)
    reason = ""
    inside = box_px
    if not all(map(math.isfinite, box_px)) or box_px[2] <= 0 or box_px[3] <= 0:
        reason = "has no area"
    else:
        inside = clip(box_px, artwork.width_px, artwork.height_px)
        if inside[2] <= 0 or inside[3] <= 0:
            reason = "lies outside the picture"
        elif min(inside[2:]) < LEAST_SIDE_PX:
            reason = f"leaves less than {LEAST_SIDE_PX} pixels of picture"
    if reason:
        raise FaceError(
            f"The box {given} of face {face_id} {reason}.",
            hint=f"Give x, y, width and height in pixels of the picture, which has {size}.",
            place=f"faces[{face_id}].box",
        )
    return inside


def cut_off(box_px: Box, width_px: int, height_px: int) -> str:
    """Return what `checked_box` leaves of a box that reaches beyond the picture; empty if all of it."""
    inside = clip(box_px, width_px, height_px)
    if all(abs(a - b) < SEEN_PX for a, b in zip(inside, box_px, strict=True)):
        return ""
    asked, left = (",".join(f"{side:.0f}" for side in box) for box in (box_px, inside))
    size = f"{width_px} x {height_px}"
    return f"The box {asked} reaches beyond the picture, which is {size}: {left} is left of it."


def _extent(landmarks: Points) -> Box:
    return from_edges(*landmarks[:, :2].min(axis=0), *landmarks[:, :2].max(axis=0))
