"""Contract: the files, configuration and command line that Hallo's own script reads.

References
----------
github.com/fudan-generative-vision/hallo: `scripts/inference.py`, `configs/inference/default.yaml`. The
command line overrides the configuration, `--checkpoint` must be a real path or be left out, and the working
directory must be its own folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import soundfile
import yaml

from speaking_engine.clip.animators.hallo.install import Install, Variant
from speaking_engine.clip.clip import Still
from speaking_engine.clip.options import number
from speaking_engine.errors import SetupError
from speaking_engine.speech.level import level
from speaking_engine.speech.utterance import Utterance

FRAMES_PER_SECOND = 25
SIDE_PX = 512
SOUND_HZ = 16000
WINDOW_SECONDS = 0.64  # Hallo makes 16 frames at once; older versions drop an incomplete last window

_WEIGHTS = ("pose_weight", "face_weight", "lip_weight")


@dataclass(frozen=True, slots=True)
class HalloJob:
    """One run of the program, all paths absolute.

    Attributes
    ----------
    command : tuple of str
        Program and arguments; never passes through a shell.
    folder : Path
        Working directory.
    environment : dict of str to str
    result : Path
        The movie that it will have written.
    """

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    result: Path


def prepare(
    variant: Variant,
    install: Install,
    still: Still,
    utterance: Utterance,
    options: dict[str, str],
    folder: Path,
) -> HalloJob:
    """Write picture, sound and configuration into an empty folder of their own, and give the command.

    Raises
    ------
    ClipError
        An option is no number; the user mends it.
    SetupError
        The program's own configuration cannot be read.
    """
    picture, sound = folder / "still.png", folder / "speech.wav"
    cache, config = folder / "cache", folder / "config.yaml"
    cache.mkdir()
    cv2.imwrite(str(picture), cv2.cvtColor(_square(still), cv2.COLOR_RGB2BGR))
    soundfile.write(sound, _speech(utterance), utterance.sample_rate_hz, subtype="PCM_16")
    settings = _own_settings(install.root / variant.config)
    settings.update(source_image=str(picture), driving_audio=str(sound), save_path=str(cache))
    settings["inference_steps"] = int(number(options, "steps", settings.get("inference_steps", 40), 1, 200))
    settings["cfg_scale"] = number(options, "cfg_scale", settings.get("cfg_scale", 3.5), 0, 20)
    config.write_text(yaml.safe_dump(settings, sort_keys=False), "utf8")
    result = folder / "film.mp4" if variant.takes_output else cache / picture.stem / "merge_video.mp4"
    arguments = ["-c", config, "--source_image", picture, "--driving_audio", sound]
    arguments += ["--output", result] if variant.takes_output else []
    for name in _WEIGHTS:
        arguments += [f"--{name}", number(options, name, 1.0, 0, 3)]
    arguments += ["--face_expand_ratio", number(options, "face_expand_ratio", 1.2, 1, 2)]
    checkpoint = options.get("checkpoint", "")
    arguments += ["--checkpoint", Path(checkpoint).resolve()] if checkpoint else []
    command = (install.python, install.root / variant.script, *arguments)
    return HalloJob(tuple(map(str, command)), install.root, _environment(install, options), result)


def _square(still: Still) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Scale the still to the model's size; it is square already, so its aspect is kept."""
    smaller = still.pixels.shape[0] > SIDE_PX
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(still.pixels, (SIDE_PX, SIDE_PX), interpolation=way), np.uint8)


def _speech(utterance: Utterance) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Bring the speech to one loudness, which changes the result, and add a window of silence."""
    silence = np.zeros(round(WINDOW_SECONDS * utterance.sample_rate_hz), np.float32)
    return np.concatenate([level(utterance.samples, utterance.sample_rate_hz), silence])


def _own_settings(path: Path) -> dict[str, Any]:
    """Read the program's own defaults, so that those of the installed version hold."""
    try:
        settings = yaml.safe_load(path.read_text("utf8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(
            f"The configuration {path} cannot be read.", hint="Check out Hallo again."
        ) from error
    if not isinstance(settings, dict):
        raise SetupError(f"The configuration {path} is empty.", hint="Check out Hallo again.")
    rate = settings.get("data", {}).get("driving_audio", {}).get("sample_rate")
    if rate != SOUND_HZ:
        raise SetupError(
            f"The configuration {path} asks for {rate} Hz.", hint=f"Hallo runs at {SOUND_HZ} Hz."
        )
    return settings


def _environment(install: Install, options: dict[str, str]) -> dict[str, str]:
    """Keep the program off the network, find its own package, choose the GPU."""
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(install.root),
        "PYTHONUNBUFFERED": "1",
    }
    if "gpu" in options:
        environment["CUDA_VISIBLE_DEVICES"] = options["gpu"]
    return environment
