"""The hand-over of tokens that a cut-off kiosk gave: a statement of facts, not a repetition of commands."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, PatientId, StaffId, TokenId, VisitId
from nextpatient_desktop.domain.model import Priority, PriorityReason
from nextpatient_desktop.domain.records import dataclass

MOST_ADOPTED: Final = 100
"""How many tokens one hand-over may carry: one transaction of some ten milliseconds."""


@dataclass(frozen=True, kw_only=True)
class OfflineToken:
    """A token as the kiosk gave it, with its visit. Instants are by the kiosk's clock.

    `key` is the secret of the ticket's link. `follows` is the request to the host whose answer never came
    and that this token stands for: had the host given a number for it after all, that one is superseded.
    `cancelled_at` is set when the patient gave the place up at the kiosk while it was cut off. `is_doubtful`
    says that the kiosk could not believe its clock then: of `issued_at` only the order holds.
    """

    visit: VisitId
    token: TokenId
    code: str
    department: DepartmentId
    day: date
    issued_at: datetime
    key: str
    priority: Priority = Priority.NORMAL
    reason: PriorityReason | None = None
    patient: PatientId | None = None
    phone: str = ""
    is_new_patient: bool = False
    language: str = ""
    doctor: StaffId | None = None
    follows: CommandId | None = None
    cancelled_at: datetime | None = None
    is_doubtful: bool = False


class Adoption(StrEnum):
    """What became of a handed-over token."""

    WAITING = "waiting"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    KNOWN = "known"
    """It had been handed over before."""


@dataclass(frozen=True, kw_only=True)
class AdoptedToken:
    """What became of one token. `superseded` is the code that the host had given for the same request."""

    visit: VisitId
    code: str
    became: Adoption
    superseded: str | None = None


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What became of each, in the order in which they were handed over."""

    tokens: tuple[AdoptedToken, ...]


@dataclass(frozen=True, kw_only=True)
class AdoptTokens(Command[Adopted]):
    """Take over what a kiosk gave while it was cut off. Nothing in it is refused: the paper is out.

    Only a kiosk may; the codes may be of another one's series, as which it was paired before. More than
    `MOST_ADOPTED`, or what is no kiosk's code: `request_invalid`. While the host's own date needs a staff
    member's word, `date_needs_confirmation`.

    `last_contact` is when the host last answered the kiosk before the first of these, by the host's clock;
    `handed_over_at` is the kiosk's clock when this was made: instants that its clock got wrong are put
    between the last contact and now, in their order, and marked. `to_come` is how many more follow.
    """

    tokens: tuple[OfflineToken, ...]
    last_contact: datetime | None
    handed_over_at: datetime
    to_come: int = 0
