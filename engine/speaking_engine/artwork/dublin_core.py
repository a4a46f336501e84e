"""Dublin Core: metadata out of an XML record of simple or qualified Dublin Core or of Europeana's EDM.

References
----------
https://www.dublincore.org/specifications/dublin-core/dcmi-terms/ and
https://pro.europeana.eu/page/edm-documentation
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from speaking_engine.artwork.harvest import Harvest
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.artwork.xml_file import along, name_of, namespace_of, texts_of
from speaking_engine.errors import PictureError

#: Terms that fill a field, in the order in which they are asked. A contributor may be a donor, a format that
#: of the photograph, and a place what is shown: nothing that could be untrue fills a field.
FIELDS = {
    "title": ("title",),
    "artist": ("creator",),
    "date": ("created", "date"),
    "technique": ("medium",),
    "holder": ("dataProvider",),
    "inventory_number": ("identifier",),
    "rights": ("rights", "license"),
    "credit": ("bibliographicCitation",),
}
_PROSE = ("description", "abstract")
_LISTS = {"subject": "subject", "depicts": "depicts", "spatial": "place", "coverage": "place or time"}
_NAMESPACES = ("purl.org/dc/", "europeana.eu/schemas/edm")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_WORKS = ("ProvidedCHO",)
_NAMED = ("Agent", "Place", "TimeSpan", "Concept", "Organization")


def is_dublin_core(root: Element) -> bool:
    """Return whether a tree has a term of Dublin Core or of Europeana's model."""
    return any(any(known in namespace_of(part) for known in _NAMESPACES) for part in root.iter())


def metadata_from_dublin_core(
    root: Element, where: str, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Put one record into our fields and notes; parameters as in `iiif.metadata_from_manifest`.

    What is given by the address of an agent, place or concept is named where the record describes that, and
    told as not used else.

    Raises
    ------
    PictureError
        There are several works, or nothing that a label says.
    """
    _refuse_several(root, where)
    harvest = Harvest(where)
    _sort(harvest, _said(harvest, root, language))
    return harvest.metadata(remarks)


def _said(harvest: Harvest, root: Element, language: str) -> dict[str, list[str]]:
    """Return the values of each term."""
    names = _names(root, language)
    terms: dict[str, list[Element]] = {}
    for part in root.iter():
        if _is_term(part):
            terms.setdefault(name_of(part), []).append(part)
    return {name: _values(harvest, name, parts, names, language) for name, parts in terms.items()}


def _sort(harvest: Harvest, said: dict[str, list[str]]) -> None:
    for field, sources in FIELDS.items():
        for source in sources:
            for value in said.pop(source, ()):
                _give(harvest, field, value, source)
    for source in _PROSE:
        harvest.tell(said.pop(source, ()), source)
    for source, label in _LISTS.items():
        harvest.enlist(said.pop(source, ()), label)
    for source, values in said.items():
        for value in values[:1]:
            harvest.pass_over(f"{source} ({value[:60]})")


def _refuse_several(root: Element, where: str) -> None:
    works = [part for part in root.iter() if name_of(part) in _WORKS]
    titled = [
        part for part in root.iter() if any(name_of(child) == "title" and _is_term(child) for child in part)
    ]
    count = len(works) or len(titled)
    if count > 1:
        raise PictureError(
            f"In {where} are {count} works, and nothing says which is meant.",
            hint="Give a file with the one record of this work.",
        )


def _give(harvest: Harvest, field: str, value: str, source: str) -> None:
    if field == "artist":
        harvest.sort_artist(value)
    elif field == "inventory_number" and "://" in value:
        harvest.pass_over(f"{source} {value[:60]}")
    else:
        harvest.give(field, value, source)


def _is_term(part: Element) -> bool:
    """Return whether an element states something: it is of a known namespace and holds no others."""
    return any(known in namespace_of(part) for known in _NAMESPACES) and not len(part)


def _names(root: Element, language: str) -> dict[str, str]:
    """Return the preferred name of each agent, place and concept that the record describes, by address."""
    return {
        address: "; ".join(names[:1])
        for part in root.iter()
        if name_of(part) in _NAMED
        and (address := part.get(f"{_RDF}about", ""))
        and (names := texts_of(along(part, "prefLabel"), language))
    }


def _values(
    harvest: Harvest, source: str, parts: list[Element], names: Mapping[str, str], language: str
) -> list[str]:
    said = texts_of(parts, language)
    for part in parts:
        if address := part.get(f"{_RDF}resource"):
            if address in names:
                said.append(names[address])
            elif source in {"rights", "license"}:
                said.append(address)
            else:
                harvest.pass_over(f"{source} {address[:60]}")
    return list(dict.fromkeys(said))
