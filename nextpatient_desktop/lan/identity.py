"""Who a clinic's hosts are on the LAN: one certificate with its key, made once and kept among the secrets.

Stations know the clinic by the SHA-256 of this certificate, its pin. They look at none of its dates: clinic
PCs have clocks without batteries. Programs that do look at dates find it valid from 2000 on.
"""

import hashlib
import secrets
import ssl
import tempfile
from dataclasses import field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.clinic.ports import Storage
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan.words import fingerprint

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

SECRET: Final = "lan.identity"
"""The name of the certificate and its key among the clinic's secrets."""
SERVER_NAME: Final = "nextpatient"
"""The host name in the certificate, for programs that insist on one."""

_VALID_FROM: Final = datetime(2000, 1, 1, tzinfo=UTC)
_VALID_FOR: Final = timedelta(days=36525)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The certificate of a clinic's hosts and its key, as PEM, with the certificate's pin as hex."""

    certificate: bytes
    key: bytes = field(repr=False)
    pin: str

    @property
    def fingerprint(self) -> str:
        """The pin in six words, for two people to compare."""
        return fingerprint(self.pin)

    def server_context(self) -> ssl.SSLContext:
        """TLS 1.2 and later with this certificate.

        OpenSSL takes a key from a file only: it gets one that is encrypted under a password of this moment,
        in a folder that only this account may enter.
        """
        from cryptography.hazmat.primitives.serialization import (
            BestAvailableEncryption,
            Encoding,
            PrivateFormat,
            load_pem_private_key,
        )

        password = secrets.token_bytes(32).hex()
        locked = load_pem_private_key(self.key, None).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.TemporaryDirectory(prefix="nextpatient-") as folder:
            chain = Path(folder) / "chain.pem"
            chain.write_bytes(self.certificate + locked)
            context.load_cert_chain(chain, password=password)
        return context


def obtain_identity(storage: Storage, now: datetime) -> Identity:
    """The identity of the clinic in `storage`, made now where there is none.

    Of several hosts at once, all get the one that was kept first. Refused: as `Storage.write` is.
    """
    with storage.read() as uow:
        kept = uow.secrets.get(SECRET)
    if kept is None:
        made = _make(now)
        kept = storage.write(lambda uow: uow.secrets.add(SECRET, made))
    return _parse(kept)


def pin_of(certificate: bytes) -> str:
    """The pin of a certificate in its binary form (DER): its SHA-256 as hex."""
    return hashlib.sha256(certificate).hexdigest()


def _parse(pem: bytes) -> Identity:
    """The identity that is kept as one PEM text: the certificate, then the key."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    end = b"-----END CERTIFICATE-----\n"
    certificate, key = pem[: pem.index(end) + len(end)], pem[pem.index(end) + len(end) :]
    pin = pin_of(load_pem_x509_certificate(certificate).public_bytes(Encoding.DER))
    return Identity(certificate=certificate, key=key, pin=pin)


def _make(now: datetime) -> bytes:
    """A fresh certificate and its key, as one PEM text."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certify(key, now)
    return certificate.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _certify(key: "EllipticCurvePrivateKey", now: datetime) -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    public = key.public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "NextPatient clinic")])
    subject_key = x509.SubjectKeyIdentifier.from_public_key(public)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,  # it vouches for itself: strict verifiers ask for this
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(_VALID_FROM, now))
        .not_valid_after(max(_VALID_FROM, now) + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME), x509.DNSName("localhost")]),
            critical=False,
        )
        .add_extension(subject_key, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_key), critical=False
        )
    )
    return builder.sign(key, SHA256())
