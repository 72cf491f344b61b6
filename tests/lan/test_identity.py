"""A clinic has one certificate, whoever makes it first, and keeps it."""

import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from nextpatient_desktop.lan.identity import SERVER_NAME, Identity, obtain_identity, pin_of
from tests.clinic.house import MORNING, House
from tests.lan.serving import ANSWERED_WITHIN, Served


def test_two_hosts_that_start_at_once_have_the_same_certificate(empty_house: House) -> None:
    found: list[Identity] = []
    ready = threading.Barrier(4)

    def obtain() -> None:
        ready.wait(ANSWERED_WITHIN)
        found.append(obtain_identity(empty_house.storage, MORNING))

    threads = [threading.Thread(target=obtain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ANSWERED_WITHIN)
    assert len(found) == 4
    assert {one.pin for one in found} == {found[0].pin}
    assert {one.key for one in found} == {found[0].key}
    assert obtain_identity(empty_house.storage, MORNING) == found[0]


def test_the_certificate_outlasts_every_pc(empty_house: House) -> None:
    certificate = x509.load_pem_x509_certificate(obtain_identity(empty_house.storage, MORNING).certificate)
    assert certificate.not_valid_before_utc == datetime(2000, 1, 1, tzinfo=UTC)
    assert certificate.not_valid_after_utc.year >= 2126
    key = certificate.public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    assert isinstance(key.curve, SECP256R1)


def test_a_pc_whose_clock_is_dead_makes_a_certificate_that_is_valid_today(empty_house: House) -> None:
    dead = datetime(1980, 1, 1, tzinfo=UTC)
    certificate = x509.load_pem_x509_certificate(obtain_identity(empty_house.storage, dead).certificate)
    assert certificate.not_valid_before_utc == dead
    assert certificate.not_valid_after_utc.year == 2100


def test_the_key_is_in_no_text_of_the_identity(empty_house: House) -> None:
    identity = obtain_identity(empty_house.storage, MORNING)
    assert b"PRIVATE KEY" in identity.key
    assert "PRIVATE" not in repr(identity)
    assert b"PRIVATE" not in identity.certificate


def test_the_key_lies_nowhere_once_it_is_loaded(
    empty_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    obtain_identity(empty_house.storage, MORNING).server_context()
    assert list(folder.rglob("*")) == []


def test_stations_see_the_certificate_that_was_pinned(served: Served) -> None:
    with served.raw() as connection:
        certificate = connection.getpeercert(binary_form=True)
        assert connection.version() == "TLSv1.3"
    assert certificate is not None
    assert pin_of(certificate) == served.identity.pin


def test_a_program_that_checks_names_and_dates_strictly_can_trust_it(served: Served) -> None:
    context = ssl.create_default_context(cadata=served.identity.certificate.decode())
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    with (
        socket.create_connection(("127.0.0.1", served.host.port), ANSWERED_WITHIN) as plain,
        context.wrap_socket(plain, server_hostname=SERVER_NAME) as secured,
    ):
        assert secured.version() == "TLSv1.3"


def test_old_tls_is_not_spoken(empty_house: House) -> None:
    context = obtain_identity(empty_house.storage, MORNING).server_context()
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
