"""Refusals: recognises an answer that is no text for the figure, and says of which kind it is."""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from speaking_engine.script.asides import (
    LIMIT,
    LIMIT_AMID,
    asides_among,
    is_aside,
    names_models_things,
    score,
)
from speaking_engine.script.commission import Draft
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.script import Category
from speaking_engine.script.sentences import split_sentences

#: What a chat model says before the text; no refusal, and cut away.
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!.,:]\s*)?"
    r"(?:here(?:['’]s| is| are)|this is)\b[^.!?\n]{0,60}?\b(?:text|monologue|description|speech|script|"
    r"version|response|narrati\w+|answer|first[- ]person)\b[^.!?\n]{0,60}[:!]\s*",
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
    r"|(?:以下(?:が|は|是)|下面是|こちらが)[^。\n：:]{0,30}[：:]\s*|यह रहा[^।\n:]{0,30}:\s*)",
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
_THINKING = "think|thinking|thought|reasoning|reflection|analysis|scratchpad"
_THOUGHT = re.compile(rf"[<◁]({_THINKING})[>▷].*?(?:[<◁]/\1[>▷]|\Z)", re.I | re.S)
_THOUGHT_BEFORE = re.compile(rf"\A.*[<◁]/(?:{_THINKING})[>▷]", re.I | re.S)
#: Marks of turns that a server did not take away; the last message of an answer is the answer.
_TURN_BEFORE = re.compile(r"\A.*<\|(?:message|end_header_id)\|>|\A.*\[/INST\]", re.S)
_TURN_MARK = re.compile(r"<\|[^|<>\n]{1,40}\|>|</?s>|\[/?INST\]")
#: Headings: a line in markup, and one that names a property of the text.
_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[^\n]{1,100}|\*\*[^*\n]{1,60}\*\*:?|__[^_\n]{1,60}__|[-=*_—]{3,})[ \t]*$", re.M
)
_PROPERTY = re.compile(
    r"^\W*(?:title|length|tone|style|language|duration|format|voice|speaker|titel|länge|ton|stil|sprache|dauer|titre|longueur"
    r"|style|langue|durée|titolo|lunghezza|tono|stile|lingua|durata|título|longitud|estilo|idioma|duración|extensão|tom|língua"
    r"|duração|lengte|toon|stijl|taal|duur|タイトル|題名|長さ|口調|言語|标题|題目|长度|语气|语言|时长)\W{0,4}[:：][^\n]{0,80}$",
    re.I | re.M,
)
#: Remarks to whoever asked, after the text.
_REMARKING = (
    r"(?:note|please note|nb|n\.b\.|remark|disclaimer|explanation|total|nota (?:del|de la|do|da|dell?['’]?) ?\w+|note de l['’]auteur|hinweis|anmerkung|erklärung|remarque"
    r"|nota bene|nota|observação|osservazione|opmerking|(?:word|character) count|total words|words|mots|nombre de mots|parole|numero di parole"
    r"|palabras|número de palabras|palavras|número de palavras|woorden|aantal woorden|wortzahl|wortanzahl"
    r"|avertissement|avvertenza|aviso|advertencia|advertência|haftungsausschluss|waarschuwing|toelichting|aclaración|esclarecimento"
    r"|wörter|注|注記|備考|補足|注意|免責事項|文字数|说明|备注|字数|免责声明|टिप्पणी)"
)
_REMARK = re.compile(
    rf"(?:^|\n|(?<=[.!?…。！？।\"”»])\s)\s*[(*_\[（]*{_REMARKING}[^\w\n]{{0,3}}[:：][^\n]*(?:\n(?!\n)[^\n]*)*",
    re.I,
)


