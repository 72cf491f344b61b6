"""`OfflineCore`: what all views of a kiosk's clinic share: is the host there, and who answers what."""

import logging
import os
import threading
import time as _time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, TypeVar

from nextpatient_desktop.clinic.days.messages import Today
from nextpatient_desktop.clinic.departments.messages import Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Clinic, ClinicState
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.handover import FAILING, NOT_NOW, OUT_OF_REACH, HandOver, Step
from nextpatient_desktop.clinic.offline.highest import HighestNumbers
from nextpatient_desktop.clinic.offline.issuing import OfflineIssuing
from nextpatient_desktop.clinic.offline.knowledge import Knowledge
from nextpatient_desktop.clinic.offline.own_time import OwnTime
from nextpatient_desktop.clinic.offline.patience import FOR_PATIENTS, FOR_SCREENS, NoAnswerError, Patience
from nextpatient_desktop.clinic.offline.ports import OfflineStore
from nextpatient_desktop.clinic.offline.watching import Watching
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.messages import Cancel, IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import ClinicInfo, Station, Token

T = TypeVar("T")

_log = logging.getLogger(__name__)

PROBE_EVERY: Final = 1.0
"""Seconds between two looks for a host that is away."""
NOT_NOW_AGAIN: Final = 5.0
SHUT_OUT_AGAIN: Final = 30.0
KEEP_EVERY: Final = 30.0
MEET_EVERY: Final = 600.0
RESUME_EVERY: Final = 300.0
"""Seconds after which what the host did not take is offered again: somebody may have mended the host."""
ANSWERS_KEPT: Final = timedelta(days=7)
_UNANSWERED: Final = FAILING | {"out_of_reach"}
"""What a screen is shown in place of an answer is what the kiosk itself knows."""


class _Reach(Enum):
    """Whether the kiosk goes by its host."""

    THERE = auto()
    """The host gives the numbers."""
    AWAY = auto()
    """The kiosk gives them, and looks for the host."""
    RETURNING = auto()
    """The host answers, and is told what was given; until it knows all, the kiosk goes on giving."""


