"""DeepFace, the paper's detector and gender guess, in a Python of its own: TensorFlow never enters ours.

The other Python is named by the environment variable `SPEAKING_IMAGES_DEEPFACE_PYTHON`; `docs/faces.md` says
how to make it. One process serves one picture: JSON on its standard output, the picture as a file.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from speaking_engine.errors import SetupError
from speaking_engine.faces.boxes import iou_of
from speaking_engine.faces.detectors.detector import Finding, Pixels
from speaking_engine.faces.face import Face, Gender
from speaking_engine.faces.gender import LEAST_CONFIDENCE

PYTHON_VARIABLE = "SPEAKING_IMAGES_DEEPFACE_PYTHON"
HOME_VARIABLE = "DEEPFACE_HOME"
GENDER_WEIGHTS = "gender_model_weights.h5"
GENDER_URL = f"https://github.com/serengil/deepface_models/releases/download/v1.0/{GENDER_WEIGHTS}"
LIMIT_SECONDS = 300
MARGIN = 0.1  # of the box, around a face whose gender is asked
WHOLE_PICTURE = 0.98  # DeepFace gives the whole picture as a face when it has found none
WORKER = Path(__file__).with_name("deepface_worker.py")


@dataclass(frozen=True, slots=True)
class DeepFace:
    """DeepFace with the MTCNN backend, as in the paper."""

    name: str = "deepface"

    def find(self, pixels: Pixels) -> list[Finding]:
        """Return the boxes found.

        Raises
        ------
        SetupError
            The other Python is missing or has no DeepFace; the hint says how to get it.
        """
        found = [
            Finding((x, y, width, height), min(max(confidence, 0.0), 1.0), self.name)
            for x, y, width, height, confidence in (one["box"] for one in _ask("find", pixels))
        ]
        return [finding for finding in found if not _is_whole(finding, pixels)]

    def gender(self, pixels: Pixels) -> tuple[Gender, float]:
        """Guess the apparent gender of the one face that a crop shows, with its confidence, 0.5 to 1.

        Raises
        ------
        SetupError
            The other Python or the weights are missing; the hint says where they belong.
        """
        folder = Path(os.environ.get(HOME_VARIABLE, str(Path.home()))) / ".deepface" / "weights"
        if not (folder / GENDER_WEIGHTS).is_file():
            raise SetupError(
                f"DeepFace's gender weights {GENDER_WEIGHTS} are not in {folder}.",
                hint=f"Download {GENDER_URL} and put the file there; nothing is fetched by itself.",
            )
        women, men = _ask("gender", pixels)[0]["gender"]
        return ("female" if women > men else "male"), max(women, men) / max(women + men, 1e-9)


def with_deepface_gender(pixels: Pixels, faces: Sequence[Face]) -> list[Face]:
    """Ask DeepFace for the apparent gender of each face instead of the engine's own net.

    Raises
    ------
    SetupError
        The other Python or the weights are missing; the hint says where they belong.
    """
    told = []
    for face in faces:
        x, y, width, height = face.box_px
        left, top = max(round(x - MARGIN * width), 0), max(round(y - MARGIN * height), 0)
        right, bottom = round(x + (1 + MARGIN) * width), round(y + (1 + MARGIN) * height)
        gender, confidence = DeepFace().gender(pixels[top:bottom, left:right])
        known: Gender = gender if confidence >= LEAST_CONFIDENCE else "unknown"
        told.append(dataclasses.replace(face, gender=known, gender_confidence=confidence))
    return told


def _is_whole(finding: Finding, pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    return iou_of(finding.box_px, (0.0, 0.0, float(width), float(height))) >= WHOLE_PICTURE


def _ask(task: str, pixels: Pixels) -> list[dict[str, Any]]:
    """Run the worker on one picture."""
    python = os.environ.get(PYTHON_VARIABLE, "")
    hint = f"Set {PYTHON_VARIABLE} to a Python that has deepface; docs/faces.md shows the three commands."
    if not python or not Path(python).is_file():
        raise SetupError(f"DeepFace needs a Python of its own, and {python or 'none'} was found.", hint=hint)
    with tempfile.TemporaryDirectory() as folder:
        picture, answer = Path(folder) / "picture.png", Path(folder) / "answer.json"
        Image.fromarray(pixels).save(picture)
        try:
            done = subprocess.run(  # noqa: S603 - the person's own Python and our own file
                [
                    python,
                    "-I",
                    str(WORKER),
                    task,
                    str(picture),
                    str(answer),
                ],  # -I: our files are not its modules
                capture_output=True,
                text=True,
                timeout=LIMIT_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SetupError(f"DeepFace gave no answer: {error}.", hint=hint) from error
        if done.returncode or not answer.is_file():
            last = (done.stderr.strip() or "no message").splitlines()[-1]
            raise SetupError(f"DeepFace failed in {python}: {last}", hint=hint)
        found: list[dict[str, Any]] = json.loads(answer.read_text("utf8"))
        return found
