"""The settings' window as people use it: keys, focus, questions, widths, notices."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from nextpatient_desktop.clinic.departments.messages import DepartmentForm, Departments, UpdateDepartment
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import LANGUAGES, load_texts
from nextpatient_desktop.ui.scheduler import QtScheduler
from nextpatient_desktop.ui.settings.parts import CheckLine
from nextpatient_desktop.ui.settings.presenter import IDLE_SECONDS_AT_SIGN_IN, Section
from nextpatient_desktop.ui.settings.question_dialog import QuestionDialog
from nextpatient_desktop.ui.settings.window import SettingsWindow
from nextpatient_desktop.ui.tasks import QtTaskRunner
from nextpatient_desktop.ui.theme import Mode, Theme, desk_theme
from nextpatient_desktop.ui.tokens import LIGHT
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.notice_bar import NoticeBar
from nextpatient_desktop.ui.widgets.rows import RowList
from nextpatient_desktop.ui.widgets.switch import Switch
from tests.clinic.house import PASSWORD
from tests.ui.settings.office import Office

MakeWindow = Callable[..., SettingsWindow]


def raised(error: Exception) -> None:
    raise error


@pytest.fixture
def make(office: Office, qtbot: QtBot) -> Iterator[MakeWindow]:
    """Makes a window over the office's clinic, of a language and size."""
    made: list[SettingsWindow] = []

    def make(
        size: tuple[int, int] = (1200, 800), language: str = "en", theme: Theme | None = None
    ) -> SettingsWindow:
        window = SettingsWindow(
            clinic=office.house.door,
            runner=office.runner,
            scheduler=office.time,
            texts=load_texts(language),
            station=Actor(kind=StationKind.COUNTER),
            device=office.device,
            report_bug=raised,
            theme=theme,
        )
        made.append(window)
        window.open_over()
        window.resize(*size)
        QApplication.processEvents()
        return window

    yield make
    for window in made:
        if isValid(window):
            window.close_now()
    QApplication.processEvents()


@pytest.fixture
def window(make: MakeWindow) -> SettingsWindow:
    """The settings with the admin signed in."""
    window = make()
    sign_in(window)
    return window


def sign_in(window: SettingsWindow) -> None:
    QTest.keyClicks(typing_in(window), "meera")
    QTest.keyClick(typing_in(window), Qt.Key.Key_Return)
    QTest.keyClicks(typing_in(window), PASSWORD)
    QTest.keyClick(typing_in(window), Qt.Key.Key_Return)
    QApplication.processEvents()


def typing_in(window: SettingsWindow) -> QWidget:
    focused = window.focusWidget()
    assert focused is not None
    return focused


def button(root: QWidget, words: str) -> PaintedButton:
    """The visible button with these words."""
    for one in root.findChildren(PaintedButton):
        if words in (one.text(), one.accessibleName()) and one.isVisible():
            return one
    raise AssertionError(f"no button says {words}")


def input_named(root: QWidget, name: str) -> QWidget:
    """The visible input with this label."""
    for one in root.findChildren(QWidget):
        if one.accessibleName() == name and one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return one
    raise AssertionError(f"no input is called {name}")


def question_over(window: SettingsWindow) -> QuestionDialog | None:
    return next((one for one in window.findChildren(QuestionDialog) if one.isVisible()), None)


def retype(editor: QWidget, text: str) -> None:
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def names(office: Office) -> list[str]:
    return [one.department.name for one in office.house.system.ask(Departments())]


def test_signing_in_needs_only_the_keyboard(window: SettingsWindow) -> None:
    assert window.departments_panel.isVisible()
    assert not window.sign_in_panel.isVisible()
    assert isinstance(window.focusWidget(), RowList)


def test_escape_at_the_sign_in_closes(make: MakeWindow, qtbot: QtBot) -> None:
    window = make()
    with qtbot.waitSignal(window.destroyed, timeout=5000):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_what_is_typed_is_saved_with_a_key_and_taken_back_with_one(
    window: SettingsWindow, office: Office
) -> None:
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Walk-in" in names(office)
    assert button(window, "Undo").isVisible()
    window.departments_panel.take_focus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "General OPD" in names(office)


def test_escape_with_unsaved_changes_asks_and_escape_again_stays(
    window: SettingsWindow, office: Office
) -> None:
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    question = question_over(window)
    assert question is not None and window.isVisible()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert question_over(window) is None and window.isVisible()
    editor = input_named(window.departments_panel, "Name")
    assert isinstance(editor, QLineEdit) and editor.text() == "Walk-in"
    assert names(office)[0] == "General OPD"


def test_enter_takes_the_choice_that_has_the_focus(window: SettingsWindow, office: Office) -> None:
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    window.presenter.section_chosen(Section.ROOMS)
    question = question_over(window)
    assert question is not None and question.focusWidget() is button(question, "Save")
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert "Walk-in" in names(office) and window.rooms_panel.isVisible()


