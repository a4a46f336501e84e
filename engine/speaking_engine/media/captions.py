"""Captions: timed words to cues that can be read in time, and cues to WebVTT and SubRip text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

LINE_CHARACTERS = 42
LINES = 2
CHARACTERS_PER_SECOND = 17.0
LONGEST_SECONDS = 7.0
SHORTEST_SECONDS = 0.8

_SIGNS = {"ja": (13, 7.0), "zh": (16, 9.0)}
"""Characters a line and a second where each is as wide as two letters and often a word."""
_HOLD_SECONDS = 1.0  # how long a cue may stay when nobody speaks
_LEAD_SECONDS = 0.15  # how much earlier than its first word a cue comes
_EARLIEST_SECONDS = 0.35  # and how much more, where there is too little time to read
_UNSPACED = ("ja", "zh", "th", "lo", "km", "my")
_SENTENCE_END = re.compile(r"[.!?…。！？।][\"”’)\]»]*$")
_ABBREVIATED = re.compile(r"[\"“‘(\[«]*(?:[A-HJ-Z]|Mr|Mrs|Ms|Dr|St|c|ca|vs|cf)\.")
_NUMBERED = re.compile(r"[\"“‘(\[«]*(?:No|Nos|Nr|Op|Pl|fig|vol|cat)\.", re.IGNORECASE)  # before a number only
_CLAUSE_END = re.compile(r"[,;:–—、，；：][\"”’)\]»]*$")
_COUNTER = re.compile("[年月日世人つ点枚番号頃歳个張张位件幅]")
_CLINGING = re.compile(  # words that belong to the next one
    "a|an|the|of|to|in|on|at|by|for|with|from|as|and|or|but|nor|that|which|who|my|your|his|her|its|our|their"
    "|this|these|those|is|was|are|were|be|been|am|i|you|he|she|it|we|they|not|no",
    re.IGNORECASE,
)

TimedWord = tuple[str, float, float]


def limits_of(language: str) -> tuple[int, float]:
    """Return how many characters a line may have in a language, and how many can be read in a second.

    References
    ----------
    BBC Subtitle Guidelines 1.2; Netflix Timed Text Style Guides: general, Japanese (SDH), simplified Chinese.
    """
    return _SIGNS.get(language.lower().split("-")[0], (LINE_CHARACTERS, CHARACTERS_PER_SECOND))


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption.

    Attributes
    ----------
    start_seconds, end_seconds : float
        When it is shown.
    lines : tuple of str
        One or two, of at most 42 characters (13 in Japanese, 16 in Chinese).
    language : str
        BCP 47 tag of its words.
    speaker : str
        Who says it, empty if that is clear.
    """

    start_seconds: float
    end_seconds: float
    lines: tuple[str, ...]
    language: str = ""
    speaker: str = ""

    @property
    def characters(self) -> int:
        """Letters, spaces and punctuation that must be read."""
        spaces = 0 if self.language.lower().split("-")[0] in _UNSPACED else len(self.lines) - 1
        return sum(map(len, self.lines)) + spaces


def make_cues(
    words: Sequence[TimedWord], *, language: str = "en", speaker: str = "", until_seconds: float | None = None
) -> tuple[Caption, ...]:
    """Group timed words into cues.

    A cue breaks where a sentence or a phrase ends if it can. It stays as long as reading takes; where
    people speak faster than that, the next cue comes a little late rather than this one going too soon.

    Parameters
    ----------
    words : sequence of (str, float, float)
        Words as written with start and end, in order.
    until_seconds : float, optional
        When the last cue must be gone: the end of the film, or the next speaker's turn.

    References
    ----------
    BBC Subtitle Guidelines 1.2; Netflix Timed Text Style Guide (42 characters, 17 characters a second).
    """
    joint = "" if language.lower().split("-")[0] in _UNSPACED else " "
    width, _ = limits_of(language)
    fitting = [part for word in words if word[0].strip() for part in _fitting(word, width)]
    groups = _groups(fitting, joint, width)
    cues = [
        Caption(group[0][1], group[-1][2], _lines(group, joint, width), language, speaker) for group in groups
    ]
    return tuple(_readable(cues, until_seconds))


def _fitting(word: TimedWord, width: int) -> list[TimedWord]:
    """Cut a word that is longer than a line, between the parts of a name in signs where it has any."""
    text, start, end = word
    if len(text) <= width:
        return [word]
    parts = [""]
    for piece in re.findall(rf"[^・·]{{1,{width - 1}}}[・·]?|[・·]", text):
        if len(parts[-1]) + len(piece) > width:
            parts.append("")
        parts[-1] += piece
    step = (end - start) / len(text)
    begins = [sum(map(len, parts[:index])) for index in range(len(parts))]
    return [
        (part, start + begin * step, start + (begin + len(part)) * step)
        for part, begin in zip(parts, begins, strict=True)
    ]


