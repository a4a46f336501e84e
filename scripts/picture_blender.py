"""Makes the pictures of the Blender guide in a real window of a Blender that has the extension.

    blender --python scripts/picture_blender.py -- NAME.speaking PROFILE.jpg --out docs/img

NAME.speaking is a production with words, PROFILE.jpg a picture with a face in profile. No mouse is needed;
where there is no screen, `xvfb-run -s "-screen 0 1920x1080x24"` gives one,
and ImageMagick's `import` takes the pictures if it is there.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np

WIDTH_PX, QUALITY = 1400, 88
PATIENCE = 4
"""Ticks of 0.3 s until everything is drawn."""
TRIES, STILL_WITHIN, BLACK_BELOW = 20, 0.001, 0.05
"""Of pictures of the window, in levels of 1: two that follow one another are alike, and not black."""
TO_THE_WORDS = 18
"""How many notches of the wheel below the first panel the words of the motion are."""
BOX = (0.30, 0.15, 0.45, 0.60)
"""Of the profile's picture, for a face whose box is not given: x, y, width, height as parts of its size."""


def pictures(options: argparse.Namespace) -> Iterator[None]:
    """Go through the guide, taking a picture at each station; a step at each tick."""
    out = options.out.resolve()
    yield from sidebar("VIEW_3D")
    bpy.ops.speaking.open_production(directory=str(options.production.resolve()))
    yield from until_idle()
    bpy.ops.speaking.animate()
    yield from until_idle()
    yield from shot(out / "blender_steps.jpg")
    bpy.ops.speaking.build_stage()
    production = bpy.context.scene.speaking_shown
    production.active_cue = max(
        range(len(production.cues)), key=lambda place: production.cues[place].opening_mm, default=0
    )
    scroll("VIEW_3D", TO_THE_WORDS)
    yield from shot(out / "blender_window.jpg")
    yield from shown_in("SEQUENCE_EDITOR")
    show_all_strips()
    yield from shot(out / "blender_sequencer.jpg")
    yield from shown_in("VIEW_3D")
    bpy.ops.speaking.open_artwork(filepath=str(options.profile.resolve()))
    yield from until_idle()
    scroll("VIEW_3D", -TO_THE_WORDS)
    production = bpy.context.scene.speaking_shown
    width, height = production.size_px
    bpy.ops.speaking.add_face("EXEC_DEFAULT")
    face = production.faces[production.active_face]
    face.box_px = options.box or [part * side for part, side in zip(BOX, (width, height) * 2, strict=True)]
    bpy.ops.speaking.place_handles(handle_set=options.looks)
    yield from waited(PATIENCE)
    yield from shot(out / "blender_profile.jpg")
    bpy.ops.wm.read_homefile()
    yield from waited(PATIENCE)  # the window of this tick is gone with its file
    yield from sidebar("VIEW_3D")
    hide_engine()
    yield from install_dialog()
    yield from shot(out / "blender_install.jpg")


def hide_engine() -> None:
    """Let the extension find no engine from now on, as on the first day."""
    bpy.context.preferences.system.use_online_access = True
    name = type(bpy.context.scene.speaking).__module__.rpartition(".")[0]
    found = sys.modules[f"{name}.preferences"]
    found.find_python = lambda *_: ""
    found.look_again()


def install_dialog() -> Iterator[None]:
    """Open the dialog of *Install engine* left of its button."""
    area = largest()
    window().cursor_warp(area.x + area.width // 2, area.y + area.height * 3 // 4)
    yield from waited(PATIENCE)
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window(), area=area, region=region):
        bpy.ops.speaking.install_engine("INVOKE_DEFAULT")
    yield from waited(PATIENCE)


def largest() -> bpy.types.Area:
    """Return the area that the guide is about."""
    return max(window().screen.areas, key=lambda area: area.width * area.height)


def shown_in(kind: str) -> Iterator[None]:
    """Let the large area be another editor, with the tab Speaking beside it."""
    area = largest()
    area.ui_type = kind
    if kind == "SEQUENCE_EDITOR":
        area.spaces.active.view_type = "SEQUENCER_PREVIEW"
    yield from sidebar(kind)


def show_all_strips() -> None:
    """Let the sequencer show all channels, those of sounds and captions, too."""
    area = largest()
    region = next(region for region in area.regions if region.type == "WINDOW")
    with bpy.context.temp_override(window=window(), area=area, region=region):
        bpy.ops.sequencer.view_all()


