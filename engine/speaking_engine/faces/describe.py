"""Turns a box into a `Face`: lets mesh and net look, and says what can be read."""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box, iou_of
from speaking_engine.faces.closer import look_closer
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.face import Face, Gender, MouthState
from speaking_engine.faces.gender import apparent_gender
from speaking_engine.faces.mesh import Points, fit_mesh
from speaking_engine.faces.placing import can_read, hidden_handles, place
from speaking_engine.faces.pose import called_deg, head_pose, yaw_class
from speaking_engine.faces.reading import NetReading, read_settled

LEAST_BEARDED = 0.2  # below, the net sees no beard where dark tones round a man's mouth look like one
BEARDED = 0.4  # from here on it sees one even where nobody can say whether it is a man


def describe_face(
    artwork: Artwork, box_px: Box, face_id: str, confidence: float, found_by: tuple[str, ...]
) -> Face:
    """Say all that the picture tells of one face.

    Parameters
    ----------
    box_px : tuple of float
        (x, y, width, height) in artwork pixels.
    """
    mesh = fit_mesh(artwork.pixels, box_px)
    reading, read_in_px = read_settled(artwork.pixels, box_px)
    if can_read(reading):
        reading = look_closer(artwork.pixels, reading, read_in_px)
    face = Face(
        face_id, box_px, confidence, presence=mesh.presence, found_by=found_by, readable=reading.readable
    )
    placed = place(mesh, reading, box_px)
    if placed is None:
        yaw_deg = guess_yaw(artwork.pixels, box_px)
        if yaw_deg is not None:
            face = dataclasses.replace(face, yaw_deg=yaw_deg, yaw_class=yaw_class(yaw_deg))
        return dataclasses.replace(face, quality=quality(face))
    face = dataclasses.replace(
        face,
        handles=placed.handles,
        handle_set=placed.handle_set,
        placed_by=placed.by,
        doubt=placed.doubt,
        hidden=hidden_handles(placed.handle_set or "frontal", reading),
    )
    return with_landmarks(artwork, face, placed.landmarks_px, reading)


def with_landmarks(
    artwork: Artwork, face: Face, landmarks_px: Points, reading: NetReading | None = None
) -> Face:
    """Add to a face what its landmarks tell, be they of mesh, net or hand, and what the net reads of it."""
    pose = head_pose(landmarks_px)
    yaw_deg = _yaw_deg(pose.yaw_deg, reading, by_net=face.placed_by == "net")
    gender, gender_confidence = apparent_gender(artwork.pixels, landmarks_px)
    seen = dataclasses.replace(
        face,
        landmarks_px=landmarks_px,
        yaw_deg=yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        yaw_class=yaw_class(yaw_deg),
        gender=gender,
        gender_confidence=gender_confidence,
        mouth_state=_mouth(artwork, landmarks_px, gender, reading),
        inter_ocular_px=_between_eyes(face, landmarks_px),
    )
    return dataclasses.replace(seen, quality=quality(seen))


def _yaw_deg(of_mesh_deg: float, reading: NetReading | None, *, by_net: bool) -> float:
    """Return the net's yaw where it placed the face, else the mean of both, where the net can read.

    On drawn heads turned by 15 to 45 degrees the mean is off by half as much as either.
    """
    called = called_deg(of_mesh_deg)
    if reading is None or not (by_net or can_read(reading)):
        return called
    return reading.yaw_deg if by_net else (called + reading.yaw_deg) / 2


def _mouth(artwork: Artwork, landmarks_px: Points, gender: Gender, reading: NetReading | None) -> MouthState:
    """Name the mouth's state; dark tones are a beard only on what passes for a man or reads bearded."""
    state = mouth_state(artwork.pixels, landmarks_px)
    if state != "beard-covered":
        return state
    read = None if reading is None else reading.mouth["bearded"]
    man = gender == "male" and (read is None or read >= LEAST_BEARDED)
    return state if man or (gender != "female" and read is not None and read >= BEARDED) else "closed"


def _between_eyes(face: Face, landmarks_px: Points) -> float | None:
    if face.handle_set.startswith("profile"):  # one eye only
        return None
    return float(np.linalg.norm(landmarks_px[263, :2] - landmarks_px[33, :2]))


LEAST_HEIGHT_PX = 48.0  # forehead to chin; below, tones are a few brush strokes
SEEN_LIPS_PX = 120.0  # forehead to chin; below, the mesh takes shadows for gaps between lips
OPEN = 0.02  # gap between the lips / height of the face; the canonical face, lips parted, has 0.03
BEARD_L = 22.0  # how much darker than the cheek both upper lip and chin are, in L* of CIELAB (0 to 100)

CHEEKS = ([50, 101, 36, 205, 187, 123, 117, 118], [280, 330, 266, 425, 411, 352, 346, 347])
UPPER_LIP = [164, 167, 165, 92, 186, 57, 39, 37, 0, 267, 269, 287, 410, 322, 391, 393]
CHIN = [17, 84, 181, 91, 106, 182, 83, 18, 313, 406, 335, 321, 405, 314, 152, 148, 377, 176, 400]


