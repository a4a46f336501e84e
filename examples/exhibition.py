"""An exhibition from a CSV file: a film of every row, and a list of what to look at.

    uv run python examples/exhibition.py works.csv

The columns are image, title, artist, date; `speaking-images batch` does the same in processes of their own.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import speaking_engine as si


def main(table: Path, folder: Path, **choices: Any) -> dict[str, str]:
    """Return, for every work, its film or the sentence that says why there is none."""
    results: dict[str, str] = {}
    with table.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            picture = table.parent / row.pop("image")
            try:
                with si.open(picture, folder / f"{picture.stem}.speaking") as work:
                    work.label(**row)
                    results[picture.name] = str(work.render(**choices).path)
            except si.UserError as error:
                results[picture.name] = str(error)
    return results


if __name__ == "__main__":
    for name, result in main(Path(sys.argv[1]), Path.cwd()).items():
        print(f"{name}: {result}")
