"""Stations' keys, sessions, the open pairing, contacts and the hosts' secrets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.ports import Contact, OpenedPairing, Session, Storage, UnitOfWork
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.model import Role, Staff, Station, StationKind
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]

FIRST, SECOND, THIRD = (bytes([number]) * 32 for number in (1, 2, 3))


@pytest.fixture
def kiosk(storage: Storage) -> Station:
    made = things.station()
    things.keep(storage, made)
    return made


@pytest.fixture
def doctor(storage: Storage) -> Staff:
    made = things.staff()
    things.keep(storage, made)
    return made


def open_sessions(unit: UnitOfWork) -> list[bytes]:
    return [digest for digest in (FIRST, SECOND, THIRD) if unit.credentials.session(digest) is not None]


def test_a_station_has_one_key_and_a_new_one_ends_the_old(storage: Storage, kiosk: Station) -> None:
    storage.write(lambda unit: unit.credentials.keep_key(kiosk.id, FIRST, things.NOW))
    with storage.read() as unit:
        assert unit.credentials.station_of(FIRST) == kiosk.id
        assert unit.credentials.station_of(SECOND) is None
        assert unit.credentials.keyed() == {kiosk.id}
    storage.write(lambda unit: unit.credentials.keep_key(kiosk.id, SECOND, things.NOW))
    with storage.read() as unit:
        assert unit.credentials.station_of(FIRST) is None
        assert unit.credentials.station_of(SECOND) == kiosk.id


def test_a_key_of_a_station_out_of_use_is_still_known(storage: Storage, kiosk: Station) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.credentials.keep_key(kiosk.id, FIRST, things.NOW)
        unit.stations.save(replace(kiosk, is_active=False))

    storage.write(work)
    with storage.read() as unit:
        assert unit.credentials.station_of(FIRST) == kiosk.id


def test_no_two_stations_have_one_key(storage: Storage, kiosk: Station) -> None:
    other = things.station("Kiosk 2")
    things.keep(storage, other)
    storage.write(lambda unit: unit.credentials.keep_key(kiosk.id, FIRST, things.NOW))
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        storage.write(lambda unit: unit.credentials.keep_key(other.id, FIRST, things.NOW))


def test_a_session_is_kept_whole_until_it_ends(storage: Storage, kiosk: Station, doctor: Staff) -> None:
    session = Session(digest=FIRST, station=kiosk.id, staff=doctor.id, begun_at=things.NOW)
    storage.write(lambda unit: unit.credentials.begin(session))
    with storage.read() as unit:
        assert unit.credentials.session(FIRST) == session
        assert unit.credentials.session(SECOND) is None
    storage.write(lambda unit: unit.credentials.end(FIRST))
    with storage.read() as unit:
        assert unit.credentials.session(FIRST) is None


def test_sessions_end_by_staff_by_station_and_by_age(storage: Storage, kiosk: Station, doctor: Staff) -> None:
    nurse, desk = things.staff("Ravi Menon", "ravi"), things.station("Desk 1")
    things.keep(storage, nurse, desk)

    def begin(unit: UnitOfWork) -> None:
        for digest, station, staff, hours in (
            (FIRST, kiosk, doctor, 0),
            (SECOND, desk, doctor, 1),
            (THIRD, desk, nurse, 2),
        ):
            begun = things.NOW + timedelta(hours=hours)
            unit.credentials.begin(Session(digest=digest, station=station.id, staff=staff.id, begun_at=begun))

    def left_after(unit: UnitOfWork, what: str) -> list[bytes]:
        begin(unit)
        match what:
            case "staff":
                unit.credentials.end_of_staff(doctor.id)
            case "station":
                unit.credentials.end_of_station(desk.id)
            case _:
                unit.credentials.end_before(things.NOW + timedelta(hours=1))
        left = open_sessions(unit)
        unit.credentials.end_before(things.NOW + timedelta(days=1))
        return left

    assert storage.write(lambda unit: left_after(unit, "staff")) == [THIRD]
    assert storage.write(lambda unit: left_after(unit, "station")) == [FIRST]
    assert storage.write(lambda unit: left_after(unit, "age")) == [SECOND, THIRD]


def test_one_pairing_is_open_at_a_time(storage: Storage, kiosk: Station, doctor: Staff) -> None:
    room = things.counter()
    things.keep(storage, room)
    pairing = OpenedPairing(
        id=things.new_id(),
        digest=FIRST,
        expires_at=things.NOW + timedelta(minutes=2),
        tries_left=5,
        kind=StationKind.INTEGRATION,
        name="Laboratory system",
        counter=room.id,
        acts_as=Role.RECEPTION,
        station=kiosk.id,
        opened_by=doctor.id,
    )
    with storage.read() as unit:
        assert unit.credentials.pairing() is None
    storage.write(lambda unit: unit.credentials.save_pairing(pairing))
    with storage.read() as unit:
        assert unit.credentials.pairing() == pairing
    other = OpenedPairing(
        id=things.new_id(), digest=SECOND, expires_at=things.NOW, tries_left=1, kind=StationKind.DISPLAY
    )
    storage.write(lambda unit: unit.credentials.save_pairing(other))
    with storage.read() as unit:
        assert unit.credentials.pairing() == other
    storage.write(lambda unit: unit.credentials.save_pairing(None))
    with storage.read() as unit:
        assert unit.credentials.pairing() is None


def test_the_last_contact_with_each_station_is_kept(storage: Storage, kiosk: Station) -> None:
    display = things.station("Hall")
    things.keep(storage, display)
    first = Contact(station=kiosk.id, seen_at=things.NOW, is_listening=True, to_come=7, version="1.2.0")
    later = replace(first, seen_at=things.NOW + timedelta(seconds=9), is_listening=False, to_come=0)
    later = replace(later, printer=PrinterState.NO_PAPER, is_paper_low=True, printer_at=things.NOW)
    other = Contact(station=display.id, seen_at=things.NOW, is_listening=True)
    for contact in (first, later, other):
        storage.write(lambda unit, contact=contact: unit.contacts.save(contact))  # type: ignore[misc]
    with storage.read() as unit:
        assert {contact.station: contact for contact in unit.contacts.all()} == {
            kiosk.id: later,
            display.id: other,
        }


def test_a_secret_is_kept_once_and_everybody_gets_that_one(storage: Storage) -> None:
    with storage.read() as unit:
        assert unit.secrets.get("certificate") is None
    assert storage.write(lambda unit: unit.secrets.add("certificate", b"\x00first")) == b"\x00first"
    assert storage.write(lambda unit: unit.secrets.add("certificate", b"second")) == b"\x00first"
    with storage.read() as unit:
        assert unit.secrets.get("certificate") == b"\x00first"
