"""Messages about printouts: what was asked and what came of it goes into the journal, the steps do not."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.ids import PrintJobId, TokenId, VisitId
from nextpatient_desktop.domain.records import dataclass

MOST_COPIES: Final = 999


class PrintKind(StrEnum):
    """What is printed."""

    TICKET = "ticket"
    VISIT_SUMMARY = "visit_summary"
    CLOSING_SLIP = "closing_slip"
    TEST_PAGE = "test_page"


class PrintResult(StrEnum):
    """What came of a print job."""

    CONFIRMED = "confirmed"
    """It is out: the printer said so, or the person before it."""
    SENT = "sent"
    """Handed over whole, to a printer that confirms nothing."""
    UNKNOWN = "unknown"
    """All of it may be out, or some, or nothing."""
    FAILED = "failed"
    """Nothing came out that is of use."""
    EXPIRED = "expired"
    """It could not be printed in time, and nobody waits for it any more. Nothing came out."""


@dataclass(frozen=True, kw_only=True)
class ReportPrinting(Command[None]):
    """Tell the clinic what came of a print job of this station: the event `printout.confirmed`, `.sent`, ...

    A job has one report; a second one follows where the person before an unknown one said whether it came out
    (`is_persons_word`). A kiosk tells of visits that began there: `not_allowed`. A visit or token that was
    given while the kiosk was cut off and is not handed over yet: `visit_unknown`, `token_unknown`. A copy
    below 1 or above `MOST_COPIES`: `request_invalid`.

    `visit`, `token` and `day` say what it was about, as far as it was about one; `copy` is 1 for the first
    paper and grows; `asked_at` is by the station's clock; `reason` is what hindered the printer.
    """

    what: PrintKind
    outcome: PrintResult
    job: PrintJobId
    visit: VisitId | None = None
    token: TokenId | None = None
    day: date | None = None
    copy: int = 1
    asked_at: datetime
    reason: PrinterState | None = None
    is_persons_word: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportPrinter(Command[None]):
    """Tell the clinic how this station's printer is; kept beside its contact, not in the journal."""

    state: PrinterState
    is_paper_low: bool = False


@dataclass(frozen=True, kw_only=True)
class Printout:
    """What came of one print job of a visit."""

    at: datetime
    what: PrintKind
    outcome: PrintResult
    copy: int


@dataclass(frozen=True, kw_only=True)
class Printouts(Query[tuple[Printout, ...]]):
    """What was printed of a visit and reported, oldest first. `next_copy` counts a further copy by it.

    A kiosk asks about visits that began there: `not_allowed`.
    """

    visit: VisitId


def next_copy(printouts: tuple[Printout, ...], what: PrintKind) -> int:
    """The number of the next paper of a kind: 1 for the first, 2 where one was asked for before, ..."""
    return max((one.copy for one in printouts if one.what is what), default=0) + 1
