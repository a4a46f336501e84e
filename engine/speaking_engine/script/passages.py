"""Passages: every sentence that a label gives, in the order spoken, each in all its wordings."""

# ruff: noqa: E501 - a pattern reads better whole
from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

from speaking_engine.artwork.attribution import english_qualifier
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.script import facts
from speaking_engine.script.commission import Commission
from speaking_engine.script.lexicon import plainly_elsewhere, sounds_english, surely_written_in, written_in
from speaking_engine.script.phrases import NUMBER, REFLECTIONS, SOBER_REFLECTIONS, wordings
from speaking_engine.script.seen import sights_of
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.sizes import without_size
from speaking_engine.script.subject import (
    grave_words,
    in_first_person,
    is_self_portrait,
    names_several,
    only_appears,
    speaks_itself,
)

#: How a qualifier stands in a sentence; the first that fits. All others are quoted as the label has them.
_QUALIFIED = (
    (re.compile(r"formerly attributed to"), "formerly"),
    (re.compile(r"(?:\w+ )?(?:attributed|ascribed|att\.|attr\.) ?to"), "attributed"),
    (re.compile(r"(?:the )?(?:workshop|studio|atelier|circle|school) of"), "from_the"),
    (re.compile(r"(?:follower|imitator|pupil|associate|assistant|copyist) of"), "by_a"),
    (re.compile(r"(?:in the )?(?:manner|style) of"), "in_the"),
    (re.compile(r"(?:possibly|probably)(?: by)?"), "hedged"),
    (re.compile(r"and workshop"), "with_workshop"),
    (re.compile(r"(?:\w+ )?cop(?:y|ied) (?:after|of)"), "copy"),
    (re.compile(r"(?:engraved |print )?after"), "after"),
)
LONGEST_NOTE = 320
"""Characters of a sentence that a voice can still say in one breath or two."""
_LONGEST_QUOTE = 240
"""Characters of sentences of a note that are quoted together, so that "it" keeps what it stands for."""
_LEANING = re.compile(
    r"(?:It|Its|They|Their|These|Those|This|That|There|Both|Another|Here|Later|Then|But|And|He|She|His|Her|Him|Thus|Today"
    r"|However|Such|Only|One|Neither|We|You|Behind|Beside|Above|Around|In (?:her|his|its|their)|The (?:other|two|latter|former))\b"
)
#: A list that a record supplies instead of a sentence.
_LISTED = re.compile(
    r"(?:depicts?|depicted|subjects?|keywords?|iconclass|themes?|tags): (?P<items>[^.!?]+)\.?$", re.I
)
_NO_PLAIN_PLACE = re.compile(
    r"\b(?:probably|possibly|perhaps|from|found|near|said|made|or|unknown|vermutlich|wohl|aus|gefunden|bei|probablement"
    r"|provenant|trouvée?|forse|probabilmente|da|da[il]|proviene|procede|encontrad[oa]|provavelmente|uit|waarschijnlijk"
    # rivers, coasts and what is south of something, in which nobody is
    r"|\w*rhein|rhine|rhin|reno|rijn|\w*donau|danube|meuse|maas|mosel|nile|valley|tal|region|coast|küste|côte|costa|kust"
    r"|süd\w*|nord(?:deutsch|ital|niederl|frankr)\w*)\b",
    re.I,
)
UNTITLED = re.compile(r"untitled|no title|ohne titel|sans titre|senza titolo|sin título|zonder titel", re.I)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence in all its wordings.

    Attributes
    ----------
    move : str
        What the sentence does: "title", "made", "note"; wordings of one move are dealt out in turn.
    wordings : tuple of str
        Each says the same; at least one.
    weight : int
        Importance: the heaviest are kept when time is short; 0 for words that state nothing of the work.
    grounds : tuple of str
        As in `speaking_engine.script.script.Sentence`.
    """

    move: str
    wordings: tuple[str, ...]
    weight: int
    grounds: tuple[str, ...] = ()


def passages_of(commission: Commission) -> tuple[Passage, ...]:
    """Return every sentence that label and picture support, in the commission's tone and for its audience."""
    place, date = facts.place_and_date(commission.metadata)
    commission = replace(commission, metadata=replace(commission.metadata, place=place, date=date))
    passages = _Passages(slots_of(commission), commission.tone or "plain", commission.audience)
    passages.say("greeting", 36)
    _say_label(passages, commission)
    passages.say("closing", 33)
    return tuple(passages.all)


