"""A desk for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic.print_queue.counterpart import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A station that prints."""
    desk = Desk(tmp_path)
    yield desk
    desk.queue.close()
