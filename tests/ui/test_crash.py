"""Our own bugs are logged and told; work goes on."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.crash import CrashHandler, CrashReport
from nextpatient_desktop.ui.crash_views import CrashWindow, KioskCrashScreen
from nextpatient_desktop.ui.theme import desk_theme, kiosk_theme


class Told:
    """A crash view that remembers."""

    def __init__(self) -> None:
        self.reports: list[CrashReport] = []

    def show_crash(self, report: CrashReport) -> None:
        self.reports.append(report)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def handler(qtbot: QtBot, told: Told) -> Iterator[CrashHandler]:
    made = CrashHandler()
    made.set_view(told)
    hooks = (sys.excepthook, threading.excepthook)
    made.install()
    yield made
    made.uninstall()
    assert (sys.excepthook, threading.excepthook) == hooks


@pytest.mark.qt_no_exception_capture
def test_a_bug_in_the_event_loop_is_told_and_the_loop_goes_on(
    handler: CrashHandler, told: Told, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def bug() -> None:
        raise ZeroDivisionError("a bug")

    alive: list[int] = []
    QTimer.singleShot(0, bug)
    qtbot.waitUntil(lambda: len(told.reports) == 1)
    QTimer.singleShot(0, lambda: alive.append(1))
    qtbot.waitUntil(lambda: alive == [1])
    assert told.reports[0].summary == "ZeroDivisionError: a bug"
    assert "in bug" in told.reports[0].trace
    assert "in bug" in caplog.text


def test_a_bug_in_a_thread_is_told_on_this_one(handler: CrashHandler, told: Told, qtbot: QtBot) -> None:
    def bug() -> None:
        raise ZeroDivisionError("a bug in a thread")

    thread = threading.Thread(target=bug)
    thread.start()
    thread.join()
    assert told.reports == []
    qtbot.waitUntil(lambda: len(told.reports) == 1)


def test_bugs_are_counted(handler: CrashHandler, told: Told, qtbot: QtBot) -> None:
    for _ in range(3):
        handler.report(ZeroDivisionError("a bug"))
    qtbot.waitUntil(lambda: len(told.reports) == 3)
    assert [report.count for report in told.reports] == [1, 2, 3]


def test_a_bug_while_telling_of_a_bug_ends_in_the_log(
    handler: CrashHandler, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def show_crash(self, report: CrashReport) -> None:
            raise RuntimeError("broken too")

    handler.set_view(Broken())
    handler.report(ZeroDivisionError("a bug"))
    qtbot.waitUntil(lambda: "broken too" in caplog.text)


def test_without_a_view_a_bug_is_logged(
    handler: CrashHandler, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    handler.set_view(None)
    handler.report(ZeroDivisionError("a bug"))
    assert "a bug" in caplog.text


def test_ctrl_c_is_no_bug(told: Told, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: passed.append(kind))
    handler = CrashHandler()
    handler.set_view(told)
    handler.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    handler.uninstall()
    assert passed == [KeyboardInterrupt]
    assert told.reports == []


@pytest.mark.no_qt_log
def test_what_qt_says_is_logged(handler: CrashHandler, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        qWarning("something about a layout")
    records = [record for record in caplog.records if record.name == "qt"]
    assert [record.levelno for record in records] == [logging.WARNING]
    assert "something about a layout" in records[0].getMessage()


def report(count: int) -> CrashReport:
    return CrashReport(summary="ZeroDivisionError", trace=f"trace {count}", count=count)


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_desk_gets_one_window_however_many_bugs_there_are(qtbot: QtBot, qapp: object) -> None:
    view = CrashWindow(desk_theme(), load_texts("en"))
    for count in range(1, 4):
        view.show_crash(report(count))
    is_open = [view.is_open]
    window = view._window
    assert window is not None
    assert not window.isModal()
    assert "3 times" in words_of(window)
    assert "trace 3" in window._details.toPlainText()
    window._go_on()
    is_open.append(view.is_open)
    view.show_crash(report(4))
    is_open.append(view.is_open)
    assert is_open == [True, False, True]
    assert view._window is window
    view.close()


def test_the_details_can_be_passed_on(qtbot: QtBot, qapp: object) -> None:
    from PySide6.QtGui import QGuiApplication

    view = CrashWindow(desk_theme(), load_texts("en"))
    view.show_crash(report(1))
    assert view._window is not None
    view._window._copy()
    assert QGuiApplication.clipboard().text() == "trace 1"
    view.close()


def test_a_kiosk_covers_the_screen_and_starts_again(qtbot: QtBot) -> None:
    restarts: list[int] = []
    theme = kiosk_theme(1080, 1920)
    languages = (load_texts("en"), load_texts("hi"))
    view = KioskCrashScreen(theme, languages, lambda: restarts.append(1), seconds=0.02)
    view.show_crash(report(1))
    screen = view.screen
    assert screen is not None
    qtbot.addWidget(screen)
    view.show_crash(report(2))
    assert view.screen is screen
    assert screen.isFullScreen()
    assert "One moment, please" in words_of(screen)
    qtbot.waitUntil(lambda: restarts == [1])
