"""The clinic's day: who first needs it opens it, it never goes back, and a wrong clock does no harm."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.days.messages import DayFigures, DayStatistics, OpenDay, Today, VoidDay
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.clinic.setup.messages import UpdateClinic
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import Availability, ClinicInfo, Role, StationKind, TokenState
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import MORNING, PASSWORD, House, refused, refused_and_unchanged

DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


class TwoClocks:
    """A PC's wall clock and the one that only runs forward, set by a test."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall
        self.elapsed = timedelta(hours=1)

    def advance(self, step: timedelta) -> None:
        self.wall += step
        self.elapsed += step


def restarted(house: House, wall: datetime) -> tuple[LocalClinic, TwoClocks]:
    """The program started again over the same data, on a PC whose clock says this."""
    head = house.read(lambda uow: uow.journal.head())
    clocks = TwoClocks(wall)
    clock = SystemClock(
        None if head is None else head.at, wall=lambda: clocks.wall, elapsed=lambda: clocks.elapsed
    )
    return over(house, clock), clocks


def over(house: House, clock: Clock) -> LocalClinic:
    return LocalClinic(Core(storage=house.storage, tools=house.tools, clock=clock, registry=build()), SYSTEM)


def test_whoever_first_needs_the_day_opens_it(house: House) -> None:
    opd = house.add_department()
    assert house.system.ask(Today()) is None
    issued = house.issue(opd)
    today = house.system.ask(Today())
    assert today is not None
    assert (issued.day, today.date, today.opened_at) == (FRIDAY, FRIDAY, issued.issued_at)
    assert len(house.events("day.opened")) == 1


def test_opening_an_open_day_changes_nothing(hall: Hall) -> None:
    day = hall.house.system.execute(OpenDay())
    position = hall.house.storage.position()
    assert hall.house.system.execute(OpenDay()) == day
    assert hall.house.storage.position() == position


def test_the_clinics_day_is_in_its_own_time_zone_and_starts_when_it_says(house: House) -> None:
    house.system.execute(UpdateClinic(info=ClinicInfo(name="Night clinic", day_starts=240)))
    opd = house.add_department()
    house.clock.instant = datetime(2026, 11, 20, 22, 29, tzinfo=UTC)
    assert house.issue(opd).day == FRIDAY
    house.clock.instant = datetime(2026, 11, 20, 22, 31, tzinfo=UTC)
    assert house.issue(opd).day == FRIDAY + DAY


def test_numbers_restart_with_the_day(hall: Hall) -> None:
    assert [hall.issue().code for _ in range(2)] == ["A-001", "A-002"]
    hall.clock.advance(DAY)
    issued = hall.issue()
    assert (issued.code, issued.day) == ("A-001", FRIDAY + DAY)


def test_a_day_that_ends_stores_what_it_amounted_to(hall: Hall) -> None:
    done = hall.issue()
    hall.clock.advance(4 * MINUTE)
    hall.call()
    hall.at3.execute(Complete(token=done.token))
    hall.issue()
    hall.clock.advance(DAY)
    hall.issue()
    stored = hall.house.read(lambda uow: uow.days.get(FRIDAY))
    assert stored is not None and stored.summary is not None
    figures: DayFigures = codec.read(DayFigures, stored.summary)
    assert (figures.issued, figures.completed, figures.expired, figures.waiting) == (2, 1, 1, 0)
    assert stored.day.closed_at is not None
    assert hall.desk.ask(DayStatistics(day=FRIDAY)) == figures
    (closed,) = hall.house.events("day.closed")
    assert json.loads(closed.body)["expired"] == 1
    assert (closed.staff, closed.command) == (None, None)


def test_a_refused_command_opens_no_day(hall: Hall) -> None:
    hall.clock.advance(DAY)
    refused_and_unchanged(hall.house, hall.at3, CallNext(counter=hall.room3.id))
    today = hall.house.system.ask(Today())
    assert today is not None and today.date == FRIDAY


def test_a_question_sees_the_day_that_a_command_would_find(hall: Hall) -> None:
    hall.issue()
    hall.call()
    hall.issue()
    hall.clock.advance(DAY)
    view = hall.kiosk.ask(NowServing())
    assert (view.day, view.served, view.waiting) == (None, (), 0)
    board = hall.board()
    assert (board.day, board.waiting, board.current) == (FRIDAY + DAY, (), None)


def test_the_day_never_goes_back(hall: Hall) -> None:
    hall.clock.advance(DAY)
    hall.issue()
    hall.clock.instant -= 2 * DAY
    issued = hall.issue()
    assert (issued.day, issued.code) == (FRIDAY + DAY, "A-002")


