"""MeshAnimator: speaks by deforming the artwork itself; from one still to a stream of frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.clip.animators.mesh.fields import basis_fields, combined
from speaking_engine.clip.animators.mesh.head import Head, head_of
from speaking_engine.clip.animators.mesh.lattice import Field, Lattice, lattice_for
from speaking_engine.clip.animators.mesh.mouth import Opening, opening_of, paint
from speaking_engine.clip.animators.mesh.palette import Palette, palette_of
from speaking_engine.clip.animators.mesh.score import Score, score_of
from speaking_engine.clip.animators.mesh.seam import Seam, seam_of
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report
from speaking_engine.speech.utterance import Utterance


class MeshAnimator:
    """Deforms the artwork by precomputed fields over the face's landmarks, layered at lips and lids."""

    name = "mesh"

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
        ClipError
            The style is unknown; the user picks another.
        FaceError
            The face has no landmarks; the user places handles.
        """
        score = score_of(utterance, motion)
        rig = rig_of(face, still)
        for frame in range(len(score)):
            report("clip", frame / len(score), f"frame {frame + 1} of {len(score)}")
            yield still.pixels.copy() if score.rests(frame) else _draw(rig, score, frame)
        report("clip", 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """All that is computed once for a still."""

    still: Still
    head: Head
    seam: Seam
    lattice: Lattice
    fields: npt.NDArray[np.float32]
    palette: Palette
    pixels_x: Field
    pixels_y: Field


def rig_of(face: Face, still: Still) -> Rig:
    """Compute once what every frame needs."""
    side = still.pixels.shape[0]
    head = head_of(face, still)
    seam = seam_of(head)
    lattice = lattice_for(side)
    line = np.arange(side, dtype=np.float32)
    x, y = np.meshgrid(line, line)
    fields = basis_fields(head, seam, lattice)
    return Rig(still, head, seam, lattice, fields, palette_of(head, still), x, y)


def _draw(rig: Rig, score: Score, frame: int) -> Frame:
    """Draw one frame: one resampling of the skin, then the mouth's inside."""
    upper, lower = combined(rig.fields, score.at(frame))
    opening = opening_of(
        rig.head,
        rig.seam,
        rig.lattice.read(upper, rig.seam.upper_px),
        rig.lattice.read(lower, rig.seam.lower_px),
    )
    back = _layered(rig, upper, lower, opening)
    drawn: Frame = cv2.remap(
        rig.still.pixels,
        rig.pixels_x - back[..., 0],
        rig.pixels_y - back[..., 1],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    paint(drawn, opening, rig.head, rig.palette, float(score.tongue[frame]))
    return drawn


def _layered(rig: Rig, upper: Field, lower: Field, opening: Opening) -> Field:
    """Give where each pixel comes from: by the skull's field above the seam, by the jaw's below it."""
    lattice = rig.lattice
    back = lattice.enlarged(lattice.turned_round(upper))
    below = lattice.enlarged(lattice.turned_round(lower))
    middle = (opening.upper_px + opening.lower_px) / 2
    line = np.interp(rig.pixels_x[0], middle[:, 0], middle[:, 1]).astype(np.float32)
    np.copyto(back, below, where=(rig.pixels_y > line)[..., None])
    return back
