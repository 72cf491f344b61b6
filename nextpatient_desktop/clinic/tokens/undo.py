"""The handler that takes a command back, and what a board offers to take back."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.changes import Fact
from nextpatient_desktop.clinic.context import CommandContext, Context
from nextpatient_desktop.clinic.days.rolling import present_day
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.messages import Undo, Undone
from nextpatient_desktop.clinic.tokens.questions import UndoOffer
from nextpatient_desktop.clinic.tokens.taking_back import (
    UNDO_FOR,
    UNDONE,
    Restoration,
    code_of,
    is_final,
    is_overtaken,
    steps_of,
    until,
)
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.model import Role, Token

_PAGE = 500
_RECENT = 60
"""Events that the last minute usually holds; more are read when it held more."""


def _load_reader(_command: Undo, _tools: Tools) -> None:
    """Load what reads the journal's values back.

    The first time this takes long, and within the transaction it would keep everybody else from writing.
    """
    codec.reader(Token)


@handles(Undo, allow=(Role.DOCTOR, Role.RECEPTION), prepare=_load_reader, can_be_undone=False)
def undo(ctx: CommandContext, command: Undo, _loaded: None) -> Undone:
    """Take back one's own command, whole."""
    outcome = ctx.uow.outcomes.get(command.command)
    own = tuple(ctx.uow.journal.of_command(command.command))
    if outcome is None or not own:
        raise ClinicError("undo_unknown")
    if not ctx.actor.is_system and (own[0].staff is None or own[0].staff != ctx.actor.staff):
        raise ClinicError("undo_not_yours")
    if is_final(own):
        raise ClinicError("undo_impossible", what=outcome.type)
    if own[0].at < _earliest(ctx):
        raise ClinicError("undo_too_late", seconds=int(UNDO_FOR.total_seconds()))
    if is_overtaken(own, _after(ctx, own[-1])):
        raise ClinicError("undo_overtaken")
    code = code_of(ctx, own)
    _restore(ctx, command, own, outcome.type)
    return Undone(command=command.command, what=outcome.type, code=code)


def undo_offer(ctx: Context) -> UndoOffer | None:
    """The asking staff member's last command, if it can be taken back now."""
    if ctx.actor.staff is None:
        return None
    recent = _last_minute(ctx)
    undone = {
        json.loads(event.body)["undone"]
        for event in recent
        if event.kind == UNDONE and event.staff == ctx.actor.staff
    }
    own = _last_own(ctx, recent, undone)
    if own is None or own[0].command is None or is_final(own):
        return None
    later = [event for event in recent if event.position > own[-1].position]
    outcome = ctx.uow.outcomes.get(own[0].command)
    if outcome is None or is_overtaken(own, later):
        return None
    return UndoOffer(command=own[0].command, what=outcome.type, code=code_of(ctx, own), until=until(own))


def _restore(ctx: CommandContext, command: Undo, own: tuple[Event, ...], what: str) -> None:
    steps = steps_of(own)
    memo = ctx.uow.outcomes.private(command.command)
    if memo is None and any(step.private and step.before is not None for step in steps):
        raise ClinicError("undo_too_late", seconds=int(UNDO_FOR.total_seconds()))
    restoration = Restoration(ctx, json.loads(memo) if memo is not None else {})
    restoration.restore(steps)
    facts: dict[str, Fact] = {"undone": command.command, "what": what}
    if not restoration.changes:
        ctx.emit(UNDONE, own[0].subject, **facts)
        return
    (before, after), *also = restoration.changes
    ctx.record(UNDONE, before, after, subject=own[0].subject, also=also, facts=facts)


def _earliest(ctx: Context) -> datetime:
    """From when on a command can be taken back: the last minute, as far as it belongs to the present day."""
    minute_ago = ctx.now - UNDO_FOR
    if ctx.uow.days.latest() is None:
        return minute_ago
    day = present_day(ctx)
    return ctx.now if day is None else max(minute_ago, day.opened_at)


def _after(ctx: Context, event: Event) -> Iterator[Event]:
    position = event.position
    while page := ctx.uow.journal.after(position, _PAGE):
        yield from page
        position = page[-1].position


def _last_minute(ctx: Context) -> list[Event]:
    """The events of the last minute of this day, in order."""
    earliest = _earliest(ctx)
    count = _RECENT
    while True:
        events = ctx.uow.journal.latest(count)
        if len(events) < count or events[0].at < earliest:
            return [one for one in events if one.at >= earliest]
        count *= 4


def _last_own(ctx: Context, recent: list[Event], undone: set[str]) -> tuple[Event, ...] | None:
    """The events of the asking staff member's last command, but for undos and what they took back."""
    mine = (one for one in reversed(recent) if one.staff == ctx.actor.staff and one.command is not None)
    for command, events in groupby(mine, key=lambda one: one.command):
        own = tuple(reversed(tuple(events)))
        if str(command) not in undone and own[-1].kind != UNDONE:
            return own
    return None
