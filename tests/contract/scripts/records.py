"""Scripts about people and their papers: patients and documents."""

from dataclasses import replace
from datetime import date

from nextpatient_desktop.clinic.documents.messages import (
    AttachDocument,
    DocumentContent,
    RemoveDocument,
    VisitDocuments,
)
from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.papers.messages import ClosingSlip, TicketAgain, VisitSummary
from nextpatient_desktop.clinic.patients.messages import (
    FamilyOf,
    FindPatients,
    IdentifyVisit,
    PatientForm,
    PatientHistory,
    RegisterPatient,
    UpdatePatient,
)
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import DocumentId, PatientId, TokenId, VisitId, uuid7
from nextpatient_desktop.domain.model import DocumentKind, Gender, StationKind
from tests.contract.play import Play
from tests.contract.scripts.town import Town
from tests.documents.samples import pdf

NOWHERE = uuid7(0, bytes(10))
PHONE = "9845031777"


def patients_are_known(play: Play) -> None:
    """Records are made, corrected, found, and told to be whose visit it is."""
    town = Town(play)
    desk = town.desk
    visit = play.do(desk, IssueToken(department=town.opd.id)).visit
    form = PatientForm(name="Anita Joshi", phone=f"+91 {PHONE}", birth_year=1982, gender=Gender.FEMALE)
    anita = play.do(desk, RegisterPatient(form=form, visit=visit))
    son = play.do(desk, RegisterPatient(form=PatientForm(name="Vivaan Joshi", phone=PHONE, age=5)))
    play.refused(desk, RegisterPatient(form=PatientForm(name=" ")), "text_empty")
    play.refused(desk, RegisterPatient(form=PatientForm(name="A", age=200)), "age_invalid")
    play.refused(town.admin, RegisterPatient(form=form, visit=VisitId(NOWHERE)), "visit_unknown")
    corrected = PatientForm(name="Anita P Joshi", phone=PHONE, abha="91-7200-0000-0000")
    play.do(desk, UpdatePatient(patient=anita.id, form=corrected))
    play.refused(desk, UpdatePatient(patient=PatientId(NOWHERE), form=corrected), "patient_unknown")
    play.do(desk, IdentifyVisit(visit=visit, patient=son.id))
    play.refused(desk, IdentifyVisit(visit=visit, patient=PatientId(NOWHERE)), "patient_unknown")
    for text in ("joshi", PHONE, "P-000001", "viv", "nobody", ""):
        play.do(town.at3, FindPatients(text=text))
    play.do(town.at3, PatientHistory(patient=son.id))
    play.refused(town.at3, PatientHistory(patient=PatientId(NOWHERE)), "patient_unknown")
    kiosk = play.ground.station(StationKind.KIOSK)
    play.do(kiosk, FamilyOf(phone=PHONE))
    play.refused(kiosk, FamilyOf(phone="12"), "phone_invalid")
    play.refused(kiosk, FindPatients(text="joshi"), "not_allowed")
    codes = [play.outcome_of(kiosk, FamilyOf(phone=PHONE)) for _ in range(40)]
    assert "asked_too_often" in codes


def papers_are_asked_for(play: Play) -> None:
    """What stands on a ticket that is printed again, a visit's summary and the day's closing slip."""
    town = Town(play)
    desk = town.desk
    issued = play.do(desk, IssueToken(department=town.opd.id, phone=PHONE))
    play.do(desk, TicketAgain(token=issued.token))
    play.refused(desk, TicketAgain(token=TokenId(NOWHERE)), "token_unknown")
    play.do(town.at3, VisitSummary(visit=issued.visit))
    play.refused(town.at3, VisitSummary(visit=VisitId(NOWHERE)), "visit_unknown")
    play.do(town.admin, ClosingSlip())
    play.refused(desk, ClosingSlip(day=date(1999, 1, 1)), "day_unknown")
    play.refused(play.ground.station(StationKind.KIOSK), ClosingSlip(), "not_allowed")


def papers_are_attached(play: Play) -> None:
    """Documents are put, attached, listed, opened and taken off."""
    town = Town(play)
    desk = town.desk
    visit = play.do(desk, IssueToken(department=town.opd.id, phone=PHONE)).visit
    data = pdf(2)
    sha256 = play.put(desk, data)
    assert play.put(desk, data) == sha256
    kiosk = play.ground.station(StationKind.KIOSK)
    for clinic, content in ((desk, b"MZ"), (desk, b"%PDF-1.4 no more"), (kiosk, data), (desk, b"")):
        play.put_refused(clinic, content)
    attach = AttachDocument(visit=visit, kind=DocumentKind.REPORT, title="Blood count", sha256=sha256)
    document = play.do(desk, attach)
    play.refused(desk, replace(attach, id=new_command_id()), "document_attached_already")
    play.refused(desk, replace(attach, id=new_command_id(), sha256="ab" * 32), "document_missing")
    play.refused(desk, replace(attach, id=new_command_id(), title=" "), "text_empty")
    play.do(town.at3, VisitDocuments(visit=visit))
    play.refused(town.at3, VisitDocuments(visit=VisitId(NOWHERE)), "visit_unknown")
    assert play.do(town.at3, DocumentContent(document=document.id)).data == data
    play.refused(town.at3, DocumentContent(document=DocumentId(NOWHERE)), "document_unknown")
    play.refused(kiosk, DocumentContent(document=document.id), "not_allowed")
    play.do(desk, RemoveDocument(document=document.id))
    play.refused(desk, RemoveDocument(document=DocumentId(NOWHERE)), "document_unknown")
    play.refused(desk, DocumentContent(document=document.id), "document_removed")


def papers_are_printed(play: Play) -> None:
    """What is on a ticket that is printed again, on a visit's summary, on the day's closing slip."""
    town = Town(play)
    desk = town.desk
    play.refused(desk, ClosingSlip(day=date(1999, 1, 1)), "day_unknown")
    issued = play.do(desk, IssueToken(department=town.opd.id, phone=PHONE, language="hi"))
    play.do(desk, TicketAgain(token=issued.token))
    play.refused(desk, TicketAgain(token=TokenId(NOWHERE)), "token_unknown")
    play.do(town.at3, VisitSummary(visit=issued.visit))
    play.refused(town.at3, VisitSummary(visit=VisitId(NOWHERE)), "visit_unknown")
    play.do(town.admin, ClosingSlip())
