"""`Hall`: a clinic in a folder, set up by commands, and looked into while programs work on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.demo_clinic import morning_zone
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm, Departments
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.journal.messages import Event, Journal
from nextpatient_desktop.clinic.local import Core
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import ClinicInfo, KioskAsks, Role, Token, TokenState, Visit
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.keys import read_key

R = TypeVar("R")

PASSWORD = "three small words"
ADMIN = "asha"
ROOM = "Room 3"


class Hall:
    """General OPD asks for a number, Pharmacy for nothing; Dr Meera Rao is in Room 3, asha is the admin."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.database = folder / "clinic.db"
        self.door = open_clinic(self.database, create=True)
        self.system: Clinic = self.door.acting_as(SYSTEM)
        zone = morning_zone(datetime.now(UTC))  # no test runs across a midnight of the clinic's
        info = ClinicInfo(name="Sunrise Community Clinic", time_zone=zone, languages=("en", "hi"))
        self.system.execute(CreateClinic(info=info))
        opd, pharmacy = (
            self.system.execute(AddDepartment(form=form)).id
            for form in (
                DepartmentForm(letter="A", name="General OPD", asks=KioskAsks.PHONE_OPTIONAL),
                DepartmentForm(letter="P", name="Pharmacy", asks=KioskAsks.NOTHING, asks_priority=False),
            )
        )
        self.system.execute(AddCounter(form=CounterForm(name=ROOM, departments=(opd, pharmacy))))
        for name, login, role in (("Asha", ADMIN, Role.ADMIN), ("Dr Meera Rao", "meera", Role.DOCTOR)):
            form = StaffForm(name=name, login=login, role=role)
            self.system.execute(AddStaff(form=form, password=PASSWORD))

    def close(self) -> None:
        self.door.close()

    def reopen(self) -> None:
        """Have the clinic in this process again, when its host has ended."""
        self.door = open_clinic(self.database)
        self.system = self.door.acting_as(SYSTEM)

    def tokens(self) -> dict[TokenId, Token]:
        """All of today's tokens."""
        return {token.id: token for token in self._read(lambda uow: list(uow.tokens.of_day(_today(uow))))}

    @property
    def departments(self) -> list[str]:
        """Their names."""
        return [status.department.name for status in self.system.ask(Departments())]

    def events(self, kind: str) -> list[Event]:
        """The journal's events of one kind."""
        return [one for one in self.system.ask(Journal(after=0, limit=10_000)) if one.kind == kind]

    def visit(self, code: str) -> Visit:
        """Today's visit with a code."""
        found = self._read(lambda uow: uow.visits.by_code(_today(uow), code))
        assert found is not None, code
        return found

    def token(self, code: str) -> Token:
        """The first token with a code."""
        keys = [TokenId(event.subject) for event in self.events("token.issued") if event.subject]
        tokens = self._read(lambda uow: [uow.tokens.get(key) for key in keys])
        return next(token for token in tokens if token is not None and token.code == code)

    def state(self, code: str) -> TokenState:
        """What state its token is in."""
        return self.token(code).state

    def await_token(self, count: int) -> None:
        """Wait until this many tokens were issued, by whichever process."""
        for _position in self.door.watch(0):
            if len(self.events("token.issued")) >= count:
                return

    def faults(self) -> list[object]:
        """What `nextpatient clinic check` finds wrong with the database."""
        return list(check_database(self.database, read_key(self.database.parent)))

    @property
    def _core(self) -> Core:
        return self.door._core

    def _read(self, look: Callable[[UnitOfWork], R]) -> R:
        with self._core.storage.read() as uow:
            return look(uow)


def _today(uow: UnitOfWork) -> date:
    latest = uow.days.latest()
    assert latest is not None
    return latest.day.date
