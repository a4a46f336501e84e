"""Refusals: recognises an answer that is no text for the figure, and says of which kind it is."""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import dataclasses
import re

from speaking_engine.script.asides import asides_among, is_aside
from speaking_engine.script.commission import Draft
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.script import Category

#: What a chat model says before the text; no refusal, and cut away.
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!.,:]\s*)?"
    r"(?:(?:here(?:['’]s| is| are)|this is)\b[^.!?\n]{0,60}?\b(?:text|monologue|description|speech|script|"
    r"version|response|narrati\w+|answer|first[- ]person)\b[^.!?\n]{0,60}[:!]\s*)?",
    re.I,
)
_TEXT = (
    r"(?:text|texte|texto|testo|tekst|proposition|vorschlag|propuesta|proposta|voorstel|version\w*|versión|versão"
    r"|versie|fassung|monolog\w*|discours|rede|discurso|discorso|toespraak|entwurf|réponse"
    r"|antwort)"
)
#: A number in front of one of several tries.
_DRAFT = re.compile(
    r"\A(?:draft|version|option|take|attempt|entwurf|fassung|brouillon|borrador|versión|bozza|versione|rascunho|versão"
    r"|versie)\s*\d*\s*[:：]\s*",
    re.I,
)
_SURE = (
    r"(?:bien sûr|très bien|muy bien|molto bene|muito bem|sehr gut|gut|heel goed|d['’]accord|certainement|gerne?|natürlich|klar|claro|por supuesto|cert[oa](?:mente)?"
    r"|com certeza|natuurlijk|zeker|もちろん(?:です)?|はい|当然|好的|ज़रूर)"
)
_HERE = r"(?:voici|hier (?:ist|kommt|is|volgt)|aquí (?:tienes|está|va)|ecco(?:ti)?|aqui (?:está|vai)|segue)"
_PREAMBLE_ELSEWHERE = re.compile(
    rf"^(?:{_SURE}(?![a-zß-ÿ])[!.,:，。！、]?\s*)?(?:{_HERE}\b[^.!?\n:]{{0,40}}?\b{_TEXT}\b[^.!?\n:]{{0,60}}[:!]\s*"
    r"|(?:aqui está|aquí (?:está|tienes)|voici|ecco(?:lo|ti)?|hier (?:ist|is) (?:er|es|hij)|here you (?:go|are)|mein vorschlag|ma proposition|mi propuesta|la mia proposta"
    r"|minha proposta|mijn voorstel|versione finale|version finale"
    r"|versión final|versão final|endfassung|eindversie)\s*[:!]\s*"
    r"|(?:以下(?:が|は|是)|こちらが)[^。\n：:]{0,20}[：:]\s*|यह रहा[^।\n:]{0,30}:\s*)?",
    re.I,
)
#: A mark in front of what is the answer: all before it was thought.
_ANSWER = re.compile(
    r"\A(?:.{0,4000}?[\s.!?])?(?:final answer|final text|answer|output|réponse finale|antwort)\s*:\s*",
    re.I | re.S,
)
_DECORATION = re.compile(r"^\s*(?:[#>*\-]+\s+|\d+[.)]\s+)|\*\*|__|`+|^\s*[\"“]|[\"”]\s*$", re.MULTILINE)
_STAGE_DIRECTION = re.compile(
    r"\([^)\n]{1,80}\)\s*|（[^）\n]{1,80}）\s*|\[[^\]\n]{1,80}\]\s*|(?<!\*)\*[^*\n]{1,80}\*(?!\*)\s*"
)

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves)\b", re.I)
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]）」』]*$")
#: Scripts that set no spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_FEWEST_WORDS = 4
_MANY_TRIPLES = 12


#: What a reasoning model thinks before it answers; an end without a beginning closes what the server cut off.
_THOUGHT = re.compile(r"<(think|thinking|reasoning|scratchpad)>.*?(?:</\1>|\Z)", re.I | re.S)
_THOUGHT_BEFORE = re.compile(r"\A.*</(?:think|thinking|reasoning|scratchpad)>", re.I | re.S)
#: Remarks to whoever asked, after the text.
_REMARKING = (
    r"(?:note|please note|nb|n\.b\.|remark|disclaimer|explanation|total|nota (?:del|de la|do|da|dell?['’]?) ?\w+|note de l['’]auteur|hinweis|anmerkung|erklärung|remarque"
    r"|nota bene|nota|observação|osservazione|opmerking|word count|total words|mots"
    r"|wörter|注|備考|注意|说明|टिप्पणी)"
)
_REMARK = re.compile(
    rf"(?:^|\n|(?<=[.!?…。！？।\"”»])\s)\s*[(*_\[（]*{_REMARKING}[^\w\n]{{0,3}}[:：][^\n]*(?:\n(?!\n)[^\n]*)*",
    re.I,
)


LONGEST = 50_000
"""Characters of an answer that are read; an hour of speech has as many."""
_MOST_ASIDE = 0.75
"""Share of an answer's characters that may be asides; what is left beside more of them is no text."""


#: What stands in front of a text and ends in a colon, in the answer's first line.
_HEAD = re.compile(r"\A[^.!?。！？\n:：]{1,100}[:：]\s*")


def plain_answer(text: str) -> str:
    """Return a text without what chat models put around it: thoughts, "Sure, here it is:", remarks."""
    text = text[:LONGEST]
    text = _THOUGHT_BEFORE.sub("", _THOUGHT.sub("", text))
    text = _REMARK.sub("\n", text).strip()
    text = _PREAMBLE.sub("", _DRAFT.sub("", _ANSWER.sub("", text)))
    text = _STAGE_DIRECTION.sub("", _PREAMBLE_ELSEWHERE.sub("", text.strip()))
    text = _DECORATION.sub("", text).strip()
    head = _HEAD.match(text)
    return text[head.end() :] if head and is_aside(head[0]) else text


def without_asides(draft: Draft, language: str = "") -> tuple[Draft, tuple[str, ...]]:
    """Return a draft without what its model said to whoever asked, and those sentences."""
    found = asides_among([sentence.text for sentence in draft.sentences], language)
    marked = tuple(zip(draft.sentences, found, strict=True))
    kept = tuple(sentence for sentence, aside in marked if not aside)
    return dataclasses.replace(draft, sentences=kept), tuple(one.text for one, aside in marked if aside)


def judge(draft: Draft, language: str = "en-us") -> Category:
    """Return whether a draft is a text for the figure, or what it is instead.

    Refusals are told by their sentences, in ten languages; the other kinds by structure: too few words, an
    end inside a sentence, another language than asked for, going round in circles, no "I" or "we".

    Parameters
    ----------
    draft : Draft
        As the writer handed it back, after `plain_answer`.
    language : str
        BCP 47 tag of the language asked for.
    """
    spoken, asides = without_asides(draft, language)
    text = spoken.text.strip()
    english = language.lower().startswith("en")
    kinds: tuple[tuple[Category, bool], ...] = (
        ("refusal", sum(map(len, asides)) > _MOST_ASIDE * len(draft.text)),
        ("empty", _is_empty(text)),
        ("off language", not written_in(text, language)),
        ("cut off", draft.finish == "length" or not _ENDED.search(text)),
        ("repetitive", _repeats_itself(text)),
        ("not first person", english and not _in_first_person(spoken)),
    )
    return next((kind for kind, found in kinds if found), "accepted")


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
