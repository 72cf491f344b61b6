"""The guard: who stands behind a key and a session, and what ends them at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest

from nextpatient_desktop.clinic.door import SYSTEM, Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import SESSION_LASTS, Guard, digest_of, new_secret, secret_text
from nextpatient_desktop.clinic.ports import Contact, Storage, UnitOfWork
from nextpatient_desktop.clinic.staff.messages import (
    CloseStaff,
    ReopenStaff,
    SignIn,
    SignOut,
    StaffForm,
    UpdateStaff,
)
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.stations.pairing import KeyStation, PairedStation
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Role, Staff, StationKind
from tests.clinic.house import PASSWORD, House, refused

LOCAL = secret_text(bytes(range(32)))
SECOND = timedelta(seconds=1)
R = TypeVar("R")


class Full:
    """A storage on a disk that is full: it reads and does not write."""

    def __init__(self, storage: Storage) -> None:
        self.read = storage.read
        self.position = storage.position
        self.watch = storage.watch
        self.close = storage.close
        self.tried = 0

    def write(self, work: Callable[[UnitOfWork], R], /) -> R:
        self.tried += 1
        raise ClinicError("disk_full")


class Counting:
    """A storage that counts what is written."""

    def __init__(self, storage: Storage) -> None:
        self.read = storage.read
        self.position = storage.position
        self.watch = storage.watch
        self.close = storage.close
        self._write = storage.write
        self.written = 0

    def write(self, work: Callable[[UnitOfWork], R], /) -> R:
        self.written += 1
        return self._write(work)


class Gate:
    """A house with a guard, and stations that have keys."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.guard = Guard(house.storage, house.clock, local_key=LOCAL)
        self.anita = house.add_staff("Dr Anita Rao", "anita")

    def key(self, kind: StationKind = StationKind.COUNTER, name: str = "") -> PairedStation:
        return self.house.system.execute(KeyStation(kind=kind, name=name))

    def signed_in(self, paired: PairedStation, staff: Staff | None = None) -> str:
        return self.guard.begin_session(self.guard.actor(paired.key), (staff or self.anita).id)

    def code(self, key: str | None, session: str | None = None, *, is_local: bool = False) -> str:
        """What a key and a session are turned away with, empty where they are let in."""
        try:
            self.guard.actor(key, session, is_local=is_local)
        except ClinicError as refusal:
            return refusal.code
        return ""

    @property
    def contacts(self) -> list[Contact]:
        return list(self.house.read(lambda uow: uow.contacts.all()))


@pytest.fixture
def gate(house: House) -> Gate:
    return Gate(house)


def test_a_key_is_its_station(gate: Gate) -> None:
    one, other = gate.key(), gate.key(StationKind.KIOSK)
    assert one.station is not None
    assert other.station is not None
    assert gate.guard.actor(one.key) == Actor(station=one.station.id, kind=StationKind.COUNTER)
    assert gate.guard.actor(other.key) == Actor(station=other.station.id, kind=StationKind.KIOSK)
    assert len(one.key) == 43
    assert one.key != other.key


@pytest.mark.parametrize("key", [None, "", "x", "Ünïcödé", "0" * 4000])
def test_no_key_and_nobodys_key_are_not_paired(gate: Gate, key: str | None) -> None:
    gate.key()
    assert gate.code(key) == "not_paired"
    assert gate.code(key, is_local=True) == "not_paired"


def test_the_local_key_is_the_system_from_this_pc_only(gate: Gate) -> None:
    assert gate.guard.actor(LOCAL, is_local=True) == SYSTEM
    assert gate.code(LOCAL) == "not_paired"
    without = Guard(gate.house.storage, gate.house.clock)
    with pytest.raises(ClinicError, match="not_paired"):
        without.actor(LOCAL, is_local=True)


