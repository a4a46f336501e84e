"""Subject: what a work is of, as far as its label tells; what must be spoken of soberly; whom "she" means."""

from __future__ import annotations

import re

from speaking_engine.artwork.metadata import Metadata

#: Death, suffering, bondage, war, the sacred, the contested: words of titles and notes in seven languages.
_GRAVE = re.compile(
    r"""\b(?:
    dea(?:d|th)|died|dying|corpse|mourn\w*|grief|griev\w*|lament\w*|funera\w+|tomb|grave|burial|entomb\w*|execut\w+
    |mass?acre|martyr\w*|crucif\w+|deposition\ of\ christ|piet[àa]|man\ of\ sorrows|ecce\ homo
    |flagellation|passion\ of\ christ
    |annunciation|nativity|adoration|assumption|resurrection|last\ supper|gethsemane|calvary|golgotha
    |baptism\ of
    |vera\ icon|christ|jesus|madonna|virgin\ (?:mary|and|of)|our\ lady|saints?|st\.
    |san|the\ baptist|holy|sacred|icon
    |buddha|bodhisattva|guanyin|kannon
    |shiva|vishnu|krishna|prophet|apostle|gospel|torah|qur'?an|ancestor|shrine|reliquary|mummy|mummies
    |slave\w*|enslaved|slavery|bondage|captive|plantation|lynch\w*|genocide|holocaust|shoah|deport\w+
    |concentration\ camp|internment
    |colonial|looted|restitut\w+|nazi|war|battle|wounded|hanged|hanging\ of|behead\w+|severed|suicide
    |murder\w*|killed|victim\w*
    |plague|famine|starv\w+|leper|sick|illness|asylum|orphan\w*|widow|refugee\w*|torture\w*|rape
    |abduct\w+|human\ remains
    |tod|tote[rns]?|toten\w+|sterbend\w*|trauer\w*|grab\w*|märtyrer\w*|kreuzig\w+|heilig\w*|sklav\w+
    |versklavt\w*|krieg|schlacht|hinricht\w+|enthaupt\w+|opfer|muttergottes
    |mort\w*|décè\w+|deuil|tombeau|martyre?|crucifi\w+|esclav\w+|guerre|bataille|exécut\w+|décapit\w+
    |sainte?|vierge|sacré\w*
    |mort[eio]|morente|lutto|tomba|martiri\w*|crocifiss\w+|schiav\w+|guerra|battaglia|decapit\w+
    |sant[oaie]|vergine|sacr[oa]
    |muert[oea]s?|mártir\w*|esclavitud|batalla|degollaci\w+|virgen|dood|dode|stervend\w*|rouw\w*|slaaf
    |slavernij|oorlog|heilige|kruisig\w+
    |mort[oa]s?|escrav\w+|batalha|virgem|s[ãa]nt[ao]
    )\b""",
    re.I | re.X,
)
_SELF_PORTRAIT = re.compile(
    r"^(?:the (?:artist|painter)['’]s )?(?:self[- ]?portrait|selbst(?:bild(?:nis)?|porträt)"
    r"|autoportrait|autoritratto|autorretrato"
    r"|autoretrato|zelfportret)\b",
    re.I,
)
_NOT_ALONE = re.compile(r"\b(?:with|and|mit|und|avec|et|con|e|y|met|en|com)\b", re.I)
_DOUBTED = re.compile(
    r"\b(?:formerly|no longer|once thought|now thought|now believed|not by|pupil|workshop|copy|doubt\w*"
    r"|rejected|attribution)\b",
    re.I,
)
_SITTER = {
    "female": r"she|the (?:sitter|woman|lady|girl|figure|young woman|young lady|old woman|model|queen"
    "|princess|maid)",
    "male": r"he|the (?:sitter|man|gentleman|boy|figure|young man|old man|model|king|prince|youth)",
    "": r"the (?:sitter|figure|model)",
}
_TITLE_FEMALE = re.compile(
    r"\b(?:woman|lady|girl|mrs|madame|mlle|miss|queen|duchess|princess|countess|mother|maid|bride)\b", re.I
)
_TITLE_MALE = re.compile(
    r"\b(?:man|gentleman|boy|mr|king|duke|prince|count|pope|cardinal|father|monk|philosopher)\b", re.I
)
_IRREGULAR = {"is": "am", "was": "was", "has": "have", "does": "do", "goes": "go", "had": "had"}
_PRONOUNS = {
    "female": {"her": "my", "hers": "mine", "herself": "myself", "she": "I"},
    "male": {"his": "my", "himself": "myself", "he": "I", "him": "me"},
}
_VERB = re.compile(r"[a-z]+(?:s|ed)$|was$|had$|wore$|held$|sat$|stood$|bore$|looked$")


