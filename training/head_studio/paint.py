"""Colours and lights a view: skin, lips, brows, hair, cloth, eyes, the ground behind."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from head_studio.colour import Pieces, random_colour
from head_studio.cover import cover
from head_studio.head import Floats
from head_studio.shape import EYES_CM, Random
from head_studio.view import CLOTH, HAT, PART, Studio, View

LIPS = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]
SEAM = [61, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 291]
UPPER_LIDS = [[263, 466, 388, 387, 386, 385, 384, 398, 362], [33, 246, 161, 160, 159, 158, 157, 173, 133]]
LOWER_LIDS = [[263, 249, 390, 373, 374, 380, 381, 382, 362], [33, 7, 163, 144, 145, 153, 154, 155, 133]]
BROWS = [
    ([300, 293, 334, 296, 336], [276, 283, 282, 295, 285]),
    ([70, 63, 105, 66, 107], [46, 53, 52, 65, 55]),
]
FOLDS = [[129, 203, 206, 216, 212], [358, 423, 426, 436, 432]]
CHEEKS, NOSE, CHIN = (50, 280), 4, 17
TEXTURE_PX, LEFT_CM, TOP_CM = 12, -8.0, -82.0  # the face's texture: the mean head seen from the front
WIDTH_PX, HEIGHT_PX = 192, 264
STONE = ("marble", "bronze")
FLAT = ("woodcut",)


@dataclass(slots=True, eq=False)
class Painted:
    """A picture before its manner: what a good photograph of the scene would be.

    Attributes
    ----------
    picture : (S, S, 3) float32
        RGB, 0 to 255.
    contours : (S, S) float32
        Where somebody who draws would draw a line, 0 to 1.
    parsing : (S, S) uint8
        Number in PARTS.
    """

    picture: Floats
    contours: Floats
    parsing: npt.NDArray[np.uint8]


class Painter:
    """Paints views; `before` is what was painted last, a neighbour for the next."""

    def __init__(self, studio: Studio, pieces: Pieces) -> None:
        self._flat = (studio.rest_landmarks[:, :2] - [LEFT_CM, TOP_CM]) * TEXTURE_PX
        self._seam_cm = float(studio.rest_landmarks[13, 2])
        self._pieces = pieces
        self.before: Floats | None = None

    def paint(self, view: View, manner: str, random: Random) -> Painted:
        """Paint a view; marble and bronze have one colour all over, woodcuts no shade."""
        skin, hair = random_colour(random, "skin"), random_colour(random, "hair")
        if manner in STONE:
            light = random.uniform(150, 240) if manner == "marble" else random.uniform(35, 110)
            skin = hair = light * np.array([1, random.uniform(0.85, 1), random.uniform(0.6, 1)], np.float32)
        texture, labels = self._face(skin, hair, manner, random)
        x, y = ((view.rest[..., k] - low) * TEXTURE_PX for k, low in ((0, LEFT_CM), (1, TOP_CM)))
        albedo = cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        label = cv2.remap(labels, x, y, cv2.INTER_NEAREST)
        behind = view.rest[..., 2] > -6
        albedo[behind] = skin
        is_skin = view.part == PART["skin"]
        parsing = view.part.copy()
        front = is_skin & ~behind
        for name in ("lips", "brows"):
            parsing[front & (label == PART[name])] = PART[name]
        inside = self._inside(view) & is_skin
        parsing[inside] = PART["mouth"]
        albedo[inside] *= np.float32(random.uniform(0.15, 0.6))
        parsing[view.beard] = PART["beard"]
        self._materials(albedo, view, skin, hair, manner, random)
        shade = self._shade(view, manner, random)
        tint = random.uniform(0.9, 1.08, 3).astype(np.float32)
        picture = np.where(
            (view.part == PART["ground"])[..., None],
            self._ground(len(x), random),
            albedo * shade[..., None] * tint,
        )
        contours = _contours(view, albedo, random)
        for rim in view.rims_px:
            pen = max(1, round(view.px_per_cm * random.uniform(0.08, 0.35)))
            line = [np.round(rim * 8).astype(np.int32)]
            cv2.polylines(picture, line, False, random_colour(random, "hair").tolist(), pen, cv2.LINE_AA, 3)
            cv2.polylines(parsing, line, False, PART["spectacles"], pen, cv2.LINE_8, 3)
        view.part = parsing
        covering = cover(view, self._pieces, skin, random)
        if covering is not None:
            colours, mask = covering
            picture += (colours - picture) * mask[..., None]
            contours *= 1 - mask
        self.before = picture
        parsing = np.where(
            view.part == HAT, PART["hair"], np.where(view.part == CLOTH, PART["ground"], view.part)
        )
        return Painted(picture.astype(np.float32), contours, parsing.astype(np.uint8))

    def _inside(self, view: View) -> npt.NDArray[np.bool_]:
        x, y, z = np.moveaxis(view.rest, -1, 0)
        return (
            (np.abs(x) < 2.4) & (y > -69) & (y < -64.8) & (z > self._seam_cm + 0.5 + 0.16 * x * x) & (z < -4)
        )

    def _face(
        self, skin: Floats, hair: Floats, manner: str, random: Random
    ) -> tuple[Floats, npt.NDArray[np.uint8]]:
        """Paint cheeks, lips, lids, brows and wrinkles on the mean face seen from the front."""
        texture = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.float32)
        texture[:] = skin
        labels = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
        brush = _Brush(texture, self._flat, random)
        dark = skin * random.uniform(0.05, 0.5)
        coloured = manner not in STONE
        cv2.fillPoly(labels, brush.outline(LIPS), PART["lips"], cv2.LINE_8, 3)
        if coloured:
            brush.dots([*CHEEKS, NOSE], 0.6, (8, 28), 9, skin * np.float32([1.02, 0.65, 0.6]), 0.6)
            red = skin * np.float32([0.9, 0.55, 0.55]) * random.uniform(0.6, 1.05)
            red = red if random.random() < 0.8 else random_colour(random)
            if random.random() < 0.85:
                brush.area(LIPS, random.uniform(0.5, 4), red, random.uniform(0.1, 1))
        brush.lines([SEAM], 0.8, (1, 4), 0, random.uniform(0.5, 2.5), dark)
        brush.lines(UPPER_LIDS, 0.85, (1, 6), -1, random.uniform(0.6, 2), dark)
        brush.lines(LOWER_LIDS, 0.5, (1, 3), 0.5, random.uniform(0.6, 2), dark)
        brush.lines(UPPER_LIDS, 0.4, (1, 3), -random.uniform(3, 8), random.uniform(0.6, 2), dark)
        brush.dots([386, 159], 0.3, (20, 21), 7, dark, 0.6)
        if random.random() < (0.85 if coloured else 0.3):
            colour = hair * random.uniform(0.5, 1.1) if random.random() < 0.7 else dark
            thick, lift = random.uniform(0.3, 1.7), random.uniform(-3, 5)
            bands = [brush.band(upper, lower, thick, lift) for upper, lower in BROWS]
            brush.fill(bands, random.uniform(0.6, 5), colour, random.uniform(0.2, 1))
            cv2.fillPoly(labels, bands, PART["brows"], cv2.LINE_8, 3)
        brush.lines(FOLDS, 0.35, (1, 2), 0, 1.2, dark)
        if coloured:
            brush.dots([CHIN], 0.3, (30, 60), 8, hair, 0.5)  # stubble
        return texture, labels

    def _materials(
        self, albedo: Floats, view: View, skin: Floats, hair: Floats, manner: str, random: Random
    ) -> None:
        size = len(albedo)
        grid = (size // random.integers(1, 4) + 1, size // random.integers(8, 30) + 1)
        strands = cv2.resize(random.normal(0, 1, grid).astype(np.float32), (size, size))
        if random.random() < 0.6:
            turn = cv2.getRotationMatrix2D((size / 2, size / 2), random.uniform(20, 160), 1.5)
            strands = cv2.warpAffine(strands, turn, (size, size), borderMode=cv2.BORDER_REFLECT)
        strands = hair * (1 + random.uniform(0, 0.6) * strands[..., None])
        of = view.part == PART["hair"]
        albedo[of] = strands[of]
        dense = random.uniform(0.5, 1)
        albedo[view.beard] = (albedo * (1 - dense) + strands * dense)[view.beard]
        albedo[view.part == PART["teeth"]] = random.uniform(120, 235)
        albedo[view.part == PART["mouth"]] = skin * np.float32([0.8, 0.4, 0.4])
        if manner in STONE:
            for number in (HAT, CLOTH, PART["eyes"]):
                albedo[view.part == number] = skin
            return
        for number in (HAT, CLOTH):
            of = view.part == number
            cloth = self._pieces.take(random, size) if random.random() < 0.6 else random_colour(random)
            albedo[of] = np.broadcast_to(cloth, albedo.shape)[of]
        _eyes(albedo, view, skin, random)

    def _shade(self, view: View, manner: str, random: Random) -> Floats:
        """Light from anywhere before the head, with a soft terminator, hollows darker, sometimes a gloss."""
        if manner in FLAT and random.random() < 0.6:
            return np.ones_like(view.depth)
        facing = view.normals * np.where(view.normals[..., 2:] > 0, -1, 1).astype(np.float32)
        side = random.uniform(-1.3, 1.3)
        light = np.array([np.sin(side), -random.uniform(-0.1, 1.2), -np.cos(side) * random.uniform(0.3, 1)])
        light = (light / np.linalg.norm(light)).astype(np.float32)
        ambient, wrap = random.uniform(0.25, 0.95), random.uniform(0, 0.5)
        diffuse = np.clip((facing @ light + wrap) / (1 + wrap), 0, None)
        shade = ambient + (1.15 - ambient) * diffuse
        nothing = view.depth > 1e8
        near = np.where(nothing, view.depth[~nothing].max(initial=0), view.depth).astype(np.float32)
        hollow = np.zeros_like(near)
        for reach in (3, 8):
            blurred = cv2.blur(cv2.blur(near, (2 * reach + 1,) * 2), (2 * reach + 1,) * 2)
            hollow += np.clip((near - blurred) * view.px_per_cm / reach / 3, -0.2, 1)
        shade *= 1 - np.clip(hollow * random.uniform(0.1, 1.1), -0.1, 0.75)
        if random.random() < (0.9 if manner == "bronze" else 0.35):
            gloss = np.clip(-facing[..., 2] * 0.6 + diffuse * 0.5, 0, 1) ** random.uniform(8, 30)
            shade += gloss * random.uniform(0.1, 1.5 if manner == "bronze" else 0.5)
        return shade.astype(np.float32)

    def _ground(self, size: int, random: Random) -> Floats:
        """Return a piece of a picture or a plain wall; halos, columns; a neighbour in the crowd."""
        if random.random() < 0.7:
            ground = self._pieces.take(random, size)
        else:
            fall = np.linspace(random.uniform(0.3, 1), 1, size, dtype=np.float32)[:, None, None]
            ground = np.ascontiguousarray(np.broadcast_to(random_colour(random) * fall, (size, size, 3)))
        if random.random() < 0.3:
            ground = ground * np.float32(random.uniform(0.1, 0.8))
        if random.random() < 0.3:
            for _ in range(random.integers(1, 4)):
                _halo_or_column(ground, random)
        if self.before is not None and random.random() < 0.15:
            shift = int(random.choice([-1, 1]) * size * random.uniform(0.5, 0.8))
            before = self.before[:, ::-1] if random.random() < 0.5 else self.before
            to, start = (
                (slice(shift, None), slice(None, size - shift))
                if shift > 0
                else (slice(None, shift), slice(-shift, None))
            )
            ground[:, to] = before[:, start]
        return ground


class _Brush:
    """Draws soft shapes named by landmarks into a face's texture."""

    def __init__(self, texture: Floats, flat: Floats, random: Random) -> None:
        self.texture, self.flat, self.random = texture, flat, random

    def outline(self, numbers: list[int]) -> list[npt.NDArray[np.int32]]:
        return [np.round(self.flat[numbers] * 8).astype(np.int32)]

    def band(self, upper: list[int], lower: list[int], thick: float, lift_px: float) -> npt.NDArray[np.int32]:
        high, low = self.flat[upper], self.flat[lower]
        middle = (high + low) / 2
        ring = np.concatenate([middle + (high - middle) * thick, (middle + (low - middle) * thick)[::-1]])
        return np.round((ring + [0, lift_px]) * 8).astype(np.int32)

    def fill(self, shapes: list[npt.NDArray[np.int32]], blur: float, colour: Floats, strength: float) -> None:
        mask = np.zeros(self.texture.shape[:2], np.float32)
        cv2.fillPoly(mask, shapes, 1.0, cv2.LINE_8, 3)
        self._blend(mask, blur, colour, strength)

    def area(self, numbers: list[int], blur: float, colour: Floats, strength: float) -> None:
        self.fill(self.outline(numbers), blur, colour, strength)

    def lines(
        self,
        chains: list[list[int]],
        often: float,
        pens: tuple[int, int],
        lift_px: float,
        blur: float,
        colour: Floats,
    ) -> None:
        if self.random.random() > often:
            return
        mask = np.zeros(self.texture.shape[:2], np.float32)
        pen = int(self.random.integers(*pens))
        for chain in chains:
            line = np.round((self.flat[chain] + [0, lift_px]) * 8).astype(np.int32)
            cv2.polylines(mask, [line], False, 1.0, pen, cv2.LINE_8, 3)
        self._blend(mask, blur, colour, self.random.uniform(0.25, 1))

    def dots(
        self,
        numbers: list[int],
        often: float,
        radii: tuple[int, int],
        blur: float,
        colour: Floats,
        strength: float,
    ) -> None:
        if self.random.random() > often:
            return
        mask = np.zeros(self.texture.shape[:2], np.float32)
        for number in numbers:
            x, y = self.flat[number].astype(int)
            cv2.circle(mask, (int(x), int(y)), int(self.random.integers(*radii)), 1.0, -1)
        self._blend(mask, blur * 2, colour, self.random.uniform(0.05, strength))

    def _blend(self, mask: Floats, blur: float, colour: Floats, strength: float) -> None:
        soft = cv2.GaussianBlur(mask, (0, 0), blur / 2) if blur > 0.8 else mask
        rows = np.where(soft.any(1))[0]
        if len(rows):
            part = self.texture[rows[0] : rows[-1] + 1]
            part += (colour.astype(np.float32) - part) * (
                soft[rows[0] : rows[-1] + 1] * np.float32(strength)
            )[..., None]


