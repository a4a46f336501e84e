"""Between the settings in the .blend and the engine's project: what is sent, and what is shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import Any

import bpy

from speaking_engine.errors import ProjectError

from . import stage
from .choices import edited_choices, show_choices
from .settings import SpeakingFace, SpeakingProduction, productions
from .stage import keep
from .words import digest_of_wish, digest_of_words, ground_in_words

LABEL = ("title", "artist", "date")
APPROVAL = ("approved", "approved_by", "approved_wish")


def edited(production: SpeakingProduction) -> dict[str, Any]:
    """Return what the person set, as the engine's project has it."""
    label = {name: getattr(production, name) for name in LABEL if getattr(production, name)}
    metadata = {name: value for name, value in _json(production.metadata, {}).items() if name not in LABEL}
    hand = [hand_face(face) for face in production.faces]
    return {
        "choices": edited_choices(production),
        "metadata": metadata | label,
        "hand_faces": [*filter(None, hand), *_json(production.removed, [])],
        "hand_timing": _hand_timing(production),
        "cast": _cast(production),
    }


def _cast(production: SpeakingProduction) -> dict[str, dict[str, Any]]:
    """Return the voices of single faces, and what an artist changed of how they lie in the picture."""
    if not production.folder:
        return {}
    film = keep.ours(bpy.data.scenes, "film", production.key)
    cast = {}
    for face in production.faces:
        told = _told.get(production.folder, {}).get(face.name, ())
        own = _laid_in(production, face, film, told) if film is not None else {}
        if face.voice or face.kept_voice or "voice" in told:
            own["voice"] = face.voice or None
        if own:
            cast[face.name] = own
    return cast


def _laid_in(
    production: SpeakingProduction, face: SpeakingFace, film: bpy.types.Scene, told: Collection[str]
) -> dict[str, Any]:
    """Return what an artist changed of how a face lies in the picture."""
    frames = range(film.frame_start, film.frame_end + 1)
    rate = film.render.fps / film.render.fps_base
    folder = Path(production.folder)
    native = production.size_px[0] / max(1, int(str(keep.plan_has(film, "resolution_x", 1))))
    own = stage.laid_in(production.key, face.name, folder, frames, rate, told)
    if "feather_px" in own:  # the scene's pixels are the film's
        own["feather_px"] = round(own["feather_px"] * native, 3)
    pictures = {kind: getattr(face, kind) for kind in stage.TINTS}
    kept = {*told, *_json(face.kept_mattes, {})}
    return own | stage.drawn_mattes(pictures, kept, folder)


_told: dict[str, dict[str, set[str]]] = {}
"""By folder and face, the choices of single faces that the engine was told: no undo takes that back from it,
so they are told again."""


def remember_told(production: SpeakingProduction, sent: dict[str, Any]) -> None:
    """Remember which choices of single faces the engine now knows from `edited`."""
    known = _told.setdefault(production.folder, {})
    for face_id, choices in sent["cast"].items():
        known.setdefault(face_id, set()).update(choices)


def _hand_timing(production: SpeakingProduction) -> list[dict[str, Any]]:
    """Return when the sentences are heard, as their strips lie in the film; nothing before there is one."""
    film = keep.ours(bpy.data.scenes, "film", production.key)
    return stage.wishes_in(film) if film is not None and film.sequence_editor is not None else []


def hand_face(face: SpeakingFace) -> dict[str, Any] | None:
    """Return what a person said of one face; None where it is as the detector found it."""
    box, found = _numbers(face.box_px), _numbers(face.found_box_px)
    by_hand = face.handle_set != "none"
    handles = {handle.name: _numbers(handle.at_px) for handle in face.handles}
    moved = not face.added and box != found
    regendered = face.gender != face.found_gender
    before = _json(face.wish, {})
    if not (before or face.added or moved or regendered or by_hand):
        return None
    return before | {
        "id": face.name,
        "box_px": box if face.added else found,
        "added": face.added,
        "moved_to_px": box if moved else None,
        "gender": face.gender if regendered else None,
        "handle_set": face.handle_set if by_hand else "",
        "handles": handles if by_hand else None,
    }


def removed_face(face: SpeakingFace) -> dict[str, Any]:
    """Return what is remembered of a found face that the person took away."""
    return {"id": face.name, "box_px": _numbers(face.found_box_px), "removed": True}


