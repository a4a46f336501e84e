"""Draws what was found over the picture, legibly at any size, and a contact sheet of many pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.face import Face
from speaking_engine.faces.handles import Handles, handles_from_landmarks

Pixels = npt.NDArray[np.uint8]

SHOWN_SIDE_PX = 1600  # at least this long, or lines and letters would be coarser than small faces
SURE, DOUBTFUL, HAND = (80, 220, 100), (255, 190, 40), (80, 180, 255)
LESS_SURE = 0.8
CROWD, ROOMY_PX = 6, 160  # in a crowd, only faces with room around them get more than their name
CELL_PX, COLUMNS, CAPTION_PX = 360, 4, 40
DARK, LIGHT = (24, 24, 24), (245, 245, 245)


def draw_faces(artwork: Artwork, faces: Sequence[Face]) -> Pixels:
    """Draw boxes, handles, names and confidence over the picture.

    Returns
    -------
    (H, W, 3) uint8
        The picture with its longer side between 1600 and 2400 pixels: letters keep their size.
    """
    return np.asarray(_drawn(artwork, faces, _zoom(max(artwork.width_px, artwork.height_px))), np.uint8)


def _drawn(artwork: Artwork, faces: Sequence[Face], zoom: float) -> Image.Image:
    size = max(1, round(artwork.width_px * zoom)), max(1, round(artwork.height_px * zoom))
    shown = cv2.resize(artwork.pixels, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC)
    image = Image.fromarray(shown)
    draw = ImageDraw.Draw(image)
    letters_px = 20 if max(size) > CELL_PX else 12
    for face in sorted(faces, key=lambda face: -face.box_px[2]):  # small ones last, over the large
        roomy = face.box_px[2] * zoom >= ROOMY_PX or (len(faces) <= CROWD and letters_px == 20)
        _draw_face(draw, face, zoom, size, (caption(face) if roomy else face.id, letters_px))
    return image


def caption(face: Face) -> str:
    """Return in a few words what is known of a face; a gender is always called apparent."""
    words = [face.id, f"{face.confidence:.2f}"]
    if face.yaw_class != "unknown":
        words.append(face.yaw_class)
    if face.gender != "unknown":
        words.append(f"voice: apparent {face.gender}")
    return "  ".join(words)


def contact_sheet(pictures: Sequence[tuple[str, Artwork, Sequence[Face]]]) -> Pixels:
    """Lay many pictures with their faces on one sheet, four in a row.

    Parameters
    ----------
    pictures : sequence of (name, artwork, faces)

    Returns
    -------
    (H, W, 3) uint8
    """
    rows = max(1, math.ceil(len(pictures) / COLUMNS))
    sheet = Image.new("RGB", (COLUMNS * CELL_PX, rows * (CELL_PX + CAPTION_PX)), DARK)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(14)
    for number, (name, artwork, faces) in enumerate(pictures):
        left, top = number % COLUMNS * CELL_PX, number // COLUMNS * (CELL_PX + CAPTION_PX)
        small = _drawn(artwork, faces, (CELL_PX - 8) / max(artwork.width_px, artwork.height_px))
        sheet.paste(small, (left + (CELL_PX - small.width) // 2, top + (CELL_PX - small.height) // 2))
        count = {0: "no face", 1: "1 face"}.get(len(faces), f"{len(faces)} faces")
        draw.text((left + 8, top + CELL_PX), f"{name[:44]}\n{count}", fill=LIGHT, font=font)
    return np.asarray(sheet, np.uint8)


def _zoom(longer_side_px: int) -> float:
    if longer_side_px < SHOWN_SIDE_PX:
        return SHOWN_SIDE_PX / longer_side_px
    return min(1.0, 1.5 * SHOWN_SIDE_PX / longer_side_px)


def _draw_face(
    draw: ImageDraw.ImageDraw, face: Face, zoom: float, size: tuple[int, int], words: tuple[str, int]
) -> None:
    x, y, width, height = (value * zoom for value in face.box_px)
    colour = HAND if "hand" in face.found_by else SURE if face.confidence >= LESS_SURE else DOUBTFUL
    line_px = 2 if min(width, height) < 60 else 3
    draw.rectangle((x - 1, y - 1, x + width + 1, y + height + 1), outline=DARK, width=line_px + 2)
    draw.rectangle((x, y, x + width, y + height), outline=colour, width=line_px)
    radius = min(max(width / 60, 1.5), 5.0)
    for point_x, point_y in _handles(face).values():
        at = point_x * zoom, point_y * zoom
        draw.circle(at, radius + 1, fill=DARK)
        draw.circle(at, radius, fill=colour)
    _write(draw, words, (x, y), size, colour)


def _handles(face: Face) -> Handles:
    if face.handles is not None:
        return face.handles
    return {} if face.landmarks_px is None else handles_from_landmarks("frontal", face.landmarks_px)


def _write(
    draw: ImageDraw.ImageDraw,
    words: tuple[str, int],
    at: tuple[float, float],
    size: tuple[int, int],
    colour: tuple[int, int, int],
) -> None:
    """Write on a dark ground above a point, moved so that nothing is cut off at the picture's edge."""
    text, letters_px = words
    font = ImageFont.load_default(letters_px)
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    width, height = right - left + 8, bottom - top + 8
    x = min(max(at[0], 0), max(size[0] - width, 0))
    y = min(max(at[1] - height - 2, 0), max(size[1] - height, 0))
    draw.rectangle((x, y, x + width, y + height), fill=DARK)
    draw.text((x + 4 - left, y + 4 - top), text, fill=colour, font=font)
