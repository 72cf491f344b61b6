"""Whether a host is within reach, as the last attempt to speak with it showed."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from nextpatient_desktop.clinic.door import ClinicState


class Reach:
    """What is known of a host: is it there, since when, and when it last said something. Safe in threads.

    It is away since it last said something, not since that was noticed: what people see is as old as that.

    `changed` is called after each change from one to the other, on whatever thread noticed; it must not
    block. Before the first attempt the host counts as there.
    """

    def __init__(self, changed: Callable[[bool], None]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._state = ClinicState(since=_now())
        self._host_time = ""
        self._told_at = 0.0
        self._heard_at: float | None = None

    @property
    def state(self) -> ClinicState:
        """As of the last attempt. Never blocks."""
        return self._state

    def last_contact(self) -> datetime | None:
        """When the host last said something, by its own clock; None before the first time."""
        with self._lock:
            if self._heard_at is None or not self._host_time:
                return None
            since_then = timedelta(milliseconds=round((self._heard_at - self._told_at) * 1000))
            try:
                return datetime.fromisoformat(self._host_time).astimezone(UTC) + since_then
            except ValueError:
                return None

    def heard(self, host_time: str = "") -> None:
        """The host said something, and perhaps what its clock shows."""
        now = time.monotonic()
        with self._lock:
            self._heard_at = now
            if host_time:
                self._host_time, self._told_at = host_time, now
            has_changed = self._turn(is_connected=True)
        if has_changed:
            self._changed(True)

    def lost(self) -> None:
        """The host could not be reached."""
        with self._lock:
            has_changed = self._turn(is_connected=False, ago=self._quiet_for())
        if has_changed:
            self._changed(False)

    def _turn(self, *, is_connected: bool, ago: timedelta = timedelta(0)) -> bool:
        if self._state.is_connected is is_connected:
            return False
        self._state = ClinicState(is_connected=is_connected, since=_now() - ago)
        return True

    def _quiet_for(self) -> timedelta:
        """How long ago the host last said something; nothing where it never did."""
        if self._heard_at is None:
            return timedelta(0)
        return timedelta(milliseconds=round((time.monotonic() - self._heard_at) * 1000))


def _now() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
