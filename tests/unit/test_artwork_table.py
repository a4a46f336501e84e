"""Pictures of every colour model, depth, format, profile and orientation, against colours by formula.

What is written comes from tifffile, Pillow and struct, what is expected from the definitions of the colour
spaces, and littlecms (by way of Pillow) is asked as a second decoder: nothing of the reader judges itself.
"""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps, features

from speaking_engine.artwork.implied import ADOBE_RGB
from speaking_engine.artwork.profile import D65, SRGB, is_srgb, matrix_profile
from speaking_engine.artwork.read import read_artwork
from speaking_engine.errors import PictureError

tifffile = pytest.importorskip(
    "tifffile", reason="tifffile, which writes TIFFs of all kinds, is not installed"
)

P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
SPACES: dict[str, tuple[tuple[tuple[float, float], ...], float | str]] = {
    "srgb": (SRGB, "srgb"),
    "linear": (SRGB, 1.0),
    "gamma18": (SRGB, 1.8),
    "adobe": (ADOBE_RGB, 563 / 256),
    "p3": (P3, "srgb"),
}
DEPTHS = {"u1": 255, "u2": 65535, "u4": 2**32 - 1, "f2": 1.0, "f4": 1.0}
HEIGHT, WIDTH = 36, 48


def colours() -> np.ndarray:
    """(H, W, 3) float64, 0 to 1: soft in all directions, with black, white and pure colours."""
    y, x = np.mgrid[0 : HEIGHT - 1 : HEIGHT * 1j, 0 : WIDTH - 1 : WIDTH * 1j]
    x, y = x / (WIDTH - 1), y / (HEIGHT - 1)
    return np.stack([x, y, (1 - x) * (1 - y)], -1)


def grey() -> np.ndarray:
    return colours()[..., 0]


def to_light(codes: np.ndarray, curve: float | str) -> np.ndarray:
    if curve == "srgb":
        return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    return codes ** float(curve)


