"""`PrintReporter`: brings to the clinic what came of print jobs and how the printer is.

Reports wait in the station's own database until the clinic has them, over restarts and cuts; each is sent
with the same command's id until it is answered, so that the clinic writes it down once. Printing and issuing
never wait for it.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from nextpatient_desktop.clinic.door import Clinic, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.print_queue.ports import Clocks, PrintStore
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus
from nextpatient_desktop.clinic.printouts.messages import ReportPrinter, ReportPrinting

_log = logging.getLogger(__name__)

NOT_YET: Final = frozenset({"visit_unknown", "token_unknown"})
"""Given while the kiosk was cut off, and not handed over so far."""
NEVER: Final = frozenset({"not_allowed", "request_invalid"})
"""The clinic has said why it does not want it, and will say so again."""
KEPT_FOR: Final = timedelta(days=30)
AGAIN_AFTER: Final = timedelta(seconds=15)
"""After the clinic was out of reach, or did not know a visit yet."""
REPEAT_STATUS_AFTER: Final = timedelta(minutes=5)
"""The clinic believes what it was told of a printer for some time only (`stations.states.PRINTER_KNOWN_FOR`):
who told it may have been switched off."""
_BATCH: Final = 50


class PrintReporter:
    """Reports on a thread of its own."""

    def __init__(
        self,
        clinic: Clinic,
        store: PrintStore,
        clocks: Clocks,
        status: Callable[[], PrinterStatus | None],
        *,
        attends: bool = True,
    ) -> None:
        """Report by way of `clinic`, acting as this station.

        Args:
            clinic: not closed here.
            store: where the reports are; not closed here.
            clocks: the PC's.
            status: how the printer is now.
            attends: report on a thread from `open` on; a test calls `attend` instead.
        """
        self._clinic = clinic
        self._store = store
        self._clocks = clocks
        self._status = status
        self._attends = attends
        self._wake = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._told: tuple[PrinterState, bool] | None = None
        self._told_at = timedelta(0)
        self._resumed_at: timedelta | None = None

    def open(self) -> None:
        """Begin to work; again: nothing."""
        if self._thread is None and self._attends:
            self._thread = threading.Thread(target=self._work, name="nextpatient-print-reports", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """There is something new. From any thread."""
        self._wake.set()

    def close(self) -> None:
        """Report no more in this run. What is left is reported in the next one."""
        self._is_closed = True
        self._wake.set()

    def attend(self) -> timedelta | None:
        """Report what is due; returns after how long again, None for when there is something new."""
        self._look_again()
        try:
            self._tell_status()
            has_put_off = self._tell_printing()
        except ClinicError as refused:
            _log.info("what was printed can not be reported now: %s", refused)
            return AGAIN_AFTER
        return AGAIN_AFTER if has_put_off else self._repeat_in()

    def _work(self) -> None:
        while not self._is_closed:
            self._wake.clear()
            try:
                pause = self.attend()
            except Exception:
                _log.exception("reporting what was printed failed; it goes on")
                pause = AGAIN_AFTER
            self._wake.wait(None if pause is None else pause.total_seconds())

    def _look_again(self) -> None:
        """At most so often: a visit that the clinic did not know may be handed over by now."""
        now = self._clocks.elapsed()
        if self._resumed_at is None or now - self._resumed_at >= AGAIN_AFTER:
            self._resumed_at = now
            if dropped := self._store.drop_reports_before(self._clocks.wall() - KEPT_FOR):
                _log.error("%d reports of what was printed were never taken", dropped)
            self._store.resume()

    def _tell_printing(self) -> bool:
        """Bring all reports; whether some were put off."""
        has_put_off = False
        while reports := self._store.reports(_BATCH):
            for report in reports:
                if self._is_closed:
                    return False
                has_put_off |= self._tell_one(report)
        return has_put_off

    def _tell_one(self, report: ReportPrinting) -> bool:
        try:
            self._clinic.execute(report)
        except ClinicError as refused:
            if refused.code in NOT_YET:
                # A refusal is this command's answer for ever.
                self._store.put_off(report.id, replace(report, id=new_command_id()))
                return True
            if refused.code not in NEVER:
                raise
            _log.error("the clinic does not take a report of what was printed: %s", refused)
        self._store.drop_report(report.id)
        return False

    def _tell_status(self) -> None:
        status, now = self._status(), self._clocks.elapsed()
        if status is None:
            return
        present = (status.state, status.is_paper_low)
        if present == self._told and now - self._told_at < REPEAT_STATUS_AFTER:
            return
        self._clinic.execute(ReportPrinter(state=status.state, is_paper_low=status.is_paper_low))
        self._told, self._told_at = present, now

    def _repeat_in(self) -> timedelta | None:
        if self._told is None:
            return None
        return max(self._told_at + REPEAT_STATUS_AFTER - self._clocks.elapsed(), timedelta(seconds=1))
