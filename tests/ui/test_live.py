"""Screens stay true: asked again when told, coalesced, the last good answer kept."""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.live import Answer, ClinicWatcher, Refresher
from tests.fakes.scheduler import MORNING, ManualScheduler
from tests.fakes.tasks import ManualRunner


class Board:
    """A query that counts, and what was shown of it."""

    def __init__(self) -> None:
        self.runner = ManualRunner()
        self.scheduler = ManualScheduler()
        self.asked = 0
        self.shown: list[Answer[int]] = []
        self.refresher = Refresher(
            self.runner, self.scheduler, self.ask, self.shown.append, pause=0.1, retry=2.0
        )

    def ask(self) -> int:
        self.asked += 1
        return self.asked


def test_an_answer_is_shown_with_its_time() -> None:
    board = Board()
    board.refresher.refresh()
    board.runner.finish_next()
    assert board.shown == [Answer(value=1, at=MORNING)]
    assert board.shown[0].is_fresh


def test_many_changes_are_one_more_question() -> None:
    board = Board()
    for _ in range(50):
        board.refresher.refresh()
    assert len(board.runner.waiting) == 1
    board.runner.finish_next()
    assert len(board.runner.waiting) == 0, "it rests between two questions"
    board.scheduler.advance(0.1)
    assert len(board.runner.waiting) == 1
    board.runner.finish_all()
    board.scheduler.advance(10)
    assert board.asked == 2


def test_a_change_while_resting_is_asked_for_afterwards() -> None:
    board = Board()
    board.refresher.refresh()
    board.runner.finish_next()
    board.refresher.refresh()
    assert len(board.runner.waiting) == 0
    board.scheduler.advance(0.1)
    board.runner.finish_all()
    assert [answer.value for answer in board.shown] == [1, 2]


def test_without_changes_nothing_is_asked() -> None:
    board = Board()
    board.refresher.refresh()
    board.runner.finish_next()
    board.scheduler.advance(3600)
    assert board.asked == 1


def test_a_failure_keeps_the_last_answer_with_its_age_and_tries_again() -> None:
    board = Board()
    board.refresher.refresh()
    board.runner.finish_next()
    board.scheduler.advance(60)
    board.refresher.refresh()
    error = ClinicError("host_unreachable")
    board.runner.fail_next(error)
    answer = board.shown[-1]
    assert (answer.value, answer.error, answer.is_fresh) == (1, error, False)
    assert answer.age(board.scheduler.now()) == timedelta(seconds=60)
    board.scheduler.advance(2)
    board.runner.finish_all()
    assert (board.shown[-1].value, board.shown[-1].is_fresh) == (2, True)
    assert board.shown[-1].at == MORNING + timedelta(seconds=62)


def test_it_tries_again_and_again_while_it_fails() -> None:
    board = Board()
    board.refresher.refresh()
    for _ in range(5):
        board.runner.fail_next(ClinicError("host_unreachable"))
        assert len(board.runner.waiting) == 0
        board.scheduler.advance(2)
        assert len(board.runner.waiting) == 1
    assert board.shown[-1] == Answer(error=ClinicError("host_unreachable"))


def test_a_change_after_a_failure_does_not_wait_for_the_next_try() -> None:
    board = Board()
    board.refresher.refresh()
    board.runner.fail_next(ClinicError("host_unreachable"))
    board.refresher.refresh()
    assert len(board.runner.waiting) == 1
    board.runner.finish_all()
    board.scheduler.advance(10)
    assert board.asked == 1


def test_another_question_forgets_the_answer_to_the_first() -> None:
    board = Board()
    board.refresher.refresh()
    board.refresher.ask_instead(lambda: 100)
    assert len(board.runner.waiting) == 2
    board.runner.finish_all()
    assert [answer.value for answer in board.shown] == [100]


def test_an_old_failure_says_nothing_about_another_question() -> None:
    board = Board()
    board.refresher.refresh()
    board.refresher.ask_instead(lambda: 100)
    board.runner.fail_next(ClinicError("host_unreachable"))
    board.runner.finish_all()
    assert [answer.error for answer in board.shown] == [None]


def test_after_stop_nothing_is_asked_or_shown() -> None:
    board = Board()
    board.refresher.refresh()
    board.refresher.stop()
    board.runner.finish_all()
    board.refresher.refresh()
    board.scheduler.advance(100)
    assert board.shown == []
    assert len(board.runner.waiting) == 0


class Stream:
    """A clinic's watch stream that a test feeds: positions, errors, or the end (`None`)."""

    def __init__(self) -> None:
        self.items: queue.Queue[int | Exception | None] = queue.Queue()
        self.asked_after: list[int | None] = []
        self.is_closed = False

    def watch(self, after: int | None = None) -> Iterator[int]:
        self.asked_after.append(after)
        while not self.is_closed:
            item = self.items.get(timeout=10)
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item
            self.items.task_done()

    def close(self) -> None:
        self.is_closed = True
        self.items.put(None)


class Desk:
    """A GUI thread's queue of calls, taken by hand."""

    def __init__(self) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def post(self, call: Callable[[], None]) -> None:
        self.calls.put(call)

    def take(self) -> None:
        self.calls.get(timeout=10)()


def test_growth_is_told_with_the_newest_position() -> None:
    stream, desk, grown = Stream(), Desk(), list[int]()
    watcher = ClinicWatcher(stream, desk.post, grown.append, after=5)
    watcher.start()
    stream.items.put(6)
    desk.take()
    assert grown == [6]
    assert stream.asked_after == [5]
    stream.close()
    assert watcher.stop()


def test_a_busy_screen_is_told_once_about_many_positions() -> None:
    stream, desk, grown = Stream(), Desk(), list[int]()
    watcher = ClinicWatcher(stream, desk.post, grown.append)
    watcher.start()
    for position in range(1, 1001):
        stream.items.put(position)
    stream.items.join()
    desk.take()
    assert grown == [1000]
    assert desk.calls.empty()
    stream.close()
    assert watcher.stop()


def test_a_broken_stream_is_told_once_and_resumed_where_it_was() -> None:
    stream, desk = Stream(), Desk()
    grown: list[int] = []
    lost: list[Exception] = []
    watcher = ClinicWatcher(stream, desk.post, grown.append, lost.append, retry=0.01)
    watcher.start()
    stream.items.put(7)
    desk.take()
    for _ in range(3):
        stream.items.put(ConnectionResetError("the host is gone"))
    desk.take()
    stream.items.put(9)
    desk.take()
    assert grown == [7, 9]
    assert [type(error) for error in lost] == [ConnectionResetError]
    assert stream.asked_after == [None, 7, 7, 7]
    stream.close()
    assert watcher.stop()


def test_after_stop_nothing_is_told() -> None:
    stream, desk, grown = Stream(), Desk(), list[int]()
    watcher = ClinicWatcher(stream, desk.post, grown.append)
    watcher.start()
    stream.items.put(1)
    call = desk.calls.get(timeout=10)
    stream.close()
    assert watcher.stop()
    call()
    assert grown == []
    assert not any(thread.name == "nextpatient-watch" for thread in threading.enumerate())
