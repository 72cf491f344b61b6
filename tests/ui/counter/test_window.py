"""The counter's window as people use it: keys, focus, menus, dropped files, languages, widths."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.print_queue.memory import MemoryPrintStore
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter.add_dialog import AddDialog
from nextpatient_desktop.ui.counter.attach_dialog import AttachDialog
from nextpatient_desktop.ui.counter.parts import ActButton
from nextpatient_desktop.ui.counter.patient_dialog import PatientDialog, WhoDialog
from nextpatient_desktop.ui.counter.record_rows import DocumentWidget
from nextpatient_desktop.ui.counter.send_dialog import SendDialog
from nextpatient_desktop.ui.counter.sign_in import SignInState
from nextpatient_desktop.ui.counter.state import Act, Filter, RowAct, Standing
from nextpatient_desktop.ui.counter.window import CounterWindow
from nextpatient_desktop.ui.ports import TaskRunner
from nextpatient_desktop.ui.widgets.buttons import Button
from nextpatient_desktop.ui.widgets.empty import EmptyState
from tests.clinic.house import PASSWORD
from tests.fakes.printing import FakeClocks, FakeJobPrinter
from tests.fakes.tasks import ImmediateRunner, ManualRunner
from tests.ui.counter.bench import Bench, CuttableClinic
from tests.ui.counter.practice import Practice, pdf


class Outside:
    """What the window asks of the program around it."""

    def __init__(self) -> None:
        self.settings_opened = 0
        self.languages: list[str] = []
        self.asked_for_files = 0
        self.files: list[Path] = []

    def open_settings(self) -> None:
        self.settings_opened += 1

    def ask_files(self, _over: QWidget, _title: str, _patterns: str, chosen: object) -> None:
        self.asked_for_files += 1
        assert callable(chosen)
        chosen(self.files)


@pytest.fixture
def outside() -> Outside:
    return Outside()


def make_window(bench: Bench, outside: Outside, runner: TaskRunner) -> CounterWindow:
    return CounterWindow(
        CuttableClinic(bench.practice.station, bench.line),
        runner,
        bench.scheduler,
        bench.notices,
        texts_of=load_texts,
        language="en",
        open_settings=outside.open_settings,
        open_file=bench.opened.append,
        printing=bench.printing,
        language_chosen=outside.languages.append,
        counter_name="Room 3",
        files=bench.files,
        ask_files=outside.ask_files,
    )


@pytest.fixture
def signed_out(qtbot: QtBot, rao: Clinic, bench: Bench, outside: Outside) -> Iterator[CounterWindow]:
    window = make_window(bench, outside, ImmediateRunner())
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.start()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.forms.close()


@pytest.fixture
def window(signed_out: CounterWindow, bench: Bench) -> CounterWindow:
    """With Dr Rao signed in."""
    signed_out.presenter.sign_in.submitted("rao", PASSWORD)
    bench.rest()
    assert signed_out.presenter.session is not None
    return signed_out


def state(window: CounterWindow) -> Standing:
    assert window.presenter.session is not None
    return window.presenter.session.board.state.current.standing


def code(window: CounterWindow) -> str:
    assert window.presenter.session is not None
    return window.presenter.session.board.state.current.code


def codes(window: CounterWindow) -> list[str]:
    return [row.code for row in window.board_panel.queue.rows.rows]


def button(window: CounterWindow, act: Act) -> ActButton:
    buttons = window.board_panel.current.findChildren(ActButton)
    return next(b for b in buttons if b.isVisible() and b.act_state is not None and b.act_state.act is act)


def documents(window: CounterWindow) -> list[DocumentWidget]:
    found: list[DocumentWidget] = window.board_panel.records.findChildren(DocumentWidget)
    return [widget for widget in found if widget.isVisible()]


def press(
    qtbot: QtBot, window: CounterWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    """A key, wherever the keyboard is."""
    focused = QApplication.focusWidget() or window
    QTest.keyClick(focused, key, modifier or Qt.KeyboardModifier.NoModifier)


# --- signing in ---------------------------------------------------------------------------------------------


def test_the_sign_in_takes_the_keyboard_from_nobody_once_it_is_left(
    signed_out: CounterWindow, bench: Bench
) -> None:
    """A late answer and another language are drawn there too, out of sight."""
    signed_out.presenter.sign_in.person_chosen(bench.practice.rao.id)
    signed_out.presenter.sign_in.submitted("rao", PASSWORD)
    bench.rest()
    signed_out.presenter.sign_in.reload()
    bench.rest()
    assert signed_out.board_panel.isAncestorOf(signed_out.focusWidget())
    signed_out.set_texts(load_texts("hi"))
    assert signed_out.board_panel.isAncestorOf(signed_out.focusWidget())


def test_a_name_is_tapped_and_the_password_typed(
    signed_out: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    signed_out.sign_in_panel.person_chosen.emit(bench.practice.rao.id)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, PASSWORD)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert signed_out.presenter.session is not None
    assert signed_out.board_panel.isVisible()


def test_after_a_wrong_password_it_can_be_typed_again(
    signed_out: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    signed_out.sign_in_panel.person_chosen.emit(bench.practice.rao.id)
    for password in ("wrong words", PASSWORD):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, password)
        QTest.keyClick(focused, Qt.Key.Key_Return)
    assert signed_out.presenter.session is not None


def test_nothing_typed_is_left_for_the_next_person(
    signed_out: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    signed_out.sign_in_panel.person_chosen.emit(bench.practice.rao.id)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, "half a pass")
    signed_out.sign_in_panel.person_chosen.emit(None)
    signed_out.sign_in_panel.person_chosen.emit(bench.practice.sen.id)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.property("text") == ""


def focused_name() -> str:
    focused = QApplication.focusWidget()
    return "" if focused is None else focused.accessibleName()


def test_the_keyboard_begins_at_the_first_name_and_goes_from_name_to_name(
    signed_out: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    bench.rest()
    assert focused_name() == "Dr Arun Sen, Doctor"
    press(qtbot, signed_out, Qt.Key.Key_Tab)
    assert focused_name() == "Dr Meera Rao, Doctor"
    press(qtbot, signed_out, Qt.Key.Key_Return)
    assert signed_out.presenter.sign_in.state.person == bench.practice.rao.id


def test_names_that_are_made_anew_leave_the_keyboard_where_it_is(
    signed_out: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    press(qtbot, signed_out, Qt.Key.Key_Tab)
    bench.practice.house.add_staff("Dr Aaron Ali", "ali")
    signed_out.clinic_changed()
    bench.scheduler.advance(3)
    bench.rest()
    assert len(signed_out.presenter.sign_in.state.people) == 6
    assert focused_name() == "Dr Meera Rao, Doctor"


def test_back_from_the_password_the_keyboard_is_at_the_name_again(
    signed_out: CounterWindow, bench: Bench
) -> None:
    signed_out.sign_in_panel.person_chosen.emit(bench.practice.rao.id)
    signed_out.sign_in_panel.person_chosen.emit(None)
    assert focused_name() == "Dr Meera Rao, Doctor"


def test_a_clinic_without_counters_leads_to_the_settings(
    signed_out: CounterWindow, outside: Outside, bench: Bench, qtbot: QtBot
) -> None:
    panel = signed_out.sign_in_panel
    panel.render(SignInState(is_loading=False, trouble="There is no counter yet.", needs_settings=True))
    shown = [one.text() for one in panel.findChildren(QPushButton) if one.isVisible()]
    assert shown.count("Settings (F10)") == 1
    assert not {"Settings", "Try again"} & set(shown)
    press(qtbot, signed_out, Qt.Key.Key_Space)
    assert outside.settings_opened == 1
    panel.render(SignInState(is_loading=False, trouble="The clinic is out of reach."))
    shown = [one.text() for one in panel.findChildren(QPushButton) if one.isVisible()]
    assert {"Settings", "Try again"} <= set(shown)


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_morning_goes_by_keys_alone(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_F9)
    assert (state(window), code(window)) == (Standing.CALLED, "A-014")
    bench.scheduler.advance(31)
    press(qtbot, window, Qt.Key.Key_F6)
    bench.scheduler.advance(31)
    press(qtbot, window, Qt.Key.Key_F7)
    assert state(window) is Standing.IDLE
    bench.pass_double_press()
    press(qtbot, window, Qt.Key.Key_F9)
    bench.pass_double_press()
    press(qtbot, window, Qt.Key.Key_F5)
    assert (state(window), code(window)) == (Standing.SERVING, "A-009")
    bench.pass_double_press()
    press(qtbot, window, Qt.Key.Key_F8)
    assert state(window) is Standing.IDLE
    bench.pass_double_press()
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    bench.rest()
    assert (state(window), code(window)) == (Standing.SERVING, "A-009")


def test_a_held_key_is_one_press(window: CounterWindow, bench: Bench) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    for is_repeat in (False, True, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_F9,
            Qt.KeyboardModifier.NoModifier,
            "",
            is_repeat,
        )
        QApplication.sendEvent(focused, event)
        bench.pass_double_press()
    assert len([c for c in bench.line.sent if type(c).__name__ == "CompleteAndCallNext"]) <= 1


def test_a_double_click_on_the_large_button_calls_one(
    window: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    large = button(window, Act.COMPLETE_AND_CALL_NEXT)
    QTest.mouseClick(large, Qt.MouseButton.LeftButton)
    QTest.mouseClick(large, Qt.MouseButton.LeftButton)
    assert (state(window), code(window)) == (Standing.CALLED, "A-014")


def test_a_refused_button_keeps_the_focus_and_gives_its_reason(
    window: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    no_show = button(window, Act.NO_SHOW)
    assert not no_show.isEnabled()
    assert no_show.toolTip() == "The visit of A-008 has begun"
    no_show.setFocus()
    QTest.keyClick(no_show, Qt.Key.Key_Space)
    assert bench.notices.texts == ["The visit of A-008 has begun"]
    assert no_show.hasFocus()


def test_typing_anywhere_begins_a_search(window: CounterWindow, qtbot: QtBot) -> None:
    """So a scanner finds a ticket without a click."""
    for sign in "lak":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, sign)
    assert window.board_panel.queue.search.text() == "lak"
    assert codes(window) == ["A-013"]
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.board_panel.queue.rows.chosen_token() is not None
    press(qtbot, window, Qt.Key.Key_Escape)
    assert len(codes(window)) == 7
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.board_panel.queue.rows.hasFocus()


def test_a_scanned_ticket_is_found_from_anywhere(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    visit = bench.practice.house.read(
        lambda uow: uow.visits.by_code(uow.days.latest().day.date, "A-011")  # type: ignore[union-attr]
    )
    assert visit is not None
    for sign in f"nextpatient:t/{visit.key}":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, sign)
    press(qtbot, window, Qt.Key.Key_Return)
    chosen = window.board_panel.queue.rows.chosen_token()
    assert [row.code for row in window.board_panel.queue.rows.rows if row.token == chosen] == ["A-011"]


def test_the_choice_survives_a_call(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    rows = window.board_panel.queue.rows
    token = next(row.token for row in rows.rows if row.code == "A-011")
    window.board_panel.queue.row_chosen.emit(token)
    press(qtbot, window, Qt.Key.Key_F9)
    bench.practice.token()
    window.clinic_changed()
    bench.rest()
    assert "A-014" not in codes(window)
    assert codes(window)[-1] == "A-015"
    assert rows.chosen_token() == token


def test_a_change_elsewhere_is_shown(window: CounterWindow, bench: Bench) -> None:
    issued = bench.practice.token()
    window.clinic_changed()
    assert issued.code in codes(window)


def test_the_last_completion_of_the_day_can_be_undone_with_a_click(
    window: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    """Nobody waits any more, so nobody is named in the middle; the undo is there all the same."""
    press(qtbot, window, Qt.Key.Key_F8)
    for token in [row.token for row in window.board_panel.queue.rows.rows]:
        window.board_panel.queue.row_acted.emit(RowAct.CANCEL, token, "staff")
        bench.rest()
    empty = window.board_panel.current.findChildren(EmptyState)[0]
    assert empty.isVisible()
    undo = next(b for b in empty.findChildren(Button) if b.isVisible())
    assert undo.text().startswith("Undo: ")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    bench.rest()
    assert len(codes(window)) == 1
    assert not empty.isVisible()


# --- menus and forms ----------------------------------------------------------------------------------------


def test_a_rows_menu_cancels_with_a_reason(window: CounterWindow, bench: Bench) -> None:
    token = next(row.token for row in window.board_panel.queue.rows.rows if row.code == "A-012")
    window.board_panel.queue.row_acted.emit(RowAct.CANCEL, token, "patient_left")
    assert "A-012" not in codes(window)


@pytest.mark.parametrize(
    ("key", "modifier", "dialog"),
    [
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, AddDialog),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, PatientDialog),
        (Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier, AttachDialog),
    ],
)
def test_forms_open_by_their_keys(
    window: CounterWindow,
    outside: Outside,
    tmp_path: Path,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    dialog: type[QWidget],
) -> None:
    outside.files = [tmp_path / "scan.pdf"]
    outside.files[0].write_bytes(pdf("scan"))
    press(qtbot, window, key, modifier)
    assert isinstance(window.forms.open_dialog, dialog)


def test_a_token_is_added_by_keyboard(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    focused = window.forms.open_dialog.focusWidget() if window.forms.open_dialog else None
    assert focused is not None
    QTest.keyClicks(focused, "anita")
    bench.scheduler.advance(0.3)
    QTest.keyClick(focused, Qt.Key.Key_Return)
    dialog = window.forms.open_dialog
    assert dialog is not None
    found = dialog.focusWidget()
    assert found is not None
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert window.forms.open_dialog is None
    bench.rest()
    assert "A-015" in codes(window)


def test_a_visit_is_sent_on_with_the_button(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    QTest.mouseClick(button(window, Act.SEND), Qt.MouseButton.LeftButton)
    dialog = window.forms.open_dialog
    assert isinstance(dialog, SendDialog)
    QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert window.forms.open_dialog is None
    assert state(window) is Standing.IDLE


def test_a_visit_without_a_name_asks_whose_it_is(window: CounterWindow, bench: Bench, qtbot: QtBot) -> None:
    token = next(row.token for row in window.board_panel.queue.rows.rows if row.code == "A-010")
    window.board_panel.queue.row_acted.emit(RowAct.RECORDS, token, "")
    press(qtbot, window, Qt.Key.Key_F2)
    assert isinstance(window.forms.open_dialog, WhoDialog)


def test_only_one_form_is_open_at_a_time(window: CounterWindow) -> None:
    window.forms.add_token()
    first = window.forms.open_dialog
    window.forms.send_on()
    window.forms.patient()
    assert window.forms.open_dialog is first


def test_losing_the_counter_closes_the_form(window: CounterWindow, bench: Bench) -> None:
    window.forms.patient()
    # Nobody can take a counter where a patient stands, so the visit ends first.
    assert window.presenter.session is not None
    window.presenter.session.board.pressed(Act.COMPLETE)
    bench.rest()
    bench.practice.sign_in(bench.practice.fatima, bench.practice.room3)
    window.clinic_changed()
    assert window.forms.open_dialog is None
    assert window.sign_in_panel.isVisible()


def test_an_answer_that_comes_after_a_form_was_closed_finds_nothing_to_draw_on(
    qtbot: QtBot, rao: Clinic, bench: Bench, outside: Outside
) -> None:
    runner = ManualRunner()
    window = make_window(bench, outside, runner)
    qtbot.addWidget(window)
    window.show()
    window.start()
    runner.finish_all()
    window.presenter.sign_in.submitted("rao", PASSWORD)
    runner.finish_all()
    window.forms.add_token()
    assert window.forms.open_dialog is not None
    window.forms.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    runner.finish_all()
    window.forms.send_on()
    assert isinstance(window.forms.open_dialog, SendDialog)


def test_an_answer_that_comes_after_signing_out_is_not_the_next_persons(
    qtbot: QtBot, practice: Practice, bench: Bench, outside: Outside
) -> None:
    runner = ManualRunner()
    window = make_window(bench, outside, runner)
    qtbot.addWidget(window)
    window.show()
    window.start()
    runner.finish_all()
    window.presenter.sign_in.submitted("rao", PASSWORD)
    runner.finish_all()
    window.presenter.sign_out()
    runner.finish_next()
    window.clinic_changed()
    runner.finish_all()
    bench.scheduler.advance(5)
    assert window.presenter.session is None
    window.presenter.sign_in.submitted("sen", PASSWORD)
    runner.finish_all()
    assert window.presenter.staff is not None
    assert window.presenter.staff.id == practice.sen.id


# --- records ------------------------------------------------------------------------------------------------


def test_dropped_files_open_the_form(window: CounterWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "Blood report.pdf"
    path.write_bytes(pdf("dropped"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    panel = window.board_panel.records
    enter = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel, drop)
    dialog = window.forms.open_dialog
    assert isinstance(dialog, AttachDialog)
    dialog.submit_button.click()
    qtbot.waitUntil(lambda: [w.row.title for w in documents(window)].count("Blood report") == 2)


def test_an_idle_counter_takes_no_drop(window: CounterWindow, bench: Bench, tmp_path: Path) -> None:
    assert window.presenter.session is not None
    window.presenter.session.board.pressed(Act.COMPLETE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf"))])
    enter = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(window.board_panel.records, enter)
    assert not enter.isAccepted()


def test_a_document_is_opened_and_removed_by_keyboard(
    window: CounterWindow, bench: Bench, qtbot: QtBot
) -> None:
    row = window.board_panel.records.findChildren(DocumentWidget)[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert len(bench.opened) == 1
    QTest.keyClick(row, Qt.Key.Key_Delete)
    bench.rest()
    qtbot.waitUntil(lambda: len(documents(window)) == 2)
    assert documents(window)[0].hasFocus()


# --- the window ---------------------------------------------------------------------------------------------


def test_closing_removes_what_was_opened(window: CounterWindow, bench: Bench) -> None:
    row = window.board_panel.records.findChildren(DocumentWidget)[0]
    window.board_panel.records.document_opened.emit(row.row.id)
    assert bench.opened[0].exists()
    window.close()
    assert not bench.opened[0].exists()


def test_the_language_changes_at_once_and_is_remembered(window: CounterWindow, outside: Outside) -> None:
    window.board_panel.top.language_chosen.emit("hi")
    assert outside.languages == ["hi"]
    assert window.board_panel.queue.rows.accessibleName() == load_texts("hi").gettext("Tokens")


def test_settings_open_from_the_menu_and_by_key(
    window: CounterWindow, outside: Outside, qtbot: QtBot
) -> None:
    window.board_panel.top.settings_clicked.emit()
    press(qtbot, window, Qt.Key.Key_F10)
    assert outside.settings_opened == 2


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1024, 768)])
def test_everything_fits_at_every_size(window: CounterWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    panel = window.board_panel
    for part in (panel.queue, panel.current, panel.records):
        inside = part.mapTo(window, QPoint(part.width(), part.height()))
        assert inside.x() <= size[0]
        assert inside.y() <= size[1]
    for act in (Act.COMPLETE_AND_CALL_NEXT, Act.COMPLETE, Act.SEND, Act.HOLD):
        shown = button(window, act)
        assert shown.width() >= shown.minimumSizeHint().width()


def test_a_narrow_window_puts_the_figures_behind_a_tab(window: CounterWindow, qtbot: QtBot) -> None:
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: window.width() == 1024)
    side = window.board_panel.findChildren(QWidget, "side")[0]
    assert not side.isVisible()
    window.board_panel.records.choose_tab(2)
    assert side.isVisible()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.width() == 1366)
    assert side.isVisible()


def test_filters_are_chosen_with_a_click(window: CounterWindow) -> None:
    window.board_panel.queue.filter_chosen.emit(Filter.MISSED)
    assert codes(window) == ["A-005"]


def test_papers_are_offered_by_key_and_the_chosen_one_is_printed(
    qtbot: QtBot, rao: Clinic, bench: Bench, outside: Outside
) -> None:
    printer = FakeJobPrinter()
    bench.printing = PrintQueue(printer, MemoryPrintStore(), FakeClocks(), attends=False)
    window = make_window(bench, outside, ImmediateRunner())
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.start()
    window.presenter.sign_in.submitted("rao", PASSWORD)
    bench.rest()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(
        window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    (menu,) = [one for one in window.findChildren(QMenu) if one.isVisible()]
    words = [one.text() for one in menu.actions()]
    assert words == [
        f"Ticket of {code(window)}",
        f"Visit summary of {code(window)}",
        "Closing slip of today",
        "Closing slip of another day",
    ]
    menu.actions()[0].trigger()
    menu.close()
    bench.printing.attend()
    assert [one.code for one in printer.sent] == [code(window)]
    window.presenter.stop()
