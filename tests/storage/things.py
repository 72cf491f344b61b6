"""Invented things to store, and short ways to store them."""

import itertools
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg

from nextpatient_desktop.clinic.ports import NewEvent, Outcome, Storage, StoredDay, UnitOfWork
from nextpatient_desktop.domain.ids import (
    CommandId,
    CounterId,
    DepartmentId,
    EventId,
    PatientId,
    StaffId,
    StationId,
    TokenId,
    VisitId,
    uuid7,
)
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Counter,
    Day,
    Department,
    Patient,
    Priority,
    Role,
    Staff,
    Station,
    StationKind,
    Token,
    TokenState,
    Visit,
)
from nextpatient_desktop.storage.errors import DriverError

DATABASE_ERRORS = (DriverError, psycopg.Error)
"""What a database raises of what is a bug of ours."""

NOW = datetime(2026, 2, 9, 3, 30, tzinfo=UTC)
"""A Monday, 09:00 in Kolkata."""

TODAY = date(2026, 2, 9)

_numbers: Iterator[int] = itertools.count(1)


def new_id() -> UUID:
    """An id that no other thing of this process has."""
    number = next(_numbers)
    return uuid7(1_770_600_000_000 + number % 2**32, number.to_bytes(10, "big"))


def department(letter: str = "A", name: str = "General OPD") -> Department:
    return Department(id=DepartmentId(new_id()), letter=letter, name=name)


def counter(*departments: Department, name: str = "Room 3") -> Counter:
    return Counter(id=CounterId(new_id()), name=name, departments=tuple(one.id for one in departments))


def staff(name: str = "Meera Nair", login: str = "meera") -> Staff:
    return Staff(id=StaffId(new_id()), name=name, login=login, role=Role.DOCTOR)


def station(name: str = "Kiosk 1") -> Station:
    return Station(id=StationId(new_id()), name=name, kind=StationKind.KIOSK, series="B")


def patient(record: int, name: str = "Anita Joshi", phone: str = "9800000001") -> Patient:
    return Patient(id=PatientId(new_id()), record=record, name=name, phone=phone, created_at=NOW)


def visit(at: Department, number: int, *, day: date = TODAY, whose: Patient | None = None) -> Visit:
    key = new_id()
    return Visit(
        id=VisitId(new_id()),
        day=day,
        code=f"{at.letter}-{number:03d}",
        department=at.id,
        key=key.hex,
        patient=None if whose is None else whose.id,
        issued_at=NOW,
    )


def token(
    of: Visit,
    *,
    state: TokenState = TokenState.WAITING,
    priority: Priority = Priority.NORMAL,
    queued: int = 0,
    rank: int = 0,
    doctor: Staff | None = None,
    at: Counter | None = None,
    ended: int | None = None,
) -> Token:
    """A token of a visit; `queued` and `ended` are minutes after `NOW`."""
    is_called = state not in (TokenState.WAITING, TokenState.CANCELLED, TokenState.EXPIRED)
    return Token(
        id=TokenId(new_id()),
        visit=of.id,
        code=of.code,
        department=of.department,
        day=of.day,
        state=state,
        priority=priority,
        issued_at=of.issued_at,
        queued_at=NOW + timedelta(minutes=queued),
        rank=rank,
        doctor=None if doctor is None else doctor.id,
        counter=None if at is None else at.id,
        calls=1 if is_called else 0,
        first_called_at=NOW + timedelta(minutes=10) if is_called else None,
        last_called_at=NOW + timedelta(minutes=10) if is_called else None,
        started_at=NOW + timedelta(minutes=11) if is_called else None,
        ended_at=None if ended is None else NOW + timedelta(minutes=ended),
    )


def event(
    kind: str = "token.issued", subject: UUID | None = None, command: CommandId | None = None
) -> NewEvent:
    return NewEvent(
        id=EventId(new_id()),
        at=NOW,
        kind=kind,
        subject=subject,
        command=command,
        station=None,
        staff=None,
        body=json.dumps({"after": {"state": "waiting"}}, separators=(",", ":")),
    )


def outcome(command: CommandId, *, at: datetime = NOW, answer: str | None = "{}") -> Outcome:
    return Outcome(
        command=command, actor="kiosk", type="IssueToken", payload_hash=bytes(32), at=at, answer=answer
    )


def open_day(unit: UnitOfWork, day: date = TODAY) -> None:
    unit.days.save(StoredDay(day=Day(date=day, opened_at=NOW)))


def set_up(unit: UnitOfWork, *departments: Department, day: date = TODAY) -> None:
    """A clinic with these departments and an open day."""
    unit.clinic.save(ClinicInfo(name="Sunrise Community Clinic"))
    for one in departments:
        unit.departments.add(one)
    open_day(unit, day)


def issue(unit: UnitOfWork, at: Department, *, day: date = TODAY, whose: Patient | None = None) -> Token:
    """The storage's side of a token: number, visit, token, event and outcome."""
    command = CommandId(new_id())
    unit.outcomes.get(command)
    number = unit.days.next_number(day, at.letter)
    made = visit(at, number, day=day, whose=whose)
    unit.visits.add(made)
    issued = token(made)
    unit.tokens.add(issued)
    unit.journal.append(event(subject=issued.id, command=command))
    unit.outcomes.add(outcome(command))
    return issued


def keep(storage: Storage, *made: Department | Counter | Staff | Station | Patient) -> None:
    """Store new things."""

    def work(unit: UnitOfWork) -> None:
        for one in made:
            match one:
                case Department():
                    unit.departments.add(one)
                case Counter():
                    unit.counters.add(one)
                case Staff():
                    unit.staff.add(one)
                case Station():
                    unit.stations.add(one)
                case Patient():
                    unit.patients.add(one)

    storage.write(work)


def outcome_id() -> CommandId:
    return CommandId(new_id())


def start_ids_apart() -> None:
    """Let this process's ids be other than those of the test's other processes."""
    global _numbers
    _numbers = itertools.count(os.getpid() << 32)
