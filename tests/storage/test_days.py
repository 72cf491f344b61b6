"""Days, numbers and what policies remember."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.ports import Storage, StoredDay, UnitOfWork
from nextpatient_desktop.domain.model import Day, Department, QueueState
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]

TOMORROW = things.TODAY + timedelta(days=1)


def test_the_latest_day_that_is_not_voided(storage: Storage) -> None:
    today = StoredDay(day=Day(date=things.TODAY, opened_at=things.NOW))
    wrong = StoredDay(day=Day(date=TOMORROW, opened_at=things.NOW, voided=True))
    with storage.read() as unit:
        assert unit.days.latest() is None
    storage.write(lambda unit: unit.days.save(today))
    storage.write(lambda unit: unit.days.save(wrong))
    with storage.read() as unit:
        assert unit.days.latest() == today
        assert unit.days.get(TOMORROW) == wrong
        assert unit.days.get(TOMORROW + timedelta(days=1)) is None


def test_a_day_is_closed_with_its_summary(storage: Storage) -> None:
    day = Day(date=things.TODAY, opened_at=things.NOW)
    closed = StoredDay(day=replace(day, closed_at=things.NOW + timedelta(hours=9)), summary='{"issued":1}')
    storage.write(lambda unit: unit.days.save(StoredDay(day=day)))
    storage.write(lambda unit: unit.days.save(closed))
    with storage.read() as unit:
        assert unit.days.get(things.TODAY) == closed


def test_numbers_run_from_one_by_letter_and_day(storage: Storage) -> None:
    def work(unit: UnitOfWork) -> list[int]:
        days = unit.days
        return [
            days.last_number(things.TODAY, "A"),
            days.next_number(things.TODAY, "A"),
            days.next_number(things.TODAY, "A"),
            days.next_number(things.TODAY, "B"),
            days.next_number(TOMORROW, "A"),
            days.last_number(things.TODAY, "A"),
        ]

    assert storage.write(work) == [0, 1, 2, 1, 1, 2]
    with storage.read() as unit:
        assert unit.days.letters(things.TODAY) == {"A", "B"}


def test_a_number_of_a_failed_work_is_given_again(storage: Storage) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.days.next_number(things.TODAY, "A")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        storage.write(fails)
    assert storage.write(lambda unit: unit.days.next_number(things.TODAY, "A")) == 1


def test_a_raised_sequence_goes_on_above_and_never_back(storage: Storage) -> None:
    def work(unit: UnitOfWork) -> list[int]:
        unit.days.raise_number(things.TODAY, "A", 99)
        first = unit.days.next_number(things.TODAY, "A")
        unit.days.raise_number(things.TODAY, "A", 50)
        return [first, unit.days.next_number(things.TODAY, "A")]

    assert storage.write(work) == [100, 101]


def test_what_a_policy_remembers(storage: Storage, opd: Department) -> None:
    state = QueueState(day=things.TODAY, department=opd.id, normals=2)
    with storage.read() as unit:
        assert unit.queues.get(things.TODAY, opd.id) == replace(state, normals=0)
    storage.write(lambda unit: unit.queues.save(state))
    storage.write(lambda unit: unit.queues.save(replace(state, normals=1)))
    with storage.read() as unit:
        assert unit.queues.get(things.TODAY, opd.id).normals == 1
        assert unit.queues.get(TOMORROW, opd.id).normals == 0
