"""`OfflineIssuing`: gives and cancels tokens by what the kiosk last knew, in its own series.

The rules are those of `tokens/issuing.py`, as far as a kiosk can tell: the same words refuse the same things.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.departments.messages import ClosedBecause, DepartmentStatus
from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.knowledge import DepartmentsThen, Knowledge
from nextpatient_desktop.clinic.offline.own_time import Moment, OwnTime
from nextpatient_desktop.clinic.offline.ports import Given, KeptAnswer, NotHandedOver, OfflineStore
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.tokens.adoption import OfflineToken
from nextpatient_desktop.clinic.tokens.links import link_of
from nextpatient_desktop.clinic.tokens.messages import Cancel, IssuedToken, IssueToken
from nextpatient_desktop.domain.hours import is_open, next_opening
from nextpatient_desktop.domain.ids import TokenId, VisitId, uuid7
from nextpatient_desktop.domain.lifecycle import Tried, cancelled, refused
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    EndReason,
    KioskAsks,
    Priority,
    Token,
    TokenState,
    Visit,
    WaitRange,
)
from nextpatient_desktop.domain.numbering import format_offline_code
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.domain.validation import clean_phone

WAITS_HOLD: Final = timedelta(minutes=30)
"""How long an expected wait that was told says anything; after that it is unknown."""
_NOTHING: Final = NotHandedOver(given=0, waiting=0)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is needed to give a token."""

    clinic: ClinicInfo
    then: DepartmentsThen
    moment: Moment


