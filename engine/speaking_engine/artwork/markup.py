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
TAG = re.compile(
    rf"<(?=[/a-z])/?((?:amazon|google|mstts|o):[\w-]+|{_NAME})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE
)
_DOCTYPE = re.compile(r"<!doctype\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--|<\?xml\b|<(?P<name>script|style|head)\b[^<>]*>", re.IGNORECASE)
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
        text = TAG.sub(lambda tag: between_blocks if tag[1].lower() in BLOCKS else "", _without_unseen(text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def _without_unseen(text: str) -> str:
    """Take out comments, declarations, scripts and styles, in time that grows with the text and no faster.

    An end that was looked for once and is not there is not looked for again.
    """
    parts, at = list[str](), 0
    missing = set[str]()
    text = _DOCTYPE.sub("", text)
    while (begin := _UNSEEN.search(text, at)) is not None:
        kind = (begin["name"] or begin[0]).lower()
        end = None if kind in missing else _END[kind].search(text, begin.end())
        if end is None:
            missing.add(kind)
        parts.append(text[at : begin.end() if end is None else begin.start()])
        at = begin.end() if end is None else end.end()
    return "".join((*parts, text[at:]))


_END = {
    "<!--": re.compile("-->"),
    "<?xml": re.compile(r"\?>"),
} | {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "head")}
