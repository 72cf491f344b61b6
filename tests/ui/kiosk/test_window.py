"""The kiosk's window, touched where a patient touches it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.domain.model import PriorityReason
from nextpatient_desktop.ui.kiosk.presenter import WAIT_SHOWN_AFTER
from nextpatient_desktop.ui.kiosk.state import Step
from tests.fakes.tasks import ManualRunner
from tests.ui.kiosk.hands import LEFT, Open, step_of, tile, touch, type_number
from tests.ui.kiosk.lobby import PHONE, SETTLED, Lobby
from tests.ui.kiosk.screens import area_of, texts_in, visible


def test_a_patient_takes_a_token_by_touch(lobby: Lobby, opened: Open) -> None:
    lobby.patient("Anita Joshi")
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window)
    touch(lobby, window.details.choices[PriorityReason.SENIOR])
    touch(lobby, window.details.token)
    touch(lobby, window.family.people.buttons[0])
    assert step_of(window) is Step.TICKET
    assert lobby.codes == ["A-001"]
    assert lobby.tokens[0].reason is PriorityReason.SENIOR
    touch(lobby, window.ticket.done)
    assert step_of(window) is Step.HOME


def test_a_double_tap_on_a_tile_types_nothing_and_takes_one_token(lobby: Lobby, opened: Open) -> None:
    window = opened()
    chosen = tile(window, "Pharmacy")
    place = area_of(chosen).center()
    QTest.mouseClick(chosen, LEFT)
    under = window.childAt(place) or window
    QTest.mouseDClick(under, LEFT, pos=under.mapFrom(window, place))
    assert lobby.codes == ["P-001"]
    assert step_of(window) is Step.TICKET


def test_nothing_of_a_patient_is_left_in_any_widget(lobby: Lobby, opened: Open) -> None:
    lobby.patient("Anita Joshi")
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window)
    touch(lobby, window.details.choices[PriorityReason.PREGNANT])
    touch(lobby, window.details.token)
    assert "Anita J." in texts_in(window)
    touch(lobby, window.family.people.buttons[0])
    assert "A-001" in texts_in(window)
    lobby.scheduler.advance(60)
    QApplication.sendPostedEvents(None, 52)  # deferred deletion
    left = texts_in(window)
    for trace in ("Anita", "98450", PHONE, "A-001", lobby.tokens[0].visit.hex):
        assert trace not in left
    assert not any(choice.isChecked() for choice in window.details.choices.values())


def test_what_somebody_typed_and_left_is_wiped_from_the_widgets(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window, "98450")
    assert "98450" in texts_in(window)
    lobby.scheduler.advance(50)
    assert step_of(window) is Step.HOME
    assert "98450" not in texts_in(window)


def test_the_touch_that_answers_the_question_does_nothing_else(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    lobby.scheduler.advance(35)
    assert window.curtain.isVisible()
    touch(lobby, window.details.skip)
    assert not window.curtain.isVisible()
    assert step_of(window) is Step.DETAILS
    assert lobby.sent == []
    touch(lobby, window.details.skip)
    assert lobby.codes == ["A-001"]


def test_the_button_of_the_question_answers_too(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    lobby.scheduler.advance(35)
    window.curtain.yes.click()  # as a screen reader presses it: without a touch
    assert not window.curtain.isVisible()


def test_a_key_that_answers_the_question_presses_nothing(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    window.details.skip.setFocus()
    lobby.scheduler.advance(35)
    QTest.keyClick(window.details.skip, Qt.Key.Key_Space)
    assert not window.curtain.isVisible()
    assert lobby.sent == []


def test_while_it_works_a_curtain_takes_the_touches(lobby: Lobby, opened: Open) -> None:
    runner = ManualRunner()
    window = opened(runner=runner)
    runner.finish_all()
    touch(lobby, tile(window, "Pharmacy"))
    lobby.scheduler.advance(WAIT_SHOWN_AFTER)
    assert window.curtain.isVisible()
    assert not window.curtain.yes.isVisible()
    runner.finish_all()
    assert not window.curtain.isVisible()


def test_a_choice_shows_what_the_state_says_and_not_what_was_tapped(lobby: Lobby, opened: Open) -> None:
    window = opened()
    QTest.mouseClick(tile(window, "General OPD"), LEFT)
    senior = window.details.choices[PriorityReason.SENIOR]
    QTest.mouseClick(senior, LEFT)  # too early: the step has just appeared
    assert not senior.isChecked()
    lobby.scheduler.advance(SETTLED)
    touch(lobby, senior)
    assert senior.isChecked()
    touch(lobby, senior)
    assert not senior.isChecked()


def test_there_are_no_shortcuts_menus_or_dialogs(lobby: Lobby, opened: Open) -> None:
    window = opened(may_close=False)
    assert window.findChildren(QShortcut) == []
    assert window.findChildren(QAction) == []
    assert not any(not button.shortcut().isEmpty() for button in window.findChildren(QPushButton))
    for pressed in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_F10, Qt.Key.Key_F11, Qt.Key.Key_Menu):
        QTest.keyClick(window, pressed)
    for pressed in (Qt.Key.Key_Q, Qt.Key.Key_W, Qt.Key.Key_Comma):
        QTest.keyClick(window, pressed, Qt.KeyboardModifier.ControlModifier)
    assert window.isVisible()
    assert lobby.settings_opened == 0
    assert not any(isinstance(widget, QDialog) for widget in QApplication.topLevelWidgets())
    assert window.contextMenuPolicy() is Qt.ContextMenuPolicy.PreventContextMenu


def test_it_cannot_be_closed_without_the_admin(lobby: Lobby, opened: Open) -> None:
    window = opened(may_close=False)
    assert not window.close()
    assert window.isVisible()
    touch(lobby, tile(window, "Pharmacy"))
    assert lobby.codes == ["P-001"], "it still works"
    window.allow_close()
    assert window.close()


def test_a_window_on_a_desk_may_be_closed(opened: Open) -> None:
    assert opened(may_close=True).close()


def test_a_corner_held_for_three_seconds_opens_the_settings(lobby: Lobby, opened: Open) -> None:
    window = opened()
    QTest.mousePress(window, LEFT, pos=QPoint(5, 5))
    lobby.scheduler.advance(2.9)
    assert lobby.settings_opened == 0
    lobby.scheduler.advance(0.2)
    assert lobby.settings_opened == 1
    QTest.mouseRelease(window, LEFT, pos=QPoint(5, 5))


@pytest.mark.parametrize("way", ["let go", "moved away", "elsewhere"])
def test_a_corner_that_is_not_held_opens_nothing(lobby: Lobby, opened: Open, way: str) -> None:
    window = opened()
    middle = window.rect().center()
    QTest.mousePress(window, LEFT, pos=middle if way == "elsewhere" else QPoint(5, 5))
    lobby.scheduler.advance(1)
    if way == "let go":
        QTest.mouseRelease(window, LEFT, pos=QPoint(5, 5))
    elif way == "moved away":
        QTest.mouseMove(window, middle)
    lobby.scheduler.advance(5)
    assert lobby.settings_opened == 0


def test_after_it_is_closed_the_corner_is_forgotten(lobby: Lobby, opened: Open) -> None:
    window = opened()
    QTest.mousePress(window, LEFT, pos=QPoint(5, 5))
    window.close()
    lobby.scheduler.advance(5)
    assert lobby.settings_opened == 0


def test_no_button_has_the_focus_when_a_step_appears(lobby: Lobby, opened: Open) -> None:
    """A key that was meant for the step before, or a double Enter, must not press Back."""
    lobby.patient("Anita Joshi")
    window = opened()
    steps = [Step.HOME]
    for button in (tile(window, "General OPD"), window.details.token, window.family.people):
        if button is window.details.token:
            type_number(lobby, window)
        if button is window.family.people:
            button = window.family.people.buttons[0]
        touch(lobby, button)
        steps.append(step_of(window))
        assert not isinstance(window.focusWidget(), QPushButton), step_of(window)
    assert steps == [Step.HOME, Step.DETAILS, Step.FAMILY, Step.TICKET]


def test_a_full_number_does_not_hand_the_focus_to_clear(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    type_number(lobby, window)
    assert window.focusWidget() is window.details.keypad
    QTest.keyClick(window.details.keypad, Qt.Key.Key_Backspace)
    assert window.details.field.accessibleName() == "Your mobile number: 98450 3177"


def test_figures_of_a_keyboard_work_too(lobby: Lobby, opened: Open) -> None:
    window = opened()
    touch(lobby, tile(window, "General OPD"))
    QTest.keyClicks(window.details.keypad, "98")
    assert window.details.field.accessibleName() == "Your mobile number: 98"


def test_everything_to_touch_and_read_has_a_name(lobby: Lobby, opened: Open) -> None:
    lobby.patient("Anita Joshi")
    window = opened()
    way: list[Callable[[], QWidget]] = [
        lambda: tile(window, "General OPD"),
        lambda: window.details.token,
        lambda: window.family.people.buttons[1],
    ]
    for number, button in enumerate(way):
        if number == 1:
            type_number(lobby, window)
        touch(lobby, button())
        for shown in visible(window):
            if isinstance(shown, QPushButton):
                assert shown.accessibleName() or shown.text(), shown
        assert window._panels[step_of(window)].accessibleName()
    assert window.ticket._code.accessibleName() == "A-001"
    assert window.ticket._qr.accessibleName()


def test_a_finger_that_is_down_touches_what_it_meant(lobby: Lobby, opened: Open) -> None:
    """Departments come and go while a finger is down: the tile stays the department's."""
    window = opened()
    dental = tile(window, "Dental")
    QTest.mousePress(dental, LEFT)
    lobby.close_for_good(lobby.opd)
    window.clinic_changed()
    lobby.scheduler.advance(SETTLED)
    assert tile(window, "Dental") is dental
    QTest.mouseRelease(dental, LEFT)
    assert window.details.bar.chip.accessibleName() == "Dental"


def test_a_page_of_departments_starts_again_for_the_next_patient(lobby: Lobby, opened: Open) -> None:
    for number in range(40):
        lobby.house.add_department(f"{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Clinic {number}")
    window = opened(1366, 768, px_per_mm=3.96)
    assert window.home.tiles.more.isVisible()
    touch(lobby, window.home.tiles.more)
    assert window.home.tiles.page == 1
    lobby.scheduler.advance(46)
    assert window.home.tiles.page == 0


def test_no_paper_is_said_with_the_code_to_keep(lobby: Lobby, opened: Open) -> None:
    lobby.paper.outcome = PrintOutcome(state=PrinterState.NO_PAPER)
    window = opened()
    touch(lobby, tile(window, "Pharmacy"))
    assert window.ticket._title.text() == "Remember your number"
    assert window.ticket._qr.isVisible()
    assert "P-001" in window.ticket._foot.text()