def reflections_of(commission: Commission) -> tuple[Passage, ...]:
    """Return the sentences that are true of any picture of a face, shuffled; neighbours differ in theme."""
    slots = slots_of(commission)
    chosen = random.Random(commission.seed)  # noqa: S311 - variety, not secrecy
    bank = SOBER_REFLECTIONS if commission.tone == "sober" else REFLECTIONS
    themes = [chosen.sample(theme, len(theme)) for theme in bank]
    chosen.shuffle(themes)
    rounds = chain.from_iterable(zip_longest(*themes))
    return tuple(Passage("reflection", (_fill(wording, slots),), 0) for wording in rounds if wording)


@dataclass(slots=True)
class _Passages:
    slots: dict[str, str]
    tone: str
    audience: str
    all: list[Passage] = field(default_factory=list)

    def say(self, move: str, weight: int, *grounds: str, **slots: str) -> None:
        words = {**self.slots, **slots}
        texts = wordings(move, self.tone, self.audience)
        if self.audience == "expert" and move in EXPERTS:
            weight += EXPERTS[move]
        self.all.append(Passage(move, tuple(_fill(w, words) for w in texts), weight, grounds))


EXPERTS = {"material": 20, "inventory_number": 45, "credit": 40, "greeting": -31, "closing": -29}
"""What an expert wants sooner, and what later."""


def _fill(wording: str, slots: dict[str, str]) -> str:
    text = re.sub(r"([^.])\.\.(?!\.)", r"\1.", wording.format_map(slots)).replace(",,", ",")
    text = re.sub(r"\s*([?!])\.", r"\1", text)
    return text[:1].upper() + text[1:]


def slots_of(commission: Commission) -> dict[str, str]:
    """Return the words for the slots of `speaking_engine.script.phrases`."""
    label, many = commission.metadata, len(commission.speakers) > 1
    slots = {name: forms[many] for name, forms in NUMBER.items()}
    making = facts.making_of(label)
    slots |= {"noun": making.noun, "past": making.past, "participle": making.participle}
    slots["a_noun"] = _a(making.noun if making.noun != "work" else "work of art")
    slots["artist"] = facts.spoken_artist(label.artist)
    slots["title"], slots["aside"] = facts.spoken_title(label.title)
    slots["at"] = _at(label)
    slots["comma_at"] = f",{slots['at']}" if slots["at"] else ""
    hedged = english_qualifier(label.artist_qualifier).removesuffix(" by") in ("possibly", "probably")
    if slots["at"].startswith((" perhaps", " probably")) and hedged:
        slots["at"] = slots["comma_at"]  # "possibly made by him, perhaps in 1578"
    copied = facts.copied_from(label.artist)
    slots["behind"] = f" after {copied}" if copied else ""
    slots["whose_face"] = _whose_face(commission)
    return slots


def _whose_face(commission: Commission) -> str:
    """Say which of the faces speaks; a man or a woman only where the label says so, and never of a child."""
    speakers, label = len(commission.speakers), commission.metadata
    if speakers > 1:
        return f"{'some of ' if commission.face_count > speakers else ''}the faces you see in it are ours"
    if commission.face_count > 1:
        return "one of the faces you see in it is mine"
    young = re.search(
        r"\b(?:girl|boy|child|infant|baby|maiden|youth|young|daughter|son)\b", label.title, re.I
    )
    adult = "" if young else {"female": "woman's ", "male": "man's "}.get(label.gender, "")
    return f"the {adult}face you see in it is mine"


def _a(noun: str) -> str:
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _at(label: Metadata) -> str:
    place = _place(label.place) if _fits_behind_in(label.place) else ""
    date = "" if facts.is_undated(label.date) else facts.when(label.date)
    return "".join(f" {part}" for part in (f"in {place}" if place else "", date or "") if part)