def test_instants_never_run_backwards_and_keep_the_order_of_what_happened(hall: Hall) -> None:
    first = hall.issue()
    hall.clock.instant -= timedelta(hours=3)
    second = hall.house.issue(hall.opd)
    third = hall.house.issue(hall.opd)
    assert first.issued_at < second.issued_at < third.issued_at < first.issued_at + SECOND
    assert [event.at for event in hall.house.events()] == sorted(event.at for event in hall.house.events())
    assert hall.waiting() == ["A-001", "A-002", "A-003"]


@pytest.mark.parametrize(
    "wall",
    [
        datetime(1970, 1, 1, 0, 5, tzinfo=UTC),
        MORNING - 2 * DAY,
        MORNING + 8 * DAY,
        datetime(2099, 6, 1, tzinfo=UTC),
    ],
)
def test_a_start_under_an_implausible_clock_gives_no_numbers_and_leaves_no_trace_in_time(
    hall: Hall, wall: datetime
) -> None:
    issued = hall.issue()
    clinic, clocks = restarted(hall.house, wall)
    refusal = refused_and_unchanged(hall.house, clinic, IssueToken(department=hall.opd.id))
    assert refusal.code == "date_needs_confirmation"
    clinic.execute(SignIn(login="fatima", password=PASSWORD))
    assert hall.house.events()[-1].at - issued.issued_at < MINUTE
    assert refused(clinic, OpenDay()).code == "date_needs_confirmation"
    clocks.wall = MORNING + timedelta(hours=1)
    again = clinic.execute(IssueToken(department=hall.opd.id))
    assert (again.code, again.issued_at) == ("A-002", MORNING + timedelta(hours=1))


def test_staff_confirm_that_the_clinic_was_closed_for_long(hall: Hall) -> None:
    hall.issue()
    clinic, clocks = restarted(hall.house, MORNING + 30 * DAY)
    kiosk = clinic.acting_as(hall.house.as_station(StationKind.KIOSK, "Kiosk 2")._actor)  # type: ignore[attr-defined]
    assert refused(kiosk, OpenDay(is_date_confirmed=True)).code == "not_allowed"
    day = clinic.execute(OpenDay(is_date_confirmed=True))
    assert day.date == FRIDAY + 30 * DAY
    clocks.advance(MINUTE)
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.code, issued.issued_at) == ("A-001", MORNING + 30 * DAY + MINUTE)
    other, _ = restarted(hall.house, MORNING + 30 * DAY + 2 * MINUTE)
    assert other.execute(IssueToken(department=hall.opd.id)).code == "A-002"


def test_a_week_closed_needs_nobodys_word(hall: Hall) -> None:
    hall.issue()
    clinic, _ = restarted(hall.house, MORNING + 6 * DAY)
    assert clinic.execute(IssueToken(department=hall.opd.id)).day == FRIDAY + 6 * DAY


def test_a_clock_that_jumps_while_the_program_runs_rolls_no_day(hall: Hall) -> None:
    hall.issue()
    clinic, clocks = restarted(hall.house, MORNING + MINUTE)
    clinic.execute(IssueToken(department=hall.opd.id))
    clocks.wall += 3 * DAY
    clocks.advance(MINUTE)
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.day, issued.issued_at) == (FRIDAY, MORNING + 2 * MINUTE)
    clocks.wall -= 5 * DAY
    clocks.advance(MINUTE)
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.day, issued.issued_at) == (FRIDAY, MORNING + 3 * MINUTE)
    clinic.execute(OpenDay(is_date_confirmed=True))
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert issued.day == FRIDAY


def test_a_running_program_goes_over_midnight(hall: Hall) -> None:
    waiting = hall.issue()
    clinic, clocks = restarted(hall.house, datetime(2026, 11, 20, 18, 29, tzinfo=UTC))
    clinic.execute(IssueToken(department=hall.opd.id))
    clocks.advance(2 * MINUTE)
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.day, issued.code) == (FRIDAY + DAY, "A-001")
    assert hall.token(waiting).state is TokenState.EXPIRED


def test_a_day_opened_by_mistake_is_voided_and_the_right_one_opened(hall: Hall) -> None:
    clinic, clocks = restarted(hall.house, datetime(2099, 6, 1, tzinfo=UTC))
    wrong = clinic.execute(OpenDay(is_date_confirmed=True))
    assert wrong.date.year == 2099
    void = clinic.execute(VoidDay())
    assert (void.date, void.voided) == (wrong.date, True)
    latest = hall.house.read(lambda uow: uow.days.latest())
    assert latest is not None and latest.day.date == FRIDAY
    clinic, clocks = restarted(hall.house, MORNING + DAY)
    right = clinic.execute(OpenDay(is_date_confirmed=True))
    assert (right.date, right.opened_at) == (FRIDAY + DAY, MORNING + DAY)
    clocks.advance(MINUTE)
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.day, issued.issued_at) == (FRIDAY + DAY, MORNING + DAY + MINUTE)


