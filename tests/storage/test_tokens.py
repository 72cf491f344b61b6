"""Visits and tokens: kept whole, and the questions of calling answered as a plain list would answer them."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextpatient_desktop.clinic.ports import CounterSums, Storage, UnitOfWork, WaitingCount
from nextpatient_desktop.domain.model import (
    Counter,
    Department,
    EndReason,
    Priority,
    PriorityReason,
    Staff,
    Token,
    TokenState,
)
from nextpatient_desktop.storage.convert import END_REASONS, PRIORITIES, PRIORITY_REASONS, STATES
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things
from tests.storage.places import another, storage
from tests.storage.things import NOW, TODAY

__all__ = ["another", "storage"]

YESTERDAY = TODAY - timedelta(days=1)


def put(storage: Storage, at: Department, *tokens: Token) -> None:
    """Store tokens of visits that are not stored yet."""

    def work(unit: UnitOfWork) -> None:
        if unit.days.get(YESTERDAY) is None:
            things.open_day(unit, YESTERDAY)
        for one in tokens:
            number = unit.days.next_number(one.day, at.letter)
            made = replace(things.visit(at, number, day=one.day), id=one.visit)
            unit.visits.add(made)
            unit.tokens.add(replace(one, code=made.code))

    storage.write(work)


def save(one: Token, unit: UnitOfWork) -> None:
    unit.tokens.save(one)


def test_numbers_of_states_and_reasons_never_change() -> None:
    """They stand in databases: a new value gets a new number."""
    assert {state.value: number for state, number in STATES.number_of.items()} == {
        "waiting": 0,
        "called": 1,
        "serving": 2,
        "on_hold": 3,
        "completed": 4,
        "no_show": 5,
        "cancelled": 6,
        "expired": 7,
    }
    assert [PRIORITIES.number_of[one] for one in Priority] == [0, 1, 2]
    assert {one.value: number for one, number in PRIORITY_REASONS.number_of.items()} == {
        "senior": 1,
        "pregnant": 2,
        "disability": 3,
        "infant": 4,
        "staff": 5,
    }
    assert {one.value: number for one, number in END_REASONS.number_of.items()} == {
        "patient_left": 1,
        "staff": 2,
        "mistake": 3,
        "undone": 4,
        "superseded": 5,
    }
    assert set(STATES.number_of) == set(TokenState)
    assert set(PRIORITY_REASONS.number_of) == set(PriorityReason)
    assert set(END_REASONS.number_of) == set(EndReason)


def test_a_token_is_kept_whole(storage: Storage, opd: Department) -> None:
    doctor, room = things.staff(), things.counter(opd)
    first = storage.write(lambda unit: things.issue(unit, opd))
    whole = Token(
        id=things.token(things.visit(opd, 9)).id,
        visit=first.visit,
        code=first.code,
        department=opd.id,
        day=TODAY,
        state=TokenState.CANCELLED,
        priority=Priority.PRIORITY,
        reason=PriorityReason.PREGNANT,
        issued_at=NOW,
        queued_at=NOW - timedelta(minutes=5, milliseconds=1),
        rank=7,
        doctor=doctor.id,
        counter=room.id,
        staff=doctor.id,
        calls=3,
        last_called_at=NOW + timedelta(milliseconds=1),
        first_called_at=NOW + timedelta(milliseconds=2),
        started_at=NOW + timedelta(milliseconds=3),
        ended_at=NOW + timedelta(milliseconds=4),
        end_reason=EndReason.SUPERSEDED,
        came_from=first.id,
        comes_back=True,
        promised_from=NOW + timedelta(minutes=35),
        promised_to=NOW + timedelta(minutes=50),
    )
    assert all(getattr(whole, one.name) not in (None, 0, False) for one in fields(whole))

    def work(unit: UnitOfWork) -> None:
        unit.staff.add(doctor)
        unit.counters.add(room)
        unit.tokens.add(whole)

    storage.write(work)
    with storage.read() as unit:
        assert unit.tokens.get(whole.id) == whole
        assert unit.tokens.of_visit(whole.visit) == [first, whole]
        assert set(unit.tokens.several([whole.id, first.id, things.token(things.visit(opd, 8)).id])) == {
            first,
            whole,
        }
        assert unit.tokens.several([]) == []
    bare = replace(
        whole, doctor=None, counter=None, staff=None, reason=None, end_reason=None, promised_from=None
    )
    storage.write(lambda unit: unit.tokens.save(bare))
    with storage.read() as unit:
        assert unit.tokens.get(whole.id) == bare


def test_what_a_token_is_never_changes(storage: Storage, opd: Department) -> None:
    first = storage.write(lambda unit: things.issue(unit, opd))
    for other in (
        replace(first, code="A-999"),
        replace(first, day=YESTERDAY),
        replace(first, department=things.department().id),
        things.token(things.visit(opd, 2)),
    ):
        with pytest.raises(LookupError):
            storage.write(partial(save, other))


def test_a_code_is_given_once_a_day(storage: Storage, opd: Department) -> None:
    storage.write(lambda unit: unit.visits.add(things.visit(opd, 1)))
    with pytest.raises(things.DATABASE_ERRORS):
        storage.write(lambda unit: unit.visits.add(things.visit(opd, 1)))
    put(storage, opd)
    storage.write(lambda unit: unit.visits.add(things.visit(opd, 1, day=YESTERDAY)))


def test_a_visit_is_found_by_code_and_by_link(storage: Storage, opd: Department) -> None:
    someone = things.patient(1)
    made = things.visit(opd, 1)

    def work(unit: UnitOfWork) -> None:
        unit.patients.add(someone)
        unit.visits.add(made)
        unit.visits.save(replace(made, patient=someone.id, language="hi"))

    storage.write(work)
    stored = replace(made, patient=someone.id, language="hi")
    with storage.read() as unit:
        assert unit.visits.get(made.id) == stored
        assert unit.visits.by_code(TODAY, "A-001") == stored
        assert unit.visits.by_code(YESTERDAY, "A-001") is None
        assert unit.visits.by_key(made.key) == stored
        assert unit.visits.by_key("00" * 16) is None
        assert unit.visits.by_key("no key") is None
    with pytest.raises(LookupError):
        storage.write(lambda unit: unit.visits.save(replace(made, code="A-002")))


def test_a_counter_has_one_open_token(storage: Storage, opd: Department) -> None:
    room = things.counter(opd)
    things.keep(storage, room)
    called = things.token(things.visit(opd, 1), state=TokenState.CALLED, at=room)
    put(storage, opd, called)
    with storage.read() as unit:
        found = unit.tokens.at_counter(room.id, TODAY)
        assert found is not None and found.id == called.id
        assert unit.tokens.at_counter(room.id, YESTERDAY) is None
        assert [one.id for one in unit.tokens.open_at_counters(TODAY)] == [called.id]
    with pytest.raises(things.DATABASE_ERRORS):
        put(storage, opd, things.token(things.visit(opd, 2), state=TokenState.SERVING, at=room))


def test_heads_stand_in_the_order_of_waiting(storage: Storage, opd: Department) -> None:
    mine, theirs = things.staff("Meera Nair", "meera"), things.staff("Ravi Rao", "ravi")
    things.keep(storage, mine, theirs)
    first = things.token(things.visit(opd, 1), queued=1, doctor=theirs)
    second = things.token(things.visit(opd, 2), queued=2, rank=1)
    third = things.token(things.visit(opd, 3), queued=2, rank=0, doctor=mine)
    other = things.token(things.visit(opd, 4), queued=0, priority=Priority.PRIORITY)
    put(storage, opd, first, second, third, other)
    with storage.read() as unit:

        def head(*doctors: Staff) -> Token | None:
            allowed = frozenset(one.id for one in doctors)
            return unit.tokens.heads(opd.id, TODAY, Priority.NORMAL, allowed)

        def is_head(found: Token | None, wanted: Token) -> bool:
            return found is not None and found.id == wanted.id

        assert is_head(head(), second)
        assert is_head(head(mine), third)
        assert is_head(head(mine, theirs), first)
        assert is_head(unit.tokens.heads(opd.id, TODAY, Priority.NORMAL, None), first)
        assert is_head(unit.tokens.heads(opd.id, TODAY, Priority.PRIORITY, frozenset()), other)
        assert unit.tokens.heads(opd.id, TODAY, Priority.EMERGENCY, None) is None
        assert unit.tokens.heads(opd.id, YESTERDAY, Priority.NORMAL, None) is None
        assert [one.id for one in unit.tokens.waiting(opd.id, TODAY)] == [
            other.id,
            first.id,
            third.id,
            second.id,
        ]
        assert is_head(unit.tokens.kth_waiting(opd.id, TODAY, Priority.NORMAL, 2), third)
        assert is_head(unit.tokens.kth_waiting(opd.id, TODAY, Priority.NORMAL, 9), second)
        assert unit.tokens.kth_waiting(opd.id, TODAY, Priority.EMERGENCY, 1) is None
        assert unit.tokens.count_waiting(opd.id, TODAY) == 4
        counts = unit.tokens.waiting_counts(opd.id, TODAY, NOW + timedelta(minutes=2))
        assert sorted(counts, key=lambda one: one.priority) == [
            WaitingCount(priority=Priority.NORMAL, count=3, earlier=1),
            WaitingCount(priority=Priority.PRIORITY, count=1, earlier=1),
        ]


def test_who_came_since_an_instant_is_counted_whatever_became_of_them(
    storage: Storage, opd: Department
) -> None:
    def came(number: int, minutes: int, state: TokenState, priority: Priority) -> Token:
        token = things.token(things.visit(opd, number), priority=priority)
        at = NOW + timedelta(minutes=minutes)
        is_over = state in (TokenState.COMPLETED, TokenState.CANCELLED)
        return replace(token, issued_at=at, state=state, ended_at=at if is_over else None)

    normal, priority = Priority.NORMAL, Priority.PRIORITY
    put(
        storage,
        opd,
        came(1, -61, TokenState.WAITING, normal),
        came(2, -61, TokenState.COMPLETED, priority),
        came(3, -60, TokenState.WAITING, normal),
        came(4, -5, TokenState.COMPLETED, priority),
        came(5, -5, TokenState.CANCELLED, priority),
        came(6, -5, TokenState.ON_HOLD, normal),
        came(7, -5, TokenState.WAITING, Priority.EMERGENCY),
    )
    with storage.read() as unit:
        hour_ago = NOW - timedelta(hours=1)
        joined = unit.tokens.joined(opd.id, TODAY, hour_ago)
        assert joined == {normal: 2, priority: 2, Priority.EMERGENCY: 1}
        assert unit.tokens.joined(opd.id, YESTERDAY, hour_ago) == {}


def test_who_waits_is_counted_as_it_is_within_a_transaction(storage: Storage, opd: Department) -> None:
    def work(unit: UnitOfWork) -> list[dict[Priority, int]]:
        counts = []
        first = things.issue(unit, opd)
        counts.append(dict(unit.tokens.waiting_by_class(opd.id, TODAY)))
        things.issue(unit, opd)
        counts.append(dict(unit.tokens.waiting_by_class(opd.id, TODAY)))
        unit.tokens.save(replace(first, state=TokenState.CANCELLED, ended_at=NOW))
        counts.append(dict(unit.tokens.waiting_by_class(opd.id, TODAY)))
        return counts

    one, two = {Priority.NORMAL: 1}, {Priority.NORMAL: 2}
    assert storage.write(work) == [one, two, one]
    with storage.read() as unit:
        assert unit.tokens.waiting_by_class(opd.id, TODAY) == one


def test_lists_are_of_their_day_departments_and_states(storage: Storage, opd: Department) -> None:
    dental = things.department("B", "Dental")
    things.keep(storage, dental)
    waiting = things.token(things.visit(opd, 1), queued=3)
    early = things.token(things.visit(opd, 2), queued=1)
    held = things.token(things.visit(opd, 3), state=TokenState.ON_HOLD, queued=2, ended=30)
    done = [
        things.token(things.visit(opd, 4 + index), state=TokenState.COMPLETED, ended=ended)
        for index, ended in enumerate((40, 20, 60))
    ]
    put(storage, opd, waiting, early, held, *done)
    teeth = things.token(things.visit(dental, 1), state=TokenState.COMPLETED, ended=50)
    put(storage, dental, teeth)
    old = things.token(things.visit(opd, 1, day=YESTERDAY), state=TokenState.COMPLETED, ended=55)
    put(storage, opd, old)
    both = [opd.id, dental.id]
    with storage.read() as unit:

        def listed(*states: TokenState, newest: int | None = None) -> list[object]:
            found = unit.tokens.with_patients(TODAY, both, states, newest=newest)
            return [one.token.id for one in found]

        assert listed(TokenState.WAITING) == [early.id, waiting.id]
        assert listed(TokenState.WAITING, TokenState.ON_HOLD) == [early.id, held.id, waiting.id]
        assert listed(TokenState.COMPLETED, newest=3) == [done[2].id, teeth.id, done[0].id]
        assert listed() == []
        assert unit.tokens.with_patients(TODAY, [], [TokenState.WAITING]) == []
        everything = {one.id for one in (waiting, early, held, *done, teeth)}
        assert {one.id for one in unit.tokens.of_day(TODAY)} == everything
        assert [one.id for one in unit.tokens.of_day(YESTERDAY)] == [old.id]
        assert {one.id for one in unit.tokens.not_ended(TODAY)} == {waiting.id, early.id, held.id}
        counts = {(one.department, one.state): one.count for one in unit.tokens.counts(TODAY)}
        assert counts == {
            (opd.id, TokenState.WAITING): 2,
            (opd.id, TokenState.ON_HOLD): 1,
            (opd.id, TokenState.COMPLETED): 3,
            (dental.id, TokenState.COMPLETED): 1,
        }
        samples = unit.tokens.samples(opd.id, 3)
        assert [one.ended_at - NOW for one in samples] == [timedelta(minutes=60 - 20 * n) for n in range(3)]
        assert unit.tokens.samples(opd.id, 9)[-1].ended_at == NOW + timedelta(minutes=55)


def test_a_list_comes_with_its_patients(storage: Storage, opd: Department) -> None:
    someone = things.patient(1)
    things.keep(storage, someone)
    known = storage.write(lambda unit: things.issue(unit, opd, whose=someone))
    unknown = storage.write(lambda unit: things.issue(unit, opd))
    with storage.read() as unit:
        found = unit.tokens.with_patients(TODAY, [opd.id], [TokenState.WAITING])
        assert {one.token: one.patient for one in found} == {known: someone, unknown: None}


def test_what_a_counter_did(storage: Storage, opd: Department) -> None:
    room, other = things.counter(opd), things.counter(opd, name="Room 4")
    things.keep(storage, room, other)
    put(
        storage,
        opd,
        things.token(things.visit(opd, 1), state=TokenState.COMPLETED, at=room, ended=15),
        things.token(things.visit(opd, 2), state=TokenState.COMPLETED, at=room, ended=21),
        things.token(things.visit(opd, 3), state=TokenState.NO_SHOW, at=room, ended=30),
        things.token(things.visit(opd, 4), state=TokenState.COMPLETED, at=other, ended=90),
    )
    with storage.read() as unit:
        assert unit.tokens.counter_sums(room.id, TODAY) == CounterSums(
            seen=2, missed=1, visit_total=timedelta(minutes=14), wait_total=timedelta(minutes=20)
        )
        assert unit.tokens.counter_sums(room.id, YESTERDAY).seen == 0


class QueueOf:
    """Tokens of one department in a plain list, which says what the database should."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.doctors = [things.staff(f"Doctor {n}", f"d{n}") for n in range(3)]
        things.keep(storage, *self.doctors)

    def fresh(self, drawn: list[tuple[int, int, int, int, bool]]) -> tuple[Department, list[Token]]:
        """A department of its own with such tokens: (class, minute, rank, doctor or 3 for none, waits)."""
        at = things.department("Q")
        self.storage.write(lambda unit: unit.departments.add(at))
        made = [
            things.token(
                things.visit(at, number),
                priority=list(Priority)[priority],
                queued=minute,
                rank=rank,
                doctor=self.doctors[doctor] if doctor < 3 else None,
                state=TokenState.WAITING if waits else TokenState.EXPIRED,
                ended=None if waits else 500,
            )
            for number, (priority, minute, rank, doctor, waits) in enumerate(drawn, start=1)
        ]
        return at, made


