"""What Blender can ask of the engine: each action takes plain values, runs the line, gives plain values."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import reprlib
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from threading import Thread
from typing import Any

from pydantic import ValidationError

from speaking_engine.artwork.metadata import metadata_from_mapping
from speaking_engine.composite.prepare import media_at_film_size
from speaking_engine.doors.batch.folder import read_folder, with_texts
from speaking_engine.doors.batch.status import read_status, status_path
from speaking_engine.doors.batch.table import read_table
from speaking_engine.doors.batch.work import Wish
from speaking_engine.doors.blender.server import Action
from speaking_engine.doors.blender.showcase import BLENDER_FOLDER, KNOWN, STAGES, quick_picture, showcase
from speaking_engine.doors.doctor import examine
from speaking_engine.errors import OutputError, ProjectError, UserError
from speaking_engine.media.beside import write_text
from speaking_engine.media.movie import is_our_film
from speaking_engine.media.sound import write_wav
from speaking_engine.performance.hand import corrections_in_curves, merged, parse_corrections
from speaking_engine.pipeline.line import Line
from speaking_engine.project.document import DECLARED, Project
from speaking_engine.project.production import (
    PROJECT_FILE,
    SUFFIX,
    Production,
    created,
    is_production,
    opened,
    peeked,
)
from speaking_engine.protocol.plan import RenderPlan, read_plan, seen_from
from speaking_engine.protocol.progress import Report
from speaking_engine.render.patches import finished_plan
from speaking_engine.render.scene import Quality, frames_told, scene_frames
from speaking_engine.render.sequence import encode_sequence, excerpt
from speaking_engine.script.script import Sentence
from speaking_engine.script.script import SpokenLine as Spoken
from speaking_engine.script.signoff import refuse_held
from speaking_engine.text import refusal_of
from speaking_engine.work.work import Work

EDITABLE = {
    "metadata": dict,
    "choices": dict,
    "cast": dict,
    "hand_faces": list,
    "hand_motion": list,
    "hand_timing": list,
}


def doctor(arguments: dict[str, Any], report: Report) -> dict[str, Any]:  # noqa: ARG001 - every action's form
    """Return what is installed and what is missing."""
    return {"findings": [dataclasses.asdict(finding) for finding in examine()]}


def save(arguments: dict[str, Any], report: Report) -> dict[str, Any]:  # noqa: ARG001 - every action's form
    """Save what was edited.

    Arguments
    ---------
    folder : str
        Production folder.
    edited : dict
        New values of `metadata`, `choices`, `hand_faces`, `cast` and `hand_timing` of the project. Of `cast`
        those that are given are set, and taken away by None; of `hand_timing` an entry without stretches
        takes the sentence's away.
    seen : str, optional
        The `seen` of the state that was edited; another one means that somebody else saved meanwhile.
    base : dict, optional
        `edited` as it was then: of a production that was saved meanwhile only what differs from it is taken.

    Returns
    -------
    dict
        `seen` as it is now, and whether the edits were `merged` with somebody else's.

    Raises
    ------
    ProjectError
        Somebody else saved meanwhile, and there is no base.
    UserError
        A value is wrong; nothing was saved.
    """
    with opened(_path(arguments, "folder")) as production:
        edited, base = _edited(arguments), arguments.get("base") or None
        merged = bool(arguments.get("seen")) and arguments["seen"] != _seen(production)
        if merged and not isinstance(base, dict):
            _check_unchanged(production, arguments.get("seen"))
        elif merged and isinstance(base, dict):
            edited = _only_changed(production, edited, base)
        _take_over(production, edited)
        production.save()
        return {"seen": _seen(production), "merged": merged}


def run(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Run the line up to a stage, and show all that is there by then.

    Arguments
    ---------
    picture : str, optional
        Picture file; its production is made where there is none.
    folder : str
        Production folder.
    resolution : str, optional
        Size of the film.
    until : str
        One of `showcase.STAGES`, or `showcase.KNOWN`.

    Raises
    ------
    SpeakingError
        Whatever stopped it.
    """
    until = str(arguments.get("until", "artwork"))
    if until not in (*STAGES, KNOWN):
        raise UserError(f"There is no stage {until!r}.", hint=f"Choose one of {', '.join(STAGES)}.")
    folder = _path(arguments, "folder")
    picture = _path(arguments, "picture") if arguments.get("picture") else None
    opening = created(_folder_for(folder, picture), picture) if picture else opened(folder)
    with opening as production:
        work = Work(production, report)
        remarks = work.label()
        if arguments.get("resolution"):
            work.choose(resolution=arguments["resolution"])
        if until not in (KNOWN, "artwork", "faces"):
            work.line.check()
        with work.running() as line:
            line.run.remember_fallbacks("artwork", remarks)
            shown = showcase(line, until)
        if "composed" in shown:
            shown["plan"] = str(_plan_for_blender(line))
        return {**shown, **_document(production), "summary": line.summary()}


