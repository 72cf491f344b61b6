"""Signing in and out: passwords, wrong tries, and who has which counter."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.clinic.staff.tries import SignInTries
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete
from nextpatient_desktop.domain.ids import CounterId, StaffId
from nextpatient_desktop.domain.model import Availability, StationKind
from tests.clinic.house import PASSWORD, House, refused, refused_and_unchanged


def sign_in(login: str = "anita", password: str = PASSWORD, counter: CounterId | None = None) -> SignIn:
    return SignIn(login=login, password=password, counter=counter)


def at(house: House, counter: CounterId) -> StaffId | None:
    found = house.read(lambda uow: uow.counters.get(counter))
    assert found is not None
    return found.staff


def availability(house: House, staff: StaffId) -> Availability:
    found = house.read(lambda uow: uow.staff.get(staff))
    assert found is not None
    return found.availability


def test_who_signs_in_at_a_counter_takes_it_and_is_available(house: House) -> None:
    room = house.add_counter(house.add_department())
    doctor = house.add_staff("Dr Anita Rao", "anita")
    signed_in = house.as_station(StationKind.COUNTER).execute(sign_in(counter=room.id))
    assert signed_in.availability is Availability.AVAILABLE
    assert at(house, room.id) == doctor.id

    house.as_staff(doctor).execute(SignOut())
    assert at(house, room.id) is None
    assert availability(house, doctor.id) is Availability.AWAY


def test_signing_in_for_the_settings_takes_no_counter(house: House) -> None:
    signed_in = house.as_station(StationKind.KIOSK).execute(sign_in("meera"))
    assert signed_in.availability is Availability.AWAY


def test_a_wrong_login_and_a_wrong_password_are_the_same_refusal_and_the_same_work(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    work = house.passwords.work
    wrong_password = refused_and_unchanged(house, house.door, sign_in(password="not hers"))
    after_password = house.passwords.work
    wrong_login = refused_and_unchanged(house, house.door, sign_in("nobody"))
    assert wrong_password == wrong_login == ClinicError("sign_in_refused")
    assert after_password - work == house.passwords.work - after_password == 1


def test_after_five_wrong_tries_even_the_right_password_waits(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    for _ in range(5):
        assert refused(house.door, sign_in(password="not hers")).code == "sign_in_refused"
    work = house.passwords.work
    assert refused(house.door, sign_in()) == ClinicError("sign_in_locked", seconds=30)
    assert house.passwords.work == work
    assert house.door.execute(sign_in("meera")).name == "Meera Nair"

    house.seconds += 29.5
    assert refused(house.door, sign_in(" ANITA")).params["seconds"] == 1
    house.seconds += 0.5
    assert house.door.execute(sign_in()).login == "anita"
    assert refused(house.door, sign_in(password="not hers")).code == "sign_in_refused"


def test_a_login_that_nobody_has_is_locked_the_same(house: House) -> None:
    for _ in range(5):
        refused(house.door, sign_in("nobody"))
    assert refused(house.door, sign_in("nobody")).code == "sign_in_locked"


def test_waiting_doubles_up_to_a_quarter_of_an_hour_and_is_forgotten() -> None:
    seconds = 0.0
    tries = SignInTries(lambda: seconds)
    waits = []
    for _ in range(12):
        while wait := tries.begin("anita"):
            waits.append(wait)
            seconds += wait
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    seconds += 3_700
    assert [tries.begin("anita") for _ in range(5)] == [0] * 5


def test_tries_at_a_thousand_logins_keep_no_more_than_that() -> None:
    tries = SignInTries(lambda: 0.0)
    for number in range(2_000):
        tries.begin(f"login{number}")
    assert len(tries._rows) <= 1_001


def test_somebody_who_forgot_to_sign_off_is_signed_off_by_the_next(house: House) -> None:
    room = house.add_counter(house.add_department())
    anita, farhan = house.add_staff("Dr Anita Rao", "anita"), house.add_staff("Dr Farhan Khan", "farhan")
    house.door.execute(sign_in(counter=room.id))
    house.door.execute(sign_in("farhan", counter=room.id))
    assert at(house, room.id) == farhan.id
    assert availability(house, anita.id) is Availability.AWAY
    assert availability(house, farhan.id) is Availability.AVAILABLE


def test_a_counter_with_a_patient_is_not_taken_from_its_doctor(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd)
    anita = house.add_staff("Dr Anita Rao", "anita")
    house.add_staff("Dr Farhan Khan", "farhan")
    house.door.execute(sign_in(counter=room.id))
    house.issue(opd)
    token = house.as_staff(anita).execute(CallNext(counter=room.id))

    refusal = refused_and_unchanged(house, house.door, sign_in("farhan", counter=room.id))
    assert refusal == ClinicError(
        "counter_taken", field="counter", counter="Room 3", staff="Dr Anita Rao", code="A-001"
    )
    assert refused_and_unchanged(house, house.as_staff(anita), SignOut()) == ClinicError(
        "counter_busy", counter="Room 3", code="A-001"
    )

    house.as_staff(anita).execute(Complete(token=token.id))
    house.door.execute(sign_in("farhan", counter=room.id))
    assert availability(house, anita.id) is Availability.AWAY


def test_what_yesterday_left_open_keeps_nobody_from_the_counter(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd)
    anita = house.add_staff("Dr Anita Rao", "anita")
    farhan = house.add_staff("Dr Farhan Khan", "farhan")
    house.door.execute(sign_in(counter=room.id))
    house.issue(opd)
    house.as_staff(anita).execute(CallNext(counter=room.id))

    house.clock.advance(timedelta(days=1))
    house.door.execute(sign_in("farhan", counter=room.id))
    assert at(house, room.id) == farhan.id


def test_a_doctor_who_changes_rooms_leaves_the_first_one(house: House) -> None:
    opd = house.add_department()
    first, second = house.add_counter(opd, name="Room 3"), house.add_counter(opd, name="Room 4")
    anita = house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(sign_in(counter=first.id))
    house.door.execute(sign_in(counter=second.id))
    assert (at(house, first.id), at(house, second.id)) == (None, anita.id)
    assert availability(house, anita.id) is Availability.AVAILABLE


def test_a_doctor_keeps_the_room_where_a_patient_is_while_she_opens_another(house: House) -> None:
    opd = house.add_department()
    first, second = house.add_counter(opd, name="Room 3"), house.add_counter(opd, name="Room 4")
    anita = house.add_staff("Dr Anita Rao", "anita")
    house.add_staff("Dr Farhan Khan", "farhan")
    house.door.execute(sign_in(counter=first.id))
    house.issue(opd)
    house.as_staff(anita).execute(CallNext(counter=first.id))
    house.door.execute(sign_in(counter=second.id))
    assert (at(house, first.id), at(house, second.id)) == (anita.id, anita.id)

    house.door.execute(sign_in("farhan", counter=second.id))
    assert availability(house, anita.id) is Availability.AVAILABLE


@pytest.mark.parametrize("password", ["", "three small words ", "Three small words"])
def test_a_password_is_taken_exactly(house: House, password: str) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    assert refused(house.door, sign_in(password=password)).code == "sign_in_refused"


def test_repeating_a_sign_in_needs_the_password_again(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    command = sign_in()
    house.door.execute(command)
    replayed = SignIn(id=command.id, login="anita", password="not hers")
    assert refused(house.door, replayed).code == "answer_not_kept"


def test_a_sign_in_is_in_the_journal_with_its_station(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    house.as_station(StationKind.COUNTER, "Room 3").execute(sign_in())
    (event,) = house.events("staff.signed_in")
    assert event.subject == doctor.id
    assert event.station is not None


def test_who_is_not_signed_in_can_not_sign_out(house: House) -> None:
    assert refused(house.door.acting_as(Actor()), SignOut()).code == "not_allowed"
