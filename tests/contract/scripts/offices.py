"""Scripts about the clinic itself: its settings, departments, counters, staff and stations."""

from dataclasses import replace

from nextpatient_desktop.clinic.counters.messages import (
    AddCounter,
    CloseCounter,
    CounterForm,
    Counters,
    OrderCounters,
    ReopenCounter,
    UpdateCounter,
)
from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CallingPolicies,
    CloseDepartment,
    DepartmentForm,
    Departments,
    OrderDepartments,
    ReopenDepartment,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.journal.messages import Journal
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.printouts.messages import ReportPrinter
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, CreateClinic, UpdateClinic
from nextpatient_desktop.clinic.staff.messages import (
    AddStaff,
    CloseStaff,
    ReopenStaff,
    SetAvailability,
    SignIn,
    SignOut,
    StaffForm,
    StaffMembers,
    UpdateStaff,
)
from nextpatient_desktop.clinic.stations.messages import (
    CloseStation,
    RegisterStation,
    Stations,
    UpdateStation,
)
from nextpatient_desktop.clinic.stations.pairing import (
    ClosePairing,
    KeyStation,
    OpenPairing,
    PairStation,
    StationStates,
)
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, StationId, uuid7
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    ClinicInfo,
    OpeningSpan,
    Role,
    StationKind,
)
from tests.clinic.house import PASSWORD
from tests.contract.play import Play
from tests.contract.scripts.town import Town, create

NOWHERE = uuid7(0, bytes(10))
OTHER_PASSWORD = "four rather small words"


def the_clinic_is_set_up(play: Play) -> None:
    """From an empty database to a clinic with its settings."""
    system = play.system
    play.refused(system, ClinicDetails(), "clinic_missing")
    play.refused(system, CreateClinic(info=ClinicInfo(name=" ")), "text_empty")
    play.refused(
        system, CreateClinic(info=ClinicInfo(name="A", time_zone="Asia/Nowhere")), "time_zone_unknown"
    )
    info = ClinicInfo(name="Sunrise Community Clinic", phone="080 2345", languages=("en", "hi", "ta"))
    assert play.do(system, CreateClinic(info=info)).name == info.name
    play.refused(system, CreateClinic(info=info), "clinic_exists")
    play.admit_stranger()
    form = StaffForm(name="Meera Nair", login="meera", role=Role.ADMIN)
    play.do(system, AddStaff(form=form, password=PASSWORD))
    station = play.ground.station(StationKind.COUNTER)
    play.refused(station, Journal(), "not_allowed")
    meera = play.sign_in(station, "meera")
    play.do(meera, UpdateClinic(info=replace(info, display_notice="Closed on Sunday", day_starts=240)))
    play.refused(meera, UpdateClinic(info=replace(info, languages=())), "language_missing")
    assert play.do(meera, ClinicDetails()).display_notice == "Closed on Sunday"
    assert play.do(meera, Journal())


def staff_come_and_go(play: Play) -> None:
    """Staff are added, changed, sign in and out."""
    town = Town(play)
    admin, desk = town.admin, town.desk
    form = StaffForm(name="Dr Asha Iyer", login="asha", role=Role.DOCTOR)
    asha = play.do(admin, AddStaff(form=form, password=PASSWORD))
    play.refused(admin, AddStaff(form=form, password=PASSWORD), "login_taken")
    play.refused(admin, AddStaff(form=replace(form, login="x"), password="short"), "password_short")
    play.refused(desk, AddStaff(form=replace(form, login="y"), password=PASSWORD), "not_allowed")
    play.do(admin, UpdateStaff(staff=asha.id, form=replace(form, name="Dr Asha R Iyer")))
    play.refused(admin, UpdateStaff(staff=StaffId(NOWHERE), form=form), "staff_unknown")
    play.refused(admin, UpdateStaff(staff=town.meera.id, form=replace(form, login="meera")), "last_admin")
    station = play.ground.station(StationKind.COUNTER)
    play.refused(station, SignIn(login="asha", password="wrong"), "sign_in_refused")
    play.refused(station, SignIn(login="nobody", password=PASSWORD), "sign_in_refused")
    at3 = play.sign_in(station, "asha", town.room4.id)
    play.do(at3, SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.MEAL))
    play.refused(at3, SetAvailability(availability=Availability.AWAY, staff=town.rao.id), "not_allowed")
    play.do(desk, SetAvailability(availability=Availability.AVAILABLE, staff=asha.id))
    play.do(town.system, IssueToken(department=town.opd.id))
    play.do(at3, CallNext(counter=town.room4.id))
    play.refused(station, SignIn(login="rao", password=PASSWORD, counter=town.room4.id), "counter_taken")
    play.refused(at3, SignOut(), "counter_busy")
    play.do(town.at3, SignOut())
    play.do(admin, CloseStaff(staff=town.sen.id))
    play.refused(admin, CloseStaff(staff=town.meera.id), "last_admin")
    play.refused(station, SignIn(login="sen", password=PASSWORD), "sign_in_refused")
    play.do(admin, StaffMembers())
    play.do(admin, ReopenStaff(staff=town.sen.id))
    play.refused(admin, ReopenStaff(staff=StaffId(NOWHERE)), "staff_unknown")
    play.do(admin, UpdateStaff(staff=town.sen.id, form=_form_of(town), password=OTHER_PASSWORD))
    play.do(station, SignIn(login="sen", password=OTHER_PASSWORD))
    play.do(station, StaffMembers(include_inactive=True))


