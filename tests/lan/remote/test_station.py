"""A station on the LAN: the same answers and the same refusals as in process, and who acts there."""

from datetime import timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.documents.messages import AttachDocument, DocumentContent
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic, Query, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Journal
from nextpatient_desktop.clinic.patients.messages import FindPatients
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut, StaffForm, StaffMembers, UpdateStaff
from nextpatient_desktop.clinic.stations.messages import CloseStation, Stations
from nextpatient_desktop.clinic.stations.pairing import StationStates
from nextpatient_desktop.clinic.tokens.messages import CallNext, Cancel, IssueToken, Recall
from nextpatient_desktop.clinic.tokens.questions import Board, NowServing
from nextpatient_desktop.domain.ids import StaffId, TokenId, VisitId
from nextpatient_desktop.domain.model import DocumentKind, Role, Staff, StationKind, TokenState
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.clinic.hall import Hall
from tests.clinic.house import PASSWORD, refused
from tests.documents.samples import pdf
from tests.lan.remote.hosted import Hosted


def signed_in(station: Clinic, login: str) -> tuple[Staff, Clinic]:
    """Whoever has this login, and the clinic as they see it from this station."""
    staff = station.execute(SignIn(login=login, password=PASSWORD))
    return staff, station.acting_as(Actor(staff=staff.id, role=staff.role))


