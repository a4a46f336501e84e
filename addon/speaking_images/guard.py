"""Where our errors become what a person sees: reports of operators, and reasons of grey buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import bpy
from bpy.app.translations import pgettext_tip

from speaking_engine.errors import Cancelled, SpeakingError

Answer = set[str]
ASKS = {"REGISTER"}
"""`bl_options` of operators that only ask the engine: their step of undo is made when its answer is shown."""
Execute = Callable[[bpy.types.Operator, bpy.types.Context], Answer]


def told(execute: Execute) -> Execute:
    """Let an operator's `execute` raise our errors: they are reported, and nothing was done."""

    def guarded(operator: bpy.types.Operator, context: bpy.types.Context) -> Answer:
        try:
            return execute(operator, context)
        except Cancelled as news:
            operator.report({"INFO"}, news.sentence)
        except SpeakingError as error:
            operator.report({"ERROR"}, str(error))
        return {"CANCELLED"}

    return guarded


class Reasoned:
    """An operator that says why its button is grey."""

    reasons: ClassVar[tuple[Callable[[bpy.types.Context], str], ...]] = ()

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Allow the operator unless one of its reasons speaks against it."""
        reason = next((said for said in (ask(context) for ask in cls.reasons) if said), "")
        if reason:
            cls.poll_message_set(pgettext_tip(reason))  # type: ignore[attr-defined]
        return not reason
