"""Runs inside DeepFace's own Python: one task on one picture, the answer as JSON in a file.

    python deepface_worker.py find|gender PICTURE ANSWER

DeepFace prints to standard output, so the answer has a file of its own. Imports nothing of the engine.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def find(picture: str) -> list[dict[str, Any]]:
    """Give all faces, none if there is none: with `enforce_detection` a picture without faces is an error."""
    from deepface import DeepFace  # type: ignore[import-not-found]

    try:
        faces = DeepFace.extract_faces(
            picture, detector_backend="mtcnn", enforce_detection=True, align=False, anti_spoofing=False
        )
    except ValueError as error:
        if "could not be detected" in str(error):
            return []
        raise
    return [
        {"box": [*(float(face["facial_area"][side]) for side in "xywh"), float(face["confidence"])]}
        for face in faces
    ]


def gender(picture: str) -> list[dict[str, Any]]:
    """Return the shares of "Woman" and "Man" for a crop of one face."""
    from deepface import DeepFace

    answer = DeepFace.analyze(picture, actions=["gender"], detector_backend="skip", silent=True)[0]["gender"]
    return [{"gender": [float(answer["Woman"]), float(answer["Man"])]}]


if __name__ == "__main__":
    task, shown, answer_file = sys.argv[1:]
    Path(answer_file).write_text(json.dumps({"find": find, "gender": gender}[task](shown)), "utf8")
