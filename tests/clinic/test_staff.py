"""Staff: who works here, who may change that, and who takes patients now."""

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import (
    AddStaff,
    CloseStaff,
    ReopenStaff,
    SetAvailability,
    SignIn,
    StaffForm,
    StaffMembers,
    UpdateStaff,
)
from nextpatient_desktop.clinic.tokens.messages import CallNext
from nextpatient_desktop.domain.model import Availability, BreakReason, Role, Staff, StationKind
from tests.clinic.house import PASSWORD, House, refused, refused_and_unchanged


def add(name: str = "Dr Anita Rao", login: str = "anita", password: str = PASSWORD) -> AddStaff:
    return AddStaff(form=StaffForm(name=name, login=login, role=Role.DOCTOR), password=password)


def stored(house: House, staff: Staff) -> Staff:
    found = house.read(lambda uow: uow.staff.get(staff.id))
    assert found is not None
    return found


def test_an_admin_adds_staff_who_can_sign_in(house: House) -> None:
    made = house.as_staff(house.admin).execute(add(name=" Dr  Anita Rao", login=" Anita "))
    assert (made.name, made.login, made.availability) == ("Dr Anita Rao", "Anita", Availability.AWAY)
    assert house.door.execute(SignIn(login="ANITA", password=PASSWORD)) == made


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (add(name=" "), "text_empty", "name"),
        (add(login=""), "text_empty", "login"),
        (add(login="a"), "login_invalid", "login"),
        (add(login="anita rao"), "login_invalid", "login"),
        (add(login="anita\0rao"), "login_invalid", "login"),
        (add(login="MEERA"), "login_taken", "login"),
        (add(password="12345"), "password_short", "password"),
        (add(password="x" * 201), "text_too_long", "password"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(house: House, command: AddStaff, code: str, field: str) -> None:
    refusal = refused_and_unchanged(house, house.system, command)
    assert (refusal.code, refusal.params["field"]) == (code, field)


def test_a_login_stays_taken_when_its_owner_left(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    house.system.execute(CloseStaff(staff=doctor.id))
    refusal = refused_and_unchanged(house, house.system, add(name="Anita Joshi"))
    assert refusal == ClinicError("login_taken", field="login", login="anita", staff="Dr Anita Rao")


def test_only_admins_change_staff(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    clinic = house.as_staff(doctor)
    form = StaffForm(name="Dr Anita Rao", login="anita", role=Role.ADMIN)
    for command in (
        add(login="other"),
        UpdateStaff(staff=doctor.id, form=form),
        CloseStaff(staff=house.admin.id),
        ReopenStaff(staff=doctor.id),
    ):
        assert refused_and_unchanged(house, clinic, command).code == "not_allowed"


def test_the_last_admin_stays_admin(house: House) -> None:
    admin = house.admin
    demoted = StaffForm(name=admin.name, login=admin.login, role=Role.DOCTOR)
    for command in (UpdateStaff(staff=admin.id, form=demoted), CloseStaff(staff=admin.id)):
        refusal = refused_and_unchanged(house, house.as_staff(admin), command)
        assert refusal == ClinicError("last_admin", staff="Meera Nair")

    house.add_staff("Ravi Iyer", "ravi", Role.ADMIN)
    house.as_staff(admin).execute(UpdateStaff(staff=admin.id, form=demoted))
    assert stored(house, admin).role is Role.DOCTOR


def test_an_admin_who_left_does_not_count(house: House) -> None:
    second = house.add_staff("Ravi Iyer", "ravi", Role.ADMIN)
    house.system.execute(CloseStaff(staff=second.id))
    assert refused(house.system, CloseStaff(staff=house.admin.id)).code == "last_admin"


def test_nobody_ends_their_own_access(house: House) -> None:
    second = house.add_staff("Ravi Iyer", "ravi", Role.ADMIN)
    refusal = refused_and_unchanged(house, house.as_staff(second), CloseStaff(staff=second.id))
    assert refusal == ClinicError("staff_is_oneself")


def test_a_changed_role_counts_at_once(house: House) -> None:
    second = house.add_staff("Ravi Iyer", "ravi", Role.ADMIN)
    signed_in_as_admin = house.as_staff(second)
    form = StaffForm(name="Ravi Iyer", login="ravi", role=Role.RECEPTION)
    house.system.execute(UpdateStaff(staff=second.id, form=form))
    assert refused(signed_in_as_admin, add()).code == "not_allowed"


def test_access_ends_at_once_and_the_counter_is_free_even_with_a_token_open(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd)
    doctor = house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    house.issue(opd)
    house.as_staff(doctor).execute(CallNext(counter=room.id))

    closed = house.as_staff(house.admin).execute(CloseStaff(staff=doctor.id))

    assert (closed.is_active, closed.availability) == (False, Availability.AWAY)
    assert refused(house.as_staff(doctor), StaffMembers()).code == "not_allowed"
    assert refused(house.door, SignIn(login="anita", password=PASSWORD)).code == "sign_in_refused"
    other = house.add_staff("Dr Farhan Khan", "farhan")
    house.door.execute(SignIn(login="farhan", password=PASSWORD, counter=room.id))
    counter = house.read(lambda uow: uow.counters.get(room.id))
    assert counter is not None and counter.staff == other.id

    house.system.execute(ReopenStaff(staff=doctor.id))
    assert house.door.execute(SignIn(login="anita", password=PASSWORD)).is_active


def test_a_new_password_replaces_the_old_one_and_ends_the_waiting(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    for _ in range(6):
        refused(house.door, SignIn(login="anita", password="wrong one"))
    form = StaffForm(name="Dr Anita Rao", login="anita", role=Role.DOCTOR)
    house.system.execute(UpdateStaff(staff=doctor.id, form=form, password="brand new words"))

    assert refused(house.door, SignIn(login="anita", password=PASSWORD)).code == "sign_in_refused"
    assert house.door.execute(SignIn(login="anita", password="brand new words")).id == doctor.id
    assert len(house.events("staff.password_changed")) == 1


def test_a_short_new_password_changes_nothing(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    form = StaffForm(name="Dr Anita Sharma", login="anita", role=Role.DOCTOR)
    refusal = refused_and_unchanged(
        house, house.system, UpdateStaff(staff=doctor.id, form=form, password="short")
    )
    assert refusal == ClinicError("password_short", field="password", minimum=6)
    assert stored(house, doctor).name == "Dr Anita Rao"


def test_neither_password_nor_name_nor_login_is_in_the_journal(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD))
    journal = " ".join(event.body for event in house.events())
    for word in ("Anita", "anita", PASSWORD, "quick:"):
        assert word not in journal


def test_a_doctor_says_when_she_takes_patients(house: House) -> None:
    doctor = house.add_staff("Dr Anita Rao", "anita")
    clinic = house.as_staff(doctor)
    on_break = clinic.execute(SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.MEAL))
    assert (on_break.availability, on_break.break_reason) == (Availability.ON_BREAK, BreakReason.MEAL)
    back = clinic.execute(SetAvailability(availability=Availability.AVAILABLE, reason=BreakReason.MEAL))
    assert (back.availability, back.break_reason) == (Availability.AVAILABLE, None)


def test_a_break_needs_its_reason(house: House) -> None:
    clinic = house.as_staff(house.add_staff("Dr Anita Rao", "anita"))
    refusal = refused_and_unchanged(house, clinic, SetAvailability(availability=Availability.ON_BREAK))
    assert refusal == ClinicError("reason_missing", field="reason")


def test_reception_speaks_for_others_and_a_doctor_for_herself_only(house: House) -> None:
    anita, farhan = house.add_staff("Dr Anita Rao", "anita"), house.add_staff("Dr Farhan Khan", "farhan")
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    command = SetAvailability(availability=Availability.AVAILABLE, staff=anita.id)
    assert refused_and_unchanged(house, house.as_staff(farhan), command).code == "not_allowed"

    again = SetAvailability(availability=Availability.AVAILABLE, staff=anita.id)
    assert reception.execute(again).availability is Availability.AVAILABLE

    house.system.execute(CloseStaff(staff=farhan.id))
    gone = SetAvailability(availability=Availability.AVAILABLE, staff=farhan.id)
    assert refused(reception, gone) == ClinicError("staff_closed", staff="Dr Farhan Khan")


def test_a_counter_nobody_is_signed_in_at_shows_whom_to_tap(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    gone = house.add_staff("Dr Farhan Khan", "farhan")
    house.system.execute(CloseStaff(staff=gone.id))
    counter = house.as_station(StationKind.COUNTER)
    assert [one.name for one in counter.ask(StaffMembers())] == ["Dr Anita Rao", "Meera Nair"]
    assert refused(house.as_station(StationKind.KIOSK), StaffMembers()).code == "not_allowed"
    assert refused(house.door, StaffMembers()).code == "not_allowed"
    assert len(house.system.ask(StaffMembers(include_inactive=True))) == 3
