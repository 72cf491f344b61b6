"""What the kiosk asks of the clinic for a patient, which refusals end that, and what a patient is told."""

from dataclasses import replace

from nextpatient_desktop.clinic.departments.messages import ClosedBecause, DepartmentStatus
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.ids import PatientId
from nextpatient_desktop.domain.model import KioskAsks, Priority
from nextpatient_desktop.ui.kiosk.session import Session

NOT_FINAL = frozenset(
    {
        "clinic_closed",
        "disk_full",
        "not_allowed",
        "not_paired",
        "out_of_reach",
        "server_busy",
        "server_out_of_reach",
        "server_readonly",
        "station_closed",
        "storage_busy",
        "storage_damaged",
        "storage_failed",
        "storage_readonly",
    }
)
"""Refusals that the clinic keeps as no command's answer: of the machine, or because nobody answered."""

_TOLD_TO_PATIENTS = frozenset(
    {
        "department_closed",
        "department_full",
        "kiosk_failed",
        "phone_incomplete",
        "phone_invalid",
        "phone_missing",
    }
)


def intended(session: Session, *, patient: PatientId | None = None, is_new: bool = False) -> IssueToken:
    """The command for what the patient chose: the one sent before, where they mean the same again.

    What the department does not ask is not sent: it may have been typed for another one.

    Raises:
        ValueError: no department was chosen.
    """
    if session.department is None:
        raise ValueError("no department was chosen")
    department = session.department.department
    reason = session.reason if department.asks_priority else None
    command = IssueToken(
        department=department.id,
        priority=Priority.PRIORITY if reason is not None else Priority.NORMAL,
        reason=reason,
        patient=patient,
        phone=session.digits if department.asks is not KioskAsks.NOTHING else "",
        is_new_patient=is_new,
        language=session.language,
    )
    return next((sent for sent in session.unanswered if replace(command, id=sent.id) == sent), command)


def is_final(error: Exception) -> bool:
    """Whether the clinic answered: the same command would be answered the same for ever.

    Not final is what came to nothing for reasons of the machine, and every failure that leaves open whether
    the command was done: there only the same command, sent again, cannot give a second token.
    """
    return isinstance(error, ClinicError) and error.code not in NOT_FINAL


def names_phone(error: Exception) -> bool:
    """Whether a refusal is about the number that the patient typed."""
    return isinstance(error, ClinicError) and error.params.get("field") == "phone"


def told_to_patients(error: Exception) -> ClinicError:
    """The refusal as a patient is told it: what only staff can mend is told as "ask at the reception"."""
    if isinstance(error, ClinicError) and error.code in _TOLD_TO_PATIENTS:
        return error
    return ClinicError("kiosk_failed")


def closed_meanwhile(
    chosen: DepartmentStatus, present: DepartmentStatus | None, language: str
) -> ClinicError:
    """The refusal of a department that closed, or is gone, after it was chosen."""
    name = chosen.department.name_in(language)
    if present is None or present.closed_because is None:
        return ClinicError("department_closed", department=name, because="for_good")
    if present.closed_because is ClosedBecause.FULL:
        return ClinicError("department_full", department=name, limit=present.department.daily_limit)
    return ClinicError("department_closed", department=name, because=present.closed_because.value)