def _form_of(town: Town) -> StaffForm:
    return StaffForm(name=town.sen.name, login=town.sen.login, role=town.sen.role)


def a_login_is_locked(play: Play) -> None:
    """Too many wrong passwords in a row."""
    create(play)
    station = play.ground.station(StationKind.COUNTER)
    wrong = SignIn(login="meera", password="wrong")
    outcomes = [play.outcome_of(station, replace(wrong, id=new_command_id())) for _ in range(4)]
    assert (outcomes[0], outcomes[-1]) == ("sign_in_refused", "sign_in_locked")
    play.refused(station, SignIn(login="meera", password=PASSWORD), "sign_in_locked")
    play.wait(3600)
    play.sign_in(station, "meera")


def departments_change(play: Play) -> None:
    """Departments are added, changed, put in order, closed and opened again."""
    town = Town(play)
    admin = town.admin
    form = DepartmentForm(
        letter="D",
        name="Dental",
        names={"hi": "दंत"},
        hours=tuple(OpeningSpan(weekday=day, opens=540, closes=1080) for day in range(6)),
        daily_limit=2,
        policy="strict",
    )
    dental = play.do(admin, AddDepartment(form=form))
    play.refused(admin, AddDepartment(form=form), "letter_taken")
    play.refused(admin, AddDepartment(form=replace(form, letter="É", name="Eyes")), "letter_invalid")
    play.refused(
        admin, AddDepartment(form=replace(form, letter="E", name="Ears", policy="luck")), "policy_unknown"
    )
    play.refused(town.desk, AddDepartment(form=replace(form, letter="F", name="Feet")), "not_allowed")
    assert "ratio" in play.do(admin, CallingPolicies())
    kiosk = play.ground.station(StationKind.KIOSK)
    for _ in range(2):
        play.do(kiosk, IssueToken(department=dental.id))
    play.refused(kiosk, IssueToken(department=dental.id), "department_full")
    play.do(admin, UpdateDepartment(department=dental.id, form=replace(form, daily_limit=None)))
    play.refused(admin, UpdateDepartment(department=DepartmentId(NOWHERE), form=form), "department_unknown")
    play.refused(admin, CloseDepartment(department=dental.id, for_good=True), "department_has_waiting")
    play.do(town.desk, CloseDepartment(department=dental.id))
    play.refused(kiosk, IssueToken(department=dental.id), "department_closed")
    play.do(kiosk, Departments())
    play.do(town.desk, ReopenDepartment(department=dental.id))
    play.refused(town.desk, ReopenDepartment(department=DepartmentId(NOWHERE)), "department_unknown")
    play.do(admin, OrderDepartments(order=(dental.id, town.opd.id)))
    play.refused(admin, OrderDepartments(order=(DepartmentId(NOWHERE),)), "department_unknown")
    play.do(admin, CloseDepartment(department=town.lab.id, for_good=True))
    play.do(admin, Departments(include_inactive=True))


