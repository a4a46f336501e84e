"""Players: which films a screen's box takes, and films made for it.

References
----------
BrightSign, "Video formats" and "4K video": progressive, at the display's rate or a divisor, up to 25 Mb/s
(HD) and 40 Mb/s (4K, H.265). Raspberry Pi: H.264 in hardware up to 1080p60.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from speaking_engine.composite.choices import WORK, canvas_size
from speaking_engine.composite.grid import film_size
from speaking_engine.errors import UserError
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.media.movie import Encoding
from speaking_engine.media.rate import parse_rate
from speaking_engine.project.document import Choices

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")


def h264(most_mbps: float) -> Encoding:
    """Return H.264 of nearly constant quality, for a resting picture must not pulse, and bounded rate."""
    bound = f"{most_mbps * 1000:.0f}k"
    even = "mbtree=0:aq-mode=0:ipratio=1:pbratio=1:qcomp=1"
    return Encoding(
        "libx264",
        {
            "preset": "veryfast",
            "crf": "17",
            "maxrate": bound,
            "bufsize": bound,
            "g": "100",
            "x264-params": even,
            "profile": "high",
        },
    )


def h265(most_mbps: float) -> Encoding:
    """Return H.265 in the same manner."""
    bound = f"{most_mbps * 1000:.0f}"
    told = f"vbv-maxrate={bound}:vbv-bufsize={bound}:aq-mode=0:cutree=0:ipratio=1:pbratio=1:log-level=error"
    return Encoding("libx265", {"preset": "veryfast", "crf": "20", "g": "100", "x265-params": told}, "hvc1")


AV1 = Encoding("libsvtav1", {"preset": "9", "crf": "24", "g": "100", "svtav1-params": "lp=2"})
VP9 = Encoding(
    "libvpx-vp9",
    {"crf": "24", "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1", "g": "100"},
)


@dataclass(frozen=True, slots=True)
class Player:
    """One kind of player.

    Attributes
    ----------
    canvas : str
        Size of the film if none is chosen; "work" keeps the work's shape.
    most_px : (longer, shorter)
        Largest frame that it decodes, lying or upright.
    most_mbps : float
        Bit rate that it takes.
    most_rate : int
        Frames a second.
    encodings : mapping
        By what is put behind the file's name.
    """

    name: str
    help: str
    canvas: str
    most_px: tuple[int, int]
    most_mbps: float
    most_rate: int = 60
    encodings: Mapping[str, Encoding] = field(default_factory=dict)

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Refuse what the player cannot play, before any work is done.

        Raises
        ------
        UserError
            The size or rate is too large for it; the person chooses another.
        """
        size_px = self._size(choices, artwork_px)
        if max(size_px) > self.most_px[0] or min(size_px) > self.most_px[1]:
            raise UserError(
                f"{self.name} plays at most {self.most_px[0]} x {self.most_px[1]} pixels, "
                f"and the film would have {size_px[0]} x {size_px[1]}.",
                hint=f"Choose another --canvas, such as {self._holds()}, or another player.",
                place="choices.canvas",
            )
        rate = parse_rate(choices.rate)
        if choices.rate not in RATES or rate > self.most_rate:
            raise UserError(
                f"{self.name} does not play {choices.rate} frames a second.",
                hint=f"Choose --rate {', '.join(one for one in RATES if Fraction(one) <= self.most_rate)}.",
                place="choices.rate",
            )

    def _holds(self) -> str:
        known = ("3840x2160", "1920x1080", "1080x1920")
        fitting = (one for one in known if max(canvas_size(one) or (0,)) <= self.most_px[0])
        return next(fitting, "1920x1080")

    def _size(self, choices: Choices, artwork_px: tuple[int, int]) -> tuple[int, int]:
        wanted = choices.canvas or self.canvas
        return canvas_size(wanted) or film_size(artwork_px, choices.resolution)

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write a film of every language, with captions beside it."""
        for exhibit in exhibits:
            wanted = exhibit.choices.canvas or self.canvas
            canvas = exhibit.canvas(wanted)
            for behind, encoding in self.encodings.items():
                exhibit.film(folder / f"{exhibit.named}{behind}.mp4", canvas, encoding)
            exhibit.captions(folder, exhibit.named)
            rate = parse_rate(exhibit.choices.rate)
            hz = [str(one) for one in (50, 60) if one % rate == 0]
            if hz and len(hz) == 1 and wanted != WORK:
                exhibit.remarks.append(
                    f"{exhibit.choices.rate} frames a second run smoothly on a display at {hz[0]} Hz only: "
                    "set the player to it, or choose another --rate."
                )


SCREEN = Player(
    "screen",
    "a film on a canvas, for any player",
    "1920x1080",
    (7680, 7680),
    100,
    encodings={"": Encoding("libx264", {"preset": "veryfast", "qp": "15", "g": "50", "profile": "high"})},
)
BRIGHTSIGN_HD = Player(
    "brightsign-hd", "BrightSign HD and LS players", "1920x1080", (1920, 1080), 25, encodings={"": h264(20)}
)
BRIGHTSIGN_4K = Player(
    "brightsign-4k", "BrightSign 4K and XT players", "3840x2160", (3840, 2160), 40, encodings={"": h265(30)}
)
RASPBERRY_PI = Player(
    "raspberry-pi", "a Raspberry Pi from 3 on", "1920x1080", (1920, 1080), 25, encodings={"": h264(20)}
)
WEB = Player(
    "web",
    "films for a web page: H.264, AV1 and VP9",
    "work",
    (3840, 3840),
    12,
    encodings={".h264": h264(8), ".av1": AV1, ".vp9": VP9},
)
