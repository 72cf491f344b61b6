"""What a patient sees of the paper, in every way in which a printer can fail. The token stays, always."""

from collections.abc import Callable

import pytest

from nextpatient_desktop.bootstrap.lazy_printer import LazyPrinter
from nextpatient_desktop.bootstrap.printing import NoPrinting
from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.clinic.printouts.messages import PrintResult
from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.virtual import Switches, VirtualPrinter
from nextpatient_desktop.ui.kiosk.state import Paper
from nextpatient_desktop.ui.station_settings import PrinterSettings
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.lobby import Lobby, PromptPrinting
from tests.ui.kiosk.visitor import Visitor

HASTY = PrinterTimes(connect=1.0, answer=0.3, write=1.0, confirm=1.0, close=0.3)
PATIENT = PrinterTimes(connect=3.0, answer=2.0, write=10.0, confirm=10.0, close=0.3)
REMEMBER = "Remember your number"
DID_IT_COME_OUT = "Did your ticket come out?"


@pytest.mark.parametrize(
    ("outcome", "paper", "title"),
    [
        (PrintOutcome(state=PrinterState.PRINTED), Paper.OUT, "Take your ticket"),
        (PrintOutcome(state=PrinterState.SENT), Paper.OUT, "Take your ticket"),
        (PrintOutcome(state=PrinterState.FAILED_MIDWAY), Paper.UNKNOWN, DID_IT_COME_OUT),
        (PrintOutcome(state=PrinterState.FAILED), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.NO_PAPER), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.COVER_OPEN), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.UNREACHABLE), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.NONE), Paper.NONE, REMEMBER),
    ],
    ids=lambda value: str(value.state) if isinstance(value, PrintOutcome) else "",
)
def test_each_outcome_is_told(lobby: Lobby, outcome: PrintOutcome, paper: Paper, title: str) -> None:
    visitor = Visitor(lobby)
    lobby.paper.does(outcome)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.paper, visitor.ticket.title) == (paper, title)
    assert "P-001" in visitor.ticket.foot
    assert visitor.ticket.qr, "the code on screen takes the paper's place"
    assert lobby.tokens[0].state is TokenState.WAITING


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (PrinterState.PRINTED, "Take a photo of it. Staff find your token with it if the paper gets lost."),
        (PrinterState.NONE, "Take a photo of it. Staff find your token with it."),
        (PrinterState.NO_PAPER, "Take a photo of it. Staff find your token with it."),
        (PrinterState.FAILED_MIDWAY, "Take a photo of it. Staff find your token with it."),
    ],
)
def test_a_paper_is_named_beside_the_code_only_where_there_is_one(
    lobby: Lobby, state: PrinterState, text: str
) -> None:
    visitor = Visitor(lobby)
    lobby.paper.does(PrintOutcome(state=state))
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.qr_text == text


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (PrinterState.NO_PAPER, "The printer has no paper."),
        (PrinterState.COVER_OPEN, "The printer is open."),
        (PrinterState.NOT_READY, "The printer does not work now."),
        (PrinterState.UNREACHABLE, "The printer does not work now."),
    ],
)
def test_why_there_is_no_paper_is_said_calmly(lobby: Lobby, state: PrinterState, why: str) -> None:
    visitor = Visitor(lobby)
    lobby.paper.does(PrintOutcome(state=state))
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.foot == f"{why} Your number P-001 is valid: please remember it."


def test_a_ticket_that_came_out_after_all(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.came_out, visitor.ticket.not_out) == ("Yes", "No, print it again")
    visitor.does.ticket_came_out()
    assert (visitor.ticket.title, visitor.ticket.came_out) == ("Take your ticket", "")
    assert len(lobby.paper.tickets) == 1
    assert lobby.reported == [(PrintResult.UNKNOWN, 1, False), (PrintResult.CONFIRMED, 1, True)]