def test_a_question_has_an_edge_of_its_own(window: SettingsWindow, office: Office) -> None:
    """Without a window manager nothing else sets it apart."""
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    question = question_over(window)
    assert question is not None
    picture = question.grab().toImage()
    middle, right, bottom = picture.height() // 2, picture.width() - 1, picture.height() - 1
    edge = {picture.pixelColor(*at).name() for at in ((0, middle), (right, middle), (9, 0), (9, bottom))}
    assert len(edge) == 1
    assert picture.pixelColor(9, 9).name() not in edge


def test_the_systems_close_asks_too(window: SettingsWindow, qtbot: QtBot) -> None:
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    window.close()
    question = question_over(window)
    assert question is not None and window.isVisible()
    with qtbot.waitSignal(window.destroyed, timeout=5000):
        button(question, "Discard").click()


def test_choosing_another_row_with_unsaved_changes_keeps_the_row(window: SettingsWindow) -> None:
    panel = window.departments_panel
    retype(input_named(panel, "Name"), "Walk-in")
    rows = panel.findChild(RowList)
    assert isinstance(rows, RowList)
    before = rows.selected_key()
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.selected_key() == before
    question = question_over(window)
    assert question is not None
    button(question, "Discard").click()
    assert rows.selected_key() != before


def test_arrows_go_from_department_to_department(window: SettingsWindow) -> None:
    rows = window.departments_panel.findChild(RowList)
    assert isinstance(rows, RowList)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    editor = input_named(window.departments_panel, "Name")
    assert isinstance(editor, QLineEdit) and editor.text() == "Dental"


def test_a_change_elsewhere_leaves_the_cursor_where_one_types(window: SettingsWindow, office: Office) -> None:
    editor = input_named(window.departments_panel, "Name")
    retype(editor, "Walk in clinic ")
    assert isinstance(editor, QLineEdit)
    editor.setCursorPosition(4)
    form = DepartmentForm(letter="A", name="General OPD", daily_limit=40)
    office.elsewhere.execute(UpdateDepartment(department=office.opd.id, form=form))
    office.pass_on()
    window.clinic_changed()
    assert (editor.text(), editor.cursorPosition()) == ("Walk in clinic ", 4)
    limit = input_named(window.departments_panel, "Tokens a day")
    assert isinstance(limit, QLineEdit) and limit.text() == "40"


def test_adding_begins_with_the_name_and_errors_take_the_keyboard(window: SettingsWindow) -> None:
    button(window, "Add department").click()
    name = input_named(window.departments_panel, "Name")
    assert window.focusWidget() is name
    QTest.keyClicks(name, "Dental")
    hours = input_named(window.departments_panel, "Open")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is name and name.property("invalid")
    assert "Dental" in name.accessibleDescription()
    retype(hours, "Mon 9")
    QTest.keyClick(hours, Qt.Key.Key_Tab)
    assert hours.property("invalid") and window.focusWidget() is not hours


def test_a_limit_is_typed_and_taken_away(window: SettingsWindow, office: Office) -> None:
    limit = input_named(window.departments_panel, "Tokens a day")
    QTest.mouseClick(limit, Qt.MouseButton.LeftButton)
    QTest.keyClicks(limit, "8x0")
    button(window, "Save").click()
    assert office.house.system.ask(Departments())[0].department.daily_limit == 80
    retype(limit, "")
    QTest.keyClick(limit, Qt.Key.Key_Delete)
    button(window, "Save").click()
    assert office.house.system.ask(Departments())[0].department.daily_limit is None


def test_a_picture_is_chosen_by_keyboard(window: SettingsWindow, office: Office) -> None:
    field = button(window.departments_panel, "Picture")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, Qt.Key.Key_Space)
    QTest.keyClick(typing_in(window), Qt.Key.Key_Right)
    QTest.keyClick(typing_in(window), Qt.Key.Key_Space)
    assert window.focusWidget() is field
    button(window, "Save").click()
    assert office.house.system.ask(Departments())[0].department.icon == "tooth-outline"


def test_the_priority_switch_acts_at_once(window: SettingsWindow, office: Office) -> None:
    switch = window.departments_panel.findChild(Switch)
    assert isinstance(switch, Switch)
    switch.click()
    assert not office.house.system.ask(Departments())[0].department.asks_priority
    office.pass_on()
    assert not switch.isChecked()


