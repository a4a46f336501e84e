"""The same film in three languages: one picture, one face, three texts.

uv run python examples/three_languages.py mona_lisa.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import speaking_engine as si

WORDS = {
    "en-us": "Good evening. I have been waiting for you.",
    "fr": "Bonsoir. Je vous attendais.",
    "it": "Buona sera. Vi aspettavo.",
}


def main(picture: Path, folder: Path, **choices: Any) -> dict[str, si.Film]:
    """Make a film in each language; the words are yours: nothing is translated by a machine."""
    with si.open(picture, folder / "three.speaking") as work:
        if choices:
            work.choose(**choices)
        for language, words in WORDS.items():
            work.version(language).words.text = words
        return work.render_all()


if __name__ == "__main__":
    for film in main(Path(sys.argv[1]), Path.cwd()).values():
        print(film.language, film.path)
