"""`Surroundings`: what every presenter of the settings is given, so that none of them looks anything up."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.ports import Notices, Scheduler, TaskRunner

OUT_OF_REACH = "out_of_reach"
"""The error of a clinic that does not answer: whether a command was done is not known then."""


@dataclass(kw_only=True)
class Surroundings:
    """Threads, time, notices and words. `zone` is replaced once the clinic has said where it is."""

    tasks: TaskRunner
    scheduler: Scheduler
    notices: Notices
    texts: Texts
    zone: tzinfo = field(default=UTC)
