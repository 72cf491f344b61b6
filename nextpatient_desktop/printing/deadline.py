"""Bounds in time: an end that the steps of one job share, and a bound for calls that know none."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

R = TypeVar("R")


class Deadline:
    """A point in time after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, 0 once it has passed."""
        return max(0.0, self._end - monotonic())

    @property
    def has_passed(self) -> bool:
        """Is no time left?"""
        return not self.remaining

    def sooner(self, seconds: float) -> "Deadline":
        """The end of `seconds` from now, or this one if it comes first."""
        return Deadline(min(seconds, self.remaining))


class _Call(Generic[R]):
    """A call in a thread of its own, which may outlive whoever waited for it."""

    def __init__(self, work: Callable[[], R], late: Callable[[R], object] | None) -> None:
        self._work = work
        self._late = late
        self._results: list[R] = []
        self._error: BaseException | None = None
        self._turn = threading.Lock()
        self._is_abandoned = False
        # A daemon: what hangs here must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="printing-bounded-call", daemon=True)

    def _run(self) -> None:
        try:
            result = self._work()
        except BaseException as error:
            self._error = error
            return
        with self._turn:
            self._results.append(result)
            is_abandoned = self._is_abandoned
        if is_abandoned and self._late is not None:
            self._late(result)

    def result(self, deadline: Deadline) -> R:
        self._thread.start()
        self._thread.join(deadline.remaining)
        if self._error is not None:
            raise self._error
        with self._turn:
            self._is_abandoned = not self._results
        if self._is_abandoned:
            raise TimeoutError("it took too long")
        return self._results[0]


def within(deadline: Deadline, work: Callable[[], R], late: Callable[[R], object] | None = None) -> R:
    """Return what `work` returns, or raise what it raises.

    For calls of the system that may hang and take no timeout: names that no server resolves, files on a dead
    drive, drivers.

    Args:
        deadline: until when it is waited for.
        work: goes on in its thread after that, so it must be fit to be abandoned.
        late: undoes what was done when nobody waited any more: closes what was opened.

    Raises:
        TimeoutError: it was not done in time.
    """
    return _Call(work, late).result(deadline)