def counters_change(play: Play) -> None:
    """Counters are added, changed, put in order, closed and opened again."""
    town = Town(play)
    admin = town.admin
    form = CounterForm(name="Room 9", names={"hi": "कमरा 9"}, departments=(town.opd.id, town.lab.id))
    room9 = play.do(admin, AddCounter(form=form))
    play.refused(admin, AddCounter(form=form), "name_taken")
    play.refused(
        admin, AddCounter(form=replace(form, name="X", departments=())), "counter_without_department"
    )
    play.refused(town.at3, AddCounter(form=replace(form, name="Y")), "not_allowed")
    play.do(admin, UpdateCounter(counter=room9.id, form=replace(form, name="Room 10")))
    play.refused(admin, UpdateCounter(counter=CounterId(NOWHERE), form=form), "counter_unknown")
    play.do(admin, OrderCounters(order=(room9.id, town.room3.id)))
    play.refused(admin, OrderCounters(order=(CounterId(NOWHERE),)), "counter_unknown")
    play.do(town.system, IssueToken(department=town.opd.id))
    play.do(town.at3, CallNext(counter=town.room3.id))
    play.refused(admin, CloseCounter(counter=town.room3.id), "counter_busy")
    play.do(admin, CloseCounter(counter=room9.id))
    play.do(admin, Counters())
    play.do(admin, ReopenCounter(counter=room9.id))
    play.refused(admin, ReopenCounter(counter=CounterId(NOWHERE)), "counter_unknown")
    play.do(play.ground.station(StationKind.DISPLAY), Counters(include_inactive=True))


def stations_are_registered_and_paired(play: Play) -> None:
    """Stations: registered, renamed, paired by a code, given keys, revoked."""
    town = Town(play)
    admin, system = town.admin, town.system
    hall = play.do(admin, RegisterStation(name="Hall", kind=StationKind.DISPLAY))
    play.refused(admin, RegisterStation(name="hall", kind=StationKind.KIOSK), "name_taken")
    play.do(admin, UpdateStation(station=hall.id, name="Great hall", counter=town.room3.id))
    play.refused(admin, UpdateStation(station=StationId(NOWHERE), name="x"), "station_unknown")
    play.refused(town.desk, CloseStation(station=hall.id), "not_allowed")
    play.do(admin, CloseStation(station=hall.id))
    play.do(admin, Stations())
    play.do(town.desk, Stations(include_inactive=True))

    play.refused(system, PairStation(code="123456"), "pairing_closed")
    opened = play.do(admin, OpenPairing(kind=StationKind.KIOSK, name="Entrance"))
    play.refused(
        admin,
        OpenPairing(kind=StationKind.KIOSK, name="Great hall", acts_as=Role.DOCTOR),
        "rights_for_integrations",
    )
    play.refused(town.desk, OpenPairing(kind=StationKind.KIOSK), "not_allowed")
    play.refused(admin, PairStation(code=opened.code), "not_allowed")
    play.do(admin, ClosePairing())
    play.refused(system, PairStation(code=opened.code), "pairing_closed")
    # Repeating the command would open yet another pairing: it says that its answer is not kept.
    opened = play.do(admin, OpenPairing(kind=StationKind.INTEGRATION, acts_as=Role.RECEPTION))
    wrong = f"{(int(opened.code) + 1) % 1_000_000:06d}"
    assert play.do(system, PairStation(code=wrong)).tries_left == 4
    play.refused(system, PairStation(code=opened.code, kind=StationKind.KIOSK), "pairing_kind_wrong")
    paired = play.do(system, PairStation(code=opened.code, kind=StationKind.INTEGRATION))
    assert paired.station is not None
    play.do(admin, OpenPairing(kind=StationKind.INTEGRATION, station=paired.station.id))
    play.wait(121)
    play.refused(system, PairStation(code="000000"), "pairing_closed")

    play.refused(town.desk, ClosePairing(), "not_allowed")
    play.do(admin, ClosePairing())
    counter = play.do(system, KeyStation(kind=StationKind.COUNTER, name="Desk"))
    assert counter.station is not None
    play.do(system, KeyStation(kind=StationKind.COUNTER, station=counter.station.id))
    play.refused(system, KeyStation(kind=StationKind.COUNTER, station=StationId(NOWHERE)), "station_unknown")
    play.refused(system, KeyStation(kind=StationKind.DISPLAY, station=hall.id), "station_closed")
    play.refused(admin, KeyStation(kind=StationKind.COUNTER), "not_allowed")
    entrance = play.ground.station(StationKind.KIOSK, "Entrance")
    play.do(entrance, ReportPrinter(state=PrinterState.NO_PAPER, is_paper_low=True))
    play.do(town.desk, StationStates())
    play.do(admin, StationStates(include_inactive=True))