class OfflineIssuing:
    """What a kiosk does by itself. One command at a time: the caller sees to that."""

    def __init__(
        self,
        store: OfflineStore,
        knowledge: Knowledge,
        time: OwnTime,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._time = time
        self._chance = chance

    # --- once only ----------------------------------------------------------------------------------------

    def answered(self, command: Command[Any], kind: type[Any]) -> Any:  # noqa: ANN401  # of that type, or None
        """What this command was answered before, None when it was not.

        Raises:
            ClinicError: `command_id_reused`: it said something else then.
        """
        kept = self._store.answer(command.id)
        if kept is None:
            return None
        if kept.payload != _payload(command):
            raise ClinicError("command_id_reused")
        return read_answer(kind, json.loads(kept.answer))

    def keep(self, command: IssueToken, answer: IssuedToken, values: Mapping[str, str]) -> None:
        """Remember a number that the clinic gave, and `values` with it.

        The same command must get the same number also when the clinic is out of reach by then: another one
        would supersede a number that a patient holds.
        """
        self._store.keep_answer(command.id, _kept(command, answer), answer.issued_at, values)

    # --- giving -------------------------------------------------------------------------------------------

    def issue(self, command: IssueToken) -> IssuedToken:
        """Give a place in the kiosk's own series.

        Raises:
            ClinicError: as `IssueToken`; `out_of_reach` where the kiosk knows too little to give anything.
        """
        known, station = self._known(), self._knowledge.station
        if station is None or station.series is None:
            raise ClinicError("out_of_reach")
        status = self._knowledge.department(command.department)
        if status is None:
            raise ClinicError("department_unknown")
        self._require_open(status, known)
        phone = _phone(command, status, known.clinic)
        issued: list[IssuedToken] = []

        def make(number: int) -> Given:
            code = format_offline_code(status.department.letter, station.series or "", number)
            token = self._token(command, code, phone, known.moment)
            issued.append(_issued(token, status, known))
            return Given(
                token=token,
                command=command.id,
                answer=_kept(command, issued[-1]),
                contact_at=None if self._knowledge.contact is None else self._knowledge.contact.at,
            )

        self._store.give(known.moment.day, status.department.letter, station.series, make)
        return issued[-1]

    def cancel(self, command: Cancel) -> Token | None:
        """Give up a token that is not handed over yet; None for any other.

        Raises:
            ClinicError: `move_refused` when it was given up before.
        """
        stated = self._store.find(command.token)
        if stated is None:
            return None
        waiting = _as_token(stated)
        if stated.cancelled_at is not None:
            raise refused(cancelled(waiting, EndReason.PATIENT_LEFT, stated.cancelled_at), Tried.CANCEL)
        at = max(self._time.now(), stated.issued_at)
        ended = cancelled(waiting, EndReason.PATIENT_LEFT, at)
        self._store.cancel(stated.token, at, command.id, _kept(command, ended))
        return ended

    # --- showing ------------------------------------------------------------------------------------------

    def clinic(self) -> ClinicInfo:
        """The clinic as it was last known; `out_of_reach` where it never was."""
        return self._known().clinic

    def departments(self) -> tuple[DepartmentStatus, ...]:
        """The departments as the kiosk knows them now: open by their hours, waits as last heard of."""
        known = self._known()
        own = self._store.not_handed_over(known.moment.day)
        return tuple(
            self._status(one, known, own.get(one.department.id, _NOTHING)) for one in known.then.departments
        )

    def _status(self, then: DepartmentStatus, known: _Known, own: NotHandedOver) -> DepartmentStatus:
        because = self._closed_because(then, known, own.given)
        is_outside = because is ClosedBecause.OUTSIDE_HOURS
        is_same_day = known.then.day == known.moment.day
        return replace(
            then,
            closed_because=because,
            opens_at=next_opening(then.department.hours, known.moment.at, _zone(known.clinic))
            if is_outside
            else None,
            waiting=(then.waiting if is_same_day else 0) + own.waiting,
            issued=(then.issued if is_same_day else 0) + own.given,
            expected=_expected(then, known) if because is None else None,
            as_of=known.then.at,
        )

    # --- what both need -----------------------------------------------------------------------------------

    def _known(self) -> _Known:
        clinic, then = self._knowledge.clinic, self._knowledge.departments
        if clinic is None or then is None:
            raise ClinicError("out_of_reach")
        return _Known(clinic=clinic, then=then, moment=self._time.moment(clinic))

    def _closed_because(self, then: DepartmentStatus, known: _Known, own: int) -> ClosedBecause | None:
        """As `departments/openness.py`, by what is known. By a clock that is not believed nothing is shut."""
        department, moment = then.department, known.moment
        if department.closed_on == moment.day:
            return ClosedBecause.CLOSED_TODAY
        if moment.is_believed and not is_open(department.hours, moment.at, _zone(known.clinic)):
            return ClosedBecause.OUTSIDE_HOURS
        if department.daily_limit is None:
            return None
        is_same_day = known.then.day == moment.day
        if is_same_day and then.closed_because is ClosedBecause.FULL:
            return ClosedBecause.FULL
        given = (then.issued if is_same_day else 0) + own
        return ClosedBecause.FULL if given >= department.daily_limit else None

    def _require_open(self, status: DepartmentStatus, known: _Known) -> None:
        department = status.department
        own = self._store.not_handed_over(known.moment.day).get(department.id, _NOTHING)
        because = self._closed_because(status, known, own.given)
        if because is ClosedBecause.FULL:
            raise ClinicError("department_full", department=department.name, limit=department.daily_limit)
        if because is not None:
            raise ClinicError("department_closed", department=department.name, because=because.value)

    def _token(self, command: IssueToken, code: str, phone: str, moment: Moment) -> OfflineToken:
        """The token. It names its request in any case: who can tell whether that was on its way already?"""
        ms = int(moment.at.timestamp() * 1000)
        return OfflineToken(
            visit=VisitId(uuid7(ms, self._chance(10))),
            token=TokenId(uuid7(ms, self._chance(10))),
            code=code,
            department=command.department,
            day=moment.day,
            issued_at=moment.at,
            key=self._chance(16).hex(),
            priority=command.priority,
            reason=command.reason if command.priority is Priority.PRIORITY else None,
            patient=command.patient,
            phone=phone,
            is_new_patient=command.is_new_patient,
            language=command.language,
            doctor=command.doctor,
            follows=command.id,
            is_doubtful=not moment.is_believed,
        )


def _payload(command: Command[Any]) -> bytes:
    return codec.payload_hash(command)


def _kept(command: Command[Any], answer: IssuedToken | Token) -> KeptAnswer:
    return KeptAnswer(payload=_payload(command), answer=codec.write(answer))


def _zone(clinic: ClinicInfo) -> ZoneInfo:
    return ZoneInfo(clinic.time_zone)


def _phone(command: IssueToken, status: DepartmentStatus, clinic: ClinicInfo) -> str:
    """The phone as the clinic will keep it, once the command is one that a kiosk may give."""
    if command.priority is Priority.EMERGENCY:
        raise ClinicError("not_allowed")
    if command.priority is Priority.PRIORITY and command.reason is None:
        raise ClinicError("reason_missing", field="reason")
    if command.patient is not None:
        return ""
    phone = clean_phone(command.phone, clinic.country_code)
    if not phone and (command.is_new_patient or status.department.asks is KioskAsks.PHONE):
        raise ClinicError("phone_missing", field="phone")
    return phone


def _expected(then: DepartmentStatus, known: _Known) -> WaitRange | None:
    """The wait that was told, while it says anything yet."""
    age = known.moment.at - known.then.at
    return then.expected if age <= WAITS_HOLD and known.then.day == known.moment.day else None


def _issued(token: OfflineToken, then: DepartmentStatus, known: _Known) -> IssuedToken:
    visit = Visit(
        id=token.visit,
        day=token.day,
        code=token.code,
        department=token.department,
        key=token.key,
        issued_at=token.issued_at,
    )
    return IssuedToken(
        token=token.token,
        visit=token.visit,
        code=token.code,
        department=token.department,
        day=token.day,
        priority=token.priority,
        reason=token.reason,
        issued_at=token.issued_at,
        place=None,
        expected=_expected(then, known),
        counters=then.counters,
        link=link_of(known.clinic, visit),
        language=token.language or known.clinic.languages[0],
        as_of=known.then.at,
    )


def _as_token(stated: OfflineToken) -> Token:
    return Token(
        id=stated.token,
        visit=stated.visit,
        code=stated.code,
        department=stated.department,
        day=stated.day,
        state=TokenState.WAITING,
        priority=stated.priority,
        reason=stated.reason,
        issued_at=stated.issued_at,
        queued_at=stated.issued_at,
        doctor=stated.doctor,
    )