def test_a_revoked_key_is_told_so_at_once_also_by_another_host(gate: Gate) -> None:
    paired = gate.key()
    assert paired.station is not None
    other_host = Guard(gate.house.storage, gate.house.clock)
    assert other_host.actor(paired.key).station == paired.station.id
    gate.house.system.execute(CloseStation(station=paired.station.id))
    assert gate.code(paired.key) == "station_closed"
    with pytest.raises(ClinicError, match="station_closed"):
        other_host.actor(paired.key)


def test_a_key_revoked_by_another_process_has_ended_here(gate: Gate) -> None:
    paired = gate.key()
    assert paired.station is not None
    assert gate.code(paired.key) == ""
    other, _ = gate.house.place.open()
    try:
        with other.read() as uow:
            station = uow.stations.get(paired.station.id)
        assert station is not None
        other.write(
            lambda uow: uow.credentials.keep_key(station.id, digest_of("another"), gate.house.clock.now())
        )
    finally:
        other.close()
    assert gate.code(paired.key) == "not_paired"


def test_a_station_taken_into_use_again_has_its_key_but_no_session(gate: Gate) -> None:
    paired = gate.key()
    assert paired.station is not None
    session = gate.signed_in(paired)
    admin = gate.house.as_staff(gate.house.admin)
    close = CloseStation(station=paired.station.id)
    admin.execute(close)
    admin.execute(Undo(command=close.id))
    assert gate.code(paired.key) == ""
    assert gate.code(paired.key, session) == "session_ended"


def test_a_new_key_ends_the_old_one_and_who_is_signed_in(gate: Gate) -> None:
    paired = gate.key()
    assert paired.station is not None
    session = gate.signed_in(paired)
    again = gate.house.system.execute(KeyStation(kind=StationKind.COUNTER, station=paired.station.id))
    assert again.station == paired.station
    assert gate.code(paired.key) == "not_paired"
    assert gate.code(again.key) == ""
    assert gate.code(again.key, session) == "session_ended"


def test_a_session_is_its_staff_member_at_its_station_only(gate: Gate) -> None:
    one, other = gate.key(), gate.key()
    session = gate.signed_in(one)
    actor = gate.guard.actor(one.key, session)
    assert (actor.staff, actor.role, actor.kind) == (gate.anita.id, Role.DOCTOR, StationKind.COUNTER)
    assert gate.code(other.key, session) == "session_ended"
    assert gate.code(one.key, new_secret()) == "session_ended"
    assert gate.code("nobody's", session) == "not_paired"
    assert gate.guard.actor(one.key, "").staff is None


def test_the_system_needs_no_session(gate: Gate) -> None:
    assert gate.guard.begin_session(SYSTEM, gate.anita.id) == ""


def test_a_session_ends_after_sixteen_hours_and_when_it_is_ended(gate: Gate) -> None:
    paired = gate.key()
    session, other = gate.signed_in(paired), gate.signed_in(paired)
    gate.guard.end_session(other)
    gate.guard.end_session(other)
    assert gate.code(paired.key, other) == "session_ended"
    gate.house.clock.advance(SESSION_LASTS - SECOND)
    assert gate.code(paired.key, session) == ""
    gate.house.clock.advance(SECOND)
    assert gate.code(paired.key, session) == "session_ended"
    gate.house.clock.advance(SECOND)
    gate.signed_in(paired)
    assert gate.house.read(lambda uow: uow.credentials.session(digest_of(session))) is None


def test_a_session_from_a_clock_that_ran_ahead_does_not_last_for_ever(gate: Gate) -> None:
    paired = gate.key()
    gate.house.clock.advance(timedelta(days=3650))
    session = gate.signed_in(paired)
    gate.house.clock.advance(-timedelta(days=3650))
    assert gate.code(paired.key, session) == "session_ended"


def test_sessions_outlive_the_host(gate: Gate) -> None:
    paired = gate.key()
    session = gate.signed_in(paired)
    again = Guard(gate.house.storage, gate.house.clock)
    assert again.actor(paired.key, session).staff == gate.anita.id


