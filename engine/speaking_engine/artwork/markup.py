"""Markup: the HTML that catalogues and word processors leave in texts, told from a plain "<"."""

from __future__ import annotations

import html
import re

_INLINE = (
    "a abbr audio b bdi bdo big center cite code col dfn del desc em emphasis font i img ins kbd label lang "
    "lexicon link mark meta phoneme picture prosody q s samp say-as small source span strike strong sub sup "
    "td th token tt u var video voice w wbr"
)
_BLOCKS = (
    "address article aside blockquote body br break caption dd details div dl dt figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre script section speak style summary "
    "table tbody tfoot thead title tr ul"
)
_NAME = "|".join(sorted((_INLINE + " " + _BLOCKS).split(), key=len, reverse=True))
_ATTRIBUTE = r"""\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+)"""

#: A tag of HTML or SSML; "a <b and c> d" and "3 < 4" are none, for what follows a name must be attributes.
TAG = re.compile(rf"</?((?:amazon|google|mstts|o):[\w-]+|{_NAME})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?-->|<\?xml\b.*?\?>|<!doctype\b[^<>]*>|<(script|style|head)\b[^<>]*>.*?</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
BLOCKS = frozenset(_BLOCKS.split())


def without_tags(text: str, between_blocks: str = " ") -> str:
    """Take tags of HTML and SSML out, with what they hide, and read entities such as ``&amp;``.

    Parameters
    ----------
    between_blocks : str
        What stands where a paragraph, a list item or a line ended.
    """
    if "<" in text:
        text = TAG.sub(lambda tag: between_blocks if tag[1].lower() in BLOCKS else "", _UNSEEN.sub("", text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
