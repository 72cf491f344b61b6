"""The handler that says where a token stands, and why."""

from collections.abc import Sequence

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.links import key_of, link_of
from nextpatient_desktop.clinic.tokens.overtaking import overtaking
from nextpatient_desktop.clinic.tokens.questions import (
    Before,
    CalledBecause,
    TokenStatus,
    TokenStatusView,
)
from nextpatient_desktop.clinic.tokens.queues import lines
from nextpatient_desktop.clinic.tokens.waits import wait_for
from nextpatient_desktop.domain.calling import Place, call_order
from nextpatient_desktop.domain.lifecycle import NOT_ENDED
from nextpatient_desktop.domain.model import (
    Department,
    Priority,
    Role,
    StationKind,
    Token,
    TokenState,
    Visit,
    WaitRange,
)
from nextpatient_desktop.domain.numbering import parse_code


@handles(
    TokenStatus,
    allow=(
        Role.DOCTOR,
        Role.RECEPTION,
        StationKind.KIOSK,
        StationKind.INTEGRATION,
        Who.PATIENT,
    ),
)
def token_status(ctx: QueryContext, query: TokenStatus) -> TokenStatusView:
    """Where a token stands. Of a visit: its token that has not ended, else its last one."""
    token, visit = _found(ctx, query)
    if ctx.actor.visit is not None and not ctx.is_staff and ctx.actor.visit != visit.id:
        raise ClinicError("not_allowed")
    department = ctx.department(token.department)
    counter = None if token.counter is None else ctx.counter(token.counter)
    order = _order(ctx, department, token)
    place = next((i for i, one in enumerate(order) if one.token.id == token.id), None)
    return TokenStatusView(
        token=token,
        visit=visit.id,
        department=department.name,
        counter=None if counter is None else counter.name,
        place=None if place is None else place + 1,
        because=None if place is None else CalledBecause(order[place].because),
        before=tuple(Before(code=one.token.code, because=CalledBecause(one.because)) for one in order[:place])
        if place is not None
        else (),
        expected=None if place is None else _expected(ctx, department, token, order[:place]),
        link=link_of(ctx.clinic, visit) if query.link or _may_have_link(ctx, visit) else "",
        department_names=department.names,
        counter_names={} if counter is None else counter.names,
    )


def _found(ctx: QueryContext, query: TokenStatus) -> tuple[Token, Visit]:
    if query.token is not None:
        token = ctx.token(query.token)
        return token, ctx.visit(token.visit)
    visit = _visit_by_link(ctx, query.link) if query.link else _visit_by_code(ctx, query.code)
    tokens = ctx.uow.tokens.of_visit(visit.id)
    if not tokens:
        raise ClinicError("token_unknown", code=visit.code)
    open_ones = [token for token in tokens if token.state in NOT_ENDED]
    return (open_ones or tokens)[-1], visit


def _visit_by_link(ctx: QueryContext, link: str) -> Visit:
    key = key_of(link)
    visit = None if key is None else ctx.uow.visits.by_key(key)
    if visit is None:
        raise ClinicError("token_unknown", field="link")
    return visit


def _visit_by_code(ctx: QueryContext, text: str) -> Visit:
    letters = frozenset(one.letter for one in ctx.uow.departments.all())
    code = parse_code(text, letters)
    today = ctx.today()
    visit = None if today is None else ctx.uow.visits.by_code(today.date, code)
    if visit is None:
        raise ClinicError("token_unknown", code=code, field="code")
    return visit


def _order(ctx: QueryContext, department: Department, token: Token) -> Sequence[Place]:
    """The order in which the token's department will be called, empty when the token does not wait."""
    today = ctx.today()
    if token.state is not TokenState.WAITING or today is None or today.date != token.day:
        return ()
    return call_order(lines(ctx, (department,), token.day), ctx.tools.policies, ctx.now)


def _expected(
    ctx: QueryContext, department: Department, token: Token, before: Sequence[Place]
) -> WaitRange | None:
    classes = [place.token.priority for place in before]
    passing = overtaking(
        ctx,
        department,
        token.day,
        token.priority,
        priorities=classes.count(Priority.PRIORITY),
        normals=classes.count(Priority.NORMAL),
    )
    return wait_for(ctx, department, token.day, len(before), passing)


def _may_have_link(ctx: QueryContext, visit: Visit) -> bool:
    try:
        ctx.require_own_visit(visit)
    except ClinicError:
        return False
    return True
