"""IIIF Presentation 3: the still as the painting, deep zoom kept, and over it only the face as video.

References
----------
IIIF Presentation API 3.0; Image API 3.0, level 0; cookbook 0489, media of several types on one canvas.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid
from speaking_engine.errors import UserError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.export.page import FIELDS, NAMES
from speaking_engine.media.movie import FilmWriter
from speaking_engine.media.sound import read_channels
from speaking_engine.project.document import Choices
from speaking_engine.render.marking import Marker

Window = tuple[int, int, int, int]
PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
RIGHTS = ("creativecommons.org/", "rightsstatements.org/")
HEADS = {
    "artist": "Artist", "date": "Date", "technique": "Technique", "holder": "Holder",
    "inventory_number": "Inventory number", "credit": "Credit", "rights": "Rights",
}  # fmt: skip


class Iiif:
    """A manifest with its media, to be put on a web server as it is."""

    help = "IIIF Presentation 3: the zoomable work, and only its face as video (needs --address)"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:  # noqa: ARG002 - as of `Target`
        """Refuse where nobody said where the folder will lie: a manifest names everything by its address.

        Raises
        ------
        UserError
            The person gives the address.
        """
        if not choices.address:
            raise UserError(
                "A IIIF manifest needs the address at which its folder will be reached.",
                hint="Give it with --address https://museum.example/mona-lisa.",
                place="choices.address",
            )

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write `manifest.json`, the work's tiles, and for each language the face's video and captions."""
        main = exhibits[0]
        base = main.choices.address.rstrip("/")
        _tiles(main, folder, base)
        items = [_canvas(exhibit, folder, base) for exhibit in exhibits]
        (folder / "manifest.json").write_text(
            json.dumps(_manifest(main, base, items), indent=1, ensure_ascii=False) + "\n", "utf8"
        )


def _tiles(exhibit: Exhibit, folder: Path, base: str) -> None:
    """Write the work as tiles that any viewer zooms into, without a server's help."""
    import pyvips

    pixels = np.ascontiguousarray(exhibit.artwork)
    picture = pyvips.Image.new_from_memory(pixels.data, pixels.shape[1], pixels.shape[0], 3, "uchar")
    picture.dzsave(str(folder / "work"), layout="iiif3", id=base, suffix=".jpg[Q=90]", tile_size=512)
    whole = cv2.cvtColor(exhibit.artwork, cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(folder / "work.jpg"), whole, [cv2.IMWRITE_JPEG_QUALITY, 92])


def _text(value: str, language: str = "none") -> dict[str, list[str]]:
    return {language: [value]}


