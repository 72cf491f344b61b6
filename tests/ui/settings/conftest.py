"""A clinic and the settings over it for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.house import House
from tests.ui.settings.office import Office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A clinic with its admin."""
    house = House(tmp_path)
    house.set_up()
    yield house
    house.close()


@pytest.fixture
def office(house: House) -> Office:
    """The settings, at their sign-in."""
    return Office(house)
