"""Inside: hollow, tongue, teeth and the lips' inner edges, painted on a sheet from back to front."""

from __future__ import annotations

import numpy as np

from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.animators.mesh.palette import Palette
from speaking_engine.clip.animators.mesh.sheet import Sheet

_TOOTH_GAPS = np.array([-0.92, -0.80, -0.60, -0.34, 0.0, 0.34, 0.60, 0.80, 0.92], np.float32)
_UPPER_TEETH = 0.125
"""How far the upper teeth reach below the line of the closed lips, in half mouth widths."""
_LOWER_TEETH = 0.10
"""How far the lower teeth reach above the lower lip."""


def paint_inside(sheet: Sheet, palette: Palette, sharpness: float) -> Field:
    """Paint what is seen between the lips as light and shade.

    Parameters
    ----------
    sharpness : float
        0 to 1: how clearly the picture shows details as small as the gaps between teeth.

    Returns
    -------
    (h, w, 3) float32
        sRGB, 0 to 255.
    """
    colour = _hollow(sheet, palette)
    # Little light gets through a narrow gap or round lips; on a tucked lip the teeth lie in front.
    light = 0.32 + 0.68 * max(_rise(sheet.height / 0.44), sheet.opening.tuck)
    light *= 1 - 0.5 * sheet.opening.rounding
    _lay(colour, _tongue_paint(sheet, palette), tongue(sheet, soft=0.62 - 0.30 * sheet.opening.tongue))
    _lay(colour, _plain(palette.teeth), 0.4 * light * lower_teeth(sheet))
    _lay(colour, _teeth_paint(sheet, palette, light, sharpness), upper_teeth(sheet, sharpness))
    _lip_edges(colour, sheet)
    return colour


def upper_teeth(sheet: Sheet, sharpness: float) -> Field:
    """Return where the upper teeth are: a band that follows the lip and ends before the corners."""
    across = np.abs(sheet.skull)
    edge = _upper_edge(sheet) + 0.45 * sheet.smile - 0.10 * across**2
    edge -= 0.018 * sharpness * _gaps(sheet)
    return smooth((edge - sheet.below_skull) / 0.04 + 0.4) * smooth((1.0 - across) / 0.30)


def lower_teeth(sheet: Sheet) -> Field:
    """Return where the edge of the lower teeth is seen; a raised tongue and round lips cover it."""
    row = sheet.below_jaw + _LOWER_TEETH - 0.11 * sheet.jaw**2 - sheet.half_gap
    seen = smooth(row / 0.03 + 0.5) * smooth((0.75 - np.abs(sheet.jaw)) / 0.35)
    return seen * np.float32((1 - sheet.opening.tongue) * (1 - 0.8 * sheet.opening.rounding))


def tongue(sheet: Sheet, soft: float) -> Field:
    """Return where the tongue is: a mound, softly ending upwards."""
    wide = _tongue_width(sheet)
    seen = smooth((1.05 - _tongue_rise(sheet)) / soft) * smooth((wide - np.abs(sheet.jaw)) / 0.25)
    return seen * np.float32(0.75 + 0.25 * sheet.opening.tongue)


def smooth(share: Field) -> Field:
    """Rise smoothly from 0 at 0 to 1 at 1."""
    held = np.clip(share, 0, 1)
    return np.asarray(held * held * (3 - 2 * held), np.float32)


def _rise(share: float) -> float:
    held = min(max(share, 0.0), 1.0)
    return held * held * (3 - 2 * held)


