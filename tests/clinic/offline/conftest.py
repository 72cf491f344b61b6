"""A hall with a kiosk of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.hall import Hall
from tests.clinic.house import House
from tests.clinic.offline.away import Booth


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


@pytest.fixture
def booth(hall: Hall, tmp_path: Path) -> Iterator[Booth]:
    made = Booth(hall, tmp_path / "station")
    yield made
    made.clinic.close()
