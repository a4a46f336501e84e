"""Marks: the notice, the watermark, the signature, and what is read of them again."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.doors.cli.commands.look import verify as show_marks
from speaking_engine.errors import ClipError, SetupError, UserError
from speaking_engine.marks.manifest import Claims, read_manifest, sign_film
from speaking_engine.marks.notice import draw, make_notice, text_for
from speaking_engine.marks.signer import CERTIFICATE_VARIABLE, KEY_VARIABLE, Signer, find_signer
from speaking_engine.marks.verify import mean_luma, verify
from speaking_engine.marks.watermark import LEAST, LIKELY, offsets, search
from speaking_engine.media.movie import FilmWriter
from speaking_engine.pipeline.marking import Marks, marks_for
from speaking_engine.project.document import Choices
from speaking_engine.render.marking import Marker, Marking

RATE = Fraction(25)
SIZE = (640, 480)


def still() -> np.ndarray:
    """A picture with flat, soft and busy parts."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    busy = cv2.GaussianBlur(rng.normal(0, 60, (SIZE[1], SIZE[0], 3)).astype(np.float32), (0, 0), 1.5)
    soft = np.stack([x / 4 + 30, y / 4 + 30, (x + y) / 8 + 20], -1)
    soft[:, 320:] += busy[:, 320:]
    return np.clip(soft, 0, 255).astype(np.uint8)


def film(path: Path, marking: Marking, frames: int = 12) -> Path:
    marker = Marker(still(), marking)
    with FilmWriter(path, SIZE, RATE) as writer:
        for number in range(frames):
            patch = still()[100:180, 60:140] // 2
            writer.write(marker.still, marker.patches(number, [(60, 100, patch)] if number % 3 else []))
    return path


