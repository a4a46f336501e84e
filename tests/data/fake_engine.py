"""A stand-in engine for tests: the real server, with actions that are quick, slow, broken or deadly."""

from __future__ import annotations

import json
import os
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "engine"))

from speaking_engine.composite.prepare import write_png
from speaking_engine.doors.blender.server import Server
from speaking_engine.doors.blender.showcase import CURVES
from speaking_engine.errors import FaceError, TextError
from speaking_engine.performance.cues import widest_frame
from speaking_engine.performance.hand import corrected, corrections_in_curves, parse_corrections
from speaking_engine.performance.performance import performed
from speaking_engine.performance.store import performance_to_disk
from speaking_engine.project.document import Choices
from speaking_engine.protocol.wire import private_stdout
from speaking_engine.speech.utterance import Utterance, Word


def echo(arguments, report):
    """Return back what came, after three words of progress."""
    for step in range(3):
        report("echo", step / 3, f"step {step}")
    os.write(1, b"a C library prints\n")
    return {"echo": arguments}


def slow(arguments, report):
    """Work until cancelled."""
    while True:
        report("slow", 0.5, "still at it")
        time.sleep(0.01)


def deaf(arguments, report):
    """Work without listening, as a model in C does."""
    report("deaf", 0.1, "")
    time.sleep(30)
    return {}


def wrong(arguments, report):
    """Fail as a room does."""
    raise FaceError("There is no face 7.", hint="Choose another.", place="choices.speakers")


def buggy(arguments, report):
    """Fail as nobody wanted."""
    raise ZeroDivisionError("division by zero")


def die(arguments, report):
    """Die with words on the lips."""
    sys.stderr.write("the model ate all memory\n")
    sys.stderr.flush()
    os._exit(9)


def chatty(arguments, report):
    """Say more than a tick can take over."""
    for step in range(2000):
        sys.stdout.flush()
        report(f"stage {step}", step / 2000, "x" * 500)
    return {}


ACTIONS = {
    "echo": echo,
    "slow": slow,
    "deaf": deaf,
    "wrong": wrong,
    "buggy": buggy,
    "die": die,
    "chatty": chatty,
    "run": lambda arguments, report: STATES[arguments["until"]](arguments),
}


SAVED = {}


def save(arguments, report):
    """Remember what was edited."""
    SAVED[arguments["folder"]] = arguments["edited"]
    return {"seen": "abc", "merged": arguments.get("seen") == "old"}


def opened(arguments):
    """Return the state of a production with two faces."""
    folder = arguments["folder"]
    edited = arguments.get("edited") or SAVED.get(folder, {})
    if not Path(folder, "artwork.png").is_file() and Path(folder).is_dir():
        write_png(Path(folder, "artwork.png"), np.full((600, 800, 3), 120, np.uint8))
    return {
        "folder": folder,
        "seen": "abc",
        "artwork": f"{folder}/artwork.png",
        "width_px": 800,
        "height_px": 600,
        "metadata": {"title": "A Test", "notes": ["kept"], **edited.get("metadata", {})},
        "choices": Choices().model_dump(mode="json") | edited.get("choices", {}),
        "hand_faces": edited.get("hand_faces", []),
        "offers": {"animator": {"head": "", "puppets": ""}, "export": {"screen": "A film on a canvas."}},
        "handle_sets": {
            "frontal": {"nose_tip": {"what": "tip of the nose", "optional": False, "at": [0.5, 0.5]}},
            "profile_left": {"chin": {"what": "chin", "optional": False, "at": [0.25, 1.0]}},
            "profile_right": {"chin": {"what": "chin", "optional": False, "at": [0.75, 1.0]}},
        },
        "summary": {"faces": {"fallbacks": ["Something stepped in."]}},
    }


