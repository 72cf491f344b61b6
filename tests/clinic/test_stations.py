"""Stations: made known once, a series for each kiosk, out of use at once."""

import pytest

from nextpatient_desktop.clinic.counters.messages import CloseCounter
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.stations.messages import (
    CloseStation,
    RegisterStation,
    Stations,
    UpdateStation,
)
from nextpatient_desktop.domain.ids import CounterId, uuid7
from nextpatient_desktop.domain.model import Station, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged


def kiosk(house: House, name: str) -> Station:
    return house.system.execute(RegisterStation(name=name, kind=StationKind.KIOSK))


def test_each_kiosk_gets_a_series_of_its_own_and_others_none(house: House) -> None:
    assert [kiosk(house, f"Kiosk {n}").series for n in range(3)] == ["A", "B", "C"]
    display = house.system.execute(RegisterStation(name="Hall", kind=StationKind.DISPLAY))
    assert display.series is None


def test_the_series_of_a_kiosk_that_left_is_not_given_again(house: House) -> None:
    first = kiosk(house, "Kiosk 1")
    house.system.execute(CloseStation(station=first.id))
    assert kiosk(house, "Kiosk 1").series == "B"


def test_after_z_comes_aa(house: House) -> None:
    assert [kiosk(house, f"Kiosk {n}").series for n in range(27)][-2:] == ["Z", "AA"]


def test_what_is_wrong_is_said(house: House) -> None:
    kiosk(house, "Kiosk 1")
    nowhere = CounterId(uuid7(0, bytes(10)))
    wrong = {
        "text_empty": RegisterStation(name="", kind=StationKind.DISPLAY),
        "name_taken": RegisterStation(name="KIOSK 1", kind=StationKind.DISPLAY),
        "counter_unknown": RegisterStation(name="Room 3", kind=StationKind.COUNTER, counter=nowhere),
    }
    for code, command in wrong.items():
        assert refused_and_unchanged(house, house.system, command).code == code


def test_a_station_is_renamed_and_moved_and_keeps_its_series(house: House) -> None:
    room = house.add_counter(house.add_department())
    one = kiosk(house, "Kiosk 1")
    moved = house.as_staff(house.admin).execute(
        UpdateStation(station=one.id, name="Kiosk 1", counter=room.id)
    )
    assert (moved.counter, moved.series, moved.kind) == (room.id, "A", StationKind.KIOSK)
    house.system.execute(CloseCounter(counter=room.id))
    kept = house.system.execute(UpdateStation(station=one.id, name="Entrance", counter=room.id))
    assert kept.name == "Entrance"
    refusal = refused(
        house.system,
        RegisterStation(name="Room 3", kind=StationKind.COUNTER, counter=room.id),
    )
    assert refusal == ClinicError("counter_closed", field="counter", counter="Room 3")


def test_a_station_out_of_use_may_do_nothing_any_more(house: House) -> None:
    one = kiosk(house, "Kiosk 1")
    clinic = house.door.acting_as(Actor(station=one.id, kind=one.kind))
    assert clinic.ask(Departments()) == ()
    house.system.execute(CloseStation(station=one.id))
    assert refused(clinic, Departments()).code == "not_allowed"
    assert house.system.ask(Stations()) == ()
    assert [station.name for station in house.system.ask(Stations(include_inactive=True))] == ["Kiosk 1"]


def test_nobody_closes_the_station_they_work_at(house: House) -> None:
    one = kiosk(house, "Kiosk 1")
    admin = house.door.acting_as(
        Actor(station=one.id, kind=one.kind, staff=house.admin.id, role=house.admin.role)
    )
    refusal = refused_and_unchanged(house, admin, CloseStation(station=one.id))
    assert refusal == ClinicError("station_is_this_one", station="Kiosk 1")


@pytest.mark.parametrize("kind", list(StationKind))
def test_a_station_sees_itself_and_registers_none(house: House, kind: StationKind) -> None:
    kiosk(house, "Kiosk 1")
    clinic = house.as_station(kind, "Here")
    seen = [station.name for station in clinic.ask(Stations())]
    assert seen == (["Here", "Kiosk 1"] if kind is StationKind.HOST else ["Here"])
    assert refused(clinic, RegisterStation(name="There", kind=kind)).code == "not_allowed"
    assert len(house.as_staff(house.admin).ask(Stations())) == 2


def test_a_patient_sees_no_stations(house: House) -> None:
    token = house.issue(house.add_department())
    assert refused(house.door.acting_as(Actor(visit=token.visit)), Stations()).code == "not_allowed"
