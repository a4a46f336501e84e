"""Trains a net on a pool: one run, a time to end at, checkpoints to go on from."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from head_studio.batch import Batch, Crops
from head_studio.closer import CloseBatch, CloseCrops
from head_studio.net import (
    CLOSE_MAP_PX,
    CLOSE_PX,
    CLOSE_STRIDE,
    CROP_PX,
    MAP_PX,
    POSE_DEG,
    STRIDE,
    CloseNet,
    Net,
)

BATCH = 64
KEPT = 0.998  # of the running mean of weights, which is what is judged and exported: about
LATEST = 10  # per cent of the steps so far, and at most the last 500
SAVED_EVERY, TOLD_EVERY = 200, 50
HIDDEN_WEIGHT = 0.3  # of points that are not seen
SPREAD = 1.0  # of a point in its map, in places


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how fast, with how many threads to train."""

    minutes: float = 150.0
    steps: int = 0  # if given, end after so many, whatever the clock says
    rate: float = 2.5e-3
    steady: float = 0.4  # share of the time before the rate falls
    threads: int = 1
    bf16: bool = True  # half the memory and 1.5 times as fast where the processor knows it
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What is taught: a net, with which crops, and what of its errors is minimised."""

    net: type[nn.Module]
    crops: type[Crops]
    losses: Callable[[dict[str, Tensor], Any], dict[str, Tensor]]


def train(look: Look, pool: Path, out: Path, plan: Plan) -> nn.Module:
    """Train until the time is over; a run that was stopped goes on from `out`.

    Parameters
    ----------
    pool : Path
        Folder of parts that `make` fills; it may still grow.
    out : Path
        Checkpoint, written every 200 steps: weights, their running mean, the optimiser, and the time used.
    """
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    net = look.net().to(memory_format=torch.channels_last)
    mean = copy.deepcopy(net).eval()
    optimiser = torch.optim.AdamW(net.parameters(), plan.rate, weight_decay=1e-3)
    step, used = 0, 0.0
    if out.exists():
        saved = torch.load(out, weights_only=True)
        net.load_state_dict(saved["net"])
        mean.load_state_dict(saved["mean"])
        optimiser.load_state_dict(saved["optimiser"])
        step, used = saved["step"], saved["seconds"]
    crops = look.crops(pool, plan.seed + step)
    began = time.monotonic() - used
    lately: list[dict[str, float]] = []
    for share in _clock(began, plan.minutes * 60) if not plan.steps else _count(step, plan.steps):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * _rate(step, share, plan.steady)
        batch = crops.draw(BATCH)
        with torch.autocast("cpu", torch.bfloat16, enabled=plan.bf16):
            told = net(batch.crops)
        losses = look.losses(told, batch)
        optimiser.zero_grad()
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        step += 1
        _follow(mean, net, min(KEPT, 1 - LATEST / (step + LATEST)))
        lately.append({name: float(loss.detach()) for name, loss in losses.items()})
        if step % TOLD_EVERY == 0:
            terms = {name: f"{np.mean([one[name] for one in lately[-TOLD_EVERY:]]):.2f}" for name in losses}
            seconds = time.monotonic() - began
            print(f"{step} {seconds / 60:.1f} min of {crops.pool.count} samples", terms, flush=True)
        if step % SAVED_EVERY == 0:
            _save(out, net, mean, optimiser, step, time.monotonic() - began)
    _save(out, net, mean, optimiser, step, time.monotonic() - began)
    return mean


def _clock(began: float, seconds: float) -> Iterator[float]:
    while (share := (time.monotonic() - began) / seconds) < 1:
        yield share


def _count(done: int, steps: int) -> Iterator[float]:
    for step in range(done, steps):
        yield step / steps


def _rate(step: int, share: float, steady: float) -> float:
    """Warm up over a hundred steps, hold, then fall as a cosine."""
    fall = 1.0 if share < steady else 0.5 + 0.5 * math.cos(math.pi * (share - steady) / (1 - steady))
    return max(min(1.0, step / 100 + 0.02) * fall, 1e-4)


def losses_of(told: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    """Return the terms that are minimised, by name, each already weighed."""
    place, seen = batch.points[..., :2], batch.points[..., 2]
    taught = batch.taught
    inside = ((place > 0) & (place < CROP_PX - 1)).all(-1).float() * taught[:, None]
    weight = (seen + HIDDEN_WEIGHT * (1 - seen)) * inside
    total = weight.sum().clamp(min=1)
    faces = taught.sum().clamp(min=1)
    across = _across(told["maps"], place, MAP_PX, STRIDE)
    apart = functional.smooth_l1_loss(told["points"], place, reduction="none", beta=2.0).sum(-1)
    doubt = _doubt(told, place, batch.height_px)
    binary = functional.binary_cross_entropy_with_logits
    pose = functional.smooth_l1_loss(told["pose"], batch.pose_deg / POSE_DEG, reduction="none").mean(1)
    sided = batch.sided
    mouth = binary(told["mouth"], batch.mouth, reduction="none").mean(1)
    return {
        "maps": (across * weight).sum() / total,
        "points": 0.12 * (apart * weight).sum() / total,
        "doubt": 0.1 * (doubt * inside).sum() / inside.sum().clamp(min=1),
        "seen": 0.2 * (binary(told["seen"], seen, reduction="none").mean(1) * taught).sum() / faces,
        "pose": 0.1 * (pose * taught).sum() / faces,
        "facing": 0.2
        * (binary(told["facing"], batch.left, reduction="none") * sided).sum()
        / sided.sum().clamp(min=1),
        "readable": 0.3 * binary(told["readable"], batch.readable),
        "mouth": 0.15 * (mouth * taught).sum() / faces,
        "parts": 0.25 * functional.cross_entropy(told["parts"], batch.parsing, ignore_index=255),
    }


def close_losses_of(told: dict[str, Tensor], batch: CloseBatch) -> dict[str, Tensor]:
    """Return the same of the second look."""
    place, seen = batch.points[..., :2], batch.points[..., 2]
    inside = ((place > 0) & (place < CLOSE_PX - 1)).all(-1).float() * batch.taught
    weight = (seen + HIDDEN_WEIGHT * (1 - seen)) * inside
    total = weight.sum().clamp(min=1)
    across = _across(told["maps"], place, CLOSE_MAP_PX, CLOSE_STRIDE)
    apart = functional.smooth_l1_loss(told["points"], place, reduction="none", beta=1.0).sum(-1)
    doubt = _doubt(told, place, batch.height_px)
    return {
        "maps": (across * weight).sum() / total,
        "points": 0.25 * (apart * weight).sum() / total,
        "doubt": 0.1 * (doubt * inside).sum() / inside.sum().clamp(min=1),
    }


LOOKS = {"whole": Look(Net, Crops, losses_of), "close": Look(CloseNet, CloseCrops, close_losses_of)}


def _doubt(told: dict[str, Tensor], place: Tensor, height_px: Tensor) -> Tensor:
    """Return how badly errors, in % of the face's height, are foretold."""
    error = (told["points"] - place).detach().abs().sum(-1) / height_px[:, None] * 100
    return error.clamp(0.2, 60) * torch.exp(-told["doubt"]) + told["doubt"]


