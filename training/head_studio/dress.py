"""Dresses heads: hair, hats, veils, beards, cloth, as fields over the head, sharp at every pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from head_studio.head import HAIR, MIDDLE_CM, Floats, Head
from head_studio.raster import normals
from head_studio.shape import Random, around

Mask = npt.NDArray[np.bool_]
BRIM_CORNERS = 48
NOTHING = -4.0


@dataclass(slots=True, eq=False)
class Dressed:
    """A head with what it wears.

    Attributes
    ----------
    points : (V, 3) float32
        Pushed out by hair, hat and beard.
    fields : (V, 5) float32
        Signed distances in centimetres, inside positive: hair, hat, cloth, beard, moustache.
    shell : bool
        Whether the loose shell of long hair is drawn.
    brim : (2 * BRIM_CORNERS, 3) float32, or None
        A hat's brim, two rings.
    """

    points: Floats
    fields: Floats
    shell: bool
    brim: Floats | None


class Wardrobe:
    """Knows a head's regions once, then dresses any shape of it."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.rest = head.points
        self.around = around(head.points)
        self.normals = normals(head.points, head.triangles)
        body = np.zeros(len(head.points), bool)
        body[np.unique(head.triangles[head.material == 0])] = True
        x, y, z = head.points.T
        self.body = body
        self.ear = body & (np.abs(x) > 6.9) & (z > -6.2) & (z < 0) & (y > -76.5) & (y < -69)
        self.shell = np.unique(head.triangles[head.material == HAIR])

    def dress(self, points: Floats, random: Random) -> Dressed:
        """Return a shaped head random hair, headgear, beard and cloth."""
        _, y, z = self.rest.T
        fields = np.full((len(self.rest), 5), NOTHING, np.float32)
        fields[:, 2] = np.clip(y - 0.35 * z - random.uniform(-60, -48), -4, 4)
        cloth = self.body & (fields[:, 2] > 0)
        points, shell = self._hair(points.copy(), fields, cloth, random)
        points, brim = self._headgear(points, fields, cloth, random)
        points = self._beard(points, fields, random)
        return Dressed(points.astype(np.float32), fields, shell, brim)

    def _ripple(self, frequency: float, strength: float, random: Random) -> Floats:
        out = np.full(len(self.rest), strength, np.float32)
        for axis in range(3):
            out *= np.sin(self.rest[:, axis] * frequency * random.uniform(0.5, 1) + random.uniform(0, 6))
        return out

    def _hair(self, points: Floats, fields: Floats, cloth: Mask, random: Random) -> tuple[Floats, bool]:
        kind = random.choice(["bald", "short", "ears", "long"], p=[0.1, 0.35, 0.25, 0.3])
        if kind == "bald":
            return points, False
        edge = random.uniform(48, 82)  # where hair over the ears begins, in degrees round the skull
        line = self._hairline(kind, edge, random)
        inside = line - self.rest[:, 1]
        hair = self.body & (inside > 0) & ~cloth
        if kind == "short":
            hair &= ~self.ear
            inside = np.where(self.ear, -1, inside)
        fields[:, 0] = np.clip(inside, -4, 4)
        thick = np.clip(inside / 2.5, 0, 1) * random.uniform(0.2, 2.2) * (1 + self._ripple(0.8, 0.5, random))
        pushed = points + self.normals * thick[:, None]
        if kind != "short":
            radii = random.uniform([8.3, 9, 10], [9.8, 11, 12])
            over = np.clip((self.around - edge) / 20, 0, 1)[:, None]
            pushed = pushed * (1 - over) + _outside(points, radii) * over
        points = np.where(hair[:, None], pushed, points)
        shell = kind == "long" and random.random() < 0.7
        if shell:
            wide = np.array([random.uniform(0.9, 1.15), 1, 1])
            wide[2] = wide[0]
            loose = (points[self.shell] - MIDDLE_CM) * wide + MIDDLE_CM
            points[self.shell] = loose + self._ripple(0.5, 0.8, random)[self.shell, None]
        return points, bool(shell)

    def _hairline(self, kind: str, edge: float, random: Random) -> Floats:
        front, temple, nape = random.uniform([-82, -76, -70], [-77.2, -72, -64])
        widow = front + random.uniform(0, 1.2)
        if kind != "short" and random.random() < 0.75:
            steps = [0, 30, edge - 6, edge + 4, 95, 180]
            heights = [front, widow, random.uniform(-78.5, -74), random.uniform(-74, -63), -64, nape]
        else:
            steps = [0, 40, 62, 80, 95, 180]
            behind = random.uniform(-72, -69) if kind == "short" else -66
            heights = [front, widow, random.uniform(-78, -75.5), temple, behind, nape]
        return np.interp(self.around, steps, heights).astype(np.float32)

    def _headgear(
        self, points: Floats, fields: Floats, cloth: Mask, random: Random
    ) -> tuple[Floats, Floats | None]:
        kinds = ["none", "cap", "veil", "tall", "wreath", "turban", "brimmed"]
        kind = random.choice(kinds, p=[0.4, 0.14, 0.15, 0.07, 0.05, 0.09, 0.1])
        if kind == "none":
            return points, None
        y, z = self.rest[:, 1], self.rest[:, 2]
        low = random.random() < 0.1  # pulled down to the brows or over the eyes
        height = random.uniform(-75.8, -73) if low else random.uniform(-80, -75.8)
        plane = height + random.normal(0, 0.15) * (z + 13)
        edge = plane + self._sides(kind, random)
        inside = edge - y
        if kind == "wreath":
            inside = np.minimum(inside, 2.5 - inside)
        hat = self.body & (inside > 0) & ~(cloth & (kind != "veil"))
        if kind in ("cap", "brimmed") and random.random() < 0.6:
            hat &= ~self.ear
            inside = np.where(self.ear, -1, inside)
        fields[:, 1] = np.clip(inside, -4, 4)
        radii = np.array([8.8, 10.5, 11.0]) * random.uniform(
            *((1.25, 1.75) if kind == "turban" else (1, 1.25))
        )
        out = np.clip((edge - y) / 3, 0, 1)[:, None]
        thick = random.uniform(0.2, 1.5) * (1 + self._ripple(0.9, 0.5, random))
        pushed = points + (_outside(points, radii) - points) * out + self.normals * thick[:, None]
        if kind == "tall":
            pushed[:, 1] += np.minimum(0, y - plane) * random.uniform(0.3, 1.4)
        points = np.where(hat[:, None], pushed, points)
        return points, self._brim(height, random) if kind == "brimmed" else None

    def _sides(self, kind: str, random: Random) -> Floats:
        """How much lower than in front headgear sits at the sides and behind, in cm."""
        steps: list[float] = [0, 70, 180]
        drop = [0, random.uniform(-1, 2), random.uniform(0, 6)]
        if kind == "veil":
            start = random.uniform(42, 75)
            steps = [0, start - 12, start, start + 20, 180]
            drop = [0, 0.5, random.uniform(1, 8), 25, 30]
        return np.interp(self.around, steps, drop)

    def _brim(self, height: float, random: Random) -> Floats:
        """Two rings round the hat; what lies in front may hang over the brows."""
        angle = np.linspace(0, 2 * np.pi, BRIM_CORNERS, endpoint=False)
        rings = []
        hang, wave = random.uniform(-1.5, 2.5), random.uniform(-1.5, 1.5)
        for reach in (0.97, random.uniform(1.25, 1.9)):
            x, z = 8.6 * reach * np.sin(angle), -3.5 - 10.6 * reach * np.cos(angle)
            rings.append(np.stack([x, height + (reach - 0.97) * (hang + wave * np.cos(2 * angle)), z], 1))
        return np.concatenate(rings).astype(np.float32)

    def _beard(self, points: Floats, fields: Floats, random: Random) -> Floats:
        x, y, z = np.abs(self.rest[:, 0]), self.rest[:, 1], self.rest[:, 2]
        bearded = random.random() < 0.28
        if bearded:
            full = random.random() < 0.6
            steps, heights = (
                ([0, 2.5, 3.6, 5, 6.5], [-65.2, -65.8, -67.5, -68.5, -71])
                if full
                else ([0, 2.2, 2.8], [-65.0, -64, -60])
            )
            inside = y - np.interp(x, steps, heights)
            beard = self.body & (inside > -1) & (y < -57) & (z < -4.5) & (fields[:, 1] < 0)
            fields[:, 3] = np.where(beard, np.clip(inside, -1, 3), -2.5)
            length = random.uniform(0, 2.5) if random.random() < 0.7 else random.uniform(2, 5)
            thick = np.clip(inside / 2.5, 0, 1) * length * (1 + self._ripple(1.2, 0.6, random))
            down = np.stack([0 * thick, thick * random.uniform(0, 2), -0.3 * thick], 1)
            grown = points + self.normals * thick[:, None] + down
            points = np.where((beard & (inside > 0))[:, None], grown, points)
        if random.random() < (0.75 if bearded else 0.1):
            under_nose = (y > -68.5) & (y < -67.1 + 0.12 * x) & (z < -12.5)
            moustache = self.body & (x < random.uniform(1.8, 3)) & under_nose
            fields[:, 4] = np.where(moustache, 1, -2.5)
            out = self.normals * random.uniform(0.1, 0.7) + [0, random.uniform(0, 0.5), 0]
            points = np.where(moustache[:, None], points + out, points)
        return points


def _outside(points: Floats, radii: Floats) -> Floats:
    """Push points that lie inside an ellipsoid round the skull out to it."""
    away = points - MIDDLE_CM
    reach = np.sqrt(((away / radii) ** 2).sum(1))
    return MIDDLE_CM + away * np.maximum(1, 1 / np.maximum(1e-3, reach))[:, None]
