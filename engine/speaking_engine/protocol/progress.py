"""How a room tells what it is doing, and how it learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Callback a room calls often, at least once a second.

    It may raise `speaking_engine.errors.Cancelled`; a room lets that pass and cleans up.
    """

    def __call__(self, stage: str, fraction: float, note: str = "") -> None:
        """Tell that `stage` has done `fraction` (0 to 1) of its work."""


def share_of(report: Report, start: float, end: float) -> Report:
    """Report the progress of a part of the work, from `start` to `end` of the whole, as the whole's."""

    def part(stage: str, fraction: float, note: str = "") -> None:
        report(stage, start + (end - start) * fraction, note)

    return part


def silent(stage: str, fraction: float, note: str = "") -> None:
    """Report to nobody: the default where nobody listens."""
