"""Questions about what is printed beside the first ticket. What came of printing it is in `printouts`."""

from datetime import date, datetime

from nextpatient_desktop.clinic.days.messages import DayFigures
from nextpatient_desktop.clinic.documents.messages import DocumentInfo
from nextpatient_desktop.clinic.door import Position, Query
from nextpatient_desktop.clinic.patients.messages import HistoryToken
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.ids import TokenId, VisitId
from nextpatient_desktop.domain.model import ClinicInfo, Department, Patient, Visit
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class TicketFacts:
    """What stands on a visit's ticket: the same number and link, and the present place.

    `issued.expected` is None, as is its place: times that were told when the ticket was new are old by now,
    and a second paper must not promise anything else than the first.
    """

    clinic: ClinicInfo
    department: Department
    issued: IssuedToken


@dataclass(frozen=True, kw_only=True)
class TicketAgain(Query[TicketFacts]):
    """The ticket of a token, to be printed again. `token_unknown`."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """What was done in a visit: its tokens in order, and its own documents."""

    clinic: ClinicInfo
    visit: Visit
    patient: Patient | None
    tokens: tuple[HistoryToken, ...]
    documents: tuple[DocumentInfo, ...]


@dataclass(frozen=True, kw_only=True)
class VisitSummary(Query[VisitFacts]):
    """What was done in a visit. `visit_unknown`."""

    visit: VisitId


@dataclass(frozen=True, kw_only=True)
class JournalHead:
    """The journal's last event: whoever holds this on paper can tell whether the journal was cut after it."""

    position: Position
    epoch: int
    at: datetime
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class ClosingFacts:
    """What a day amounted to, and the journal's head as it is now.

    `closed_at` is None for a day that still goes on. `head` is None only for an empty journal.
    """

    clinic: ClinicInfo
    figures: DayFigures
    closed_at: datetime | None
    head: JournalHead | None


@dataclass(frozen=True, kw_only=True)
class ClosingSlip(Query[ClosingFacts]):
    """A day's figures and the journal's head: of today's, or of the day that is named.

    A day on which the clinic was not open: `day_unknown`.
    """

    day: date | None = None
