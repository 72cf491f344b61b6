"""The display's window: no pointer, its keys, its end."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.display.window import DisplayWindow
from tests.fakes.tasks import ImmediateRunner
from tests.ui.display.waiting_room import WaitingRoom


class Settings:
    def __init__(self) -> None:
        self.opened = 0

    def open(self) -> None:
        self.opened += 1


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def window(room: WaitingRoom, settings: Settings, qtbot: QtBot) -> DisplayWindow:
    window = DisplayWindow(
        room.line,
        ImmediateRunner(),
        room.scheduler,
        texts_of=load_texts,
        language="en",
        open_settings=settings.open,
    )
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.start()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_call_is_on_screen_as_soon_as_it_is_heard_of(room: WaitingRoom, window: DisplayWindow) -> None:
    room.issue()
    room.call()
    window.clinic_changed()
    room.scheduler.advance(0.1)
    assert window.panel.stage.accessibleName() == "Please go to A-001 Room 3"


def test_the_pointer_shows_itself_for_a_moment_when_it_is_moved(
    room: WaitingRoom, window: DisplayWindow
) -> None:
    shapes = [window.cursor().shape()]
    QTest.mouseMove(window.panel.stage, QPoint(20, 20))
    shapes.append(window.cursor().shape())
    room.scheduler.advance(3.5)
    shapes.append(window.cursor().shape())
    assert shapes == [Qt.CursorShape.BlankCursor, Qt.CursorShape.ArrowCursor, Qt.CursorShape.BlankCursor]


def test_its_keys_open_the_settings(window: DisplayWindow, settings: Settings) -> None:
    QTest.keyClick(window, Qt.Key.Key_F10)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert settings.opened == 2


def test_f11_leaves_and_enters_full_screen(window: DisplayWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert bool(window.windowState() & Qt.WindowState.WindowFullScreen) is False


def test_after_it_is_closed_nothing_happens_any_more(room: WaitingRoom, window: DisplayWindow) -> None:
    QTest.mouseMove(window.panel.stage, QPoint(20, 20))
    window.close()
    room.issue()
    room.scheduler.advance(60)
    assert room.scheduler.planned_count == 0
