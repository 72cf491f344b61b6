"""Handlers of a visit at a counter: begun, completed, set aside, sent on."""

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.calling import call_next_at, own_counter
from nextpatient_desktop.clinic.tokens.coming_back import send_back
from nextpatient_desktop.clinic.tokens.messages import (
    Complete,
    CompleteAndCallNext,
    CompletedAndCalled,
    Hold,
    Resume,
    StartServing,
    Transfer,
    Transferred,
)
from nextpatient_desktop.clinic.tokens.moving import (
    add,
    is_doctor,
    meant_for,
    naming_counter,
    store,
    todays_token,
    token_at_own_counter,
)
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.lifecycle import (
    Tried,
    completed,
    held,
    resumed,
    sent_on,
    served,
    started,
)
from nextpatient_desktop.domain.model import Department, Role, Token


@handles(StartServing, allow=(Role.DOCTOR, Role.RECEPTION))
def start_serving(ctx: CommandContext, command: StartServing) -> Token:
    """The patient is here."""
    token = token_at_own_counter(ctx, command.token)
    with naming_counter(ctx, token.counter):
        after = started(token, now=ctx.now)
    return store(ctx, "token.started", token, after)


@handles(Complete, allow=(Role.DOCTOR, Role.RECEPTION))
def complete(ctx: CommandContext, command: Complete) -> Token:
    """The visit at this counter is done."""
    return _complete(ctx, token_at_own_counter(ctx, command.token))


@handles(CompleteAndCallNext, allow=(Role.DOCTOR, Role.RECEPTION))
def complete_and_call_next(ctx: CommandContext, command: CompleteAndCallNext) -> CompletedAndCalled:
    """Complete what the screen showed as open, if anything, and call whoever is next."""
    day = ctx.today()
    counter = own_counter(ctx, command.counter)
    present = ctx.uow.tokens.at_counter(counter.id, day.date)
    if (None if present is None else present.id) != command.current:
        code = None if present is None else present.code
        raise ClinicError("counter_changed", counter=counter.name, code=code)
    done = None if present is None else _complete(ctx, present)
    return CompletedAndCalled(completed=done, called=call_next_at(ctx, counter))


@handles(Hold, allow=(Role.DOCTOR, Role.RECEPTION))
def hold(ctx: CommandContext, command: Hold) -> Token:
    """Set a visit aside; the counter is free."""
    token = _served(ctx, token_at_own_counter(ctx, command.token), Tried.HOLD)
    return store(ctx, "token.held", token, held(token, ctx.now))


@handles(Resume, allow=(Role.DOCTOR, Role.RECEPTION))
def resume(ctx: CommandContext, command: Resume) -> Token:
    """Back from hold, with the original instant, for the doctor who held it."""
    token = todays_token(ctx, command.token)
    with naming_counter(ctx, token.counter):
        after = resumed(token, for_same_staff=is_doctor(ctx, token.staff))
    return store(ctx, "token.resumed", token, after)


@handles(Transfer, allow=(Role.DOCTOR, Role.RECEPTION))
def transfer(ctx: CommandContext, command: Transfer) -> Transferred:
    """Send the visit on: this token is completed, another one of the same visit waits there."""
    token = token_at_own_counter(ctx, command.token)
    department = _destination(ctx, token, command)
    doctor = meant_for(ctx, command.doctor)
    present = _served(ctx, token, Tried.TRANSFER)
    done = completed(present, ctx.now, tried=Tried.TRANSFER)
    store(ctx, "token.completed", present, done, facts={"sent_to": department.id})
    new = sent_on(
        done,
        token_id=TokenId(ctx.new_id()),
        department=department.id,
        doctor=doctor,
        comes_back=command.comes_back,
        now=ctx.now,
    )
    return Transferred(ended=done, started=add(ctx, "token.sent_on", new))


def _complete(ctx: CommandContext, token: Token) -> Token:
    present = _served(ctx, token, Tried.COMPLETE)
    done = store(ctx, "token.completed", present, completed(present, ctx.now))
    send_back(ctx, done)
    return done


def _served(ctx: CommandContext, token: Token, tried: Tried) -> Token:
    """The token as being served; of a called one the start is recorded as an event of its own."""
    with naming_counter(ctx, token.counter):
        present = served(token, ctx.now, tried=tried)
    return present if present is token else store(ctx, "token.started", token, present)


def _destination(ctx: CommandContext, token: Token, command: Transfer) -> Department:
    """Where a visit is sent: a department in use; its own one only to a named doctor."""
    department = ctx.department(command.department)
    if not department.is_active:
        raise ClinicError("department_closed", department=department.name, because="for_good")
    if department.id == token.department and command.doctor is None:
        raise ClinicError("already_there", code=token.code, department=department.name)
    return department
