"""Patching: where a performance changed in places, only the frames that changed are made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from speaking_engine.clip.clip import Animator, Frame, Motion
from speaking_engine.clip.options import FINISHING
from speaking_engine.performance.performance import Performance, resting

WORTH_SHARE = 0.2
"""Least share of frames that stay, for which reading the old clip is worth its while."""


def rows_of(performance: Performance) -> list[str]:
    """Return a short digest of what each frame asks for."""
    table = np.concatenate(
        [performance.channels, performance.head_deg, performance.gaze_deg.reshape(len(performance), -1)],
        axis=1,
    )
    rounded = np.round(table, 5) + 0.0
    return [hashlib.blake2s(row.tobytes(), digest_size=6).hexdigest() for row in rounded]


def changed_frames(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """Return the frames of the new clip that the old one does not hold."""
    return [place for place, row in enumerate(new) if place >= len(old) or old[place] != row]


def may_patch(animator: Animator, motion: Motion, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether each frame depends on its own row alone, and enough of them stay."""
    if "performance" not in animator.follows or FINISHING & set(motion.options) or len(old) != len(new):
        return False
    return len(changed_frames(old, new)) <= (1 - WORTH_SHARE) * len(new)


def patched(
    play: Callable[[Motion], Iterator[Frame]], motion: Motion, old: Iterable[Frame], changed: Sequence[int]
) -> Iterator[Frame]:
    """Stream the old frames, and new ones where they changed.

    Parameters
    ----------
    play : callable
        Gives the frames of a motion, the first and the last of them the still.
    old : iterable of (H, W, 3) uint8
        The clip as it was, as many frames as the performance has.
    changed : sequence of int
        As of `changed_frames`.
    """
    whole, places = motion.performance, list(changed)
    rest = resting(1, whole.rate)
    own = Performance(  # between two frames of rest, which are thrown away
        whole.rate,
        np.concatenate([rest.channels, whole.channels[places], rest.channels]),
        np.concatenate([rest.head_deg, whole.head_deg[places], rest.head_deg]),
        np.concatenate([rest.gaze_deg, whole.gaze_deg[places], rest.gaze_deg]),
    )
    new = play(replace(motion, performance=own))
    next(new)
    again, ends = frozenset(places), (0, len(whole) - 1)
    for place, frame in enumerate(old):
        made = next(new) if place in again else frame
        yield frame if place in ends else made
    for _ in new:
        pass