@pytest.fixture(scope="module")
def queues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueueOf]:
    folder: Path = tmp_path_factory.mktemp("queues")
    opened = SqliteStorage.open(folder / "clinic.db", create=True)
    opened.write(things.set_up)
    yield QueueOf(opened)
    opened.close()


DRAWN = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 2), st.integers(0, 3), st.booleans()),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=DRAWN, allowed=st.none() | st.sets(st.integers(0, 2)), k=st.integers(1, 5))
def test_the_database_finds_who_a_plain_search_finds(
    queues: QueueOf, drawn: list[tuple[int, int, int, int, bool]], allowed: set[int] | None, k: int
) -> None:
    at, made = queues.fresh(drawn)

    def work(unit: UnitOfWork) -> None:
        for one in made:
            number = unit.days.next_number(TODAY, "Q")
            unit.visits.add(replace(things.visit(at, number), id=one.visit))
            unit.tokens.add(one)

    queues.storage.write(work)
    doctors = None if allowed is None else frozenset(queues.doctors[n].id for n in allowed)
    waiting = sorted(
        (one for one in made if one.state is TokenState.WAITING),
        key=lambda one: (one.queued_at, one.rank, one.id),
    )
    with queues.storage.read() as unit:
        assert unit.tokens.waiting(at.id, TODAY) == waiting
        assert unit.tokens.count_waiting(at.id, TODAY) == len(waiting)
        for priority in Priority:
            same = [one for one in waiting if one.priority is priority]
            callable_ones = [
                one for one in same if doctors is None or one.doctor is None or one.doctor in doctors
            ]
            head = callable_ones[0] if callable_ones else None
            assert unit.tokens.heads(at.id, TODAY, priority, doctors) == head
            kth = same[min(k, len(same)) - 1] if same else None
            assert unit.tokens.kth_waiting(at.id, TODAY, priority, k) == kth


def test_a_counters_name_is_of_no_consequence(storage: Storage, opd: Department) -> None:
    """Two rooms of one name are two counters."""
    rooms: list[Counter] = [things.counter(opd), things.counter(opd)]
    things.keep(storage, *rooms)
    put(
        storage,
        opd,
        things.token(things.visit(opd, 1), state=TokenState.CALLED, at=rooms[0]),
        things.token(things.visit(opd, 2), state=TokenState.SERVING, at=rooms[1]),
    )
    with storage.read() as unit:
        assert len(unit.tokens.open_at_counters(TODAY)) == 2
