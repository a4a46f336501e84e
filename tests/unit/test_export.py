"""Exports: canvases, players, ownership, gates; opened again by PyAV, and by ffprobe where it is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

import speaking_engine as si
from speaking_engine.composite.canvas import fitted, make_canvas
from speaking_engine.errors import OutputError, SpeakingError, TextError, UserError
from speaking_engine.marks.verify import verify
from speaking_engine.work.work import Work

QUICK = {"voice": "fake", "animator": "fake", "resolution": "720p"}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> Path:
    """A production of two languages, whose clips are made."""
    folder = tmp_path_factory.mktemp("spoken")
    shutil.copy(portrait, folder / "head.jpg")
    with si.open(folder / "head.jpg", folder / "head.speaking") as work:
        work.label(title="A Head", artist="A Painter", date="1601", holder="A Museum", credit="Gift, 1900")
        work.choose(text="Hello. I waited long.", **QUICK)
        work.version("fr").choose(text="Bonjour.")
        work.words.approve("Anna Muster")
        work.version("fr").words.approve("Anna Muster")
        work.render()
    return folder


@pytest.fixture
def work(spoken: Path, tmp_path: Path) -> Iterator[Work]:
    shutil.copytree(spoken, tmp_path / "here")
    with si.open(tmp_path / "here" / "head.speaking") as opened:
        yield opened


def stream_of(film: Path) -> tuple[str, int, int, float, int]:
    with av.open(str(film)) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert sound.codec_context.name == "aac"
        assert sound.sample_rate == 48000
        rate = float(video.average_rate or 0)
        return video.codec_context.name, video.width, video.height, rate, container.bit_rate


@pytest.mark.parametrize(
    ("artwork", "size"),
    [((1400, 2086), (1920, 1080)), ((500, 612), (1080, 1920)), ((3001, 299), (1080, 1080))],
)
@pytest.mark.parametrize("margin", [0.0, 0.07])
def test_a_work_keeps_its_shape_on_a_canvas(
    artwork: tuple[int, int], size: tuple[int, int], margin: float
) -> None:
    (width, height), (x, y) = fitted(artwork, size, margin)
    scale = min((side - 2 * margin * min(size)) / whole for side, whole in zip(size, artwork, strict=True))
    assert abs(width - artwork[0] * scale) <= 1
    assert abs(height - artwork[1] * scale) <= 1
    assert [side % 2 for side in (width, height, x, y)] == [0, 0, 0, 0]
    assert abs(2 * x + width - size[0]) <= 2
    assert abs(2 * y + height - size[1]) <= 2


def test_what_lies_around_a_work() -> None:
    artwork = np.full((300, 200, 3), (200, 80, 40), np.uint8)
    plain = make_canvas(artwork, (640, 360), "#102030")
    assert (plain.around(cv2.resize(artwork, plain.work_px))[0, 0] == (16, 32, 48)).all()
    for around in ("blur", "wall"):
        pixels = make_canvas(artwork, (640, 360), around).pixels
        assert pixels.shape == (360, 640, 3)
        assert pixels.std() > 1
    assert make_canvas(artwork, (640, 360), "wall").origin_px[1] > 20


def test_a_film_for_a_player_is_what_it_takes(work: Work) -> None:
    (made,) = work.export("brightsign-hd", canvas="1080x1920", rate="30", loudness_lufs=-23.0)
    films = {path.name: path for path in made.files if path.suffix == ".mp4"}
    assert sorted(films) == ["head.en-us.mp4", "head.fr.mp4"]
    for film in films.values():
        codec, width, height, rate, bits = stream_of(film)
        assert (codec, width, height, rate) == ("h264", 1080, 1920, 30.0)
        assert bits < 25e6
    found = verify(films["head.en-us.mp4"])
    assert found.trace.is_there
    assert found.signed is not None
    assert found.signed.is_intact
    assert found.signed.said["approved_by"] == "Anna Muster"
    assert "voice fake" in found.signed.ingredients
    assert any(name.startswith("model ") for name in found.signed.ingredients)
    assert {".vtt", ".srt", ".ttml"} <= {path.suffix for path in made.files}
    assert work.choices.rate == "25"  # what is exported otherwise stays so


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="there is no ffprobe")
def test_ffprobe_agrees(work: Work) -> None:
    (made,) = work.export("web", "screen", languages=["fr"], canvas="640x360")[:1]
    seen = {}
    for film in (path for path in made.files if path.suffix == ".mp4"):
        command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(film)]
        streams = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["streams"]
        video = next(one for one in streams if one["codec_type"] == "video")
        seen[film.name.split(".")[-2]] = (video["codec_name"], video["width"], video["height"])
        assert verify(film).signed is not None
    size = (640, 360)
    assert seen == {"h264": ("h264", *size), "av1": ("av1", *size), "vp9": ("vp9", *size)}


def test_what_a_player_cannot_hold_is_refused_before_any_work(work: Work) -> None:
    with pytest.raises(UserError, match="at most 1920 x 1080"):
        work.export("screen", "brightsign-hd", canvas="3840x2160")
    with pytest.raises(UserError, match="does not play 12 frames"):
        work.export("raspberry-pi", rate="12")
    with pytest.raises(UserError, match="no export 'brightsing-hd'"):
        work.export("brightsing-hd")
    with pytest.raises(UserError, match="neither 'work' nor a size"):
        work.export("screen", canvas="1921x1080")
    with pytest.raises(UserError, match="no film in 'de'"):
        work.export("screen", languages=["de"])
    work.words.text = "Other words."
    with pytest.raises(TextError, match="not approved"):
        work.export("screen")
    assert not (work.folder / "export").exists()


def test_nothing_foreign_is_replaced_and_what_is_ours_is(work: Work, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (first,) = work.export("screen", out=out, languages=["fr"], canvas="320x240")
    (again,) = work.export("screen", out=out, languages=["fr"], canvas="320x240")
    assert first.files == again.files
    (out / "screen" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds what was not exported"):
        work.export("screen", out=out, languages=["fr"], canvas="320x240")
    assert (out / "screen" / "mine.txt").read_text() == "mine"
    assert [path.name for path in out.iterdir()] == ["screen"]


def test_a_hold_takes_exports_back(work: Work, tmp_path: Path) -> None:
    out = tmp_path / "out"
    work.export("screen", out=out, languages=["fr"], canvas="320x240")
    (work.folder.parent / "hold-list.txt").write_text("# ours\ntitle: a h*d ; its heirs object\n")
    with pytest.raises(TextError, match="its heirs object"):
        work.export("screen", out=out, languages=["fr"], canvas="320x240")
    assert not (out / "screen").exists()
    assert list((work.folder / "withheld").glob("screen/*.mp4"))


def test_a_line_of_the_hold_list_that_means_nothing_lets_nothing_through(work: Work) -> None:
    (work.folder.parent / "hold-list.txt").write_text("titel: Head\n")
    with pytest.raises(SpeakingError, match="Line 1 of the hold list"):
        work.render()


@pytest.mark.parametrize(
    ("label", "refused"),
    [
        ({"date": "2011"}, "portrayed in 2011"),
        ({"title": "Frida (1907-2010)", "date": "1930"}, "died in 2010"),
        ({"title": "Frida (1907-1954)", "date": "1953"}, ""),
        ({"title": "A Singer (born 1950)", "date": "1880"}, "born in 1950"),
        ({"date": "1601"}, ""),
        ({"date": ""}, ""),
    ],
)
def test_the_living_and_the_recently_dead_have_to_consent(
    work: Work, label: dict[str, str], refused: str
) -> None:
    work.label(**label)
    if not refused:
        work.line.check_final()
        return
    with pytest.raises(TextError, match=refused):
        work.export("screen")
    with pytest.raises(UserError, match="end in a date"):
        work.choose(consent="somebody")
    work.choose(consent="Estate of the sitter, 2026-05-01")
    work.line.check_final()


def test_cards_stand_around_the_work_and_all_times_go_with_them(work: Work) -> None:
    before = work.line.plan
    work.choose(title_card_s=3.0, end_card_s=2.0)
    after = work.line.plan
    assert abs(after.frame_count - before.frame_count - 5 * 25) <= 1
    assert abs(after.layers[0].start_frame - before.layers[0].start_frame - 75) <= 1
    assert Path(after.layers[0].clip).resolve() == Path(before.layers[0].clip).resolve()
    (made,) = work.export("screen", languages=["en-us"], canvas="640x360", notice="card")
    with av.open(str(next(path for path in made.files if path.suffix == ".mp4"))) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert np.median(frames[0]) < 40  # the card
    assert np.median(frames[-1]) < 40
    assert frames[0].max() > 180
    assert np.abs(frames[5 * 25 + 5].astype(float) - frames[0]).mean() > 20


def test_a_film_rendered_elsewhere_gets_the_same_marks(work: Work, tmp_path: Path) -> None:
    from fractions import Fraction

    from speaking_engine.media.colour import to_yuv420
    from speaking_engine.media.movie import FilmWriter

    rng = np.random.default_rng(1)
    soft = cv2.GaussianBlur(rng.normal(128, 90, (361, 640, 3)).astype(np.float32), (0, 0), 2)
    still = np.clip(soft[:360], 0, 255).astype(np.uint8)
    sound = np.sin(np.arange(48000) / 20).astype(np.float32) * 0.2
    with FilmWriter(tmp_path / "blender.mp4", (640, 360), Fraction(24), sound) as writer:
        for _ in range(24):
            writer.write(to_yuv420(still))
    marked = work.mark(tmp_path / "blender.mp4", tmp_path / "marked.mp4")
    found = verify(marked)
    assert found.trace.is_there
    assert found.signed is not None
    assert found.signed.is_intact
    assert stream_of(marked)[:4] == ("h264", 640, 360, 24.0)
    with av.open(str(marked)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(frames) == 24
    assert frames[0][4:40, 500:].max() > 225  # the notice, top right
    assert sorted(path.name for path in tmp_path.glob("*.mp4")) == ["blender.mp4", "marked.mp4"]
