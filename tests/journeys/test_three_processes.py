"""Kiosk, counter and display as three processes over one file, as clinics start them; and power failures."""

import pytest

from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.printing.virtual import VirtualPrinter
from tests.journeys.conftest import Start
from tests.journeys.hall import PASSWORD, Hall
from tests.journeys.started import Person

pytestmark = pytest.mark.timeout(100)

WITHIN_A_SECOND = 1.0


def sign_in(counter: Person) -> None:
    counter.clicks("Dr Meera Rao")
    counter.types(PASSWORD)
    counter.presses("Return")
    counter.sees("^Connected$")


def test_a_visit_through_three_processes(start_in: Start, hall: Hall) -> None:
    with VirtualPrinter() as printer:
        programs = [start_in("kiosk", "--printer", printer.url), start_in("counter"), start_in("display")]
        kiosk, counter, display = programs[0].kiosk, programs[1].counter, programs[2].display
        sign_in(counter)
        display.sees("^Please wait for your number$")
        kiosk.clicks("Pharmacy")
        kiosk.sees("^P-001$", "^Take your ticket$")
        counter.sees("^P-001, ", within=WITHIN_A_SECOND)
        display.sees("^Next P-001", within=WITHIN_A_SECOND)
        printer.wait_for_tickets(1)
    counter.presses("F9")
    display.sees("^Please go to P-001 Room 3$", within=WITHIN_A_SECOND)
    counter.presses("F5", "F8")
    counter.sees("^Done 1$")
    kiosk.clicks("Done")
    kiosk.sees("^Pharmacy. No waiting$")
    assert [program.end() for program in programs] == [0, 0, 0]
    assert [program.errors for program in programs] == ["", "", ""]
    assert hall.state("P-001") is TokenState.COMPLETED
    assert hall.faults() == []


def test_a_kiosk_without_power_loses_no_token(start_in: Start, hall: Hall) -> None:
    """It dies as soon as the token is there, before anybody could read the number."""
    counter = start_in("counter").counter
    kiosk = start_in("kiosk")
    sign_in(counter)
    kiosk.kiosk.clicks("Pharmacy")
    hall.await_token(1)
    kiosk.kill()
    counter.sees("^P-001, ")
    kiosk = start_in("kiosk")
    kiosk.kiosk.sees("^Pharmacy. 1 waiting")
    kiosk.kiosk.clicks("Pharmacy")
    kiosk.kiosk.sees("^P-002$")
    counter.sees("^P-001, ", "^P-002, ")
    assert hall.faults() == []


def test_display_and_counter_without_power_come_back_to_the_present(start_in: Start, hall: Hall) -> None:
    display = start_in("display")
    counter = start_in("counter")
    kiosk = start_in("kiosk").kiosk
    sign_in(counter.counter)
    kiosk.clicks("Pharmacy")
    kiosk.sees("^P-001$")
    kiosk.clicks("Done", "Pharmacy")
    kiosk.sees("^P-002$")
    display.display.sees("^Next P-001 +P-002")
    display.kill()
    counter.counter.presses("F9")
    counter.counter.sees("^CALLED", "^P-001$")
    display = start_in("display")
    display.display.sees("^Please go to P-001 Room 3$", "^Next P-002")
    counter.counter.presses("F5")
    counter.counter.sees("^NOW SERVING$")
    counter.kill()
    assert hall.state("P-001") is TokenState.SERVING
    display.display.sees("^Now serving P-001 Room 3$")

    counter = start_in("counter")
    sign_in(counter.counter)
    counter.counter.sees("^NOW SERVING$", "^P-001$", "^P-002, ")
    counter.counter.presses("F9")
    counter.counter.sees("^CALLED", "^P-002$", "^Done 1$")
    display.display.sees("^Please go to P-002 Room 3$", misses=("P-001",))
    assert hall.state("P-001") is TokenState.COMPLETED
    assert hall.faults() == []
