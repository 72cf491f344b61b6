"""Settings that were saved are taken back, within the minute and by who saved them."""

from dataclasses import replace

from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CloseDepartment,
    DepartmentForm,
    Departments,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.setup.messages import ClinicDetails, UpdateClinic
from nextpatient_desktop.clinic.staff.messages import CloseStaff, SignIn, StaffForm, UpdateStaff
from nextpatient_desktop.clinic.tokens.messages import Undo
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
