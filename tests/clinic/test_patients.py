"""Patients: their records, whose visit it is, and how they are found again."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import (
    FamilyOf,
    FindPatients,
    IdentifyVisit,
    PatientForm,
    PatientHistory,
    RegisterPatient,
    UpdatePatient,
)
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, Undo
from nextpatient_desktop.domain.ids import PatientId, uuid7
from nextpatient_desktop.domain.model import Gender, Patient, Role, StationKind, TokenState
from tests.clinic.house import House, refused, refused_and_unchanged


def register(house: House, name: str = "Anita Joshi", phone: str = "", **more: object) -> Patient:
    form = PatientForm(name=name, phone=phone, **more)  # type: ignore[arg-type]
    return house.system.execute(RegisterPatient(form=form))


def found(house: House, text: str, limit: int = 20) -> list[str]:
    return [one.name for one in house.system.ask(FindPatients(text=text, limit=limit))]


def test_a_record_is_made_with_its_number(house: House) -> None:
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    form = PatientForm(
        name="  Anita   Joshi ",
        phone="+91 98450-31777",
        age=34,
        gender=Gender.FEMALE,
        address="12 Station Road\nPune",
        language="hi",
        abha="91-1234-5678-9012",
        consents_to_messages=True,
    )
    made = reception.execute(RegisterPatient(form=form))
    assert made.record_number == "P-000001"
    assert (made.name, made.phone, made.birth_year) == ("Anita Joshi", "9845031777", 1992)
    assert (made.abha, made.language, made.consents_to_messages) == ("91123456789012", "hi", True)
    assert register(house, "Ravi Joshi").record_number == "P-000002"


def test_only_the_name_is_needed(house: House) -> None:
    made = register(house, "Anita")
    assert (made.phone, made.birth_year, made.gender, made.abha) == ("", None, None, "")


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": " \t "}, "text_empty", "name"),
        ({"name": "x" * 121}, "text_too_long", "name"),
        ({"phone": "98450 ABCDE"}, "phone_invalid", "phone"),
        ({"phone": "12345"}, "phone_invalid", "phone"),
        ({"age": 131}, "age_invalid", "age"),
        ({"age": -1}, "age_invalid", "age"),
        ({"birth_year": 2027}, "birth_year_invalid", "birth_year"),
        ({"birth_year": 1800}, "birth_year_invalid", "birth_year"),
        ({"abha": "1234"}, "abha_invalid", "abha"),
        ({"address": "x" * 501}, "text_too_long", "address"),
        ({"language": "xx"}, "language_unknown", "language"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    house: House, wrong: dict[str, object], code: str, field: str
) -> None:
    patient = register(house, "Ravi Joshi")
    form = PatientForm(**{"name": "Anita Joshi", **wrong})  # type: ignore[arg-type]
    for command in (RegisterPatient(form=form), UpdatePatient(patient=patient.id, form=form)):
        refusal = refused_and_unchanged(house, house.system, command)
        assert (refusal.code, refusal.params["field"]) == (code, field)
    assert found(house, "Joshi") == ["Ravi Joshi"]


def test_a_refused_record_takes_no_number(house: House) -> None:
    refused(house.system, RegisterPatient(form=PatientForm(name="")))
    assert register(house).record == 1


def test_an_abha_number_belongs_to_one_record(house: House) -> None:
    first = register(house, abha="91-1234-5678-9012")
    again = PatientForm(name="A. Joshi", abha="91 1234 5678 9012")
    refusal = refused_and_unchanged(house, house.system, RegisterPatient(form=again))
    assert refusal == ClinicError("abha_taken", field="abha", record="P-000001")
    assert house.system.execute(UpdatePatient(patient=first.id, form=again)).name == "A. Joshi"


def test_the_age_is_counted_in_the_clinics_year(house: House) -> None:
    house.clock.instant = house.clock.instant.replace(month=12, day=31, hour=20)  # past midnight in India
    assert register(house, age=0).birth_year == 2027


def test_nothing_that_identifies_a_patient_is_in_the_journal(house: House) -> None:
    patient = register(
        house, "Anita Joshi", "9845031777", address="Station Road", abha="91123456789012", birth_year=1992
    )
    form = PatientForm(name="Anita Sharma", phone="9845031778", birth_year=1993)
    house.system.execute(UpdatePatient(patient=patient.id, form=form))
    journal = " ".join(event.body for event in house.events())
    for word in ("Anita", "Joshi", "Sharma", "984503", "Station", "9112345", "1992", "1993"):
        assert word not in journal
    assert [one.kind for one in house.events() if one.subject == patient.id] == [
        "patient.registered",
        "patient.updated",
    ]


def test_a_patient_is_registered_at_a_visit(house: House) -> None:
    token = house.issue(house.add_department())
    made = house.system.execute(RegisterPatient(form=PatientForm(name="Anita Joshi"), visit=token.visit))
    visit = house.read(lambda uow: uow.visits.get(token.visit))
    assert visit is not None and visit.patient == made.id


def test_a_visit_is_given_to_whom_it_is_and_the_mistake_taken_back(house: House) -> None:
    token = house.issue(house.add_department())
    anita, ravi = register(house, "Anita Joshi"), register(house, "Ravi Joshi")
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    reception.execute(IdentifyVisit(visit=token.visit, patient=anita.id))
    command = IdentifyVisit(visit=token.visit, patient=ravi.id)
    assert reception.execute(command) == ravi

    reception.execute(Undo(command=command.id))
    visit = house.read(lambda uow: uow.visits.get(token.visit))
    assert visit is not None and visit.patient == anita.id


def test_a_correction_is_taken_back_whole(house: House) -> None:
    patient = register(house, "Anita Joshi", "9845031777", birth_year=1992)
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    command = UpdatePatient(patient=patient.id, form=PatientForm(name="Somebody Else"))
    reception.execute(command)
    reception.execute(Undo(command=command.id))
    assert house.read(lambda uow: uow.patients.get(patient.id)) == patient
    assert found(house, "anita") == ["Anita Joshi"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("joshi", ["Anita Joshi", "Ravi Joshi"]),
        ("JOS ani", ["Anita Joshi"]),
        ("anita joshi", ["Anita Joshi"]),
        ("shi", []),
        ("अनीता", ["अनीता देशपांडे"]),
        ("देश अनी", ["अनीता देशपांडे"]),
        ("முரு", ["முருகன் செல்வம்"]),
        ("98450", ["Anita Joshi", "Ravi Joshi"]),
        ("+91 98450 31777", ["Anita Joshi", "Ravi Joshi"]),
        ("098450-31777", ["Anita Joshi", "Ravi Joshi"]),
        ("919845031777", ["Anita Joshi", "Ravi Joshi"]),
        ("९८४५०", ["Anita Joshi", "Ravi Joshi"]),
        ("+44 20 7946", ["Md. Irfan D'Souza"]),
        ("P-000002", ["Ravi Joshi"]),
        ("p2", ["Ravi Joshi"]),
        ("P-2", ["Ravi Joshi"]),
        ("2", ["Ravi Joshi"]),
        ("P-98450", []),
        ("91-1234-5678", ["अनीता देशपांडे"]),
        ("ravi 98450", ["Ravi Joshi"]),
        ("irfan", ["Md. Irfan D'Souza"]),
        ("", []),
        ("  - ", []),
        ("%", []),
        ("_", []),
        ("9" * 40, []),
    ],
)
def test_patients_are_found_by_what_is_typed(house: House, text: str, names: list[str]) -> None:
    register(house, "Anita Joshi", "9845031777")
    register(house, "Ravi Joshi", "9845031777")
    register(house, "अनीता देशपांडे", abha="91123456789012")
    register(house, "முருகன் செல்வம்")
    register(house, "Md. Irfan D'Souza", "+44 20 7946 0958")
    assert found(house, text) == names


@pytest.mark.parametrize("text", ["dsouza", "d'souza", "D’Souza", "mary", "jose", "josé"])
def test_punctuation_and_accents_keep_nobody_from_being_found(house: House, text: str) -> None:
    register(house, "Joseph-Mary D'Souza José")
    assert found(house, text) == ["Joseph-Mary D'Souza José"]


def test_the_best_comes_first_and_no_more_than_asked(house: House) -> None:
    for name in ("Joshi Bhanu", "Ravi Joshi", "Joshila Nair", "Joshi"):
        register(house, name)
    assert found(house, "joshi") == ["Joshi", "Joshi Bhanu", "Ravi Joshi", "Joshila Nair"]
    assert found(house, "joshi", limit=2) == ["Joshi", "Joshi Bhanu"]
    assert found(house, "joshi", limit=0) == []


def test_a_whole_phone_number_comes_before_a_record_number_that_begins_alike(house: House) -> None:
    register(house, "First", "2222222222")
    register(house, "Second")
    assert found(house, "2") == ["Second", "First"]


def test_patients_are_for_staff_only(house: House) -> None:
    patient = register(house)
    nowhere = house.as_station(StationKind.COUNTER)
    for question in (FindPatients(text="anita"), PatientHistory(patient=patient.id)):
        assert refused(nowhere, question).code == "not_allowed"
    assert refused(nowhere, RegisterPatient(form=PatientForm(name="X"))).code == "not_allowed"


def test_a_kiosk_shows_a_family_by_first_names_and_initials(house: House) -> None:
    opd = house.add_department()
    house.issue(opd, phone="9845031777")
    register(house, "Dr. Anita Joshi", "9845031777")
    register(house, "Ravi", "9845031777")
    register(house, "Somebody Else", "9845031778")
    family = house.as_station(StationKind.KIOSK).execute(FamilyOf(phone="98450 31777"))
    assert [one.shown for one in family] == ["P-000001", "Anita J.", "Ravi"]
    kiosk = house.as_station(StationKind.KIOSK, "Kiosk 2")
    assert kiosk.execute(FamilyOf(phone="")) == ()
    assert refused(kiosk, FamilyOf(phone="abc")) == ClinicError("phone_invalid", field="phone")
    assert refused(house.as_station(StationKind.DISPLAY), FamilyOf(phone="9")).code == "not_allowed"


def test_a_history_tells_visits_newest_first_with_what_happened(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd)
    patient = register(house)
    for day in range(3):
        token = house.issue(opd)
        house.system.execute(IdentifyVisit(visit=token.visit, patient=patient.id))
        if day == 0:
            called = house.system.execute(CallNext(counter=room.id))
            house.system.execute(Complete(token=called.id))
        house.clock.advance(timedelta(days=1))

    history = house.system.ask(PatientHistory(patient=patient.id, limit=2))
    assert (history.patient, history.visit_count) == (patient, 3)
    assert [one.day.day for one in history.visits] == [22, 21]

    first = house.system.ask(PatientHistory(patient=patient.id)).visits[-1]
    (told,) = first.tokens
    assert (first.code, told.department, told.counter, told.state) == (
        "A-001",
        "General OPD",
        "Room 3",
        TokenState.COMPLETED,
    )
    assert told.ended_at is not None


def test_an_unknown_patient_is_said(house: House) -> None:
    nobody = PatientId(uuid7(0, bytes(10)))
    assert refused(house.system, PatientHistory(patient=nobody)).code == "patient_unknown"
    command = UpdatePatient(patient=nobody, form=PatientForm(name="Anita"))
    assert refused_and_unchanged(house, house.system, command).code == "patient_unknown"
