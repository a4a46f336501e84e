"""Refusals: recognises an answer that is no text for the figure, and says of which kind it is."""

from __future__ import annotations

import re

from speaking_engine.script.commission import Draft
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.refusal_phrases import REFUSALS, REFUSALS_ELSEWHERE, SORRY
from speaking_engine.script.script import Category

#: What a chat model says before the text; no refusal, and cut away.
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!.,:]\s*)?"
    r"(?:(?:here(?:['’]s| is| are)|this is)\b[^.!?\n]{0,60}?\b(?:text|monologue|description|speech|script|"
    r"version|response|narrati\w+|answer|first[- ]person)\b[^.!?\n]{0,60}[:!]\s*)?",
    re.I,
)
_TEXT = (
    r"(?:text|texte|texto|testo|tekst|monolog\w*|discours|rede|discurso|discorso|toespraak|entwurf|réponse"
    r"|antwort)"
)
_SURE = (
    r"(?:bien sûr|d['’]accord|certainement|gerne?|natürlich|klar|claro|por supuesto|cert[oa](?:mente)?"
    r"|com certeza|natuurlijk|zeker|もちろん(?:です)?|はい|当然|好的|ज़रूर)"
)
_HERE = r"(?:voici|hier (?:ist|kommt|is|volgt)|aquí (?:tienes|está|va)|ecco(?:ti)?|aqui (?:está|vai)|segue)"
_PREAMBLE_ELSEWHERE = re.compile(
    rf"^(?:{_SURE}[!.,:，。！、]?\s*)?(?:{_HERE}\b[^.!?\n:]{{0,40}}?\b{_TEXT}\b[^.!?\n:]{{0,60}}[:!]\s*"
    r"|(?:以下(?:が|は|是)|こちらが)[^。\n：:]{0,20}[：:]\s*|यह रहा[^।\n:]{0,30}:\s*)?",
    re.I,
)
#: What a reasoning model says of its task, in front of the text and without a mark; five sentences at most.
_TASK = (
    r"(?:the user|(?:let me|i should|i need to|i must|i will|i['’]ll|we need to) (?:think|write|use only"
    r"|only use|start|begin|avoid|keep|craft|make sure|produce|now write)|first[- ]person text"
    r"|l['’]utilisateur|der nutzer|die nutzerin|el usuario|l['’]utente|o usuário|o utilizador|de gebruiker)"
)
_ABOUT_THE_TASK = re.compile(
    rf"^(?:[^.!?。！？\n]{{0,200}}\b{_TASK}\b[^.!?。！？\n]{{0,300}}[.!?。！？]+\s*"
    r"|[^。！？\n]{0,80}(?:ユーザー|用户|使用者|उपयोगकर्ता)[^。！？।\n]{0,80}[。！？।]+\s*"
    r"|(?:okay|ok|alright|hmm|so),[^.!?\n]{0,120}\b(?:think|task|write|text)\b[^.!?\n]{0,120}[.!?]+\s*){1,5}",
    re.I,
)
#: A mark in front of what is the answer: all before it was thought.
_ANSWER = re.compile(
    r"\A(?:.{0,4000}?[\s.!?])?(?:final answer|final text|answer|output|réponse finale|antwort)\s*:\s*",
    re.I | re.S,
)
_DECORATION = re.compile(r"^\s*(?:[#>*\-]+\s+|\d+[.)]\s+)|\*\*|__|`+|^\s*[\"“]|[\"”]\s*$", re.MULTILINE)
_STAGE_DIRECTION = re.compile(r"\([^)\n]{1,80}\)\s*|\[[^\]\n]{1,80}\]\s*|(?<!\*)\*[^*\n]{1,80}\*(?!\*)\s*")

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b", re.I)
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
#: Scripts that set no spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FEWEST_WORDS = 4
_MANY_TRIPLES = 12


