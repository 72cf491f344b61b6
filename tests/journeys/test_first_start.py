"""The first start on a new PC: there is no clinic yet. Each mode says so, and goes on when there is one."""

from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.journeys.conftest import Start
from tests.journeys.started import Person

pytestmark = pytest.mark.timeout(100)

MISSING = r"^There is no clinic.s data in .*clinic\.db\.$"


def test_from_a_pc_without_a_clinic_to_the_first_token(start: Start, tmp_path: Path) -> None:
    kiosk = start("kiosk", "--windowed").kiosk
    counter = start("counter", "--windowed").counter
    display = start("display", "--windowed").display
    kiosk.sees(MISSING, "set up a new clinic there")
    counter.sees(MISSING, "set up a new clinic there", "^Try again$")
    display.sees("^One moment please$")

    assert Program(tmp_path / "home").new_clinic().code == 0
    kiosk.sees("^Sunrise$", "^Please ask at the desk.$", misses=(MISSING,))
    display.sees("^Please wait for your number$")
    counter.sees("^There is no counter yet.$", misses=(MISSING,))

    counter.presses("F10")
    sign_in(counter)
    add(counter, "Add department", "Dental")
    kiosk.sees("^Dental. No waiting$")
    counter.clicks("Rooms$")
    add(counter, "Add room", "Room 1")  # it serves the only department
    counter.clicks("Close$")
    counter.sees("^Room 1$", "^Asha$|^asha$", misses=("^There is no counter yet.$",))
    kiosk.clicks("Dental", "Skip")
    kiosk.sees("^A-001$")
    display.sees("^Next A-001")


def sign_in(person: Person) -> None:
    """As the administrator that the clinic was set up with."""
    person.types("asha", into="Login")
    person.types("three words", into="Password")
    person.presses("Return")


def add(person: Person, what: str, name: str) -> None:
    """Add a thing to the section that is open."""
    person.clicks(what)
    person.types(name, into="Name$")
    person.clicks("Save$")
    person.sees(f"^{name}, ")
