"""Draws fitted heads over a picture: the net of what is seen of each, its outline, its lids and lips."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.model import OUTSIDE

Pixels = npt.NDArray[np.uint8]

NET, OUTLINE, FEATURE = (90, 230, 120), (80, 220, 255), (255, 150, 60)
NET_STRENGTH = 0.35
CLEAR_PX = 60  # smaller heads get no net: it would cover the face
BITS = 4  # of a pixel that OpenCV draws to
FEATURES = (  # closed lines along lids and lips, in MediaPipe's numbers
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95),
)


def draw_heads(picture: Pixels, heads: Sequence[FittedHead], zoom: float) -> Pixels:
    """Draw heads over a picture that is `zoom` times as large as the one they were laid on.

    Parameters
    ----------
    picture : (H, W, 3) uint8
        sRGB; left as it is.
    heads : sequence of FittedHead
    zoom : float

    Returns
    -------
    (H, W, 3) uint8
    """
    drawn = picture.copy()
    for head in heads:
        if head.face_height_px * zoom >= CLEAR_PX:
            net = drawn.copy()
            _lines(net, head.points_px[_net(head), :2] * zoom, NET, closed=False)
            cv2.addWeighted(net, NET_STRENGTH, drawn, 1 - NET_STRENGTH, 0, dst=drawn)
        for outline in (head.silhouette(), head.silhouette(*(part for part in OUTSIDE if part != "neck"))):
            _lines(drawn, outline[None] * zoom, OUTLINE, closed=True)
        places = head.model.landmarks.on(head.points_px, head.model.triangles)[:, :2]
        for path in FEATURES:
            _lines(drawn, places[list(path)][None] * zoom, FEATURE, closed=True)
    return drawn


def _net(head: FittedHead) -> npt.NDArray[np.int32]:
    """List the edges that face the viewer, (E, 2) vertices, without the diagonals of the quads."""
    model = head.model
    half = len(model.triangles) // 2  # the second half of the triangles completes the quads of the first
    rows = np.zeros(len(model.triangles), bool)
    rows[model.triangles_in(*OUTSIDE)] = True
    corners = head.points_px[model.triangles, :2]
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    facing = along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0] > 0
    first = np.flatnonzero(rows[:half] & facing[:half])
    second = half + np.flatnonzero(rows[half:] & facing[half:])
    edges = [model.triangles[first][:, [0, 1]], model.triangles[first][:, [1, 2]]]
    edges += [model.triangles[second][:, [1, 2]], model.triangles[second][:, [2, 0]]]
    return np.asarray(np.unique(np.sort(np.concatenate(edges), axis=1), axis=0), np.int32)


def _lines(
    picture: Pixels, lines: npt.NDArray[np.float32], colour: tuple[int, int, int], *, closed: bool
) -> None:
    fixed = np.round(lines * 2**BITS).astype(np.int32)
    cv2.polylines(picture, list(fixed), closed, colour, 1, cv2.LINE_AA, BITS)
