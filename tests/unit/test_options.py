"""Options, corrections by hand and the batch's table: what a person types becomes what the project holds."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, ClassVar

import pytest
import typer
from pydantic import ValidationError
from rich.table import Table
from typer.testing import CliRunner

from speaking_engine.choice import Choice, Declared, declared
from speaking_engine.doors.batch.table import arguments_of, read_table
from speaking_engine.doors.cli.answer import show_table
from speaking_engine.doors.cli.corrections import Corrections
from speaking_engine.doors.cli.main import COMMANDS, _loaded
from speaking_engine.doors.cli.options import Given, Label, grouped
from speaking_engine.errors import PictureError, UserError
from speaking_engine.project.choosing import check_choices, choose
from speaking_engine.project.document import DECLARED, PictureSource, Project
from speaking_engine.project.production import Production
from speaking_engine.work.hand import add_hand_face, parse_box, read_handles


@pytest.fixture
def project() -> Project:
    return Project(name="x", picture=PictureSource(path="a.png", sha256="0"))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_of_a_command_has_two_meanings(command: str) -> None:
    flags = [flag for option in _loaded(command).params for flag in (*option.opts, *option.secondary_opts)]
    assert [flag for flag in set(flags) if flags.count(flag) > 1] == []


def test_no_column_of_a_table_has_two_meanings() -> None:
    columns = [column for one in DECLARED.values() for column in one.columns]
    assert [column for column in set(columns) if columns.count(column) > 1] == []


def test_nothing_given_leaves_the_project_as_it_is(project: Project) -> None:
    project.choices.text = "Kept."
    before = project.model_dump()
    choose(project, {})

    assert project.model_dump() == before


def test_keys_are_set_kept_refused_and_cleared(project: Project) -> None:
    choose(project, {"amplitude_keys": ((0, 1), (4.5, 0.3))})
    choose(project, {"style": "lively"})
    with pytest.raises(UserError, match="does not come after"):
        choose(project, {"amplitude_keys": ((4, 1), (2, 1))})
    assert project.choices.amplitude_keys == ((0.0, 1.0), (4.5, 0.3))
    choose(project, {"amplitude_keys": ()})
    assert project.choices.amplitude_keys == ()


def test_a_blend_is_not_keyed_beyond_the_moving_face(project: Project) -> None:
    with pytest.raises(UserError, match=r"1\.5 at 2 s is not from 0 to 1"):
        choose(project, {"blend_keys": ((0, 0.5), (2, 1.5))})
    choose(project, {"amplitude_keys": ((0, 0.5), (2, 1.5))})


@pytest.mark.parametrize("keys", [[(2, 1), (1, 1)], [(0, 3)], [(-1, 1)], [(0, float("nan"))], [(0,)], "0:1"])
def test_keys_from_other_programs_are_checked(project: Project, keys: object) -> None:
    with pytest.raises(UserError, match="--amplitude-keys"):
        choose(project, {"amplitude_keys": keys})
    assert project.choices.amplitude_keys == ()


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
    Label(metadata=tmp_path / "other.json").apply(production)
    assert production.project.metadata == {"title": "Two", "hold": "claimed"}


def test_a_hold_is_lifted_for_as_long_as_a_person_lifts_it(production: Production, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: One\nhold: claimed\n")
    Label().apply(production)
    (remark,) = Label(hold="").apply(production)
    assert "still holds this work back (claimed)" in remark
    assert (production.hold, production.project.metadata) == ("", {"title": "One"})
    Label().apply(production)
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
    Label(metadata=tmp_path / "other.json").apply(production)
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
        Label().apply(production)
    except PictureError:
        return  # it cannot be read, so nothing goes on
    assert production.project.metadata["hold"]


def test_an_empty_option_takes_away_what_the_label_said(production: Production) -> None:
    Label(title="One", artist="after Raphael", hold="claimed", notes=["x"]).apply(production)
    Label(artist="", hold="", notes=[""]).apply(production)
    assert production.project.metadata == {"title": "One"}


def test_motion_options_find_their_choice_and_are_taken_away_by_name(project: Project) -> None:
    choose(project, {"motion": {"segment_s": "20", "join_s": "0.2"}})
    assert (project.choices.segment_s, project.choices.join_s, project.choices.motion) == (20, 0.2, None)
    choose(project, {"motion": {"segment_s": ""}})
    assert project.choices.segment_s is None
    with pytest.raises(UserError, match="no option 'segmnt_s'") as caught:
        choose(project, {"motion": {"segmnt_s": "3"}})
    assert "segment_s" in caught.value.hint
    choose(project, {"animator": "hallo", "motion": {"steps": "20"}})
    assert project.choices.motion == {"steps": "20"}


def test_a_recording_gives_way_to_a_voice(project: Project, tmp_path: Path) -> None:
    (tmp_path / "voice.wav").touch()
    choose(project, {"recording": str(tmp_path / "voice.wav")})
    choose(project, {"voice": "bf_emma"})
    assert project.choices.recording is None


def test_a_text_may_be_taken_from_a_recording_and_is_never_blank(project: Project) -> None:
    choose(project, {"text": ""})  # what refusals of words that are not heard ask for
    assert project.choices.text == ""
    with pytest.raises(UserError, match="no words in it"):
        choose(project, {"text": "  "})


def test_asking_for_a_writer_takes_given_words_away(project: Project) -> None:
    choose(project, {"text": "Given."})
    choose(project, {"writer": "template"})
    assert project.choices.text is None


WRONG = {
    "speed": 9,
    "seconds": 0,
    "seed": -1,
    "feather_px": -1,
    "amplitude": float("nan"),
    "blend": 2,
    "crispness": float("inf"),
    "style": "mad",
    "tone": "funny",
    "preset": "musem",
    "policy": "strickt",
    "writer": "tempalte",
    "detector": "mtccn",
    "language": "klingon",
    "voice": "zz_bob",
    "recording": "/nowhere/voice.wav",
    "animator": "headd",
    "rate": "fast",
    "shape": "star",
    "resolution": "900p",
    "renderer": "blendr",
    "way": "stripes",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_a_sentence_that_names_the_option(project: Project, name: str) -> None:
    before = project.model_dump()
    with pytest.raises(UserError, match=DECLARED[name].flag):
        choose(project, {name: WRONG[name]})
    assert project.model_dump() == before


@pytest.mark.parametrize(
    ("name", "near"),
    [("preset", "museum"), ("writer", "template"), ("resolution", "1080p"), ("animator", "head")],
)
def test_the_nearest_name_is_told(project: Project, name: str, near: str) -> None:
    wrong = {"resolution": "1080"} | WRONG
    with pytest.raises(UserError) as caught:
        choose(project, {name: {"resolution": "1080"}.get(name, wrong[name])})
    assert f"Did you mean {near}?" in caught.value.hint


def test_a_project_of_another_program_is_checked_before_any_work(project: Project) -> None:
    project.choices.voice, project.choices.resolution = "bf_emma", "900p"
    with pytest.raises(UserError, match="no resolution '900p'"):
        check_choices(project)


def test_a_speaker_and_a_language_may_differ(project: Project) -> None:
    choose(project, {"voice": "bf_emma", "text": "Good evening.", "speed": 1.1})
    choose(project, {"voice": "am_michael"}, speaker="f1")
    choose(project, {"text": "Bonsoir.", "voice": "af_heart"}, language="fr")
    choose(project, {"speed": 0.9}, speaker="f1", language="fr")
    plain, other = project.choices_for(), project.choices_for(speaker="f1")
    french = project.choices_for(speaker="f1", language="fr")
    assert (plain.voice, other.voice, french.voice) == ("bf_emma", "am_michael", "am_michael")
    assert (plain.text, french.text, french.language) == ("Good evening.", "Bonsoir.", "fr")
    assert (plain.speed, other.speed, french.speed) == (1.1, 1.1, 0.9)
    with pytest.raises(UserError, match="--resolution cannot differ"):
        choose(project, {"resolution": "720p"}, speaker="f1")
    with pytest.raises(UserError, match="--seed cannot differ"):
        choose(project, {"seed": 3}, language="fr")
    assert Project.model_validate(project.model_dump(mode="json")) == project


def test_an_override_of_another_program_is_checked(project: Project) -> None:
    for wrong in (
        {"cast": {"f0": {"seed": 3}}},
        {"cast": {"f0": {"speed": 9}}},
        {"versions": {"fr": {"x": 1}}},
    ):
        with pytest.raises(ValidationError):
            Project.model_validate(project.model_dump() | wrong)


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "1;2;3;4"])
def test_a_box_of_another_form_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="not a box"):
        parse_box(text)


def test_the_same_box_twice_is_one_face(project: Project) -> None:
    for _ in range(2):
        add_hand_face(project, parse_box("1,2,30,40"))
    add_hand_face(project, parse_box("9,9,30,40"))
    assert [face.id for face in project.hand_faces] == ["h0", "h1"]


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
    assert row.options == {"--speakers": "1", "--text": 'One "two"', "--approved-by": "M. D."}
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
    [(b"a,b\n1,2\n", "no column `image`"), (b"", "no column")],
)
def test_a_table_that_is_none_is_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(UserError, match=said):
        read_table(tmp_path / "t.csv")
    with pytest.raises(UserError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize("text", ["nan,1,2,3", "0,0,inf,5", "1,2,0,5", "1,2,3,-4"])
def test_a_box_without_area_is_never_saved(project: Project, text: str) -> None:
    with pytest.raises(UserError, match="not a box"):
        parse_box(text)
    assert project.hand_faces == []


@pytest.mark.parametrize("one", DECLARED.values(), ids=DECLARED)
def test_the_help_of_every_choice_tells_its_range_and_default(one: Declared) -> None:
    numbers = {float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", one.help)}
    for limit in (one.choice.low, one.choice.high):
        assert limit is None or limit in numbers, one.help
    if one.kind in (int, float) and one.default is not None:
        assert one.default in numbers, one.help
    if isinstance(one.choice.one_of, dict):
        assert all(name in one.help for name in one.choice.one_of), one.help


@dataclasses.dataclass
class Made:
    ROOM: ClassVar[str] = "Words"
    warmth: Annotated[float, Choice("How warmly it is said", low=0, high=3)] = 1.0


def test_a_choice_is_declared_once_and_found_in_all_doors() -> None:
    (one,) = declared(Made)
    assert (one.flag, one.columns, one.kind) == ("--warmth", ("warmth",), float)
    app = typer.Typer()
    got: list[Given] = []

    @app.command()
    @grouped
    def speak(given: Annotated[Given, Made]) -> None:
        got.append(given)

    answer = CliRunner().invoke(app, ["--warmth", "2"])
    assert answer.exit_code == 0, answer.output
    assert got == [{"warmth": 2.0}]
    assert arguments_of({"--warmth": "2"}) == ["--warmth", "2"]
    with pytest.raises(UserError, match=r"--warmth cannot be 4"):
        one.refuse(4.0)


def test_what_blender_and_people_read_of_the_choices_is_what_the_rooms_declare() -> None:
    """If this fails: `uv run python scripts/write_choices.py`."""
    script = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "write_choices.py"))
    assert script["CHOICES_JSON"].read_text("utf8") == script["choices_json"]()
    assert script["CHOICES_MD"].read_text("utf8") == script["choices_md"]()


def test_a_table_in_a_log_is_whole(capfd: pytest.CaptureFixture[str]) -> None:
    sentence = "The face is cut by the picture's edge. " * 8
    table = Table("row", "what happened")
    table.add_row("1", sentence)
    show_table(table)
    assert sentence.strip() in capfd.readouterr().err
