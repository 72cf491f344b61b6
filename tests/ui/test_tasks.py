"""Jobs run away from the GUI thread and come back to it."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.tasks import QtTaskRunner


@pytest.fixture
def unhandled() -> list[Exception]:
    return []


@pytest.fixture
def runner(qtbot: QtBot, unhandled: list[Exception]) -> Iterator[QtTaskRunner]:
    made = QtTaskRunner(unhandled.append)
    yield made
    assert made.close()


def test_the_job_runs_on_its_lane_and_the_result_comes_back_here(runner: QtTaskRunner, qtbot: QtBot) -> None:
    places: list[tuple[str, str]] = []

    def job() -> str:
        return threading.current_thread().name

    runner.run(Lane.CLINIC, job, lambda name: places.append((name, threading.current_thread().name)))
    runner.run(Lane.PRINT, job, lambda name: places.append((name, threading.current_thread().name)))
    qtbot.waitUntil(lambda: len(places) == 2)
    here = threading.current_thread().name
    assert set(places) == {("nextpatient-clinic", here), ("nextpatient-print", here)}


def test_nothing_comes_back_before_run_returns(runner: QtTaskRunner, qtbot: QtBot) -> None:
    done: list[int] = []
    runner.run(Lane.CLINIC, lambda: 1, done.append)
    assert done == []
    qtbot.waitUntil(lambda: done == [1])


def test_one_lane_keeps_the_order(runner: QtTaskRunner, qtbot: QtBot) -> None:
    order: list[int] = []
    for number in range(100):
        runner.run(Lane.CLINIC, lambda number=number: number, order.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(order) == 100)
    assert order == list(range(100))


def test_a_lane_that_waits_does_not_hold_up_another(runner: QtTaskRunner, qtbot: QtBot) -> None:
    gate = threading.Event()
    done: list[str] = []
    runner.run(Lane.PRINT, lambda: gate.wait(10), lambda _: done.append("print"))
    runner.run(Lane.CLINIC, lambda: None, lambda _: done.append("clinic"))
    qtbot.waitUntil(lambda: done == ["clinic"])
    gate.set()
    qtbot.waitUntil(lambda: done == ["clinic", "print"])


def test_whoever_asked_hears_of_the_failure(
    runner: QtTaskRunner, qtbot: QtBot, unhandled: list[Exception]
) -> None:
    failed: list[Exception] = []

    def job() -> None:
        raise ClinicError("not_allowed")

    runner.run(Lane.CLINIC, job, None, failed.append)
    qtbot.waitUntil(lambda: failed == [ClinicError("not_allowed")])
    assert unhandled == []


def test_a_failure_that_nobody_asked_for_is_reported(
    runner: QtTaskRunner, qtbot: QtBot, unhandled: list[Exception]
) -> None:
    def job() -> None:
        raise ZeroDivisionError("a bug")

    runner.run(Lane.CLINIC, job)
    qtbot.waitUntil(lambda: len(unhandled) == 1)
    assert isinstance(unhandled[0], ZeroDivisionError)
    done: list[int] = []
    runner.run(Lane.CLINIC, lambda: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])


def test_closing_waits_for_what_was_accepted_and_calls_nothing_back(qtbot: QtBot) -> None:
    runner = QtTaskRunner(lambda error: None)
    gate = threading.Event()
    ran: list[str] = []
    called_back: list[object] = []
    runner.run(Lane.CLINIC, lambda: gate.wait(10), called_back.append)
    runner.run(Lane.CLINIC, lambda: ran.append("second"), called_back.append)
    threading.Timer(0.05, gate.set).start()
    assert runner.close()
    assert ran == ["second"]
    runner.run(Lane.CLINIC, lambda: ran.append("late"))
    qtbot.waitUntil(lambda: True)
    assert called_back == []
    assert ran == ["second"]


def test_closing_does_not_wait_for_ever(qtbot: QtBot) -> None:
    runner = QtTaskRunner(lambda error: None)
    gate = threading.Event()
    threads: list[threading.Thread] = []

    def job() -> None:
        threads.append(threading.current_thread())
        gate.wait(10)

    runner.run(Lane.PRINT, job)
    assert not runner.close(seconds=0.05)
    del runner
    gate.set()
    threads[0].join(10)
    assert not threads[0].is_alive(), "a job that ends late ends quietly"


def test_any_thread_can_hand_a_call_to_this_one(runner: QtTaskRunner, qtbot: QtBot) -> None:
    names: list[str] = []
    post = runner.post
    thread = threading.Thread(target=lambda: post(lambda: names.append(threading.current_thread().name)))
    thread.start()
    qtbot.waitUntil(lambda: len(names) == 1)
    thread.join()
    assert names == [threading.current_thread().name]


def test_results_are_not_kept_alive_by_a_waiting_lane(runner: QtTaskRunner, qtbot: QtBot) -> None:
    import weakref

    class Result:
        """Something that can be watched."""

    watched: list[weakref.ref[Result]] = []
    runner.run(Lane.CLINIC, Result, lambda result: watched.append(weakref.ref(result)))
    qtbot.waitUntil(lambda: len(watched) == 1)
    qtbot.waitUntil(lambda: watched[0]() is None)
