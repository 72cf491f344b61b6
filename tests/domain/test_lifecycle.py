"""A token's life: every allowed move, and the refusal of every other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nextpatient_desktop.domain import lifecycle as life
from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.domain.model import EndReason, Priority, PriorityReason, Token, TokenState
from tests.domain.things import LAB, MEHTA, NINE, RAO, ROOM, minutes, seconds, token

Move = Callable[[Token, datetime], Token]

MOVES: Mapping[str, Move] = {
    "call": lambda t, now: life.called(t, counter=ROOM, staff=MEHTA, now=now),
    "recall": life.recalled,
    "start": lambda t, now: life.started(t, now=now),
    "complete": life.completed,
    "put_back": lambda t, now: life.put_back(t),
    "no_show": lambda t, now: life.marked_no_show(t, minimum_calls=0, now=now),
    "return": lambda t, now: life.returned(t, queued_at=now, rank=0),
    "hold": life.held,
    "resume": lambda t, now: life.resumed(t),
    "cancel": lambda t, now: life.cancelled(t, EndReason.STAFF, now),
    "expire": life.expired,
}
ALLOWED = {
    ("waiting", "call"): "called",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("serving", "complete"): "completed",
    ("called", "no_show"): "no_show",
    ("no_show", "return"): "waiting",
    ("on_hold", "resume"): "waiting",
    ("called", "put_back"): "waiting",
    ("serving", "hold"): "on_hold",
    ("waiting", "cancel"): "cancelled",
    ("called", "cancel"): "cancelled",
    ("on_hold", "cancel"): "cancelled",
    ("waiting", "expire"): "expired",
    ("called", "expire"): "expired",
    ("serving", "expire"): "expired",
    ("on_hold", "expire"): "expired",
}
LATER = NINE + minutes(60)


def in_state(state: TokenState) -> Token:
    """A token that came into a state by the moves that lead there."""
    waits = token()
    called = life.called(waits, counter=ROOM, staff=MEHTA, now=NINE)
    serving = life.started(called, now=NINE + minutes(1))
    return {
        TokenState.WAITING: waits,
        TokenState.CALLED: called,
        TokenState.SERVING: serving,
        TokenState.ON_HOLD: life.held(serving, NINE + minutes(2)),
        TokenState.COMPLETED: life.completed(serving, NINE + minutes(2)),
        TokenState.NO_SHOW: life.marked_no_show(called, minimum_calls=1, now=NINE + minutes(2)),
        TokenState.CANCELLED: life.cancelled(waits, EndReason.PATIENT_LEFT, NINE),
        TokenState.EXPIRED: life.expired(waits, NINE),
    }[state]


@pytest.mark.parametrize("state", TokenState)
@pytest.mark.parametrize("tried", MOVES)
def test_each_move_leads_where_the_table_says_or_is_refused_naming_token_state_and_move(
    state: TokenState, tried: str
) -> None:
    before = in_state(state)
    if (state.value, tried) in ALLOWED:
        after = MOVES[tried](before, LATER)
        assert after.state == ALLOWED[state.value, tried]
        assert after.state in life.MOVES[state] or tried == "recall"
    else:
        with pytest.raises(ClinicError) as refusal:
            MOVES[tried](before, LATER)
        assert refusal.value == ClinicError("move_refused", code="A-042", state=state.value, tried=tried)


def test_the_published_moves_are_those_of_the_table() -> None:
    table = {(state, after) for (state, tried), after in ALLOWED.items() if tried != "recall"}
    assert {(s.value, after.value) for s, ways in life.MOVES.items() for after in ways} == table


def test_a_call_says_where_by_whom_and_when() -> None:
    called = life.called(token(), counter=ROOM, staff=MEHTA, now=LATER)
    assert (called.counter, called.staff, called.calls) == (ROOM, MEHTA, 1)
    assert called.last_called_at == called.first_called_at == LATER


def test_a_recall_counts_and_is_no_change_of_state() -> None:
    called = in_state(TokenState.CALLED)
    again = life.recalled(called, LATER)
    assert again == replace(called, calls=2, last_called_at=LATER)


def test_complete_on_a_called_token_records_serving_first() -> None:
    called = in_state(TokenState.CALLED)
    done = life.completed(life.served(called, LATER), LATER)
    assert (done.state, done.started_at, done.ended_at) == (TokenState.COMPLETED, LATER, LATER)


def test_served_leaves_a_serving_token_as_it_is() -> None:
    serving = in_state(TokenState.SERVING)
    assert life.served(serving, LATER) is serving


@pytest.mark.parametrize("tried", ["complete", "hold", "transfer"])
def test_a_waiting_token_is_refused_by_what_was_tried_and_not_by_the_start_within(tried: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        life.served(token(), LATER, tried=tried)
    assert refusal.value.params["tried"] == tried


def test_put_back_leaves_nothing_of_the_call_and_the_place_as_it_was() -> None:
    waits = token(rank=3)
    called = life.called(waits, counter=ROOM, staff=MEHTA, now=LATER)
    assert life.put_back(called) == waits
    assert life.put_back(life.recalled(called, LATER + minutes(1))) == waits


def test_put_back_after_a_hold_remembers_that_the_patient_was_served_before() -> None:
    waits = life.resumed(in_state(TokenState.ON_HOLD))
    called = life.called(waits, counter=ROOM, staff=MEHTA, now=LATER)
    assert life.put_back(called) == waits
    assert waits.first_called_at == NINE


def test_a_no_show_needs_the_minimum_of_calls() -> None:
    called = in_state(TokenState.CALLED)
    with pytest.raises(ClinicError) as refusal:
        life.marked_no_show(called, minimum_calls=3, now=LATER)
    assert refusal.value == ClinicError("too_few_calls", code="A-042", missing=2)


def test_a_no_show_needs_thirty_seconds_since_the_last_call() -> None:
    twice = life.recalled(in_state(TokenState.CALLED), NINE + seconds(30))
    with pytest.raises(ClinicError) as refusal:
        life.marked_no_show(twice, minimum_calls=2, now=NINE + seconds(59.5))
    assert refusal.value == ClinicError("call_again_first", code="A-042", seconds=1)
    gone = life.marked_no_show(twice, minimum_calls=2, now=NINE + seconds(60))
    assert (gone.state, gone.ended_at) == (TokenState.NO_SHOW, NINE + seconds(60))
    assert life.no_show_from(twice) == NINE + seconds(60)


def test_two_calls_within_thirty_seconds_count_as_one() -> None:
    hasty = life.recalled(in_state(TokenState.CALLED), NINE + seconds(5))
    assert hasty.calls == 2
    assert life.calls_missing(hasty, 2) == 1
    with pytest.raises(ClinicError, match="too_few_calls"):
        life.marked_no_show(hasty, minimum_calls=2, now=LATER)
    patient = life.recalled(hasty, NINE + seconds(35))
    assert life.calls_missing(patient, 2) == 0


def test_every_call_has_to_be_half_a_minute_after_the_one_that_counted() -> None:
    called = in_state(TokenState.CALLED)
    hasty = [NINE, NINE + seconds(5), NINE + seconds(65)]
    for at in hasty[1:]:
        called = life.recalled(called, at)
    assert life.calls_missing(called, 3) == 0, "first and last alone can not tell"
    assert life.calls_missing(called, 3, hasty) == 1
    with pytest.raises(ClinicError, match="too_few_calls"):
        life.marked_no_show(called, minimum_calls=3, now=LATER, calls=hasty)
    assert life.call_counts_from(called, hasty) == NINE + seconds(95)
    at_last = life.recalled(called, NINE + seconds(95))
    assert life.calls_missing(at_last, 3, [*hasty, NINE + seconds(95)]) == 0
    assert life.calls_missing(at_last, 3, [NINE + seconds(10 * n) for n in range(7)]) == 0


def test_of_a_waiting_token_no_call_counts() -> None:
    assert life.call_counts_from(token()) is None


def test_only_a_called_token_can_become_a_no_show_at_some_time() -> None:
    assert life.no_show_from(token()) is None
    assert life.no_show_from(in_state(TokenState.SERVING)) is None


def test_a_returned_no_show_waits_at_its_new_place_with_its_calls_at_zero() -> None:
    back = life.returned(in_state(TokenState.NO_SHOW), queued_at=LATER, rank=7)
    assert (back.state, back.queued_at, back.rank) == (TokenState.WAITING, LATER, 7)
    assert (back.calls, back.last_called_at, back.counter, back.staff, back.ended_at) == (0,) + (None,) * 4
    assert life.calls_missing(life.called(back, counter=ROOM, staff=RAO, now=LATER), 2) == 1


def test_a_resumed_token_keeps_its_instant_and_waits_for_who_held_it() -> None:
    held = in_state(TokenState.ON_HOLD)
    back = life.resumed(held)
    assert (back.queued_at, back.rank, back.doctor) == (token().queued_at, 0, MEHTA)
    assert (back.counter, back.ended_at) == (None, None)


def test_a_token_held_by_somebody_who_is_no_doctor_waits_for_whom_it_waited_before() -> None:
    held = in_state(TokenState.ON_HOLD)
    assert life.resumed(held, for_same_staff=False).doctor is None
    assert life.resumed(replace(held, doctor=RAO), for_same_staff=False).doctor == RAO


def test_a_second_service_after_a_hold_is_timed_from_its_own_start() -> None:
    called = life.called(life.resumed(in_state(TokenState.ON_HOLD)), counter=ROOM, staff=MEHTA, now=LATER)
    assert life.started(called, now=LATER + minutes(1)).started_at == LATER + minutes(1)
    assert called.first_called_at == NINE


def test_a_cancelled_token_says_why_and_when() -> None:
    gone = life.cancelled(token(), EndReason.PATIENT_LEFT, LATER)
    assert (gone.end_reason, gone.ended_at) == (EndReason.PATIENT_LEFT, LATER)


def test_a_transfer_continues_the_visit_with_code_and_priority_from_now() -> None:
    sent = replace(in_state(TokenState.COMPLETED), priority=Priority.PRIORITY, reason=PriorityReason.INFANT)
    new = life.sent_on(
        sent, token_id=TokenId(UUID(int=99)), department=LAB.id, doctor=RAO, comes_back=True, now=LATER
    )
    assert (new.visit, new.code, new.day, new.priority) == (sent.visit, sent.code, sent.day, sent.priority)
    assert (new.department, new.doctor, new.came_from, new.comes_back) == (LAB.id, RAO, sent.id, True)
    assert (new.state, new.queued_at, new.calls) == (TokenState.WAITING, LATER, 0)


def test_one_that_comes_back_queues_from_its_original_instant_for_who_sent_it() -> None:
    origin = replace(in_state(TokenState.COMPLETED), rank=2)
    away = life.sent_on(
        origin, token_id=TokenId(UUID(int=98)), department=LAB.id, doctor=None, comes_back=True, now=LATER
    )
    back = life.sent_back(away, origin, token_id=TokenId(UUID(int=99)), now=LATER + minutes(30))
    assert (back.department, back.doctor, back.queued_at, back.rank) == (
        origin.department,
        MEHTA,
        origin.queued_at,
        2,
    )
    assert (back.came_from, back.comes_back, back.issued_at) == (away.id, False, LATER + minutes(30))


class TokensLife(RuleBasedStateMachine):
    """Any moves in any order: a token is always one that its state describes."""

    def __init__(self) -> None:
        super().__init__()
        self.token = token()
        self.now = NINE

    @rule(tried=st.sampled_from(sorted(MOVES)), wait=st.integers(0, 90))
    def move(self, tried: str, wait: int) -> None:
        self.now += seconds(wait)
        before = self.token
        try:
            self.token = MOVES[tried](before, self.now)
        except ClinicError as refusal:
            assert self.token is before
            if refusal.code == "move_refused":
                assert (before.state.value, tried) not in ALLOWED
            else:
                assert (refusal.code, tried, before.state) == ("call_again_first", "no_show", "called")
        else:
            assert self.token.state == ALLOWED[before.state.value, tried]

    @precondition(lambda self: not life.MOVES[self.token.state])
    @rule()
    def begin_again(self) -> None:
        self.token = token()

    @invariant()
    def who_it_is_never_changes(self) -> None:
        assert (self.token.id, self.token.visit, self.token.code, self.token.day) == (
            token().id,
            token().visit,
            "A-042",
            token().day,
        )

    @invariant()
    def the_present_call_is_there_exactly_while_it_lasts(self) -> None:
        state = self.token.state
        if state is TokenState.WAITING:
            assert (self.token.calls, self.token.counter, self.token.last_called_at) == (0, None, None)
        if state in life.AT_COUNTER:
            assert self.token.calls >= 1
            assert self.token.counter == ROOM
            assert self.token.first_called_at is not None

    @invariant()
    def an_end_is_there_exactly_when_it_ended_or_is_held(self) -> None:
        open_states = (TokenState.WAITING, TokenState.CALLED, TokenState.SERVING)
        assert (self.token.ended_at is None) == (self.token.state in open_states)
        assert (self.token.end_reason is not None) == (self.token.state is TokenState.CANCELLED)


TestTokensLife = TokensLife.TestCase
TestTokensLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
