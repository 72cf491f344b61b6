"""Stations: how they are, how another one joins, new keys, out of use and back, and who may share."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.stations.pairing import (
    PAIRING_LASTS,
    KeyStation,
    OpenPairing,
    PairedStation,
    PairStation,
)
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.ui.settings.device import Connection
from nextpatient_desktop.ui.settings.pairing import PairingState, Phase
from nextpatient_desktop.ui.settings.presenter import Section
from nextpatient_desktop.ui.settings.stations import StationsPresenter, StationsState
from tests.ui.settings.office import Office

HOST = Connection(
    address="https://127.0.0.1:7390",
    fingerprint="river lamp cotton",
    is_own_host=True,
    host_addresses=("192.168.1.20",),
)


@pytest.fixture
def shared(office: Office) -> Office:
    """A clinic whose PC runs a host."""
    office.connection = HOST
    office.file.kept = replace(office.file.kept, shares_clinic=True)
    return office


def keyed(office: Office, kind: StationKind, name: str) -> Station:
    station = office.house.system.execute(KeyStation(kind=kind, name=name)).station
    assert station is not None
    return station


def heard(office: Office, station: Station, minutes_ago: int = 0, to_come: int = 0) -> None:
    contact = Contact(
        station=station.id,
        seen_at=office.house.clock.now() - timedelta(minutes=minutes_ago),
        is_listening=not minutes_ago,
        to_come=to_come,
        version="0.2.0",
    )
    office.house.storage.write(lambda uow: uow.contacts.save(contact))


def section(office: Office) -> StationsPresenter:
    return office.sign_in(Section.STATIONS).stations


def shown(office: Office) -> StationsState:
    return office.view.stations_panel.state


def pairing(office: Office) -> PairingState:
    state = shown(office).pairing
    assert state is not None
    return state


def pills(office: Office) -> dict[str, str]:
    rows = shown(office).list.rows
    return {row.title: row.trailing_pill.text if row.trailing_pill is not None else "" for row in rows}


def type_code(office: Office, code: str) -> PairedStation:
    return office.house.system.execute(PairStation(code=code))


def test_the_list_says_how_each_station_is(shared: Office) -> None:
    heard(shared, keyed(shared, StationKind.KIOSK, "Kiosk 1"))
    heard(shared, keyed(shared, StationKind.KIOSK, "Kiosk 2"), minutes_ago=18, to_come=14)
    keyed(shared, StationKind.DISPLAY, "Hall")
    shared.house.as_station(StationKind.DISPLAY, "Old display")
    section(shared)
    assert pills(shared) == {
        "Kiosk 1": "Here",
        "Kiosk 2": "Away since 08:42",
        "Hall": "Never seen",
        "Old display": "Not paired",
    }
    rows = {row.title: row.detail for row in shown(shared).list.rows}
    assert rows["Kiosk 2"] == "14 tokens to come · Kiosk"


def test_the_facts_of_a_station_stand_in_its_form(shared: Office) -> None:
    kiosk = keyed(shared, StationKind.KIOSK, "Kiosk 1")
    heard(shared, kiosk, minutes_ago=18, to_come=1)
    section(shared).chosen(kiosk.id)
    assert shown(shared).facts == (
        "Last heard of at 08:42",
        "1 token to come",
        f"Cut off from the clinic it gives numbers like A-{kiosk.series}07",
        "Program 0.2.0",
    )


def test_a_kiosk_joins_by_the_code_and_the_section_says_so_by_itself(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    assert stations.form is not None
    stations.edited(replace(stations.form.draft, name="Entrance"))
    stations.save()
    state = pairing(shared)
    assert state.phase is Phase.OPEN and state.seconds_left == PAIRING_LASTS.total_seconds()
    assert shown(shared).fingerprint == "river lamp cotton"
    shared.time.advance(10)
    assert pairing(shared).seconds_left == 110
    assert type_code(shared, state.code).station is not None
    shared.time.advance(3)
    assert pairing(shared).phase is Phase.JOINED and pairing(shared).name == "Entrance"
    stations.pairing_closed()
    assert shown(shared).pairing is None
    assert stations.form.draft.name == "Entrance"


def test_a_station_without_a_name_gets_the_next_free_one(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    type_code(shared, pairing(shared).code)
    shared.presenter.clinic_changed()
    shared.pass_on()
    assert pairing(shared).name == "Kiosk 1"


def test_wrong_codes_are_said_until_there_are_no_tries_left(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    wrong = "111111" if pairing(shared).code != "111 111" else "222222"
    type_code(shared, wrong)
    shared.time.advance(3)
    assert pairing(shared).tries_left == 4 and pairing(shared).phase is Phase.OPEN
    for _ in range(4):
        type_code(shared, wrong)
    shared.time.advance(3)
    assert pairing(shared).phase is Phase.USED_UP
    stations.renewed()
    assert pairing(shared).phase is Phase.OPEN and pairing(shared).tries_left is None


def test_a_code_whose_time_is_over_makes_room_for_a_new_one(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    first = pairing(shared).code
    shared.time.advance(PAIRING_LASTS.total_seconds() + 1)
    assert pairing(shared).phase is Phase.EXPIRED
    with pytest.raises(ClinicError):
        type_code(shared, first)
    stations.renewed()
    assert type_code(shared, pairing(shared).code).station is not None


def test_a_code_that_somebody_else_replaced_is_not_offered_any_more(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    shared.elsewhere.execute(OpenPairing(kind=StationKind.DISPLAY))
    shared.time.advance(3)
    assert pairing(shared).phase is Phase.REPLACED


def test_cancel_ends_the_pairing_at_once(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    code = pairing(shared).code
    stations.pairing_closed()
    assert shown(shared).pairing is None
    with pytest.raises(ClinicError) as refused:
        type_code(shared, code)
    assert refused.value.code == "pairing_closed"


def test_the_code_is_good_while_the_admin_looks_at_another_section(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    code = pairing(shared).code
    shared.presenter.section_chosen(Section.ROOMS)
    assert shared.view.question is None
    assert type_code(shared, code).station is not None
    shared.presenter.section_chosen(Section.STATIONS)
    shared.pass_on()
    assert pairing(shared).phase is Phase.JOINED


def test_another_program_gets_the_rights_that_were_chosen(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    assert stations.form is not None
    stations.edited(replace(stations.form.draft, kind=StationKind.INTEGRATION, name="Lab"))
    assert shown(shared).asks_rights and not shown(shared).rights_are_grave
    stations.edited(replace(stations.form.draft, acts_as=Role.RECEPTION))
    stations.save()
    station = type_code(shared, pairing(shared).code).station
    assert station is not None and (station.kind, station.acts_as) == (
        StationKind.INTEGRATION,
        Role.RECEPTION,
    )


def test_a_name_in_use_is_said_beside_it(shared: Office) -> None:
    keyed(shared, StationKind.KIOSK, "Entrance")
    stations = section(shared)
    stations.adding()
    assert stations.form is not None
    stations.edited(replace(stations.form.draft, name="Entrance"))
    stations.save()
    assert set(stations.form.errors) == {"name"} and shown(shared).pairing is None


def test_a_station_is_renamed_and_put_at_another_room(shared: Office) -> None:
    counter = keyed(shared, StationKind.COUNTER, "Counter 1")
    stations = section(shared)
    assert stations.form is not None
    assert shown(shared).asks_counter
    stations.edited(replace(stations.form.draft, name="OPD counter", counter=shared.room4.id))
    stations.save()
    kept = {one.id: one for one in shared.house.system.ask(Stations())}[counter.id]
    assert (kept.name, kept.counter) == ("OPD counter", shared.room4.id)


def test_a_new_key_ends_the_old_one_only_when_the_code_is_used(shared: Office) -> None:
    kiosk = keyed(shared, StationKind.KIOSK, "Kiosk 1")
    stations = section(shared)
    stations.chosen(kiosk.id)
    assert shown(shared).can_rekey
    stations.rekeying()
    assert pairing(shared).is_again and pairing(shared).name == "Kiosk 1"
    again = type_code(shared, pairing(shared).code).station
    assert again is not None and again.id == kiosk.id
    shared.time.advance(3)
    assert pairing(shared).phase is Phase.JOINED


def test_a_station_is_taken_out_of_use_and_used_again(shared: Office) -> None:
    kiosk = keyed(shared, StationKind.KIOSK, "Kiosk 1")
    heard(shared, kiosk, minutes_ago=5, to_come=3)
    stations = section(shared)
    stations.chosen(kiosk.id)
    stations.closing()
    assert shared.view.question is not None and "3 tokens" in shared.view.question.detail
    shared.answer("Take out of use")
    shared.pass_on()
    assert not shown(shared).list.rows and shown(shared).list.closed == 1
    stations.closed_shown(True)
    stations.chosen(kiosk.id)
    assert pills(shared) == {"Kiosk 1": "Out of use"} and shown(shared).can_reopen
    stations.rekeying()
    again = type_code(shared, pairing(shared).code).station
    assert again is not None and again.id == kiosk.id and again.is_active


def test_taking_out_of_use_can_be_undone(shared: Office) -> None:
    kiosk = keyed(shared, StationKind.KIOSK, "Kiosk 1")
    stations = section(shared)
    stations.chosen(kiosk.id)
    stations.closing()
    shared.answer("Take out of use")
    shared.pass_on()
    shared.presenter.undo()
    shared.pass_on()
    assert [one.name for one in shared.house.system.ask(Stations())] == ["Kiosk 1"]


def test_this_device_is_marked_and_keeps_its_own_key(shared: Office) -> None:
    counter = keyed(shared, StationKind.COUNTER, "Counter 1")
    shared.file.kept = replace(shared.file.kept, station=counter.id)
    section(shared)
    assert "this device" in shown(shared).list.rows[0].detail
    assert not shown(shared).can_close and not shown(shared).can_rekey


def test_without_a_host_the_section_offers_to_share(office: Office) -> None:
    keyed(office, StationKind.KIOSK, "Kiosk 1")
    stations = section(office)
    assert not shown(office).has_host and shown(office).can_share and pills(office) == {"Kiosk 1": ""}
    stations.sharing_switched(True)
    assert office.kept().shares_clinic and office.told[-1].shares_clinic
    office.pass_on()
    assert shown(office).shares_clinic
    assert office.notices.notices[-1].action is not None  # start again


def test_sharing_at_once_where_the_program_can(office: Office) -> None:
    calls: list[bool] = []
    office.device = replace(office.device, share_clinic=calls.append)
    office.reopen()
    section(office).sharing_switched(True)
    assert calls == [True] and office.kept().shares_clinic
    assert office.notices.texts == ["Other stations can join now"]


def test_sharing_that_fails_is_said_and_kept_nowhere(office: Office) -> None:
    def share(_is_on: bool) -> None:
        raise ClinicError("clinic_in_use")

    office.device = replace(office.device, share_clinic=share)
    office.reopen()
    section(office).sharing_switched(True)
    assert not office.kept().shares_clinic and len(office.notices.errors) == 1


def test_sharing_ends_only_after_a_question(shared: Office) -> None:
    section(shared).sharing_switched(False)
    assert shared.kept().shares_clinic
    shared.answer("Cancel")
    assert shared.kept().shares_clinic
    shared.presenter.stations.sharing_switched(False)
    shared.answer("Cut the others off")
    assert not shared.kept().shares_clinic


def test_no_code_is_in_what_a_state_says_of_itself(shared: Office) -> None:
    stations = section(shared)
    stations.adding()
    stations.save()
    assert pairing(shared).code not in repr(shown(shared))
