"""The contact sheet of a batch: one HTML page, row by row a film strip, the words and what to look at."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np

from speaking_engine.doors.batch.status import LineStatus, Status
from speaking_engine.doors.batch.table import Row
from speaking_engine.errors import ClipError
from speaking_engine.media.beside import write_text
from speaking_engine.media.movie import Frame, frame_count_of, read_frames
from speaking_engine.media.page import jpeg_image, page

STRIP_FRAMES = 6
STRIP_HEIGHT_PX = 200


def write_sheet(path: Path, title: str, entries: Sequence[tuple[Row, Status]]) -> None:
    """Write the page; films are linked beside it, strips are inside."""
    done = sum(status.state == "done" for _, status in entries)
    sections = "\n".join(_section(row, status, path.parent) for row, status in entries)
    body = f"<p>{done} of {len(entries)} done.</p>{sections}"
    write_text(path, page(title, body))


def _section(row: Row, status: Status, folder: Path) -> str:
    head = " · ".join(
        filter(None, [row.label.get("title", ""), row.label.get("artist", ""), row.label.get("date", "")])
    )
    parts = [f"<h2>{row.number}. {html.escape(row.name)} <small>{html.escape(head)}</small></h2>"]
    if status.state == "done":
        strip = film_strip(folder / status.film, status)
        link = status.film
        if strip:
            parts.append(f"<a href='{html.escape(link)}'>{strip}</a>")
        if status.exports:
            parts.append(_exported(status, folder))
        parts += [_grounded(line) for line in status.lines]
        parts += [_measured(clip) for clip in status.measures]
        parts.append(f"<small>{status.seconds:.1f} s of film, made in {status.took_seconds:.0f} s</small>")
    else:
        parts.append(f"<p class='fault'>{html.escape(status.sentence)} {html.escape(status.hint)}</p>")
    parts += [f"<p class='note'>{html.escape(sentence)}</p>" for sentence in dict.fromkeys(status.fallbacks)]
    return f"<section class='{status.state}'>{''.join(parts)}</section>"


def _exported(status: Status, folder: Path) -> str:
    """Link what a row was exported for: a page itself, else its folder."""
    links = []
    for name, place in status.exports.items():
        page_file = f"{place}/index.html"
        link = page_file if (folder / page_file).is_file() else f"{place}/"
        links.append(f"<a href='{html.escape(quote(link))}'>{html.escape(name)}</a>")
    return f"<p>Exported for: {', '.join(links)}</p>"


def _grounded(line: LineStatus) -> str:
    """Show a line's sentences, each with what supports it."""
    sentences = [
        f"{html.escape(one.text)} <small>[{html.escape(', '.join(one.grounds) or 'none')}]</small>"
        for one in line.sentences
    ]
    return f"<blockquote>{html.escape(line.face_id)}: {' '.join(sentences)}</blockquote>"


def _measured(clip: dict[str, Any]) -> str:
    """Show what is judged of a clip, and which limits it misses."""
    limits = clip.get("limits")
    limits = limits if isinstance(limits, dict) else {}
    shown = [
        f"{html.escape(str(name))} {clip[name]:.2f}" for name in limits if isinstance(clip.get(name), float)
    ]
    missed = [name for name, outcome in limits.items() if outcome == "missed"]
    fault = (
        f" <span class='fault'>missed: {html.escape(', '.join(map(str, missed)))}</span>" if missed else ""
    )
    return f"<p><small>{', '.join(shown)}{fault}</small></p>"


def film_strip(film: Path, status: Status) -> str:
    """Return some frames of a film side by side, the faces marked in the first, as HTML.

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
    return jpeg_image(np.hstack(frames), "film strip")


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
