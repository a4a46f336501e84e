"""Sets what was chosen in a project, or says which option cannot be so."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from pydantic import ValidationError

from speaking_engine.doors import refusal_of
from speaking_engine.errors import UserError
from speaking_engine.project.document import Project


def choose(project: Project, **given: Any) -> None:  # noqa: ANN401 - pydantic checks each value
    """Set the choices that were given; None leaves one as it is.

    Raises
    ------
    UserError
        A value out of its range; the person can fix it.
    """
    for name, value in given.items():
        if value is None:
            continue
        option = name.removesuffix("_px").removesuffix("_lufs").removesuffix("_dbtp").replace("_", "-")
        if isinstance(value, float) and math.isinf(value):
            raise UserError(
                f"--{option} must be a finite number.", hint="See `--help`.", place=f"choices.{name}"
            )
        try:
            setattr(project.choices, name, value)
        except ValidationError as error:
            raise UserError(
                f"--{option} {refusal_of(error)[1]}.", hint="See `--help`.", place=f"choices.{name}"
            ) from error


def choose_all(project: Project, group: Any, but: tuple[str, ...] = ()) -> None:  # noqa: ANN401 - any group
    """Set the choices that are options of a group, under the same name but for `feather`."""
    names = {"feather": "feather_px", "loudness": "loudness_lufs", "peak": "peak_dbtp"}
    for field in dataclasses.fields(group):
        if field.name not in but:
            choose(project, **{names.get(field.name, field.name): getattr(group, field.name)})