def test_a_day_voided_brings_back_the_queues_that_its_opening_ended(hall: Hall) -> None:
    tokens = [hall.in_state(state) for state in (TokenState.NO_SHOW, TokenState.ON_HOLD)]
    tokens += [hall.token(hall.issue()), hall.token(hall.issue())]
    called = hall.call()
    before = [hall.token(one) for one in tokens]
    clinic, _ = restarted(hall.house, datetime(2099, 6, 1, tzinfo=UTC))
    clinic.execute(OpenDay(is_date_confirmed=True))
    assert hall.token(called).state is TokenState.EXPIRED
    clinic.execute(VoidDay())
    assert [hall.token(one) for one in tokens] == before
    friday = hall.house.read(lambda uow: uow.days.get(FRIDAY))
    assert friday is not None and (friday.day.closed_at, friday.summary) == (None, None)
    clinic, _ = restarted(hall.house, MORNING + timedelta(hours=1))
    clinic.execute(OpenDay(is_date_confirmed=True))
    issued = clinic.execute(IssueToken(department=hall.opd.id))
    assert (issued.day, issued.code) == (FRIDAY, "A-005")
    hall.clock.instant = MORNING + DAY
    hall.issue()
    assert hall.token(called).state is TokenState.EXPIRED


def test_a_day_with_a_number_given_is_not_voided(hall: Hall) -> None:
    hall.issue()
    refusal = refused_and_unchanged(hall.house, hall.desk, VoidDay())
    assert (refusal.code, refusal.params) == ("day_not_empty", {"day": "2026-11-20"})


def test_only_an_open_day_is_voided(house: House) -> None:
    assert refused(house.system, VoidDay()).code == "day_not_open"


def test_signing_out_works_while_the_date_is_in_doubt(hall: Hall) -> None:
    clinic, _ = restarted(hall.house, datetime(1970, 1, 1, tzinfo=UTC))
    clinic.acting_as(hall.at4._actor).execute(SignOut())  # type: ignore[attr-defined]
    sen = hall.house.read(lambda uow: uow.staff.get(hall.sen.id))
    assert sen is not None and sen.availability is Availability.AWAY


def test_figures_of_a_day(hall: Hall) -> None:
    hall.clock.advance(MINUTE)
    for _ in range(3):
        hall.issue()
    first = hall.call()
    hall.clock.advance(10 * MINUTE)
    hall.at3.execute(Complete(token=first.id))
    hall.miss(hall.call())
    lab = hall.issue(hall.lab)
    figures = hall.desk.ask(DayStatistics())
    opd, laboratory = figures.departments
    assert (opd.name, opd.issued, opd.completed, opd.missed, opd.waiting) == ("General OPD", 3, 1, 1, 1)
    assert (laboratory.issued, laboratory.waiting, laboratory.average_wait) == (1, 1, None)
    assert (figures.issued, figures.waiting, figures.cancelled, figures.expired) == (4, 2, 0, 0)
    assert figures.average_visit == timedelta(0)
    assert figures.average_wait is not None and figures.average_wait > timedelta(0)
    assert sum(figures.by_hour) == 4 and figures.by_hour[9] == 4
    assert figures.promises == 2
    assert lab.expected is not None


def test_promises_count_as_held_when_the_call_came_inside_the_range(hall: Hall) -> None:
    issued = hall.issue()
    assert issued.expected is not None
    hall.clock.instant = issued.issued_at + issued.expected.shortest + SECOND
    hall.call()
    late = hall.issue()
    assert late.expected is not None
    hall.clock.instant = late.issued_at + late.expected.longest + SECOND
    hall.at4.execute(CallNext(counter=hall.room4.id))
    figures = hall.desk.ask(DayStatistics())
    assert (figures.promises, figures.promises_held) == (2, 1)


@pytest.mark.parametrize(
    ("make", "allowed"),
    [
        (lambda hall: hall.desk, True),
        (lambda hall: hall.at3, True),
        (lambda hall: hall.kiosk, False),
        (lambda hall: hall.house.as_station(StationKind.DISPLAY), False),
    ],
)
def test_figures_are_for_staff(hall: Hall, make: Callable[[Hall], Clinic], allowed: bool) -> None:
    clinic = make(hall)
    if allowed:
        assert clinic.ask(DayStatistics()).issued == 0
    else:
        assert refused(clinic, DayStatistics()).code == "not_allowed"


def test_a_doctor_voids_no_day(hall: Hall) -> None:
    assert hall.rao.role is Role.DOCTOR
    assert refused(hall.at3, VoidDay()).code == "not_allowed"


def test_the_pcs_own_clocks_agree(tmp_path: Path) -> None:
    clock = SystemClock()
    first = clock.now()
    assert clock.is_trusted()
    assert first.tzinfo is UTC and first.microsecond % 1000 == 0
    assert first <= clock.now() <= clock.wall() + timedelta(seconds=2)
