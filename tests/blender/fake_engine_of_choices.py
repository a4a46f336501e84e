"""The stand-in engine, with all the choices that a project has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine"))

import fake_engine

from speaking_engine.project.document import Choices
from speaking_engine.protocol.wire import private_stdout
from speaking_engine.service.server import Server


def whole(action):
    """Add to the choices of a state those that the action leaves out."""

    def answered(arguments, report):
        state = action(arguments, report)
        if "choices" in state:
            state["choices"] = Choices().model_dump(mode="json") | state["choices"]
        return state

    return answered


if __name__ == "__main__":
    actions = {name: whole(action) for name, action in fake_engine.ACTIONS.items()}
    Server(private_stdout(), actions).serve(sys.stdin)
    os._exit(0)
