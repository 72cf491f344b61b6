"""A clock that tests move by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 20, 4, 12, tzinfo=UTC)
"""Friday 20 November 2026, 09:42 in India."""


@dataclass(eq=False)
class Planned:
    """A call that is going to happen."""

    at: float
    call: Callable[[], None]
    every: float | None = None
    is_cancelled: bool = field(default=False)

    def cancel(self) -> None:
        self.is_cancelled = True


class ManualScheduler:
    """A `Scheduler` whose time passes only in `advance`."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now
        self._monotonic = 1000.0
        self._planned: list[Planned] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def call_later(self, seconds: float, call: Callable[[], None]) -> Planned:
        return self._plan(Planned(self._monotonic + seconds, call))

    def call_every(self, seconds: float, call: Callable[[], None]) -> Planned:
        return self._plan(Planned(self._monotonic + seconds, call, every=seconds))

    def jump(self, by: timedelta) -> None:
        """Move the wall clock alone, as somebody who sets it does."""
        self._now += by

    def advance(self, seconds: float) -> None:
        """Let time pass; calls happen in their order, each at its own time."""
        end = self._monotonic + seconds
        while due := [p for p in self._planned if not p.is_cancelled and p.at <= end]:
            planned = min(due, key=lambda p: p.at)
            self._pass_until(max(planned.at, self._monotonic))
            if planned.every is None:
                self._planned.remove(planned)
            else:
                planned.at += max(planned.every, 0.001)
            planned.call()
        self._pass_until(end)

    @property
    def planned_count(self) -> int:
        """How many calls are going to happen."""
        return sum(not planned.is_cancelled for planned in self._planned)

    def _plan(self, planned: Planned) -> Planned:
        self._planned.append(planned)
        return planned

    def _pass_until(self, monotonic: float) -> None:
        self._now += timedelta(seconds=monotonic - self._monotonic)
        self._monotonic = monotonic
