"""A clinic over a real database file for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.house import House


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """A database without a clinic."""
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def house(empty_house: House) -> House:
    """A clinic with its admin."""
    empty_house.set_up()
    return empty_house
