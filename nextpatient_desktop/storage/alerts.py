"""Alerts: what staff have to be told."""

import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind
from nextpatient_desktop.domain.ids import AlertId, StaffId
from nextpatient_desktop.storage.convert import (
    from_ms,
    from_optional_ms,
    to_bytes,
    to_ms,
    to_optional_ms,
    to_uuid,
)
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import statement

_ADD: Final = statement("alerts.ADD")
_SAVE: Final = statement("alerts.SAVE")
_GET: Final = statement("alerts.GET")
_OPEN: Final = statement("alerts.OPEN")


def _row_of(alert: Alert) -> Row:
    return (
        alert.id.bytes,
        alert.kind.value,
        to_ms(alert.at),
        json.dumps(dict(alert.params), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        to_optional_ms(alert.dismissed_at),
        to_bytes(alert.dismissed_by),
    )


def _alert_of(row: Row) -> Alert:
    return Alert(
        id=AlertId(to_uuid(row[0])),
        kind=AlertKind(row[1]),
        at=from_ms(row[2]),
        params=MappingProxyType(json.loads(row[3])),
        dismissed_at=from_optional_ms(row[4]),
        dismissed_by=None if row[5] is None else StaffId(to_uuid(row[5])),
    )


class SqlAlerts:
    """`clinic.ports.AlertRecords`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, alert: AlertId, /) -> Alert | None:
        """One alert, also a dismissed one."""
        row = self._session.one(_GET, alert.bytes)
        return None if row is None else _alert_of(row)

    def open(self) -> Sequence[Alert]:
        """Those that nobody dismissed, oldest first."""
        return [_alert_of(row) for row in self._session.all(_OPEN)]

    def add(self, alert: Alert, /) -> None:
        """Store a new one."""
        self._session.put(_ADD, *_row_of(alert))

    def save(self, alert: Alert, /) -> None:
        """Store a changed one.

        Raises:
            LookupError: there is none.
        """
        key, *values = _row_of(alert)
        self._session.change(alert.id, _SAVE, *values, key)
