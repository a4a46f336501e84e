"""Faces placed by hand, where no detector finds them."""

from __future__ import annotations

import math

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.errors import FaceError
from speaking_engine.faces.boxes import Box, clip
from speaking_engine.faces.describe import describe_face
from speaking_engine.faces.face import Face

LEAST_SIDE_PX = 8


def face_from_box(artwork: Artwork, box_px: Box, face_id: str) -> Face:
    """Make a face from a box that a person drew; the mesh is fitted in it where one fits.

    Parameters
    ----------
    box_px : tuple of float
        (x, y, width, height) in artwork pixels; what reaches beyond the picture is cut off.
    face_id : str
        "h0", "h1", ...

    Raises
    ------
    FaceError
        The box lies outside the picture, or is too small to hold a face.
    """
    size = f"{artwork.width_px} x {artwork.height_px} pixels"
    given = "({:g}, {:g}, {:g}, {:g})".format(*box_px)
    place = f"faces[{face_id}].box"
    hint = f"Give x, y, width and height in pixels of the picture, which has {size}."
    if not all(map(math.isfinite, box_px)) or box_px[2] <= 0 or box_px[3] <= 0:
        raise FaceError(f"The box {given} of face {face_id} has no area.", hint=hint, place=place)
    inside = clip(box_px, artwork.width_px, artwork.height_px)
    if inside[2] <= 0 or inside[3] <= 0:
        raise FaceError(
            f"The box {given} of face {face_id} lies outside the picture.", hint=hint, place=place
        )
    if min(inside[2:]) < LEAST_SIDE_PX:
        raise FaceError(
            f"The box {given} of face {face_id} leaves less than {LEAST_SIDE_PX} pixels of picture.",
            hint=hint,
            place=place,
        )
    return describe_face(artwork, inside, face_id, confidence=1.0, found_by=("hand",))