def sidebar(kind: str) -> Iterator[None]:
    """Show the tab Speaking in the editors of a kind."""
    areas = [area for area in window().screen.areas if area.type == kind]
    for area in areas:
        area.spaces.active.show_region_ui = True
    yield from waited(PATIENCE)
    for area in areas:
        panels(area).active_panel_category = "Speaking"
    yield from waited(PATIENCE)


def panels(area: bpy.types.Area) -> bpy.types.Region:
    """Return the region of an area's sidebar."""
    return next(region for region in area.regions if region.type == "UI")


def scroll(kind: str, down: int) -> None:
    """Move the panels down or up by so many notches of a wheel."""
    area = next(area for area in window().screen.areas if area.type == kind)
    with bpy.context.temp_override(window=window(), area=area, region=panels(area)):
        for _ in range(abs(down)):
            (bpy.ops.view2d.scroll_down if down > 0 else bpy.ops.view2d.scroll_up)()


def until_idle() -> Iterator[None]:
    """Wait for the engine."""
    yield from waited(PATIENCE)
    while bpy.context.window_manager.speaking_job.state == "running":
        yield
    yield from waited(PATIENCE)


def waited(ticks: int) -> Iterator[None]:
    """Let the window be drawn."""
    for _ in range(ticks):
        yield


def shot(path: Path) -> Iterator[None]:
    """Write what the window shows as a JPEG of the guide's width, once it is drawn and stands still.

    Raises
    ------
    RuntimeError
        It is black or still changes after many tries: a screen that shows nothing must be no picture.
    """
    raw = path.with_suffix(".png")
    before = np.zeros(0)
    bpy.ops.wm.redraw_timer(type="DRAW_WIN_SWAP", iterations=1)  # a slow machine has not drawn it yet
    for _ in range(TRIES):
        yield from waited(PATIENCE)
        if taker := shutil.which("import"):  # Blender's own is black where a software OpenGL draws
            subprocess.run([taker, "-window", "root", str(raw)], check=True)
        else:
            bpy.ops.screen.screenshot(filepath=str(raw), check_existing=False)
        image = bpy.data.images.load(str(raw))
        pixels = np.empty(len(image.pixels), np.float32)
        image.pixels.foreach_get(pixels)
        colours = pixels.reshape(-1, 4)[:, :3]
        is_still = before.shape == colours.shape and np.abs(colours - before).mean() < STILL_WITHIN
        before = colours
        if is_still and colours.mean() > BLACK_BELOW:
            width, height = image.size
            image.scale(WIDTH_PX, round(height * WIDTH_PX / width))
            image.file_format = "JPEG"
            image.save(filepath=str(path), quality=QUALITY)
        bpy.data.images.remove(image)
        raw.unlink()
        if is_still and colours.mean() > BLACK_BELOW:
            return
    raise RuntimeError(f"{path.name}: the window is black or never stands still.")


def window() -> bpy.types.Window:
    """Return the first window."""
    return bpy.context.window_manager.windows[0]


def main() -> None:
    """Begin once the window is there, and close Blender at the end."""
    parser = argparse.ArgumentParser(prog="picture_blender.py", description="Picture the Blender guide.")
    parser.add_argument("production", type=Path, help="NAME.speaking, which has words")
    parser.add_argument("profile", type=Path, help="a picture with a face in profile")
    parser.add_argument("--box", type=float, nargs=4, metavar="PX", help="its face: x y width height")
    parser.add_argument("--looks", default="profile_left", choices=("profile_left", "profile_right"))
    parser.add_argument("--out", type=Path, default=Path("docs/img"), help="folder for the pictures")
    arguments = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    steps = pictures(parser.parse_args(arguments))

    def tick() -> float | None:
        try:
            with bpy.context.temp_override(window=window()):
                next(steps)
        except StopIteration:
            bpy.ops.wm.quit_blender()
            return None
        except Exception:  # noqa: BLE001 - a timer's error would leave the window open for ever
            traceback.print_exc()
            bpy.ops.wm.quit_blender()
            return None
        return 0.3

    bpy.context.preferences.view.show_splash = False
    bpy.app.timers.register(tick, first_interval=2.0, persistent=True)  # the last picture is of a new file


main()