def _text(words: Sequence[TimedWord], joint: str) -> str:
    return joint.join(word[0] for word in words)


def _break_cost(words: Sequence[TimedWord], at: int) -> float:
    """Return how bad it is to break before word `at`: 0 after a sentence, more inside a phrase."""
    if at >= len(words) or _ends_sentence(words, at):
        return 0.0
    if _CLAUSE_END.search(words[at - 1][0]):
        return 1.0
    if _COUNTER.match(words[at][0]) and words[at - 1][0][-1:].isdigit():
        return 8.0
    if _CLINGING.fullmatch(words[at - 1][0]) or _SENTENCE_END.search(words[at - 1][0]):
        return 4.0
    return 2.0 if _CLINGING.fullmatch(words[at][0]) else 3.0


def _ends_sentence(words: Sequence[TimedWord], at: int) -> bool:
    """Return whether the word before word `at` ends a sentence, and is not "No." before "1" or "J."."""
    word, following = words[at - 1][0], words[at][0]
    if not _SENTENCE_END.search(word) or _ABBREVIATED.fullmatch(word):
        return False
    return not (_NUMBERED.fullmatch(word) and following[:1].isdigit())


def _groups(words: Sequence[TimedWord], joint: str, width: int) -> list[Sequence[TimedWord]]:
    """Divide words into cues at the least cost, by dynamic programming."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            group = words[start:end]
            if end - start > 1 and not _fits(group, joint, width):
                break
            options.append((best[start][0] + _group_cost(group, joint) + _break_cost(words, end), start))
        best.append(min(options))
    groups, end = list[Sequence[TimedWord]](), len(words)
    while end:
        start = best[end][1]
        groups.append(words[start:end])
        end = start
    return groups[::-1]


def _fits(group: Sequence[TimedWord], joint: str, width: int) -> bool:
    if len(_text(group, joint)) > LINES * width + len(joint) or group[-1][2] - group[0][1] > LONGEST_SECONDS:
        return False
    return all(len(line) <= width for line in _lines(group, joint, width))


def _group_cost(group: Sequence[TimedWord], joint: str) -> float:
    """Prefer few cues, none very short, and none that runs over the end of a sentence."""
    inside = sum(_ends_sentence(group, at) for at in range(1, len(group)))
    return 1.5 + inside + (2.0 if len(_text(group, joint)) < 12 else 0.0)


def _lines(group: Sequence[TimedWord], joint: str, width: int) -> tuple[str, ...]:
    """Break a cue into one line or two, at a phrase, the lower one rather longer."""
    whole = _text(group, joint)
    if len(whole) <= width or len(group) == 1:
        return (whole,)
    pairs = [(_text(group[:at], joint), _text(group[at:], joint), at) for at in range(1, len(group))]
    return min(
        pairs,
        key=lambda pair: (
            max(len(pair[0]), len(pair[1])) > width,
            _break_cost(group, pair[2]) + abs(len(pair[1]) - len(pair[0]) - 4) / 10,
        ),
    )[:2]


def _readable(cues: Sequence[Caption], until_seconds: float | None) -> list[Caption]:
    """Stretch every cue to the time that reading takes."""
    needed = [max(cue.characters / limits_of(cue.language)[1], SHORTEST_SECONDS) for cue in cues]
    timed: list[Caption] = []
    free_from = 0.0
    for at, cue in enumerate(cues):
        start = max(cue.start_seconds - _LEAD_SECONDS, free_from)
        following = cues[at + 1].start_seconds - _LEAD_SECONDS if at + 1 < len(cues) else float("inf")
        wanted = min(cue.end_seconds + _HOLD_SECONDS, following)
        end = max(wanted, start + needed[at])
        timed.append(replace(cue, start_seconds=start, end_seconds=end))
        free_from = end
    return timed if until_seconds is None else _before(timed, needed, until_seconds)


def _before(cues: Sequence[Caption], needed: Sequence[float], until_seconds: float) -> list[Caption]:
    """Move cues forward so that the last is gone in time; share the time out where there is too little."""
    out: list[Caption] = []
    end = until_seconds
    for cue, seconds in zip(reversed(cues), reversed(needed), strict=True):
        end = min(cue.end_seconds, end)
        start = min(cue.start_seconds, end - seconds)
        out.append(replace(cue, start_seconds=start, end_seconds=end))
        end = start
    out.reverse()
    earliest = max(cues[0].start_seconds - _EARLIEST_SECONDS, 0.0) if cues else 0.0
    if not out or out[0].start_seconds >= earliest:
        return out
    last = until_seconds
    scale = (last - earliest) / (last - out[0].start_seconds)
    return [
        replace(
            cue,
            start_seconds=last - (last - cue.start_seconds) * scale,
            end_seconds=last - (last - cue.end_seconds) * scale,
        )
        for cue in out
    ]


def problems(cues: Iterable[Caption]) -> tuple[str, ...]:
    """Check cues against the limits; each broken one is a sentence."""
    found, last_end = list[str](), 0.0
    for number, cue in enumerate(cues, start=1):
        seconds = cue.end_seconds - cue.start_seconds
        speed = cue.characters / max(seconds, 1e-9)
        if seconds <= 0 or cue.start_seconds < last_end - 1e-6:
            found.append(f"Caption {number} overlaps the one before it or takes no time.")
        elif speed > limits_of(cue.language)[1] + 0.05:
            found.append(f"Caption {number} must be read at {speed:.1f} characters a second.")
        width, _ = limits_of(cue.language)
        if len(cue.lines) > LINES or any(len(line) > width or not line for line in cue.lines):
            found.append(f"Caption {number} does not fit {LINES} lines of {width} characters.")
        last_end = cue.end_seconds
    return tuple(found)


def webvtt(cues: Iterable[Caption], *, language: str = "en") -> str:
    """Write WebVTT, with the language in the header and on cues that differ.

    References
    ----------
    W3C WebVTT: The Web Video Text Tracks Format.
    """
    blocks = ["WEBVTT\nKind: captions\nLanguage: " + language]
    for number, cue in enumerate(cues, start=1):
        text = "\n".join(html.escape(line, quote=False) for line in cue.lines)
        if cue.language and cue.language.lower() != language.lower():
            text = f"<lang {cue.language}>{text}</lang>"
        if cue.speaker:
            text = f"<v {html.escape(cue.speaker, quote=False)}>{text}"
        blocks.append(
            f"{number}\n{_clock(cue.start_seconds, '.')} --> {_clock(cue.end_seconds, '.')}\n{text}"
        )
    return "\n\n".join(blocks) + "\n"


def srt(cues: Iterable[Caption]) -> str:
    """Write SubRip, which knows neither language nor speaker, and no way to write ``-->`` in words."""
    blocks = [
        f"{number}\n{_clock(cue.start_seconds, ',')} --> {_clock(cue.end_seconds, ',')}\n"
        + "\n".join(line.replace("-->", "→") for line in cue.lines)
        for number, cue in enumerate(cues, start=1)
    ]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def ebu_tt_d(cues: Iterable[Caption], *, language: str = "en", title: str = "") -> str:
    """Write EBU-TT-D, the TTML of European broadcasters: two lines at the foot of the picture.

    References
    ----------
    EBU Tech 3380, EBU-TT-D subtitling distribution format, version 1.0.1.
    """
    rows = []
    for number, cue in enumerate(cues, start=1):
        lines = "<tt:br/>".join(html.escape(line) for line in cue.lines)
        own = f' xml:lang="{html.escape(cue.language)}"' if cue.language not in ("", language) else ""
        rows.append(
            f'<tt:p xml:id="c{number}" region="foot" begin="{_clock(cue.start_seconds, ".")}" '
            f'end="{_clock(cue.end_seconds, ".")}"{own}><tt:span style="words">{lines}</tt:span></tt:p>'
        )
    return (
        _TT_HEAD.format(language=html.escape(language), title=html.escape(title)) + "\n".join(rows) + _TT_FOOT
    )


_TT_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
 xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
 xmlns:ebuttm="urn:ebu:tt:metadata" ttp:timeBase="media" ttp:cellResolution="50 30" xml:lang="{language}">
<tt:head><tt:metadata><ttm:title>{title}</ttm:title><ebuttm:documentMetadata>
<ebuttm:conformsToStandard>urn:ebu:tt:distribution:2014-01</ebuttm:conformsToStandard>
</ebuttm:documentMetadata></tt:metadata>
<tt:styling><tt:style xml:id="block" tts:fontFamily="proportionalSansSerif" tts:fontSize="160%"
 tts:lineHeight="125%" tts:textAlign="center"/>
<tt:style xml:id="words" tts:color="#ffffff" tts:backgroundColor="#000000c2"/></tt:styling>
<tt:layout><tt:region xml:id="foot" tts:origin="10% 78%" tts:extent="80% 16%"
 tts:displayAlign="after"/></tt:layout>
</tt:head>
<tt:body><tt:div style="block">
"""
_TT_FOOT = "\n</tt:div></tt:body></tt:tt>\n"


def _span(cue: Caption, mark: str) -> str:
    return f"{_clock(cue.start_seconds, mark)} --> {_clock(cue.end_seconds, mark)}"


def _clock(seconds: float, mark: str) -> str:
    total = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(total, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"
