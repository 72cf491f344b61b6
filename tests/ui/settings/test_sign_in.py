"""Only an administrator goes on to the settings, and not for ever."""

from dataclasses import replace

from nextpatient_desktop.clinic.staff.messages import StaffMembers
from nextpatient_desktop.domain.model import Availability, StationKind
from nextpatient_desktop.ui.settings.presenter import IDLE_SECONDS, IDLE_SECONDS_AT_SIGN_IN, Section
from tests.clinic.house import PASSWORD, House
from tests.ui.settings.office import Office


def test_an_administrator_goes_on_to_the_departments(office: Office) -> None:
    office.presenter.sign_in.submitted("  MEERA ", PASSWORD)
    assert office.view.state.section is Section.DEPARTMENTS
    assert office.view.state.staff_name == "Meera Nair"
    assert [row.title for row in office.view.departments_panel.state.list.rows] == [
        "General OPD",
        "Dental",
        "ENT",
    ]


def test_somebody_else_is_told_that_it_needs_an_administrator(office: Office) -> None:
    office.presenter.sign_in.submitted("rao", PASSWORD)
    state = office.view.sign_in_panel.state
    assert (state.error, state.error_field) == ("This needs an administrator.", "login")
    assert office.view.state.section is None


def test_a_wrong_password_is_said_in_its_place(office: Office) -> None:
    office.presenter.sign_in.submitted("meera", "wrong words")
    state = office.view.sign_in_panel.state
    assert state.error_field == "password" and "not right" in state.error
    assert office.notices.errors == []


def test_nothing_typed_is_said_without_asking(office: Office) -> None:
    office.presenter.sign_in.submitted(" ", "")
    assert office.view.sign_in_panel.state.error_field == "login"
    office.presenter.sign_in.submitted("meera", "")
    assert office.view.sign_in_panel.state.error_field == "password"


def test_after_too_many_tries_the_seconds_count_down_and_then_it_is_open_again(office: Office) -> None:
    for _ in range(6):
        office.presenter.sign_in.submitted("meera", "wrong words")
    state = office.view.sign_in_panel.state
    left = state.seconds_left
    assert left > 0 and str(left) in state.error_detail and not state.can_submit

    office.time.advance(1)
    assert office.view.sign_in_panel.state.seconds_left == left - 1
    office.presenter.sign_in.submitted("meera", PASSWORD)
    assert office.view.state.section is None

    office.time.advance(left)
    assert office.view.sign_in_panel.state.error == ""
    office.presenter.touched()
    office.presenter.sign_in.submitted("meera", PASSWORD)
    assert office.view.state.section is Section.DEPARTMENTS


def test_signing_in_here_changes_nothing_where_one_is_at_work(office: Office) -> None:
    before = {one.id: one.availability for one in office.house.system.ask(StaffMembers())}
    office.sign_in()
    office.presenter.stop()
    after = {one.id: one.availability for one in office.house.system.ask(StaffMembers())}
    assert after == before
    assert after[office.house.admin.id] is Availability.AWAY


def test_an_abandoned_sign_in_closes(office: Office) -> None:
    office.time.advance(IDLE_SECONDS_AT_SIGN_IN - 1)
    office.presenter.touched()
    office.time.advance(IDLE_SECONDS_AT_SIGN_IN - 1)
    closed_early = office.view.is_closed
    office.time.advance(1)
    assert office.view.is_closed and not closed_early


def test_an_abandoned_session_closes(office: Office) -> None:
    office.sign_in()
    office.time.advance(IDLE_SECONDS)
    assert office.view.is_closed


def test_unsaved_changes_wait_behind_a_lock_for_who_typed_them(office: Office) -> None:
    departments = office.sign_in().departments
    assert departments.form is not None
    departments.edited(replace(departments.form.draft, name="Walk-in"))
    office.time.advance(IDLE_SECONDS)
    assert not office.view.is_closed and office.open_section() is None
    assert office.view.sign_in_panel.state.locked_for == "Meera Nair"
    assert office.view.state.staff_name == ""

    office.presenter.save()
    office.presenter.sign_in.submitted("meera", PASSWORD)
    assert office.open_section() is Section.DEPARTMENTS
    assert departments.form.draft.name == "Walk-in"


def test_a_kiosk_comes_back_to_its_patients_whatever_was_typed(house: House) -> None:
    office = Office(house, kind=StationKind.KIOSK)
    departments = office.sign_in().departments
    assert departments.form is not None
    departments.edited(replace(departments.form.draft, name="Walk-in"))
    office.time.advance(IDLE_SECONDS)
    assert office.view.is_closed


def test_nothing_is_shown_after_the_window_is_gone(office: Office) -> None:
    office.sign_in()
    office.presenter.stop()
    shown = len(office.view.states), len(office.view.departments_panel.states)
    office.time.advance(3600)
    office.presenter.clinic_changed()
    assert (len(office.view.states), len(office.view.departments_panel.states)) == shown
    assert office.time.planned_count == 0
