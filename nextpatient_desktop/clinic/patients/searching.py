"""Handlers of questions about patients: who it is, who is family, what was done for them."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from nextpatient_desktop.clinic.access import actor_key
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.documents.handlers import document_infos
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import (
    FamilyMember,
    FamilyOf,
    FindPatients,
    History,
    HistoryToken,
    HistoryVisit,
    PatientHistory,
)
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId
from nextpatient_desktop.domain.model import Counter, Department, Patient, Role, StationKind, Token
from nextpatient_desktop.domain.numbering import parse_record
from nextpatient_desktop.domain.validation import clean_phone, search_words, shown_name, sort_key

_STAFF: Final = (Role.DOCTOR, Role.RECEPTION)
_MOST_FOUND: Final = 100
_MOST_VISITS: Final = 500
_NATIONAL_DIGITS: Final = 10
_LOOKED_THROUGH: Final = 400
"""How many are read to find the best among them: more would only be the letter A typed alone."""


@handles(FindPatients, allow=_STAFF)
def find_patients(ctx: QueryContext, query: FindPatients) -> tuple[Patient, ...]:
    """Patients by whatever was typed, best first: whole matches before beginnings, then by name."""
    text = "".join(_figure(sign) for sign in unicodedata.normalize("NFKC", query.text)).strip()
    limit = min(max(query.limit, 0), _MOST_FOUND)
    if not text or not limit:
        return ()
    words = tuple(word for word in search_words(text) if not any(sign.isdigit() for sign in word))
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    forms = _number_forms(text, digits, ctx.clinic.country_code)
    record = parse_record(text)
    if record is not None and text[0] in "Pp":
        found = [one for one in _by_digits(ctx, (str(record),)) if one.record == record]
    elif digits and words:
        named = ctx.uow.patients.find(words, "", _LOOKED_THROUGH)
        found = [one for one in named if _has_number(one, forms)]
    elif digits:
        found = _by_digits(ctx, forms)
    elif words:
        found = list(ctx.uow.patients.find(words, "", _LOOKED_THROUGH))
    else:
        return ()
    found.sort(key=lambda one: (_distance(one, words, forms), sort_key(one.name), one.record))
    return tuple(found[:limit])


@handles(FamilyOf, allow=(*_STAFF, StationKind.KIOSK), keeps_answer=False, can_be_undone=False)
def family_of(ctx: CommandContext, command: FamilyOf) -> tuple[FamilyMember, ...]:
    """Who shares a phone, as a kiosk may show it: a record without a name by its number."""
    phone = clean_phone(command.phone, ctx.clinic.country_code)
    if not phone:
        return ()
    if ctx.is_kiosk:
        seconds = ctx.tools.family_limit.begin(actor_key(ctx.actor), ctx.command)
        if seconds:
            raise ClinicError("asked_too_often", seconds=seconds)
    family = tuple(
        FamilyMember(patient=one.id, shown=shown_name(one.name) if one.name else one.record_number)
        for one in ctx.uow.patients.by_phone(phone)
    )
    ctx.emit("patients.family_asked", shown=len(family))
    return family


@handles(PatientHistory, allow=_STAFF)
def patient_history(ctx: QueryContext, query: PatientHistory) -> History:
    """A patient's record and visits with what happened in them."""
    patient = ctx.patient(query.patient)
    visits = ctx.uow.patients.visits(patient.id, min(max(query.limit, 0), _MOST_VISITS))
    names = Names(ctx)
    documents = document_infos(ctx, visits)
    return History(
        patient=patient,
        visit_count=ctx.uow.patients.visit_count(patient.id),
        visits=tuple(
            HistoryVisit(
                visit=visit.id,
                day=visit.day,
                code=visit.code,
                tokens=tuple(names.told(token) for token in ctx.uow.tokens.of_visit(visit.id)),
                documents=tuple(one for one in documents if one.document.visit == visit.id),
            )
            for visit in visits
        ),
    )


class Names:
    """The names of departments, counters and staff, read once for a whole history."""

    def __init__(self, ctx: QueryContext) -> None:
        self._departments: dict[DepartmentId, Department] = {one.id: one for one in ctx.uow.departments.all()}
        self._counters: dict[CounterId, Counter] = {one.id: one for one in ctx.uow.counters.all()}
        self._staff: dict[StaffId, str] = {one.id: one.name for one in ctx.uow.staff.all()}

    def told(self, token: Token) -> HistoryToken:
        """A token with names in place of ids."""
        department = self._departments.get(token.department)
        counter = None if token.counter is None else self._counters.get(token.counter)
        return HistoryToken(
            token=token.id,
            department="" if department is None else department.name,
            state=token.state,
            priority=token.priority,
            staff=None if token.staff is None else self._staff.get(token.staff),
            counter=None if counter is None else counter.name,
            issued_at=token.issued_at,
            started_at=token.started_at,
            ended_at=token.ended_at,
            department_names={} if department is None else department.names,
            counter_names={} if counter is None else counter.names,
        )


def _figure(sign: str) -> str:
    """A figure of any script as 0 to 9, any other sign as it is."""
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _number_forms(text: str, digits: str, country_code: str) -> tuple[str, ...]:
    """The ways in which typed digits may stand in a record.

    As they are, without the trunk's 0, without the country's own code, and as a foreign number is kept.
    """
    bare = digits.lstrip("0")
    is_marked = text.lstrip("( ").startswith(("+", "00"))
    forms = [f"00{bare}"] if is_marked else [digits, bare]
    if bare.startswith(country_code) and (is_marked or len(bare) > _NATIONAL_DIGITS):
        forms.append(bare.removeprefix(country_code))
    return tuple(dict.fromkeys(form for form in forms if form))


def _by_digits(ctx: QueryContext, forms: Sequence[str]) -> list[Patient]:
    found = {one.id: one for form in forms for one in ctx.uow.patients.find((), form, _LOOKED_THROUGH)}
    return list(found.values())


def _has_number(patient: Patient, forms: Sequence[str]) -> bool:
    """Whether a phone, ABHA or record number fits one of the typed forms."""
    return any(
        patient.phone.startswith(form) or patient.abha.startswith(form) or str(patient.record) == form
        for form in forms
    )


def _distance(patient: Patient, words: Sequence[str], forms: Sequence[str]) -> int:
    """How far a patient is from what was typed: 0 for a whole number, then whole names, then beginnings."""
    if not {str(patient.record), patient.phone, patient.abha}.isdisjoint(forms):
        return 0
    name = search_words(patient.name)
    if words and sorted(name) == sorted(words):
        return 1
    if words and all(word in name for word in words):
        return 2
    return 3 if words and name and name[0].startswith(words[0]) else 4
