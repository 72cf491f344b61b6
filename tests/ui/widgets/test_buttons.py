"""Buttons: by mouse, by keyboard, by screen reader."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import LIGHT, Theme, desk_theme, kiosk_theme
from nextpatient_desktop.ui.widgets.boxes import Column
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, ChoiceTile, IconButton
from tests.ui.widgets.drawing import colours_of, share_of


@pytest.fixture
def theme(qapp: object) -> Theme:
    return desk_theme()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Column:
    made = Column(theme)
    qtbot.addWidget(made)
    return made


def show(qtbot: QtBot, window: QWidget) -> None:
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_a_click_is_a_click(qtbot: QtBot, window: Column, theme: Theme) -> None:
    button = window.add(Button(theme, "Hold", icon=Icon.HOLD))
    show(qtbot, window)
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space])
def test_the_keyboard_presses_the_button_that_has_the_focus(
    qtbot: QtBot, window: Column, theme: Theme, key: Qt.Key
) -> None:
    button = window.add(Button(theme, "Hold"))
    show(qtbot, window)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_the_shown_key_works_from_anywhere_in_the_window(qtbot: QtBot, window: Column, theme: Theme) -> None:
    button = window.add(Button(theme, "Complete and call next", shortcut="F9"))
    window.add(Button(theme, "Other"))
    show(qtbot, window)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_F9)


def test_the_key_still_works_after_the_words_changed(qtbot: QtBot, window: Column, theme: Theme) -> None:
    button = window.add(Button(theme, "Complete and call next", shortcut="F9"))
    button.set_text("Call next & go on")
    show(qtbot, window)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_F9)


def test_a_disabled_button_does_not_hear_its_key(qtbot: QtBot, window: Column, theme: Theme) -> None:
    button = window.add(Button(theme, "Complete", shortcut="F8"))
    button.setEnabled(False)
    show(qtbot, window)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_F8)


def test_the_key_is_shown_and_takes_room(theme: Theme) -> None:
    assert (
        Button(theme, "Hold", shortcut="F7").sizeHint().width()
        > Button(theme, "Hold").sizeHint().width() + 15
    )
    plain = Button(theme, "Undo")
    before = plain.sizeHint().width()
    plain.set_hint("Ctrl+Z")
    assert plain.sizeHint().width() > before


def test_a_screen_reader_says_the_words_and_not_the_marks(theme: Theme) -> None:
    button = Button(theme, "Bones & joints")
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Name) == "Bones & joints"
    assert interface.role() == QAccessible.Role.Button


def test_an_icon_button_has_a_name_and_says_its_key(theme: Theme) -> None:
    button = IconButton(theme, Icon.SEARCH, "Search", shortcut="Ctrl+F")
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Name) == "Search"
    assert button.toolTip() == "Search (Ctrl+F)"


def test_a_button_asks_for_room_for_all_its_words(theme: Theme) -> None:
    short, long = Button(theme, "Hold"), Button(theme, "Send to the Laboratory and come back")
    assert long.minimumSizeHint().width() > short.minimumSizeHint().width() + 100
    wrapping = Button(theme, "Send to the Laboratory and come back", wraps=True)
    assert wrapping.minimumSizeHint().width() < long.minimumSizeHint().width() / 2


def test_kinds_look_different(qapp: object, theme: Theme) -> None:
    primary = Button(theme, "Save", kind=ButtonKind.PRIMARY)
    danger = Button(theme, "Close for today", kind=ButtonKind.DANGER)
    for button in (primary, danger):
        button.resize(button.sizeHint())
    assert share_of(primary, LIGHT.primary) > 0.5
    assert share_of(danger, LIGHT.surface) > 0.5
    assert LIGHT.red in colours_of(danger)


def test_the_ring_is_shown_for_the_keyboard_and_not_for_the_mouse(
    qtbot: QtBot, window: Column, theme: Theme
) -> None:
    button = window.add(Button(theme, "Hold"))
    other = window.add(Button(theme, "Other"))
    show(qtbot, window)
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert LIGHT.primary not in colours_of(other)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert LIGHT.primary in colours_of(button)


def test_a_primary_button_shows_its_ring_too(qtbot: QtBot, window: Column, theme: Theme) -> None:
    button = window.add(Button(theme, "Save", kind=ButtonKind.PRIMARY))
    other = window.add(Button(theme, "Other"))
    show(qtbot, window)
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    before = share_of(button, LIGHT.surface)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert share_of(button, LIGHT.surface) > before


def test_buttons_follow_another_theme(theme: Theme) -> None:
    button = Button(theme, "Get my token", size=ButtonSize.LARGE)
    small = button.sizeHint()
    button.apply_theme(kiosk_theme(1080, 1920))
    assert button.sizeHint().height() > small.height() * 1.5
    assert button.sizeHint().width() > small.width() * 1.5


def test_a_tile_is_chosen_and_unchosen(qtbot: QtBot, qapp: object) -> None:
    theme = kiosk_theme(1080, 1920)
    tile = ChoiceTile(theme, Icon.SENIOR, "60 or older")
    qtbot.addWidget(tile)
    tile.resize(228, 168)
    assert LIGHT.primary_tint not in colours_of(tile)
    tile.click()
    assert tile.isChecked()
    assert share_of(tile, LIGHT.primary_tint) > 0.5
    tile.click()
    assert not tile.isChecked()


@pytest.mark.parametrize("text", ["ஐ", "60 வயது அல்லது அதற்கு மேல்", "60 or older"])
def test_a_tile_is_never_smaller_than_a_finger(qapp: object, text: str) -> None:
    theme = kiosk_theme(1080, 1920, px_per_mm=8)
    hint = ChoiceTile(theme, Icon.SENIOR, text).minimumSizeHint()
    assert min(hint.width(), hint.height()) >= 160
