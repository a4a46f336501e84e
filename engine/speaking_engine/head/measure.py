"""How far a fitted head's outline lies from one that a hand drew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from speaking_engine.head.fitted import FittedHead

HEAD = ("face", "scalp", "lids", "lip_upper", "lip_lower")  # without the neck: its outline shows the jaw
BETWEEN = 4  # points laid between two of an outline


def outline_errors(head: FittedHead, drawn_px: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Measure how far each point of a drawn outline lies from the head's, as a share of the face's height.

    The nearer one counts of the outline of head with neck and of head alone, which runs along the jaw.

    Parameters
    ----------
    drawn_px : (N, 2)
        Points along the painted face's outline, in picture pixels.

    Returns
    -------
    (N,)
    """
    outlines = [_dense(head.silhouette(*HEAD)), _dense(head.silhouette(*HEAD, "neck"))]
    far = np.min([cKDTree(outline).query(drawn_px)[0] for outline in outlines], axis=0)
    return np.asarray(far / head.face_height_px)


def _dense(loop: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    following = np.roll(loop, -1, axis=0)
    shares = np.arange(BETWEEN, dtype=np.float32) / BETWEEN
    return np.concatenate([loop * (1 - share) + following * share for share in shares])
