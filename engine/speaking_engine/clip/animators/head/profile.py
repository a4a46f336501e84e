"""Profile: a head seen from the side, cut from the ground along its front and moved before it.

What moves the paint moves the head's matte too; where the matte has gone, ground lies that was made up behind
the head's front, and between parted lips one sees it as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.ground import Ground
from speaking_engine.clip.animators.head.lattice import Field, Lattice, Mask, Window
from speaking_engine.clip.animators.head.opening import Opening
from speaking_engine.clip.animators.head.seam import COUNT, Seam
from speaking_engine.clip.animators.head.sheets import seen_on
from speaking_engine.clip.animators.head.strip import even, polygon
from speaking_engine.clip.clip import Frame

_CUT_PX = 420  # height of the face at which its outline is cut out
_SURE, _MAYBE = 0.05, 0.16  # face widths inside and outside the fitted outline that may be head or not
_FRONT_CM = (-6.0, 13.0)  # from brow to throat, below the pivot
_CHIN_CM, _FORWARD_CM, _THROAT_CM = 6.0, -8.0, -4.5  # above the chin and below it, this far before the pivot
_SCRAP = 0.035  # face widths up to which holes and scraps below the lips are mended
_LEAST_PX, _SOFT_PX = 0.3, 0.6
_ROUNDED = 0.012  # face widths up to which bays of the cut are closed
_ROUND = 0.20  # face widths over which the free front passes into the held outline
_ZONE = 0.45  # face widths of ground before the front that is laid behind the head
_BEHIND = 0.20  # face widths of the head's front behind which ground is made up
_RIM, _RIM_PX = (
    0.008,
    1.5,
)  # face widths, pixels of old ground that a head takes along: its edge stays as painted
_THROAT = (0.02, 0.2)  # face widths below the chin between which expression ends
_MIRRORED = 0.6  # how deep into the ground its mirror reaches, as a share of the depth behind the outline
_BENT_IN = 0.15  # of the gap, by which the front end of an open mouth bends inwards
_BEHIND_LIPS = 0.08  # of the seam, by which that end lies behind the lips' foremost points
_MOVES = 0.2  # face widths that a head in profile moves at most
_COLLAR = 0.06  # face widths round cloth below the lips in which the front is held
_FREED = 0.5  # face widths by which the free front counts as inside the head


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The front of a head in profile.

    Attributes
    ----------
    matte : (H, W) float32
        1 where the picture moves, 0 where ground lies before the front.
    plate : (H, W, 3) uint8
        The picture with ground instead of the head along its front; the same wherever the matte is 0.
    free : (H, W) float32
        0 to 1, how near a place is to the free front.
    rim_px : float
        Width of old ground that the head takes along.
    chin_from : int
        First row below the lips.
    scrap_px : int
        Width up to which holes and scraps below the lips are mended.
    window : Window
        What the matte leaves of ground, with room for what moves.
    """

    matte: Field
    plate: Frame
    free: Field
    rim_px: float
    chin_from: int
    scrap_px: int
    window: Window

    def freed(self, ground: Ground, lattice: Lattice) -> Ground:
        """Let the front go: no outline is held there, and what lies before it goes along unseen.

        A collar below it does not: it would part from the coat on which it lies.
        """
        cloth = (ground.head & ~ground.turning).astype(np.uint8)
        cloth[lattice.places()[1] < self.chin_from] = 0
        reach = 2 * round(_COLLAR / ground.step) + 1
        near = cv2.dilate(cloth, np.ones((reach, reach), np.uint8)).astype(np.float32)
        worn = cv2.blur(near, (reach, reach))
        free = at_points(self.free, lattice) * (1 - worn)
        return replace(
            ground,
            within=np.asarray(ground.within + _FREED * free, np.float32),
            turning=np.asarray(ground.turning | (ground.head & (free > 0))),
            inside=np.asarray(ground.inside + _FREED * free, np.float32),
            held=np.asarray(ground.held * (1 - free), np.float32),
        )

    @property
    def matte_levels(self) -> Frame:
        """The matte in 0 to 255, (H, W) uint8."""
        return np.asarray(self.matte * 255 + 0.5, np.uint8)

    def before_ground(self, moved: Frame, matte: Frame) -> None:
        """Lay a moved picture, cut out by its moved matte (H, W), before the ground, in place."""
        left, top, right, bottom = self.window
        part = np.s_[top:bottom, left:right]
        whole = matte[part].copy()
        chin = whole[max(self.chin_from - top, 0) :]  # where it passes over the throat, fields fold: scraps
        if chin.size:
            side = max(3, self.scrap_px | 1)
            kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
            chin[...] = cv2.morphologyEx(
                cv2.morphologyEx(chin, cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, kernel
            )
        share = whole.astype(np.float32) / np.float32(255)
        shown = np.ascontiguousarray(moved[part])
        moved[part] = cv2.blendLinear(shown, np.ascontiguousarray(self.plate[part]), share, 1 - share)


@dataclass(frozen=True, slots=True, eq=False)
class Hole:
    """The inside of a mouth in profile as its matte sees it: solid to a front end that bends inwards."""

    seam: Seam

    def draw(self, frame: Frame, opening: Opening) -> None:
        """Draw it into a matte (H, W), in place, where the lips have parted.

        Between the lips one sees the ground, and the mouth only behind the line from lip to lip.
        """
        seam = self.seam
        upper, lower = opening.upper_px, opening.lower_px
        if seam.front < 0:
            upper, lower = upper[::-1], lower[::-1]
        top, bottom = upper[-1], lower[-1]
        gap = float(np.linalg.norm(bottom - top))
        if gap < _LEAST_PX:
            return
        behind = 1 - _BEHIND_LIPS * min(1.0, 4 * gap / seam.width_px)
        tip = max(2, round(behind * (COUNT - 1)))
        top, bottom = upper[tip], lower[tip]
        gap = float(np.linalg.norm(bottom - top))
        bend = (top + bottom) / 2 - 2 * _BENT_IN * gap * seam.front * seam.along
        share = np.linspace(0, 1, 13)[:, None]
        curve = (1 - share) ** 2 * top + 2 * share * (1 - share) * bend + share**2 * bottom
        far = seam.front * seam.width_px * seam.along
        whole = np.concatenate([upper, [upper[-1] + far, lower[-1] + far], lower[::-1]])
        low = np.maximum(np.floor(whole.min(axis=0)).astype(int) - 3, 0)
        high = np.minimum(np.ceil(whole.max(axis=0)).astype(int) + 4, frame.shape[1::-1])
        size = int(high[0] - low[0]), int(high[1] - low[1])
        if min(size) < 1:
            return
        gone = polygon(whole - low, size, _SOFT_PX)
        solid = polygon(np.concatenate([upper[: tip + 1], curve[1:-1], lower[tip::-1]]) - low, size, _SOFT_PX)
        part = frame[low[1] : high[1], low[0] : high[0]]
        mixed = part * (1 - gone) + 255 * np.minimum(solid, gone)
        part[...] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def above_throat(figure: Figure, lattice: Lattice) -> Field:
    """Return where expression may move a profile, 0 to 1: not the throat, before which the jaw moves."""
    x, y = lattice.places()
    down = figure.axes[:2, 1] / max(float(np.linalg.norm(figure.axes[:2, 1])), 1e-6)
    chin = figure.landmarks[152]
    below = ((x - chin[0]) * down[0] + (y - chin[1]) * down[1]) / figure.width_px
    return np.asarray(np.clip(1 - (below - _THROAT[0]) / (_THROAT[1] - _THROAT[0]), 0, 1), np.float32)


def at_points(values: Field, lattice: Lattice) -> Field:
    """Read what every pixel has at the points of a lattice."""
    way = np.array([[lattice.step, 0, lattice.left], [0, lattice.step, lattice.top]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = lattice.columns, lattice.rows
    seen = cv2.warpAffine(values, way, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def front_of(pixels: Frame, figure: Figure) -> Front:
    """Cut the front of a profile out of its ground.

    The fitted head says where it about is; the border itself runs where colours part (GrabCut; Rother,
    Kolmogorov and Blake, 2004).
    """
    rows, columns = pixels.shape[:2]
    scale = min(1.0, _CUT_PX / max(figure.width_px * 1.2, 1.0))
    size = max(16, round(columns * scale)), max(16, round(rows * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lattice = Lattice(0.0, 0.0, 1 / scale, size[0], size[1])
    seen = seen_on(lattice, figure.points, figure.body)
    fitted = cv2.morphologyEx(
        (seen.triangle >= 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)
    )
    width = figure.width_px * scale
    free = _free(figure, fitted > 0, lattice, width)
    chin = lattice.to_points(figure.landmarks[152])
    head = _cut(small, fitted, free, (width, float(chin[1])))
    inside = cv2.distanceTransform(head.astype(np.uint8), cv2.DIST_L2, 5)
    behind = head & (inside < _BEHIND * width) & (free > 0.02)
    behind[round(max(float(chin[1]) + 0.08 * width, 0)) :] = False  # a chin that sinks uncovers nothing there
    filled = _filled(small, head, width)
    whole = cv2.resize(head.astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(whole, (0, 0), max(0.6, 0.5 / scale))
    edge = (soft > 0.5).astype(np.uint8)
    away = cv2.distanceTransform(1 - edge, cv2.DIST_L2, 5)
    rim = max(_RIM_PX, _RIM * figure.width_px)
    alpha = np.clip(1 + rim - away, 0, 1).astype(np.float32)
    near = cv2.resize(free, (columns, rows), interpolation=cv2.INTER_LINEAR)
    matte = np.maximum(alpha, 1 - np.clip(near * 1.6, 0, 1))
    made = cv2.dilate(behind.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.float32)
    made = cv2.resize(made, (columns, rows), interpolation=cv2.INTER_LINEAR)
    share = (np.clip(2 * made, 0, 1) * (alpha > 0))[..., None]
    large = cv2.resize(filled, (columns, rows), interpolation=cv2.INTER_CUBIC)
    plate = pixels + share * (large.astype(np.float32) - pixels)
    lip_y = float(figure.landmarks[17, 1] + 0.15 * figure.mouth_px)
    return Front(
        np.asarray(matte, np.float32),
        np.clip(plate + 0.5, 0, 255).astype(np.uint8),
        near,
        rim,
        int(np.clip(lip_y, 0, rows - 1)),
        round(_SCRAP * figure.width_px),
        _around(matte < 1, round(_MOVES * figure.width_px)),
    )


def _around(mask: Mask, room_px: int) -> Window:
    """Return the smallest window round a mask, and some room."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    left, top = max(int(columns[0]) - room_px, 0), max(int(rows[0]) - room_px, 0)
    right, bottom = int(columns[-1]) + room_px + 1, int(rows[-1]) + room_px + 1
    return left, top, min(right, mask.shape[1]), min(bottom, mask.shape[0])


def _free(figure: Figure, fitted: Mask, lattice: Lattice, width: float) -> Field:
    """Return how near each point is to that part of the outline which is the face's own front."""
    edge = fitted & (cv2.erode(fitted.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    own = (figure.points - figure.pivot) @ figure.axes / figure.px_per_cm  # head space, centimetres
    forward = np.where(own[:, 1] < _CHIN_CM, _FORWARD_CM, _THROAT_CM)
    front = (own[:, 1] > _FRONT_CM[0]) & (own[:, 1] < _FRONT_CM[1]) & (own[:, 2] < forward)
    place = np.round(lattice.to_points(figure.points[front, :2])).astype(int)
    marks = np.zeros(fitted.shape, np.uint8)
    keep = ((place >= 0) & (place < (lattice.columns, lattice.rows))).all(axis=1)
    marks[place[keep, 1], place[keep, 0]] = 1
    marks = cv2.dilate(marks, np.ones((2 * max(2, round(0.03 * width)) + 1,) * 2, np.uint8))
    own_edge = edge & (marks > 0)
    if not own_edge.any():
        return np.zeros(fitted.shape, np.float32)
    far = cv2.distanceTransform((~own_edge).astype(np.uint8), cv2.DIST_L2, 5)
    other = edge & ~own_edge
    aside = cv2.distanceTransform((~other).astype(np.uint8), cv2.DIST_L2, 5) if other.any() else far + width
    nearer = np.clip((aside - far) / (_ROUND * width), 0, 1)
    reach = np.clip((_ZONE * width - far) / (0.3 * _ZONE * width), 0, 1)
    calm = cv2.GaussianBlur((nearer * reach).astype(np.float32), (0, 0), max(0.02 * width, 0.8))
    return np.asarray(calm, np.float32)


def _cut(small: Frame, fitted: Frame, free: Field, scale: tuple[float, float]) -> Mask:
    """Find which points near the free front are head; `scale` is the face's width and the chin's row."""
    width, chin = scale
    away = cv2.distanceTransform(1 - fitted, cv2.DIST_L2, 5)
    deep = cv2.distanceTransform(fitted, cv2.DIST_L2, 5)
    marks = np.full(fitted.shape, cv2.GC_BGD, np.uint8)
    marks[away < _MAYBE * width] = cv2.GC_PR_BGD
    marks[away < 0.5 * _SURE * width] = cv2.GC_PR_FGD
    marks[deep > 0] = cv2.GC_PR_FGD
    marks[deep > _SURE * width] = cv2.GC_FGD
    neck = np.s_[round(max(chin + 0.04 * width, 0)) :]
    marks[neck][marks[neck] == cv2.GC_FGD] = cv2.GC_PR_FGD  # collars and jewels are no measure for a face
    x, y = np.flatnonzero((free > 0.01).any(axis=0)), np.flatnonzero((free > 0.01).any(axis=1))
    if not len(x):
        return np.asarray(fitted > 0)
    part = np.s_[y[0] : y[-1] + 1, x[0] : x[-1] + 1]
    own = np.ascontiguousarray(marks[part])
    if (own == cv2.GC_FGD).any() and (own == cv2.GC_BGD).any():
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.setRNGSeed(0)
        cv2.grabCut(np.ascontiguousarray(small[part]), own, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    head = fitted > 0
    head[part] = (own == cv2.GC_FGD) | (own == cv2.GC_PR_FGD)
    side = 2 * max(1, round(_ROUNDED * width)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    calm = cv2.morphologyEx(head.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    calm = cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts = cv2.connectedComponents(calm)
    if count > 2:
        sure = parts[deep > _SURE * width]
        calm = (parts == np.bincount(sure[sure > 0]).argmax()).astype(np.uint8) if (sure > 0).any() else calm
    return np.asarray(calm > 0)


def _filled(small: Frame, head: Mask, width: float) -> Frame:
    """Make up the ground behind the head's front: what lies before it, mirrored at the outline and calmed."""
    margin = max(1, round(_RIM * width))
    covered = cv2.dilate(head.astype(np.uint8), np.ones((2 * margin + 1,) * 2, np.uint8))
    _, label = cv2.distanceTransformWithLabels(covered, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    rows, columns = np.nonzero(covered == 0)
    table = np.zeros((int(label.max()) + 1, 2), np.float32)
    table[label[rows, columns]] = np.stack([columns, rows], axis=1)
    y, x = np.mgrid[0 : head.shape[0], 0 : head.shape[1]].astype(np.float32)
    nearest = table[label]
    there = nearest + _MIRRORED * (nearest - np.stack([x, y], axis=-1))
    there = np.clip(there, 0, np.array(head.shape[::-1], np.float32) - 1)
    inside = cv2.remap(covered, there, None, cv2.INTER_NEAREST) > 0
    there[inside] = nearest[inside]  # behind a bay of the outline lies the head again
    mirrored = cv2.remap(small, there, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    calm = cv2.GaussianBlur(mirrored, (0, 0), 0.7)
    return np.asarray(np.where(covered[..., None] > 0, calm, small), np.uint8)


def ended(seam: Seam, front: Front) -> Seam:
    """Let the seam of a profile end exactly where the head is cut from the ground."""
    line = seam.upper_px if seam.front > 0 else seam.upper_px[::-1]
    corner, length = line[0], float(np.linalg.norm(line[-1] - line[0]))
    along = (line[-1] - corner) / max(length, 1e-6)
    steps = np.arange(0.3 * length, 2.2 * length, 0.25)
    places = (corner + steps[:, None] * along).astype(np.float32)
    seen = cv2.remap(front.matte, places[None], None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
    outside = np.flatnonzero(seen < 0.5)
    if not len(outside):
        return seam
    reach = max(float(steps[outside[0]]) - front.rim_px, 0.5 * length)
    way = (line - corner) @ along
    kept = line[way < reach]
    whole = np.concatenate([kept, [kept[-1] + max(reach - float((kept[-1] - corner) @ along), 0.0) * along]])
    whole = even(whole, COUNT)
    whole = whole if seam.front > 0 else whole[::-1]
    return replace(seam, upper_px=whole, lower_px=whole.copy())


def close_by(seam: Seam) -> Seam:
    """Return a seam by whose width colours are read: in profile, no farther away than the lips are long."""
    line = seam.upper_px
    width = 2 * float(np.linalg.norm(line[-1] - line[0]))
    return replace(seam, width_px=width) if seam.front else seam
