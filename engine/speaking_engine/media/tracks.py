"""Tracks: the language of a film's sound, and its captions as a track that players can switch on."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer

from speaking_engine.media.beside import told_when_unwritable, written_beside
from speaking_engine.media.captions import Caption

_MILLISECOND = Fraction(1, 1000)
#: ISO 639-2 codes, the only ones that an MP4's tracks can hold, by BCP 47 primary tags.
_THREE_LETTERS = {
    "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "eu": "eus", "fi": "fin", "fr": "fra", "hi": "hin", "hr": "hrv", "hu": "hun", "is": "isl", "it": "ita",
    "ja": "jpn", "nb": "nob", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code of a BCP 47 tag: "fr" gives "fra"; "und" where it is not known."""
    return _THREE_LETTERS.get(language.partition("-")[0].lower(), "und")


def tag_languages(film: Path, language: str, cues: Sequence[Caption] = ()) -> None:
    """Say in an MP4 in which language its sound is, and lay captions into it; coded packets stay as they are.

    Parameters
    ----------
    cues : sequence of Cue
        In order. Empty for a film without such a track.

    References
    ----------
    3GPP TS 26.245, timed text ("tx3g"): each sample is the length of its text and the text.
    """
    with written_beside(film) as beside, told_when_unwritable(film), av.open(str(film)) as source:
        options = {"movflags": "+faststart"}
        with av.open(str(beside), "w", format="mp4", options=options) as target:
            target.metadata.update(source.metadata)
            streams: dict[int, Any] = {
                stream.index: target.add_stream_from_template(stream)
                for stream in (*source.streams.video, *source.streams.audio)
            }
            for stream in source.streams.audio:
                streams[stream.index].metadata["language"] = three_letters(language)
            waiting = _samples(target, cues) if cues else iter(())
            following = next(waiting, None)
            for packet in source.demux(*(source.streams[index] for index in streams)):
                if packet.dts is None:
                    continue
                now = float(packet.dts * packet.time_base) if packet.time_base else 0.0
                while following is not None and float(following.pts * _MILLISECOND) <= now:
                    target.mux(following)
                    following = next(waiting, None)
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
            for sample in [following, *waiting] if following is not None else []:
                target.mux(sample)


def _samples(target: OutputContainer, cues: Sequence[Caption]) -> Iterator[Any]:
    """Write each cue as one sample; the muxer puts the empty ones between them."""
    stream = target.add_mux_stream("mov_text")
    stream.time_base = _MILLISECOND
    stream.metadata["language"] = three_letters(cues[0].language)

    def written() -> Iterator[Any]:
        for cue in cues:
            data = "\n".join(cue.lines).encode("utf8")
            packet = av.Packet(struct.pack(">H", len(data)) + data)
            packet.stream, packet.time_base = stream, _MILLISECOND
            packet.pts = packet.dts = round(cue.start_seconds * 1000)
            packet.duration = max(1, round((cue.end_seconds - cue.start_seconds) * 1000))
            yield packet

    return written()
