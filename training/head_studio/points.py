"""Where the points lie on a head, by the rules by which people marked them in works of art."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from head_studio.head import Floats, Head

# The first eighteen are the points of the hand-made truth; "far" is the side that is turned away.
POINTS = (
    "eye_corner", "eye_inner", "lid_upper", "lid_lower", "nose_tip", "subnasale", "lip_upper", "lip_seam",
    "lip_lower", "mouth_corner", "chin", "jaw_angle", "ear", "brow_outer", "brow_inner",
    "far_eye_outer", "far_eye_inner", "far_mouth_corner",
    "nasion", "far_lid_upper", "far_lid_lower", "far_brow_outer", "far_brow_inner",
)  # fmt: skip
CLOSE = {
    "eye": ("eye_corner", "eye_inner", "lid_upper", "lid_lower"),
    "mouth": ("mouth_corner", "lip_upper", "lip_seam", "lip_lower", "subnasale"),
}  # what the second look is at
CLOSE_POINTS = CLOSE["eye"] + CLOSE["mouth"]
AT = {name: number for number, name in enumerate(POINTS)}
LANDMARK = {
    "eye_corner": 263, "eye_inner": 362, "lid_upper": 386, "lid_lower": 374, "nose_tip": 4, "subnasale": 2,
    "mouth_corner": 291, "far_eye_outer": 33, "far_eye_inner": 133, "far_mouth_corner": 61, "nasion": 168,
    "far_lid_upper": 159, "far_lid_lower": 145,
}  # fmt: skip
PROFILE_LIDS = {"lid_upper": (387, 388), "lid_lower": (373, 390)}  # the middle of what is seen from the side
BROWS = {
    "": (300, 276, 334, 282, 336, 285),
    "far_": (70, 46, 105, 52, 107, 55),
}  # tail, arch, front; low each
LIP_CHAINS = {"lip_upper": (0, 11, 12, 13), "lip_lower": (17, 16, 15, 14)}
PROFILE_FROM_DEG, PROFILE_WHOLLY_DEG = 44.0, 54.0  # between them the rules for both are blended
GNATHION = np.array([0, 0.62, -0.785])  # a profile's chin lies between its foremost and its lowest point


def profile_share(yaw_deg: float) -> float:
    """Return how much the rules for profiles count at a turn, 0 to 1."""
    share = (yaw_deg - PROFILE_FROM_DEG) / (PROFILE_WHOLLY_DEG - PROFILE_FROM_DEG)
    return float(np.clip(share, 0, 1))


class Points:
    """Knows which vertices of a head the points are that are no landmarks."""

    def __init__(self, head: Head, body: npt.NDArray[np.bool_]) -> None:
        self._head = head
        rest, skin = head.points, np.where(body)[0]

        def vertex(x: float, y: float, z: float) -> int:
            return int(skin[np.argmin(((rest[skin] - [x, y, z]) ** 2).sum(1))])

        self.ear, self._jaw = vertex(7.0, -70.9, -5.2), vertex(6.0, -65.6, -5.4)
        x, y, z = rest[skin].T
        self._chin = skin[(np.abs(x) < 1.5) & (y > -65) & (y < -61) & (z < -8.5)]

    def on(self, bare: Floats, yaw_deg: float, roll_deg: float, turn: Floats) -> Floats:
        """Return the points in head space, (23, 3), of a shaped head that is turned so."""
        marks = self._head.landmarks(bare)
        profile = profile_share(yaw_deg)
        out = np.zeros((len(POINTS), 3), np.float32)
        for name, number in LANDMARK.items():
            out[AT[name]] = marks[number]
        for name, (one, other) in PROFILE_LIDS.items():
            out[AT[name]] += profile * ((marks[one] + marks[other]) / 2 - out[AT[name]])
        out[AT["subnasale"]] += 0.25 * (marks[164] - marks[2])
        for far, (tail, tail_low, arch, arch_low, front, front_low) in BROWS.items():
            end, middle = (marks[tail] + marks[tail_low]) / 2, (marks[arch] + marks[arch_low]) / 2
            inner = (marks[front] + 2 * marks[front_low]) / 3
            out[AT[far + "brow_outer"]] = end + 0.35 * (end - middle)
            out[AT[far + "brow_inner"]] = inner + 0.4 * profile * (middle - inner)
        seam, lips = (marks[13] + marks[14]) / 2, (marks[12] + marks[15]) / 2
        out[AT["lip_seam"]] = seam + 0.5 * profile * (lips - seam)
        along = np.linspace(0, 1, 6, dtype=np.float32)[:, None]
        for name, chain in LIP_CHAINS.items():
            edge = np.concatenate([marks[a] * (1 - along) + marks[b] * along for a, b in pairwise(chain)])
            out[AT[name]] = (1 - profile) * marks[chain[0]] + profile * edge[np.argmin(edge[:, 2])]
        out[AT["jaw_angle"]], out[AT["ear"]] = bare[self._jaw], bare[self.ear]
        tilt = np.radians(roll_deg)
        down = turn.T @ np.array([-np.sin(tilt), np.cos(tilt), 0])
        chin = bare[self._chin]
        out[AT["chin"]] = chin[np.argmax(chin @ ((1 - profile) * down + profile * GNATHION))]
        return out
