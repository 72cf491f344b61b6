"""What a presenter is given, as Protocols. No Qt here: presenters and their tests import this module.

Everything a presenter is called back with arrives on the GUI thread, so presenters need no locks.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from nextpatient_desktop.domain.records import dataclass

T = TypeVar("T")
S_contra = TypeVar("S_contra", contravariant=True)


class Lane(StrEnum):
    """Which single-thread executor a job runs on; jobs of one lane run one after another, in order."""

    CLINIC = "clinic"
    PRINT = "print"
    NET = "net"


class TaskRunner(Protocol):
    """Runs what may block away from the GUI thread."""

    def run(
        self,
        lane: Lane,
        job: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `job` on a lane, then `done(result)` or `failed(error)` on the GUI thread.

        Returns at once. `failed` gets whatever the job raised, a `ClinicError` or a bug, so that the
        presenter can leave its busy state; it passes the error on to `Notices.error`, which tells the two
        apart. Without `failed` the error goes there by itself. After the runner was closed nothing is called
        back any more.
        """
        ...


class Cancellable(Protocol):
    """Something that is going to happen unless it is cancelled."""

    def cancel(self) -> None:
        """Make it not happen. Harmless after it happened or when repeated."""
        ...


class Scheduler(Protocol):
    """Time as a presenter sees it."""

    def now(self) -> datetime:
        """The wall clock: aware UTC in whole milliseconds. It may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds from an unspecified start that only ever grow: for durations."""
        ...

    def call_later(self, seconds: float, call: Callable[[], None]) -> Cancellable:
        """Call once, after at least `seconds`, on the GUI thread."""
        ...

    def call_every(self, seconds: float, call: Callable[[], None]) -> Cancellable:
        """Call again and again, first after `seconds`, on the GUI thread, until cancelled."""
        ...


class View(Protocol[S_contra]):
    """What a presenter draws on."""

    def render(self, state: S_contra) -> None:
        """Show this state, whole. Rendering the same state again changes nothing."""
        ...


class NoticeKind(StrEnum):
    """What a notice is about."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class NoticeAction:
    """What the person may do about a notice: `NoticeAction(label=_("Undo"), run=self.undo)`.

    `hint` is the key that does the same, as it is shown: "Ctrl+Z".
    """

    label: str
    run: Callable[[], None]
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message to the person: what happened and, in `detail`, what to do now."""

    kind: NoticeKind
    text: str
    detail: str = ""
    action: NoticeAction | None = None


class Notices(Protocol):
    """Tells the person something, whatever screen is open. Texts are already in the person's language."""

    def info(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """Something worth knowing."""
        ...

    def success(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """What was asked for is done."""
        ...

    def warning(self, text: str, *, detail: str = "", action: NoticeAction | None = None) -> None:
        """Something needs attention but work goes on."""
        ...

    def error(self, error: Exception, *, action: NoticeAction | None = None) -> None:
        """Something failed: a `ClinicError` is worded for the person, the rest is reported as our bug."""
        ...
