"""The page in a real browser: from the disk, by keyboard alone, for axe, and what it tells of films."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import speaking_engine as si

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def page_folder(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> Path:
    folder = tmp_path_factory.mktemp("page")
    shutil.copy(portrait, folder / "head.jpg")
    with si.open(folder / "head.jpg", folder / "head.speaking") as work:
        work.label(title='A "Head" & more', artist="A Painter", date="1601", holder="A Museum")
        work.choose(text="Tom & I wait.", voice="fake", animator="fake", resolution="720p")
        work.version("fr").choose(text="Bonjour à tous.")
        work.words.approve("Anna Muster")
        work.version("fr").words.approve("Anna Muster")
        (made,) = work.export("page", address="https://museum.example/head")
    return made.folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=BROWSER,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],  # as root in a container
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, page_folder: Path) -> Iterator[Any]:
    opened = browser.new_page()
    opened.asked = []
    opened.faults = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.goto((page_folder / "index.html").as_uri())
    yield opened
    assert opened.faults == []
    assert not [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))]
    opened.close()


def violations(page: Any) -> list[str]:
    import axe_core_python

    page.evaluate((Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf8"))
    found = page.evaluate("axe.run().then((results) => results.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def test_axe_finds_nothing(page: Any, page_folder: Path) -> None:
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320  # reflows (WCAG 1.4.10)
    page.goto((page_folder / "verify.html").as_uri())
    assert violations(page) == []


def test_the_page_is_used_by_keyboard_alone(page: Any) -> None:
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.id || e.dataset.language || e.className || e.textContent, s.outlineStyle] })()"
        )
        met.append(focus[0])
        assert focus[1] != "none", focus  # where one is can be seen
        if focus[0] == "1":
            page.keyboard.press("Enter")  # French
            assert page.evaluate("document.documentElement.lang") == "fr"
            assert "Bonjour" in page.inner_text("#words")
            assert page.inner_text("#play") == "Lire"
        if focus[0] == "play":
            page.keyboard.press("Space")
            page.wait_for_function("document.getElementById('film').currentTime > 0.2")
            page.keyboard.press("Space")
            assert page.evaluate("document.getElementById('film').paused")
        if focus[0] == "captions":
            page.keyboard.press("Enter")
            assert page.get_attribute("#captions", "aria-pressed") == "false"
        if focus[0] == "place":
            page.keyboard.press("ArrowRight")
            break
    assert met[:4] == ["skip", "0", "1", "begin"]
    assert met[4:] == ["play", "again", "captions", "sound", "place"]


def test_what_the_page_shows(page: Any) -> None:
    text = page.inner_text("body")
    for shown in (
        'A "Head" & more',
        "AI MODIFIED",
        "A Museum",
        "Anna Muster",
        "museum.example",
        "Tom & I wait.",
    ):
        assert shown in text
    page.wait_for_function("document.getElementById('film').readyState > 0")
    assert page.evaluate("document.getElementById('film').textTracks[0].cues.length") > 0
    assert page.evaluate("document.querySelector('.qr img').naturalWidth") > 0
    assert not page.is_visible("#described")  # there is no audio description yet


def test_visitors_check_films_in_the_browser(page: Any, page_folder: Path, tmp_path: Path) -> None:
    film = page_folder / "films" / "head.fr.mp4"
    changed = tmp_path / "changed.mp4"
    data = bytearray(film.read_bytes())
    data[-1000] ^= 1
    changed.write_bytes(bytes(data))
    for path, whole in ((film, "not changed since"), (changed, "CHANGED SINCE")):
        page.goto((page_folder / "verify.html").as_uri())
        page.set_input_files("#file", str(path))
        page.wait_for_function("document.getElementById('state').textContent === 'Done.'", timeout=240_000)
        found = page.inner_text("#found")
        assert whole in found
        assert "vouches for nobody" in found
        assert "It bears our watermark" in found
        assert "Anna Muster" in found
