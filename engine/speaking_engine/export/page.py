"""A web page for kiosks, phones and the museum's site: one folder that opens from the disk and asks nobody.

Its templates and its own texts lie in `site/`. A film in a language that `says.json` lacks gets English ones
around its words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from speaking_engine.composite.choices import WORK
from speaking_engine.composite.grid import film_size
from speaking_engine.export.exhibit import Exhibit, placed
from speaking_engine.export.players import h264
from speaking_engine.export.stills import write_poster
from speaking_engine.export.verifier import write_verifier
from speaking_engine.marks.notice import text_for
from speaking_engine.media.page import fill
from speaking_engine.project.document import Choices

SITE = Path(__file__).with_name("site")
NAMES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano", "pt": "Português",
    "nl": "Nederlands", "hi": "हिन्दी", "ja": "日本語", "zh": "中文",
}  # fmt: skip
FIELDS = ("artist", "date", "technique", "holder", "inventory_number", "credit", "rights")
SAYS: dict[str, dict[str, str]] = json.loads((SITE / "says.json").read_text("utf8"))


class Page:
    """The folder of a page."""

    help = "a page for kiosk, phone and web: opens from the disk, in all languages, for everybody"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything: the film has the work's own shape, at most 1920 pixels."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write `index.html` with films, captions, transcript, poster and the page that checks films."""
        main = exhibits[0]
        size_px = film_size(main.line.size_px, "1080p")
        for exhibit in exhibits:
            write_film(exhibit, folder / "films")
        write_poster(main, folder / "poster.jpg", size_px)
        address = main.choices.address
        if address:
            import segno

            segno.make(address, error="m").save(str(folder / "qr.svg"), scale=8, border=2)
        _render(exhibits, folder, address)
        write_verifier(folder)
        (folder / "description").mkdir()
        (folder / "description" / "README.txt").write_text(_DESCRIPTION, "utf8")


_DESCRIPTION = """\
Audio description: put a recording here, named by its language: en-us.mp3, fr.mp3. The page then offers it.
It is a second script for those who do not see the picture: what is shown, who looks how, what changes.
"""


def write_film(exhibit: Exhibit, folder: Path) -> None:
    """Write the film and its captions, on a canvas only where one was chosen."""
    folder.mkdir(exist_ok=True)
    wanted = exhibit.choices.canvas or WORK
    canvas = exhibit.canvas(wanted)
    plan = exhibit.plan
    if canvas is None:
        plan = placed(plan, None, film_size(exhibit.line.size_px, "1080p"))
    exhibit.film(folder / f"{exhibit.named}.mp4", canvas, h264(8), plan)
    exhibit.captions(folder, exhibit.named)


def _render(exhibits: Sequence[Exhibit], folder: Path, address: str) -> None:
    main = exhibits[0]
    versions = [version_of(exhibit) for exhibit in exhibits]
    label = main.label
    made_by = " ".join(filter(None, (label.artist_qualifier, label.artist)))
    fields = [(name, made_by if name == "artist" else str(getattr(label, name))) for name in FIELDS]
    width_px, height_px = film_size(main.line.size_px, "1080p")
    html = fill(
        SITE / "index.html",
        versions=versions,
        says=versions[0]["says"],
        label={
            "title": main.title,
            "line": ", ".join(filter(None, (made_by, label.date))),
            "fields": [pair for pair in fields if pair[1]],
        },
        signer=main.signer.name,
        qr=bool(address),
        address=address,
        width_px=width_px,
        height_px=height_px,
        data=for_script({"versions": versions}),
    )
    (folder / "index.html").write_text(html, "utf8")
    for name in ("page.css", "page.js"):
        (folder / name).write_text((SITE / name).read_text("utf8"), "utf8")


def for_script(data: Any) -> str:  # noqa: ANN401 - plain values
    """Return JSON that may stand inside a page's script element."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def says_in(language: str) -> dict[str, str]:
    """Return the page's own texts in a language, English where there are none; `tag` is theirs."""
    plain = language.partition("-")[0].lower()
    return {**SAYS["en"], **SAYS.get(plain, {}), "tag": plain if plain in SAYS else "en"}


def version_of(exhibit: Exhibit) -> dict[str, Any]:
    """Return what a page shows of a work in one language, as plain values."""
    says = says_in(exhibit.language)
    speakers = list(dict.fromkeys(said.face_id for said in exhibit.lines))
    approved = exhibit.claims.approved_by
    signoff = says["approved"] if approved else says["draft"]
    spans, _ = exhibit.line.spans
    rate = exhibit.plan.frames_per_second
    return {
        "tag": exhibit.language,
        "name": NAMES.get(exhibit.language.partition("-")[0], exhibit.language),
        "film": f"films/{exhibit.named}.mp4",
        "seconds": round(exhibit.plan.seconds, 2),
        "notice": exhibit.marks.notice or text_for(exhibit.language),
        "signoff": signoff.format(name=approved, date=exhibit.claims.approved_on),
        "cues": [[cue.start_seconds, cue.end_seconds, "\n".join(cue.lines)] for cue in exhibit.cues],
        "lines": [
            {
                "who": str(speakers.index(said.face_id) + 1) + "." if len(speakers) > 1 else "",
                "text": said.text,
                "start": float(span.start / rate),
                "end": float(span.stop / rate),
            }
            for said, span in zip(exhibit.lines, spans, strict=True)
        ],
        "says": says,
    }


PAGE = Page()
