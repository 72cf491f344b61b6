"""Handlers of printouts: what came of print jobs goes into the journal, how printers are beside contacts."""

import json
from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.printouts.messages import (
    MOST_COPIES,
    PrintKind,
    Printout,
    Printouts,
    PrintResult,
    ReportPrinter,
    ReportPrinting,
)
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.model import Role, StationKind

_PREFIX: Final = "printout."
_MOST_EVENTS: Final = 2000
"""Far more than one visit ever has of its own."""


@handles(ReportPrinting, allow=(StationKind.KIOSK, StationKind.COUNTER), can_be_undone=False)
def report_printing(ctx: CommandContext, command: ReportPrinting) -> None:
    """Write down what came of a print job; of a visit, under that visit.

    It changes nothing that is stored, so it stands in no undo's way.
    """
    if not 1 <= command.copy <= MOST_COPIES:
        raise ClinicError("request_invalid", field="copy")
    if command.visit is not None:
        visit = ctx.visit(command.visit)
        if ctx.is_kiosk:
            ctx.require_own_visit(visit)
    if command.token is not None and ctx.token(command.token).visit != command.visit:
        raise ClinicError("request_invalid", field="token")
    ctx.emit(
        f"{_PREFIX}{command.outcome}",
        command.visit,
        what=command.what,
        job=command.job,
        token=command.token,
        day=command.day,
        copy=command.copy,
        asked_at=command.asked_at,
        reason=command.reason,
        is_persons_word=command.is_persons_word,
    )


@handles(ReportPrinter, allow=(StationKind.KIOSK, StationKind.COUNTER), can_be_undone=False)
def report_printer(ctx: CommandContext, command: ReportPrinter) -> None:
    """Remember how the station's printer is."""
    station = ctx.actor.station
    if station is None:
        raise ClinicError("not_allowed")
    known = next((one for one in ctx.uow.contacts.all() if one.station == station), None)
    contact = known or Contact(station=station, seen_at=ctx.now, is_listening=False)
    ctx.uow.contacts.save(
        replace(contact, printer=command.state, is_paper_low=command.is_paper_low, printer_at=ctx.now)
    )


@handles(Printouts, allow=(Role.DOCTOR, Role.RECEPTION, StationKind.COUNTER, StationKind.KIOSK))
def printouts(ctx: QueryContext, query: Printouts) -> tuple[Printout, ...]:
    """What was printed of a visit, oldest first."""
    visit = ctx.visit(query.visit)
    if ctx.is_kiosk:
        ctx.require_own_visit(visit)
    events = ctx.uow.journal.latest(_MOST_EVENTS, visit.id)
    return tuple(_printout(one) for one in events if one.kind.startswith(_PREFIX))


def _printout(event: Event) -> Printout:
    body = json.loads(event.body)
    return Printout(
        at=event.at,
        what=PrintKind(body["what"]),
        outcome=PrintResult(event.kind.removeprefix(_PREFIX)),
        copy=int(body["copy"]),
    )
