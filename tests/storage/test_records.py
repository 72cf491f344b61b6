"""The clinic, departments, counters, staff and stations: kept whole, remembered, never stale."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from nextpatient_desktop.clinic.ports import Storage, UnitOfWork
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    ClinicInfo,
    Counter,
    Department,
    KioskAsks,
    OpeningSpan,
    Role,
    Staff,
    Station,
)
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]


def name_of(unit: UnitOfWork, department: Department) -> str:
    found = unit.departments.get(department.id)
    assert found is not None
    return found.name


def save(department: Department, unit: UnitOfWork) -> None:
    unit.departments.save(department)


def test_a_clinic_is_kept_whole(storage: Storage) -> None:
    info = ClinicInfo(
        name="Sunrise Community Clinic",
        address="12 Hill Road",
        phone="0831 555 0100",
        time_zone="Asia/Kolkata",
        languages=("hi", "en", "ta"),
        day_starts=240,
        link_base="https://clinic.example",
        ticket_foot="Please wait here",
        display_notice="स्वागत है",
    )
    with storage.read() as unit:
        assert unit.clinic.get() is None
    storage.write(lambda unit: unit.clinic.save(info))
    with storage.read() as unit:
        assert unit.clinic.get() == info


def test_a_department_is_kept_whole(storage: Storage) -> None:
    whole = Department(
        id=things.department().id,
        letter="B",
        name="Dental",
        names={"hi": "दंत", "ta": "பல்"},
        icon="tooth",
        hours=(OpeningSpan(weekday=0, opens=540, closes=780), OpeningSpan(weekday=5, opens=0, closes=1440)),
        daily_limit=40,
        policy="strict",
        ratio_normals=3,
        overdue_after=timedelta(minutes=45),
        minimum_calls=1,
        return_after=None,
        asks=KioskAsks.PHONE,
        asks_priority=False,
        usual_visit=timedelta(minutes=12, seconds=30),
        rank=4,
        closed_on=things.TODAY,
        is_active=False,
    )
    things.keep(storage, whole)
    with storage.read() as unit:
        assert unit.departments.get(whole.id) == whole


def test_counters_staff_and_stations_are_kept_whole(storage: Storage) -> None:
    opd, dental = things.department("A", "OPD"), things.department("B", "Dental")
    doctor: Staff = replace(things.staff(), availability=Availability.ON_BREAK, break_reason=BreakReason.MEAL)
    room: Counter = replace(
        things.counter(dental, opd), names={"hi": "कमरा 3"}, staff=doctor.id, rank=2, is_active=False
    )
    kiosk: Station = replace(things.station(), counter=room.id, acts_as=Role.RECEPTION)

    things.keep(storage, opd, dental, doctor, room, kiosk)
    with storage.read() as unit:
        assert unit.staff.get(doctor.id) == doctor
        assert unit.counters.get(room.id) == room
        assert unit.stations.get(kiosk.id) == kiosk


def test_all_come_in_rank_and_name_order(storage: Storage) -> None:
    made = [
        replace(things.department("A", "beta"), rank=2),
        replace(things.department("B", "Alpha"), rank=2),
        replace(things.department("C", "Zeta"), rank=1, is_active=False),
    ]
    things.keep(storage, *made)
    with storage.read() as unit:
        assert [one.name for one in unit.departments.all()] == ["Zeta", "Alpha", "beta"]


def test_a_work_sees_what_it_changed_itself(storage: Storage, opd: Department) -> None:
    def work(unit: UnitOfWork) -> list[str]:
        seen = [name_of(unit, opd)]
        for name in ("Eye", "Skin"):
            unit.departments.save(replace(opd, name=name))
            seen.append(name_of(unit, opd))
        return seen

    assert storage.write(work) == ["General OPD", "Eye", "Skin"]


def test_what_was_undone_is_not_remembered(storage: Storage, opd: Department) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.departments.save(replace(opd, name="Wrong"))
        assert name_of(unit, opd) == "Wrong"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        storage.write(fails)
    assert storage.write(lambda unit: unit.departments.get(opd.id)) == opd
    with storage.read() as unit:
        assert unit.departments.get(opd.id) == opd


def test_another_storages_change_is_seen_at_once(
    storage: Storage, opd: Department, another: Callable[[], Storage]
) -> None:
    other = another()
    for name in ("Eye", "Skin", "Heart"):
        with other.read() as unit:
            unit.departments.all()  # remembered now
        renamed = replace(opd, name=name)
        storage.write(partial(save, renamed))
        with other.read() as unit:
            assert unit.departments.get(opd.id) == renamed
        assert other.write(lambda unit: unit.departments.get(opd.id)) == renamed
    other.close()


def test_a_reader_keeps_its_state_while_records_change(storage: Storage, opd: Department) -> None:
    with storage.read() as unit:
        assert unit.days.latest() is not None  # the state is fixed now
        storage.write(lambda unit: unit.departments.save(replace(opd, name="Eye")))
        with storage.read() as later:
            assert name_of(later, opd) == "Eye"
        assert unit.departments.get(opd.id) == opd


def test_saving_what_is_not_there_is_a_bug(storage: Storage) -> None:
    with pytest.raises(LookupError):
        storage.write(lambda unit: unit.departments.save(things.department()))


def test_a_login_is_compared_without_case(storage: Storage) -> None:
    doctor = replace(things.staff(login="Meera"), is_active=False)
    things.keep(storage, doctor)
    with storage.read() as unit:
        assert unit.staff.by_login("mEERA") == doctor
        assert unit.staff.by_login("meer") is None


def test_a_passwords_hash_is_kept_apart(storage: Storage) -> None:
    doctor = things.staff()

    def work(unit: UnitOfWork) -> None:
        unit.staff.add(doctor)
        unit.staff.set_password_hash(doctor.id, "$argon2id$one")
        unit.staff.set_password_hash(doctor.id, "$argon2id$two")

    storage.write(work)
    with storage.read() as unit:
        assert unit.staff.password_hash(doctor.id) == "$argon2id$two"
        assert "argon2id" not in repr(unit.staff.all())