def test_a_ticket_that_did_not_come_out_is_printed_again_as_a_copy(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
    visitor.choose(lobby.pharmacy)
    visitor.does.ticket_did_not_come_out()
    visitor.settle()
    visitor.does.ticket_did_not_come_out()
    visitor.settle()
    lobby.paper.outcome = PrintOutcome(state=PrinterState.PRINTED)
    visitor.does.ticket_did_not_come_out()
    assert visitor.ticket.title == "Take your ticket"
    papers = [(ticket.code, ticket.copy_mark) for ticket in lobby.paper.tickets]
    assert papers == [("P-001", ""), ("P-001", "Copy 2"), ("P-001", "Copy 3"), ("P-001", "Copy 4")]
    assert lobby.codes == ["P-001"], "the same number, on another paper"
    assert lobby.reported[-1] == (PrintResult.CONFIRMED, 4, False)


def test_who_is_asked_has_time_to_answer_and_need_not(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
    visitor.choose(lobby.pharmacy)
    visitor.wait(19)
    assert visitor.ticket.came_out
    visitor.wait(13)
    assert visitor.state.ticket is None
    visitor.does.ticket_did_not_come_out()
    assert len(lobby.paper.tickets) == 1


def test_paper_that_is_back_at_once_brings_the_ticket(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.does(PrintOutcome(state=PrinterState.NO_PAPER))
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.title == REMEMBER
    lobby.paper.does(PrintOutcome(state=PrinterState.PRINTED))
    visitor.wait(3)
    assert visitor.ticket.title == "Take your ticket"


def test_nothing_is_printed_for_who_went_with_the_number_alone(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.state = PrinterState.NO_PAPER
    visitor.wait(16)
    visitor.choose(lobby.pharmacy)
    visitor.does.done_pressed()
    lobby.paper.state = PrinterState.READY
    visitor.wait(30)
    assert lobby.paper.tickets == []
    assert lobby.reported == [(PrintResult.FAILED, 1, False)]


def test_without_paper_the_number_stays_longer(lobby: Lobby) -> None:
    visitor = Visitor(lobby)
    lobby.paper.does(PrintOutcome(state=PrinterState.NO_PAPER))
    visitor.choose(lobby.pharmacy)
    visitor.wait(20)
    assert visitor.ticket.code == "P-001"
    visitor.wait(12)
    assert visitor.state.ticket is None


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PrinterState.NO_PAPER, "The printer has no paper. Your number is shown on this screen."),
        (PrinterState.COVER_OPEN, "The printer is open. Your number is shown on this screen."),
        (PrinterState.UNREACHABLE, "No paper tickets now. Your number is shown on this screen."),
    ],
)
def test_the_first_screen_says_that_there_is_no_paper_until_there_is(
    lobby: Lobby, state: PrinterState, said: str
) -> None:
    lobby.paper.state = state
    visitor = Visitor(lobby)
    assert visitor.state.no_paper == said
    lobby.paper.state = PrinterState.READY
    visitor.wait(16)
    assert visitor.state.no_paper == ""


def test_a_kiosk_that_never_prints_does_not_excuse_itself(lobby: Lobby) -> None:
    lobby.printing = NoPrinting()
    visitor = Visitor(lobby)
    assert visitor.state.no_paper == ""
    visitor.choose(lobby.pharmacy)
    assert visitor.ticket.title == REMEMBER


def test_a_ticket_is_printed_for_who_has_gone_already(lobby: Lobby) -> None:
    runner = ManualRunner()
    visitor = Visitor(lobby, runner)
    runner.finish_all()
    visitor.choose(lobby.pharmacy)
    runner.finish_next()
    visitor.settle()
    visitor.does.done_pressed()
    runner.finish_all()
    assert [ticket.code for ticket in lobby.paper.tickets] == ["P-001"]
    assert visitor.state.ticket is None


def test_a_printer_with_a_bug_costs_the_paper_alone(lobby: Lobby) -> None:
    lobby.paper.raises = ZeroDivisionError("ours")
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.code, visitor.ticket.title) == ("P-001", REMEMBER)
    assert lobby.bugs == [], "the crash screen would cover the number"
    assert lobby.reported == [(PrintResult.FAILED, 1, False)]


def test_a_printer_address_that_makes_no_sense_is_no_bug(lobby: Lobby) -> None:
    lobby.printing = PromptPrinting(LazyPrinter(PrinterSettings(url="what:ever")), lobby.scheduler)
    visitor = Visitor(lobby)
    assert visitor.state.no_paper
    visitor.choose(lobby.pharmacy)
    visitor.does.done_pressed()
    assert lobby.codes == ["P-001"]
    assert lobby.bugs == []


def test_a_qr_code_that_cannot_be_made_costs_the_code_alone(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(link: str) -> tuple[tuple[bool, ...], ...]:
        raise ValueError(f"too long: {link}")

    monkeypatch.setattr("tests.ui.kiosk.visitor.qr_of", fail)
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.code, visitor.ticket.qr, visitor.ticket.qr_title) == ("P-001", (), "")


def broken(**switches: object) -> Callable[[], VirtualPrinter]:
    return lambda: VirtualPrinter(Switches(**switches))  # type: ignore[arg-type]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("make", "times", "paper"),
    [
        (broken(), PATIENT, Paper.OUT),
        (broken(refuse=True), HASTY, Paper.NONE),
        (broken(hang=True), HASTY, Paper.UNKNOWN),
        (broken(out_of_paper=True), PATIENT, Paper.NONE),
        (broken(cover_open=True), PATIENT, Paper.NONE),
        (broken(reset_after=6000), PATIENT, Paper.UNKNOWN),
        (broken(paper_ends_after=6000), HASTY, Paper.UNKNOWN),
    ],
    ids=["well", "refuses", "hangs", "no paper", "cover open", "resets", "paper ends"],
)
def test_a_real_printer_over_the_network(
    lobby: Lobby, make: Callable[[], VirtualPrinter], times: PrinterTimes, paper: Paper
) -> None:
    with make() as device:
        printer = open_printer(device.url, width_dots=576, times=times)
        lobby.printing = PromptPrinting(printer, lobby.scheduler)
        visitor = Visitor(lobby)
        visitor.choose(lobby.pharmacy)
        assert visitor.ticket.paper is paper
        assert visitor.ticket.code == "P-001"
        assert lobby.codes == ["P-001"]
        assert lobby.tokens[0].state is TokenState.WAITING
        assert len(device.paper.tickets) == (1 if paper is Paper.OUT else 0)
        assert lobby.bugs == []
