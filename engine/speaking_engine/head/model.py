"""The head model: a mesh with an inside, all the people it can be, and the 52 ARKit shapes it can make.

References
----------
MakeHuman's hm08 with its shape targets and rig, and Face Units by Mika Suominen, both CC0; brought into one
file by `scripts/build_head_model.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from speaking_engine.weights import locate

Floats = npt.NDArray[np.float32]
Triangles = npt.NDArray[np.int32]

LOWER_ROW = ("teeth_lower", "tongue")  # what hangs on the jaw
OUTSIDE = ("face", "scalp", "neck", "ears", "lids", "lip_upper", "lip_lower")  # what a picture can show
INSIDE = ("cavity", "teeth_upper", "teeth_lower", "tongue")
FULL_JAW_MM = 12.5  # how far below the upper lip `jawOpen` = 1 holds the lower one, on the mean head


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """Points on the surface, each by its triangle and its place therein.

    Attributes
    ----------
    triangle : (N,) int64
        Row of `HeadModel.triangles`.
    weights : (N, 3) float32
        Barycentric.
    """

    triangle: npt.NDArray[np.int64]
    weights: Floats

    def on(self, values: Floats, triangles: Triangles) -> Floats:
        """Read what the vertices have, (..., V, D), at the points: (..., N, D)."""
        corners = values[..., triangles[self.triangle], :]
        return np.asarray(np.einsum("nc,...ncd->...nd", self.weights, corners), np.float32)

    def take(self, rows: npt.NDArray[np.int64] | list[int]) -> Anchors:
        """Choose some of the points."""
        return Anchors(self.triangle[rows], self.weights[rows])


@dataclass(frozen=True, slots=True, eq=False)
class HeadModel:
    """A head and all that it can be; V vertices, T triangles, K components of identity.

    Attributes
    ----------
    mean : (V, 3) float32
        The head of nobody, at rest with its mouth shut; centimetres, axes as the package says.
    triangles : (T, 3) int32
    region : (V,) uint8
        Number in `region_names`.
    turn_weight : (V,) float32
        0 to 1, how far a vertex goes along when the head turns: 1 from the jaw up, less down the neck.
    jaw_weight : (V,) float32
        0 to 1, how far a vertex goes along with the lower jaw.
    lower_lip : (V,) float32
        0 to 1, above one half for what belongs to the lower side of the mouth.
    jaw_joint : (3,) float32
        Centimetres.
    identity : (K, V, 3) float32
        Displacement of each component for one standard deviation, centimetres.
    units : (52, V, 3) float32
        Displacement of each ARKit shape at full strength, centimetres.
    unit_names : tuple of str
        Standard names, sorted.
    landmarks : Anchors
        MediaPipe's 478, in its order.
    handles : dict of str to Anchors
        One point each, under "set.name", such as "profile_left.chin" (`faces.handles`), and in the profiles'
        sets also subnasale, eye_inner, brow_outer and brow_inner.
    """

    mean: Floats
    triangles: Triangles
    region: npt.NDArray[np.uint8]
    region_names: tuple[str, ...]
    turn_weight: Floats
    jaw_weight: Floats
    lower_lip: Floats
    jaw_joint: Floats
    identity: Floats
    units: Floats
    unit_names: tuple[str, ...]
    landmarks: Anchors
    handles: dict[str, Anchors]

    def vertices(self, identity: Floats | None = None, units: Floats | None = None) -> Floats:
        """Make a head: (V, 3) centimetres, from (K,) standard deviations and (52,) strengths."""
        made = self.mean.astype(np.float32)
        if identity is not None:
            made = made + np.tensordot(identity, self.identity, 1)
        if units is not None:
            made = made + np.tensordot(units, self.units, 1)
        return np.asarray(made, np.float32)

    def strengths(self, named: Mapping[str, float]) -> Floats:
        """Bring strengths by name into the order of `units`: (52,); names that are no shape are left out."""
        return np.array([named.get(name, 0.0) for name in self.unit_names], np.float32)

    def is_in(self, *regions: str) -> npt.NDArray[np.bool_]:
        """Return which vertices lie in some regions: (V,)."""
        return np.isin(self.region, [self.region_names.index(name) for name in regions])

    def triangles_in(self, *regions: str) -> npt.NDArray[np.int64]:
        """List the triangles whose corners all lie in some regions: rows of `triangles`."""
        return np.flatnonzero(self.is_in(*regions)[self.triangles].all(axis=1))


@cache
def load_head() -> HeadModel:
    """Read the model, once.

    Raises
    ------
    SetupError
        The file is missing or not the one that was shipped.
    """
    with np.load(locate("head.npz"), allow_pickle=False) as kept:
        names = [str(name) for name in kept["handle_names"]]
        anchors = Anchors(kept["handle_triangle"].astype(np.int64), kept["handle_weights"])
        return HeadModel(
            mean=kept["mean"],
            triangles=kept["triangles"].astype(np.int32),
            region=kept["region"],
            region_names=tuple(str(name) for name in kept["region_names"]),
            turn_weight=kept["turn_weight"].astype(np.float32),
            jaw_weight=kept["jaw_weight"].astype(np.float32),
            lower_lip=kept["lower_lip"].astype(np.float32),
            jaw_joint=kept["jaw_joint"],
            identity=kept["identity_steps"] * kept["identity_step_cm"][:, None, None],
            units=kept["unit_steps"] * kept["unit_step_cm"][:, None, None],
            unit_names=tuple(str(name) for name in kept["unit_names"]),
            landmarks=Anchors(kept["landmark_triangle"].astype(np.int64), kept["landmark_weights"]),
            handles={name: anchors.take([row]) for row, name in enumerate(names)},
        )
