"""How works and films show themselves in a notebook: a strip, the sound, the words, the notes."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from speaking_engine.media.movie import frame_count_of, read_frames
from speaking_engine.media.page import jpeg_image

if TYPE_CHECKING:
    from speaking_engine.work.work import Film, Work

STRIP_FRAMES = 6
STRIP_HEIGHT_PX = 180
MOST_EMBEDDED_BYTES = 8_000_000


def film_html(film: Film) -> str:
    """Return a film as HTML that needs nothing beside itself: a player if it is small, else a strip."""
    said = "".join(f"<blockquote>{html.escape(line)}</blockquote>" for line in film.text)
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in film.notes)
    size = f"{film.width_px} x {film.height_px}, {film.seconds:.1f} s, {film.language}"
    return (
        f"<div><b>{html.escape(film.path.name)}</b> <small>{size}</small><br>{_moving(film.path)}{said}"
        f"{f'<ul>{notes}</ul>' if notes else ''}</div>"
    )


def work_html(work: Work) -> str:
    """Return a work as HTML: its label, its speakers and its films."""
    label = work.metadata
    title = html.escape(str(label.get("title") or work.folder.stem))
    by = html.escape(", ".join(str(label[name]) for name in ("artist", "date") if label.get(name)))
    films = "".join(
        f"<p>{html.escape(tag)}<br>{_moving(path)}</p>"
        for tag in work.languages
        if (path := work.version(tag).film) is not None
    )
    return f"<div><b>{title}</b> <small>{by}</small>{films or '<p>No film yet: work.render()</p>'}</div>"


def _moving(path: Path) -> str:
    if path.stat().st_size <= MOST_EMBEDDED_BYTES:
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"<video controls width='480' src='data:video/mp4;base64,{data}'></video>"
    return _strip(path)


def _strip(path: Path) -> str:
    count = frame_count_of(path)
    wanted = {int(place) for place in np.linspace(0, max(count - 1, 0), STRIP_FRAMES)}
    kept = [frame for number, frame in enumerate(read_frames(path)) if number in wanted]
    step = max(1, kept[0].shape[0] // STRIP_HEIGHT_PX)
    return jpeg_image(
        np.ascontiguousarray(np.hstack([frame[::step, ::step] for frame in kept])), "film strip"
    )
