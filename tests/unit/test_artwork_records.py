"""Records of museums as labels: what becomes a field, a note with its source, or is told as not used."""

import contextlib
import json

import pytest

from speaking_engine.artwork.metadata import Note
from speaking_engine.artwork.sidecar import find_sidecar, read_label
from speaking_engine.errors import PictureError

LIDO = """<lido:lido xmlns:lido="http://www.lido-schema.org">
 <lido:descriptiveMetadata xml:lang="de"><lido:objectIdentificationWrap><lido:titleWrap><lido:titleSet>
  <lido:appellationValue>Bildnis</lido:appellationValue></lido:titleSet></lido:titleWrap>
 </lido:objectIdentificationWrap></lido:descriptiveMetadata>
 <lido:descriptiveMetadata xml:lang="en">
  <lido:objectClassificationWrap><lido:objectWorkTypeWrap><lido:objectWorkType>
  <lido:term>painting</lido:term>
  </lido:objectWorkType></lido:objectWorkTypeWrap></lido:objectClassificationWrap>
  <lido:objectIdentificationWrap>
   <lido:titleWrap><lido:titleSet><lido:appellationValue>Portrait</lido:appellationValue></lido:titleSet>
  </lido:titleWrap>
   <lido:repositoryWrap><lido:repositorySet lido:type="current">
    <lido:repositoryName><lido:legalBodyName><lido:appellationValue>Town Museum</lido:appellationValue>
    </lido:legalBodyName></lido:repositoryName><lido:workID>G 12</lido:workID></lido:repositorySet>
  </lido:repositoryWrap>
   <lido:objectDescriptionWrap>
    <lido:objectDescriptionSet><lido:descriptiveNoteValue>She holds a letter. Her collar is white.
     </lido:descriptiveNoteValue><lido:sourceDescriptiveNote>Catalogue 1998</lido:sourceDescriptiveNote>
    </lido:objectDescriptionSet></lido:objectDescriptionWrap>
  </lido:objectIdentificationWrap>
  <lido:eventWrap>
   <lido:eventSet><lido:event><lido:eventType><lido:term>Acquisition</lido:term></lido:eventType>
    <lido:eventActor><lido:displayActorInRole>A. Donor</lido:displayActorInRole></lido:eventActor>
   </lido:event></lido:eventSet>
   <lido:eventSet><lido:event>
    <lido:eventType><lido:conceptID>http://terminology.lido-schema.org/lido00007</lido:conceptID>
  </lido:eventType>
    <lido:eventActor><lido:displayActorInRole>Jan Maler (Maler)</lido:displayActorInRole><lido:actorInRole>
     <lido:actor><lido:nameActorSet><lido:appellationValue>Jan Maler</lido:appellationValue>
  </lido:nameActorSet></lido:actor>
     <lido:roleActor><lido:term>painter</lido:term></lido:roleActor>
     <lido:attributionQualifierActor>circle of</lido:attributionQualifierActor></lido:actorInRole>
  </lido:eventActor>
    <lido:eventActor><lido:actorInRole>
     <lido:actor><lido:nameActorSet><lido:appellationValue>Piet Patron</lido:appellationValue>
  </lido:nameActorSet></lido:actor>
     <lido:roleActor><lido:term>commissioner</lido:term></lido:roleActor></lido:actorInRole>
  </lido:eventActor>
    <lido:eventDate><lido:date><lido:earliestDate>1660</lido:earliestDate>
  <lido:latestDate>1665</lido:latestDate>
    </lido:date></lido:eventDate>
    <lido:eventPlace><lido:displayPlace>Delft</lido:displayPlace></lido:eventPlace>
    <lido:eventMaterialsTech><lido:displayMaterialsTech>oil on panel</lido:displayMaterialsTech>
  </lido:eventMaterialsTech>
   </lido:event></lido:eventSet></lido:eventWrap>
  <lido:objectRelationWrap><lido:subjectWrap>
   <lido:subjectSet><lido:subject><lido:subjectConcept>
    <lido:conceptID lido:source="Iconclass">31D11</lido:conceptID></lido:subjectConcept></lido:subject>
  </lido:subjectSet>
   <lido:subjectSet><lido:subject><lido:subjectConcept><lido:term>letter</lido:term></lido:subjectConcept>
   </lido:subject></lido:subjectSet></lido:subjectWrap></lido:objectRelationWrap>
 </lido:descriptiveMetadata>
 <lido:administrativeMetadata xml:lang="en"><lido:rightsWorkWrap><lido:rightsWorkSet>
  <lido:rightsType><lido:term>Public domain</lido:term></lido:rightsType>
  <lido:creditLine>Gift of A. Donor</lido:creditLine></lido:rightsWorkSet></lido:rightsWorkWrap>
 </lido:administrativeMetadata></lido:lido>"""

