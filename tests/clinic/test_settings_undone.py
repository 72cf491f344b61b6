"""Settings that were saved are taken back, within the minute and by who saved them."""

from dataclasses import replace
from uuid import uuid4

from nextpatient_desktop.clinic.counters.messages import Counters, OrderCounters
from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CloseDepartment,
    DepartmentForm,
    Departments,
    OrderDepartments,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.clinic.staff.messages import CloseStaff, SignIn, StaffForm, UpdateStaff
from nextpatient_desktop.clinic.tokens.messages import Undo
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Role
from tests.clinic.house import PASSWORD, House, refused


def test_the_clinics_name_comes_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    before = admin.ask(ClinicDetails())
    command = UpdateClinic(info=replace(before, name="Moonlight Clinic", ticket_foot="Bye"))
    admin.execute(command)
    admin.execute(Undo(command=command.id))
    assert admin.ask(ClinicDetails()) == before


def test_a_departments_settings_come_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    before = house.add_department(names={"hi": "ओपीडी"}, daily_limit=40)
    changed = UpdateDepartment(
        department=before.id, form=DepartmentForm(letter="B", name="Walk-in", policy="arrival")
    )
    admin.execute(changed)
    admin.execute(Undo(command=changed.id))
    assert house.read(lambda uow: uow.departments.get(before.id)) == before

    closed = CloseDepartment(department=before.id)
    admin.execute(closed)
    admin.execute(Undo(command=closed.id))
    assert house.read(lambda uow: uow.departments.get(before.id)) == before


def test_a_department_just_added_goes(house: House) -> None:
    admin = house.as_staff(house.admin)
    command = AddDepartment(form=DepartmentForm(letter="A", name="General OPD"))
    admin.execute(command)
    admin.execute(Undo(command=command.id))
    assert admin.ask(Departments()) == ()


def test_a_new_order_of_the_departments_is_one_change_and_comes_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    opd, dental, ent = (house.add_department(letter, letter * 3) for letter in "ADE")
    admin.execute(CloseDepartment(department=dental.id, for_good=True))

    def names() -> list[str]:
        return [one.name for one in house.read(lambda uow: uow.departments.all())]

    command = OrderDepartments(order=(ent.id, opd.id))
    assert [one.name for one in admin.execute(command)] == ["EEE", "AAA"]
    assert names() == ["EEE", "DDD", "AAA"], "what is out of use keeps its place"
    admin.execute(Undo(command=command.id))
    assert names() == ["AAA", "DDD", "EEE"]


def test_a_new_order_of_the_rooms_is_one_change_and_comes_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    opd = house.add_department()
    room3, room4, room5 = (house.add_counter(opd, name=f"Room {n}") for n in (3, 4, 5))
    command = OrderCounters(order=(room5.id, room3.id, room4.id))
    assert [one.name for one in admin.execute(command)] == ["Room 5", "Room 3", "Room 4"]
    admin.execute(Undo(command=command.id))
    assert [one.counter.id for one in admin.ask(Counters())] == [room3.id, room4.id, room5.id]


def test_an_order_that_is_the_present_one_changes_nothing(house: House) -> None:
    admin = house.as_staff(house.admin)
    opd, dental = house.add_department(), house.add_department("D", "Dental")
    events = len(house.events())
    admin.execute(OrderDepartments(order=(opd.id, dental.id)))
    assert len(house.events()) == events


def test_an_order_of_what_is_not_there_is_refused(house: House) -> None:
    admin = house.as_staff(house.admin)
    unknown = DepartmentId(uuid4())
    assert refused(admin, OrderDepartments(order=(unknown,))).code == "department_unknown"


def test_a_staff_members_end_is_taken_back_with_the_counter(house: House) -> None:
    room = house.add_counter(house.add_department())
    doctor = house.add_staff("Dr Anita Rao", "anita")
    signed_in = house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    admin = house.as_staff(house.admin)
    command = CloseStaff(staff=doctor.id)
    admin.execute(command)
    admin.execute(Undo(command=command.id))
    assert house.read(lambda uow: uow.staff.get(doctor.id)) == signed_in
    counter = house.read(lambda uow: uow.counters.get(room.id))
    assert counter is not None and counter.staff == doctor.id


def test_a_new_password_is_not_half_taken_back(house: House) -> None:
    admin = house.as_staff(house.admin)
    doctor = house.add_staff("Dr Anita Rao", "anita")
    form = StaffForm(name="Dr Anita Sharma", login="anita", role=Role.DOCTOR)
    with_password = UpdateStaff(staff=doctor.id, form=form, password="brand new words")
    admin.execute(with_password)
    assert refused(admin, Undo(command=with_password.id)).code == "undo_impossible"

    without = UpdateStaff(staff=doctor.id, form=replace(form, name="Dr Anita Rao"))
    admin.execute(without)
    admin.execute(Undo(command=without.id))
    stored = house.read(lambda uow: uow.staff.get(doctor.id))
    assert stored is not None and stored.name == "Dr Anita Sharma"


def test_a_sign_in_is_not_taken_back(house: House) -> None:
    house.add_staff("Dr Anita Rao", "anita")
    room = house.add_counter(house.add_department())
    command = SignIn(login="anita", password=PASSWORD, counter=room.id)
    house.door.execute(command)
    assert refused(house.system, Undo(command=command.id)).code == "undo_impossible"