def test_a_station_gets_what_a_caller_in_process_gets(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    hall.issue()
    hall.call()
    _, desk = signed_in(hosted.station(), "fatima")
    board = Board(counter=hall.room3.id)
    queries: list[Query[Any]] = [Departments(), Counters(), ClinicDetails(), board, NowServing()]
    for query in queries:
        assert desk.ask(query) == hall.desk.ask(query)


def test_refusals_arrive_as_they_were_raised(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    token = hall.issue().token
    _, rao = signed_in(hosted.station(), "rao")
    assert refused(rao, Recall(token=token)) == refused(hall.at3, Recall(token=token))
    other = CallNext(counter=hall.lab_desk.id)
    assert refused(rao, other) == ClinicError("counter_not_yours", counter="Lab window")


def test_a_kiosk_may_what_kiosks_may_and_no_more(hosted: Hosted) -> None:
    department = hosted.house.add_department()
    kiosk = hosted.station(StationKind.KIOSK)
    issued = kiosk.execute(IssueToken(department=department.id))
    assert kiosk.execute(Cancel(token=issued.token)).state is TokenState.CANCELLED
    assert refused(kiosk, FindPatients(text="a")) == ClinicError("not_allowed")
    assert refused(kiosk.acting_as(SYSTEM), StaffMembers()) == ClinicError("not_allowed")


def test_the_journal_knows_the_station_and_the_staff(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    rao, clinic = signed_in(hosted.station(), "rao")
    hall.issue()
    clinic.execute(CallNext(counter=hall.room3.id))
    called = hosted.house.events("token.called")[-1]
    station = next(one for one in hosted.house.system.ask(Stations()) if one.kind is StationKind.COUNTER)
    assert (called.staff, called.station) == (rao.id, station.id)


def test_the_journal_can_be_read_with_its_hashes(hosted: Hosted) -> None:
    _, meera = signed_in(hosted.station(), "meera")
    events = meera.ask(Journal())
    assert events == hosted.house.system.ask(Journal())
    assert len(events[-1].hash) == 32


def test_two_people_can_be_signed_in_at_one_station(hosted: Hosted) -> None:
    hall = Hall(hosted.house)
    station = hosted.station()
    _, rao = signed_in(station, "rao")
    _, sen = signed_in(station, "sen")
    rao.execute(SignOut())
    hall.issue()
    assert refused(rao, CallNext(counter=hall.room3.id)) == ClinicError("session_ended")
    assert sen.execute(CallNext(counter=hall.room4.id)).state is TokenState.CALLED


def test_one_person_can_be_signed_in_twice_at_a_station(hosted: Hosted) -> None:
    station = hosted.station()
    _, first = signed_in(station, "meera")
    _, second = signed_in(station, "meera")
    assert first.ask(StaffMembers()) == second.ask(StaffMembers())


def test_nobody_acts_as_somebody_who_did_not_sign_in_here(hosted: Hosted) -> None:
    admin = hosted.house.admin
    other, station = hosted.station(), hosted.station()
    signed_in(other, "meera")
    stranger = station.acting_as(Actor(staff=admin.id, role=Role.ADMIN))
    assert refused(stranger, StaffMembers()) == ClinicError("session_ended")
    patient = station.acting_as(Actor(visit=VisitId(hosted.house.admin.id)))
    assert refused(patient, NowServing()) == ClinicError("not_allowed")


def test_a_session_that_the_host_ended_is_not_shown_again(hosted: Hosted) -> None:
    house = hosted.house
    rao = house.add_staff("Dr Rao", "rao", Role.ADMIN)
    _, clinic = signed_in(hosted.station(), "rao")
    house.clock.advance(timedelta(hours=17))
    assert refused(clinic, StaffMembers()) == ClinicError("session_ended")
    assert refused(clinic, StaffMembers()) == ClinicError("session_ended")
    assert signed_in(hosted.station(), "rao")[0].id == rao.id


def test_a_changed_password_ends_the_session(hosted: Hosted) -> None:
    house = hosted.house
    rao = house.add_staff("Dr Rao", "rao", Role.ADMIN)
    _, clinic = signed_in(hosted.station(), "rao")
    form = StaffForm(name=rao.name, login=rao.login, role=rao.role)
    house.system.execute(UpdateStaff(staff=rao.id, form=form, password="another password"))
    assert refused(clinic, StaffMembers()) == ClinicError("session_ended")


def test_a_wrong_key_is_nobodys(hosted: Hosted) -> None:
    assert refused(hosted.station(key="x" * 43), NowServing()) == ClinicError("not_paired")


def test_a_revoked_station_is_told_so(hosted: Hosted) -> None:
    station = hosted.station(StationKind.DISPLAY)
    station.ask(NowServing())
    (known,) = hosted.house.system.ask(Stations())
    hosted.house.system.execute(CloseStation(station=known.id))
    assert refused(station, NowServing()).code == "station_closed"


def test_the_same_command_twice_acts_once(hosted: Hosted) -> None:
    department = hosted.house.add_department()
    kiosk = hosted.station(StationKind.KIOSK)
    command = IssueToken(id=new_command_id(), department=department.id)
    assert kiosk.execute(command) == kiosk.execute(command)
    assert refused(kiosk, Cancel(id=command.id, token=TokenId(department.id))).code == "command_id_reused"


def test_a_document_travels_there_and_back(hosted: Hosted) -> None:
    issued = hosted.house.issue(hosted.house.add_department())
    _, clinic = signed_in(hosted.station(), "meera")
    data = pdf()
    sha256 = clinic.put_blob(data)
    document = clinic.execute(
        AttachDocument(visit=issued.visit, kind=DocumentKind.REPORT, title="Blood", sha256=sha256)
    )
    content = clinic.ask(DocumentContent(document=document.id))
    assert (content.document, content.data) == (document, data)


def test_what_is_no_document_is_refused(hosted: Hosted) -> None:
    station = hosted.station()
    _, clinic = signed_in(station, "meera")
    with pytest.raises(ClinicError, match="document_too_large"):
        clinic.put_blob(bytes(21 * 1024 * 1024))
    with pytest.raises(ClinicError, match="document_kind_unknown"):
        clinic.put_blob(b"MZ and no more")
    with pytest.raises(ClinicError, match="not_allowed"):
        station.put_blob(pdf())


def test_the_host_is_told_what_is_to_come(hosted: Hosted) -> None:
    kiosk = hosted.station(StationKind.KIOSK)
    kiosk.to_come = 7
    kiosk.ask(NowServing())
    (state,) = hosted.house.system.ask(StationStates())
    assert (state.to_come, state.version) == (7, "1.0")


def test_a_stations_state_is_that_of_its_last_contact(hosted: Hosted) -> None:
    station = hosted.station()
    assert station.last_contact() is None
    station.ask(NowServing())
    assert station.state().is_connected
    contact = station.last_contact()
    assert contact is not None
    assert timedelta(0) <= contact - hosted.house.clock.now() < timedelta(seconds=5)


def test_a_closed_clinic_says_so(hosted: Hosted) -> None:
    station = hosted.station()
    station.ask(NowServing())
    station.close()
    station.close()
    assert refused(station, NowServing()) == ClinicError("clinic_closed")
    assert refused(station.acting_as(SYSTEM), NowServing()) == ClinicError("clinic_closed")


@pytest.mark.parametrize(
    ("address", "pin", "key"),
    [
        ("http://127.0.0.1:1", "00" * 32, "k"),
        ("https://", "00" * 32, "k"),
        ("https://127.0.0.1:1", "00", "k"),
        ("https://127.0.0.1:1", "00" * 32, "k\r\nnextpatient-staff: x"),
    ],
)
def test_what_makes_no_sense_is_not_connected_to(address: str, pin: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"address|pin|header"):
        RemoteClinic(address, pin, key)


def test_the_programs_own_key_stands_for_the_system(hosted: Hosted) -> None:
    local = hosted.station(key=hosted.local_key)
    assert local.ask(StaffMembers()) == hosted.house.system.ask(StaffMembers())
    staff, clinic = signed_in(local, "meera")
    assert staff.id == StaffId(hosted.house.admin.id)
    assert clinic.ask(StaffMembers())
