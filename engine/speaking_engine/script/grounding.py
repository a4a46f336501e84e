"""Grounding: ties each sentence to the fields that support it, and treats what no field supports."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from speaking_engine.artwork.attribution import QUALIFIERS
from speaking_engine.script import claims
from speaking_engine.script.evidence import Evidence, words_of
from speaking_engine.script.facts import is_group
from speaking_engine.script.lexicon import is_common, is_ordinary
from speaking_engine.script.script import Sentence
from speaking_engine.script.statements import supporting, unsupported
from speaking_engine.script.terms import english_place, places_in

Policy = Literal["strict", "flag", "free"]
POLICIES: tuple[Policy, ...] = ("strict", "flag", "free")

#: Words of doubt that mean the same to a museum; a sentence needs one of the label's own family.
_FAMILIES = (
    r"attribu|ascrib|atribui|zugeschrieben|toegeschreven|\bthought\b|believed|perhaps|probably|vermutlich|peut-être",
    r"workshop|studio|atelier|werkstatt|bottega|taller|oficina|werkplaats",
    r"circle|\bnear\b|close to|around|cercle|kreis|cerchia|círculo|kring",
    r"follower|pupil|associate|assistant|school|copyist|nachfolger|seguace|seguidor|suiveur|navolger",
    r"manner|style|imitat",
    r"\bafter\b|cop(?:y|ied)|d['’]après|\bnach\b|\bnaar\b|copia|copie|kopie",
    r"possibl|probabl|perhaps|may have|maybe|peut-être|vielleicht|forse|quizás|talvez",
)
_QUALIFIED = re.compile(
    rf"\b(?:{'|'.join(re.escape(words) for words in QUALIFIERS if ' ' in words)}) [A-ZÀ-ÖØ-Þ]", re.I
)
_NO = re.compile(r"\b(?:not|never|nobody|no one)\b|n['’]t\b", re.I)
_VAGUE = re.compile(
    r"\b(?:about|around|circa|c|ca|roughly|near|probably|perhaps|or so|some time|vers|environ|um|gegen|etwa"
    r"|intorno|verso|hacia|alrededor|por volta|cerca|omstreeks|rond|ongeveer)\b|左右|大约|約|頃|ごろ|लगभग",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:faces|others?|not alone|beside me|companions?|all of us|both|two|together)\b", re.I
)
_SELF_PORTRAIT = re.compile(r"self[- ]?portrait|selbst|autoportrait|autorretrato|autoritratto", re.I)
_TOLD = 3
"""Sentences of a given text that are quoted at most."""
#: Words that no field is recognised by.
_SMALL = frozenset(
    """with from that this have here there they them were been what when your the and for was you are not but
    has his her him she its who all can one out how our had""".split()  # noqa: SIM905 - reads better
)


def ground(sentence: Sentence, evidence: Evidence) -> Sentence:
    """Fill in what supports a sentence and what in it nothing supports."""
    if sentence.grounds:
        return sentence
    doubts = tuple(dict.fromkeys(_doubts(sentence.text, evidence)))
    grounds = tuple(dict.fromkeys(_grounds(sentence.text, evidence)))
    return dataclasses.replace(sentence, grounds=grounds, doubts=doubts)


def check_given(
    sentences: Sequence[Sentence], evidence: Evidence
) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """Compare words that a person gave with the label; they stay as they are, and what differs is told.

    Returns
    -------
    sentences : tuple of Sentence
        The same words, with the fields that support them and what none supports.
    news : tuple of str
        One sentence for the user where a name, a date, a maker, a material or a claim is not on the label;
        plain words that it does not hold are written down beside each sentence only.
    """
    checked = tuple(
        dataclasses.replace(
            sentence,
            grounds=(*sentence.grounds, *dict.fromkeys(_grounds(sentence.text, evidence))),
            doubts=tuple(dict.fromkeys(_doubts(sentence.text, evidence))),
        )
        for sentence in sentences
    )
    doubted = (
        (sentence.text, [doubt for doubt in sentence.doubts if not doubt.startswith("statement")])
        for sentence in checked
    )
    told = [f'"{text}" ({"; ".join(doubts)})' for text, doubts in doubted if doubts]
    if not told:
        return checked, ()
    rest = f" and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    return checked, (f"Spoken as given, but the label does not say it: {', '.join(told[:_TOLD])}{rest}.",)


def apply_policy(
    sentences: Sequence[Sentence], policy: Policy, evidence: Evidence, instead: Sequence[Sentence] = ()
) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
    """Ground sentences and treat the doubtful ones.

    Parameters
    ----------
    policy : {"strict", "flag", "free"}
        ``strict`` rewrites or removes a sentence with doubts, ``flag`` keeps it with its doubts written
        down, ``free`` keeps it as if there were none.
    instead : sequence of Sentence
        What the label says of the maker, to take the place of a false attribution.

    Returns
    -------
    sentences : tuple of Sentence
    news : tuple of str
        One sentence for each that was changed or is doubtful, for the user.
    """
    kept: list[Sentence] = []
    news: list[str] = []
    for sentence in (ground(sentence, evidence) for sentence in sentences):
        if policy == "free" or not sentence.doubts:
            kept.append(dataclasses.replace(sentence, doubts=()))
            continue
        reason = f'"{sentence.text}" ({"; ".join(sentence.doubts)})'
        if policy == "flag":
            kept.append(sentence)
            news.append(f"No field supports {reason}.")
            continue
        repaired = _repaired(sentence, evidence, instead)
        kept += [new for new in repaired if new not in kept]
        news.append(f"{'Rewrote' if repaired else 'Removed'} {reason}.")
    return tuple(kept), tuple(news)


def _repaired(sentence: Sentence, evidence: Evidence, instead: Sequence[Sentence]) -> tuple[Sentence, ...]:
    kinds = {doubt.partition(":")[0] for doubt in sentence.doubts}
    if kinds == {"attribution"}:
        return tuple(instead)
    if kinds == {"vague date"}:
        hedged = re.sub(r"\b(in|between|from) (?=\d{3,4}\b)", _hedge, sentence.text, count=1)
        again = ground(Sentence(hedged), evidence)
        return () if again.doubts else (again,)
    return ()


def _hedge(match: re.Match[str]) -> str:
    return "about " if match[1].lower() == "in" else f"{match[1]} about "


def _doubts(text: str, evidence: Evidence) -> Iterator[str]:
    yield from _doubtful_names(text, evidence)
    yield from _doubtful_dates(text, evidence)
    yield from _doubtful_makers(text, evidence)
    yield from unsupported(text, evidence)


def _doubtful_names(text: str, evidence: Evidence) -> Iterator[str]:
    tag = evidence.language.partition("-")[0]
    towns = (
        places_in(text, tag) if tag == "de" else []
    )  # whose nouns all have capitals, so one is no name yet
    for name in dict.fromkeys((*claims.names_in(text, evidence.language), *towns)):
        english = english_place(name, tag)
        if not evidence.holders_of(_capitals(name)) and not evidence.holders_of(_capitals(english)):
            yield f"name: {name}"
    for match in claims.IDENTITY.finditer(text):
        named = _capitals(match["name"])
        titled = named <= evidence.words.get("metadata.title", frozenset())
        own = bool(_SELF_PORTRAIT.search(evidence.label.title)) and not evidence.label.artist_qualifier
        of_artist = named <= evidence.words.get("metadata.artist", frozenset())
        if of_artist and not titled and not own and not is_group(evidence.label.artist):
            yield f"name: {match['name']} is the artist, not the figure"


def _capitals(name: str) -> set[str]:
    """Return the folded words of a name without its particles."""
    bare = (
        re.sub(r"^(?:[dlmtsjn]|un|dell|nell|all|sull|dall|qu)['’](?=\w)", "", word, flags=re.I)
        for word in name.split()
    )
    return {part for word in bare if word[0].isupper() for part in words_of(word)}


def _doubtful_dates(text: str, evidence: Evidence) -> Iterator[str]:
    known = {year for years in evidence.years.values() for year in years}
    of_label = evidence.years.get("metadata.date", frozenset())
    years = claims.years_in(text)
    yield from (f"date: {year}" for year in years if year not in known)
    if evidence.date_is_vague and of_label.intersection(years) and not _VAGUE.search(text):
        yield f"vague date: the label says {evidence.label.date}"
    for decade in claims.decades_in(text):
        if decade % 100 == 0 and decade // 100 + 1 in evidence.centuries:
            continue
        if not any(decade <= year < decade + 10 for year in known):
            yield f"date: {decade}s"
    centuries = claims.centuries_in(text)
    yield from (f"date: century {number}" for number in centuries if number not in evidence.centuries)
    yield from (f"date: {span}" for span in claims.durations_in(text))


def _doubtful_makers(text: str, evidence: Evidence) -> Iterator[str]:
    qualifier = evidence.label.artist_qualifier
    named = _names_artist(text, evidence)
    if named and qualifier and not _hedged_like(text, qualifier):
        yield f"attribution: the label says {qualifier} {evidence.label.artist}"
    if named and not qualifier and _QUALIFIED.search(text):
        yield f"attribution: the label says plainly {evidence.label.artist}"
    yield from _false_makers(text, evidence)
    if named and _NO.search(text) and re.search(r"\b(?:painted|paint|made|drew|touched|by|hand)\b", text):
        yield f"attribution: the label names {evidence.label.artist}"


def _false_makers(text: str, evidence: Evidence) -> Iterator[str]:
    artist = evidence.words.get("metadata.artist", frozenset())
    for pattern in (claims.MAKER_BEFORE, claims.MAKER_BEHIND, claims.MAKER_OWNING):
        for match in pattern.finditer(text):
            words = _capitals(match["name"])
            plain = " " not in match["name"] and is_ordinary(match["name"])  # "Oil paint gave me life"
            if plain or (pattern is claims.MAKER_BEHIND and not _states_making(match[0])):
                continue
            if evidence.holders_of(words) and not words <= artist:
                yield f"attribution: {match['name']} is not the artist"


def _states_making(phrase: str) -> bool:
    return bool(re.search(r"\bby\b|\b(?:hand|brush)\b", phrase))


def _names_artist(text: str, evidence: Evidence) -> bool:
    """Return whether the artist is named, by the whole name or a part of it."""
    titled = evidence.words.get("metadata.title", frozenset())
    return bool((_capitals(evidence.label.artist) - titled).intersection(words_of(text)))


def _hedged_like(text: str, qualifier: str) -> bool:
    own = [family for family in _FAMILIES if re.search(family, qualifier, re.I)]
    if not own:
        return qualifier.lower() in text.lower()
    return all(re.search(family, text, re.I) for family in own)


def _grounds(text: str, evidence: Evidence) -> Iterator[str]:
    for name in claims.names_in(text, evidence.language):
        yield from evidence.holders_of(_capitals(name))[:1]
    for year in claims.years_in(text):
        yield from (field for field, years in evidence.years.items() if year in years)
    if claims.centuries_in(text) or claims.decades_in(text):
        yield from (field for field in ("metadata.date",) if field in evidence.words)
    tag = evidence.language.partition("-")[0]
    spoken = {word for word in words_of(text) if len(word) > 2 and word not in _SMALL}
    if tag != "en":
        spoken = {word for word in spoken if not is_common(word, tag)}
    for field, words in evidence.words.items():
        common = {word for word in spoken & words if not word.isdigit()}
        enough = 1 if field == "metadata.technique" else max(2, round(0.4 * len(spoken)))
        if len(common) >= enough:
            yield field
    yield from supporting(text, evidence)
    if evidence.face_count > 1 and _OTHERS.search(text):
        yield f"seen: {evidence.face_count} faces"
