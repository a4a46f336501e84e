"""Rig: all that is computed once for a still, and the drawing of one frame from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from speaking_engine.clip.animators.head.cover import (
    cover_of,
    covers_mouth,
    lips_seen,
    other_of,
    parts_of,
    touched,
)
from speaking_engine.clip.animators.head.figure import Figure
from speaking_engine.clip.animators.head.ground import Ground, ground_of, passed_over
from speaking_engine.clip.animators.head.lattice import (
    Array,
    Field,
    Lattice,
    Mask,
    Window,
    active,
    areas,
    calmed,
    greatest,
    inverse,
)
from speaking_engine.clip.animators.head.lids import LIDS, Eye, eyes_of
from speaking_engine.clip.animators.head.lips import LOWER_INNER, UPPER_INNER
from speaking_engine.clip.animators.head.manner import manner_of
from speaking_engine.clip.animators.head.medium import medium_of
from speaking_engine.clip.animators.head.mouth import Interior, TeethShown, interior_of
from speaking_engine.clip.animators.head.opening import LowerLip, Opening, UpperLip
from speaking_engine.clip.animators.head.profile import Front, Hole, above_throat, close_by, ended, front_of
from speaking_engine.clip.animators.head.seam import COUNT, Seam, seam_of, visible
from speaking_engine.clip.animators.head.sheets import Sheet, seen_on, sheet_of
from speaking_engine.clip.animators.head.sight import SPECTACLES
from speaking_engine.clip.animators.head.strip import below
from speaking_engine.clip.animators.head.warp import Warp, lay, moving, warp_of
from speaking_engine.clip.clip import Frame, Matte, Still

CORNERS = (61, 291)
_STEPS_PER_FACE = 64
_HALF = 0.5
_AROUND = 0.42  # face widths of room round the head
_CALM = 0.03  # face widths over which folds are smoothed
_MOUTH_MM = 50.0
_ASIDE = 0.75  # of what is asked, that a profile's lips part: its jaw passes over the throat
_INSIDE = 0.012  # face widths that lips end before the painted outline


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """What one frame asks for; see `performance.Performance`.

    Attributes
    ----------
    channels : dict of str to float
        By ARKit's names, 0 to 1.
    head_deg : (3,) float64
        Yaw, pitch, roll: > 0 to the right of the picture, up, clockwise.
    gaze_deg : (2, 2) float64
        Yaw and pitch of the sitter's left eye, then of the right.
    opening_mm : float
        How far the lips part beyond how they are painted, of a mouth 50 mm wide.
    shut : float
        0 to 1.
    """

    channels: dict[str, float]
    head_deg: Array = field(default_factory=lambda: np.zeros(3))
    gaze_deg: Array = field(default_factory=lambda: np.zeros((2, 2)))
    opening_mm: float = 0.0
    shut: float = 0.0

    @property
    def rests(self) -> bool:
        """Whether this is the still itself."""
        turned = bool(np.any(self.head_deg) or np.any(self.gaze_deg))
        return not (turned or self.opening_mm or self.shut or any(self.channels.values()))

    @property
    def rounded(self) -> float:
        """How far the lips are drawn together and pushed out, 0 to 1."""
        pushed = self.channels.get("mouthPucker", 0.0) + 0.5 * self.channels.get("mouthFunnel", 0.0)
        return float(np.clip(pushed, 0, 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Moved:
    """How the upper sheet lies in one frame: displacements (rows, columns, 2), there and back."""

    weights: Array
    turn: Array
    skin: Field
    back: Field


@dataclass(frozen=True, slots=True, eq=False)
class _Lips:
    """How the lower sheet lies in one frame, there and back, and the window and the share that show it."""

    opening: Opening
    there: Field
    back: Field
    window: Window
    share: Field


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """One painted head, ready to be moved.

    Attributes
    ----------
    short : float
        Face widths by which the lips of a profile end before the painted outline.
    parting, turning : float
        Factors on the mouth's opening and on the turns of the head, where they must be calmed.
    front, cut : Front and Warp, or None
        Of a profile: its front, and that front's matte ready to be moved.
    stare, mute : str
        Why eyes are left as they are, and why lips never part; empty where they need not.
    covered : bool
        Whether something lies before the face.
    lips_seen : float
        How surely the picture shows lips where they were placed, 0 to 1; see `cover.lips_seen`. Of a flat
        print it is 1: the net, which knows no lips that are one stroke, is not asked.
    touched : bool
        Whether something of the skin's colour reaches to the lips or the chin of a profile.
    blinks : bool
        Whether lids shut; else eyes look about under lids that stay.
    stays : (rows, columns) float32
        How surely a point of the upper sheet's lattice is ground or cloth that stays, 0 to 1.
    """

    pixels: Frame
    figure: Figure
    seam: Seam
    upper: Sheet
    lower: Sheet
    lips: tuple[UpperLip, LowerLip]
    eyes: tuple[Eye, ...]
    interior: Interior
    warp: Warp
    stays: Field
    short: float = 0.0
    parting: float = 1.0
    turning: float = 1.0
    front: Front | None = None
    cut: Warp | None = None
    stare: str = ""
    mute: str = ""
    covered: bool = False
    lips_seen: float = 1.0
    touched: bool = False
    blinks: bool = True

    @property
    def keeps_jaw(self) -> bool:
        """Whether lips and jaw stay: they lie elsewhere, or something before them or cut out with them."""
        astray = self.seam.moved or (self.front is not None and not self.parting)
        return bool(self.mute) and (self.covered or self.touched or astray)

    def draw(self, pose: HeadPose) -> Frame:
        """Draw one frame, (H, W, 3) uint8 as the still."""
        return self.drawn(pose)[0]

    def drawn(self, pose: HeadPose) -> tuple[Frame, Opening | None]:
        """Draw one frame, and say how its lips lie, if they move."""
        frame = self.pixels.copy()
        if not self.blinks:
            awake = {name: value for name, value in pose.channels.items() if not name.startswith("eyeBlink")}
            pose = replace(pose, channels=awake)
        if pose.rests:
            return frame, None
        moved = self._moved(pose)
        lips = self._lips_moved(pose, moved) if _moves_mouth(pose) else None
        self._lay(frame, self.warp, moved)
        for eye in self.eyes:
            eye.draw(frame, self.warp, self.upper.lattice, (moved.skin, moved.back), pose)
        if lips is not None:
            self._lay_lips(frame, self.warp, lips)
            # Teeth go where the lips go, whatever holds the outline back.
            arm = self.upper.lattice.read(self.upper.arms, self.seam.middle_px[[COUNT // 2]])[0]
            carried = (moved.turn - np.eye(3))[:2] @ arm
            self.interior.draw(frame, lips.opening, pose, (moved.turn, carried))
        if self.front is not None and self.cut is not None:
            matte = self.front.matte_levels.copy()  # what moves the paint moves it, too
            self._lay(matte, self.cut, moved)
            if lips is not None:
                self._lay_lips(matte, self.cut, lips)
                Hole(self.seam).draw(matte, lips.opening)
            self.front.before_ground(frame, matte)
        return frame, None if lips is None else lips.opening

    def landmarks(self, pose: HeadPose) -> Array:
        """Return where the landmarks lie in a frame as it is drawn, (478, 2) crop pixels."""
        at = self.figure.landmarks.copy()
        if pose.rests:
            return at
        moved, seam = self._moved(pose), self.seam
        at += self.upper.lattice.read(moved.skin, self.figure.landmarks)
        if not _moves_mouth(pose):
            return at
        lips = self._lips_moved(pose, moved)
        place, line = seam.local(self.figure.landmarks), seam.local(seam.middle_px)
        left, top, right, bottom = self.lower.lattice.window
        x, y = self.figure.landmarks.T
        under = (place[:, 1] > np.interp(place[:, 0], line[:, 0], line[:, 1])) & (x > left) & (x < right)
        under &= (y > top) & (y < bottom)
        at[under] = self.figure.landmarks[under] + self.lower.lattice.read(
            lips.there, self.figure.landmarks[under]
        )
        column = np.interp(place[:, 0], line[:, 0], np.arange(COUNT)).round().astype(int)
        for ids, now, rest in (
            ([*UPPER_INNER, *CORNERS], lips.opening.upper_px, seam.upper_px),
            (LOWER_INNER, lips.opening.lower_px, seam.lower_px),
        ):
            at[ids] = self.figure.landmarks[ids] + (now - rest)[column[ids]]
        return at

    def _moved(self, pose: HeadPose) -> _Moved:
        weights = self._weights(pose)
        turn = self.figure.turn(*(self.turning * float(angle) for angle in pose.head_deg))
        lattice = self.upper.lattice
        skin = self.upper.moved(weights, turn)
        own = lattice.slices(self.lower.lattice)
        skin[own] = self.lips[0].bent(skin[own], self._parted_px(pose), pose.rounded)
        back = np.zeros_like(skin)
        part = active(skin)
        if part[0].stop:
            skin[part] = calmed(skin[part], lattice.step, _CALM * self.figure.width_px)
            back[part] = passed_over(inverse(skin[part], lattice.step), self.stays[part], lattice.step)
        return _Moved(weights, turn, skin, back)

    def _lay(self, frame: Frame, warp: Warp, moved: _Moved) -> None:
        lattice = self.upper.lattice
        there = warp.sources(lattice, moved.back)
        for window in moving(lattice, moved.skin):
            left, top, right, bottom = window
            warp.taken(lattice.enlarged(there, window), frame[top:bottom, left:right])

    def squeezed(self, pose: HeadPose) -> float:
        """Return what share of what moves is squeezed to less than a third of its area."""
        turn = self.figure.turn(*(self.turning * float(angle) for angle in pose.head_deg))
        lattice = self.upper.lattice
        skin = self.upper.moved(self._weights(pose), turn)
        area = areas(skin, lattice.step)
        return float((area < 1 / 3).sum() / max(int((greatest(skin) > 0.5).sum()), 1))

    def strained(self, pose: HeadPose) -> tuple[float, float]:
        """Return to what a unit of area is squeezed and stretched at most, as it is drawn."""
        moved, step = self._moved(pose), self.upper.lattice.step
        fields = [moved.skin]
        if _moves_mouth(pose):
            fields.append(self._lips_moved(pose, moved).there)
        found = [areas(field, step) for field in fields]
        return min(float(area.min()) for area in found), max(float(area.max()) for area in found)

    def _lips_moved(self, pose: HeadPose, moved: _Moved) -> _Lips:
        seam, lattice = self.seam, self.lower.lattice
        jaw = self.lower.moved(moved.weights, moved.turn)
        edges = self.upper.lattice.read(moved.skin, seam.upper_px), lattice.read(jaw, seam.lower_px)
        lip = self.lips[1]
        opening, mending = lip.opening(edges, self._parted_px(pose), pose.shut, pose.rounded)
        part = self.upper.lattice.slices(lattice)
        jaw = lip.bent(jaw, mending, moved.skin[part], pose.rounded)
        jaw = calmed(jaw, lattice.step, _CALM * self.figure.width_px)
        back = passed_over(inverse(jaw, lattice.step, rounds=4), self.stays[part], lattice.step)
        back = np.asarray(moved.back[part] + lip.own * (back - moved.back[part]), np.float32)
        middle = _lengthened((opening.upper_px + opening.lower_px) / 2, seam)
        left, top, right, bottom = lattice.window  # what lies above the lips is the upper sheet's
        window = left, min(max(top, int(middle[:, 1].min()) - 2), bottom - 1), right, bottom
        return _Lips(opening, jaw, back, window, below(middle, window))

    def _lay_lips(self, frame: Frame, warp: Warp, lips: _Lips) -> None:
        lattice = self.lower.lattice
        left, top, right, bottom = lips.window
        there = lattice.enlarged(warp.sources(lattice, lips.back), lips.window)
        lay(frame[top:bottom, left:right], warp.taken(there), lips.share)

    def _parted_px(self, pose: HeadPose) -> float:
        if self.mute:  # what hides the lips goes along, and no gap opens
            return 0.0
        return self.parting * pose.opening_mm * self.seam.width_px / _MOUTH_MM

    def _weights(self, pose: HeadPose) -> Array:
        weights = np.zeros(len(self.figure.names))
        still = ("eyeBlink", "eyeLook", "mouthClose", *(_MOUTH if self.keeps_jaw else ()))
        if self.stare == SPECTACLES:  # their rims would bend with the skin on which they lie
            still += _UNDER_SPECTACLES
        for k, name in enumerate(self.figure.names):
            if not name.startswith(still):
                weights[k] = pose.channels.get(name, 0.0)
                if name.startswith("jawOpen"):
                    weights[k] *= 0.5 + 0.5 * self.parting
        return weights


def _moves_mouth(pose: HeadPose) -> bool:
    return bool(pose.opening_mm or pose.shut) or any(name.startswith(_MOUTH) for name in pose.channels)


_MOUTH = ("jaw", "mouth", "tongue")
_UNDER_SPECTACLES = ("brow", "cheekSquint", "eyeSquint", "eyeWide", "noseSneer")


def _lengthened(middle: Array, seam: Seam) -> Array:
    """Let a line go on past the corners along the mouth's own axis, where both sheets agree."""
    far = 0.6 * seam.width_px * seam.along
    return np.concatenate([middle[:1] - far, middle, middle[-1:] + far])


