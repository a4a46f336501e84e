"""One run over one production: asks the store, keeps the record of what was made and what was there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speaking_engine.errors import ProjectError
from speaking_engine.pipeline.store import Product, Read, Recipe, Store
from speaking_engine.project.choosing import check_choices
from speaking_engine.project.document import Choices, StageRecord
from speaking_engine.project.production import Production
from speaking_engine.protocol.progress import Report, silent

QUICK = ("mix", "composite", "render")
"""Rooms without registers of models, slow to load; their own choices are checked when read."""
UNSPOKEN = ("artwork", "faces", "hand", "script")
"""Rooms in which nobody speaks yet."""


@dataclass(slots=True)
class Tally:
    """What one stage did in this run."""

    made: int = 0
    reused: int = 0
    record: StageRecord = field(default_factory=StageRecord)


class Run:
    """Gives products to the stages and remembers what happened.

    Attributes
    ----------
    language : str
        Of the version that is made; empty for the main one.
    laid_over : mapping
        Choices that hold in this run alone and are not kept, such as another frame rate for a player.
    only_writes : bool
        Whether the words are only read; then they may be in a language that no voice speaks.
    tallies : dict of str to Tally
        In the order in which the stages were first asked.
    """

    def __init__(
        self,
        production: Production,
        report: Report = silent,
        language: str = "",
        laid_over: Mapping[str, Any] | None = None,
    ) -> None:
        self.production = production
        self.laid_over = dict(laid_over or {})
        self.language = language
        self.report = report
        self.tallies: dict[str, Tally] = {}
        self._store = Store(production.store_folder)
        self.only_writes = False
        self._checked = {True: False, False: False}

    def choices_for(self, speaker: str = "") -> Choices:
        """Return the choices that hold in this run's language, for all or for one speaker."""
        choices = self.production.project.choices_for(language=self.language, speaker=speaker)
        return choices.model_copy(update=self.laid_over) if self.laid_over else choices

    def get(
        self, stage: str, recipe: Recipe, make: Callable[[Path], None], read: Read | None = None
    ) -> Product:
        """Return the product of a recipe, made only if it is not there whole; see `Store.get`.

        Raises
        ------
        UserError
            A choice that no room can follow, told before any work is done.
        """
        self.report(stage, 0.0, "")

        def made(folder: Path) -> None:
            is_spoken = not (self.only_writes and stage in UNSPOKEN)
            if stage not in QUICK and not self._checked[is_spoken]:
                check_choices(self.production.project, is_spoken=is_spoken)
                self._checked[is_spoken] = True
            make(folder)

        product = self._store.get(stage, recipe, made, read)
        tally = self.tallies.setdefault(stage, Tally())
        tally.made += product.made
        tally.reused += not product.made
        tally.record.seconds += round(product.seconds, 3)
        tally.record.products.append(product.folder.relative_to(self.production.folder).as_posix())
        if product.remark:
            self.remember_fallbacks(stage, (product.remark,))
        self.report(stage, 1.0, "made" if product.made else "there already")
        return product

    def kin(self, stage: str, recipe: Recipe, but: str) -> list[Path]:
        """Return products whose recipes differ in one thing alone; see `Store.kin`."""
        return self._store.kin(stage, recipe, but)

    def remember_fallbacks(self, stage: str, sentences: tuple[str, ...]) -> None:
        """Keep what had to be decided for the user; it is shown and saved."""
        self.tallies.setdefault(stage, Tally()).record.fallbacks.extend(sentences)

    def save(self) -> None:
        """Write what happened into the project file."""
        for stage, tally in self.tallies.items():
            name = f"{stage} ({self.language})" if self.language else stage
            self.production.project.stages[name] = tally.record
        self.production.save()


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a small document into a product that is being made."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf8")


def read_remarks(path: Path) -> tuple[str, ...]:
    """Read the remarks in a small document of a product.

    Raises
    ------
    ProjectError
        There are none of the right form.
    """
    remarks = read_json(path).get("fallbacks")
    if not isinstance(remarks, list) or not all(isinstance(remark, str) for remark in remarks):
        raise ProjectError(f"The file {path} is damaged.", hint="Run it again: it is made anew.")
    return tuple(remarks)


def read_json(path: Path) -> dict[str, Any]:
    """Read a small document of a product.

    Raises
    ------
    ProjectError
        It was damaged since its product was looked at; the next run makes it anew.
    """
    try:
        document = json.loads(path.read_text("utf8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ProjectError(f"The file {path} is damaged.", hint="Run it again: it is made anew.") from error
    return document if isinstance(document, dict) else {}
