"""`House`: a small clinic over a real database file, with what its staff, stations and settings need."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic, Command, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.patients.asking import FamilyLimit
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.clinic.registry import Registry, build
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
from nextpatient_desktop.clinic.staff.tries import SignInTries
from nextpatient_desktop.clinic.stations.messages import RegisterStation
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.documents.inspector import DocumentInspector
from nextpatient_desktop.domain.calling import BUILT_IN
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Department, Role, Staff, StationKind
from tests.clinic.places import FilePlace, Place

R = TypeVar("R")

MORNING = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
"""Friday, 09:00 in Kolkata."""

PASSWORD = "three small words"


class HandClock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    def wall(self) -> datetime:
        return self.instant

    def is_trusted(self) -> bool:
        return True

    def confirm(self) -> None:
        """Nothing was in doubt."""

    def advance(self, step: timedelta) -> None:
        self.instant += step


class QuickPasswords:
    """Hashing that costs nothing and counts how often it was done."""

    def __init__(self) -> None:
        self.work = 0

    def hash(self, password: str, /) -> str:
        self.work += 1
        return "quick:" + hashlib.sha256(password.encode()).hexdigest()

    def verify(self, encoded: str, password: str, /) -> bool:
        return encoded == self.hash(password)


class House:
    """A clinic with an admin, open for a test's commands."""

    def __init__(self, folder: Path, place: Place | None = None, *, registry: Registry | None = None) -> None:
        """Make it in a file in `folder`, or in another place; with other messages than the program's."""
        self.clock = HandClock()
        self.passwords = QuickPasswords()
        self.seconds = 0.0
        self.place: Place = place or FilePlace(folder)
        self.storage, blobs = self.place.open()
        self.tools = Tools(
            read=self.storage.read,
            policies=BUILT_IN,
            blobs=blobs,
            inspector=DocumentInspector(),
            passwords=self.passwords,
            tries=SignInTries(lambda: self.seconds),
            family_limit=FamilyLimit(lambda: self.seconds),
        )
        core = Core(storage=self.storage, tools=self.tools, clock=self.clock, registry=registry or build())
        self.door = LocalClinic(core)
        self.system: Clinic = self.door.acting_as(SYSTEM)

    def set_up(self) -> None:
        """Make the clinic and its first admin."""
        self.system.execute(CreateClinic(info=ClinicInfo(name="Sunrise Community Clinic")))
        self.add_staff("Meera Nair", "meera", Role.ADMIN)

    @property
    def admin(self) -> Staff:
        """The first admin."""
        found = self.read(lambda uow: uow.staff.by_login("meera"))
        assert found is not None
        return found

    def close(self) -> None:
        self.door.close()

    def as_staff(self, staff: Staff) -> Clinic:
        return self.door.acting_as(Actor(staff=staff.id, role=staff.role))

    def as_station(self, kind: StationKind, name: str = "") -> Clinic:
        station = self.system.execute(RegisterStation(name=name or f"{kind} station", kind=kind))
        return self.door.acting_as(Actor(station=station.id, kind=kind))

    def add_staff(self, name: str, login: str, role: Role = Role.DOCTOR) -> Staff:
        form = StaffForm(name=name, login=login, role=role)
        return self.system.execute(AddStaff(form=form, password=PASSWORD))

    def add_department(self, letter: str = "A", name: str = "General OPD", **form: object) -> Department:
        filled = DepartmentForm(letter=letter, name=name, **form)  # type: ignore[arg-type]
        return self.system.execute(AddDepartment(form=filled))

    def add_counter(self, *departments: Department, name: str = "Room 3") -> Counter:
        keys = tuple(one.id for one in departments)
        return self.system.execute(AddCounter(form=CounterForm(name=name, departments=keys)))

    def issue(self, department: Department, phone: str = "") -> IssuedToken:
        return self.system.execute(IssueToken(department=department.id, phone=phone))

    def read(self, look: Callable[[UnitOfWork], R]) -> R:
        with self.storage.read() as uow:
            return look(uow)

    def everything_stored(self) -> bytes:
        """Every value of every table, as it lies in the database once that is decrypted."""
        return self.place.everything()

    def events(self, kind: str = "") -> list[Event]:
        """The journal, or its events of one kind."""
        found: Sequence[Event] = self.read(lambda uow: uow.journal.after(0, 10_000))
        return [one for one in found if not kind or one.kind == kind]


def refused(clinic: Clinic, message: Command[Any] | Query[Any]) -> ClinicError:
    """The refusal of a command or query."""
    with pytest.raises(ClinicError) as caught:
        if isinstance(message, Command):
            clinic.execute(message)
        else:
            clinic.ask(message)
    return caught.value


def refused_and_unchanged(house: House, clinic: Clinic, message: Command[Any]) -> ClinicError:
    """The refusal of a command after which the journal has not grown: nothing was stored."""
    before = house.storage.position()
    refusal = refused(clinic, message)
    assert house.storage.position() == before
    return refusal
