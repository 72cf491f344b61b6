"""The whole life of a queue, driven at random through the door and compared with a model."""

import json
import tempfile
from collections import Counter as Tally
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.days.messages import OpenDay
from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.messages import (
    CallNext,
    CallToken,
    Cancel,
    Complete,
    Hold,
    IssueToken,
    MarkNoShow,
    PutBack,
    Recall,
    Resume,
    ReturnToQueue,
    StartServing,
    Transfer,
    Undo,
)
from nextpatient_desktop.clinic.tokens.questions import Board, CalledBecause
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, TokenId
from nextpatient_desktop.domain.model import CallReason, Counter, Priority, PriorityReason, Token, TokenState
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import House

S = TokenState

AFTER: dict[str, dict[TokenState, TokenState]] = {
    "call": {S.WAITING: S.CALLED},
    "recall": {S.CALLED: S.CALLED},
    "start": {S.CALLED: S.SERVING},
    "complete": {S.CALLED: S.COMPLETED, S.SERVING: S.COMPLETED},
    "put_back": {S.CALLED: S.WAITING},
    "no_show": {S.CALLED: S.NO_SHOW},
    "return": {S.NO_SHOW: S.WAITING},
    "hold": {S.CALLED: S.ON_HOLD, S.SERVING: S.ON_HOLD},
    "resume": {S.ON_HOLD: S.WAITING},
    "transfer": {S.CALLED: S.COMPLETED, S.SERVING: S.COMPLETED},
    "cancel": {S.WAITING: S.CANCELLED, S.CALLED: S.CANCELLED, S.ON_HOLD: S.CANCELLED},
}
"""What each move makes of a token; in any other state it is refused."""

OPEN = (S.CALLED, S.SERVING)


@dataclass
class Model:
    """What the clinic's queue has to look like."""

    states: dict[TokenId, TokenState] = field(default_factory=dict)
    department: dict[TokenId, DepartmentId] = field(default_factory=dict)
    at: dict[CounterId, TokenId] = field(default_factory=dict)
    given: Tally[str] = field(default_factory=Tally)

    def move(self, token: TokenId, state: TokenState, counter: CounterId | None = None) -> None:
        self.states[token] = state
        self.at = {where: who for where, who in self.at.items() if who != token}
        if counter is not None:
            self.at[counter] = token


