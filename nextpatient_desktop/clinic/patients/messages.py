"""Messages about patients."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from nextpatient_desktop.clinic.documents.messages import DocumentInfo
from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import PatientId, TokenId, VisitId
from nextpatient_desktop.domain.model import Gender, Patient, Priority, TokenState
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class PatientForm:
    """What is asked about a patient; all but the name may be empty.

    `phone` may hold spaces, dashes and the country's code; letters are refused (`phone_invalid`).
    `age` (years, 0 to 130) is an alternative to `birth_year`.
    """

    name: str
    phone: str = ""
    birth_year: int | None = None
    age: int | None = None
    gender: Gender | None = None
    address: str = ""
    language: str = ""
    abha: str = ""
    consents_to_messages: bool = False


@dataclass(frozen=True, kw_only=True)
class RegisterPatient(Command[Patient]):
    """Make a patient's record, and make it the patient of a visit where one is named."""

    form: PatientForm
    visit: VisitId | None = None


@dataclass(frozen=True, kw_only=True)
class UpdatePatient(Command[Patient]):
    """Correct a patient's record."""

    patient: PatientId
    form: PatientForm


@dataclass(frozen=True, kw_only=True)
class IdentifyVisit(Command[Patient]):
    """Say whose visit it is: a patient who has a record."""

    visit: VisitId
    patient: PatientId


@dataclass(frozen=True, kw_only=True)
class FindPatients(Query[tuple[Patient, ...]]):
    """Patients by name (its parts, any order, any case), phone, record number or ABHA number; best first."""

    text: str
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class FamilyMember:
    """What a kiosk may show of a patient: first name and initial (`Anita J.`)."""

    patient: PatientId
    shown: str


@dataclass(frozen=True, kw_only=True)
class FamilyOf(Command[tuple[FamilyMember, ...]]):
    """The patients who share a phone number, as a kiosk may show them.

    A command, because it is journaled that it was asked (never of whom). Its answer is not kept. Refused:
    `phone_invalid`; a kiosk that asks too often `asked_too_often`, with `seconds` to wait.
    """

    phone: str = field(repr=False, metadata={"secret": True})


@dataclass(frozen=True, kw_only=True)
class HistoryToken:
    """One token of an earlier or present visit; `..._names` are the names by language."""

    token: TokenId
    department: str
    state: TokenState
    priority: Priority
    staff: str | None
    counter: str | None
    issued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    department_names: Mapping[str, str] = field(default_factory=dict)
    counter_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HistoryVisit:
    """One visit with its tokens (in order) and documents."""

    visit: VisitId
    day: date
    code: str
    tokens: tuple[HistoryToken, ...]
    documents: tuple[DocumentInfo, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """A patient's record and visits, newest first. `visit_count` counts all, `visits` has up to the limit."""

    patient: Patient
    visit_count: int
    visits: tuple[HistoryVisit, ...]


@dataclass(frozen=True, kw_only=True)
class PatientHistory(Query[History]):
    """What is known of a patient and what was done for them."""

    patient: PatientId
    limit: int = 50
