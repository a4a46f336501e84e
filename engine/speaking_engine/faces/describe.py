"""Turns a box into a `Face`: fits the mesh and reads from it what can be read."""

from __future__ import annotations

import dataclasses

import numpy as np

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.face import Face
from speaking_engine.faces.gender import apparent_gender
from speaking_engine.faces.mesh import Mesh, fit_mesh
from speaking_engine.faces.pose import head_pose, yaw_class

LEAST_PRESENCE = 0.5  # below, the mesh is a guess at a face that is not there, or not seen from the front


def describe_face(
    artwork: Artwork, box_px: Box, face_id: str, confidence: float, found_by: tuple[str, ...]
) -> Face:
    """Say all that the picture tells of one face.

    Parameters
    ----------
    box_px : tuple of float
        (x, y, width, height) in artwork pixels.
    """
    face = Face(face_id, box_px, confidence, found_by=found_by)
    mesh = fit_mesh(artwork.pixels, box_px)
    if mesh.presence < LEAST_PRESENCE:
        return dataclasses.replace(face, presence=mesh.presence)
    return with_mesh(artwork, face, mesh)


def with_mesh(artwork: Artwork, face: Face, mesh: Mesh) -> Face:
    """Add to a face what its landmarks tell."""
    points = mesh.landmarks_px
    pose = head_pose(points)
    gender, gender_confidence = apparent_gender(artwork.pixels, points)
    return dataclasses.replace(
        face,
        landmarks_px=points,
        presence=mesh.presence,
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        yaw_class=yaw_class(pose.yaw_deg),
        gender=gender,
        gender_confidence=gender_confidence,
        inter_ocular_px=float(np.linalg.norm(points[263, :2] - points[33, :2])),
    )
