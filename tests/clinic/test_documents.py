"""Documents: put, attached, listed, opened, taken off; and what is refused."""

import hashlib
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.documents.messages import (
    AttachDocument,
    DocumentContent,
    RemoveDocument,
    VisitDocuments,
)
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import (
    IdentifyVisit,
    PatientForm,
    PatientHistory,
    RegisterPatient,
)
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, Undo
from nextpatient_desktop.domain.ids import DocumentId, VisitId, uuid7
from nextpatient_desktop.domain.model import Document, DocumentKind, Role, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged
from tests.documents.samples import pdf, picture

REPORT = pdf()


@pytest.fixture
def visit(house: House) -> IssuedToken:
    return house.issue(house.add_department())


@pytest.fixture
def reception(house: House) -> Clinic:
    return house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))


def attach(visit: VisitId, sha256: str, title: str = "Blood report") -> AttachDocument:
    return AttachDocument(visit=visit, kind=DocumentKind.REPORT, title=title, sha256=sha256)


def attached(clinic: Clinic, visit: VisitId, data: bytes = REPORT, title: str = "Blood report") -> Document:
    return clinic.execute(attach(visit, clinic.put_blob(data), title))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(REPORT, "application/pdf"), (picture("JPEG"), "image/jpeg"), (picture("PNG"), "image/png")],
)
def test_a_document_is_attached_and_opened_again(
    house: House, reception: Clinic, visit: IssuedToken, data: bytes, media_type: str
) -> None:
    document = attached(reception, visit.visit, data, "  Blood   report ")
    assert (document.title, document.media_type, document.size) == ("Blood report", media_type, len(data))

    content = reception.ask(DocumentContent(document=document.id))
    assert (content.document, content.data) == (document, data)
    (info,) = reception.ask(VisitDocuments(visit=visit.visit))
    assert (info.document, info.code, info.added_by) == (document, "A-001", "Sunita Patil")
    assert info.department == "General OPD"


def test_a_file_of_30_mb_is_refused_before_it_is_stored(house: House, reception: Clinic) -> None:
    with pytest.raises(ClinicError) as caught:
        reception.put_blob(bytes(30 * 1024 * 1024))
    assert (caught.value.code, caught.value.params["field"]) == ("document_too_large", "file")
    assert not house.place.has_content(hashlib.sha256(bytes(30 * 1024 * 1024)).hexdigest())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 a letter by another name", "document_not_readable"),
        (REPORT[: len(REPORT) // 2], "document_not_readable"),
        (pdf(password="1234"), "document_not_readable"),
        (picture("JPEG")[:300], "document_not_readable"),
        (b"hello", "document_kind_unknown"),
    ],
)
def test_what_can_not_be_opened_is_not_attached(
    house: House, reception: Clinic, visit: IssuedToken, data: bytes, code: str
) -> None:
    with pytest.raises(ClinicError) as at_once:
        reception.put_blob(data)
    assert (at_once.value.code, at_once.value.params["field"]) == (code, "file")
    assert not house.place.has_content(hashlib.sha256(data).hexdigest())
    command = attach(visit.visit, house.tools.blobs.put(data))
    refusal = refused_and_unchanged(house, reception, command)
    assert (refusal.code, refusal.params["field"]) == (code, "file")
    assert reception.ask(VisitDocuments(visit=visit.visit)) == ()


def test_other_mistakes_are_said_too(house: House, reception: Clinic, visit: IssuedToken) -> None:
    sha256 = reception.put_blob(REPORT)
    nowhere = VisitId(uuid7(0, bytes(10)))
    for command, refusal in (
        (attach(visit.visit, "0" * 64), ClinicError("document_missing", field="file")),
        (attach(visit.visit, "../" + sha256), ClinicError("document_missing", field="file")),
        (attach(visit.visit, sha256, title="  "), ClinicError("text_empty", field="title")),
        (attach(nowhere, sha256), ClinicError("visit_unknown")),
    ):
        assert refused_and_unchanged(house, reception, command) == refusal


def test_the_same_file_twice_on_a_visit_is_said_and_on_another_visit_fine(
    house: House, reception: Clinic, visit: IssuedToken
) -> None:
    first = attached(reception, visit.visit)
    again = attach(visit.visit, first.sha256, "Report again")
    assert refused_and_unchanged(house, reception, again) == ClinicError(
        "document_attached_already", field="file", code="A-001", title="Blood report"
    )
    other = house.issue(house.add_department("D", "Dental"))
    attached(reception, other.visit)

    reception.execute(RemoveDocument(document=first.id))
    assert not attached(reception, visit.visit).is_removed


