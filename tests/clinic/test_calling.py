"""Who is called: by policy, across departments, for one doctor, out of order, and why."""

import json
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CallingPolicies,
    DepartmentForm,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.setup.messages import CreateClinic
from nextpatient_desktop.clinic.staff.messages import SetAvailability, SignOut
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    IssueToken,
    PutBack,
)
from nextpatient_desktop.clinic.tokens.questions import CalledBecause
from nextpatient_desktop.domain.model import (
    Availability,
    BreakReason,
    CallReason,
    ClinicInfo,
    Department,
    Priority,
)
from tests.clinic.hall import MINUTE, Hall
from tests.clinic.house import HandClock, House, refused, refused_and_unchanged


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def change(hall: Hall, **settings: object) -> Department:
    form = DepartmentForm(**{"letter": "A", "name": "General OPD", **settings})  # type: ignore[arg-type]
    return hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))


def call_everybody(hall: Hall) -> list[str]:
    """Call and complete in Room 3 until nobody waits; the codes in order."""
    codes = []
    while hall.board().waiting:
        called = hall.call()
        codes.append(called.code)
        hall.at3.execute(Complete(token=called.id))
    return codes


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        ("ratio", ["A-005", "A-001", "A-002", "A-006", "A-003", "A-004", "A-007", "A-008"]),
        ("strict", ["A-005", "A-006", "A-007", "A-001", "A-002", "A-003", "A-004", "A-008"]),
        ("arrival", ["A-005", "A-001", "A-002", "A-003", "A-004", "A-006", "A-007", "A-008"]),
    ],
)
def test_the_order_shown_is_the_order_called(hall: Hall, policy: str, order: list[str]) -> None:
    change(hall, policy=policy)
    for _ in range(4):
        hall.issue()
    hall.issue_emergency()
    hall.issue_priority()
    hall.issue_priority()
    hall.issue()
    assert hall.waiting() == order
    assert call_everybody(hall) == order


def test_whoever_waited_too_long_is_called_before_the_policys_turn(hall: Hall) -> None:
    change(hall, policy="strict", overdue_after=timedelta(minutes=20))
    hall.issue()
    hall.clock.advance(21 * MINUTE)
    hall.issue_priority()
    hall.issue_emergency()
    assert hall.waiting() == ["A-003", "A-001", "A-002"]
    assert [card.because for card in hall.board().waiting] == [
        CalledBecause.EMERGENCY,
        CalledBecause.OVERDUE,
        CalledBecause.TURN,
    ]
    assert call_everybody(hall) == ["A-003", "A-001", "A-002"]
    called = hall.house.events("token.called")
    assert [json.loads(one.body)["because"] for one in called] == ["emergency", "overdue", "turn"]


def test_the_ratios_count_is_kept_by_calls_and_not_by_what_is_out_of_turn(hall: Hall) -> None:
    def normals() -> int:
        return hall.house.read(lambda uow: uow.queues.get(hall.day, hall.opd.id).normals)

    tokens = [hall.issue() for _ in range(5)]
    hall.issue_priority()
    hall.issue_emergency()
    called = hall.call()
    assert (called.priority, normals()) == (Priority.EMERGENCY, 0)
    hall.at3.execute(Complete(token=called.id))
    out_of_order = CallToken(counter=hall.room3.id, token=tokens[4].token, reason=CallReason.SHORT_VISIT)
    hall.at3.execute(Complete(token=hall.at3.execute(out_of_order).id))
    assert normals() == 0
    hall.at3.execute(Complete(token=hall.call().id))
    assert normals() == 1
    hall.at3.execute(PutBack(token=hall.call().id))
    assert normals() == 1
    assert call_everybody(hall) == ["A-002", "A-006", "A-003", "A-004"]
    assert normals() == 0


def test_a_counter_with_several_departments_compares_their_heads(hall: Hall) -> None:
    hall.serve_everything(hall.lab, hall.opd)
    hall.issue()
    hall.issue(hall.lab)
    hall.issue()
    hall.issue_emergency(hall.lab)
    order = ["L-002", "A-001", "L-001", "A-002"]
    assert hall.waiting() == order
    assert call_everybody(hall) == order