def approve(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Sign the words of a production as they stand, in the name of a person."""
    with opened(_path(arguments, "folder")) as production:
        work = Work(production, report)
        work.label()
        with work.running() as line:
            line.approve(_text(arguments, "name"))
        return {**showcase(line, KNOWN), **_document(production), "summary": line.summary()}


def correct(arguments: dict[str, Any], report: Report) -> dict[str, Any]:  # noqa: ARG001 - every action's form
    """Keep what a person changed of the performances, as corrections by word; see `performance.hand`.

    Arguments
    ---------
    folder : str
        Production folder.
    lines : list of dict
        Every line of the film; see `corrections_in_curves`.
    words : list of str, optional
        Corrections as people type them, such as "harbour: opening=6".

    Raises
    ------
    ClipError, UserError
        A line cannot be read, or a change is too large; nothing was saved.
    """
    typed = arguments.get("words") or []
    if not isinstance(typed, list) or not all(isinstance(one, str) for one in typed):
        raise UserError(f"Blender's request has no proper `words`: {reprlib.repr(typed)}.")
    found = corrections_in_curves(arguments.get("lines"))
    found += tuple(one for text in typed for one in parse_corrections(text))
    with opened(_path(arguments, "folder")) as production:
        if found:
            kept = [one.correction for one in production.project.hand_motion]
            changed = [dataclasses.asdict(one) for one in merged(kept, found)]
            _take_over(production, {"hand_motion": changed})
            production.save()
        return {"seen": _seen(production), "corrections": len(found)}


def say(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Speak a sentence in a voice, to hear what the voice is like.

    Arguments
    ---------
    folder : str
        Production folder, whose Blender files the sound is laid beside.
    voice, language : str
        An empty voice is one that is understood in the language.
    speed : float
    """
    from speaking_engine.speech.speak import speak
    from speaking_engine.speech.voices import choose_voice

    folder, language = _path(arguments, "folder") / BLENDER_FOLDER, _text(arguments, "language")
    voice = _text(arguments, "voice") or choose_voice("unknown", 0, language)
    line = Spoken("f0", (Sentence(SAMPLES.get(language, SAMPLES["en-us"])),), language)
    spoken = speak(line, voice=voice, speed=float(arguments.get("speed", 1.0)), report=report)
    folder.mkdir(exist_ok=True)
    path = folder / "voice.wav"
    write_wav(path, spoken.samples, spoken.sample_rate_hz)
    return {"path": str(path), "voice": voice}


def export(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Package a production for walls, phones, editors or the web, with the choices that it keeps.

    Arguments
    ---------
    folder : str
        Production folder.
    target : str
        One of `export.targets.TARGETS`.
    unapproved : bool
        Though nobody approved the words.
    """
    with opened(_path(arguments, "folder")) as production:
        work = Work(production, report)
        work.label()
        made = work.export(_text(arguments, "target"), unapproved=arguments.get("unapproved") is True)
        return {"exports": [one.as_dict() for one in made], "seen": _seen(production)}


def rows(arguments: dict[str, Any], report: Report) -> dict[str, Any]:  # noqa: ARG001 - every action's form
    """Tell what a batch is going to make: the rows, what became of each before, and where that is kept.

    Arguments
    ---------
    table, out, retry
        As of `batch`.

    Raises
    ------
    UserError
        The table cannot be read.
    """
    table, out = _path(arguments, "table"), _path(arguments, "out").resolve()
    read = with_texts(read_folder(table), table, needed=False) if table.is_dir() else read_table(table)
    wish = Wish(retry=arguments.get("retry") is True)
    told = []
    for row in read.rows:
        status = read_status(out, row)
        known = status is not None and not wish.needs(status, out)
        path = str(status_path(out, row))
        told.append({"name": row.name, "status": path, "state": status.state if status and known else ""})
    return {"rows": told}


def batch(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Run the command `batch` and tell what it says; when it is stopped, what is done stays done.

    Arguments
    ---------
    table, out : str
        Table or folder of pictures; folder for films, productions and status files.
    retry : bool
        Make rows again that failed before.

    Raises
    ------
    UserError
        The table cannot be read, or another batch is at work there.
    """
    command = [sys.executable, "-m", "speaking_engine", "batch", str(_path(arguments, "table"))]
    command += ["--out", str(_path(arguments, "out")), "--json"]
    command += ["--retry"] if arguments.get("retry") is True else []
    said: deque[str] = deque(maxlen=1)
    with subprocess.Popen(  # noqa: S603 - a list, no shell; our own command
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf8",
    ) as process:
        answer: list[str] = []
        readers = [
            Thread(target=lambda: answer.extend(process.stdout or ()), daemon=True),
            Thread(target=lambda: said.extend(map(str.strip, process.stderr or ())), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            while process.poll() is None:
                report("batch", 0.0, "".join(said))
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            process.terminate()
        for reader in readers:
            reader.join()
    told = json.loads("".join(answer) or "{}")
    if "rows" not in told:
        error = told.get("error", {})
        raise UserError(
            error.get("sentence", f"The batch said nothing but {''.join(said)}."), hint=error.get("hint", "")
        )
    return {"rows": told["rows"], "sheet": told["sheet"]}


SECONDS_BETWEEN_LOOKS = 0.2


SAMPLES = {
    "en-us": "Good day. This is how I speak, when somebody stops to listen.",
    "en-gb": "Good day. This is how I speak, when somebody stops to listen.",
    "es": "Buenos días. Así hablo yo, cuando alguien se detiene a escuchar.",
    "fr": "Bonjour. Voilà comment je parle, quand quelqu'un s'arrête pour écouter.",
    "it": "Buongiorno. Parlo così, quando qualcuno si ferma ad ascoltare.",
    "pt-br": "Bom dia. É assim que eu falo, quando alguém para e escuta.",
    "ja": "こんにちは。わたしは、このように話します。",
    "zh": "你好。我就是这样说话的。",
}


def finish(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Compose a plan's layers for Blender's sequencer; see `render.patches`."""
    plan = _plan_of(arguments)
    return {"plan": str(finished_plan(plan, _path(arguments, "folder"), report))}


def head(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Lay the head model on a face and write it as an object; see `export.head.HeadObject`.

    Arguments
    ---------
    folder, face : str
        Production folder, and the face's id.

    Returns
    -------
    dict
        `face`; `head`: the file with its arrays, beside which its pictures lie; `matte`: what turns with it.
    """
    from speaking_engine.export.head import head_object, write_matte, write_npz
    from speaking_engine.pipeline.film import still_in

    with opened(_path(arguments, "folder")) as production:
        work = Work(production, report)
        with work.running() as line:
            face = line.face(_text(arguments, "face"))
            still = still_in(line, face)
            made = head_object(face, still, line.size_px)
        folder = production.folder / BLENDER_FOLDER / "heads"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{face.id}.npz"
        write_npz(made, path)
        matte = path.with_suffix(".matte.png")
        write_matte(made.matte, still.crop_px, line.size_px, matte)
        before = path.with_suffix(".occluder.png")
        before.unlink(missing_ok=True)
        if still.occluder is not None and still.occluder.any():
            write_matte(still.occluder, still.crop_px, line.size_px, before)
        return {"face": face.id, "head": str(path), "matte": str(matte)}


def encode(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Encode the frames that Blender made, all or a span of them, to the film."""
    film, frames = _path(arguments, "film"), _path(arguments, "frames")
    plan = _plan_of(arguments)
    first, count = (_number(arguments, "first", 0), _number(arguments, "count", plan.frame_count))
    if not 0 <= first < first + count <= plan.frame_count:
        raise UserError(
            f"The film has frames 0 to {plan.frame_count - 1}, not {first} to {first + count - 1}."
        )
    inside = any(is_production(folder) for folder in film.resolve().parents)
    if film.exists() and not inside and not is_our_film(film):
        raise OutputError(
            f"{film} cannot be written: it is there already, and was not made by this program.",
            hint="Give another name, or remove it.",
        )
    with tempfile.TemporaryDirectory() as folder:
        if (first, count) != (0, plan.frame_count):
            plan, frames = excerpt(plan, frames, first, count, Path(folder))
        encode_sequence(plan, frames, film, report)
    return {"film": str(film)}


def film(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Make the film of an artist's scene, of frames that a Blender made or makes now.

    Arguments
    ---------
    folder : str
        Production folder.
    blend : str, optional
        The scene, whose frames are made now, with `span` ("A-B") and `draft` (bool).
    made : dict, optional
        Frames that are there; see `render.scene.scene_frames`.
    out : str, optional
        NAME.mp4, NAME.mov or a folder; `film.mp4` in the production if none is given.

    Raises
    ------
    SpeakingError
        Whatever stopped it; the frames that are there are kept.
    """
    folder = _path(arguments, "folder")
    refuse_held(peeked(folder).hold)
    if arguments.get("blend"):
        quality: Quality = "draft" if arguments.get("draft") else "full"
        made = scene_frames(
            _path(arguments, "blend"), report, span=str(arguments.get("span") or ""), quality=quality
        )
    else:
        made = frames_told(arguments.get("made"))
    out = _path(arguments, "out") if arguments.get("out") else None
    with opened(folder) as production:
        line = Line(production, report)
        try:
            return {"film": str(line.deliver_scene(made, out)), "folder": str(production.folder)}
        finally:
            line.run.save()


ACTIONS: dict[str, Action] = {
    "film": film,
    "doctor": doctor,
    "save": save,
    "run": run,
    "approve": approve,
    "correct": correct,
    "say": say,
    "export": export,
    "rows": rows,
    "batch": batch,
    "finish": finish,
    "head": head,
    "encode": encode,
}


def _folder_for(folder: Path, picture: Path) -> Path:
    """Return the production's folder: the given one, or one for this picture inside it."""
    return folder if folder.suffix == SUFFIX else folder / f"{picture.stem}{SUFFIX}"


def _text(arguments: dict[str, Any], name: str) -> str:
    """Return an argument that is text, in letters that files can have."""
    value = arguments.get(name)
    if (
        not isinstance(value, str)
        or "\0" in value
        or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)
    ):
        raise UserError(f"Blender's request has no proper `{name}`: {reprlib.repr(value)}.")
    return value


def _path(arguments: dict[str, Any], name: str) -> Path:
    return Path(_text(arguments, name))


def _number(arguments: dict[str, Any], name: str, otherwise: int) -> int:
    value = arguments.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UserError(f"Blender's request has no proper `{name}`: {reprlib.repr(value)}.")
    return value


def _edited(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what was edited, each part in the form that it has."""
    edited = arguments.get("edited")
    if not isinstance(edited, dict) or not all(
        isinstance(edited.get(name, kind()), kind) for name, kind in EDITABLE.items()
    ):
        raise UserError(
            f"Blender sent no proper `edited`: {reprlib.repr(edited)}.", hint="Nothing was saved."
        )
    return edited


def _plan_of(arguments: dict[str, Any]) -> RenderPlan:
    """Read a plan, unless it is of a production that is on hold."""
    path = _path(arguments, "plan").resolve()
    folder = next(filter(is_production, path.parents), None)
    if folder is not None:
        refuse_held(peeked(folder).hold)
    try:
        return read_plan(path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProjectError(f"The plan {path} cannot be read: {error}.", hint="Make it again.") from error


def _check_unchanged(production: Production, seen: object) -> None:
    if seen and seen != _seen(production):
        raise ProjectError(
            f"{production.folder} was changed by another program since it was opened here.",
            hint="Reload it (Artwork panel), then repeat your last change.",
        )


def _seen(production: Production) -> str:
    """Digest of what a person can edit; what the line writes does not count."""
    plain = production.project.model_dump(mode="json", include=set(EDITABLE))
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode("utf8")).hexdigest()


def _take_over(production: Production, edited: dict[str, Any]) -> None:
    unknown = set(edited) - set(EDITABLE)
    if unknown:
        raise UserError(f"Blender cannot edit {', '.join(sorted(unknown))} of a production.")
    whole = production.project.model_dump(mode="json")
    # Blender shows some of the choices; those it does not know of stay as they are.
    choices = whole["choices"] | (edited.get("choices") or {})
    whole |= edited | {
        "choices": choices,
        "cast": _recast(whole["cast"], edited.get("cast") or {}),
        "hand_timing": _with_timing(whole["hand_timing"], edited.get("hand_timing") or []),
    }
    metadata = metadata_from_mapping(whole["metadata"] or {}, where="what Blender sent")
    whole["metadata"] = {name: value for name, value in dataclasses.asdict(metadata).items() if value}
    hold = production.project.metadata.get("hold")
    if hold and "hold" not in (edited.get("metadata") or {}):  # it is lifted by an empty one only
        whole["metadata"] |= {"hold": hold}
    try:
        project = Project.model_validate(whole)
    except ValidationError as error:
        place, rule = refusal_of(error)
        raise UserError(f"`{place}` {rule}.", hint="Nothing was saved.", place=place) from error
    before = production.project.choices
    changed = {name: value for name, value in project.choices if value != getattr(before, name)}
    for name, value in changed.items():
        DECLARED[name].refuse(value)
    production.project = project


def _only_changed(production: Production, edited: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Return what was edited since it was like `base`, laid over the production as it is now."""
    now = production.project.model_dump(mode="json")
    changed: dict[str, Any] = {}
    for name in ("metadata", "choices", "cast"):
        before = base.get(name) or {}
        changed[name] = {
            key: value for key, value in (edited.get(name) or {}).items() if before.get(key, ...) != value
        }
    gone = set(base.get("metadata") or {}) - set(edited.get("metadata") or {})
    kept = {key: value for key, value in now["metadata"].items() if key not in gone}
    changed["metadata"] = kept | changed["metadata"]
    for name in ("hand_faces", "hand_timing"):
        told = [one for one in edited.get(name) or [] if one not in (base.get(name) or [])]
        if name == "hand_faces":
            mine = {one["id"] for one in told} | {
                one["id"] for one in base.get(name) or [] if one not in (edited.get(name) or [])
            }
            told = [*(one for one in now[name] if one["id"] not in mine), *told]
        changed[name] = told
    return changed


def _recast(cast: dict[str, Any], edited: dict[str, Any]) -> dict[str, Any]:
    """Return the cast with some choices set, and those without a value taken away."""
    roles = {name: dict(role) for name, role in cast.items()}
    for face_id, values in edited.items():
        if not isinstance(values, dict):
            raise UserError(f"Blender sent no proper `cast`: {reprlib.repr(edited)}.")
        role = roles.get(face_id, {}) | values
        roles[face_id] = {name: value for name, value in role.items() if value is not None}
    return {face_id: role for face_id, role in roles.items() if role}


def _with_timing(before: list[Any], edited: list[Any]) -> list[Any]:
    """Return when sentences are heard: those that were edited as they are now, all others as before."""

    def key(one: dict[str, Any]) -> tuple[object, ...]:
        return one.get("face_id"), one.get("text"), one.get("number", 1)

    if not all(isinstance(one, dict) for one in edited):
        raise UserError(f"Blender sent no proper `hand_timing`: {reprlib.repr(edited)}.")
    told = {key(one) for one in edited}
    return [
        *(one for one in before if key(one) not in told),
        *(one for one in edited if one.get("stretches")),
    ]


def _document(production: Production) -> dict[str, Any]:
    project = production.project.model_dump(mode="json", include=set(EDITABLE))
    return {
        **project,
        "folder": str(production.folder),
        "name": production.project.name,
        "picture": str(production.picture),
        "seen": _seen(production),
        "file": str(production.folder / PROJECT_FILE),
    }


def _plan_for_blender(line: Line) -> Path:
    """Write the plan with media of the film's own size, which Blender places one to one."""
    folder = line.production.folder / BLENDER_FOLDER
    folder.mkdir(exist_ok=True)
    plan = media_at_film_size(line.plan, folder)
    size_px = (plan.artwork_width_px, plan.artwork_height_px)
    plan = dataclasses.replace(plan, artwork=str(quick_picture(line, Path(plan.artwork), size_px)))
    write_text(folder / "plan.json", json.dumps(seen_from(plan, folder).as_dict(), indent=1))
    return folder / "plan.json"
