"""The settings open from every mode, behind an administrator's sign-in; what is added is there at once."""

import pytest

from tests.journeys.conftest import Start
from tests.journeys.hall import ADMIN, PASSWORD, Hall
from tests.journeys.started import Person

pytestmark = pytest.mark.timeout(100)

SIGN_IN = "^Sign in as an administrator.$"


def add_department(person: Person, name: str) -> None:
    """From the sign-in to the saved department, and out again."""
    person.sees(SIGN_IN)
    person.types(ADMIN, into="Login")
    person.types(PASSWORD, into="Password")
    person.presses("Return")
    person.clicks("Add department")
    person.types(name, into="Name$")
    person.clicks("Save")
    person.clicks("Close$")
    person.sees(misses=("^Add department$",))


def test_a_department_added_in_any_mode_is_at_the_kiosk_at_once(start_in: Start, hall: Hall) -> None:
    program = start_in("together")
    kiosk, counter, display = program.kiosk, program.counter, program.display
    counter.sees("^Who are you")
    counter.presses("F10")
    add_department(counter, "Dental")
    kiosk.sees("^Dental. No waiting$", within=1)

    display.presses("F10")
    add_department(display, "Laboratory")
    kiosk.sees("^Laboratory. No waiting$", within=1)

    kiosk.holds_the_corner()
    kiosk.sees(SIGN_IN)
    kiosk.lets_go()
    add_department(kiosk, "Eye clinic")
    kiosk.sees("^Eye clinic. No waiting$", within=1)
    kiosk.clicks("Eye clinic")
    kiosk.clicks("Skip")
    kiosk.sees("-001$")
    assert hall.departments == ["General OPD", "Pharmacy", "Dental", "Laboratory", "Eye clinic"]
    assert program.end() == 0
    assert program.errors == ""


def test_only_an_administrator_gets_in(start_in: Start, hall: Hall) -> None:
    counter = start_in("counter").counter
    counter.sees("^Who are you")
    counter.presses("Ctrl+,")
    counter.types("meera", into="Login")
    counter.types(PASSWORD, into="Password")
    counter.presses("Return")
    counter.sees(SIGN_IN, "dmin", misses=("^Add department$",))
    counter.presses("Escape")
    counter.sees("^Who are you", misses=(SIGN_IN,))
