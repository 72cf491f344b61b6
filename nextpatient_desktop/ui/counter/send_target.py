"""Where the button `Send to` leads: where this counter sent people before, as far as that is known."""

from collections.abc import Callable

from nextpatient_desktop.clinic.departments.messages import Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.questions import Destinations
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.ports import Lane


class SendTarget:
    """The department to which the next one probably goes too."""

    def __init__(self, clinic: Clinic, desk: Desk, counter: CounterId, changed: Callable[[], None]) -> None:
        """`changed` is called when another one may have become the likeliest."""
        self._clinic = clinic
        self._desk = desk
        self._counter = counter
        self._changed = changed
        self._sent_to: DepartmentId | None = None
        self._likeliest: tuple[DepartmentId, ...] = ()
        self._departments: tuple[DepartmentStatus, ...] = ()

    def start(self) -> None:
        """Ask where people may be sent."""

        def ask() -> tuple[tuple[DepartmentId, ...], tuple[DepartmentStatus, ...]]:
            return self._clinic.ask(Destinations(counter=self._counter)), self._clinic.ask(Departments())

        def known(answer: tuple[tuple[DepartmentId, ...], tuple[DepartmentStatus, ...]]) -> None:
            self._likeliest, self._departments = answer
            self._changed()

        self._desk.tasks.run(Lane.CLINIC, ask, known, self._quietly)

    def sent(self, department: DepartmentId) -> None:
        """Somebody was sent there: that is where the next one probably goes too."""
        self._sent_to = department

    @property
    def department(self) -> DepartmentId | None:
        """Where the button leads; None as long as nothing is known."""
        names = self._names()
        wanted = (self._sent_to, *self._likeliest)
        return next((key for key in wanted if key in names), None)

    @property
    def name(self) -> str:
        """That department's name in the person's language, empty when there is none."""
        department = self.department
        return self._names()[department] if department is not None else ""

    def _names(self) -> dict[DepartmentId, str]:
        language = self._desk.texts.language
        return {one.department.id: one.department.name_in(language) for one in self._departments}

    def _quietly(self, error: Exception) -> None:
        """What only names a button better need not be talked about."""
        if not isinstance(error, ClinicError):
            self._desk.notices.error(error)
