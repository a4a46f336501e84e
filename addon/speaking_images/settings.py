"""What a person typed and corrected, kept in the .blend; and a mirror of the job under way."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from speaking_engine.errors import UserError

from .fields import export_targets, fields
from .menus import GENDERS, HANDLE_SETS
from .stage import keep
from .stage.compat import sequencer_scene
from .stage.head_matte import TINTS, show_matte
from .stage.trims import use_drawn_mask


def _can_be_mask(face: SpeakingFace, image: bpy.types.Image) -> bool:
    """Keep out movies, and the artwork: a mask is read as numbers, which would change its colours."""
    artwork = bpy.path.abspath(face.id_data.speaking.artwork)
    if image.source == "MOVIE" or image.type in {"RENDER_RESULT", "COMPOSITING"}:
        return False
    return not image.filepath or bpy.path.abspath(image.filepath) != artwork


def _wire_mask(face: SpeakingFace, context: bpy.types.Context) -> None:  # noqa: ARG001 - an update's form
    """Show the new mask in the scene, if that is built."""
    use_drawn_mask(face.name, face.drawn_mask, face.id_data.speaking.key)


def _show_mattes(face: SpeakingFace, context: bpy.types.Context) -> None:  # noqa: ARG001 - an update's form
    """Show the mattes in the scene, if that is built."""
    for kind in TINTS:
        show_matte(kind, face.name, getattr(face, kind), face.id_data.speaking.key)


class SpeakingHandle(bpy.types.PropertyGroup):
    """One landmark placed by hand; `name` says which."""

    what: StringProperty(description="Which point of the face this is, in words")
    at_px: FloatVectorProperty(
        name="At", size=2, description="Place of this landmark in artwork pixels from the top left"
    )
    start_px: FloatVectorProperty(size=2, description="Where it was before anybody moved it")
    is_placed: BoolProperty(
        default=True, description="It is where a hand or the program put it; else it follows those that are"
    )


class SpeakingFace(bpy.types.PropertyGroup):
    """One face; `name` is its id."""

    speaks: BoolProperty(name="Speaks", description="This face speaks in the film", default=False)
    box_px: FloatVectorProperty(
        name="Box", size=4, description="x, y, width, height in artwork pixels from the top left"
    )
    found_box_px: FloatVectorProperty(size=4, description="Where the detector found it, in artwork pixels")
    added: BoolProperty(description="Drawn by hand")
    gender: EnumProperty(name="Gender", items=GENDERS, description="Apparent, only for choosing a voice")
    found_gender: StringProperty(description="Apparent gender as the model saw it")
    wish: StringProperty(description="What the project remembers of this face, as JSON")
    text: StringProperty(name="Text", description="What this face says where several speak")
    voice: StringProperty(name="Voice", description="Voice of this face alone; empty for that of all")
    kept_voice: StringProperty(description="The voice of its own that the production has for this face")
    heard: StringProperty(description="The voice that spoke its lines last")
    drawn_mask: PointerProperty(
        name="Drawn mask",
        type=bpy.types.Image,
        poll=_can_be_mask,
        update=_wire_mask,
        description="Picture over the face's region: white moves, black stays; empty for the shape",
    )
    occluder: PointerProperty(
        name="Before it",
        type=bpy.types.Image,
        poll=_can_be_mask,
        update=_show_mattes,
        description="Picture over the whole work: white lies before the face and stays; empty to look for it",
    )
    head_matte: PointerProperty(
        name="Its head",
        type=bpy.types.Image,
        poll=_can_be_mask,
        update=_show_mattes,
        description="Picture over the whole work: white is head and hair, and turns; empty to look for it",
    )
    kept_mattes: StringProperty(description="The mattes that the production has, as JSON")
    confidence: FloatProperty(min=0, max=1, description="How sure the detector is, 0 to 1")
    quality: StringProperty(description="What to know before animating this face")
    thumbnail: StringProperty(subtype="FILE_PATH", description="Picture of this face")
    starts: StringProperty(description="By set, the handles that the program placed, as JSON")
    handle_set: EnumProperty(name="Handles", items=HANDLE_SETS, description="Landmarks placed by hand")
    handles: CollectionProperty(type=SpeakingHandle, description="Landmarks placed by hand")


class SpeakingLine(bpy.types.PropertyGroup):
    """One sentence of the script; `name` is the face that says it."""

    text: StringProperty(description="The sentence")
    grounds: StringProperty(description="What supports this sentence; empty if it states nothing")
    doubts: StringProperty(description="What it states that nothing supports")
    sound: StringProperty(subtype="FILE_PATH", description="WAV of the line it belongs to")


OPENING = "Widest opening at this word in mm, of a mouth 50 mm wide: set it, then animate"


class SpeakingVoice(bpy.types.PropertyGroup):
    """One voice in the list that one chooses from; `name` is all that is searched."""

    voice: StringProperty(description="What the engine calls it; empty for the one that suits the face")
    title: StringProperty(description="Its own name")
    about: StringProperty(description="What it is")


class SpeakingCue(bpy.types.PropertyGroup):
    """One word of a performance; `name` is the word."""

    face: StringProperty(description="Who says it")
    phonemes: StringProperty(description="Its sounds")
    frame: IntProperty(description="Frame at which the mouth is widest in it")
    seconds: FloatProperty(description="Time of the film at which it begins")
    opening_mm: FloatProperty(
        name="Opening", min=0, max=20, soft_max=14, precision=1, options=set(), description=OPENING
    )
    told_mm: FloatProperty(description="Its widest opening as the engine told it")
    key: StringProperty(description='How corrections know it: "the", and "the#2" when it is said again')
    fault: StringProperty(description="What to look at: lips too fast, or that do not meet")


def _jump_to_cue(production: SpeakingProduction, context: bpy.types.Context) -> None:
    """Go to where the mouth is widest in the word that was clicked, in the window's scene and the film."""
    if 0 <= production.active_cue < len(production.cues):
        for scene in filter(None, {context.scene, sequencer_scene(context)}):
            scene.frame_current = production.cues[production.active_cue].frame


