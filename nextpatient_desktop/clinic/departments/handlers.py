"""Handlers of departments: added, changed, closed for today or for good, opened again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.days.rolling import date_at, present_day
from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CloseDepartment,
    DepartmentForm,
    OrderDepartments,
    ReopenDepartment,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import (
    clean_names,
    require_between,
    require_free_name,
    require_minutes,
)
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.hours import clean_hours
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Department, OpeningSpan, Role, TokenState
from nextpatient_desktop.domain.ordering import places_after
from nextpatient_desktop.domain.validation import clean_letter, clean_name

_NOT_ENDED: Final = frozenset({TokenState.WAITING, TokenState.CALLED, TokenState.SERVING, TokenState.ON_HOLD})
_MOST_TOKENS: Final = 9_999
_MOST_NORMALS: Final = 20
_MOST_CALLS: Final = 10
_LAST_RETURN: Final = 99
_DAY_MINUTES: Final = 24 * 60
_LONGEST_VISIT: Final = 4 * 60


@handles(AddDepartment, allow=(Role.ADMIN,))
def add_department(ctx: CommandContext, command: AddDepartment) -> Department:
    """Add a department, last in the order unless its place is given."""
    others = ctx.uow.departments.all()
    letter = clean_letter(command.form.letter)
    _require_free_letter(letter, others, _letters_used_today(ctx))
    blank = Department(
        id=DepartmentId(ctx.new_id()),
        letter=letter,
        name="",
        rank=1 + max((one.rank for one in others), default=0),
    )
    department = _filled(ctx, command.form, blank, others)
    ctx.uow.departments.add(department)
    ctx.changed("department.added", None, department)
    return department


@handles(UpdateDepartment, allow=(Role.ADMIN,))
def update_department(ctx: CommandContext, command: UpdateDepartment) -> Department:
    """Replace a department's settings. Its letter stays for a day on which numbers were given with it."""
    before = ctx.department(command.department)
    others = [one for one in ctx.uow.departments.all() if one.id != before.id]
    letter = clean_letter(command.form.letter)
    if letter != before.letter:
        used = _letters_used_today(ctx)
        if before.letter in used:
            raise ClinicError("letter_in_use_today", field="letter", letter=before.letter)
        _require_free_letter(letter, others, used)
    after = _filled(ctx, command.form, replace(before, letter=letter), others)
    if after != before:
        ctx.uow.departments.save(after)
        ctx.changed("department.updated", before, after)
    return after


@handles(CloseDepartment, allow=(Role.DOCTOR, Role.RECEPTION))
def close_department(ctx: CommandContext, command: CloseDepartment) -> Department:
    """Give no more tokens: for today, as any staff may say, or for good, as an admin says."""
    before = ctx.department(command.department)
    if not before.is_active:
        return before
    if command.for_good:
        _require_admin(ctx)
        _require_nobody_left(ctx, before)
        after = replace(before, is_active=False)
    else:
        day = present_day(ctx)
        after = replace(before, closed_on=date_at(ctx, ctx.now) if day is None else day.date)
    if after != before:
        ctx.uow.departments.save(after)
        ctx.changed("department.closed", before, after)
    return after


@handles(OrderDepartments, allow=(Role.ADMIN,))
def order_departments(ctx: CommandContext, command: OrderDepartments) -> tuple[Department, ...]:
    """Put departments in another order: one event for all that got another place."""
    for key in command.order:
        ctx.department(key)
    changed = [
        (one, replace(one, rank=rank)) for one, rank in places_after(ctx.uow.departments.all(), command.order)
    ]
    for _, after in changed:
        ctx.uow.departments.save(after)
    if changed:
        (first, moved), *others = changed
        ctx.changed("department.moved", first, moved, also=others)
    return tuple(one for one in ctx.uow.departments.all() if one.is_active)


