"""The counter with the program's own threads: what happens elsewhere is on screen, and nothing waits."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.window import CounterWindow
from nextpatient_desktop.ui.live import ClinicWatcher
from nextpatient_desktop.ui.scheduler import QtScheduler
from nextpatient_desktop.ui.tasks import QtTaskRunner
from tests.clinic.house import PASSWORD
from tests.fakes.views import RecordingNotices
from tests.ui.counter.practice import Practice


@pytest.fixture
def window(qtbot: QtBot, practice: Practice, rao: Clinic, tmp_path: Path) -> Iterator[CounterWindow]:
    """Signed in, with real threads behind it."""
    bugs: list[Exception] = []
    runner, scheduler = QtTaskRunner(bugs.append), QtScheduler()
    files = tmp_path / "opened"
    files.mkdir()
    window = CounterWindow(
        practice.station,
        runner,
        scheduler,
        RecordingNotices(),
        texts_of=load_texts,
        language="en",
        open_settings=lambda: None,
        open_file=lambda _path: None,
        language_chosen=lambda _language: None,
        counter_name="Room 3",
        files=PrivateFolder(files),
    )
    watcher = ClinicWatcher(practice.station, runner.post, lambda _position: window.clinic_changed())
    qtbot.addWidget(window)
    window.show()
    window.start()
    watcher.start()
    qtbot.waitUntil(lambda: bool(window.presenter.sign_in.state.people))
    window.presenter.sign_in.submitted("rao", PASSWORD)
    qtbot.waitUntil(lambda: bool(window.board_panel.queue.rows.rows))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()
    practice.close()
    assert watcher.stop()
    assert runner.close()
    scheduler.close()
    assert bugs == []


def codes(window: CounterWindow) -> list[str]:
    return [row.code for row in window.board_panel.queue.rows.rows]


def test_a_token_issued_elsewhere_is_on_screen_within_a_second(
    window: CounterWindow, practice: Practice, qtbot: QtBot
) -> None:
    issued = practice.token()
    began = time.monotonic()
    qtbot.waitUntil(lambda: issued.code in codes(window), timeout=5000)
    assert time.monotonic() - began < 1.0


def test_calling_leaves_the_window_free_and_keeps_the_choice(window: CounterWindow, qtbot: QtBot) -> None:
    token = window.board_panel.queue.rows.rows[3].token
    window.board_panel.queue.row_chosen.emit(token)
    began = time.monotonic()
    QTest.keyClick(window.board_panel.queue.rows, Qt.Key.Key_F9)
    assert time.monotonic() - began < 0.25
    qtbot.waitUntil(lambda: "A-014" not in codes(window))
    assert window.board_panel.queue.rows.chosen_token() == token