def test_two_counters_never_get_the_same_token(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    assert hall.call().code == "A-001"
    assert hall.at4.execute(CallNext(counter=hall.room4.id)).code == "A-002"


def test_a_doctors_own_patient_is_called_only_by_that_doctor(hall: Hall) -> None:
    hall.issue(doctor=hall.sen)
    hall.issue()
    board = hall.board()
    assert [(card.token.code, card.because) for card in board.waiting] == [
        ("A-002", CalledBecause.TURN),
        ("A-001", CalledBecause.DOCTOR),
    ]
    assert call_everybody_but(hall, 1) == ["A-002"]
    assert refused(hall.at3, CallNext(counter=hall.room3.id)).code == "nobody_waiting"
    assert hall.at4.execute(CallNext(counter=hall.room4.id)).code == "A-001"


def call_everybody_but(hall: Hall, rest: int) -> list[str]:
    codes = []
    while len(hall.board().waiting) > rest:
        called = hall.call()
        codes.append(called.code)
        hall.at3.execute(Complete(token=called.id))
    return codes


def test_anybody_calls_a_doctors_patient_once_the_doctor_is_away(hall: Hall) -> None:
    hall.issue(doctor=hall.sen)
    hall.at4.execute(SetAvailability(availability=Availability.ON_BREAK, reason=BreakReason.ROUND))
    assert refused(hall.at3, CallNext(counter=hall.room3.id)).code == "nobody_waiting"
    hall.at4.execute(SignOut())
    assert hall.call().code == "A-001"


def test_a_doctors_patient_does_not_hide_who_comes_behind(hall: Hall) -> None:
    hall.issue(doctor=hall.sen)
    hall.issue_priority()
    hall.issue(doctor=hall.rao)
    hall.issue()
    assert call_everybody_but(hall, 1) == ["A-003", "A-004", "A-002"]


def test_calls_out_of_order_say_why(hall: Hall) -> None:
    hall.issue()
    second = hall.issue()
    act = CallToken(counter=hall.room3.id, token=second.token, reason=CallReason.RESULTS_READY)
    assert hall.at3.execute(act).code == "A-002"
    body = json.loads(hall.house.events("token.called")[-1].body)
    assert (body["because"], body["reason"]) == ("out_of_order", "results_ready")


def test_a_counter_calls_nobody_from_elsewhere_nor_another_doctors_patient(hall: Hall) -> None:
    elsewhere = hall.issue(hall.lab)
    act = CallToken(counter=hall.room3.id, token=elsewhere.token, reason=CallReason.OTHER)
    refusal = refused_and_unchanged(hall.house, hall.at3, act)
    assert refusal.code == "not_this_counter"
    assert refusal.params == {"code": "L-001", "counter": "Room 3", "department": "Laboratory"}
    own = hall.issue(doctor=hall.sen)
    act = CallToken(counter=hall.room3.id, token=own.token, reason=CallReason.OTHER)
    assert refused_and_unchanged(hall.house, hall.at3, act).code == "meant_for_doctor"


def test_a_cancelled_token_is_not_called(hall: Hall) -> None:
    first = hall.issue()
    hall.issue()
    hall.desk.execute(Cancel(token=first.token))
    assert hall.call().code == "A-002"


PACKAGE = {
    "youngest_first.py": """
        class YoungestFirst:
            name = "youngest_first"

            def choose(self, queue):
                return queue.waiting()[-1]
    """,
    "youngest_first-1.0.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: youngest-first
        Version: 1.0
    """,
    "youngest_first-1.0.dist-info/entry_points.txt": """
        [nextpatient.calling_policies]
        youngest = youngest_first:YoungestFirst
        broken = youngest_first:Nothing
    """,
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with somebody's own policy."""
    folder = tmp_path / "site"
    for name, text in PACKAGE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return folder


def test_an_installed_policy_calls(site: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clinic = open_clinic(tmp_path / "own" / "clinic.db", create=True, clock=HandClock()).acting_as(SYSTEM)
    clinic.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
    assert clinic.ask(CallingPolicies()) == ("ratio", "strict", "arrival", "youngest_first")
    assert "broken" in caplog.text
    form = DepartmentForm(letter="A", name="General OPD", policy="youngest_first")
    opd = clinic.execute(AddDepartment(form=form))
    room = clinic.execute(AddCounter(form=CounterForm(name="Room 3", departments=(opd.id,))))
    for _ in range(3):
        clinic.execute(IssueToken(department=opd.id))
    place = clinic.execute(IssueToken(department=opd.id)).place
    assert (place, clinic.execute(CallNext(counter=room.id)).code) == (1, "A-004")
    clinic.close()


def test_a_policy_that_is_gone_is_replaced_by_the_order_of_arrival_and_the_journal_says_so(
    hall: Hall,
) -> None:
    hall.issue()
    department = hall.house.read(lambda uow: uow.departments.get(hall.opd.id))
    assert department is not None
    hall.house.storage.write(lambda uow: uow.departments.save(replace(department, policy="youngest_first")))
    assert hall.call().code == "A-001"
    body = json.loads(hall.house.events("token.called")[-1].body)
    assert "youngest_first" in body["policy_failure"]
