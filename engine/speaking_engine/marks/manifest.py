"""The signed manifest (C2PA): what a film was made of, by what, and who answers for its words.

References
----------
C2PA 2.2; IPTC's `compositeWithTrainedAlgorithmicMedia`: a part was changed by a trained model.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speaking_engine import __version__
from speaking_engine.errors import SetupError
from speaking_engine.marks.signer import Signer
from speaking_engine.media.beside import told_when_unwritable, written_beside

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
OURS = "org.speaking-images.film"


@dataclass(frozen=True, slots=True)
class Claims:
    """What is said of a film.

    Attributes
    ----------
    picture_name, picture_sha256 : str
        The artwork's file.
    rights : str
        What its label says of credit and rights.
    made_with : mapping
        "voice", "animator", "writer", "performance" ("synthetic" or "actor"): what each was.
    inputs : mapping
        Voices, models and an actor's take, each with the SHA-256 of its file, or its name where that is none
        of ours: ingredients beside the artwork.
    consent : str
        Who consented to a film of a living or recently dead person, and when.
    words_sha256, approved_by, approved_on : str
        The spoken words, and who signed them; empty if nobody did.
    marks : mapping
        "notice", "watermark" and, without a notice, the reason.
    """

    title: str
    picture_name: str
    picture_format: str
    picture_sha256: str
    rights: str = ""
    made_with: Mapping[str, str] = field(default_factory=dict)
    words_sha256: str = ""
    approved_by: str = ""
    approved_on: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""

    def manifest(self, kind: str = "video/mp4") -> dict[str, Any]:
        """Return the definition that c2pa signs.

        Parameters
        ----------
        kind : str
            Media type of the file.
        """
        artwork = {
            "title": self.picture_name,
            "format": self.picture_format,
            "relationship": "componentOf",
            "instance_id": f"sha256:{self.picture_sha256}",
            "label": "artwork",
            "metadata": {"rights": self.rights},
        }
        inputs = [
            {
                "title": name,
                "format": "application/octet-stream",
                "relationship": "inputTo",
                "instance_id": f"sha256:{sha256}" if sha256 else f"name:{name}",
                "label": f"input{number}",
            }
            for number, (name, sha256) in enumerate(self.inputs.items())
        ]
        actions = [
            {"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE},
            {"action": "c2pa.placed", "parameters": {"ingredientIds": ["artwork"]}},
            {
                "action": "c2pa.edited",
                "description": "A face of the artwork was animated to speech.",
                "digitalSourceType": SOURCE_TYPE,
                "parameters": {"ingredientIds": [one["label"] for one in inputs]},
            },
        ]
        said = {
            "words_sha256": self.words_sha256,
            "approved_by": self.approved_by,
            "approved_on": self.approved_on,
            "consent": self.consent,
            "made_with": dict(self.made_with),
            "marks": dict(self.marks),
        }
        return {
            "claim_generator_info": [{"name": "Speaking Images", "version": __version__}],
            "title": self.title,
            "format": kind,
            "ingredients": [artwork, *inputs],
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": actions}},
                {"label": OURS, "data": said},
            ],
        }


def sign_film(source: Path, target: Path, claims: Claims, signer: Signer) -> None:
    """Write a signed copy of a film, or of another file that C2PA knows, whole or not at all.

    Raises
    ------
    SetupError
        The certificate does not do for C2PA; who runs the program can fix it.
    OutputError
        The copy cannot be written.
    """
    import c2pa

    with told_when_unwritable(target), written_beside(target) as beside:
        beside.unlink(missing_ok=True)
        try:
            information = c2pa.C2paSignerInfo(
                alg=signer.algorithm.encode(),
                sign_cert=signer.certificates,
                private_key=signer.key,
                ta_url=None,  # a time stamp would need the network
            )
            kind = mimetypes.guess_type(source.name)[0] or "video/mp4"
            definition = json.dumps(claims.manifest(kind))
            with (
                c2pa.Signer.from_info(information) as signing,
                c2pa.Builder(definition) as builder,
                source.open("rb") as unsigned,
                beside.open("wb+") as signed,
            ):
                builder.sign(signing, kind, unsigned, signed)
        except c2pa.C2paError as error:
            raise SetupError(
                f"The film could not be signed: {error}.",
                hint="C2PA wants a chain whose purpose is e-mail protection or claim signing.",
            ) from error


@dataclass(frozen=True, slots=True)
class Signed:
    """What the manifest of a film says, and whether it holds.

    Attributes
    ----------
    is_intact : bool
        Not a byte of the film was changed since it was signed.
    is_trusted : bool
        The signer's certificate comes from an authority that is known here.
    """

    is_intact: bool
    is_trusted: bool
    signer: str
    authority: str
    generator: str
    title: str
    source_type: str
    ingredients: tuple[str, ...]
    said: Mapping[str, Any]


def read_manifest(film: Path) -> Signed | None:
    """Read and check the manifest of a film; None if it has none."""
    import c2pa

    try:
        with c2pa.Reader(str(film)) as reader:
            store = json.loads(reader.json())
    except c2pa.C2paError:
        return None
    active = store.get("manifests", {}).get(store.get("active_manifest", ""), {})
    if not active:
        return None
    problems = {str(one.get("code")) for one in store.get("validation_status", [])}
    assertions = {str(one.get("label")): one.get("data", {}) for one in active.get("assertions", [])}
    actions = assertions.get("c2pa.actions.v2", {}).get("actions", [])
    information = active.get("signature_info", {})
    generators = active.get("claim_generator_info", [{}])
    return Signed(
        is_intact=not problems - {"signingCredential.untrusted"},
        is_trusted="signingCredential.untrusted" not in problems,
        signer=str(information.get("common_name", "")),
        authority=str(information.get("issuer", "")),
        generator=" ".join(str(generators[0].get(key, "")) for key in ("name", "version")).strip(),
        title=str(active.get("title", "")),
        source_type=next(
            (str(one["digitalSourceType"]) for one in actions if "digitalSourceType" in one), ""
        ),
        ingredients=tuple(str(one.get("title", "")) for one in active.get("ingredients", [])),
        said=assertions.get(OURS, {}),
    )