def from_light(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def to_xyz(primaries: tuple[tuple[float, float], ...]) -> np.ndarray:
    def xyz(x: float, y: float) -> list[float]:
        return [x / y, 1.0, (1 - x - y) / y]

    columns = np.array([xyz(*xy) for xy in primaries]).T
    return columns * np.linalg.solve(columns, xyz(*D65))


def expected(codes: np.ndarray, space: str) -> np.ndarray:
    """sRGB, 0 to 255, of codes of 0 to 1 in a space whose white is D65."""
    primaries, curve = SPACES[space]
    light = to_light(codes, curve) @ np.linalg.solve(to_xyz(SRGB), to_xyz(primaries)).T
    return from_light(light) * 255


def stored(values: np.ndarray, depth: str) -> tuple[np.ndarray, np.ndarray]:
    """What is written at a depth, and which values of 0 to 1 that stands for."""
    full = DEPTHS[depth]
    codes = (values * full + (0.5 if full > 1 else 0)).astype(depth)
    return codes, codes.astype(np.float64) / full


def profile_of(space: str) -> bytes:
    primaries, curve = SPACES[space]
    return matrix_profile(D65, primaries, curve)


def grey_profile(curve: float) -> bytes:
    return matrix_profile(D65, SRGB, curve).replace(b"RGB XYZ ", b"GRAYXYZ ").replace(b"gTRC", b"kTRC")


def same(path: Path, wanted: np.ndarray, most: float = 1.01) -> None:
    pixels = read_artwork(path).pixels.astype(float)
    assert pixels.shape == wanted.shape
    assert np.abs(pixels - wanted).max() <= most


TIFFS = list(itertools.product(DEPTHS, ["contig", "separate"], ["", *SPACES], [False, True]))


@pytest.mark.parametrize(("depth", "planes", "space", "alpha"), TIFFS)
def test_rgb_tiffs(tmp_path: Path, depth: str, planes: str, space: str, alpha: bool) -> None:
    inside = 0.5 + 0.25 * colours()  # what sRGB can show; how the rest is cut off is up to the converter
    codes, values = stored(inside if space in ("adobe", "p3") else colours(), depth)
    if alpha:
        codes = np.dstack([codes, np.full(codes.shape[:2], DEPTHS[depth], depth)])
    if depth == "f2" and planes == "separate":
        pytest.skip("refused: see test_what_would_be_read_wrong_is_refused")
    tifffile.imwrite(
        tmp_path / "a.tif",
        np.moveaxis(codes, -1, 0) if planes == "separate" else codes,
        photometric="rgb",
        planarconfig=planes,
        extrasamples=["unassalpha"] if alpha else None,
        iccprofile=profile_of(space) if space else None,
    )
    same(tmp_path / "a.tif", expected(values, space or "srgb"), 2)


@pytest.mark.parametrize("white_is_zero", [False, True])
@pytest.mark.parametrize("curve", [None, 1.0, 2.2])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("depth", [*DEPTHS])
def test_grey_tiffs(
    tmp_path: Path, depth: str, alpha: bool, curve: float | None, white_is_zero: bool
) -> None:
    codes, values = stored(1 - grey() if white_is_zero else grey(), depth)
    values = 1 - values if white_is_zero else values
    if alpha:
        codes = np.dstack([codes, np.full(codes.shape, DEPTHS[depth], depth)])
    tifffile.imwrite(
        tmp_path / "a.tif",
        codes,
        photometric="miniswhite" if white_is_zero else "minisblack",
        planarconfig="contig" if alpha else None,
        extrasamples=["unassalpha"] if alpha else None,
        iccprofile=grey_profile(curve) if curve else None,
    )
    wanted = from_light(values**curve) if curve else values
    same(tmp_path / "a.tif", np.dstack([wanted * 255] * 3), 1.01)


@pytest.mark.parametrize("space", ["linear", "adobe", "p3", "gamma18"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_profiles_do_what_littlecms_says(tmp_path: Path, mode: str, space: str) -> None:
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8)).convert(mode)
    profile = profile_of(space)
    picture.save(tmp_path / "a.png", icc_profile=profile)
    converted = ImageCms.profileToProfile(
        picture.convert("RGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    assert converted is not None
    same(tmp_path / "a.png", np.asarray(converted, float), 2.01)


def test_a_profile_is_srgb_by_what_it_does() -> None:
    assert is_srgb(profile_of("srgb"))
    assert is_srgb(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    assert not any(is_srgb(profile_of(space)) for space in SPACES if space != "srgb")


@pytest.mark.parametrize("bits", [8, 16])
def test_cmyk_with_a_profile(tmp_path: Path, bits: int) -> None:
    pyvips = pytest.importorskip("pyvips")
    picture = pyvips.Image.new_from_array(np.rint(colours() * 255).astype(np.uint8)).copy(
        interpretation="srgb"
    )
    inks = picture.icc_transform("cmyk", input_profile="srgb", depth=bits)
    inks.tiffsave(str(tmp_path / "a.tif"))
    profile = inks.get("icc-profile-data")
    with Image.open(io.BytesIO(inks.cast("uchar", shift=True).tiffsave_buffer())) as shown:
        converted = ImageCms.profileToProfile(
            shown,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    assert converted is not None
    same(tmp_path / "a.tif", np.asarray(converted, float), 4)


@pytest.mark.parametrize("depth", ["u1", "u2"])
def test_cmyk_without_a_profile(tmp_path: Path, depth: str) -> None:
    inks, shares = stored(np.dstack([colours(), grey() * 0.5]), depth)
    tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated")
    same(tmp_path / "a.tif", (1 - shares[..., :3]) * (1 - shares[..., 3:]) * 255)


@pytest.mark.parametrize("bits", [8, 16])
def test_lab(tmp_path: Path, bits: int) -> None:
    light = to_light(colours(), "srgb") @ to_xyz(SRGB).T
    cone = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    d65, d50 = np.array([0.95047, 1, 1.08883]), np.array([0.9642, 1, 0.8249])
    adapt = np.linalg.inv(cone) @ np.diag((cone @ d50) / (cone @ d65)) @ cone
    share = (light @ adapt.T) / d50
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    lightness = 116 * root[..., 1] - 16
    ab = np.dstack([500 * (root[..., 0] - root[..., 1]), 200 * (root[..., 1] - root[..., 2])])
    if bits == 8:
        codes = np.dstack([np.rint(lightness * 2.55).astype("u1"), np.rint(ab).astype("i1").view("u1")])
    else:
        codes = np.dstack(
            [np.rint(lightness * 655.35).astype("u2"), np.rint(ab * 256).astype("i2").view("u2")]
        )
    tifffile.imwrite(tmp_path / "a.tif", codes, photometric="cielab")
    pixels = read_artwork(tmp_path / "a.tif").pixels
    assert np.abs(pixels - colours() * 255).mean() < (1.0 if bits == 8 else 0.6)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png", "a.webp"])
def test_orientation(tmp_path: Path, name: str, orientation: int) -> None:
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    lossless = {"lossless": True} if name.endswith("webp") else {"quality": 97, "subsampling": 0}
    picture.save(tmp_path / name, exif=exif, **lossless)
    upright = ImageOps.exif_transpose(Image.open(tmp_path / name))
    same(tmp_path / name, np.asarray(upright, float), 3)


@pytest.mark.parametrize(
    ("name", "options", "feature"),
    [
        ("a.jpg", {"quality": 97, "subsampling": 0}, ""),
        ("a.jpg", {"quality": 97, "subsampling": 0, "progressive": True}, ""),
        ("a.webp", {"lossless": True}, "webp"),
        ("a.jp2", {}, "jpg_2000"),
        ("a.j2k", {}, "jpg_2000"),
        ("a.avif", {"quality": 97, "subsampling": "4:4:4"}, "avif"),
        ("a.bmp", {}, ""),
        ("a.tif", {"compression": "tiff_lzw"}, ""),
        ("a.tif", {"compression": "tiff_adobe_deflate"}, ""),
        ("a.tif", {"compression": "packbits"}, ""),
        ("a.tif", {"compression": "jpeg", "quality": 97}, ""),
        ("a.tif", {"compression": "zstd"}, ""),
        ("a.tif", {"compression": "lzma"}, ""),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_formats(tmp_path: Path, mode: str, name: str, options: dict[str, object], feature: str) -> None:
    if feature and not features.check(feature):
        pytest.skip(f"this Pillow writes no {feature}")
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8)).convert(mode)
    picture.save(tmp_path / name, **options)
    pixels = read_artwork(tmp_path / name).pixels
    wanted = np.asarray(picture.convert("RGB"), float)
    assert np.abs(pixels - wanted).mean() < 2.5
    assert np.abs(pixels.mean((0, 1)) - wanted.mean((0, 1))).max() < 1


def test_jpeg_xl(tmp_path: Path) -> None:
    pytest.importorskip("pillow_jxl", reason="no package that writes JPEG XL is installed")
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8))
    picture.save(tmp_path / "a.jxl", lossless=True)
    same(tmp_path / "a.jxl", np.asarray(picture, float), 0)


def test_heic() -> None:
    """The file was written once with pillow-heif, 1.4 kB: nothing that we install writes HEIC."""
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8)).resize((2 * WIDTH, 2 * HEIGHT))
    artwork = read_artwork(Path(__file__).parents[1] / "data" / "colours.heic")
    assert np.abs(artwork.pixels - np.asarray(picture, float)).mean() < 2.5
    assert artwork.fallbacks == ()


def test_gif_and_palettes(tmp_path: Path) -> None:
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8)).quantize(64)
    for name in ("a.gif", "a.png", "a.tif", "a.bmp"):
        picture.save(tmp_path / name)
        same(tmp_path / name, np.asarray(picture.convert("RGB"), float), 0)


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits(tmp_path: Path, bits: int) -> None:
    levels = np.rint(grey() * (2**bits - 1)).astype(np.uint8)
    rows = np.packbits(np.unpackbits(levels[..., None], axis=-1)[..., 8 - bits :].reshape(HEIGHT, -1), axis=1)
    (tmp_path / "a.png").write_bytes(png(bits, 0, rows))
    same(tmp_path / "a.png", np.dstack([levels / (2**bits - 1) * 255] * 3))


