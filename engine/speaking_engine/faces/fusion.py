"""Fusion: from what the detectors found in many views to one list of faces with one confidence each.

The rule, in four sentences. Each size of the picture is looked at twice, once mirrored, and what is seen
only once counts half. A face's score is that of the size at which it is seen best. Its confidence is that
score as a probability, raised if MTCNN, a detector of another kind, has found a face in the same place. Where
that leaves a doubt, the net that reads faces is asked: what all its looks read alike is a face the sooner.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from speaking_engine.faces.boxes import Box, Boxes, area, edges, iou, overlap
from speaking_engine.faces.detectors.detector import Finding

SAME = 0.4  # least intersection over union of two boxes around one face
INSIDE = 0.7  # a box with so much of its area in a better one shows a part of that face


@dataclass(frozen=True, slots=True)
class Odds:
    """How a score becomes a probability.

    Log odds = `slope` x log odds of the score + `witness` x the witness's score + `legible` x how well it
    reads + `offset`.
    """

    slope: float
    witness: float
    legible: float
    offset: float


# Fitted to the places seen in works with hand-made boxes; left-out works are judged as well by the fit to the
# others (`benchmarks/faces.py --fit`). More looks give chance more occasions: a lower offset.
QUICK = Odds(slope=3.4, witness=1.1, legible=0.8, offset=1.2)
THOROUGH = Odds(slope=3.8, witness=1.9, legible=0.8, offset=0.2)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a face may be.

    Attributes
    ----------
    box_px : tuple of float
        (x, y, width, height) in artwork pixels.
    score : float
        0 to 1: mean of the plain and the mirrored look.
    witness : float
        0 to 1: the best score of a second detector in this place.
    legible : float
        -1.2 to 1.2: how well a face is read there, see `faces.reading`; 0 if that was not asked.
    found_by : tuple of str
        Detectors that saw it.
    """

    box_px: Box
    score: float
    witness: float = 0.0
    legible: float = 0.0
    found_by: tuple[str, ...] = ()

    def confidence(self, odds: Odds) -> float:
        """Probability that this is a face, 0 to 1."""
        score = min(max(self.score, 0.02), 0.98)
        log_odds = odds.slope * math.log(score / (1 - score)) + odds.offset
        log_odds += odds.witness * self.witness + odds.legible * self.legible
        return 1 / (1 + math.exp(-log_odds))


def paired(plain: Sequence[Finding], mirrored: Sequence[Finding]) -> list[Candidate]:
    """Join two looks at one size: the mean of both boxes and scores; a look that sees nothing counts 0."""
    left = list(mirrored)
    candidates = []
    for finding in sorted(plain, key=lambda finding: -finding.score):
        shares = iou(_boxes([finding]), _boxes(left))[0]
        if shares.size and shares.max() >= SAME:
            other = left.pop(int(shares.argmax()))
            box = tuple(np.mean([finding.box_px, other.box_px], axis=0).tolist())
            candidates.append(Candidate(box, (finding.score + other.score) / 2, found_by=(finding.detector,)))
        else:
            candidates.append(Candidate(finding.box_px, finding.score / 2, found_by=(finding.detector,)))
    candidates += [Candidate(other.box_px, other.score / 2, found_by=(other.detector,)) for other in left]
    return candidates


def merged(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep of those around one face the best, best first; a box inside a better one is a part, not a face."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: -candidate.score):
        if not kept or not _same_face(candidate, kept).any():
            kept.append(candidate)
    return kept


def witnessed(candidates: Sequence[Candidate], findings: Sequence[Finding]) -> list[Candidate]:
    """Tell each candidate what a second detector found in its place."""
    if not findings or not candidates:
        return list(candidates)
    shares = iou(_boxes(candidates), _boxes(findings))
    told = []
    for candidate, row in zip(candidates, shares, strict=True):
        there = [finding for finding, share in zip(findings, row, strict=True) if share >= SAME]
        names = tuple(sorted({finding.detector for finding in there} - set(candidate.found_by)))
        best = max((finding.score for finding in there), default=0.0)
        told.append(Candidate(candidate.box_px, candidate.score, best, found_by=candidate.found_by + names))
    return told


def _same_face(candidate: Candidate, others: Sequence[Candidate]) -> np.ndarray:  # type: ignore[type-arg]
    one, many = _boxes([candidate]), _boxes(others)
    smaller = np.maximum(np.minimum(area(one)[0], area(many)), 1e-6)
    return np.asarray((iou(one, many)[0] >= SAME) | (overlap(one, many)[0] / smaller >= INSIDE))


def _boxes(things: Sequence[Finding] | Sequence[Candidate]) -> Boxes:
    return np.array([edges(thing.box_px) for thing in things], np.float32).reshape(-1, 4)
