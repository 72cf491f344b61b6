"""Printers on the network: each way to fail has its own outcome, in bounded time, and nothing is raised."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrintOutcome, TicketPrinter
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.device import Device, TalkingTransport
from nextpatient_desktop.printing.render import draw
from nextpatient_desktop.printing.tcp import TcpChannel
from nextpatient_desktop.printing.transport import PrinterTimes, PrintJob
from nextpatient_desktop.printing.virtual import Switches, VirtualPrinter
from tests.printing.dots import is_same, pillow, trimmed
from tests.printing.tickets import LONG, TICKET

pytestmark = pytest.mark.usefixtures("qapp")

# Enough for a machine that is busy with other tests; nothing waits this long if all is well.
PATIENT = PrinterTimes(connect=3.0, answer=2.0, write=10.0, confirm=10.0, close=0.3)
# For printers that say nothing, or take nothing: here the time always passes.
HASTY = PrinterTimes(connect=1.0, answer=0.3, write=1.0, confirm=1.0, close=0.3)


def at(printer: VirtualPrinter, width_dots: int = 576, times: PrinterTimes = PATIENT) -> TicketPrinter:
    return open_printer(printer.url, width_dots=width_dots, times=times)


def within(seconds: float, work: Callable[[], PrintOutcome]) -> PrintOutcome:
    """What `work` returns, if it does so in time."""
    start = monotonic()
    outcome = work()
    assert monotonic() - start < seconds
    return outcome


@pytest.mark.parametrize("width", [384, 576])
def test_a_ticket_comes_out_as_it_was_drawn_and_is_confirmed(width: int) -> None:
    with VirtualPrinter(width_dots=width) as printer:
        assert at(printer, width).print_ticket(TICKET) == PrintOutcome(state=PrinterState.PRINTED)
        (ticket,) = printer.paper.tickets
        assert is_same(trimmed(ticket), trimmed(pillow(draw(TICKET, width))))
        assert printer.paper.faults == []


def test_a_ticket_is_confirmed_only_once_it_is_out() -> None:
    with VirtualPrinter(Switches(bytes_per_second=40_000)) as printer:
        outcome = at(printer).print_ticket(TICKET)
        assert (outcome.state, len(printer.paper.tickets)) == (PrinterState.PRINTED, 1)


def test_several_tickets_come_out_one_after_another() -> None:
    with VirtualPrinter() as printer:
        station = at(printer)
        codes = [replace(TICKET, code=f"A-{number:03}") for number in range(1, 5)]
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(station.print_ticket, codes))
        assert [outcome.state for outcome in outcomes] == [PrinterState.PRINTED] * 4
        assert len(printer.paper.tickets) == 4
        assert printer.paper.faults == []


def test_two_stations_share_a_printer_that_serves_one_at_a_time() -> None:
    with VirtualPrinter(Switches(bytes_per_second=200_000)) as printer:
        stations = [at(printer), at(printer)]
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda station: station.print_ticket(TICKET), stations))
        assert [outcome.state for outcome in outcomes] == [PrinterState.PRINTED] * 2
        assert len(printer.paper.tickets) == 2


def test_low_paper_is_told_with_the_ticket() -> None:
    with VirtualPrinter(Switches(paper_low=True)) as printer:
        outcome = at(printer).print_ticket(TICKET)
        assert outcome == PrintOutcome(state=PrinterState.PRINTED, is_paper_low=True)


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (Switches(out_of_paper=True), PrinterState.NO_PAPER),
        (Switches(cover_open=True), PrinterState.COVER_OPEN),
        (Switches(cover_open=True, out_of_paper=True), PrinterState.COVER_OPEN),
        (Switches(jammed=True), PrinterState.NOT_READY),
        (Switches(offline=True), PrinterState.NOT_READY),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing_to_print(
    switches: Switches, state: PrinterState
) -> None:
    with VirtualPrinter(switches) as printer:
        outcome = within(8, lambda: at(printer).print_ticket(TICKET))
        assert (outcome.state, outcome.is_repeatable, outcome.is_on_paper) == (state, True, False)
        assert b"\x1b@" not in printer.received


def test_a_printer_prints_again_once_it_is_filled() -> None:
    with VirtualPrinter(Switches(out_of_paper=True)) as printer:
        station = at(printer)
        assert station.print_ticket(TICKET).state is PrinterState.NO_PAPER
        printer.switches.out_of_paper = False
        assert station.print_ticket(TICKET).state is PrinterState.PRINTED
        assert len(printer.paper.tickets) == 1


def test_a_printer_that_says_nothing_is_sent_the_ticket_without_a_confirmation() -> None:
    with VirtualPrinter(Switches(mute=True)) as printer:
        assert at(printer, times=HASTY).print_ticket(TICKET) == PrintOutcome(state=PrinterState.SENT)
        printer.wait_for_tickets(1)
        assert printer.paper.faults == []
        # Such a printer may print a question that it does not know.
        assert printer.received.endswith(b"\x1dVB\x00")


@pytest.mark.parametrize("knows_ids", [True, False])
@pytest.mark.parametrize("answers_in_turn", [True, False])
def test_a_ticket_is_confirmed_by_whatever_the_printer_knows(answers_in_turn: bool, knows_ids: bool) -> None:
    switches = Switches(answers_in_turn=answers_in_turn, knows_ids=knows_ids)
    with VirtualPrinter(switches) as printer:
        station = at(printer, times=replace(PATIENT, answer=0.5))
        outcomes = [within(4, lambda: station.print_ticket(TICKET)) for _ in range(2)]
    certain = Certainty.CONFIRMED if answers_in_turn or knows_ids else Certainty.SENT
    assert [outcome.certainty for outcome in outcomes] == [certain] * 2


def test_a_printer_that_takes_questions_for_letters_prints_none_of_them() -> None:
    with VirtualPrinter(Switches(answers_in_turn=False, knows_ids=False, prints_unknown=True)) as printer:
        station = at(printer, times=replace(PATIENT, answer=0.3))
        assert [station.print_ticket(TICKET).state for _ in range(3)] == [PrinterState.SENT] * 3
        printer.wait_for_tickets(3)
        assert printer.paper.texts == [(), (), ()]
        drawn = trimmed(pillow(draw(TICKET, 576)))
        assert all(is_same(trimmed(ticket), drawn) for ticket in printer.paper.tickets)


def test_a_printer_that_starts_anew_in_the_ticket_is_found_out() -> None:
    with VirtualPrinter() as printer:
        station = at(printer, times=replace(PATIENT, confirm=1.0))
        printer.switches.lost_after = 9_000
        outcome = station.print_ticket(TICKET)
        assert (outcome.certainty, outcome.reason) == (Certainty.UNKNOWN, None)
        printer.switches.lost_after = None
        assert station.print_ticket(TICKET).certainty is Certainty.CONFIRMED


def test_reports_unasked_for_are_not_taken_for_answers() -> None:
    unconfirming = Switches(chatty=True, answers_in_turn=False, knows_ids=False)
    with VirtualPrinter(unconfirming) as printer:
        station = at(printer, times=replace(PATIENT, confirm=0.5))
        assert station.print_ticket(TICKET).state is PrinterState.SENT
    with VirtualPrinter(Switches(chatty=True)) as printer:
        assert at(printer).print_ticket(TICKET).state is PrinterState.PRINTED


def test_a_printer_that_refuses_is_unreachable() -> None:
    with VirtualPrinter(Switches(refuse=True)) as printer:
        outcome = within(8, lambda: at(printer).print_ticket(TICKET))
        assert (outcome.state, outcome.is_repeatable) == (PrinterState.UNREACHABLE, True)
        assert at(printer).status().state is PrinterState.UNREACHABLE


def test_a_printer_that_hangs_up_at_once_is_unreachable() -> None:
    with VirtualPrinter(Switches(drop=True)) as printer:
        assert within(6, lambda: at(printer).print_ticket(TICKET)).state is PrinterState.UNREACHABLE


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    station = open_printer("tcp://printer.invalid", width_dots=576, times=HASTY)
    assert within(6, lambda: station.print_ticket(TICKET)).state is PrinterState.UNREACHABLE


def test_a_printer_that_hangs_breaks_the_ticket_off_in_time() -> None:
    with VirtualPrinter(Switches(hang=True)) as printer:
        outcome = within(5, lambda: at(printer, times=HASTY).print_ticket(TICKET))
        assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY)
        assert (outcome.is_on_paper, outcome.is_repeatable) == (False, False)


@pytest.mark.parametrize("after", [100, 4_000, 30_000])
def test_a_reset_in_the_middle_is_a_ticket_that_broke_off(after: int) -> None:
    with VirtualPrinter(Switches(reset_after=after)) as printer:
        outcome = within(8, lambda: at(printer).print_ticket(TICKET))
        assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY)


def test_a_reset_by_a_printer_that_says_nothing_is_noticed_too() -> None:
    with VirtualPrinter(Switches(mute=True, reset_after=20_000)) as printer:
        assert at(printer, times=HASTY).print_ticket(TICKET).state is PrinterState.FAILED_MIDWAY


def test_paper_that_ends_in_a_ticket_is_told_as_the_reason() -> None:
    with VirtualPrinter(Switches(paper_ends_after=8_000)) as printer:
        times = replace(PATIENT, write=1.0)
        outcome = within(8, lambda: at(printer, times=times).print_ticket(TICKET))
        assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)


def test_paper_that_ends_after_everything_was_taken_is_told_as_the_reason() -> None:
    with VirtualPrinter(Switches(bytes_per_second=60_000, paper_ends_after=34_500)) as printer:
        outcome = within(8, lambda: at(printer).print_ticket(TICKET))
        assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)


def test_a_printer_that_goes_on_without_paper_has_not_printed_the_ticket() -> None:
    with VirtualPrinter(Switches(paper_ends_after=8_000, careless=True)) as printer:
        outcome = at(printer).print_ticket(TICKET)
        assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)


@pytest.mark.parametrize("kind", [b"\x01", b"\x02", b"\x03", b"\x04"])
def test_dots_that_read_like_a_question_confuse_nobody(kind: bytes) -> None:
    picture = b"\x1dv0\x00\x03\x00\x01\x00\x10\x04" + kind
    with VirtualPrinter() as printer:
        host, port = printer.url.removeprefix("tcp://").split(":")
        transport = TalkingTransport("it", lambda end: TcpChannel.open(host, int(port), end), PATIENT)
        job = PrintJob(data=b"\x1b@" + picture * 20 + b"\x1dVB\x00", longest=11)
        outcome = Device(transport, PATIENT).deliver(job)
        assert outcome.state is PrinterState.PRINTED
        assert printer.paper.tickets[0].height == 20


@pytest.mark.parametrize("after", [700, 5_000, 20_000, 33_333])
def test_the_ticket_after_one_that_broke_off_is_whole(after: int) -> None:
    with VirtualPrinter(Switches(reset_after=after)) as printer:
        station = at(printer)
        assert station.print_ticket(LONG).state is PrinterState.FAILED_MIDWAY
        printer.switches.reset_after = None
        outcome = station.print_ticket(TICKET)
        assert outcome.is_on_paper
        printer.wait_for_tickets(1)
        expected = trimmed(pillow(draw(TICKET, 576)))
        ticket = trimmed(printer.paper.tickets[-1])
        assert is_same(ticket.crop((0, ticket.height - expected.height, 576, ticket.height)), expected)
        assert printer.paper.faults == []


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (Switches(), PrinterState.READY),
        (Switches(out_of_paper=True), PrinterState.NO_PAPER),
        (Switches(cover_open=True), PrinterState.COVER_OPEN),
        (Switches(jammed=True), PrinterState.NOT_READY),
        (Switches(mute=True), PrinterState.SILENT),
        (Switches(hang=True), PrinterState.SILENT),
        (Switches(drop=True), PrinterState.UNREACHABLE),
        (Switches(chatty=True), PrinterState.READY),
    ],
)
def test_a_printer_says_how_it_is_without_printing(switches: Switches, state: PrinterState) -> None:
    with VirtualPrinter(switches) as printer:
        times = HASTY if state is PrinterState.SILENT else PATIENT
        assert at(printer, times=times).status().state is state
        assert printer.paper.tickets == []


def test_a_status_tells_of_low_paper() -> None:
    with VirtualPrinter(Switches(paper_low=True)) as printer:
        status = at(printer).status()
        assert (status.state, status.is_paper_low) == (PrinterState.READY, True)


def test_a_ticket_that_cannot_be_drawn_is_a_failure_and_nothing_is_sent() -> None:
    with VirtualPrinter() as printer:
        outcome = at(printer).print_ticket(replace(TICKET, link="x" * 5_000))
        assert (outcome.state, outcome.is_repeatable) == (PrinterState.FAILED, True)
        assert printer.connections == 0


def test_the_log_tells_what_happened_and_not_whose_ticket_it_was(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), VirtualPrinter(Switches(reset_after=9_000)) as printer:
        at(printer).print_ticket(TICKET)
        assert printer.url.removeprefix("tcp://") in caplog.text
    assert "failed_midway" in caplog.text
    assert "A-042" not in caplog.text
    assert "7Kq2mZx9" not in caplog.text


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    for switches in (Switches(), Switches(hang=True), Switches(reset_after=500), Switches(refuse=True)):
        with VirtualPrinter(switches) as printer:
            at(printer, times=HASTY).print_ticket(TICKET)
    assert threading.active_count() == before


def test_no_printer_prints_nothing_and_says_so() -> None:
    printer = open_printer("none:", width_dots=576)
    assert printer.print_ticket(TICKET) == PrintOutcome(state=PrinterState.NONE)
    assert printer.status().state is PrinterState.NONE
    printer.close()


def test_a_printer_costs_a_station_nothing_before_its_first_ticket(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from nextpatient_desktop.printing import open_printer\n"
        "open_printer('tcp://127.0.0.1:1', width_dots=576).status()\n"
        f"open_printer({(tmp_path / 'x').as_uri()!r}, width_dots=576).status()\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'escpos', 'PIL', 'PySide6', 'qrcode'})\n"
    )
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert alone.stdout.strip() == ""
