"""The template in other languages than English: sentences of one YAML file each for what a label says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import yaml

from speaking_engine.artwork.attribution import english_qualifier
from speaking_engine.artwork.metadata import Metadata, Note
from speaking_engine.script import facts
from speaking_engine.script.commission import Commission
from speaking_engine.script.dates import Dating, century_of, read_date, roman
from speaking_engine.script.first_person import said_by_the_sitter
from speaking_engine.script.lexicon import sounds_english, surely_written_in, written_in
from speaking_engine.script.passages import LONGEST_NOTE, UNTITLED, Passage, is_apparatus
from speaking_engine.script.seen import sights_of
from speaking_engine.script.sentences import split_sentences
from speaking_engine.script.sizes import without_size
from speaking_engine.script.subject import is_self_portrait, names_several
from speaking_engine.script.terms import concepts_of_label, english_technique, place_in

_ATTRIBUTED = ("attributed to", "possibly attributed to", "traditionally attributed to")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SIGNS = r"[\u3040-\u30ff\u3400-\u9fff・·]+"
_NARROW = str.maketrans("（）", "()")
_SPEAKER = re.compile(r"<([^|<>]*)\|([^|<>]*)>")
_NOUN = re.compile(r"\[([^|\[\]]*)\|([^|\[\]]*)\]")


@dataclass(frozen=True)
class Phrasebook:
    """How one language says what a label holds, as its YAML file tells.

    Attributes
    ----------
    quotes : tuple of str
        What stands before and behind a title.
    nouns : mapping of str to sequence
        Kind of work to "this work", its gender, what its maker did, and the participle by gender.
    portrayed : mapping of str to sequence
        The participle of who is shown, where it is not that of the work.
    of, elided, elides : str
        "of" before a name, what it becomes before one that `elides` matches.
    joined : mapping of str to str
        Patterns of prepositions before articles, and their joined forms.
    female, male : str
        Words of a title that tell who is shown.
    called : str
        What stands between a maker's name and byname.
    elder : (str, str)
        "the Elder" and "the Younger".
    anonymous, group : str
        Patterns of a maker's field that names nobody, in this language.
    century : mapping of str to str
        The suffix of its number, and how "the", "of", "in", "from" and "to" it are said; keys that end in "~"
        are for the eighth and the eleventh.
    when : mapping of str to str
        How a date stands behind a verb, by `Dating.kind`.
    seasons : sequence of str
        "in the spring of {a}", and so on to winter.
    holders : sequence of (str, str)
        Patterns of a keeper's name, and the article it takes; `vowel` is the article before a vowel.
    qualifiers : mapping of str to str
        The English qualifier, and how it is said behind "was made".
    frames : mapping of str to mapping
        By what they say, sentences for "any" number of speakers, "one", "several", one who is "alone" in the
        picture, and "sober" ones. ``<m|f>`` agrees with who speaks, ``[m|f]`` with the kind of work.
    questions : mapping of str to sequence of str
        What one speaker asks another, by the ground of the answer.
    time_first : bool
        Whether the date stands before the place.
    joint, decimal : str
        What stands between words (nothing in Chinese and Japanese), and in a measure.
    note_quotes : tuple of str
        What stands before and behind a note, where it is not `quotes`.
    technique, in_holder : str
        How materials stand with what bears them, and a keeper's name with its town.
    towns, names : mapping of str to str
        Towns and countries, makers and keepers as they are known in a language of other letters.
    """

    name: str
    quotes: tuple[str, str]
    nouns: Mapping[str, tuple[str, str, str, str, str]]
    portrayed: Mapping[str, tuple[str, str]]
    of: str
    elided: str
    elides: str
    joined: Mapping[str, str]
    female: str
    male: str
    master: str
    anonymous: str
    group: str
    numbers: str
    many: str
    century: Mapping[str, str]
    when: Mapping[str, str]
    months: str
    in_town: str
    countries: Mapping[str, str]
    holders: tuple[tuple[str, str], ...]
    vowel: str
    vowel_articles: tuple[str, ...]
    at: str
    private: tuple[str, str]
    size: str
    materials: Mapping[str, str]
    woods: Mapping[str, str]
    on: str
    and_: str
    panel_of: str
    own_words: str
    colours: Mapping[str, str]
    qualifiers: Mapping[str, str]
    behind: str
    frames: Mapping[str, Mapping[str, tuple[str, ...]]]
    questions: Mapping[str, tuple[str, ...]]
    time_first: bool = False
    joint: str = " "
    decimal: str = ","
    note_quotes: tuple[str, str] | None = None
    technique: str = "{what} {on} {ground}"
    in_holder: str = "{name}, {town}"
    towns: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    seasons: tuple[str, ...] = ()
    called: str = ""
    elder: tuple[str, str] = ("", "")
    code: str = ""

    @property
    def unspaced(self) -> bool:
        """Whether it is written without spaces, and so in other letters than most labels."""
        return not self.joint

    def known(self, name: str) -> str:
        """Return a maker's or keeper's name as it is known in this language; as it stands where none is."""
        plain = _plain(re.sub(r"^[Tt]he ", "", name))
        return next((said for one, said in self.names.items() if _plain(one) == plain), name)


@cache
def phrasebook_of(language: str) -> Phrasebook | None:
    """Return the phrasebook of a BCP 47 tag; None where there is none, and for English (`phrases.py`)."""
    code = language.partition("-")[0].lower()
    path = files("speaking_engine.script.phrasebook") / f"{code}.yaml"
    return Phrasebook(**yaml.safe_load(path.read_text("utf8")), code=code) if path.is_file() else None


def written_languages() -> tuple[str, ...]:
    """Return the names of the languages that have a phrasebook."""
    found = files("speaking_engine.script.phrasebook").iterdir()
    codes = sorted(one.name.removesuffix(".yaml") for one in found if one.name.endswith(".yaml"))
    return tuple(book.name for code in codes if (book := phrasebook_of(code)))


def passages_in(commission: Commission, book: Phrasebook) -> tuple[Passage, ...]:
    """Return every sentence that label and picture support, in the book's language."""
    telling = _Telling(commission, book)
    telling.say("greeting", 45)
    telling.say_label()
    telling.say("closing", 42)
    return tuple(telling.passages)


