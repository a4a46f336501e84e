"""Which animator moves a face: the register, the choice, who steps in, and the still it starts from."""

from __future__ import annotations

from collections.abc import Callable

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.clip.clip import Animator, Still
from speaking_engine.clip.crop import crop_for
from speaking_engine.clip.finish import Finished
from speaking_engine.errors import FaceError, FaceUnseen, SetupError
from speaking_engine.faces.face import Face
from speaking_engine.plugins import Register

DEFAULT = "head"
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


def still_of(artwork: Artwork, face: Face) -> Still:
    """Cut the region that moves out of the artwork, at native size.

    Raises
    ------
    FaceError
        The face is too small or outside the picture; the user moves its box.
    """
    x, y, width, height = crop_for(face, artwork.width_px, artwork.height_px)
    return Still(artwork.pixels[y : y + height, x : x + width].copy(), (x, y, width, height))
