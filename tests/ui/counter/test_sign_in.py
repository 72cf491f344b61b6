"""Signing in and out at a counter."""

import pytest

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.staff.messages import CloseStaff
from nextpatient_desktop.domain.model import Availability, BreakReason
from nextpatient_desktop.ui.counter.sign_in import SignInState, initials
from nextpatient_desktop.ui.counter.state import Act
from nextpatient_desktop.ui.tokens import Tint
from tests.clinic.house import PASSWORD
from tests.ui.counter.bench import Bench
from tests.ui.counter.practice import Practice


def shown(bench: Bench) -> SignInState:
    return bench.window.sign_in_panel.state


def test_the_counter_is_chosen_when_the_station_has_none(bench: Bench) -> None:
    presenter = bench.counter(counter_name="")
    assert shown(bench).counter is None
    assert [c.name for c in shown(bench).counters] == ["Room 3", "Room 4", "Lab", "Pharmacy"]
    presenter.sign_in.counter_chosen(bench.practice.room4.id)
    assert shown(bench).counter_name == "Room 4"


def test_the_stations_counter_is_taken_whatever_its_case(bench: Bench) -> None:
    bench.counter(counter_name="room 3")
    assert shown(bench).counter == bench.practice.room3.id


def test_a_counter_that_does_not_exist_is_told(bench: Bench) -> None:
    bench.counter(counter_name="Room 9")
    assert bench.notices.texts == ["There is no counter called Room 9."]
    assert shown(bench).counter is None


def test_names_are_there_to_tap(bench: Bench) -> None:
    presenter = bench.counter()
    names = [person.name for person in shown(bench).people]
    assert names == ["Dr Arun Sen", "Dr Meera Rao", "Fatima Begum", "Joseph T", "Meera Nair"]
    presenter.sign_in.person_chosen(bench.practice.rao.id)
    assert shown(bench).login == "rao"


def test_signing_in_shows_the_board(bench: Bench) -> None:
    presenter = bench.signed_in()
    assert bench.window.shown == "board"
    assert presenter.staff is not None
    top = bench.window.board_panel.state.top
    assert (top.counter, top.departments, top.staff) == (
        "Room 3",
        "General OPD, Child clinic",
        "Dr Meera Rao",
    )
    assert top.availability is not None
    assert top.availability.label == "Available"


def test_a_wrong_password_is_said_beside_the_field(bench: Bench) -> None:
    presenter = bench.counter()
    presenter.sign_in.submitted("rao", "wrong words")
    assert presenter.session is None
    assert shown(bench).error
    assert shown(bench).error_field in ("login", "password")
    presenter.sign_in.submitted("rao", PASSWORD)
    assert presenter.session is not None


@pytest.mark.parametrize(("login", "password", "field"), [("", "x", "login"), ("rao", "", "password")])
def test_what_is_missing_is_asked_for(bench: Bench, login: str, password: str, field: str) -> None:
    presenter = bench.counter()
    presenter.sign_in.submitted(login, password)
    assert shown(bench).error_field == field
    assert not bench.line.sent


def test_a_clinic_out_of_reach_offers_another_try(bench: Bench) -> None:
    bench.line.cut_at = bench.scheduler.now()
    presenter = bench.counter()
    assert shown(bench).trouble
    bench.line.cut_at = None
    presenter.sign_in.start()
    assert not shown(bench).trouble
    assert shown(bench).people


def test_a_clinic_that_comes_into_reach_is_found_by_itself(bench: Bench) -> None:
    bench.line.cut_at = bench.scheduler.now()
    bench.counter()
    assert shown(bench).trouble
    bench.line.cut_at = None
    bench.scheduler.advance(3)
    assert not shown(bench).trouble
    assert shown(bench).people


def test_who_was_added_meanwhile_can_be_tapped_and_what_is_typed_stays(bench: Bench) -> None:
    presenter = bench.counter(counter_name="Room 9")
    presenter.sign_in.counter_chosen(bench.practice.room4.id)
    presenter.sign_in.submitted("rao", "")
    bench.scheduler.advance(1)
    bench.practice.house.add_staff("Dr Kavita Iyer", "iyer")
    presenter.position_grew()
    assert "Dr Kavita Iyer" in [person.name for person in shown(bench).people]
    assert (shown(bench).counter, shown(bench).login) == (bench.practice.room4.id, "rao")
    assert shown(bench).error_field == "password"
    assert bench.notices.texts == ["There is no counter called Room 9."], "and once only"


def test_signing_out_leaves_the_counter(bench: Bench) -> None:
    presenter = bench.signed_in()
    presenter.sign_out()
    assert bench.window.shown == "sign_in"
    assert presenter.session is None
    assert bench.practice.counter_status(bench.practice.room3.id).staff is None


def test_nobody_leaves_while_a_patient_is_there(rao: Clinic, bench: Bench) -> None:
    presenter = bench.signed_in()
    presenter.sign_out()
    assert presenter.session is not None
    assert [getattr(error, "code", "") for error in bench.notices.errors] == ["counter_busy"]
    presenter.session.board.pressed(Act.COMPLETE)
    presenter.sign_out()
    assert presenter.session is None


def test_somebody_else_who_takes_the_counter_ends_the_session(practice: Practice, bench: Bench) -> None:
    presenter = bench.signed_in()
    practice.sign_in(practice.sen, practice.room3)
    presenter.position_grew()
    assert presenter.session is None
    assert bench.window.shown == "sign_in"
    assert bench.notices.texts == ["You are no longer signed in at Room 3."]


def test_access_that_ended_ends_the_session(practice: Practice, bench: Bench) -> None:
    presenter = bench.signed_in()
    practice.house.system.execute(CloseStaff(staff=practice.rao.id))
    presenter.position_grew()
    assert presenter.session is None


def test_a_break_has_its_reason(bench: Bench) -> None:
    presenter = bench.signed_in()
    assert presenter.session is not None
    presenter.session.board.availability_chosen(Availability.ON_BREAK, BreakReason.MEAL)
    shown = bench.window.board_panel.state.top.availability
    assert shown is not None
    assert (shown.label, shown.tint) == ("Meal", Tint.AMBER)
    bench.rest()
    presenter.session.board.availability_chosen(Availability.AVAILABLE)
    shown = bench.window.board_panel.state.top.availability
    assert shown is not None
    assert shown.label == "Available"


def test_times_are_told_in_the_clinics_zone(rao: Clinic, bench: Bench) -> None:
    bench.signed_in()
    assert str(bench.desk.zone) == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("name", "letters"), [("Dr Meera Rao", "MR"), ("Fatima", "F"), ("Joseph T", "JT"), ("Dr", "D")]
)
def test_initials_leave_out_the_title(name: str, letters: str) -> None:
    assert initials(name) == letters