class QueueMachine(RuleBasedStateMachine):
    """People at a kiosk, two rooms and a laboratory, doing whatever comes to mind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.house = House(Path(self.folder.name))
        self.house.set_up()
        self.hall = Hall(self.house)
        self.admin = self.house.as_staff(self.house.admin)
        self.model = Model()
        self.last: tuple[Command[Any], object, Model] | None = None

    def teardown(self) -> None:
        try:
            self._replay_the_journal()
        finally:
            self.house.close()
            found = self.house.place.findings()
            self.folder.cleanup()
        assert found == []

    # --- What people do ---------------------------------------------------------------------------

    @initialize(count=st.integers(0, 4))
    def some_came_early(self, count: int) -> None:
        for _ in range(count):
            self.issue(is_lab=False, priority=Priority.NORMAL)

    @rule(is_lab=st.booleans(), priority=st.sampled_from(Priority))
    def issue(self, is_lab: bool, priority: Priority) -> None:
        department = self.hall.lab if is_lab else self.hall.opd
        reason = PriorityReason.SENIOR if priority is Priority.PRIORITY else None
        issued = self.does(IssueToken(department=department.id, priority=priority, reason=reason))
        self.model.given[department.letter] += 1
        assert issued.code == f"{department.letter}-{self.model.given[department.letter]:03d}"
        self.model.states[issued.token] = S.WAITING
        self.model.department[issued.token] = department.id
        card = next(
            index
            for index, card in enumerate(self.board(self.counter_of(issued.department)))
            if card.token.id == issued.token
        )
        assert issued.place == card + 1

    @rule(room=st.integers(0, 2))
    def call_next(self, room: int) -> None:
        counter = self.counters()[room]
        here = [one for one in self.board(counter) if one.because is not CalledBecause.DOCTOR]
        command = CallNext(counter=counter.id)
        if counter.id in self.model.at:
            self.refused(command, "counter_busy")
        elif not here:
            self.refused(command, "nobody_waiting")
        else:
            called = self.does(command)
            assert called.id == here[0].token.id
            self.model.move(called.id, S.CALLED, counter.id)

    @precondition(lambda self: self.model.states)
    @rule(move=st.sampled_from(sorted(AFTER)), pick=st.integers(0, 60), comes_back=st.booleans())
    def move(self, move: str, pick: int, comes_back: bool) -> None:
        keys = list(self.model.states)
        key = keys[pick % len(keys)]
        state = self.model.states[key]
        counter = self.counter_of(self.model.department[key])
        command = self.command(move, key, counter, comes_back)
        if state not in AFTER[move]:
            self.refused(command, "counter_busy" if self.is_busy(move, counter) else "move_refused")
        elif self.is_busy(move, counter):
            self.refused(command, "counter_busy")
        elif move == "call" and not self.may_call(key, counter):
            self.refused(command, "meant_for_doctor")
        elif move == "no_show" and not self.is_ready_for_no_show(key):
            self.refused(command, "too_few_calls", "call_again_first")
        else:
            before = set(self.model.states)
            self.does(command)
            after = AFTER[move][state]
            here = counter.id if move == "call" else self.where(key) if after in OPEN else None
            self.model.move(key, after, here)
            self.take_in_what_began(before, move, key)

    @rule(seconds=st.sampled_from([1, 31, 100, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.hall.clock.advance(seconds * SECOND)

    @precondition(lambda self: self.last is not None)
    @rule()
    def tap_again(self) -> None:
        assert self.last is not None
        command, answer, _ = self.last
        position = self.house.storage.position()
        assert self.admin.execute(command) == answer
        assert self.house.storage.position() == position

    @precondition(lambda self: self.last is not None and not isinstance(self.last[0], Undo))
    @rule()
    def take_back(self) -> None:
        assert self.last is not None
        command, _, before = self.last
        self.hall.clock.advance(SECOND)
        made = set(self.model.states) - set(before.states)
        undo = Undo(command=command.id)
        try:
            self.admin.execute(undo)
        except ClinicError as refused:
            assert refused.code == "undo_too_late"
            return
        given, departments = self.model.given, self.model.department
        self.model = deepcopy(before)
        self.model.given, self.model.department = given, departments
        for token in made:
            self.model.states[token] = S.CANCELLED
        self.last = None

    @precondition(lambda self: len(self.model.states) > 3)
    @rule(is_over=st.integers(0, 9))
    def the_day_ends(self, is_over: int) -> None:
        if is_over:
            return
        self.hall.clock.advance(timedelta(days=1))
        self.house.system.execute(OpenDay())
        for token, state in self.model.states.items():
            ended = self.hall.token(token)
            is_open = state in (S.WAITING, S.CALLED, S.SERVING, S.ON_HOLD)
            assert ended.state is (S.EXPIRED if is_open else state)
        self.model = Model()
        self.last = None

    # --- What always holds ------------------------------------------------------------------------

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        stored = {one.id: one for one in self.tokens()}
        assert {key: one.state for key, one in stored.items()} == self.model.states
        at = {one.counter: key for key, one in stored.items() if one.state in OPEN}
        assert at == self.model.at
        assert len(at) == sum(one.state in OPEN for one in stored.values())

    # --- How it is done ---------------------------------------------------------------------------

    def does(self, command: Command[Any]) -> Any:  # noqa: ANN401
        before = deepcopy(self.model)
        answer = self.admin.execute(command)
        self.last = (command, answer, before)
        return answer

    def refused(self, command: Command[Any], *codes: str) -> None:
        position = self.house.storage.position()
        try:
            self.admin.execute(command)
        except ClinicError as refused:
            assert refused.code in codes
        else:
            raise AssertionError(f"{command} was not refused")
        assert self.house.storage.position() == position

    def command(self, move: str, key: TokenId, counter: Counter, comes_back: bool) -> Command[Any]:
        other = self.hall.lab if self.model.department[key] == self.hall.opd.id else self.hall.opd
        make: dict[str, Callable[[], Command[Any]]] = {
            "call": lambda: CallToken(counter=counter.id, token=key, reason=CallReason.OTHER),
            "recall": lambda: Recall(token=key),
            "start": lambda: StartServing(token=key),
            "complete": lambda: Complete(token=key),
            "put_back": lambda: PutBack(token=key),
            "no_show": lambda: MarkNoShow(token=key),
            "return": lambda: ReturnToQueue(token=key),
            "hold": lambda: Hold(token=key),
            "resume": lambda: Resume(token=key),
            "transfer": lambda: Transfer(token=key, department=other.id, comes_back=comes_back),
            "cancel": lambda: Cancel(token=key),
        }
        return make[move]()

    def take_in_what_began(self, before: set[TokenId], move: str, key: TokenId) -> None:
        """A transfer starts one token; completing may send one back, if somebody expects the visit."""
        began = [one for one in self.tokens() if one.id not in before]
        assert len(began) == 1 if move == "transfer" else len(began) <= (move == "complete")
        for token in began:
            assert (token.state, token.code) == (S.WAITING, self.hall.token(key).code)
            self.model.states[token.id] = S.WAITING
            self.model.department[token.id] = token.department
            if move == "complete":
                assert any(one.comes_back for one in self.tokens() if one.visit == token.visit)

    def may_call(self, key: TokenId, counter: Counter) -> bool:
        doctor = self.hall.token(key).doctor
        sitting = self.house.read(lambda uow: uow.counters.get(counter.id))
        return doctor is None or (sitting is not None and sitting.staff == doctor)

    def is_ready_for_no_show(self, key: TokenId) -> bool:
        board = next(
            one
            for one in (self.admin.ask(Board(counter=counter.id)) for counter in self.counters())
            if one.current is not None and one.current.token.id == key
        )
        return board.no_show_from is not None and board.no_show_from <= self.hall.clock.instant

    def is_busy(self, move: str, counter: Counter) -> bool:
        return move == "call" and counter.id in self.model.at

    def counters(self) -> tuple[Counter, Counter, Counter]:
        return (self.hall.room3, self.hall.room4, self.hall.lab_desk)

    def counter_of(self, department: DepartmentId) -> Counter:
        return self.hall.room3 if department == self.hall.opd.id else self.hall.lab_desk

    def where(self, key: TokenId) -> CounterId:
        return next(counter for counter, token in self.model.at.items() if token == key)

    def board(self, counter: Counter) -> tuple[Any, ...]:
        return self.admin.ask(Board(counter=counter.id)).waiting

    def tokens(self) -> list[Token]:
        def of_today(uow: Any) -> list[Token]:  # noqa: ANN401
            latest = uow.days.latest()
            return list(uow.tokens.of_day(latest.day.date))

        return self.house.read(of_today)

    def _replay_the_journal(self) -> None:
        """The journal alone says what every token is: nothing was changed without its event."""
        told: dict[str, dict[str, Any]] = {}
        for event in self.house.events():
            for change in json.loads(event.body).get("changes", ()):
                if change["of"] == "token":
                    told.setdefault(change["id"], {"id": change["id"]}).update(change["after"])
        stored = {str(one.id): one for one in self.tokens()}
        for key, token in stored.items():
            assert codec.read_plain(Token, told[key]) == token


BRIEF = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_everybodys_moves_in_any_order() -> None:
    run_state_machine_as_test(QueueMachine, settings=BRIEF)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_everybodys_moves_in_any_order_for_long() -> None:
    run_state_machine_as_test(
        QueueMachine, settings=settings(BRIEF, max_examples=1500, stateful_step_count=60)
    )
