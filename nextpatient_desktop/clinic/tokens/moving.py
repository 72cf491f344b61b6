"""What all moves of a token have in common: finding it, who may move it, storing it with its event."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from nextpatient_desktop.clinic.changes import Entity, Fact
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import CounterId, StaffId, TokenId
from nextpatient_desktop.domain.model import Counter, Role, Token


def todays_token(ctx: CommandContext, key: TokenId) -> Token:
    """A token of the present day; `token_of_other_day` for one of a day that has ended."""
    day = ctx.today()
    token = ctx.token(key)
    if token.day != day.date:
        raise ClinicError("token_of_other_day", code=token.code, day=token.day.isoformat())
    return token


def token_at_own_counter(ctx: CommandContext, key: TokenId) -> Token:
    """A token of today that is not at a counter where somebody else sits: `counter_not_yours`."""
    token = todays_token(ctx, key)
    if token.counter is not None:
        require_own_counter(ctx, ctx.counter(token.counter))
    return token


def require_own_counter(ctx: CommandContext, counter: Counter) -> None:
    """Refuse to act for a counter where somebody else sits, but for an admin: `counter_not_yours`."""
    actor = ctx.actor
    if actor.is_system or actor.role is Role.ADMIN or counter.staff in (None, actor.staff):
        return
    raise ClinicError("counter_not_yours", counter=counter.name)


def who_serves(ctx: CommandContext, counter: Counter) -> StaffId | None:
    """Whose call it is: of whoever sits at the counter, else of who acts."""
    return counter.staff or ctx.actor.staff


@contextmanager
def naming_counter(ctx: CommandContext, counter: CounterId | None) -> Iterator[None]:
    """Add to a refused move where the token is: "A-042 is already being served in Room 3"."""
    try:
        yield
    except ClinicError as refused:
        if refused.code == "move_refused" and counter is not None:
            raise ClinicError(refused.code, refused.params, counter=ctx.counter(counter).name) from None
        raise


def store(
    ctx: CommandContext,
    kind: str,
    before: Token,
    after: Token,
    *,
    also: Iterable[tuple[Entity | None, Entity]] = (),
    facts: Mapping[str, Fact] | None = None,
) -> Token:
    """Store a moved token with its event."""
    ctx.uow.tokens.save(after)
    ctx.record(kind, before, after, also=also, facts=facts or {})
    return after


def add(ctx: CommandContext, kind: str, token: Token) -> Token:
    """Store a token that continues a visit, with its event."""
    ctx.uow.tokens.add(token)
    ctx.changed(kind, None, token)
    return token


def meant_for(ctx: CommandContext, doctor: StaffId | None) -> StaffId | None:
    """The doctor that a token is to be meant for, if there is such a one: else `doctor_unknown`."""
    if doctor is None:
        return None
    staff = ctx.uow.staff.get(doctor)
    if staff is None or not staff.is_active or staff.role is not Role.DOCTOR:
        raise ClinicError("doctor_unknown", field="doctor")
    return doctor


def is_doctor(ctx: CommandContext, staff: StaffId | None) -> bool:
    """Whether somebody is a doctor, for whom a patient can come back."""
    found = None if staff is None else ctx.uow.staff.get(staff)
    return found is not None and found.role is Role.DOCTOR
