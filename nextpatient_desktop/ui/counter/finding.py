"""Looking patients up while somebody types: `PatientFinder` by anything, `PhoneLookup` by a whole number."""

from collections.abc import Callable

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FindPatients
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import Patient
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.ports import Cancellable, Lane

LOOK_AFTER = 0.2
"""Seconds without a key after which what was typed is looked for."""
SHORTEST = 2
LIMIT = 20
WHOLE_PHONE = 10
NAMESAKES = 4


@dataclass(frozen=True, kw_only=True)
class FoundPatient:
    """A patient as a row: name above, record number and particulars below."""

    id: PatientId
    name: str
    detail: str


class PatientFinder:
    """What was typed and who was found; `changed` is called when either changes."""

    def __init__(self, clinic: Clinic, desk: Desk, changed: Callable[[], None]) -> None:
        self._clinic = clinic
        self._desk = desk
        self._changed = changed
        self._later: Cancellable | None = None
        self.text = ""
        self.found: tuple[FoundPatient, ...] = ()
        self.is_looking = False

    def typed(self, text: str) -> None:
        """The person typed; the answer to what stood there before no longer counts."""
        if text == self.text:
            return
        self.text = text
        self.stop()
        if len(text.strip()) < SHORTEST:
            self.found = ()
            self.is_looking = False
        else:
            self.is_looking = True
            self._later = self._desk.scheduler.call_later(LOOK_AFTER, lambda: self._look(text))
        self._changed()

    def stop(self) -> None:
        """Look nothing up that has not begun."""
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _look(self, text: str) -> None:
        def done(patients: tuple[Patient, ...]) -> None:
            if text == self.text:
                self.found = tuple(self._found(patient) for patient in patients)
                self.is_looking = False
                self._changed()

        def failed(error: Exception) -> None:
            if text == self.text:
                self.is_looking = False
                self._changed()
            self._desk.notices.error(error)

        query = FindPatients(text=text.strip(), limit=LIMIT)
        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(query), done, failed)

    def _found(self, patient: Patient) -> FoundPatient:
        return found_patient(self._desk, patient)


class PhoneLookup:
    """Who has a record with the phone that is typed for a new one.

    Families share a phone, and the forgetful register twice. A hint that cannot be had is no error.
    """

    def __init__(self, clinic: Clinic, desk: Desk, changed: Callable[[], None]) -> None:
        self._clinic = clinic
        self._desk = desk
        self._changed = changed
        self._later: Cancellable | None = None
        self._digits = ""
        self.found: tuple[FoundPatient, ...] = ()

    def typed(self, phone: str) -> None:
        """The person typed a phone number, or a part of it."""
        digits = "".join(sign for sign in phone if sign.isdecimal())
        if digits == self._digits:
            return
        self._digits = digits
        self.stop()
        if len(digits) >= WHOLE_PHONE:
            self._later = self._desk.scheduler.call_later(LOOK_AFTER, lambda: self._look(digits))
        elif self.found:
            self.found = ()
            self._changed()

    def stop(self) -> None:
        """Look nothing up that has not begun."""
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _look(self, digits: str) -> None:
        def done(patients: tuple[Patient, ...]) -> None:
            if digits == self._digits:
                self.found = tuple(found_patient(self._desk, patient) for patient in patients)
                self._changed()

        def failed(error: Exception) -> None:
            if not isinstance(error, ClinicError):
                self._desk.notices.error(error)

        query = FindPatients(text=digits[-WHOLE_PHONE:], limit=NAMESAKES)
        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(query), done, failed)


def found_patient(desk: Desk, patient: Patient) -> FoundPatient:
    """A patient as a row."""
    year = desk.scheduler.now().astimezone(desk.zone).year
    return FoundPatient(
        id=patient.id,
        name=patient.name or desk.texts.gettext("No name"),
        detail=words.patient_line(desk.texts, patient, year),
    )
