"""Whose visit a token is: found by the phone, made with it, or left open."""

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import Patient
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose visit it is: a patient, nobody yet, or one whose record is made with the visit."""

    patient: PatientId | None = None
    made: Patient | None = None


def whose_phone(ctx: CommandContext, phone: str, *, is_new: bool, language: str) -> Whose:
    """The one patient who has a phone (digits, not empty), a record made for it, or nobody of several.

    `is_new` makes a record in any case. What is made is not stored yet.
    """
    sharing = () if is_new else ctx.uow.patients.by_phone(phone)
    if sharing:
        return Whose(patient=sharing[0].id if len(sharing) == 1 else None)
    patient = Patient(
        id=PatientId(ctx.new_id()),
        record=ctx.uow.patients.next_record(),
        phone=phone,
        language=language,
        created_at=ctx.now,
    )
    return Whose(patient=patient.id, made=patient)
