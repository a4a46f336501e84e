"""The engine of Speaking Images: from a picture to a film in which it speaks; knows nothing of Blender.

    import speaking_engine as si

    with si.open("mona_lisa.jpg") as work:
        film = work.render()

docs/api.md tells the rest. What is named here is loaded when it is asked for.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from speaking_engine.errors import SpeakingError, UserError
    from speaking_engine.speech.languages import list_languages as languages
    from speaking_engine.speech.voices import list_voices as voices
    from speaking_engine.work.work import Film, Work
    from speaking_engine.work.work import open_work as open  # noqa: A004 - as in wave.open or Image.open

__all__ = ["Film", "SpeakingError", "UserError", "Work", "languages", "open", "voices"]

__version__ = "0.3.0"

#: Libraries report to their makers unless told not to. They read this when loaded, so it stands where
#: every door comes by first; processes that we start inherit it.
SILENCE = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
os.environ.update(SILENCE)

_WHERE = {
    "open": "work.work:open_work",
    "Work": "work.work:Work",
    "Film": "work.work:Film",
    "voices": "speech.voices:list_voices",
    "languages": "speech.languages:list_languages",
    "SpeakingError": "errors:SpeakingError",
    "UserError": "errors:UserError",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - of many kinds
    if name not in _WHERE:
        raise AttributeError(f"speaking_engine has no {name}")
    module, _, attribute = _WHERE[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), attribute)