def rig_of(
    pixels: Frame,
    figure: Figure,
    teeth: TeethShown = "hint",
    head: Matte | None = None,
    *,
    uncovered: bool = False,
) -> Rig:
    """Compute once what every frame needs.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The still.
    head : (H, W) uint8, optional
        A hand's matte of what turns with the head, white; it is found in the picture if none is given.
    uncovered : bool
        A hand said what lies before the face, and the still shows what is behind it: nothing else is sought.
    """
    lattice = _lattice_of(figure, (pixels.shape[0], pixels.shape[1]))
    parts = parts_of(pixels, figure, lattice)
    other = other_of(parts)
    nothing = np.zeros((lattice.rows, lattice.columns), bool)
    cover = nothing if uncovered else cover_of(other, figure, lattice)
    ground = ground_of(pixels, figure, lattice, cover, other if head is None else None, head)
    front = front_of(pixels, figure) if figure.in_profile else None
    seam = seam_of(pixels, figure.landmarks, figure.yaw_deg, 0.1 * _MOUTH_MM * figure.px_per_cm)
    within = lattice.read(ground.within, seam.middle_px)[:, 0]
    short = max(float(within[-1 if seam.front > 0 else 0]), 0.0) if seam.front else 0.0
    seam = visible(seam, pixels, within - _INSIDE, figure.yaw_deg)
    if front is not None:  # the lips end where the head is cut out
        ground, seam, short = front.freed(ground, lattice), ended(seam, front), 0.0
    medium = medium_of(pixels, figure.landmarks, figure.width_px)
    x, y = lattice.places()
    place = seam.local(np.stack([x, y], axis=-1))
    eyes = _in_eyes(figure, lattice)
    arms, free = _arms(figure, lattice, ground), ground.units
    if front is not None:
        free = free * above_throat(figure, lattice)
    upper_zones = _above(seam, place) & ~eyes, _along(seam, place, -1)
    upper = sheet_of(figure, lattice, figure.skin[~figure.lower_lip], upper_zones, arms, free)
    part = lattice.part(_mouth_window(seam, lattice.window))
    own = lattice.slices(part)
    lower_zones = _beneath(seam, place)[own], _along(seam, place, 1)[own]
    lower = sheet_of(figure, part, figure.skin[~figure.upper_lip], lower_zones, arms[own], free[own])
    lidded, stare = eyes_of(pixels, figure, medium)
    return Rig(
        pixels,
        figure,
        seam,
        upper,
        lower,
        (UpperLip(seam, part), LowerLip(seam, part)),
        lidded,
        interior_of(pixels, figure, seam, manner_of(pixels, close_by(seam), medium, figure.landmarks), teeth),
        warp_of(pixels),
        ground.stays,
        short,
        parting=1.0 if front is None else _ASIDE,
        front=front,
        cut=None if front is None else warp_of(front.matte_levels),
        stare=stare,
        mute=_mute(seam, covered=covers_mouth(cover, parts, figure, lattice)),
        covered=bool(cover.any()),
        lips_seen=1.0 if medium.kind == "flat" else lips_seen(parts, figure, lattice),
        touched=not uncovered and touched(pixels, figure),
    )


