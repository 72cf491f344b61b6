"""Commands that move a token through its life."""

from datetime import date, datetime

from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.domain.ids import (
    CommandId,
    CounterId,
    DepartmentId,
    PatientId,
    StaffId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.model import (
    CallReason,
    EndReason,
    Priority,
    PriorityReason,
    Token,
    WaitRange,
)
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """A token just issued, with everything a ticket says.

    `place` counts from 1, None where it is not known: a kiosk that is cut off can not see the queue. `as_of`
    is from when `expected` and `counters` are where they are not of now, but last heard of. `link` is what
    the QR code holds: `{link_base}/t/{key}`, or `nextpatient:t/{key}` where the clinic has no page for
    patients.
    """

    token: TokenId
    visit: VisitId
    code: str
    department: DepartmentId
    day: date
    priority: Priority
    reason: PriorityReason | None
    issued_at: datetime
    place: int | None
    expected: WaitRange | None
    counters: tuple[str, ...]
    link: str
    language: str
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class IssueToken(Command[IssuedToken]):
    """Give a patient a place in a department's queue.

    `patient` names a record; `phone` alone makes a record with only the phone when nobody has it, belongs to
    the one who has it, and stays unassigned when several share it (the caller asks `FamilyOf` first);
    `is_new_patient` makes a new record with that phone in any case. `Priority.EMERGENCY` is for staff;
    `Priority.PRIORITY` needs a reason. Refused: `department_closed` (with `because`), `department_full`,
    `phone_invalid`, `phone_missing`, `reason_missing`, `language_unknown`, `not_allowed`.
    """

    department: DepartmentId
    priority: Priority = Priority.NORMAL
    reason: PriorityReason | None = None
    patient: PatientId | None = None
    phone: str = ""
    is_new_patient: bool = False
    language: str = ""
    doctor: StaffId | None = None


@dataclass(frozen=True, kw_only=True)
class CallNext(Command[Token]):
    """Call whoever is next at a counter. `nobody_waiting`; `counter_busy` while it has a token."""

    counter: CounterId


@dataclass(frozen=True, kw_only=True)
class CallToken(Command[Token]):
    """Call a waiting token out of order, with the reason."""

    counter: CounterId
    token: TokenId
    reason: CallReason


@dataclass(frozen=True, kw_only=True)
class Recall(Command[Token]):
    """Call a called token again: it counts, chimes and announces."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class StartServing(Command[Token]):
    """The patient is here."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class Complete(Command[Token]):
    """The visit at this counter is done. Of a called token: `serving` is recorded first."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class CompletedAndCalled:
    """What `CompleteAndCallNext` did: either may be None (nothing was open, nobody waits)."""

    completed: Token | None
    called: Token | None


@dataclass(frozen=True, kw_only=True)
class CompleteAndCallNext(Command[CompletedAndCalled]):
    """Complete what the counter has and call whoever is next.

    `current` is the token that the screen showed as open, None for none: when the counter has another one by
    now, the command is refused (`counter_changed`), so that a late key press completes nobody else's visit.
    """

    counter: CounterId
    current: TokenId | None


@dataclass(frozen=True, kw_only=True)
class PutBack(Command[Token]):
    """Called by mistake: back to waiting where it was."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class MarkNoShow(Command[Token]):
    """Nobody came.

    `too_few_calls` (with `missing`) or `call_again_first` (with `seconds`) until the calls are made.
    """

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class ReturnToQueue(Command[Token]):
    """A no-show came after all: waits again, behind the K-th of its class."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class Hold(Command[Token]):
    """Set aside for a while (a test, a form)."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class Resume(Command[Token]):
    """Back from hold: waits again with its original instant, for the same doctor."""

    token: TokenId


@dataclass(frozen=True, kw_only=True)
class Transferred:
    """The token that ended and the one that waits in the other department."""

    ended: Token
    started: Token


@dataclass(frozen=True, kw_only=True)
class Transfer(Command[Transferred]):
    """Send the visit on to another department, to one doctor if named, coming back here if so said."""

    token: TokenId
    department: DepartmentId
    doctor: StaffId | None = None
    comes_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Cancel(Command[Token]):
    """Cancel a token that waits, is called or on hold. A kiosk or patient: only their own, while it waits."""

    token: TokenId
    reason: EndReason = EndReason.STAFF


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What was taken back: the type of the command (`CallNext`) and the code of its token, if it had one."""

    command: CommandId
    what: str
    code: str | None


@dataclass(frozen=True, kw_only=True)
class Undo(Command[Undone]):
    """Take back one's own command, whole, within 60 s.

    `undo_too_late`; `undo_overtaken` when something happened to it since; `undo_not_yours`; `undo_impossible`
    for what is never taken back (a sign-in, an undo); `undo_unknown` when there is no such command or it did
    nothing.
    """

    command: CommandId
