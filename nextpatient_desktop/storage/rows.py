"""Between the domain's things and their rows. A row is a tuple in the order of its table's columns."""

import json
from datetime import date
from typing import Final

from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.domain.ids import (
    CommandId,
    CounterId,
    DepartmentId,
    DocumentId,
    EventId,
    PatientId,
    StaffId,
    StationId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    Counter,
    Department,
    Document,
    DocumentKind,
    Gender,
    KioskAsks,
    OpeningSpan,
    Patient,
    Role,
    Staff,
    Station,
    StationKind,
    Token,
    Visit,
)
from nextpatient_desktop.storage.convert import (
    END_REASONS,
    PRIORITIES,
    PRIORITY_REASONS,
    STATES,
    from_ms,
    from_optional_day,
    from_optional_ms,
    names_from_json,
    names_to_json,
    span_from_ms,
    span_to_ms,
    to_bytes,
    to_ms,
    to_optional_ms,
    to_uuid,
)
from nextpatient_desktop.storage.session import Row

TOKEN_COLUMNS: Final = (
    "id",
    "visit",
    "code",
    "department",
    "day",
    "state",
    "priority",
    "reason",
    "issued_at",
    "queued_at",
    "rank",
    "doctor",
    "counter",
    "staff",
    "calls",
    "last_called_at",
    "first_called_at",
    "started_at",
    "ended_at",
    "end_reason",
    "came_from",
    "comes_back",
    "promised_from",
    "promised_to",
)
"""The table's columns, in its order."""
TOKEN_NEVER_CHANGES: Final = ("id", "visit", "code", "department", "day", "issued_at")
TOKEN_CHANGES: Final = tuple(
    name for name in TOKEN_COLUMNS if name not in (*TOKEN_NEVER_CHANGES, "came_from")
)


def department_row(thing: Department) -> Row:
    """The row of a department."""
    hours = [[span.weekday, span.opens, span.closes] for span in thing.hours]
    return (
        thing.id.bytes,
        thing.letter,
        thing.name,
        names_to_json(thing.names),
        thing.icon,
        json.dumps(hours, separators=(",", ":")),
        thing.daily_limit,
        thing.policy,
        thing.ratio_normals,
        span_to_ms(thing.overdue_after),
        thing.minimum_calls,
        thing.return_after,
        thing.asks.value,
        int(thing.asks_priority),
        span_to_ms(thing.usual_visit),
        thing.rank,
        None if thing.closed_on is None else thing.closed_on.toordinal(),
        int(thing.is_active),
    )


