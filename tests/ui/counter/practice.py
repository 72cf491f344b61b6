"""`Practice`: a clinic at a quarter to ten, as a doctor in Room 3 finds it: real, with people who wait."""

from datetime import timedelta
from pathlib import Path

from nextpatient_desktop.clinic.counters.messages import CounterStatus
from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.documents.messages import AttachDocument
from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Complete,
    Hold,
    IssuedToken,
    IssueToken,
    MarkNoShow,
    Recall,
    StartServing,
    Transfer,
)
from nextpatient_desktop.domain.ids import CounterId, VisitId
from nextpatient_desktop.domain.model import (
    CallReason,
    Counter,
    Department,
    DocumentKind,
    Gender,
    Patient,
    Priority,
    PriorityReason,
    Role,
    Staff,
    StationKind,
)
from tests.clinic.house import PASSWORD, House
from tests.fakes.scheduler import ManualScheduler

MINUTE = timedelta(minutes=1)


class ClinicScheduler(ManualScheduler):
    """A scheduler whose time is the clinic's too."""

    def __init__(self, house: House) -> None:
        super().__init__(house.clock.now())
        self._house = house

    def _pass_until(self, monotonic: float) -> None:
        super()._pass_until(monotonic)
        self._house.clock.instant = self._now
        self._house.seconds = self._monotonic


