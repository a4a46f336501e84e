"""Finds the faces in an artwork and puts the likely speaker first."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.faces.boxes import Box, clip, iou_of
from speaking_engine.faces.describe import describe_face
from speaking_engine.faces.detectors import load_detector
from speaking_engine.faces.detectors.centerface import CenterFace
from speaking_engine.faces.detectors.detector import Detector, Finding, Pixels
from speaking_engine.faces.detectors.mtcnn import Mtcnn
from speaking_engine.faces.face import Face
from speaking_engine.faces.fusion import QUICK, SAME, THOROUGH, Candidate, Odds, merged, paired, witnessed
from speaking_engine.faces.placing import SURE_PRESENCE
from speaking_engine.faces.pose import PROFILE_DEG
from speaking_engine.faces.reading import read_face
from speaking_engine.faces.views import View, look
from speaking_engine.protocol.progress import Report, silent

LEAST_CONFIDENCE = 0.6
SETTLED = 0.6  # a score at which nothing more needs to be known of a place
DOUBTFUL = 0.2  # a score below which no second look and no witness makes a face of a place
LEFT = (0.08, 0.95)  # a confidence between these leaves a doubt that a reading may end
BY_SIZE = 0.65  # power of a face's size in its rank: who stands before others is larger, not more important
ASIDE = 0.9  # of its rank would be lost to a face 0.78 of the picture's sides from the middle
UNSURE = 0.95  # of its rank is left to a face that the mesh does not see plainly, in front of it
UNREAD = 0.7  # of its rank is left to a face whose points nobody could read
WHOLE = (
    (0.95, 0.5),
    (0.75, 0.4),
    (0.5, 0.4),
)  # heights of boxes in the middle, and how far down, of the picture
SLIM = 0.8  # width of such a box / its height
LEGIBLE_ALONE = 0.45  # of works without a face none is as legible
WITNESS_SIDE_PX = 1280
SIDES_PX = (320, 640, 1280, 2000)
THOROUGH_SIDES_PX = (*SIDES_PX, 4000)
THOROUGH_VIEWS = (
    View(1280, even=True),
    *(
        View(side, angle_deg=angle) for side in (640, 1280) for angle in (25, -25)
    ),  # large heads are seen small
)


def find_faces(
    artwork: Artwork, *, thorough: bool = False, detector: str = "", report: Report = silent
) -> tuple[Face, ...]:
    """Find the faces, the likely main speaker first.

    Parameters
    ----------
    thorough : bool
        Look also at native size, with the head tilted and with evened tones; several times slower.
    detector : str
        Ask this one alone ("mtcnn", "deepface", ...), once, and take its scores for confidence; all are
        asked as described in `faces.fusion` if empty.

    Returns
    -------
    tuple of Face
        Named "f0", "f1", ... in the order of `speaker_rank`; empty if no face was found.

    Raises
    ------
    FaceError
        There is no detector of that name.
    SetupError
        A model is missing; the hint says how to get it.
    """
    report("faces", 0.0, "looking for faces")
    places: list[tuple[Box, float, tuple[str, ...]]]
    if detector:
        alone = look(load_detector(detector), artwork.pixels, _whole(artwork.pixels))
        places = [(one.box_px, one.score, (one.detector,)) for one in alone]
    else:
        candidates, odds = find_candidates(artwork.pixels, thorough=thorough, report=report)
        places = [(one.box_px, one.confidence(odds), one.found_by) for one in candidates]
    faces = []
    for number, (box_px, confidence, found_by) in enumerate(places):
        report("faces", 0.8 + 0.2 * number / len(places), f"face {number + 1} of {len(places)}")
        box = clip(box_px, artwork.width_px, artwork.height_px)
        faces.append(describe_face(artwork, box, "", confidence, found_by))
    faces.sort(key=lambda face: -speaker_rank(face, artwork.width_px, artwork.height_px))
    report("faces", 1.0, f"{len(faces)} found")
    return tuple(dataclasses.replace(face, id=f"f{number}") for number, face in enumerate(faces))


def find_candidates(
    pixels: Pixels, *, thorough: bool = False, least: float = LEAST_CONFIDENCE, report: Report = silent
) -> tuple[list[Candidate], Odds]:
    """Return the places that hold a face with at least the confidence `least`, best first, and its odds.

    Where a quick look believes in nothing, and the picture's middle is no face either, it looks thoroughly.
    """
    odds = THOROUGH if thorough else QUICK
    told = _candidates(pixels, thorough, report)
    if not _believed(told, odds):
        told += _read_whole(pixels)
    if not thorough and not _believed(told, odds):  # drawn with few lines, or with the head on one side
        odds, told = THOROUGH, _candidates(pixels, True, report)
    sure = [(one.confidence(odds), one) for one in told]
    return [one for confidence, one in sorted(sure, key=lambda pair: -pair[0]) if confidence >= least], odds


def _believed(candidates: Sequence[Candidate], odds: Odds) -> bool:
    return any(one.confidence(odds) >= LEAST_CONFIDENCE for one in candidates)


def _candidates(pixels: Pixels, thorough: bool, report: Report) -> list[Candidate]:
    views = _views(pixels, thorough=thorough)
    detector, seen = CenterFace(threshold=0.1), list[Candidate]()
    for number, view in enumerate(views):
        report("faces", 0.8 * number / (len(views) + 1), f"looking at {view.side_px} pixels")
        seen = merged([*seen, *_looked_twice(detector, pixels, view, seen)])
    report("faces", 0.8 * len(views) / (len(views) + 1), "asking a second detector")
    told = witnessed(seen, _ask_witness(pixels, [one for one in seen if one.score >= DOUBTFUL]))
    odds = THOROUGH if thorough else QUICK
    return [_read(pixels, one) if LEFT[0] < one.confidence(odds) < LEFT[1] else one for one in told]


def _read(pixels: Pixels, candidate: Candidate) -> Candidate:
    """Let the net that reads faces say how well it reads this one."""
    return dataclasses.replace(candidate, legible=read_face(pixels, candidate.box_px).legible)


def _read_whole(pixels: Pixels) -> list[Candidate]:
    """Read the middle of a picture in which no face was found: it may be one face, cut tight or strange."""
    height, width = pixels.shape[:2]
    readings = []
    for share, down in WHOLE:
        tall = share * min(height, width / SLIM)
        wide = tall * SLIM
        readings.append(read_face(pixels, ((width - wide) / 2, down * height - tall / 2, wide, tall)))
    best = max(readings, key=lambda reading: reading.legible)
    if best.legible < LEGIBLE_ALONE:
        return []
    box = clip(best.face_box_px, width, height)
    return [Candidate(box, 0.5, legible=best.legible, found_by=("reading",))]


def _ask_witness(pixels: Pixels, candidates: Sequence[Candidate]) -> list[Finding]:
    """Look with MTCNN for faces of the sizes in question only: its smallest sizes cost most."""
    if not candidates:
        return []
    view = _whole(pixels)
    smallest = min(min(one.box_px[2:]) for one in candidates) * view.side_px / max(pixels.shape[:2])
    return look(Mtcnn(min_face_px=max(20.0, smallest / 2)), pixels, view)


def _whole(pixels: Pixels) -> View:
    return View(min(WITNESS_SIDE_PX, max(pixels.shape[:2])))


def _views(pixels: Pixels, *, thorough: bool) -> list[View]:
    """Smallest first, so that large faces are settled cheaply; none larger than the picture itself."""
    native = max(pixels.shape[:2])
    sides = sorted({min(side, native) for side in (THOROUGH_SIDES_PX if thorough else SIDES_PX)})
    more = [dataclasses.replace(view, side_px=min(view.side_px, native)) for view in THOROUGH_VIEWS]
    return [View(side) for side in sides] + (more if thorough else [])


def _looked_twice(
    detector: Detector, pixels: Pixels, view: View, seen: Sequence[Candidate]
) -> list[Candidate]:
    """Look at one view and, if that leaves a doubt, at its mirror image."""
    plain = look(detector, pixels, view)
    settled = [candidate.box_px for candidate in seen if candidate.score >= SETTLED]
    doubtful = [finding for finding in plain if finding.score >= DOUBTFUL and not _near(finding, settled)]
    if not doubtful:
        return []
    return paired(plain, look(detector, pixels, dataclasses.replace(view, mirrored=True)))


def _near(finding: Finding, boxes: Sequence[Box]) -> bool:
    return any(iou_of(finding.box_px, box) >= SAME for box in boxes)


def speaker_rank(face: Face, width_px: int, height_px: int) -> float:
    """Say how likely a face is the one that speaks, 0 to 1: large, in the middle, surely a face, legible."""
    size = math.sqrt(face.box_px[2] * face.box_px[3] / (width_px * height_px))
    legible = UNREAD if face.landmarks_px is None else (1.0 if _plain(face) else UNSURE)
    middle = _centrality(face.box_px, width_px, height_px)
    return math.pow(size, BY_SIZE) * legible * middle * (0.5 + 0.5 * face.confidence)


def _plain(face: Face) -> bool:
    return face.presence >= SURE_PRESENCE and abs(face.yaw_deg or 0.0) <= PROFILE_DEG


def _centrality(box_px: Box, width_px: int, height_px: int) -> float:
    """1 in the middle of the upper half, where portraits have the face, falling towards the corners.

    How far from the axis counts twice as much as how high: a picture's main figure stands on its axis.
    """
    x, y, width, height = box_px
    away = math.hypot((x + width / 2) / width_px - 0.5, 0.5 * ((y + height / 2) / height_px - 0.4))
    return 1 - ASIDE * min(1.0, away / 0.78)