def show(state: dict[str, Any], production: SpeakingProduction, sent: dict[str, Any] | None = None) -> None:
    """Take over what the engine made.

    Parameters
    ----------
    sent : dict, optional
        `edited` as it was sent; what a person has changed since is left as it is.

    Raises
    ------
    ProjectError
        The engine's answer lacks something; it is of another version.
    """
    try:
        now = edited(production) if sent else {}
        _settle(state["folder"], production)
        _show_document(state, production)
        if sent is None or now["metadata"] == sent["metadata"]:
            _show_label(state["metadata"], production)
        if "faces" in state and (sent is None or now["hand_faces"] == sent["hand_faces"]):
            _show_faces(state, production, sent)
        if sent is None or now["choices"] == sent["choices"]:
            show_choices(state["choices"], production)
        if "script" in state:
            _show_script(state, production)
            if sent is None or words_of(now) == words_of(sent):
                _show_approval(state, production)
        _show_notes(state, production)
        remember_seen(production.folder, state["seen"])
        production.base = json.dumps(edited(production) if sent is None or now == sent else sent)
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectError(
            f"The engine's answer cannot be shown: {error!r}.", hint="Install the engine of this version."
        ) from error


def words_of(sent: dict[str, Any]) -> list[Any]:
    """Return of what was sent all that the words come from."""
    return [sent["metadata"], *(sent["choices"][name] for name in ("text", "language", "writer", "tone"))]


_seen: dict[str, str] = {}
"""By folder, what the engine last said of a production: no undo and no older .blend takes that back."""


def seen_of(production: SpeakingProduction) -> str:
    """Return the `seen` that the engine last gave: in this session, else what the .blend remembers."""
    return _seen.get(production.folder, production.seen)


def remember_seen(folder: str, seen: str) -> None:
    """Remember the state of the project as we left it, whether the open file has it or not."""
    _seen[folder] = seen
    for production in productions():
        if production.folder == folder:
            production.seen = seen


def _settle(folder: str, production: SpeakingProduction) -> None:
    """Give the production its folder, and a key if it has none yet and others are in the file."""
    if production.folder and production.folder != folder:
        _forget(production)
    if not production.folder and productions() and not production.key:
        production.key = production.id_data[keep.OWNER] = uuid.uuid4().hex[:12]
    production.folder = folder


def _show_document(state: dict[str, Any], production: SpeakingProduction) -> None:
    production.artwork, production.size_px = state["artwork"], (state["width_px"], state["height_px"])
    production.handle_sets = json.dumps(state["handle_sets"])
    production.offers = json.dumps(state["offers"])
    for name in ("plan", "film"):
        setattr(production, name, state.get(name, getattr(production, name)))


def _forget(production: SpeakingProduction) -> None:
    """Show nothing of another production that was open before."""
    for name in (
        "faces",
        "lines",
        "plan",
        "film",
        "exports",
        "performances",
        "cues",
        "text",
        "text_block",
        *APPROVAL,
    ):
        production.property_unset(name)


def _show_label(metadata: dict[str, Any], production: SpeakingProduction) -> None:
    production.metadata = json.dumps(metadata)
    for name in LABEL:
        setattr(production, name, str(metadata.get(name, "")))


def _show_faces(
    state: dict[str, Any], production: SpeakingProduction, sent: dict[str, Any] | None = None
) -> None:
    corrected = {face["id"]: face for face in state["hand_faces"]}
    speakers = state["choices"]["speakers"]
    production.removed = json.dumps([face for face in state["hand_faces"] if face.get("removed")])
    places = [face.name for face in production.faces][production.active_face :][:1]
    own = {face.name: (face.text, face.drawn_mask) for face in production.faces}
    chosen = {} if sent is None else _chosen_since(production, sent)
    mattes = {(face.name, kind): getattr(face, kind) for face in production.faces for kind in stage.TINTS}
    production.faces.clear()
    for place, data in enumerate(state["faces"]):
        wish = corrected.get(data["id"], {})
        face = production.faces.add()
        face.wish = json.dumps(wish) if wish else ""
        face.name = data["id"]
        face.speaks = data["id"] in speakers if speakers else place == 0
        face.box_px = data["box_px"]
        face.found_box_px = wish.get("box_px", data["box_px"])
        face.added = bool(wish.get("added"))
        face.text, drawn_mask = own.get(face.name, ("", None))
        if drawn_mask:
            face.drawn_mask = drawn_mask
        for kind in stage.TINTS:
            picture = mattes.get((face.name, kind)) or _kept_matte(state, face.name, kind)
            if picture is not None:
                setattr(face, kind, picture)
        told = state.get("cast", {}).get(face.name, {})
        face.kept_voice = told.get("voice") or ""
        face.voice = chosen.get(face.name, face.kept_voice)
        face.kept_mattes = json.dumps({kind: told[kind] for kind in stage.TINTS if told.get(kind)})
        face.gender = data["gender"]
        face.found_gender = "" if wish.get("gender") else data["gender"]
        face.confidence = data["confidence"]
        face.quality = "; ".join(data.get("quality", ()))
        face.thumbnail = data.get("thumbnail", "")
        face.handle_set = data.get("handle_set") or "none"
        face.starts = json.dumps(data.get("start_handles") or {})
        put_handles(face, state["handle_sets"].get(face.handle_set, {}), data.get("handles") or {})
    # The face that was selected stays so, wherever it is in the list now.
    production.active_face = max(0, production.faces.find(places[0]) if places else 0)


