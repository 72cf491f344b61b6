"""Every fault of the virtual printer: what comes of a ticket, what the patient sees, what staff read.

The table in docs/printers.md is made of these: it is compared, line by line.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrintOutcome
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.virtual import Fault, Switches, VirtualPrinter
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.settings.printer_words import result_of
from tests.printing.tickets import TICKET

pytestmark = pytest.mark.usefixtures("qapp")

TIMES = PrinterTimes(connect=3.0, answer=0.7, write=4.0, confirm=4.0, close=0.3)
HASTY = replace(TIMES, answer=0.3, write=1.0, confirm=1.0)
DOCUMENT = Path(__file__).parents[2] / "docs" / "printers.md"

PRINTED = PrintOutcome(state=PrinterState.PRINTED)
SENT = PrintOutcome(state=PrinterState.SENT)
BROKE_OFF = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
OUTCOMES = {
    Fault.OUT_OF_PAPER: PrintOutcome(state=PrinterState.NO_PAPER, is_paper_low=True),
    Fault.PAPER_LOW: replace(PRINTED, is_paper_low=True),
    Fault.PAPER_ENDS: replace(BROKE_OFF, reason=PrinterState.NO_PAPER),
    Fault.COVER_OPEN: PrintOutcome(state=PrinterState.COVER_OPEN),
    Fault.OFFLINE: PrintOutcome(state=PrinterState.NOT_READY),
    Fault.ERROR: PrintOutcome(state=PrinterState.NOT_READY),
    Fault.SLOW: PRINTED,
    Fault.MUTE: SENT,
    Fault.UNCONFIRMED: SENT,
    Fault.HANG: BROKE_OFF,
    Fault.BUSY: PrintOutcome(state=PrinterState.UNREACHABLE),
    Fault.RESET: BROKE_OFF,
    Fault.HALF: BROKE_OFF,
}
SEEN = {
    Certainty.CONFIRMED: "Take your ticket",
    Certainty.SENT: "Take your ticket",
    Certainty.UNKNOWN: "Did your ticket come out?",
    Certainty.FAILED: "Remember your number",
}
"""At the kiosk: tests/ui/kiosk/test_paper.py proves these."""


def come_of(fault: Fault, *, is_there_from_the_start: bool) -> tuple[PrintOutcome, int]:
    """What is said of a ticket on a printer with a fault, and how many tickets came out whole."""
    with VirtualPrinter() as printer:
        station = open_printer(
            printer.url, width_dots=576, times=HASTY if fault in (Fault.HANG, Fault.HALF) else TIMES
        )
        if not is_there_from_the_start:
            assert station.print_ticket(TICKET).certainty is Certainty.CONFIRMED
        before = len(printer.paper.tickets)
        printer.switches.switch(fault, True, 20_000 if fault is Fault.SLOW else None)
        outcome = station.print_ticket(TICKET)
        if outcome.certainty is Certainty.SENT:
            printer.wait_for_tickets(before + 1)
        return outcome, len(printer.paper.tickets) - before


@pytest.mark.parametrize("is_there_from_the_start", [True, False], ids=["from the start", "later"])
@pytest.mark.parametrize("fault", Fault)
def test_what_comes_of_a_ticket_is_told_honestly(fault: Fault, is_there_from_the_start: bool) -> None:
    outcome, whole = come_of(fault, is_there_from_the_start=is_there_from_the_start)
    expected = OUTCOMES[fault]
    if fault is Fault.UNCONFIRMED and not is_there_from_the_start:
        expected = BROKE_OFF  # one that always confirmed, and suddenly does not, is not believed
    assert outcome == expected
    if outcome.certainty in (Certainty.CONFIRMED, Certainty.SENT):
        assert whole == 1
    elif outcome.certainty is Certainty.FAILED:
        assert whole == 0, "printing again would give a second ticket"


@pytest.mark.parametrize("fault", Fault)
def test_a_printer_works_again_once_the_fault_is_gone(fault: Fault) -> None:
    with VirtualPrinter(Switches()) as printer:
        printer.switches.switch(fault, True, 20_000 if fault is Fault.SLOW else None)
        station = open_printer(printer.url, width_dots=576, times=HASTY)
        station.print_ticket(TICKET)
        printer.switches.switch(fault, False)
        printer.switches.out_of_paper = False
        outcome = open_printer(printer.url, width_dots=576, times=TIMES).print_ticket(TICKET)
        assert outcome.is_on_paper


def table() -> list[str]:
    """The lines of the document's table."""
    lines = ["| fault | outcome | the kiosk says | settings and command line say |", "|---|---|---|---|"]
    for fault, outcome in OUTCOMES.items():
        result = result_of(load_texts("en"), outcome)
        said = f"{result.what} {result.what_to_do}".strip()
        seen = SEEN[outcome.certainty]
        lines.append(f"| `{fault}` | {outcome.certainty} | {seen} | {said} |")
    return lines


def test_the_document_says_what_these_tests_prove() -> None:
    assert set(OUTCOMES) == set(Fault)
    document = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert [line for line in table() if line not in document] == []
