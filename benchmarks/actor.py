"""How well an actor is read: works play channels drawn at random, and their films are read back as takes.

python -m benchmarks actor [--works mona_lisa ...] [--seed N] [--seconds S] [--mirrored] [--solid]
    [--out FOLDER] [--artworks FOLDER]

Mouths speak; smiles, brows, blinks, gaze and turns go each their own way, left and right apart. Films are
H.264 of 1280 x 720 px with 24, 25 or 30 frames a second; one that is there already is not drawn again. A row
a work: correlation of each channel, largest and usual error of the head in degrees about its median, and
seconds of processor for a second of film. Beyond `--seed` nothing is chosen: another seed is another take.
`--mirrored` doubles the works. `--solid` turns the fitted head as a solid with the paint on it, as a person's
turns: a picture's outline is held, so what is drawn of a turned face's nod and tilt is no rigid movement.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from benchmarks.clip import ARTWORKS
from benchmarks.clip_speech import speech
from benchmarks.clip_works import shrunk, speaker
from speaking_engine.clip.animate import animator_named
from speaking_engine.clip.animators.head.animator import fitted_rig, poses_of
from speaking_engine.clip.clip import Frame, Motion, Still
from speaking_engine.faces.face import Face
from speaking_engine.faces.mesh import fit_mesh
from speaking_engine.head.raster import rasterise
from speaking_engine.media.rate import frames_to_cover
from speaking_engine.performance.actor.take import read_take
from speaking_engine.performance.articulation import articulate, tracks_of
from speaking_engine.performance.manner import seed_of
from speaking_engine.performance.millimetres import opening_mm
from speaking_engine.performance.performance import Performance, ends_of, performed
from speaking_engine.performance.prosody import Track
from speaking_engine.protocol.progress import silent

SIZE_PX = (1280, 720)
_DRAWN_PX = 400
"""Side of what the animator draws: a take is looked at no larger."""
RATES = (24, 25, 30)
TOLD = (
    *("jawOpen", "opening", "mouthSmileLeft", "mouthSmileRight", "browInnerUp", "browOuterUpLeft"),
    *("browOuterUpRight", "eyeBlinkLeft", "eyeBlinkRight", "leftEyeYaw"),
)
TURNS = ("headYaw", "headPitch", "headRoll")


def main() -> None:
    """Read a take of each work, and print a row of it."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    truth = json.loads((options.artworks / "faces.json").read_text("utf8"))["images"]
    titles = ("work, rate", *TOLD, *TURNS, "s / s")
    print(_row(titles), _row(["---"] * len(titles)), sep="\n", flush=True)
    for work in options.works or truth:
        found = speaker(options.artworks, truth[work])
        if found is None:
            print(f"{work}: no face that mesh or hand has placed, skipped", flush=True)
            continue
        name, found = work, shrunk(*found, _DRAWN_PX)
        if options.mirrored:
            name, found = f"{work}, mirrored", _mirrored(*found)
        seed = seed_of(name, "a take", options.seed)
        asked = drawn(seed, options.seconds, Fraction(RATES[seed % len(RATES)]))
        path = options.out / f"{name}-{options.seed}{'-solid' * options.solid}.mp4"
        if not path.is_file():
            write_take(path, *found, asked, solid=options.solid)
        print(_row((f"{name}, {asked.rate}", *read_back(path, asked))), flush=True)


def _mirrored(still: Still, face: Face) -> tuple[Still, Face]:
    """Mirror a crop and let the mesh look at it anew."""
    left, top, width_px, height_px = still.crop_px
    x, y, width, height = face.box_px
    pixels = np.ascontiguousarray(still.pixels[:, ::-1])
    box = (width_px - (x - left) - width, y - top, width, height)
    mesh = fit_mesh(pixels, box)
    mirrored = Face("f0", box, 1.0, landmarks_px=mesh.landmarks_px, presence=mesh.presence)
    return Still(pixels, (0, 0, width_px, height_px)), mirrored


