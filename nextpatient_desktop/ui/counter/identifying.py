"""Saying whose a visit is: a patient who has a record, found by name, phone or number."""

from collections.abc import Callable
from dataclasses import replace

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import IdentifyVisit
from nextpatient_desktop.domain.ids import CommandId, PatientId, VisitId
from nextpatient_desktop.domain.model import Patient
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.finding import SHORTEST, FoundPatient, PatientFinder
from nextpatient_desktop.ui.ports import View


@dataclass(frozen=True, kw_only=True)
class IdentifyState:
    """The search as it is shown."""

    code: str = ""
    search: str = ""
    found: tuple[FoundPatient, ...] = ()
    note: str = ""
    patient: PatientId | None = None
    trouble: str = ""
    is_running: bool = False


class IdentifyPresenter:
    """Holds the search's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[IdentifyState],
        visit: VisitId,
        code: str,
        identified: Callable[[Patient, CommandId], None],
    ) -> None:
        self._desk = desk
        self._view = view
        self._visit = visit
        self._identified = identified
        self._doer = Doer(clinic, desk, self._show)
        self._finder = PatientFinder(clinic, desk, self._show)
        self._state = IdentifyState(code=code)

    @property
    def state(self) -> IdentifyState:
        """What is shown."""
        return self._state

    def start(self) -> None:
        """Show the search."""
        self._show()

    def stop(self) -> None:
        """Look nothing up any more: the search is closed."""
        self._finder.stop()

    def searched(self, text: str) -> None:
        """The person typed."""
        self._state = replace(self._state, patient=None, trouble="")
        self._finder.typed(text)

    def patient_chosen(self, patient: PatientId | None) -> None:
        """The person chose one of those found."""
        self._state = replace(self._state, patient=patient, trouble="")
        self._show()

    def submitted(self) -> None:
        """Say that it is this patient's visit."""
        patient = self._state.patient
        if patient is None:
            return
        sent: list[CommandId] = []

        def make(id_: CommandId) -> IdentifyVisit:
            sent.append(id_)
            return IdentifyVisit(id=id_, visit=self._visit, patient=patient)

        self._doer.do(patient, make, lambda named: self._identified(named, sent[0]), self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            self._desk.notices.error(error)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        trouble = " ".join(part for part in (said.what, said.what_to_do) if part)
        self._state = replace(self._state, trouble=trouble)
        self._show()

    def _show(self) -> None:
        _ = self._desk.texts.gettext
        note = ""
        if not self._finder.found and not self._finder.is_looking:
            is_short = len(self._finder.text.strip()) < SHORTEST
            note = "" if is_short else _("Nobody found.")
        self._state = replace(
            self._state,
            search=self._finder.text,
            found=self._finder.found,
            note=note,
            is_running=self._doer.running is not None,
        )
        self._view.render(self._state)
