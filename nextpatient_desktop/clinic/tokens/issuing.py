"""The handler that gives a patient a place: number, visit and token in one transaction."""

from nextpatient_desktop.clinic.changes import Entity
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.departments.messages import ClosedBecause
from nextpatient_desktop.clinic.departments.openness import closed_because
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import require_language
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.links import link_of
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.clinic.tokens.moving import meant_for
from nextpatient_desktop.clinic.tokens.overtaking import overtaking_newest
from nextpatient_desktop.clinic.tokens.places import ahead_of_newest
from nextpatient_desktop.clinic.tokens.waits import serving, wait_for
from nextpatient_desktop.clinic.tokens.whose import Whose, whose_phone
from nextpatient_desktop.domain.ids import TokenId, VisitId
from nextpatient_desktop.domain.model import (
    Day,
    Department,
    KioskAsks,
    Priority,
    Role,
    StationKind,
    Token,
    TokenState,
    Visit,
    WaitRange,
)
from nextpatient_desktop.domain.numbering import format_code
from nextpatient_desktop.domain.validation import clean_phone


@handles(IssueToken, allow=(Role.RECEPTION, Role.DOCTOR, StationKind.KIOSK, StationKind.INTEGRATION))
def issue_token(ctx: CommandContext, command: IssueToken) -> IssuedToken:
    """Give a place. Staff may also when patients get none there now; the journal says despite what."""
    day = ctx.today()
    department = ctx.department(command.department)
    despite = _require_open(ctx, department, day)
    _require_class(ctx, command)
    if command.language:
        require_language(command.language, field="language")
    whose = _whose(ctx, command, department)
    ahead = ahead_of_newest(ctx, department, day.date, command.priority)
    overtaking = overtaking_newest(ctx, department, day.date, command.priority)
    expected = wait_for(ctx, department, day.date, ahead, overtaking)
    visit = _visit(ctx, command, department, day, whose)
    token = _token(ctx, command, visit, expected)
    made: list[tuple[Entity | None, Entity]] = [(None, visit)]
    if whose.made is not None:
        ctx.uow.patients.add(whose.made)
        made.append((None, whose.made))
    ctx.uow.visits.add(visit)
    ctx.uow.tokens.add(token)
    ctx.record("token.issued", None, token, also=made, facts={"despite": despite} if despite else {})
    language = command.language or ctx.clinic.languages[0]
    return IssuedToken(
        token=token.id,
        visit=visit.id,
        code=token.code,
        department=department.id,
        day=day.date,
        priority=token.priority,
        reason=token.reason,
        issued_at=token.issued_at,
        place=ahead + 1,
        expected=expected,
        counters=tuple(counter.name_in(language) for counter in serving(ctx, department)),
        link=link_of(ctx.clinic, visit),
        language=language,
    )


def _require_open(ctx: CommandContext, department: Department, day: Day) -> ClosedBecause | None:
    """Refuse patients where a department gives no tokens; let staff pass, and say despite what."""
    if not department.is_active:
        raise ClinicError("department_closed", department=department.name, because="for_good")
    because = closed_because(ctx, department, day)
    if because is None or ctx.is_staff:
        return because
    if because is ClosedBecause.FULL:
        raise ClinicError("department_full", department=department.name, limit=department.daily_limit)
    raise ClinicError("department_closed", department=department.name, because=because.value)


def _require_class(ctx: CommandContext, command: IssueToken) -> None:
    if command.priority is Priority.EMERGENCY and not ctx.is_staff:
        raise ClinicError("not_allowed")
    if command.priority is Priority.PRIORITY and command.reason is None:
        raise ClinicError("reason_missing", field="reason")


def _whose(ctx: CommandContext, command: IssueToken, department: Department) -> Whose:
    if command.patient is not None:
        return Whose(patient=ctx.patient(command.patient).id)
    phone = clean_phone(command.phone, ctx.clinic.country_code)
    if phone:
        return whose_phone(ctx, phone, is_new=command.is_new_patient, language=command.language)
    if command.is_new_patient or (department.asks is KioskAsks.PHONE and not ctx.is_staff):
        raise ClinicError("phone_missing", field="phone")
    return Whose()


def _visit(ctx: CommandContext, command: IssueToken, department: Department, day: Day, whose: Whose) -> Visit:
    number = ctx.uow.days.next_number(day.date, department.letter)
    return Visit(
        id=VisitId(ctx.new_id()),
        day=day.date,
        code=format_code(department.letter, number),
        department=department.id,
        key=ctx.tools.chance(16).hex(),
        language=command.language,
        patient=whose.patient,
        station=ctx.actor.station,
        issued_at=ctx.now,
    )


def _token(ctx: CommandContext, command: IssueToken, visit: Visit, expected: WaitRange | None) -> Token:
    return Token(
        id=TokenId(ctx.new_id()),
        visit=visit.id,
        code=visit.code,
        department=visit.department,
        day=visit.day,
        state=TokenState.WAITING,
        priority=command.priority,
        reason=command.reason if command.priority is Priority.PRIORITY else None,
        issued_at=ctx.now,
        queued_at=ctx.now,
        doctor=meant_for(ctx, command.doctor),
        promised_from=None if expected is None else ctx.now + expected.shortest,
        promised_to=None if expected is None else ctx.now + expected.longest,
    )
