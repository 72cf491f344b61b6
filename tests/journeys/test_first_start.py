"""The first start on a new PC: there is no clinic yet. Each mode asks, and goes on when there is one."""

from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.journeys.conftest import Start
from tests.journeys.started import Person

pytestmark = pytest.mark.timeout(100)


def test_from_a_pc_without_a_clinic_to_the_first_token(start: Start, tmp_path: Path) -> None:
    programs = [start(mode, "--windowed") for mode in ("kiosk", "counter", "display")]
    kiosk, counter, display = programs[0].kiosk, programs[1].counter, programs[2].display
    for program in programs:
        program.setup.sees("^Welcome$", "^Join the clinic on this network", "^Set up a new clinic on this PC")

    assert Program(tmp_path / "home").new_clinic().code == 0
    kiosk.sees("^Sunrise$", "^Please ask at the desk.$")
    display.sees("^Please wait for your number$")
    counter.sees("^There is no counter yet.$")

    counter.clicks(r"^Settings \(F10\)$")
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


def test_a_clinic_is_set_up_at_the_counter_itself(start: Start, tmp_path: Path) -> None:
    program = start("counter", "--windowed")
    setup, counter = program.setup, program.counter
    setup.clicks("Set up a new clinic on this PC")
    setup.types("Sunrise", into="Name of the clinic")
    setup.types("Asha", into="Name$")
    setup.types("asha", into="Login")
    setup.types("three words", into="Password")
    setup.types("three words", into="The same password again")
    setup.clicks("Set up the clinic")
    setup.sees("^Write down the recovery code$", r"([0-9A-Z]{4}[ -]?){2}")
    setup.clicks("I have written it down", "Go on")
    setup.sees("^Sunrise is set up$")
    setup.clicks("Begin")
    counter.sees("^There is no counter yet.$")
    counter.presses("F10")
    sign_in(counter)
    counter.sees("^Departments$")
    assert program.end() == 0


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
