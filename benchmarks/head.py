"""How well and how fast the head is laid on painted faces: against outlines drawn by hand on 20 of them.

python -m benchmarks head [--artworks FOLDER] [--draw FOLDER]

Faces are found by the engine, profiles laid on by hand-placed handles; `head_outlines.json` keeps both the
handles and the outlines, in pixels of the developers' artworks. Errors are shares of the face's height.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.read import read_artwork
from speaking_engine.faces.face import Face
from speaking_engine.faces.find import find_faces
from speaking_engine.head.fit import fit_face
from speaking_engine.head.fitted import FittedHead
from speaking_engine.head.measure import outline_errors
from speaking_engine.head.overlay import draw_heads

ARTWORKS = Path(__file__).resolve().parents[2] / "shared" / "artworks"
OUTLINES = Path(__file__).parent / "head_outlines.json"
NEAR = 0.03
MARGIN = 0.5  # of the head's size, around it in pictures


def main() -> None:
    """Print one row a work, and how many are near enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--artworks", type=Path, default=ARTWORKS)
    parser.add_argument("--draw", type=Path, help="folder for pictures of the heads")
    asked = parser.parse_args()
    means = []
    print(f"{'work':34} {'yaw':>5} {'CPU s':>7} {'points':>7} {'mean':>6} {'90 %':>6} {'worst':>6}")
    for number, row in enumerate(json.loads(OUTLINES.read_text("utf8"))):
        artwork = read_artwork(next((asked.artworks / "images").glob(f"{row['work']}.*")))
        face = _face(artwork, row)
        started = time.process_time()
        head = fit_face(face, artwork.pixels)
        seconds = time.process_time() - started
        off = outline_errors(head, np.array(row["outline"], np.float64))
        means.append(off.mean())
        print(
            f"{row['work']:34} {head.yaw_deg:5.0f} {seconds:7.2f} {head.residual:7.2%} "
            f"{off.mean():6.2%} {np.percentile(off, 90):6.2%} {off.max():6.2%}"
        )
        if asked.draw:
            _draw(asked.draw / f"{number:02d}_{row['work']}.png", artwork, head, row["outline"])
    print(f"{sum(mean <= NEAR for mean in means)} of {len(means)} works within {NEAR:.0%} on the mean")


def _face(artwork: Artwork, row: dict[str, Any]) -> Face:
    """Take the handles of the row, or find the face whose box lies nearest to the row's."""
    if "handles" in row:
        handles = {name: (float(x), float(y)) for name, (x, y) in row["handles"].items()}
        return Face("h0", (0.0, 0.0, 1.0, 1.0), 1.0, handles=handles, handle_set=row["handle_set"])
    found = [face for face in find_faces(artwork) if face.landmarks_px is not None]
    return min(found, key=lambda face: float(np.abs(np.subtract(face.box_px, row["box"])).sum()))


def _draw(path: Path, artwork: Artwork, head: FittedHead, outline: list[list[int]]) -> None:
    drawn = draw_heads(artwork.pixels, [head], 1.0)
    radius = max(2, round(head.face_height_px / 100))
    for x, y in outline:
        cv2.circle(drawn, (x, y), radius, (255, 40, 40), -1, cv2.LINE_AA)
    points = head.points_px[head.model.is_in("face"), :2]
    low, high = points.min(axis=0), points.max(axis=0)
    grow = MARGIN * (high - low)
    (left, top), (right, bottom) = np.maximum(low - grow, 0).astype(int), (high + grow).astype(int)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(drawn[top:bottom, left:right]).save(path)


if __name__ == "__main__":
    main()