def _chosen_since(production: SpeakingProduction, sent: dict[str, Any]) -> dict[str, str]:
    """Return the voices of faces that were chosen since these were sent."""
    before = {name: values.get("voice") or "" for name, values in sent["cast"].items()}
    return {face.name: face.voice for face in production.faces if face.voice != before.get(face.name, "")}


def _kept_matte(state: dict[str, Any], face_id: str, kind: str) -> bpy.types.Image | None:
    """Return a matte that the production has, as it is when it is opened."""
    name = state.get("cast", {}).get(face_id, {}).get(kind) or ""
    file = Path(state.get("folder", "")) / name
    if not name or not file.is_file():
        return None
    picture = bpy.data.images.load(str(file), check_existing=True)
    picture.colorspace_settings.name = stage.NUMBERS
    picture[stage.KEPT] = name
    return picture


def _show_script(state: dict[str, Any], production: SpeakingProduction) -> None:
    sounds = {sound["face_id"]: sound["path"] for sound in state.get("sounds", ())}
    voices = {sound["face_id"]: sound["voice"] for sound in state.get("sounds", ())}
    for face in production.faces:
        face.heard = voices.get(face.name, "")
    production.lines.clear()
    for spoken in state["script"]["lines"]:
        for sentence in spoken["sentences"]:
            line = production.lines.add()
            line.name = spoken["face_id"]
            line.text, line.doubts = sentence["text"], "; ".join(sentence.get("doubts", ()))
            line.grounds = ", ".join(map(ground_in_words, sentence["grounds"]))
            line.sound = sounds.get(spoken["face_id"], "")


def _show_approval(state: dict[str, Any], production: SpeakingProduction) -> None:
    signed = state["script"].get("approval") or {}
    production.approved_by = f"{signed['name']}, {signed['date']}" if signed else ""
    production.approved = digest_of_words(production) if state.get("approved") else ""
    production.approved_wish = digest_of_wish(production) if state.get("approved") else ""


def _show_notes(state: dict[str, Any], production: SpeakingProduction) -> None:
    production.notes.clear()
    for room, told in state.get("summary", {}).items():
        for sentence in dict.fromkeys(told["fallbacks"]):
            note = production.notes.add()
            note.name, note.text = room, sentence


def put_handles(
    face: SpeakingFace, words: dict[str, Any], places: dict[str, list[float]], *, are_placed: bool = True
) -> None:
    """Lay handles on a face by name, each with the words that say what it is.

    Parameters
    ----------
    are_placed : bool
        Somebody placed them; else they wait, and follow the first that are moved.
    """
    face.handles.clear()
    for name, at_px in places.items():
        handle = face.handles.add()
        handle.name, handle.at_px, handle.start_px, handle.is_placed = name, at_px, at_px, are_placed
        handle.what = words.get(name, {}).get("what", name)


def starting_handles(production: SpeakingProduction, face: SpeakingFace, handle_set: str) -> None:
    """Lay the handles of a set on a face: where the program placed them if it did, else laid into its box."""
    words = _json(production.handle_sets, {}).get(handle_set, {})
    x, y, width, height = face.box_px
    read = _json(face.starts, {}).get(handle_set)
    laid = {name: [x + told["at"][0] * width, y + told["at"][1] * height] for name, told in words.items()}
    face.handle_set = handle_set
    put_handles(face, words, read or laid, are_placed=bool(read))


def open_in_folder(production: SpeakingProduction) -> dict[str, Any]:
    """Return the arguments that open the production again as it is on disk."""
    return {"folder": production.folder}


def _numbers(values: object) -> list[float]:
    return [round(float(value), 2) for value in values]  # type: ignore[attr-defined]


def _json(text: str, otherwise: Any) -> Any:  # noqa: ANN401 - JSON is any value
    try:
        return json.loads(text) if text else otherwise
    except ValueError:
        return otherwise