def test_a_removed_document_is_off_the_visit_and_its_content_stays(
    house: House, reception: Clinic, visit: IssuedToken
) -> None:
    document = attached(reception, visit.visit)
    command = RemoveDocument(document=document.id)
    assert reception.execute(command).is_removed
    assert reception.ask(VisitDocuments(visit=visit.visit)) == ()
    assert refused(reception, DocumentContent(document=document.id)).code == "document_removed"
    assert house.place.has_content(document.sha256)
    position = house.storage.position()
    reception.execute(RemoveDocument(document=document.id))
    assert house.storage.position() == position

    reception.execute(Undo(command=command.id))
    assert reception.ask(DocumentContent(document=document.id)).data == REPORT


def test_an_attachment_is_taken_back(house: House, reception: Clinic, visit: IssuedToken) -> None:
    command = attach(visit.visit, reception.put_blob(REPORT))
    reception.execute(command)
    reception.execute(Undo(command=command.id))
    assert reception.ask(VisitDocuments(visit=visit.visit)) == ()


def test_a_visits_list_has_the_earlier_visits_of_its_patient(house: House, reception: Clinic) -> None:
    opd = house.add_department()
    patient = reception.execute(RegisterPatient(form=PatientForm(name="Anita Joshi")))
    titles = ["First", "Second", "Third"]
    for number, title in enumerate(titles):
        visit = house.issue(opd).visit
        reception.execute(IdentifyVisit(visit=visit, patient=patient.id))
        assert attached(reception, visit, pdf(pages=number + 1), title).patient == patient.id
        house.clock.advance(timedelta(days=1))
    stranger = house.issue(opd).visit
    attached(reception, stranger, picture("PNG"), "Stranger's")

    shown = reception.ask(VisitDocuments(visit=visit))
    assert [one.document.title for one in shown] == ["Third", "Second", "First"]
    assert [one.day.day for one in shown] == [22, 21, 20]
    history = reception.ask(PatientHistory(patient=patient.id))
    assert [one.document.title for visit in history.visits for one in visit.documents] == [
        "Third",
        "Second",
        "First",
    ]


def test_documents_go_with_the_visit_to_whom_it_belongs(
    house: House, reception: Clinic, visit: IssuedToken
) -> None:
    document = attached(reception, visit.visit)
    assert document.patient is None
    patient = reception.execute(RegisterPatient(form=PatientForm(name="Anita Joshi"), visit=visit.visit))
    moved = house.read(lambda uow: uow.documents.get(document.id))
    assert moved is not None and moved.patient == patient.id


def test_a_damaged_or_missing_content_is_said(house: House, reception: Clinic, visit: IssuedToken) -> None:
    document = attached(reception, visit.visit)
    house.place.damage(document.sha256)
    assert refused(reception, DocumentContent(document=document.id)).code == "document_damaged"
    house.place.lose(document.sha256)
    assert refused(reception, DocumentContent(document=document.id)).code == "document_damaged"


def test_documents_are_for_staff_only(house: House, reception: Clinic, visit: IssuedToken) -> None:
    document = attached(reception, visit.visit)
    kiosk = house.as_station(StationKind.KIOSK)
    for question in (DocumentContent(document=document.id), VisitDocuments(visit=visit.visit)):
        assert refused(kiosk, question).code == "not_allowed"
    with pytest.raises(ClinicError, match="not_allowed"):
        kiosk.put_blob(REPORT)
    assert refused(kiosk, RemoveDocument(document=document.id)).code == "not_allowed"


def test_no_title_is_in_the_journal(house: House, reception: Clinic, visit: IssuedToken) -> None:
    attached(reception, visit.visit, title="HIV test of Anita")
    assert "Anita" not in " ".join(event.body for event in house.events())


def test_an_unknown_document_is_said(house: House, reception: Clinic) -> None:
    nothing = DocumentId(uuid7(0, bytes(10)))
    assert refused(reception, DocumentContent(document=nothing)).code == "document_unknown"


def test_what_was_put_and_never_attached_goes_after_a_day(
    house: House, reception: Clinic, visit: IssuedToken
) -> None:
    kept, removed = attached(reception, visit.visit), attached(reception, visit.visit, picture("PNG"))
    reception.execute(RemoveDocument(document=removed.id))
    orphan = reception.put_blob(picture("JPEG"))
    contents = (kept.sha256, removed.sha256, orphan)
    for sha256 in contents:
        house.place.make_old(sha256, house.clock.instant - timedelta(days=2))

    house.clock.advance(timedelta(hours=1))
    house.issue(house.add_department("D", "Dental"))

    assert [house.place.has_content(sha256) for sha256 in contents] == [True, True, False]
    assert reception.ask(DocumentContent(document=kept.id)).data == REPORT
