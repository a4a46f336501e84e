"""Figure: the head that was fitted to the painted one, in crop pixels, as the sheets need it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.head.lattice import Array, Field, Mask

Triangles = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A head at rest, seen as the picture shows it: x to the right, y down, z away from us, all in crop pixels.

    Attributes
    ----------
    names : tuple of str
        The units, by their ARKit names.
    points : (V, 3) float64
        Every vertex at rest, laid over the painted head.
    units : (K, V, 3) float32
        How far a unit of 1 carries each vertex.
    arms : (V, 3) float32
        From the pivot of the neck to each vertex, 0 where the neck does not turn.
    axes : (3, 3) float64
        Columns are the head's own x (to its left), y (down) and z (back) as the picture shows them.
    skin : (T, 3) int
        Triangles of the skin that is seen from outside.
    body : (T, 3) int
        All triangles of the skin, also those inside the lips; what hides what is judged by these.
    lower_lip, upper_lip : (T,) bool
        Of the triangles of `skin`, those round the mouth that hang on the jaw and those that do not.
    upper_teeth, lower_teeth, tongue : (T, 3) int
    pivot, joint : (3,) float64
        Where the head turns on its neck, and the jaw on the skull, in crop pixels.
    landmarks : (478, 2) float64
        Where the landmarks are painted.
    px_per_cm : float
    width_px : float
        Of the face, from ear to ear as it is seen.
    """

    names: tuple[str, ...]
    points: Array
    units: Field
    arms: Field
    axes: Array
    skin: Triangles
    body: Triangles
    lower_lip: Mask
    upper_lip: Mask
    upper_teeth: Triangles
    lower_teeth: Triangles
    tongue: Triangles
    pivot: Array
    joint: Array
    landmarks: Array
    px_per_cm: float
    width_px: float

    def turn(self, yaw_deg: float, pitch_deg: float, roll_deg: float) -> Array:
        """Give the rotation (3, 3) in the picture's axes for a turn in the head's own axes.

        Parameters
        ----------
        yaw_deg : float
            > 0 turns to the right of the picture.
        pitch_deg : float
            > 0 lifts the face.
        roll_deg : float
            > 0 leans clockwise.
        """
        yaw, pitch, roll = np.radians([-yaw_deg, pitch_deg, roll_deg])
        about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        about_x = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
        about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        return np.asarray(self.axes @ about_z @ about_x @ about_y @ self.axes.T)
