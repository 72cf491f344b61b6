"""Forms: labels above, reasons below, only the person's own changes are told."""

from enum import StrEnum

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.theme import LIGHT, Theme, desk_theme
from nextpatient_desktop.ui.widgets.fields import (
    ChoiceField,
    LongTextField,
    NumberField,
    OptionalNumberField,
    SecretField,
    TextField,
)
from nextpatient_desktop.ui.widgets.search_field import SearchField
from nextpatient_desktop.ui.widgets.switch import Switch
from tests.ui.widgets.drawing import colours_of


class Policy(StrEnum):
    RATIO = "ratio"
    STRICT = "strict"
    ARRIVAL = "arrival"


CHOICES = [
    (Policy.RATIO, "One priority after two"),
    (Policy.STRICT, "Priorities first"),
    (Policy.ARRIVAL, "By time"),
]


@pytest.fixture
def theme(qapp: object) -> Theme:
    return desk_theme()


def test_a_field_says_its_name_and_what_is_wrong(qtbot: QtBot, theme: Theme) -> None:
    field = TextField(theme, "Mobile number", hint="10 digits")
    qtbot.addWidget(field)
    interface = QAccessible.queryAccessibleInterface(field.editor)
    assert interface.text(QAccessible.Text.Name) == "Mobile number"
    assert interface.text(QAccessible.Text.Description) == "10 digits"
    field.set_error("A mobile number has 10 digits.")
    assert interface.text(QAccessible.Text.Description) == "A mobile number has 10 digits."
    assert field.error == "A mobile number has 10 digits."
    field.show()
    assert LIGHT.red in colours_of(field)
    field.set_error("")
    assert field.error == ""
    assert LIGHT.red not in colours_of(field)


def test_only_the_person_edits(qtbot: QtBot, theme: Theme) -> None:
    field = TextField(theme, "Name")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_text("General OPD")
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.editor, "s")
    assert field.text == "General OPDs"


def test_rendering_the_same_text_leaves_the_cursor_alone(qtbot: QtBot, theme: Theme) -> None:
    field = TextField(theme, "Name")
    qtbot.addWidget(field)
    field.set_text("General")
    field.editor.setCursorPosition(3)
    field.set_text("General")
    assert field.editor.cursorPosition() == 3


def test_blanks_around_a_text_are_not_part_of_it(theme: Theme) -> None:
    field = TextField(theme, "Name")
    field.set_text("  Dental ")
    assert field.text == "Dental"


def test_a_secret_is_hidden_until_the_eye_is_opened(qtbot: QtBot, theme: Theme) -> None:
    field = SecretField(theme, "Password", show_name="Show the password")
    qtbot.addWidget(field)
    field.set_text(" s3cret ")
    assert field.text == " s3cret "
    assert field.editor.echoMode() is QLineEdit.EchoMode.Password
    eye = field.editor.actions()[0]
    eye.trigger()
    assert field.editor.echoMode() is QLineEdit.EchoMode.Normal
    field.apply_theme(theme)
    assert field.editor.echoMode() is QLineEdit.EchoMode.Normal
    field.clear()
    assert field.text == ""
    assert field.editor.echoMode() is QLineEdit.EchoMode.Password


def test_a_choice_is_a_value_and_not_its_words(qtbot: QtBot, theme: Theme) -> None:
    field = ChoiceField(theme, "Who is called next", CHOICES)
    qtbot.addWidget(field)
    values = [field.value]
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(Policy.ARRIVAL)
        field.set_choices([(Policy.ARRIVAL, "समय से"), (Policy.STRICT, "पहले")])
    values.append(field.value)
    with qtbot.waitSignal(field.edited):
        QTest.keyClick(field.editor, Qt.Key.Key_Down)
    values.append(field.value)
    field.set_value(None)
    values.append(field.value)
    assert values == [Policy.RATIO, Policy.ARRIVAL, Policy.STRICT, None]


def wheel(widget: QLineEdit | ChoiceField[Policy] | NumberField) -> None:
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    editor = widget if isinstance(widget, QLineEdit) else widget.editor
    QApplication.sendEvent(editor, event)


def test_the_wheel_scrolls_the_page_and_changes_nothing(qtbot: QtBot, theme: Theme) -> None:
    choice = ChoiceField(theme, "Who is called next", CHOICES)
    number = NumberField(theme, "Tokens a day")
    for field in (choice, number):
        qtbot.addWidget(field)
    number.set_value(80)
    wheel(choice)
    wheel(number)
    assert (choice.value, number.value) == (Policy.RATIO, 80)


def test_a_number_may_be_none_and_typing_there_begins_one(qtbot: QtBot, theme: Theme) -> None:
    field = OptionalNumberField(theme, "Tokens a day", none_text="No limit", digits=3)
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(None)
    nothing = field.value
    assert nothing is None
    assert field.editor.placeholderText() == "No limit"
    QTest.mouseClick(field.editor, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.editor, "80 a5")
    assert field.value == 805
    QTest.keyClicks(field.editor, "7")
    assert field.value == 805, "no more figures than there may be"
    field.set_value(12)
    assert field.text == "12"


def test_long_text_lets_tab_leave(qtbot: QtBot, theme: Theme) -> None:
    field = LongTextField(theme, "Address", lines=4)
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_text(" 12 Station Road \n")
    assert field.text == "12 Station Road"
    assert field.editor.tabChangesFocus()
    with qtbot.waitSignal(field.edited):
        QTest.keyClicks(field.editor, "x")


def test_escape_clears_a_search_before_it_closes_anything(qtbot: QtBot, theme: Theme) -> None:
    field = SearchField(theme, "Name, phone or record number")
    qtbot.addWidget(field)
    QTest.keyClicks(field, "ravi")
    with qtbot.waitSignal(field.textEdited) as edited:
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert edited.args == [""]
    assert field.text() == ""
    assert field.accessibleName() == "Name, phone or record number"


def test_undo_is_the_screens_while_nothing_is_typed_in_a_search(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    field = SearchField(theme, "Name")
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    undo = QShortcut(QKeySequence("Ctrl+Z"), window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    QTest.keyClicks(field, "ravi")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    with qtbot.waitSignal(undo.activated):
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "ravi")
    with qtbot.assertNotEmitted(undo.activated):
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_switch_is_a_check_box_to_keyboard_and_screen_reader(qtbot: QtBot, theme: Theme) -> None:
    switch = Switch(theme, "Print the ticket & a copy")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    interface = QAccessible.queryAccessibleInterface(switch)
    assert interface.role() == QAccessible.Role.CheckBox
    assert interface.text(QAccessible.Text.Name) == "Print the ticket & a copy"
    with qtbot.waitSignal(switch.toggled):
        QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert LIGHT.primary in colours_of(switch)
    words = switch.rect().center()
    words.setX(switch.width() - 5)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=words)
    assert not switch.isChecked()
    assert LIGHT.primary not in colours_of(switch)