class Practice:
    """A house with Room 3 (General OPD, Child clinic), Room 4, the laboratory and the pharmacy."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.house.set_up()
        self.clock = self.house.clock
        self.opd = self.house.add_department("A", "General OPD")
        self.child = self.house.add_department("C", "Child clinic", icon="baby-face-outline")
        self.lab = self.house.add_department("L", "Laboratory", icon="flask-outline")
        self.pharmacy = self.house.add_department("P", "Pharmacy", icon="pill")
        self.room3 = self.house.add_counter(self.opd, self.child, name="Room 3")
        self.room4 = self.house.add_counter(self.opd, name="Room 4")
        self.lab_window = self.house.add_counter(self.lab, name="Lab")
        self.pharmacy_desk = self.house.add_counter(self.pharmacy, name="Pharmacy")
        self.rao = self.house.add_staff("Dr Meera Rao", "rao")
        self.sen = self.house.add_staff("Dr Arun Sen", "sen")
        self.joseph = self.house.add_staff("Joseph T", "joseph", Role.RECEPTION)
        self.fatima = self.house.add_staff("Fatima Begum", "fatima", Role.RECEPTION)
        self.desk = self.house.as_staff(self.fatima)
        self.station = self.house.as_station(StationKind.COUNTER)
        self.actor = Actor(kind=StationKind.COUNTER)
        self.house.system.execute(OpenDay())

    def close(self) -> None:
        self.house.close()

    def wait(self, minutes: float) -> None:
        self.clock.advance(minutes * MINUTE)

    def sign_in(self, staff: Staff, counter: Counter) -> Clinic:
        command = SignIn(login=staff.login, password=PASSWORD, counter=counter.id)
        return self.house.as_staff(self.house.system.execute(command))

    def patient(self, name: str, age: int | None = None, phone: str = "", **more: object) -> Patient:
        form = PatientForm(name=name, age=age, phone=phone, **more)  # type: ignore[arg-type]
        return self.desk.execute(RegisterPatient(form=form))

    def token(
        self,
        patient: Patient | None = None,
        department: Department | None = None,
        *,
        reason: PriorityReason | None = None,
        is_emergency: bool = False,
    ) -> IssuedToken:
        """A token, a second after whatever happened last."""
        self.clock.advance(timedelta(seconds=1))
        priority = Priority.PRIORITY if reason is not None else Priority.NORMAL
        return self.desk.execute(
            IssueToken(
                department=(department or self.opd).id,
                priority=Priority.EMERGENCY if is_emergency else priority,
                reason=reason,
                patient=patient.id if patient is not None else None,
            )
        )

    def attach(self, clinic: Clinic, visit: VisitId, title: str, kind: DocumentKind, data: bytes) -> None:
        sha256 = clinic.put_blob(data)
        clinic.execute(AttachDocument(visit=visit, kind=kind, title=title, sha256=sha256))

    def serve(self, clinic: Clinic, counter: Counter, minutes: float) -> None:
        """Call whoever is next, serve and complete."""
        called = clinic.execute(CallNext(counter=counter.id))
        self.wait(0.4)
        clinic.execute(StartServing(token=called.id))
        self.wait(minutes)
        clinic.execute(Complete(token=called.id))

    def busy_morning(self) -> Clinic:
        """Room 3 serves Anita Joshi, others wait, one is on hold, one was missed. The doctor's clinic."""
        rao, sen = self.sign_in(self.rao, self.room3), self.sign_in(self.sen, self.room4)
        joseph = self.sign_in(self.joseph, self.lab_window)
        fatima = self.sign_in(self.fatima, self.pharmacy_desk)
        self._early_hours(rao)
        self.token(self.patient("Mohan R", 61))
        anita = self.patient("Anita Joshi", 44, "98450 31777", gender=Gender.FEMALE)
        anitas = self.token(anita)
        self._others_come()
        self._elsewhere(sen, joseph, fatima)
        self._serve(rao, anitas)
        return rao

    def _early_hours(self, rao: Clinic) -> None:
        for name, age in (("Asha P", 33), ("George M", 58), ("Leela V", 24), ("Om N", 47), ("Ria D", 19)):
            self.token(self.patient(name, age))
        for minutes in (6, 8, 7, 5):
            self.serve(rao, self.room3, minutes)
        called = rao.execute(CallNext(counter=self.room3.id))
        self.wait(0.6)
        rao.execute(Recall(token=called.id))
        self.wait(0.6)
        rao.execute(MarkNoShow(token=called.id))
        held = self.token(self.patient("Sunil K", 39))
        rao.execute(CallToken(counter=self.room3.id, token=held.token, reason=CallReason.OTHER))
        rao.execute(Hold(token=held.token))

    def _others_come(self) -> None:
        self.token(self.patient("Kavya N", 29, "90080 11223"))
        self.wait(3)
        self.token()
        self.wait(4)
        self.token(self.patient("John P", 52))
        self.wait(2)
        self.token(self.patient("Fatima B", 35))
        self.wait(7)
        self.token(self.patient("Ravi T", 8), self.child)
        self.wait(3)
        self.token(self.patient("Lakshmi D", 67), reason=PriorityReason.SENIOR)

    def _elsewhere(self, sen: Clinic, joseph: Clinic, fatima: Clinic) -> None:
        called = sen.execute(CallNext(counter=self.room4.id))
        sen.execute(StartServing(token=called.id))
        sen.execute(Transfer(token=called.id, department=self.lab.id, comes_back=True))
        in_lab = joseph.execute(CallNext(counter=self.lab_window.id))
        self.wait(1)
        joseph.execute(StartServing(token=in_lab.id))
        self.token(self.patient("Devi S", 30), self.pharmacy)
        in_pharmacy = fatima.execute(CallNext(counter=self.pharmacy_desk.id))
        fatima.execute(StartServing(token=in_pharmacy.id))
        self.wait(1)

    def _serve(self, rao: Clinic, anitas: IssuedToken) -> None:
        called = rao.execute(
            CallToken(counter=self.room3.id, token=anitas.token, reason=CallReason.RESULTS_READY)
        )
        self.wait(0.5)
        rao.execute(StartServing(token=called.id))
        self.token(self.patient("Suresh K", 51, "98450 31702", gender=Gender.MALE), is_emergency=True)
        self.attach(rao, anitas.visit, "Prescription", DocumentKind.PRESCRIPTION, pdf("one"))
        self.attach(rao, anitas.visit, "Blood report", DocumentKind.REPORT, pdf("two"))
        self.attach(rao, anitas.visit, "Medical certificate", DocumentKind.CERTIFICATE, picture())
        self.wait(2)

    def counter_status(self, counter: CounterId) -> CounterStatus:
        from nextpatient_desktop.clinic.counters.messages import Counters

        return next(s for s in self.house.system.ask(Counters()) if s.counter.id == counter)


def pdf(words: str) -> bytes:
    """A PDF of one empty page that differs by `words`."""
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words})
    into = BytesIO()
    writer.write(into)
    return into.getvalue()


def picture(width: int = 64, height: int = 48) -> bytes:
    """A JPEG."""
    from io import BytesIO

    from PIL import Image

    into = BytesIO()
    Image.new("RGB", (width, height), (200, 210, 220)).save(into, "JPEG")
    return into.getvalue()
