"""First person: "Elle porte un turban" as the one who wears it says it, in the phrasebooks' languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class _Grammar:
    subject: str
    may_lack_subject: bool
    first: str
    verbs: dict[str, str]
    words: dict[str, str]
    mine: str
    my: str
    others: str
    and_: str
    after_and: str
    shows_names: bool


@cache
def _grammar(code: str) -> _Grammar | None:
    table = yaml.safe_load((files("speaking_engine.script") / "first_person.yaml").read_text("utf8"))
    told: dict[str, Any] | None = table.get(code)
    if told is None:
        return None
    return _Grammar(
        told["subject"],
        told["null"],
        told["I"],
        told["verbs"],
        told["words"],
        told.get("mine", ""),
        told.get("my", ""),
        told["others"],
        told["and"],
        told["after_and"],
        told["names"],
    )


def said_by_the_sitter(sentence: str, code: str) -> str:
    """Turn a sentence on who is shown into the first person; empty where anybody else may be meant.

    It must begin with the sitter (or, where the language needs none, with the verb), go on with a verb of
    posture or clothing, and name nobody else; behind "and" may follow such a verb or a thing alone.

    Examples
    --------
    >>> said_by_the_sitter("Elle porte un turban et tient son livre.", "fr")
    'Je porte un turban et tiens mon livre.'
    >>> said_by_the_sitter("Er hält einen Brief.", "de"), said_by_the_sitter("Er starb 1520.", "de")
    ('Ich halte einen Brief.', '')
    """
    grammar = _grammar(code)
    if grammar is None or re.search(r"[\"“”„«»]", sentence):
        return ""
    verbs = "|".join(grammar.verbs)
    optional = "?" if grammar.may_lack_subject else ""
    match = re.match(rf"(?:{grammar.subject} ){optional}(?P<verb>{verbs})\b", sentence) or (
        re.match(rf"(?P<verb>{verbs})\b", sentence[:1].lower() + sentence[1:])
        if grammar.may_lack_subject
        else None
    )
    rest = _turned(sentence[match.end() :], grammar) if match else ""
    if not match or not rest:
        return ""
    said = f"{grammar.first} {_first(match['verb'], match.string[match.start('verb') :], grammar)}".strip()
    return f"{said[0].upper()}{said[1:]}{rest}"


def _first(verb: str, following: str, grammar: _Grammar) -> str:
    return next(own for third, own in grammar.verbs.items() if re.match(rf"{third}\b", following) and verb)


def _turned(rest: str, grammar: _Grammar) -> str:
    """Turn what follows the verb; empty where it cannot be told whom it means."""
    if grammar.mine:
        rest = re.sub(grammar.mine, rf"{grammar.my}\1", rest)
    rest = re.sub(
        rf"\b(?:{'|'.join(grammar.words)})\b", lambda word: grammar.words.get(word[0], word[0]), rest
    )
    if re.search(rf"\b(?:{grammar.others})\b", rest):
        return ""
    if grammar.shows_names and re.search(r"(?<=[ ’'])[A-ZÀ-Þ]", rest):
        return ""
    for more in re.finditer(rf"\b(?:{grammar.and_}) ", rest):
        after = rest[more.end() :]
        verb = re.match(rf"(?:{'|'.join(grammar.verbs)})\b", after)
        if not verb and not re.match(rf"(?:{grammar.after_and})(?:\b|(?=[A-ZÄÖÜ]))", after):
            return ""
    verbs = "|".join(grammar.verbs)
    return re.sub(
        rf"\b((?:{grammar.and_}) )({verbs})\b",
        lambda found: found[1] + _first(found[2], found.string[found.start(2) :], grammar),
        rest,
    )
