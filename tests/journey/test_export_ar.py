"""The AR page in a browser whose camera is a file: the picture is found, and the film lies on it."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import speaking_engine as si
from speaking_engine.errors import UserError

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
FOUND = "document.getElementById('state').textContent.includes('found')"
CAMERA_PX = (640, 480)
NEAR_PX = 6.0
Points = np.ndarray[tuple[int, int], np.dtype[np.floating[Any]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> Path:
    at = tmp_path_factory.mktemp("ar")
    shutil.copy(portrait, at / "head.jpg")
    with si.open(at / "head.jpg", at / "head.speaking") as work:
        work.label(title='A "Head" & more', artist="A Painter", date="1601")
        work.choose(text="Tom & I wait.", voice="fake", animator="fake", resolution="720p")
        work.version("fr").choose(text="Bonjour.")
        work.words.approve("Anna Muster")
        work.version("fr").words.approve("Anna Muster")
        with pytest.raises(UserError, match="canvas"):
            work.export("ar", canvas="640x480")
        (made,) = work.export("ar")
    assert any("https" in note for note in made.notes)
    return made.folder


def corners_px() -> Points:
    """Compute where a camera a little aside, with the lens that MindAR supposes, sees the corners."""
    width_px, height_px = CAMERA_PX
    focal_px = height_px / 2 / np.tan(np.radians(45) / 2)
    lens = np.array([[focal_px, 0, width_px / 2], [0, focal_px, height_px / 2], [0, 0, 1]])
    turned, _ = cv2.Rodrigues(np.radians([6.0, 18.0, 4.0]))
    picture = np.array([[-256, -300, 0], [256, -300, 0], [256, 300, 0], [-256, 300, 0]], float)
    seen, _ = cv2.projectPoints(picture, turned, np.array([20.0, -10.0, 1000.0]), lens, None)
    return np.asarray(seen[:, 0], np.float32)


def camera_film(folder: Path, picture: Path | None, to: Path) -> Path:
    """Write what the camera sees as Y4M: a wall with the picture on it, or the bare wall."""
    rng = np.random.default_rng(7)
    width_px, height_px = CAMERA_PX
    seen = np.full((height_px, width_px, 3), 168, np.uint8)
    if picture is not None:
        pixels = cv2.imread(str(picture))
        high, wide = pixels.shape[:2]
        square = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        matrix = cv2.getPerspectiveTransform(square, corners_px())
        cv2.warpPerspective(
            cv2.GaussianBlur(pixels, (0, 0), 0.8), matrix, CAMERA_PX, dst=seen,
            flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT,
        )  # fmt: skip
    path = to / ("picture.y4m" if picture else "wall.y4m")
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width_px} H{height_px} F15:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(15):
            noisy = np.clip(seen + rng.normal(0, 2, seen.shape), 0, 255).astype(np.uint8)
            file.write(b"FRAME\n" + cv2.cvtColor(noisy, cv2.COLOR_BGR2YUV_I420).tobytes())
    return path


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the folder and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browsers = []

        def opens(address: str, seen: Path | None) -> Any:
            camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
            browser = started.chromium.launch(
                executable_path=BROWSER,
                args=["--no-sandbox", "--enable-unsafe-swiftshader"]  # as root in a container, without a GPU
                + ([*camera, f"--use-file-for-fake-video-capture={seen}"] if seen else []),
            )
            browsers.append(browser)
            page: Any = browser.new_page(viewport={"width": 800, "height": 900})
            page.asked = []
            page.faults = []
            page.on("request", lambda request: page.asked.append(request.url))
            page.on("pageerror", lambda error: page.faults.append(str(error)))
            page.goto(address)
            return page

        yield opens
        for browser in browsers:
            browser.close()


def lies_at(page: Any) -> Points:
    """Compute where the film's corners lie in the camera's picture."""
    matrix, width, height = page.evaluate(
        "(() => { const film = document.getElementById('film');"
        " const matrix = new DOMMatrix(film.style.transform);"
        " return [Array.from(matrix.toFloat64Array()), film.width, film.height] })()"
    )
    whole = np.array(matrix).reshape(4, 4).T  # kept column by column
    corners = np.array([[0, 0, 0, 1], [width, 0, 0, 1], [width, height, 0, 1], [0, height, 0, 1]])
    placed = corners @ whole.T
    return np.asarray(placed[:, :2] / placed[:, 3:])


def test_the_picture_is_found_and_the_film_lies_on_it(
    opened: Any, address: str, folder: Path, tmp_path: Path
) -> None:
    page = opened(f"{address}?keep", camera_film(folder, folder / "picture.jpg", tmp_path))
    for shown in ("AI MODIFIED", "Anna Muster", 'A "Head" & more'):
        assert shown in page.inner_text("body")
    page.click("#start")
    page.wait_for_function(FOUND, timeout=120_000)
    page.wait_for_function("document.getElementById('film').currentTime > 0.2", timeout=60_000)
    assert page.is_visible("#film")
    assert not page.evaluate("document.getElementById('film').muted")
    np.testing.assert_allclose(lies_at(page), corners_px(), atol=NEAR_PX)
    own = address.rpartition("/")[0]
    assert not [url for url in page.asked if not url.startswith((own, "data:", "blob:"))]
    with page.expect_download() as kept:
        page.click("#keep")
    learned = kept.value.path()
    page.route("**/target.mind", lambda route: route.fulfill(path=learned))  # as if it lay there
    page.evaluate("caches.delete('speaking-images')")
    page.asked.clear()
    page.goto(address)
    page.click("#start")
    page.wait_for_function(FOUND, timeout=120_000)
    assert page.evaluate("caches.keys()") == []  # it was not learned anew
    assert page.faults == []


def test_nothing_lies_on_a_bare_wall(opened: Any, address: str, folder: Path, tmp_path: Path) -> None:
    page = opened(address, camera_film(folder, None, tmp_path))
    page.click("#start")
    page.wait_for_function("document.getElementById('state').textContent.includes('Hold')", timeout=120_000)
    page.wait_for_timeout(3000)
    assert not page.is_visible("#film")
    assert page.evaluate("document.getElementById('film').paused")


@pytest.mark.parametrize("served", [True, False])
def test_without_a_camera_the_film_is_shown_alone(
    opened: Any, address: str, folder: Path, served: bool
) -> None:
    import axe_core_python

    page = opened(address if served else (folder / "index.html").as_uri(), None)
    page.click("#start")
    page.wait_for_function("document.getElementById('state').textContent.includes('https://')")
    page.click("[data-language='1']")
    assert "caméra" in page.inner_text("#state")
    page.click("#play")
    page.wait_for_function("document.getElementById('film').currentTime > 0.2")
    assert page.is_visible("#film")
    box = page.locator("#film").bounding_box()
    assert abs(box["height"] / box["width"] - 600 / 512) < 0.02
    assert "MODIFIÉ PAR IA" in page.inner_text("body")
    page.evaluate((Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf8"))
    assert page.evaluate("axe.run().then((results) => results.violations.map((one) => one.id))") == []
    assert page.faults == []
