"""Finds the faces in an artwork and puts the likely speaker first."""

from __future__ import annotations

import dataclasses
import math

import cv2

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box
from speaking_engine.faces.describe import describe_face
from speaking_engine.faces.detectors.mtcnn import Mtcnn
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report, silent

MAX_SIDE_PX = 1280


def find_faces(artwork: Artwork, *, thorough: bool = False, report: Report = silent) -> tuple[Face, ...]:
    """Find the faces, the likely main speaker first.

    Parameters
    ----------
    thorough : bool
        Look at more scales; several times slower.

    Returns
    -------
    tuple of Face
        Named "f0", "f1", ... in the order of `speaker_rank`; empty if no face was found.
    """
    report("faces", 0.0, "looking for faces")
    scale = min(1.0, (2 if thorough else 1) * MAX_SIDE_PX / max(artwork.width_px, artwork.height_px))
    size = max(1, round(artwork.width_px * scale)), max(1, round(artwork.height_px * scale))
    findings = Mtcnn().find(cv2.resize(artwork.pixels, size, interpolation=cv2.INTER_AREA))
    faces = []
    for number, finding in enumerate(findings):
        report("faces", (number + 1) / (len(findings) + 1), f"face {number + 1} of {len(findings)}")
        x, y, width, height = (value / scale for value in finding.box_px)
        faces.append(describe_face(artwork, (x, y, width, height), "", finding.score, (finding.detector,)))
    faces.sort(key=lambda face: -speaker_rank(face, artwork.width_px, artwork.height_px))
    report("faces", 1.0, f"{len(faces)} found")
    return tuple(dataclasses.replace(face, id=f"f{number}") for number, face in enumerate(faces))


def speaker_rank(face: Face, width_px: int, height_px: int) -> float:
    """Say how likely a face is the one that speaks, 0 to 1: large, near the middle, surely a face."""
    size = math.sqrt(face.box_px[2] * face.box_px[3] / (width_px * height_px))
    return size * _centrality(face.box_px, width_px, height_px) * (0.5 + 0.5 * face.confidence)


def _centrality(box_px: Box, width_px: int, height_px: int) -> float:
    """1 in the middle of the upper half, where portraits have the face, falling to 0.5 in the far corner."""
    x, y, width, height = box_px
    away = math.hypot((x + width / 2) / width_px - 0.5, ((y + height / 2) / height_px - 0.4))
    return 1 - 0.5 * min(1.0, away / 0.78)
