"""Rooms and staff are added, changed, taken out of use and back."""

from dataclasses import replace

from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.staff.messages import SignIn, StaffMembers
from nextpatient_desktop.domain.model import Counter, Role, Staff
from nextpatient_desktop.ui.settings.presenter import Section
from tests.clinic.house import PASSWORD, House
from tests.ui.settings.office import Office


def rooms_of(house: House) -> dict[str, Counter]:
    return {one.counter.name: one.counter for one in house.system.ask(Counters())}


def staff_of(house: House) -> dict[str, Staff]:
    return {one.name: one for one in house.system.ask(StaffMembers())}


def test_a_room_says_what_it_serves_and_who_is_there(office: Office) -> None:
    office.house.system.execute(SignIn(login="rao", password=PASSWORD, counter=office.room3.id))
    office.sign_in(Section.ROOMS)
    first, second = office.view.rooms_panel.state.list.rows
    assert (first.title, first.detail) == ("Room 3", "General OPD")
    assert first.trailing_pill is not None and first.trailing_pill.text == "Dr Anita Rao"
    assert (second.detail, second.trailing_pill) == ("General OPD, Dental", None)


def test_a_room_is_added_with_its_departments_and_names(office: Office) -> None:
    rooms = office.sign_in(Section.ROOMS).rooms
    rooms.adding()
    assert rooms.form is not None
    rooms.edited(replace(rooms.form.draft, name="Room 5"))
    rooms.save()
    assert set(rooms.form.errors) == {"departments"}
    rooms.edited(
        replace(rooms.form.draft, departments=(office.dental.id,), names=(("hi", "कमरा 5"), ("ta", "அறை 5")))
    )
    rooms.save()
    added = rooms_of(office.house)["Room 5"]
    assert added.departments == (office.dental.id,) and added.name_in("hi") == "कमरा 5"
    assert office.notices.texts == ["Room 5 was added"]
    office.pass_on()
    office.presenter.undo()
    office.pass_on()
    assert list(rooms_of(office.house)) == ["Room 3", "Room 4"]


def test_a_room_is_taken_out_of_use_and_back(office: Office) -> None:
    rooms = office.sign_in(Section.ROOMS).rooms
    rooms.closing()
    office.answer("Take out of use")
    office.pass_on()
    assert list(rooms_of(office.house)) == ["Room 4"]
    rooms.closed_shown(True)
    rooms.chosen(office.room3.id)
    rooms.reopened()
    office.pass_on()
    assert list(rooms_of(office.house)) == ["Room 3", "Room 4"]


def test_rooms_are_put_in_order(office: Office) -> None:
    rooms = office.sign_in(Section.ROOMS).rooms
    rooms.moved(1)
    assert list(rooms_of(office.house)) == ["Room 4", "Room 3"]
    office.presenter.undo()
    assert list(rooms_of(office.house)) == ["Room 3", "Room 4"]


def test_a_department_closed_for_good_stays_offered_only_where_it_is_served(office: Office) -> None:
    departments = office.sign_in().departments
    departments.chosen(office.dental.id)
    departments.closing_for_good()
    office.answer("Close for good")
    office.pass_on()
    office.presenter.section_chosen(Section.ROOMS)
    names = [one.name for one in office.view.rooms_panel.state.departments]
    assert names == ["General OPD", "ENT"]
    office.presenter.rooms.chosen(office.room4.id)
    offered = {one.name: one.is_closed for one in office.view.rooms_panel.state.departments}
    assert offered == {"General OPD": False, "Dental": True, "ENT": False}


def test_somebody_is_added_with_a_password_that_works(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    staff.adding()
    assert staff.form is not None
    staff.edited(replace(staff.form.draft, name="Fatima B", login="fatima", role=Role.RECEPTION))
    staff.save()
    assert set(staff.form.errors) == {"password"}
    staff.edited(replace(staff.form.draft, password="short"))
    staff.save()
    assert "6" in staff.form.errors["password"]
    staff.edited(replace(staff.form.draft, password="long enough"))
    staff.save()
    assert office.house.door.execute(SignIn(login="fatima", password="long enough")).role is Role.RECEPTION
    assert staff.form.draft.password == "" and not staff.is_dirty
    assert office.view.state.undo == "", "a password is never brought back"


def test_without_a_new_password_the_old_one_stays(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    staff.chosen(office.rao.id)
    assert staff.form is not None
    staff.edited(replace(staff.form.draft, name="Dr Anita Rao-Sharma"))
    staff.save()
    assert "Dr Anita Rao-Sharma" in staff_of(office.house)
    assert office.house.door.execute(SignIn(login="rao", password=PASSWORD)).id == office.rao.id
    office.presenter.undo()
    assert "Dr Anita Rao" in staff_of(office.house)


def test_a_login_in_use_stands_beside_its_input(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    staff.chosen(office.rao.id)
    assert staff.form is not None
    staff.edited(replace(staff.form.draft, login="meera"))
    staff.save()
    assert set(staff.form.errors) == {"login"}


def test_access_ends_and_is_given_again_but_not_to_oneself(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    staff.chosen(office.house.admin.id)
    state = office.view.staff_panel.state
    assert state.is_oneself and not state.can_close
    staff.chosen(office.rao.id)
    staff.closing()
    office.answer("End access")
    office.pass_on()
    assert "Dr Anita Rao" not in staff_of(office.house)
    staff.closed_shown(True)
    staff.chosen(office.rao.id)
    staff.reopened()
    assert "Dr Anita Rao" in staff_of(office.house)


def test_the_last_administrator_stays_one(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    staff.chosen(office.house.admin.id)
    assert staff.form is not None
    staff.edited(replace(staff.form.draft, role=Role.DOCTOR))
    staff.save()
    assert [getattr(error, "code", "") for error in office.notices.errors] == ["last_admin"]
    assert office.house.admin.role is Role.ADMIN


def test_a_password_is_in_no_text_of_a_draft(office: Office) -> None:
    staff = office.sign_in(Section.STAFF).staff
    assert staff.form is not None
    staff.edited(replace(staff.form.draft, password="secret words"))
    assert "secret words" not in repr(staff.form)