EDM = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:edm="http://www.europeana.eu/schemas/edm/"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#">
 <edm:ProvidedCHO rdf:about="#work">
  <dc:title xml:lang="fr">Femme à la lettre</dc:title><dc:title xml:lang="en">Woman with a Letter</dc:title>
  <dc:creator rdf:resource="#jan"/><dcterms:created>c. 1660</dcterms:created>
  <dcterms:medium>oil on panel</dcterms:medium>
  <dc:description xml:lang="en">A woman reads.</dc:description>
  <dc:description xml:lang="fr">Une femme lit.</dc:description>
  <dc:subject>letter</dc:subject><dc:subject>woman</dc:subject>
  <dc:subject rdf:resource="http://example.org/1"/>
  <dcterms:spatial>Delft</dcterms:spatial><dc:contributor>A. Donor</dc:contributor>
  <dc:format>image/jpeg</dc:format><dc:identifier>SK-1</dc:identifier>
 </edm:ProvidedCHO>
 <edm:Agent rdf:about="#jan"><skos:prefLabel>Workshop of Jan Maler</skos:prefLabel>
  <skos:broader rdf:resource="#jan"/></edm:Agent>
 <edm:dataProvider>Town Museum</edm:dataProvider>
 <edm:rights rdf:resource="http://creativecommons.org/publicdomain/mark/1.0/"/>
