"""The handler that takes over what a kiosk gave while it was cut off.

The paper is out, so nothing that is honest is refused: neither for hours, limits or a department that closed,
nor for what the kiosk could not know. What can not be kept as it was stated is kept in the nearest way, with
the difference in the journal, and staff are told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from nextpatient_desktop.clinic.access import actor_key
from nextpatient_desktop.clinic.alerts.handlers import raise_alert
from nextpatient_desktop.clinic.alerts.messages import AlertKind
from nextpatient_desktop.clinic.changes import Entity, Fact
from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Outcome
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.adopted_days import AdoptedDays
from nextpatient_desktop.clinic.tokens.adoption import (
    MOST_ADOPTED,
    Adopted,
    AdoptedToken,
    Adoption,
    AdoptTokens,
    OfflineToken,
)
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.clinic.tokens.moving import meant_for, store
from nextpatient_desktop.clinic.tokens.whose import Whose, whose_phone
from nextpatient_desktop.domain.handover import Placed, place_instants
from nextpatient_desktop.domain.ids import CommandId, PatientId, StaffId, TokenId
from nextpatient_desktop.domain.lifecycle import cancelled
from nextpatient_desktop.domain.model import (
    Department,
    EndReason,
    Priority,
    Station,
    StationKind,
    Token,
    TokenState,
    Visit,
)
from nextpatient_desktop.domain.numbering import (
    Code,
    format_code,
    format_offline_code,
    split_code,
)
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.domain.validation import clean_phone
from nextpatient_desktop.text.languages import LANGUAGES

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_ISSUED: Final = "token.issued"


@dataclass(frozen=True, kw_only=True)
class _Followed:
    """What the clinic had given for the request that a token stands for."""

    patient: PatientId | None = None
    superseded: str | None = None
    called: str | None = None


# A statement of facts is not taken back: what staff make of it they do with the tokens themselves.
@handles(AdoptTokens, allow=(StationKind.KIOSK,), can_be_undone=False)
def adopt_tokens(ctx: CommandContext, command: AdoptTokens) -> Adopted:
    """Take over a kiosk's tokens, in its order. Those that are known already stay as they are."""
    station = _kiosk(ctx)
    codes = _codes(command.tokens)
    adopting = _Adopting(ctx, station, command.last_contact)
    placed = place_instants(
        [token.issued_at for token in command.tokens],
        last_contact=command.last_contact,
        handed_over_at=command.handed_over_at,
        now=ctx.now,
        not_before=_given_before(ctx, command.tokens, codes),
        doubtful=[token.is_doubtful for token in command.tokens],
    )
    adopted = Adopted(
        tokens=tuple(adopting.adopt(*each) for each in zip(command.tokens, codes, placed, strict=True))
    )
    adopting.finish(to_come=command.to_come)
    return adopted


def _kiosk(ctx: CommandContext) -> Station:
    if ctx.actor.station is None:
        raise ClinicError("not_allowed")
    return ctx.station(ctx.actor.station)


def _codes(tokens: Sequence[OfflineToken]) -> list[Code]:
    """The tokens' codes taken apart, of whichever series: the kiosk may have been paired anew since."""
    if len(tokens) > MOST_ADOPTED:
        raise ClinicError("request_invalid", field="tokens")
    return [_split(token.code) for token in tokens]


def _split(text: str) -> Code:
    code = split_code(text)
    if code.series is None or text != format_offline_code(code.letter, code.series, code.number):
        raise ClinicError("request_invalid", field="code")
    return code


def _given_before(
    ctx: CommandContext, tokens: Sequence[OfflineToken], codes: Sequence[Code]
) -> datetime | None:
    """The latest instant of the tokens that stand just before these on the kiosk's own lists."""
    firsts: dict[tuple[date, str], Code] = {}
    for token, code in zip(tokens, codes, strict=True):
        firsts.setdefault((token.day, code.letter), code)
    before = (
        ctx.uow.visits.by_code(day, str(replace(code, number=code.number - 1)))
        for (day, _), code in firsts.items()
        if code.number > 1
    )
    return max((visit.issued_at for visit in before if visit is not None), default=None)