def recoded(source: Path, target: Path, *, scale: float = 1.0, crop: float = 0.0) -> Path:
    """The film as somebody else's program would write it, at CRF 28."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = new.add_stream("libx264", rate=25, options={"crf": "28"})
        for frame in old.decode(video=0):
            pixels = frame.to_ndarray(format="rgb24")
            height, width = pixels.shape[:2]
            top, left = int(height * crop / 2), int(width * crop / 2)
            pixels = pixels[top : height - top, left : width - left]
            size = (round(pixels.shape[1] * scale / 2) * 2, round(pixels.shape[0] * scale / 2) * 2)
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
            if stream.width != size[0]:
                stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            new.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        new.mux(stream.encode())
    return target


def test_the_watermark_cannot_be_seen() -> None:
    luma = cv2.cvtColor(still(), cv2.COLOR_RGB2GRAY)
    for picture in (luma, np.full((300, 400), 20, np.uint8), np.zeros((10, 3000), np.uint8)):
        added = offsets(picture).astype(float)
        assert np.abs(added).mean() <= 1
        assert 10 * np.log10(255**2 / (added**2).mean()) >= 45


@pytest.mark.parametrize(
    ("scale", "crop"), [(1.0, 0.0), (0.5, 0.0), (1.0, 0.1), (0.5, 0.1), (0.62, 0.1), (1.3, 0.0)]
)
def test_the_watermark_survives(tmp_path: Path, scale: float, crop: float) -> None:
    marked = film(tmp_path / "a.mp4", Marking(offsets))
    found = verify(recoded(marked, tmp_path / "b.mp4", scale=scale, crop=crop))
    assert found.trace.is_there
    assert found.trace.scale == pytest.approx(scale, rel=0.01)
    assert found.is_marked
    assert "our watermark" in " ".join(found.sentences())


def test_what_is_not_marked_is_not_called_so(tmp_path: Path) -> None:
    found = verify(film(tmp_path / "a.mp4", Marking()))
    assert found.trace.strength < LEAST - 2
    assert not found.is_marked
    assert "no watermark" in " ".join(found.sentences())
    noise = np.random.default_rng(0).normal(128, 40, (400, 500)).astype(np.float32)
    stripes = np.tile(np.sin(np.arange(500) * 2 * np.pi / 8) * 100 + 128, (400, 1)).astype(np.float32)
    for picture in (noise, stripes, np.zeros((400, 500), np.float32), np.zeros((40, 50), np.float32)):
        assert search(picture, LIKELY).strength < LEAST


def test_without_marks_a_film_has_the_very_same_frames(tmp_path: Path) -> None:
    marker = Marker(still(), Marking())
    assert np.array_equal(marker.still[0], Marker(still(), Marking(offsets))._plain[0])
    assert marker.patches(0, []) == []


def test_the_notice_lies_where_nothing_moves_and_comes_again(tmp_path: Path) -> None:
    face = (500.0, 0.0, 140.0, 200.0)
    notice = make_notice("AI MODIFIED", SIZE, [face], 2000, RATE)
    height, width = notice.pixels.shape[:2]
    assert notice.x + width <= face[0]
    assert notice.x % 2 == notice.y % 2 == height % 2 == width % 2 == 0
    assert [span.start for span in notice.spans] == [0, 750, 1500]
    assert all(len(span) == 125 for span in notice.spans)
    shown = film(tmp_path / "a.mp4", Marking(notices=(notice,)), frames=3)
    with av.open(str(shown)) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    region = frame[notice.y : notice.y + height, notice.x : notice.x + width]
    assert region.max() > 230
    assert np.median(region) < 80
    outside = np.abs(frame.astype(int) - still())
    outside[notice.y - 8 : notice.y + height + 8, notice.x - 8 : notice.x + width + 8] = 0
    assert outside.mean() < 3


def test_no_room_for_the_notice_is_said() -> None:
    with pytest.raises(UserError, match="no room"):
        make_notice("AI MODIFIED", SIZE, [(0, 0, *SIZE)], 100, RATE)
    with pytest.raises(UserError, match="no room"):
        make_notice("AI MODIFIED", (64, 40), [], 100, RATE)


def test_the_notice_speaks_the_films_language() -> None:
    assert text_for("en-gb") == "AI MODIFIED"
    assert "IA" in text_for("fr")
    assert text_for("ja") == "AI MODIFIED"
    assert draw("KI-VERÄNDERT", 20).shape[2] == 4


def test_what_a_film_gets() -> None:
    assert marks_for(Choices(), Metadata(), is_final=True) == Marks("AI MODIFIED", watermark=True)
    assert marks_for(Choices(), Metadata(), is_final=False) == Marks()
    assert (
        marks_for(Choices(notice="always", watermark="none"), Metadata(), is_final=False).notice
        == "AI MODIFIED"
    )
    with pytest.raises(UserError, match="needs a reason"):
        marks_for(Choices(notice="none"), Metadata(), is_final=True)
    kept = marks_for(
        Choices(notice="none", notice_reason="a sign beside the screen"), Metadata(), is_final=True
    )
    assert kept == Marks(watermark=True, reason="a sign beside the screen")


CLAIMS = Claims(
    "Girl", "girl.jpg", "image/jpeg", "00ff", "Mauritshuis", {"voice": "bf_emma"}, "abcd", "Ada", "2026-11-27"
)


def test_a_signed_film_says_of_what_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CERTIFICATE_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    sign_film(film(tmp_path / "a.mp4", Marking(), 3), tmp_path / "b.mp4", CLAIMS, find_signer())
    signed = read_manifest(tmp_path / "b.mp4")
    assert signed is not None
    assert (signed.is_intact, signed.is_trusted) == (True, False)
    assert signed.source_type.endswith("compositeWithTrainedAlgorithmicMedia")
    assert signed.ingredients == ("girl.jpg",)
    assert signed.said["approved_by"] == "Ada"
    said = " ".join(verify(tmp_path / "b.mp4").sentences())
    assert "vouches for nobody" in said
    assert "Ada approved its words on 2026-11-27" in said
    assert read_manifest(tmp_path / "a.mp4") is None


def test_a_film_that_was_changed_after_it_was_signed_is_noticed(tmp_path: Path) -> None:
    sign_film(film(tmp_path / "a.mp4", Marking(), 3), tmp_path / "b.mp4", CLAIMS, find_signer())
    data = bytearray((tmp_path / "b.mp4").read_bytes())
    data[-100] ^= 1
    (tmp_path / "b.mp4").write_bytes(data)
    signed = read_manifest(tmp_path / "b.mp4")
    assert signed is not None
    assert not signed.is_intact


def files_of(signer: Signer, folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(signer.certificates)
    key.write_bytes(signer.key)
    return certificate, key


def test_an_own_certificate_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = files_of(find_signer(), tmp_path)
    monkeypatch.setenv(CERTIFICATE_VARIABLE, str(certificate))
    monkeypatch.setenv(KEY_VARIABLE, str(key))
    signer = find_signer()
    assert not signer.is_for_trying_out
    assert signer.algorithm == "es256"
    assert "PRIVATE" not in repr(signer)


def test_what_is_wrong_with_a_certificate_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = files_of(find_signer(), tmp_path)
    monkeypatch.setenv(CERTIFICATE_VARIABLE, str(certificate))
    with pytest.raises(SetupError, match=f"{KEY_VARIABLE} is not"):
        find_signer()
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "none.pem"))
    with pytest.raises(SetupError, match="cannot be read"):
        find_signer()
    monkeypatch.setenv(KEY_VARIABLE, str(certificate))
    with pytest.raises(SetupError, match="no PEM file"):
        find_signer()
    monkeypatch.delenv(CERTIFICATE_VARIABLE)
    monkeypatch.delenv(KEY_VARIABLE)
    (tmp_path / "other.pem").write_bytes(find_signer().key)
    monkeypatch.setenv(CERTIFICATE_VARIABLE, str(certificate))
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "other.pem"))
    with pytest.raises(SetupError, match="does not belong"):
        find_signer()
    monkeypatch.setenv(KEY_VARIABLE, str(key))

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return datetime.datetime(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr("speaking_engine.marks.signer.datetime.datetime", Later)
    with pytest.raises(SetupError, match="is valid from"):
        find_signer()


def test_what_is_no_film_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no file"):
        mean_luma(tmp_path / "none.mp4")
    (tmp_path / "a.mp4").write_bytes(b"no film")
    with pytest.raises(ClipError, match="cannot be read"):
        mean_luma(tmp_path / "a.mp4")


def test_of_several_films_each_is_told_by_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    films = [film(tmp_path / "a.mp4", Marking()), film(tmp_path / "b.mp4", Marking())]
    show_marks(films)
    said = capfd.readouterr().err
    assert all(str(path) in said for path in films)
