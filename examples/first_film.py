"""A first film: a picture, its label, and what it says.

uv run python examples/first_film.py mona_lisa.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import speaking_engine as si


def main(picture: Path, folder: Path, **choices: Any) -> si.Film:
    """Make the film; further choices are those of docs/choices.md."""
    with si.open(picture, folder / "first.speaking") as work:
        work.label(title="Portrait of a Lady", artist="unknown artist", date="c. 1650")
        if choices:
            work.choose(**choices)
        film = work.render(resolution="720p")
        for line in film.text:
            print(line)
        for note in film.notes:
            print("note:", note)
        return film


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path.cwd()).path)
