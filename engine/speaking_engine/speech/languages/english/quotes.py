"""One kind of quotation marks for all: the two that voices know, character for character."""

from __future__ import annotations

import re

_DOUBLE = re.compile("[\"“”„‟«»‹›〝〞＂]|``|''")
_SINGLE = re.compile("['’‘‚‛`´]")
_ELIDED = re.compile(r"(?:\d0s|tis|twas|twere|twill|em|til|cause|bout|round|neath|n)\b", re.IGNORECASE)


def plain_quotes(text: str) -> str:
    """Write quotation marks as “ and ”, apostrophes as '; every character keeps its place."""
    return _plain_single(_plain_double(text))


def _plain_double(text: str) -> str:
    out, at, opened = list[str](), 0, False
    for match in _DOUBLE.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        mark = match[0]
        if not (mark == '"' and before.isdigit() and not opened):  # else inches
            opened = not _inside(before) and bool(text[end : end + 1].strip())
            mark = ("“" if opened else "”") * len(mark)
        out += [text[at:start], mark]
        at = end
    return "".join(out) + text[at:]


def _plain_single(text: str) -> str:
    out, opened = list(text), False
    for match in _SINGLE.finditer(text):
        at = match.start()
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if not _inside(before) and after.isalnum() and not _ELIDED.match(text, at + 1):
            opened = _closes(text, at + 1)
            out[at] = "“" if opened else "'"
        elif opened and before.strip() and not after.isalnum():
            opened, out[at] = False, "”"
        else:
            out[at] = "'"
    return "".join(out)


def _inside(before: str) -> bool:
    """Whether what stands before a mark belongs to the same word or sentence."""
    return bool(before) and (before.isalnum() or before in ".,;:!?…)]%”’'")


def _closes(text: str, at: int) -> bool:
    """Whether a single quotation mark that opens is closed later on."""
    return re.search(r"[^\s]['’‘‛´](?!\w)", text[at : at + 400]) is not None
