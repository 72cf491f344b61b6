"""Counters: what an admin may say of them, and what they have now."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.counters.messages import (
    AddCounter,
    CloseCounter,
    CounterForm,
    Counters,
    ReopenCounter,
    UpdateCounter,
)
from nextpatient_desktop.clinic.departments.messages import CloseDepartment
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, StartServing
from nextpatient_desktop.domain.ids import DepartmentId, uuid7
from nextpatient_desktop.domain.model import Availability, Role, StationKind, TokenState
from tests.clinic.house import MORNING, PASSWORD, House, refused, refused_and_unchanged


def test_a_counter_is_added_and_changed_by_an_admin(house: House) -> None:
    opd, dental = house.add_department(), house.add_department("D", "Dental")
    admin = house.as_staff(house.admin)
    made = admin.execute(
        AddCounter(form=CounterForm(name=" Room  3", names={"hi": "कक्ष 3"}, departments=(opd.id, opd.id)))
    )
    assert (made.name, dict(made.names), made.departments) == ("Room 3", {"hi": "कक्ष 3"}, (opd.id,))

    both = CounterForm(name="Room 3", departments=(dental.id, opd.id))
    changed = admin.execute(UpdateCounter(counter=made.id, form=both))
    assert (changed.departments, dict(changed.names)) == ((dental.id, opd.id), {})
    doctor = house.as_staff(house.add_staff("Dr Anita Rao", "anita"))
    assert refused(doctor, UpdateCounter(counter=made.id, form=both)).code == "not_allowed"


def test_what_is_wrong_is_said_with_its_field(house: House) -> None:
    opd = house.add_department()
    house.add_counter(opd, name="Room 3")
    nowhere = DepartmentId(uuid7(0, bytes(10)))
    wrong = {
        "text_empty": CounterForm(name=" ", departments=(opd.id,)),
        "name_taken": CounterForm(name="room 3", departments=(opd.id,)),
        "counter_without_department": CounterForm(name="Room 4"),
        "language_unknown": CounterForm(name="Room 4", names={"xx": "?"}, departments=(opd.id,)),
        "department_unknown": CounterForm(name="Room 4", departments=(nowhere,)),
    }
    for code, form in wrong.items():
        assert refused_and_unchanged(house, house.system, AddCounter(form=form)).code == code


def test_a_counter_keeps_a_department_that_closed_and_takes_no_new_one(house: House) -> None:
    opd, dental = house.add_department(), house.add_department("D", "Dental")
    room = house.add_counter(opd, dental)
    house.system.execute(CloseDepartment(department=dental.id, for_good=True))
    kept = CounterForm(name="Room 3a", departments=(opd.id, dental.id))
    assert house.system.execute(UpdateCounter(counter=room.id, form=kept)).name == "Room 3a"
    new = AddCounter(form=CounterForm(name="Room 4", departments=(dental.id,)))
    assert refused(house.system, new) == ClinicError(
        "department_inactive", field="departments", department="Dental"
    )


def test_the_list_says_who_is_where_with_which_token(house: House) -> None:
    opd = house.add_department()
    room, free = house.add_counter(opd, name="Room 3"), house.add_counter(opd, name="Room 4")
    doctor = house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    house.issue(opd)
    clinic = house.as_staff(doctor)
    token = clinic.execute(CallNext(counter=room.id))

    first, second = clinic.ask(Counters())
    assert (first.counter.id, second.counter.id) == (room.id, free.id)
    assert first.staff is not None and first.staff.name == "Dr Anita Rao"
    assert (first.code, first.state) == ("A-001", TokenState.CALLED)
    assert first.since is not None and abs(first.since - MORNING) < timedelta(seconds=1)
    assert (second.staff, second.code, second.state, second.since) == (None, None, None, None)

    house.clock.advance(timedelta(minutes=2))
    clinic.execute(StartServing(token=token.id))
    assert clinic.ask(Counters())[0].since == house.clock.instant


@pytest.mark.parametrize("kind", [StationKind.KIOSK, StationKind.DISPLAY])
def test_the_waiting_room_is_not_told_who_sits_where(house: House, kind: StationKind) -> None:
    room = house.add_counter(house.add_department())
    house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    (shown,) = house.as_station(kind).ask(Counters())
    assert (shown.counter.name, shown.staff) == ("Room 3", None)


def test_a_counter_closes_when_it_has_no_token_and_its_doctor_is_away_then(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd)
    doctor = house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    house.issue(opd)
    token = house.as_staff(doctor).execute(CallNext(counter=room.id))

    refusal = refused_and_unchanged(house, house.system, CloseCounter(counter=room.id))
    assert refusal == ClinicError("counter_busy", counter="Room 3", code="A-001")

    house.as_staff(doctor).execute(Complete(token=token.id))
    closed = house.as_staff(house.admin).execute(CloseCounter(counter=room.id))
    assert (closed.is_active, closed.staff) == (False, None)
    stored = house.read(lambda uow: uow.staff.get(doctor.id))
    assert stored is not None and stored.availability is Availability.AWAY
    assert house.door.ask(Counters()) == ()
    assert len(house.door.ask(Counters(include_inactive=True))) == 1

    house.system.execute(ReopenCounter(counter=room.id))
    assert len(house.door.ask(Counters())) == 1


def test_a_closed_counters_name_can_be_given_again_and_then_it_stays_closed(house: House) -> None:
    opd = house.add_department()
    old = house.add_counter(opd, name="Room 3")
    house.system.execute(CloseCounter(counter=old.id))
    house.add_counter(opd, name="Room 3")
    refusal = refused_and_unchanged(house, house.system, ReopenCounter(counter=old.id))
    assert refusal == ClinicError("name_taken", field="name", name="Room 3")


def test_reception_reads_counters_and_does_not_close_them(house: House) -> None:
    room = house.add_counter(house.add_department())
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    assert len(reception.ask(Counters())) == 1
    assert refused(reception, CloseCounter(counter=room.id)).code == "not_allowed"
