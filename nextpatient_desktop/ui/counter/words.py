"""The counter's words for the clinic's values: priorities, reasons, states, what was done."""

from collections.abc import Mapping
from datetime import timedelta

from nextpatient_desktop.clinic.tokens.questions import CalledBecause, PatientCard, TokenCard
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    CallReason,
    DocumentKind,
    EndReason,
    Gender,
    Patient,
    Priority,
    PriorityReason,
    Role,
    TokenState,
    WaitRange,
)
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.state import Mark
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.tokens import Tint

DOT = " · "
UNKNOWN = "–"  # for a figure that is not known yet

PRIORITY_ICONS: Mapping[PriorityReason, Icon] = {
    PriorityReason.SENIOR: Icon.SENIOR,
    PriorityReason.PREGNANT: Icon.PREGNANT,
    PriorityReason.DISABILITY: Icon.DISABILITY,
    PriorityReason.INFANT: Icon.INFANT,
    PriorityReason.STAFF: Icon.STAFF_PRIORITY,
}


def priority_reason(texts: Texts, reason: PriorityReason | None) -> str:
    """Why somebody has priority: "60 or older"."""
    _ = texts.gettext
    words = {
        PriorityReason.SENIOR: _("60 or older"),
        PriorityReason.PREGNANT: _("Pregnant"),
        PriorityReason.DISABILITY: _("Disability"),
        PriorityReason.INFANT: _("With an infant"),
        PriorityReason.STAFF: _("Works here"),
    }
    return words[reason] if reason is not None else _("Priority")


def priority_mark(texts: Texts, priority: Priority, reason: PriorityReason | None) -> Mark | None:
    """The mark of a priority class, none for normal tokens."""
    _ = texts.gettext
    if priority is Priority.EMERGENCY:
        return Mark(text=_("Emergency"), tint=Tint.RED)
    if priority is Priority.PRIORITY:
        return Mark(text=priority_reason(texts, reason), tint=Tint.AMBER)
    return None


def because(texts: Texts, why: CalledBecause) -> str:
    """Why a token stands where it stands, as it follows its code."""
    _ = texts.gettext
    return {
        CalledBecause.EMERGENCY: _("emergency"),
        CalledBecause.OVERDUE: _("has waited longer than the limit"),
        CalledBecause.PRIORITY: _("priority"),
        CalledBecause.TURN: _("in turn"),
        CalledBecause.DOCTOR: _("waits for another doctor"),
    }[why]


def call_reasons(texts: Texts) -> tuple[tuple[CallReason, str], ...]:
    """Why somebody is called out of order, in the order of the menu."""
    _ = texts.gettext
    return (
        (CallReason.URGENT, _("It is urgent")),
        (CallReason.SHORT_VISIT, _("A short visit")),
        (CallReason.RESULTS_READY, _("Results are ready")),
        (CallReason.FAMILY_TOGETHER, _("Together with the family")),
        (CallReason.OTHER, _("Another reason")),
    )


def cancel_reasons(texts: Texts) -> tuple[tuple[EndReason, str], ...]:
    """Why staff cancel a token, in the order of the menu."""
    _ = texts.gettext
    return (
        (EndReason.PATIENT_LEFT, _("The patient left")),
        (EndReason.MISTAKE, _("It was given by mistake")),
        (EndReason.STAFF, _("Another reason")),
    )


def break_reasons(texts: Texts) -> tuple[tuple[BreakReason, str], ...]:
    """Why somebody takes a break, in the order of the menu."""
    _ = texts.gettext
    return (
        (BreakReason.MEAL, _("Meal")),
        (BreakReason.ROUND, _("Ward round")),
        (BreakReason.EMERGENCY, _("Emergency elsewhere")),
        (BreakReason.MEETING, _("Meeting")),
        (BreakReason.OTHER, _("Another reason")),
    )


def availability(texts: Texts, value: Availability) -> str:
    """Whether somebody takes patients, in a word."""
    _ = texts.gettext
    return {
        Availability.AVAILABLE: _("Available"),
        Availability.ON_BREAK: _("On a break"),
        Availability.AWAY: _("Away"),
    }[value]


AVAILABILITY_TINTS: Mapping[Availability, Tint] = {
    Availability.AVAILABLE: Tint.GREEN,
    Availability.ON_BREAK: Tint.AMBER,
    Availability.AWAY: Tint.NEUTRAL,
}


def role(texts: Texts, value: Role) -> str:
    """What somebody is at the clinic."""
    _ = texts.gettext
    return {Role.ADMIN: _("Admin"), Role.DOCTOR: _("Doctor"), Role.RECEPTION: _("Reception")}[value]


def gender(texts: Texts, value: Gender) -> str:
    """A patient's gender as the patient says it."""
    _ = texts.gettext
    return {
        Gender.FEMALE: _("Female"),
        Gender.MALE: _("Male"),
        Gender.OTHER: texts.pgettext("gender", "Other"),
    }[value]


def document_kind(texts: Texts, value: DocumentKind) -> str:
    """What a document is."""
    _ = texts.gettext
    return {
        DocumentKind.PRESCRIPTION: _("Prescription"),
        DocumentKind.CERTIFICATE: _("Certificate"),
        DocumentKind.REPORT: _("Report"),
        DocumentKind.OTHER: texts.pgettext("document", "Other"),
    }[value]


