"""The command line's options, room by room; an option that is not given leaves the production as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from speaking_engine.clip.keys import EXAMPLE, parse_keys
from speaking_engine.errors import UserError
from speaking_engine.media.rate import parse_rate
from speaking_engine.project.document import Project
from speaking_engine.script.textfile import read_text_file
from speaking_engine.service.answer import say
from speaking_engine.service.choosing import choose, choose_all

Target = Annotated[Path, typer.Argument(help="A picture file, or a production folder (NAME.speaking).")]


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are kept and how the command answers."""

    production: Annotated[
        Path | None,
        typer.Option(
            help="Production folder; default: NAME.speaking in the current folder.", show_default=False
        ),
    ] = None
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on stdout and all else on stderr.")
    ] = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is said."""

    text: Annotated[
        str | None,
        typer.Option(help="The words, given: up to 20,000 characters a speaker.", rich_help_panel="Words"),
    ] = None
    text_file: Annotated[
        Path | None,
        typer.Option(help="The words, in a file: text, RTF, SRT or WebVTT.", rich_help_panel="Words"),
    ] = None
    writer: Annotated[
        str | None,
        typer.Option(
            help="Who writes if no words are given: template (default), llama, openai.",
            rich_help_panel="Words",
        ),
    ] = None
    seconds: Annotated[
        float | None,
        typer.Option(
            help="Wanted length of a written text: above 0 to 600 s; default 18.", rich_help_panel="Words"
        ),
    ] = None
    language: Annotated[
        str | None, typer.Option(help="Language tag, see `voices`; default en-us.", rich_help_panel="Words")
    ] = None
    seed: Annotated[
        int | None,
        typer.Option(help="Of every random choice: 0 or above; default 0.", rich_help_panel="Words"),
    ] = None
    tone: Annotated[
        str | None,
        typer.Option(
            help="Template: plain, thoughtful, welcoming, wry; default: drawn by the seed.",
            rich_help_panel="Words",
        ),
    ] = None
    preset: Annotated[
        str | None,
        typer.Option(help="Prompt: museum (default), paper, paper-metadata.", rich_help_panel="Words"),
    ] = None
    policy: Annotated[
        str | None,
        typer.Option(
            help="Claims that nothing supports: strict (default), flag or free.", rich_help_panel="Words"
        ),
    ] = None
    model: Annotated[
        str | None, typer.Option(help="GGUF file (llama), or model name (openai).", rich_help_panel="Words")
    ] = None
    eyes: Annotated[
        str | None, typer.Option(help="The GGUF model's projector file.", rich_help_panel="Words")
    ] = None
    model_url: Annotated[
        str | None,
        typer.Option(help="Server of `openai`; default http://127.0.0.1:11434/v1.", rich_help_panel="Words"),
    ] = None
    approved_by: Annotated[
        str | None, typer.Option(help="Who answers for these words, today.", rich_help_panel="Words")
    ] = None

    def apply(self, project: Project) -> None:
        """Set the words; asking for a writer takes given words away."""
        given = self.text
        if self.text_file is not None:
            remarks: list[str] = []
            given = read_text_file(self.text_file, remarks)
            for remark in remarks:
                say(remark, "note")
        if self.writer is not None and given is None:
            project.choices.text = None
        choose(project, text=given)
        choose_all(project, self, but=("text", "text_file", "approved_by"))


@dataclass(frozen=True, slots=True)
class Sound:
    """Which voice says it."""

    voice: Annotated[
        str | None, typer.Option(help="See `voices`; default: after the face.", rich_help_panel="Voice")
    ] = None
    speed: Annotated[
        float | None,
        typer.Option(help="Factor on the voice's speed: 0.5 to 2; default 1.", rich_help_panel="Voice"),
    ] = None
    audio: Annotated[
        Path | None,
        typer.Option(help="An actor's recording; its words with --text-file.", rich_help_panel="Voice"),
    ] = None

    def apply(self, project: Project) -> None:
        """Set the voice; naming one takes a recording away."""
        if self.audio is not None:
            choose(project, recording=str(self.audio.resolve()))
        elif self.voice is not None:
            project.choices.recording = None
        choose_all(project, self, but=("audio",))


@dataclass(frozen=True, slots=True)
class Movement:
    """How the face moves."""

    animator: Annotated[
        str | None, typer.Option(help="mesh (default), hallo, ...", rich_help_panel="Motion")
    ] = None
    style: Annotated[
        str | None, typer.Option(help="portrait (default), restrained or lively.", rich_help_panel="Motion")
    ] = None
    amplitude: Annotated[
        float | None,
        typer.Option(help="Factor on all movement: 0 to 2; default 1.", rich_help_panel="Motion"),
    ] = None
    amplitude_keys: Annotated[
        str | None,
        typer.Option(
            help=f"SECONDS:FACTOR in the film's time: '{EXAMPLE}'; '' for none.", rich_help_panel="Motion"
        ),
    ] = None
    rate: Annotated[
        str | None,
        typer.Option(
            help="Frames a second: 1 to 240, as 29.97 or 30000/1001; default 25.", rich_help_panel="Motion"
        ),
    ] = None
    motion: Annotated[
        list[str] | None,
        typer.Option(help="segment_s=20, join_s, ...: see docs/motion.md.", rich_help_panel="Motion"),
    ] = None

    def apply(self, project: Project) -> None:
        """Set the motion."""
        if self.rate is not None:
            parse_rate(self.rate)
        for option in self.motion or ():
            name, value = _name_and_value(option)
            others = {known: kept for known, kept in project.choices.motion.items() if known != name}
            project.choices.motion = others | ({name: value} if value else {})
        if self.amplitude_keys is not None:
            choose(project, amplitude_keys=list(parse_keys(self.amplitude_keys)))
        choose_all(project, self, but=("motion", "amplitude_keys"))


@dataclass(frozen=True, slots=True)
class Film:
    """What the film looks like."""

    feather: Annotated[
        float | None,
        typer.Option(
            help="Feather of the face's edge: 0 px or above, in artwork pixels; default 8 % of the region.",
            rich_help_panel="Film",
        ),
    ] = None
    shape: Annotated[
        str | None, typer.Option(help="rounded_box (default), box or ellipse.", rich_help_panel="Film")
    ] = None
    blend: Annotated[
        float | None, typer.Option(help="0 (still) to 1 (moving); default 1.", rich_help_panel="Film")
    ] = None
    resolution: Annotated[
        str | None,
        typer.Option(help="native (default), 2160p, 1440p, 1080p or 720p.", rich_help_panel="Film"),
    ] = None
    loudness: Annotated[
        float | None,
        typer.Option(help="Of the film: -40 to -5 LUFS; default -16.", rich_help_panel="Film"),
    ] = None
    peak: Annotated[
        float | None,
        typer.Option(help="True peak of the film: -20 to 0 dBTP; default -1.", rich_help_panel="Film"),
    ] = None
    channels: Annotated[
        str | None, typer.Option(help="stereo (default) or mono.", rich_help_panel="Film")
    ] = None
    renderer: Annotated[
        str | None, typer.Option(help="auto (default), engine or blender.", rich_help_panel="Film")
    ] = None
    way: Annotated[
        str | None,
        typer.Option(
            help="How Blender renders: strips (fast, default) or planes (3D scene).", rich_help_panel="Film"
        ),
    ] = None
    final: Annotated[
        bool, typer.Option("--final", help="Only if a person approved the words.", rich_help_panel="Film")
    ] = False
    unapproved: Annotated[
        bool, typer.Option("--unapproved", help="Final, though nobody approved.", rich_help_panel="Film")
    ] = False
    out: Annotated[
        Path | None,
        typer.Option(help="The film, NAME.mp4; default: film.mp4 in the production.", rich_help_panel="Film"),
    ] = None

    def apply(self, project: Project) -> None:
        """Set the film."""
        choose_all(project, self, but=("final", "unapproved", "out"))


def _name_and_value(option: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in option.partition("="))
    if not name or not sign:
        raise UserError(
            f"--motion {option!r} is not NAME=VALUE.", hint="Write segment_s=20; segment_s= takes it away."
        )
    return name, value
