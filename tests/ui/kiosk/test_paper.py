"""What a patient sees of the paper, in every way in which a printer can fail. The token stays, always."""

from collections.abc import Callable

import pytest

from nextpatient_desktop.bootstrap.lazy_printer import LazyPrinter
from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.virtual import Switches, VirtualPrinter
from nextpatient_desktop.ui.kiosk.state import Paper
from nextpatient_desktop.ui.station_settings import PrinterSettings
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.lobby import Lobby
from tests.ui.kiosk.visitor import Visitor

HASTY = PrinterTimes(connect=1.0, answer=0.3, write=1.0, confirm=1.0, close=0.3)
PATIENT = PrinterTimes(connect=3.0, answer=2.0, write=10.0, confirm=10.0, close=0.3)
REMEMBER = "Remember your number"


@pytest.mark.parametrize(
    ("outcome", "paper", "title"),
    [
        (PrintOutcome(state=PrinterState.PRINTED), Paper.OUT, "Take your ticket"),
        (PrintOutcome(state=PrinterState.SENT), Paper.OUT, "Take your ticket"),
        (PrintOutcome(state=PrinterState.FAILED_MIDWAY), Paper.UNKNOWN, "Look for your ticket"),
        (PrintOutcome(state=PrinterState.FAILED), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.NO_PAPER), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.COVER_OPEN), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.UNREACHABLE), Paper.NONE, REMEMBER),
        (PrintOutcome(state=PrinterState.NONE), Paper.NONE, REMEMBER),
    ],
    ids=lambda value: str(value.state) if isinstance(value, PrintOutcome) else "",
)
def test_each_outcome_is_told(lobby: Lobby, outcome: PrintOutcome, paper: Paper, title: str) -> None:
    lobby.paper.outcome = outcome
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.paper, visitor.ticket.title) == (paper, title)
    assert "P-001" in visitor.ticket.foot
    assert visitor.ticket.qr, "the code on screen takes the paper's place"
    assert lobby.tokens[0].state is TokenState.WAITING


def test_without_paper_the_number_stays_longer(lobby: Lobby) -> None:
    lobby.paper.outcome = PrintOutcome(state=PrinterState.NO_PAPER)
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    visitor.wait(20)
    assert visitor.ticket.code == "P-001"
    visitor.wait(12)
    assert visitor.state.ticket is None


def test_the_first_screen_says_that_there_is_no_paper_until_there_is(lobby: Lobby) -> None:
    lobby.paper.state = PrinterState.NO_PAPER
    visitor = Visitor(lobby)
    assert visitor.state.no_paper == "No paper tickets now. Your number is shown on this screen."
    lobby.paper.state = PrinterState.READY
    visitor.wait(31)
    assert visitor.state.no_paper == ""


def test_a_kiosk_that_never_prints_does_not_excuse_itself(lobby: Lobby) -> None:
    lobby.paper.state = PrinterState.NONE
    lobby.paper.outcome = PrintOutcome(state=PrinterState.NONE)
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


def test_a_printer_that_hangs_gathers_no_questions(lobby: Lobby) -> None:
    runner = ManualRunner()
    visitor = Visitor(lobby, runner)
    visitor.wait(300)
    assert [call.lane for call in runner.waiting].count("print") == 1  # type: ignore[arg-type]  # a StrEnum


def test_a_printer_with_a_bug_costs_the_paper_alone(lobby: Lobby) -> None:
    lobby.paper.raises = ZeroDivisionError("ours")
    visitor = Visitor(lobby)
    visitor.choose(lobby.pharmacy)
    assert (visitor.ticket.code, visitor.ticket.title) == ("P-001", REMEMBER)
    assert lobby.bugs == [], "the crash screen would cover the number"
    visitor.does.done_pressed()
    assert lobby.bugs == [lobby.paper.raises]


def test_a_printer_address_that_makes_no_sense_is_no_bug(lobby: Lobby) -> None:
    lobby.printer = LazyPrinter(PrinterSettings(url="what:ever"))
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
        lobby.printer = open_printer(device.url, width_dots=576, times=times)
        visitor = Visitor(lobby)
        visitor.choose(lobby.pharmacy)
        assert visitor.ticket.paper is paper
        assert visitor.ticket.code == "P-001"
        assert lobby.codes == ["P-001"]
        assert lobby.tokens[0].state is TokenState.WAITING
        assert len(device.paper.tickets) == (1 if paper is Paper.OUT else 0)
        assert lobby.bugs == []