def grave_words(label: Metadata) -> str:
    """Return what in a label asks for a sober tone, such as "Dead Christ"; empty if nothing does."""
    for text in (label.title, *(note.text for note in label.notes)):
        if match := _GRAVE.search(text):
            return match[0]
    return ""


def is_self_portrait(label: Metadata) -> bool:
    """Whether the label says plainly, and without any doubt, that maker and figure are one."""
    plain = not label.artist_qualifier and not re.search(r"\b(?:and|et|und|e|y)\b|[&/;]", label.artist)
    alone = not _NOT_ALONE.search(label.title)
    doubted = any(_DOUBTED.search(note.text) for note in label.notes)
    return (
        plain and alone and not doubted and bool(label.artist and _SELF_PORTRAIT.match(label.title.strip()))
    )


def gender_of(label: Metadata) -> str:
    """Return "female" or "male" where the label's field or title says it; empty where neither does."""
    if label.gender:
        return label.gender
    female, male = bool(_TITLE_FEMALE.search(label.title)), bool(_TITLE_MALE.search(label.title))
    return "female" if female and not male else "male" if male and not female else ""


def in_first_person(sentence: str, label: Metadata) -> str:
    """Turn "She wears a turban." into "I wear a turban." where "she" can only be the speaker; else return "".

    The sentence must begin with the sitter, go on with a verb in present or past, and speak of nobody else:
    no name, no other pronoun, no quotation.
    """
    gender = gender_of(label)
    match = re.match(rf"(?:{_SITTER[gender]}) (\w+)\b", sentence, re.I)
    if not match or not _VERB.match(match[1].lower()) or re.search(r"[\"“”«»„]", sentence):
        return ""
    rest = sentence[match.end() :]
    pronouns = _PRONOUNS.get(gender, {})
    others = {"he", "him", "his", "himself", "she", "her", "hers", "herself", "they", "them", "their"} - set(
        pronouns
    )
    words = re.findall(r"[\w'’]+", rest)
    if any(word.lower() in others or word.lower() in ("i", "me", "my") for word in words):
        return ""
    if any(word[0].isupper() for word in words):
        return ""
    if gender == "female" and re.search(
        r"\bher(?=[.,;:!?]|$| (?:and|in|on|with|to|from|by|at"
        "|as)\b)",
        rest,
    ):
        return ""  # here "her" is no possessive
    turned = re.sub(r"\b\w+\b", lambda word: pronouns.get(word[0].lower(), word[0]), rest)
    turned = re.sub(r"\bI (\w+)\b", lambda after: f"I {_first_person(after[1])}", turned)
    return f"I {_first_person(match[1])}{turned}"


def _first_person(verb: str) -> str:
    word = verb.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"(?:ss|sh|ch|x|zz|o)es$", word):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def speaks_itself(sentence: str) -> bool:
    """Whether a note is in the first person already: no "Charles I", and nothing inside quotation marks."""
    plain = re.sub(r"[\"“„«][^\"”“»]*[\"”“»]", "", sentence)
    plain = re.sub(r"\b[A-ZÀ-Þ][\w'’-]+ I\b(?!['’])", "", plain)
    return bool(re.search(r"\bI\b(?!\.)|\b(?:me|my|myself)\b", plain))
