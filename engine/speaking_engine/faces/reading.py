"""Reads a face from any side: where its points lie, which of them are hidden, how far it is turned.

References
----------
Our own net in `weights/face_points.onnx`, trained on heads that are drawn by `training/`; see its README.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.faces.boxes import Box
from speaking_engine.faces.onnx_model import open_model
from speaking_engine.faces.pose import called_deg

Levels = npt.NDArray[np.uint8]
Reals = npt.NDArray[np.float64]

# As the net gives them; "far" is the side of the face that is turned away.
POINTS = (
    "eye_corner", "eye_inner", "lid_upper", "lid_lower", "nose_tip", "subnasale", "lip_upper", "lip_seam",
    "lip_lower", "mouth_corner", "chin", "jaw_angle", "ear", "brow_outer", "brow_inner",
    "far_eye_outer", "far_eye_inner", "far_mouth_corner",
    "nasion", "far_lid_upper", "far_lid_lower", "far_brow_outer", "far_brow_inner",
)  # fmt: skip
PARTS = (
    "ground", "skin", "lips", "teeth", "mouth", "eyes", "brows", "hair", "beard", "spectacles", "occluder",
)  # fmt: skip
MOUTHS = ("open", "bearded", "hidden")
OUTPUTS = ("points", "doubt", "seen", "facing", "pose_deg", "readable", "mouth")
NEEDED = [
    POINTS.index(name)
    for name in ("eye_corner", "nose_tip", "lip_upper", "lip_lower", "mouth_corner", "chin")
]
LEGIBLE, SURE = 5.0, 1.2
FOREHEAD = 1.5  # height of a face to its hairline / from the chin to the brows
CROP_PX = 128
MARGIN = 1.5  # side of a crop / larger side of the face, as in training
STEEPEST_DEG = 60.0  # of roll, as in training
CLEAR = 1.0  # legible from here on, where no other box is tried
GAIN = 0.1  # by which a face must be more legible in another box than in the one that was found
FAR = 1.4  # times larger or smaller than the box that was found, where the one that was read is taken
LOSS = 0.05  # though it be a little less legible
TRIES = 2
PART_SCALES = (0.92, 1.0, 1.08, 1.25)  # of the crops from which parts are read
FIRST_LOOK = ((1.0, 0.0, 0.0, 0.0), (0.92, 0.0, 0.0, 0.0), (1.08, 0.0, 0.0, 0.0))
SECOND_LOOK = (
    *FIRST_LOOK,
    (1.0, 0.05, 0.03, 5.0),
    (1.0, -0.05, -0.03, -5.0),
    (0.96, 0.03, -0.04, -3.0),
    (1.04, -0.03, 0.04, 3.0),
)
"""Scale of the crop, shift in box sides, turn in degrees: what is seen in all of them is believed."""


@dataclass(frozen=True, slots=True, eq=False)
class NetReading:
    """What the net reads in one box.

    Attributes
    ----------
    points_px : (23, 2) float64
        In the order of `POINTS`, in picture pixels; hidden points are guesses.
    doubt : (23,) float64
        How far off each is expected to be, in % of the face's height.
    seen : (23,) float64
        Probability that the point is not hidden, 0 to 1.
    looks_left : bool
        Whether the face looks to the left of the picture; means little below 15 degrees.
    turn_deg : float
        0 looks at us, 90 is a profile, more is turned away; as people call it, see `faces.pose.called_deg`.
    pitch_deg, roll_deg : float
        > 0: bent back; > 0: tilted clockwise.
    readable : float
        Probability that there is a face whose points can be read, 0 to 1.
    spread : float
        How far the looks lie apart, median over the points, in % of the box's height.
    mouth : dict of str to float
        Probability that the mouth is "open", "bearded", "hidden".
    """

    points_px: Reals
    doubt: Reals
    seen: Reals
    looks_left: bool
    turn_deg: float
    pitch_deg: float
    roll_deg: float
    readable: float
    spread: float
    mouth: dict[str, float]

    @property
    def yaw_deg(self) -> float:
        """Degrees, > 0 to the right of the picture."""
        return -self.turn_deg if self.looks_left else self.turn_deg

    @property
    def legible(self) -> float:
        """How surely a face is read: 1.2 where all looks agree, -1.2 where they do not.

        The natural logarithm of 5 over the geometric mean of spread and doubt, both in %.
        """
        needed = float(np.median(self.doubt[NEEDED]))
        return float(np.clip(np.log(LEGIBLE / max(np.sqrt(self.spread * needed), 1e-6)), -SURE, SURE))

    @property
    def face_box_px(self) -> Box:
        """The box that a person would draw, upright: from above the brows to the chin, ear to contour."""
        shown = self.points_px[[number for number, seen in enumerate(self.seen) if seen > 0.5]]
        x0, x1 = float(shown[:, 0].min()), float(shown[:, 0].max())
        brow, chin = self.point("brow_inner")[1], self.point("chin")[1]
        top = chin - FOREHEAD * (chin - brow)
        return x0, top, x1 - x0, chin - top

    def point(self, name: str) -> tuple[float, float]:
        """Return one point, in picture pixels."""
        x, y = self.points_px[POINTS.index(name)]
        return float(x), float(y)

    def sees(self, name: str) -> bool:
        """Return whether a point is not hidden."""
        return bool(self.seen[POINTS.index(name)] > 0.5)


def read_face(pixels: Levels, box_px: Box) -> NetReading:
    """Read the face in a box, whichever way it looks.

    The net knows heads that look left. The first look shows it the crop and its mirror image, and the side it
    believes in more is taken; the second look is upright, and jittered, for the median of several readings.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    box_px : tuple of float
        (x, y, width, height) in pixels.
    """
    first = [_placed(box_px, *look) for look in FIRST_LOOK]
    crops = np.stack([cut(pixels, to_crop, CROP_PX) for to_crop in first])
    told = _ask(np.concatenate([crops, crops[:, :, ::-1]]))
    plain, mirrored = np.split(told["facing"], 2)
    looks_left = bool(plain.mean() > mirrored.mean())
    half = slice(0, len(crops)) if looks_left else slice(len(crops), None)
    roll_deg = float(np.clip(told["pose_deg"][half, 2].mean(), -STEEPEST_DEG, STEEPEST_DEG))
    upright_deg = -roll_deg if looks_left else roll_deg
    second = [_placed(box_px, scale, x, y, turn + upright_deg) for scale, x, y, turn in SECOND_LOOK]
    crops = np.stack([cut(pixels, to_crop, CROP_PX) for to_crop in second])
    crops[1::2] = [_stretched(crop) for crop in crops[1::2]]
    told = _ask(crops if looks_left else crops[:, :, ::-1])
    return _joined(told, second, box_px, looks_left, upright_deg)


def read_settled(pixels: Levels, box_px: Box) -> tuple[NetReading, Box]:
    """Read a face and, where that is not clear, again in the box that was read; return the clearer one.

    A detector's box may go from a turban's top to the throat; points read in it are off by their share of it.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    box_px : tuple of float
        (x, y, width, height) in pixels, as it was found.

    Returns
    -------
    reading : NetReading
    box_px : tuple of float
        The one in which it was read.
    """
    best = read_face(pixels, box_px), box_px
    latest, latest_px = best
    for _ in range(TRIES):
        if latest.seen.max() <= 0.5 or min(latest.face_box_px[2:]) < 1:
            break
        again_px = latest.face_box_px
        grown = max(again_px[2:]) / max(latest_px[2:])
        far = max(grown, 1 / grown) > FAR
        if best[0].legible >= CLEAR and not far:
            break
        latest, latest_px = read_face(pixels, again_px), again_px
        if latest.legible > best[0].legible + (-LOSS if far else GAIN):
            best = latest, latest_px
    return best


def read_parts(pixels: Levels, box_px: Box, pose_deg: tuple[float, float], places: Reals) -> Reals:
    """Say what a face in a box and what is round it are made of, by the net's parsing.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    pose_deg : tuple of float
        Yaw and roll of the face, > 0 to the right of the picture and clockwise.
    places : (rows, columns, 2) float
        In picture pixels.

    Returns
    -------
    (rows, columns, 11) float64
        Probability of each of `PARTS`; all 0 where no look reaches.
    """
    yaw_deg, roll_deg = pose_deg
    looks = [_placed(box_px, scale, 0.0, 0.0, -roll_deg) for scale in PART_SCALES]
    crops = np.stack([cut(pixels, to_crop, CROP_PX) for to_crop in looks])
    batch = (crops[:, :, ::-1] if yaw_deg > 0 else crops).transpose(0, 3, 1, 2)
    (told,) = open_model("face_points.onnx")(np.ascontiguousarray(batch, np.float32), "parts")
    told = told[..., ::-1] if yaw_deg > 0 else told
    shares = np.zeros((*places.shape[:-1], len(PARTS)))
    count = np.zeros(places.shape[:-1])
    scale = told.shape[-1] / CROP_PX
    for part, to_crop in zip(told.transpose(0, 2, 3, 1), looks, strict=True):
        at = ((places @ to_crop[:, :2].T + to_crop[:, 2] + 0.5) * scale - 0.5).astype(np.float32)
        inside = ((at > 0) & (at < told.shape[-1] - 1)).all(axis=-1)
        for first in range(0, len(PARTS), 4):  # OpenCV reads at most four channels at once
            own = np.ascontiguousarray(part[..., first : first + 4])
            shares[..., first : first + 4] += inside[..., None] * cv2.remap(own, at, None, cv2.INTER_LINEAR)
        count += inside
    return np.asarray(shares / np.maximum(count, 1)[..., None])


def _joined(
    told: dict[str, Reals], looks: Sequence[Reals], box_px: Box, looks_left: bool, upright_deg: float
) -> NetReading:
    """Carry the looks back into the picture and take their median."""
    inside = told["points"] if looks_left else told["points"] * [-1, 1] + [CROP_PX - 1, 0]
    places = [
        (points - to_crop[:, 2]) @ np.linalg.inv(to_crop[:, :2]).T
        for points, to_crop in zip(inside, looks, strict=True)
    ]
    middle = np.median(places, axis=0)
    apart = np.linalg.norm(places - middle, axis=2)
    turn_deg, pitch_deg, roll_deg = told["pose_deg"].mean(0)
    turned = np.mean([look[3] for look in SECOND_LOOK])
    roll = (roll_deg if looks_left else -roll_deg) - upright_deg - turned
    return NetReading(
        points_px=middle + 0.5,  # pixels have their origin at a corner, the net's at their middle
        doubt=np.median(told["doubt"], axis=0),
        seen=told["seen"].mean(0),
        looks_left=looks_left,
        turn_deg=called_deg(float(turn_deg)),
        pitch_deg=float(-pitch_deg),
        roll_deg=float(roll),
        readable=float(told["readable"].mean()),
        spread=float(np.median(apart) / box_px[3] * 100),
        mouth=dict(zip(MOUTHS, (float(share) for share in told["mouth"].mean(0)), strict=True)),
    )


def _ask(crops: Levels) -> dict[str, Reals]:
    batch = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)
    given = open_model("face_points.onnx")(batch, *OUTPUTS)
    return {name: np.asarray(values, np.float64) for name, values in zip(OUTPUTS, given, strict=True)}


def _placed(box_px: Box, scale: float, x_shift: float, y_shift: float, turn_deg: float) -> Reals:
    """Return the map from the picture's pixel middles to a crop's, (2, 3)."""
    x, y, width, height = box_px
    zoom = CROP_PX / (MARGIN * max(width, height) * scale)
    cosine, sine = zoom * np.cos(np.radians(turn_deg)), zoom * np.sin(np.radians(turn_deg))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    middle = np.array([x + width * (0.5 + x_shift), y + height * (0.5 + y_shift)]) - 0.5
    return np.column_stack([turn, (CROP_PX - 1) / 2 - turn @ middle])


def cut(pixels: Levels, to_crop: Reals, side_px: int) -> Levels:
    """Cut a square crop out; a large face is first averaged down, so that brushwork does not alias."""
    zoom = float(np.hypot(*to_crop[0, :2]))
    reach = side_px / zoom
    corner = np.linalg.inv(to_crop[:, :2]) @ (np.full(2, (side_px - 1) / 2) - to_crop[:, 2])
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(corner - reach), 0, [width - 1, height - 1]).astype(int)
    right, bottom = np.clip(np.ceil(corner + reach), [left + 1, top + 1], [width, height]).astype(int)
    part = pixels[top:bottom, left:right]
    place = to_crop.copy()
    place[:, 2] += to_crop[:, :2] @ [left, top]
    if zoom < 0.5:
        size = max(1, round(part.shape[1] * zoom * 2)), max(1, round(part.shape[0] * zoom * 2))
        finer = np.array([part.shape[1] / size[0], part.shape[0] / size[1]])
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        place[:, 2] += place[:, :2] @ ((finer - 1) / 2)
        place[:, :2] *= finer
    size_px = (side_px, side_px)
    crop = cv2.warpAffine(part, place, size_px, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _stretched(crop: Levels) -> Levels:
    """Even out dark and faded crops: luminance from its 2nd to its 98th percentile."""
    low, high = np.percentile(crop.mean(axis=2), [2, 98])
    even = (crop.astype(np.float32) - low) * (235 / max(20.0, high - low)) + 10
    return np.asarray(np.clip(even, 0, 255), np.uint8)
