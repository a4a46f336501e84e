"""Install: where Hallo lives on this machine, and whether it is whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from speaking_engine.errors import SetupError


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the programs that speak the same contract.

    Attributes
    ----------
    name : str
        Of the animator.
    script, config : str
        Relative to the program's own folder.
    weights : tuple of str
        Files without which it cannot run, relative to its `pretrained_models`.
    takes_output : bool
        Whether `--output` names the result; else it is `<save_path>/<picture's stem>/merge_video.mp4`.
    """

    name: str
    script: str
    config: str
    weights: tuple[str, ...]
    takes_output: bool

    @property
    def root_variable(self) -> str:
        """Environment variable that names the program's folder."""
        return f"SPEAKING_{self.name.upper()}_ROOT"

    @property
    def python_variable(self) -> str:
        """Environment variable that names the Python with the program's packages."""
        return f"SPEAKING_{self.name.upper()}_PYTHON"


HALLO = Variant(
    name="hallo",
    script="scripts/inference.py",
    config="configs/inference/default.yaml",
    weights=(
        "hallo/net.pth",
        "motion_module/mm_sd_v15_v2.ckpt",
        "audio_separator/Kim_Vocal_2.onnx",
        "face_analysis/models/face_landmarker_v2_with_blendshapes.task",
    ),
    takes_output=True,
)
HALLO2 = Variant(
    name="hallo2",
    script="scripts/inference_long.py",
    config="configs/inference/long.yaml",
    weights=("hallo2/net.pth", "motion_module/mm_sd_v15_v2.ckpt", "audio_separator/Kim_Vocal_2.onnx"),
    takes_output=False,
)


@dataclass(frozen=True, slots=True)
class Install:
    """A whole installation: the program's folder and the Python that runs it, both absolute."""

    root: Path
    python: Path


def find_install(variant: Variant, options: dict[str, str]) -> Install:
    """Find the installation named by options or environment variables.

    Parameters
    ----------
    options : dict of str to str
        `hallo_root` and `hallo_python` come before the environment variables; the Python defaults to
        the folder's own `.venv`.

    Raises
    ------
    SetupError
        It is not installed, or files are missing; the sentence names the first of them.
    """
    named = options.get("hallo_root") or os.environ.get(variant.root_variable, "")
    if not named:
        raise SetupError(
            f"The animator {variant.name!r} is not installed.",
            hint=f"Install it as docs/motion.md says, set {variant.root_variable}; or use --animator head.",
            place="motion.animator",
        )
    root = Path(named).expanduser().resolve()
    given = options.get("hallo_python") or os.environ.get(variant.python_variable, "")
    python = Path(given).expanduser().absolute() if given else root / ".venv" / "bin" / "python"
    needed = [root / variant.script, root / variant.config, python]
    needed += [root / "pretrained_models" / weight for weight in variant.weights]
    for path in needed:
        if not path.exists():
            raise SetupError(
                f"The animator {variant.name!r} misses {path}.",
                hint="Complete the installation as docs/motion.md says, or use --animator head.",
                place="motion.animator",
            )
    return Install(root, python)
