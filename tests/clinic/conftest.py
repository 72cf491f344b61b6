"""A clinic over a real database for each test: once in a SQLite file, once on a PostgreSQL server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.house import House
from tests.clinic.places import FilePlace, Place, ServerPlace


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A database without a clinic."""
    place: Place = FilePlace(tmp_path)
    if request.param == "postgresql":
        place = ServerPlace(request.getfixturevalue("emptied_postgres_url"))
    house = House(tmp_path, place)
    yield house
    house.close()


@pytest.fixture
def house(empty_house: House) -> House:
    """A clinic with its admin."""
    empty_house.set_up()
    return empty_house
