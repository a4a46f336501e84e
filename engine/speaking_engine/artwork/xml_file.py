"""XML file: a museum's record as a tree, read without what XML can do to its reader."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from speaking_engine.artwork.harvest import in_language
from speaking_engine.errors import PictureError
from speaking_engine.text import read_bytes

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DEEPEST = 100


def parse_xml(path: Path) -> Element:
    """Read an XML file of bounded size and depth that declares no entities and fetches nothing.

    Raises
    ------
    PictureError
        It cannot be read, is too large or deep, no proper XML, or declares entities.
    """
    what = f"The metadata file {path}"
    data = read_bytes(path, "The metadata file", PictureError)
    depth = 0
    root: Element | None = None
    try:
        for event, part in iterparse(io.BytesIO(data), events=("start", "end")):
            root = part if root is None else root
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                raise PictureError(f"{what} is nested too deeply.", hint="Check that it is the right file.")
    except ParseError as error:
        line, column = error.position
        raise PictureError(
            f"{what} is no proper XML: it breaks at line {line}, column {column + 1}.",
            hint="Look there and just before it for a tag that is not closed or a bare & or <.",
        ) from error
    except DefusedXmlException as error:
        raise PictureError(
            f"{what} declares entities, which are not followed.",
            hint="Export it again without a document type declaration.",
        ) from error
    except (LookupError, ValueError) as error:
        raise PictureError(
            f"{what} is in an encoding that is not known.", hint="Save it as UTF-8 and try again."
        ) from error
    if root is None:
        raise PictureError(f"{what} is empty.", hint="Write it again, or restore it from a copy.")
    return root


def name_of(part: Element) -> str:
    """Return an element's name without its namespace."""
    return part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""


def namespace_of(part: Element) -> str:
    """Return an element's namespace; empty if it has none."""
    return part.tag[1:].partition("}")[0] if isinstance(part.tag, str) and part.tag[:1] == "{" else ""


def along(part: Element, path: str) -> Iterator[Element]:
    """Iterate over the elements at a path of names, such as "titleSet/appellationValue", in any namespace."""
    name, _, rest = path.partition("/")
    for child in part:
        if name_of(child) == name:
            yield from along(child, rest) if rest else (child,)


def words_of(part: Element) -> str:
    """Return the words in an element, white space joined."""
    return " ".join("".join(part.itertext()).split())


def texts_of(parts: Iterable[Element], language: str) -> list[str]:
    """Return the words of parallel elements in a language, as `in_language` chooses by ``xml:lang``."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if words := words_of(part):
            found.setdefault(part.get(LANGUAGE, ""), []).append(words)
    return list(in_language(found, language))
