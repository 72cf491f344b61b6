"""30 s without a touch: a question; 15 s later everything is wiped."""

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.kiosk.state import KioskState, Step
from tests.ui.kiosk.lobby import PHONE, Lobby
from tests.ui.kiosk.visitor import Visitor


def typing(lobby: Lobby) -> Visitor:
    """Somebody who has typed a number, in Hindi and large."""
    visitor = Visitor(lobby)
    visitor.does.language_chosen("hi")
    visitor.does.text_size_toggled()
    visitor.choose(lobby.opd)
    visitor.type("98450")
    visitor.does.priority_chosen(PriorityReason.SENIOR)
    return visitor


def test_after_30_seconds_it_asks_and_counts_down(lobby: Lobby) -> None:
    visitor = typing(lobby)
    visitor.wait(29)
    assert visitor.state.still_there is None
    counted: list[int | None] = []
    for _ in range(16):
        visitor.wait(1)
        counted.append(visitor.state.still_there)
    assert counted[0] in (14, 15)
    assert counted == sorted(counted, key=lambda left: -(left or 0))


def test_after_15_more_everything_is_wiped(lobby: Lobby) -> None:
    visitor = typing(lobby)
    visitor.wait(46)
    state = visitor.state
    assert (state.step, state.language, state.is_large, state.still_there) == (Step.HOME, "en", False, None)
    visitor.settle()
    visitor.choose(lobby.opd)
    assert visitor.state.details is not None
    assert visitor.state.details.digits == ""
    assert not any(choice.is_chosen for choice in visitor.state.details.priorities)


def test_a_touch_answers_and_does_nothing_else(lobby: Lobby) -> None:
    visitor = typing(lobby)
    visitor.wait(35)
    visitor.does.token_pressed()
    visitor.does.digit_pressed("5")
    visitor.does.back_pressed()
    assert visitor.is_asked()
    visitor.does.touched()
    visitor.does.skip_pressed()  # the second tap of a shaking hand
    assert visitor.state.step is Step.DETAILS
    assert not visitor.is_asked()
    assert visitor.state.details is not None
    assert visitor.state.details.digits == "98450"
    assert lobby.sent == []
    visitor.wait(29)
    assert not visitor.is_asked(), "it counts from the touch"


def test_nobody_is_asked_at_a_clean_first_screen(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.wait(44)
    assert all(state.still_there is None for state in visitor.view.states)


def test_a_language_that_somebody_left_goes_back(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.does.touched()
    visitor.does.language_chosen("hi")
    visitor.wait(46)
    assert visitor.state.language == "en"


def test_a_message_that_somebody_left_goes_away(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.clinic.refusals.append(ClinicError("out_of_reach"))
    visitor.choose(lobby.pharmacy)
    visitor.wait(35)
    assert visitor.state.still_there is not None
    visitor.wait(15)
    assert visitor.state.message == ""


def test_the_ticket_goes_by_itself_sooner_when_the_paper_is_out(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.seconds <= 12
    visitor.wait(13)
    assert visitor.state.step is Step.HOME


def test_done_wipes_at_once(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.choose(lobby.opd)
    visitor.type()
    visitor.get_token()
    visitor.does.done_pressed()
    assert visitor.state.step is Step.HOME
    assert PHONE not in repr(visitor.state)


def test_each_patient_is_another_visitor(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    before: KioskState = visitor.state
    visitor.choose(lobby.pharmacy)
    visitor.does.done_pressed()
    assert visitor.state.visitor > before.visitor


def test_after_stop_nothing_is_asked_or_shown(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    visitor.does.stop()
    count = len(visitor.view.states)
    lobby.paper.state = PrinterState.NO_PAPER
    visitor.wait(120)
    assert len(visitor.view.states) == count
