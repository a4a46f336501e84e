"""How many faces in works of art are found, against hand-made boxes and public detectors, in one run.

python -m benchmarks faces [--thorough] [--fit] [--peers mtcnn dlib haar] [--artworks FOLDER]

Peers are installed with uv into environments of their own, in the cache folder; nothing of them enters ours.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import platformdirs
from PIL import Image

from benchmarks.faces_fit import fit_report
from benchmarks.faces_score import Found, Score, read_truth, score
from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.faces.find import LEAST_CONFIDENCE, find_candidates, find_faces
from speaking_engine.faces.fusion import QUICK, THOROUGH

ARTWORKS = Path(__file__).resolve().parents[2] / "shared" / "artworks"
PEERS = {
    "mtcnn": ["mtcnn==1.0.0", "tensorflow-cpu", "joblib", "lz4", "opencv-python-headless", "pillow"],
    "dlib": ["dlib-bin", "opencv-python-headless", "pillow", "numpy"],
    "haar": ["opencv-python-headless==4.11.0.86", "pillow", "numpy"],
}
TYPES = {"engraving": "print", "landscape-negative": "no face"}
TIMED_PX = (2600, 2000)


def main() -> None:
    """Run what the command line asks for."""
    asked = _options()
    truth = read_truth(asked.artworks)
    files = {name: asked.artworks / work["file"] for name, work in truth.items()}
    started = time.perf_counter()
    found = {
        name: find_candidates(_pixels(file), thorough=asked.thorough, least=0.02)
        for name, file in files.items()
    }
    seconds = time.perf_counter() - started
    ours = {
        name: [one.box_px for one in candidates if one.confidence(odds) >= LEAST_CONFIDENCE]
        for name, (candidates, odds) in found.items()
    }
    mode = "thorough" if asked.thorough else "default"
    print(f"\nspeaking-images, {mode}: {seconds / len(files):.2f} s a work")
    _print_by_type(truth, ours)
    _print_timed(_pixels(files["david_self_portrait_1794"]), thorough=asked.thorough)
    if asked.fit:
        print("\nconfidence")
        odds = THOROUGH if asked.thorough else QUICK
        fit_report(truth, {name: candidates for name, (candidates, _) in found.items()}, odds)
    for peer in asked.peers:
        theirs, taken = _ask_peer(peer, files)
        print(f"\n{peer}: {taken / len(files):.2f} s a work")
        print(_row("all", score(truth, theirs, truth)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks faces", description=__doc__)
    parser.add_argument("--artworks", type=Path, default=ARTWORKS, help="folder with faces.json and images/")
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--fit", action="store_true", help="fit the confidence again, works left out in turn")
    parser.add_argument("--peers", nargs="*", default=[], choices=sorted(PEERS))
    asked = parser.parse_args()
    if not (asked.artworks / "faces.json").is_file():
        sys.exit(f"There is no faces.json in {asked.artworks}.")
    return asked


def _print_by_type(truth: Mapping[str, dict[str, Any]], found: Found) -> None:
    kinds: dict[str, list[str]] = {}
    for name, work in truth.items():
        kinds.setdefault(TYPES.get(work["type"], work["type"]), []).append(name)
    for kind, names in sorted(kinds.items()):
        print(_row(kind, score(truth, found, names)))
    total = score(truth, found, truth)
    print(_row("all", total))
    print("  missed, of speakers and of what is not hard:", "; ".join(total.missed) or "none")


def _row(name: str, total: Score) -> str:
    return (
        f"  {name:10s} speakers {total.speakers:2d}/{total.all_speakers:<2d}"
        f"  easy+medium {total.plain:2d}/{total.all_plain:<2d}"
        f"  profiles {total.profiles:2d}/{total.all_profiles:<2d}"
        f"  faces {total.faces:3d}/{total.all_faces:<3d}"
        f"  false {total.false} (on works without faces {total.false_on_empty})"
        f"  precision {total.precision:.2f}  recall {total.recall:.2f}"
    )


def _print_timed(pixels: np.ndarray[Any, np.dtype[np.uint8]], *, thorough: bool) -> None:
    """Time the whole room on a portrait of 2000 x 2600 pixels."""
    portrait = Artwork(np.asarray(cv2.resize(pixels, TIMED_PX[::-1]), np.uint8), "", Metadata())
    find_faces(portrait)
    started, busy = time.perf_counter(), time.process_time()
    find_faces(portrait, thorough=thorough)
    print(
        f"  one portrait of 2000 x 2600, with landmarks, models warm: {time.perf_counter() - started:.2f} s,"
        f" {time.process_time() - busy:.2f} s of processor (two threads: half of that on an idle machine)"
    )


def _pixels(file: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.asarray(Image.open(file).convert("RGB"))


def _ask_peer(peer: str, files: Mapping[str, Path]) -> tuple[dict[str, Sequence[Any]], float]:
    """Run a peer in its own environment over all works."""
    environment = Path(platformdirs.user_cache_dir("speaking-images")) / "benchmarks" / peer
    python = environment / "bin" / "python"
    if not python.is_file():
        uv = shutil.which("uv") or sys.exit("Peers are installed with uv, which was not found.")
        subprocess.run([uv, "venv", "-q", "--python", "3.11", str(environment)], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", str(python), *PEERS[peer]], check=True)
    worker = Path(__file__).with_name("faces_peers.py")
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [str(python), str(worker), peer, str(answer), *map(str, files.values())]
        subprocess.run(command, check=True, capture_output=True)
        told = json.loads(answer.read_text("utf8"))
    found: dict[str, Sequence[Any]] = {}
    for name, file in files.items():
        faces = sorted(told[str(file)]["faces"], key=lambda face: -face[4])
        found[name] = [tuple(face[:4]) for face in faces]
    return found, sum(one["seconds"] for one in told.values())


if __name__ == "__main__":
    main()
