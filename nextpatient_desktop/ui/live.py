"""Keeping a screen true: `ClinicWatcher` says that the clinic changed, `Refresher` asks a query again.

State is never patched from events; a screen renders the answer of its query, so no screen can drift.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.ui.ports import Cancellable, Lane, Scheduler, TaskRunner

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[T]):
    """The last good answer to a query, and whether it is the present truth.

    `value` and `at` (when it was answered) are `None` until there was one. `error` is why it could not be
    asked again since; then `value` is the last thing that was known.
    """

    value: T | None = None
    at: datetime | None = None
    error: Exception | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the last attempt succeeded."""
        return self.at is not None and self.error is None

    def age(self, now: datetime) -> timedelta:
        """How long ago it was answered; nothing for an answer that there is not."""
        return max(now - self.at, timedelta(0)) if self.at is not None else timedelta(0)


class Refresher(Generic[T]):
    """Asks one query again and again, whenever told, never more than once at a time.

    Told several times while a question is under way, it asks once more after it. After each answer it waits
    `pause` seconds, so that a storm of changes costs a few questions a second; after a failure it tries again
    by itself, after `retry` seconds.
    """

    def __init__(
        self,
        runner: TaskRunner,
        scheduler: Scheduler,
        ask: Callable[[], T],
        answered: Callable[[Answer[T]], None],
        *,
        lane: Lane = Lane.CLINIC,
        pause: float = 0.1,
        retry: float = 2.0,
    ) -> None:
        """`ask` runs on the lane; `answered` is called on the GUI thread after every attempt."""
        self._runner = runner
        self._scheduler = scheduler
        self._ask = ask
        self._answered = answered
        self._lane = lane
        self._pause = pause
        self._retry = retry
        self._answer: Answer[T] = Answer()
        self._question = 0
        self._is_asking = False
        self._is_wanted = False
        self._is_stopped = False
        self._waiting: Cancellable | None = None
        self._is_resting = False

    @property
    def answer(self) -> Answer[T]:
        """The last good answer, and whether it still holds."""
        return self._answer

    def refresh(self) -> None:
        """Something changed: ask again, now or as soon as the present question is answered."""
        if self._is_stopped:
            return
        if self._is_asking or self._is_resting:
            self._is_wanted = True
            return
        self._start()

    def ask_instead(self, ask: Callable[[], T]) -> None:
        """Ask another question from now on (another filter); what is still under way is forgotten."""
        self._ask = ask
        self._question += 1
        self._is_asking = False
        self._cancel_waiting()
        self.refresh()

    def stop(self) -> None:
        """Ask nothing and call nothing any more."""
        self._is_stopped = True
        self._question += 1
        self._cancel_waiting()

    def _start(self) -> None:
        self._cancel_waiting()
        self._is_asking, self._is_wanted = True, False
        question = self._question
        self._runner.run(
            self._lane,
            self._ask,
            lambda value: self._succeeded(question, value),
            lambda error: self._failed(question, error),
        )

    def _succeeded(self, question: int, value: T) -> None:
        if question != self._question:
            return
        self._is_asking = False
        self._answer = Answer(value=value, at=self._scheduler.now())
        self._wait(self._pause, self._rested)
        self._is_resting = True
        self._answered(self._answer)

    def _failed(self, question: int, error: Exception) -> None:
        if question != self._question:
            return
        self._is_asking = False
        self._answer = replace(self._answer, error=error)
        self._wait(self._retry, self.refresh)
        self._answered(self._answer)

    def _rested(self) -> None:
        self._is_resting = False
        if self._is_wanted:
            self.refresh()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._cancel_waiting()
        self._waiting = self._scheduler.call_later(seconds, then)

    def _cancel_waiting(self) -> None:
        self._is_resting = False
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class Watchable(Protocol):
    """The part of a clinic that says when it changed."""

    def watch(self, after: int | None = None) -> Iterator[int]:
        """Yield the journal's position as it grows. Ends when the clinic is closed."""
        ...


class Post(Protocol):
    """Hands a call to the GUI thread, from any thread."""

    def __call__(self, call: Callable[[], None]) -> None:
        """Call it there, soon."""
        ...


class ClinicWatcher:
    """A thread that follows `clinic.watch` and tells the GUI thread, at most one word at a time.

    `grown` gets the newest position; positions that came while the GUI thread was busy are told as one. When
    the stream breaks it says so once with `lost` and goes on from where it was; `grown` after that means that
    it is back.
    """

    def __init__(
        self,
        clinic: Watchable,
        post: Post,
        grown: Callable[[int], None],
        lost: Callable[[Exception], None] | None = None,
        *,
        after: int | None = None,
        retry: float = 1.0,
    ) -> None:
        self._clinic = clinic
        self._post = post
        self._grown = grown
        self._lost = lost
        self._position = after
        self._retry = retry
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._newest: int | None = None
        self._thread = threading.Thread(target=self._follow, name="nextpatient-watch", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> bool:
        """Tell nothing any more and wait for the thread, which ends with the clinic: close that first.

        Returns:
            Whether the thread ended.
        """
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _follow(self) -> None:
        is_lost = False
        while not self._stopped.is_set():
            try:
                for position in self._clinic.watch(self._position):
                    is_lost = False
                    self._position = position
                    self._tell(position)
                    if self._stopped.is_set():
                        return
            except Exception as error:  # a broken stream is tried again; what it was is told
                if not is_lost:
                    _log.warning("the clinic's watch stream broke: %s", error)
                    is_lost = True
                    self._tell_lost(error)
            self._stopped.wait(self._retry)

    def _tell(self, position: int) -> None:
        with self._lock:
            is_posted = self._newest is not None
            self._newest = position
        if not is_posted:
            self._post(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None and not self._stopped.is_set():
            self._grown(newest)

    def _tell_lost(self, error: Exception) -> None:
        lost = self._lost
        if lost is not None:
            self._post(lambda: None if self._stopped.is_set() else lost(error))
