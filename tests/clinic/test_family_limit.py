"""How often a kiosk may ask who shares a phone, and what is kept of its asking."""

import pytest

from nextpatient_desktop.clinic.door import Clinic, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.asking import FamilyLimit
from nextpatient_desktop.clinic.patients.messages import FamilyOf, PatientForm, RegisterPatient
from nextpatient_desktop.clinic.remembering import FORGOTTEN_AFTER, MOST_ROWS, Remembered
from nextpatient_desktop.domain.model import StationKind
from tests.clinic.house import House, refused, refused_and_unchanged

PHONE = "9845031777"


@pytest.fixture
def kiosk(house: House) -> Clinic:
    for name in ("Anita Joshi", "Ravi Joshi"):
        house.system.execute(RegisterPatient(form=PatientForm(name=name, phone=PHONE)))
    return house.as_station(StationKind.KIOSK)


def test_twelve_a_minute_and_then_it_waits(house: House, kiosk: Clinic) -> None:
    for number in range(12):
        house.seconds = number * 2.0
        assert len(kiosk.execute(FamilyOf(phone=PHONE))) == 2
    refusal = refused_and_unchanged(house, kiosk, FamilyOf(phone=PHONE))
    assert refusal == ClinicError("asked_too_often", seconds=38)
    other = house.as_station(StationKind.KIOSK, "Kiosk 2")
    assert other.execute(FamilyOf(phone=PHONE))
    house.seconds = 60.0
    assert kiosk.execute(FamilyOf(phone=PHONE))
    assert refused(kiosk, FamilyOf(phone=PHONE)).params["seconds"] == 2


def test_the_refusal_is_no_answer_to_keep(house: House, kiosk: Clinic) -> None:
    for _ in range(12):
        kiosk.execute(FamilyOf(phone=PHONE))
    command = FamilyOf(phone=PHONE)
    assert refused(kiosk, command).code == "asked_too_often"
    house.seconds = 61.0
    assert len(kiosk.execute(command)) == 2


def test_staff_are_not_stopped(house: House, kiosk: Clinic) -> None:
    admin = house.as_staff(house.admin)
    for _ in range(20):
        assert len(admin.execute(FamilyOf(phone=PHONE))) == 2


def test_what_is_no_number_costs_nothing(house: House, kiosk: Clinic) -> None:
    for _ in range(20):
        assert kiosk.execute(FamilyOf(phone="")) == ()
        assert refused(kiosk, FamilyOf(phone="12")).code == "phone_invalid"
    assert kiosk.execute(FamilyOf(phone=PHONE))


def test_the_journal_says_how_many_were_shown_and_not_of_whom(house: House, kiosk: Clinic) -> None:
    command = FamilyOf(phone=PHONE)
    kiosk.execute(command)
    kiosk.execute(FamilyOf(phone="9845031778"))
    one, none = house.events("patients.family_asked")
    assert '"shown":2' in one.body
    assert '"shown":0' in none.body
    assert PHONE not in one.body
    outcome = house.read(lambda uow: uow.outcomes.get(command.id))
    assert outcome is not None
    assert outcome.answer is None
    assert PHONE not in repr(command)
    assert refused(kiosk, command).code == "answer_not_kept"


def test_three_hundred_an_hour() -> None:
    seconds = 0.0
    limit = FamilyLimit(lambda: seconds)
    for _ in range(300):
        assert limit.begin("kiosk", new_command_id()) == 0
        seconds += 6.0
    assert limit.begin("kiosk", new_command_id()) == 1800
    seconds += 1800.0
    assert limit.begin("kiosk", new_command_id()) == 0


def test_a_question_whose_transaction_runs_twice_counts_once() -> None:
    limit = FamilyLimit(lambda: 0.0)
    question = new_command_id()
    for _ in range(50):
        assert limit.begin("kiosk", question) == 0
    for _ in range(11):
        assert limit.begin("kiosk", new_command_id()) == 0
    assert limit.begin("kiosk", new_command_id()) == 60
    assert limit.begin("kiosk", question) == 0


def test_what_is_remembered_is_forgotten_and_never_too_much() -> None:
    seconds = 0.0
    rows: Remembered[list[int]] = Remembered(list, lambda: seconds)
    rows.use("old").append(1)
    seconds = FORGOTTEN_AFTER
    rows.use("kept").append(1)
    assert rows.use("old") == [1]
    seconds += FORGOTTEN_AFTER + 1
    assert rows.use("old") == []
    assert len(rows) == 1
    rows.use("first")
    for number in range(MOST_ROWS * 2):
        rows.use("old")
        rows.use(str(number))
    assert len(rows) == MOST_ROWS
    assert rows.use("first") == []
