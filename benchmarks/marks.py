"""The watermark: how little it changes, what it survives, and how often it is seen where it is not.

`python -m benchmarks marks [FOLDER OF PICTURES] [--works 6] [--unmarked 200]`
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from speaking_engine.artwork.read import read_artwork
from speaking_engine.marks.verify import mean_luma
from speaking_engine.marks.watermark import LEAST, offsets, search
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import FilmWriter
from speaking_engine.render.marking import Marker, Marking

Picture = npt.NDArray[np.uint8]
SIDE_PX = 1080
FRAMES = 12
HARM = {
    "as made": (17, 1.0, 0.0),
    "CRF 28": (28, 1.0, 0.0),
    "CRF 28, 50 %": (28, 0.5, 0.0),
    "CRF 28, cropped 10 %": (28, 1.0, 0.1),
    "CRF 28, 61 %, cropped 10 %": (28, 0.61, 0.1),
    "screen recording": (30, 0.83, 0.06),
}
GAMMA, NOISE_LEVELS = 1.15, 3.0
"""What a simulated recording of a screen does besides: another tone curve, and grain."""


def main() -> None:
    """Print one line a work and the worst of all, then the false positives."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/artworks/images"))
    parser.add_argument("--works", type=int, default=6)
    parser.add_argument("--unmarked", type=int, default=200)
    asked = parser.parse_args()
    paths = sorted(path for path in asked.folder.iterdir() if path.is_file())
    worst = dict.fromkeys(HARM, float("inf"))
    for path in paths[: asked.works]:
        still = _sized(read_artwork(path).pixels, SIDE_PX)
        luma = to_yuv420(still)[0]
        added = offsets(luma).astype(float)
        psnr_db = 10 * np.log10(255**2 / (added**2).mean())
        found = {harm: _after(still, *how, recorded=harm == "screen recording") for harm, how in HARM.items()}
        worst = {harm: min(worst[harm], strength) for harm, strength in found.items()}
        told = ", ".join(f"{harm} {strength:.1f}" for harm, strength in found.items())
        print(f"{path.name}: PSNR {psnr_db:.1f} dB, mean change {np.abs(added).mean():.2f}; {told}")
    print("weakest: " + ", ".join(f"{harm} {strength:.1f}" for harm, strength in worst.items()))
    strengths = [search(picture).strength for picture in _unmarked(paths, asked.unmarked)]
    false = sum(strength >= LEAST for strength in strengths)
    print(
        f"unmarked: {false} of {len(strengths)} called marked; the strongest {max(strengths):.1f} of {LEAST}"
    )


def _sized(pixels: Picture, side_px: int) -> Picture:
    zoom = min(1.0, side_px / max(pixels.shape[:2]))
    size = tuple(max(2, 2 * round(side * zoom / 2)) for side in pixels.shape[1::-1])
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _after(still: Picture, crf: int, scale: float, crop: float, *, recorded: bool = False) -> float:
    """Return the strength of the trace in a marked film that went through another program."""
    with tempfile.TemporaryDirectory() as folder:
        film, other = Path(folder) / "a.mp4", Path(folder) / "b.mp4"
        marker = Marker(still, Marking(offsets))
        with FilmWriter(film, (still.shape[1], still.shape[0]), Fraction(25)) as writer:
            for _ in range(FRAMES):
                writer.write(marker.still)
        if crf == 17:
            return search(mean_luma(film)).strength
        with av.open(str(film)) as old, av.open(str(other), "w") as new:
            stream = new.add_stream("libx264", rate=25, options={"crf": str(crf)})
            for number, frame in enumerate(old.decode(video=0)):
                pixels = frame.to_ndarray(format="rgb24")
                top, left = (int(side * crop / 2) for side in pixels.shape[:2])
                pixels = pixels[top : pixels.shape[0] - top, left : pixels.shape[1] - left]
                size = tuple(2 * round(side * scale / 2) for side in pixels.shape[1::-1])
                pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
                if recorded:
                    pixels = _recorded(pixels, number)
                if not number:
                    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
                new.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
            new.mux(stream.encode())
        return search(mean_luma(other)).strength


def _recorded(pixels: Picture, number: int) -> Picture:
    """Return what a recording of a screen might make of a frame."""
    noise = np.random.default_rng(number).normal(0, NOISE_LEVELS, pixels.shape)
    toned = 255 * (pixels / 255.0) ** GAMMA + noise
    return np.asarray(np.clip(np.rint(toned), 0, 255), np.uint8)


def _unmarked(paths: list[Path], count: int) -> Iterator[npt.NDArray[np.float32]]:
    """Return the works, then parts of them at other sizes, mirrored or not."""
    rng = np.random.default_rng(1)
    for number in range(count):
        pixels = read_artwork(paths[number % len(paths)]).pixels
        if number >= len(paths):
            height, width = (int(side * rng.uniform(0.4, 1)) for side in pixels.shape[:2])
            top, left = (
                int(rng.integers(0, whole - part + 1))
                for whole, part in zip(pixels.shape, (height, width), strict=False)
            )
            pixels = pixels[top : top + height, left : left + width]
            pixels = pixels[:, ::-1] if rng.random() < 0.5 else pixels
        yield to_yuv420(_sized(np.ascontiguousarray(pixels), int(rng.integers(600, 1400))))[0].astype(
            np.float32
        )


if __name__ == "__main__":
    main()
