"""Handlers of patients: their records made and corrected, and whose visit it is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import require_language
from nextpatient_desktop.clinic.patients.messages import (
    IdentifyVisit,
    PatientForm,
    RegisterPatient,
    UpdatePatient,
)
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import Patient, Role, Visit
from nextpatient_desktop.domain.validation import (
    birth_year_of,
    clean_abha,
    clean_birth_year,
    clean_name,
    clean_phone,
    clean_text,
)

_STAFF: Final = (Role.DOCTOR, Role.RECEPTION)


@handles(RegisterPatient, allow=_STAFF)
def register_patient(ctx: CommandContext, command: RegisterPatient) -> Patient:
    """Make a patient's record, and make it a visit's where one is named."""
    visit = None if command.visit is None else ctx.visit(command.visit)
    blank = Patient(id=PatientId(ctx.new_id()), record=0, created_at=ctx.now)
    filled = _filled(ctx, command.form, blank)
    patient = replace(filled, record=ctx.uow.patients.next_record())
    ctx.uow.patients.add(patient)
    ctx.changed("patient.registered", None, patient)
    if visit is not None:
        _identify(ctx, visit, patient)
    return patient


@handles(UpdatePatient, allow=_STAFF)
def update_patient(ctx: CommandContext, command: UpdatePatient) -> Patient:
    """Correct a patient's record."""
    before = ctx.patient(command.patient)
    after = _filled(ctx, command.form, before)
    if after != before:
        ctx.uow.patients.save(after)
        ctx.changed("patient.updated", before, after)
    return after


@handles(IdentifyVisit, allow=_STAFF)
def identify_visit(ctx: CommandContext, command: IdentifyVisit) -> Patient:
    """Say whose visit it is, also when it was said wrongly before."""
    patient = ctx.patient(command.patient)
    _identify(ctx, ctx.visit(command.visit), patient)
    return patient


def _identify(ctx: CommandContext, visit: Visit, patient: Patient) -> None:
    """Give a visit to a patient, and its documents with it: they are about whoever was here."""
    if visit.patient == patient.id:
        return
    after = replace(visit, patient=patient.id)
    ctx.uow.visits.save(after)
    documents = [(one, replace(one, patient=patient.id)) for one in ctx.uow.documents.of_visits((visit.id,))]
    for _, moved in documents:
        ctx.uow.documents.save(moved)
    ctx.changed("visit.identified", visit, after, also=documents)


def _filled(ctx: CommandContext, form: PatientForm, patient: Patient) -> Patient:
    if form.language:
        require_language(form.language, field="language")
    abha = clean_abha(form.abha)
    if abha and abha != patient.abha:
        _require_free_abha(abha, ctx.uow.patients.find((), abha, 10))
    return replace(
        patient,
        name=clean_name(form.name),
        phone=clean_phone(form.phone, ctx.clinic.country_code),
        birth_year=_birth_year(ctx, form),
        gender=form.gender,
        address=clean_text(form.address, field="address"),
        language=form.language,
        abha=abha,
        consents_to_messages=form.consents_to_messages,
    )


def _birth_year(ctx: CommandContext, form: PatientForm) -> int | None:
    today = ctx.now.astimezone(ctx.zone).date()
    if form.birth_year is not None:
        return clean_birth_year(form.birth_year, today)
    return None if form.age is None else birth_year_of(form.age, today)


def _require_free_abha(abha: str, found: Iterable[Patient]) -> None:
    """An ABHA number is one person's for life: a second record with it would split their history."""
    for other in found:
        if other.abha == abha:
            raise ClinicError("abha_taken", field="abha", record=other.record_number)