def png(bits: int, kind: int, rows: np.ndarray, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG by its specification; `rows` are bytes."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    parts = [(b"IHDR", head), *chunks, (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


@pytest.mark.parametrize(
    ("chunks", "space"),
    [
        ([(b"gAMA", struct.pack(">I", 100_000))], "linear"),
        ([(b"gAMA", struct.pack(">I", 55_556))], "gamma18"),
        ([(b"gAMA", struct.pack(">I", 45_455))], "srgb"),
        ([(b"cICP", bytes([12, 13, 0, 1]))], "p3"),
        ([(b"cICP", bytes([1, 8, 0, 1]))], "linear"),
        (
            [
                (b"cHRM", struct.pack(">8I", *(round(v * 1e5) for xy in (D65, *ADOBE_RGB) for v in xy))),
                (b"gAMA", struct.pack(">I", 45_470)),
            ],
            "adobe",
        ),
    ],
)
def test_colours_that_a_png_tells_without_a_profile(
    tmp_path: Path, chunks: list[tuple[bytes, bytes]], space: str
) -> None:
    inside = 0.5 + 0.25 * colours()
    codes = np.rint(inside * 65535).astype(">u2")
    (tmp_path / "a.png").write_bytes(png(16, 2, codes.reshape(HEIGHT, -1).view(np.uint8), *chunks))
    same(tmp_path / "a.png", expected(inside, space), 2.5)


def test_a_cameras_flag_for_adobe_rgb(tmp_path: Path) -> None:
    picture = Image.fromarray(np.rint(colours() * 255).astype(np.uint8))
    exif = Image.Exif()
    exif.get_ifd(0xA005)[1] = "R03"
    exif[0x8769] = {0xA005: {1: "R03"}}
    picture.save(tmp_path / "a.jpg", exif=exif, quality=98, subsampling=0)
    wanted = expected(np.asarray(Image.open(tmp_path / "a.jpg"), float) / 255, "adobe")
    assert np.abs(read_artwork(tmp_path / "a.jpg").pixels - wanted).mean() < 1


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_fewer_bits_than_the_file_has_room_for(tmp_path: Path, bits: int) -> None:
    codes = np.rint(colours() * (2**bits - 1)).astype(np.uint16)
    told = [(341, "H", 3, (2**bits - 1,) * 3, True)]
    tifffile.imwrite(tmp_path / "a.tif", codes, photometric="rgb", extratags=told)
    same(tmp_path / "a.tif", colours() * 255)
    assert f"only {bits} of its 16 bits" in read_artwork(tmp_path / "a.tif").fallbacks[0]
    if bits < 14:  # a dark picture may well leave the upper quarter unused
        tifffile.imwrite(tmp_path / "b.tif", codes, photometric="rgb")
        same(tmp_path / "b.tif", colours() * 255)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (colours().astype("f4") * 1.02, "brighter than white"),
        (
            np.where(
                np.arange(HEIGHT * WIDTH * 3).reshape(HEIGHT, WIDTH, 3) == 600, np.nan, colours()
            ).astype("f4"),
            "NaN",
        ),
        ((colours() * 255).astype("f4"), "255 was taken for white"),
        (np.rint(colours() * 32767).astype("i2"), "32767 was taken for white"),
        (np.rint(colours() * (2**31 - 1)).astype("i4"), "was taken for white"),
        (np.rint(colours() * 255).astype("i4"), "255 was taken for white"),
    ],
)
def test_numbers_without_an_agreed_white_are_told(tmp_path: Path, values: np.ndarray, said: str) -> None:
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb")
    artwork = read_artwork(tmp_path / "a.tif")
    assert np.abs(artwork.pixels - colours() * 255).mean() < 3
    assert said in artwork.fallbacks[0]


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (colours().astype("f4") * 40, {}, "high dynamic range"),
        (np.where(colours() > 0.3, np.nan, 0.2).astype("f4"), {}, "no numbers"),
        (np.rint(colours() * 200 - 100).astype("i2"), {}, "negative"),
        (colours().astype("f8"), {}, "floating-point numbers of 64 bits"),
        ((colours() * 2**60).astype("u8"), {}, "whole numbers of 64 bits"),
        (
            np.moveaxis(colours().astype("f2"), -1, 0),
            {"planarconfig": "separate"},
            "floating-point numbers of 16 bits",
        ),
    ],
)
def test_what_would_be_read_wrong_is_refused(
    tmp_path: Path, values: np.ndarray, options: dict[str, str], said: str
) -> None:
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", **options)
    with pytest.raises(PictureError, match=said) as refused:
        read_artwork(tmp_path / "a.tif")
    assert refused.value.hint


