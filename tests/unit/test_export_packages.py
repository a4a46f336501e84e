"""Exports of many parts, opened again by other programs: OpenTimelineIO, iiif-prezi3, ttconv, PyAV."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

import speaking_engine as si
from speaking_engine.errors import UserError
from speaking_engine.export.loop import SEAM_LEVELS
from speaking_engine.export.targets import Exported
from speaking_engine.marks.manifest import read_manifest
from speaking_engine.marks.verify import verify
from speaking_engine.work.work import Work

NAMES = ("loop", "editors", "iiif", "stills", "sound")
ADDRESS = "https://museum.example/head"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, portrait: Path) -> dict[str, Exported]:
    folder = tmp_path_factory.mktemp("packages")
    shutil.copy(portrait, folder / "head.jpg")
    with si.open(folder / "head.jpg", folder / "head.speaking") as work:
        rights = "https://creativecommons.org/publicdomain/zero/1.0/"
        work.label(title="A Head", artist="A Painter", date="1601", rights=rights)
        work.choose(text="Hello & goodbye.", voice="fake", idle_s=4.0, address=ADDRESS)
        work.words.approve("Anna Muster")
        exports = work.export(*NAMES, canvas="640x480")
        refuses_without_address(work)
    return {one.name: one for one in exports}


def refuses_without_address(work: Work) -> None:
    with pytest.raises(UserError, match="needs the address"):
        work.export("iiif", address="")


def frames_of(film: Path, kind: str = "rgb24") -> list[np.ndarray]:
    with av.open(str(film)) as container:
        return [frame.to_ndarray(format=kind) for frame in container.decode(video=0)]


def test_every_film_is_marked_and_signed(made: dict[str, Exported]) -> None:
    films = [path for one in made.values() for path in one.files if path.suffix in {".mp4", ".mov"}]
    assert len(films) == 5
    for film in films:
        found = read_manifest(film)
        assert found is not None, film
        assert found.is_intact, film
        assert found.said["approved_by"] == "Anna Muster"
        trace = verify(film).trace
        assert trace.is_there, (film, trace)
    others = [path for one in made.values() for path in one.files]
    for path in others:
        if path.suffix in {".gif", ".webp"} or path.name in {"head.en-us.wav", "head.en-us.sheet.jpg"}:
            assert read_manifest(path) is not None, path


def test_pieces_join_without_a_seam(made: dict[str, Exported]) -> None:
    folder = made["loop"].folder
    idle, answer = frames_of(folder / "idle.mp4", "gray"), frames_of(folder / "answer-1.en-us.mp4", "gray")
    assert len(idle) == 100
    for before in (idle, answer):
        for after in (idle, answer):
            seam = np.abs(before[-1].astype(int) - after[0])
            assert seam.max() <= SEAM_LEVELS
            assert seam.mean() < 0.5
    moved = max(np.abs(frame.astype(int) - idle[0]).mean() for frame in idle)
    assert moved > 5 * np.abs(idle[-1].astype(int) - idle[0]).mean()  # it lives between its ends
    assert json.loads((folder / "pieces.json").read_text())["seam_levels"] <= SEAM_LEVELS


def test_editors_get_the_face_alone_in_its_place(made: dict[str, Exported]) -> None:
    import opentimelineio as otio

    folder = made["editors"].folder
    own = folder / "en-us"
    places = json.loads((own / "places.json").read_text())
    face = next(place for place in places if "face" in place)
    x, y, width, height = face["place_px"]
    still = cv2.imread(str(folder / "still.png"))
    with av.open(str(own / "face-1.mov")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "prores"
        assert stream.codec_context.pix_fmt.startswith("yuva444p")
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(stream)]
    pictures = sorted((own / "face-1").glob("*.png"))
    assert len(frames) == len(pictures) == face["frame_count"]
    first = cv2.imread(str(pictures[0]), cv2.IMREAD_UNCHANGED)
    assert first.shape == (height, width, 4)
    assert first[0, 0, 3] == 0
    assert first[height // 2, width // 2, 3] == 255
    under = still[y : y + height, x : x + width].astype(int)
    core = first[..., 3] == 255
    assert np.abs(first[..., :3][core] - under[core]).mean() < 1.5  # at rest, but for the watermark
    coded = np.abs(frames[0][..., 2::-1].astype(int)[core] - first[..., :3][core])
    assert coded.mean() < 2
    timeline = otio.adapters.read_from_file(str(own / "timeline.otio"))
    names = {track.name: track for track in timeline.tracks}
    assert set(names) == {"work", face["face"], "notice", "voices"}
    clip = next(item for item in names[face["face"]] if isinstance(item, otio.schema.Clip))
    assert names[face["face"]].range_of_child(clip).start_time.to_frames() == face["start_frame"]
    assert list(clip.metadata["speaking_images"]["place_px"]) == face["place_px"]
    for part in timeline.find_clips():
        assert (own / part.media_reference.target_url).resolve().is_file()
    listed = (own / "timeline.edl").read_text()
    assert re.search(
        r"^001  FACE1 +V +C +00:00:00:00 00:00:\d\d:\d\d 01:00:00:12 01:00:", listed, re.MULTILINE
    )
    with av.open(str(own / "sound" / "line-1.wav")) as container:
        assert container.streams.audio[0].sample_rate == 48000


def test_the_iiif_manifest_is_valid_and_names_what_is_there(made: dict[str, Exported]) -> None:
    from iiif_prezi3 import Manifest

    folder = made["iiif"].folder
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_text())
    (canvas,) = manifest.items
    assert (canvas.width, canvas.height) == (512, 600)
    plain = json.loads((folder / "manifest.json").read_text())
    assert plain["rights"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    painted = plain["items"][0]["items"][0]["items"]
    assert [one["body"]["type"] for one in painted] == ["Image", "Video", "Image"]
    assert re.search(r"#xywh=\d+,\d+,\d+,\d+&t=0,", painted[1]["target"])
    told = plain["items"][0]["annotations"][0]["items"]
    assert {one["motivation"] for one in told} == {"supplementing"}
    for one in [*painted, told[0]]:
        assert (folder / one["body"]["id"].removeprefix(f"{ADDRESS}/")).is_file()
    with av.open(str(folder / painted[1]["body"]["id"].removeprefix(f"{ADDRESS}/"))) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (painted[1]["body"]["width"], painted[1]["body"]["height"])
        assert container.streams.audio
    service = json.loads((folder / "work" / "info.json").read_text())
    assert service["id"] == f"{ADDRESS}/work"
    assert (service["width"], service["height"]) == (512, 600)


def test_captions_are_read_by_another_program(made: dict[str, Exported]) -> None:
    from xml.etree import ElementTree

    from ttconv import model
    from ttconv.imsc import reader

    path = next(made["editors"].folder.rglob("*.ttml"))
    document = reader.to_model(ElementTree.parse(str(path)))  # noqa: S314 - our own file
    assert document.get_lang() == "en-us"
    parts = list(document.get_body().dfs_iterator())
    assert " ".join(one.get_text() for one in parts if isinstance(one, model.Text)) == "Hello & goodbye."
    (cue,) = (one for one in parts if isinstance(one, model.P))
    assert 0 < cue.get_begin() < cue.get_end()


def test_stills_and_teaser(made: dict[str, Exported]) -> None:
    from PIL import Image

    files = {path.name: path for path in made["stills"].files}
    with Image.open(files["head.poster.jpg"]) as poster:
        assert poster.size == (512, 600)
    for name in ("head.en-us.teaser.gif", "head.en-us.teaser.webp"):
        with Image.open(files[name]) as teaser:
            assert teaser.n_frames > 5
            assert max(teaser.size) == 480
        assert verify(files[name]).signed is not None
    with Image.open(files["head.en-us.sheet.jpg"]) as sheet:
        assert sheet.width > 600


def test_sound_alone_begins_with_a_spoken_notice(made: dict[str, Exported]) -> None:
    words = (made["sound"].folder / "head.en-us.txt").read_text()
    assert words.startswith("The following voice was made by artificial intelligence.")
