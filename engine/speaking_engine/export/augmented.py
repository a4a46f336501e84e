"""A page for phones in front of the work: the camera looks at the picture, and the film lies on it.

MindAR 1.2.5 finds the picture; it lies in `site/mindar` and goes into the folder. The visitor's browser
learns the picture at its first start, with MindAR's own compiler, and keeps what it learned.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from speaking_engine.composite.choices import WORK
from speaking_engine.composite.grid import film_size
from speaking_engine.errors import UserError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.export.page import SITE, for_script, version_of, write_film
from speaking_engine.export.stills import write_poster
from speaking_engine.media.page import fill
from speaking_engine.project.document import Choices


class Augmented:
    """The folder of an AR page."""

    help = "a page for phones in front of the work: the film lies on the picture that is seen (MindAR)"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:  # noqa: ARG002 - any size goes
        """Refuse a canvas: the film has to have the picture's shape."""
        if choices.canvas not in ("", WORK):
            raise UserError(
                f"A film on a canvas of {choices.canvas} does not lie on the work in front of the camera.",
                hint="Export for ar without --canvas.",
            )

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write `index.html` with films, captions, the picture and MindAR."""
        main = exhibits[0]
        size_px = film_size(main.line.size_px, "1080p")
        for exhibit in exhibits:
            write_film(exhibit, folder / "films")
        picture = folder / "picture.jpg"
        write_poster(main, picture, size_px)
        versions = [version_of(exhibit) for exhibit in exhibits]
        learned = {"picture": picture.name, "fingerprint": hashlib.sha256(picture.read_bytes()).hexdigest()}
        html = fill(
            SITE / "ar.html",
            versions=versions,
            says=versions[0]["says"],
            title=main.title,
            signer=main.signer.name,
            width_px=size_px[0],
            height_px=size_px[1],
            data=for_script({"versions": versions, "learned": "target.mind", **learned}),
        )
        (folder / "index.html").write_text(html, "utf8")
        for name in ("page.css", "ar.css", "ar.js"):
            (folder / name).write_text((SITE / name).read_text("utf8"), "utf8")
        shutil.copytree(SITE / "mindar", folder / "mindar")
        main.remarks.append(
            "A camera needs https:// or localhost; opened from the disk, the page shows the film alone."
        )


AR = Augmented()