def _mute(seam: Seam, *, covered: bool) -> str:
    if covered:
        return "something lies before them"
    if seam.moved:
        return "they are painted away from its landmarks; place its handles by hand"
    return "hair hides them" if seam.hidden else ""


def head_matte(still: Still, figure: Figure) -> Matte:
    """Return what of a still turns with the head, (H, W) uint8, white: a hand's matte, or what is found."""
    if still.head is not None:
        return still.head
    lattice = _lattice_of(figure, (still.pixels.shape[0], still.pixels.shape[1]))
    window = lattice.window
    other = other_of(parts_of(still.pixels, figure, lattice))
    ground = ground_of(still.pixels, figure, lattice, cover_of(other, figure, lattice), other)
    matte = np.zeros(still.pixels.shape[:2], np.uint8)
    own = matte[window[1] : window[3], window[0] : window[2]]
    inside = lattice.enlarged(ground.turning.astype(np.float32)[..., None], window)
    own[inside.reshape(own.shape) > _HALF] = 255
    return matte


def _arms(figure: Figure, lattice: Lattice, ground: Ground) -> Field:
    """Return how turns of the head move each place; lips that lie on one another turn alike."""
    seen = seen_on(lattice, figure.points, figure.body)
    believed = (seen.triangle >= 0) & ~_in_eyes(figure, lattice)
    corners = figure.body[seen.triangle[believed]]
    known = (figure.arms[corners] * seen.shares[believed][..., None]).sum(axis=1)
    return ground.arms(believed, known)


