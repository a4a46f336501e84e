"""The compositor: exact outside the mask, exact for a still clip, the same at every size."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speaking_engine.composite.arrange import Feather
from speaking_engine.composite.compositor import compose_frame, patches
from speaking_engine.composite.grid import Grid, film_size
from speaking_engine.composite.mask import alpha_of
from speaking_engine.composite.prepare import media_at_film_size, write_png
from speaking_engine.errors import ClipError, UserError
from speaking_engine.media.movie import write_lossless
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan

WIDTH, HEIGHT, CROP = 161, 203, (31, 40, 90, 90)


def picture(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.integers(0, 256, (height, width, 3), np.uint8)


def plan_of(folder: Path, clip_frames: list[np.ndarray], **changes: object) -> RenderPlan:
    write_png(folder / "artwork.png", picture())
    write_lossless(folder / "000.mkv", iter(clip_frames), Fraction(25))
    layer = FaceLayer(str(folder / "000.mkv"), CROP, 2, len(clip_frames), Mask(feather_px=20, radius_px=20))
    fields = {"width_px": 162, "height_px": 204, "frame_count": 8, "layers": (layer,), **changes}
    return RenderPlan(str(folder / "artwork.png"), WIDTH, HEIGHT, rate=(25, 1), **fields)  # type: ignore[arg-type]


def still_crop() -> np.ndarray:
    x, y, width, height = CROP
    return picture()[y : y + height, x : x + width]


def centres(side: int) -> np.ndarray:
    return np.arange(side) + 0.5


@pytest.mark.parametrize("shape", ["rounded_box", "box", "ellipse"])
def test_masks_are_nothing_at_the_outline_and_whole_inside(shape: str) -> None:
    alpha = alpha_of(Mask(shape, feather_px=20, radius_px=25), (100, 100), centres(100), centres(100))  # type: ignore[arg-type]
    edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert edge.max() < 0.01
    assert alpha[50, 50] == 1.0
    assert alpha[50, 10] == pytest.approx(0.5, abs=0.06)  # smoothstep half way through the feather
    assert np.allclose(alpha, alpha[::-1])
    assert np.allclose(alpha, alpha[:, ::-1])


def test_the_middle_of_an_ellipse_is_inside() -> None:
    alpha = alpha_of(Mask("ellipse", feather_px=5), (41, 41), centres(41), centres(41))
    assert alpha[20, 20] == 1.0


@given(feather_px=st.floats(0, 60), shape=st.sampled_from(["rounded_box", "box", "ellipse"]))
@settings(max_examples=40)
def test_masks_stay_between_nothing_and_all(feather_px: float, shape: str) -> None:
    mask = Mask(shape, feather_px=feather_px, radius_px=500)  # type: ignore[arg-type]
    alpha = alpha_of(mask, (64, 48), centres(64), centres(48))
    assert np.isfinite(alpha).all()
    assert alpha.min() >= 0
    assert alpha.max() <= 1


def test_outside_the_crop_every_pixel_is_the_artworks(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [255 - still_crop()] * 3)
    still = Grid.of(plan).still(picture())
    x, y, width, height = CROP
    moved = []
    for changes in patches(plan, still):
        frame = compose_frame(still, changes)
        moved.append(
            bool((frame[y : y + height, x : x + width] != still[y : y + height, x : x + width]).any())
        )
        frame[y : y + height, x : x + width] = still[y : y + height, x : x + width]
        assert np.array_equal(frame[:HEIGHT, :WIDTH], picture())
    assert moved == [False, False, True, True, True, False, False, False]


def test_a_clip_of_the_still_changes_nothing(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [still_crop()] * 6)
    still = Grid.of(plan).still(picture())
    for changes in patches(plan, still):
        assert np.array_equal(compose_frame(still, changes), still)


def test_the_core_shows_the_clip_and_blend_zero_the_still(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [255 - still_crop()] * 6)
    still = Grid.of(plan).still(picture())
    frame = compose_frame(still, list(patches(plan, still))[3])
    assert np.array_equal(frame[85, 76], 255 - picture()[85, 76])
    unblended = replace(plan, layers=(replace(plan.layers[0], blend=0.0),))
    assert all(np.array_equal(compose_frame(still, c), still) for c in patches(unblended, still))


def test_a_smaller_film_shows_no_seam_either(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [still_crop()] * 6, width_px=100, height_px=126)
    still = Grid.of(plan).still(picture())
    assert still.shape == (126, 100, 3)
    worst = max(
        int(np.abs(compose_frame(still, changes).astype(int) - still).max())
        for changes in patches(plan, still)
    )
    assert worst <= 12  # pure noise, the hardest picture there is; paintings stay within 3


def test_media_at_film_size_need_no_more_resampling(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [255 - still_crop()] * 6, width_px=100, height_px=126)
    placed = media_at_film_size(plan, tmp_path / "placed")
    assert Grid.of(placed).is_native
    want = compose_frame(s := Grid.of(plan).still(picture()), list(patches(plan, s))[3])
    got = compose_frame(s, list(patches(placed, s))[3])
    assert np.abs(want.astype(int) - got).mean() < 1.5


def test_a_short_clip_and_a_clip_of_another_size_give_sentences(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, [still_crop()] * 2)
    still = Grid.of(plan).still(picture())
    longer = replace(plan, layers=(replace(plan.layers[0], frame_count=5),))
    with pytest.raises(ClipError, match="shorter"):
        list(patches(longer, still))
    other = replace(plan, layers=(replace(plan.layers[0], crop_px=(31, 40, 80, 80)),))
    with pytest.raises(ClipError, match="its place in the picture"):
        list(patches(other, still))


@pytest.mark.parametrize(
    ("artwork", "resolution", "film"),
    [
        ((2000, 2600), "native", (2000, 2600)),
        ((1401, 2085), "native", (1402, 2086)),
        ((2000, 2600), "1080p", (1080, 1404)),
        ((2600, 2000), "1080p", (1404, 1080)),
        ((640, 480), "1080p", (640, 480)),
        ((9000, 6000), "native", (3840, 2560)),
    ],
)
def test_films_are_even_and_of_the_artworks_shape(
    artwork: tuple[int, int], resolution: str, film: tuple[int, int]
) -> None:
    assert film_size(artwork, resolution) == film


def test_an_unknown_resolution_gives_a_sentence() -> None:
    with pytest.raises(UserError, match="no resolution"):
        film_size((100, 100), "8k")


def test_the_feather_is_never_wider_than_half_the_crop() -> None:
    assert Feather(feather_px=500).mask_for((0, 0, 100, 100)).feather_px == 50
