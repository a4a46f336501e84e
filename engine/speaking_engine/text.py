"""Text from outside: files and JSON that people and programs hand in, read whole or refused in our words."""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from speaking_engine.errors import UserError

LIMIT_BYTES = 2_000_000

#: What pydantic calls a fault, and the rule that was broken; the names in braces are of the fault's context.
_RULES = {
    "missing": "is missing",
    "value_error": "is wrong: {error}",
    "extra_forbidden": "is not known",
    "literal_error": "must be {expected}",
    "greater_than": "must be above {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be below {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "string": "must be text",
    "float": "must be a number",
    "finite_number": "must be a finite number",
    "int": "must be a whole number",
    "bool": "must be true or false",
    "list": "must be a list",
    "tuple": "must be a list",
    "too_short": "must have more entries",
    "too_long": "must have {max_length} entries at most",
    "dict": "must be fields with values",
    "model": "must be fields with values",
}
_ALONE = {"missing", "extra_forbidden", "value_error"}


def read_text(
    path: Path,
    what: str,
    kind: type[UserError],
    limit_bytes: int = LIMIT_BYTES,
    remarks: list[str] | None = None,
) -> str:
    """Read a file of words: UTF-8 or UTF-16 (Notepad's "Unicode"), each with or without its mark.

    A Ctrl-Z and zeros at its end, as old programs leave them, are no part of it.

    Parameters
    ----------
    what : str
        Begins the sentence: "The lexicon".
    kind : type
        Of the error that is raised.
    remarks : list of str, optional
        Takes the sentence that says in which older encoding, Windows-1252 or its like, the file was read.
        Without it, such a file is refused.

    Raises
    ------
    UserError
        Of `kind`: the file cannot be read, is no text or too large; the person can fix it.
    """
    text = decode(read_bytes(path, what, kind, limit_bytes), f"{what} {path}", kind, remarks)
    if "\x00" in text:
        raise kind(f"{what} {path} holds binary data, not text.", hint="Save it as plain text in UTF-8.")
    return text


def read_bytes(path: Path, what: str, kind: type[UserError], limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Read a file whole.

    Raises
    ------
    UserError
        Of `kind`: it cannot be read, or is larger than `limit_bytes`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit_bytes + 1)
    except OSError as error:
        raise kind(
            f"{what} {path} cannot be read: {_reason(error)}.", hint="Check the path and its permissions."
        ) from error
    if len(data) > limit_bytes:
        raise kind(
            f"{what} {path} is larger than {limit_bytes / 1e6:g} MB.", hint="Check that it is the right file."
        )
    return data


def _reason(error: OSError) -> str:
    known = {
        FileNotFoundError: "there is no such file",
        IsADirectoryError: "it is a folder",
        PermissionError: "no permission",
    }
    return known.get(type(error)) or error.strerror or str(error)


def decode(data: bytes, what: str, kind: type[UserError], remarks: list[str] | None = None) -> str:
    """Turn bytes into text as `read_text` does.

    Raises
    ------
    UserError
        Of `kind`: no encoding is certain, or none but an older one and nobody takes the remark.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    codec = "utf-16" if wide else without_mark(data)
    try:
        text = data.decode(codec or "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        older = None if codec or remarks is None else guess(data.rstrip(b"\x00"))
        if older is None or remarks is None:
            where = "" if codec else f": line {line} has a letter in another encoding"
            raise kind(f"{what} is not UTF-8 text{where}.", hint=_HOW_TO_SAVE) from error
        text, name = older
        odd = next((word for word in text.split() if not word.isascii()), "")
        remarks.append(f"{what} is not UTF-8; it was read as {name} (line {line}: “{odd[:40]}”).")
    end = text.rstrip("\x00\x1a \t\r\n")
    return text if set(text[len(end) :]).isdisjoint("\x00\x1a") else f"{end}\n"


_HOW_TO_SAVE = "Save it as UTF-8 (in Excel or LibreOffice: “CSV UTF-8”) and try again."


def parse_json(text: str, what: str, kind: type[UserError]) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON in which no field is given twice.

    Parameters
    ----------
    what : str
        Begins the sentence: "The metadata file mona_lisa.json".

    Raises
    ------
    UserError
        Of `kind`: it is no JSON; the sentence names line and column.
    """
    if not text.strip():
        raise kind(f"{what} is empty.", hint="Write it again, or restore it from a copy.")
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise kind(
            f"{what} is no proper JSON: it breaks at line {error.lineno}, column {error.colno}.",
            hint="Look there and just before it for a comma, quotation mark or bracket too many or too few.",
        ) from error
    except RecursionError as error:
        raise kind(f"{what} is nested too deeply.", hint="Check that it is the right file.") from error
    except ValueError as error:
        sentence = str(error) if isinstance(error, TwiceError) else "It holds a number that is too long."
        raise kind(f"{what} cannot be used. {sentence}", hint="Correct it there.") from error


