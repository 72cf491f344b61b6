"""`Desk`: what every presenter of the counter is given, so that none of them looks anything up."""

from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta, tzinfo

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.ports import Notices, Scheduler, TaskRunner

OUT_OF_REACH = "out_of_reach"
"""The error of a clinic that does not answer: whether a command was done is not known then."""


@dataclass(kw_only=True)
class Desk:
    """The counter's surroundings.

    `texts` is replaced when the person changes the language, `zone` once the clinic has said where it is.
    `session_over` asks for the sign-in again, and says whether there was somebody to ask.
    """

    tasks: TaskRunner
    scheduler: Scheduler
    notices: Notices
    texts: Texts
    zone: tzinfo = field(default=UTC)
    session_over: Callable[[], bool] = lambda: False

    def since(self, instant: datetime) -> timedelta:
        """How long ago an instant is; never below zero, as two PCs' clocks differ by a little."""
        return max(timedelta(0), self.scheduler.now() - instant)

    def until(self, instant: datetime) -> timedelta:
        """How far off an instant is; never below zero."""
        return max(timedelta(0), instant - self.scheduler.now())
