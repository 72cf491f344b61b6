"""Which stations are away, and what they still have to hand over."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.guard import KEEP_EVERY, KEEP_UNHEARD_EVERY, Guard
from nextpatient_desktop.clinic.stations.messages import CloseStation, RegisterStation
from nextpatient_desktop.clinic.stations.pairing import KeyStation, StationStates, StationStatus
from nextpatient_desktop.clinic.stations.states import ASKING_LASTS, LISTENING_LASTS
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import StationKind
from tests.clinic.house import House

SECOND = timedelta(seconds=1)


class Watch:
    """A house whose stations are listened to by a host."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.guard = Guard(house.storage, house.clock)

    def station(self, kind: StationKind, name: str) -> StationId:
        station = self.house.system.execute(KeyStation(kind=kind, name=name)).station
        assert station is not None
        self.house.clock.advance(SECOND)
        return station.id

    def status(self, station: StationId) -> StationStatus:
        asker = self.house.as_staff(self.house.admin)
        (status,) = (one for one in asker.ask(StationStates()) if one.station.id == station)
        return status

    def pass_time(self, step: timedelta) -> None:
        self.house.clock.advance(step)


@pytest.fixture
def watch(house: House) -> Watch:
    return Watch(house)


def test_a_paired_station_that_was_never_heard_of_is_away(watch: Watch) -> None:
    station = watch.station(StationKind.KIOSK, "Kiosk 1")
    status = watch.status(station)
    assert (status.is_paired, status.is_away, status.last_seen) == (True, True, None)


def test_a_station_that_listens_is_there_with_what_it_said(watch: Watch) -> None:
    station = watch.station(StationKind.KIOSK, "Kiosk 1")
    watch.guard.seen(station, is_listening=True, to_come=12, version="1.2.0")
    heard = watch.house.clock.now()
    status = watch.status(station)
    assert (status.is_away, status.last_seen, status.to_come, status.version) == (False, heard, 12, "1.2.0")


def test_a_station_whose_stream_ended_is_away_in_seconds_and_back_at_once(watch: Watch) -> None:
    station = watch.station(StationKind.COUNTER, "Room 3")
    watch.guard.seen(station, is_listening=True)
    watch.pass_time(30 * SECOND)
    watch.guard.seen(station, is_listening=False)
    assert not watch.status(station).is_away  # it may only be connecting anew
    watch.pass_time(ASKING_LASTS + SECOND)
    assert watch.status(station).is_away
    watch.guard.seen(station, is_listening=True)
    assert not watch.status(station).is_away


def test_a_host_that_died_leaves_nobody_listening_for_ever(watch: Watch) -> None:
    station = watch.station(StationKind.DISPLAY, "Hall")
    watch.guard.seen(station, is_listening=True)
    watch.pass_time(LISTENING_LASTS)
    assert not watch.status(station).is_away
    watch.pass_time(SECOND)
    assert watch.status(station).is_away


def test_a_station_is_never_away_between_two_contacts_that_are_stored(watch: Watch) -> None:
    assert KEEP_EVERY * 2 < LISTENING_LASTS
    assert KEEP_UNHEARD_EVERY < ASKING_LASTS
    station = watch.station(StationKind.KIOSK, "Kiosk 1")
    for _ in range(30):  # asks without listening
        watch.guard.seen(station)
        assert not watch.status(station).is_away
        watch.pass_time(4 * SECOND)
    watch.guard.seen(station, is_listening=True)
    for _ in range(30):
        watch.pass_time(10 * SECOND)
        watch.guard.seen(station)
        assert not watch.status(station).is_away


def test_what_has_no_key_or_is_out_of_use_or_comes_and_goes_is_not_away(watch: Watch) -> None:
    here = watch.house.system.execute(RegisterStation(name="On this PC", kind=StationKind.COUNTER))
    program = watch.station(StationKind.INTEGRATION, "Appointments")
    closed = watch.station(StationKind.KIOSK, "Old kiosk")
    watch.house.system.execute(CloseStation(station=closed))
    admin = watch.house.as_staff(watch.house.admin)
    states = {one.station.name: one for one in admin.ask(StationStates(include_inactive=True))}
    assert [one.station.id for one in admin.ask(StationStates())] == [program, here.id]
    assert not any(one.is_away for one in states.values())
    assert (states["On this PC"].is_paired, states["Appointments"].is_paired) == (False, True)


def test_a_clock_set_back_makes_no_station_away(watch: Watch) -> None:
    station = watch.station(StationKind.KIOSK, "Kiosk 1")
    watch.guard.seen(station, is_listening=True)
    watch.pass_time(-timedelta(hours=3))
    watch.guard.seen(station)
    assert not watch.status(station).is_away