class TwiceError(ValueError):
    """A field is given twice, so that nobody can know which is meant."""

    def __init__(self, field: object) -> None:
        super().__init__(f"It gives `{field}` twice.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise TwiceError(name)
        fields[name] = value
    return fields


def refusal_of(error: ValidationError) -> tuple[str, str]:
    """Return in our words what pydantic refused first.

    Returns
    -------
    place, rule : tuple of str
        Such as ``notes[0].text`` and "must be text, not 3".
    """
    fault = error.errors(include_url=False)[0]
    kind, path = fault["type"], fault["loc"]
    if kind == "missing" and path and isinstance(path[-1], int):  # an entry of a list; fields have names
        kind, path = "too_short", path[:-1]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return place.removeprefix("."), _rule(kind, fault.get("ctx", {}), fault["input"])


def _rule(kind: str, context: Mapping[str, Any], given: object) -> str:
    words = _RULES.get(kind) or _RULES.get(kind.split("_", 1)[0], "has a wrong form")
    rule = words.format(**context).removesuffix(".")
    return rule if kind in _ALONE else f"{rule}, not {reprlib.repr(given)}"


_CLOSE_TO_CERTAIN = 0.95
_ENOUGH_CHARACTERS = 100_000
_LONGEST_RUN_OF_ACCENTS = 3  # ÄÖÜ, créée
_SIGNS = frozenset("–—‘’‚“”„•…«»‹›¡¿°§©®™€£¥²³¹·¶†‡×±¼½¾ºª´\xa0‰№")


@dataclass(frozen=True, slots=True)
class Charset:
    """One that people still save in.

    Attributes
    ----------
    codec : str
        Python's name.
    name : str
        The name that programs show.
    letters : frozenset of str
        Those that its languages write, besides ASCII.
    mixes : bool
        Whether its words mix them with ASCII letters, as Latin alphabets do.
    evidence : int
        How many letters and signs beyond ASCII it takes to believe it; more for those that are seldom met.
    """

    codec: str
    name: str
    letters: frozenset[str]
    mixes: bool = True
    evidence: int = 1


def _both_cases(letters: str) -> frozenset[str]:
    return frozenset(letters + letters.upper())


_WESTERN = _both_cases("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþ")
_CENTRAL = _both_cases("ąćęłńóśźżáčďéěíňřšťúůýžőűäöüßâăîşţĺľŕôëđ")

#: In the order in which equally likely ones are taken.
_ENCODINGS = (
    Charset("cp1252", "Windows-1252", _WESTERN),
    Charset("mac_roman", "Mac Roman", _WESTERN, evidence=2),
    Charset("cp850", "DOS 850", _WESTERN, evidence=3),
    Charset("cp1250", "Windows-1250", _CENTRAL, evidence=3),
    Charset(
        "cp1251",
        "Windows-1251",
        _both_cases("абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґ"),
        mixes=False,
        evidence=6,
    ),
    Charset(
        "cp1253", "Windows-1253", _both_cases("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"), mixes=False, evidence=6
    ),
)


def without_mark(data: bytes) -> str | None:
    """Return the codec of UTF-16 that lacks its mark: every second byte of most letters is zero.

    Returns
    -------
    str or None
        None where it is not that.
    """
    head = data[:4096]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half < 2 or len(data) % 2 or max(even, odd) < half * 0.4 or min(even, odd) > half * 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def guess(data: bytes) -> tuple[str, str] | None:
    """Read a text that is no Unicode in the encoding in which its letters stand as they do in words.

    Returns
    -------
    text, name : tuple of str, or None
        None where no encoding is nearly certain: a wrong guess would be spoken aloud.
    """
    best: tuple[float, str, str] | None = None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding.codec)
        except UnicodeDecodeError:
            continue
        certainty = _certainty(text, encoding)
        if best is None or certainty > best[0]:
            best = (certainty, text, encoding.name)
    return best[1:] if best is not None and best[0] >= _CLOSE_TO_CERTAIN else None


_RUN = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")


def _certainty(text: str, encoding: Charset) -> float:
    """Return the share of the letters and signs beyond ASCII that stand where such a thing may stand."""
    right = whole = 0
    telling = "\n".join(line for line in text.splitlines() if not line.isascii())
    for match in _RUN.finditer(telling[:_ENOUGH_CHARACTERS]):
        if not encoding.mixes and match[0].isupper():
            continue  # any bytes may look like capitals of another alphabet; they prove nothing
        beyond = sum(not char.isascii() for char in match[0])
        whole += beyond
        if beyond and _may_stand(match, encoding):
            right += beyond
    return right / whole if whole >= encoding.evidence else 0.0


def _may_stand(match: re.Match[str], encoding: Charset) -> bool:
    word, text = match[0], match.string
    if word[0] in _SIGNS:
        before, after = text[match.start() - 1 : match.start()], text[match.end() :][:1]
        inside = before.isalpha() and after.isalpha()
        return word in "’ \xa0" if inside else before not in _SIGNS
    if not all(char.isascii() or char in encoding.letters for char in word):
        return False
    if not encoding.mixes:
        return _case_is_whole(word) and not any(char.isascii() for char in word)
    runs = re.findall(r"[^\x00-\x7f]+", word)
    return max(map(len, runs)) <= _LONGEST_RUN_OF_ACCENTS and _case_is_whole(word)


def _case_is_whole(word: str) -> bool:
    """Whether a word is small, large or begins large: "Größe", not "GrÑe"."""
    return word[1:].islower() or word.isupper() or len(word) == 1