class OfflineCore:
    """See `OfflineClinic`, whose arguments these are."""

    def __init__(
        self,
        remote: Clinic,
        store: OfflineStore,
        clock: Clock,
        *,
        station: StationId | None,
        clinic_time: Callable[[], datetime | None] | None,
        tell_to_come: Callable[[int], None] | None,
        patience: Patience,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.remote = remote
        self._store = store
        self._clock = clock
        self._patience = patience
        self._tell_to_come = tell_to_come
        self._knowledge = Knowledge(store, clock, station=station, clinic_time=clinic_time)
        self._own_time = OwnTime(clock, self._knowledge, store)
        self._own = OfflineIssuing(store, self._knowledge, self._own_time, chance)
        self._hand_over = HandOver(remote, store, self._own_time, self._count_to_come)
        self._highest = HighestNumbers(store)
        self.watching = Watching(remote, self._stream_broke)
        self._issuing = threading.Lock()
        self._turning = threading.Lock()
        self._reporting = threading.Lock()
        self._is_report_due = True
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._to_come = 0
        self._gave = 0
        self._met_at: float | None = None
        self._resume_at = 0.0
        self._count_to_come()
        self._reach = _Reach.RETURNING if self._to_come else _Reach.THERE
        self._since = clock.now()

    # --- what the kiosk asks ------------------------------------------------------------------------------

    def issue(self, command: IssueToken) -> IssuedToken:
        """A number of the host's, or of the kiosk's own series when the host does not give one in time."""
        with self._issuing:
            kept: IssuedToken | None = self._own.answered(command, IssuedToken)
            if kept is not None:
                return kept
            given = self._given_by_host(command)
            if given is not None:
                return given
            issued = self._own.issue(command)
            self._gave += 1
        self._count_to_come()
        self._wake.set()
        return issued

    def cancel(self, command: Cancel) -> Token:
        """Give up a token: here while the host does not know it, else there."""
        with self._issuing:
            kept: Token | None = self._own.answered(command, Token)
            ended = kept or self._own.cancel(command)
        if ended is not None:
            self._wake.set()
            return ended
        return self.pass_on(lambda: self.remote.execute(command), FOR_PATIENTS)

    def pass_on(self, call: Callable[[], T], seconds: float) -> T:
        """What only the host can answer; `out_of_reach` at once while it is away."""
        if self._reach is _Reach.AWAY or not self._is_connected():
            raise ClinicError("out_of_reach")
        try:
            result = self._patience(call, seconds)
        except NoAnswerError:
            self._gone()
            raise ClinicError("out_of_reach") from None
        except ClinicError as refused:
            if refused.code in OUT_OF_REACH:
                self._gone()
                raise ClinicError("out_of_reach") from refused
            raise
        self._knowledge.heard()
        return result

    def clinic(self) -> ClinicInfo:
        """The clinic, as the host says or as it last said."""
        try:
            clinic = self.pass_on(lambda: self.remote.ask(ClinicDetails()), FOR_SCREENS)
        except ClinicError as refused:
            if refused.code not in _UNANSWERED:
                raise
            return self._own.clinic()
        self._knowledge.learn_clinic(clinic)
        return clinic

    def departments(self) -> tuple[DepartmentStatus, ...]:
        """The departments, as the host says, or as the kiosk can tell."""
        try:
            departments = self.pass_on(lambda: self.remote.ask(Departments()), FOR_SCREENS)
        except ClinicError as refused:
            if refused.code not in _UNANSWERED:
                raise
            return self._own.departments()
        self._knowledge.learn_departments(departments)
        return departments

    def stations(self) -> tuple[Station, ...]:
        """The kiosk itself, as the host says or last said."""
        try:
            stations = self.pass_on(lambda: self.remote.ask(Stations()), FOR_SCREENS)
        except ClinicError as refused:
            known = self._knowledge.station
            if refused.code not in _UNANSWERED or known is None:
                raise
            return (known,)
        self._knowledge.learn_stations(stations)
        return stations

    def state(self) -> ClinicState:
        """Whether the host is there, since when, and how many tokens it is still to be told of."""
        with self._turning:
            return ClinicState(
                is_connected=self._reach is not _Reach.AWAY,
                since=self._since,
                waiting_to_sync=self._to_come,
            )

    # --- what goes on behind ------------------------------------------------------------------------------

    def start(self) -> None:
        """Look after the connection on a thread of its own, until closed."""
        self._thread = threading.Thread(target=self._attend_always, name="nextpatient-offline", daemon=True)
        self._thread.start()

    def attend(self) -> float:
        """Do what is due: look for the host, hand over, write down. Returns after how many seconds again.

        Raises:
            ClinicError: the kiosk's own disk refuses.
        """
        if self._reach is _Reach.AWAY or self._is_meeting_due():
            self._knowledge.keep()
            if not self._meet():
                self._gone()
                return PROBE_EVERY
            self._came_back()
        if not self._report():
            return PROBE_EVERY
        if self._to_come and _time.monotonic() >= self._resume_at:
            self._hand_over.resume()
            self._resume_at = _time.monotonic() + RESUME_EVERY
            return self._hand_all_over()
        if self._reach is _Reach.RETURNING:
            return self._hand_all_over()
        self._knowledge.keep()
        return KEEP_EVERY

    def close(self) -> None:
        """End the thread, the watching and the connection; what is to come stays on disk."""
        self._closed.set()
        self._wake.set()
        self.watching.close()
        self.remote.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5.0)
        self._knowledge.keep()
        self._store.close()

    def _attend_always(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            try:
                pause = self.attend()
            except ClinicError as refused:
                _log.error("the kiosk's own data could not be used: %s", refused)
                pause = NOT_NOW_AGAIN
            except Exception:
                _log.exception("looking after the connection failed")
                pause = NOT_NOW_AGAIN
            self._wake.wait(pause)

    def _hand_all_over(self) -> float:
        while not self._closed.is_set():
            gave = self._gave
            step = self._hand_over.step()
            if step is Step.WENT_ON:
                continue
            if step is Step.NOTHING_LEFT and self._settle(gave):
                return 0.0 if self._is_meeting_due() else KEEP_EVERY
            if step is Step.OUT_OF_REACH:
                self._gone()
                return PROBE_EVERY
            if step is Step.NOT_NOW:
                self._turn(_Reach.RETURNING)
                return NOT_NOW_AGAIN
            if step is Step.SHUT_OUT:
                self._turn(_Reach.THERE)  # whose refusals staff shall see
                self._resume_at = _time.monotonic() + SHUT_OUT_AGAIN
                return SHUT_OUT_AGAIN
        return 0.0

    def _settle(self, gave: int) -> bool:
        """Go by the host again, unless something was given since the last look."""
        with self._issuing:
            if self._gave != gave:
                return False
            self._turn(_Reach.THERE)
            return True

    def _meet(self) -> bool:
        """Ask the host what is needed to go on without it; whether it answered, be it by a refusal."""
        knowledge, remote = self._knowledge, self.remote
        try:
            self._patience(lambda: knowledge.learn_stations(remote.ask(Stations())), FOR_SCREENS)
            self._patience(lambda: knowledge.learn_clinic(remote.ask(ClinicDetails())), FOR_SCREENS)
            knowledge.heard()
            day = self._patience(lambda: remote.ask(Today()), FOR_SCREENS)
            knowledge.learn_day(None if day is None else day.date)
            departments = self._patience(lambda: remote.ask(Departments()), FOR_SCREENS)
            knowledge.learn_departments(departments)
        except NoAnswerError:
            return False
        except ClinicError as refused:
            if refused.code in OUT_OF_REACH:
                return False
            _log.warning("the host answers, and refuses: %s", refused)
        except Exception:  # a bug of the host; it is there
            _log.exception("the host failed to answer")
        self._met_at = _time.monotonic()
        knowledge.keep()
        return True

    def _is_meeting_due(self) -> bool:
        return self._met_at is None or _time.monotonic() - self._met_at > MEET_EVERY

    def _given_by_host(self, command: IssueToken) -> IssuedToken | None:
        """The host's number; None when it gave none, or nobody knows whether it did."""
        if self._reach is not _Reach.THERE or not self._is_connected() or not self._report():
            return None
        try:
            given = self._patience(lambda: self.remote.execute(command), FOR_PATIENTS)
        except NoAnswerError:
            self._gone()
            return None
        except ClinicError as refused:
            if refused.code in OUT_OF_REACH:
                self._gone()
                return None
            if refused.code not in FAILING:
                raise
            _log.error("the host failed to give a number: %s", refused)
            self._turn(_Reach.RETURNING)
            return None
        except Exception:  # a bug of the host: a patient shall not suffer for it
            _log.exception("the host failed to give a number")
            self._turn(_Reach.RETURNING)
            return None
        self._knowledge.heard()
        try:
            if self._highest.note(given):  # restored meanwhile, too quickly to be missed
                self._is_report_due = True
            self._own.keep(command, given, self._highest.kept())
        except ClinicError:
            _log.warning("a number of the host's could not be kept", exc_info=True)
        return given

    def _report(self) -> bool:
        """Tell the host the highest numbers on paper, once after each absence; false where it is gone.

        A host out of a backup would give them a second time. Nothing else that it says to this stops anybody.
        """
        if not self._is_report_due:
            return True
        with self._reporting:
            if self._reach is not _Reach.AWAY:
                self._report_once()
        return self.state().is_connected

    def _report_once(self) -> None:
        report = self._highest.report()
        if not self._is_report_due:
            return
        self._is_report_due = False  # before it is sent: an absence meanwhile makes it due again
        if report is None:
            return
        try:
            self._patience(lambda: self.remote.execute(report), FOR_PATIENTS)
        except NoAnswerError:
            self._gone()
        except ClinicError as refused:
            if refused.code in OUT_OF_REACH:
                self._gone()
            else:
                self._is_report_due = refused.code in NOT_NOW | FAILING
                _log.warning("the host does not take the last numbers: %s", refused)
        except Exception:  # a bug of the host
            _log.exception("the host failed to take the last numbers")

    def _is_connected(self) -> bool:
        """What the connection itself knows: its watch stream may have fallen silent."""
        if self._reach is _Reach.THERE and not self.remote.state().is_connected:
            self._gone()
        return self._reach is not _Reach.AWAY

    def _stream_broke(self, error: ClinicError) -> None:
        if error.code in OUT_OF_REACH:
            self._gone()

    def _gone(self) -> None:
        self._is_report_due = True
        if self._turn(_Reach.AWAY):
            _log.warning("the host is out of reach")
            self._knowledge.lost()
            self._wake.set()

    def _came_back(self) -> None:
        self._count_to_come()
        # By the clinic's clock, just compared: a wrong one of the kiosk's would drop what is still needed.
        self._store.forget_answers(self._own_time.now() - ANSWERS_KEPT)
        if self._reach is _Reach.AWAY and self._turn(_Reach.RETURNING):
            _log.info("the host is back; %d tokens to hand over", self._to_come)

    def _turn(self, reach: _Reach) -> bool:
        """Whether it was otherwise before."""
        with self._turning:
            before = self._reach
            if before is reach:
                return False
            self._reach = reach
            if _Reach.AWAY in (before, reach):
                self._since = self._clock.now()
        self.watching.turned()
        return True

    def _count_to_come(self) -> None:
        count = self._store.to_come()
        self._to_come = count
        if self._tell_to_come is not None:
            self._tell_to_come(count)