def mouth_state(pixels: npt.NDArray[np.uint8], landmarks_px: Points) -> MouthState:
    """Name the state of the mouth: "open", "beard-covered", "closed", or "unknown" on small faces.

    A mouth behind a hand or a cup is not recognised as "hidden"; only a person can say that.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    landmarks_px : (478, 3) float32
    """
    points = landmarks_px.astype(np.float64)
    height_px = float(np.linalg.norm(points[152] - points[10]))
    if height_px < LEAST_HEIGHT_PX:
        return "unknown"
    if np.linalg.norm(points[14] - points[13]) / height_px > OPEN:
        return "open" if height_px >= SEEN_LIPS_PX else "unknown"
    cheek = max(_lightness(pixels, points[side, :2]) for side in CHEEKS)
    darker = [cheek - _lightness(pixels, points[part, :2]) for part in (UPPER_LIP, CHIN)]
    return "beard-covered" if min(darker) > BEARD_L else "closed"


def _lightness(pixels: npt.NDArray[np.uint8], outline: npt.NDArray[np.float64]) -> float:
    """Mean L* inside the hull of some points; 0 outside the picture."""
    height, width = pixels.shape[:2]
    hull = cv2.convexHull(np.round(outline).astype(np.int32))[:, 0]
    left, top = np.clip(hull.min(axis=0), 0, [width - 1, height - 1])
    right, bottom = np.clip(hull.max(axis=0) + 1, [left + 1, top + 1], [width, height])
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    mask = cv2.fillConvexPoly(np.zeros(part.shape[:2], np.uint8), (hull - [left, top]).astype(np.int32), 1)
    lightness = cv2.cvtColor(part, cv2.COLOR_RGB2LAB)[..., 0][mask > 0]
    return float(lightness.mean()) * 100 / 255 if lightness.size else 0.0


SOFT_HEIGHT_PX = 96.0  # below, an animated mouth is a few pixels of somebody else's brushwork
TINY_HEIGHT_PX = 24.0
DOUBTFUL = 0.8
STEEP_DEG = 25.0


def quality(face: Face) -> tuple[str, ...]:
    """Return the reasons why this face may not come out well, worst first; empty if there are none."""
    reasons = [*_landmarks(face), *_size(face)]
    if face.confidence < DOUBTFUL:
        reasons.append(f"may not be a face (confidence {face.confidence:.2f}): look at it")
    if face.pitch_deg is not None and face.landmarks_px is not None and abs(face.pitch_deg) > STEEP_DEG:
        reasons.append(
            f"head bent {'back' if face.pitch_deg > 0 else 'down'}, {abs(face.pitch_deg):.0f} degrees"
        )
    if face.mouth_state == "beard-covered":
        reasons.append("beard over the mouth: the lips are guessed")
    if face.mouth_state == "hidden":
        reasons.append("the mouth is hidden: it cannot be seen to speak")
    return tuple(reasons)


def _landmarks(face: Face) -> list[str]:
    turn = "" if face.yaw_deg is None else f", {abs(face.yaw_deg):.0f} degrees"
    if face.landmarks_px is None:
        if face.yaw_class == "profile":
            return [f"profile{turn}, cannot be read: place the handles by hand"]
        return ["the face cannot be read: place the handles by hand"]
    if face.placed_by == "net":
        return [f"{face.yaw_class}{turn}, placed by the program: check it"]
    if face.yaw_class == "profile" and face.handles is None:
        return [f"profile{turn}: check the landmarks, or place the handles by hand"]
    return []


def _size(face: Face) -> list[str]:
    height = face.box_px[3]
    if height < TINY_HEIGHT_PX:
        return [f"face is {height:.0f} px high: too small to be seen speaking"]
    if height < SOFT_HEIGHT_PX:
        return [f"face is {height:.0f} px high: will be soft"]
    return []


FACE_PX = 160  # height at which the face is shown to the net, where it sees best
CROP_PX = 384
EYES_APART = 0.45  # of the box's width, on a face seen from the front: median of hand-made boxes
LEFT_EYE, RIGHT_EYE, NOSE = 0, 1, 2


def guess_yaw(pixels: npt.NDArray[np.uint8], box_px: Box) -> float | None:
    """Guess the yaw from how close together the eyes appear, and its sign from where the nose is.

    On hand-made boxes it tells profiles from other faces in nine cases of ten and the side nine times of ten.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    box_px : tuple of float
        (x, y, width, height) in pixels.

    Returns
    -------
    float or None
        Degrees, -90 to 90, > 0 to the right of the picture; None if no face is seen.
    """
    x, y, width, height = box_px
    zoom = FACE_PX / max(height, 1.0)
    left, top = x + width / 2 - CROP_PX / zoom / 2, y + height / 2 - CROP_PX / zoom / 2
    crop = cv2.warpAffine(
        pixels,
        np.array([[zoom, 0, -left * zoom], [0, zoom, -top * zoom]]),
        (CROP_PX, CROP_PX),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_REPLICATE,
    )
    wanted = ((x - left) * zoom, (y - top) * zoom, width * zoom, height * zoom)
    seen = CenterFace(threshold=0.2).find_with_points(np.asarray(crop, np.uint8))
    near = [(finding, points) for finding, points in seen if iou_of(finding.box_px, wanted) > 0.35]
    if not near:
        return None
    finding, points = max(near, key=lambda pair: pair[0].score)
    apart = (points[RIGHT_EYE, 0] - points[LEFT_EYE, 0]) / finding.box_px[2]
    turn = math.degrees(math.acos(min(max(float(apart) / EYES_APART, 0.0), 1.0)))
    middle = (points[RIGHT_EYE, 0] + points[LEFT_EYE, 0]) / 2
    return math.copysign(turn, float(points[NOSE, 0] - middle))