def _place(place: str) -> str:
    """Say a place with its town's English name: "Firenze, Italia" is in Florence."""
    town, comma, rest = place.partition(",")
    return f"{facts.english_place(town.strip())}{comma}{rest}"


def _fits_behind_in(place: str) -> bool:
    """Return whether a place is a plain name: "Delft", "Florence, Italy"."""
    return bool(re.fullmatch(r"[A-ZÀ-ÖØ-Þ][\w' .-]*(?:, [\w' .-]+)?", place)) and not _NO_PLAIN_PLACE.search(
        place
    )


def _say_label(passages: _Passages, commission: Commission) -> None:
    label = commission.metadata
    if not (label.title or label.artist or label.date):
        passages.say("nothing", 90, "metadata: empty")
    if label.title:
        untitled = UNTITLED.fullmatch(passages.slots["title"])
        passages.say("untitled" if untitled else "title", 90, "metadata.title")
        if passages.slots["aside"]:
            passages.say("aside", 72, "metadata.title")
        if name := facts.questioned(label.title):
            passages.say("questioned", 72, "metadata.title", questioned=name)
    _say_maker(passages, commission)
    _say_rest_of_dates(passages, label)
    for index, note in enumerate(label.notes):
        _say_note(passages, commission, index, note.text, note.source)
    _say_material(passages, label)
    _say_sights(passages, commission)
    _say_keeping(passages, label)


def _say_sights(passages: _Passages, commission: Commission) -> None:
    """Say what the program sees: the most telling thing first."""
    flat = not facts.is_sculpture(commission.metadata)
    sights = sights_of(commission.pixels, commission.speakers, commission.face_count, is_flat=flat)
    if names_several(commission.metadata):  # "Two Lawyers", one of them from behind
        sights = tuple(sight for sight in sights if sight.move != "alone")
    for place, sight in enumerate(sights):
        passages.say(f"seen: {sight.move}", max(28, 42 - 3 * place), sight.ground, **sight.slots)


def _say_material(passages: _Passages, label: Metadata) -> None:
    told, size = facts.technique_told(label.technique), without_size(label.technique)[1]
    # Who was photographed in 1984 is a photograph.
    said_by_verb = told.lower() == facts.making(told).noun and bool(label.artist or label.date)
    if told and not said_by_verb:
        technique = facts.spoken_technique(told)
        material = facts.as_material(told)
        first = material[0].upper() + material[1:]
        slots = {"material": material, "technique": technique, "material_first": first}
        move = "support" if facts.is_support(told) else "material"
        passages.say(move, 52, "metadata.technique", **slots)
    elif not label.technique and (label.title or label.artist):
        passages.say("no_technique", 12, "metadata: no technique")
    if size:
        passages.say("size", 40, "metadata.technique", height=size.height_cm, width=size.width_cm)


def _say_keeping(passages: _Passages, label: Metadata) -> None:
    """Return who keeps the work; number and credit only where there is time to fill."""
    if label.holder and not re.match(r"courtesy\b|lent by|on loan", label.holder, re.I):
        holder = facts.with_article(label.holder)
        apart = f"{holder}," if "," in holder else holder  # "the National Gallery, London, as my keeper"
        move = "holder_private" if facts.PRIVATE.match(label.holder) else "holder"
        passages.say(move, 46, "metadata.holder", holder=holder, holder_apart=apart)
    if passages.audience == "children":
        return
    for name, weight in (("inventory_number", 14), ("credit", 13)):
        if value := getattr(label, name).rstrip("."):
            passages.say(name, weight, f"metadata.{name}", **{name: value})


def _say_maker(passages: _Passages, commission: Commission) -> None:
    label, at = commission.metadata, passages.slots["at"]
    grounds = _grounds_of_making(label, at)
    if not label.artist:
        if at:
            passages.say("made_at", 80, *grounds)
        if at or label.title:
            passages.say("no_artist", 30, "metadata: no artist")
    elif facts.is_anonymous(label.artist):
        passages.say("anonymous", 80, "metadata.artist", *grounds)
    elif label.artist_qualifier:
        _say_qualified(passages, label, grounds)
    else:
        _say_named(passages, commission, grounds)


