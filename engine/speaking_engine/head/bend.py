"""The last bend: carries what a fit leaves of some points over the whole head, smoothly.

References
----------
Gaussian-process regression with a Matern kernel (Rasmussen and Williams 2006), over the head with its lips
parted: what is above the seam is not pulled by what is below.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

from speaking_engine.head.model import Anchors, Floats, HeadModel

Array = npt.NDArray[np.float64]

PARTED = 0.8  # of jawOpen
# Reach in centimetres, and noise as a share of the variance: first widely, where neighbours may differ a
# little; then near each point alone, so that two points a millimetre apart that contradict each other do not
# bend a whole cheek.
STAGES = ((2.5, 0.05), (0.3, 0.01))


@dataclass(frozen=True, eq=False)
class Bend:
    """The bends of one model at one set of points; what is costly is computed once."""

    model: HeadModel
    anchors: Anchors

    def over_vertices(self, off: Array) -> Floats:
        """Spread what points have, (N, D), over the vertices, (V, D): whole there, fading with distance."""
        total, left = np.zeros((len(self.model.mean), off.shape[1])), off
        for noise, met, reached in self._covariances:
            share = np.linalg.solve(met + noise * np.eye(len(met)), left)
            total += reached @ share.astype(np.float32)
            left = left - met @ share
        return np.asarray(total, np.float32)

    @cached_property
    def _covariances(self) -> list[tuple[float, Array, Floats]]:
        """For each stage its noise, the covariance of points with points, and of vertices with points."""
        model, anchors = self.model, self.anchors
        over = model.mean + PARTED * model.units[model.unit_names.index("jawOpen")]
        used, corner = np.unique(model.triangles[anchors.triangle], return_inverse=True)
        corner = corner.reshape(-1, 3)
        far = cdist(over, over[used]).astype(np.float32)
        stages = []
        for reach_cm, noise in STAGES:
            scaled = far * np.float32(np.sqrt(3) / reach_cm)
            covariance = (1 + scaled) * np.exp(-scaled)  # Matern 3/2
            reached = np.zeros((len(over), len(corner)), np.float32)
            for number in range(3):
                reached += covariance[:, corner[:, number]] * anchors.weights[:, number]
            met = np.einsum("nc,ncm->nm", anchors.weights, reached[used][corner]).astype(np.float64)
            stages.append((noise, met, reached))
        return stages