def with_faces(arguments):
    """Return two found faces, less what was removed, with what was added."""
    state = opened(arguments)
    hand = {face["id"]: face for face in state["hand_faces"]}
    boxes = {"f0": [100, 100, 200, 200], "f1": [400, 100, 150, 150]}
    boxes |= {face["id"]: face["box_px"] for face in state["hand_faces"] if face.get("added")}
    state["faces"] = [
        {
            "id": name,
            "box_px": hand.get(name, {}).get("moved_to_px") or box,
            "confidence": 0.9,
            "gender": "female",
            "quality": ["face is small"],
            "start_handles": {"frontal": {"nose_tip": [200.0, 210.0]}},
        }
        for name, box in boxes.items()
        if not hand.get(name, {}).get("removed")
    ]
    return state


def with_script(arguments):
    """Return a script of what was asked for."""
    text = opened(arguments)["choices"]["text"] or "I was written."
    state = with_faces(arguments)
    state["script"] = {
        "writer": "given",
        "lines": [
            {"face_id": "f0", "language": "en-us", "sentences": [{"text": text, "grounds": ["given"]}]}
        ],
        "fallbacks": [],
    }
    return state


def approve(arguments, report):
    """Sign what was given, if there is a name."""
    if not arguments["name"]:
        raise TextError("There is no name.", hint="Give one.")
    edited = {"choices": {"text": "I speak."}}
    state = with_script({**arguments, "edited": edited})
    state["script"]["approval"] = {"name": arguments["name"], "date": "2026-11-27"}
    return state | {"approved": True}


WORDS = (Word("Good", 0.2, 0.6), Word("evening.", 0.6, 1.2))
CORRECTIONS = []


def with_performance(arguments):
    """Return a line of 50 frames from frame 10 (30 with own words): the jaw swings, the head turns."""
    utterance = Utterance(np.zeros(0, np.float32), 24000, (), WORDS, "Good evening.", "")
    swing = np.sin(np.linspace(0, np.pi, 50)) ** 2
    amplitude = opened(arguments)["choices"].get("amplitude", 1.0)
    made = performed({"jawOpen": 0.3 * amplitude * swing, "headYaw": 6 * swing}, 50, Fraction(25))
    made, _ = corrected(made, utterance, CORRECTIONS)
    folder = Path(arguments["folder"]) / f"performance{len(CORRECTIONS)}-{amplitude}"
    path, facts = performance_to_disk(folder, "000", made, utterance)
    cues = json.loads(facts.read_text("utf8"))["cues"]
    cues[1]["fault"] = "The lips are faster than 200 mm/s."
    start = 30 if opened(arguments)["choices"]["text"] else 10
    line = {"face_id": "f0", "csv": str(path), "rate": "25", "frames": 50, "start_frame": start, "cues": cues}
    line["names"] = ["good", "evening"]
    line["widest"] = [widest_frame(made, word.start_seconds, word.end_seconds) for word in WORDS]
    state = with_script(arguments) | {"performances": [line], "tracks": CURVES}
    plan = Path(arguments["folder"], "blender", "plan.json")
    return state | ({"composed": str(plan.parent), "plan": str(plan)} if plan.is_file() else {})


def correct(arguments, report):
    """Remember corrections, found as the engine finds them."""
    found = corrections_in_curves(arguments["lines"])
    found += tuple(one for text in arguments["words"] for one in parse_corrections(text))
    CORRECTIONS.extend(found)
    return {"seen": "abc", "corrections": len(found)}


def film(arguments, report):
    """Say what film would be made of a scene."""
    assert Path(arguments["blend"]).is_file()
    return {"film": arguments["out"], "folder": arguments["folder"]}


ACTIONS |= {"film": film}
ACTIONS |= {"approve": approve, "save": save, "correct": correct}
STATES = {
    "artwork": opened,
    "known": opened,
    "faces": with_faces,
    "script": with_script,
    "composite": with_performance,
}

if __name__ == "__main__":
    Server(private_stdout(), ACTIONS).serve(sys.stdin)
    os._exit(0)
