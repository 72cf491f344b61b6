"""Expected waits through the door: honest, unknown where nobody works, and cheap in a rush."""

from datetime import timedelta

import pytest

from nextpatient_desktop.clinic.counters.messages import CounterForm, UpdateCounter
from nextpatient_desktop.clinic.departments.messages import DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.local import Core, LocalClinic
from nextpatient_desktop.clinic.registry import build
from nextpatient_desktop.clinic.staff.messages import SignOut
from nextpatient_desktop.clinic.tokens.messages import Cancel, IssueToken, StartServing
from nextpatient_desktop.clinic.tokens.questions import NowServing, TokenStatus
from nextpatient_desktop.clinic.tokens.waits import WaitMemory
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.model import Department, Priority, WaitRange
from nextpatient_desktop.domain.waiting import STEP
from tests.clinic.hall import MINUTE, SECOND, Hall
from tests.clinic.house import House


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def forgetful(hall: Hall) -> Clinic:
    """The same clinic without any memory of estimates."""
    old = hall.house.tools
    tools = Tools(
        read=old.read,
        policies=old.policies,
        blobs=old.blobs,
        inspector=old.inspector,
        passwords=old.passwords,
        waits=WaitMemory(),
    )
    core = Core(storage=hall.house.storage, tools=tools, clock=hall.clock, registry=build())
    return LocalClinic(core, SYSTEM)


def told(clinic: Clinic, department: Department) -> WaitRange | None:
    return clinic.ask(NowServing(departments=(department.id,))).expected


def known(expected: WaitRange | None) -> WaitRange:
    assert expected is not None
    return expected


def test_more_ahead_is_a_longer_wait(hall: Hall) -> None:
    waits = [known(hall.issue().expected) for _ in range(40)]
    assert waits[0].shortest == timedelta(0)
    assert waits == sorted(waits, key=lambda one: (one.shortest, one.longest))
    assert waits[39].shortest > 60 * MINUTE


def test_in_a_rush_a_remembered_estimate_is_as_good_as_a_fresh_one(hall: Hall) -> None:
    for _ in range(60):
        hall.clock.advance(timedelta(milliseconds=200))
        before = known(told(forgetful(hall), hall.opd))
        issued = known(hall.house.system.execute(IssueToken(department=hall.opd.id)).expected)
        assert abs(issued.shortest - before.shortest) <= STEP
        assert abs(issued.longest - before.longest) <= 2 * STEP


def test_what_is_remembered_does_not_outlive_a_change_at_the_counters(hall: Hall) -> None:
    for _ in range(12):
        hall.issue()
    with_two = known(told(hall.kiosk, hall.opd))
    hall.at4.execute(SignOut())
    with_one = known(told(hall.kiosk, hall.opd))
    assert with_one.shortest > with_two.shortest
    hall.at3.execute(SignOut())
    assert told(hall.kiosk, hall.opd) is None


def test_a_visit_that_goes_on_counts_from_when_it_began(hall: Hall) -> None:
    hall.at4.execute(SignOut())
    hall.issue()
    called = hall.call()
    hall.clock.advance(SECOND)
    hall.at3.execute(StartServing(token=called.id))
    early = known(told(hall.kiosk, hall.opd))
    hall.clock.advance(6 * MINUTE)
    late = known(told(hall.kiosk, hall.opd))
    assert late.longest <= early.longest


def came_and_left(hall: Hall, priority: Priority, number: int = 8) -> None:
    """So many came lately of whom nobody waits any more."""
    for _ in range(number):
        hall.house.system.execute(Cancel(token=hall.issue(priority=priority).token))


def expected_of(hall: Hall, priority: Priority) -> WaitRange:
    """What the newest token of a class is told, freshly estimated."""
    token = hall.issue(priority=priority)
    status = forgetful(hall).ask(TokenStatus(token=token.token))
    hall.house.system.execute(Cancel(token=token.token))
    return known(status.expected)


def test_those_who_come_with_priority_lengthen_what_others_are_told(hall: Hall) -> None:
    for _ in range(12):
        hall.issue()
    alone = known(told(forgetful(hall), hall.opd))
    came_and_left(hall, Priority.PRIORITY)
    assert known(told(forgetful(hall), hall.opd)).longest > alone.longest
    assert known(forgetful(hall).execute(IssueToken(department=hall.opd.id)).expected).longest > alone.longest
    hall.clock.advance(61 * MINUTE)
    hall.issue()
    assert known(told(forgetful(hall), hall.opd)).longest <= alone.longest + STEP


def test_where_time_alone_counts_only_emergencies_overtake(hall: Hall) -> None:
    form = DepartmentForm(letter="A", name="General OPD", policy="arrival")
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))
    for _ in range(12):
        hall.issue()
    alone = known(told(forgetful(hall), hall.opd))
    came_and_left(hall, Priority.PRIORITY)
    assert known(told(forgetful(hall), hall.opd)) == alone
    came_and_left(hall, Priority.EMERGENCY)
    assert known(told(forgetful(hall), hall.opd)).longest > alone.longest


@pytest.mark.parametrize(("policy", "is_longer"), [("ratio", True), ("strict", False)])
def test_where_classes_take_turns_later_normals_overtake_priorities(
    hall: Hall, policy: str, is_longer: bool
) -> None:
    form = DepartmentForm(letter="A", name="General OPD", policy=policy)
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))
    for _ in range(10):
        hall.issue(priority=Priority.PRIORITY)
    alone = expected_of(hall, Priority.PRIORITY)
    came_and_left(hall, Priority.NORMAL, 12)
    assert (expected_of(hall, Priority.PRIORITY).longest > alone.longest) is is_longer


def test_nobody_overtakes_an_emergency(hall: Hall) -> None:
    hall.issue(priority=Priority.EMERGENCY)
    alone = expected_of(hall, Priority.EMERGENCY)
    for priority in Priority:
        came_and_left(hall, priority)
    assert expected_of(hall, Priority.EMERGENCY) == alone


def test_a_counter_that_also_serves_others_takes_longer(hall: Hall) -> None:
    hall.at4.execute(SignOut())
    for _ in range(6):
        hall.issue()
    alone = known(told(hall.kiosk, hall.opd))
    form = CounterForm(name="Room 3", departments=(hall.opd.id, hall.lab.id))
    hall.house.system.execute(UpdateCounter(counter=hall.room3.id, form=form))
    assert told(hall.kiosk, hall.opd) == alone
    hall.issue(hall.lab)
    assert known(told(hall.kiosk, hall.opd)).longest > alone.longest
