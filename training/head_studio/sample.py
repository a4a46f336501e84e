"""Makes samples: a picture of a head with its points, parsing and pose, or of what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from head_studio.colour import Pieces
from head_studio.head import Floats, read_head
from head_studio.manner import MANNERS, Time, in_manner, random_manner
from head_studio.paint import Painter
from head_studio.points import AT, POINTS
from head_studio.shape import Random
from head_studio.view import PART, Studio, View

DRAWN_PX, STORED_PX, PARSED_PX = 240, 176, 88
WORKS_PER_VIEW = 2
LEAST_CONTRAST = 13.0  # levels; what nobody could read teaches nothing
NEAR_POINTS = [
    AT[name]
    for name in (
        "eye_corner",
        "eye_inner",
        "lid_upper",
        "nose_tip",
        "lip_upper",
        "lip_lower",
        "mouth_corner",
        "chin",
    )
]
LEAST_SEEN = 4  # of the near points; with fewer a face counts as not readable
MOUTH = ("open", "bearded", "hidden")
MANNER_NAMES = tuple(MANNERS)


@dataclass(slots=True, eq=False)
class Sample:
    """One picture to learn from.

    Attributes
    ----------
    picture : (STORED_PX, STORED_PX, 3) uint8
        RGB. The head looks at us or to the left.
    points : (23, 3) float32
        x, y in pixels, and 1 if seen.
    facts : (12,) float32
        Box (x, y, width, height), yaw, pitch, roll in degrees, readable, then 1 for each of MOUTH that is so,
        and the manner's number.
    parsing : (PARSED_PX, PARSED_PX) uint8
        Number in PARTS, 255 where nothing is to be learned.
    """

    picture: npt.NDArray[np.uint8]
    points: Floats
    facts: Floats
    parsing: npt.NDArray[np.uint8]


class Maker:
    """Makes samples without end; the seed decides all of them."""

    def __init__(self, wheel: Path, fitted: Path, cache: Path, pictures: Path | None) -> None:
        self._studio = Studio(read_head(wheel, fitted, cache))
        self._pieces = Pieces(pictures, np.random.default_rng(0))
        self._painter = Painter(self._studio, self._pieces)
        self._time = Time(self._pieces)

    def samples(self, random: Random) -> Iterator[Sample]:
        """Yield samples: heads, each in two works, and one in twelve that shows no face."""
        self._painter.before = None  # no neighbours of another seed
        while True:
            if random.random() < 0.08:
                yield self._faceless(random)
                continue
            behind = random.random() < 0.03
            view = self._studio.look(random, DRAWN_PX, random.uniform(125, 180) if behind else None)
            if view is None:
                continue
            for _ in range(1 if behind else WORKS_PER_VIEW):
                sample = self._work(view, behind, random)
                if sample is not None:
                    yield sample

    def _work(self, view: View, behind: bool, random: Random) -> Sample | None:
        scene = View(*(getattr(view, name) for name in View.__slots__))
        scene.points, scene.part, scene.beard = view.points.copy(), view.part.copy(), view.beard.copy()
        manner = random_manner(random)
        painted = self._painter.paint(scene, manner, random)
        scale = STORED_PX / DRAWN_PX
        box = view.box * scale
        x, y, width, height = np.maximum(box, 0).astype(int)
        for _ in range(3):
            work = in_manner(painted, manner, STORED_PX, random)
            picture = self._time.pass_over(work, random)
            face = cv2.cvtColor(picture[y : y + height, x : x + width], cv2.COLOR_RGB2GRAY)
            if face.size and cv2.GaussianBlur(face, (0, 0), 2).std() > LEAST_CONTRAST:
                break
        else:
            return None
        points = scene.points.copy()
        points[:, :2] = (points[:, :2] + 0.5) * scale - 0.5
        readable = not behind and scene.points[NEAR_POINTS, 2].sum() >= LEAST_SEEN
        mouth = _mouth(scene, painted.parsing)
        facts = [*box, *view.pose_deg, float(readable), *mouth, MANNER_NAMES.index(manner)]
        parsing = cv2.resize(painted.parsing, (PARSED_PX, PARSED_PX), interpolation=cv2.INTER_NEAREST)
        return Sample(picture, points.astype(np.float32), np.array(facts, np.float32), parsing)

    def _faceless(self, random: Random) -> Sample:
        """Return a piece of a picture, or two joined; nothing to read."""
        picture = self._pieces.take(random, STORED_PX)
        if random.random() < 0.5:
            other = self._pieces.take(random, STORED_PX)
            cut = int(random.uniform(0.2, 0.8) * STORED_PX)
            picture[:, cut:] = other[:, cut:]
        box = STORED_PX * np.array([0.25, 0.22, 0.5, 0.56]) * random.uniform(0.6, 1.1)
        facts = np.array([*box, 0, 0, 0, 0, 0, 0, 0, -1], np.float32)
        points = np.full((len(POINTS), 3), -1e3, np.float32)
        points[:, 2] = 0
        parsing = np.full((PARSED_PX, PARSED_PX), 255, np.uint8)
        return Sample(self._time.pass_over(picture, random), points, facts, parsing)


def _mouth(view: View, parsing: npt.NDArray[np.uint8]) -> list[float]:
    """Return whether a mouth is open, bearded, hidden: from what is seen round it."""
    x, y = view.points[AT["lip_seam"], :2]
    corner = view.points[AT["mouth_corner"], :2]
    reach = int(max(4, view.px_per_cm * 1.6))
    middle = ((x + corner[0]) / 2, (y + corner[1]) / 2)
    x0, y0 = (max(0, int(v) - reach) for v in middle)
    near = parsing[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
    count = max(1, near.size)
    share = {
        name: float((near == PART[name]).sum()) / count
        for name in ("mouth", "teeth", "beard", "occluder", "hair")
    }
    opened = (share["mouth"] + share["teeth"]) * (2 * reach) ** 2 > (0.35 * view.px_per_cm) * (
        2.5 * view.px_per_cm
    )
    hidden = view.points[[AT["lip_upper"], AT["lip_lower"], AT["mouth_corner"], AT["lip_seam"]], 2].sum() < 2
    return [
        float(opened),
        float(share["beard"] > 0.3),
        float(hidden and share["occluder"] + share["hair"] > 0.3),
    ]
