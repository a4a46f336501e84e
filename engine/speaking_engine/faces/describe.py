"""Turns a box into a `Face`: fits the mesh and reads from it what can be read."""

from __future__ import annotations

import dataclasses

import numpy as np

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box, from_edges, iou_of
from speaking_engine.faces.face import Face
from speaking_engine.faces.gender import apparent_gender
from speaking_engine.faces.mesh import Mesh, Points, fit_mesh
from speaking_engine.faces.mouth import mouth_state
from speaking_engine.faces.pose import head_pose, yaw_class
from speaking_engine.faces.quality import quality
from speaking_engine.faces.turn import guess_yaw

LEAST_PRESENCE = 0.5  # below, the mesh is a guess at a face that is not there, or not seen from the front
SAME_PLACE = 0.3  # a mesh that overlaps the box by less has wandered to another face


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
    face = Face(face_id, box_px, confidence, presence=mesh.presence, found_by=found_by)
    if mesh.presence >= LEAST_PRESENCE and _stayed(mesh, box_px):
        return with_landmarks(artwork, face, mesh.landmarks_px)
    yaw_deg = guess_yaw(artwork.pixels, box_px)
    if yaw_deg is not None:
        face = dataclasses.replace(face, yaw_deg=yaw_deg, yaw_class=yaw_class(yaw_deg))
    return dataclasses.replace(face, quality=quality(face))


def with_landmarks(artwork: Artwork, face: Face, landmarks_px: Points) -> Face:
    """Add to a face what its landmarks tell, be they of the mesh or of handles."""
    pose = head_pose(landmarks_px)
    gender, gender_confidence = apparent_gender(artwork.pixels, landmarks_px)
    seen = dataclasses.replace(
        face,
        landmarks_px=landmarks_px,
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        yaw_class=yaw_class(pose.yaw_deg),
        gender=gender,
        gender_confidence=gender_confidence,
        mouth_state=mouth_state(artwork.pixels, landmarks_px),
        inter_ocular_px=_between_eyes(face, landmarks_px),
    )
    return dataclasses.replace(seen, quality=quality(seen))


def _between_eyes(face: Face, landmarks_px: Points) -> float | None:
    if face.handle_set.startswith("profile"):  # one eye only
        return None
    return float(np.linalg.norm(landmarks_px[263, :2] - landmarks_px[33, :2]))


def _stayed(mesh: Mesh, box_px: Box) -> bool:
    """Tell whether the mesh is still where the face was found."""
    flat = mesh.landmarks_px[:, :2]
    return iou_of(from_edges(*flat.min(axis=0), *flat.max(axis=0)), box_px) >= SAME_PLACE
