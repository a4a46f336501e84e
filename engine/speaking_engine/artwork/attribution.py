"""Attribution: the words by which a museum says how sure it is who made a work."""

from __future__ import annotations

import re

#: Qualifiers as catalogues print them (CDWA "attribution qualifier" and its common spellings), longest first.
QUALIFIERS = (
    "possibly attributed to",
    "formerly attributed to",
    "traditionally attributed to",
    "follower or imitator of",
    "studio or follower of",
    "in the manner of",
    "in the style of",
    "attributed to",
    "ascribed to",
    "att. to",
    "attr. to",
    "workshop of",
    "studio of",
    "atelier of",
    "circle of",
    "followers of",
    "follower of",
    "imitator of",
    "associate of",
    "assistant of",
    "pupil of",
    "school of",
    "manner of",
    "style of",
    "copyist of",
    "copied after",
    "copy after",
    "copy of",
    "engraved after",
    "print after",
    "possibly by",
    "probably by",
    "possibly",
    "probably",
    "after",
)

_ANY = "|".join(re.escape(words) for words in QUALIFIERS)
#: One word of origin may stand before a qualifier ("Roman copy after", "Dutch follower of"), but not before
#: a bare "after": "Goltzius after Spranger" names two people. "Master of ..." is a name.
_ORIGIN = r"(?!(?:master|\w+ (?:after|possibly|probably))\b)\w+ "
_LEADING = re.compile(rf"^((?:{_ORIGIN})?(?:the )?(?:{_ANY}))\s+(\S.*)$", re.IGNORECASE)
_TRAILING = re.compile(rf"^(.+?)\s*(?:\(\s*({_ANY}|attributed)\s*\)|,\s*({_ANY}|attributed))$", re.IGNORECASE)


def split_artist(text: str) -> tuple[str, str]:
    """Part an artist's field into qualifier and name.

    Parameters
    ----------
    text : str
        As the label prints it: "attributed to Francesco Melzi", "Rembrandt (workshop of)".

    Returns
    -------
    qualifier, name : tuple of str
        The qualifier in the label's own words ("" if there is none), and the rest.

    Examples
    --------
    >>> split_artist("Workshop of Rembrandt van Rijn")
    ('workshop of', 'Rembrandt van Rijn')
    """
    text = text.strip()
    if match := _LEADING.match(text):
        words = match[1]
        known = re.search(rf"(?:{_ANY})$", words, re.IGNORECASE)
        alone = known is not None and known.start() == 0
        return (words.lower() if alone else words), match[2]
    if match := _TRAILING.match(text):
        words = (match[2] or match[3]).lower()
        return ("attributed to" if words == "attributed" else words), match[1]
    return "", text
