"""The demo's clinic: set up and brought to the middle of a morning by the commands that people give.

Everything in it happened at its own time, under a clock that is moved, so that the waits are minutes and the
journal is a real one; `nextpatient clinic check` finds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from nextpatient_desktop.bootstrap import demo_people as people
from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.bootstrap.folders import DATABASE
from nextpatient_desktop.clinic.clock import whole_ms
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import AddDepartment
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
from nextpatient_desktop.clinic.stations.messages import RegisterStation
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, StationId
from nextpatient_desktop.domain.model import Role, StationKind

KIOSK: Final = "Kiosk at the door"
COUNTER: Final = "Room 3"
DOCTOR: Final = "meera"
DOCUMENT: Final = "Blood report.pdf"

_HOME: Final = "Asia/Kolkata"
_EARLIEST: Final = time(9, 35)
_LATEST_AT_HOME: Final = time(13, 30)
"""Half an hour before the child clinic opens."""
_LATEST: Final = time(10, 35)
_ELSEWHERE: Final = (
    *("Pacific/Auckland", "Pacific/Guadalcanal", "Australia/Brisbane", "Asia/Tokyo", "Asia/Singapore"),
    *("Asia/Bangkok", "Asia/Dhaka", "Asia/Karachi", "Asia/Dubai", "Africa/Nairobi", "Africa/Johannesburg"),
    *("Africa/Lagos", "Africa/Accra", "Atlantic/Cape_Verde", "America/Noronha", "America/Sao_Paulo"),
    *("America/La_Paz", "America/Bogota", "America/Costa_Rica", "America/Phoenix", "Pacific/Pitcairn"),
    *("Pacific/Gambier", "Pacific/Honolulu", "Pacific/Pago_Pago", "Pacific/Tarawa"),
)
"""One zone, without summer time but the first, for each hour of the globe."""


class MovableClock:
    """A `clinic.ports.Clock` that shows what it is set to."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def set(self, instant: datetime) -> None:
        """Show this instant from now on."""
        self._instant = whole_ms(instant)

    def now(self) -> datetime:
        """The instant that it was set to."""
        return self._instant

    def wall(self) -> datetime:
        """The same."""
        return self._instant

    def is_trusted(self) -> bool:
        """Always: it is what it was set to."""
        return True

    def confirm(self) -> None:
        """Nothing is in doubt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoStaff:
    """Somebody to sign in as. `counter` is where they work and are signed in."""

    id: StaffId
    name: str
    login: str
    password: str
    role: Role
    counter: CounterId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoClinic:
    """What the demo needs to know of its clinic.

    Attributes:
        database: the clinic's URL; the key and the documents lie beside it.
        now: the instant to which the morning was brought.
        time_zone: the clinic's zone, in which that is a morning.
        departments: by letter.
        counters: by name, "Room 3".
        staff: everybody with login and password.
        stations: by name: `KIOSK`, and a counter's station by the counter's name.
        document: a PDF that can be attached to a visit.
    """

    database: Path
    now: datetime
    time_zone: str
    departments: Mapping[str, DepartmentId]
    counters: Mapping[str, CounterId]
    staff: tuple[DemoStaff, ...]
    stations: Mapping[str, StationId]
    document: Path

    @property
    def clinic_name(self) -> str:
        """The clinic's name."""
        return people.clinic_info(self.time_zone).name

    @property
    def counter_name(self) -> str:
        """The counter that the demo shows, where the most is going on."""
        return COUNTER

    @property
    def login(self) -> str:
        """The login of the doctor there."""
        return DOCTOR

    @property
    def password(self) -> str:
        """Everybody's password."""
        return people.PASSWORD

    @property
    def people(self) -> tuple[DemoStaff, ...]:
        """Everybody who can sign in."""
        return self.staff

    def who(self, login: str) -> DemoStaff:
        """The staff member with this login."""
        return next(one for one in self.staff if one.login == login)

    def actor(self, login: str) -> Actor:
        """This staff member at their station."""
        staff = self.who(login)
        station = next((self.stations[n] for n, key in self.counters.items() if key == staff.counter), None)
        kind = None if station is None else StationKind.COUNTER
        return Actor(station=station, kind=kind, staff=staff.id, role=staff.role)


def build_demo_clinic(folder: Path, *, now: datetime | None = None) -> DemoClinic:
    """Make a new clinic in a folder that has none: some earlier days, and this morning up to now.

    Args:
        folder: for database, key and documents; made if it is not there.
        now: the instant up to which it is made; the present one when None. Whatever hour it is, it is a
            morning in the clinic, whose time zone is chosen so.

    Raises:
        ClinicError: what the machine refuses, or that there is a clinic already.
    """
    from nextpatient_desktop.bootstrap.demo_days import play_days
    from nextpatient_desktop.bootstrap.demo_papers import blood_report

    now = whole_ms(now or datetime.now(UTC))
    time_zone = morning_zone(now)
    clock = MovableClock(now - timedelta(days=70))
    clinic = open_clinic(folder / DATABASE, create=True, clock=clock)
    try:
        made = _set_up(clinic.acting_as(SYSTEM), folder / DATABASE, now, time_zone)
        play_days(clinic, clock, made)
        made.document.write_bytes(blood_report(people.ANITA, made.now.astimezone(ZoneInfo(time_zone)).date()))
    finally:
        clinic.close()
    return made


def morning_zone(now: datetime) -> str:
    """A time zone in which it is a morning: India's if it is one there."""
    if _EARLIEST <= now.astimezone(ZoneInfo(_HOME)).time() < _LATEST_AT_HOME:
        return _HOME
    for name in _ELSEWHERE:
        if _EARLIEST <= now.astimezone(ZoneInfo(name)).time() < _LATEST:
            return name
    return _HOME


def _set_up(system: Clinic, database: Path, now: datetime, time_zone: str) -> DemoClinic:
    system.execute(CreateClinic(info=people.clinic_info(time_zone)))
    departments = {form.letter: system.execute(AddDepartment(form=form)).id for form in people.departments()}
    counters = {}
    stations = {KIOSK: system.execute(RegisterStation(name=KIOSK, kind=StationKind.KIOSK)).id}
    for room in people.ROOMS:
        served = tuple(departments[letter] for letter in room.letters)
        form = CounterForm(name=room.name, names=room.names, departments=served)
        counter = counters[room.name] = system.execute(AddCounter(form=form)).id
        station = RegisterStation(name=room.name, kind=StationKind.COUNTER, counter=counter)
        stations[room.name] = system.execute(station).id
    return DemoClinic(
        database=database,
        now=now,
        time_zone=time_zone,
        departments=departments,
        counters=counters,
        staff=tuple(_add_staff(system, person, counters) for person in people.STAFF),
        stations=stations,
        document=database.parent / DOCUMENT,
    )


def _add_staff(system: Clinic, person: people.Person, counters: Mapping[str, CounterId]) -> DemoStaff:
    form = StaffForm(name=person.name, login=person.login, role=person.role)
    staff = system.execute(AddStaff(form=form, password=people.PASSWORD))
    return DemoStaff(
        id=staff.id,
        name=staff.name,
        login=staff.login,
        password=people.PASSWORD,
        role=staff.role,
        counter=next((counters[room.name] for room in people.ROOMS if room.login == person.login), None),
    )
