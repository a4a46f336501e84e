"""Handles that nobody has placed yet follow those that were, so that a few drags place a whole face."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..settings import SpeakingFace

NEAREST = 1e-6


def move_handle(face: SpeakingFace, index: int, at_px: Sequence[float]) -> None:
    """Put a handle where the hand has it, and let those follow that are still where they began."""
    handle = face.handles[index]
    handle.at_px, handle.is_placed = at_px, True
    placed = [one for one in face.handles if one.is_placed]
    waiting = [one for one in face.handles if not one.is_placed]
    if not waiting:
        return
    start, goal = (np.array([getattr(one, name) for one in placed]) for name in ("start_px", "at_px"))
    followed = carried(start, goal, np.array([one.start_px for one in waiting]))
    for one, place in zip(waiting, followed, strict=True):
        one.at_px = place


def carried(start: np.ndarray, goal: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Carry points (N, 2) along as `start` goes to `goal`.

    One point shifts them, two turn and scale them; what more points say beside that is handed on by nearness
    (Shepard, "A two-dimensional interpolation function for irregularly-spaced data", 1968).
    """
    source, target, moved = (place[:, 0] + 1j * place[:, 1] for place in (start, goal, points))
    middle, aim = source.mean(), target.mean()
    extent = float((np.abs(source - middle) ** 2).sum())
    turn = np.vdot(source - middle, target - aim) / extent if extent > NEAREST else 1.0
    left = target - (turn * (source - middle) + aim)
    weight = 1 / np.maximum(np.abs(moved[:, None] - source[None]), NEAREST) ** 2
    found = turn * (moved - middle) + aim + (weight @ left) / weight.sum(axis=1)
    return np.column_stack([found.real, found.imag])
