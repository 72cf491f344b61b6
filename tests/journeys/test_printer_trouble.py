"""What patients see in the running kiosk while its printer fails in each of its ways. The number always."""

import socket
from collections.abc import Iterator

import pytest

from nextpatient_desktop.printing.virtual import Switches, VirtualPrinter
from tests.journeys.conftest import Start
from tests.journeys.hall import Hall
from tests.journeys.started import Person

pytestmark = pytest.mark.timeout(100)

AT_ONCE = 2.0
NO_PAPER_NOW = "^No paper tickets now. Your number is shown on this screen.$"
TAKE_IT = "^Take your ticket$"
REMEMBER = "^Remember your number$"
DID_IT_COME_OUT = "^Did your ticket come out.$"
NUMBER_HERE = "Your number is shown on this screen.$"
KEEP_THE_CODE = "^Keep this code$"


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    """A printer that works until it is told otherwise."""
    with VirtualPrinter() as printer:
        yield printer


def take(kiosk: Person, code: str) -> None:
    """The number is there at once, and what it says of paper is not yet asked for."""
    kiosk.clicks("Pharmacy")
    kiosk.sees(f"^{code}$", KEEP_THE_CODE, within=AT_ONCE)


def test_the_roll_ends_and_is_changed(start_in: Start, hall: Hall, printer: VirtualPrinter) -> None:
    kiosk = start_in("kiosk", "--printer", printer.url).kiosk
    kiosk.sees("^Pharmacy", misses=(NUMBER_HERE,))
    printer.switches.out_of_paper = True
    take(kiosk, "P-001")
    kiosk.sees(REMEMBER, "^The printer has no paper. Your number P-001 is valid")
    kiosk.clicks("Done")
    kiosk.sees(f"^The printer has no paper. {NUMBER_HERE}")
    printer.switches.out_of_paper = False
    take(kiosk, "P-002")
    kiosk.sees(TAKE_IT)
    kiosk.clicks("Done")
    kiosk.sees("^Pharmacy", misses=(NUMBER_HERE,))
    assert len(printer.paper.tickets) == 1, "what could not be printed does not come out afterwards"


def test_the_connection_breaks_in_the_middle(start_in: Start, hall: Hall, printer: VirtualPrinter) -> None:
    kiosk = start_in("kiosk", "--printer", printer.url).kiosk
    kiosk.sees("^Pharmacy")
    printer.switches.reset_after = 5000
    take(kiosk, "P-001")
    kiosk.sees(DID_IT_COME_OUT, "^Your number P-001 is valid with or without paper.$")
    printer.switches.reset_after = None
    kiosk.clicks("No, print it again")
    kiosk.sees(TAKE_IT)
    kiosk.clicks("Done")
    take(kiosk, "P-002")
    kiosk.sees(TAKE_IT)
    assert len(printer.paper.tickets) == 2


def test_the_printer_hangs(start_in: Start, hall: Hall) -> None:
    """Nobody waits for it: neither this patient, who is told once it is known, nor the next ones."""
    with VirtualPrinter(Switches(hang=True)) as printer:
        kiosk = start_in("kiosk", "--printer", printer.url).kiosk
        take(kiosk, "P-001")
        kiosk.sees("^Your ticket is being printed$")
        kiosk.sees(DID_IT_COME_OUT)
        kiosk.clicks("Yes")
        for code in ("P-002", "P-003"):
            kiosk.clicks("Done")
            take(kiosk, code)
            said = f"^The printer does not work now. Your number {code} is valid"
            kiosk.sees(REMEMBER, said, within=AT_ONCE)


def test_nobody_is_at_the_printers_address(start_in: Start, hall: Hall) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{reserved.getsockname()[1]}"
        kiosk = start_in("kiosk", "--printer", address).kiosk
        kiosk.sees(NO_PAPER_NOW)
        take(kiosk, "P-001")
        kiosk.sees(REMEMBER, "Your number P-001 is valid")
