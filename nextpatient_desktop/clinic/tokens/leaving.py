"""Handlers for who is not there: no-shows, their return, and tokens cancelled."""

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.call_times import call_times
from nextpatient_desktop.clinic.tokens.messages import Cancel, MarkNoShow, ReturnToQueue
from nextpatient_desktop.clinic.tokens.moving import (
    naming_counter,
    store,
    todays_token,
    token_at_own_counter,
)
from nextpatient_desktop.domain.lifecycle import Tried, cancelled, marked_no_show, refused, returned
from nextpatient_desktop.domain.model import EndReason, Role, StationKind, Token, TokenState
from nextpatient_desktop.domain.returning import place_of_return

_GIVEN_BY_PEOPLE = frozenset({EndReason.PATIENT_LEFT, EndReason.STAFF, EndReason.MISTAKE})
_LAST = 1 << 31
"""More than ever wait: the K of a department that puts returned no-shows last."""


@handles(MarkNoShow, allow=(Role.DOCTOR, Role.RECEPTION))
def mark_no_show(ctx: CommandContext, command: MarkNoShow) -> Token:
    """Nobody came, after the department's calls."""
    token = token_at_own_counter(ctx, command.token)
    minimum = ctx.department(token.department).minimum_calls
    with naming_counter(ctx, token.counter):
        after = marked_no_show(token, minimum_calls=minimum, now=ctx.now, calls=call_times(ctx, token))
    return store(ctx, "token.missed", token, after)


@handles(ReturnToQueue, allow=(Role.DOCTOR, Role.RECEPTION))
def return_to_queue(ctx: CommandContext, command: ReturnToQueue) -> Token:
    """A no-show waits again, just after the K-th waiting of its class."""
    token = todays_token(ctx, command.token)
    if token.state is not TokenState.NO_SHOW:
        with naming_counter(ctx, token.counter):
            raise refused(token, Tried.RETURN)
    k = ctx.department(token.department).return_after
    tokens, queue = ctx.uow.tokens, (token.department, token.day, token.priority)
    kth = tokens.kth_waiting(*queue, k or _LAST)
    following = None if k is None or kth is None else tokens.kth_waiting(*queue, k + 1)
    place = place_of_return(kth, following, now=ctx.now)
    after = returned(token, queued_at=place.queued_at, rank=place.rank)
    return store(ctx, "token.returned", token, after)


@handles(Cancel, allow=(Role.DOCTOR, Role.RECEPTION, StationKind.KIOSK, Who.PATIENT))
def cancel(ctx: CommandContext, command: Cancel) -> Token:
    """Cancel: staff any token that is not served; a kiosk or a patient their own, while it waits."""
    token = todays_token(ctx, command.token)
    reason = command.reason
    if reason not in _GIVEN_BY_PEOPLE:
        raise ClinicError("reason_not_possible", field="reason", reason=reason.value)
    if not ctx.is_staff:
        ctx.require_own_visit(ctx.visit(token.visit))
        reason = EndReason.PATIENT_LEFT
    with naming_counter(ctx, token.counter):
        if not ctx.is_staff and token.state is not TokenState.WAITING:
            raise refused(token, Tried.CANCEL)
        after = cancelled(token, reason, ctx.now)
    return store(ctx, "token.cancelled", token, after)
