"""A department that closes under somebody's hands, and what a patient is told of any trouble."""

import logging

import pytest

from nextpatient_desktop.clinic.departments.messages import CloseDepartment, DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import KioskAsks
from nextpatient_desktop.ui.kiosk.state import Step
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.lobby import PHONE, Lobby
from tests.ui.kiosk.visitor import Visitor


def test_who_is_typing_learns_at_once_that_the_department_closed(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type("98450")
    lobby.close_for_today(lobby.opd)
    visitor.does.clinic_changed()
    visitor.settle()
    assert (visitor.state.step, visitor.state.message) == (Step.HOME, "This department is closed for today.")
    assert [tile.is_open for tile in visitor.state.tiles] == [False, True, True]
    visitor.choose(lobby.dental)
    assert visitor.state.details is not None
    assert visitor.state.details.digits == "98450", "the number need not be typed again"
    assert visitor.state.message == ""


def test_a_department_that_is_gone_for_good_is_told_too(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    lobby.house.system.execute(CloseDepartment(department=lobby.opd.id, for_good=True))
    visitor.does.clinic_changed()
    visitor.settle()
    assert visitor.state.step is Step.HOME
    assert visitor.state.message == "This department is closed for good."
    assert [tile.name for tile in visitor.state.tiles] == ["Dental", "Pharmacy"]


def test_the_last_token_of_the_day_goes_to_somebody_else(lobby: Lobby) -> None:
    limit = DepartmentForm(letter="A", name="General OPD", asks=KioskAsks.PHONE_OPTIONAL, daily_limit=1)
    lobby.house.system.execute(UpdateDepartment(department=lobby.opd.id, form=limit))
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    lobby.house.issue(lobby.opd)
    visitor.does.skip_pressed()
    assert visitor.state.step is Step.HOME
    assert visitor.state.message == "All tokens of this department are given out for today."
    assert visitor.state.tiles[0].line == "No more tokens today"


def test_a_tile_that_closed_before_the_finger_left_it_does_nothing(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.close_for_today(lobby.pharmacy)
    visitor.does.clinic_changed()
    visitor.settle()
    visitor.choose(lobby.pharmacy)
    assert visitor.state.step is Step.HOME
    assert lobby.sent == []


def test_a_tile_that_closed_unheard_of_is_told(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.close_for_today(lobby.pharmacy)
    visitor.choose(lobby.pharmacy)
    assert visitor.state.step is Step.HOME
    assert visitor.state.message == "This department is closed for today."
    visitor.settle()
    assert not visitor.state.tiles[2].is_open, "the clinic was asked again"


def test_nobody_is_turned_away_while_the_token_is_on_its_way(lobby: Lobby) -> None:
    runner = ManualRunner()
    visitor = Visitor(lobby, runner)
    runner.finish_all()
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    issuing = runner.waiting.popleft()
    issuing.finish()
    lobby.close_for_today(lobby.opd)
    visitor.does.clinic_changed()
    visitor.settle()
    runner.finish_all()
    assert visitor.ticket.code == "A-001"


def test_the_family_step_stays_when_the_machine_fails(lobby: Lobby) -> None:
    anita = lobby.patient("Anita Joshi")
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.get_token()
    lobby.clinic.lost_answers.append(ClinicError("storage_busy", path="clinic.db"))
    visitor.does.person_chosen(anita.id)
    assert (visitor.state.step, visitor.state.message) == (Step.FAMILY, "Something went wrong here.")
    visitor.does.person_chosen(anita.id)
    assert lobby.codes == ["A-001"]


def test_a_patient_is_not_told_to_make_room_on_the_disk(
    lobby: Lobby, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.refusals.append(ClinicError("disk_full", path="/srv/clinic.db"))
    with caplog.at_level(logging.WARNING):
        visitor.choose(lobby.pharmacy)
    assert visitor.state.message_detail == "Try once more, or ask at the reception."
    assert "disk_full" in caplog.text, "whoever looks after the program finds it in the log"


def test_before_the_clinic_was_ever_reached_the_real_reason_is_shown(lobby: Lobby) -> None:
    lobby.clinic.is_cut = ClinicError("database_missing", path="/srv/clinic.db")
    visitor = Visitor(lobby)
    assert visitor.state.title == "One moment please"
    assert "/srv/clinic.db" in visitor.state.message
    lobby.clinic.is_cut = None
    visitor.wait(3)
    assert (visitor.state.message, len(visitor.state.tiles)) == ("", 3)


def test_the_departments_stay_while_the_clinic_is_out_of_reach(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.is_cut = ClinicError("out_of_reach")
    visitor.does.clinic_changed()
    visitor.wait(5)
    assert (len(visitor.state.tiles), visitor.state.message) == (3, "")
    lobby.clinic.refusals.extend([ClinicError("out_of_reach")] * 2)
    visitor.choose(lobby.opd)
    visitor.type(PHONE)
    visitor.get_token()
    assert visitor.state.message == "Something went wrong here."
    lobby.clinic.is_cut = None
    visitor.get_token()
    assert visitor.ticket.code == "A-001"


def test_a_bug_is_reported_when_nobody_stands_there(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    bug = ZeroDivisionError("ours")
    lobby.clinic.refusals.append(bug)
    visitor.choose(lobby.pharmacy)
    assert lobby.bugs == [], "the crash screen would cover what the patient is told"
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.code == "P-001"
    visitor.does.done_pressed()
    assert lobby.bugs == [bug]


def test_a_bug_behind_an_empty_kiosk_is_reported_at_once(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.is_cut = ZeroDivisionError("ours")
    visitor.does.clinic_changed()
    visitor.settle()
    assert lobby.bugs == [lobby.clinic.is_cut]


def test_waits_are_asked_for_as_time_goes_by(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    assert visitor.state.tiles[2].line == "No waiting"
    lobby.house.issue(lobby.pharmacy)
    visitor.wait(31)
    assert visitor.state.tiles[2].line.startswith("1 waiting")