class SpeakingNote(bpy.types.PropertyGroup):
    """One sentence for the person, such as a fallback; `name` is the stage it comes from."""

    text: StringProperty(description="What had to be decided")


class SpeakingProduction(bpy.types.PropertyGroup):
    """Everything of one production that is shown in the panels."""

    key: StringProperty(description="Names this production among others in the file")
    base: StringProperty(description="What was edited, as the engine last had it, as JSON")
    folder: StringProperty(name="Production", subtype="DIR_PATH", description="Folder of the production")
    seen: StringProperty(description="Digest of the project as it was read")
    artwork: StringProperty(subtype="FILE_PATH", description="The picture, upright and in sRGB")
    size_px: bpy.props.IntVectorProperty(size=2, description="Width and height of the artwork in pixels")
    title: StringProperty(name="Title", description="Title of the work, as on the label")
    artist: StringProperty(name="Artist", description="Artist with qualifier, such as: workshop of Rembrandt")
    date: StringProperty(name="Date", description="Date as printed, such as: c. 1665")
    metadata: StringProperty(description="The whole label as JSON")

    faces: CollectionProperty(type=SpeakingFace, description="All faces, the likely speaker first")
    active_face: IntProperty(name="Face", description="The face that is edited")
    active_handle: IntProperty(name="Handle", description="The handle whose place is shown below the list")
    handle_sets: StringProperty(description="The sets of handles and where they start, as JSON")
    offers: StringProperty(description="By choice, the names that the engine offers, as JSON")
    removed: StringProperty(default="[]", description="Boxes of found faces taken away, as JSON")

    text: StringProperty(name="Text", description="What is said; empty lets the writer write it")
    text_block: PointerProperty(
        name="Text file", type=bpy.types.Text, description="Text with what is said, instead of the line above"
    )
    lines: CollectionProperty(type=SpeakingLine, description="The script, sentence by sentence")
    approved: StringProperty(description="Digest of the text that a person approved")
    approved_wish: StringProperty(description="Digest of what that text was made from")
    approved_by: StringProperty(description="Who approved it, and when")

    performances: StringProperty(description="What the curves of the faces were drawn from, as JSON")
    cues: CollectionProperty(type=SpeakingCue, description="The words, with time, sounds and opening")
    active_cue: IntProperty(name="Word", update=_jump_to_cue, description="Click a word to go to its frame")

    plan: StringProperty(subtype="FILE_PATH", description="What the scene is built from")
    film: StringProperty(subtype="FILE_PATH", description="The finished film")
    export_target: EnumProperty(
        name="Export for", items=export_targets, options=set(), description="Where the work is to be shown"
    )
    exports: CollectionProperty(type=SpeakingNote, description="What was exported, and where it lies")
    notes: CollectionProperty(type=SpeakingNote, description="What had to be decided for you")


SpeakingProduction.__annotations__ |= fields()


class SpeakingJob(bpy.types.PropertyGroup):
    """Mirror of the engine's job, for panels; not saved, not undone."""

    action: StringProperty()
    state: StringProperty()
    stage: StringProperty()
    note: StringProperty()
    fraction: FloatProperty(min=0, max=1, subtype="FACTOR")
    sentence: StringProperty()
    hint: StringProperty()