def drawn(seed: int, seconds: float, rate: Fraction) -> Performance:
    """Draw what the actor does, from a seed."""
    random = np.random.default_rng(seed)
    utterance = speech(seconds)
    count = frames_to_cover(seconds, rate)
    times = np.arange(count) / float(rate)
    tracks = dict(tracks_of(articulate(utterance, times + random.uniform(0, 3))))

    def bursts(each_s: float, hold_s: float, ramp_s: float, most: float) -> Track:
        """Rise now and then, hold, and fall."""
        track = np.zeros(count)
        start = random.uniform(0.5, each_s)
        while start < seconds:
            hold = hold_s * random.uniform(0.6, 1.5)
            away = np.abs(times - start - hold / 2) - hold / 2
            track = np.maximum(track, most * random.uniform(0.5, 1) * np.clip(1 - away / ramp_s, 0, 1))
            start += hold + 2 * ramp_s + each_s * random.uniform(0.5, 1.5)
        return np.asarray(track * track * (3 - 2 * track / most) / most)

    def wandering(most: float) -> Track:
        """Sum slow waves."""
        waves = [
            np.sin(2 * np.pi * (times * random.uniform(0.08, 0.45) + random.uniform())) for _ in range(4)
        ]
        track = np.sum(waves, axis=0)
        return np.asarray(most * random.uniform(0.7, 1) * track / np.abs(track).max())

    for side in ("Left", "Right"):
        tracks[f"mouthSmile{side}"] = bursts(2.0, 0.7, 0.25, 0.8)
        tracks[f"browOuterUp{side}"] = bursts(1.8, 0.5, 0.2, 0.9)
    tracks["browInnerUp"] = bursts(1.6, 0.5, 0.2, 0.9)
    tracks["eyeBlinkLeft"] = tracks["eyeBlinkRight"] = bursts(1.8, 0.06, 0.1, 1.0)
    yaw, pitch = wandering(9), wandering(6)
    tracks |= {"leftEyeYaw": yaw, "rightEyeYaw": yaw, "leftEyePitch": pitch, "rightEyePitch": pitch}
    tracks |= {"headYaw": wandering(8), "headPitch": wandering(6), "headRoll": wandering(5)}
    ends = ends_of(times)
    return performed({name: track * ends for name, track in tracks.items()}, count, rate).between_rests()


def write_take(path: Path, still: Still, face: Face, asked: Performance, *, solid: bool = False) -> None:
    """Film a work that plays a performance, turned as a picture can be or as a solid head."""
    frames = solid_frames(still, face, asked) if solid else _frames(still, face, asked)
    with av.open(str(path.with_suffix(".part.mp4")), "w") as container:
        stream = container.add_stream("libx264", rate=asked.rate, options={"crf": "20"})
        stream.width, stream.height = SIZE_PX
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(_filmed(frame), format="rgb24")))
        container.mux(stream.encode())
    path.with_suffix(".part.mp4").rename(path)


def _frames(still: Still, face: Face, asked: Performance) -> Iterator[Frame]:
    return animator_named("head").frames(still, face, speech(1), Motion(asked), silent)


def solid_frames(still: Still, face: Face, asked: Performance) -> Iterator[Frame]:
    """Let the animator move all but the head, and turn what it drew as the paint of the fitted head.

    A picture's outline is held, so a painted head that looks aside turns like no solid one; a person's does.
    """
    figure = fitted_rig(still, face, {})[0].figure
    model = figure.head.model
    moved = [not name.startswith(("eye", "mouthClose")) for name in figure.names]
    solid = np.concatenate([figure.body, model.triangles[model.triangles_in("eye_left", "eye_right")]])
    height, width = still.pixels.shape[:2]
    head = rasterise(figure.points.astype(np.float32), solid, width, height).covered.astype(np.uint8)
    ground = cv2.inpaint(still.pixels, cv2.dilate(head, np.ones((7, 7), np.uint8)), 5, cv2.INPAINT_TELEA)
    unturned = replace(asked, head_deg=np.zeros_like(asked.head_deg))
    for frame, pose in zip(_frames(still, face, unturned), poses_of(asked), strict=True):
        strengths = np.array([pose.channels.get(name, 0.0) for name in figure.names]) * moved
        paint = figure.points + np.tensordot(strengths, figure.units, 1)
        turned = figure.pivot + (paint - figure.pivot) @ figure.turn(*map(float, pose.head_deg)).T
        seen = rasterise(turned.astype(np.float32), solid, width, height)
        there = seen.carry(solid, paint[:, :2].astype(np.float32))
        laid = cv2.remap(frame, there, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        yield np.asarray(np.where(seen.covered[..., None], laid, ground), np.uint8)


def _filmed(pixels: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Put a square in the middle of a wide frame whose sides repeat its own."""
    width, height = SIZE_PX
    scaled = cv2.resize(pixels, (height, height), interpolation=cv2.INTER_CUBIC)
    left = (width - height) // 2
    return np.asarray(
        cv2.copyMakeBorder(scaled, 0, 0, left, width - height - left, cv2.BORDER_REPLICATE), np.uint8
    )


def read_back(path: Path, asked: Performance) -> tuple[str, ...]:
    """Read a take, and tell how near it came to what was asked."""
    began = time.process_time()
    found = read_take(path).performance
    cost = (time.process_time() - began) / asked.seconds
    channels = []
    for name in TOLD:
        pair = [opening_mm(one) if name == "opening" else one[name] for one in (asked, found)]
        channels.append(f"{np.corrcoef(pair[0], pair[1])[0, 1]:.2f}" if pair[1].any() else "0")
    turns = []
    for name in TURNS:
        away = found[name] - asked[name]
        away = np.abs(away - np.median(away))  # which turn counts as 0 is for each to choose
        turns.append(f"{away.max():.1f} ({away.mean():.1f})")
    return (*channels, *turns, f"{cost:.2f}")


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--mirrored", action="store_true")
    parser.add_argument("--solid", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("actor-benchmark"))
    parser.add_argument("--artworks", type=Path, default=ARTWORKS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
