"""Task runners for tests: one that does everything at once, one that waits to be told."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from nextpatient_desktop.ui.ports import Lane

T = TypeVar("T")


class ImmediateRunner:
    """Runs each job inside `run`. An error without a `failed` handler is raised: the test fails."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []

    def run(
        self,
        lane: Lane,
        job: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.lanes.append(lane)
        try:
            result = job()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        if done is not None:
            done(result)


@dataclass(frozen=True)
class WaitingCall:
    """A job that was asked for and has not run."""

    lane: Lane
    job: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None

    def finish(self) -> None:
        """Run the job and hand over its outcome."""
        ImmediateRunner().run(self.lane, self.job, self.done, self.failed)

    def fail(self, error: Exception) -> None:
        """End as if the job had raised this."""
        if self.failed is None:
            raise error
        self.failed(error)


class ManualRunner:
    """Keeps jobs until the test says `finish_next`, so that a test can look at what is shown meanwhile."""

    def __init__(self) -> None:
        self.waiting: deque[WaitingCall] = deque()

    def run(
        self,
        lane: Lane,
        job: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.waiting.append(WaitingCall(lane, job, done, failed))

    def finish_next(self) -> None:
        """Run the oldest job."""
        self.waiting.popleft().finish()

    def fail_next(self, error: Exception) -> None:
        """Let the oldest job fail."""
        self.waiting.popleft().fail(error)

    def finish_all(self) -> None:
        """Run jobs, and those that they lead to, until none is left."""
        for _ in range(1000):
            if not self.waiting:
                return
            self.finish_next()
        raise AssertionError("the jobs never come to an end")
