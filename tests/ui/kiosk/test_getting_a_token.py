"""From the touch of a department to a token: one tap where nothing is asked, two where a number is."""

from dataclasses import replace

import pytest

from nextpatient_desktop.clinic.departments.messages import DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import KioskAsks, Priority, PriorityReason
from nextpatient_desktop.ui.kiosk.state import Paper, Step
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.lobby import PHONE, Lobby
from tests.ui.kiosk.visitor import Visitor


def test_one_tap_is_a_token_where_nothing_is_asked(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert lobby.codes == ["P-001"]
    assert (visitor.state.step, visitor.ticket.code) == (Step.TICKET, "P-001")


def test_two_taps_are_a_token_where_the_number_is_optional(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    assert visitor.state.step is Step.DETAILS
    visitor.does.skip_pressed()
    assert lobby.codes == ["A-001"]
    assert lobby.patient_of(lobby.tokens[0]) is None


def test_an_empty_number_is_as_good_as_skip(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.get_token()
    assert lobby.codes == ["A-001"]


def test_a_number_that_nobody_has_makes_a_record(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.dental)
    visitor.type()
    assert visitor.state.details is not None
    assert visitor.state.details.digits == "98450 31777"
    visitor.get_token()
    patient = lobby.patient_of(lobby.tokens[0])
    assert patient is not None
    assert patient.phone == PHONE


def test_the_family_is_asked_whom_it_is_for(lobby: Lobby) -> None:
    anita, ravi = lobby.patient("Anita Joshi"), lobby.patient("Ravi Joshi")
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.get_token()
    assert visitor.state.step is Step.FAMILY
    assert [person.name for person in visitor.state.people] == ["Anita J.", "Ravi J.", "Somebody else"]
    visitor.does.person_chosen(ravi.id)
    assert lobby.patient_of(lobby.tokens[0]) == ravi
    assert anita != ravi


@pytest.mark.parametrize(
    "refusal",
    [
        ClinicError("asked_too_often", seconds=7),
        ClinicError("out_of_reach"),
        ClinicError("answer_not_kept"),
        ClinicError("disk_full"),
    ],
    ids=lambda one: one.code,
)
def test_where_the_family_can_not_be_asked_the_number_alone_will_do(
    lobby: Lobby, refusal: ClinicError
) -> None:
    lobby.patient("Anita Joshi")
    lobby.patient("Ravi Joshi")
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    lobby.clinic.refusals.append(refusal)
    visitor.get_token()
    assert visitor.ticket.code == "A-001"
    assert lobby.patient_of(lobby.tokens[0]) is None  # two share it: the counter asks whose it is
    assert [command.phone for command in lobby.sent] == [PHONE]


def test_a_number_that_is_none_is_said_before_a_token_is_given(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    lobby.clinic.refusals.append(ClinicError("phone_invalid", field="phone"))
    visitor.get_token()
    assert visitor.state.message
    assert lobby.codes == []


def test_somebody_else_gets_a_record_of_their_own(lobby: Lobby) -> None:
    anita = lobby.patient("Anita Joshi")
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.get_token()
    visitor.does.person_chosen(None)
    patient = lobby.patient_of(lobby.tokens[0])
    assert patient is not None
    assert (patient.id == anita.id, patient.phone) == (False, PHONE)


def test_a_reason_gives_priority_and_can_be_taken_back(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.does.priority_chosen(PriorityReason.PREGNANT)
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    visitor.does.priority_chosen(PriorityReason.INFANT)
    visitor.does.skip_pressed()
    assert (lobby.tokens[0].priority, lobby.tokens[0].reason) == (Priority.PRIORITY, PriorityReason.INFANT)
    assert (visitor.ticket.priority, visitor.ticket.reason) == ("Priority", PriorityReason.INFANT)


def test_a_number_that_is_too_short_is_told_with_its_length(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type("98450")
    visitor.get_token()
    assert lobby.sent == []
    assert "10 figures" in visitor.state.message
    assert visitor.state.message_detail == "Please check it, or press Skip."
    visitor.type("3")
    assert visitor.state.message == "", "typing on takes the message away"


def test_skip_is_not_named_where_there_is_none(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.dental)
    assert visitor.state.details is not None
    assert not visitor.state.details.can_skip
    visitor.does.skip_pressed()
    visitor.get_token()
    assert lobby.sent == []
    assert visitor.state.message_detail == "Please check it."


def test_no_more_figures_than_a_number_has(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type(PHONE + "55")
    assert visitor.state.details is not None
    assert (visitor.state.details.digits, visitor.state.details.can_type) == ("98450 31777", False)


def test_the_zero_that_some_dial_first_is_no_mistake(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type("0" + PHONE)
    visitor.get_token()
    patient = lobby.patient_of(lobby.tokens[0])
    assert patient is not None
    assert patient.phone == PHONE


def test_a_number_that_cannot_be_one_is_told_where_it_is_typed(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type("0000000000000")
    visitor.get_token()
    assert visitor.state.step is Step.DETAILS
    assert visitor.state.message == "This is not a phone number."
    assert lobby.codes == []


def test_back_keeps_the_number_between_family_and_number_and_wipes_it_on_the_way_home(lobby: Lobby) -> None:
    lobby.patient("Anita Joshi")
    visitor = Visitor(lobby)
    visitor.does.language_chosen("hi")
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.get_token()
    visitor.does.back_pressed()
    assert visitor.state.step is Step.DETAILS
    assert visitor.state.details is not None
    assert visitor.state.details.digits == "98450 31777"
    visitor.settle()
    visitor.does.back_pressed()
    assert (visitor.state.step, visitor.state.language) == (Step.HOME, "hi")
    visitor.settle()
    visitor.choose(lobby.opd)
    assert visitor.state.details.digits == ""


def test_the_ticket_has_what_the_clinic_knows(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    ticket = visitor.ticket
    assert (ticket.department, ticket.place, ticket.title) == ("Pharmacy", "You are next", "Take your ticket")
    assert ticket.qr
    assert "P-001" in ticket.foot
    assert [paper.code for paper in lobby.paper.tickets] == ["P-001"]
    assert lobby.paper.tickets[0].clinic_name == "Sunrise Community Clinic"


def test_the_number_is_on_screen_before_it_is_on_paper(lobby: Lobby) -> None:
    runner = ManualRunner()
    visitor = Visitor(lobby, runner)
    runner.finish_all()
    visitor.does.department_chosen(lobby.pharmacy.id)
    runner.finish_next()
    assert (visitor.ticket.code, visitor.ticket.paper) == ("P-001", Paper.PRINTING)
    assert lobby.paper.tickets == []


def test_a_department_that_begins_to_ask_asks_the_next_patient(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    form = DepartmentForm(letter="P", name="Pharmacy", asks=KioskAsks.PHONE_OPTIONAL)
    lobby.house.system.execute(UpdateDepartment(department=lobby.pharmacy.id, form=form))
    visitor.does.clinic_changed()
    visitor.settle()
    visitor.choose(lobby.pharmacy)
    assert visitor.state.step is Step.DETAILS


def test_what_a_department_does_not_ask_is_not_sent(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    lobby.close_for_today(lobby.opd)
    visitor.does.clinic_changed()
    visitor.settle()
    visitor.choose(lobby.pharmacy)
    assert replace(lobby.sent[0], id=lobby.sent[0].id).phone == ""
    assert lobby.tokens[0].priority is Priority.NORMAL