class _Adopting:
    """One hand-over: what it does to each token, and what staff are told of it in the end."""

    def __init__(self, ctx: CommandContext, station: Station, last_contact: datetime | None) -> None:
        self._ctx = ctx
        self._station = station
        self._days = AdoptedDays(ctx, last_contact)
        self._new = 0
        self._uncertain = 0

    def adopt(self, token: OfflineToken, code: Code, placed: Placed) -> AdoptedToken:
        """Take over one token, once."""
        known = self._ctx.uow.visits.get(token.visit)
        if known is not None:
            return self._known(token, known)
        followed = self._followed(token)
        department = _department(self._ctx, token, code)
        day = self._days.day_for(token.day, placed.at)
        visit, made = self._visit(token, department, day, code, placed.at, followed)
        became = self._give(token, visit, placed, made)
        self._days.note_number(day, code)
        self._tell(token, visit, followed)
        self._new += 1
        self._uncertain += placed.is_uncertain
        return AdoptedToken(visit=visit.id, code=visit.code, became=became, superseded=followed.superseded)

    def finish(self, *, to_come: int) -> None:
        """Correct the figures of days that were closed, and tell staff what needs somebody to know."""
        ctx = self._ctx
        for day, count in self._days.finish():
            self._count(AlertKind.CAME_AFTER_THE_DAY, count, day=day.isoformat())
        if self._uncertain:
            self._count(AlertKind.TIMES_UNCERTAIN, self._uncertain)
        if self._new:
            ctx.emit("tokens.handed_over", self._station.id, count=self._new, to_come=max(to_come, 0))

    # --- one token ------------------------------------------------------------------------------------

    def _known(self, token: OfflineToken, visit: Visit) -> AdoptedToken:
        """Handed over before. The patient may have given it up at the kiosk since."""
        became = Adoption.KNOWN
        if token.cancelled_at is not None and self._is_own(visit):
            (*_, last) = self._ctx.uow.tokens.of_visit(visit.id)
            if last.state is TokenState.WAITING:
                at = min(max(token.cancelled_at, last.issued_at), self._ctx.now)
                store(self._ctx, "token.cancelled", last, cancelled(last, EndReason.PATIENT_LEFT, at))
                became = Adoption.CANCELLED
        return AdoptedToken(visit=visit.id, code=visit.code, became=became)

    def _followed(self, token: OfflineToken) -> _Followed:
        """End what the clinic gave for the request that this token stands for, if nobody called it yet.

        Where nothing was given the request is barred: on its way still, it would give a second number later.
        """
        ctx, request = self._ctx, token.follows
        if request is None or request == ctx.command:
            return _Followed()
        if ctx.uow.outcomes.get(request) is None:
            ctx.uow.outcomes.add(_barred(ctx, request))
            return _Followed()
        given = self._given_for(request)
        if given is None:
            return _Followed()
        patient = ctx.visit(given.visit).patient
        if given.state is TokenState.WAITING:
            after = cancelled(given, EndReason.SUPERSEDED, ctx.now)
            store(ctx, "token.cancelled", given, after, facts={"superseded_by": token.visit})
            return _Followed(patient=patient, superseded=given.code)
        is_over = given.state in (TokenState.CANCELLED, TokenState.EXPIRED)
        return _Followed(patient=patient, called=None if is_over else given.code)

    def _given_for(self, request: CommandId) -> Token | None:
        """The token that a request of this kiosk got."""
        for event in self._ctx.uow.journal.of_command(request):
            if event.kind == _ISSUED and event.subject is not None:
                token = self._ctx.token(TokenId(event.subject))
                return token if self._is_own(self._ctx.visit(token.visit)) else None
        return None

    def _is_own(self, visit: Visit) -> bool:
        """Whether a visit began at this kiosk, or at another one: perhaps it was this one, paired anew.

        Nobody else knows the ids by which it is asked for.
        """
        if visit.station is None or visit.station == self._station.id:
            return visit.station is not None
        return self._ctx.station(visit.station).kind is StationKind.KIOSK

    def _visit(
        self,
        token: OfflineToken,
        department: Department,
        day: date,
        code: Code,
        at: datetime,
        followed: _Followed,
    ) -> tuple[Visit, list[tuple[Entity | None, Entity]]]:
        """The visit, and what is made with it, all stored."""
        ctx = self._ctx
        whose = _whose(ctx, token, followed)
        visit = Visit(
            id=token.visit,
            day=day,
            code=self._free_code(day, code, department),
            department=department.id,
            key=_free_key(ctx, token.key),
            language=_language(token),
            patient=whose.patient,
            station=self._station.id,
            issued_at=at,
        )
        made: list[tuple[Entity | None, Entity]] = [(None, visit)]
        if whose.made is not None:
            ctx.uow.patients.add(whose.made)
            made.append((None, whose.made))
        ctx.uow.visits.add(visit)
        return visit, made

    def _free_code(self, day: date, code: Code, department: Department) -> str:
        """The code on the paper; the department's next number where another visit has that code already."""
        if self._ctx.uow.visits.by_code(day, str(code)) is None:
            return str(code)
        return format_code(department.letter, self._ctx.uow.days.next_number(day, department.letter))

    def _give(
        self,
        stated: OfflineToken,
        visit: Visit,
        placed: Placed,
        made: Iterable[tuple[Entity | None, Entity]],
    ) -> Adoption:
        """Store the token as what it is by now."""
        ctx = self._ctx
        token = _token(ctx, stated, visit, placed)
        if stated.cancelled_at is not None:
            at = min(max(stated.cancelled_at + (placed.at - stated.issued_at), placed.at), ctx.now)
            token = cancelled(token, EndReason.PATIENT_LEFT, at)
        ctx.uow.tokens.add(token)
        ctx.record("token.adopted", None, token, also=made, facts=_facts(stated, visit, placed))
        if token.state is TokenState.CANCELLED:
            self._days.note(visit.day)
            return Adoption.CANCELLED
        return Adoption.EXPIRED if self._days.expire(token) else Adoption.WAITING

    # --- what staff are told ----------------------------------------------------------------------------

    def _tell(self, token: OfflineToken, visit: Visit, followed: _Followed) -> None:
        name = self._station.name
        if visit.code != token.code:
            raise_alert(self._ctx, AlertKind.CODE_TAKEN, code=token.code, station=name, given=visit.code)
        if followed.called is not None:
            raise_alert(
                self._ctx,
                AlertKind.GIVEN_TWICE,
                code=visit.code,
                called=followed.called,
                station=name,
            )

    def _count(self, kind: AlertKind, count: int, **about: str) -> None:
        """Tell how many, together with those of the hand-overs just before: one thing is told once."""
        ctx = self._ctx
        params: dict[str, str | int] = {**about, "station": self._station.name}
        for alert in ctx.uow.alerts.open():
            told = dict(alert.params)
            before = told.pop("count", 0)
            if alert.kind is kind and told == params and isinstance(before, int):
                ctx.uow.alerts.save(replace(alert, params={**params, "count": before + count}))
                ctx.emit("alert.raised", alert.id, what=kind)
                return
        raise_alert(ctx, kind, count=count, **params)


