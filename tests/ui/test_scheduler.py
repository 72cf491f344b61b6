"""The running program's clock and timers."""

import time
from datetime import UTC

import pytest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.ui.scheduler import QtScheduler


@pytest.fixture
def scheduler(qtbot: QtBot) -> QtScheduler:
    return QtScheduler()


def test_now_is_utc_in_whole_milliseconds(scheduler: QtScheduler) -> None:
    now = scheduler.now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


def test_a_call_comes_once_and_never_early(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[float] = []
    begun = time.monotonic()
    scheduler.call_later(0.05, lambda: calls.append(time.monotonic() - begun))
    qtbot.waitUntil(lambda: len(calls) == 1)
    assert calls[0] >= 0.049
    again: list[int] = []
    scheduler.call_later(0.06, lambda: again.append(1))
    qtbot.waitUntil(lambda: again == [1])
    assert len(calls) == 1


def test_a_cancelled_call_never_comes(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[str] = []
    planned = scheduler.call_later(0.01, lambda: calls.append("cancelled"))
    planned.cancel()
    planned.cancel()
    scheduler.call_later(0.05, lambda: calls.append("later"))
    qtbot.waitUntil(lambda: calls == ["later"])


def test_a_call_may_cancel_itself(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[int] = []

    def count() -> None:
        calls.append(len(calls))
        if len(calls) == 3:
            planned.cancel()

    planned = scheduler.call_every(0.005, count)
    done: list[int] = []
    qtbot.waitUntil(lambda: len(calls) == 3)
    scheduler.call_later(0.05, lambda: done.append(1))
    qtbot.waitUntil(lambda: done == [1])
    assert len(calls) == 3
    planned.cancel()


def test_closing_cancels_everything(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[str] = []
    scheduler.call_every(0.005, lambda: calls.append("every"))
    scheduler.call_later(0.005, lambda: calls.append("later"))
    scheduler.close()
    other = QtScheduler()
    other.call_later(0.05, lambda: calls.append("other"))
    qtbot.waitUntil(lambda: calls == ["other"])


def test_timers_that_are_over_are_forgotten(scheduler: QtScheduler, qtbot: QtBot) -> None:
    done: list[int] = []
    for _ in range(50):
        scheduler.call_later(0, lambda: done.append(1))
    qtbot.waitUntil(lambda: len(done) == 50)
    qtbot.waitUntil(lambda: not scheduler.children())
