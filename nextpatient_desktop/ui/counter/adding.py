"""Adding a token by hand: in which department, with which priority, for whom."""

from collections.abc import Callable
from dataclasses import field, replace
from enum import StrEnum

from nextpatient_desktop.clinic.departments.messages import ClosedBecause, Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import PatientForm, RegisterPatient
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, PatientId
from nextpatient_desktop.domain.model import Patient, Priority, PriorityReason
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.finding import SHORTEST, FoundPatient, PatientFinder, PhoneLookup
from nextpatient_desktop.ui.counter.patient_form import FieldError, PatientValues
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.ports import Lane, View

FIELDS = ("name", "phone", "age", "gender")


class Whose(StrEnum):
    """For whom the token is."""

    KNOWN = "known"
    NEW = "new"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class DepartmentChoice:
    """A department in the list; `reason` says why it gives no tokens now."""

    id: DepartmentId
    label: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PriorityChoice:
    """A priority with its reason, as one choice."""

    priority: Priority
    reason: PriorityReason | None
    label: str
    icon: Icon


@dataclass(frozen=True, kw_only=True)
class AddState:
    """The panel as it is shown."""

    departments: tuple[DepartmentChoice, ...] = ()
    department: DepartmentId | None = None
    department_note: str = ""
    priorities: tuple[PriorityChoice, ...] = ()
    priority: int = 0
    whose: Whose = Whose.KNOWN
    search: str = ""
    found: tuple[FoundPatient, ...] = ()
    found_note: str = ""
    patient: FoundPatient | None = None
    values: PatientValues = field(default_factory=PatientValues)
    known: tuple[FoundPatient, ...] = ()
    errors: tuple[FieldError, ...] = ()
    trouble: str = ""
    trouble_detail: str = ""
    is_loading: bool = True
    is_running: bool = False
    can_add: bool = False

    def error_in(self, name: str) -> str:
        """What is wrong in a field, empty when nothing is."""
        return next((error.text for error in self.errors if error.field == name), "")


