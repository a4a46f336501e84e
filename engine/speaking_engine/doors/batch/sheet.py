"""The contact sheet of a batch: one HTML page, row by row a film strip, the words and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np

from speaking_engine.doors.batch.status import Status
from speaking_engine.doors.batch.table import Row
from speaking_engine.errors import ClipError
from speaking_engine.media.beside import write_text
from speaking_engine.media.movie import Frame, frame_count_of, read_frames
from speaking_engine.media.page import fill, jpeg_data

TEMPLATE = Path(__file__).with_name("sheet.html")
STRIP_FRAMES = 6
STRIP_HEIGHT_PX = 200


def write_sheet(path: Path, title: str, entries: Sequence[tuple[Row, Status]]) -> None:
    """Write the page; films are linked beside it, strips are inside."""
    done = sum(status.state == "done" for _, status in entries)
    rows = [_told(row, status, path.parent) for row, status in entries]
    write_text(path, fill(TEMPLATE, title=title, done=done, rows=rows))


def _told(row: Row, status: Status, folder: Path) -> dict[str, Any]:
    """Return what the page tells of one row."""
    fields = (row.label.get(name, "") for name in ("title", "artist", "date"))
    said = (next(iter(one.values())) if isinstance(one, dict) else one for one in fields)
    done = status.state == "done"
    return {
        "number": row.number,
        "name": row.name,
        "head": " · ".join(filter(None, said)),
        "status": status,
        "strip": film_strip(folder / status.film, status) if done else "",
        "exports": _exported(status, folder),
        "measures": [_measured(clip) for clip in status.measures],
        "fallbacks": list(dict.fromkeys(status.fallbacks)),
    }


def _exported(status: Status, folder: Path) -> list[tuple[str, str]]:
    """Return for each export its name and its address: a page itself, else its folder."""
    links = []
    for name, place in status.exports.items():
        page_file = f"{place}/index.html"
        links.append((name, quote(page_file if (folder / page_file).is_file() else f"{place}/")))
    return links


def _measured(clip: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return what is judged of a clip, and which limits it misses."""
    limits = clip.get("limits")
    limits = limits if isinstance(limits, dict) else {}
    judged = [f"{name} {clip[name]:.2f}" for name in limits if isinstance(clip.get(name), float)]
    return judged, [str(name) for name, outcome in limits.items() if outcome == "missed"]


def film_strip(film: Path, status: Status) -> str:
    """Return some frames of a film side by side, the faces marked in the first, as a data address.

    Empty if the film cannot be read.
    """
    try:
        total = frame_count_of(film)
        wanted = set(np.linspace(0, max(0, total - 1), STRIP_FRAMES).astype(int).tolist())
        frames = [
            _small(frame if number else _marked(frame, status))
            for number, frame in enumerate(read_frames(film))
            if number in wanted
        ]
    except ClipError:
        return ""
    if not frames:
        return ""
    return jpeg_data(np.hstack(frames))


def _marked(frame: Frame, status: Status) -> Frame:
    """Draw the boxes of the faces, those that speak in orange."""
    marked, scale = frame.copy(), frame.shape[1] / max(1, status.picture_width_px)
    speaking = {line.face_id for line in status.lines}
    for face in status.faces:
        x, y, width, height = (round(value * scale) for value in face.box_px)
        colour = (255, 140, 0) if face.id in speaking else (160, 160, 160)
        cv2.rectangle(marked, (x, y), (x + width, y + height), colour, max(2, frame.shape[0] // 150))
    return marked


def _small(frame: Frame) -> Frame:
    width_px = max(1, round(frame.shape[1] * STRIP_HEIGHT_PX / frame.shape[0]))
    small = cv2.resize(frame, (width_px, STRIP_HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
