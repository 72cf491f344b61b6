"""`PrinterHealth`: what is known of a printer, and whether jobs can be sent to it now.

A printer that hangs costs the whole wait of a job each time it is tried. So one that answered before and says
nothing now, or that left a job unknown and says nothing since, is given no jobs for a while: whoever comes
meanwhile is told at once.
"""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Final

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome

_FINE: Final = frozenset({PrinterState.READY, PrinterState.SILENT})

STUCK_AFTER: Final = timedelta(seconds=5)
"""A job that takes longer than this holds up those behind it for nobody knows how long."""
DOUBT_FIRST: Final = timedelta(seconds=30)
DOUBT_MOST: Final = timedelta(minutes=2)
"""So long a printer in doubt gets no job, twice as long each time; a job is what it takes to find out."""
SILENCE_COUNTS: Final = timedelta(minutes=2)
"""So long the silence of a printer that answered before is taken for trouble. After that it may be another
printer, which never answers."""
BREAKS_COUNT: Final = 2
"""So many jobs in a row that broke off are for staff to know, whatever the printer says of itself."""


class PrinterHealth:
    """Judges what a printer says and does. Safe in threads; instants are `Clocks.elapsed`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status: PrinterStatus | None = None
        self._trouble: PrinterState | None = None
        self._asked_at: timedelta | None = None
        self._has_answered = False
        self._silent_since: timedelta | None = None
        self._doubted_until: timedelta | None = None
        self._doubt = DOUBT_FIRST
        self._sending_since: timedelta | None = None
        self._broke_off = 0

    @property
    def status(self) -> PrinterStatus | None:
        """How it is, None while that is not known.

        `UNREACHABLE` also where it should answer and does not; `FAILED_MIDWAY` for one that says it is well
        while one job after another breaks off.
        """
        with self._lock:
            status = self._status
            if status is None or self._trouble is not None or self._broke_off < BREAKS_COUNT:
                return status
            return replace(status, state=PrinterState.FAILED_MIDWAY)

    @property
    def answers(self) -> bool:
        """Does it say how it is, so that asking costs no wait?"""
        with self._lock:
            return self._has_answered

    def trouble(self, now: timedelta) -> PrinterState | None:
        """What hinders a job that is put now."""
        with self._lock:
            if self._trouble is not None:
                return self._trouble
            since = self._sending_since
            return PrinterState.UNREACHABLE if since is not None and now - since > STUCK_AFTER else None

    def age(self, now: timedelta) -> timedelta | None:
        """How old what is known is, None where nothing is."""
        with self._lock:
            return None if self._asked_at is None else now - self._asked_at

    def said(self, status: PrinterStatus, now: timedelta) -> None:
        """It was asked."""
        with self._lock:
            self._asked_at = now
            if status.state is PrinterState.SILENT:
                self._silent(status, now)
                return
            self._silent_since = None
            if status.state is not PrinterState.UNREACHABLE:
                self._has_answered = status.state is not PrinterState.NONE
                self._doubted_until, self._doubt = None, DOUBT_FIRST
            self._set(status)

    def _silent(self, status: PrinterStatus, now: timedelta) -> None:
        if self._has_answered:
            self._silent_since = self._silent_since or now
            if now - self._silent_since < SILENCE_COUNTS:
                self._set(PrinterStatus(state=PrinterState.UNREACHABLE, cause="it does not answer"))
                return
            self._has_answered = False
        is_doubted = self._doubted_until is not None and now < self._doubted_until
        self._set(PrinterStatus(state=PrinterState.UNREACHABLE) if is_doubted else status)

    def begun(self, now: timedelta) -> None:
        """A job is being sent."""
        with self._lock:
            self._sending_since = now

    def ended(self, outcome: PrintOutcome, now: timedelta) -> None:
        """The job came to this."""
        with self._lock:
            self._sending_since = None
            self._broke_off = self._broke_off + 1 if outcome.state is PrinterState.FAILED_MIDWAY else 0
            hindrance = outcome.reason or outcome.state
            if outcome.is_on_paper:
                self._asked_at = now
                self._doubted_until, self._doubt = None, DOUBT_FIRST
                fine = self._status is not None and self._status.state in _FINE and self._trouble is None
                state = self._status.state if fine and self._status is not None else PrinterState.READY
                self._set(PrinterStatus(state=state, is_paper_low=outcome.is_paper_low))
            elif hindrance is PrinterState.FAILED_MIDWAY:
                self._asked_at = None  # ask at once
                self._doubted_until = now + self._doubt
                self._doubt = min(2 * self._doubt, DOUBT_MOST)
            elif outcome.state is not PrinterState.FAILED:
                self._asked_at = now
                self._set(PrinterStatus(state=hindrance, is_paper_low=outcome.is_paper_low))

    def _set(self, status: PrinterStatus) -> None:
        self._status = status
        self._trouble = None if status.state in _FINE else status.state
