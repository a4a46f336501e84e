"""Plain claims: German, French, Italian and Spanish sentences that are known by how they are built."""

# ruff: noqa: E501 - a pattern reads better whole

from __future__ import annotations

import re
from collections.abc import Iterator

from speaking_engine.script.evidence import Evidence, fold, words_of
from speaking_engine.script.lexicon import written_in
from speaking_engine.script.terms import concepts_in

#: What asserts nothing: questions, denials, conditions.
_OPEN = {
    "de": r"\?|\b(?:nicht|nie|kein\w*|niemand|wenn|falls|ob|vielleicht|würde|könnte)\b",
    "fr": r"\?|\b(?:ne|pas|jamais|personne|si|peut-être|rien)\b|\bn['’]",
    "it": r"\?|\b(?:non|mai|nessuno|se|forse|nulla)\b",
    "es": r"\?|\b(?:no|nunca|nadie|si|quizás|tal vez|nada)\b",
}
_NOUN = r"(?P<what>[^\W\d_]+(?:-[^\W\d_]+)*)"
_OF = r"(?:[^.,;:!?]{0,24}?\b(?:%s)\s?(?:(?:%s)\s?)?(?P<of>[^\W\d_]{3,}))?"
_ARTICLE = {
    "de": r"ein(?:e[nmrs]?)?|den|die|das|dem|der|meine[nmrs]?",
    "fr": r"une?|des|du|de la|les?|la|l['’]|mon|ma|mes",
    "it": r"un[ao]?|un['’]|il|lo|la|gli|le|i|l['’]|dei|delle|mio|mia",
    "es": r"un|un[ao]s?|el|la|los|las|mi|mis",
}
#: Adjectives that stand before a noun.
_BEFORE = {
    "de": r"[a-zäöü]\w+",
    "fr": r"jeunes?|vieille?s?|vieux|petite?s?|grande?s?|belles?|beau|bonne?|pauvre|simple|autre|seule?|premi[eè]re?",
    "it": r"giovane|vecchi[oa]?|piccol[oa]|grande?|bel(?:l[oa])?|buon[oa]?|pover[oa]|semplice|altr[oa]|sol[oa]|prim[oa]",
    "es": r"joven|viej[oa]|pequeñ[oa]|gran(?:de)?|buen[oa]?|pobre|simple|otr[oa]|sol[oa]|primer[oa]?",
}
_LINK = {"de": "mit|voller|von", "fr": r"de|d['’]|avec", "it": r"di|d['’]|con", "es": "de|con"}
#: First what is held, worn or read; then what the speaker was; where it was kept; who did something to it.
_BUILT: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("held", r"\b(?:ich (?:halte|trage|lese|umklammere)|(?:halte|trage|lese) ich) (?:[a-zäöü]\w* ){{0,5}}?(?:{article}) (?:[a-zäöü]\w+ ){{0,2}}{noun}{of}"),
        ("was", r"\b(?:ich (?:war|bin)|(?:war|bin) ich) (?:einst |einmal |früher )?(?:{article}) (?:[a-zäöü]\w+ ){{0,2}}{noun}"),
        ("kept", r"\b(?:ich (?:hing|stand|lag)|(?:hing|stand|lag) ich) (?:\w+ ){{0,3}}?(?:im|in|am|an|bei|auf|über|neben|zu) (?:{article} )?(?:[a-zäöü]\w+ ){{0,2}}{noun}"),
        ("named", r"(?:\bmein (?:vor)?name (?:war|ist)|\bich hei(?:ß|ss)e?|\bich hieß|\bnannte man mich|\bman nannte mich) {noun}"),
        ("done", r"^(?:Ein|Eine) (?:[a-zäöü]\w+ )?{noun}(?: \w+){{0,2}} mich\b(?! (?:gemalt|gezeichnet|gemacht|geschaffen|geschnitzt|gegossen|fotografiert))"),
    ),
    "fr": (
        ("held", r"\bje (?:tiens|porte|lis|serre) (?:[a-zà-ÿ]+ ){{0,3}}?(?:{article})\s?{noun}{of}"),
        ("was", r"\b(?:j['’]étais|je fus|je suis) (?:une?|la|le|l['’])\s?{noun}"),
        ("kept", r"\b(?:j['’]étais|j['’]ai été|je fus) (?:accroch|expos|gard|plac|suspend|conserv|cach)\w* (?:à|au|aux|dans|chez|sur|en)(?: (?:{article}))?\s?{noun}"),
        ("done", r"^une? (?:\w+ )?{noun} m['’](?:a|ont|avai\w+) (?!peint|dessin|fait|sculpt|grav|photo)\w+"),
        ("done", r"\b(?:j['’]ai été|je fus) (?!peint|dessin|fait|sculpt|grav|photo|réalis|créé|modelé|moul|fond|taill)(?P<what>\w+é)e?s?\b"),
    ),
    "it": (
        ("held", r"\b(?:tengo|porto|indosso|stringo|reggo|leggo) (?:\w+ )?(?:{article})\s?{noun}{of}"),
        ("was", r"\b(?:ero|fui|sono) (?:{article})\s?{noun}"),
        ("kept", r"\b(?:stavo|rimasi|vissi|abitavo|ero appes[oa]|fui espost[oa]) (?:a|ad|in|nel\w*|al\w*|sopra|da|presso)['’ ]\s?(?:(?:{article})\s?)?{noun}"),
        ("done", r"^un[ao]?['’]? ?(?:\w+ )?{noun} mi (?:ha )?(?!dipin|ritra|scolp|fece|incis|disegn|fatt)\w+"),
        ("done", r"\b(?:fui|venni|sono stat[oa]) (?!dipint|ritratt|scolpit|fatt|fus|incis|disegnat|modellat|realizzat|creat|espost|appes)(?P<what>\w{{3,}}(?:at|it|ut|s|tt|rt)[oa])\b"),
    ),
    "es": (
        ("held", r"\b(?:llevo|sostengo|agarro|leo) (?:\w+ )?(?:{article}) {noun}{of}"),
        ("was", r"\b(?:era|fui|soy) (?:{article}) {noun}"),
        ("kept", r"\b(?:colgué|colgaba|estuve|viví) (?:en|sobre|junto a) (?:(?:{article}) )?{noun}"),
        ("done", r"^un[ao]? (?:\w+ )?{noun} me (?:ha )?(?!pint|dibuj|retrat|hizo|escul|talló|grab)\w+"),
        ("done", r"\b(?:fui|he sido) (?!pintad|hech|dibujad|retratad|esculpid|tallad|grabad|fundid|modelad|cread|realizad)(?P<what>\w{{3,}}[ai]d[oa])\b"),
    ),
}  # fmt: skip
#: What every figure is, has or may hold without a label, and who may always come by.
_IDLE = {
    "de": """mann frau mädchen junge kind mensch person figur bild bildnis porträt gemälde werk kopf gesicht blick
        hand hände linke rechte schweigen last würde kunst geheimnis name farbe fläche besucher besucherin maler
        malerin künstler künstlerin pinsel teil anblick gast zeuge""",
    "fr": """femme homme fille garçon enfant personne figure image portrait tableau œuvre peinture tête visage
        regard main silence secret nom visiteur visiteuse peintre artiste pinceau part deuil joie couleur""",
    "it": """donna uomo ragazza ragazzo bambino bambina persona figura immagine ritratto quadro opera dipinto testa
        volto sguardo mano silenzio segreto nome visitatore pittore pittrice artista pennello parte conto occhi
        colore stato stata""",
    "es": """mujer hombre niña niño muchacha persona figura imagen retrato cuadro obra pintura cabeza rostro mirada
        mano silencio secreto nombre visitante pintor pintora artista pincel parte cuenta color""",
}
_SHORTEST_STEM, _LONGEST_ENDING = 4, 3