#: What a reasoning model thinks before it answers; an end without a beginning closes what the server cut off.
_THOUGHT = re.compile(r"<(think|thinking|reasoning|scratchpad)>.*?(?:</\1>|\Z)", re.I | re.S)
_THOUGHT_BEFORE = re.compile(r"\A.*</(?:think|thinking|reasoning|scratchpad)>", re.I | re.S)
#: Remarks to whoever asked, after the text.
_REMARKING = (
    r"(?:note|please note|nb|n\.b\.|remark|disclaimer|explanation|hinweis|anmerkung|erklärung|remarque"
    r"|nota bene|nota|observação|osservazione|opmerking|word count|total words|mots"
    r"|wörter|注|備考|注意|说明|टिप्पणी)"
)
_REMARK = re.compile(
    rf"(?:^|\n|(?<=[.!?…。！？।\"”»])\s)\s*[(*_\[（]*{_REMARKING}[^\w\n]{{0,3}}[:：][^\n]*(?:\n(?!\n)[^\n]*)*",
    re.I,
)


LONGEST = 50_000
"""Characters of an answer that are read; an hour of speech has as many."""
_LOOKED_AT = 4_000
"""Characters in which a refusal shows itself; what follows later is not what a model begins with."""


def plain_answer(text: str) -> str:
    """Return a text without what chat models put around it: thoughts, "Sure, here it is:", remarks."""
    text = text[:LONGEST]
    text = _THOUGHT_BEFORE.sub("", _THOUGHT.sub("", text))
    text = _REMARK.sub("\n", text).strip()
    text = _ANSWER.sub("", text)
    text = _PREAMBLE.sub("", text)
    text = _PREAMBLE_ELSEWHERE.sub("", _ABOUT_THE_TASK.sub("", text).strip())
    text = _STAGE_DIRECTION.sub("", text)
    return _DECORATION.sub("", text).strip()


def judge(draft: Draft, language: str = "en-us") -> Category:
    """Return whether a draft is a text for the figure, or what it is instead.

    Refusals are told by the phrases of models in nine languages; the other kinds by structure: too few words,
    an end inside a sentence, another language than asked for, going round in circles, no "I" or "we".

    Parameters
    ----------
    draft : Draft
        As the writer handed it back, after `plain_answer`.
    language : str
        BCP 47 tag of the language asked for.
    """
    text = draft.text.strip()
    english = language.lower().startswith("en")
    kinds: tuple[tuple[Category, bool], ...] = (
        ("refusal", _declines(text, language)),
        ("empty", _is_empty(text)),
        ("off language", not written_in(text, language)),
        ("cut off", draft.finish == "length" or not _ENDED.search(text)),
        ("repetitive", _repeats_itself(text)),
        ("not first person", english and not _in_first_person(draft)),
    )
    return next((kind for kind, found in kinds if found), "accepted")


def _declines(text: str, language: str) -> bool:
    """Whether a text declines: in English, in the language asked for, or in one that it may be written in."""
    text = f"{text[:_LOOKED_AT]}\n{text[_LOOKED_AT:][-_LOOKED_AT:]}"
    tag = language.partition("-")[0].lower()
    spoken = (name for name in REFUSALS_ELSEWHERE if name == tag or written_in(text, name))
    patterns = (*REFUSALS, *SORRY, *(REFUSALS_ELSEWHERE[name] for name in spoken))
    return any(pattern.search(text) for pattern in patterns)


def _is_empty(text: str) -> bool:
    words, signs = re.findall(r"\w+", text), _UNSPACED.findall(text)
    return len(words) < _FEWEST_WORDS and len(signs) < 2 * _FEWEST_WORDS


def _repeats_itself(text: str) -> bool:
    """Return whether a model went round in circles: half of its word triples came before."""
    words = re.findall(r"\w+", text.lower())
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(triples) >= _MANY_TRIPLES and len(set(triples)) < len(triples) / 2


def _in_first_person(draft: Draft) -> bool:
    """Return whether "I" or "we" stands in at least a quarter of the sentences, outside of quotations."""
    unquoted = [re.sub(r"[\"“][^\"”]*[\"”]", "", sentence.text) for sentence in draft.sentences]
    spoken = sum(bool(_FIRST_PERSON.search(text)) for text in unquoted)
    return spoken >= max(1, len(unquoted) / 4)