def framed_in(commission: Commission, book: Phrasebook) -> dict[str, str]:
    """Return for each sentence that may be said the frame it is filled from."""
    telling = _Telling(commission, book)
    return {
        words: frame
        for passage in passages_in(commission, book)
        for words, frame in zip(passage.wordings, telling.frames(passage.move), strict=True)
    }


def reflections_in(commission: Commission, book: Phrasebook) -> tuple[Passage, ...]:
    """Return sentences that are true of any picture of a face, one passage each."""
    telling = _Telling(commission, book)
    telling.say("reflection", 0)
    return tuple(Passage("reflection", (words,), 0) for one in telling.passages for words in one.wordings)


def questions_in(commission: Commission, book: Phrasebook) -> dict[str, tuple[str, ...]]:
    """Return what one speaker may ask another, by the ground of the answer."""
    telling = _Telling(commission, book)
    return {ground: tuple(map(telling.filled, asked)) for ground, asked in book.questions.items()}


def left_out(commission: Commission) -> tuple[str, ...]:
    """Say which of the label's words are in another language and so not spoken; none for English."""
    book = phrasebook_of(commission.language)
    if book is None:
        return ()
    telling = _Telling(commission, book)
    telling.say_label()
    found = "; ".join(telling.left_out)
    told = (f"Left out, for it cannot be told in {book.name} here: {found}.",) if found else ()
    return (*told, *_in_latin(telling))