@pytest.mark.parametrize("codes", [b"\x09\x10\0\1", b"\x09\x12\0\1"])
def test_high_dynamic_range_is_refused(tmp_path: Path, codes: bytes) -> None:
    rows = np.zeros((HEIGHT, WIDTH * 3), np.uint8)
    (tmp_path / "a.png").write_bytes(png(8, 2, rows, (b"cICP", codes)))
    with pytest.raises(PictureError, match="high dynamic range"):
        read_artwork(tmp_path / "a.png")


def test_the_largest_page_is_taken_and_thumbnails_are_not_counted(tmp_path: Path) -> None:
    whole = np.rint(colours() * 255).astype(np.uint8)
    small = np.repeat(np.repeat(whole, 2, 0), 2, 1)[: HEIGHT - 2, : WIDTH - 2]
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(small, photometric="rgb", subfiletype=1)
        file.write(whole, photometric="rgb")
        file.write(small, photometric="rgb", subfiletype=1)
    artwork = read_artwork(tmp_path / "a.tif")
    assert np.array_equal(artwork.pixels, whole)
    assert artwork.fallbacks == ()
    with tifffile.TiffWriter(tmp_path / "b.tif", bigtiff=True) as file:
        file.write(small, photometric="rgb")
        file.write(whole, photometric="rgb")
    artwork = read_artwork(tmp_path / "b.tif")
    assert np.array_equal(artwork.pixels, whole)
    assert artwork.fallbacks == ("b.tif holds 2 pictures; the largest, number 2, was taken.",)


