"""For editors: the moving face alone, with alpha and its exact place, a timeline, stems and captions.

The face is laid over the work as straight alpha. Our own films mix its edge in linear light, most editors in
the picture's own values, so that a soft edge differs by a few levels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.stream import VideoStream

from speaking_engine.composite.arrange import FILM_SAMPLE_RATE_HZ
from speaking_engine.composite.compositor import LayerBlend
from speaking_engine.composite.grid import Grid
from speaking_engine.composite.prepare import write_png
from speaking_engine.export.exhibit import Exhibit
from speaking_engine.export.loop import line_plan
from speaking_engine.marks.watermark import offsets
from speaking_engine.media.colour import to_yuv420
from speaking_engine.media.movie import read_frames
from speaking_engine.media.rate import nearest_frame
from speaking_engine.media.sound import read_channels, write_wav
from speaking_engine.project.document import Choices
from speaking_engine.protocol.plan import FaceLayer, RenderPlan

Pixels = npt.NDArray[np.uint8]
Added = npt.NDArray[np.float32]


class Editors:
    """ProRes 4444 and PNG with alpha, OTIO and EDL, stems, captions."""

    help = "for editors: the face with alpha (ProRes 4444, PNG), OTIO and EDL, stems, captions"

    def check(self, choices: Choices, artwork_px: tuple[int, int]) -> None:
        """Take everything: the material has the film's own size."""

    def write(self, exhibits: Sequence[Exhibit], folder: Path) -> None:
        """Write a folder of each language, beside the still."""
        still = Grid.of(exhibits[0].plan).still(exhibits[0].artwork)
        write_png(folder / "still.png", still)
        (folder / "README.txt").write_text(_README, "utf8")
        for exhibit in exhibits:
            _write(exhibit, folder / exhibit.language, still)


_README = """\
still.png       the untouched work on the film's pixels
LANGUAGE/       face-N.mov: ProRes 4444 with straight alpha, one for each line; face-N/: the same as PNG files
                timeline.otio, timeline.edl: where each lies in time; place_px in the OTIO's metadata and in
                places.json tells where in the picture (x, y of the top left corner, in pixels of still.png)
                notice.png: the AI notice and its place; a film that is shown has to bear it or another one
                sound/: the whole mix and each line alone, 24 bit at 48 kHz
                film.mp4: how it looks when it is put together, marked and signed
The faces bear our watermark. A signature (C2PA) does not survive an edit: sign the finished film anew.
"""


def _write(exhibit: Exhibit, folder: Path, still: Pixels) -> None:
    folder.mkdir()
    plan = exhibit.plan
    added = _added(still) if exhibit.marks.watermark else np.zeros(still.shape[:2], np.float32)
    places: list[dict[str, Any]] = []
    for number, layer in enumerate(plan.layers, 1):
        blend = LayerBlend(layer, Grid.of(plan))
        x, y, width, height = blend.window_px
        frames = folder / f"face-{number}"
        frames.mkdir()
        unsigned = folder / f"unsigned.face-{number}.mov"
        _prores(unsigned, _patches(layer, blend, added), plan.frames_per_second, frames)
        exhibit.sign(unsigned, folder / f"face-{number}.mov")
        places.append(
            {
                "file": f"face-{number}.mov",
                "pictures": f"face-{number}/%06d.png",
                "face": layer.face_id,
                "place_px": [x, y, width, height],
                "start_frame": layer.start_frame,
                "frame_count": layer.frame_count,
            }
        )
    notices = [
        one for one in exhibit.marking(plan, None).notices if one.pixels.shape[1] < 0.9 * plan.width_px
    ]
    for notice in notices[:1]:
        cv2.imwrite(str(folder / "notice.png"), cv2.cvtColor(notice.pixels, cv2.COLOR_RGBA2BGRA))
        places.append({"file": "notice.png", "place_px": [notice.x, notice.y, *notice.pixels.shape[1::-1]]})
    (folder / "places.json").write_text(json.dumps(places, indent=1) + "\n", "utf8")
    stems = _stems(exhibit, folder / "sound")
    _otio(exhibit, folder / "timeline.otio", places, stems)
    (folder / "timeline.edl").write_text(edl(exhibit.title, plan), "utf8")
    exhibit.captions(folder, "captions")
    exhibit.film(folder / "film.mp4")


def _added(still: Pixels) -> Added:
    """Return what the watermark adds to red, green and blue."""
    return offsets(to_yuv420(still)[0]).astype(np.float32) * np.float32(255 / 219)


def _patches(layer: FaceLayer, blend: LayerBlend, added: Added) -> Iterator[Pixels]:
    """Stream the face on the film's pixels: (H, W, 4) uint8, straight alpha."""
    x, y, width, height = blend.window_px
    alpha = np.rint(blend.alpha * 255).astype(np.uint8)
    for frame in read_frames(Path(layer.clip)):
        placed = blend.grid.place(frame, layer.crop_px[:2], blend.window_px)
        marked = np.rint(placed + added[y : y + height, x : x + width, None])
        yield np.dstack([np.clip(marked, 0, 255).astype(np.uint8), alpha])


