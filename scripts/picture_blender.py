"""Makes the pictures of the Blender guide in a real window of a Blender that has the extension.

    blender --python scripts/picture_blender.py -- NAME.speaking PROFILE.jpg --out docs/img

NAME.speaking is an animated production, PROFILE.jpg a picture with a face in profile. No mouse is needed;
where there is no screen, `xvfb-run -s "-screen 0 1920x1080x24"` gives one.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import bpy

WIDTH_PX, QUALITY = 1400, 88
PATIENCE = 10
"""Ticks of 0.3 s until everything is drawn."""
BOX = (0.30, 0.15, 0.45, 0.60)
"""Of the profile's picture, for a face whose box is not given: x, y, width, height as parts of its size."""


def pictures(options: argparse.Namespace) -> Iterator[None]:
    """Go through the guide, taking a picture at each station; a step at each tick."""
    out = options.out.resolve()
    yield from opened_sidebar()
    bpy.ops.speaking.open_production(directory=str(options.production.resolve()))
    yield from until_idle()
    production = bpy.context.scene.speaking_shown
    production.active_cue = max(
        range(len(production.cues)), key=lambda place: production.cues[place].opening_mm, default=0
    )
    yield from shot(out / "blender_window.jpg")
    bpy.ops.speaking.open_artwork(filepath=str(options.profile.resolve()))
    yield from until_idle()
    production = bpy.context.scene.speaking_shown
    width, height = production.size_px
    bpy.ops.speaking.add_face("EXEC_DEFAULT")
    face = production.faces[production.active_face]
    face.box_px = options.box or [part * side for part, side in zip(BOX, (width, height) * 2, strict=True)]
    bpy.ops.speaking.place_handles(handle_set=options.looks)
    yield from shot(out / "blender_profile.jpg")


def opened_sidebar() -> Iterator[None]:
    """Show the tab Speaking beside a viewport that has the whole window."""
    for area in window().screen.areas:
        if area.type == "VIEW_3D":
            area.spaces.active.show_region_ui = True
    yield from waited(PATIENCE)
    for area in window().screen.areas:
        for region in area.regions if area.type == "VIEW_3D" else ():
            if region.type == "UI":
                region.active_panel_category = "Speaking"
    yield from waited(PATIENCE)


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
    """Write what the window shows as a JPEG of the guide's width."""
    yield from waited(PATIENCE)
    bpy.ops.wm.redraw_timer(type="DRAW_WIN_SWAP", iterations=1)  # a slow machine has not drawn it yet
    raw = path.with_suffix(".png")
    bpy.ops.screen.screenshot(filepath=str(raw), check_existing=False)
    image = bpy.data.images.load(str(raw))
    width, height = image.size
    image.scale(WIDTH_PX, round(height * WIDTH_PX / width))
    image.file_format = "JPEG"
    image.save(filepath=str(path), quality=QUALITY)
    bpy.data.images.remove(image)
    raw.unlink()


def window() -> bpy.types.Window:
    """Return the first window."""
    return bpy.context.window_manager.windows[0]


def main() -> None:
    """Begin once the window is there, and close Blender at the end."""
    parser = argparse.ArgumentParser(prog="picture_blender.py", description="Picture the Blender guide.")
    parser.add_argument("production", type=Path, help="an animated NAME.speaking")
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
    bpy.app.timers.register(tick, first_interval=2.0)


main()
