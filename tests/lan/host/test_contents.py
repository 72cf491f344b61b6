"""Contents of documents travel as they are, in parts, and only to who may open the document."""

import hashlib
from dataclasses import dataclass
from uuid import uuid4

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents import messages
from nextpatient_desktop.clinic.documents.messages import AttachDocument, DocumentContent, RemoveDocument
from nextpatient_desktop.domain.model import Document, DocumentKind, Role, StationKind
from nextpatient_desktop.lan import wire
from tests.documents.samples import pdf
from tests.lan.serving import Caller, Served, reply_of


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Ward:
    """A host with a doctor at a counter, a kiosk, and a visit with one document."""

    served: Served
    doctor: Caller
    kiosk: Caller
    data: bytes
    document: Document

    @property
    def path(self) -> str:
        return f"{wire.BLOBS}{self.document.sha256}?document={self.document.id}"


@pytest.fixture
def ward(served: Served) -> Ward:
    served.house.add_staff("Dr Rao", "rao", Role.DOCTOR)
    opd = served.house.add_department()
    doctor = served.signed_in(served.station(StationKind.COUNTER), "rao")
    kiosk = served.station(StationKind.KIOSK)
    data = pdf()
    put = served.call("PUT", wire.BLOBS + digest(data), data, doctor)
    assert put.json == digest(data)
    visit = served.house.issue(opd).visit
    attach = AttachDocument(visit=visit, kind=DocumentKind.REPORT, title="X-ray", sha256=put.json)
    document: Document = codec.read(Document, served.do(attach, doctor).body.decode())
    return Ward(served, doctor, kiosk, data, document)


def test_a_content_comes_back_as_it_was_put(ward: Ward) -> None:
    reply = ward.served.call("GET", ward.path, None, ward.doctor)
    assert (reply.status, reply.body) == (200, ward.data)
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-length"] == str(len(ward.data))


def test_the_query_tells_the_document_without_its_bytes(ward: Ward) -> None:
    reply = ward.served.do(DocumentContent(document=ward.document.id), ward.doctor)
    assert list(reply.json) == ["document"]
    assert reply.json["document"]["sha256"] == digest(ward.data)


def test_nobody_else_opens_it(ward: Ward) -> None:
    for caller in (ward.kiosk, Caller(key=ward.doctor.key)):
        reply = ward.served.call("GET", ward.path, None, caller)
        assert (reply.status, reply.code) == (403, "not_allowed")
        assert ward.served.call("PUT", wire.BLOBS + digest(b"x"), b"x", caller).code == "not_allowed"


def test_a_content_is_opened_through_its_own_document_only(ward: Ward) -> None:
    path = wire.BLOBS + ward.document.sha256
    assert ward.served.call("GET", path, None, ward.doctor).field == "document"
    unknown = ward.served.call("GET", f"{path}?document={uuid4()}", None, ward.doctor)
    assert (unknown.status, unknown.code) == (404, "document_unknown")
    other = ward.served.call("GET", f"{wire.BLOBS}{'ab' * 32}?document={ward.document.id}", None, ward.doctor)
    assert (other.status, other.field) == (400, "sha256")


def test_a_removed_document_is_not_given_out(ward: Ward) -> None:
    ward.served.do(RemoveDocument(document=ward.document.id), ward.doctor)
    reply = ward.served.call("GET", ward.path, None, ward.doctor)
    assert (reply.status, reply.code) == (409, "document_removed")


@pytest.mark.parametrize("name", ["x", "AB" * 32, "ab" * 31, "ab" * 33])
def test_a_name_that_is_no_sha256_is_refused(ward: Ward, name: str) -> None:
    reply = ward.served.call("PUT", wire.BLOBS + name, b"x", ward.doctor)
    assert (reply.status, reply.field) == (400, "sha256")


def test_a_content_that_is_another_than_it_is_said_to_be_is_not_kept(ward: Ward) -> None:
    reply = ward.served.call("PUT", wire.BLOBS + digest(b"other"), ward.data, ward.doctor)
    assert (reply.status, reply.field) == (400, "sha256")


def test_what_is_no_document_is_not_kept(ward: Ward) -> None:
    reply = ward.served.call("PUT", wire.BLOBS + digest(b"text"), b"text", ward.doctor)
    assert (reply.status, reply.code) == (415, "document_kind_unknown")


def test_a_content_that_is_too_large_is_refused_unread(ward: Ward) -> None:
    size = messages.MAX_DOCUMENT_BYTES + 1
    with ward.served.raw() as connection:
        connection.sendall(
            f"PUT {wire.BLOBS}{'ab' * 32} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {ward.doctor.key}\r\n"
            f"nextpatient-staff: {ward.doctor.session}\r\ncontent-length: {size}\r\n\r\n".encode()
        )
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_content_that_grows_too_large_on_its_way_is_refused(ward: Ward) -> None:
    part = bytes(1024 * 1024)
    connection = ward.served.connect()
    try:
        connection.putrequest("PUT", wire.BLOBS + "ab" * 32)
        for name, value in ward.doctor.all_headers().items():
            connection.putheader(name, value)
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders()
        for _ in range(messages.MAX_DOCUMENT_BYTES // len(part) + 1):
            connection.send(b"%x\r\n%s\r\n" % (len(part), part))
        reply = reply_of(connection.getresponse())
        assert (reply.status, reply.code) == (413, "document_too_large")
        assert reply.headers["connection"] == "close"
    finally:
        connection.close()
