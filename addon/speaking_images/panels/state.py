"""Where the engine stands: two rows above all panels, the editors' headers, and the status bar."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..preferences import engine_python
from ..settings import SpeakingJob, SpeakingProduction, job, production
from ..words import is_approved

HEADERS = ("VIEW3D_HT_header", "SEQUENCER_HT_header", "IMAGE_HT_header", "STATUSBAR_HT_header")
LABELS = {
    "known": "Opening", "save": "Saving", "run": "Working", "install": "Installing the engine",
    "artwork": "Reading the picture", "faces": "Finding faces", "script": "Writing", "speech": "Speaking",
    "performance": "Acting", "clip": "Moving the faces", "composite": "Laying in", "render": "Rendering",
    "film": "Rendering", "frames": "Rendering", "head": "Fitting the head",
    "doctor": "Checking the engine", "approve": "Signing", "correct": "Taking over corrections",
    "batch": "Rendering a batch", "say": "Trying a voice",
    "export": "Exporting", "rows": "Reading the table", "show": "Showing curves and scene",
}  # fmt: skip
"""What an action or a stage is called while it is at work."""


def next_step(found: SpeakingProduction) -> tuple[str, str]:
    """Return what comes next, in words, and the button for it."""
    steps = (
        (bool(found.folder), "Begin with a picture", "speaking.open_artwork"),
        (
            Path(bpy.path.abspath(found.folder)).is_dir(),
            "The production was moved",
            "speaking.find_production",
        ),
        (bool(found.faces), "Next: who is in the picture?", "speaking.find_faces"),
        (bool(found.lines), "Next: what is said", "speaking.write_script"),
        (any(line.sound for line in found.lines), "Next: the voice", "speaking.speak"),
        (bool(found.plan), "Next: the movement", "speaking.animate"),
        (is_approved(found), "Next: read the words and sign them", "speaking.approve_script"),
        (bool(found.film), "Next: the film", "speaking.render_film"),
    )
    waiting = ((words, button) for is_done, words, button in steps if not is_done)
    return next(waiting, ("The film is there", "speaking.show_film"))


class StatePanel:
    """The state and the next step; always two rows, so that nothing below it moves under the mouse."""

    name, title = "state", "State"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the two rows."""
        mirror = job(context)
        column = self.layout.box().column()  # a ground: without a header these rows would lie on the painting
        upper, lower = column.row(align=True), column.row(align=True)
        lower.scale_y = 1.2
        if mirror.state == "running":
            _draw_bar(upper, mirror)
            lower.label(text=mirror.note)
        elif mirror.state == "failed":
            _draw_failure(upper, mirror)
            lower.label(text=mirror.hint)
        elif not engine_python():
            _draw_no_engine(upper, lower)
        else:
            words, operator = next_step(production(context))
            upper.label(text=words, icon="INFO")
            lower.operator(operator)


def draw(header: bpy.types.Header, context: bpy.types.Context) -> None:
    """Draw the bar while there is work, and what stopped it until it is put away."""
    mirror = job(context)
    if mirror is None or mirror.state not in {"running", "failed"}:
        return
    row = header.layout.row(align=True)
    if mirror.state == "running":
        _draw_bar(row, mirror)
    else:
        _draw_failure(row, mirror)


def register() -> None:
    """Hang it on the headers."""
    for name in HEADERS:
        getattr(bpy.types, name).append(draw)


def unregister() -> None:
    """Take it off again."""
    for name in HEADERS:
        getattr(bpy.types, name).remove(draw)


def _draw_bar(row: bpy.types.UILayout, mirror: SpeakingJob) -> None:
    doing = mirror.stage or mirror.action
    row.progress(factor=mirror.fraction, text=LABELS.get(doing, doing.capitalize()))
    row.operator("speaking.cancel", text="", icon="X")


def _draw_failure(row: bpy.types.UILayout, mirror: SpeakingJob) -> None:
    words = row.row(align=True)
    words.alert = True
    words.operator("speaking.show_message", text=mirror.sentence, icon="ERROR")
    row.operator("speaking.put_away", text="", icon="X")


def _draw_no_engine(upper: bpy.types.UILayout, lower: bpy.types.UILayout) -> None:
    if bpy.app.online_access:
        upper.label(text="No engine yet", icon="INFO")
        lower.operator("speaking.install_engine", icon="IMPORT")
    else:
        upper.label(text="No engine yet, and Blender is offline", icon="INTERNET_OFFLINE")
        lower.operator("extensions.userpref_allow_online", text="Allow online access", icon="INTERNET")
