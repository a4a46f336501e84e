"""Turning one line of the script into sound, with the times of its words and phonemes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from speaking_engine.errors import TextError, VoiceError
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.script.script import SpokenLine
from speaking_engine.speech.chunks import Chunk, breaths, cut, spoken
from speaking_engine.speech.directions import Directed, emphasise, louden, passages
from speaking_engine.speech.join import Joined, join, parted
from speaking_engine.speech.languages import Language, find_language, list_languages
from speaking_engine.speech.languages.telling import seems
from speaking_engine.speech.level import level
from speaking_engine.speech.lexicon import Lexicon, shared_lexicon
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.timing import marks_of, phonemes_of, sounds_of, words_of
from speaking_engine.speech.utterance import Utterance
from speaking_engine.speech.voices import Sound, TextVoice, Voice, VoiceCard, load_voice
from speaking_engine.speech.written import clean, refuse_scripts

SPEEDS = (0.5, 2.0)
OTHER_WAYS = (
    "Three ways lead there: a Piper voice (--voice piper:FILE.onnx), a server that speaks it "
    "(--voice server:http://127.0.0.1:8880/v1?voice=NAME), or an actor's recording (--recording FILE)."
)
_ACCENTS = ("en-us", "en-gb")
NO_LEXICON = Lexicon()


def speak(
    line: SpokenLine,
    *,
    voice: str,
    speed: float = 1.0,
    lexicon: Lexicon = NO_LEXICON,
    report: Report = silent,
) -> Utterance:
    """Speak all the words of a line.

    Parameters
    ----------
    line : Line
        May hold directions: ``[pause 0.4]``, ``*emphasis*``. English is spoken in the accent of the voice.
    voice : str
        A name of `list_voices`, or a mixture such as ``af_heart:0.6+bf_emma:0.4``.
    speed : float
        0.5 to 2; 1 is unhurried, 14 to 16 characters a second.
    lexicon : Lexicon
        How names and rare words are said in this production; the shared one comes after it.

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
        The model, or what reads the language, is not installed whole.
    """
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise VoiceError(
            f"A voice cannot speak at speed {speed:g}.", hint=f"Choose {SPEEDS[0]:g} to {SPEEDS[1]:g}."
        )
    parts = passages(clean(line.text))
    speaker = load_voice(voice)
    language = _language(line.language, speaker.card)
    readings = read(parts, language, lexicon.over(shared_lexicon(language.code)), speaker.symbols)
    chunks = cut(readings, max_symbols=speaker.max_symbols)
    if not chunks:
        raise TextError(f"There are no words to speak in {line.text[:40]!r}.", hint="Write a sentence.")
    sounds = (
        _by_text(readings, chunks, language, speaker, speed, report)
        if isinstance(speaker, TextVoice)
        else _by_phonemes(chunks, speaker, speed, report)
    )
    pauses = [chunk.pause_seconds for chunk in chunks]
    joined = join(sounds, pauses, speaker.sample_rate_hz, lead_seconds=_lead_seconds(parts))
    utterance = _timed(readings, chunks, joined, speaker.sample_rate_hz)
    return replace(
        utterance,
        text=" ".join(part.text for part in parts if part.text),
        voice=voice,
        fallbacks=(*_doubts(line.text, language), *_fallbacks(language, speaker)),
    )


def _language(code: str, card: VoiceCard) -> Language:
    """Find the language; English is spoken in the accent of the voice, other languages as written.

    Raises
    ------
    VoiceError
        The voice does not speak it; the hint names what does.
    """
    language = find_language(code)
    spoken = card.languages or (card.language, *(one.code for one in list_languages()))
    if language.code in _ACCENTS and not set(_ACCENTS).isdisjoint(spoken):
        if card.language in _ACCENTS:
            return find_language(card.language)
        return language if card.backend == "server" else find_language("en-us")
    if language.code not in spoken:
        raise VoiceError(
            f"The voice {card.name!r} does not speak {language.name}.",
            hint="Choose a voice of Kokoro." if language.built_in else OTHER_WAYS,
        )
    return language


def check_speaker(language: str, voice: str | None) -> None:
    """Refuse a language that a voice does not speak, before any work is done.

    Parameters
    ----------
    voice : str or None
        None is any of the built-in ones.

    Raises
    ------
    VoiceError, TextError, SetupError
        What to do instead is in the hint.
    """
    wanted = find_language(language)
    if voice is not None:
        _language(language, load_voice(voice).card)
    elif not wanted.built_in:
        raise VoiceError(f"No built-in voice speaks {wanted.name}.", hint=OTHER_WAYS)


def _doubts(text: str, language: Language) -> tuple[str, ...]:
    """Say that a text seems to be in another language than the one it is read in."""
    other = seems(text, language.code)
    if not other:
        return ()
    name = find_language(other).name
    return (f"The text seems to be {name}, but is read as {language.name}: --language {other} would do it.",)


def _fallbacks(language: Language, voice: Voice | TextVoice) -> tuple[str, ...]:
    native = voice.card.language
    if voice.card.backend == "server":
        return (f"The times of the words of {voice.card.name} were found by an aligner of American English.",)
    if native == language.code or voice.card.backend == "fake":
        return ()
    return (
        f"The voice {voice.card.name} speaks {language.name} with the accent of its own language, {native}.",
    )


def read(
    parts: Iterable[Directed], language: Language, lexicon: Lexicon, symbols: frozenset[str]
) -> tuple[Reading, ...]:
    """Return how each written word of a text is pronounced.

    Parameters
    ----------
    symbols : frozenset of str
        Phonemes that the voice knows; others are left out.

    Raises
    ------
    TextError
        A word is written in letters of another script.
    """
    readings: list[Reading] = []
    for part in parts:
        refuse_scripts(part.text, language.scripts, language.name)
        found = [_known(reading, symbols) for reading in language.read(part.text, lexicon)]
        for index in part.emphasised.intersection(range(len(found))):
            found[index] = replace(found[index], phonemes=emphasise(found[index].phonemes), emphasis=True)
        readings += found
        if readings and part.pause_seconds is not None:
            asked = part.pause_seconds + (0.0 if found else readings[-1].pause_seconds or 0.0)
            readings[-1] = replace(readings[-1], pause_seconds=asked)
    return tuple(readings)


def _known(reading: Reading, symbols: frozenset[str]) -> Reading:
    return replace(reading, phonemes="".join(c for c in reading.phonemes if c in symbols).strip())


def _lead_seconds(parts: Iterable[Directed]) -> float:
    """Add up the pauses before the first word."""
    seconds = 0.0
    for part in parts:
        if part.text:
            break
        seconds += part.pause_seconds or 0.0
    return seconds


def _by_phonemes(chunks: Sequence[Chunk], voice: Voice, speed: float, report: Report) -> list[Sound]:
    sounds: list[Sound] = []
    for breath in breaths(chunks, max_symbols=voice.max_symbols):
        report("speech", len(sounds) / len(chunks), f"sentence {len(sounds) + 1} of {len(chunks)}")
        sound = voice.sound(spoken(breath), speed)
        sounds += parted(sound, [len(chunk.phonemes) for chunk in breath], voice.sample_rate_hz)
    report("speech", 1.0)
    return sounds


def _by_text(
    readings: Sequence[Reading],
    chunks: Sequence[Chunk],
    language: Language,
    voice: TextVoice,
    speed: float,
    report: Report,
) -> list[Sound]:
    """Let a voice say each sentence as text, and find its phonemes in the sound."""
    from speaking_engine.speech.alignment import align_symbols

    sounds: list[Sound] = []
    for index, chunk in enumerate(chunks):
        report("speech", index / len(chunks), f"sentence {index + 1} of {len(chunks)}")
        words = dict.fromkeys(piece.word for piece in chunk.pieces)
        text = language.write_out(" ".join(readings[word].text for word in words))
        samples = voice.say(text, speed)
        try:
            bounds = align_symbols(samples, voice.sample_rate_hz, chunk.phonemes)
        except TextError as error:
            raise VoiceError(
                f"The words {text[:60]!r} are not found in what {voice.card.name} said.",
                hint="Does it speak this language? Choose another voice.",
            ) from error
        sounds.append(Sound(samples, bounds))
    report("speech", 1.0)
    return sounds


def _timed(readings: Sequence[Reading], chunks: Sequence[Chunk], joined: Joined, rate_hz: int) -> Utterance:
    sounds = tuple(sounds_of(chain.from_iterable(map(marks_of, chunks, joined.bounds_seconds))))
    words = words_of(sounds, readings)
    emphatic = [
        (word.start_seconds, word.end_seconds)
        for word, reading in zip(words, readings, strict=True)
        if reading.emphasis
    ]
    return Utterance(
        samples=level(louden(joined.samples, rate_hz, emphatic), rate_hz),
        sample_rate_hz=rate_hz,
        phonemes=phonemes_of(sounds, len(joined.samples) / rate_hz),
        words=words,
        text="",
        voice="",
    )
