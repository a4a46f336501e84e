"""Which animator moves a face: the register, the choice, who steps in, and the still it starts from."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.clip.clip import Animator, Matte, Still
from speaking_engine.clip.crop import crop_for
from speaking_engine.clip.finish import Finished
from speaking_engine.errors import ClipError, FaceError, FaceUnseen, SetupError
from speaking_engine.faces.face import Face
from speaking_engine.plugins import Register

DEFAULT = "head"
_OTHER_SHAPE = 0.02  # of its sides' ratio: more, and a matte was drawn over another picture
_HERE = "speaking_engine.clip.animators"
ANIMATORS = Register(
    "animator",
    "speaking_images.animators",  # of others: a class or function without arguments
    {
        "head": f"{_HERE}.head.animator:HeadAnimator",
        "hallo": f"{_HERE}.hallo.adapter:HalloAnimator",
        "hallo2": f"{_HERE}.hallo.adapter:Hallo2Animator",
        "fake": f"{_HERE}.fake:FakeAnimator",
    },
    SetupError,
    "choices.animator",
)


LISTENERS = frozenset({"hallo", "hallo2"})
"""Those of ours that move as they hear, and play no performance; a test holds it to what they follow."""


def animator_named(name: str) -> Animator:
    """Return the animator called `name`, with the options of `clip.options` around it.

    Raises
    ------
    SetupError
        There is none of that name; the user picks another, or installs the package that brings it.
    """
    return Finished(ANIMATORS.load(name)())


def plays_performances(name: str) -> bool:
    """Return whether an animator plays a performance and hears no sound; ours are not loaded for it."""
    if name in ANIMATORS.ours:
        return name not in LISTENERS
    return "performance" in animator_named(name).follows


def choose_animator(name: str, face: Face) -> tuple[Animator, tuple[str, ...]]:
    """Return the animator called `name`, or the head animator where that one cannot take the face.

    Returns
    -------
    animator : Animator
    fallbacks : tuple of str
        One sentence if another animator steps in, to be recorded in the `Clip` and shown.

    Raises
    ------
    FaceError
        No animator can move this face yet; the user places its handles.
    SetupError
        There is no animator of that name, or it is not installed.
    """
    wanted = animator_named(name)
    reason = wanted.refuses(face)
    if not reason:
        return wanted, ()
    return _instead_of(name, face, reason)


def made_by_one(
    name: str, face: Face, make: Callable[[Animator], int]
) -> tuple[int, Animator, tuple[str, ...]]:
    """Make a clip with the animator called `name`, or wholly anew with the head where that sees no face.

    Parameters
    ----------
    make : callable
        Makes the whole clip with an animator and gives its number of frames; what it wrote is whole or gone.

    Returns
    -------
    frame_count : int
    animator : Animator
        The one that made all of the frames.
    fallbacks : tuple of str
        As of `choose_animator`.

    Raises
    ------
    SpeakingError
        See `choose_animator` and `make`; any failure but an unseen face is the user's to mend.
    """
    animator, fallbacks = choose_animator(name, face)
    try:
        return make(animator), animator, fallbacks
    except FaceUnseen as unseen:
        head, fallbacks = _instead_of(animator.name, face, unseen.sentence[:1].lower() + unseen.sentence[1:])
    return make(head), head, fallbacks


def remarks_of(animator: Animator) -> tuple[str, ...]:
    """Return what an animator had to calm in the face that it moved last; most have nothing to say."""
    return tuple(getattr(animator, "remarks", ()))


def _instead_of(name: str, face: Face, reason: str) -> tuple[Animator, tuple[str, ...]]:
    """Let the head animator step in, and say why."""
    head = animator_named(DEFAULT)
    refusal = head.refuses(face)
    if name == DEFAULT or refusal:
        raise FaceError(
            f"Face {face.id} cannot be animated: {refusal or reason}",
            hint=f"Place its handles in Blender, or in a file: `faces PRODUCTION --on {face.id} "
            f"--draft-handles h.json` writes one to correct, `--on {face.id} --handles h.json` takes it.",
            place=f"faces[{face.id}].landmarks",
        )
    return head, (f"Face {face.id} is moved by {DEFAULT!r} instead of {name!r}: {reason}",)


def still_of(artwork: Artwork, face: Face, occluder: Matte | None = None, head: Matte | None = None) -> Still:
    """Cut the region that moves out of the artwork, at native size.

    Parameters
    ----------
    occluder, head : (H, W) uint8, optional
        A hand's mattes, of any size, that lie over the whole picture; see `Still`.

    Raises
    ------
    FaceError
        The face is too small or outside the picture; the user moves its box.
    ClipError
        A matte has another shape than the picture; the user draws it over the whole of it.
    """
    x, y, width, height = crop_for(face, artwork.width_px, artwork.height_px)
    size_px, crop_px = (artwork.width_px, artwork.height_px), (x, y, width, height)
    mattes = (
        None if matte is None else _cut(matte, size_px, crop_px, name)
        for matte, name in ((occluder, "occluder"), (head, "head matte"))
    )
    return Still(artwork.pixels[y : y + height, x : x + width].copy(), crop_px, *mattes)


def _cut(matte: Matte, size_px: tuple[int, int], crop_px: tuple[int, int, int, int], name: str) -> Matte:
    """Cut a crop out of a matte that lies over the whole picture, in the picture's own pixels."""
    across, down = matte.shape[1] / size_px[0], matte.shape[0] / size_px[1]
    if abs(across / down - 1) > _OTHER_SHAPE:
        raise ClipError(
            f"The {name} has {matte.shape[1]} x {matte.shape[0]} pixels, another shape than the work "
            f"({size_px[0]} x {size_px[1]}).",
            hint="Draw it over the whole work.",
            place=f"choices.{name.replace(' ', '_')}",
        )
    x, y, width, height = crop_px
    # of pixels, whose middles lie half a step from their corners
    way = np.array([[across, 0, (x + 0.5) * across - 0.5], [0, down, (y + 0.5) * down - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(matte, way, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)
