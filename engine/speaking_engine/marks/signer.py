"""Who signs: a certificate and key named on this machine, or a certificate that says it is for trying out.

The key is read when a film is signed and is never written anywhere.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speaking_engine.errors import SetupError

CERTIFICATE_VARIABLE = "SPEAKING_IMAGES_CERTIFICATE"
KEY_VARIABLE = "SPEAKING_IMAGES_KEY"
TRYING_OUT = "Speaking Images, for trying out: vouches for nobody"
LIMIT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate chain and its key.

    Attributes
    ----------
    name : str
        Of the certificate's owner.
    algorithm : str
        C2PA's name, such as "es256".
    certificates, key : bytes
        PEM.
    """

    name: str
    algorithm: str
    certificates: bytes = field(repr=False)
    key: bytes = field(repr=False)
    is_for_trying_out: bool = False


def find_signer() -> Signer:
    """Read the certificate and the key that the environment names; make some for trying out if it names none.

    Raises
    ------
    SetupError
        Only one of the two is named, one cannot be read, they do not belong together, or the certificate is
        not valid today; who runs the program can fix it.
    """
    certificate, key = os.environ.get(CERTIFICATE_VARIABLE, ""), os.environ.get(KEY_VARIABLE, "")
    if not certificate and not key:
        return _for_trying_out()
    if not (certificate and key):
        there, missing = (
            (CERTIFICATE_VARIABLE, KEY_VARIABLE) if certificate else (KEY_VARIABLE, CERTIFICATE_VARIABLE)
        )
        raise SetupError(
            f"A film cannot be signed: {there} is set and {missing} is not.",
            hint=f"Set {missing} to a PEM file, or unset both to sign for trying out.",
        )
    return _of_files(Path(certificate), Path(key))


def _of_files(certificate: Path, key: Path) -> Signer:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    chain, secret = _read(certificate), _read(key)
    try:
        owner = x509.load_pem_x509_certificates(chain)[0]
        private = serialization.load_pem_private_key(secret, None)
    except (ValueError, TypeError, IndexError) as error:
        raise SetupError(
            f"A film cannot be signed: {certificate} or {key} is no PEM file, or the key has a password.",
            hint="Give the certificate chain and an unencrypted PKCS#8 key, both as PEM.",
        ) from error
    if _public(private.public_key()) != _public(owner.public_key()):
        raise SetupError(
            f"A film cannot be signed: the key {key} does not belong to the certificate {certificate}.",
            hint="The signer's own certificate comes first in the file, then those above it.",
        )
    now = datetime.datetime.now(datetime.UTC)
    if not owner.not_valid_before_utc <= now <= owner.not_valid_after_utc:
        raise SetupError(
            f"A film cannot be signed: the certificate {certificate} is valid from "
            f"{owner.not_valid_before_utc:%Y-%m-%d} to {owner.not_valid_after_utc:%Y-%m-%d} only.",
            hint="Renew it, or check this machine's clock.",
        )
    return Signer(_name_of(owner), _algorithm_of(private), chain, secret)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT_BYTES or not path.is_file():
            raise SetupError(f"{path} is no certificate or key.", hint="Give a PEM file.")
        return path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"A film cannot be signed: {path} cannot be read ({error.strerror}).",
            hint=f"Check {CERTIFICATE_VARIABLE} and {KEY_VARIABLE}.",
        ) from error


def _public(key: Any) -> bytes:  # noqa: ANN401 - any kind of key
    from cryptography.hazmat.primitives import serialization

    return bytes(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _name_of(certificate: Any) -> str:  # noqa: ANN401 - x509.Certificate
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _algorithm_of(key: Any) -> str:  # noqa: ANN401 - any kind of key
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey):
        sizes = {256: "es256", 384: "es384", 521: "es512"}
        if key.curve.key_size in sizes:
            return sizes[key.curve.key_size]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise SetupError(
        "A film cannot be signed: C2PA knows no keys of this kind.",
        hint="Use an EC (P-256), Ed25519 or RSA key.",
    )


def _for_trying_out() -> Signer:
    """Make a root and a certificate below it (C2PA takes no self-signed ones), and forget the root's key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(common: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, common),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, TRYING_OUT),
            ]
        )

    def usage(*, signs_certificates: bool) -> x509.KeyUsage:
        signs = {"key_cert_sign": signs_certificates, "crl_sign": signs_certificates}
        others = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
        )
        nothing = {"encipher_only": False, "decipher_only": False}
        return x509.KeyUsage(digital_signature=not signs_certificates, **signs, **others, **nothing)

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    now = datetime.datetime.now(datetime.UTC)

    def certificate(subject: str, public: Any, *, is_root: bool) -> x509.Certificate:  # noqa: ANN401
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(usage(signs_certificates=is_root), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
            )
        )
        if not is_root:
            purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(purposes, critical=False)
        return builder.sign(root_key, hashes.SHA256())

    chain = [
        certificate("somebody", key.public_key(), is_root=False),
        certificate("root", root_key.public_key(), is_root=True),
    ]
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Signer(TRYING_OUT, "es256", b"".join(one.public_bytes(pem) for one in chain), secret, True)
