"""A lobby for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.kiosk.lobby import Lobby


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """A clinic with a kiosk."""
    lobby = Lobby(tmp_path)
    yield lobby
    lobby.close()