class SpeakingRow(bpy.types.PropertyGroup):
    """One work of a batch; `name` is the row's."""

    state: StringProperty(description="at work, done, failed or stopped; empty: it waits")
    status: StringProperty(subtype="FILE_PATH", description="Where the engine keeps what became of it")
    sentence: StringProperty(description="What went wrong, and what can be done")
    production: StringProperty(subtype="DIR_PATH", description="Folder of its production")


class SpeakingBatch(bpy.types.PropertyGroup):
    """A whole exhibition: what is made, where to, and what became of it."""

    table: StringProperty(
        name="Table", subtype="FILE_PATH", description="Table of works, or a folder of pictures"
    )
    films: StringProperty(name="Films", subtype="DIR_PATH", description="Folder for the films")
    rows: CollectionProperty(type=SpeakingRow, description="The works")
    active_row: IntProperty(name="Row", description="The row whose news is shown")
    sheet: StringProperty(subtype="FILE_PATH", description="The contact sheet")


CLASSES = (
    SpeakingRow,
    SpeakingBatch,
    SpeakingHandle,
    SpeakingFace,
    SpeakingLine,
    SpeakingVoice,
    SpeakingCue,
    SpeakingNote,
    SpeakingProduction,
    SpeakingJob,
)


def production(context: bpy.types.Context) -> SpeakingProduction:
    """Return the production of the scene that is shown, or that it was built for; else the file's first."""
    scenes = [scene for scene in (context.scene, sequencer_scene(context)) if scene is not None]
    found = (production_of(scene) for scene in (*scenes, *bpy.data.scenes))
    return next((one for one in found if one is not None), context.scene.speaking)


def production_of(scene: bpy.types.Scene) -> SpeakingProduction | None:
    """Return the production that a scene holds, or that its stage or film was built for; None without one."""
    if scene.speaking.folder:
        return scene.speaking
    if keep.KEY not in scene:
        return None
    owner = keep.owner_of(scene)
    return next((one for one in productions() if one.key == owner), None)


def productions() -> list[SpeakingProduction]:
    """Return all productions of the file."""
    return [scene.speaking for scene in bpy.data.scenes if scene.speaking.folder]


def production_in(scene_name: str) -> SpeakingProduction:
    """Return a production again by its scene; an undo meanwhile made another object of it."""
    return (bpy.data.scenes.get(scene_name) or bpy.context.scene).speaking


def production_at(folder: str) -> SpeakingProduction:
    """Return a production again by its folder: an undo or another file may have come in between.

    Raises
    ------
    UserError
        The open file does not have it.
    """
    found = next((one for one in productions() if one.folder == folder), None)
    if found is None:
        name = Path(folder).name
        raise UserError(
            f"{name} is not in this file, or not any more.",
            hint="What the engine made is kept in its folder: open the production there.",
        )
    return found


def job(context: bpy.types.Context) -> SpeakingJob | None:
    """Return the mirror of the job; None where the extension is not registered."""
    return getattr(context.window_manager, "speaking_job", None)


def batch(context: bpy.types.Context) -> SpeakingBatch:
    """Return the batch of this window; it is resumed from its folder, and not kept in the file."""
    return context.window_manager.speaking_batch


def voices(context: bpy.types.Context) -> bpy.types.bpy_prop_collection:
    """Return the list of voices that one chooses from."""
    return context.window_manager.speaking_voices


def active_face(context: bpy.types.Context) -> SpeakingFace | None:
    """Return the face that is edited."""
    found = production(context)
    return found.faces[found.active_face] if 0 <= found.active_face < len(found.faces) else None


def register() -> None:
    """Hang the groups on scene and window manager."""
    bpy.types.Scene.speaking = PointerProperty(type=SpeakingProduction)
    bpy.types.WindowManager.speaking_job = PointerProperty(type=SpeakingJob)
    bpy.types.WindowManager.speaking_batch = PointerProperty(type=SpeakingBatch)
    bpy.types.WindowManager.speaking_voices = CollectionProperty(type=SpeakingVoice)
    bpy.types.WindowManager.speaking_voice = IntProperty(name="Voice", description="The one that is chosen")


def unregister() -> None:
    """Take them off again."""
    del bpy.types.WindowManager.speaking_voice
    del bpy.types.WindowManager.speaking_voices
    del bpy.types.WindowManager.speaking_batch
    del bpy.types.WindowManager.speaking_job
    del bpy.types.Scene.speaking
