"""Pictures that lie on their side or stand on their head are told, and set upright on consent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from speaking_engine.doors.cli.commands.speak import demo_portrait
from speaking_engine.errors import FaceError
from speaking_engine.faces.upright import turn_to_upright
from speaking_engine.pipeline.line import Line
from speaking_engine.project.production import created


def turned(turn_deg: int) -> np.ndarray:
    """The demo's portrait, as it looks when it has to be turned clockwise to be upright."""
    with Image.open(demo_portrait()) as picture:
        return np.ascontiguousarray(np.rot90(np.asarray(picture.convert("RGB")), turn_deg // 90))


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_the_turn_that_sets_a_portrait_upright(turn_deg: int) -> None:
    assert turn_to_upright(turned(turn_deg)) == turn_deg


def test_a_picture_without_a_face_is_left_alone() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    assert turn_to_upright(noise) == 0
    assert turn_to_upright(np.zeros((40, 4000, 3), np.uint8)) == 0


@pytest.mark.parametrize(("turn_deg", "how"), [(90, "lie on its side"), (180, "stand on its head")])
def test_it_is_told_and_turned_on_consent(tmp_path: Path, turn_deg: int, how: str) -> None:
    Image.fromarray(turned(turn_deg)).save(tmp_path / "a.png")
    with created(tmp_path / "a.speaking", tmp_path / "a.png") as production:
        line = Line(production)
        said = " ".join(line.run.tallies["faces"].record.fallbacks) if line.faces else str(line.no_face())
        assert how in said
        assert f"--turn {turn_deg}" in said
        upright = turned(0).shape[1::-1]
        for wish in (str(turn_deg), "auto"):
            production.project.choices.turn_deg = wish
            line = Line(production)
            assert line.size_px == upright
            assert line.faces
            assert line.run.tallies["faces"].record.fallbacks == []
            assert (
                f"turned clockwise by {turn_deg} degrees" in line.run.tallies["artwork"].record.fallbacks[0]
            )


def test_a_picture_without_a_face_has_the_old_hint(tmp_path: Path) -> None:
    Image.new("RGB", (200, 300), "grey").save(tmp_path / "a.png")
    with created(tmp_path / "a.speaking", tmp_path / "a.png") as production:
        line = Line(production)
        with pytest.raises(FaceError, match="No face was found in a"):
            _ = line.speakers
