"""Reads how far each eye is shut off what it looks like, for the mesh of a painted face hardly sees a lid.

The mesh helps to find the frames in which eyes are shut; what they look like there tells of all others.

References
----------
R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936: the direction in which shut eyes
differ and open ones, which look about, do not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from speaking_engine.performance.prosody import Track

_LIDS = (  # upper and lower lid, corners: of the left eye, of the right
    (((386, 374), (385, 380), (387, 373)), (362, 263)),
    (((159, 145), (158, 153), (160, 144)), (33, 133)),
)
_NAMES = ("eyeBlinkLeft", "eyeBlinkRight")
_SHUT, _OPEN = 0.7, 0.3  # of the way to the frame that looks most shut
_LEAST_CHANGE = 0.2  # of an open eye's look that a shut one loses: glances lose less
_GLANCES = 10  # ways in which open eyes differ that count
_REST, _SPAN = 0.12, 0.82  # what of a lid's way is tremor, and what is left of it
_GRAIN = 1.0  # grey levels squared
_WIDE = (1.06, 1.2)  # of how open an eye mostly is, from which on it is no shut one, whatever it looks like


def lids_of(upright: Track, eyes: npt.NDArray[np.uint8]) -> dict[str, Track]:
    """Return both blinks, (N,) 0 to 1.

    Parameters
    ----------
    upright : (N, 478, 3) float64
        Landmarks by the mesh, the head turned upright.
    eyes : (N, 2, rows, columns) uint8
        The left and the right eye, laid over one another; see `look.Looked`.
    """
    gaps = np.stack([_gap(upright, *lids) for lids in _LIDS], axis=1)
    by_mesh = np.stack([_by_mesh(gap) for gap in gaps.T], axis=1)
    wide = np.clip((_widened(gaps) - _WIDE[0]) / (_WIDE[1] - _WIDE[0]), 0, 1)
    looks = eyes.reshape(len(eyes), 2, -1).astype(np.float64)
    looks -= looks.mean(axis=2, keepdims=True)
    usual = np.median(looks, axis=0)
    signs = (by_mesh, -looks.std(axis=2), np.abs(looks - usual).mean(axis=2))
    narrow = wide <= 0
    doubt = median_filter(sum(_to_one(sign, narrow).sum(axis=1) for sign in signs), 3, mode="nearest")
    doubt = _to_one(doubt, narrow)
    shut, opened = narrow & (doubt > _SHUT), (doubt < _OPEN) | ~narrow
    if not shut.any() or opened.sum() < len(opened) / 4:
        return dict(zip(_NAMES, by_mesh.T, strict=True))
    alike = [
        float(look[shut].mean(axis=0) @ mean) / max(float(mean @ mean), _GRAIN)
        for look, mean in zip(looks.transpose(1, 0, 2), usual, strict=True)
    ]
    if np.mean(alike) > 1 - _LEAST_CHANGE:
        return dict(zip(_NAMES, by_mesh.T, strict=True))
    tracks = [_by_look(look, shut, opened) for look in looks.transpose(1, 0, 2)]
    return {name: track * (1 - wide) for name, track in zip(_NAMES, tracks, strict=True)}


def _by_look(look: Track, shut: npt.NDArray[np.bool_], opened: npt.NDArray[np.bool_]) -> Track:
    """Return how far an eye is on its way from how it looks open to how it looks shut."""
    look = look - look[opened].mean(axis=0)
    way = look[shut].mean(axis=0)
    _, spread, glances = np.linalg.svd(look[opened], full_matrices=False)
    spread, rest = spread**2 / opened.sum(), slice(_GLANCES, None)
    grain = _GRAIN + 4 * float(spread[rest].sum()) / max(len(way) - _GLANCES, 1)
    spread, glances = spread[:_GLANCES], glances[:_GLANCES]
    apart = way / grain + glances.T @ ((glances @ way) * (1 / (spread + grain) - 1 / grain))
    plain = _freed(look @ way / max(float(way @ way), _GRAIN))
    return np.asarray((plain + np.clip(look @ apart / max(float(way @ apart), 1e-9), 0, 1)) / 2)


def _gap(upright: Track, pairs: tuple[tuple[int, int], ...], corners: tuple[int, int]) -> Track:
    """Return how high an eye stands open, of its width."""
    gaps = np.mean([np.linalg.norm(upright[:, a] - upright[:, b], axis=1) for a, b in pairs], axis=0)
    ratio = gaps / np.linalg.norm(upright[:, corners[0]] - upright[:, corners[1]], axis=1)
    return np.asarray(median_filter(ratio, 3, mode="nearest"))


def _widened(gaps: Track) -> Track:
    """Return how open the eyes are (N,), both together, against how open they mostly are."""
    return np.asarray((gaps / np.median(gaps, axis=0)).mean(axis=1))


def _by_mesh(ratio: Track) -> Track:
    """Return how far an eye is shut against how open it mostly is."""
    usual = float(np.percentile(ratio, 70))
    least = min(float(ratio.min()), 0.55 * usual)
    return _freed((usual - ratio) / max(usual - least, 1e-6))


def _freed(way: Track) -> Track:
    """Take tremor off a way from 0 to 1."""
    return np.asarray(np.clip((median_filter(way, 3, mode="nearest") - _REST) / _SPAN, 0, 1))


def _to_one(sign: Track, among: npt.NDArray[np.bool_]) -> Track:
    """Count a sign from its middle to the largest among some frames."""
    middle = np.median(sign[among], axis=0)
    return np.asarray((sign - middle) / np.maximum(sign[among].max(axis=0) - middle, 1e-9))
