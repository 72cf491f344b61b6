"""What is on screen while a mode's window is being made."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.opening_screen import OpeningScreen
from nextpatient_desktop.ui.theme import Ground, Ink, Theme, desk_theme, display_theme, kiosk_theme


@pytest.mark.parametrize("theme", [desk_theme(), kiosk_theme(1080, 1920), display_theme(1920, 1080)])
def test_it_has_the_modes_ground_and_the_programs_sign(qtbot: QtBot, theme: Theme) -> None:
    screen = OpeningScreen(theme)
    qtbot.addWidget(screen)
    screen.resize(640, 480)
    picture = screen.grab().toImage()
    middle = screen.rect().center()
    assert picture.pixelColor(2, 2) == theme.ground(Ground.CANVAS)
    assert picture.pixelColor(middle) == theme.ink(Ink.ON_PRIMARY)
    assert picture.pixelColor(middle + QPoint(theme.px(30), theme.px(30))) == theme.ground(Ground.PRIMARY)
