"""A clinic over a real database file, and behind a real host, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.house import House
from tests.lan.serving import Served


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """A database without a clinic."""
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A clinic and its host."""
    served = Served(tmp_path)
    yield served
    served.close()
