"""A kiosk that is cut off goes on, and the clinic learns everything when it is back."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.alerts.messages import AlertKind, Alerts
from nextpatient_desktop.clinic.counters.messages import CounterForm, UpdateCounter
from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.departments.messages import (
    ClosedBecause,
    CloseDepartment,
    DepartmentForm,
    Departments,
    DepartmentStatus,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import Actor, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.patients.messages import FamilyOf, PatientForm, RegisterPatient
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import CloseStation, Stations
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.clinic.tokens.adoption import AdoptTokens
from nextpatient_desktop.clinic.tokens.messages import Cancel, IssueToken
from nextpatient_desktop.clinic.tokens.questions import TokenStatus
from nextpatient_desktop.domain.model import (
    EndReason,
    KioskAsks,
    OpeningSpan,
    Priority,
    StationKind,
    TokenState,
)
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import refused
from tests.clinic.offline.away import Booth, Line, at_once

DAY = timedelta(days=1)


def department(booth: Booth, letter: str = "A") -> DepartmentStatus:
    return next(one for one in booth.clinic.ask(Departments()) if one.department.letter == letter)


# --- while the host is there --------------------------------------------------------------------------


def test_while_the_host_answers_it_gives_the_numbers(booth: Booth) -> None:
    issued = booth.tap()
    assert (issued.code, issued.place, issued.as_of) == ("A-001", 1, None)
    assert department(booth).as_of is None
    assert booth.clinic.ask(ClinicDetails()).name == "Sunrise Community Clinic"
    state = booth.clinic.state()
    assert (state.is_connected, state.waiting_to_sync) == (True, 0)


def test_what_the_host_refuses_is_refused(booth: Booth) -> None:
    command = IssueToken(department=booth.hall.opd.id, phone="12")
    assert refused(booth.clinic, command).code == "phone_invalid"
    assert booth.clinic.state().is_connected


# --- cut off ----------------------------------------------------------------------------------------------


def test_a_kiosk_that_is_cut_off_gives_numbers_of_its_own_series(booth: Booth) -> None:
    booth.tap()
    booth.cut()
    codes = [booth.tap().code, booth.tap().code, booth.tap(booth.hall.lab).code]
    assert codes == ["A-A01", "A-A02", "L-A01"]
    state = booth.clinic.state()
    assert (state.is_connected, state.waiting_to_sync) == (False, 3)
    assert booth.told[-1] == 3


def test_the_number_comes_without_a_place_and_says_how_old_the_rest_is(booth: Booth) -> None:
    booth.hall.house.system.execute(
        UpdateCounter(
            counter=booth.hall.room4.id,
            form=CounterForm(name="Room 4", departments=(booth.hall.opd.id,)),
        )
    )
    told = department(booth)
    heard = booth.hall.clock.now()
    booth.cut()
    issued = booth.tap(language="hi")
    assert (issued.place, issued.as_of, issued.expected) == (None, heard, told.expected)
    assert issued.counters == told.counters
    assert (issued.language, issued.day) == ("hi", booth.hall.day)
    assert issued.link.startswith("nextpatient:t/")
    assert issued.issued_at == booth.clock.now()


def test_a_wait_that_was_told_says_nothing_after_half_an_hour(booth: Booth) -> None:
    assert department(booth).expected is not None
    booth.cut()
    booth.tick(31 * MINUTE)
    assert booth.tap().expected is None
    assert department(booth).expected is None


def test_the_departments_are_shown_as_they_were_with_their_age(booth: Booth) -> None:
    booth.tap()
    before = department(booth)
    heard = booth.hall.clock.now()
    booth.cut()
    booth.tap()
    now = department(booth)
    assert (before.waiting, before.issued, before.as_of) == (1, 1, None)
    assert (now.waiting, now.issued, now.as_of, now.is_open) == (2, 2, heard, True)


def test_hours_go_by_the_clock(booth: Booth) -> None:
    hours = tuple(OpeningSpan(weekday=day, opens=8 * 60, closes=10 * 60) for day in range(7))
    form = DepartmentForm(letter="A", name="General OPD", hours=hours)
    booth.hall.house.system.execute(UpdateDepartment(department=booth.hall.opd.id, form=form))
    department(booth)
    booth.cut()
    assert booth.tap().code == "A-A01"
    booth.tick(61 * MINUTE)
    shut = department(booth)
    assert (shut.closed_because, shut.expected) == (ClosedBecause.OUTSIDE_HOURS, None)
    assert shut.opens_at is not None
    refusal = refused(booth.clinic, IssueToken(department=booth.hall.opd.id))
    assert (refusal.code, refusal.params["because"]) == ("department_closed", "outside_hours")


def test_the_limit_counts_what_the_kiosk_gave(booth: Booth) -> None:
    form = DepartmentForm(letter="A", name="General OPD", daily_limit=3)
    booth.hall.house.system.execute(UpdateDepartment(department=booth.hall.opd.id, form=form))
    booth.tap()
    department(booth)
    booth.cut()
    booth.tap()
    booth.tap()
    assert department(booth).closed_because is ClosedBecause.FULL
    assert refused(booth.clinic, IssueToken(department=booth.hall.opd.id)).code == "department_full"


def test_what_staff_closed_today_stays_closed_until_tomorrow(booth: Booth) -> None:
    booth.hall.house.system.execute(CloseDepartment(department=booth.hall.opd.id))
    department(booth)
    booth.cut()
    assert refused(booth.clinic, IssueToken(department=booth.hall.opd.id)).code == "department_closed"
    booth.tick(DAY)
    assert booth.tap().code == "A-A01"


def test_the_same_words_refuse_the_same_things(booth: Booth) -> None:
    hall = booth.hall
    form = DepartmentForm(letter="L", name="Laboratory", asks=KioskAsks.PHONE)
    hall.house.system.execute(UpdateDepartment(department=hall.lab.id, form=form))
    department(booth)
    wrong = [
        IssueToken(department=hall.opd.id, phone="12"),
        IssueToken(department=hall.lab.id),
        IssueToken(department=hall.opd.id, is_new_patient=True),
        IssueToken(department=hall.opd.id, priority=Priority.PRIORITY),
        IssueToken(department=hall.opd.id, priority=Priority.EMERGENCY),
    ]
    there = [refused(booth.clinic, one) for one in wrong]
    booth.cut()
    assert [refused(booth.clinic, replace(one, id=new_command_id())) for one in wrong] == there


def test_what_only_the_host_knows_is_out_of_reach(booth: Booth) -> None:
    issued = booth.tap()
    booth.cut()
    for message in (
        FamilyOf(phone="9845031777"),
        TokenStatus(token=issued.token),
        Cancel(token=issued.token),
    ):
        assert refused(booth.clinic, message).code == "out_of_reach"


def test_a_kiosk_that_never_met_the_clinic_can_give_nothing(hall: Hall, tmp_path: Path) -> None:
    line = Line(hall.kiosk)
    line.is_cut = True
    store = SqliteOfflineStore(StationDatabase.open(tmp_path / "new" / "kiosk.db"))
    clinic = OfflineClinic(line, store, hall.clock, station=None, patience=at_once, attends=False)
    for message in (ClinicDetails(), Departments(), Stations(), IssueToken(department=hall.opd.id)):
        assert refused(clinic, message).code == "out_of_reach"
    clinic.close()


def test_it_goes_on_after_a_restart(booth: Booth) -> None:
    booth.cut()
    first = IssueToken(department=booth.hall.opd.id, phone="9845031777")
    issued = booth.clinic.execute(first)
    booth.restart()
    assert booth.clinic.execute(first) == issued
    assert booth.tap().code == "A-A02"
    assert booth.clinic.ask(ClinicDetails()).name == "Sunrise Community Clinic"
    assert booth.clinic.ask(Stations())[0].series == "A"
    assert booth.clinic.state().waiting_to_sync == 2


def test_staff_act_at_the_host_or_not_at_all(booth: Booth) -> None:
    booth.cut()
    staff = booth.clinic.acting_as(Actor(staff=booth.hall.reception.id, role=booth.hall.reception.role))
    assert refused(staff, IssueToken(department=booth.hall.opd.id)).code == "out_of_reach"


# --- once only ------------------------------------------------------------------------------------------


def test_every_tap_on_a_step_is_one_token(booth: Booth) -> None:
    booth.cut()
    tap = IssueToken(department=booth.hall.opd.id)
    first = booth.clinic.execute(tap)
    booth.tick()
    assert booth.clinic.execute(tap) == first
    booth.mend()
    assert booth.clinic.execute(tap) == first
    other = replace(tap, language="hi")
    assert refused(booth.clinic, other).code == "command_id_reused"
    assert booth.hall.waiting() == ["A-A01"]


def test_a_number_of_the_hosts_stays_when_the_same_tap_comes_after_the_cut(booth: Booth) -> None:
    tap = IssueToken(department=booth.hall.opd.id)
    given = booth.clinic.execute(tap)
    booth.cut()
    booth.restart()
    assert booth.clinic.execute(tap) == given
    assert booth.clinic.state().waiting_to_sync == 0


def test_a_request_whose_answer_is_lost_gives_one_number(booth: Booth) -> None:
    booth.line.loses_answers = True
    issued = booth.tap(phone="9845031777")
    assert issued.code == "A-A01"
    assert booth.hall.waiting() == ["A-001"]
    booth.mend()
    assert booth.hall.waiting() == ["A-A01"]
    shown = booth.hall.desk.ask(TokenStatus(code="A-001")).token
    assert (shown.state, shown.end_reason) == (TokenState.CANCELLED, EndReason.SUPERSEDED)
    people = booth.hall.house.read(lambda uow: uow.patients.by_phone("9845031777"))
    assert len(people) == 1


def test_a_request_that_arrives_after_the_hand_over_gives_nothing(booth: Booth) -> None:
    booth.cut()
    tap = IssueToken(department=booth.hall.opd.id)
    booth.clinic.execute(tap)
    booth.mend()
    assert refused(booth.house_clinic, tap).code == "command_id_reused"
    assert booth.hall.waiting() == ["A-A01"]


def test_a_host_that_fails_in_its_own_way_costs_no_patient_a_number(booth: Booth) -> None:
    booth.line.fails_with = RuntimeError("a bug of the host")
    assert booth.tap().code == "A-A01"
    booth.mend()
    assert booth.hall.waiting() == ["A-A01"]


@pytest.mark.parametrize(
    "code", ["host_fault", "disk_full", "storage_failed", "server_out_of_reach", "server_readonly"]
)
def test_a_host_whose_machine_fails_costs_no_patient_a_number(booth: Booth, code: str) -> None:
    booth.line.fails_with = ClinicError(code)
    assert department(booth).department.letter == "A"
    assert booth.tap().code == "A-A01"
    booth.mend()
    assert booth.hall.waiting() == ["A-A01"]
    assert booth.tap().code == "A-001"


def test_another_host_in_its_place_is_nobody(booth: Booth) -> None:
    booth.line.fails_with = ClinicError("host_changed")
    assert booth.tap().code == "A-A01"
    assert not booth.clinic.state().is_connected


# --- giving up ------------------------------------------------------------------------------------------


def test_a_token_given_up_offline_arrives_cancelled(booth: Booth) -> None:
    booth.cut()
    issued, other = booth.tap(), booth.tap()
    booth.tick()
    gone = Cancel(token=issued.token)
    ended = booth.clinic.execute(gone)
    assert (ended.state, ended.end_reason, ended.ended_at) == (
        TokenState.CANCELLED,
        EndReason.PATIENT_LEFT,
        booth.clock.now(),
    )
    assert booth.clinic.execute(gone) == ended
    assert refused(booth.clinic, Cancel(token=issued.token)).code == "move_refused"
    assert department(booth).waiting == 1
    booth.mend()
    assert booth.hall.waiting() == [other.code]
    assert booth.hall.token(issued).ended_at == ended.ended_at


def test_a_token_given_up_while_it_is_handed_over_is_cancelled_too(booth: Booth) -> None:
    booth.cut()
    issued = booth.tap()
    booth.line.is_cut = False
    booth.line.loses_answers = True
    booth.clinic.attend()  # not even the first question is answered
    booth.line.loses_answers = False
    adopting = Line(booth.house_clinic)

    def lose(command: AdoptTokens) -> object:
        booth.house_clinic.execute(command)
        raise ClinicError("out_of_reach")

    adopting.execute = lose  # type: ignore[method-assign,assignment]
    booth.line.execute = adopting.execute  # type: ignore[method-assign]
    booth.clinic.attend()
    assert booth.hall.waiting() == ["A-A01"]
    booth.clinic.execute(Cancel(token=issued.token))
    del booth.line.execute
    booth.mend()
    assert booth.hall.waiting() == []
    assert booth.clinic.state().waiting_to_sync == 0


def test_a_token_that_was_handed_over_is_given_up_at_the_host(booth: Booth) -> None:
    booth.cut()
    issued = booth.tap()
    booth.mend()
    assert booth.clinic.execute(Cancel(token=issued.token)).state is TokenState.CANCELLED
    assert booth.hall.waiting() == []


# --- back -------------------------------------------------------------------------------------------------


def test_everything_is_handed_over_once_in_order_with_its_times(booth: Booth) -> None:
    hall = booth.hall
    anita = hall.desk.execute(RegisterPatient(form=PatientForm(name="Anita", phone="9845031777")))
    booth.tap()
    booth.cut()
    given = []
    for number in range(230):
        given.append(booth.tap(phone="9845031777" if number == 3 else ""))
        if number % 50 == 0:
            hall.issue()
    booth.tick(5 * MINUTE)
    booth.mend()
    everybody = [hall.token(card.token) for card in hall.board().waiting]
    assert [one.queued_at for one in everybody] == sorted(one.queued_at for one in everybody)
    assert [one.code for one in everybody if "-A" in one.code] == [one.code for one in given]
    assert [hall.token(one).issued_at for one in given] == [one.issued_at for one in given]
    visit = hall.house.read(lambda uow: uow.visits.get(given[3].visit))
    assert visit is not None
    assert visit.patient == anita.id
    sizes = [len(one.tokens) for one in booth.line.sent if isinstance(one, AdoptTokens)]
    assert sizes == [100, 100, 30]
    assert booth.told[-1] == 0
    assert booth.tap().code == "A-007"
    assert hall.desk.ask(Alerts()) == ()


def test_until_the_host_knows_all_the_kiosk_goes_on_giving(booth: Booth) -> None:
    booth.cut()
    booth.tap()
    booth.line.is_cut = False
    assert booth.tap().code == "A-A02"
    booth.mend()
    assert booth.tap().code == "A-001"
    assert booth.hall.waiting() == ["A-A01", "A-A02", "A-001"]


def test_a_hand_over_whose_answer_is_lost_is_repeated_as_it_was(booth: Booth) -> None:
    booth.cut()
    booth.tap()
    booth.line.is_cut = False
    sent: list[AdoptTokens] = []

    def lose(command: AdoptTokens) -> object:
        sent.append(command)
        booth.house_clinic.execute(command)
        raise ClinicError("out_of_reach")

    booth.line.execute = lose  # type: ignore[method-assign,assignment]
    booth.clinic.attend()
    booth.tick(MINUTE)
    booth.tap()
    booth.restart()
    booth.mend()
    again = [one for one in booth.line.sent if isinstance(one, AdoptTokens)]
    assert again[0] == sent[0]
    assert booth.hall.waiting() == ["A-A01", "A-A02"]


def test_a_day_that_ended_meanwhile_takes_its_tokens_and_numbers_begin_anew(booth: Booth) -> None:
    booth.cut()
    yesterday = [booth.tap(), booth.tap()]
    booth.tick(DAY)
    booth.hall.house.system.execute(OpenDay())
    today = booth.tap()
    assert today.code == "A-A01"
    assert today.day == booth.hall.day + DAY
    booth.mend()
    assert [booth.hall.token(one).state for one in (*yesterday, today)] == [
        TokenState.EXPIRED,
        TokenState.EXPIRED,
        TokenState.WAITING,
    ]
    assert [one.kind for one in booth.hall.desk.ask(Alerts())] == [AlertKind.CAME_AFTER_THE_DAY]


def test_a_department_that_closed_for_good_or_is_full_takes_them(booth: Booth) -> None:
    hall = booth.hall
    booth.cut()
    booth.tap()
    booth.tap(hall.lab)
    hall.house.system.execute(CloseDepartment(department=hall.lab.id, for_good=True))
    form = DepartmentForm(letter="A", name="General OPD", daily_limit=1)
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))
    hall.issue()
    booth.mend()
    assert booth.clinic.state().waiting_to_sync == 0
    assert hall.waiting() == ["A-A01", "A-001"]


def test_a_kiosk_that_was_revoked_keeps_its_tokens_until_it_is_paired_again(booth: Booth) -> None:
    hall = booth.hall
    booth.cut()
    booth.tap()
    station = booth.station
    hall.house.system.execute(CloseStation(station=station.id))
    booth.line.is_cut = False
    booth.clinic.attend()
    assert booth.clinic.state().waiting_to_sync == 1
    booth.house_clinic = hall.house.as_station(StationKind.KIOSK, "Kiosk 2")
    booth.restart()
    booth.mend()
    assert hall.waiting() == ["A-A01"]
    booth.cut()
    assert booth.tap().code == "A-B01"


def test_a_kiosk_that_is_keyed_anew_goes_on_in_a_fresh_series(booth: Booth) -> None:
    booth.cut()
    booth.tap()
    booth.hall.house.system.execute(KeyStation(kind=StationKind.KIOSK, station=booth.station.id))
    booth.mend()
    booth.cut()
    assert booth.tap().code == "A-B01"
    booth.mend()
    assert booth.hall.waiting() == ["A-A01", "A-B01"]


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=6000)])
def test_a_kiosk_that_is_never_cut_off_forgets_what_taps_were_answered(
    booth: Booth, ahead: timedelta
) -> None:
    """After a week, and by the clinic's clock: a wrong one of the kiosk's own drops nothing before."""
    booth.follows_hall = False
    booth.clock.instant = booth.hall.clock.now() + ahead
    booth.restart()
    tap = IssueToken(department=booth.hall.opd.id)
    issued = booth.clinic.execute(tap)
    booth.restart()
    booth.cut()
    assert booth.clinic.execute(tap) == issued
    booth.mend()
    booth.tick(8 * DAY)
    booth.restart()
    booth.cut()
    assert booth.clinic.execute(tap) != issued


def test_what_the_host_does_not_take_holds_up_nothing_else(booth: Booth) -> None:
    """A token that no host will ever take: the others are found out and taken."""
    hall = booth.hall
    booth.cut()
    given = [booth.tap() for _ in range(9)]
    bad = given[4].visit
    real = booth.house_clinic

    def choose(command: AdoptTokens) -> object:
        if any(one.visit == bad for one in command.tokens):
            raise ClinicError("request_invalid", field="tokens")
        return real.execute(command)

    booth.line.execute = choose  # type: ignore[method-assign,assignment]
    booth.line.is_cut = False
    booth.mend()
    assert hall.waiting() == [one.code for one in given if one.visit != bad]
    assert booth.clinic.state().waiting_to_sync == 1
    del booth.line.execute
    assert booth.tap().code == "A-001"


@pytest.mark.parametrize("code", ["disk_full", "server_busy", "server_out_of_reach", "server_readonly"])
def test_while_the_host_can_store_nothing_the_kiosk_goes_on_by_itself(booth: Booth, code: str) -> None:
    booth.cut()
    booth.tap()
    real = booth.line.execute

    def full(command: object) -> object:
        raise ClinicError(code)

    booth.line.execute = full  # type: ignore[method-assign,assignment]
    booth.line.is_cut = False
    assert booth.clinic.attend() < 30
    assert booth.tap().code == "A-A02"
    booth.line.execute = real  # type: ignore[method-assign]
    booth.mend()
    assert booth.hall.waiting() == ["A-A01", "A-A02"]


# --- clocks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(hours=-5), timedelta(hours=9), timedelta(days=-6000)])
def test_a_kiosk_whose_clock_is_wrong_goes_by_the_clinics(booth: Booth, ahead: timedelta) -> None:
    booth.follows_hall = False
    booth.clock.instant = booth.hall.clock.now() + ahead
    booth.restart()
    booth.cut()
    issued = booth.tap()
    assert issued.issued_at == booth.hall.clock.now()
    assert issued.day == booth.hall.day
    booth.mend()
    assert booth.hall.token(issued).issued_at == issued.issued_at
    assert booth.hall.desk.ask(Alerts()) == ()


def test_a_dead_clock_after_a_restart_neither_changes_the_day_nor_the_order(booth: Booth) -> None:
    first = booth.tap()
    booth.cut()
    second = booth.tap()
    booth.tick(10 * MINUTE)
    booth.follows_hall = False
    booth.clock.instant = second.issued_at - timedelta(days=3000)
    booth.restart()
    third, fourth = booth.tap(), booth.tap()
    assert [third.code, fourth.code] == ["A-A02", "A-A03"]
    assert {third.day, fourth.day} == {booth.hall.day}
    assert second.issued_at < third.issued_at < fourth.issued_at
    booth.tick(MINUTE)
    booth.mend()
    assert booth.hall.waiting() == [one.code for one in (first, second, third, fourth)]
    ((kind, count),) = [(one.kind, one.params["count"]) for one in booth.hall.desk.ask(Alerts())]
    assert (kind, count) == (AlertKind.TIMES_UNCERTAIN, 2)
    placed = [booth.hall.token(one).issued_at for one in (second, third, fourth)]
    assert placed == sorted(placed)
    assert first.issued_at <= placed[0] <= placed[-1] <= booth.hall.clock.now()


def test_by_a_clock_that_cannot_be_right_no_department_is_shut(booth: Booth) -> None:
    hours = tuple(OpeningSpan(weekday=day, opens=8 * 60, closes=18 * 60) for day in range(7))
    form = DepartmentForm(letter="A", name="General OPD", hours=hours)
    booth.hall.house.system.execute(UpdateDepartment(department=booth.hall.opd.id, form=form))
    department(booth)
    booth.cut()
    booth.follows_hall = False
    booth.clock.instant -= timedelta(days=3000, hours=12)
    booth.restart()
    assert department(booth).is_open
    assert booth.tap().code == "A-A01"


def test_a_day_rolls_only_by_a_clock_that_is_trusted(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    booth.cut()
    booth.tap()
    monkeypatch.setattr(booth.clock, "is_trusted", lambda: False)
    booth.tick(DAY)
    assert booth.tap().code == "A-A02"
    monkeypatch.undo()
    assert booth.tap().code == "A-A01"


# --- two kiosks, and watching -----------------------------------------------------------------------------


def test_two_kiosks_that_are_cut_off_meet_in_the_order_of_issue(
    hall: Hall, booth: Booth, tmp_path: Path
) -> None:
    other = Booth(
        hall, tmp_path / "two", clinic=hall.house.as_station(StationKind.KIOSK, "Kiosk 2"), name="two"
    )
    booth.cut()
    other.cut()
    given = []
    for number in range(20):
        at = booth if number % 3 else other
        hall.clock.advance(SECOND)
        booth.tick(timedelta(0))
        other.tick(timedelta(0))
        given.append(at.tap())
    other.mend()
    booth.mend()
    assert hall.waiting() == [one.code for one in given]
    other.clinic.close()


def test_watchers_hear_of_the_journal_and_of_each_turn(booth: Booth) -> None:
    heard: list[int] = []
    arrived = threading.Condition()

    def listen() -> None:
        for position in booth.clinic.watch():
            with arrived:
                heard.append(position)
                arrived.notify_all()

    def wait_for_more(than: int) -> None:
        with arrived:
            assert arrived.wait_for(lambda: len(heard) > than, 20)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    wait_for_more(0)
    count = len(heard)
    booth.hall.issue()
    wait_for_more(count)
    last = heard[-1]
    count = len(heard)
    booth.cut()
    wait_for_more(count)
    assert heard[-1] == last
    booth.hall.house.close()
    booth.clinic.close()
    thread.join(20)
    assert not thread.is_alive()
