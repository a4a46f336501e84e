"""Stands in for Hallo in tests: as strict about its arguments, files and folder, and it drifts on purpose.

`STAND_IN` in the environment makes it misbehave: noface, noface-box, broken, crash, hang, silent, short.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import soundfile
import yaml

LONG = Path(__file__).name == "inference_long.py"


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("-c", "--config", default="configs/inference/default.yaml")
    parser.add_argument("--source_image", type=str)
    parser.add_argument("--driving_audio", type=str)
    if not LONG:
        parser.add_argument("--output", type=str, default=".cache/output.mp4")
    for name in ("pose_weight", "face_weight", "lip_weight"):
        parser.add_argument(f"--{name}", type=float, default=1.0)
    parser.add_argument("--face_expand_ratio", type=float, default=1.2)
    parser.add_argument("--checkpoint", type=str, default=None)
    arguments = vars(parser.parse_args())
    settings = yaml.safe_load(Path(arguments["config"]).read_text("utf8"))
    known = yaml.safe_load(Path("configs/inference/default.yaml").read_text("utf8"))  # needs the right folder
    assert set(settings) == set(known), f"keys differ: {set(settings) ^ set(known)}"
    settings.update({name: value for name, value in arguments.items() if value is not None})
    animate(settings)


def animate(settings: dict) -> None:
    assert os.environ.get("HF_HUB_OFFLINE") == "1", "would look for the hub"
    assert settings["data"]["driving_audio"]["sample_rate"] == 16000, "audio sample rate must be 16000"
    assert settings.get("checkpoint") is None or Path(settings["checkpoint"]).exists(), "no such checkpoint"
    source, cache = Path(settings["source_image"]), Path(settings["save_path"])
    assert cache.is_absolute(), "save_path must be absolute"
    assert not list(cache.iterdir()), "save_path must be this job's own"
    assert source.stem.count(".") == 0, "stems with dots are cut"
    assert source.suffix != ".webp", "no WebP"
    picture = cv2.imread(str(source), cv2.IMREAD_UNCHANGED)
    assert picture is not None, "no picture"
    assert picture.shape == (512, 512, 3), "square RGB picture"
    mood = os.environ.get("STAND_IN", "")
    see_face(mood)
    for mask in ("face_mask", "sep_background", "sep_face", "sep_lip"):
        cv2.imwrite(str(cache / f"{source.stem}_{mask}.png"), np.zeros((512, 512), np.uint8))
    speech, hz = soundfile.read(settings["driving_audio"])
    assert speech.ndim == 1, "mono"
    assert Path(settings["driving_audio"]).suffix == ".wav", "WAV"
    assert 0.05 < np.sqrt(np.mean(speech[np.abs(speech) > 0.01] ** 2)) < 0.6, "loudness not normalised"
    count = math.ceil(Fraction(len(speech), hz) * 25)
    if LONG:
        result = cache / source.stem / "merge_video.mp4"
        result.parent.mkdir()
    else:
        result = Path(settings["output"])
        assert result.parent.is_dir(), "the output folder must exist"
    windows = math.ceil(count / 16)
    for window in range(windows):
        sys.stdout.write(f"[{window + 1}/{windows}]\n")
        sys.stdout.flush()
        if mood == "crash" and window == 1:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        if mood == "hang" and window == 1:
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path(os.environ["STAND_IN_PIDS"]).write_text(f"{os.getpid()} {child.pid}")
            time.sleep(600)
    if mood != "silent":
        write(result, picture, count // 2 if mood == "short" else count)


def see_face(mood: str) -> None:
    """Fail where there is no face in the two ways in which the real one's models do."""
    sys.stdout.write(
        "Applied providers: ['CUDAExecutionProvider', 'CPUExecutionProvider'], with options: {}\n"
    )
    if mood == "noface-box":
        faces_sorted: list[object] = []
        faces_sorted[0]
    if mood == "broken":
        raise FileNotFoundError("a weight is missing")
    if mood == "noface":
        sys.stdout.write("#face is invalid: 0\n")
        np.take(np.array([]), [10, 338], 0)


def write(result: Path, picture: np.ndarray, count: int) -> None:
    """A mouth that moves on a face whose colours drift, from a base that is off to begin with."""
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.float32)
    soft = cv2.GaussianBlur(rgb, (0, 0), 1.5)
    with av.open(str(result), "w") as film:
        stream = film.add_stream("libx264", rate=25)
        stream.width = stream.height = 512
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "10", "preset": "ultrafast"}
        for index in range(count):
            frame = soft * 0.9 + 14 + 0.05 * index
            reach = round(8 + 6 * math.sin(index * 0.9))
            cv2.ellipse(frame, (256, 330), (36, reach), 0, 0, 360, (50, 25, 25), -1)
            image = av.VideoFrame.from_ndarray(np.clip(frame, 0, 255).astype(np.uint8), format="rgb24")
            film.mux(stream.encode(image))
        film.mux(stream.encode())


if __name__ == "__main__":
    main()
