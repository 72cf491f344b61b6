"""Departments: what an admin may say of them, what patients are told of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CallingPolicies,
    ClosedBecause,
    CloseDepartment,
    DepartmentForm,
    Departments,
    DepartmentStatus,
    ReopenDepartment,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn
from nextpatient_desktop.clinic.tokens.messages import Cancel
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import OpeningSpan, Role, StationKind
from tests.clinic.house import MORNING, PASSWORD, House, refused, refused_and_unchanged

FRIDAY = 4
NINE, NOON, FIVE = 9 * 60, 12 * 60, 17 * 60


def hours(*spans: tuple[int, int], weekday: int = FRIDAY) -> tuple[OpeningSpan, ...]:
    return tuple(OpeningSpan(weekday=weekday, opens=opens, closes=closes) for opens, closes in spans)


def form(letter: str = "D", name: str = "Dental", **more: object) -> DepartmentForm:
    return DepartmentForm(letter=letter, name=name, **more)  # type: ignore[arg-type]


def status(clinic: Clinic, key: DepartmentId) -> DepartmentStatus:
    found = clinic.ask(Departments(include_inactive=True))
    return next(one for one in found if one.department.id == key)


def test_a_department_is_added_as_the_form_says(house: House) -> None:
    filled = form(
        letter=" d",
        name="  Dental ",
        names={"hi": "दंत चिकित्सा", "ta": " "},
        hours=hours((NOON, FIVE), (NINE, NOON)),
        daily_limit=40,
        policy="strict",
    )
    made = house.as_staff(house.admin).execute(AddDepartment(form=filled))

    assert (made.letter, made.name, dict(made.names)) == ("D", "Dental", {"hi": "दंत चिकित्सा"})
    assert made.hours == hours((NINE, FIVE))
    assert (made.daily_limit, made.policy) == (40, "strict")
    assert house.system.ask(Departments())[0].department == made


def test_departments_stand_in_the_order_in_which_they_were_added(house: House) -> None:
    names = ["General OPD", "Dental", "ENT"]
    for letter, name in zip("ABC", names, strict=True):
        house.add_department(letter, name)
    assert [one.department.name for one in house.door.ask(Departments())] == names


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": " "}, "text_empty", "name"),
        ({"name": "general opd"}, "name_taken", "name"),
        ({"letter": ""}, "letter_invalid", "letter"),
        ({"letter": "4"}, "letter_invalid", "letter"),
        ({"letter": "ABC"}, "letter_invalid", "letter"),
        ({"letter": "a"}, "letter_taken", "letter"),
        ({"names": {"xx": "Dental"}}, "language_unknown", "names"),
        ({"hours": hours((FIVE, NINE))}, "hours_invalid", "hours"),
        ({"hours": hours((NINE, NINE))}, "hours_invalid", "hours"),
        ({"hours": hours((NINE, 1441))}, "hours_invalid", "hours"),
        ({"hours": hours((NINE, NOON), weekday=7)}, "hours_invalid", "hours"),
        ({"hours": hours((NINE, NOON), (NOON - 1, FIVE))}, "hours_overlap", "hours"),
        ({"daily_limit": 0}, "number_out_of_range", "daily_limit"),
        ({"daily_limit": -5}, "number_out_of_range", "daily_limit"),
        ({"policy": "lottery"}, "policy_unknown", "policy"),
        ({"ratio_normals": 0}, "number_out_of_range", "ratio_normals"),
        ({"overdue_after": timedelta(0)}, "minutes_out_of_range", "overdue_after"),
        ({"minimum_calls": 0}, "number_out_of_range", "minimum_calls"),
        ({"return_after": 0}, "number_out_of_range", "return_after"),
        ({"usual_visit": timedelta(hours=5)}, "minutes_out_of_range", "usual_visit"),
        ({"icon": ""}, "text_empty", "icon"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(
    house: House, wrong: dict[str, Any], code: str, field: str
) -> None:
    house.add_department("A", "General OPD")
    dental = house.add_department("D", "Dental")
    admin = house.as_staff(house.admin)
    given = {"letter": "E", "name": "ENT"} | wrong

    for command in (
        AddDepartment(form=DepartmentForm(**given)),
        UpdateDepartment(department=dental.id, form=DepartmentForm(**given)),
    ):
        refusal = refused_and_unchanged(house, admin, command)
        assert (refusal.code, refusal.params["field"]) == (code, field)


def test_only_admins_change_departments_and_any_staff_closes_one_for_today(house: House) -> None:
    opd = house.add_department()
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    for command in (
        AddDepartment(form=form()),
        UpdateDepartment(department=opd.id, form=form()),
        CloseDepartment(department=opd.id, for_good=True),
    ):
        assert refused_and_unchanged(house, reception, command).code == "not_allowed"
    kiosk = house.as_station(StationKind.KIOSK)
    assert refused(kiosk, CloseDepartment(department=opd.id)).code == "not_allowed"

    reception.execute(CloseDepartment(department=opd.id))
    assert status(kiosk, opd.id).closed_because is ClosedBecause.CLOSED_TODAY
    reception.execute(ReopenDepartment(department=opd.id))
    assert status(kiosk, opd.id).is_open


def test_a_closing_for_good_is_an_admins_to_take_back(house: House) -> None:
    opd = house.add_department()
    house.system.execute(CloseDepartment(department=opd.id, for_good=True))
    reception = house.as_staff(house.add_staff("Sunita Patil", "sunita", Role.RECEPTION))
    assert refused(reception, ReopenDepartment(department=opd.id)).code == "not_allowed"
    assert house.door.ask(Departments()) == ()

    house.as_staff(house.admin).execute(ReopenDepartment(department=opd.id))
    assert status(house.door, opd.id).is_open


def test_a_letter_changes_until_the_first_number_of_the_day(house: House) -> None:
    opd = house.add_department("A")
    changed = house.system.execute(UpdateDepartment(department=opd.id, form=form("B", "General OPD")))
    assert changed.letter == "B"
    house.issue(changed)

    refusal = refused_and_unchanged(
        house, house.system, UpdateDepartment(department=opd.id, form=form("C", "General OPD"))
    )
    assert refusal == ClinicError("letter_in_use_today", field="letter", letter="B")

    house.clock.advance(timedelta(days=1))
    tomorrow = house.system.execute(UpdateDepartment(department=opd.id, form=form("C", "General OPD")))
    assert tomorrow.letter == "C"


def test_a_letter_on_todays_tickets_is_taken_until_the_day_ends(house: House) -> None:
    opd = house.add_department("A")
    token = house.issue(opd)
    house.system.execute(Cancel(token=token.token))
    house.system.execute(CloseDepartment(department=opd.id, for_good=True))

    refusal = refused_and_unchanged(house, house.system, AddDepartment(form=form("A")))
    assert refusal == ClinicError("letter_taken", field="letter", letter="A")

    house.clock.advance(timedelta(days=1))
    assert house.add_department("A", "Dental").letter == "A"


def test_a_department_whose_letter_was_given_away_stays_closed(house: House) -> None:
    old = house.add_department("A", "Old OPD")
    house.system.execute(CloseDepartment(department=old.id, for_good=True))
    house.add_department("A", "New OPD")
    refusal = refused_and_unchanged(house, house.system, ReopenDepartment(department=old.id))
    assert refusal == ClinicError("letter_taken", field="letter", letter="A", department="New OPD")


def test_nobody_who_waits_is_left_behind_by_a_closing_for_good(house: House) -> None:
    opd = house.add_department()
    first, second = house.issue(opd), house.issue(opd)
    command = CloseDepartment(department=opd.id, for_good=True)

    refusal = refused_and_unchanged(house, house.system, command)
    assert refusal == ClinicError("department_has_waiting", department="General OPD", count=2)

    for token in (first, second):
        house.system.execute(Cancel(token=token.token))
    assert not house.system.execute(CloseDepartment(department=opd.id, for_good=True)).is_active


def test_a_closing_for_today_ends_with_the_day(house: House) -> None:
    opd = house.add_department()
    house.system.execute(CloseDepartment(department=opd.id))
    assert status(house.door, opd.id).closed_because is ClosedBecause.CLOSED_TODAY

    house.clock.advance(timedelta(days=1))
    assert status(house.door, opd.id).is_open


def test_a_department_outside_its_hours_says_when_it_opens(house: House) -> None:
    opd = house.add_department(hours=hours((NOON, FIVE)))
    found = status(house.door, opd.id)
    assert found.closed_because is ClosedBecause.OUTSIDE_HOURS
    assert found.opens_at == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert found.expected is None

    house.clock.instant = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert status(house.door, opd.id).opens_at == datetime(2026, 11, 27, 6, 30, tzinfo=UTC)


def test_a_full_department_says_so(house: House) -> None:
    opd = house.add_department(daily_limit=2)
    house.issue(opd)
    assert status(house.door, opd.id).is_open
    house.issue(opd)
    found = status(house.door, opd.id)
    assert found.closed_because is ClosedBecause.FULL
    assert (found.waiting, found.issued) == (2, 2)


def test_a_cancelled_token_was_issued_and_does_not_wait(house: House) -> None:
    opd, dental = house.add_department(), house.add_department("D", "Dental")
    token = house.issue(opd)
    house.issue(opd)
    house.issue(dental)
    house.system.execute(Cancel(token=token.token))
    found = status(house.door, opd.id)
    assert (found.waiting, found.issued) == (1, 2)


def test_the_wait_is_told_once_somebody_works_and_as_on_the_ticket(house: House) -> None:
    opd = house.add_department()
    room = house.add_counter(opd, name="Room 3")
    house.add_counter(opd, name="Room 4")
    for _ in range(4):
        house.issue(opd)
    assert status(house.door, opd.id).expected is None

    house.add_staff("Dr Anita Rao", "anita")
    house.door.execute(SignIn(login="anita", password=PASSWORD, counter=room.id))
    found = status(house.as_station(StationKind.KIOSK), opd.id)

    assert found.counters == ("Room 3", "Room 4")
    assert found.expected is not None
    assert timedelta(0) <= found.expected.shortest < found.expected.longest
    assert house.issue(opd).expected == found.expected


def test_the_policies_to_choose_from_are_listed_for_admins(house: House) -> None:
    assert house.as_staff(house.admin).ask(CallingPolicies()) == ("ratio", "strict", "arrival")
    assert refused(house.door, CallingPolicies()).code == "not_allowed"


def test_before_the_clinic_opens_its_day_departments_are_shown(house: House) -> None:
    opd = house.add_department()
    assert house.clock.instant == MORNING
    found = status(house.door, opd.id)
    assert (found.waiting, found.issued, found.is_open) == (0, 0, True)
