"""Handlers that call tokens to counters: who is next, out of order, again, and back where they were."""

import json
from dataclasses import replace

from nextpatient_desktop.clinic.changes import Entity, Fact, identity
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.messages import CallNext, CallToken, PutBack, Recall
from nextpatient_desktop.clinic.tokens.moving import (
    naming_counter,
    require_own_counter,
    store,
    todays_token,
    token_at_own_counter,
    who_serves,
)
from nextpatient_desktop.clinic.tokens.queues import CallableFor, next_at
from nextpatient_desktop.domain.ids import CounterId
from nextpatient_desktop.domain.lifecycle import called, put_back, recalled
from nextpatient_desktop.domain.model import Counter, QueueState, Role, Token


@handles(CallNext, allow=(Role.DOCTOR, Role.RECEPTION))
def call_next(ctx: CommandContext, command: CallNext) -> Token:
    """Call whoever is next at a free counter."""
    day = ctx.today()
    counter = _free_counter(ctx, command.counter)
    token = call_next_at(ctx, counter)
    if token is None:
        raise ClinicError("nobody_waiting", counter=counter.name, day=day.date.isoformat())
    return token


@handles(CallToken, allow=(Role.DOCTOR, Role.RECEPTION))
def call_token(ctx: CommandContext, command: CallToken) -> Token:
    """Call a waiting token out of order. What the policy remembers stays: it was not its choice."""
    counter = _free_counter(ctx, command.counter)
    token = todays_token(ctx, command.token)
    staff = who_serves(ctx, counter)
    with naming_counter(ctx, token.counter):
        after = called(token, counter=counter.id, staff=staff, now=ctx.now)
    if token.department not in counter.departments:
        department = ctx.department(token.department).name
        raise ClinicError("not_this_counter", code=token.code, counter=counter.name, department=department)
    if not CallableFor(ctx, staff).may_call(token):
        raise ClinicError("meant_for_doctor", code=token.code)
    return store(
        ctx, "token.called", token, after, facts={"because": "out_of_order", "reason": command.reason}
    )


@handles(Recall, allow=(Role.DOCTOR, Role.RECEPTION))
def recall(ctx: CommandContext, command: Recall) -> Token:
    """Call a called token again."""
    token = token_at_own_counter(ctx, command.token)
    with naming_counter(ctx, token.counter):
        after = recalled(token, ctx.now)
    return store(ctx, "token.recalled", token, after)


@handles(PutBack, allow=(Role.DOCTOR, Role.RECEPTION))
def put_token_back(ctx: CommandContext, command: PutBack) -> Token:
    """Back to waiting, and the policy's memory back to before the call, unless it went on since."""
    token = todays_token(ctx, command.token)
    with naming_counter(ctx, token.counter):
        after = put_back(token)
    return store(ctx, "token.put_back", token, after, also=_restore_queue(ctx, token))


def call_next_at(ctx: CommandContext, counter: Counter) -> Token | None:
    """Call whoever is next at a free counter, None when nobody waits who may be called there."""
    day = ctx.today().date
    staff = who_serves(ctx, counter)
    choice = next_at(ctx, counter, staff, day)
    if choice is None:
        return None
    token = choice.token
    after = called(token, counter=counter.id, staff=staff, now=ctx.now)
    queue_before = ctx.uow.queues.get(day, token.department)
    also: list[tuple[Entity | None, Entity]] = []
    if choice.state != queue_before:
        ctx.uow.queues.save(choice.state)
        also.append((queue_before, choice.state))
    facts: dict[str, Fact] = {"because": choice.because}
    if choice.policy_failure:
        facts["policy_failure"] = choice.policy_failure
    return store(ctx, "token.called", token, after, also=also, facts=facts)


def require_free(ctx: CommandContext, counter: Counter) -> None:
    """Refuse while a counter has a token: `counter_busy`."""
    present = ctx.uow.tokens.at_counter(counter.id, ctx.today().date)
    if present is not None:
        raise ClinicError("counter_busy", counter=counter.name, code=present.code, state=present.state.value)


def own_counter(ctx: CommandContext, key: CounterId) -> Counter:
    """A counter in use where nobody else sits."""
    counter = ctx.counter(key)
    if not counter.is_active:
        raise ClinicError("counter_closed", counter=counter.name)
    require_own_counter(ctx, counter)
    return counter


def _free_counter(ctx: CommandContext, key: CounterId) -> Counter:
    counter = own_counter(ctx, key)
    require_free(ctx, counter)
    return counter


def _restore_queue(ctx: CommandContext, token: Token) -> list[tuple[Entity | None, Entity]]:
    """The queue's memory as the token's last call found it, if it is still as that call left it."""
    present = ctx.uow.queues.get(token.day, token.department)
    events = ctx.uow.journal.latest(20, token.id)
    call = next((event for event in reversed(events) if event.kind == "token.called"), None)
    if call is None:
        return []
    for change in json.loads(call.body)["changes"]:
        if change["of"] == "queue" and change["id"] == identity(present):
            return _restored(ctx, present, change["before"], change["after"])
    return []


def _restored(
    ctx: CommandContext, present: QueueState, before: dict[str, int], after: dict[str, int]
) -> list[tuple[Entity | None, Entity]]:
    if present.normals != after["normals"]:
        return []
    restored = replace(present, normals=before["normals"])
    ctx.uow.queues.save(restored)
    return [(present, restored)]