def token_state(texts: Texts, value: TokenState) -> str:
    """Where a token is in its life, in a word or two."""
    _ = texts.gettext
    return {
        TokenState.WAITING: _("Waiting"),
        TokenState.CALLED: _("Called"),
        TokenState.SERVING: _("Being served"),
        TokenState.ON_HOLD: _("On hold"),
        TokenState.COMPLETED: _("Completed"),
        TokenState.NO_SHOW: _("Missed"),
        TokenState.CANCELLED: _("Cancelled"),
        TokenState.EXPIRED: _("Expired"),
    }[value]


def age(texts: Texts, years: int) -> str:
    """An age in years; under one year it says so."""
    _ = texts.gettext
    return _("under 1") if years < 1 else str(years)


def person(texts: Texts, patient: PatientCard | None) -> str:
    """Whose a token is, in a list: "Lakshmi D, 67"; the phone where there is no name."""
    _ = texts.gettext
    if patient is None:
        return _("No name")
    name = patient.name or (texts.phone(patient.phone) if patient.phone else _("No name"))
    if patient.age is None:
        return name
    return _("{name}, {age}").format(name=name, age=age(texts, patient.age))


def particulars(texts: Texts, patient: PatientCard) -> str:
    """What follows a name: "44 · Female · 98450 31777"."""
    parts = [
        age(texts, patient.age) if patient.age is not None else "",
        gender(texts, patient.gender) if patient.gender is not None else "",
        texts.phone(patient.phone) if patient.phone and patient.name else "",
    ]
    return DOT.join(part for part in parts if part)


def patient_line(texts: Texts, patient: Patient, this_year: int) -> str:
    """A patient found by a search: "P-000812 · 44 · Female · 98450 31777"."""
    parts = [
        patient.record_number,
        age(texts, this_year - patient.birth_year) if patient.birth_year is not None else "",
        gender(texts, patient.gender) if patient.gender is not None else "",
        texts.phone(patient.phone) if patient.phone else "",
    ]
    return DOT.join(part for part in parts if part)


def queue_line(texts: Texts, waiting: int, expected: WaitRange | None) -> str:
    """How many wait in a department, and how long one more would: "6 waiting · about 15-40 min"."""
    _ = texts.gettext
    if waiting:
        line = texts.ngettext("{n} waiting", "{n} waiting", waiting).format(n=waiting)
    else:
        line = _("Nobody is waiting")
    if expected is None:
        return line
    wait = texts.minute_range(expected.shortest, expected.longest)
    return _("{waiting} · about {time}").format(waiting=line, time=wait)


def named(texts: Texts, name: str | None, names: Mapping[str, str]) -> str:
    """A place's name in the person's language, its own name where there is none."""
    return names.get(texts.language) or name or ""


def came_from(texts: Texts, card: TokenCard) -> str:
    """How a token came to this department, empty when it began here."""
    _ = texts.gettext
    department = named(texts, card.back_from or card.sent_from, card.from_names)
    if card.back_from:
        return _("back from {department}").format(department=department)
    if card.sent_from:
        return _("sent by {department}").format(department=department)
    return ""


def called_times(texts: Texts, calls: int) -> str:
    """How often a token was called: "called once"."""
    if calls <= 1:
        return texts.gettext("called once")
    return texts.ngettext("called {n} time", "called {n} times", calls).format(n=calls)


def seconds_left(texts: Texts, left: timedelta) -> str:
    """A short time that runs out, rounded up: "10 s"."""
    whole = -(-left // timedelta(seconds=1))
    return texts.duration(timedelta(seconds=max(1, whole)))


def what_was_done(texts: Texts, what: str, code: str | None) -> str:
    """A command in the past tense, by its type's name: "A-042 called"."""
    _ = texts.gettext
    if code is None:
        return _done_without_token(texts, what)
    words = {
        "IssueToken": _("{code} added"),
        "CallNext": _("{code} called"),
        "CallToken": _("{code} called out of order"),
        "Recall": _("{code} called again"),
        "StartServing": _("Visit of {code} begun"),
        "Complete": _("{code} completed"),
        "CompleteAndCallNext": _("{code} completed, the next one called"),
        "PutBack": _("{code} put back"),
        "MarkNoShow": _("{code} marked as missed"),
        "ReturnToQueue": _("{code} returned to the queue"),
        "Hold": _("{code} put on hold"),
        "Resume": _("{code} back from hold"),
        "Transfer": _("{code} sent on"),
        "Cancel": _("{code} cancelled"),
        "RegisterPatient": _("Patient of {code} registered"),
        "UpdatePatient": _("Patient's details changed"),
        "IdentifyVisit": _("Patient of {code} named"),
        "AttachDocument": _("Document attached to {code}"),
        "RemoveDocument": _("Document of {code} removed"),
        "SetAvailability": _("Availability changed"),
    }
    return words.get(what, _("Last change of {code}")).format(code=code)


def _done_without_token(texts: Texts, what: str) -> str:
    _ = texts.gettext
    words = {
        "CompleteAndCallNext": _("Completed, the next one called"),
        "RegisterPatient": _("Patient registered"),
        "UpdatePatient": _("Patient's details changed"),
        "IdentifyVisit": _("Patient named"),
        "AttachDocument": _("Document attached"),
        "RemoveDocument": _("Document removed"),
        "SetAvailability": _("Availability changed"),
    }
    return words.get(what, _("Last change"))
