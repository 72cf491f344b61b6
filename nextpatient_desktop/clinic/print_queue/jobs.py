"""Print jobs: what is asked for, the states that a job goes through, and when it is too old to be printed.

    queued -> sending -> confirmed | sent | unknown | failed
    queued -> expired | failed
    sending -> queued    only when certainly no byte went out

What was being sent when the program ended is `unknown`. Nothing that is final is ever sent again: who wants
the paper again asks for a copy, which is a job of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from nextpatient_desktop.clinic.printing import PrinterState, ProofSheet, Slip, TicketContent
from nextpatient_desktop.clinic.printouts.messages import PrintKind, PrintResult
from nextpatient_desktop.domain.ids import PrintJobId, TokenId, VisitId
from nextpatient_desktop.domain.records import dataclass

EXPIRES_AFTER: Final = timedelta(seconds=60)
"""Nobody stands before the printer any more, and paper of a while ago helps nobody."""

CONTENTS: Final[Mapping[PrintKind, type[Any]]] = MappingProxyType(
    {
        PrintKind.TICKET: TicketContent,
        PrintKind.VISIT_SUMMARY: Slip,
        PrintKind.CLOSING_SLIP: Slip,
        PrintKind.TEST_PAGE: ProofSheet,
    }
)
"""What a job of each kind carries: a frozen dataclass, all of its texts worded. Kept as JSON in the station's
database, so that the same bytes can be built of it again; `JobPrinter.prepare` gets the value itself."""


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Is it still to be printed, or being printed?"""
        return self in _OPEN

    @property
    def is_on_paper(self) -> bool:
        """Is the paper out, as far as can be known?"""
        return self in _ON_PAPER

    @property
    def result(self) -> PrintResult:
        """What is reported of it.

        Raises:
            ValueError: it is not final.
        """
        return PrintResult(self.value)


_OPEN: Final = frozenset({JobState.QUEUED, JobState.SENDING})
_ON_PAPER: Final = frozenset({JobState.CONFIRMED, JobState.SENT})


@dataclass(frozen=True, kw_only=True)
class PrintRequest:
    """What is to be printed: a value of the type that `CONTENTS` names for its kind, and what it is about.

    `copy` is 1 for the first paper; the number of a further one also stands on it, which is the content's
    business.
    """

    kind: PrintKind
    content: Any
    visit: VisitId | None = None
    token: TokenId | None = None
    day: date | None = None
    copy: int = 1


@dataclass(frozen=True, kw_only=True)
class Asked:
    """When a job was asked for, by both of the PC's clocks: the wall's, and how long it had run."""

    at: datetime
    elapsed: timedelta


@dataclass(frozen=True, kw_only=True)
class PrintJob:
    """A request in the queue. `reason` is what hindered the printer, None for nothing that is known."""

    id: PrintJobId
    request: PrintRequest
    asked: Asked
    state: JobState = JobState.QUEUED
    reason: PrinterState | None = None


def age_after_restart(asked: Asked, now: Asked) -> timedelta | None:
    """How old a job is that an earlier run of the program left; None where no clock can be believed.

    The wall clock may have been set meanwhile, and the other starts anew with the PC. So the job is as old as
    the one says that makes it older; a clock that went back means that nobody knows, and what may be of
    yesterday is not printed.
    """
    by_wall, by_running = now.at - asked.at, now.elapsed - asked.elapsed
    if by_wall < timedelta(0) or by_running < timedelta(0):
        return None
    return max(by_wall, by_running)
