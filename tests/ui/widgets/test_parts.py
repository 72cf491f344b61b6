"""Tabs, segments, keypad, QR codes, empty places, the notice bar."""

import pytest
import qrcode
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.ports import Notice, NoticeAction, NoticeKind
from nextpatient_desktop.ui.theme import LIGHT, Theme, desk_theme, display_theme, kiosk_theme
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.keypad import BigKeypad
from nextpatient_desktop.ui.widgets.notice_bar import NoticeBar
from nextpatient_desktop.ui.widgets.pills import SegmentedPills
from nextpatient_desktop.ui.widgets.qr import QrView
from nextpatient_desktop.ui.widgets.tabs import Tabs
from tests.ui.widgets.drawing import picture_of, share_of


@pytest.fixture
def theme(qapp: object) -> Theme:
    return desk_theme()


def test_segments_are_chosen_by_the_person_and_by_the_program(qtbot: QtBot, theme: Theme) -> None:
    pills = SegmentedPills(theme, ["Waiting 12", "Hold 2", "Missed"], "Which tokens")
    qtbot.addWidget(pills)
    pills.show()
    second = pills._segments[1]
    with qtbot.waitSignal(pills.chosen) as chosen:
        QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert chosen.args == [1]
    with qtbot.assertNotEmitted(pills.chosen):
        pills.set_segments(["Waiting 11", "Hold 3", "Missed", "Done"])
    assert [segment.isChecked() for segment in pills._segments] == [False, True, False, False]
    pills.set_segments(["Waiting 11"], chosen=0)
    assert len(pills._segments) == 1
    assert pills._segments[0].isChecked()
    assert share_of(pills._segments[0], LIGHT.ink) > 0.4


def test_segments_move_with_the_arrow_keys(qtbot: QtBot, theme: Theme) -> None:
    pills = SegmentedPills(theme, ["Waiting", "Hold"], "Which tokens")
    qtbot.addWidget(pills)
    with qtbot.waitExposed(pills):
        pills.show()
    pills.activateWindow()
    qtbot.waitUntil(pills.isActiveWindow)
    pills._segments[0].setFocus()
    with qtbot.waitSignal(pills.chosen) as chosen:
        QTest.keyClick(pills._segments[0], Qt.Key.Key_Right)
    assert chosen.args == [1]


def test_tabs_move_with_clicks_and_arrow_keys(qtbot: QtBot, theme: Theme) -> None:
    tabs = Tabs(theme, ["Documents", "History", "Notes"], "Patient")
    qtbot.addWidget(tabs)
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    with qtbot.waitSignal(tabs.chosen) as chosen:
        QTest.mouseClick(tabs._tabs[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [1]
    tabs._tabs[1].setFocus()
    with qtbot.waitSignal(tabs.chosen) as chosen:
        QTest.keyClick(tabs._tabs[1], Qt.Key.Key_Right)
    assert chosen.args == [2]
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_chosen(0)
        tabs.set_texts(["दस्तावेज़", "इतिहास", "टिप्पणी"])
    assert tabs._tabs[0].isChecked()


def test_the_keypad_types_by_touch_and_by_keyboard(qtbot: QtBot, qapp: object) -> None:
    keypad = BigKeypad(kiosk_theme(1080, 1920), "Clear", "Delete the last figure")
    qtbot.addWidget(keypad)
    typed: list[str] = []
    keypad.digit_pressed.connect(typed.append)
    keypad.backspace_pressed.connect(lambda: typed.append("back"))
    keypad.cleared.connect(lambda: typed.append("clear"))
    for digit in "90":
        QTest.mouseClick(keypad._digits[digit], Qt.MouseButton.LeftButton)
    QTest.mouseClick(keypad._backspace, Qt.MouseButton.LeftButton)
    QTest.mouseClick(keypad._clear, Qt.MouseButton.LeftButton)
    QTest.keyClicks(keypad, "5x")
    QTest.keyClick(keypad, Qt.Key.Key_Backspace)
    QTest.keyClick(keypad, Qt.Key.Key_Delete)
    assert typed == ["9", "0", "back", "clear", "5", "back", "clear"]


def test_a_full_number_takes_no_more_figures(qtbot: QtBot, qapp: object) -> None:
    keypad = BigKeypad(kiosk_theme(1080, 1920), "Clear", "Delete the last figure")
    qtbot.addWidget(keypad)
    keypad.set_can_type(False)
    with qtbot.assertNotEmitted(keypad.digit_pressed):
        QTest.mouseClick(keypad._digits["1"], Qt.MouseButton.LeftButton)
        QTest.keyClicks(keypad, "1")
    with qtbot.waitSignal(keypad.backspace_pressed):
        QTest.mouseClick(keypad._backspace, Qt.MouseButton.LeftButton)
    keypad.set_texts("मिटाएँ", "आख़िरी अंक हटाएँ")
    assert keypad._backspace.accessibleName() == "आख़िरी अंक हटाएँ"


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(border=0)
    code.add_data(text)
    code.make()
    return tuple(tuple(bool(module) for module in line) for line in code.get_matrix())


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_phone_can_read_the_code(qtbot: QtBot, qapp: object, scale: float) -> None:
    from PIL import Image
    from pyzbar import pyzbar

    theme = kiosk_theme(int(1080 * scale), int(1920 * scale))
    link = "https://192.168.1.20:8443/t/0123456789abcdef0123456789abcdef"
    view = QrView(theme, modules_of(link), accessible_name="QR code")
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    image = picture_of(view).convertToFormat(QImage.Format.Format_Grayscale8)
    data = bytes(image.constBits())
    picture = Image.frombytes("L", (image.width(), image.height()), data, "raw", "L", image.bytesPerLine())
    found = pyzbar.decode(picture.resize((image.width() * 2, image.height() * 2), Image.Resampling.NEAREST))
    assert [code.data.decode() for code in found] == [link]


def test_a_code_is_dark_on_light_in_the_night_too(qtbot: QtBot, qapp: object) -> None:
    view = QrView(display_theme(1920, 1080), modules_of("x"))
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    assert share_of(view, LIGHT.surface) > 0.4
    view.set_modules(())
    assert share_of(view, LIGHT.surface) == 0


def test_an_empty_place_says_what_fills_it(qtbot: QtBot, theme: Theme) -> None:
    empty = EmptyState(theme, Icon.QUEUE, "Nobody is waiting", "New tokens appear here.", "Add a token")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.action_clicked):
        QTest.mouseClick(empty._action, Qt.MouseButton.LeftButton)
    empty.render_words("No documents")
    empty.set_icon(Icon.DOCUMENT)
    assert not empty._action.isVisible()
    assert not empty._detail.isVisible()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1024, 768)
    made.show()
    return made