def test_signing_out_ends_it_at_every_station(gate: Gate) -> None:
    one, other = gate.key(), gate.key()
    here, there = gate.signed_in(one), gate.signed_in(other)
    colleague = gate.signed_in(one, gate.house.admin)
    gate.house.door.acting_as(gate.guard.actor(one.key, here)).execute(SignOut())
    assert gate.code(one.key, here) == gate.code(other.key, there) == "session_ended"
    assert gate.code(one.key, colleague) == ""


def test_access_that_ended_ends_sessions_and_giving_it_back_brings_none_back(gate: Gate) -> None:
    paired = gate.key()
    session = gate.signed_in(paired)
    gate.house.system.execute(CloseStaff(staff=gate.anita.id))
    assert gate.code(paired.key, session) == "session_ended"
    gate.house.system.execute(ReopenStaff(staff=gate.anita.id))
    assert gate.code(paired.key, session) == "session_ended"


def test_access_that_ends_between_password_and_session_leaves_no_session(gate: Gate) -> None:
    paired = gate.key()
    gate.house.system.execute(CloseStaff(staff=gate.anita.id))
    with pytest.raises(ClinicError, match="session_ended"):
        gate.signed_in(paired)


def test_a_password_that_changes_between_sign_in_and_session_leaves_no_session(gate: Gate) -> None:
    paired = gate.key()
    at = gate.guard.actor(paired.key)
    gate.house.door.acting_as(at).execute(SignIn(login="anita", password=PASSWORD))
    form = StaffForm(name="Dr Anita Rao", login="anita", role=Role.DOCTOR)
    gate.house.system.execute(UpdateStaff(staff=gate.anita.id, form=form, password="another good one"))
    with pytest.raises(ClinicError, match="session_ended"):
        gate.guard.begin_session(at, gate.anita.id)
    gate.house.door.acting_as(at).execute(SignIn(login="anita", password="another good one"))
    assert gate.code(paired.key, gate.guard.begin_session(at, gate.anita.id)) == ""


def test_a_new_password_ends_sessions_and_a_new_name_does_not(gate: Gate) -> None:
    paired = gate.key()
    session = gate.signed_in(paired)
    form = StaffForm(name="Dr Anita Rao-Iyer", login="anita", role=Role.RECEPTION)
    gate.house.system.execute(UpdateStaff(staff=gate.anita.id, form=form))
    assert gate.guard.actor(paired.key, session).role is Role.RECEPTION
    gate.house.system.execute(UpdateStaff(staff=gate.anita.id, form=form, password="another good one"))
    assert gate.code(paired.key, session) == "session_ended"


def test_signing_in_at_a_station_over_the_wire_and_acting(gate: Gate) -> None:
    house = gate.house
    room = house.add_counter(house.add_department())
    paired = gate.key()
    at = gate.guard.actor(paired.key)
    staff = house.door.acting_as(at).execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    session = gate.guard.begin_session(at, staff.id)
    house.door.acting_as(gate.guard.actor(paired.key, session)).execute(SignOut())
    assert refused(house.door.acting_as(at), SignOut()).code == "not_allowed"


def test_no_secret_is_in_the_database_the_journal_or_an_outcome(gate: Gate) -> None:
    paired = gate.key()
    session = gate.signed_in(paired)
    stored = gate.house.everything_stored()
    assert digest_of(paired.key) in stored
    assert digest_of(session) in stored
    for secret in (paired.key, session):
        assert secret.encode() not in stored
    assert paired.key not in repr(paired)


# --- Contacts ---------------------------------------------------------------------------------------------


def station_of(paired: PairedStation) -> StationId:
    assert paired.station is not None
    return paired.station.id


