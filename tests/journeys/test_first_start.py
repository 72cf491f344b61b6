"""The first start on a new PC: there is no clinic yet."""

from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.journeys.conftest import Start

pytestmark = pytest.mark.timeout(100)

MISSING = r"^There is no clinic.s data in .*clinic\.db\.$"


def test_a_kiosk_without_a_clinic_says_so_and_goes_on_when_there_is_one(start: Start, tmp_path: Path) -> None:
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
