"""A lobby for each test, and a window before it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from nextpatient_desktop.ui.ports import TaskRunner
from tests.fakes.tasks import ImmediateRunner
from tests.ui.kiosk.hands import Open
from tests.ui.kiosk.lobby import SETTLED, Lobby, qr_of, texts_of


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """A clinic with a kiosk."""
    lobby = Lobby(tmp_path)
    yield lobby
    lobby.close()


@pytest.fixture
def opened(lobby: Lobby, qtbot: QtBot) -> Open:
    """Opens the kiosk's window over the lobby."""

    def open_window(
        width: int = 540,
        height: int = 960,
        *,
        runner: TaskRunner | None = None,
        may_close: bool = True,
        px_per_mm: float = 0.0,
        speaking: Callable[[str], Texts] = texts_of,
    ) -> KioskWindow:
        window = KioskWindow(
            lobby.clinic,
            runner or ImmediateRunner(),
            lobby.scheduler,
            lobby.printing,
            texts_of=speaking,
            language="en",
            qr_of=qr_of,
            kiosk_name="Kiosk 1",
            report_bug=lobby.bugs.append,
            open_settings=lobby.open_settings,
            may_close=may_close,
            px_per_mm=px_per_mm,
        )
        qtbot.addWidget(window, before_close_func=lambda closing: closing.allow_close())
        window.resize(width, height)
        window.show()
        window.start()
        lobby.scheduler.advance(SETTLED)
        return window

    return open_window