def test_a_contact_is_stored_when_something_changed_and_once_a_minute(gate: Gate) -> None:
    station = station_of(gate.key(StationKind.KIOSK))
    clock = gate.house.clock
    gate.guard.seen(station, is_listening=True, to_come=0, version="1.0")
    first = clock.now()
    assert gate.contacts == [
        Contact(station=station, seen_at=first, is_listening=True, to_come=0, version="1.0")
    ]
    for _ in range(59):
        clock.advance(SECOND)
        gate.guard.seen(station)
    assert gate.contacts[0].seen_at == first
    clock.advance(SECOND)
    gate.guard.seen(station)
    assert gate.contacts[0].seen_at == first + 60 * SECOND
    clock.advance(SECOND)
    gate.guard.seen(station, to_come=3)
    assert gate.contacts[0] == Contact(
        station=station, seen_at=clock.now(), is_listening=True, to_come=3, version="1.0"
    )
    gate.guard.seen(station, is_listening=False)
    assert not gate.contacts[0].is_listening


def test_a_station_that_asks_without_listening_is_stored_more_often(gate: Gate) -> None:
    station = station_of(gate.key())
    gate.guard.seen(station)
    gate.house.clock.advance(5 * SECOND)
    gate.guard.seen(station)
    assert gate.contacts[0].seen_at == gate.house.clock.now()


def test_a_contact_from_a_clock_that_was_ahead_is_not_written_with_each_request(gate: Gate) -> None:
    station = station_of(gate.key(StationKind.KIOSK))
    gate.house.clock.advance(timedelta(days=400))
    gate.guard.seen(station, is_listening=True)
    gate.house.clock.instant -= timedelta(days=400)
    counting = Counting(gate.house.storage)
    guard = Guard(counting, gate.house.clock)
    for _ in range(5):
        guard.seen(station, is_listening=True)
    assert counting.written == 1


def test_a_full_disk_stops_no_request_and_is_not_tried_with_each(gate: Gate) -> None:
    paired = gate.key()
    full = Full(gate.house.storage)
    guard = Guard(full, gate.house.clock)
    for _ in range(5):
        assert guard.actor(paired.key).station == station_of(paired)
        guard.seen(station_of(paired), is_listening=True)
    assert full.tried == 1
    gate.house.clock.advance(60 * SECOND)
    guard.seen(station_of(paired))
    assert full.tried == 2


def test_of_many_requests_at_once_one_stores_the_contact(gate: Gate) -> None:
    station = station_of(gate.key())
    stored: list[int] = []
    write = gate.house.storage.write

    def counted(work: Callable[[UnitOfWork], R], /) -> R:
        stored.append(1)
        return write(work)

    gate.house.storage.write = counted  # type: ignore[method-assign]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: gate.guard.seen(station, is_listening=True, version="1.0"), range(200)))
    assert len(stored) == 1


def test_two_hosts_keep_one_contact(gate: Gate) -> None:
    station = station_of(gate.key())
    other = Guard(gate.house.storage, gate.house.clock)
    gate.guard.seen(station, is_listening=True, version="1.0")
    gate.house.clock.advance(SECOND)
    other.seen(station, to_come=2)
    (contact,) = gate.contacts
    assert (contact.is_listening, contact.to_come, contact.version) == (True, 2, "1.0")


def test_what_no_station_said_is_noted_of_none(gate: Gate) -> None:
    gate.guard.seen(None, is_listening=True)
    assert gate.contacts == []


def test_nonsense_from_a_station_is_cut_to_size(gate: Gate) -> None:
    station = station_of(gate.key())
    gate.guard.seen(station, to_come=-5, version="9" * 500)
    (contact,) = gate.contacts
    assert contact.to_come == 0
    assert len(contact.version) == 40
    gate.guard.seen(station, to_come=10**30)
    assert gate.contacts[0].to_come == 1_000_000


def test_a_contact_wakes_nobody(gate: Gate) -> None:
    station = station_of(gate.key())
    before = gate.house.storage.position()
    gate.guard.seen(station, is_listening=True)
    assert gate.house.storage.position() == before
