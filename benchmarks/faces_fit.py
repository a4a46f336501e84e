"""Fits confidence to hand-made boxes, leaving each work out once, so that nobody need take it on trust."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.faces_score import match
from speaking_engine.faces.fusion import Candidate, Odds

RIDGE = 0.5  # few examples: keep the weights small
STEPS = 30


def fit_report(
    truth: Mapping[str, dict[str, Any]], seen: Mapping[str, Sequence[Candidate]], odds: Odds
) -> None:
    """Print the fit to all works, and how well works are judged by the fit to the others."""
    rows, right, work = _examples(truth, seen)
    fitted = Odds(*_fit(rows, right))
    for name, used in (("in use", odds), (f"fitted to {len(right)} places", fitted)):
        told = "  ".join(f"{part} {weight:.1f}" for part, weight in dataclasses.asdict(used).items())
        print(f"  {name}: {told}")
    belief = np.zeros(len(right))
    for left_out in sorted(set(work)):
        others = work != left_out
        belief[~others] = _belief(rows[~others], _fit(rows[others], right[others]))
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = (belief >= low) & (belief < high)
        if inside.any():
            print(
                f"  left out: believed {low:.2f} to {min(high, 1):.2f}, mean {belief[inside].mean():.2f}:"
                f" {int(right[inside].sum())} of {inside.sum()} are faces"
            )


def _examples(
    truth: Mapping[str, dict[str, Any]], seen: Mapping[str, Sequence[Candidate]]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    rows, right, work = [], [], []
    for name, candidates in seen.items():
        matches, false = match(truth[name], [candidate.box_px for candidate in candidates])
        for row, is_face in [(row, True) for row in matches if row is not None] + [
            (row, False) for row in false
        ]:
            score = min(max(candidates[row].score, 0.02), 0.98)
            rows.append([np.log(score / (1 - score)), candidates[row].witness, candidates[row].legible, 1.0])
            right.append(float(is_face))
            work.append(name)
    return np.array(rows), np.array(right), np.array(work)


def _fit(rows: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Logistic regression by Newton's steps; the offset is not held small."""
    weights, ridge = np.zeros(rows.shape[1]), np.diag([RIDGE, RIDGE, RIDGE, 0.0])
    for _ in range(STEPS):
        belief = _belief(rows, weights)
        bend = rows.T * (belief * (1 - belief)) @ rows + ridge
        weights = weights - np.linalg.solve(bend, rows.T @ (belief - right) + ridge @ weights)
    return np.asarray(weights)


def _belief(rows: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(1 / (1 + np.exp(-(rows @ weights))))
