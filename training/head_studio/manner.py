"""Turns a painted scene into a work in some manner, and lets time pass over it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from head_studio.colour import Pieces, noise, random_colour
from head_studio.head import Floats
from head_studio.paint import Painted
from head_studio.shape import Random

Step = Callable[[Floats, Painted, Random], Floats]
GREY = np.float32([0.299, 0.587, 0.114])
CRACKS, CRACK_PX = 24, 264


def random_manner(random: Random) -> str:
    """Return the name of a manner; oil is the most frequent."""
    names, weights = zip(*((name, weight) for name, (weight, _) in MANNERS.items()), strict=True)
    return str(random.choice(names, p=np.array(weights) / sum(weights)))


def in_manner(painted: Painted, manner: str, size: int, random: Random) -> Floats:
    """Return the picture, (size, size, 3) float32, drawn or painted in a manner."""
    picture = cv2.resize(np.clip(painted.picture, 0, 255), (size, size), interpolation=cv2.INTER_AREA)
    contours = cv2.resize(painted.contours, (size, size), interpolation=cv2.INTER_AREA)
    return MANNERS[manner][1](picture, Painted(picture, contours, painted.parsing), random)


def _oil(picture: Floats, painted: Painted, random: Random) -> Floats:
    kind = random.random()
    if kind < 0.2:
        picture = cv2.medianBlur(
            np.clip(picture, 0, 255).astype(np.uint8), int(random.choice([3, 5]))
        ).astype(np.float32)
    elif kind < 0.35:
        picture = cv2.bilateralFilter(picture, 7, random.uniform(20, 60), 3)
    elif kind < 0.5:
        kernel = np.ones(random.integers(2, 5, 2), np.uint8)
        picture = cv2.morphologyEx(
            picture, cv2.MORPH_OPEN if random.random() < 0.5 else cv2.MORPH_CLOSE, kernel
        )
    if random.random() < 0.4:  # strokes
        turn = cv2.getRotationMatrix2D((len(picture) / 2,) * 2, random.uniform(0, 180), 1.5)
        strokes = random.normal(0, 1, (len(picture), len(picture) // 6)).astype(np.float32)
        strokes = cv2.warpAffine(
            cv2.resize(strokes, (len(picture),) * 2), turn, (len(picture),) * 2, borderMode=cv2.BORDER_REFLECT
        )
        picture = picture * (1 + random.uniform(0.02, 0.12) * strokes[..., None])
    if random.random() < 0.15:
        picture = _lined(picture, painted, random.uniform(0.2, 0.7))
    return picture


def _tempera(picture: Floats, painted: Painted, random: Random) -> Floats:
    picture = _lined(picture, painted, random.uniform(0.2, 0.9))
    picture = 128 + (picture - 128) * random.uniform(0.6, 1) + random.uniform(0, 30)
    return _hatched(picture, random, random.uniform(4, 14)) if random.random() < 0.5 else picture


def _fresco(picture: Floats, painted: Painted, random: Random) -> Floats:
    grey = picture @ GREY
    picture = grey[..., None] + (picture - grey[..., None]) * random.uniform(0.3, 0.8)
    picture = 150 + (picture - 128) * random.uniform(0.45, 0.85)
    size = len(picture)
    picture = (
        picture
        + (noise(random, size, 60) * random.uniform(2, 9) + noise(random, size, 8) * random.uniform(2, 9))[
            ..., None
        ]
    )
    return _lined(picture, painted, random.uniform(0, 0.7))


def _woodcut(picture: Floats, painted: Painted, random: Random) -> Floats:
    steps = random.uniform(30, 90)
    picture = np.round(picture / steps) * steps + random.uniform(0, 20)
    paper = np.float32([random.uniform(200, 250), random.uniform(190, 240), random.uniform(150, 225)])
    picture += (paper - picture) * np.float32(random.uniform(0, 0.5))
    return _lined(picture, painted, random.uniform(0.7, 1))


def _engraving(picture: Floats, painted: Painted, random: Random) -> Floats:
    grey = _paled(picture @ GREY, random)
    size = len(grey)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    bend = noise(random, size, 5) * 2
    for turn in random.uniform(0, np.pi, random.integers(1, 4)):
        wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) * random.uniform(1, 2.6) + bend)
        grey = grey + np.clip(wave, -0.2, 1) * random.uniform(-100, -20) * (grey < random.uniform(90, 230))
    grey = grey * (1 - np.clip(painted.contours, 0, 1) * random.uniform(0.2, 1))
    return _inked(grey, random)


def _chalk(picture: Floats, painted: Painted, random: Random) -> Floats:
    grey = _paled(picture @ GREY, random)
    grey = 255 - (255 - grey) * random.uniform(0.1, 0.8)
    grey = grey - 255 * np.clip(painted.contours, 0, 1) * random.uniform(0.2, 0.8)
    grain = random.normal(0, 1, grey.shape).astype(np.float32)
    grey = grey + (255 - np.clip(grey, 0, 255)) * grain * random.uniform(0.05, 0.4)
    if random.random() < 0.5:
        grey = _hatched(grey[..., None], random, random.uniform(10, 40))[..., 0]
    return _inked(grey, random, sanguine=random.random() < 0.5)


def _watercolour(picture: Floats, painted: Painted, random: Random) -> Floats:
    washed = cv2.bilateralFilter(picture, 9, 40, 4)
    thin = random.uniform(0.35, 0.8)
    washed = 255 - (255 - washed) * thin
    bleed = 1 + noise(random, len(picture), 12)[..., None] * random.uniform(0.02, 0.1)
    return _lined(washed * bleed, painted, random.uniform(0, 0.8))


def _stone(picture: Floats, _: Painted, random: Random) -> Floats:
    veins = np.abs(noise(random, len(picture), 6)) < 0.06
    return picture * (1 - 0.15 * veins[..., None] * (random.random() < 0.3))


def _daguerreotype(picture: Floats, _: Painted, random: Random) -> Floats:
    grey = cv2.GaussianBlur(picture @ GREY, (0, 0), random.uniform(0.3, 1.2))
    size = len(grey)
    y, x = (np.mgrid[:size, :size] / size - 0.5).astype(np.float32)
    grey = grey * (1 - random.uniform(0, 1.4) * (x * x + y * y))
    for _ in range(random.integers(0, 8)):
        ends = [tuple(int(v) for v in random.integers(0, size, 2)) for _ in range(2)]
        cv2.line(grey, ends[0], ends[1], float(random.uniform(60, 230)), 1, cv2.LINE_AA)
    tone = np.float32([1.05, 1, random.uniform(0.75, 1)])
    return grey[..., None] * tone


def _photograph(picture: Floats, _: Painted, random: Random) -> Floats:
    if random.random() < 0.6:
        picture = np.repeat((picture @ GREY)[..., None], 3, 2)
    return picture


def _anything(picture: Floats, painted: Painted, random: Random) -> Floats:
    """Beyond all plausible manners: colours of no skin, flat, inverted light."""
    if random.random() < 0.5:
        picture = picture[..., random.permutation(3)]
    if random.random() < 0.4:
        steps = random.uniform(20, 60)
        picture = np.round(picture / steps) * steps
    picture = picture * random.uniform(0.5, 1.4, 3).astype(np.float32)
    return _lined(picture, painted, random.uniform(0, 1))


MANNERS: dict[str, tuple[float, Step]] = {
    "oil": (0.28, _oil),
    "tempera": (0.09, _tempera),
    "fresco": (0.1, _fresco),
    "woodcut": (0.08, _woodcut),
    "engraving": (0.09, _engraving),
    "chalk": (0.08, _chalk),
    "watercolour": (0.05, _watercolour),
    "marble": (0.05, _stone),
    "bronze": (0.03, _stone),
    "daguerreotype": (0.04, _daguerreotype),
    "photograph": (0.07, _photograph),
    "anything": (0.06, _anything),
}


def _lined(picture: Floats, painted: Painted, strength: float) -> Floats:
    return picture * (1 - np.clip(painted.contours, 0, 1) * np.float32(strength))[..., None]


def _hatched(picture: Floats, random: Random, strength: float) -> Floats:
    size = len(picture)
    y, x = np.mgrid[:size, :size].astype(np.float32)
    turn = random.uniform(0, np.pi)
    wave = np.sin((x * np.cos(turn) + y * np.sin(turn)) * random.uniform(1, 2.6) + noise(random, size, 5))
    return picture + wave[..., None] * np.float32(strength)


def _paled(grey: Floats, random: Random) -> Floats:
    low = random.uniform(0, 120)
    return np.clip((grey - low) / (random.uniform(170, 240) - low) * 255, 0, 255)


def _inked(grey: Floats, random: Random, *, sanguine: bool = False) -> Floats:
    ink = random_colour(random, "hair") * random.uniform(0.1, 0.8)
    if sanguine:
        ink = np.float32([random.uniform(120, 190), random.uniform(50, 80), random.uniform(30, 55)])
    paper = np.float32([random.uniform(205, 255), random.uniform(190, 245), random.uniform(150, 240)])
    tone = np.clip(grey / 255, 0, 1)[..., None].astype(np.float32)
    return ink.astype(np.float32) * (1 - tone) + paper * tone


class Time:
    """What happens to works: cracks, varnish, canvas, and how they are digitised."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._cracks = _crack_nets(np.random.default_rng(5))

    def pass_over(self, picture: Floats, random: Random) -> Floats:
        """Age and digitise a picture, (S, S, 3) float32 -> uint8."""
        size = len(picture)
        if random.random() < 0.25:  # the palette of some other picture
            piece = self._pieces.take(random, 32)
            share = np.float32(random.uniform(0.2, 0.9))
            even = (picture - picture.mean((0, 1))) / (picture.std((0, 1)) + 1)
            picture = (
                picture + (even * np.maximum(piece.std((0, 1)), 25) + piece.mean((0, 1)) - picture) * share
            )
        if random.random() < 0.35:  # canvas, paper, dirt: the fine part of a piece
            piece = self._pieces.take(random, size)
            picture = picture + (piece - cv2.blur(piece, (9, 9))) * np.float32(random.uniform(0.1, 0.7))
        if random.random() < 0.16:
            net = self._cracks[random.integers(len(self._cracks))]
            x, y = random.integers(0, CRACK_PX - size, 2)
            part = net[y : y + size, x : x + size, None]
            picture = picture * (1 - part * np.float32(random.uniform(0.05, 0.4)))
        if random.random() < 0.12:  # varnish
            picture = picture * np.float32([1, random.uniform(0.8, 0.97), random.uniform(0.4, 0.85)])
        picture = 255 * (np.clip(picture, 0, 255) / 255) ** np.float32(np.exp(random.normal(0, 0.3)))
        picture = (picture - 128) * np.float32(random.uniform(0.5, 1.3)) + np.float32(
            128 + random.uniform(-30, 20)
        )
        picture = picture * random.uniform(0.85, 1.12, 3).astype(np.float32)
        return self._digitised(picture, random)

    def _digitised(self, picture: Floats, random: Random) -> Floats:
        size = len(picture)
        kind = random.random()
        if kind < 0.35:
            small = int(size * random.uniform(0.3, 0.8))
            picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
            picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR)
        elif kind < 0.55:
            picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.4, 1.8))
        if random.random() < 0.3:
            grain = random.normal(0, random.uniform(2, 14), (size, size, 1))
            picture = picture + grain.astype(np.float32)
        out = np.clip(picture, 0, 255).astype(np.uint8)
        if random.random() < 0.3:
            quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.uniform(10, 70))]
            out = cv2.imdecode(cv2.imencode(".jpg", out, quality)[1], cv2.IMREAD_COLOR)
        return out


def _crack_nets(random: Random) -> list[Floats]:
    nets = []
    for _ in range(CRACKS):
        cells = random.uniform(0, CRACK_PX, (int(random.uniform(40, 900)), 2)).astype(np.float32)
        net = cv2.Subdiv2D((0, 0, CRACK_PX, CRACK_PX))
        net.insert(cells)
        lines = np.zeros((CRACK_PX, CRACK_PX), np.uint8)
        for facet in net.getVoronoiFacetList([])[0]:
            cv2.polylines(lines, [facet.astype(np.int32)], True, 255, 1, cv2.LINE_AA)
        nets.append(lines.astype(np.float32) / 255)
    return nets