def _say_named(passages: _Passages, commission: Commission, grounds: list[str]) -> None:
    if facts.is_group(commission.metadata.artist):
        passages.say("group", 80, "metadata.artist")
        if passages.slots["at"]:
            passages.say("made_at", 75, *grounds)
        return
    passages.say("made" if passages.slots["at"] else "made_once", 80, "metadata.artist", *grounds)
    alone = commission.face_count <= 1 and len(commission.speakers) == 1  # of several it cannot be told which
    if alone and is_self_portrait(commission.metadata):
        passages.say("self_portrait", 70, "metadata.title", "metadata.artist")


def _say_qualified(passages: _Passages, label: Metadata, grounds: list[str]) -> None:
    qualifier = english_qualifier(label.artist_qualifier)
    phrase = next((name for form, name in _QUALIFIED if form.fullmatch(qualifier)), "careful")
    inside = phrase in {"by_a", "in_the", "hedged", "with_workshop", "after"}
    words = {
        "by_a": _a(qualifier),
        "in_the": qualifier.removeprefix("in the "),
        "from_the": qualifier.removeprefix("the "),
        "hedged": qualifier.removesuffix(" by"),
        "copy": _a(re.sub(r"copied (?:after|of)|copy of", "copy after", qualifier)),
    }.get(phrase, qualifier)
    passages.say(phrase, 80, "metadata.artist", *(grounds if inside else ()), qualifier=words)
    if passages.slots["at"] and not inside:
        passages.say("made_at", 75, *grounds)


def _grounds_of_making(label: Metadata, at: str) -> list[str]:
    grounds = []
    if _fits_behind_in(label.place):
        grounds.append("metadata.place")
    if at and facts.when(label.date):
        grounds.append("metadata.date")
    return grounds


def _say_rest_of_dates(passages: _Passages, label: Metadata) -> None:
    """Quote date and place where their form fits into no sentence."""
    if quotes_date(label):
        date = re.sub(r" ?\((\d{3,4}) ?[-–—] ?(\d{3,4})\)", r", \1 to \2", label.date.strip("[]. "))
        passages.say("date", 70, "metadata.date", date=date)
        if century := facts.century_of(label.date):
            passages.say("century", 47, "metadata.date", century=century)
    if (label.title or label.artist) and facts.is_undated(label.date):
        passages.say("no_date", 15, "metadata: no date")
    if label.place and not _fits_behind_in(label.place) and sounds_english(label.place):
        passages.say("place", 50, "metadata.place", place=label.place.rstrip("."))


def quotes_date(label: Metadata) -> bool:
    """Whether a date's form fits into no sentence and is English enough to be quoted."""
    return bool(label.date) and not (
        facts.is_undated(label.date) or facts.when(label.date) or not sounds_english(label.date)
    )


def _listed(note: str) -> str:
    """Return what a note lists, as it is said: "Depicts: woman, fan." gives "woman and fan"; else empty."""
    match = _LISTED.match(note)
    items = (
        [item for part in re.split(r"[;,]", match["items"]) if (item := part.strip(" ."))] if match else []
    )
    said = " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
    return said if len(said) < LONGEST_NOTE else ""


def _say_note(passages: _Passages, commission: Commission, index: int, text: str, source: str) -> None:
    """Say a note sentence by sentence: as it is in the first person, turned into it by rule, or quoted."""
    ground = f"notes[{index}]"
    if items := _listed(text):
        passages.say("note_list", max(54, 78 - 4 * index), ground, items=items)
        return
    alone = commission.face_count <= 1 and len(commission.speakers) == 1
    named = source and len(source) < 60 and "/" not in source and not source.startswith("the manifest")
    quotes = "note_of" if named else "note"
    for place, (mine, words) in enumerate(_told(text, commission, alone=alone)):
        weight = max(54, 79 - 4 * index - 2 * place)
        if mine:
            passages.all.append(Passage("note_mine", (words,), weight, (ground,)))
        else:
            named_so = facts.with_article(source)
            first = named_so[:1].upper() + named_so[1:]
            passages.say(quotes, weight, ground, note=words, source=named_so, source_first=first)


