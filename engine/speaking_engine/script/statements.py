"""Statements: what a sentence says of a work in plain words, compared with label, notes and what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from speaking_engine.script import claims
from speaking_engine.script.evidence import Evidence, Support, fold, stem, stems_of, words_of
from speaking_engine.script.plain_claims import claimed_by_frame
from speaking_engine.script.romanise import ALIKE, consonants, likeness, romanised
from speaking_engine.script.subject import is_self_portrait
from speaking_engine.script.terms import Concept, concepts_in

#: Parts and clothes that have colours: "My eyes are blue" needs one source for both words.
_COLOURED = stems_of(
    """eyes hair lips mouth cheeks brows skin face hands nails beard nose ears neck dress gown coat shirt
    robe cloak cape skirt hat turban collar sleeves ribbon scarf cloth shawl veil sash belt cap hood jacket
    sky wall curtain flowers pearl earring ring book table"""
)
_PARTS = stems_of(
    "eyes eye hair lips mouth cheeks brows hands hand beard nose ears ear neck arm arms finger fingers head"
)
_COUNTED = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen"
)
_NUMBERS = {word: value for value, word in enumerate(_COUNTED.split(), start=3)}
_NOT_COUNTED = re.compile(r"\bcount|\ball (?:of )?three\b|\btwo or three\b", re.I)

#: Sentences that assert nothing: "If I could ...", "I cannot tell you what became of the bird".
_OPEN = re.compile(
    r"\bif (?:I|you|we|it|only)\b|\b(?:no label|nobody|who) (?:can |could )?(?:say|tell|know)s?\b"
    r"|\b(?:cannot|can['’]t|could not|(?:do|does)(?: not|n['’]t)|will not|never) (?:really |yet |ever )?"
    r"(?:say|tell|know|remember|reveal|give|name|think|believe|ask|expect)\b"
    r"|\b(?:nobody|no one|no label|none) (?:ever )?(?:wrote|writes|recorded|remembers|remembered|asked)\b"
    r"|\bnothing to \w+",
    re.I,
)
#: What is asked of the visitor: "Wait for the evening", "Do you hear the sea?"
_ASKED = re.compile(
    r"^(?:(?:and|but|so|please|now|then),? )*"
    r"(?:stay|wait|listen|come|go|take|stop|walk|ask|think|imagine|remember|guess|forgive"
    r"|(?:do|are|have|would|will|can|could|may|shall|must) you\b(?! (?:really )?know)[^.!]*\?)(?:\W|$)",
    re.I,
)
#: What a picture cannot do, or would like to, states nothing: "I cannot wave", "Marble does not blush".
_UNABLE = re.compile(
    r"\b(?:cannot|can['’]t|could not|couldn['’]t|will never|(?:do|does)(?: not|n['’]t)|would (?:like|love) to"
    r"|wish I could) (\w+)",
    re.I,
)
_COURTESY = re.compile(r"\bwould love to\b", re.I)
#: What only asks and what holds of all things: "What song is it?", "A photograph does not grow old".
_OPEN_CLAUSE = re.compile(
    r"\b(?:what|who|where|why|how|which|whose)\b[^.!?]*\?"
    r"|^an? (?:\w+ ){1,2}needs? no\b(?![^.!?]*\b(?:me|my|mine|I)\b)[^.!?]*"
    r"|^an? \w+ (?:does not|doesn['’]t|do not|cannot|can['’]t|never|always|is never|is always)\b"
    r"(?![^.!?]*\b(?:me|my|mine|I)\b)[^.!?]*",
    re.I,
)
_CLAUSE = re.compile(r"[^,;:.!?—–]+")
_GIVEN = re.compile(
    r"\b(?:given|gave|donated|presented|bequeathed|left)\b[^.!?]*"
    r"\bto (?:the|this) (?:museum|gallery|collection)\b"
    r"|\b(?:gift|bequest|donation) (?:of|from|to)\b",
    re.I,
)
_GIVING = stems_of(
    "given gift gave give donated donation presented bequeathed bequest left credit transferred"
)
#: What a sentence may name that says it is not told.
_UNTOLD = ("kin", "love", "sold", "price")
_TO_YOU = re.compile(r"^(?:and |but |perhaps |maybe |then |now )?(?:you|your)\b", re.I)
_OF_ITSELF = re.compile(
    r"\b(?:I|me|my|mine|we|us|our|ours|he|she|they|his|her|their|museum|painter|artist)\b", re.I
)
_NO = r"(?: not|n['’]t| never| no)\b(?! (?:only|just|more|merely|alone|so much))(?P<rest>[^,.;:!?—–]*)"
#: "I am not a photograph" states nothing that a label has to support; "I am not oil on canvas" denies one.
_NO_THING = re.compile(rf"\b(?:am|is|are|was|were){_NO}", re.I)
_DENIED = re.compile(rf"\b(?:am|is|are|was|were|will|do|does|did|has|have){_NO}", re.I)
_NO_MAKER = re.compile(
    r"\b(?:nobody|no one) knows who|\b(?:painter|maker|artist) is (?:unknown|anonymous|nameless)", re.I
)
#: How, when and by which means somebody made it: what follows must be on the label.
_MADE_HOW = re.compile(
    r"\b(?:paint|draw|drew|drawn|made|make|carve|engrave|sculpt|create|photograph|portray)\w* (?:me|us)\b"
    r"(?P<how>.*)",
    re.I,
)
_HOW = stems_of("left right hand eyes lonely alone twice first last")
_OWNERSHIP = re.compile(r"\b(?:belong\w*|own(?:s|ed|er)|kept by|looked after)\b", re.I)
_WEARING = re.compile(
    r"\b(?:wears?|wore|holds?|held|carries|carried|sits?|sat|stands?|stood|smiles?)\b", re.I
)
#: Ordinary words that together claim something: other works, a palette.
_TOGETHER = re.compile(
    r"\b(?:second|third|another|other|unfinished|earlier|older|hidden|later)"
    r" (?:draw|paint|portrait|picture|version)\w*"
    r"|\b(?:laid on|put on|applied|spread|rubbed|scratched|smeared|modelled)\b[^.!?]{0,20}"
    r"\bwith (?:the|his|her|my|bare|a)\b[^.!?,]{0,20}"
    r"|\b(?:bright|dark|warm|cold|cool|pale|vivid|strong|soft|muted|gaudy|rich|earthy) colou?rs?\b",
    re.I,
)
_SOMEONE = re.compile(
    r"\ba (?:young |old )?(?:wo)?man (?:paint|draw|drew|made|carv|engrav)\w*|\b(?:by|hand of) a (?:wo)?man\b",
    re.I,
)
_AGE = re.compile(
    r"(?:\bj['’](?:ai|avais)|\bavait|\bho|\bavev[ao]|\btengo|\btenía|\btenho|\btinha)\b"
    r"[^.!?]{0,30}(?:\bans|\banni|\baños|\banos|['’]anni)\b",
    re.I,
)
_MAKER_WITHOUT_CAPITALS = {
    "ja": re.compile(r"(?P<name>[゠-ヿ]{3,}(?:[・＝ ][゠-ヿ]+)*)"),
    "zh": re.compile(
        r"(?:由|是|被|为)(?P<name>[一-鿿·]{2,8}?)(?:所?画|绘|所作|创作|的作品)"
        r"|(?:^|[，。！？、])(?P<other>[一-鿿·]{2,8}?)(?:在.{1,12})?(?:画了|绘制?了|创作了)"
    ),
    "hi": re.compile(r"(?P<name>[ऀ-ॿ]+(?: [ऀ-ॿ]+)??) (?:ने (?:मुझे|इसे|यह)|द्वारा)"),
}


def unsupported(text: str, evidence: Evidence) -> Iterator[str]:
    """Yield what in a sentence neither label nor notes nor sights support: "material: tempera".

    English is compared word by word: what is not among the words that anybody may say of any picture
    (`idle_words.txt`) must be found in one of the supports. Other languages are searched for the materials,
    colours and fates of `terms.yaml`; Japanese, Chinese and Hindi for makers besides.
    """
    tag = evidence.language.partition("-")[0].lower()
    stated = _NO_THING.sub(" ", _COURTESY.sub(" ", text)) if tag == "en" else text
    named = concepts_in(stated, tag)
    yield from _concepts(named, stated, evidence)
    if tag == "en":
        yield from _plain_words(stated, named, evidence)
        yield from _denied(text, evidence)
        yield from _roles(text, evidence)
        yield from _together(text, evidence)
        yield from _of_another_part(text, evidence)
        return
    yield from claimed_by_frame(text, evidence)
    if match := _AGE.search(text):
        yield f"claim: {match[0]}"
    elif tag in _MAKER_WITHOUT_CAPITALS:
        yield from _foreign_makers(text, tag, evidence)


def supporting(text: str, evidence: Evidence) -> Iterator[str]:
    """Yield the grounds of sights that a sentence repeats."""
    spoken = {stem(word) for word in words_of(text)} - _idle()
    for support in evidence.supports:
        shared = spoken & (support.stems - _idle())
        if support.ground.startswith("seen") and len(shared) >= max(1, len(spoken) // 2):
            yield support.ground


def _concepts(named: dict[Concept, str], text: str, evidence: Evidence) -> Iterator[str]:
    stems = {stem(word) for word in words_of(text)}
    for (kind, english), word in named.items():
        holding = [support for support in evidence.supports if _holds(support, english, word)]
        if not holding and english in _UNTOLD and _OPEN.search(text):
            continue  # "My mother, but no label tells it"
        if not holding:
            yield f"{'claim' if kind == 'statement' else kind}: {word}"
        elif kind == "colour" and evidence.language.startswith("en"):
            behind = re.search(rf"\b{re.escape(word)}\W+(\w+)", text, re.I)
            things = (
                {stem(fold(behind[1]))}
                if behind and _at_once(word, behind[1], holding)
                else stems & _COLOURED
            )
            if things - {stem(fold(word))} and not any(support.stems & things for support in holding):
                yield f"colour: {word}"


def _at_once(word: str, behind: str, holding: list[Support]) -> bool:
    """Whether one source has a colour and the word behind it: "red chalk"."""
    return any({stem(fold(word)), stem(fold(behind))} <= support.stems for support in holding)


def _holds(support: Support, english: str, word: str) -> bool:
    return english in support.concepts or stem(fold(word)) in support.stems


@cache
def _idle() -> frozenset[str]:
    lines = (files("speaking_engine.script") / "idle_words.txt").read_text("utf8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(stem(fold(part)) for word in words for part in words_of(word))


def _plain_words(text: str, named: dict[Concept, str], evidence: Evidence) -> Iterator[str]:
    """Look at every word that is no name, no number and no known term."""
    if evidence.foreign or _OPEN.search(text):
        return
    if (_TO_YOU.search(text) or _ASKED.search(text)) and not _OF_ITSELF.search(text):
        return
    text = _CLAUSE.sub(_without_visitor, _OPEN_CLAUSE.sub(" ", text))
    known = _idle().union(*(support.stems for support in evidence.supports))
    told = {part for words in named.values() for part in words_of(words)}
    numerals = {fold(numeral) for numeral in claims.roman_years_in(text)}
    names = numerals | {part for name in claims.names_in(text, evidence.language) for part in words_of(name)}
    unable = {fold(word) for word in _UNABLE.findall(text)}
    parts = re.findall(r"(?<!\d)[^\W\d_]+(?:['’][^\W\d_]+)*", claims.without_dates(text))
    for word in dict.fromkeys(part for spoken in parts for part in words_of(spoken)):
        if (
            word in names
            or word in told
            or word in unable
            or stem(word) in known
            or _derived(word, text, known)
        ):
            continue
        if word in _NUMBERS:
            if _NUMBERS[word] != evidence.face_count and not _NOT_COUNTED.search(text):
                yield f"number: {word}"
        else:
            yield f"statement: {word}"


def _without_visitor(clause: re.Match[str]) -> str:
    """Leave out a clause that speaks of the visitor alone: "You have an ear for music, ..."."""
    said = re.sub(r"\bthan (?:I|me)\b", "", clause[0])  # "You are younger than I am"
    alone = _TO_YOU.search(said.strip()) and not _OF_ITSELF.search(said)
    return " " if alone else clause[0]


def _derived(word: str, text: str, known: frozenset[str]) -> bool:
    """Whether a thing is named by what the label tells: "this prayer" of one who prays."""
    told = any(len(base) >= 4 and word in (f"{base}er", f"{base}ing") for base in known - _idle())
    return told and bool(re.search(rf"\b(?:this|that|my|the) {re.escape(word)}\b", text, re.I))


def _denied(text: str, evidence: Evidence) -> Iterator[str]:
    """Doubt what says no to a field of the label: "I am not oil on canvas"."""
    for match in _DENIED.finditer(text):
        stems = {stem(word) for word in words_of(match["rest"])} - _idle()
        for support in evidence.supports:
            if (
                support.ground in ("metadata.technique", "metadata.holder", "metadata.place")
                and stems & support.stems
            ):
                yield f"statement: the label says {getattr(evidence.label, support.ground.partition('.')[2])}"
    told = evidence.label.artist and not evidence.label.artist_qualifier
    if told and not re.match(r"anonym|unknown", evidence.label.artist, re.I) and _NO_MAKER.search(text):
        yield f"attribution: the label names {evidence.label.artist}"


def _roles(text: str, evidence: Evidence) -> Iterator[str]:
    """Doubt the label's names in parts that it does not give them."""
    artist, figure = stems_of(evidence.label.artist), stems_of(evidence.label.title)
    if (match := _WEARING.search(text)) and not artist & figure:
        subject = {stem(word) for word in words_of(text[: match.start()])[-3:]}
        if subject & artist:
            yield f"attribution: {evidence.label.artist} is not the figure"
    if match := _OWNERSHIP.search(text):
        named = {stem(word) for name in claims.names_in(text[match.end() :]) for word in words_of(name)}
        keepers = ("metadata.holder", "metadata.credit", "metadata.rights", "notes")
        kept = {
            s for support in evidence.supports if support.ground.startswith(keepers) for s in support.stems
        }
        one = is_self_portrait(evidence.label)
        if named & artist and not named & kept and not one:
            yield f"ownership: {evidence.label.artist}"