def test_a_notice_stands_at_the_foot_and_stays_there(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    bar = NoticeBar(theme, "Close", window)
    assert not bar.isVisible()
    bar.show_notice(Notice(kind=NoticeKind.ERROR, text="No paper.", detail="Put in a new roll."))
    assert bar.isVisible()
    assert bar.accessibleName() == "No paper. Put in a new roll."
    assert bar.geometry().bottom() == 768 - 16 - 1
    window.resize(1440, 900)
    assert bar.geometry().bottom() == 900 - 16 - 1
    assert bar.geometry().center().x() in (719, 720)
    bar.hide_notice()
    assert not bar.isVisible()


def test_a_long_notice_gets_the_height_it_needs(theme: Theme, window: QWidget) -> None:
    bar = NoticeBar(theme, "Close", window)
    bar.show_notice(Notice(kind=NoticeKind.WARNING, text="Short."))
    short = bar.height()
    bar.show_notice(Notice(kind=NoticeKind.WARNING, text="Short.", detail="A long explanation. " * 20))
    assert bar.height() > short + 40
    assert bar.rect().contains(bar._detail.geometry())


def test_the_offered_action_and_its_key_are_shown(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    bar = NoticeBar(theme, "Close", window)
    undo = NoticeAction(label="Undo", run=lambda: None, hint="Ctrl+Z")
    bar.show_notice(Notice(kind=NoticeKind.SUCCESS, text="A-035 is completed.", action=undo))
    assert bar._action.isVisible()
    with qtbot.waitSignal(bar.action_clicked):
        QTest.mouseClick(bar._action, Qt.MouseButton.LeftButton)
    bar.show_notice(Notice(kind=NoticeKind.INFO, text="Saved."))
    assert not bar._action.isVisible()
    with qtbot.waitSignal(bar.dismissed):
        QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)


def test_where_there_is_little_room_the_action_stays_whole(theme: Theme, window: QWidget) -> None:
    bar = NoticeBar(theme, "Close", window)
    undo = NoticeAction(label="Undo", run=lambda: None, hint="Ctrl+Z")
    bar.show_notice(
        Notice(kind=NoticeKind.SUCCESS, text="The order of the departments is changed", action=undo)
    )
    whole = bar._action.sizeHint().width()
    window.resize(340, 500)
    assert bar._action.width() >= bar._action.sizeHint().width()
    assert bar._action.sizeHint().width() < whole, "its key is left out"


def test_a_notice_never_takes_the_focus(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    from nextpatient_desktop.ui.widgets.search_field import SearchField

    field = SearchField(theme, "Search", window)
    field.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    NoticeBar(theme, "Close", window).show_notice(Notice(kind=NoticeKind.INFO, text="Saved."))
    assert field.hasFocus()
