"""MeshAnimator: speaks by deforming the artwork itself; from one still to a stream of frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh.fields import CONTROLS, DROP, OF_HEAD, UPPER, basis_fields, combined
from speaking_engine.clip.animators.mesh.gaze import Gaze, draw_gaze, gazes_of
from speaking_engine.clip.animators.mesh.grain import grain_of
from speaking_engine.clip.animators.mesh.head import Array, Head, head_of
from speaking_engine.clip.animators.mesh.lattice import Field, Lattice, lattice_for
from speaking_engine.clip.animators.mesh.lids import Lid, draw_lid, lids_of, squint_of
from speaking_engine.clip.animators.mesh.medium import medium_of
from speaking_engine.clip.animators.mesh.mouth import Interior, interior_of
from speaking_engine.clip.animators.mesh.opening import opening_of
from speaking_engine.clip.animators.mesh.palette import palette_of
from speaking_engine.clip.animators.mesh.score import score_of
from speaking_engine.clip.animators.mesh.seam import Seam, seam_of
from speaking_engine.clip.animators.mesh.warp import Warp, warp_of
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance

_BORDER = (np.s_[:1], np.s_[-1:], np.s_[:, :1], np.s_[:, -1:])


class MeshAnimator:
    """Deforms the artwork by precomputed fields over the face's landmarks, layered at lips and lids."""

    name = "mesh"
    follows = frozenset({"performance"})
    segment_seconds = 0.0
    ramp_seconds = 0.0

    def refuses(self, face: Face) -> str:
        """Refuse a face without landmarks."""
        if face.landmarks_px is None:
            return "no landmarks were found, so its handles must be placed by hand."
        return ""

    def frames(
        self, still: Still, face: Face, utterance: Utterance, motion: Motion, report: Report
    ) -> Iterator[Frame]:
        """Stream the frames; memory does not grow with their number.

        Raises
        ------
        FaceError
            The face has no landmarks; the user places handles.
        """
        del utterance
        score = score_of(motion.performance)
        rig = rig_of(face, still)
        for frame in range(len(score)):
            report("clip", frame / len(score), f"frame {frame + 1} of {len(score)}")
            if score.rests(frame):
                yield still.pixels.copy()
            else:
                controls = score.at(frame)
                controls["lift"] += rig.lift_to_shut * float(score.close[frame])
                yield draw(
                    rig,
                    controls,
                    blink=float(score.blink[frame]),
                    tongue=float(score.tongue[frame]),
                    gaze=float(score.gaze[frame]),
                )
        report("clip", 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """All that is computed once for a still."""

    still: Still
    head: Head
    seam: Seam
    lattice: Lattice
    fields: npt.NDArray[np.float32]
    interior: Interior
    skull_at_mouth: Array
    lids: tuple[Lid, ...]
    squint: Field
    eyes: tuple[Gaze, ...]
    warp: Warp

    @property
    def lift_to_shut(self) -> float:
        """How much of the control `lift` shuts the lips where they are painted open."""
        return self.seam.gap_px / (DROP * self.head.mouth_px)


def rig_of(face: Face, still: Still) -> Rig:
    """Compute once what every frame needs."""
    side = still.pixels.shape[0]
    head = head_of(face, still)
    seam = seam_of(head, still)
    lattice = lattice_for(side)
    fields = basis_fields(head, seam, lattice)
    grain = grain_of(head, still)
    palette = palette_of(head, still)
    medium = medium_of(head, still)
    interior = interior_of(head, seam, still, palette, medium, grain)
    at_mouth = np.stack([lattice.read(field, head.origin[None, :2])[0] for field in fields[:, UPPER]])
    lids = lids_of(head, still, palette, medium, grain)
    squint = squint_of(head, still, lattice)
    eyes = gazes_of(head, still)
    return Rig(
        still, head, seam, lattice, fields, interior, at_mouth, lids, squint, eyes, warp_of(still, lattice)
    )


def draw(
    rig: Rig, controls: dict[str, float], *, blink: float = 0.0, tongue: float = 0.0, gaze: float = 0.0
) -> Frame:
    """Draw one frame: one resampling of the skin, then eyes that look aside, the mouth's inside, the lids.

    Parameters
    ----------
    controls : dict of str to float
        Some of `fields.CONTROLS`; those left out are 0.
    blink, tongue : float
        0 to 1.
    gaze : float
        -1 to the left of the picture to 1 to the right.
    """
    upper, lower = combined(rig.fields, controls)
    upper = upper + np.float32(blink) * rig.squint
    opening = opening_of(
        rig.head,
        rig.seam,
        (rig.lattice.read(upper, rig.seam.upper_px), rig.lattice.read(lower, rig.seam.lower_px)),
        _skull_shift(rig, controls),
    )
    drawn, back = rig.warp.bent(upper, lower, (opening.upper_px + opening.lower_px) / 2)
    if gaze:
        for eye in rig.eyes:
            draw_gaze(drawn, back, rig.still, eye, gaze)
    rounding, tuck = (min(controls.get(name, 0.0), 1.0) for name in ("round", "tuck"))
    rig.interior.paint(drawn, replace(opening, tongue=tongue, rounding=rounding, tuck=tuck))
    if blink > 0:
        for lid in rig.lids:
            draw_lid(drawn, back, lid, blink)
    for edge in _BORDER:  # mouth and lids of a face at the picture's edge may reach it
        drawn[edge] = rig.still.pixels[edge]
    return drawn


def _skull_shift(rig: Rig, controls: dict[str, float]) -> Array:
    """Return how far the upper teeth have moved, (2,): only the head's own turn moves them."""
    weights = [controls.get(name, 0.0) if name in OF_HEAD else 0.0 for name in CONTROLS]
    return np.asarray(np.array(weights) @ rig.skull_at_mouth)
