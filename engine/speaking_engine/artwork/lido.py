"""LIDO: metadata out of a record as museums harvest and exchange it, version 1.0 or 1.1.

References
----------
https://lido-schema.org/schema/v1.1/lido-v1.1.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from speaking_engine.artwork.attribution import split_artist
from speaking_engine.artwork.harvest import Harvest, in_language
from speaking_engine.artwork.metadata import Metadata
from speaking_engine.artwork.xml_file import LANGUAGE, along, name_of, namespace_of, texts_of, words_of
from speaking_engine.errors import PictureError

#: Concepts (production, intellectual creation) and terms of the event in which a work was made.
_MAKING_CONCEPT = re.compile(r"lido000(?:07|12)\b")
_MAKING = re.compile(
    r"\b(?:production|creation|making|herstellung|entstehung|schaffung|création|fabrication|produzione"
    r"|creazione|producción|creación|produção|criação|vervaardiging)\b",
    re.IGNORECASE,
)
#: Roles of those who had to do with a work and did not make it.
_NO_MAKER = re.compile(
    r"commission|client|patron|publish|donor|sitter|model|owner|sponsor|author of|auftrag|verleg|druck"
    r"|besitz|stifter|dargestellt|commanditaire|éditeur|committente|editore|comitente|opdrachtgever|uitgever"
    r"|printer|lender|previous|former",
    re.IGNORECASE,
)
_IDENTIFICATION = "objectIdentificationWrap"
_PLACE_NAMES = "place/namePlaceSet/appellationValue"


def is_lido(root: Element) -> bool:
    """Return whether a tree is LIDO, alone or in an answer of a harvest (OAI-PMH)."""
    return any("lido-schema.org" in namespace_of(part) and name_of(part) == "lido" for part in root.iter())


def metadata_from_lido(
    root: Element, where: str, language: str = "en", remarks: list[str] | None = None
) -> Metadata:
    """Put one LIDO record into our fields and notes; parameters as in `iiif.metadata_from_manifest`.

    Raises
    ------
    PictureError
        There are several records, or nothing that a label says.
    """
    records = [part for part in root.iter() if name_of(part) == "lido"]
    if len(records) > 1:
        raise PictureError(
            f"In {where} are {len(records)} works, and nothing says which is meant.",
            hint="Give a file with the one record of this work.",
        )
    harvest = Harvest(where)
    _add_description(harvest, _of_language(along(records[0], "descriptiveMetadata"), language), language)
    _add_rights(harvest, _of_language(along(records[0], "administrativeMetadata"), language), language)
    return harvest.metadata(remarks)


def _of_language(parts: Iterable[Element], language: str) -> Element:
    by_language: dict[str, list[Element]] = {}
    for part in parts:
        by_language.setdefault(part.get(LANGUAGE, ""), []).append(part)
    texts = {tag: [tag] for tag in by_language}
    chosen = in_language(texts, language)
    return by_language[chosen[0]][0] if chosen else Element("none")


def _add_description(harvest: Harvest, described: Element, language: str) -> None:
    _identify(harvest, described, language)
    _add_notes(harvest, described, language)
    for event in along(described, "eventWrap/eventSet/event"):
        _add_event(harvest, event, language)
    for seen in along(described, "objectRelationWrap/subjectWrap/subjectSet"):
        _add_subjects(harvest, seen, language)
    for path, label in _PASSED_OVER.items():
        if any(words_of(part) for part in along(described, path)):
            harvest.pass_over(label)


def _identify(harvest: Harvest, described: Element, language: str) -> None:
    names = list(along(described, f"{_IDENTIFICATION}/titleWrap/titleSet/appellationValue"))
    preferred = [name for name in names if name.get("pref") != "alternate"]
    for title in texts_of(preferred or names, language):
        harvest.give("title", title)
    for keeper in along(described, f"{_IDENTIFICATION}/repositoryWrap/repositorySet"):
        if "former" in _kind(keeper):
            harvest.pass_over("former repository")
            continue
        keepers = texts_of(along(keeper, "repositoryName/legalBodyName/appellationValue"), language)
        harvest.give("holder", "; ".join(keepers[:1]))
        for number in texts_of(along(keeper, "workID"), language):
            harvest.give("inventory_number", number)


def _add_notes(harvest: Harvest, described: Element, language: str) -> None:
    for told in along(described, f"{_IDENTIFICATION}/objectDescriptionWrap/objectDescriptionSet"):
        source = "; ".join(texts_of(along(told, "sourceDescriptiveNote"), language))
        notes = texts_of(along(told, "descriptiveNoteValue"), language)
        harvest.tell(notes, _kind(told) or "description", source)
    for written in along(described, f"{_IDENTIFICATION}/inscriptionsWrap/inscriptions"):
        notes = texts_of(along(written, "inscriptionDescription/descriptiveNoteValue"), language)
        harvest.tell(notes, "inscription")
        for words in texts_of(along(written, "inscriptionTranscription"), language):
            harvest.pass_over(f"inscription ({words[:60]})")


_PASSED_OVER = {
    "objectClassificationWrap/objectWorkTypeWrap": "object work type",
    "objectClassificationWrap/classificationWrap": "classification",
    f"{_IDENTIFICATION}/objectMeasurementsWrap": "measurements",
    f"{_IDENTIFICATION}/displayStateEditionWrap": "state and edition",
    "objectRelationWrap/relatedWorksWrap": "related works",
}


def _kind(part: Element) -> str:
    """Return the type of a set, of which the web address of a concept says nothing to a reader."""
    kind = next((value for name, value in part.attrib.items() if name.endswith("type")), "")
    return "" if "/" in kind else kind.replace("_", " ").strip()


def _add_event(harvest: Harvest, event: Element, language: str) -> None:
    def texts(path: str) -> list[str]:
        return texts_of(along(event, path), language)

    concepts = [words_of(part) for part in along(event, "eventType/conceptID")]
    concepts += [value for part in along(event, "eventType/Concept") for value in part.attrib.values()]
    kinds = [*texts("eventType/term"), *texts("eventType/Concept/prefLabel")]
    is_making = any(map(_MAKING_CONCEPT.search, concepts)) or any(map(_MAKING.search, kinds))
    if not is_making:
        harvest.pass_over(f"event {kinds[0] if kinds else 'without a type'}")
        return
    for actor in along(event, "eventActor"):
        _add_actor(harvest, actor, language)
    dates = texts("eventDate/displayDate") or [_span(event)]
    harvest.give("date", "; ".join(dates))
    harvest.give(
        "place", "; ".join(texts("eventPlace/displayPlace") or texts(f"eventPlace/{_PLACE_NAMES}")[:1])
    )
    terms = texts("eventMaterialsTech/materialsTech/termMaterialsTech/term")
    harvest.give("technique", "; ".join(texts("eventMaterialsTech/displayMaterialsTech")) or ", ".join(terms))
    harvest.tell(texts("eventDescriptionSet/descriptiveNoteValue"), "event description")


def _span(event: Element) -> str:
    ends = [
        next((words_of(part)[:10] for part in along(event, f"eventDate/date/{name}")), "")
        for name in ("earliestDate", "latestDate")
    ]
    return "–".join(dict.fromkeys(filter(None, ends)))


def _add_actor(harvest: Harvest, actor: Element, language: str) -> None:
    """Take a maker with the doubt that is stated beside or inside the name."""
    shown = "; ".join(texts_of(along(actor, "displayActorInRole"), language))
    inside = next(along(actor, "actorInRole"), Element("none"))
    names = list(along(inside, "actor/nameActorSet/appellationValue"))
    preferred = [name for name in names if name.get("pref") != "alternate"]
    name = next(iter(texts_of(preferred or names, language)), "") or shown
    roles = [*texts_of(along(inside, "roleActor/term"), language)]
    roles += texts_of(along(inside, "roleActor/Concept/prefLabel"), language)
    if roles and all(map(_NO_MAKER.search, roles)):
        harvest.pass_over(f"{roles[0]} ({name[:60]})")
        return
    doubt = "; ".join(texts_of(along(inside, "attributionQualifierActor"), language))
    without_role = re.sub(r"\s*\([^()]*\)\s*$", "", shown)
    stated = (doubt, *(split_artist(words)[0] for words in (name, shown, without_role)))
    harvest.give_artist(split_artist(name)[1], next(filter(None, stated), ""))


def _add_subjects(harvest: Harvest, seen: Element, language: str) -> None:
    def texts(path: str) -> list[str]:
        return texts_of(along(seen, path), language)

    shown = texts("displaySubject")
    listed = [
        *texts("subject/subjectActor/displayActor"),
        *texts("subject/subjectConcept/term"),
        *texts("subject/subjectConcept/Concept/prefLabel"),
        *texts("subject/subjectPlace/displayPlace"),
        *texts("subject/subjectEvent/displayEvent"),
    ]
    numbers = [
        words_of(part)
        for part in along(seen, "subject/subjectConcept/conceptID")
        if "iconclass" in " ".join(part.attrib.values()).lower()
    ]
    if shown or listed:
        harvest.enlist(shown or listed, "depicted")
        numbers = []
    harvest.enlist(numbers, "Iconclass")


def _add_rights(harvest: Harvest, kept: Element, language: str) -> None:
    def texts(path: str) -> list[str]:
        return texts_of(along(kept, path), language)

    base = "rightsWorkWrap/rightsWorkSet"
    harvest.give("credit", "; ".join(texts(f"{base}/creditLine")))
    kinds = texts(f"{base}/rightsType/term") or texts(f"{base}/rightsType/conceptID")
    holders = texts(f"{base}/rightsHolder/legalBodyName/appellationValue")
    harvest.give("rights", "; ".join([*kinds, *holders]))
    if any(along(kept, "resourceWrap/resourceSet")):
        harvest.pass_over("pictures and their rights")
