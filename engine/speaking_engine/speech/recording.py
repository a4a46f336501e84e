"""An actor's recording in place of a voice: compared with its words and aligned, or followed by its sound."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from speaking_engine.errors import TextError
from speaking_engine.protocol.progress import Report, silent
from speaking_engine.speech.alignment import align
from speaking_engine.speech.by_sound import phonemes_of_sound
from speaking_engine.speech.directions import passages
from speaking_engine.speech.languages import find_language
from speaking_engine.speech.level import Samples, loud_stretches
from speaking_engine.speech.lexicon import Lexicon, shared_lexicon
from speaking_engine.speech.microphone import SAMPLE_RATE_HZ, read_sound
from speaking_engine.speech.proofing import HINT, proof
from speaking_engine.speech.reading import Reading
from speaking_engine.speech.speak import NO_LEXICON, read
from speaking_engine.speech.timing import Mark, phonemes_of, words_of
from speaking_engine.speech.utterance import Utterance, Word
from speaking_engine.speech.voices.symbols import KOKORO_SYMBOLS
from speaking_engine.speech.written import clean

_RUN_ON_SECONDS = 0.15  # a shorter gap between two words is not a closed mouth
_MARGIN_SECONDS = 0.3

_LONGEST_UNCOVERED_SECONDS = {False: 1.2, True: 2.0}  # by whether the words were heard
_LONGEST_SOUND_SECONDS = 0.45


def utterance_from_recording(
    path: Path,
    text: str | None,
    *,
    language: str = "en-us",
    lexicon: Lexicon = NO_LEXICON,
    report: Report = silent,
) -> Utterance:
    """Make an utterance of a recording, with the times of its words if they are known.

    Parameters
    ----------
    path : Path
        Any sound file that ffmpeg reads; the first sound stream is taken.
    text : str or None
        The words spoken. None lets the sound alone move the mouth, which `Utterance.fallbacks` says.

    Returns
    -------
    Utterance
        24 kHz mono at -16 LUFS, as long as the recording. `fallbacks` names words that differ here and
        there from those that are heard.

    Raises
    ------
    TextError
        The file is no sound or a silent one, the words are not those that are spoken, or something loud
        has no words; the sentence names the stretch.
    """
    samples, remarks = read_sound(path)
    seconds = len(samples) / SAMPLE_RATE_HZ
    utterance = Utterance(
        samples=samples,
        sample_rate_hz=SAMPLE_RATE_HZ,
        phonemes=(),
        words=(),
        text="",
        voice=f"recording:{path.name}",
    )
    if text is None:
        remarks.append(
            "The recording has no text: its loudness and brightness alone move the mouth, "
            "which is no more than a likeness of its words, and there are no captions."
        )
        return replace(
            utterance, phonemes=phonemes_of_sound(samples, SAMPLE_RATE_HZ), fallbacks=tuple(remarks)
        )
    parts = passages(clean(text))
    reading_aloud = find_language(language)
    words = lexicon.over(shared_lexicon(reading_aloud.code))
    readings = read(parts, reading_aloud, words, KOKORO_SYMBOLS)
    differing, sure = proof(samples, SAMPLE_RATE_HZ, readings, reading_aloud, words, report)
    # words that were heard need no narrow search to prove them
    foreign = sure or not reading_aloud.code.startswith("en")
    sounds = _run_on(_aligned(samples, readings, foreign=foreign))
    _refuse_uncovered(samples, sounds, _LONGEST_UNCOVERED_SECONDS[sure])
    timed = words_of(sounds, readings)
    return replace(
        utterance,
        phonemes=phonemes_of(sounds, seconds),
        words=timed if sure else _checked(timed),
        text=" ".join(part.text for part in parts if part.text),
        fallbacks=(*remarks, *differing),
    )


def _aligned(samples: Samples, readings: Sequence[Reading], *, foreign: bool) -> tuple[Mark, ...]:
    """Align the words within what is loud: an aligner gets lost in long silence."""
    stretches = loud_stretches(samples, SAMPLE_RATE_HZ)
    start = max(0.0, stretches[0][0] - _MARGIN_SECONDS) if stretches else 0.0
    end = stretches[-1][1] + _MARGIN_SECONDS if stretches else len(samples) / SAMPLE_RATE_HZ
    cut = samples[round(start * SAMPLE_RATE_HZ) : round(end * SAMPLE_RATE_HZ)]
    return tuple(
        replace(mark, start_seconds=mark.start_seconds + start, end_seconds=mark.end_seconds + start)
        for mark in align(cut, SAMPLE_RATE_HZ, readings, foreign=foreign)
    )


def _refuse_uncovered(samples: Samples, sounds: Sequence[Mark], longest_seconds: float) -> None:
    """Refuse a recording in which something is loud and no word of the text is there.

    Raises
    ------
    TextError
        The sentence names the stretch; the person gives the words, or cuts it out.
    """
    starts = [mark.start_seconds for mark in sounds]
    for start, end in loud_stretches(samples, SAMPLE_RATE_HZ):
        at = start
        within = sounds[max(0, bisect_left(starts, start) - 1) : bisect_left(starts, end)]
        spans = [
            (mark.start_seconds, min(mark.end_seconds, mark.start_seconds + _LONGEST_SOUND_SECONDS))
            for mark in within
        ]
        for word_start, word_end in (*spans, (end, end)):
            if word_start - at > longest_seconds:
                raise TextError(
                    f"From {at:.1f} to {word_start:.1f} s the recording is loud, but the text has no words.",
                    hint=f"{HINT} Music and noise are cut out in a sound editor.",
                )
            at = max(at, word_end)


def _run_on(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Close the short gaps that an aligner leaves between words that run on."""
    out: list[Mark] = []
    for at, mark in enumerate(marks):
        following = marks[at + 1].start_seconds if at + 1 < len(marks) else mark.end_seconds
        gap = following - mark.end_seconds
        end = following if 0 < gap < _RUN_ON_SECONDS else mark.end_seconds
        out.append(Mark(mark.symbol, mark.start_seconds, end, mark.word, mark.stress))
    return tuple(out)


def _checked(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Refuse an alignment that squeezes or stretches most words: then other words were spoken."""
    lengths = [(word.end_seconds - word.start_seconds) / max(len(word.text), 2) for word in words]
    odd = sum(length < 0.02 or length > 0.4 for length in lengths)
    if odd > len(words) * 0.3:
        raise TextError("The words are not those that are spoken in the recording.", hint=HINT)
    return words
