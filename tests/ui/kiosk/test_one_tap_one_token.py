"""Taps in a hurry, answers that are lost, refusals that are final and such that are not."""

import pytest

from nextpatient_desktop.clinic import local
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.kiosk.issuing import NOT_FINAL
from nextpatient_desktop.ui.kiosk.state import Step
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.lobby import Lobby
from tests.ui.kiosk.visitor import Visitor

UNKNOWN = [
    ClinicError("out_of_reach"),
    ClinicError("storage_busy", path="clinic.db"),
    ClinicError("storage_failed", path="clinic.db"),
    ClinicError("disk_full", path="clinic.db"),
    TimeoutError("no answer in time"),
]


def ready(lobby: Lobby) -> tuple[Visitor, ManualRunner]:
    """A visitor whose jobs wait to be finished, before a kiosk that knows its clinic."""
    runner = ManualRunner()
    visitor = Visitor(lobby, runner)
    runner.finish_all()
    return visitor, runner


def test_a_double_tap_on_a_tile_is_one_token(lobby: Lobby) -> None:
    visitor, runner = ready(lobby)
    visitor.does.department_chosen(lobby.pharmacy.id)
    visitor.does.department_chosen(lobby.pharmacy.id)
    visitor.settle()
    visitor.does.department_chosen(lobby.pharmacy.id)
    runner.finish_all()
    assert lobby.codes == ["P-001"]


def test_two_tiles_at_once_are_the_first_one(lobby: Lobby) -> None:
    visitor, runner = ready(lobby)
    visitor.does.department_chosen(lobby.opd.id)
    visitor.does.department_chosen(lobby.pharmacy.id)
    runner.finish_all()
    assert visitor.state.details is not None
    assert visitor.state.details.department == "General OPD"
    assert lobby.codes == []


def test_the_second_tap_of_a_shaking_hand_types_nothing(lobby: Lobby) -> None:
    visitor, _ = ready(lobby)
    visitor.does.department_chosen(lobby.opd.id)
    visitor.does.digit_pressed("5")
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    visitor.does.skip_pressed()
    visitor.does.token_pressed()
    visitor.does.back_pressed()
    assert visitor.state.step is Step.DETAILS
    assert visitor.state.details is not None
    assert visitor.state.details.digits == ""
    assert not any(choice.is_chosen for choice in visitor.state.details.priorities)
    assert lobby.sent == []


def test_a_double_tap_on_get_my_token_does_not_press_done(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    visitor.does.done_pressed()
    assert visitor.state.step is Step.TICKET


def test_touches_while_it_works_do_nothing(lobby: Lobby) -> None:
    visitor, runner = ready(lobby)
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    visitor.does.skip_pressed()
    visitor.does.token_pressed()
    visitor.does.back_pressed()
    visitor.does.digit_pressed("5")
    visitor.does.language_chosen("hi")
    runner.finish_all()
    assert lobby.codes == ["A-001"]
    assert (visitor.state.step, visitor.state.language) == (Step.TICKET, "en")


def test_a_wait_is_said_when_it_is_one(lobby: Lobby) -> None:
    visitor, runner = ready(lobby)
    visitor.does.department_chosen(lobby.pharmacy.id)
    shown = []
    for seconds in (0.2, 0.2):
        visitor.wait(seconds)
        shown.append(visitor.state.shows_wait)
    runner.finish_all()
    shown.append(visitor.state.shows_wait)
    assert shown == [False, True, False]


def test_nobody_is_wiped_away_while_it_works(lobby: Lobby) -> None:
    visitor, runner = ready(lobby)
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    visitor.wait(120)
    runner.finish_all()
    assert visitor.ticket.code == "A-001"


@pytest.mark.parametrize("error", UNKNOWN, ids=str)
def test_an_answer_that_was_lost_is_asked_for_again(lobby: Lobby, error: Exception) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    lobby.clinic.lost_answers.append(error)
    visitor.does.skip_pressed()
    assert visitor.state.step is Step.DETAILS
    assert visitor.state.message == "Something went wrong here."
    visitor.does.skip_pressed()
    assert lobby.sent[0].id == lobby.sent[1].id
    assert lobby.codes == ["A-001"]
    assert visitor.ticket.code == "A-001"


@pytest.mark.parametrize("error", UNKNOWN, ids=str)
def test_what_came_to_nothing_by_the_machine_is_sent_again(lobby: Lobby, error: Exception) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.refusals.append(error)
    visitor.choose(lobby.pharmacy)
    assert visitor.state.step is Step.HOME
    visitor.choose(lobby.pharmacy)
    assert len({command.id for command in lobby.sent}) == 1
    assert lobby.codes == ["P-001"]


def test_an_answer_is_asked_for_again_after_back(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    lobby.clinic.lost_answers.append(ClinicError("out_of_reach"))
    visitor.does.skip_pressed()
    visitor.does.back_pressed()
    visitor.settle()
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    assert lobby.codes == ["A-001"]


def test_after_a_final_refusal_the_next_tap_is_a_new_command(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.close_for_today(lobby.opd)  # the kiosk has not heard of it
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    assert visitor.state.message == "This department is closed for today."
    lobby.reopen(lobby.opd)
    visitor.does.clinic_changed()
    visitor.settle()
    visitor.choose(lobby.opd)
    visitor.does.skip_pressed()
    assert len({command.id for command in lobby.sent}) == 2
    assert visitor.ticket.code == "A-001"


def test_who_means_something_else_sends_something_else(lobby: Lobby) -> None:
    """The same id with another content would be refused for ever."""
    visitor = Visitor(lobby)
    lobby.clinic.refusals.append(ClinicError("out_of_reach"))
    visitor.choose(lobby.pharmacy)
    visitor.does.language_chosen("hi")
    visitor.choose(lobby.pharmacy)
    assert len({command.id for command in lobby.sent}) == 2
    assert visitor.ticket.code == "P-001"


def test_who_changes_back_means_the_first_one_again(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    lobby.clinic.refusals.extend([ClinicError("out_of_reach"), ClinicError("out_of_reach")])
    visitor.does.skip_pressed()
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    visitor.does.skip_pressed()
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    visitor.does.skip_pressed()
    first, second, third = (command.id for command in lobby.sent)
    assert (first == third, first == second) == (True, False)


def test_the_next_patient_never_sends_a_command_of_the_one_before(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.lost_answers.append(ClinicError("out_of_reach"))
    visitor.choose(lobby.pharmacy)
    visitor.wait(46)
    visitor.choose(lobby.pharmacy)
    assert lobby.codes == ["P-001", "P-002"]


def test_what_the_clinic_keeps_no_answer_for_is_sent_again() -> None:
    """But for an id that was used for something else: no repetition helps that."""
    of_others = {
        "asked_too_often",
        "pairing_closed",
        "pairing_kind_wrong",
        "sign_in_locked",
        "sign_in_refused",
    }
    assert local.NOT_KEPT - of_others - {"command_id_reused"} <= NOT_FINAL
