"""`Reach`: whether the clinic answers, by its own word and by what came of the last question."""

from dataclasses import replace
from datetime import datetime

from nextpatient_desktop.clinic.door import Clinic, ClinicState
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.counter import top
from nextpatient_desktop.ui.counter.desk import OUT_OF_REACH, Desk


class Reach:
    """Knows since when the clinic is out of reach, if it is."""

    def __init__(self, clinic: Clinic, desk: Desk) -> None:
        self._clinic = clinic
        self._desk = desk
        self._lost_at: datetime | None = None

    def note(self, error: Exception | None) -> bool:
        """Take in what came of a question; true if it failed because the clinic is out of reach."""
        is_lost = isinstance(error, ClinicError) and error.code == OUT_OF_REACH
        if not is_lost:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = self._desk.scheduler.now()
        return is_lost

    def state(self) -> ClinicState:
        """How the clinic is reached now."""
        state = self._clinic.state()
        if self._lost_at is not None and state.is_connected:
            return replace(state, is_connected=False, since=self._lost_at)
        return state

    def refusal(self) -> str:
        """Why nothing can be changed now, empty when it can."""
        return top.out_of_reach(self._desk.texts, self.state())