def test_departments_are_ticked_for_a_room(window: SettingsWindow, office: Office) -> None:
    window.presenter.section_chosen(Section.ROOMS)
    boxes = [one for one in window.rooms_panel.findChildren(CheckLine) if one.isVisibleTo(window)]
    assert [(one.text(), one.isChecked()) for one in boxes] == [
        ("General OPD", True),
        ("Dental", False),
        ("ENT", False),
    ]
    QTest.mouseClick(boxes[2], Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    button(window, "Save").click()
    room = office.house.read(lambda uow: uow.counters.get(office.room3.id))
    assert room is not None and room.departments == (office.opd.id, office.ent.id)


def test_a_typed_password_is_hidden_again_once_saved(window: SettingsWindow, office: Office) -> None:
    window.presenter.section_chosen(Section.STAFF)
    panel = window.staff_panel
    password = input_named(panel, "New password")
    assert isinstance(password, QLineEdit)
    password.actions()[0].trigger()
    assert panel.is_password_shown
    QTest.keyClicks(password, "many new words")
    button(window, "Save").click()
    assert password.text() == "" and not panel.is_password_shown


def test_a_test_page_is_printed_and_its_end_said(window: SettingsWindow, office: Office) -> None:
    window.presenter.section_chosen(Section.STATION)
    retype(input_named(window.station_panel, "Ticket printer"), "10.0.0.7")
    button(window, "Print a test page").click()
    assert [url for url, _width in office.printers.opened] == ["tcp://10.0.0.7"]
    said = [one.text() for one in window.station_panel.findChildren(QLabel)]
    assert "The test page is printed." in said


def test_a_printer_that_was_found_is_chosen_from_the_list(window: SettingsWindow, office: Office) -> None:
    window.presenter.section_chosen(Section.STATION)
    button(window, "Look for printers").click()
    found = input_named(window.station_panel, "Printers that were found")
    assert isinstance(found, QComboBox) and found.isVisible()
    assert found.currentIndex() == -1
    found.setCurrentIndex(0)
    found.activated.emit(0)
    address = input_named(window.station_panel, "Ticket printer")
    assert isinstance(address, QLineEdit) and address.text() == "tcp://192.168.1.30"
    button(window, "Save").click()
    assert office.kept().printer.url == "tcp://192.168.1.30"


def test_a_notice_hides_no_button(window: SettingsWindow) -> None:
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    button(window, "Save").click()
    QApplication.processEvents()
    bar = next(one for one in window.findChildren(NoticeBar) if one.isVisible())
    bar_area = bar.rect().translated(bar.mapTo(window, QPoint(0, 0)))
    for words in ("Save", "Cancel", "Close for today", "Move up", "Move down"):
        one = button(window.departments_panel, words)
        assert not bar_area.intersects(one.rect().translated(one.mapTo(window, QPoint(0, 0))))


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("size", [(1024, 768), (1200, 800), (768, 1366), (1080, 1920)])
def test_nothing_is_cut_at_the_side(make: MakeWindow, size: tuple[int, int], language: str) -> None:
    window = make(size, language)
    sign_in(window)
    for section in Section:
        window.presenter.section_chosen(section)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        for area in window.findChildren(QScrollArea):
            content = area.widget()
            if content is not None and area.isVisible():
                assert content.width() <= area.viewport().width(), section


def test_a_larger_scale_for_fingers_fits_a_kiosks_screen(make: MakeWindow) -> None:
    window = make((1080, 1920), theme=Theme(mode=Mode.DESK, palette=LIGHT, scale=1.5))
    sign_in(window)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1080, 1920)
    assert button(window, "Save").height() == round(desk_theme().metrics.button * 1.5)


def test_the_tab_key_reaches_every_input(window: SettingsWindow) -> None:
    reached: list[QWidget] = []
    for _ in range(40):
        reached.append(typing_in(window))
        QTest.keyClick(typing_in(window), Qt.Key.Key_Tab)
    in_order = ("Name", "Letter", "Picture", "Name in हिन्दी", "Open", "Tokens a day", "Who is called next")
    places = [reached.index(input_named(window.departments_panel, name)) for name in in_order]
    assert places == sorted(places)
    assert button(window, "Add department") in reached and button(window, "Close") in reached


def test_a_key_keeps_the_session_alive(make: MakeWindow, office: Office) -> None:
    window = make()
    office.time.advance(IDLE_SECONDS_AT_SIGN_IN - 1)
    QTest.keyClicks(typing_in(window), "m")
    office.time.advance(IDLE_SECONDS_AT_SIGN_IN - 1)
    assert window.isVisible()


def test_with_threads_it_does_the_same(office: Office, qtbot: QtBot) -> None:
    runner, scheduler = QtTaskRunner(raised), QtScheduler()
    window = SettingsWindow(
        clinic=office.house.door,
        runner=runner,
        scheduler=scheduler,
        texts=load_texts("en"),
        station=Actor(kind=StationKind.COUNTER),
        device=office.device,
        report_bug=raised,
    )
    window.open_over()
    window.sign_in_panel.submitted.emit("meera", PASSWORD)
    rows = window.departments_panel.findChild(RowList)
    assert isinstance(rows, RowList)
    qtbot.waitUntil(lambda: len(rows.items) == 3, timeout=10_000)
    retype(input_named(window.departments_panel, "Name"), "Walk-in")
    button(window, "Save").click()
    qtbot.waitUntil(lambda: rows.items[0].title == "Walk-in", timeout=10_000)
    with qtbot.waitSignal(window.destroyed, timeout=5000):
        button(window, "Close").click()
    assert runner.close()
    scheduler.close()
