"""The things of a clinic as frozen values: what each of them is, nothing about how it is kept or shown.

Instants are aware UTC datetimes in whole milliseconds; a clinic's day is a `datetime.date`.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from nextpatient_desktop.domain.ids import (
    CounterId,
    DepartmentId,
    DocumentId,
    PatientId,
    StaffId,
    StationId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.records import dataclass


class TokenState(StrEnum):
    """Where a token is in its life (domain: A token's life)."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Priority(StrEnum):
    """Priority class of a token."""

    EMERGENCY = "emergency"
    PRIORITY = "priority"
    NORMAL = "normal"


class PriorityReason(StrEnum):
    """Why a token has `Priority.PRIORITY`."""

    SENIOR = "senior"
    PREGNANT = "pregnant"
    DISABILITY = "disability"
    INFANT = "infant"
    STAFF = "staff"


class CallReason(StrEnum):
    """Why staff called a token out of order."""

    URGENT = "urgent"
    SHORT_VISIT = "short_visit"
    RESULTS_READY = "results_ready"
    FAMILY_TOGETHER = "family_together"
    OTHER = "other"


class EndReason(StrEnum):
    """Why a token became `cancelled`."""

    PATIENT_LEFT = "patient_left"
    STAFF = "staff"
    MISTAKE = "mistake"
    UNDONE = "undone"
    SUPERSEDED = "superseded"


class Role(StrEnum):
    """What a staff member may do."""

    ADMIN = "admin"
    DOCTOR = "doctor"
    RECEPTION = "reception"


class StationKind(StrEnum):
    """What kind of device a station is."""

    KIOSK = "kiosk"
    COUNTER = "counter"
    DISPLAY = "display"
    HOST = "host"
    INTEGRATION = "integration"


class Availability(StrEnum):
    """Whether a staff member can take patients now."""

    AVAILABLE = "available"
    ON_BREAK = "on_break"
    AWAY = "away"


class BreakReason(StrEnum):
    """Why a staff member is on a break."""

    MEAL = "meal"
    ROUND = "round"
    EMERGENCY = "emergency"
    MEETING = "meeting"
    OTHER = "other"


class Gender(StrEnum):
    """Gender of a patient as the patient says it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class DocumentKind(StrEnum):
    """What a document is."""

    PRESCRIPTION = "prescription"
    CERTIFICATE = "certificate"
    REPORT = "report"
    OTHER = "other"


class KioskAsks(StrEnum):
    """What the kiosk asks before it gives a token in a department."""

    NOTHING = "nothing"
    PHONE_OPTIONAL = "phone_optional"
    PHONE = "phone"


class TicketPart(StrEnum):
    """What a clinic may leave out of its tickets. The code, the time and the kiosk always stay."""

    ADDRESS = "address"
    SECOND_LANGUAGE = "second_language"
    PLACE = "place"
    EXPECTED = "expected"
    COUNTERS = "counters"
    SCAN = "scan"
    FOOT = "foot"


@dataclass(frozen=True, kw_only=True)
class OpeningSpan:
    """One stretch in which a department is open, in the clinic's own time.

    `weekday` is 0 (Monday) to 6; `opens` and `closes` are minutes since midnight, 0 <= opens < closes <=
    1440.
    """

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, kw_only=True)
class ClinicInfo:
    """The clinic itself.

    `day_starts` is minutes after midnight at which a new day begins; `link_base` is where patients' phones
    reach the clinic (`https://...`), empty while there is no such page. `ticket_logo` is a black and white
    PNG as base64, empty for none; `ticket_omits` is left out of tickets.
    """

    name: str
    address: str = ""
    phone: str = ""
    time_zone: str = "Asia/Kolkata"
    languages: tuple[str, ...] = ("en", "hi")
    country_code: str = "91"
    day_starts: int = 0
    link_base: str = ""
    ticket_foot: str = ""
    ticket_logo: str = ""
    ticket_omits: tuple[TicketPart, ...] = ()
    display_notice: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One business date of the clinic. `voided` marks a day opened by mistake and never used."""

    date: date
    opened_at: datetime
    closed_at: datetime | None = None
    voided: bool = False


@dataclass(frozen=True, kw_only=True)
class Department:
    """A queue that patients join.

    `hours` empty means always open. `daily_limit` counts tokens a day, None is no limit. `policy` names a
    calling policy; `ratio_normals` is the N of "one priority after every N normal". `return_after` is the K
    of "a returned no-show comes after the K-th waiting of its class", None puts it after the last.
    `closed_on` is the day for which staff closed the department early.
    """

    id: DepartmentId
    letter: str
    name: str
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    icon: str = "stethoscope"
    hours: tuple[OpeningSpan, ...] = ()
    daily_limit: int | None = None
    policy: str = "ratio"
    ratio_normals: int = 2
    overdue_after: timedelta = timedelta(minutes=90)
    minimum_calls: int = 2
    return_after: int | None = 3
    asks: KioskAsks = KioskAsks.PHONE_OPTIONAL
    asks_priority: bool = True
    usual_visit: timedelta = timedelta(minutes=7)
    rank: int = 0
    closed_on: date | None = None
    is_active: bool = True

    def name_in(self, language: str) -> str:
        """The department's name in a language, its own name where there is none."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A service point where patients are called to. `staff` is who is signed in there now."""

    id: CounterId
    name: str
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    departments: tuple[DepartmentId, ...] = ()
    staff: StaffId | None = None
    rank: int = 0
    is_active: bool = True

    def name_in(self, language: str) -> str:
        """The counter's name in a language, its own name where there is none."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A person who signs in. The password's hash is not part of this value."""

    id: StaffId
    name: str
    login: str
    role: Role
    availability: Availability = Availability.AWAY
    break_reason: BreakReason | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Station:
    """A device with this program on it, or (`integration`) a program that uses the clinic's API.

    `series` is a kiosk's own, for numbers it gives while it is cut off. `acts_as` is the role whose rights an
    administrator gave an integration, None for those that every integration has.
    """

    id: StationId
    name: str
    kind: StationKind
    counter: CounterId | None = None
    series: str | None = None
    acts_as: Role | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A person. `record` is the number in `P-000812`; `phone` is digits only, without the country's code."""

    id: PatientId
    record: int
    name: str = ""
    phone: str = ""
    birth_year: int | None = None
    gender: Gender | None = None
    address: str = ""
    language: str = ""
    abha: str = ""
    consents_to_messages: bool = False
    created_at: datetime

    @property
    def record_number(self) -> str:
        """The record number as people read it: `P-000812`."""
        return f"P-{self.record:06d}"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One patient's stay on one day. `key` is the secret of the ticket's link, 16 random bytes as hex."""

    id: VisitId
    day: date
    code: str
    department: DepartmentId
    key: str
    language: str = ""
    patient: PatientId | None = None
    station: StationId | None = None
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class Token:
    """One place in one department's queue, of one visit.

    `queued_at` is the instant from which the token queues, `rank` orders tokens of the same instant (a
    returned no-show stands just behind another). `doctor` is set when the token is meant for one doctor.
    `calls` and `last_called_at` describe the present call; they start again at 0 when the token goes back to
    waiting. `came_from` is the token of the same visit that this one continues; `comes_back` says that
    completing this one sends the visit back there. `promised_from`/`promised_to` is the expected call as it
    was told.
    """

    id: TokenId
    visit: VisitId
    code: str
    department: DepartmentId
    day: date
    state: TokenState
    priority: Priority
    reason: PriorityReason | None = None
    issued_at: datetime
    queued_at: datetime
    rank: int = 0
    doctor: StaffId | None = None
    counter: CounterId | None = None
    staff: StaffId | None = None
    calls: int = 0
    last_called_at: datetime | None = None
    first_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    came_from: TokenId | None = None
    comes_back: bool = False
    promised_from: datetime | None = None
    promised_to: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """What a department's calling policy remembers for a day: normals called since the last priority."""

    day: date
    department: DepartmentId
    normals: int = 0


@dataclass(frozen=True, kw_only=True)
class Document:
    """A PDF, JPEG or PNG attached to a visit; `sha256` names its content (hex), `size` is in bytes."""

    id: DocumentId
    visit: VisitId
    patient: PatientId | None
    kind: DocumentKind
    title: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: StaffId | None = None
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class WaitRange:
    """An expected wait: meant to hold four times out of five. Unknown is None in its place, never 0."""

    shortest: timedelta
    longest: timedelta
