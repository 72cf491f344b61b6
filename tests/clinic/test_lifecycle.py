"""A token's life through the door: every row of the table of moves, and every other move refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.departments.messages import DepartmentForm, UpdateDepartment
from nextpatient_desktop.clinic.door import Clinic, Command
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    CompleteAndCallNext,
    Hold,
    MarkNoShow,
    PutBack,
    Recall,
    Resume,
    ReturnToQueue,
    StartServing,
    Transfer,
    Undo,
)
from nextpatient_desktop.domain.model import CallReason, EndReason, Role, Token, TokenState
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import House, refused, refused_and_unchanged

S = TokenState


@pytest.fixture
def hall(house: House) -> Hall:
    return Hall(house)


def kinds(hall: Hall, token: Token) -> list[str]:
    return [event.kind for event in hall.house.events() if event.subject == token.id]


def test_a_call_takes_the_next_waiting_token_to_the_counter(hall: Hall) -> None:
    first = hall.issue()
    hall.issue()
    called = hall.call()
    assert (called.id, called.state) == (first.token, S.CALLED)
    assert (called.counter, called.staff, called.calls) == (hall.room3.id, hall.rao.id, 1)
    assert called.first_called_at == called.last_called_at
    assert hall.token(called) == called
    assert kinds(hall, called) == ["token.issued", "token.called"]


def test_a_recall_counts_and_leaves_the_state(hall: Hall) -> None:
    hall.issue()
    called = hall.call()
    hall.clock.advance(40 * SECOND)
    again = hall.at3.execute(Recall(token=called.id))
    assert (again.state, again.calls) == (S.CALLED, 2)
    assert again.last_called_at == hall.clock.instant
    assert again.first_called_at == called.first_called_at


def test_start_and_complete(hall: Hall) -> None:
    hall.issue()
    called = hall.call()
    hall.clock.advance(10 * SECOND)
    serving = hall.at3.execute(StartServing(token=called.id))
    assert (serving.state, serving.started_at) == (S.SERVING, hall.clock.instant)
    hall.clock.advance(300 * SECOND)
    done = hall.at3.execute(Complete(token=called.id))
    assert (done.state, done.ended_at, done.counter) == (S.COMPLETED, hall.clock.instant, hall.room3.id)


@pytest.mark.parametrize(
    ("command", "then"),
    [
        (lambda hall, token: Complete(token=token.id), "token.completed"),
        (lambda hall, token: Hold(token=token.id), "token.held"),
        (lambda hall, token: Transfer(token=token.id, department=hall.lab.id), "token.completed"),
        (lambda hall, token: CompleteAndCallNext(counter=hall.room3.id, current=token.id), "token.completed"),
    ],
)
def test_what_ends_a_visit_records_its_start_first(
    hall: Hall, command: Callable[[Hall, Token], Command[Any]], then: str
) -> None:
    hall.issue()
    called = hall.call()
    hall.clock.advance(20 * SECOND)
    act = command(hall, called)
    hall.at3.execute(act)
    own = [event for event in hall.house.events() if event.command == act.id and event.subject == called.id]
    assert [event.kind for event in own] == ["token.started", then]
    assert hall.token(called).started_at == hall.clock.instant


def test_complete_and_call_next_frees_the_counter_for_the_next(hall: Hall) -> None:
    hall.issue()
    second = hall.issue()
    first = hall.call()
    both = hall.at3.execute(CompleteAndCallNext(counter=hall.room3.id, current=first.id))
    assert both.completed is not None and both.completed.state is S.COMPLETED
    assert both.called is not None and both.called.id == second.token
    last = hall.at3.execute(CompleteAndCallNext(counter=hall.room3.id, current=second.token))
    assert last.completed is not None and last.called is None
    nothing = hall.at3.execute(CompleteAndCallNext(counter=hall.room3.id, current=None))
    assert nothing.completed is None and nothing.called is None


def test_a_late_key_press_completes_nobody_elses_visit(hall: Hall) -> None:
    hall.issue()
    hall.issue()
    first = hall.call()
    hall.at3.execute(CompleteAndCallNext(counter=hall.room3.id, current=first.id))
    late = refused_and_unchanged(
        hall.house, hall.at3, CompleteAndCallNext(counter=hall.room3.id, current=first.id)
    )
    assert late.code == "counter_changed"
    assert late.params == {"counter": "Room 3", "code": "A-002"}


def test_put_back_leaves_the_token_where_it_was(hall: Hall) -> None:
    first = hall.issue()
    hall.issue()
    before = hall.token(first)
    called = hall.call()
    assert hall.at3.execute(PutBack(token=called.id)) == before
    assert hall.call().id == first.token


def test_a_no_show_needs_its_calls_half_a_minute_apart(hall: Hall) -> None:
    hall.issue()
    called = hall.call()
    act = MarkNoShow
    hall.clock.advance(31 * SECOND)
    few = refused_and_unchanged(hall.house, hall.at3, act(token=called.id))
    assert (few.code, few.params) == ("too_few_calls", {"code": "A-001", "missing": 1})
    hall.at3.execute(Recall(token=called.id))
    hall.clock.advance(9 * SECOND)
    soon = refused_and_unchanged(hall.house, hall.at3, act(token=called.id))
    assert (soon.code, soon.params) == ("call_again_first", {"code": "A-001", "seconds": 21})
    hall.clock.advance(21 * SECOND)
    missed = hall.at3.execute(act(token=called.id))
    assert (missed.state, missed.ended_at) == (S.NO_SHOW, hall.clock.instant)
    assert hall.board().missed[0].token == missed


def recall(hall: Hall, token: Token, *after: int) -> None:
    """Call again after so many seconds each."""
    for step in after:
        hall.clock.advance(step * SECOND)
        hall.at3.execute(Recall(token=token.id))


def need_calls(hall: Hall, minimum: int) -> None:
    form = DepartmentForm(letter="A", name="General OPD", minimum_calls=minimum)
    hall.house.system.execute(UpdateDepartment(department=hall.opd.id, form=form))


def test_where_three_calls_are_needed_each_has_to_be_half_a_minute_after_the_other(hall: Hall) -> None:
    need_calls(hall, 3)
    hall.issue()
    called = hall.call()
    recall(hall, called, 5, 60)
    board = hall.board()
    assert (board.calls_missing, board.no_show_from) == (1, None)
    assert board.call_counts_from == hall.clock.instant + 30 * SECOND
    hall.clock.advance(40 * SECOND)
    few = refused_and_unchanged(hall.house, hall.at3, MarkNoShow(token=called.id))
    assert (few.code, few.params["missing"]) == ("too_few_calls", 1)
    recall(hall, called, 0)
    board = hall.board()
    assert (board.calls_missing, board.call_counts_from) == (0, None)
    assert board.no_show_from == hall.clock.instant + 30 * SECOND
    hall.clock.advance(30 * SECOND)
    assert hall.at3.execute(MarkNoShow(token=called.id)).state is S.NO_SHOW


def test_calls_of_an_earlier_occasion_do_not_count(hall: Hall) -> None:
    need_calls(hall, 3)
    hall.issue()
    called = hall.call()
    recall(hall, called, 40, 40)
    hall.clock.advance(30 * SECOND)
    hall.at3.execute(MarkNoShow(token=called.id))
    hall.clock.advance(60 * SECOND)
    hall.at3.execute(ReturnToQueue(token=called.id))
    again = hall.call()
    assert hall.board().call_counts_from == hall.clock.instant + 30 * SECOND
    recall(hall, again, 5, 5)
    assert hall.board().calls_missing == 2


def test_a_call_that_was_taken_back_does_not_count(hall: Hall) -> None:
    need_calls(hall, 3)
    hall.issue()
    called = hall.call()
    recall(hall, called, 40)
    hall.clock.advance(40 * SECOND)
    mistake = Recall(token=called.id)
    hall.at3.execute(mistake)
    assert hall.board().calls_missing == 0
    hall.at3.execute(Undo(command=mistake.id))
    assert hall.board().calls_missing == 1
    recall(hall, called, 5)
    assert hall.board().calls_missing == 0


def test_a_no_show_who_comes_waits_again_behind_the_third(hall: Hall) -> None:
    hall.issue()
    missed = hall.call()
    others = [hall.issue() for _ in range(5)]
    hall.miss(missed)
    back = hall.desk.execute(ReturnToQueue(token=missed.id))
    assert (back.state, back.calls, back.counter, back.ended_at) == (S.WAITING, 0, None, None)
    codes = [one.code for one in others]
    assert hall.waiting() == [*codes[:3], "A-001", *codes[3:]]


def test_held_and_resumed_keeps_its_instant_and_its_doctor(hall: Hall) -> None:
    first = hall.issue()
    hall.issue()
    held = hall.at3.execute(Hold(token=hall.call().id))
    assert held.state is S.ON_HOLD
    assert hall.board().on_hold[0].token == held
    assert hall.board().current is None
    back = hall.desk.execute(Resume(token=held.id))
    assert (back.state, back.doctor) == (S.WAITING, hall.rao.id)
    assert back.queued_at == first.issued_at
    assert hall.call().id == first.token


def test_who_is_held_by_somebody_who_is_no_doctor_is_for_anybody_afterwards(hall: Hall) -> None:
    token = hall.issue(hall.lab)
    hall.at_lab.execute(CallNext(counter=hall.lab_desk.id))
    hall.at_lab.execute(Hold(token=token.token))
    assert hall.desk.execute(Resume(token=token.token)).doctor is None


def test_cancel_says_why_and_ends_the_token(hall: Hall) -> None:
    issued = hall.issue()
    hall.clock.advance(SECOND)
    ended = hall.desk.execute(Cancel(token=issued.token, reason=EndReason.MISTAKE))
    assert (ended.state, ended.end_reason) == (S.CANCELLED, EndReason.MISTAKE)
    assert ended.ended_at == hall.clock.instant


def test_a_called_token_can_be_cancelled_and_frees_the_counter(hall: Hall) -> None:
    called = hall.in_state(S.CALLED)
    hall.issue()
    hall.desk.execute(Cancel(token=called.id))
    assert hall.call().code == "A-002"


@pytest.mark.parametrize("reason", [EndReason.UNDONE, EndReason.SUPERSEDED])
def test_nobody_gives_the_programs_own_reasons(hall: Hall, reason: EndReason) -> None:
    issued = hall.issue()
    refusal = refused_and_unchanged(hall.house, hall.desk, Cancel(token=issued.token, reason=reason))
    assert (refusal.code, refusal.params["field"]) == ("reason_not_possible", "reason")


ALLOWED = {
    "call": {S.WAITING},
    "recall": {S.CALLED},
    "start": {S.CALLED},
    "complete": {S.CALLED, S.SERVING},
    "put_back": {S.CALLED},
    "no_show": {S.CALLED},
    "return": {S.NO_SHOW},
    "hold": {S.CALLED, S.SERVING},
    "resume": {S.ON_HOLD},
    "transfer": {S.CALLED, S.SERVING},
    "cancel": {S.WAITING, S.CALLED, S.ON_HOLD},
}


def attempt(hall: Hall, tried: str, token: Token) -> Command[Any]:
    commands: dict[str, Callable[[], Command[Any]]] = {
        "call": lambda: CallToken(counter=hall.room4.id, token=token.id, reason=CallReason.URGENT),
        "recall": lambda: Recall(token=token.id),
        "start": lambda: StartServing(token=token.id),
        "complete": lambda: Complete(token=token.id),
        "put_back": lambda: PutBack(token=token.id),
        "no_show": lambda: MarkNoShow(token=token.id),
        "return": lambda: ReturnToQueue(token=token.id),
        "hold": lambda: Hold(token=token.id),
        "resume": lambda: Resume(token=token.id),
        "transfer": lambda: Transfer(token=token.id, department=hall.lab.id),
        "cancel": lambda: Cancel(token=token.id),
    }
    return commands[tried]()


@pytest.mark.parametrize("state", [state for state in S if state is not S.EXPIRED])
def test_every_other_move_is_refused_and_changes_nothing(hall: Hall, state: TokenState) -> None:
    token = hall.in_state(state)
    admin = hall.house.as_staff(hall.house.admin)
    for tried, allowed in ALLOWED.items():
        if state in allowed:
            continue
        refusal = refused_and_unchanged(hall.house, admin, attempt(hall, tried, token))
        expected = {"code": token.code, "state": state.value, "tried": tried}
        if token.counter is not None:
            expected["counter"] = "Room 3"
        assert (refusal.code, refusal.params) == ("move_refused", expected)
        assert hall.token(token) == token


def test_a_token_of_a_day_that_has_ended_stays_as_it_is(hall: Hall) -> None:
    token = hall.in_state(S.EXPIRED)
    admin = hall.house.as_staff(hall.house.admin)
    for tried in ALLOWED:
        refusal = refused_and_unchanged(hall.house, admin, attempt(hall, tried, token))
        assert refusal.code == "token_of_other_day"
        assert refusal.params == {"code": token.code, "day": hall.day.isoformat()}


@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.SERVING, S.ON_HOLD])
def test_what_is_not_finished_expires_at_the_days_end(hall: Hall, state: TokenState) -> None:
    token = hall.in_state(state)
    hall.clock.advance(timedelta(days=1))
    hall.house.system.execute(OpenDay())
    ended = hall.token(token)
    assert (ended.state, ended.ended_at) == (S.EXPIRED, hall.clock.instant)
    event = next(e for e in hall.house.events("token.expired") if e.subject == token.id)
    assert (event.staff, event.station, event.command) == (None, None, None)
    (change,) = json.loads(event.body)["changes"]
    assert change["before"]["state"] == state.value
    assert change["after"]["state"] == "expired"


def test_a_counter_has_at_most_one_token(hall: Hall) -> None:
    first = hall.issue()
    second = hall.issue()
    hall.call()
    for state in ("called", "serving"):
        for act in (
            CallNext(counter=hall.room3.id),
            CallToken(counter=hall.room3.id, token=second.token, reason=CallReason.URGENT),
        ):
            busy = refused_and_unchanged(hall.house, hall.at3, act)
            assert busy.code == "counter_busy"
            assert busy.params == {"counter": "Room 3", "code": "A-001", "state": state}
        if state == "called":
            hall.at3.execute(StartServing(token=first.token))


def test_nobody_waits(hall: Hall) -> None:
    assert refused(hall.at3, CallNext(counter=hall.room3.id)).code == "nobody_waiting"


def test_only_who_sits_at_a_counter_acts_there(hall: Hall) -> None:
    hall.issue()
    not_sen = refused_and_unchanged(hall.house, hall.at4, CallNext(counter=hall.room3.id))
    assert (not_sen.code, not_sen.params) == ("counter_not_yours", {"counter": "Room 3"})
    called = hall.call()
    for tried in ("recall", "start", "complete", "no_show", "hold", "transfer"):
        refusal = refused_and_unchanged(hall.house, hall.at4, attempt(hall, tried, called))
        assert refusal.code == "counter_not_yours"
    hall.house.as_staff(hall.house.admin).execute(StartServing(token=called.id))


def test_a_call_put_back_by_the_reception_frees_a_counter_whose_doctor_left(hall: Hall) -> None:
    hall.issue()
    called = hall.call()
    assert hall.desk.execute(PutBack(token=called.id)).state is S.WAITING


def test_a_closed_counter_calls_nobody(hall: Hall) -> None:
    from nextpatient_desktop.clinic.counters.messages import CloseCounter

    hall.issue()
    spare = hall.house.add_counter(hall.opd, name="Room 5")
    hall.house.system.execute(CloseCounter(counter=spare.id))
    assert refused(hall.desk, CallNext(counter=spare.id)).code == "counter_closed"


def test_unknown_things_are_refused_by_name(hall: Hall) -> None:
    from nextpatient_desktop.domain.ids import CounterId, TokenId

    nowhere = hall.issue().token
    assert refused(hall.desk, CallNext(counter=CounterId(nowhere))).code == "counter_unknown"
    assert refused(hall.desk, Recall(token=TokenId(hall.opd.id))).code == "token_unknown"


def test_who_is_at_no_counter_calls_at_a_free_one(hall: Hall) -> None:
    spare = hall.house.add_counter(hall.opd, name="Room 5")
    hall.issue()
    called = hall.desk.execute(CallNext(counter=spare.id))
    assert called.staff == hall.reception.id


def test_displays_and_kiosks_move_nothing_but_their_own(hall: Hall) -> None:
    from nextpatient_desktop.domain.model import StationKind

    issued = hall.issue()
    display = hall.house.as_station(StationKind.DISPLAY)
    for tried in ALLOWED:
        act = attempt(hall, tried, hall.token(issued))
        assert refused_and_unchanged(hall.house, display, act).code == "not_allowed"
        if tried != "cancel":
            assert refused_and_unchanged(hall.house, hall.kiosk, act).code == "not_allowed"


def test_roles_that_call(hall: Hall) -> None:
    spare = hall.house.add_counter(hall.opd, name="Room 5")
    for role in Role:
        staff = hall.house.add_staff(f"New {role}", f"new-{role}", role)
        clinic: Clinic = hall.house.as_staff(staff)
        hall.issue()
        called = clinic.execute(CallNext(counter=spare.id))
        clinic.execute(Complete(token=called.id))
