"""Handlers that say what stands on papers: a ticket again, a visit's summary, the day's closing slip."""

from typing import Final

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.days.figures import day_figures
from nextpatient_desktop.clinic.days.messages import DayFigures
from nextpatient_desktop.clinic.days.rolling import date_at
from nextpatient_desktop.clinic.documents.handlers import document_infos
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.papers.messages import (
    ClosingFacts,
    ClosingSlip,
    JournalHead,
    TicketAgain,
    TicketFacts,
    VisitFacts,
    VisitSummary,
)
from nextpatient_desktop.clinic.patients.searching import Names
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.links import link_of
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.clinic.tokens.waits import serving
from nextpatient_desktop.domain.model import Role

_STAFF: Final = (Role.DOCTOR, Role.RECEPTION)


@handles(TicketAgain, allow=_STAFF)
def ticket_again(ctx: QueryContext, query: TicketAgain) -> TicketFacts:
    """The ticket of a token as it was, but for its place: that is of the moment it was issued."""
    token = ctx.token(query.token)
    visit = ctx.visit(token.visit)
    department = ctx.department(token.department)
    language = visit.language or ctx.clinic.languages[0]
    issued = IssuedToken(
        token=token.id,
        visit=visit.id,
        code=token.code,
        department=department.id,
        day=token.day,
        priority=token.priority,
        reason=token.reason,
        issued_at=token.issued_at,
        place=None,
        expected=None,
        counters=tuple(counter.name_in(language) for counter in serving(ctx, department)),
        link=link_of(ctx.clinic, visit),
        language=language,
    )
    return TicketFacts(clinic=ctx.clinic, department=department, issued=issued)


@handles(VisitSummary, allow=_STAFF)
def visit_summary(ctx: QueryContext, query: VisitSummary) -> VisitFacts:
    """A visit with its tokens and documents."""
    visit = ctx.visit(query.visit)
    names = Names(ctx)
    return VisitFacts(
        clinic=ctx.clinic,
        visit=visit,
        patient=None if visit.patient is None else ctx.patient(visit.patient),
        tokens=tuple(names.told(token) for token in ctx.uow.tokens.of_visit(visit.id)),
        documents=document_infos(ctx, (visit,)),
    )


@handles(ClosingSlip, allow=(Role.ADMIN, *_STAFF))
def closing_slip(ctx: QueryContext, query: ClosingSlip) -> ClosingFacts:
    """A day's figures, as stored at its end if it has ended, and the journal's head."""
    present = ctx.today()
    day = query.day or (date_at(ctx, ctx.now) if present is None else present.date)
    stored = ctx.uow.days.get(day)
    if stored is None or stored.day.voided:
        raise ClinicError("day_unknown", day=day.isoformat())
    figures: DayFigures = (
        day_figures(ctx, stored.day.date)
        if stored.summary is None
        else codec.read(DayFigures, stored.summary)
    )
    head = ctx.uow.journal.head()
    return ClosingFacts(
        clinic=ctx.clinic,
        figures=figures,
        closed_at=stored.day.closed_at,
        head=None
        if head is None
        else JournalHead(position=head.position, epoch=head.epoch, at=head.at, hash=head.hash),
    )