def _prores(path: Path, frames: Iterator[Pixels], rate: Fraction, pictures: Path) -> None:
    """Write frames as ProRes 4444 with 16 bits of alpha, and each as a PNG."""
    with av.open(str(path), "w", format="mov") as container:
        stream: VideoStream | None = None
        for number, pixels in enumerate(frames):
            if stream is None:
                stream = container.add_stream("prores_ks", rate=rate)
                stream.height, stream.width = pixels.shape[:2]
                stream.pix_fmt = "yuva444p10le"
                context = stream.codec_context
                context.options = {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"}
                context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
            frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
            frame = frame.reformat(format="yuva444p10le", dst_colorspace="ITU709")
            frame.pts = number
            container.mux(stream.encode(frame))
            coded = cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA)
            cv2.imwrite(str(pictures / f"{number:06d}.png"), coded, [cv2.IMWRITE_PNG_COMPRESSION, 3])
        if stream is not None:
            container.mux(stream.encode())


def _stems(exhibit: Exhibit, folder: Path) -> list[tuple[str, int, int]]:
    """Write the mix and every line alone; return files with their first frame and length in frames."""
    folder.mkdir()
    plan = exhibit.plan
    if plan.sound is None:
        return []
    write_wav(folder / "mix.wav", read_channels(Path(plan.sound))[0], FILM_SAMPLE_RATE_HZ)
    stems = []
    spans, _ = exhibit.line.spans
    for number, span in enumerate(spans):
        part = line_plan(exhibit, number, folder)
        source = Path(str(part.sound))
        name = f"line-{number + 1}.wav"
        source.rename(folder / name)
        first = span.start - (part.frame_count - len(span)) // 2
        stems.append((f"sound/{name}", first, part.frame_count))
    return stems


def _otio(
    exhibit: Exhibit, path: Path, places: Sequence[dict[str, Any]], stems: Sequence[tuple[str, int, int]]
) -> None:
    """Write the timeline: the still below, a track for each face, the notice on top, and a track of stems."""
    import opentimelineio as otio

    plan = exhibit.plan
    lay = _Laying(float(plan.frames_per_second))
    timeline = otio.schema.Timeline(exhibit.title)
    timeline.metadata["speaking_images"] = {"size_px": [plan.width_px, plan.height_px]}
    still = (0, plan.frame_count, "../still.png", [0, 0, plan.width_px, plan.height_px])
    timeline.tracks.append(lay.track("work", "Video", [still]))
    for face_id in dict.fromkeys(place.get("face") for place in places):
        items = [
            (
                place.get("start_frame", 0),
                place.get("frame_count", plan.frame_count),
                place["file"],
                place["place_px"],
            )
            for place in places
            if place.get("face") == face_id
        ]
        timeline.tracks.append(lay.track(face_id or "notice", "Video", items))
    lines: list[Item] = [(max(0, start), count, name, []) for name, start, count in stems]
    timeline.tracks.append(lay.track("voices", "Audio", lines))
    otio.adapters.write_to_file(timeline, str(path))


Item = tuple[int, int, str, list[int]]
"""First frame, frames, file, place in the picture."""


class _Laying:
    """Lays files on tracks of OpenTimelineIO."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def _span(self, count: int) -> Any:  # noqa: ANN401 - of a library without types
        import opentimelineio as otio

        time = otio.opentime.RationalTime
        return otio.opentime.TimeRange(time(0, self._rate), time(count, self._rate))

    def track(self, name: str, kind: str, items: Sequence[Item]) -> Any:  # noqa: ANN401
        """Return a track of files one after the other, with gaps between them."""
        import opentimelineio as otio

        made, at = otio.schema.Track(name, kind=kind), 0
        for start, count, file, place_px in sorted(items):
            if start > at:
                made.append(otio.schema.Gap(source_range=self._span(start - at)))
            media = otio.schema.ExternalReference(target_url=file, available_range=self._span(count))
            told = {"speaking_images": {"place_px": place_px}} if place_px else {}
            made.append(otio.schema.Clip(file, media, self._span(count), metadata=told))
            at = start + count
        return made


def edl(title: str, plan: RenderPlan) -> str:
    """Write the faces' clips as an edit decision list (CMX 3600), without drop frames."""
    whole = nearest_frame(1.0, plan.frames_per_second)

    def code(frame: int) -> str:
        seconds, rest = divmod(frame, whole)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"

    plain = title.encode("ascii", "replace").decode()[:70]
    rows = [f"TITLE: {plain}", "FCM: NON-DROP FRAME"]
    for number, layer in enumerate(plan.layers, 1):
        record = layer.start_frame + 3600 * whole
        times = (0, layer.frame_count, record, record + layer.frame_count)
        rows.append(f"{number:03d}  FACE{number:<4d} V     C        {' '.join(map(code, times))}")
        rows.append(f"* FROM CLIP NAME: face-{number}.mov")
    return "\n".join(rows) + "\n"


EDITORS = Editors()
