"""A real encrypted database in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.db"


@pytest.fixture
def storage(path: Path) -> Iterator[SqliteStorage]:
    opened = SqliteStorage.open(path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def opd(storage: SqliteStorage) -> Department:
    """A department in a clinic whose day is open."""
    made = things.department()
    storage.write(lambda unit: things.set_up(unit, made))
    return made
