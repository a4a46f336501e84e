"""One operator a button; each is one call of the rooms beside, and says why it is grey."""

from __future__ import annotations

from . import artwork, batch, choose, export, faces, film, handles, script, setup, voice

CLASSES = (
    *setup.CLASSES,
    *artwork.CLASSES,
    *faces.CLASSES,
    *handles.CLASSES,
    *script.CLASSES,
    *choose.CLASSES,
    *voice.CLASSES,
    *film.CLASSES,
    *export.CLASSES,
    *batch.CLASSES,
)
