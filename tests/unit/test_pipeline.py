"""The store, the project file and a person's corrections: nothing twice, nothing half, nothing lost."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from speaking_engine.artwork.artwork import Artwork
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import Cancelled, OutputError, PictureError, ProjectError, UserError
from speaking_engine.faces.face import Face
from speaking_engine.faces.store import faces_to_disk
from speaking_engine.pipeline import hand
from speaking_engine.pipeline.hand import remarks_on, with_hand_faces
from speaking_engine.pipeline.line import Line
from speaking_engine.pipeline.run import Run, read_json
from speaking_engine.pipeline.store import Store
from speaking_engine.project.document import SCHEMA_VERSION, HandFace, PictureSource, Project
from speaking_engine.project.migrations import MESH_IS_GONE, migrate
from speaking_engine.project.production import PROJECT_FILE, created, opened
from speaking_engine.protocol.plan import FaceLayer, Mask, RenderPlan, plan_from_dict, read_plan


class Maker:
    def __init__(self, text: str = "made") -> None:
        self.calls = 0
        self.text = text

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        (folder / "a.txt").write_text(self.text)


def test_a_product_is_made_once_for_each_recipe(tmp_path: Path) -> None:
    store, make = Store(tmp_path), Maker()
    first, again = store.get("clip", {"seed": 1}, make), store.get("clip", {"seed": 1}, make)
    assert (make.calls, first.made, again.made) == (1, True, False)
    assert first.digest == again.digest
    assert store.get("clip", {"seed": 2}, make).folder != first.folder
    assert make.calls == 2


def test_the_same_result_from_another_recipe_has_the_same_digest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    a, b = (store.get("faces", {"version": v}, Maker()) for v in (1, 2))
    assert a.digest == b.digest
    assert a.digest != store.get("faces", {"version": 3}, Maker("other")).digest


@pytest.mark.parametrize("harm", ["cut", "same size", "no text", "recipe", "digest"])
def test_a_product_that_was_changed_is_made_again_told_and_kept_beside(tmp_path: Path, harm: str) -> None:
    store, make = Store(tmp_path / "store"), Maker()
    folder = store.get("clip", {}, make).folder
    recipe = (folder / "recipe.json").read_bytes()
    name, data = {
        "cut": ("a.txt", b"m"),
        "same size": ("a.txt", b"MADE"),
        "no text": ("a.txt", b"\xff\xff\xff\xff"),
        "recipe": ("recipe.json", b"\xff"),
        "digest": ("recipe.json", recipe.replace(b'"digest": "', b'"digest": "0')),
    }[harm]
    for number in (1, 2):
        (folder / name).write_bytes(data)
        product = store.get("clip", {}, make)
        aside = folder.with_name(f"{folder.name}.changed{number}")
        assert product.made
        assert product.remark == (
            f"{name} in store/clip/{folder.name} was changed by hand or damaged, and is made anew; "
            f"the old one is in {aside.name} beside it until `tidy`."
        )
        assert (aside / name).read_bytes() == data
        assert (folder / "a.txt").read_text() == "made"
    assert not store.get("clip", {}, make).remark
    store.keep_only([folder])
    assert list(folder.parent.iterdir()) == [folder]


def test_a_product_that_lacks_a_file_is_made_again_and_told(tmp_path: Path) -> None:
    store, make = Store(tmp_path / "store"), Maker()
    folder = store.get("clip", {}, make).folder
    (folder / "a.txt").unlink()
    product = store.get("clip", {}, make)
    assert product.remark == f"a.txt in store/clip/{folder.name} was missing and is made anew."
    assert list(folder.parent.iterdir()) == [folder]


def test_a_changed_product_stays_where_it_is_until_the_new_one_is_whole(tmp_path: Path) -> None:
    store, make = Store(tmp_path), Maker()
    folder = store.get("script", {}, make).folder
    (folder / "a.txt").write_text("by hand")

    def stop(folder: Path) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.get("script", {}, stop)
    assert (folder / "a.txt").read_text() == "by hand"
    assert store.get("script", {}, make).remark


def test_a_large_file_is_known_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaking_engine.pipeline.store.VERIFIED_BYTES", 3)
    store, make = Store(tmp_path), Maker()
    folder = store.get("clip", {}, make).folder
    (folder / "a.txt").write_text("MADE")
    assert not store.get("clip", {}, make).made
    (folder / "a.txt").write_text("ma")
    assert store.get("clip", {}, make).made


def test_a_run_remembers_what_was_changed(tmp_path: Path, picture: Path) -> None:
    with created(tmp_path / "a.speaking", picture) as production:
        folder = Run(production).get("clip", {}, Maker()).folder
        (folder / "a.txt").write_text("MADE")
        run = Run(production)
        run.get("clip", {}, Maker())
        run.save()
        assert "a.txt in store/clip" in production.project.stages["clip"].fallbacks[0]


def test_a_script_that_was_edited_in_the_store_is_told_with_the_way_to_change_it(
    tmp_path: Path, picture: Path
) -> None:
    with created(tmp_path / "a.speaking", picture) as production:
        production.project.choices.recording = str(picture)  # its script is the shortest
        said = []
        for _ in range(2):
            line = Line(production)
            vars(line).update(faces=(face("f0", 10),), speakers=(face("f0", 10),))
            assert line.script.writer == "recording"
            said.append(line.run.tallies["script"].record.fallbacks)
            path = next(production.store_folder.glob("script/*/script.json"))
            path.write_text(path.read_text("utf8").replace("en-us", "fr"), "utf8")
        assert said[0] == []
        assert "was changed by hand" in said[1][0]
        assert "--text" in said[1][1]


@pytest.mark.parametrize("data", [b"{", b"\xff", None])
def test_a_damaged_document_is_a_sentence(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "a.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ProjectError, match=r"a\.json is damaged\. Run it again"):
        read_json(path)


def test_a_product_that_failed_leaves_nothing_to_be_found(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half.txt").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        store.get("clip", {}, fail)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get("clip", {}, Maker()).made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("RGB", (64, 64), "grey").save(path)
    return path


def test_a_production_keeps_what_was_chosen(tmp_path: Path, picture: Path) -> None:
    with created(tmp_path / "a.speaking", picture) as production:
        production.project.choices.text = "Good evening."
        production.project.hand_faces = [HandFace(id="h0", box_px=(1, 2, 3, 4), added=True)]
        production.save()
    with opened(tmp_path / "a.speaking") as production:
        assert production.project.choices.text == "Good evening."
        assert production.project.hand_faces[0].box_px == (1, 2, 3, 4)
        assert production.picture == picture.resolve()


def test_another_picture_does_not_take_a_production(tmp_path: Path, picture: Path) -> None:
    with created(tmp_path / "a.speaking", picture):
        pass
    other = tmp_path / "other.png"
    Image.new("RGB", (64, 64), "red").save(other)
    with pytest.raises(ProjectError, match="another picture"), created(tmp_path / "a.speaking", other):
        pass


def test_a_picture_that_was_replaced_is_told_as_that(tmp_path: Path, picture: Path) -> None:
    with created(tmp_path / "a.speaking", picture):
        pass
    Image.fromarray(np.full((50, 50, 3), 9, np.uint8)).save(picture)
    with pytest.raises(ProjectError, match="replaced or changed"), created(tmp_path / "a.speaking", picture):
        pass


def test_a_link_to_itself_is_no_picture(tmp_path: Path) -> None:
    loop = tmp_path / "loop.png"
    loop.symlink_to(loop)
    with pytest.raises(PictureError), created(tmp_path / "a.speaking", loop):
        pass
    assert not (tmp_path / "a.speaking").exists()


def test_the_very_picture_is_found_again_or_asked_for(tmp_path: Path, picture: Path) -> None:
    (tmp_path / "old").mkdir()
    with created(tmp_path / "old" / "a.speaking", picture) as production:
        assert production.same_picture() == picture
        moved = picture.rename(tmp_path / "old" / picture.name)
        assert production.same_picture() == moved  # beside the folder
        Image.new("RGB", (64, 64), "red").save(picture)
        assert production.same_picture() == moved  # another one at the old place is not it
        moved.unlink()
        with pytest.raises(ProjectError, match="replaced or changed"):
            production.same_picture()
        picture.unlink()
        with pytest.raises(ProjectError, match=r"not at .* any more") as caught:
            production.same_picture()
        assert "--production a.speaking" in caught.value.hint


def test_two_at_once_is_refused(tmp_path: Path, picture: Path) -> None:
    with (
        created(tmp_path / "a.speaking", picture),
        pytest.raises(ProjectError, match="open in another"),
        opened(tmp_path / "a.speaking"),
    ):
        pass


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "line 1, column 2"),
        ("", "is empty"),
        ('{"name": "x", "name": "y"}', "`name` twice"),
        ("[]", "no schema version"),
        ('{"schema_version": 999}', "newer"),
        ('{"name": "x"}', "no schema version"),
        (
            '{"schema_version": 1, "name": "x", "picture": {"path": "a", "sha256": "b"}, "colour": 1}',
            "`colour` is not known",
        ),
    ],
)
def test_a_wrong_project_file_gives_a_sentence_and_stays(tmp_path: Path, document: str, said: str) -> None:
    (tmp_path / PROJECT_FILE).write_text(document)
    with pytest.raises(ProjectError, match=said), opened(tmp_path):
        pass
    assert (tmp_path / PROJECT_FILE).read_text() == document


def test_migrations_go_step_by_step() -> None:
    steps = {1: lambda d: {**d, "colour": "red"}, 2: lambda d: {**d, "size": len(d["colour"])}}
    assert migrate({"schema_version": 1}, steps, to=3) == {"schema_version": 3, "colour": "red", "size": 3}


def test_motion_of_schema_1_becomes_choices_and_a_slip_that_nobody_followed_is_dropped() -> None:
    first = {"schema_version": 1, "choices": {"motion": {"hold": "0.3", "segmnt_s": "3"}, "eyes": "a.gguf"}}
    choices = migrate(first)["choices"]
    assert choices == {"crispness": 0.3, "motion": None, "projector": "a.gguf"}
    other = {"schema_version": 1, "choices": {"animator": "hallo", "motion": {"steps": "20"}}}
    assert migrate(other)["choices"]["motion"] == {"steps": "20"}


def test_the_turn_of_schema_2_becomes_the_row_in_every_language() -> None:
    second = {"schema_version": 2, "choices": {"turn": 4}, "versions": {"fr": {"choices": {"turn": 5}}}}
    third = migrate(second)
    assert third["choices"] == {"row": 4}
    assert third["versions"]["fr"]["choices"] == {"row": 5}


def test_the_mesh_animator_of_schema_3_becomes_the_head_and_that_is_told() -> None:
    old = {
        "schema_version": 3,
        "choices": {"animator": "mesh", "seed": 3},
        "cast": {"f0": {"animator": "mesh"}, "f1": {"voice": "bf_emma"}},
        "versions": {"fr": {"choices": {"animator": "mesh"}}},
    }
    new = migrate(old)
    assert new["choices"] == {"animator": "head", "seed": 3}
    assert new["cast"] == {"f0": {"animator": "head"}, "f1": {"voice": "bf_emma"}}
    assert new["versions"] == {"fr": {"choices": {"animator": "head"}}}
    assert new["migrated"] == [MESH_IS_GONE]
    assert old["choices"]["animator"] == "mesh"
    assert "migrated" not in migrate({"schema_version": 3, "choices": {"animator": "hallo"}})


def test_the_present_schema_needs_no_step() -> None:
    project = Project(name="x", picture=PictureSource(path="a", sha256="b"))
    assert migrate(project.model_dump())["schema_version"] == SCHEMA_VERSION


def face(face_id: str, x: float) -> Face:
    return Face(face_id, (x, 10, 100, 120), 0.9, found_by=("mtcnn",))


def blank() -> Artwork:
    return Artwork(np.full((400, 600, 3), 128, np.uint8), "digest", Metadata())


def test_corrections_find_their_face_again_under_another_id() -> None:
    wish = HandFace(id="f0", box_px=(12, 12, 100, 120), gender="male")
    found = with_hand_faces(blank(), [face("f0", 300), face("f1", 10)], [wish])
    assert [(f.id, f.gender) for f in found] == [("f0", "unknown"), ("f1", "male")]


def test_a_removed_face_stays_away_and_nothing_else_goes() -> None:
    wish = HandFace(id="f0", box_px=(10, 10, 100, 120), removed=True)
    assert [f.id for f in with_hand_faces(blank(), [face("f0", 10), face("f1", 300)], [wish])] == ["f1"]


def test_an_added_face_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        hand, "face_from_box", lambda artwork, box_px, face_id: dataclasses.replace(face(face_id, box_px[0]))
    )
    wish = HandFace(id="h0", box_px=(200, 10, 100, 120), added=True, gender="female")
    found = with_hand_faces(blank(), [face("f0", 10)], [wish])
    assert [(f.id, f.gender) for f in found] == [("h0", "female"), ("f0", "unknown")]


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ({"box_px": (-50, -50, 200, 200), "added": True}, "0,0,150,150"),
        ({"box_px": (500, 300, 200, 200), "added": True}, "500,300,100,100"),
        ({"box_px": (9, 9, 9, 9), "moved_to_px": (10, 350, 90, 90)}, "10,350,90,50"),
        ({"box_px": (-0.3, 0, 600.4, 400), "added": True}, None),
        ({"box_px": (-50, -50, 200, 200)}, None),
        ({"box_px": (-50, -50, 200, 200), "added": True, "removed": True}, None),
    ],
)
def test_what_a_box_loses_outside_the_picture_is_told(wish: dict[str, Any], left: str | None) -> None:
    said = remarks_on([HandFace(id="h0", **wish)], 600, 400)
    assert len(said) == (left is not None)
    assert all(f"beyond the picture, which is 600 x 400: {left} is left" in sentence for sentence in said)


def test_a_run_tells_of_a_box_that_was_cut_off(tmp_path: Path, picture: Path) -> None:
    with created(tmp_path / "a.speaking", picture) as production:
        production.project.hand_faces = [HandFace(id="h0", box_px=(-10, 0, 50, 50), added=True)]
        for _ in range(2):
            line = Line(production)
            vars(line)["found"] = Run(production).get("faces", {}, lambda folder: faces_to_disk(folder, ()))
            assert line.faces[0].box_px == (0, 0, 40, 50)
            (said,) = line.run.tallies["hand"].record.fallbacks
            assert "The box -10,0,50,50 reaches beyond the picture" in said


whole = st.integers(0, 5000)


@given(
    crop=st.tuples(whole, whole, st.integers(2, 4000), st.integers(2, 4000)),
    feather_px=st.floats(0, 500),
    start=whole,
    rate=st.sampled_from([(25, 1), (30000, 1001)]),
)
def test_plans_survive_json(
    crop: tuple[int, int, int, int], feather_px: float, start: int, rate: tuple[int, int]
) -> None:
    layer = FaceLayer("c.mkv", crop, start, 10, Mask(feather_px=feather_px), face_id="f0")
    plan = RenderPlan("a.png", 5000, 5000, 1920, 1080, rate, 100, (layer,), "mix.wav", None, "Título")
    assert plan_from_dict(json.loads(json.dumps(plan.as_dict()))) == plan


def test_plans_find_their_media_wherever_they_are_moved(tmp_path: Path) -> None:
    layer = FaceLayer("../clip/000.mkv", (0, 0, 2, 2), 0, 1, Mask())
    plan = RenderPlan("../artwork.png", 2, 2, 2, 2, (25, 1), 1, (layer,), "mix.wav")
    (tmp_path / "plan.json").write_text(json.dumps(plan.as_dict()))
    read = read_plan(tmp_path / "plan.json")
    assert Path(read.layers[0].clip).resolve() == tmp_path.resolve().parent / "clip" / "000.mkv"
    assert read.sound == str(tmp_path.resolve() / "mix.wav")


@pytest.mark.parametrize("harm", [{"schema": 99}, {"rate": None}, {"colour": 1}])
def test_a_wrong_plan_is_refused(harm: dict[str, object]) -> None:
    plan = RenderPlan("a.png", 2, 2, 2, 2, (25, 1), 1, ())
    with pytest.raises(ValueError, match="the plan has"):
        plan_from_dict({**plan.as_dict(), **harm})


def test_user_errors_leave_with_two() -> None:
    assert UserError("x").exit_code == 2
