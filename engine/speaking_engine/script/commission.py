"""Commission: what a writer is asked for, and the draft that it hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from speaking_engine.artwork.metadata import Metadata
from speaking_engine.errors import TextError
from speaking_engine.faces.face import Face
from speaking_engine.protocol.progress import Report
from speaking_engine.script.script import Sentence


@dataclass(frozen=True, slots=True, eq=False)
class Commission:
    """What a writer is asked for.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        The whole picture in sRGB, for writers that can see.
    speakers : tuple of Face
        Who speaks, in order; at least one.
    face_count : int
        How many faces were found in the picture, speakers included.
    seconds : float
        How long the spoken text should take.
    language : str
        BCP 47 tag in lower case, such as "en-us".
    preset : str
        Name of the prompt, for writers that are prompted.
    tone : str
        Name of a template's tone; empty to let the seed draw a sober one.
    audience : str
        One of `phrases.AUDIENCES`.
    row : int
        Place of the work in a row of works, from 1: what is worded in several ways is dealt out in turn, so
        that a room does not repeat itself; 0 draws by the seed.
    attempt : int
        0 for the first time; 1 and 2 after a refusal, with a reworded prompt.
    """

    metadata: Metadata
    pixels: npt.NDArray[np.uint8]
    speakers: tuple[Face, ...]
    face_count: int
    seconds: float
    seed: int
    language: str = "en-us"
    preset: str = "museum"
    tone: str = ""
    attempt: int = 0
    audience: str = "general"
    row: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer hands back.

    Attributes
    ----------
    sentences : tuple of Sentence
        In order. Writers that know what supports a sentence say so; others leave `grounds` empty.
    spare : tuple of Sentence
        Sentences that may be put in before the last one to fill the time; they state nothing of the work.
    weights : tuple of int
        For each sentence how soon it is given up when time is short: the lowest first. Empty: the last first.
    prompt : str
        What the writer was asked, whole; empty where there is no prompt.
    seen : tuple of (str, str)
        What a model says that it sees in the picture: pairs of a ground ("seen by MODEL: ...") and the claim.
    finish : str
        "stop" where the writer came to its end, "length" where it was cut off.
    answer : str
        What a model answered, with its lines; empty where there is no model.
    """

    sentences: tuple[Sentence, ...]
    spare: tuple[Sentence, ...] = ()
    weights: tuple[int, ...] = ()
    prompt: str = ""
    finish: str = "stop"
    seen: tuple[tuple[str, str], ...] = ()
    answer: str = ""

    @property
    def text(self) -> str:
        """All sentences, joined by a space."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """How writers that use a model are set up.

    Attributes
    ----------
    model_path : str
        A GGUF file for `llama`; empty for the small model that is installed with the engine.
    mmproj_path : str
        The GGUF file of the model's eyes (multimodal projector); empty if it has none.
    url, model : str
        For `openai`: base address of the server, up to and with ``/v1``, and the model's name there.
    api_key_variable : str
        Name of the environment variable that holds the server's key; the key itself is never stored.
    timeout_seconds : float
        Longest wait for one whole answer.
    """

    model_path: str = ""
    mmproj_path: str = ""
    url: str = "http://127.0.0.1:11434/v1"
    model: str = "qwen2.5vl"
    api_key_variable: str = "OPENAI_API_KEY"
    timeout_seconds: float = 120.0


class NoDraftError(TextError):
    """A writer was asked and gave nothing that can be used; another one may write."""


class Writer(Protocol):
    """Something that writes what a face says.

    Attributes
    ----------
    name : str
        As it is chosen with ``--writer``.
    """

    name: str

    def write(self, commission: Commission, report: Report) -> Draft:
        """Write one draft.

        Raises
        ------
        NoDraftError
            It was asked and gave nothing that can be used; the template writes instead.
        TextError
            The model or server cannot be used as it was set up; the user can fix it.
        SetupError
            Something has to be installed first.
        Cancelled
            `report` asked to stop.
        """