class AddPresenter:
    """Holds the panel's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[AddState],
        added: Callable[[IssuedToken, CommandId], None],
        preferred: tuple[DepartmentId, ...] = (),
    ) -> None:
        """`preferred` are the counter's own departments: the first open one is chosen to begin with."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._added = added
        self._preferred = preferred
        self._statuses: tuple[DepartmentStatus, ...] = ()
        self._doer = Doer(clinic, desk, self._show)
        self._finder = PatientFinder(clinic, desk, self._show)
        self._namesakes = PhoneLookup(clinic, desk, self._show)
        self._registered: tuple[PatientValues, PatientId] | None = None
        self._state = AddState(priorities=priority_choices(desk))

    @property
    def state(self) -> AddState:
        """What is shown."""
        return self._state

    def start(self) -> None:
        """Ask for the departments."""
        self._show()

        def done(statuses: tuple[DepartmentStatus, ...]) -> None:
            self._statuses = statuses
            self._set(is_loading=False, department=self._first_choice())

        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(Departments()), done, self._failed)

    def stop(self) -> None:
        """Look nothing up any more: the panel is closed."""
        self._finder.stop()
        self._namesakes.stop()

    def department_chosen(self, department: DepartmentId | None) -> None:
        """The person chose a department."""
        self._set(department=department, trouble="", trouble_detail="")

    def priority_chosen(self, number: int) -> None:
        """The person chose a priority."""
        self._set(priority=number, trouble="", trouble_detail="")

    def whose_chosen(self, whose: Whose) -> None:
        """The person says whether the patient is known, new, or stays without a name."""
        values = self._state.values
        typed = self._finder.text.strip()
        if whose is Whose.NEW and values == PatientValues() and typed:
            digits = typed.replace(" ", "").replace("-", "")
            values = PatientValues(phone=typed) if digits.isdecimal() else PatientValues(name=typed)
        self._set(whose=whose, values=values, errors=(), trouble="", trouble_detail="")

    def searched(self, text: str) -> None:
        """The person typed into the search."""
        self._state = replace(self._state, patient=None)
        self._finder.typed(text)
        self._show()

    def patient_chosen(self, patient: PatientId | None) -> None:
        """The person chose one of those found."""
        found = next((f for f in self._finder.found if f.id == patient), None)
        self._set(patient=found, trouble="", trouble_detail="")

    def changed(self, values: PatientValues) -> None:
        """The person typed a new patient's particulars."""
        before = self._state.values
        touched = {name for name in FIELDS if getattr(before, name) != getattr(values, name)}
        if touched:
            errors = tuple(error for error in self._state.errors if error.field not in touched)
            self._set(values=values, errors=errors, trouble="", trouble_detail="")
            self._namesakes.typed(values.phone)

    def submitted(self) -> None:
        """Give the token. A new patient is registered first, once, whatever becomes of the token."""
        state = self._state
        if not state.can_add or self._doer.running is not None:
            return
        self._set(errors=(), trouble="", trouble_detail="")
        if state.whose is Whose.NEW:
            known = self._registered
            if known is not None and known[0] == state.values:
                self._issue(known[1])
            else:
                self._register(state.values)
        else:
            patient = state.patient if state.whose is Whose.KNOWN else None
            self._issue(patient.id if patient is not None else None)

    def _register(self, values: PatientValues) -> None:
        _ = self._desk.texts.gettext
        age = values.age.strip()
        if age and not age.isdecimal():
            error = FieldError(field="age", text=_("Type the age in years, in figures."))
            self._set(errors=(error,))
            return
        form = PatientForm(
            name=values.name,
            phone=values.phone,
            age=int(age) if age else None,
            gender=values.gender,
            language=self._desk.texts.language,
        )

        def done(patient: Patient) -> None:
            self._registered = (values, patient.id)
            self._issue(patient.id)

        step = ("register", values)
        self._doer.do(step, lambda id_: RegisterPatient(id=id_, form=form), done, self._failed)

    def _issue(self, patient: PatientId | None) -> None:
        department = self._state.department
        if department is None:
            return
        choice = self._state.priorities[self._state.priority]
        sent: list[CommandId] = []

        def make(id_: CommandId) -> IssueToken:
            sent.append(id_)
            return IssueToken(
                id=id_,
                department=department,
                priority=choice.priority,
                reason=choice.reason,
                patient=patient,
                language=self._desk.texts.language if patient is None else "",
            )

        step = ("issue", department, choice.priority, choice.reason, patient)
        self._doer.do(step, make, lambda issued: self._added(issued, sent[0]), self._failed)

    def _failed(self, error: Exception) -> None:
        self._state = replace(self._state, is_loading=False)
        if not isinstance(error, ClinicError):
            self._show()
            self._desk.notices.error(error)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        name = "age" if said.field == "birth_year" else said.field
        if self._state.whose is Whose.NEW and name in FIELDS:
            text = " ".join(part for part in (said.what, said.what_to_do) if part)
            self._set(errors=(FieldError(field=name, text=text),))
        else:
            self._set(trouble=said.what, trouble_detail=said.what_to_do)

    def _first_choice(self) -> DepartmentId | None:
        """The counter's first open department, else any open one."""
        is_open = {status.department.id: status.is_open for status in self._statuses}
        order = [*(d for d in self._preferred if d in is_open), *is_open]
        return next((d for d in order if is_open[d]), order[0] if order else None)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        state = self._state
        status = next((s for s in self._statuses if s.department.id == state.department), None)
        has_whom = {
            Whose.KNOWN: state.patient is not None,
            Whose.NEW: bool(state.values.name.strip()),
            Whose.NOBODY: True,
        }[state.whose]
        self._state = replace(
            state,
            departments=tuple(self._department_choice(s) for s in self._statuses),
            department_note=self._department_note(status) if status is not None else "",
            search=self._finder.text,
            found=self._finder.found,
            found_note=self._found_note(),
            known=self._namesakes.found,
            is_running=self._doer.running is not None,
            can_add=status is not None and has_whom,
        )
        self._view.render(self._state)

    def _found_note(self) -> str:
        _ = self._desk.texts.gettext
        if self._finder.found or self._finder.is_looking:
            return ""
        if len(self._finder.text.strip()) < SHORTEST:
            return ""
        return _("Nobody found. Register the patient as new, or go on without a name.")

    def _department_choice(self, status: DepartmentStatus) -> DepartmentChoice:
        name = status.department.name_in(self._desk.texts.language)
        reason = self._closed(status)
        return DepartmentChoice(
            id=status.department.id, label=f"{name}{words.DOT}{reason}" if reason else name, reason=reason
        )

    def _department_note(self, status: DepartmentStatus) -> str:
        texts = self._desk.texts
        _ = texts.gettext
        if status.closed_because is not None:
            if status.opens_at is not None:
                opens = texts.clock(status.opens_at, self._desk.zone)
                return _("It opens at {time}. You can add a token all the same.").format(time=opens)
            return _("Patients get no tokens here now. You can add one all the same.")
        return words.queue_line(texts, status.waiting, status.expected)

    def _closed(self, status: DepartmentStatus) -> str:
        _ = self._desk.texts.gettext
        if status.closed_because is None:
            return ""
        return {
            ClosedBecause.OUTSIDE_HOURS: _("closed now"),
            ClosedBecause.CLOSED_TODAY: _("closed for today"),
            ClosedBecause.FULL: _("full for today"),
        }[status.closed_because]


def priority_choices(desk: Desk) -> tuple[PriorityChoice, ...]:
    """Every priority that staff can give, normal first."""
    _ = desk.texts.gettext
    return (
        PriorityChoice(priority=Priority.NORMAL, reason=None, label=_("Normal"), icon=Icon.TOKEN),
        *(
            PriorityChoice(
                priority=Priority.PRIORITY,
                reason=reason,
                label=words.priority_reason(desk.texts, reason),
                icon=words.PRIORITY_ICONS[reason],
            )
            for reason in PriorityReason
        ),
        PriorityChoice(priority=Priority.EMERGENCY, reason=None, label=_("Emergency"), icon=Icon.EMERGENCY),
    )
