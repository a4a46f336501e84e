"""Sheet: a small canvas that lies in the mouth's own axes, however the head is turned in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from speaking_engine.clip.animators.mesh.head import Array
from speaking_engine.clip.animators.mesh.lattice import Field
from speaking_engine.clip.animators.mesh.opening import Opening, Window, heights
from speaking_engine.clip.animators.mesh.seam import Seam
from speaking_engine.clip.clip import Frame

_COARSEST, _FINEST = 28.0, 90.0  # pixels of the sheet for half the mouth's width
_MARGIN = 0.09
_LIP = (-0.045, 0.06)  # where the upper and the lower lip's colour is read, past the edge of the gap


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One open mouth; lengths are in half mouth widths.

    Attributes
    ----------
    skull, jaw : (w,) float32
        For each column, its place across the upper and the lower teeth: -1 and 1 at the mouth's corners.
    below_skull, below_jaw : (h, 1) float32
        For each row, how far it lies below the line of the closed lips as moved by skull and by jaw.
    under, over : (h, w) float32
        How far each place lies under the upper lip's edge, and over the lower lip's.
    smile : (w,) float32
        How far the line of the closed lips lies below its own middle.
    lips : two (w, 3) float32
        Colours of the upper and the lower lip along the gap, in this frame.
    half_gap : float
        Half of how far the mouth is painted open.
    opening : Opening
    height : float
        Widest distance of the lips.
    per_unit : float
        Pixels of the sheet.
    to_sheet : (2, 3) float64
        From pixels of the window to pixels of the sheet.
    """

    skull: Field
    jaw: Field
    below_skull: Field
    below_jaw: Field
    under: Field
    over: Field
    smile: Field
    lips: tuple[Field, Field]
    half_gap: float
    opening: Opening
    height: float
    per_unit: float
    to_sheet: Array


def sheet_of(seam: Seam, unit_px: float, opening: Opening, frame: Frame, window: Window) -> Sheet:
    """Lay a sheet over the gap.

    Parameters
    ----------
    unit_px : float
        Half the mouth's width.
    frame : (H, W, 3) uint8
        The frame with the lips already in place.
    window : four ints
        Part of the frame that will be painted.
    """
    start, axis, length = seam.axis
    turn = np.array([axis, (-axis[1], axis[0])]) / unit_px  # crop pixels to half mouth widths
    edges = [(edge - start) @ turn.T for edge in (opening.upper_px, opening.lower_px)]
    both = np.concatenate(edges)
    low, high = both.min(axis=0) - _MARGIN, both.max(axis=0) + _MARGIN
    per_unit = float(np.clip(unit_px, _COARSEST, _FINEST))
    width, height = (max(2, int(np.ceil(extent * per_unit))) for extent in high - low)
    u = (low[0] + np.arange(width) / per_unit).astype(np.float32)
    v = (low[1] + np.arange(height) / per_unit).astype(np.float32)[:, None]
    rest = (seam.middle_px - start) @ turn.T
    sag = float(rest[len(rest) // 2, 1]) * (seam.front == 0)
    across = np.float32((seam.along[-1] - seam.along[0]) * unit_px / length)
    moved = [turn @ shift for shift in (opening.skull_px, opening.jaw_px)]
    skull, jaw = (np.float32(seam.along[0]) + across * (u - np.float32(shift[0])) for shift in moved)
    below_skull, below_jaw = (v - np.float32(sag + shift[1]) for shift in moved)
    corner = turn @ (np.array(window[:2]) - start)
    return Sheet(
        skull, jaw, below_skull, below_jaw,
        under=v - heights(edges[0], u),
        over=heights(edges[1], u) - v,
        smile=heights(rest + moved[0], u) - np.float32(sag + moved[0][1]),
        lips=_lip_colours(opening, frame, turn * unit_px**2, (u, edges)),
        half_gap=0.5 * seam.gap_px / unit_px,
        opening=opening,
        height=opening.height_px / unit_px,
        per_unit=per_unit,
        to_sheet=per_unit * np.column_stack([turn, corner - (u[0], v[0, 0])]),
    )  # fmt: skip


def _lip_colours(
    opening: Opening, frame: Frame, back: Array, columns: tuple[Field, list[Array]]
) -> tuple[Field, Field]:
    """Read the colours of both lips along the gap and spread them over the sheet's columns."""
    u, edges = columns
    places = np.stack(
        [edge + away * back[1] for edge, away in zip((opening.upper_px, opening.lower_px), _LIP, strict=True)]
    ).astype(np.float32)
    seen = cv2.remap(frame, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    calm = cv2.blur(seen.astype(np.float32), (9, 1), borderType=cv2.BORDER_REPLICATE)
    upper, lower = (
        np.stack([np.interp(u, edge[:, 0], lip[:, channel]) for channel in range(3)], axis=-1)
        for edge, lip in zip(edges, calm, strict=True)
    )
    return upper.astype(np.float32), lower.astype(np.float32)
