"""Handlers of staff: who works here, with which login and role, and who takes patients now."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.counters.manning import leave_counter
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.staff.messages import (
    AddStaff,
    CloseStaff,
    ReopenStaff,
    SetAvailability,
    StaffForm,
    StaffMembers,
    UpdateStaff,
)
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Availability, Role, Staff, StationKind
from nextpatient_desktop.domain.validation import clean_name

SHORTEST_PASSWORD: Final = 6
LONGEST_PASSWORD: Final = 200
"""Longer ones protect no better and would let one request keep the host busy."""

_LOGIN: Final = re.compile(r"\S{2,40}")


def _hash_new(command: AddStaff, tools: Tools) -> str:
    return _hashed(command.password, tools)


def _hash_changed(command: UpdateStaff, tools: Tools) -> str | None:
    return None if command.password is None else _hashed(command.password, tools)


@handles(AddStaff, allow=(Role.ADMIN,), prepare=_hash_new, can_be_undone=False)
def add_staff(ctx: CommandContext, command: AddStaff, password_hash: str) -> Staff:
    """Add a staff member; away until they sign in."""
    staff = _filled(
        ctx, command.form, Staff(id=StaffId(ctx.new_id()), name="", login="", role=command.form.role)
    )
    ctx.uow.staff.add(staff)
    ctx.uow.staff.set_password_hash(staff.id, password_hash)
    ctx.changed("staff.added", None, staff)
    return staff


@handles(UpdateStaff, allow=(Role.ADMIN,), prepare=_hash_changed)
def update_staff(ctx: CommandContext, command: UpdateStaff, password_hash: str | None) -> Staff:
    """Replace a staff member's settings; a changed role counts from their next act on."""
    # An undo would bring back the name but not the old password: it must not look as if it did both.
    ctx.can_be_undone = password_hash is None
    before = ctx.staff_member(command.staff)
    after = _filled(ctx, command.form, before)
    if after.role is not Role.ADMIN:
        _require_another_admin(ctx, before)
    if after != before:
        ctx.uow.staff.save(after)
        ctx.changed("staff.updated", before, after)
    if password_hash is not None:
        ctx.uow.staff.set_password_hash(after.id, password_hash)
        ctx.uow.credentials.end_of_staff(after.id)
        ctx.emit("staff.password_changed", after.id)
        ctx.tools.tries.forget(after.login)  # who forgot it need not wait with the new one
    return after


@handles(CloseStaff, allow=(Role.ADMIN,))
def close_staff(ctx: CommandContext, command: CloseStaff) -> Staff:
    """End a staff member's access at once. A token they have stays open for whoever takes the counter."""
    staff = ctx.staff_member(command.staff)
    if not staff.is_active:
        return staff
    # The last admin first: that it is oneself is no way out, somebody else must become admin.
    _require_another_admin(ctx, staff)
    if staff.id == ctx.actor.staff:
        raise ClinicError("staff_is_oneself")
    leave_all_counters(ctx, staff.id)
    left = ctx.staff_member(staff.id)
    closed = replace(left, is_active=False, availability=Availability.AWAY, break_reason=None)
    ctx.uow.staff.save(closed)
    ctx.uow.credentials.end_of_staff(closed.id)
    ctx.changed("staff.closed", left, closed)
    return closed


@handles(ReopenStaff, allow=(Role.ADMIN,))
def reopen_staff(ctx: CommandContext, command: ReopenStaff) -> Staff:
    """Give a staff member access again, with the password they had."""
    staff = ctx.staff_member(command.staff)
    if staff.is_active:
        return staff
    reopened = replace(staff, is_active=True)
    ctx.uow.staff.save(reopened)
    ctx.changed("staff.reopened", staff, reopened)
    return reopened


@handles(SetAvailability, allow=(Role.DOCTOR, Role.RECEPTION))
def set_availability(ctx: CommandContext, command: SetAvailability) -> Staff:
    """Say whether somebody takes patients now. A doctor speaks for herself only."""
    key = command.staff or ctx.actor.staff
    if key is None:
        raise ClinicError("staff_unknown")
    is_for_another = key != ctx.actor.staff and not ctx.actor.is_system
    if is_for_another and ctx.actor.role not in (Role.ADMIN, Role.RECEPTION):
        raise ClinicError("not_allowed")
    before = ctx.staff_member(key)
    if not before.is_active:
        raise ClinicError("staff_closed", staff=before.name)
    is_break = command.availability is Availability.ON_BREAK
    if is_break and command.reason is None:
        raise ClinicError("reason_missing", field="reason")
    after = replace(
        before, availability=command.availability, break_reason=command.reason if is_break else None
    )
    if after != before:
        ctx.uow.staff.save(after)
        ctx.changed("staff.availability_set", before, after)
    return after


# A counter nobody is signed in at shows the names, so that a doctor taps her own instead of typing a login.
@handles(StaffMembers, allow=(Role.DOCTOR, Role.RECEPTION, StationKind.COUNTER, StationKind.HOST))
def staff_members(ctx: QueryContext, query: StaffMembers) -> tuple[Staff, ...]:
    """All staff by name; whose access ended is for staff to know."""
    shows_all = query.include_inactive and ctx.is_staff
    return tuple(one for one in ctx.uow.staff.all() if one.is_active or shows_all)


def leave_all_counters(ctx: CommandContext, staff: StaffId) -> None:
    """Sign somebody off wherever they are; away after it if they were at any."""
    for counter in ctx.uow.counters.all():
        if counter.staff == staff:
            leave_counter(ctx, counter)


def _hashed(password: str, tools: Tools) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise ClinicError("password_short", field="password", minimum=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise ClinicError("text_too_long", field="password", limit=LONGEST_PASSWORD)
    return tools.passwords.hash(password)


def _filled(ctx: CommandContext, form: StaffForm, staff: Staff) -> Staff:
    name = clean_name(form.name)
    login = unicodedata.normalize("NFC", form.login).strip()
    if not login:
        raise ClinicError("text_empty", field="login")
    if not _LOGIN.fullmatch(login) or not login.isprintable():
        raise ClinicError("login_invalid", field="login")
    other = ctx.uow.staff.by_login(login)
    if other is not None and other.id != staff.id:
        raise ClinicError("login_taken", field="login", login=login, staff=other.name)
    return replace(staff, name=name, login=login, role=form.role)


def _require_another_admin(ctx: CommandContext, staff: Staff) -> None:
    """Refuse to lose the last one who can change the settings."""
    if staff.role is Role.ADMIN and staff.is_active and not _admins_besides(ctx.uow.staff.all(), staff):
        raise ClinicError("last_admin", staff=staff.name)


def _admins_besides(everybody: Iterable[Staff], staff: Staff) -> list[Staff]:
    return [one for one in everybody if one.role is Role.ADMIN and one.is_active and one.id != staff.id]
