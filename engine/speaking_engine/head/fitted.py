"""A head laid on one painted face: where each part of it is in the picture, and how far each can move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.canonical import rotation
from speaking_engine.head.model import OUTSIDE, Floats, HeadModel
from speaking_engine.head.raster import Visible, rasterise

OUTLINE_STEPS = 400  # lattice points along the head's height, for its outline


@dataclass(frozen=True, slots=True)
class Eyeball:
    """An eyeball in the picture: middle (x, y) and depth, radius, all in pixels."""

    middle_px: tuple[float, float, float]
    radius_px: float


@dataclass(frozen=True, eq=False)
class FittedHead:
    """A head in the picture, seen by scaled orthography.

    Attributes
    ----------
    model : HeadModel
    turn : (3, 3) float64
        Rotation from head space to view space (x right, y down, z away), for column vectors.
    px_per_cm : float
    shift_px : (2,) float64
        Where the head's pivot lies in the picture.
    identity : (K,) float32
        Standard deviations.
    expression : (52,) float32
        0 to 1, what the painted face does at rest; a performance comes on top of it.
    warp_px : (V, 2) float32
        The smooth rest by which the head is bent in the picture so that landmarks lie exactly.
    residual_px : float
        Root mean square distance of the unbent head's points from those given.
    """

    model: HeadModel
    turn: npt.NDArray[np.float64]
    px_per_cm: float
    shift_px: npt.NDArray[np.float64]
    identity: Floats
    expression: Floats
    warp_px: Floats
    residual_px: float

    @cached_property
    def rest_cm(self) -> Floats:
        """The painted head in head space, (V, 3) centimetres."""
        return self.model.vertices(self.identity, self.expression)

    @cached_property
    def points_px(self) -> Floats:
        """The painted head in the picture, (V, 3): x, y, and z in the same scale, smaller is nearer."""
        return self.project(self.rest_cm)

    @cached_property
    def unit_px(self) -> Floats:
        """What each unit does at full strength, (52, V, 3) pixels in view space."""
        return np.asarray(self.model.units @ (self.turn.T * self.px_per_cm).astype(np.float32))

    @cached_property
    def arm_px(self) -> Floats:
        """Each vertex's arm from the pivot, shortened down the neck, (V, 3) pixels in view space.

        Turned by `head_turn`, it gives the displacement of a turn: arm @ (turn - 1).T.
        """
        arm = self.rest_cm @ (self.turn.T * self.px_per_cm).astype(np.float32)
        return np.asarray(arm * self.model.turn_weight[:, None])

    @property
    def yaw_deg(self) -> float:
        """Yaw of the painted head, > 0 to the right of the picture."""
        row = self.turn[2]
        return float(np.degrees(np.arctan2(row[0], np.hypot(self.turn[0, 0], self.turn[1, 0]))))

    @property
    def residual(self) -> float:
        """Tell `residual_px` as a share of the face's height; above about 0.03 do not trust the fit."""
        return self.residual_px / self.face_height_px

    @property
    def face_height_px(self) -> float:
        """Height of the face from the top of the forehead (landmark 10) to the chin (152)."""
        ends = self.model.landmarks.take([10, 152]).on(self.points_px, self.model.triangles)
        return float(np.linalg.norm(ends[0] - ends[1]))

    def project(self, vertices_cm: Floats) -> Floats:
        """Lay vertices of head space into the picture, bent as the painted head is: (V, 3)."""
        view = vertices_cm @ (self.turn.T * self.px_per_cm).astype(np.float32)
        view[:, :2] += self.shift_px.astype(np.float32) + self.warp_px
        return view

    def head_turn(self, yaw_deg: float, pitch_deg: float, roll_deg: float) -> npt.NDArray[np.float32]:
        """Return the turn of a head in view space, (3, 3): as if the sitter turned, nodded, tilted it."""
        if not (yaw_deg or pitch_deg or roll_deg):
            return np.eye(3, dtype=np.float32)  # exactly: at rest nothing moves
        own = rotation(yaw_deg, pitch_deg, roll_deg)
        return np.asarray(self.turn @ own @ self.turn.T, np.float32)

    def moved(
        self,
        units: Mapping[str, float] | None = None,
        *,
        yaw_deg: float = 0.0,
        pitch_deg: float = 0.0,
        roll_deg: float = 0.0,
    ) -> Floats:
        """Return how far each vertex moves from the painted head, (V, 3) pixels in view space.

        Parameters
        ----------
        units : mapping of str to float
            Strengths by ARKit name, added to the painted expression; unknown names are left out.
        yaw_deg, pitch_deg, roll_deg : float
            Turn of the head away from how it is painted, about its own axes.
        """
        turn = self.head_turn(yaw_deg, pitch_deg, roll_deg)
        by = self.arm_px @ (turn - np.eye(3, dtype=np.float32)).T
        strengths = self.model.strengths(units or {})
        asked = np.flatnonzero(strengths)
        if len(asked):
            by = by + np.tensordot(strengths[asked], self.unit_px[asked], 1) @ turn.T
        return np.asarray(by, np.float32)

    def eyeball(self, side: str) -> Eyeball:
        """Find an eyeball, "left" or "right" of the sitter."""
        ball = self.points_px[self.model.is_in(f"eye_{side}")]
        middle = (ball.min(axis=0) + ball.max(axis=0)) / 2
        radius = float((ball.max(axis=0) - ball.min(axis=0)).mean() / 2)
        return Eyeball((float(middle[0]), float(middle[1]), float(middle[2])), radius)

    def seen(
        self, origin_px: tuple[float, float], step_px: float, width: int, height: int, *regions: str
    ) -> Visible:
        """Look at the painted head on a lattice: which triangle (a row of `model.triangles`) is seen where.

        Parameters
        ----------
        origin_px : (x, y)
            The lattice's first point in the picture.
        step_px : float
        width, height : int
            Points of the lattice.
        regions : str
            What is drawn; all that a picture can show if left out.
        """
        rows = self.model.triangles_in(*(regions or (*OUTSIDE, "eye_left", "eye_right")))
        points = (self.points_px - np.array([*origin_px, 0.0], np.float32)) / np.float32(step_px)
        seen = rasterise(points, self.model.triangles[rows], width, height)
        triangle = np.where(seen.covered, rows[np.maximum(seen.triangle, 0)], -1).astype(np.int32)
        return Visible(triangle, seen.weights, seen.depth)

    def silhouette(self, *regions: str) -> npt.NDArray[np.float32]:
        """Draw the outline of some regions (of head, ears and neck if none is named).

        Returns
        -------
        (N, 2) float32
            A closed polygon in picture pixels, its longest one.
        """
        rows = self.model.triangles_in(*(regions or OUTSIDE))
        corners = self.points_px[np.unique(self.model.triangles[rows])]
        low, high = corners.min(axis=0)[:2] - 2, corners.max(axis=0)[:2] + 2
        step = float((high - low).max()) / OUTLINE_STEPS
        width, height = (int(np.ceil(side / step)) + 4 for side in high - low)
        origin = low - 2 * step
        seen = self.seen((float(origin[0]), float(origin[1])), step, width, height, *(regions or OUTSIDE))
        loops, _ = cv2.findContours(seen.covered.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        longest = max(loops, key=len)[:, 0, :]
        return np.asarray(longest * step + origin, np.float32)
