"""Make the mouth of one sentence again, calmer; voice, head and every other frame stay as they are.

uv run python examples/one_sentence_again.py mona_lisa.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import speaking_engine as si

WORDS = "Good evening. I have been waiting for you all day. Come closer."


def main(picture: Path, folder: Path, sentence: int = 1, **choices: Any) -> si.Film:
    """Make the film, and then the mouth of one sentence (counted from 0) again."""
    with si.open(picture, folder / "again.speaking") as work:
        work.words.text = WORDS
        work.render(**choices)
        words = sentences(work)[sentence]
        print("before:", *(f"{name} {widest:.1f} mm" for name, widest in words.items()))
        work.movement.correct(*(f"{name}: opening*=0.7" for name in words))
        words = sentences(work)[sentence]
        print("after: ", *(f"{name} {widest:.1f} mm" for name, widest in words.items()))
        return work.render()


def sentences(work: si.Work) -> list[dict[str, float]]:
    """Return the first line's sentences: each word by the name that a correction knows, and its opening."""
    found: list[dict[str, float]] = [{}]
    for name, cue in zip(work.movement.names[0], work.movement.cues[0], strict=True):
        found[-1][name] = cue.opening_mm
        if cue.word.endswith((".", "?", "!")):
            found.append({})
    return found[:-1]


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path.cwd()).path)
