"""Sets choices in a project: one set of rules for command line, batch, Blender and notebooks."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from speaking_engine.choice import NEAR, Declared
from speaking_engine.errors import UserError
from speaking_engine.project.document import DECLARED, Choices, Project, Version
from speaking_engine.speech.choices import check_choices_of_speech
from speaking_engine.text import refusal_of


def choose(project: Project, values: Mapping[str, Any], *, speaker: str = "", language: str = "") -> None:
    """Set choices, all or none.

    Asking for a writer takes given words away; naming a voice takes a recording away; an option of the
    motion that is given as empty text goes back to the animator's own.

    Parameters
    ----------
    values : mapping of str to Any
        New values by the names of `DECLARED`; None and empty text let the room decide again.
    speaker : str
        Set them for this face only.
    language : str
        Set them for this language only; its version of the film is made if there is none yet.

    Raises
    ------
    UserError
        There is no such choice, it cannot differ there, or the value is not allowed; nothing was set.
    """
    tag = "" if language == project.choices.language else language
    if tag and tag not in project.versions:
        DECLARED["language"].refuse(tag)
    before = project.choices_for(language=tag, speaker=speaker)
    given = _completed(before, values, for_all=not speaker)
    checked = _checked(before, given)
    if not tag and not speaker:
        for name in given:
            setattr(project.choices, name, getattr(checked, name))
        return
    _check_scope(given, speaker, tag)
    plain = checked.model_dump(mode="json", include=set(given))
    versions, cast = dict(project.versions), dict(project.cast)
    if tag:
        version = versions.get(tag, Version())
        if speaker:
            version.cast = {**version.cast, speaker: {**version.cast.get(speaker, {}), **plain}}
        else:
            version.choices = {**version.choices, **plain}
        versions[tag] = version
        project.versions = versions
    else:
        cast[speaker] = {**cast.get(speaker, {}), **plain}
        project.cast = cast


def checked_for(project: Project, values: Mapping[str, Any], language: str = "") -> dict[str, Any]:
    """Return values as they would be chosen for one run alone; nothing is set.

    Raises
    ------
    UserError
        There is no such choice, or the value is not allowed.
    """
    before = project.choices_for(language=language)
    given = _completed(before, values, for_all=True)
    checked = _checked(before, given)
    return {name: getattr(checked, name) for name in given}


def check_choices(project: Project, *, is_spoken: bool = True) -> None:
    """Refuse every value that no room can follow, before any work is done.

    What has to be loaded to be judged (a voice, a writer) is judged once and not again until it is changed.

    Parameters
    ----------
    is_spoken : bool
        Whether somebody must speak the words, too, and not only write them.

    Raises
    ------
    UserError
        The first of them; the sentence names the nearest allowed value.
    """
    heavy = [one.name for one in DECLARED.values() if not one.is_light] + ["motion"]
    every = list(project.every_choices())
    values = [[repr(getattr(choices, name)) for name in heavy] for choices in every]
    digest = hashlib.sha256(json.dumps([heavy, values]).encode("utf8")).hexdigest()
    for choices in every:
        names = DECLARED if digest != project.checked else set(DECLARED) - set(heavy)
        _refuse(choices, {name: getattr(choices, name) for name in names})
        if digest != project.checked and is_spoken:
            check_choices_of_speech(choices.language, choices.voice, choices.recording)
    if is_spoken:
        project.checked = digest


def _refuse(choices: Choices, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value != DECLARED[name].default:
            DECLARED[name].refuse(value)
    if "motion" in values:
        _check_own_options(choices)


def _checked(base: Choices, given: Mapping[str, Any]) -> Choices:
    """Return the choices as they would be."""
    checked = base.model_copy()
    for name, value in given.items():
        known = DECLARED.get(name)
        if known is None:
            near = difflib.get_close_matches(name, DECLARED, 1, NEAR)
            hint = f"Did you mean {near[0]}?" if near else f"Choices are: {', '.join(DECLARED)}."
            raise UserError(f"There is no choice {name!r}.", hint=hint)
        if known.choice.one_of is not None and isinstance(value, str):
            known.refuse(value)  # names the nearest name
        try:
            setattr(checked, name, value)
        except ValidationError as error:
            raise UserError(
                f"{known.flag} {refusal_of(error)[1]}.", hint=_allowed(known), place=f"choices.{name}"
            ) from error
    _refuse(checked, {name: getattr(checked, name) for name in given})
    return checked


def _completed(before: Choices, values: Mapping[str, Any], *, for_all: bool) -> dict[str, Any]:
    """Add what goes along with a choice, and put the motion's options where they belong."""
    given = {
        name: DECLARED[name].default if name in DECLARED and _is_nothing(name, value) else value
        for name, value in values.items()
    }
    if for_all and "writer" in given:
        given.setdefault("text", None)
    if for_all and given.get("voice"):
        given.setdefault("recording", None)
    options = given.pop("motion", None)
    if options is not None:
        mine = {name: value for name, value in options.items() if name in DECLARED}
        given |= {name: DECLARED[name].default if value == "" else value for name, value in mine.items()}
        own = (before.motion or {}) | {name: value for name, value in options.items() if name not in DECLARED}
        given["motion"] = {name: value for name, value in own.items() if value != ""} or None
    return given


def _allowed(known: Declared) -> str:
    return f"Allowed: {known.range_text}." if known.range_text else "See `--help`."


def _is_nothing(name: str, value: object) -> bool:
    """Return whether a value lets the room decide again; empty words are a slip, and no wish for others."""
    return value is None or (value == "" and name != "text")


def _check_own_options(choices: Choices) -> None:
    """Refuse an option that the animator does not have."""
    if not choices.motion:
        return
    from speaking_engine.clip.animate import animator_named

    known = [*animator_named(choices.animator).follows]
    for name in choices.motion:
        if name not in known:
            options = [one for one in DECLARED if DECLARED[one].room == "Motion"] + known
            near = difflib.get_close_matches(name, options, 1, NEAR)
            raise UserError(
                f"The animator {choices.animator!r} has no option {name!r} (--motion).",
                hint=(f"Did you mean {near[0]}? " if near else "")
                + f"`speaking-images animate PRODUCTION --motion {name}=` takes it away.",
                place=f"choices.motion.{name}",
            )


def _check_scope(given: Mapping[str, Any], speaker: str, language: str) -> None:
    for name in given:
        scope = DECLARED[name].choice.scope
        if speaker and scope != "speaker":
            raise UserError(
                f"{DECLARED[name].flag} cannot differ from one speaker to another.", hint="Leave --for out."
            )
        if language and scope == "work":
            raise UserError(
                f"{DECLARED[name].flag} cannot differ from one language to another.", hint="Leave --in out."
            )
