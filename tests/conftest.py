"""What all tests share: small pictures made by us, and the real ones where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from PIL import Image

# how long an example takes says more of what else runs on the machine than of the code
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests choose apart from what the user of this machine chose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def artworks() -> Path:
    """Folder of real paintings; skips where they are not there."""
    folder = SHARED / "artworks" / "images"
    if not folder.is_dir():
        pytest.skip(f"no real paintings at {folder}")
    return folder


@pytest.fixture(scope="session")
def portrait() -> Path:
    """The photograph that matplotlib ships: one face, frontal."""
    from matplotlib import cbook

    return Path(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    """A picture without any face: a smooth sky over a field."""
    y = np.linspace(0, 1, 240)[:, None, None]
    pixels = np.where(y < 0.6, [90, 140, 210], [60, 120, 50]) * np.ones((1, 320, 1)) * (0.7 + 0.3 * y)
    path = tmp_path / "landscape.png"
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return path


@pytest.fixture
def two_squares(tmp_path: Path) -> Path:
    """Two white squares, which the fake detector takes for faces."""
    pixels = np.zeros((240, 420, 3), np.uint8)
    pixels[40:200, 40:180] = 255
    pixels[60:180, 260:380] = 255
    path = tmp_path / "two.png"
    Image.fromarray(pixels).save(path)
    return path
