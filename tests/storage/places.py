"""`storage` on each database, for the tests of what every database does alike."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.ports import Storage
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from nextpatient_desktop.storage.sqlite import SqliteStorage

Opener = Callable[[], Storage]


@pytest.fixture(params=["sqlite", "postgresql"])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the test's database once more, as another process would."""
    with ExitStack() as opened:
        if request.param == "sqlite":
            yield lambda: opened.enter_context(closing(SqliteStorage.open(tmp_path / "c.db", create=True)))
        else:
            url = request.getfixturevalue("emptied_postgres_url")
            yield lambda: opened.enter_context(closing(PostgresStorage.open(url)))


@pytest.fixture
def storage(another: Opener) -> Storage:
    """A database without a row."""
    return another()
