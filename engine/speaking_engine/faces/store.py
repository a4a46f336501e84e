"""Keeps faces on disk: `faces.json`, and one array file for each face's landmarks."""

from __future__ import annotations

import dataclasses
import json
import tokenize
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from speaking_engine.errors import InternalError, ProjectError
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import Points

FACES_FILE = "faces.json"
SCHEMA = 1
_READING_FAILED = (
    OSError, EOFError, zipfile.BadZipFile,
    ValueError, SyntaxError, tokenize.TokenError, MemoryError, OverflowError, RecursionError,
    KeyError, TypeError, AttributeError,
)  # fmt: skip
"""What the readers of arrays and JSON raise on damaged files, and then what their wrong fields raise."""


def faces_to_disk(folder: Path, faces: tuple[Face, ...]) -> None:
    """Write `faces.json` and `<id>.landmarks.npy` into an existing folder.

    Raises
    ------
    InternalError
        Two faces have one id, or an id is no file name.
    OSError
        The folder cannot be written.
    """
    names = [face.id for face in faces]
    if len(set(names)) != len(names) or not all(name.isalnum() for name in names):
        raise InternalError(f"Faces need different plain names, not {names}.")
    for face in faces:
        if face.landmarks_px is not None:
            np.save(folder / landmarks_file(face.id), face.landmarks_px, allow_pickle=False)
    document = {"schema": SCHEMA, "faces": [face_as_dict(face) for face in faces]}
    (folder / FACES_FILE).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf8")


def faces_from_disk(folder: Path) -> tuple[Face, ...]:
    """Read what `faces_to_disk` wrote.

    Raises
    ------
    ProjectError
        A file is missing or damaged; the next run finds the faces anew.
    """
    try:
        document = json.loads((folder / FACES_FILE).read_text("utf8"))
        return _faces_from_document(folder, document)
    except FileNotFoundError as error:
        raise _unreadable(folder, f"{Path(error.filename).name} is missing") from error
    except _READING_FAILED as error:
        raise _unreadable(folder, "a file is damaged") from error


def _unreadable(folder: Path, reason: str) -> ProjectError:
    return ProjectError(
        f"The faces in {folder} cannot be read: {reason}.", hint="Run it again: the faces are found anew."
    )


def _faces_from_document(folder: Path, document: dict[str, Any]) -> tuple[Face, ...]:
    if document["schema"] != SCHEMA:
        raise _unreadable(folder, f"they have the schema {document['schema']!r} instead of {SCHEMA}")
    return tuple(_face_from_dict(folder, data) for data in document["faces"])


def landmarks_file(face_id: str) -> str:
    """Name of the file that holds one face's landmarks."""
    return f"{face_id}.landmarks.npy"


def face_as_dict(face: Face) -> dict[str, Any]:
    """Return a face as plain values; the landmarks as the name of their file, or None."""
    plain = {field.name: getattr(face, field.name) for field in dataclasses.fields(face)}
    del plain["landmarks_px"]
    return plain | {"landmarks": landmarks_file(face.id) if face.landmarks_px is not None else None}


def _face_from_dict(folder: Path, data: dict[str, Any]) -> Face:
    fields = dict(data)
    file = fields.pop("landmarks")
    if file is not None and file != landmarks_file(fields["id"]):
        raise _unreadable(folder, f"the landmarks of {fields['id']!r} are named {file!r}")
    landmarks = None if file is None else _landmarks(folder, file)
    fields["box_px"] = tuple(fields["box_px"])
    fields["found_by"] = tuple(fields["found_by"])
    fields["quality"] = tuple(fields["quality"])
    fields["hidden"] = tuple(fields.get("hidden", ()))
    if fields["handles"] is not None:
        fields["handles"] = {name: (float(x), float(y)) for name, (x, y) in fields["handles"].items()}
    return Face(landmarks_px=landmarks, **fields)


def _landmarks(folder: Path, name: str) -> Points:
    with (folder / name).open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a damaged header may look like one of Python 2
        landmarks = np.load(file, allow_pickle=False)
    if landmarks.shape != (478, 3) or landmarks.dtype != np.float32:
        found = f"{landmarks.dtype} {landmarks.shape}"
        raise _unreadable(folder, f"{name} holds {found} instead of float32 (478, 3)")
    return np.asarray(landmarks, np.float32)