def department_of(row: Row) -> Department:
    """The department of a row."""
    return Department(
        id=DepartmentId(to_uuid(row[0])),
        letter=row[1],
        name=row[2],
        names=names_from_json(row[3]),
        icon=row[4],
        hours=tuple(
            OpeningSpan(weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in json.loads(row[5])
        ),
        daily_limit=row[6],
        policy=row[7],
        ratio_normals=row[8],
        overdue_after=span_from_ms(row[9]),
        minimum_calls=row[10],
        return_after=row[11],
        asks=KioskAsks(row[12]),
        asks_priority=bool(row[13]),
        usual_visit=span_from_ms(row[14]),
        rank=row[15],
        closed_on=from_optional_day(row[16]),
        is_active=bool(row[17]),
    )


def counter_row(thing: Counter) -> Row:
    """The row of a counter."""
    return (
        thing.id.bytes,
        thing.name,
        names_to_json(thing.names),
        json.dumps([department.hex for department in thing.departments], separators=(",", ":")),
        to_bytes(thing.staff),
        thing.rank,
        int(thing.is_active),
    )


def counter_of(row: Row) -> Counter:
    """The counter of a row."""
    return Counter(
        id=CounterId(to_uuid(row[0])),
        name=row[1],
        names=names_from_json(row[2]),
        departments=tuple(
            DepartmentId(to_uuid(bytes.fromhex(department))) for department in json.loads(row[3])
        ),
        staff=None if row[4] is None else StaffId(to_uuid(row[4])),
        rank=row[5],
        is_active=bool(row[6]),
    )


def staff_row(thing: Staff) -> Row:
    """The row of a staff member."""
    return (
        thing.id.bytes,
        thing.name,
        thing.login,
        thing.role.value,
        thing.availability.value,
        None if thing.break_reason is None else thing.break_reason.value,
        int(thing.is_active),
    )


def staff_of(row: Row) -> Staff:
    """The staff member of a row."""
    return Staff(
        id=StaffId(to_uuid(row[0])),
        name=row[1],
        login=row[2],
        role=Role(row[3]),
        availability=Availability(row[4]),
        break_reason=None if row[5] is None else BreakReason(row[5]),
        is_active=bool(row[6]),
    )


def station_row(thing: Station) -> Row:
    """The row of a station."""
    return (
        thing.id.bytes,
        thing.name,
        thing.kind.value,
        to_bytes(thing.counter),
        thing.series,
        int(thing.is_active),
        None if thing.acts_as is None else thing.acts_as.value,
    )


def station_of(row: Row) -> Station:
    """The station of a row."""
    return Station(
        id=StationId(to_uuid(row[0])),
        name=row[1],
        kind=StationKind(row[2]),
        counter=None if row[3] is None else CounterId(to_uuid(row[3])),
        series=row[4],
        is_active=bool(row[5]),
        acts_as=None if row[6] is None else Role(row[6]),
    )


def patient_row(thing: Patient) -> Row:
    """The row of a patient."""
    return (
        thing.record,
        thing.id.bytes,
        thing.name,
        thing.phone,
        thing.birth_year,
        None if thing.gender is None else thing.gender.value,
        thing.address,
        thing.language,
        thing.abha,
        int(thing.consents_to_messages),
        to_ms(thing.created_at),
    )


def patient_of(row: Row) -> Patient:
    """The patient of a row."""
    return Patient(
        record=row[0],
        id=PatientId(to_uuid(row[1])),
        name=row[2],
        phone=row[3],
        birth_year=row[4],
        gender=None if row[5] is None else Gender(row[5]),
        address=row[6],
        language=row[7],
        abha=row[8],
        consents_to_messages=bool(row[9]),
        created_at=from_ms(row[10]),
    )


def visit_row(thing: Visit) -> Row:
    """The row of a visit."""
    return (
        thing.id.bytes,
        thing.day.toordinal(),
        thing.code,
        thing.department.bytes,
        bytes.fromhex(thing.key),
        thing.language,
        to_bytes(thing.patient),
        to_bytes(thing.station),
        to_ms(thing.issued_at),
    )


def visit_of(row: Row) -> Visit:
    """The visit of a row."""
    return Visit(
        id=VisitId(to_uuid(row[0])),
        day=date.fromordinal(row[1]),
        code=row[2],
        department=DepartmentId(to_uuid(row[3])),
        key=row[4].hex(),
        language=row[5],
        patient=None if row[6] is None else PatientId(to_uuid(row[6])),
        station=None if row[7] is None else StationId(to_uuid(row[7])),
        issued_at=from_ms(row[8]),
    )


def token_row(thing: Token) -> Row:
    """The row of a token."""
    return (
        thing.id.bytes,
        thing.visit.bytes,
        thing.code,
        thing.department.bytes,
        thing.day.toordinal(),
        STATES.number_of[thing.state],
        PRIORITIES.number_of[thing.priority],
        PRIORITY_REASONS.optional_number(thing.reason),
        to_ms(thing.issued_at),
        to_ms(thing.queued_at),
        thing.rank,
        to_bytes(thing.doctor),
        to_bytes(thing.counter),
        to_bytes(thing.staff),
        thing.calls,
        to_optional_ms(thing.last_called_at),
        to_optional_ms(thing.first_called_at),
        to_optional_ms(thing.started_at),
        to_optional_ms(thing.ended_at),
        END_REASONS.optional_number(thing.end_reason),
        to_bytes(thing.came_from),
        int(thing.comes_back),
        to_optional_ms(thing.promised_from),
        to_optional_ms(thing.promised_to),
    )


def token_of(row: Row) -> Token:
    """The token of a row."""
    return Token(
        id=TokenId(to_uuid(row[0])),
        visit=VisitId(to_uuid(row[1])),
        code=row[2],
        department=DepartmentId(to_uuid(row[3])),
        day=date.fromordinal(row[4]),
        state=STATES.value_of[row[5]],
        priority=PRIORITIES.value_of[row[6]],
        reason=PRIORITY_REASONS.optional_value(row[7]),
        issued_at=from_ms(row[8]),
        queued_at=from_ms(row[9]),
        rank=row[10],
        doctor=None if row[11] is None else StaffId(to_uuid(row[11])),
        counter=None if row[12] is None else CounterId(to_uuid(row[12])),
        staff=None if row[13] is None else StaffId(to_uuid(row[13])),
        calls=row[14],
        last_called_at=from_optional_ms(row[15]),
        first_called_at=from_optional_ms(row[16]),
        started_at=from_optional_ms(row[17]),
        ended_at=from_optional_ms(row[18]),
        end_reason=END_REASONS.optional_value(row[19]),
        came_from=None if row[20] is None else TokenId(to_uuid(row[20])),
        comes_back=bool(row[21]),
        promised_from=from_optional_ms(row[22]),
        promised_to=from_optional_ms(row[23]),
    )


def document_row(thing: Document) -> Row:
    """The row of a document."""
    return (
        thing.id.bytes,
        thing.visit.bytes,
        to_bytes(thing.patient),
        thing.kind.value,
        thing.title,
        thing.media_type,
        thing.size,
        bytes.fromhex(thing.sha256),
        to_ms(thing.added_at),
        to_bytes(thing.added_by),
        int(thing.is_removed),
    )


def document_of(row: Row) -> Document:
    """The document of a row."""
    return Document(
        id=DocumentId(to_uuid(row[0])),
        visit=VisitId(to_uuid(row[1])),
        patient=None if row[2] is None else PatientId(to_uuid(row[2])),
        kind=DocumentKind(row[3]),
        title=row[4],
        media_type=row[5],
        size=row[6],
        sha256=row[7].hex(),
        added_at=from_ms(row[8]),
        added_by=None if row[9] is None else StaffId(to_uuid(row[9])),
        is_removed=bool(row[10]),
    )


def event_row(event: Event) -> Row:
    """The row of an event."""
    return (
        event.position,
        event.epoch,
        event.id.bytes,
        to_ms(event.at),
        event.kind,
        to_bytes(event.subject),
        to_bytes(event.command),
        to_bytes(event.station),
        to_bytes(event.staff),
        event.body,
        event.hash,
    )


def event_of(row: Row) -> Event:
    """The event of a row."""
    return Event(
        position=row[0],
        epoch=row[1],
        id=EventId(to_uuid(row[2])),
        at=from_ms(row[3]),
        kind=row[4],
        subject=None if row[5] is None else to_uuid(row[5]),
        command=None if row[6] is None else CommandId(to_uuid(row[6])),
        station=None if row[7] is None else StationId(to_uuid(row[7])),
        staff=None if row[8] is None else StaffId(to_uuid(row[8])),
        body=row[9],
        hash=row[10],
    )
