"""Alerts: kept whole, open until somebody dismissed them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind
from nextpatient_desktop.clinic.ports import Storage, UnitOfWork
from nextpatient_desktop.domain.ids import AlertId
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]


def alert(minutes: int = 0) -> Alert:
    return Alert(
        id=AlertId(things.new_id()),
        kind=AlertKind.CAME_AFTER_THE_DAY,
        at=things.NOW + timedelta(minutes=minutes),
        params={"station": "प्रवेश", "count": 3, "day": "2026-02-08"},
    )


def test_an_alert_is_open_until_it_is_dismissed(storage: Storage) -> None:
    later, earlier, doctor = alert(5), alert(), things.staff()
    things.keep(storage, doctor)

    def add(unit: UnitOfWork) -> None:
        unit.alerts.add(later)
        unit.alerts.add(earlier)

    storage.write(add)
    with storage.read() as unit:
        assert list(unit.alerts.open()) == [earlier, later]
    read = replace(earlier, dismissed_at=things.NOW + timedelta(hours=1), dismissed_by=doctor.id)
    storage.write(lambda unit: unit.alerts.save(read))
    with storage.read() as unit:
        assert list(unit.alerts.open()) == [later]
        assert unit.alerts.get(earlier.id) == read
        assert unit.alerts.get(AlertId(things.new_id())) is None


def test_saving_an_alert_that_is_not_there_is_a_bug(storage: Storage) -> None:
    with pytest.raises(LookupError):
        storage.write(lambda unit: unit.alerts.save(alert()))
