"""Turning one line of the script into sound, with the times of its words and phonemes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from speaking_engine.errors import TextError, VoiceError
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.script.script import Line
from speaking_engine.speech.chunks import Chunk, cut
from speaking_engine.speech.english import read_english
from speaking_engine.speech.join import Joined, join
from speaking_engine.speech.level import level
from speaking_engine.speech.lexicon import Lexicon
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.timing import marks_of, phonemes_of, words_of
from speaking_engine.speech.utterance import Utterance
from speaking_engine.speech.voices import Voice, load_voice
from speaking_engine.speech.written import clean, refuse_scripts

SPEEDS = (0.5, 2.0)
PARAGRAPH_PAUSE_SECONDS = 0.7
NO_LEXICON = Lexicon()


def speak(
    line: Line,
    *,
    voice: str,
    speed: float = 1.0,
    lexicon: Lexicon = NO_LEXICON,
    report: Report = silent,
) -> Utterance:
    """Speak all the words of a line.

    Parameters
    ----------
    voice : str
        A name of `list_voices`, or a mixture such as ``af_heart:0.6+bf_emma:0.4``.
    speed : float
        0.5 to 2; 1 is the voice's own pace.
    lexicon : Lexicon
        How names and rare words are said.

    Returns
    -------
    Utterance
        24 kHz mono, -16 LUFS, peak <= -1 dBFS; every written word in order.

    Raises
    ------
    TextError
        There is nothing to say, too much, or letters the voice cannot read.
    VoiceError
        There is no such voice, or it cannot speak so fast or slowly.
    SetupError
        The model is not installed whole.
    """
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise VoiceError(
            f"A voice cannot speak at speed {speed:g}.", hint=f"Choose {SPEEDS[0]:g} to {SPEEDS[1]:g}."
        )
    text = clean(line.text)
    speaker = load_voice(voice)
    readings = _known_symbols(_read(text, speaker, lexicon), speaker)
    chunks = cut(readings, max_symbols=speaker.max_symbols)
    if not chunks:
        raise TextError(f"There are no words to speak in {text[:40]!r}.", hint="Write a sentence.")
    joined = _sound(chunks, speaker, speed, report)
    return _timed(text, voice, readings, chunks, joined, speaker.sample_rate_hz)


def _read(text: str, voice: Voice, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Read paragraph by paragraph; the last word of each is followed by a longer pause."""
    british = voice.card.language == "en-gb"
    readings: list[Reading] = []
    for paragraph in filter(None, (part.strip() for part in text.split("\n"))):
        if readings:
            last = readings[-1]
            readings[-1] = Reading(last.text, last.phonemes, PARAGRAPH_PAUSE_SECONDS)
        refuse_scripts(paragraph, ("LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MICRO"), "English")
        readings += read_english(paragraph, british=british, lexicon=lexicon)
    return tuple(readings)


def _known_symbols(readings: Sequence[Reading], voice: Voice) -> tuple[Reading, ...]:
    return tuple(
        Reading(r.text, "".join(c for c in r.phonemes if c in voice.symbols).strip(), r.pause_seconds)
        for r in readings
    )


def _sound(chunks: Sequence[Chunk], voice: Voice, speed: float, report: Report) -> Joined:
    sounds = []
    for index, chunk in enumerate(chunks):
        report("speech", index / len(chunks), f"sentence {index + 1} of {len(chunks)}")
        sounds.append(voice.sound(chunk.phonemes, speed))
    report("speech", 1.0)
    return join(sounds, [chunk.pause_seconds for chunk in chunks], voice.sample_rate_hz)


def _timed(
    text: str, voice: str, readings: Sequence[Reading], chunks: Sequence[Chunk], joined: Joined, rate_hz: int
) -> Utterance:
    seconds = len(joined.samples) / rate_hz
    marks = list(chain.from_iterable(map(marks_of, chunks, map(list, joined.bounds_seconds))))
    return Utterance(
        samples=level(joined.samples, rate_hz),
        sample_rate_hz=rate_hz,
        phonemes=phonemes_of(marks, seconds),
        words=words_of(marks, readings),
        text=text,
        voice=voice,
    )
