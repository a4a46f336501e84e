"""One piece of work that the engine was asked for, as a value that messages move along."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from speaking_engine.protocol.messages import Failure, Message, Progress, Result

State = Literal["running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a piece of work stands.

    Attributes
    ----------
    fraction : float
        0 to 1, of the stage under way.
    value : dict
        What it gave, once done.
    error : dict of str
        `SpeakingError.as_dict`, once failed.
    """

    name: str
    action: str
    state: State = "running"
    stage: str = ""
    fraction: float = 0.0
    note: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)


def moved(job: Job, message: Message) -> Job:
    """Return the job after a message; another job's message, or one that comes too late, changes nothing."""
    if job.state != "running" or getattr(message, "job", None) != job.name:
        return job
    if isinstance(message, Progress):
        return dataclasses.replace(job, stage=message.stage, fraction=message.fraction, note=message.note)
    if isinstance(message, Result):
        return dataclasses.replace(job, state="done", fraction=1.0, value=message.value)
    if isinstance(message, Failure):
        state: State = "cancelled" if message.error.get("kind") == "Cancelled" else "failed"
        return dataclasses.replace(job, state=state, error=message.error)
    return job
