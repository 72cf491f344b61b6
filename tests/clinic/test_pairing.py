"""Pairing: a code that was shown is exchanged for a key, once, in time, within five tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.counters.messages import CloseCounter
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.clinic.stations.messages import CloseStation, RegisterStation
from nextpatient_desktop.clinic.stations.pairing import (
    PAIRING_LASTS,
    ClosePairing,
    KeyStation,
    OpenPairing,
    PairedStation,
    PairingCode,
    PairStation,
)
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.ids import CounterId, StationId, uuid7
from nextpatient_desktop.domain.model import Role, Station, StationKind
from tests.clinic.house import House, refused, refused_and_unchanged

MILLISECOND = timedelta(milliseconds=1)
NOWHERE = uuid7(0, bytes(10))


class Office:
    """An admin who opens pairings, and devices that try codes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.guard = Guard(house.storage, house.clock)
        self.admin: Clinic = house.as_staff(house.admin)

    def open(self, kind: StationKind = StationKind.KIOSK, **more: object) -> PairingCode:
        return self.admin.execute(OpenPairing(kind=kind, **more))  # type: ignore[arg-type]

    def try_code(self, code: str, kind: StationKind | None = None) -> PairedStation:
        return self.house.system.execute(PairStation(code=code, kind=kind))

    def refusal(self, code: str, kind: StationKind | None = None) -> ClinicError:
        return refused_and_unchanged(self.house, self.house.system, PairStation(code=code, kind=kind))

    def pair(self, kind: StationKind = StationKind.KIOSK, **more: object) -> tuple[Station, str]:
        paired = self.try_code(self.open(kind, **more).code)
        assert paired.station is not None
        return paired.station, paired.key

    def is_let_in(self, key: str) -> bool:
        try:
            self.guard.actor(key)
        except ClinicError:
            return False
        return True


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