</rdf:RDF>"""


def item(number):
    return {
        "mainsnak": {"datavalue": {"type": "wikibase-entityid", "value": {"id": number}}},
        "rank": "normal",
    }


def named(**labels):
    return {"labels": {tag: {"language": tag, "value": value} for tag, value in labels.items()}}


WIKIDATA = {
    "entities": {
        "Q1": {
            "id": "Q1",
            **named(en="Woman with a Letter", fr="Femme à la lettre"),
            "descriptions": {"en": {"language": "en", "value": "painting by Jan Maler"}},
            "claims": {
                "P170": [
                    {
                        **item("Q4233718"),
                        "qualifiers": {"P1774": [item("Q2")["mainsnak"]]},
                    }
                ],
                "P571": [
                    {
                        "mainsnak": {
                            "datavalue": {"value": {"time": "+1660-00-00T00:00:00Z", "precision": 9}}
                        },
                        "qualifiers": {"P1480": [item("Q5727902")["mainsnak"]]},
                    }
                ],
                "P186": [item("Q3"), item("Q4")],
                "P195": [item("Q9")],
                "P217": [{"mainsnak": {"datavalue": {"value": "SK-1"}}}],
                "P180": [item("Q5")],
                "P18": [{"mainsnak": {"datatype": "commonsMedia", "datavalue": {"value": "A.jpg"}}}],
                "P350": [{"mainsnak": {"datatype": "external-id", "datavalue": {"value": "7"}}}],
            },
        },
        "Q2": named(en="Jan Maler"),
        "Q3": named(en="oil paint"),
        "Q4": named(mul="panel"),
        "Q5": named(en="letter"),
    }
}

LINKED_ART = {
    "@context": "https://linked.art/ns/v1/linked-art.json",
    "type": "HumanMadeObject",
    "_label": "Woman with a Letter",
    "identified_by": [
        {
            "type": "Name",
            "content": "Woman with a Letter",
            "classified_as": [{"id": "http://x/aat/300404670"}],
        },
        {"type": "Identifier", "content": "SK-1", "classified_as": [{"id": "http://x/aat/300312355"}]},
    ],
    "produced_by": {
        "type": "Production",
        "timespan": {"begin_of_the_begin": "1660-01-01T00:00:00Z", "end_of_the_end": "1665-12-31T23:59:59Z"},
        "took_place_at": [{"_label": "Delft"}],
        "attributed_by": [
            {
                "type": "AttributeAssignment",
                "classified_as": [{"_label": "Circle of"}],
                "assigned_property": "carried_out_by",
                "assigned": [{"type": "Person", "_label": "Jan Maler"}],
            }
        ],
    },
    "referred_to_by": [
        {
            "content": "oil on panel",
            "classified_as": [{"id": "http://x/aat/300435429", "_label": "Material Statement"}],
        },
        {
            "content": "A woman reads.",
            "classified_as": [{"id": "http://x/aat/300435416", "_label": "Description"}],
        },
        {
            "content": "40 x 30 cm",
            "classified_as": [{"id": "http://x/aat/300435430", "_label": "Dimension Statement"}],
        },
    ],
    "current_owner": [{"_label": "Town Museum"}],
    "shows": [{"represents": [{"_label": "letter"}]}],
    "member_of": [{"_label": "Paintings"}],
}


def read(folder, name, content, language="en"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    remarks = []
    return read_label(path, folder / "a.jpg", language=language, remarks=remarks), " ".join(remarks)


def test_lido_fills_fields_and_keeps_descriptions_with_their_source(tmp_path):
    label, remark = read(tmp_path, "a.xml", LIDO)
    assert (label.title, label.artist, label.artist_qualifier) == ("Portrait", "Jan Maler", "circle of")
    assert (label.date, label.place, label.technique) == ("1660–1665", "Delft", "oil on panel")
    assert (label.holder, label.inventory_number) == ("Town Museum", "G 12")
    assert (label.credit, label.rights) == ("Gift of A. Donor", "Public domain")
    assert label.notes == (
        Note("She holds a letter. Her collar is white.", "Catalogue 1998"),
        Note("Iconclass: the first years.", "the LIDO record a.xml / Iconclass"),
        Note("Depicted: letter.", "the LIDO record a.xml / depicted"),
    )
    for unused in ("event Acquisition", "commissioner (Piet Patron)", "object work type"):
        assert unused in remark
    assert read(tmp_path, "a.xml", LIDO, "de-at")[0].title == "Bildnis"


def test_a_stated_doubt_inside_a_lido_name_is_kept(tmp_path):
    doubted = LIDO.replace("<lido:attributionQualifierActor>circle of</lido:attributionQualifierActor>", "")
    doubted = doubted.replace("Jan Maler (Maler)", "Werkstatt von Jan Maler (Maler)")
    label, _ = read(tmp_path, "a.xml", doubted)
    assert (label.artist, label.artist_qualifier) == ("Jan Maler", "werkstatt von")


def test_edm_names_agents_that_it_describes_and_claims_nothing_of_places_or_contributors(tmp_path):
    label, remark = read(tmp_path, "a.rdf", EDM)
    assert (label.title, label.artist, label.artist_qualifier) == (
        "Woman with a Letter",
        "Jan Maler",
        "workshop of",
    )
    assert (label.date, label.technique, label.holder) == ("c. 1660", "oil on panel", "Town Museum")
    assert (label.place, label.inventory_number) == ("", "SK-1")
    assert label.rights == "http://creativecommons.org/publicdomain/mark/1.0/"
    assert [note.text for note in label.notes] == [
        "A woman reads.",
        "Subject: letter, woman.",
        "Place: Delft.",
    ]
    for unused in ("contributor (A. Donor)", "format (image/jpeg)", "subject http://example.org/1"):
        assert unused in remark
    assert read(tmp_path, "a.rdf", EDM, "fr")[0].notes[0].text == "Une femme lit."


def test_wikidata_is_named_by_the_entities_in_the_file_and_tells_of_bare_numbers(tmp_path):
    label, remark = read(tmp_path, "a.json", json.dumps(WIKIDATA))
    assert (label.title, label.artist, label.artist_qualifier) == (
        "Woman with a Letter",
        "Jan Maler",
        "workshop of",
    )
    assert (label.date, label.technique, label.inventory_number) == ("c. 1660", "oil paint, panel", "SK-1")
    assert [note.text for note in label.notes] == ["painting by Jan Maler", "Depicts: letter."]
    assert not label.holder
    assert "collection Q9 (only its number is in the file)" in remark
    assert "P18" in remark
    assert "1 identifiers" in remark
    assert read(tmp_path, "a.json", json.dumps(WIKIDATA), "fr")[0].title == "Femme à la lettre"
    alone, _ = read(tmp_path, "a.json", json.dumps(WIKIDATA["entities"]["Q1"]))
    assert (alone.title, alone.artist) == ("Woman with a Letter", "")


@pytest.mark.parametrize(
    ("creator", "wanted"),
    [
        ({**item("Q2")}, ("", "Jan Maler")),
        (
            {**item("Q2"), "qualifiers": {"P5102": [item("Q230768")["mainsnak"]]}},
            ("attributed to", "Jan Maler"),
        ),
        ({**item("Q2"), "qualifiers": {"P1480": [item("Q77")["mainsnak"]]}}, ("possibly", "Jan Maler")),
        ({**item("Q2"), "qualifiers": {"P1877": [item("Q5")["mainsnak"]]}}, ("", "Jan Maler")),
        ({**item("Q2"), "qualifiers": {"P1776": [item("Q2")["mainsnak"]]}}, ("circle of", "Jan Maler")),
        ({**item("Q2"), "rank": "deprecated"}, ("", "")),
        (
            {"mainsnak": {"snaktype": "somevalue"}, "qualifiers": {"P1775": [item("Q2")["mainsnak"]]}},
            ("follower of", "Jan Maler"),
        ),
        ("broken", ("", "")),
    ],
)
def test_a_doubt_of_wikidata_is_never_lost(tmp_path, creator, wanted):
    work = {**WIKIDATA["entities"]["Q1"], "claims": {"P170": [creator]}}
    label, _ = read(tmp_path, "a.json", json.dumps({"entities": {**WIKIDATA["entities"], "Q1": work}}))
    assert (label.artist_qualifier, label.artist) == wanted


@pytest.mark.parametrize(
    ("time", "precision", "wanted"),
    [
        ("+1503-06-00T00:00:00Z", 10, "1503"),
        ("+1550-00-00T00:00:00Z", 7, "16th century"),
        ("+1660-00-00T00:00:00Z", 8, "1660s"),
        ("-0050-00-00T00:00:00Z", 9, "50 BC"),
        ("soon", 9, ""),
    ],
)
def test_dates_of_wikidata(tmp_path, time, precision, wanted):
    value = {"mainsnak": {"datavalue": {"value": {"time": time, "precision": precision}}}}
    work = {"id": "Q1", **named(en="A"), "claims": {"P571": [value]}}
    assert read(tmp_path, "a.json", json.dumps(work))[0].date == wanted


def test_linked_art(tmp_path):
    label, remark = read(tmp_path, "a.jsonld", json.dumps(LINKED_ART))
    assert (label.title, label.artist, label.artist_qualifier) == (
        "Woman with a Letter",
        "Jan Maler",
        "circle of",
    )
    assert (label.date, label.place, label.technique) == ("1660–1665", "Delft", "oil on panel")
    assert (label.holder, label.inventory_number) == ("Town Museum", "SK-1")
    assert [note.text for note in label.notes] == ["A woman reads.", "Depicts: letter."]
    assert "dimension" in remark
    assert "member of" in remark


def test_a_manifest_keeps_descriptions_in_the_wanted_language_and_tells_of_the_rest(tmp_path):
    manifest = {
        "type": "Manifest",
        "label": {"en": ["Portrait"], "de": ["Bildnis"]},
        "summary": {"en": ["She reads."], "de": ["Sie liest."]},
        "metadata": [
            {"label": {"en": ["Physical Description"]}, "value": {"en": ["The panel is cracked."]}},
            {"label": {"de": ["Schlagwort"]}, "value": {"de": ["Brief", "Frau"]}},
            {"label": {"en": ["Iconclass"]}, "value": {"none": ["31D11", "49L7 letter"]}},
            {"label": {"en": ["Dimensions"]}, "value": {"en": ["40 x 30 cm"]}},
        ],
    }
    label, remark = read(tmp_path, "a.json", json.dumps(manifest))
    assert label.notes == (
        Note("She reads.", "the manifest a.json / summary"),
        Note("The panel is cracked.", "the manifest a.json / Physical Description"),
        Note("Schlagwort: Brief, Frau.", "the manifest a.json / Schlagwort"),
        Note("Iconclass: the first years, letter.", "the manifest a.json / Iconclass"),
    )
    assert remark == "Not used of the manifest a.json: Dimensions."
    german, _ = read(tmp_path, "a.json", json.dumps(manifest), "de")
    assert (german.title, german.notes[0].text) == ("Bildnis", "Sie liest.")


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xml", BOMB, "entities"),
        ("a.xml", OUTSIDE, "entities"),
        ("a.xml", "<a>" * 100_000, "too deeply"),
        ("a.xml", "<a><b></a>", "line 1"),
        ("a.xml", "", "no proper XML"),
        ("a.xml", b"\xff\xfe\x00\x01", "no proper XML"),
        ("a.xml", '<?xml version="1.0" encoding="nonsense"?><a/>', "encoding"),
        ("a.xml", "<a/>", "neither LIDO nor Dublin Core"),
        ("a.xml", LIDO.replace("</lido:lido>", "<lido:lido/></lido:lido>"), "2 works"),
        ("a.xml", '<lido xmlns="http://www.lido-schema.org"/>', "nothing that a label says"),
        ("a.xml", " " * 10_000_000, "larger than"),
        ("a.json", '{"entities": {}}', "no entity"),
        ("a.json", '{"entities": {"Q1": {"missing": ""}}}', "no entity"),
        ("a.json", '{"@context": "https://linked.art/x", "type": "Person"}', "Person"),
        ("a.json", '{"type": "HumanMadeObject"}', "nothing that a label says"),
        ("a.json", '{"type": "Manifest", "summary": ' + "[" * 9000 + "]" * 9000 + "}", "too deeply"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(tmp_path, name, content, words):
    with pytest.raises(PictureError) as caught:
        read(tmp_path, name, content)
    assert words in caught.value.sentence
    assert caught.value.hint


@pytest.mark.parametrize(
    "odd",
    [
        None,
        3,
        "x",
        [],
        [3],
        {},
        {"a": {}},
        [[{}]],
        json.loads("[" * 900 + "]" * 900),
        [None, {"id": 3}],
        True,
    ],
)
def test_odd_values_never_crash(tmp_path, odd):
    for record in (
        LINKED_ART,
        WIKIDATA["entities"]["Q1"],
        {"type": "Manifest", "label": "A", "metadata": []},
    ):
        for field in record:
            with contextlib.suppress(PictureError):
                read(tmp_path, "a.json", json.dumps({**record, field: odd}))
    for number in WIKIDATA["entities"]["Q1"]["claims"]:
        work = {"id": "Q1", **named(en="A"), "claims": {number: odd}}
        assert read(tmp_path, "a.json", json.dumps(work))[0].title == "A"


def test_a_record_beside_a_picture_is_found_and_other_xml_is_left_alone(tmp_path):
    picture = tmp_path / "a.jpg"
    (tmp_path / "a.xml").write_text("<annotation/>")
    assert find_sidecar(picture) is None
    (tmp_path / "a.xml").write_text(LIDO)
    assert find_sidecar(picture) == tmp_path / "a.xml"
    (tmp_path / "a.yaml").write_text("title: Ours")
    assert find_sidecar(picture) == tmp_path / "a.yaml"


def test_many_statements_take_no_more_time_than_they_are_long(tmp_path):
    pairs = [{"label": f"Description {n % 7}", "value": f"{n}"} for n in range(20_000)]
    pairs += [{"label": "Description", "value": f"Sentence {n}."} for n in range(10_000)]
    label, remark = read(tmp_path, "a.json", json.dumps({"type": "Manifest", "metadata": pairs}))
    assert len(label.notes) == 200
    assert len(remark) < 500