def _across(maps: Tensor, place: Tensor, side: int, stride: int) -> Tensor:
    """Return the cross entropy of maps, (N, P, side * side), and of small bells of sum 1 at each point."""
    at = (place - (stride - 1) / 2) / stride
    grid = torch.arange(side)
    x = torch.exp(-((grid - at[..., :1]) ** 2) / (2 * SPREAD**2))
    y = torch.exp(-((grid - at[..., 1:]) ** 2) / (2 * SPREAD**2))
    bells = (y[..., :, None] * x[..., None, :]).flatten(2)
    target = bells / (bells.sum(-1, keepdim=True) + 1e-6)
    return -(target * maps.log_softmax(-1)).sum(-1)


@torch.no_grad()
def _follow(mean: nn.Module, net: nn.Module, kept: float) -> None:
    for old, new in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
        if old.dtype.is_floating_point:
            old.lerp_(new, 1 - kept)
        else:
            old.copy_(new)


def _save(
    out: Path, net: nn.Module, mean: nn.Module, optimiser: torch.optim.Optimizer, step: int, seconds: float
) -> None:
    """Write a checkpoint beside its place, then move it there."""
    beside = out.with_suffix(".part")
    states = {"net": net.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict()}
    torch.save({**states, "step": step, "seconds": seconds}, beside)
    beside.replace(out)


def mean_of(look: Look, checkpoint: Path) -> nn.Module:
    """Return the net with the running mean of a checkpoint's weights."""
    net = look.net()
    net.load_state_dict(torch.load(checkpoint, weights_only=True)["mean"])
    return net.eval()