def _in_latin(telling: _Telling) -> tuple[str, ...]:
    """Say which names a Chinese or Japanese text has in Latin letters, that are read as English."""
    if not telling.book.unspaced:
        return ()
    holder = telling.book.known(telling.label.holder.partition(",")[0])
    named = (telling.label.title, telling.slots["artist"], holder)
    latin = [f"“{one}”" for one in named if one and not re.search(_SIGNS, one)]
    if not latin:
        return ()
    return (
        f"In Latin letters, and so read as English: {', '.join(latin)}; "
        f"the label may give it in {telling.book.name}.",
    )


@dataclass
class _Telling:
    commission: Commission
    book: Phrasebook
    passages: list[Passage] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        place, date = facts.place_and_date(self.commission.metadata)
        self.label = replace(self.commission.metadata, place=place, date=date)
        if self.book.unspaced:  # brackets that are as wide as a sign
            title = self.label.title.translate(_NARROW).strip("《》「」『』")
            self.label = replace(self.label, title=title)
        dating = read_date(self.label.date)
        self.dating = dating if dating and self._can_say(dating) else None
        kind = _kind_of(self.label)
        this, self.noun_gender, made, *done = self.book.nouns[kind]
        portrayed = self.book.portrayed.get(kind, done)
        artist = self._named(self.label.artist)
        copied = facts.copied_from(self.label.artist)
        self.slots = {
            "this": this,
            "made": made,
            "done": done[self.noun_gender == "f"],
            "portrayed_m": portrayed[0],
            "portrayed_f": portrayed[1],
            "artist": artist,
            "of_artist": self._of(artist),
            "behind": self.book.behind.format(model=copied, of_model=self._of(copied)) if copied else "",
            "at": self._at(),
        }

    def say(self, move: str, weight: int, *grounds: str, **slots: str) -> None:
        """Add a passage in all wordings that fit the speakers; none where the book has none for them."""
        wordings = tuple(self.filled(frame, **slots) for frame in self.frames(move))
        if wordings:
            self.passages.append(Passage(move, wordings, weight, grounds))

    def filled(self, frame: str, **slots: str) -> str:
        """Fill a frame, let its words agree, and join its prepositions."""
        words = {**self.slots, **slots}
        words |= {name[0].upper() + name[1:]: said[:1].upper() + said[1:] for name, said in words.items()}
        frame = _NOUN.sub(lambda match: match[1 + (self.noun_gender == "f")], frame)
        frame = _SPEAKER.sub(lambda match: match[1 + (self._gender == "female")], frame)
        text = re.sub(r"([^.])\.\.(?!\.)", r"\1.", frame.format_map(words))
        text = re.sub(r"([?!])\.$", r"\1", text)
        for name in ("the_holder", "at_holder", "holder"):
            if ", " in words.get(name, ""):
                text = text.replace(f"{words[name]} ", f"{words[name]}, ")
        for apart, joined in self.book.joined.items():
            text = re.sub(apart, joined, text)
        return text[:1].upper() + text[1:]

    def say_label(self) -> None:
        """Say all that label and picture hold."""
        label = self.label
        if not (label.title or label.artist or label.date):
            self.say("nothing", 90, "metadata: empty")
        self._say_title()
        self._say_maker()
        self._say_time_and_place()
        for index, note in enumerate(label.notes):
            self._say_note(index, note)
        self._say_material()
        order, flat = self.commission, not facts.is_sculpture(self.label)
        sights = sights_of(order.pixels, order.speakers, order.face_count, is_flat=flat)
        for place, sight in enumerate(sights):
            self.say(sight.move, max(44, 56 - 4 * place), sight.ground, **self._in_words(sight.slots))
        self._say_keeping()

    def frames(self, move: str) -> tuple[str, ...]:
        """Return the frames of a move that fit the speakers and the tone."""
        frames, commission = self.book.frames.get(move, {}), self.commission
        if commission.tone == "sober" and "sober" in frames:
            return tuple(frames["sober"])
        several = len(commission.speakers) > 1
        kinds = ["any", "several"] if several else ["any", "one"]
        if not several and commission.face_count <= 1:
            kinds.append("alone")
        found = [frame for kind in kinds for frame in frames.get(kind, ())]
        return tuple(frame for frame in found if (self._gender and not several) or not _SPEAKER.search(frame))

    @property
    def _gender(self) -> str:
        """Who speaks, where the label says it; a title only where there is no other face it could mean."""
        if self.label.gender or self.commission.face_count > 1:
            return self.label.gender
        female, male = (
            bool(re.search(rf"\b(?:{words})\b", self.label.title, re.I))
            for words in (self.book.female, self.book.male)
        )
        return "female" if female and not male else "male" if male and not female else ""

    def _named(self, artist: str) -> str:
        name = re.sub(r"^the (?=Master of )", "", facts.spoken_artist(artist)) if artist else ""
        named = self.book.known(name)
        if named != name:
            return named
        for said, own in zip((" the Elder", " the Younger"), self.book.elder, strict=True):
            name = re.sub(rf"{said}$", own if self.book.unspaced else f" {own}", name) if own else name
        name = name.replace(" called ", f" {self.book.called} ") if self.book.called else name
        master = re.match(r"Master of (?:the )?", name)
        if not master:
            return name
        of = name[master.end() :]
        return f"{self.book.master}{self.book.joint}{place_in(of, self.book.code) or of}"

    def _of(self, name: str) -> str:
        text = self.book.elided + name if re.match(self.book.elides, name) else self.book.of + name
        return text.strip()

    def _say_title(self) -> None:
        if not self.label.title:
            return
        title, aside = facts.spoken_title(self.label.title)
        untitled = UNTITLED.fullmatch(title)
        opening, closing = self.book.quotes
        self.say(
            "untitled" if untitled else "title", 90, "metadata.title", title=f"{opening}{title}{closing}"
        )
        if aside:
            self.say("aside", 72, "metadata.title", aside=aside)
        if name := facts.questioned(self.label.title):
            self.say("questioned", 72, "metadata.title", questioned=f"{opening}{name}{closing}")

    def _say_maker(self) -> None:
        label, grounds = self.label, self._grounds_of_making()
        at = bool(self.slots["at"])
        move = self._move_of_maker()
        inside = move in ("made", "by_other", "hedged")
        if label.artist and move:
            by = self.book.qualifiers.get(english_qualifier(label.artist_qualifier), "")
            by = by.format_map(self.slots)
            self.say(move, 80, "metadata.artist", *(grounds if inside else ()), by=by)
        if at and not inside:
            self.say("made_at", 75 if label.artist else 80, *grounds)
        if not label.artist and (at or label.title):
            self.say("no_artist", 30, "metadata: no artist")
        alone = self.commission.face_count <= 1 and len(self.commission.speakers) == 1
        if move == "made" and alone and is_self_portrait(label):
            self.say("self_portrait", 70, "metadata.title", "metadata.artist")

    def _move_of_maker(self) -> str:
        """Return which frames a maker's field is said with; empty where it is missing or left out."""
        label = self.label
        if re.fullmatch(self.book.anonymous, label.artist, re.I) or facts.is_anonymous(label.artist):
            return "anonymous"
        if label.artist_qualifier:
            return self._qualified(english_qualifier(label.artist_qualifier))
        if re.fullmatch(self.book.group, label.artist, re.I):
            return "group_quoted"
        if label.artist and facts.is_group(label.artist):
            self.left_out.append(f"the maker “{label.artist}”")
            return ""
        return "made" if label.artist else ""

    def _qualified(self, qualifier: str) -> str:
        if qualifier in self.book.qualifiers:
            return "hedged" if qualifier in ("possibly", "probably") else "by_other"
        if qualifier in _ATTRIBUTED:
            return "attributed"
        if qualifier == "formerly attributed to":
            return "formerly"
        self.left_out.append(f"“{self.label.artist_qualifier}” before the maker's name")
        return "careful"

    def _at(self) -> str:
        parts = [self._town_or_country(), self._when(self.dating) if self.dating else ""]
        if self.book.time_first:
            parts.reverse()
        return "".join(f"{self.book.joint}{part}" for part in parts if part)

    def _town_or_country(self) -> str:
        """Return "in Delft" for a known town or land, and for a town named before a land; else empty."""
        first, _, rest = (part.strip() for part in self.label.place.partition(","))
        if self.book.unspaced:
            town = self._in_own_letters(first)
            return self.book.in_town.format(town=town) if town else ""
        for english, said in self.book.countries.items():
            if first == english or said.endswith(f" {first}"):
                return said
        land = any(
            rest == english or said.endswith(f" {rest}") for english, said in self.book.countries.items()
        )
        town = place_in(first, self.book.code)
        if town or (land and re.fullmatch(r"[A-ZÀ-Þ][\w' -]*", first)):
            return self.book.in_town.format(town=town or first)
        return ""

    def _in_own_letters(self, place: str) -> str:
        """Return a town or land in the letters of a language without spaces; empty where it is not plain."""
        named = self.book.towns.get(place) or self.book.towns.get(place_in(place, "en"), "")
        return named or (place if re.fullmatch(_SIGNS, place) else "")

    def _grounds_of_making(self) -> list[str]:
        place = ["metadata.place"] if self._town_or_country() else []
        return [*place, *(["metadata.date"] if self.dating else [])]

    def _can_say(self, dating: Dating) -> bool:
        """Whether the book has words for a date's form, such as a third of a century."""
        if dating.kind == "season":
            return bool(self.book.seasons)
        plain = dating.kind == "century" and not dating.part
        return plain or (dating.part if dating.kind == "century" else dating.kind) in self.book.when

    def _when(self, dating: Dating) -> str:
        said, kind = self.book.when, dating.kind
        era = said["bc"] if dating.bc else said.get("ad", "") if dating.ad else ""
        if kind in ("century", "centuries", "either_century"):
            text = self._when_of_centuries(dating)
        elif kind == "season":
            text = self.book.seasons[dating.season].format(a=dating.first)
        else:
            rough = "circa" if kind == "year" else f"circa_{kind}"
            month = self.book.months.split()[dating.month - 1]
            last = dating.second or dating.first + 9
            century, tens = dating.first // 100 + 1, dating.first % 100
            slots = {"a": dating.first, "b": last, "month": month, "day": dating.day, "c": century, "t": tens}
            text = (said[rough] if dating.circa and rough in said else said[kind]).format_map(slots)
        text = era.format(when=text) if "{when}" in era else text + era
        return said[dating.doubt].format(when=text) if dating.doubt else text

    def _when_of_centuries(self, dating: Dating) -> str:
        if dating.kind != "century":
            both = {"a": dating.first, "b": dating.second}
            forms = ("the", "in")
            slots = {f"{form}_{name}": self._century(form, both[name]) for form in forms for name in both}
            slots |= {f"d{name}": str(number) for name, number in both.items()}
            slots |= {f"n{name}": roman(number) for name, number in both.items()}
            return self.book.when[dating.kind].format_map(slots)
        if dating.part:
            slots = {form: self._century(form, dating.first) for form in ("the", "of")}
            return self.book.when[dating.part].format_map(slots)
        if dating.circa:
            slots = {form: self._century(form, dating.first) for form in ("the", "of", "in")}
            return self.book.when["circa_century"].format_map(slots)
        return self._century("in", dating.first)

    def _century(self, form: str, number: int) -> str:
        said = self.book.century
        pattern = said.get(f"{form}~", said[form]) if number in (8, 11) else said[form]
        suffix = said.get("first", said["number"]) if number == 1 else said["number"]
        ordinals = said.get("ordinals", "").split()
        ordinal = ordinals[number - 1] if 0 < number <= len(ordinals) else f"{number}e"
        return pattern.format(n=roman(number) + suffix, d=number, o=ordinal)

    def _say_time_and_place(self) -> None:
        label = self.label
        if label.date and not facts.is_undated(label.date) and self.dating is None:
            if sounds_english(label.date):
                self.left_out.append(f"the date “{label.date}”")
            else:
                self.say("date", 70, "metadata.date", date=label.date.strip("[]. "))
        if self.dating and (number := century_of(self.dating)):
            slots = {
                f"{form}_century": self._century(form, number) for form in ("the", "of", "in", "from", "to")
            }
            self.say("century", 47, "metadata.date", **slots)
        if label.place and not self._town_or_country():
            self.say("place", 50, "metadata.place", place=label.place.rstrip("."))

    def _say_note(self, index: int, note: Note) -> None:
        if not self._is_own(note.text):
            self.left_out.append(f"the note “{_shortened(note.text)}”")
            return
        opening, closing = self.book.note_quotes or self.book.quotes
        sentences = [one for one in split_sentences(note.text) if one.strip() and len(one) <= LONGEST_NOTE]
        sentences = [one for one in sentences if not is_apparatus(one)]
        alone = self.commission.face_count <= 1 and len(self.commission.speakers) == 1
        alone = alone and not names_several(self.label)
        quoted = 0
        for place, sentence in enumerate(sentences):
            stop = "。" if self.book.unspaced else "."
            ended = sentence if sentence[-1] in ".!?…。！？" else f"{sentence}{stop}"
            weight = max(48, 76 - 6 * index - 3 * place)
            if alone and (mine := said_by_the_sitter(ended, self.book.code)):
                self.passages.append(Passage("note_mine", (mine,), weight, (f"notes[{index}]",)))
                continue
            words = f"{opening}{ended}{closing}"
            self.say("note_on" if quoted else "note", weight, f"notes[{index}]", note=words)
            quoted += 1

    def _is_own(self, text: str) -> bool:
        """Whether a note is in the book's language, or at least in no other that can be told."""
        if surely_written_in(text, self.book.code):
            return True
        others = ({"de", "fr", "it", "es", "pt", "nl"} - {self.book.code}) | {"en"}
        surely_else = any(surely_written_in(text, tag) for tag in others)
        return not surely_else and written_in(text, self.book.code) and not sounds_english(text)

    def _say_material(self) -> None:
        technique, sides = without_size(self.label.technique)
        if sides:
            high, wide = (side.replace(".", self.book.decimal) for side in (sides.height_cm, sides.width_cm))
            size = self.book.size.format(a=high, b=wide)
        else:
            size = ""
        if told := technique_in(technique, self.book):
            self.say("material", 60, "metadata.technique", technique=told)
        elif technique:
            self.left_out.append(f"the technique “{technique}”")
        if size:
            self.say("size", 46, "metadata.technique", size=size)

    def _say_keeping(self) -> None:
        holder = self.label.holder.rstrip(".")
        if not holder or re.match(r"courtesy\b|lent by|on loan", holder, re.I):
            return
        if facts.PRIVATE.match(holder):
            the, at = self.book.private
            self.say("holder_private", 55, "metadata.holder", the_holder=the, at_holder=at)
            return
        name, _, town = (part.strip() for part in re.sub("[，、]", ",", holder).partition(","))
        if self.book.unspaced:
            self.say("holder_named", 55, "metadata.holder", holder=self._kept_in(name, town))
            return
        town = place_in(town, self.book.code) or town
        behind = f", {town}" if town else ""  # `filled` closes it with a comma inside a sentence
        article = next((one for words, one in self.book.holders if re.search(rf"\b(?:{words})\b", name)), "")
        if not article:
            self.say("holder_named", 55, "metadata.holder", holder=name + behind)
            return
        name = re.sub(r"^[Tt]he ", "", name)
        the = self._with_article(article, name) + behind
        self.say("holder", 55, "metadata.holder", the_holder=the, at_holder=f"{self.book.at} {the}")

    def _kept_in(self, name: str, town: str) -> str:
        """Name a keeper with its town, in a language without spaces; an unknown town is left out."""
        named, place = self.book.known(name), self._in_own_letters(town)
        if not place or place in named or not re.search(_SIGNS, named):
            return named
        return self.book.in_holder.format(name=named, town=place)

    def _with_article(self, article: str, name: str) -> str:
        vowel = self.book.vowel if article in self.book.vowel_articles and name[0] in "AEIOUÉÈÀÂÎÔ" else ""
        if not vowel and self.book.code == "it" and article == "il" and re.match(r"S[^aeiou]|Z|Ps|Gn", name):
            return f"lo {name}"
        return f"{vowel}{name}" if vowel else f"{article} {name}"

    def _in_words(self, slots: Mapping[str, str]) -> dict[str, str]:
        """Say the colours and the number of a sight."""
        said = {f"the_{one}": self.book.colours[slots[one]] for one in ("colour", "other") if one in slots}
        numbers = dict(zip(_NUMBERS, self.book.numbers.split(), strict=True))
        return said | ({"count": numbers.get(slots["count"], self.book.many)} if "count" in slots else {})


