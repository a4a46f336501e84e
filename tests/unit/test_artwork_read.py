"""Reading pictures: every form they come in, and every way they are broken."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from speaking_engine.artwork import read
from speaking_engine.artwork.artwork import digest_of
from speaking_engine.artwork.read import read_artwork
from speaking_engine.errors import PictureError


def gradient(height: int = 60, width: int = 80) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x + y) % 256], -1).astype(np.uint8)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
def test_lossless_files_give_their_pixels(tmp_path: Path, name: str) -> None:
    Image.fromarray(gradient()).save(tmp_path / name, **({"lossless": True} if name.endswith("webp") else {}))
    artwork = read_artwork(tmp_path / name)
    assert np.array_equal(artwork.pixels, gradient())
    assert artwork.digest == digest_of(gradient())
    assert artwork.fallbacks == ()


@pytest.mark.parametrize(("orientation", "turn"), [(3, 2), (6, 3), (8, 1)])
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(gradient()).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(read_artwork(tmp_path / "a.png").pixels, np.rot90(gradient(), turn))


def test_transparent_parts_are_laid_over_white_and_told(tmp_path: Path) -> None:
    pixels = np.dstack([gradient(), np.full((60, 80), 255, np.uint8)])
    pixels[:30, :, 3] = 0
    Image.fromarray(pixels, "RGBA").save(tmp_path / "a.png")
    artwork = read_artwork(tmp_path / "a.png")
    assert (artwork.pixels[:30] == 255).all()
    assert np.array_equal(artwork.pixels[30:], gradient()[30:])
    assert "white" in artwork.fallbacks[0]


def test_sixteen_bit_grey_keeps_its_range(tmp_path: Path) -> None:
    grey = np.linspace(0, 65535, 80, dtype=np.uint16)[None].repeat(60, 0)
    Image.fromarray(grey).save(tmp_path / "a.png")
    pixels = read_artwork(tmp_path / "a.png").pixels
    assert np.abs(pixels[..., 0].astype(int) - np.rint(grey / 257).astype(int)).max() <= 1
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_an_icc_profile_is_converted_to_srgb(tmp_path: Path) -> None:
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ"))
    del xyz
    lab = ImageCms.createProfile("LAB")
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), lab, "RGB", "LAB")
    picture = ImageCms.applyTransform(Image.fromarray(gradient()), to_lab)
    assert picture is not None
    picture.save(tmp_path / "a.tif", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    pixels = read_artwork(tmp_path / "a.tif").pixels.astype(int)
    assert np.abs(pixels - gradient()).mean() < 4


def test_a_broken_profile_is_told_and_taken_as_srgb(tmp_path: Path) -> None:
    Image.fromarray(gradient()).save(tmp_path / "a.png", icc_profile=b"no profile at all")
    artwork = read_artwork(tmp_path / "a.png")
    assert np.array_equal(artwork.pixels, gradient())
    assert "profile" in artwork.fallbacks[0]


def test_opaque_alpha_is_nothing_to_tell(tmp_path: Path) -> None:
    Image.fromarray(np.dstack([gradient(), np.full((60, 80), 255, np.uint8)]), "RGBA").save(
        tmp_path / "a.png"
    )
    assert read_artwork(tmp_path / "a.png").fallbacks == ()


@pytest.mark.parametrize("name", ["a.tif", "a.webp", "a.png"])
def test_the_first_of_several_pictures_is_taken_and_told(tmp_path: Path, name: str) -> None:
    first = Image.fromarray(gradient())
    lossless = {"lossless": True} if name.endswith("webp") else {}
    first.save(tmp_path / name, save_all=True, append_images=[Image.new("RGB", (80, 60), "red")], **lossless)
    artwork = read_artwork(tmp_path / name)
    assert np.array_equal(artwork.pixels, gradient())
    assert artwork.fallbacks == (f"{name} holds 2 pictures; the first was taken.",)


def test_cmyk_without_a_profile_is_told(tmp_path: Path) -> None:
    Image.fromarray(gradient()).convert("CMYK").save(tmp_path / "a.tif")
    artwork = read_artwork(tmp_path / "a.tif")
    assert np.abs(artwork.pixels.astype(int) - gradient()).max() <= 2
    assert "CMYK" in artwork.fallbacks[0]


def test_lab_has_no_transparency(tmp_path: Path) -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    picture = ImageCms.applyTransform(Image.fromarray(gradient()), to_lab)
    assert picture is not None
    picture.save(tmp_path / "a.tif", icc_profile=b"")
    artwork = read_artwork(tmp_path / "a.tif")
    assert np.abs(artwork.pixels.astype(int) - gradient()).mean() < 4
    assert artwork.fallbacks == ()


@pytest.mark.parametrize(
    ("name", "data", "what", "way"),
    [
        ("a.psd", b"8BPS" + bytes(50), "a Photoshop file", "`magick a.psd a.png`"),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(50), "a video", "ffmpeg -i a.mp4"),
        ("a.pdf", b"%PDF-1.7", "a PDF", "pdftoppm"),
        ("a.svg", b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="">', "an SVG", "inkscape a.svg"),
        ("a.jpg", b"\n<!DOCTYPE html><html>404", "a web page", "download"),
        ("a.NEF", b"MM\0*" + bytes(50), "raw", "Develop"),
        ("a.zip", b"PK\x03\x04" + bytes(50), "a ZIP", "Unpack"),
    ],
)
def test_what_is_no_picture_is_named_with_the_way_to_one(
    tmp_path: Path, name: str, data: bytes, what: str, way: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PictureError, match="not a picture") as caught:
        read_artwork(tmp_path / name)
    assert what in caught.value.sentence
    assert way in caught.value.hint


def test_a_raw_file_is_not_taken_for_its_thumbnail(tmp_path: Path) -> None:
    Image.fromarray(gradient()).save(tmp_path / "a.tif")
    (tmp_path / "a.tif").rename(tmp_path / "a.dng")
    with pytest.raises(PictureError, match="raw file"):
        read_artwork(tmp_path / "a.dng")


def cut_off(form: str) -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    Image.fromarray(noise).save(out, form)
    return out.getvalue()[: len(out.getvalue()) // 2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"I am a letter, not a picture.", "not a picture"),
        *((cut_off(form), "damaged") for form in ("PNG", "JPEG", "TIFF", "WEBP")),
        (b"GIF89a" + bytes(50), "damaged"),
        (b"II*\0" + bytes(50), "damaged"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "damaged"),
        (b"\0\0\0\x18ftypavif" + bytes(50), "damaged"),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(50), "damaged"),
        (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(50), "damaged"),
    ],
)
def test_broken_files_give_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(data)
    with pytest.raises(PictureError, match=said) as raised:
        read_artwork(path)
    assert str(path) in raised.value.sentence
    assert raised.value.hint


def test_missing_file_and_folder_give_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no file"):
        read_artwork(tmp_path / "none.jpg")
    with pytest.raises(PictureError, match="folder"):
        read_artwork(tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.fromarray(gradient()).save(tmp_path / "a.png")
    monkeypatch.setattr(read, "MAX_PIXELS", 1000)
    with pytest.raises(PictureError, match="too many pixels"):
        read_artwork(tmp_path / "a.png")


def test_forty_thousand_pixels_square_are_refused(tmp_path: Path) -> None:
    Image.new("1", (40_000, 40_000)).save(tmp_path / "bomb.png")
    with pytest.raises(PictureError, match="too many pixels"):
        read_artwork(tmp_path / "bomb.png")


def test_a_picture_of_a_few_pixels_is_refused(tmp_path: Path) -> None:
    Image.fromarray(gradient(16, 16)).save(tmp_path / "a.png")
    with pytest.raises(PictureError, match="only 16 x 16"):
        read_artwork(tmp_path / "a.png")


@pytest.mark.parametrize("compression", ["lzma", "tiff_adobe_deflate", "tiff_lzw"])
@pytest.mark.parametrize("begin", [150, 400, 2000])
def test_no_library_writes_to_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], compression: str, begin: int
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.tif", compression=compression)
    data = bytearray((tmp_path / "a.tif").read_bytes())
    data[begin : begin + 900] = bytes(900)
    (tmp_path / "a.tif").write_bytes(data)
    with contextlib.suppress(PictureError):  # not all damage can be noticed
        read_artwork(tmp_path / "a.tif")
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_what_never_ends_is_refused_before_it_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to("/dev/zero")
    (tmp_path / "c.png").symlink_to(tmp_path / "a.png")
    for name in ("a.png", "b.png", "c.png"):
        with pytest.raises(PictureError, match="no regular file"):
            read_artwork(tmp_path / name)
    if Path("/proc/kmsg").exists():  # regular by its own account, and waits for ever
        with pytest.raises(PictureError, match="empty"):
            read_artwork(Path("/proc/kmsg"))