def _plain(colour: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Field:
    return np.asarray(colour, np.float32)


def _lay(colour: Field, paint: Field, weight: Field) -> None:
    """Lay a paint over the colours, in place."""
    colour += weight[..., None] * (paint - colour)


def _hollow(sheet: Sheet, palette: Palette) -> Field:
    """Dark at the back, under the upper lip, where no light comes; lighter to the front."""
    shade = 0.50 + 0.62 * smooth(1.1 - sheet.over / 0.45)
    shade *= 1 - 0.25 * np.clip(np.abs(sheet.jaw), 0, 1) ** 2
    return np.asarray(shade[..., None] * _plain(palette.cavity), np.float32)


def _tongue_width(sheet: Sheet) -> float:
    return 0.86 - 0.20 * sheet.opening.tongue


def _tongue_rise(sheet: Sheet) -> Field:
    """Return the height over the lower lip as a share of the tongue's; raised, it comes up to the teeth."""
    reach = float(sheet.below_skull[0, 0] - sheet.below_jaw[0, 0]) - _upper_edge(sheet) + 0.02
    rest = 0.07 + 0.42 * sheet.height
    crest = rest + sheet.opening.tongue * (max(reach, 0.1) - rest)
    mound = crest * np.sqrt(np.clip(1 - (sheet.jaw / _tongue_width(sheet)) ** 2, 1e-3, 1))
    return np.asarray((sheet.half_gap - sheet.below_jaw) / mound, np.float32)


def _tongue_paint(sheet: Sheet, palette: Palette) -> Field:
    """Light the tongue from in front: rounded, darker aside, to the throat and behind the lower lip."""
    body = 1 - 0.45 * np.clip((_tongue_rise(sheet) - 0.42) / 0.6, -1, 1) ** 2
    aside = sheet.jaw / _tongue_width(sheet)
    side = 1 - 0.35 * aside**2 + 0.12 * palette.light_x * sheet.jaw
    side *= 1 - 0.10 * np.exp(-0.5 * (sheet.jaw / 0.07) ** 2)
    lit = 0.40 + max(0.52 * sheet.opening.tongue, 0.26 * _rise(sheet.height / 0.5))
    lying = 1 - sheet.opening.tongue
    shade = lit * body * side * (1 - 0.65 * lying * (1 - smooth(sheet.over / 0.14)))
    return _plain(palette.cavity) + shade[..., None] * _plain(palette.tongue - palette.cavity)


def _upper_edge(sheet: Sheet) -> float:
    """Return how far the upper teeth reach below the line of the closed lips; they make way for a tongue."""
    edge = _UPPER_TEETH - 0.12 * sheet.opening.rounding - sheet.half_gap
    return edge - sheet.opening.tongue * max(edge - 0.42 * sheet.height, 0.0)


def _gaps(sheet: Sheet) -> Field:
    """Return 1 in each gap between two upper teeth, for each column."""
    return np.asarray(np.exp(-0.5 * ((sheet.skull[:, None] - _TOOTH_GAPS) / 0.02) ** 2).max(axis=-1))


def _teeth_paint(sheet: Sheet, palette: Palette, light: float, sharpness: float) -> Field:
    """Light the upper teeth: in the lip's shadow above, turning away into the corners, hardly divided."""
    shadow = 1 - (0.5 - 0.4 * sheet.opening.tuck) * (1 - smooth(sheet.under / 0.11))
    turned = 1 - 0.70 * smooth((np.abs(sheet.skull) - 0.25) / 0.65)
    turned *= (1 + 0.15 * palette.light_x * sheet.skull) * (1 - 0.13 * sharpness * _gaps(sheet))
    tone = light * shadow * turned
    return _plain(palette.cavity) + tone[..., None] * _plain(palette.teeth - palette.cavity)


def _lip_edges(colour: Field, sheet: Sheet) -> None:
    """Let both lips turn in, so that they do not look cut out: a rim of their colour, darker inwards."""
    gap = np.maximum(sheet.under + sheet.over, 1e-3)
    tucked = 1 - 0.7 * sheet.opening.tuck
    for inwards, lip, width, (edge, end) in (
        (sheet.under, sheet.lips[0], 0.05, (0.62, 0.30)),
        (sheet.over, sheet.lips[1], 0.075, (0.84, 0.40)),
    ):
        share = smooth(np.maximum(inwards, 0) / np.minimum(np.float32(width), 0.30 * gap))
        shade = edge + (end - edge) * share
        _lay(colour, shade[..., None] * lip, np.float32(0.9 * tucked) * (1 - share))
