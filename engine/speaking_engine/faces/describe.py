"""Turns a box into a `Face`: lets mesh and net look, and says what can be read."""

from __future__ import annotations

import dataclasses

import numpy as np

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.closer import look_closer
from speaking_engine.faces.face import Face, Gender, MouthState
from speaking_engine.faces.gender import apparent_gender
from speaking_engine.faces.mesh import Points, fit_mesh
from speaking_engine.faces.mouth import mouth_state
from speaking_engine.faces.placing import can_read, hidden_handles, place
from speaking_engine.faces.pose import called_deg, head_pose, yaw_class
from speaking_engine.faces.quality import quality
from speaking_engine.faces.reading import Reading, read_face
from speaking_engine.faces.turn import guess_yaw

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
    mesh, reading = fit_mesh(artwork.pixels, box_px), read_face(artwork.pixels, box_px)
    if can_read(reading):
        reading = look_closer(artwork.pixels, reading, box_px)
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
    artwork: Artwork, face: Face, landmarks_px: Points, reading: Reading | None = None
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


def _yaw_deg(of_mesh_deg: float, reading: Reading | None, *, by_net: bool) -> float:
    """Return the net's yaw where it placed the face, else the mean of both, where the net can read.

    On drawn heads turned by 15 to 45 degrees the mean is off by half as much as either.
    """
    called = called_deg(of_mesh_deg)
    if reading is None or not (by_net or can_read(reading)):
        return called
    return reading.yaw_deg if by_net else (called + reading.yaw_deg) / 2


def _mouth(artwork: Artwork, landmarks_px: Points, gender: Gender, reading: Reading | None) -> MouthState:
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
