"""A whole visit through the three windows of one program: taken, printed, called, served, done."""

from pathlib import Path

import pytest

from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.printing.virtual import VirtualPrinter
from tests.documents.samples import pdf
from tests.journeys.conftest import Start
from tests.journeys.hall import PASSWORD, Hall
from tests.journeys.started import Person
from tests.printing.dots import read_qr

pytestmark = pytest.mark.timeout(100)

NOBODY = "Please wait for your number"


def test_a_visit_from_the_first_touch_to_the_last_key(start_in: Start, hall: Hall, tmp_path: Path) -> None:
    with VirtualPrinter() as printer:
        program = start_in("together", "--printer", printer.url)
        kiosk, counter, display = program.kiosk, program.counter, program.display
        sign_in(counter)
        take_token(kiosk)
        printer.wait_for_tickets(1)
        kiosk.sees("Take your ticket")
    assert read_qr(printer.paper.tickets[0]) == [f"nextpatient:t/{hall.visit('A-001').key}"]
    assert printer.paper.faults == []
    counter.sees("^A-001, 90000 00042, 60 or older", "^NEXT$")
    display.sees(NOBODY, "^Next A-001 Priority")

    counter.presses("F9")
    counter.sees("^CALLED", "^called once", misses=("^A-001, ",))
    display.sees("^Please go to A-001 Room 3$", misses=("A-001 Priority",))
    counter.presses("Ctrl+Z")
    counter.sees("^NEXT$", "^A-001, ")
    display.sees(NOBODY, "^Next A-001 Priority")
    assert hall.state("A-001") is TokenState.WAITING

    counter.presses("F9")
    counter.sees("^CALLED")
    counter.presses("F6")
    counter.sees("^called 2 times")
    (served,) = hall.system.ask(NowServing()).served
    assert (served.code, served.calls) == ("A-001", 2)
    counter.presses("F5")
    counter.sees("^NOW SERVING$")
    attach(counter, tmp_path)
    display.sees("^Now serving A-001 Room 3$")

    counter.presses("F8")
    counter.sees("^Nobody is waiting$", "^Done 1$", misses=("^NOW SERVING$",))
    display.sees(NOBODY, misses=("A-001",))
    assert hall.state("A-001") is TokenState.COMPLETED
    counter.presses("Ctrl+Z")
    counter.sees("^NOW SERVING$", "^Open Blood report$")
    display.sees("^Now serving A-001 Room 3$")
    counter.presses("F8")
    counter.sees("^Done 1$")

    assert program.end() == 0
    assert program.errors == ""
    assert hall.faults() == []
    assert not hall.database.read_bytes().startswith(b"SQLite format 3"), "it is encrypted"


def sign_in(counter: Person) -> None:
    counter.clicks("Dr Meera Rao")
    counter.types(PASSWORD)
    counter.presses("Return")
    counter.sees("^Nobody is waiting$")


def take_token(kiosk: Person) -> None:
    kiosk.clicks("General OPD", *"9000000042", "60 or older", "Get my token")
    kiosk.sees("^A-001$", "^You are next$", "^Priority$")


def attach(counter: Person, folder: Path) -> None:
    """By the keyboard: Ctrl+O, the file's name, Enter; then the form's button."""
    paper = folder / "Blood report.pdf"
    paper.write_bytes(pdf(2))
    counter.presses("Ctrl+O")
    counter.types(str(paper))
    counter.presses("Return")
    counter.sees("^Attach to A-001$")
    counter.clicks("Attach 1 file")
    counter.sees("^Open Blood report$")
