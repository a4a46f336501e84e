"""Rates, colour, movies and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaking_engine.errors import ClipError, OutputError, UserError
from speaking_engine.media.beside import refusal_of_system, write_text, written_beside
from speaking_engine.media.captions import Caption
from speaking_engine.media.colour import from_linear, to_linear, to_yuv420
from speaking_engine.media.movie import FilmWriter, read_frames, write_lossless
from speaking_engine.media.rate import frames_to_cover, parse_rate
from speaking_engine.media.sound import read_wav, resample, write_wav
from speaking_engine.media.tracks import tag_languages


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("25", Fraction(25)),
        ("29.97", Fraction(30000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        ("50", Fraction(50)),
    ],
)
def test_rates_are_read_as_people_write_them(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "fast", "0", "-25", "1/0", "1000"])
def test_nonsense_rates_give_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="not a frame rate"):
        parse_rate(text)


@given(
    frames=st.integers(1, 100_000), rate=st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001)])
)
def test_whole_frames_are_covered_by_just_as_many(frames: int, rate: Fraction) -> None:
    assert frames_to_cover(float(frames / rate), rate) == frames


def test_a_full_disk_is_told_by_the_folder_that_a_person_knows(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="disk is full") as caught,
        written_beside(tmp_path / "clip" / "0123") as beside,
        written_beside(beside / "000.mkv") as inner,
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(inner))
    assert f" {tmp_path / 'clip'} " in caught.value.sentence
    assert "partial" not in str(caught.value)


def test_names_as_long_as_the_file_system_bears_are_written(tmp_path: Path) -> None:
    write_text(tmp_path / ("ü" * 125 + ".txt"), "whole")
    assert next(tmp_path.iterdir()).read_text("utf8") == "whole"
    with pytest.raises(OutputError, match="too long"):
        write_text(tmp_path / ("ü" * 130), "whole")


def test_what_the_system_refuses_anywhere_is_a_sentence() -> None:
    refused = refusal_of_system(OSError(errno.ENOSPC, "full", "/a/.b.partial/c"))
    assert refused is not None
    assert "/a could not be written" in refused.sentence
    assert refusal_of_system(OSError(errno.EIO, "broken", "a")) is None
    assert refusal_of_system(OSError("nothing known")) is None


def test_linear_light_and_back_is_exact_for_every_code() -> None:
    codes = np.arange(256, dtype=np.uint8)
    assert np.array_equal(from_linear(to_linear(codes)), codes)


def test_yuv_of_a_patch_is_the_patch_of_the_yuv() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    whole = to_yuv420(picture)
    part = to_yuv420(np.ascontiguousarray(picture[10:30, 20:50]))
    assert np.array_equal(part[0], whole[0][10:30, 20:50])
    assert np.array_equal(part[1], whole[1][5:15, 10:25])
    assert np.array_equal(part[2], whole[2][5:15, 10:25])


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [((255, 255, 255), (235, 128, 128)), ((0, 0, 0), (16, 128, 128)), ((255, 0, 0), (63, 102, 240))],
)
def test_yuv_has_the_codes_of_bt709(rgb: tuple[int, ...], yuv: tuple[int, ...]) -> None:
    planes = to_yuv420(np.full((2, 2, 3), rgb, np.uint8))
    assert [int(plane[0, 0]) for plane in planes] == pytest.approx(yuv, abs=1)


def frames(count: int = 5, side: int = 64) -> list[np.ndarray]:
    return list(np.random.default_rng(1).integers(0, 256, (count, side, side, 3), np.uint8))


def test_lossless_movies_give_every_pixel_back(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    assert write_lossless(path, iter(frames()), Fraction(30000, 1001)) == 5
    assert all(np.array_equal(a, b) for a, b in zip(read_frames(path), frames(), strict=True))


def test_an_unfinished_movie_leaves_nothing(tmp_path: Path) -> None:
    def broken():
        yield frames()[0]
        raise ValueError("the animator broke")

    with pytest.raises(ValueError, match="broke"):
        write_lossless(tmp_path / "clip.mkv", broken(), Fraction(25))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_movie_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "clip.mkv").write_bytes(b"nothing")
    with pytest.raises(ClipError, match="cannot be read"):
        list(read_frames(tmp_path / "clip.mkv"))


def test_films_have_the_form_that_players_want(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    sound = np.sin(np.arange(48000) * 0.05).astype(np.float32) * 0.2
    planes = to_yuv420(np.full((90, 120, 3), 120, np.uint8))
    with FilmWriter(film, (120, 90), Fraction(25), sound, title="Test") as writer:
        for _ in range(25):
            writer.write(planes)
    assert film.read_bytes().index(b"moov") < film.read_bytes().index(b"mdat")
    with av.open(str(film)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        context = video.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (
            1,
            1,
            1,
            1,
        )
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", 48000)
        assert video.frames == 25
        assert float(audio.duration * audio.time_base) == pytest.approx(1.0, abs=0.05)


def test_a_stopped_film_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        FilmWriter(tmp_path / "film.mp4", (64, 64), Fraction(25)) as writer,
    ):
        writer.write(to_yuv420(np.zeros((64, 64, 3), np.uint8)))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission")])
def test_what_the_system_says_becomes_a_sentence(tmp_path: Path, code: int, said: str) -> None:
    with pytest.raises(OutputError, match=said), written_beside(tmp_path / "a") as beside:
        beside.write_text("half")
        raise OSError(code, os.strerror(code))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_folder_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="in the way"):
        write_text(tmp_path / "file" / "a.txt", "text")


def test_sound_survives_the_disk_and_resampling_its_length(tmp_path: Path) -> None:
    sound = np.sin(np.arange(24000) * 0.1).astype(np.float32) * 0.5
    write_wav(tmp_path / "a.wav", sound, 24000)
    again, rate_hz = read_wav(tmp_path / "a.wav")
    assert rate_hz == 24000
    assert np.abs(again - sound).max() < 1e-6
    assert len(resample(sound, 24000, 48000)) == 48000


def test_captions_and_languages_are_laid_into_a_film_whose_pictures_stay_bit_for_bit(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    grey = np.full((64, 64), 90, np.uint8)
    half = np.full((32, 32), 128, np.uint8)
    with FilmWriter(film, (64, 64), Fraction(25), np.zeros(96_000, np.float32), title="T") as writer:
        for _ in range(50):
            writer.write((grey, half, half))

    def pictures() -> list[bytes]:
        with av.open(str(film)) as container:
            return [bytes(packet) for packet in container.demux(video=0)]

    before = pictures()
    cues = [Caption(0.2, 0.9, ("Bonjour, étranger.",), "fr"), Caption(1.0, 1.8, ("Deux", "lignes"), "fr")]
    tag_languages(film, "fr", cues)
    assert pictures() == before
    with av.open(str(film)) as container:
        assert [(s.type, s.language) for s in container.streams] == [
            ("video", "und"),
            ("audio", "fra"),
            ("subtitle", "fra"),
        ]
        assert container.metadata["title"] == "T"
        shown = [
            (float(packet.pts * packet.time_base), bytes(packet)[2:].decode())
            for packet in container.demux(subtitles=0)
            if packet.pts is not None and len(bytes(packet)) > 2
        ]
    assert shown == [(0.2, "Bonjour, étranger."), (1.0, "Deux\nlignes")]
    tag_languages(film, "de")
    with av.open(str(film)) as container:
        assert [(s.type, s.language) for s in container.streams] == [("video", "und"), ("audio", "deu")]