def _barred(ctx: CommandContext, request: CommandId) -> Outcome:
    """What keeps a request from being done from now on: its id is taken, by nothing that it could repeat."""
    return Outcome(
        command=request,
        actor=actor_key(ctx.actor),
        type=IssueToken.__name__,
        payload_hash=b"",
        at=ctx.now,
        answer=None,
    )


def _department(ctx: CommandContext, token: OfflineToken, code: Code) -> Department:
    """The department, also one that is closed for good.

    Where it is unknown (the clinic was restored from a backup that does not know it), the one with its
    letter, or any: the patient stands there.
    """
    known = ctx.uow.departments.get(token.department)
    if known is not None:
        return known
    every = sorted(ctx.uow.departments.all(), key=lambda one: (one.letter != code.letter, not one.is_active))
    if not every:
        raise ClinicError("department_unknown")
    return every[0]


def _whose(ctx: CommandContext, token: OfflineToken, followed: _Followed) -> Whose:
    """As IssueToken would have said; a record that was made for the same request is not made again."""
    if followed.patient is not None:
        return Whose(patient=followed.patient)
    if token.patient is not None and ctx.uow.patients.get(token.patient) is not None:
        return Whose(patient=token.patient)
    try:
        phone = clean_phone(token.phone, ctx.clinic.country_code)
    except ClinicError:  # the kiosk believed it, by the rules that it had
        return Whose()
    if not phone:
        return Whose()
    return whose_phone(ctx, phone, is_new=token.is_new_patient, language=_language(token))


def _language(token: OfflineToken) -> str:
    return token.language if token.language in LANGUAGES else ""


def _free_key(ctx: CommandContext, key: str) -> str:
    """The secret of the ticket's link; a fresh one where it is none, or another visit's."""
    if _KEY.fullmatch(key) and ctx.uow.visits.by_key(key) is None:
        return key
    return ctx.tools.chance(16).hex()


def _token(ctx: CommandContext, stated: OfflineToken, visit: Visit, placed: Placed) -> Token:
    """The token as it waits. An emergency is for staff to say: from a kiosk it counts as a priority."""
    priority = Priority.PRIORITY if stated.priority is Priority.EMERGENCY else stated.priority
    is_taken = ctx.uow.tokens.get(stated.token) is not None
    return Token(
        id=TokenId(ctx.new_id()) if is_taken else stated.token,
        visit=visit.id,
        code=visit.code,
        department=visit.department,
        day=visit.day,
        state=TokenState.WAITING,
        priority=priority,
        reason=stated.reason if priority is Priority.PRIORITY else None,
        issued_at=placed.at,
        queued_at=placed.at,
        rank=placed.rank,
        doctor=_doctor(ctx, stated.doctor),
    )


def _doctor(ctx: CommandContext, doctor: StaffId | None) -> StaffId | None:
    """The doctor that a token is meant for; nobody where there is no such doctor any more."""
    try:
        return meant_for(ctx, doctor)
    except ClinicError:
        return None


def _facts(stated: OfflineToken, visit: Visit, placed: Placed) -> dict[str, Fact]:
    """What was stated and is not so in what is stored."""
    facts: dict[str, Fact] = {}
    if placed.is_uncertain:
        facts["is_uncertain"] = True
    if placed.at != stated.issued_at:
        facts["stated_at"] = stated.issued_at
    if visit.day != stated.day:
        facts["stated_day"] = stated.day
    if visit.code != stated.code:
        facts["stated_code"] = stated.code
    if visit.department != stated.department:
        facts["stated_department"] = stated.department
    if stated.follows is not None:
        facts["follows"] = stated.follows
    return facts
