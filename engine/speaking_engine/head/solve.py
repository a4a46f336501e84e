"""Finds pose, identity and expression of a head from points of it that a picture shows.

References
----------
Blanz and Vetter, "A morphable model for the synthesis of 3D faces", 1999: coefficients with a Gaussian prior.
Gauss-Newton over pose and coefficients together, under scaled orthography, with Huber's weights (1964).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.faces.canonical import nearest_rotation
from speaking_engine.head.model import Anchors, HeadModel

Array = npt.NDArray[np.float64]

ROUNDS = 14
NOISE_CM = 0.22  # what a point of a painted face is off by
OUTLYING = 2.5  # of that noise: what lies further off pulls no harder
EXPRESSION_SPREAD = 0.25
EXPRESSIVE_POINTS = 40  # fewer say nothing of an expression
STILL = ("eyeLook", "tongueOut", "jawLeft", "jawRight", "jawForward", "cheekPuff")  # not read off a still
LONGEST_TURN = 0.4  # radians a step


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """Points of the head and where the picture shows them: (N, 2) pixels, (N,) trust from 0 to 1.

    `across` is (N, 2), a unit normal where a point is known only across an edge, 0 where it is known whole.
    """

    anchors: Anchors
    points_px: Array
    trust: Array
    across: Array | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of the pose before any point is seen, with its spread; degrees."""

    yaw_deg: float
    yaw_spread_deg: float
    pitch_spread_deg: float


@dataclass(slots=True, eq=False)
class Solution:
    """Pose and coefficients; see `FittedHead`. `cost` tells how well they explain the points."""

    turn: Array
    px_per_cm: float
    shift_px: Array
    identity: Array
    expression: Array
    off_px: Array
    cost: float

    @property
    def yaw_deg(self) -> float:
        """Yaw, > 0 to the right of the picture."""
        side = np.hypot(self.turn[0, 0], self.turn[1, 0])
        return float(np.degrees(np.arctan2(self.turn[2, 0], side)))


class Solver:
    """Solves for one set of points."""

    def __init__(self, model: HeadModel, given: Pull, expected: Expected | None) -> None:
        self._given, self._expected = given, expected
        across = np.zeros((len(given.trust), 2)) if given.across is None else given.across
        whole = (across == 0).all(axis=1)[:, None, None]
        # What is known of each point: all of it, or what lies across its edge.
        self._known = np.where(whole, np.eye(2), across[:, :, None] * across[:, None, :])
        self._mean = given.anchors.on(model.mean, model.triangles).astype(np.float64)
        identity = given.anchors.on(model.identity, model.triangles).astype(np.float64)
        units = given.anchors.on(model.units, model.triangles).astype(np.float64)
        read = np.array([not name.startswith(STILL) for name in model.unit_names])
        units *= (read & (len(self._mean) >= EXPRESSIVE_POINTS))[:, None, None]
        self._moves = np.concatenate([identity, units])
        self._people = len(identity)
        self._tight = np.ones(len(self._moves))
        self._tight[self._people :] = EXPRESSION_SPREAD**-2

    def solve(self, turn: Array) -> Solution:
        """Start from a turn of the head, (3, 3), with the mean head in the plane where it fits best."""
        state = self._started(turn)
        for _ in range(ROUNDS):
            self._step(state)
        self._look(state)
        return state

    def _started(self, turn: Array) -> Solution:
        """Turn the mean head in the plane, size and place it as the points say."""
        points, weight = self._given.points_px, self._given.trust / self._given.trust.sum()
        flat = self._mean @ turn[:2].T
        middle, target = weight @ flat, weight @ points
        centred, goal = flat - middle, points - target
        # A complex number turns and sizes at once.
        source, aim = centred[:, 0] + 1j * centred[:, 1], goal[:, 0] + 1j * goal[:, 1]
        factor = (weight * np.conj(source)) @ aim / (weight @ np.abs(source) ** 2)
        size, angle = float(np.abs(factor)), float(np.angle(factor))
        roll = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        turn = roll @ turn
        none = np.zeros(len(self._moves))
        shift = target - size * middle @ roll[:2, :2].T
        return Solution(turn, size, shift, none[: self._people], none[self._people :], points * 0, np.inf)

    def _look(self, state: Solution) -> Array:
        """Measure what is left of every point and the cost; give the points in view space, centimetres."""
        held = np.concatenate([state.identity, state.expression])
        view = (self._mean + np.tensordot(held, self._moves, 1)) @ state.turn.T
        off = self._given.points_px - state.shift_px - view[:, :2] * state.px_per_cm
        state.off_px = np.einsum("nij,nj->ni", self._known, off)
        far = self._given.trust * np.linalg.norm(state.off_px, axis=1) / state.px_per_cm / NOISE_CM
        huber = np.where(far < OUTLYING, far**2, OUTLYING * (2 * far - OUTLYING))
        state.cost = float(huber.sum() + (self._tight * held**2).sum())
        if self._expected is not None:
            away = (state.yaw_deg - self._expected.yaw_deg) / self._expected.yaw_spread_deg
            state.cost += float(away**2)
        return view

    def _step(self, state: Solution) -> None:
        """Take one step, in centimetres; its parameters are a turn (3), size, place (2) and moves."""
        x, y, z = self._look(state).T
        off = state.off_px / state.px_per_cm
        zero, one = np.zeros(len(off)), np.ones(len(off))
        pose = [(zero, -z), (z, zero), (-y, x), (x, y), (one, zero), (zero, one)]
        columns = np.concatenate([np.array(pose).transpose(0, 2, 1), self._moves @ state.turn[:2].T])
        far = self._given.trust * np.linalg.norm(off, axis=1) / NOISE_CM
        weight = self._given.trust / NOISE_CM * np.sqrt(np.minimum(1, OUTLYING / np.maximum(far, 1e-9)))
        columns = np.einsum("nij,knj->kni", self._known, columns)
        left = (columns * weight[None, :, None]).reshape(len(columns), -1)
        normal, pull = left @ left.T, left @ (off * weight[:, None]).ravel()
        tight = np.concatenate([np.full(6, 1e-6), self._tight])
        pull[6:] -= self._tight * np.concatenate([state.identity, state.expression])
        self._hold_pose(state, normal, pull)
        by = np.linalg.solve(normal + np.diag(tight), pull)
        a, b, c = by[:3] * min(1.0, LONGEST_TURN / max(float(np.linalg.norm(by[:3])), 1e-9))
        tilted = np.array([[1, -c, b], [c, 1, -a], [-b, a, 1]])
        state.turn = nearest_rotation(tilted @ state.turn)
        state.shift_px = state.shift_px + by[4:6] * state.px_per_cm
        state.px_per_cm *= float(np.exp(np.clip(by[3], -0.3, 0.3)))
        state.identity = state.identity + by[6 : 6 + self._people]
        state.expression = np.clip(state.expression + by[6 + self._people :], 0, 1)

    def _hold_pose(self, state: Solution, normal: Array, pull: Array) -> None:
        """Hold yaw and nod near what is expected: few points say little of them."""
        if self._expected is None:
            return
        tight = np.radians(self._expected.yaw_spread_deg) ** -2
        normal[1, 1] += tight  # a turn about the view's y axis lowers the yaw by as much
        pull[1] += tight * np.radians(state.yaw_deg - self._expected.yaw_deg)
        normal[0, 0] += np.radians(self._expected.pitch_spread_deg) ** -2
