"""Where a painted face's front ends, near where a fitted head has it: the edge between face and ground."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.model import Anchors, Floats

Array = npt.NDArray[np.float64]

STEPS = 120  # lattice points along the face's height
REACH = 0.08  # face heights to each side in which the edge is looked for
BLUR = 0.006  # face heights
STRONG, LEAST_LEVELS = (
    2.2,
    9.0,
)  # an edge stands out from what is beside it, and in levels a pixel of the lattice
FRONT_CM = (-8.5, 8.3)  # from hairline to chin, below the pivot
FORWARD_CM = -8.0
FEWEST = 12
BEND, PRIOR = (
    0.7,
    2.0,
)  # cost of a step aside and of the farthest place, where the usual change of colour earns 1


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """Points of the head's outline and where it is painted: (N, 2) pixels, and unit normals across it."""

    anchors: Anchors
    points_px: Array
    normals: Array


def painted_front(
    head: FittedHead, pixels: npt.NDArray[np.uint8], origin_px: tuple[float, float] = (0.0, 0.0)
) -> Edge | None:
    """Find where the front of a face in profile is painted; None where too little of it stands out.

    Along each normal of the head's outline the strongest change of colour is taken, so that neighbours agree
    (the cheapest path through all of them).
    """
    step = head.face_height_px / STEPS
    low = head.points_px[head.model.is_in("face"), :2].min(axis=0) - 6 * step
    high = head.points_px[head.model.is_in("face"), :2].max(axis=0) + 6 * step
    width, height = (int(np.ceil(side / step)) for side in high - low)
    seen = head.seen((float(low[0]), float(low[1])), step, width, height)
    run = _front(head, seen.covered, seen.triangle)
    if len(run) < FEWEST:
        return None
    soft = cv2.GaussianBlur(seen.covered.astype(np.float32), (0, 0), 3.0)
    slope = np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)], axis=-1)
    normals = -slope[run[:, 1], run[:, 0]].astype(np.float64)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    places = low + run * step
    shift, sure = _edges(head, pixels, places - np.array(origin_px), normals)
    if sure.sum() < FEWEST:
        return None
    kept = run[sure]
    triangle = seen.triangle[kept[:, 1], kept[:, 0]].astype(np.int64)
    weights: Floats = seen.weights[kept[:, 1], kept[:, 0]]
    anchors = Anchors(triangle, weights)
    own = anchors.on(head.points_px, head.model.triangles)[:, :2]
    return Edge(anchors, own + shift[sure, None] * normals[sure], normals[sure])


def _front(
    head: FittedHead, covered: npt.NDArray[np.bool_], triangle: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """List the lattice points (x, y) along the outline that belong to the front of the face, in order."""
    loops, _ = cv2.findContours(covered.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    loop = max(loops, key=len)[:, 0, :].astype(np.int64)
    middle = head.rest_cm[head.model.triangles[triangle[loop[:, 1], loop[:, 0]]]].mean(axis=1)
    front = (middle[:, 1] > FRONT_CM[0]) & (middle[:, 1] < FRONT_CM[1]) & (middle[:, 2] < FORWARD_CM)
    inside = ((loop > 1) & (loop < np.array(covered.shape[::-1]) - 2)).all(axis=1)
    front &= inside
    if front.all() or not front.any():
        return np.asarray(loop[front])
    start = int(np.flatnonzero(~front)[0])
    loop, front = np.roll(loop, -start, axis=0), np.roll(front, -start)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], front, [False]])))
    runs = edges.reshape(-1, 2)
    first, last = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    return np.asarray(loop[first:last])


def _edges(
    head: FittedHead, pixels: npt.NDArray[np.uint8], places: Array, normals: Array
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Return how far outwards the painted edge lies from each place, and where one is sure of it."""
    height = head.face_height_px
    offsets = np.linspace(-REACH, REACH, 2 * round(REACH * STEPS) + 1) * height
    at = places[None] + offsets[:, None, None] * normals[None]
    soft = cv2.GaussianBlur(pixels, (0, 0), max(BLUR * height, 0.6)).astype(np.float32)
    seen = cv2.remap(
        soft,
        at[..., 0].astype(np.float32),
        at[..., 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    change = np.linalg.norm(np.gradient(seen, axis=0), axis=2)
    change = cv2.GaussianBlur(change, (0, 0), sigmaX=1.5, sigmaY=0.7)
    within = ((at >= 0) & (at < np.array(pixels.shape[1::-1]))).all(axis=2)
    change = np.where(within, change, 0)
    usual = np.median(change) + 1e-3
    cost = -np.minimum(change / usual, 6.0) + PRIOR * (offsets[:, None] / (REACH * height)) ** 2
    path = _cheapest(cost)
    strength = change[path, np.arange(len(places))]
    sure = (strength > STRONG * usual) & (strength > LEAST_LEVELS)
    sure &= (path > 1) & (path < len(offsets) - 2)
    return offsets[path], np.asarray(sure)


def _cheapest(cost: Array) -> npt.NDArray[np.int64]:
    """Find the path from column to column, by one row at most, with the least cost (dynamic programming)."""
    total, came = cost[:, 0].copy(), np.zeros(cost.shape, np.int64)
    for column in range(1, cost.shape[1]):
        padded = np.pad(total, 1, constant_values=np.inf)
        choices = np.stack([padded[:-2] + BEND, padded[1:-1], padded[2:] + BEND])
        came[:, column] = choices.argmin(axis=0) - 1
        total = choices.min(axis=0) + cost[:, column]
    path = np.empty(cost.shape[1], np.int64)
    path[-1] = int(total.argmin())
    for column in range(cost.shape[1] - 1, 0, -1):
        path[column - 1] = path[column] + came[path[column], column]
    return path
