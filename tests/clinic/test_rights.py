"""Who may what: every message of the program against everybody who can stand at its door."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

import pytest

from nextpatient_desktop.clinic.access import admit
from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.departments.messages import AddDepartment, DepartmentForm
from nextpatient_desktop.clinic.door import SYSTEM, Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FindPatients, PatientForm, RegisterPatient
from nextpatient_desktop.clinic.registry import Handler, build
from nextpatient_desktop.clinic.staff.messages import CloseStaff, StaffMembers
from nextpatient_desktop.clinic.stations.messages import RegisterStation, UpdateStation
from nextpatient_desktop.clinic.tokens.messages import CallNext, Cancel, IssueToken
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Counter, Role, Station, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged

ANYBODY = "anybody"
STAFF = "staff"
ADMIN = "admin"

MAY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(who.split())
        for who, names in {
            "anybody": "ClinicDetails Counters Departments NowServing SignIn Today",
            "staff": (
                "AttachDocument Board CallNext CallToken CloseDepartment ClosingSlip Complete "
                "CompleteAndCallNext DayStatistics Destinations DismissAlert DocumentContent FindPatients "
                "Hold IdentifyVisit MarkNoShow OpenDay PatientHistory PutBack Recall RegisterPatient "
                "RemoveDocument ReopenDepartment Resume ReturnToQueue SetAvailability "
                "SignOut StartServing Transfer Undo TicketAgain UpdatePatient VisitDocuments VisitSummary"
            ),
            "staff counter host": "Alerts StaffMembers StationStates",
            "staff counter kiosk": "Printouts",
            "staff kiosk": "FamilyOf",
            "staff kiosk patient": "Cancel",
            "staff kiosk integration": "IssueToken",
            "staff kiosk integration patient": "TokenStatus",
            "staff kiosk counter display host integration": "Stations",
            "kiosk": "AdoptTokens ReportNumbers",
            "counter kiosk": "ReportPrinter ReportPrinting",
            "reception": "VoidDay",
            "admin": (
                "AddCounter AddDepartment AddStaff CallingPolicies CloseCounter ClosePairing CloseStaff "
                "CloseStation Journal OpenPairing OrderCounters OrderDepartments RegisterStation "
                "ReopenCounter ReopenStaff UpdateClinic UpdateCounter UpdateDepartment UpdateStaff "
                "UpdateStation"
            ),
            "": "CreateClinic KeyStation PairStation",
        }.items()
        for name in names.split()
    }
)
"""By message, who may besides the program itself. `staff` are doctors and reception; an admin may all that
one of them may. A change here is a change of what a stolen key can do: think of that first."""

HANDLERS = sorted(build().values(), key=lambda one: one.message.__name__)


class Doorstep:
    """A clinic with one of everybody."""

    def __init__(self, house: House) -> None:
        self.house = house
        opd = house.add_department()
        self.room: Counter = house.add_counter(opd)
        doctor = house.add_staff("Dr Anita Rao", "anita")
        reception = house.add_staff("Fatima B", "fatima", Role.RECEPTION)
        stations = {kind: self.station(kind) for kind in StationKind}
        self.actors: dict[str, Actor] = {
            "nobody": Actor(),
            "patient": Actor(visit=house.issue(opd).visit),
            "doctor": Actor(staff=doctor.id, role=doctor.role),
            "reception": Actor(staff=reception.id, role=reception.role),
            "admin": Actor(staff=house.admin.id, role=house.admin.role),
            **{kind.value: Actor(station=one.id, kind=kind) for kind, one in stations.items()},
        }

    def station(self, kind: StationKind, name: str = "", acts_as: Role | None = None) -> Station:
        name = name or f"{kind} at the door"
        station = self.house.system.execute(RegisterStation(name=name, kind=kind))
        if acts_as is None:
            return station
        return self.house.system.execute(UpdateStation(station=station.id, name=name, acts_as=acts_as))

    def may(self, actor: Actor, handler: Handler) -> bool:
        def look_and_try() -> None:
            self.house.read(lambda uow: admit(uow, actor, handler.allow))

        try:
            look_and_try()
        except ClinicError as refusal:
            assert refusal == ClinicError("not_allowed")
            return False
        return True


@pytest.fixture
def door(house: House) -> Doorstep:
    return Doorstep(house)


def expected(message: str, who: str) -> bool:
    grants = MAY[message]
    if ANYBODY in grants or who in grants:
        return True
    if who == ADMIN:
        return bool(grants & {STAFF, "reception"})
    return who in {"doctor", "reception"} and STAFF in grants


def test_the_table_names_every_message() -> None:
    assert {one.message.__name__ for one in HANDLERS} == set(MAY)
    assert set(chain.from_iterable(MAY.values())) <= {ANYBODY, STAFF, ADMIN, "patient", "reception"} | {
        kind.value for kind in StationKind
    }


def test_everybody_may_what_the_table_says_and_nothing_else(door: Doorstep) -> None:
    wrong = [
        (handler.message.__name__, who)
        for handler in HANDLERS
        for who, actor in door.actors.items()
        if door.may(actor, handler) is not expected(handler.message.__name__, who)
    ]
    assert wrong == []
    assert all(door.may(SYSTEM, handler) for handler in HANDLERS)


@pytest.mark.parametrize("role", list(Role))
def test_an_integration_may_what_its_role_may_besides_its_own(door: Doorstep, role: Role) -> None:
    program = door.station(StationKind.INTEGRATION, f"Program {role}", acts_as=role)
    actor = Actor(station=program.id, kind=program.kind)
    for handler in HANDLERS:
        name = handler.message.__name__
        allowed = expected(name, role.value) or expected(name, "integration")
        assert door.may(actor, handler) is allowed, name


def test_a_role_at_another_kind_of_station_is_refused_and_would_count_for_nothing(door: Doorstep) -> None:
    house = door.house
    kiosk = door.station(StationKind.KIOSK, "Entrance")
    with_role = UpdateStation(station=kiosk.id, name="Entrance", acts_as=Role.ADMIN)
    assert refused_and_unchanged(house, house.system, with_role).code == "rights_for_integrations"
    forged = Actor(station=kiosk.id, kind=StationKind.INTEGRATION, role=Role.ADMIN)
    clinic = house.door.acting_as(forged)
    assert refused(clinic, FindPatients(text="a")).code == "not_allowed"


def test_rights_that_were_taken_away_are_gone_at_once(door: Doorstep) -> None:
    house = door.house
    program = door.station(StationKind.INTEGRATION, "Appointments", acts_as=Role.RECEPTION)
    clinic = house.door.acting_as(Actor(station=program.id, kind=program.kind))
    clinic.execute(RegisterPatient(form=PatientForm(name="Ravi")))
    assert clinic.ask(FindPatients(text="ravi"))
    house.system.execute(UpdateStation(station=program.id, name="Appointments"))
    assert refused(clinic, FindPatients(text="ravi")).code == "not_allowed"


def test_an_integration_gives_tokens_without_anybody_signed_in(door: Doorstep) -> None:
    (department,) = door.house.read(lambda uow: uow.departments.all())
    clinic = door.house.door.acting_as(door.actors["integration"])
    token = clinic.execute(IssueToken(department=department.id))
    assert clinic.ask(TokenStatus(token=token.token)).token.code == token.code
    assert refused(clinic, Cancel(token=token.token)).code == "not_allowed"
    assert refused(clinic, CallNext(counter=door.room.id)).code == "not_allowed"


def test_a_kiosk_cancels_its_own_and_no_others(door: Doorstep) -> None:
    (department,) = door.house.read(lambda uow: uow.departments.all())
    first = door.house.door.acting_as(door.actors["kiosk"])
    second = door.house.as_station(StationKind.KIOSK, "Kiosk 2")
    token = first.execute(IssueToken(department=department.id))
    assert refused_and_unchanged(door.house, second, Cancel(token=token.token)).code == "not_allowed"
    assert second.ask(TokenStatus(token=token.token)).link == ""
    assert first.ask(TokenStatus(token=token.token)).link == token.link
    assert first.execute(Cancel(token=token.token)).code == token.code


def test_a_counter_without_anybody_sees_who_may_sign_in_and_nobody_who_left(door: Doorstep) -> None:
    house = door.house
    left = house.add_staff("Dr Arun Sen", "sen")
    house.system.execute(CloseStaff(staff=left.id))
    counter = house.door.acting_as(door.actors["counter"])
    seen = counter.ask(StaffMembers(include_inactive=True))
    assert left.id not in {one.id for one in seen}
    assert left.id in {one.id for one in house.as_staff(house.admin).ask(StaffMembers(include_inactive=True))}
    assert [one.counter.name for one in counter.ask(Counters())] == ["Room 3"]


def test_a_waiting_room_never_learns_who_sits_where(door: Doorstep) -> None:
    for who in ("display", "kiosk", "patient", "integration", "nobody"):
        (status,) = door.house.door.acting_as(door.actors[who]).ask(Counters())
        assert status.staff is None


def test_a_station_that_is_not_known_may_nothing(door: Doorstep) -> None:
    stranger = Actor(station=StationId(door.room.id), kind=StationKind.HOST)
    assert not any(door.may(stranger, handler) for handler in HANDLERS)
    act = AddDepartment(form=DepartmentForm(letter="B", name="Dental"))
    assert refused_and_unchanged(door.house, door.house.door.acting_as(stranger), act).code == "not_allowed"