def _together(text: str, evidence: Evidence) -> Iterator[str]:
    """Doubt ordinary words that together say how the work was made, or speak of other works."""
    phrases = [match[0] for match in _TOGETHER.finditer(text)]
    if (given := _GIVEN.search(text)) and not any(support.stems & _GIVING for support in evidence.supports):
        yield f"claim: {given[0]}"
    if not claims.names_in(text):
        phrases += [match[0] for match in _SOMEONE.finditer(text)]
    for phrase in phrases:
        if not any(stems_of(phrase) <= support.stems for support in evidence.supports):
            yield f"statement: {phrase}"
    if match := _MADE_HOW.search(text):
        told = frozenset[str]().union(*(support.stems for support in evidence.supports))
        how = words_of(re.sub(r"\bleft (?!hand|eye)", "", match["how"]))
        yield from (f"statement: {word}" for word in how[:20] if stem(word) in _HOW - told)


def _of_another_part(text: str, evidence: Evidence) -> Iterator[str]:
    """Doubt what the notes say of another part: "My ears are restored", where the nose is."""
    spoken = stems_of(text)
    parts = spoken & _PARTS
    told = spoken - _idle() - _PARTS
    if not parts or not told:
        return
    telling = [support for support in evidence.supports if told & support.stems]
    if telling and all(support.stems & _PARTS and not support.stems & parts for support in telling):
        yield f"statement: {' '.join(sorted(parts))}"


def _foreign_makers(text: str, tag: str, evidence: Evidence) -> Iterator[str]:
    """Doubt names in scripts without capitals that sound like no word of the label."""
    maker = words_of(evidence.label.artist)
    joined = [one + other for one, other in pairwise(maker)]
    others = [word for words in evidence.words.values() for word in words]
    made = bool(re.search(r"描|作|画|绘|创|ने |द्वारा", text))
    held = [consonants(word) for word in (*maker, *joined, *(() if made else others)) if len(word) > 2]
    for match in _MAKER_WITHOUT_CAPITALS[tag].finditer(text):
        name = next(filter(None, match.groups()))
        if any(name in text for text in (evidence.label.title, evidence.label.artist)):
            continue
        if tag == "ja" and not re.search(r"[・＝ ]|描|作|画", text):
            continue  # a loan word and no maker
        parts = [consonants(romanised(part, tag)) for part in re.split(r"[・＝· ]", name)]
        alike = [max((likeness(part, word) for word in held), default=0.0) for part in parts if len(part) > 1]
        if alike and max(alike) < ALIKE:
            yield f"name: {name}"
