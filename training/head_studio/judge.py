"""Judges a net on samples that it never saw; on works of art the engine judges itself, see README.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from head_studio.batch import Crops
from head_studio.closer import CloseCrops
from head_studio.net import POSE_DEG, CloseNet, Net
from head_studio.points import CLOSE_POINTS
from head_studio.sample import MANNER_NAMES

Errors = dict[str, tuple[float, float, int]]
YAWS = {"frontal": (0, 15), "three-quarter": (15, 45), "profile": (45, 101)}
AT_ONCE = 50


@torch.no_grad()
def held_back_errors(net: Net, pool: Path) -> Errors:
    """Return the errors of seen points by yaw class and manner: median and 90th percentile, and how many.

    Errors are in % of the box's height, those of "yaw" in degrees; of "readable" the shares of faces and of
    what is none or cannot be read, told wrongly.

    Raises
    ------
    SystemExit
        The samples that judge are not made yet.
    """
    crops, net = Crops(pool, 0), net.eval()
    errors, seen, yaws, manners, faces, told_faces, turns = [], [], [], [], [], [], []
    for batch in _held_back(crops):
        told = net(batch.crops)
        away = torch.linalg.norm(told["points"] - batch.points[..., :2], dim=-1)
        errors.append(away / batch.height_px[:, None] * 100)
        seen.append((batch.points[..., 2] > 0.5) & (batch.readable[:, None] > 0.5))
        yaws.append(batch.pose_deg[:, :1].expand_as(away))
        manners.append(batch.manner[:, None].expand_as(away))
        faces.append(batch.readable > 0.5)
        told_faces.append(told["readable"] > 0)
        turns.append((told["pose"][:, 0] * POSE_DEG - batch.pose_deg[:, 0]).abs())
    error, shown, yaw, manner = (torch.cat(parts).numpy() for parts in (errors, seen, yaws, manners))
    chosen = {"all": shown}
    chosen |= {name: shown & (yaw >= low) & (yaw < high) for name, (low, high) in YAWS.items()}
    chosen |= {name: shown & (manner == number) for number, name in enumerate(MANNER_NAMES)}
    out = {name: (*_spread(error[of]), int(of.sum())) for name, of in chosen.items() if of.any()}
    face, told_face = torch.cat(faces).numpy(), torch.cat(told_faces).numpy()
    wrong = [float((told_face[of] != face[of]).mean() * 100) for of in (face, ~face) if of.any()]
    yaw_off = torch.cat(turns).numpy()[face]
    return out | {"yaw": (*_spread(yaw_off), len(yaw_off)), "readable": (wrong[0], wrong[-1], len(face))}


@torch.no_grad()
def close_errors(net: CloseNet, pool: Path) -> Errors:
    """Return the second look's errors of seen points, by point, in crops as far off as the first look is."""
    crops, net = CloseCrops(pool, 0), net.eval()
    errors, seen = [], []
    for batch in _held_back(crops):
        away = torch.linalg.norm(net(batch.crops)["points"] - batch.points[..., :2], dim=-1)
        errors.append(away / batch.height_px[:, None] * 100)
        seen.append(batch.points[..., 2] * batch.taught > 0.5)
    error, shown = torch.cat(errors).numpy(), torch.cat(seen).numpy()
    out = {"all": (*_spread(error[shown]), int(shown.sum()))}
    each = zip(CLOSE_POINTS, error.T, shown.T, strict=True)
    return out | {name: (*_spread(of[known]), int(known.sum())) for name, of, known in each}


def _held_back(crops: Crops) -> Iterator[Any]:
    pool = crops.pool
    if pool.count <= 0:
        sys.exit(f"The pool has too few samples yet: its first {pool.judges} judge and never teach.")
    for first in range(0, pool.judges, AT_ONCE):
        yield crops.held_back(first, min(AT_ONCE, pool.judges - first))


JUDGES = {"whole": held_back_errors, "close": close_errors}


def _spread(errors: np.ndarray) -> tuple[float, float]:
    middle, most = np.percentile(errors, [50, 90])
    return float(middle), float(most)
