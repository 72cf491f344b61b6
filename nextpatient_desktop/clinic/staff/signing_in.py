"""Handlers of signing in and out: the password, the counter, and being available or away."""

import unicodedata

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.counters.manning import become, open_token, take_counter
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.staff.handlers import LONGEST_PASSWORD, leave_all_counters
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Availability, Role, Staff
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """Whose password it was, and the hash that it fitted."""

    staff: StaffId
    encoded: str


def _prove(command: SignIn, tools: Tools) -> _Proof:
    """Check the password before the transaction: that takes a while, whether the login exists or not."""
    login = unicodedata.normalize("NFC", command.login).strip()
    seconds = tools.tries.begin(login)
    if seconds:
        raise ClinicError("sign_in_locked", seconds=seconds)
    with tools.read() as uow:
        staff = uow.staff.by_login(login)
        encoded = None if staff is None else uow.staff.password_hash(staff.id)
    password = command.password[:LONGEST_PASSWORD]
    if staff is None or encoded is None:
        # As long as verifying would have taken, so that the time does not tell who works here.
        tools.passwords.hash(password)
        raise ClinicError("sign_in_refused")
    if not tools.passwords.verify(encoded, password) or not staff.is_active:
        raise ClinicError("sign_in_refused")
    tools.tries.forget(login)
    return _Proof(staff=staff.id, encoded=encoded)


# The answer is not kept: whoever repeats the command's id has not shown the password again.
@handles(SignIn, allow=(Who.ANYONE,), prepare=_prove, keeps_answer=False, can_be_undone=False)
def sign_in(ctx: CommandContext, command: SignIn, proof: _Proof) -> Staff:
    """Sign in; at a counter, take it and become available."""
    staff = ctx.staff_member(proof.staff)
    if not staff.is_active or ctx.uow.staff.password_hash(staff.id) != proof.encoded:
        raise ClinicError("sign_in_refused")
    ctx.emit("staff.signed_in", staff.id, counter=command.counter)
    if command.counter is not None:
        take_counter(ctx, ctx.counter(command.counter), staff)
        staff = become(ctx, ctx.staff_member(staff.id), Availability.AVAILABLE)
    return staff


@handles(SignOut, allow=(Role.DOCTOR, Role.RECEPTION), can_be_undone=False)
def sign_out(ctx: CommandContext, command: SignOut) -> None:
    """Leave the counter and become away; not while a patient stands there."""
    if ctx.actor.staff is None:
        return
    staff = ctx.staff_member(ctx.actor.staff)
    for counter in ctx.uow.counters.all():
        token = open_token(ctx, counter) if counter.staff == staff.id else None
        if token is not None:
            raise ClinicError("counter_busy", counter=counter.name, code=token.code)
    leave_all_counters(ctx, staff.id)
    ctx.uow.credentials.end_of_staff(staff.id)  # whoever is away is so at every station
    become(ctx, ctx.staff_member(staff.id), Availability.AWAY)
    ctx.emit("staff.signed_out", staff.id)
