"""Sending a visit on: to which department, to one doctor or any, and whether it comes back."""

from collections.abc import Callable
from dataclasses import replace

from nextpatient_desktop.clinic.departments.messages import Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import StaffMembers
from nextpatient_desktop.clinic.tokens.messages import Transfer, Transferred
from nextpatient_desktop.domain.ids import CommandId, DepartmentId, StaffId
from nextpatient_desktop.domain.model import Availability, Role, Staff, Token
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.ports import Lane, View


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A department to send to; `note` says how many wait there, and how long."""

    id: DepartmentId
    name: str
    icon: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DoctorChoice:
    """A doctor to send to, or with no id anybody."""

    id: StaffId | None
    name: str


@dataclass(frozen=True, kw_only=True)
class SendState:
    """The form as it is shown."""

    code: str = ""
    destinations: tuple[Destination, ...] = ()
    department: DepartmentId | None = None
    doctors: tuple[DoctorChoice, ...] = ()
    doctor: StaffId | None = None
    comes_back: bool = False
    trouble: str = ""
    is_loading: bool = True
    is_running: bool = False
    submit: str = ""
    can_send: bool = False


class SendPresenter:
    """Holds the form's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[SendState],
        token: Token,
        sent: Callable[[Transferred, str, CommandId], None],
        preferred: DepartmentId | None = None,
    ) -> None:
        """`preferred` is where the last one was sent; `sent` also gets the department's name."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._token = token
        self._sent = sent
        self._preferred = preferred
        self._departments: tuple[DepartmentStatus, ...] = ()
        self._staff: tuple[Staff, ...] = ()
        self._doer = Doer(clinic, desk, self._show)
        self._state = SendState(code=token.code)

    @property
    def state(self) -> SendState:
        """What is shown."""
        return self._state

    def start(self) -> None:
        """Ask for departments and doctors."""
        self._show()

        def departments_came(departments: tuple[DepartmentStatus, ...]) -> None:
            self._departments = tuple(d for d in departments if d.department.id != self._token.department)
            ids = [status.department.id for status in self._departments]
            chosen = self._preferred if self._preferred in ids else (ids[0] if ids else None)
            self._set(department=chosen, is_loading=False)

        def staff_came(staff: tuple[Staff, ...]) -> None:
            self._staff = staff
            self._show()

        clinic, run = self._clinic, self._desk.tasks.run
        run(Lane.CLINIC, lambda: clinic.ask(Departments()), departments_came, self._failed)
        run(Lane.CLINIC, lambda: clinic.ask(StaffMembers()), staff_came, self._failed)

    def department_chosen(self, department: DepartmentId) -> None:
        """The person chose where to."""
        self._set(department=department, trouble="")

    def doctor_chosen(self, doctor: StaffId | None) -> None:
        """The person chose a doctor, or anybody."""
        self._set(doctor=doctor, trouble="")

    def comes_back_set(self, comes_back: bool) -> None:
        """The person said whether the patient comes back."""
        self._set(comes_back=comes_back)

    def submitted(self) -> None:
        """Send. A second press before the answer does nothing."""
        state, department = self._state, self._state.department
        if department is None or not state.can_send:
            return
        used: list[CommandId] = []

        def make(id_: CommandId) -> Transfer:
            used.append(id_)
            return Transfer(
                id=id_,
                token=self._token.id,
                department=department,
                doctor=state.doctor,
                comes_back=state.comes_back,
            )

        name = next(d.name for d in state.destinations if d.id == department)
        step = ("send", department, state.doctor, state.comes_back)
        self._doer.do(step, make, lambda result: self._sent(result, name, used[0]), self._failed)

    def _failed(self, error: Exception) -> None:
        self._state = replace(self._state, is_loading=False)
        if not isinstance(error, ClinicError):
            self._show()
            self._desk.notices.error(error)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        self._set(trouble=" ".join(part for part in (said.what, said.what_to_do) if part))

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        _ = self._desk.texts.gettext
        state = self._state
        destinations = tuple(self._destination(status) for status in self._departments)
        chosen = next((d for d in destinations if d.id == state.department), None)
        self._state = replace(
            state,
            destinations=destinations,
            doctors=self._doctors(),
            is_running=self._doer.running is not None,
            submit=_("Send to {department}").format(department=chosen.name) if chosen else _("Send"),
            can_send=chosen is not None,
        )
        self._view.render(self._state)

    def _doctors(self) -> tuple[DoctorChoice, ...]:
        """Every doctor, those who are away too: the patient then waits for anybody once they are."""
        texts = self._desk.texts
        _ = texts.gettext
        doctors = [DoctorChoice(id=None, name=_("Whoever is free first"))]
        for member in self._staff:
            if member.role is not Role.DOCTOR or not member.is_active or member.id == self._token.staff:
                continue
            name = member.name
            if member.availability is not Availability.AVAILABLE:
                name = f"{name}{words.DOT}{words.availability(texts, member.availability)}"
            doctors.append(DoctorChoice(id=member.id, name=name))
        return tuple(doctors)

    def _destination(self, status: DepartmentStatus) -> Destination:
        texts = self._desk.texts
        note = words.queue_line(texts, status.waiting, status.expected)
        department = status.department
        return Destination(
            id=department.id, name=department.name_in(texts.language), icon=department.icon, note=note
        )