def _lattice_of(figure: Figure, size: tuple[int, int]) -> Lattice:
    step = max(round(figure.width_px / _STEPS_PER_FACE), 1)
    head = figure.points[np.unique(figure.body), :2]
    room = _AROUND * figure.width_px
    low = np.maximum(np.floor(head.min(axis=0) - room), 0) + (0.0 if step % 2 else 0.5)
    high = np.minimum(np.ceil(head.max(axis=0) + room), (size[1] - 1, size[0] - 1))
    columns, rows = (int(n) for n in np.floor((high - low) / step) + 1)
    return Lattice(float(low[0]), float(low[1]), float(step), columns, rows)


def _mouth_window(seam: Seam, inside: Window) -> Window:
    middle = seam.middle_px.mean(axis=0)
    low = np.maximum(middle - np.array([0.95, 0.75]) * seam.width_px, inside[:2])
    high = np.minimum(middle + np.array([0.95, 1.75]) * seam.width_px, inside[2:])
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _near(seam: Seam, place: Array) -> Mask:
    """Return which places (..., 2) lie so near to the seam's edges that no triangle is believed."""
    near = np.zeros(place.shape[:-1], bool)
    for line in (seam.local(seam.upper_px), seam.local(seam.lower_px)):
        height = np.interp(place[..., 0], line[:, 0], line[:, 1])
        near |= (np.abs(place[..., 1] - height) < 0.035) & (seam.beyond(place[..., 0]) < 0.04)
    return near