def claimed_by_frame(text: str, evidence: Evidence) -> Iterator[str]:
    """Yield what a sentence claims in one of the frames and nothing of the label or the notes supports."""
    tag = evidence.language.partition("-")[0].lower()
    if tag not in _BUILT or evidence.foreign or re.search(_OPEN[tag], text, re.I):
        return
    if not written_in(" ".join((evidence.label.title, *(note.text for note in evidence.label.notes))), tag):
        return  # words of two languages cannot be compared
    parts = {
        "article": _ARTICLE[tag],
        "noun": rf"(?:(?:{_BEFORE[tag]})\s)?{_NOUN}",
        "of": _OF % (_LINK[tag], _ARTICLE[tag]),
    }
    held = {word for words in evidence.words.values() for word in words}
    idle = {fold(word) for word in _IDLE[tag].split()}
    for kind, frame in _BUILT[tag]:
        for match in re.finditer(frame.format(**parts), text, re.I):
            told = [part for part in (match["what"], match.groupdict().get("of")) if part]
            for word in (one for part in told for one in words_of(part)[:1]):
                material = any(
                    kind != "statement" for kind, _ in concepts_in(word, tag)
                )  # looked at elsewhere
                known = material or word in idle
                if not known and not _is_held(word, held):
                    yield f"claim: {match[0] if kind == 'done' else word}"
                    return


def _is_held(word: str, held: set[str]) -> bool:
    """Whether a word or another form of it is among those of the label: same beginning, short ending."""
    stem = word[: max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING)]
    return any(
        (other.startswith(stem) and abs(len(other) - len(word)) <= _LONGEST_ENDING + 1)
        or (len(other) >= _SHORTEST_STEM + 1 and word.endswith(other))  # a German compound
        for other in held
        if len(other) >= _SHORTEST_STEM - 1
    )