def _eyes(albedo: Floats, view: View, skin: Floats, random: Random) -> None:
    """White, iris and pupil, looking anywhere."""
    of = view.part == PART["eyes"]
    if not of.any():
        return
    white = skin * 0.3 + random.uniform(90, 180)
    side, up = np.radians([random.normal(0, 22), random.normal(3, 9)])
    gaze = np.array([np.sin(side), np.sin(up), -np.cos(side) * np.cos(up)], np.float32)
    out = view.rest[of]
    out = out - EYES_CM[(out[:, 0] > 0).astype(int)]
    away = np.arccos(np.clip(out @ gaze / np.linalg.norm(out, axis=1), -1, 1))
    radius = random.uniform(0.42, 0.6)
    colours = np.where((away < radius)[:, None], random_colour(random, "hair"), white)
    albedo[of] = np.where((away < radius * random.uniform(0.3, 0.6))[:, None], np.float32(11), colours)


def _contours(view: View, albedo: Floats, random: Random) -> Floats:
    """Lines where depth, parts or colours jump."""
    near = np.where(view.depth > 1e8, 60, view.depth).astype(np.float32)
    lines = (np.abs(cv2.Laplacian(near, cv2.CV_32F, ksize=3)) > random.uniform(1.5, 4.5)).astype(np.uint8)
    parts = np.where(view.part == PART["eyes"], PART["skin"], view.part).astype(np.uint8)
    lines |= (cv2.morphologyEx(parts, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0).astype(np.uint8)
    if random.random() < 0.7:
        grey = cv2.cvtColor(np.clip(albedo, 0, 255).astype(np.uint8), cv2.COLOR_RGB2GRAY)
        inner = ~np.isin(view.part, (PART["ground"], CLOTH, HAT))
        lines |= (cv2.Canny(grey, 40, 120) > 0).astype(np.uint8) & inner
    if random.random() < 0.4:
        lines = cv2.dilate(lines, np.ones((2, 2), np.uint8))
    return cv2.GaussianBlur(lines.astype(np.float32), (0, 0), 0.7)


def _halo_or_column(ground: Floats, random: Random) -> None:
    size = len(ground)
    colour = random_colour(random).tolist()
    if random.random() < 0.6:
        centre = int(size * random.uniform(0.3, 0.7)), int(size * random.uniform(0.2, 0.6))
        pen = -1 if random.random() < 0.5 else int(random.integers(1, 5))
        cv2.circle(ground, centre, int(size * random.uniform(0.25, 0.55)), colour, pen, cv2.LINE_AA)
    else:
        x = int(random.integers(0, size))
        cv2.line(
            ground,
            (x, 0),
            (int(x + random.normal(0, 60)), size),
            colour,
            int(random.integers(1, 30)),
            cv2.LINE_AA,
        )
