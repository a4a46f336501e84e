"""Refusals: recognises an answer that is no text for the figure, and says of which kind it is."""

from __future__ import annotations

import re

from speaking_engine.script.commission import Draft
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.refusal_phrases import REFUSALS
from speaking_engine.script.script import Category

#: What a chat model says before the text; no refusal, and cut away.
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!.,:]\s*)?"
    r"(?:(?:here(?:['’]s| is| are)|this is)\b[^.!?\n]{0,60}?\b(?:text|monologue|description|speech|script|"
    r"version|response|narrati\w+|answer|first[- ]person)\b[^.!?\n]{0,60}[:!]\s*)?",
    re.I,
)
_DECORATION = re.compile(r"^\s*(?:[#>*\-]+\s+|\d+[.)]\s+)|\*\*|__|`+|^\s*[\"“]|[\"”]\s*$", re.MULTILINE)
_STAGE_DIRECTION = re.compile(r"\([^)\n]{1,80}\)\s*|\[[^\]\n]{1,80}\]\s*|(?<!\*)\*[^*\n]{1,80}\*(?!\*)\s*")

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b", re.I)
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
#: Scripts that set no spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FEWEST_WORDS = 4


def plain_answer(text: str) -> str:
    """Take away what chat models put around a text: "Sure, here it is:", headings, stage directions."""
    text = _PREAMBLE.sub("", text.strip())
    text = _STAGE_DIRECTION.sub("", text)
    return _DECORATION.sub("", text).strip()


def judge(draft: Draft, language: str = "en-us") -> Category:
    """Say whether a draft is a text for the figure, or what it is instead.

    Refusals are told by the phrases of English-speaking models; the other kinds by structure: too few words,
    an end inside a sentence, another language than asked for, no "I" or "we" in most of its sentences.

    Parameters
    ----------
    draft : Draft
        As the writer handed it back, after `plain_answer`.
    language : str
        BCP 47 tag of the language asked for.
    """
    text = draft.text.strip()
    if len(re.findall(r"\w+", text)) < _FEWEST_WORDS and len(_UNSPACED.findall(text)) < 2 * _FEWEST_WORDS:
        return "refusal" if _refuses(text) else "empty"
    if _refuses(text):
        return "refusal"
    if not written_in(text, language):
        return "off language"
    if draft.finish == "length" or not _ENDED.search(text):
        return "cut off"
    if language.lower().startswith("en") and not _in_first_person(draft):
        return "not first person"
    return "accepted"


def _refuses(text: str) -> bool:
    return any(pattern.search(text) for pattern in REFUSALS)


def _in_first_person(draft: Draft) -> bool:
    """Tell whether "I" or "we" stands in at least a quarter of the sentences, outside of quotations."""
    unquoted = [re.sub(r"[\"“][^\"”]*[\"”]", "", sentence.text) for sentence in draft.sentences]
    spoken = sum(bool(_FIRST_PERSON.search(text)) for text in unquoted)
    return spoken >= max(1, len(unquoted) / 4)