@handles(ReopenDepartment, allow=(Role.DOCTOR, Role.RECEPTION))
def reopen_department(ctx: CommandContext, command: ReopenDepartment) -> Department:
    """Take back a closing; after one for good only if letter and name are still free."""
    before = ctx.department(command.department)
    if not before.is_active:
        _require_admin(ctx)
        others = [one for one in ctx.uow.departments.all() if one.id != before.id]
        _require_free_letter(before.letter, others, frozenset())
        require_free_name(before.name, others)
    after = replace(before, is_active=True, closed_on=None)
    if after != before:
        ctx.uow.departments.save(after)
        ctx.changed("department.reopened", before, after)
    return after


def _require_admin(ctx: CommandContext) -> None:
    if not ctx.actor.is_system and ctx.actor.role is not Role.ADMIN:
        raise ClinicError("not_allowed")


def _require_nobody_left(ctx: CommandContext, department: Department) -> None:
    """Refuse to close for good over the heads of people who wait or are being served."""
    day = present_day(ctx)
    if day is None:
        return
    left = sum(
        one.count
        for one in ctx.uow.tokens.counts(day.date)
        if one.department == department.id and one.state in _NOT_ENDED
    )
    if left:
        raise ClinicError("department_has_waiting", department=department.name, count=left)


def _letters_used_today(ctx: CommandContext) -> frozenset[str]:
    day = present_day(ctx)
    return frozenset() if day is None else ctx.uow.days.letters(day.date)


def _require_free_letter(letter: str, others: Iterable[Department], used_today: frozenset[str]) -> None:
    """Refuse a letter that another department has, or that stands on today's tickets."""
    for other in others:
        if other.letter == letter and other.is_active:
            raise ClinicError("letter_taken", field="letter", letter=letter, department=other.name)
    if letter in used_today:
        raise ClinicError("letter_taken", field="letter", letter=letter)


def _filled(
    ctx: CommandContext, form: DepartmentForm, department: Department, others: Sequence[Department]
) -> Department:
    """The department as the form says; its letter is settled before.

    Raises:
        ClinicError: naming the field: `text_empty`, `text_too_long`, `name_taken`, `language_unknown`,
            `hours_invalid`, `hours_overlap`, `number_out_of_range`, `minutes_out_of_range`, `policy_unknown`.
    """
    name = clean_name(form.name)
    require_free_name(name, others)
    if form.daily_limit is not None:
        require_between(form.daily_limit, 1, _MOST_TOKENS, field="daily_limit")
    if form.policy not in ctx.tools.policies:
        raise ClinicError("policy_unknown", field="policy", policy=form.policy[:40])
    require_between(form.ratio_normals, 1, _MOST_NORMALS, field="ratio_normals")
    require_minutes(form.overdue_after, 1, _DAY_MINUTES, field="overdue_after")
    require_between(form.minimum_calls, 1, _MOST_CALLS, field="minimum_calls")
    if form.return_after is not None:
        require_between(form.return_after, 1, _LAST_RETURN, field="return_after")
    require_minutes(form.usual_visit, 1, _LONGEST_VISIT, field="usual_visit")
    return replace(
        department,
        name=name,
        names=clean_names(form.names),
        icon=clean_name(form.icon, field="icon"),
        hours=_checked_hours(form.hours),
        daily_limit=form.daily_limit,
        policy=form.policy,
        ratio_normals=form.ratio_normals,
        overdue_after=form.overdue_after,
        minimum_calls=form.minimum_calls,
        return_after=form.return_after,
        asks=form.asks,
        asks_priority=form.asks_priority,
        usual_visit=form.usual_visit,
        rank=department.rank if form.rank is None else form.rank,
    )


def _checked_hours(hours: Sequence[OpeningSpan]) -> tuple[OpeningSpan, ...]:
    """The hours in order. Spans that overlap are a slip of the hand and are said, not joined."""
    cleaned = clean_hours(hours)
    ordered = sorted(hours, key=lambda span: (span.weekday, span.opens))
    for first, second in pairwise(ordered):
        if first.weekday == second.weekday and second.opens < first.closes:
            raise ClinicError("hours_overlap", field="hours", weekday=first.weekday)
    return cleaned
