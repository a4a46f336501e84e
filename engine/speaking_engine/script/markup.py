"""Takes the markup out of words that a person pasted, HTML, SSML or Markdown, and says that it did."""

from __future__ import annotations

import re
from collections.abc import Callable

from speaking_engine.artwork.markup import TAG, without_tags

PARAGRAPH = "\n\n"
MANY = 4

Rewrite = Callable[[str], str]


def without_markup(text: str) -> tuple[str, str]:
    """Return words as they are to be spoken.

    What our own directions can say is said by them: bold and emphasised words become ``*word*``, SSML's
    breaks ``[pause 0.5]``. A "<", "*" or "#" that is no markup stays, and so do our directions.

    Returns
    -------
    words, remark : tuple of str
        The remark is a sentence that names what was taken out; empty if nothing was.
    """
    found = []
    tags = dict.fromkeys(f"<{tag[1].lower()}>" for tag in TAG.finditer(text))
    if tags:
        found += [*list(tags)[:MANY], *(["..."] if len(tags) > MANY else [])]
        text = _STRONG_TAG.sub(_emphasised, _BREAK.sub(_pause, text))
    plain = without_tags(text, PARAGRAPH)
    if plain != text and not tags:
        found.append("signs such as &amp;")
    for name, rewrite in _MARKDOWN.items():
        before, plain = plain, rewrite(plain)
        if plain != before:
            found.append(name)
    return plain, f"The words held markup, which is not spoken: {', '.join(found)}." if found else ""


_BREAK = re.compile(r"<break\b([^<>]*)>(?:\s*</break>)?", re.IGNORECASE)
_TIME = re.compile(r"""time\s*=\s*["']?(\d*\.?\d+)(ms|s)""", re.IGNORECASE)
_STRONG_TAG = re.compile(r"<(em|strong|emphasis)\b[^<>]*>([^<>]*)</\1\s*>", re.IGNORECASE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE)
_STRONG = re.compile(r"(?<!\*)(\*{2,3})(?=[^\s*])([^*\n]+?)(?<=\S)\1(?!\*)")
_UNDERLINED = re.compile(r"(?<![\w/])(_{1,3})(?=[^\s_])([^_\n]+?)(?<=\S)\1(?![\w/])")


def _pause(tag: re.Match[str]) -> str:
    time = _TIME.search(tag[1])
    if time is None:
        return " [pause] "
    return f" [pause {float(time[1]) / (1000 if time[2].lower() == 'ms' else 1):g}] "


def _emphasised(match: re.Match[str]) -> str:
    """Write our own emphasis, where it can be: for some words of one sentence that stand by themselves."""
    words = match[2].strip()
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() :][:1]
    if not words or re.search(r"[.!?\n*]", words) or re.search(r"[\w*]", around):
        return match[2]
    return f"*{words}*"


def _set_apart(heading: re.Match[str]) -> str:
    return PARAGRAPH + heading[1].rstrip(" \t#") + PARAGRAPH


def _rule(pattern: str, by: str) -> Rewrite:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: compiled.sub(by, text)


#: Markdown by the name under which it is told. Links of the form ``[word](/phonemes/)`` are our own.
_MARKDOWN: dict[str, Rewrite] = {
    "``` fences": _rule(r"^[ \t]*```.*$", ""),
    "lines": _rule(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", ""),
    "# headings": lambda text: _HEADING.sub(_set_apart, text),
    "> quotes": _rule(r"^[ \t]{0,3}>[ \t]?(?=[^\d\s])", ""),
    "list marks": _rule(r"^[ \t]*[-*+•][ \t]+(?=\S)", PARAGRAPH),
    "pictures": _rule(r"!\[[^\[\]\n]*\]\([^()\s]+\)", ""),
    "links": _rule(r"\[([^\[\]\n]+)\]\((?:https?://|www\.|mailto:|#)[^()\s]*\)", r"\1"),
    "**bold**": lambda text: _STRONG.sub(_emphasised, text),
    "_underlined_": lambda text: _UNDERLINED.sub(_emphasised, text),
    "~~struck~~": _rule(r"~~(?=\S)([^~\n]+)(?<=\S)~~", r"\1"),
    "`code`": _rule(r"`([^`\n]+)`", r"\1"),
}