LONGEST = 50_000
"""Characters of an answer that are read; an hour of speech has as many."""
_MOST_ASIDE = 0.9
"""Share of an answer's characters that may be asides; what is left beside more of them is no text."""
_MOST_ASIDE_OF_NOBODY = 0.5
"""The same where the rest does not say "I": after a refusal models describe what is to be seen."""
#: "I", "me", "my", "we" and forms of verbs that hold it.
_SPEAKING = {
    "en": r"i|me|my|mine|myself|we|us|our",
    "de": r"ich|mich|mir|mein\w*|wir|uns|unser\w*",
    "fr": r"je|j|moi|me|m|mon|ma|mes|nous|notre|nos",
    "it": r"io|mi|me|mi[ao]|miei|mie|noi|ci|sono|ero|ho|(?:^|[.,;:!?] |non |e )\w+o",
    "es": r"yo|me|mí|mis?|mí[ao]s?|nos|nosotr\w+|soy|era|estoy|(?:^|[.,;:!?] |no |y )\w+[oé]",
    "pt": r"eu|me|mim|meus?|minhas?|nós|nos|sou|era|estou|vou|(?:^|[.,;:!?] |não |e )\w+[oei]",
    "nl": r"ik|mij|me|mijn|wij|we|ons|onze",
    "ja": r"私|わたし|わたくし|僕|俺|我",
    "zh": r"我|咱|俺",
}


#: What stands in front of a text and ends in a colon, in the answer's first line; perhaps after "Gladly!".
_HEAD = re.compile(r"\A[^\n:：]{1,240}[:：]\s*")
_MOST_BEFORE = 3
"""Sentences of a model that may stand before the one that announces the text."""


def plain_answer(text: str, language: str = "") -> str:
    """Return a text without what chat models put around it: thoughts, "Sure, here it is:", headings, remarks."""
    text = text[:LONGEST]
    text = _TURN_MARK.sub("", _TURN_BEFORE.sub("", _THOUGHT_BEFORE.sub("", _THOUGHT.sub("", text))))
    text = _REMARK.sub("\n", text).strip()
    text = _PREAMBLE.sub("", _DRAFT.sub("", _ANSWER.sub("", text)))
    text = _PREAMBLE_ELSEWHERE.sub("", text.strip())
    text = _PROPERTY.sub("", _HEADING.sub("", text)) if "\n" in text.strip() else text
    text = _DECORATION.sub("", _STAGE_DIRECTION.sub("", text)).strip()
    head = _HEAD.match(text)
    return text[head.end() :].strip() if head and _announces(head[0], language) else text


#: What a model names where it announces a text; "Here is my hand:" names none of it.
_ANNOUNCED = ("text", "machine", "count", "pretend")
_ANNOUNCED_HERE = ("asker", "facts", "based")
#: Asides that leave a text as it is; after any other the answer is rather a refusal.
_BESIDE_A_TEXT = ("here", "opener", "count", "note", "based", "offer", "reason", "plan")


def _announces(head: str, language: str) -> bool:
    *before, last = split_sentences(head)
    if len(before) > _MOST_BEFORE or not all(is_aside(sentence, language) for sentence in before):
        return False
    named = names_models_things(last, language, *_ANNOUNCED) or (
        names_models_things(last, language, "here") and names_models_things(last, language, *_ANNOUNCED_HERE)
    )
    return named and score(last, language) > (LIMIT if before else LIMIT_AMID)


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
        ("empty", not re.search(r"[^\W\d_]", re.sub(r"<[^<>]*>", "", draft.text))),
        ("refusal", bool(asides) and _is_empty(text)),
        ("refusal", sum(map(len, asides)) > _most_aside(text, asides, language) * len(draft.text)),
        ("empty", _is_empty(text)),
        ("off language", not written_in(text, language)),
        ("cut off", draft.finish == "length" or not _ENDED.search(text)),
        ("repetitive", _repeats_itself(text)),
        ("not first person", english and not _in_first_person(spoken)),
    )
    return next((kind for kind, found in kinds if found), "accepted")


def _most_aside(spoken: str, asides: Sequence[str], language: str) -> float:
    pattern = _SPEAKING.get(language.partition("-")[0].lower(), "")
    edge = "" if _UNSPACED.search(pattern) else r"\b"
    says_i = not pattern or re.search(rf"{edge}(?:{pattern}){edge}", spoken, re.I)
    refused = any(not names_models_things(aside, language, *_BESIDE_A_TEXT) for aside in asides)
    return _MOST_ASIDE_OF_NOBODY if refused and not says_i else _MOST_ASIDE


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