def _told(text: str, commission: Commission, *, alone: bool) -> list[tuple[bool, str]]:
    """Return a note's sentences, each in the speaker's own words (True) or to be quoted."""
    told: list[tuple[bool, str]] = []
    for sentence in split_sentences(text):
        if not sentence.strip() or len(sentence) > LONGEST_NOTE or not _in_english(sentence):
            continue
        if is_apparatus(sentence):
            continue
        ended = sentence if sentence[-1] in ".!?…" else f"{sentence}."
        if (
            mine := ended
            if speaks_itself(ended)
            else in_first_person(ended, commission.metadata)
            if alone and (not grave_words(commission.metadata) or only_appears(ended))
            else ""
        ):
            told.append((True, mine))
        elif (
            told
            and not told[-1][0]
            and _LEANING.match(ended)
            and len(told[-1][1]) + len(ended) < _LONGEST_QUOTE
        ):
            told[-1] = (False, f"{told[-1][1]} {ended}")
        else:
            told.append((False, ended))
    return told


#: What catalogues add for scholars; nobody says it aloud.
_APPARATUS = re.compile(
    r"\W*(?:provenance|provenienz|provenienza|procedencia|proveniência|herkomst|literature|literatur|littérature|bibliograph\w+"
    r"|bibliograf\w+|exhibit(?:ed|ions?)|ausstellung(?:en)?|expositions?|references?|published|inv(?:entory)?\.?(?: no\.?| nr\.?)?"
    r"|sale|lot \d|see (?:also|cat)|cf\.|cat(?:alogue)?\. )\b.*[:;,.\d]",
    re.I,
)
_NO_SENTENCE = re.compile(
    r"^(?:\d{4} )?(?:oil )?(?:painting|portrait|photograph|sculpture|drawing|print|work|fresco|bust|tableau|peinture|gemälde"
    r"|dipinto|cuadro|pintura|schilderij) (?:by|of|de|d['’]|von|di|van|door|par) (?:[A-ZÀ-Þ][\w'’.-]*[ ,]*|of |de |van |von )+\.?$"
    r"|(?:[^;]*;){2}[^;]*\d{4}|\blots? \d|\bby descent\b|\binv\. (?:no|nr)|\bpp?\. \d|\bfig\. \d",
    re.I,
)


def is_apparatus(sentence: str) -> bool:
    """Return whether a note's sentence is provenance, literature or a size, and no sentence to be spoken.

    Examples
    --------
    >>> is_apparatus("Provenance: Christie's, London, 12 July 1912, lot 45."), is_apparatus("She wears a ring.")
    (True, False)
    """
    plain, size = without_size(sentence)
    return bool(size and len(plain) < len(sentence) / 2) or bool(
        _APPARATUS.match(sentence) or _NO_SENTENCE.search(sentence)
    )


_OTHERS = ("de", "fr", "it", "es", "pt", "nl")


def _in_english(sentence: str) -> bool:
    if any(surely_written_in(sentence, tag) for tag in _OTHERS):
        return False
    return written_in(sentence, "en") and not plainly_elsewhere(sentence)


def left_for_scholars(label: Metadata) -> tuple[str, ...]:
    """Return the sentences of the notes that are no sentences to be spoken: provenance, literature, sizes."""
    sentences = (sentence for note in label.notes for sentence in split_sentences(note.text))
    return tuple(sentence for sentence in sentences if is_apparatus(sentence))


def in_other_languages(label: Metadata) -> tuple[str, ...]:
    """Return the sentences of the notes that an English voice cannot say: those in another language."""
    sentences = [sentence for note in label.notes for sentence in split_sentences(note.text)]
    return tuple(sentence for sentence in sentences if not _in_english(sentence) and not _listed(sentence))
