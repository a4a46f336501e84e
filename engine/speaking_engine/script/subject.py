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
    |murder\w*|assassinat\w*|killed|victim\w*
    |plague|famine|starv\w+|leper|sick|illness|asylum|orphan\w*|widow(?:er|ed)?|refugee\w*|torture\w*|rape
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
    |poverty|poor|destitut\w+|homeless\w*|hungry|hunger\w*|e?migrants?|immigrants?|e?migrations?|exiles?|exiled
    |evict\w+|great\ depression|dust\ bowl|workhouse|almshouse|poorhouse|shipwreck\w*|drowned|drowning|prison\w*
    |displaced|persecut\w+|pogrom
    |witwer?|veu[fv]e?|vedov[oa]|viud[oa]|viúv[oa]|weduw\w+
    |armut|armen(?:haus|viertel|speisung)|bettler\w*|elend|obdachlos\w*|flucht|flüchtling\w*|vertrieben\w*|vertreibung
    |verbann\w+|exil\w*|auswander\w+|waise\w*|schiffbr\w+|gefangen\w*|kranke[rn]?|verfolg\w+
    |pauvreté|pauvres?|misère|misérables?|mendiant\w*|faim|réfugié\w*|émigr\w+|orphelin\w*|naufrag\w+|prisonni\w+
    |malades?|noyée?s?|persécut\w+
    |povertà|pover[oaie]|miseria|mendicant\w+|carestia|esul[ei]|esilio|esiliat\w+|profug\w+|emigra\w+|orfan\w+
    |prigionier\w+|malat[oaie]|annegat\w+
    |pobreza|pobres?|mendig\w+|hambr\w+|refugiad\w+|huérfan\w+|prisioner\w+|enferm[oa]s?|ahogad\w+
    |miséria|fome|exíli\w+|retirantes|órfã\w*|prisioneir\w+|doentes?
    |armoede|bedelaar\w*|hongersnood|honger|balling\w*|vluchteling\w*|landverhuizer\w*|weeskind\w*|schipbreuk\w*
    |zieken?|verdronken
    )\b""",
    re.I | re.X,
)
#: The same in Japanese and Chinese, whose words have no bounds.
_GRAVE_SIGNS = re.compile(
    r"死|亡く|葬|墓|殉教|殉道|処刑|处决|虐殺|屠杀|磔刑|十字架|キリスト|イエス|基督|耶稣|耶穌|聖母|圣母|聖人|圣人|聖なる"
    r"|圣(?=[\u3400-\u9fff])|マリア像|受胎告知|天使报喜|天使報喜|ピエタ|圣殇|最後の晩餐|最后的晚餐|仏像|如来|菩薩|菩萨|佛"
    r"|奴隷|奴隶|戦争|战争|戦い|战役|難民|难民|貧し|貧困|贫穷|贫民|饥|飢|囚人|囚犯|首を持つ|斩首|斬首|ユディト|犹滴|サロメ|莎乐美"
)
#: A day of history as a title ("The Third of May 1808"), and deaths and wounds that are known by their names.
# ruff: noqa: E501 - a pattern reads better whole
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai"
    r"|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|dicembre|enero|febrero|abril|mayo"
    r"|junio|julio|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro"
    r"|novembro|dezembro|januari|februari|maart|mei|augustus)"
)
_NUMBERED = (
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|er)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|dos|tres|deux|trois"
    r"|due|tre|zweite[rn]?|dritte[rn]?)"
)
_GRAVE_TITLE = re.compile(
    rf"\b{_NUMBERED} (?:of |de |di |du |des )?{_MONTHS}\b|\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b(?:head|haupt|kopf|tête|testa|cabeza|cabeça|hoofd) (?:of|des|von|d[eiou]|del|van) (?:\w+ )?"
    r"(?:holo?ph?ernes|oloferne|goliat[ah]?|golia|medusa|orpheus|john|johannes|jean|giovanni|juan|joão|pompe\w*)\b"
    r"|\b(?:haupt|kopf|hoofd) johannes\b|\bhead of saint\b"
    r"|\b(?:judith|giuditta|salom[eé]|lucreti?[az]ia|lucrece|lucretia|marsyas|marsias?|laoco[oö]n|ophelia|niobe|prometheus"
    r"|medusa|samson and|blinding|flaying|stoning|raft of|saturn devouring|firing squad|guillotine|gallows|beggars?|paupers?"
    r"|dwar(?:f|ves)|zwerg\w*|nain|naine|nan[oa]|enan[oa]|an[ãa][ro]?|dwerg|buf[óo]n\w*|buffone)\b",
    re.I,
)
_SELF_PORTRAIT = re.compile(
    r"^(?:the (?:artist|painter)['’]s )?(?:self[- ]?portrait|selbst(?:bild(?:nis)?|porträt)"
    r"|autoportrait|autoritratto|autorretrato"
    r"|autoretrato|zelfportret|自画像|自畫像)\b",
    re.I,
)
_NOT_ALONE = re.compile(r"\b(?:with|and|mit|und|avec|et|con|e|y|met|en|com)\b", re.I)
_DOUBTED = re.compile(
    r"\b(?:formerly|no longer|once thought|now thought|now believed|not by|pupil|workshop|copy|doubt\w*"
    r"|rejected|attribution)\b",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:and|und|et|y|with|mit|avec|con|met|com|group|gruppe|groupe|famil\w+|couple|ehepaar\w*|pair|two|three|four|five"
    r"|zwei|drei|deux|trois|due|tre|dos|tres|twee|drie|dois|duas|brothers|sisters|sons?|daughters?|child|children|coi|col|colla|família|figli[oa]?|fils|fille|sohn|söhne|tochter|töchter|kind(?:er|eren)?|hij[oa]s?|filh[oa]s?|zoon|dochter|players|lawyers|men|women|people"
    r"|crowd|wedding|supper|battle|adoration|mother)\b|&",
    re.I,
)
_SITTER = {
    "female": r"she|the (?:sitter|woman|lady|girl|figure|young woman|young lady|old woman|model|queen"
    "|princess|maid)",
    "male": r"he|the (?:sitter|man|gentleman|boy|figure|young man|old man|model|king|prince|youth)",
    "": r"the (?:sitter|figure|model)",
}
_TITLE_FEMALE = re.compile(
    r"\b(?:woman|lady|girl|mrs|madame|mlle|miss|queen|duchess|princess|countess|mother|maid|bride|wife|empress|eve)\b",
    re.I,
)
_TITLE_MALE = re.compile(
    r"\b(?:man|gentleman|boy|mr|king|duke|prince|count|pope|cardinal|father|monk|philosopher|husband|bridegroom|emperor|adam)\b",
    re.I,
)
#: What a note says of a person who is shown, and not of the one who made the picture.
_APPEARANCE = (
    r"wears|wore|holds|held|sits|sat|stands|stood|looks|looked|gazes|gazed|smiles|smiled|rests|rested|leans|leaned|turns"
    r"|turned|carries|carried|has|faces|kneels|knelt|reads|clasps|raises|points"
)
_NATIONAL = re.compile(
    r"(?:European|Asian|African|Asiatic|Oriental|Western|Eastern|Roman|Greek|Egyptian|Italian|French|German|Dutch|Flemish"
    r"|Spanish|Portuguese|English|British|Scottish|Irish|American|Turkish|Ottoman|Persian|Indian|Chinese|Japanese|Korean"
    r"|Russian|Polish|Hungarian|Venetian|Florentine|Christian|Franciscan|Dominican|Benedictine|Jesuit|Renaissance|Baroque)$"
)
_IRREGULAR = {"is": "am", "was": "was", "has": "have", "does": "do", "goes": "go", "had": "had"}
_PRONOUNS = {
    "female": {"her": "my", "hers": "mine", "herself": "myself", "she": "I"},
    "male": {"his": "my", "himself": "myself", "he": "I", "him": "me"},
}
_VERB = re.compile(r"[a-z]+(?:s|ed)$|was$|had$|wore$|held$|sat$|stood$|bore$|looked$")


def grave_words(label: Metadata) -> str:
    """Return what in a label asks for a sober tone, such as "Dead Christ"; empty if nothing does."""
    if match := _GRAVE_TITLE.search(label.title):
        return match[0]
    for text in (label.title, *(note.text for note in label.notes)):
        if match := _GRAVE.search(text) or _GRAVE_SIGNS.search(text):
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


def names_a_couple(label: Metadata) -> bool:
    """Whether a title names a woman and a man: "The Duke and Duchess of Urbino"."""
    return bool(_TITLE_FEMALE.search(label.title) and _TITLE_MALE.search(label.title))


def names_several(label: Metadata) -> bool:
    """Whether a title speaks of more than one person, though the program may have found one face only."""
    beside = _BESIDE.search(label.title)
    title = label.title[: beside.start()] if beside and not _PERSON.search(beside[0]) else label.title
    return bool(_SEVERAL.search(title))


#: "Girl with a Pearl Earring" is alone; "Lady with her Son" is not.
_BESIDE = re.compile(r"\b(?:with|mit|avec|con|met|com) .*", re.I)
_PERSON = re.compile(
    r"\b(?:friends?|freund\w*|amis?|amic\w+|amig\w+|wife|husband|frau|mann|femme|mari|moglie|marito|mujer|marido|esposa|mulher"
    r"|vrouw|man|woman|child\w*|kind\w*|enfants?|bambin\w+|niñ\w+|criança\w*|sons?|daughters?|soh?n|söhne|t[oö]chter|fils|fille"
    r"|figli\w*|hij[oa]s?|filh[oa]s?|zoon|dochter|brothers?|sisters?|bruder|schwester|frère|sœur|servants?|diener\w*|maid|page"
    r"|saints?|heilig\w*|sant\w+|angels?|engel\w*|anges?|angel\w+|mother|mutter|mère|madre|mãe|moeder|saskia|[A-ZÀ-Þ]\w+ (?:and|und|et|e|y|en) [A-ZÀ-Þ]\w+)\b",
    re.I,
)


def in_first_person(sentence: str, label: Metadata) -> str:
    """Turn "She wears a turban." into "I wear a turban." where "she" can only be the speaker; else return "".

    The sentence must begin with the sitter and go on with a verb in present or past, or begin with what is
    hers ("Her gaze is steady"), and speak of nobody else: no name, no other pronoun, no quotation. Where the
    label tells no gender, "she" and "he" are the sitter only before a verb of posture or clothing: "He
    studied in Rome" may be the painter.
    """
    if re.search(r"[\"“”«»„]", sentence):
        return ""
    gender = gender_of(label)
    opening = re.match(r"(she|he|her|his) ", sentence, re.I)
    if opening and not gender and not names_several(label):
        gender = "female" if opening[1].lower() in ("she", "her") else "male"
        shown = rf"(?:she|he) (?:{_APPEARANCE})\b|(?:her|his) (?:\w+ )?{_BODY} (?:is|are)\b"
        if not re.match(shown, sentence, re.I):
            return ""
    if opening and opening[1].lower() in ("her", "his"):
        if not re.match(
            r"(?:her|his) (?:[a-z-]+ ){1,3}(?:is|are|was|were|has|have|shows?|falls?|rests?) ", sentence, re.I
        ):
            return ""
        turned = _turned(sentence[opening.end() :], gender)
        return f"My {turned}" if turned and opening[1].lower() in _PRONOUNS.get(gender, {}) else ""
    match = re.match(rf"(?:{_SITTER[gender]}) (\w+)\b", sentence, re.I)
    if not match and (match := _by_title(sentence, label)) and not gender:
        said = {word.lower() for word in re.findall(r"\b(?:his|her|he|she|him|hers)\b", sentence, re.I)}
        gender = "male" if said & {"his", "he", "him"} else "female" if said else ""
    if not match or not _VERB.match(match[1].lower()):
        return ""
    turned = _turned(sentence[match.end() :], gender)
    return f"I {_first_person(match[1])}{turned}" if turned else ""


_HEAD = re.compile(
    r"(?:(?:portrait|study|bust|picture) of )?(?:an?|the) (?:[\w'’-]+ ){0,2}?(?P<head>[\w'’-]+)"
    r"(?= with\b| in\b| at\b| holding\b| wearing\b|,|$)",
    re.I,
)


def _by_title(sentence: str, label: Metadata) -> re.Match[str] | None:
    """Match "The beggar holds ..." where the title is "The Blind Beggar": a posture of whom it names."""
    title = _HEAD.match(label.title)
    if not title or names_several(label):
        return None
    return re.match(rf"the {re.escape(title['head'])} ((?:{_APPEARANCE}))\b", sentence, re.I)


def only_appears(sentence: str) -> bool:
    """Whether a sentence tells of posture, clothes or looks alone, and of nothing that was suffered."""
    return bool(
        re.match(rf"(?:[\w-]+ ){{1,3}}?(?:{_APPEARANCE}|is seated|is shown|is dressed)\b", sentence)
    ) or bool(re.match(rf"(?:her|his) (?:\w+ )?{_BODY}\b", sentence, re.I))


def _turned(rest: str, gender: str) -> str:
    """Turn what follows on the sitter into the first person; empty where somebody else may be meant."""
    pronouns = _PRONOUNS.get(gender, {})
    others = {"he", "him", "his", "himself", "she", "her", "hers", "herself", "they", "them", "their"} - set(
        pronouns
    )
    words = re.findall(r"[\w'’-]+", rest)
    if any(word.lower() in others or word.lower() in ("i", "me", "my") for word in words):
        return ""
    if any(word[0].isupper() and not _NATIONAL.match(word) for word in words):
        return ""
    if gender == "female" and re.search(
        r"\bher(?=[.,;:!?]|$| (?:and|in|on|with|to|from|by|at"
        "|as)\\b)",
        rest,
    ):
        return ""  # here "her" is no possessive
    if re.search(rf"\b(?:and|but|or) (?!{_SURE_VERB})[a-z]+s (?:{_BEHIND_A_VERB})\b", rest):
        return ""  # "a gown and gloves on the table": whether a verb follows cannot be told
    turned = re.sub(r"\b\w+\b", lambda word: pronouns.get(word[0].lower(), word[0]), rest)
    turned = re.sub(r"\bI (\w+)\b", lambda after: f"I {_first_person(after[1])}", turned)
    return re.sub(
        rf"\b(and|but|or) ({_SURE_VERB})", lambda verb: f"{verb[1]} {_first_person(verb[2])}", turned
    )


_BODY = (
    r"(?:gaze|look|face|eyes?|hair|hands?|head|dress|gown|coat|robe|hat|cap|lips|mouth|smile|cheeks|skin|neck|shoulders?"
    r"|beard|collar|sleeves|expression|clothes|costume|pose)"
)
#: Behind "and" these are verbs: before an article or "my" any word in -s is one ("and holds a book").
_SURE_VERB = (
    r"(?:[a-z]+s(?= (?:a|an|the|his|her|my|its)\b)|(?:looks|gazes|smiles|sits|stands|leans|turns|rests|stares|faces|reads"
    r"|kneels|sleeps|waits|wears|holds|carries|has|is)(?!\w))"
)
_BEHIND_A_VERB = r"at|out|up|down|away|to|towards?|into|over|through|back"


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
