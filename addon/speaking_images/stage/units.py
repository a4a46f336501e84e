"""How pixels and frames of a plan (origin top left, y down, from 0) become Blender's units and frames."""

from __future__ import annotations

from fractions import Fraction

UNITS_PER_PX = 0.01
FIRST_FRAME = 1

Box = tuple[float, float, float, float]


def blender_frame(film_frame: int) -> int:
    """Blender's frame (from 1) of a film's frame (from 0)."""
    return film_frame + FIRST_FRAME


def rate_for_blender(rate: Fraction) -> tuple[int, float]:
    """Split a rate into Blender's `fps` and `fps_base`, e.g. 30000/1001 into (30, 1.001).

    Blender stores the base in single precision, so never read a rate back from a scene.
    """
    fps = -(-rate.numerator // rate.denominator)
    return fps, float(Fraction(fps) / rate)


def corners(box_px: Box, picture_px: tuple[int, int]) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a box in units, with the picture centred on the origin and y up."""
    x, y, width, height = box_px
    middle_x, middle_y = picture_px[0] / 2, picture_px[1] / 2
    return (
        (x - middle_x) * UNITS_PER_PX,
        (middle_y - y - height) * UNITS_PER_PX,
        (x + width - middle_x) * UNITS_PER_PX,
        (middle_y - y) * UNITS_PER_PX,
    )


def ortho_fit(picture_px: tuple[int, int], film_px: tuple[int, int]) -> tuple[str, float]:
    """Sensor fit and `ortho_scale` (units) of the camera that shows the whole picture and no less."""
    width, height = picture_px
    if film_px[0] * height >= film_px[1] * width:
        return "VERTICAL", height * UNITS_PER_PX
    return "HORIZONTAL", width * UNITS_PER_PX