def _above(seam: Seam, place: Array) -> Mask:
    line = seam.local(seam.upper_px)
    under = place[..., 1] - np.interp(place[..., 0], line[:, 0], line[:, 1])
    wrong = (under > 0) & (under < 0.75) & (seam.beyond(place[..., 0]) < 0)
    return np.asarray(~wrong & ~_near(seam, place))


def _beneath(seam: Seam, place: Array) -> Mask:
    line = seam.local(seam.lower_px)
    over = np.interp(place[..., 0], line[:, 0], line[:, 1]) - place[..., 1]
    wrong = (over > 0) & (over < 0.45) & (seam.beyond(place[..., 0]) < 0)
    return np.asarray(~wrong & ~_near(seam, place))


def _along(seam: Seam, place: Array, side: int) -> Mask:
    """Say where the movement of the lip above (-1) or below (1) goes on to the seam and a little past it."""
    line = seam.local(seam.upper_px if side < 0 else seam.lower_px)
    away = side * (place[..., 1] - np.interp(place[..., 0], line[:, 0], line[:, 1]))
    return np.asarray((away > -0.05) & (away < 0.035) & (seam.beyond(place[..., 0]) < -0.03))


def _in_eyes(figure: Figure, lattice: Lattice) -> Mask:
    mask = np.zeros((lattice.rows, lattice.columns), np.uint8)
    for lid in LIDS:
        outline = lattice.to_points(figure.landmarks[[*lid.upper, *lid.lower[::-1]]])
        cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0)
