"""A token's life: every allowed move, and the refusal of every other.

Each move is a function from a token to the token after it. What is not allowed raises
`ClinicError("move_refused", code="A-042", state="serving", tried="call")`; whoever catches it may add the
counter's name. The words of `tried` are the values of `Tried`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from types import MappingProxyType

from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, TokenId
from nextpatient_desktop.domain.model import EndReason, Token, TokenState

CALLS_APART = timedelta(seconds=30)
"""How long a call has to be out before the next one counts, and before its patient is a no-show."""

MOVES: Mapping[TokenState, frozenset[TokenState]] = MappingProxyType(
    {
        TokenState.WAITING: frozenset({TokenState.CALLED, TokenState.CANCELLED, TokenState.EXPIRED}),
        TokenState.CALLED: frozenset(
            {
                TokenState.SERVING,
                TokenState.NO_SHOW,
                TokenState.WAITING,
                TokenState.CANCELLED,
                TokenState.EXPIRED,
            }
        ),
        TokenState.SERVING: frozenset({TokenState.COMPLETED, TokenState.ON_HOLD, TokenState.EXPIRED}),
        TokenState.ON_HOLD: frozenset({TokenState.WAITING, TokenState.CANCELLED, TokenState.EXPIRED}),
        TokenState.NO_SHOW: frozenset({TokenState.WAITING}),
        TokenState.COMPLETED: frozenset(),
        TokenState.CANCELLED: frozenset(),
        TokenState.EXPIRED: frozenset(),
    }
)
"""Where each state may lead. An undo restores what was before and is not one of these moves."""

NOT_ENDED = frozenset({TokenState.WAITING, TokenState.CALLED, TokenState.SERVING, TokenState.ON_HOLD})
"""The states that the day's end turns into `expired`."""

AT_COUNTER = frozenset({TokenState.CALLED, TokenState.SERVING})
"""The states of which one counter has at most one token."""