def _manifest(exhibit: Exhibit, base: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    label = exhibit.label
    rows = [(HEADS[name], str(getattr(label, name))) for name in FIELDS if getattr(label, name)]
    claims = exhibit.claims
    rows += [(f"Made with: {what}", which) for what, which in claims.made_with.items() if which]
    rows.append(("SHA-256 of the picture", claims.picture_sha256))
    if claims.approved_by:
        rows.append(("Words approved by", f"{claims.approved_by}, {claims.approved_on}"))
    rows.append(("Films signed by (C2PA)", exhibit.signer.name))
    told: dict[str, Any] = {
        "@context": PRESENTATION,
        "id": f"{base}/manifest.json",
        "type": "Manifest",
        "label": _text(exhibit.title),
        "summary": _text(
            "A computer moved the face of this work and spoke the words; the work itself is unchanged.", "en"
        ),
        "metadata": [{"label": _text(head, "en"), "value": _text(value)} for head, value in rows],
        "requiredStatement": {
            "label": _text("AI", "en"),
            "value": _text(" · ".join(filter(None, (exhibit.words_of_notice, label.credit, label.rights)))),
        },
        "items": items,
    }
    if label.rights.startswith(("http://", "https://")) and any(known in label.rights for known in RIGHTS):
        told["rights"] = label.rights.replace("https://", "http://")  # as the licences name themselves
    return told


def _canvas(exhibit: Exhibit, folder: Path, base: str) -> dict[str, Any]:
    """Return one language: the work as long as the film lasts, the faces' videos in their places."""
    height, width = exhibit.artwork.shape[:2]
    plan, tag = exhibit.plan, exhibit.language
    identity, seconds = f"{base}/canvas/{tag}", round(plan.seconds, 3)
    still = {
        "id": f"{base}/work.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": width,
        "height": height,
        "service": [{"id": f"{base}/work", "type": "ImageService3", "profile": "level0"}],
    }
    painted = [_annotation(f"{identity}/still", "painting", still, identity)]
    for face_id, name, window, box in _videos(exhibit, folder):
        video = {
            "id": f"{base}/{name}",
            "type": "Video",
            "format": "video/mp4",
            "width": window[2],
            "height": window[3],
            "duration": seconds,
        }
        target = f"{identity}#xywh={','.join(map(str, box))}&t=0,{seconds}"
        painted.append(_annotation(f"{identity}/{face_id}", "painting", video, target))
    painted += _notices(exhibit, folder, base, identity)
    captions = {"id": f"{base}/{exhibit.named}.vtt", "type": "Text", "format": "text/vtt", "language": tag}
    words = {
        "type": "TextualBody",
        "format": "text/plain",
        "language": tag,
        "value": "\n".join(exhibit.text),
    }
    exhibit.captions(folder, exhibit.named)
    told = [
        _annotation(f"{identity}/captions", "supplementing", captions, identity),
        _annotation(f"{identity}/transcript", "supplementing", words, identity),
    ]
    return {
        "id": identity,
        "type": "Canvas",
        "label": _text(NAMES.get(tag.partition("-")[0], tag), tag),
        "width": width,
        "height": height,
        "duration": seconds,
        "items": [{"id": f"{identity}/page", "type": "AnnotationPage", "items": painted}],
        "annotations": [{"id": f"{identity}/words", "type": "AnnotationPage", "items": told}],
    }


def _annotation(identity: str, why: str, body: dict[str, Any], target: str) -> dict[str, Any]:
    return {"id": identity, "type": "Annotation", "motivation": why, "body": body, "target": target}


def _videos(exhibit: Exhibit, folder: Path) -> list[tuple[str, str, Window, Window]]:
    """Write each face's region as a film, marked and signed; the first one carries the sound.

    Returns
    -------
    list of (face id, file, window in film pixels, box in artwork pixels)
    """
    plan = exhibit.plan
    grid = Grid.of(plan)
    still = grid.still(exhibit.artwork)
    windows = {layer.face_id: grid.even_window_of(layer.crop_px) for layer in plan.layers}
    sound = read_channels(Path(plan.sound))[0] if plan.sound else None
    marker = Marker(still, exhibit.marking(plan, None))
    made = []
    for number, (face_id, window) in enumerate(windows.items()):
        x, y, width, height = window
        name = f"{exhibit.named}.{face_id}.mp4"
        unsigned = folder / f"unsigned.{name}"
        voice = sound if number == 0 else None
        with FilmWriter(unsigned, (width, height), plan.frames_per_second, voice, title=plan.title) as writer:
            for changes in patches(plan, still):
                region = compose_frame(still, changes)[y : y + height, x : x + width]
                writer.write(marker.patches(-1, [(x, y, np.ascontiguousarray(region))])[0][2])
        exhibit.sign(unsigned, folder / name)
        across, down = grid.scale
        box = (round(x / across), round(y / down), round(width / across), round(height / down))
        made.append((face_id, name, window, box))
    return made


def _notices(exhibit: Exhibit, folder: Path, base: str, identity: str) -> list[dict[str, Any]]:
    """Write the notice as a picture that viewers paint over the work, all the time."""
    plan = exhibit.plan
    found = [one for one in exhibit.marking(plan, None).notices if one.pixels.shape[1] < 0.9 * plan.width_px]
    if not found:
        return []
    notice, (across, down) = found[0], Grid.of(plan).scale
    height, width = notice.pixels.shape[:2]
    name = f"{exhibit.named}.notice.png"
    cv2.imwrite(str(folder / name), cv2.cvtColor(notice.pixels, cv2.COLOR_RGBA2BGRA))
    body = {
        "id": f"{base}/{name}",
        "type": "Image",
        "format": "image/png",
        "width": width,
        "height": height,
    }
    box = [round(notice.x / across), round(notice.y / down), round(width / across), round(height / down)]
    return [_annotation(f"{identity}/notice", "painting", body, f"{identity}#xywh={','.join(map(str, box))}")]


IIIF = Iiif()