def wrong(code: str) -> str:
    """Another code of six figures."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_is_exchanged_for_a_key(office: Office) -> None:
    room = office.house.add_counter(office.house.add_department())
    shown = office.open(StationKind.COUNTER, name="Room 3 PC", counter=room.id)
    assert (len(shown.code), shown.code.isdecimal()) == (6, True)
    lasts = shown.expires_at - office.house.clock.now()
    assert PAIRING_LASTS <= lasts < PAIRING_LASTS + timedelta(seconds=1)
    paired = office.try_code(shown.code, StationKind.COUNTER)
    assert paired.station is not None
    assert (paired.station.name, paired.station.kind, paired.station.counter) == (
        "Room 3 PC",
        StationKind.COUNTER,
        room.id,
    )
    assert office.guard.actor(paired.key).station == paired.station.id


def test_a_code_works_once(office: Office) -> None:
    shown = office.open()
    assert office.try_code(shown.code).station is not None
    assert office.refusal(shown.code).code == "pairing_closed"


@pytest.mark.parametrize("typed", ["{0}{1}{2} {3}{4}{5}", " {0}{1}-{2}{3}-{4}{5} "])
def test_a_code_is_read_as_people_type_it(office: Office, typed: str) -> None:
    assert office.try_code(typed.format(*office.open().code)).station is not None


def test_figures_of_another_script_are_the_same_code(office: Office) -> None:
    devanagari = "".join(chr(0x0966 + int(figure)) for figure in office.open().code)
    assert office.try_code(devanagari).station is not None


def test_of_two_devices_with_the_code_at_once_one_is_paired(office: Office) -> None:
    for _ in range(5):
        shown = office.open()

        def try_it(code: str = shown.code) -> str:
            try:
                paired = office.try_code(code)
            except ClinicError as refusal:
                return refusal.code
            return "paired" if paired.station else "wrong"

        with ThreadPoolExecutor(4) as pool:
            came = sorted(one.result() for one in [pool.submit(try_it) for _ in range(4)])
        assert came == ["paired", "pairing_closed", "pairing_closed", "pairing_closed"]


def test_of_many_wrong_tries_at_once_five_are_counted(office: Office) -> None:
    shown = office.open()
    codes = [f"{(int(shown.code) + step) % 1_000_000:06d}" for step in range(1, 13)]

    def try_it(code: str) -> int:
        try:
            return office.try_code(code).tries_left
        except ClinicError as refusal:
            assert refusal.code == "pairing_closed"
            return -1

    with ThreadPoolExecutor(12) as pool:
        left = sorted(pool.map(try_it, codes))
    assert left == [-1] * 7 + [0, 1, 2, 3, 4]


def test_five_wrong_tries_close_it_also_for_the_right_code(office: Office) -> None:
    shown = office.open()
    tries = [office.try_code(wrong(shown.code)) for _ in range(5)]
    assert [one.tries_left for one in tries] == [4, 3, 2, 1, 0]
    assert {(one.station, one.key) for one in tries} == {(None, "")}
    assert office.refusal(shown.code).code == "pairing_closed"
    assert [event.kind for event in office.house.events()].count("pairing.failed") == 5


def test_the_right_code_after_four_wrong_ones_works(office: Office) -> None:
    shown = office.open()
    for _ in range(4):
        office.try_code(wrong(shown.code))
    assert office.try_code(shown.code).station is not None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "no figures", "9" * 5000])
def test_what_is_no_code_costs_a_try_too(office: Office, code: str) -> None:
    office.open()
    assert office.try_code(code).tries_left == 4


def test_it_ends_after_two_minutes(office: Office) -> None:
    first = office.open()
    office.house.clock.instant = first.expires_at - MILLISECOND
    assert office.try_code(first.code).station is not None
    second = office.open()
    office.house.clock.instant = second.expires_at
    assert office.refusal(second.code).code == "pairing_closed"


def test_nothing_is_open_before_and_after(office: Office) -> None:
    assert office.refusal("000000").code == "pairing_closed"
    shown = office.open()
    office.admin.execute(ClosePairing())
    assert office.refusal(shown.code).code == "pairing_closed"
    before = office.house.storage.position()
    office.admin.execute(ClosePairing())
    assert office.house.storage.position() == before


def test_a_second_pairing_takes_the_place_of_the_first(office: Office) -> None:
    first, second = office.open(), office.open(StationKind.DISPLAY)
    if first.code != second.code:
        assert office.try_code(first.code).tries_left == 4
    paired = office.try_code(second.code)
    assert paired.station is not None
    assert paired.station.kind is StationKind.DISPLAY


def test_the_wrong_kind_of_device_is_told_and_loses_no_try(office: Office) -> None:
    shown = office.open(StationKind.DISPLAY)
    for code in (shown.code, wrong(shown.code)):
        assert office.refusal(code, StationKind.KIOSK) == ClinicError("pairing_kind_wrong", kind="display")
    assert office.try_code(wrong(shown.code), StationKind.DISPLAY).tries_left == 4
    assert office.try_code(shown.code, StationKind.DISPLAY).station is not None


def test_a_refused_try_leaves_nothing_behind(office: Office) -> None:
    """Whoever has no key at all could fill the disk with them."""
    before = office.house.everything_stored()
    for _ in range(20):
        office.refusal("000000")
    assert office.house.everything_stored() == before


def test_stations_without_a_name_are_numbered_by_kind(office: Office) -> None:
    names = [
        office.pair(kind)[0].name for kind in (StationKind.KIOSK, StationKind.KIOSK, StationKind.DISPLAY)
    ]
    assert names == ["Kiosk 1", "Kiosk 2", "Display 1"]


def test_what_is_wrong_is_said_when_it_is_opened(office: Office) -> None:
    house = office.house
    room = house.add_counter(house.add_department())
    house.system.execute(CloseCounter(counter=room.id))
    house.system.execute(RegisterStation(name="Entrance", kind=StationKind.KIOSK))
    counter = StationKind.COUNTER
    cases = {
        "name_taken": OpenPairing(kind=StationKind.KIOSK, name="ENTRANCE"),
        "counter_closed": OpenPairing(kind=counter, counter=room.id),
        "counter_unknown": OpenPairing(kind=counter, counter=CounterId(NOWHERE)),
        "station_unknown": OpenPairing(kind=counter, station=StationId(NOWHERE)),
        "rights_for_integrations": OpenPairing(kind=counter, acts_as=Role.ADMIN),
    }
    for code, command in cases.items():
        assert refused_and_unchanged(house, office.admin, command).code == code


def test_what_was_free_and_is_taken_by_now_stops_no_device(office: Office) -> None:
    house = office.house
    room = house.add_counter(house.add_department())
    shown = office.open(StationKind.COUNTER, name="Room 3 PC", counter=room.id)
    house.system.execute(RegisterStation(name="Room 3 PC", kind=StationKind.COUNTER))
    house.system.execute(CloseCounter(counter=room.id))
    station = office.try_code(shown.code).station
    assert station is not None
    assert (station.name, station.counter) == ("Room 3 PC 2", None)


def test_an_integration_gets_the_rights_that_the_admin_gave(office: Office) -> None:
    station, key = office.pair(StationKind.INTEGRATION, name="Appointments", acts_as=Role.RECEPTION)
    assert station.acts_as is Role.RECEPTION
    assert office.guard.actor(key).role is Role.RECEPTION


def test_pairing_a_station_anew_ends_its_old_key_only_with_the_exchange(office: Office) -> None:
    station, old = office.pair(StationKind.DISPLAY, name="Hall")
    shown = office.open(StationKind.KIOSK, name="not looked at", station=station.id)
    assert office.is_let_in(old)
    assert office.refusal(shown.code, StationKind.KIOSK).params == {"kind": "display"}
    paired = office.try_code(shown.code)
    assert paired.station == station
    assert not office.is_let_in(old)
    assert office.is_let_in(paired.key)


def test_a_closed_station_that_is_paired_anew_is_in_use_again(office: Office) -> None:
    station, old = office.pair(StationKind.DISPLAY, name="Hall")
    office.house.system.execute(CloseStation(station=station.id))
    paired = office.try_code(office.open(station=station.id).code)
    assert paired.station == station
    assert not office.is_let_in(old)
    assert office.is_let_in(paired.key)
    office.house.system.execute(CloseStation(station=station.id))
    office.house.system.execute(RegisterStation(name="HALL", kind=StationKind.DISPLAY))
    again = OpenPairing(kind=StationKind.DISPLAY, station=station.id)
    assert refused(office.admin, again).code == "name_taken"


def test_closing_a_station_closes_a_pairing_that_would_take_it_into_use_again(office: Office) -> None:
    station, _ = office.pair(StationKind.DISPLAY)
    shown = office.open(station=station.id)
    office.house.system.execute(CloseStation(station=station.id))
    assert office.refusal(shown.code).code == "pairing_closed"
    station, _ = office.pair(StationKind.DISPLAY)
    other = office.open()
    office.house.system.execute(CloseStation(station=station.id))
    assert office.try_code(other.code).station is not None


def test_a_kiosk_paired_or_keyed_anew_starts_a_series_that_nobody_had(office: Office) -> None:
    first, _ = office.pair()
    second, _ = office.pair()
    assert (first.series, second.series) == ("A", "B")
    again = office.try_code(office.open(station=first.id).code).station
    assert again is not None
    assert (again.id, again.name, again.series) == (first.id, first.name, "C")
    keyed = office.house.system.execute(KeyStation(kind=StationKind.KIOSK, station=second.id)).station
    assert keyed is not None
    assert keyed.series == "D"
    # A and B are on paper: they stay given, although no station has them now.
    assert office.pair()[0].series == "E"


def test_a_key_without_a_code_is_for_the_program_itself(office: Office) -> None:
    house = office.house
    paired = house.system.execute(KeyStation(kind=StationKind.COUNTER, name="Room 3 PC"))
    assert paired.station is not None
    assert office.guard.actor(paired.key).station == paired.station.id
    other = house.system.execute(KeyStation(kind=StationKind.COUNTER, name="Room 3 PC"))
    assert other.station is not None
    assert other.station.name == "Room 3 PC 2"
    for message in (KeyStation(kind=StationKind.COUNTER), PairStation(code="000000")):
        assert refused(office.admin, message).code == "not_allowed"


def test_a_key_for_a_station_out_of_use_or_unknown_is_refused(office: Office) -> None:
    station, _ = office.pair(StationKind.COUNTER, name="Desk")
    office.house.system.execute(CloseStation(station=station.id))
    kind = StationKind.COUNTER
    closed = refused(office.house.system, KeyStation(kind=kind, station=station.id))
    assert closed == ClinicError("station_closed", station="Desk")
    unknown = refused(office.house.system, KeyStation(kind=kind, station=StationId(NOWHERE)))
    assert unknown.code == "station_unknown"


def test_the_journal_says_who_opened_it_and_which_station_got_a_key(office: Office) -> None:
    station, _ = office.pair(name="Entrance")
    opened, registered, paired = office.house.events()[-3:]
    assert [one.kind for one in (opened, registered, paired)] == [
        "pairing.opened",
        "station.registered",
        "station.paired",
    ]
    assert opened.staff == office.house.admin.id
    assert paired.subject == registered.subject == station.id
    assert str(office.house.admin.id) in paired.body
    assert "Entrance" not in paired.body + registered.body + opened.body


def test_neither_code_nor_key_is_kept_or_told_twice(office: Office) -> None:
    command = OpenPairing(kind=StationKind.KIOSK)
    shown = office.admin.execute(command)
    exchange = PairStation(code=shown.code)
    paired = office.house.system.execute(exchange)
    stored = office.house.everything_stored()
    assert paired.key.encode() not in stored
    assert shown.code.encode() not in stored
    for said in (repr(shown), repr(exchange), repr(paired)):
        assert shown.code not in said
        assert paired.key not in said
    assert refused(office.admin, command).code == "answer_not_kept"
    assert refused(office.house.system, exchange).code == "answer_not_kept"


def test_nothing_of_it_is_taken_back(office: Office) -> None:
    command = OpenPairing(kind=StationKind.KIOSK)
    office.admin.execute(command)
    assert refused(office.admin, Undo(command=command.id)).code == "undo_impossible"
    closing = ClosePairing()
    office.admin.execute(closing)
    assert refused(office.admin, Undo(command=closing.id)).code == "undo_impossible"