class Tried(StrEnum):
    """What was tried, in a refusal's `tried`."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    COMPLETE = "complete"
    TRANSFER = "transfer"
    PUT_BACK = "put_back"
    NO_SHOW = "no_show"
    RETURN = "return"
    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    EXPIRE = "expire"


def refused(token: Token, tried: str) -> ClinicError:
    """The refusal of a move, naming the token, its state and what was tried."""
    return ClinicError("move_refused", code=token.code, state=token.state.value, tried=str(tried))


def called(token: Token, *, counter: CounterId, staff: StaffId | None, now: datetime) -> Token:
    """Waiting to called, at a counter. This is its call number 1."""
    _require(token, Tried.CALL, TokenState.WAITING)
    return replace(
        token,
        state=TokenState.CALLED,
        counter=counter,
        staff=staff,
        calls=1,
        last_called_at=now,
        first_called_at=token.first_called_at or now,
    )


def recalled(token: Token, now: datetime) -> Token:
    """A called token called once more: no change of state, but it counts."""
    _require(token, Tried.RECALL, TokenState.CALLED)
    return replace(token, calls=token.calls + 1, last_called_at=now)


def started(token: Token, *, now: datetime, tried: str = Tried.START) -> Token:
    """Called to serving. After a hold it starts anew: `started_at` is the last start."""
    _require(token, tried, TokenState.CALLED)
    return replace(token, state=TokenState.SERVING, started_at=now)


def served(token: Token, now: datetime, *, tried: str = Tried.COMPLETE) -> Token:
    """The token as being served, so that Complete, Hold and Transfer are one key on a called one.

    A serving token comes back as it is, a called one is started; `tried` is what is meant to follow and is
    named when the token is neither. The result is another object exactly when the start has to be recorded.
    """
    return token if token.state is TokenState.SERVING else started(token, now=now, tried=tried)


def completed(token: Token, now: datetime, *, tried: str = Tried.COMPLETE) -> Token:
    """Serving to completed, by Complete or Transfer."""
    _require(token, tried, TokenState.SERVING)
    return replace(token, state=TokenState.COMPLETED, ended_at=now)


def put_back(token: Token) -> Token:
    """Called to waiting where it was: the call was a mistake, so nothing of it stays.

    `first_called_at` goes too, unless the token was called before this call.
    """
    _require(token, Tried.PUT_BACK, TokenState.CALLED)
    was_first = token.started_at is None and (
        token.calls > 1 or token.first_called_at == token.last_called_at
    )
    return replace(_waiting(token), first_called_at=None if was_first else token.first_called_at)


def calls_missing(token: Token, minimum_calls: int, calls: Sequence[datetime] = ()) -> int:
    """How many more calls a called token needs before it can be a no-show, 0 when enough were made.

    Calls count when they are 30 s apart: two within one breath are one. `calls` are the instants of the
    present occasion's. Without them it is judged from the first and the last, or, of a token that was called
    on an earlier occasion, by their number.
    """
    return max(0, minimum_calls - _counted(token, calls)[0])


def call_counts_from(token: Token, calls: Sequence[datetime] = ()) -> datetime | None:
    """From when another call would count; None while it is not called."""
    return _counted(token, calls)[1] if token.state is TokenState.CALLED else None


def _counted(token: Token, calls: Sequence[datetime]) -> tuple[int, datetime | None]:
    """How many calls count, and from when another one would."""
    if calls:
        counted, counts_from = 0, calls[0]
        for at in calls:
            if at >= counts_from:
                counted, counts_from = counted + 1, at + CALLS_APART
        return counted, counts_from
    if token.first_called_at is None or token.last_called_at is None:
        return token.calls, None
    span = token.last_called_at - token.first_called_at
    counted = min(token.calls, 1 + max(0, span // CALLS_APART))
    return counted, token.first_called_at + counted * CALLS_APART


def no_show_from(token: Token) -> datetime | None:
    """From when a called token can be a no-show, if no calls are missing; None while it is not called."""
    if token.state is not TokenState.CALLED or token.last_called_at is None:
        return None
    return token.last_called_at + CALLS_APART


def marked_no_show(
    token: Token, *, minimum_calls: int, now: datetime, calls: Sequence[datetime] = ()
) -> Token:
    """Called to no_show. `calls` as in `calls_missing`.

    Raises:
        ClinicError: `too_few_calls` with `missing`; `call_again_first` with the `seconds` still to wait.
    """
    _require(token, Tried.NO_SHOW, TokenState.CALLED)
    missing = calls_missing(token, minimum_calls, calls)
    if missing:
        raise ClinicError("too_few_calls", code=token.code, missing=missing)
    possible = no_show_from(token)
    if possible is not None and now < possible:
        raise ClinicError(
            "call_again_first", code=token.code, seconds=ceil((possible - now) / timedelta(seconds=1))
        )
    return replace(token, state=TokenState.NO_SHOW, ended_at=now)


def returned(token: Token, *, queued_at: datetime, rank: int) -> Token:
    """No-show to waiting, at the place that `returning.place_of_return` gives."""
    _require(token, Tried.RETURN, TokenState.NO_SHOW)
    return replace(_waiting(token), queued_at=queued_at, rank=rank)


def held(token: Token, now: datetime) -> Token:
    """Serving to on_hold. Who held it and where stays on the token; `ended_at` is when, until resumed."""
    _require(token, Tried.HOLD, TokenState.SERVING)
    return replace(token, state=TokenState.ON_HOLD, ended_at=now)


def resumed(token: Token, *, for_same_staff: bool = True) -> Token:
    """On hold to waiting, with its original instant, for whoever held it.

    `for_same_staff` is false where whoever held it is not a doctor: then it is meant for whom it was before.
    """
    _require(token, Tried.RESUME, TokenState.ON_HOLD)
    doctor = token.staff if for_same_staff and token.staff is not None else token.doctor
    return replace(_waiting(token), doctor=doctor)


def cancelled(token: Token, reason: EndReason, now: datetime) -> Token:
    """Waiting, called or on_hold to cancelled."""
    _require(token, Tried.CANCEL, TokenState.WAITING, TokenState.CALLED, TokenState.ON_HOLD)
    return replace(token, state=TokenState.CANCELLED, ended_at=now, end_reason=reason)


def expired(token: Token, now: datetime) -> Token:
    """Waiting, called, serving or on_hold to expired, at the day's end."""
    _require(token, Tried.EXPIRE, *NOT_ENDED)
    return replace(token, state=TokenState.EXPIRED, ended_at=now)


def sent_on(
    token: Token,
    *,
    token_id: TokenId,
    department: DepartmentId,
    doctor: StaffId | None,
    comes_back: bool,
    now: datetime,
) -> Token:
    """The token that a transfer starts: same visit, code and priority, queuing from now."""
    return Token(
        id=token_id,
        visit=token.visit,
        code=token.code,
        department=department,
        day=token.day,
        state=TokenState.WAITING,
        priority=token.priority,
        reason=token.reason,
        issued_at=now,
        queued_at=now,
        doctor=doctor,
        came_from=token.id,
        comes_back=comes_back,
    )


def sent_back(done: Token, origin: Token, *, token_id: TokenId, now: datetime) -> Token:
    """The token that takes a visit back to who sent it away with "comes back to me".

    `done` is the completed token that said `comes_back`, `origin` the one it came from. The new one queues
    from the original instant, for the one who sent it.
    """
    return Token(
        id=token_id,
        visit=done.visit,
        code=done.code,
        department=origin.department,
        day=done.day,
        state=TokenState.WAITING,
        priority=done.priority,
        reason=done.reason,
        issued_at=now,
        queued_at=origin.queued_at,
        rank=origin.rank,
        doctor=origin.staff if origin.staff is not None else origin.doctor,
        came_from=done.id,
    )


def _waiting(token: Token) -> Token:
    """The token in waiting, without its present call and end."""
    return replace(
        token,
        state=TokenState.WAITING,
        counter=None,
        staff=None,
        calls=0,
        last_called_at=None,
        ended_at=None,
    )


def _require(token: Token, tried: str, *states: TokenState) -> None:
    if token.state not in states:
        raise refused(token, tried)