def test_a_pyramid_is_one_picture(tmp_path: Path) -> None:
    whole = np.rint(colours() * 255).astype(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for level in (1, 2, 4):
            file.write(np.ascontiguousarray(whole[::level, ::level]), photometric="rgb")
    artwork = read_artwork(tmp_path / "a.tif")
    assert np.array_equal(artwork.pixels, whole)
    assert artwork.fallbacks == ()


@pytest.mark.parametrize("kind", ["unassalpha", "assocalpha", "unspecified"])
@pytest.mark.parametrize("depth", ["u1", "u2", "f4"])
def test_transparency(tmp_path: Path, depth: str, kind: str) -> None:
    alpha = np.repeat(np.linspace(0, 1, WIDTH)[None], HEIGHT, 0)
    values = colours() * alpha[..., None] if kind == "assocalpha" else colours()
    codes, _ = stored(np.dstack([values, alpha]), depth)
    tifffile.imwrite(tmp_path / "a.tif", codes, photometric="rgb", extrasamples=[kind])
    artwork = read_artwork(tmp_path / "a.tif", background="#204060")
    under = np.array([0x20, 0x40, 0x60])
    over = colours() * 255 * alpha[..., None] + under * (1 - alpha[..., None])
    wanted = colours() * 255 if kind == "unspecified" else over
    assert np.abs(artwork.pixels - wanted).max() < 2.5
    assert ("not marked" if kind == "unspecified" else "laid over #204060") in artwork.fallbacks[0]


CASES = Path(__file__).parents[3] / "shared" / "cases" / "pictures"


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases in ../shared are not here")
@pytest.mark.parametrize(
    ("name", "mode", "most"),
    [
        ("03_linear_srgb_8bit.png", "RGB", 2.5),  # eight bits of light are coarse in the shadows
        ("24_grey16_min_is_white.tif", "L", 0.5),
        ("41_thumbnail_first.tif", "RGB", 0.1),
        ("45_webp_in_tiff.tif", "RGB", 3.5),
        ("74_grey32uint.tif", "L", 0.5),
        ("78_wide_profile_with_srgb_in_its_name.jpg", "RGB", 2.5),
    ],
)
def test_cases_from_the_field(name: str, mode: str, most: float) -> None:
    right = np.asarray(Image.open(CASES / "00_reference.png").convert(mode).convert("RGB"), float)
    artwork = read_artwork(CASES / name)
    assert np.abs(artwork.pixels - right).mean() < most
    assert artwork.fallbacks == ()