def _plain(name: str) -> str:
    """Return a name without accents, marks and capitals, by which "Durer" is found."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())


def _kind_of(label: Metadata) -> str:
    technique, making = facts.technique_told(label.technique), facts.making_of(label)
    if not technique:
        named = " ".join(concepts_of_label(label.technique, ("ja", "zh")))
        making = facts.making(named) if named else making
    if making.noun == "painting" and re.search(r"\b(?:fresco|mural)", technique, re.I):
        return "fresco"
    return "carved" if making.past == "carved" else making.noun


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def technique_in(technique: str, book: Phrasebook) -> str:
    """Return a technique in the book's language; empty where it cannot be told.

    Examples
    --------
    >>> technique_in("Oil on oak panel", phrasebook_of("fr"))
    'huile sur panneau de chêne'
    """
    plain = facts.spelled_out(technique.strip().rstrip("."))
    if book.unspaced and written_in(plain, book.code):
        return plain
    while plain:
        if told := _told_in(plain, book):
            return told
        shorter = re.sub(r"\s*(?:[,;(]|\. )[^,;(]*$", "", plain)
        plain = "" if shorter == plain else shorter
    return ""


def _told_in(plain: str, book: Phrasebook) -> str:
    words = re.findall(r"[^\W\d_]{3,}", plain)
    own = [word for word in words if re.fullmatch(book.own_words, word, re.I)]
    english = english_technique(plain)
    told = _from_english(english.lower(), book) if english and len(own) < len(words) else ""
    if told:
        return told
    foreign = re.search(r"\b(?:on|with|auf|op)\b", plain)
    if own and (len(own) == len(words) or (2 * len(own) >= len(words) and not foreign)):
        return plain if book.code == "de" else plain[:1].lower() + plain[1:]  # its nouns have capitals
    return ""


def _from_english(technique: str, book: Phrasebook) -> str:
    what, _, ground = technique.partition(" on ")
    parts = [book.materials.get(part.strip()) for part in re.split(r",| and ", what)]
    panel = re.fullmatch(r"(?:an? )?(\w+)(?: wood)? panel", ground)
    if panel and panel[1] in book.woods:
        support: str | None = book.panel_of.format(wood=book.woods[panel[1]])
    else:
        support = book.materials.get(ground) or book.woods.get(ground)
    if not all(parts) or (ground and not support):
        return ""
    words = f"{book.joint}{book.and_}{book.joint}".join(part for part in parts if part)
    return book.technique.format(what=words, on=book.on, ground=support) if ground else words
