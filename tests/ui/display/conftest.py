"""A waiting room for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.display.waiting_room import WaitingRoom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[WaitingRoom]:
    """A clinic with a display."""
    room = WaitingRoom(tmp_path)
    yield room
    room.close()
