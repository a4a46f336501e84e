"""Options, corrections by hand and the batch's table: what a person types becomes what the project holds."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from speaking_engine.errors import PictureError, UserError
from speaking_engine.project.document import Choices, PictureSource, Project
from speaking_engine.project.production import Production
from speaking_engine.service.batch.table import read_table
from speaking_engine.service.batch.work import Wish
from speaking_engine.service.choosing import choose
from speaking_engine.service.corrections import Corrections, read_handles
from speaking_engine.service.label import Label, taken_label
from speaking_engine.service.options import Film, Movement, Sound, Words
from speaking_engine.service.which_face import WhichFace, parse_box


@pytest.fixture
def project() -> Project:
    return Project(name="x", picture=PictureSource(path="a.png", sha256="0"))


def test_options_that_are_not_given_leave_the_project_as_it_is(project: Project) -> None:
    project.choices.text = "Kept."
    before = project.model_dump()
    for group in (WhichFace(), Words(), Sound(), Movement(), Film()):
        group.apply(project)
    assert project.model_dump() == before


def test_every_option_finds_its_choice(project: Project, tmp_path: Path) -> None:
    Words(text="Hello.", seconds=12, seed=3, policy="flag").apply(project)
    Sound(voice="bf_emma", speed=0.9).apply(project)
    Movement(style="lively", amplitude=1.5, rate="29.97", motion=["segment_s=20"]).apply(project)
    Film(feather=12, shape="ellipse", blend=0.5, resolution="720p", renderer="engine", way="planes").apply(
        project
    )
    chosen = project.choices
    assert (chosen.text, chosen.seconds, chosen.seed, chosen.policy) == ("Hello.", 12, 3, "flag")
    assert (chosen.voice, chosen.speed) == ("bf_emma", 0.9)
    assert (chosen.style, chosen.amplitude, chosen.rate, chosen.motion) == (
        "lively",
        1.5,
        "29.97",
        {"segment_s": "20"},
    )
    assert (chosen.feather_px, chosen.shape, chosen.blend) == (12, "ellipse", 0.5)
    assert (chosen.resolution, chosen.renderer, chosen.way) == ("720p", "engine", "planes")


def test_keys_are_set_kept_refused_and_cleared(project: Project) -> None:
    Movement(amplitude_keys="0:1 4.5:0.3").apply(project)
    assert project.choices.amplitude_keys == [(0.0, 1.0), (4.5, 0.3)]
    Movement(style="lively").apply(project)
    with pytest.raises(UserError, match="does not come after"):
        Movement(amplitude_keys="4:1 2:1").apply(project)
    assert project.choices.amplitude_keys == [(0.0, 1.0), (4.5, 0.3)]
    Movement(amplitude_keys="").apply(project)
    assert project.choices.amplitude_keys == []


@pytest.mark.parametrize("keys", [[(2, 1), (1, 1)], [(0, 3)], [(-1, 1)], [(0, float("nan"))], [(0,)], "0:1"])
def test_keys_from_other_programs_are_checked(project: Project, keys: object) -> None:
    with pytest.raises(UserError, match="--amplitude-keys"):
        choose(project, amplitude_keys=keys)
    assert project.choices.amplitude_keys == []


@pytest.fixture
def production(tmp_path: Path) -> Production:
    (tmp_path / "a.speaking").mkdir()
    project = Project(name="a", picture=PictureSource(path=str(tmp_path / "a.jpg"), sha256="0"))
    return Production(tmp_path / "a.speaking", project)


def test_a_label_beside_the_picture_is_taken_once_and_its_changes_are_told(
    production: Production, tmp_path: Path
) -> None:
    project, beside = production.project, tmp_path / "a.yaml"
    beside.write_text("title: One\ndate: 1503\n")
    assert Label(title="Typed").apply(production) == ()
    assert project.metadata == {"title": "Typed", "date": "1503"}
    assert Label().apply(production) == ()
    beside.write_text("date: 1504\n")
    os.utime(beside, (0, 0))  # what a copy with its times looks like
    assert "not followed" in Label().apply(production)[0]
    assert project.metadata["date"] == "1503"
    assert Label(metadata=beside).apply(production) == ()
    assert Label().apply(production) == ()
    assert project.metadata == {"title": "Typed", "date": "1504"}


def test_a_hold_beside_the_picture_binds_whatever_label_is_given(
    production: Production, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text("title: One\nhold: claimed\n")
    (tmp_path / "other.json").write_text('{"title": "Two"}')
    taken_label(production, Label(metadata=tmp_path / "other.json"))
    assert production.project.metadata == {"title": "Two", "hold": "claimed"}


def test_a_hold_is_lifted_for_as_long_as_a_person_lifts_it(production: Production, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: One\nhold: claimed\n")
    taken_label(production, Label())
    (remark,) = taken_label(production, Label(hold=""))
    assert "still holds this work back (claimed)" in remark
    assert (production.hold, production.project.metadata) == ("", {"title": "One"})
    taken_label(production, Label())
    assert production.hold == "claimed"
    (tmp_path / "a.yaml").unlink()
    assert Label(hold="").apply(production) == ()


def test_a_file_beside_that_is_no_label_can_be_got_out_of_the_way(
    production: Production, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"faces": []}')
    (tmp_path / "other.json").write_text('{"title": "Two"}')
    with pytest.raises(PictureError, match=r"a\.json is no label"):
        Label().apply(production)
    taken_label(production, Label(metadata=tmp_path / "other.json"))
    assert production.project.metadata == {"title": "Two"}
    (tmp_path / "a.yml").write_text("title: One\n")
    production.project.metadata = {}
    with pytest.raises(PictureError, match=r"several labels: a\.json, a\.yml"):
        Label().apply(production)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.JSON", '{"hold": true}'),
        ("a.jpg.json", '{"hold": "claimed"}'),
        ("a.jpg.yaml", "hold: claimed"),
        ("a.yml", "Hold: claimed\nmood: solemn"),
        ("a.json", '{"title": "One", "hold": "claimed"'),
        ("a.json", '{"title": "One",\n "hold": {"by": "heirs"}}'),
    ],
)
def test_no_label_is_so_odd_that_its_hold_is_missed(
    production: Production, tmp_path: Path, name: str, text: str
) -> None:
    production.project.metadata = {"title": "Known"}
    (tmp_path / name).write_text(text)
    (tmp_path / "a.jpg.yml").write_text("title: Another label, read first or last\n")
    try:
        taken_label(production, Label())
    except PictureError:
        return  # it cannot be read, so nothing goes on
    assert production.project.metadata["hold"]


def test_an_empty_option_takes_away_what_the_label_said(production: Production) -> None:
    Label(title="One", artist="after Raphael", hold="claimed", note=["x"]).apply(production)
    Label(artist="", hold="", note=[""]).apply(production)
    assert production.project.metadata == {"title": "One"}


def test_motion_options_are_set_and_taken_away_by_name(project: Project) -> None:
    Movement(motion=["segment_s=20", "join_s = 0.2"]).apply(project)
    assert project.choices.motion == {"segment_s": "20", "join_s": "0.2"}
    Movement(motion=["segment_s="]).apply(project)
    assert project.choices.motion == {"join_s": "0.2"}
    for wrong in ("foo", "=", "=3", ""):
        with pytest.raises(UserError, match="NAME=VALUE"):
            Movement(motion=[wrong]).apply(project)
    assert project.choices.motion == {"join_s": "0.2"}


def test_a_recording_gives_way_to_a_voice(project: Project, tmp_path: Path) -> None:
    Sound(audio=tmp_path / "voice.wav").apply(project)
    assert project.choices.recording == str(tmp_path / "voice.wav")
    Sound(voice="bf_emma").apply(project)
    assert project.choices.recording is None


def test_asking_for_a_writer_takes_given_words_away(project: Project) -> None:
    Words(text="Given.").apply(project)
    Words(writer="template").apply(project)
    assert project.choices.text is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speed", 9),
        ("feather_px", -1),
        ("feather_px", float("inf")),
        ("feather_px", float("nan")),
        ("blend", 2),
        ("style", "mad"),
    ],
)
def test_a_value_out_of_range_is_a_sentence(project: Project, name: str, value: object) -> None:
    with pytest.raises(UserError, match=f"--{name.removesuffix('_px')}"):
        choose(project, **{name: value})


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "1;2;3;4"])
def test_a_box_of_another_form_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="not a box"):
        parse_box(text)


def test_the_same_box_twice_is_one_face(project: Project) -> None:
    for _ in range(2):
        WhichFace(box="1,2,30,40").apply(project)
    WhichFace(box="9,9,30,40").apply(project)
    assert [face.id for face in project.hand_faces] == ["h0", "h1"]
    assert project.choices.speakers == ["h1"]


@pytest.mark.parametrize("point", ["1", "[1]", "[1, NaN]", "[1e400, 2]", '["1", 2]', "[true, null]", "{}"])
def test_a_handle_that_is_no_point_is_named(tmp_path: Path, point: str) -> None:
    path = tmp_path / "handles.json"
    path.write_text(f'{{"set": "profile_left", "handles": {{"chin": [1, 2], "nose_tip": {point}}}}}')
    with pytest.raises(UserError, match=r"nose_tip .* two numbers"):
        read_handles(path)


def test_a_handle_far_outside_the_picture_is_a_slip(tmp_path: Path, project: Project) -> None:
    from speaking_engine.faces.handles import starting_handles

    path = tmp_path / "handles.json"
    placed = starting_handles("profile_left", (100, 100, 200, 300)) | {"nose_tip": (-99999, 200)}
    path.write_text(json.dumps({"set": "profile_left", "handles": placed}))
    looking = SimpleNamespace(size_px=(512, 600))
    with pytest.raises(UserError, match=r"nose_tip at .* far outside"):
        Corrections(add=True, handles=path).apply(project, looking)  # type: ignore[arg-type]
    assert project.hand_faces == []


def test_handles_are_read_and_wrong_ones_told(tmp_path: Path, project: Project) -> None:
    from speaking_engine.faces.handles import starting_handles

    path = tmp_path / "handles.json"
    placed = starting_handles("profile_left", (100, 100, 200, 300))
    path.write_text(json.dumps({"set": "profile_left", "handles": placed}))
    assert read_handles(path)["handle_set"] == "profile_left"
    Corrections(add=True, handles=path)._add(project)
    assert project.hand_faces[0].handles is not None
    for wrong in (
        "[]",
        "3",
        '{"set": "profile_left"}',
    ):
        path.write_text(wrong)
        with pytest.raises(UserError, match="no handles"):
            read_handles(path)


TABLE = "image;title;artist;face;text;approved_by;tilte\n"
TABLE += 'bilder/a.jpg;"Mona; Lisa";Leonardo;1;"One ""two""";M. D.;x\n'


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        b"\xef\xbb\xbf" + TABLE.encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("Mona; Lisa", "Mona, Lisa").replace(";", ",").encode(),
    ],
    ids=["semicolons", "bom", "windows", "commas"],
)
def test_tables_are_read_as_programs_write_them(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    table = read_table(tmp_path / "t.csv")
    row = table.rows[0]
    assert row.image == tmp_path / "bilder" / "a.jpg"
    assert row.options == {"--face": "1", "--text": 'One "two"', "--approved-by": "M. D."}
    assert row.label["artist"] == "Leonardo"
    assert table.ignored_columns == ("tilte",)


def test_rows_have_names_of_their_own_and_change_with_what_they_say(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("image,text\na/x.jpg,One\nb/x.jpg,Two\n\n../e v.jpg,Three\n")
    rows = read_table(tmp_path / "t.csv").rows
    assert [row.name for row in rows] == ["x", "x-2", "e_v"]
    assert len({row.digest for row in rows}) == 3
    (tmp_path / "t.csv").write_text("image,text\na/x.jpg,Other\n")
    assert read_table(tmp_path / "t.csv").rows[0].digest != rows[0].digest


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"a,b\n1,2\n", "no column `image`"), (b"", "no column"), (b"image\n\xff\xfe", "not UTF-8")],
)
def test_a_table_that_is_none_is_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(UserError, match=said):
        read_table(tmp_path / "t.csv")
    with pytest.raises(UserError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


def test_only_selects_by_name_and_number(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("image\na.jpg\nb.jpg\nc.jpg\n")
    rows = read_table(tmp_path / "t.csv").rows
    assert [row.name for row in rows if Wish(only=("b", "3")).selects(row)] == ["b", "c"]


@pytest.mark.parametrize("text", ["nan,1,2,3", "0,0,inf,5", "1,2,0,5", "1,2,3,-4"])
def test_a_box_without_area_is_never_saved(project: Project, text: str) -> None:
    with pytest.raises(UserError, match="not a box"):
        WhichFace(box=text).apply(project)
    assert project.hand_faces == []


@pytest.mark.parametrize("group", [Words, Sound, Movement, Film])
def test_the_help_of_every_number_tells_its_range_and_default(group: type) -> None:
    """As the project file has them, so that the two cannot part."""
    hints = get_type_hints(group, include_extras=True)
    for option in dataclasses.fields(group):
        name = {"feather": "feather_px"}.get(option.name, option.name)
        field = Choices.model_fields.get(name)
        if field is None or not field.metadata:
            continue
        told = hints[option.name].__metadata__[0].help
        numbers = {float(found) for found in re.findall(r"\d+(?:\.\d+)?", told)}
        for limit in field.metadata:
            for side in ("gt", "ge", "le", "lt"):
                if (value := getattr(limit, side, None)) is not None:
                    assert value in numbers, (option.name, told)
        assert "default" in told
        if field.default is not None:
            assert field.default in numbers, (option.name, told)


@pytest.mark.parametrize("group", [Words, Sound, Movement, Film])
def test_the_help_of_every_choice_names_all_and_the_default(group: type) -> None:
    hints = get_type_hints(group, include_extras=True)
    for option in dataclasses.fields(group):
        field = Choices.model_fields.get(option.name)
        if field is None or get_origin(field.annotation) is not Literal:
            continue
        told = hints[option.name].__metadata__[0].help
        assert all(choice in told for choice in get_args(field.annotation)), told
        assert re.search(rf"{field.default} \((?:\w+, )?default\)", told), told
