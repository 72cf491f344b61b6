"""Who is called next, and in what order everybody waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextpatient_desktop.domain.calling import (
    BUILT_IN,
    CalledBecause,
    CallingPolicy,
    Choice,
    Queue,
    QueueView,
    call_order,
    choose,
    choose_among,
    is_overdue,
    order_key,
)
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Department, Priority, Token
from tests.domain.things import LAB, MEHTA, NINE, OPD, RAO, line, minutes, queue, token, tokens_of

NOW = NINE + minutes(60)
BUILT_IN_NAMES = sorted(BUILT_IN)


def with_policy(name: str, department: Department = OPD) -> Department:
    return replace(department, policy=name)


def chosen(asked: Queue) -> Choice:
    choice = choose(asked, BUILT_IN, NOW)
    assert choice is not None
    return choice


def call_all(kinds: str, policy: str, normals: int = 0) -> str:
    """The classes of tokens that came in this order, in the order in which they are called."""
    waiting = tokens_of(kinds)
    called = ""
    while waiting:
        choice = chosen(queue(waiting, with_policy(policy), normals))
        waiting.remove(choice.token)
        called += choice.token.priority.value[0]
        normals = choice.state.normals
    return called


@pytest.mark.parametrize("policy", BUILT_IN_NAMES)
def test_an_emergency_is_first_under_every_policy(policy: str) -> None:
    asked = queue([*tokens_of("np"), token(9, at=59, priority=Priority.EMERGENCY)], with_policy(policy))
    choice = chosen(asked)
    assert (choice.token.code, choice.because) == ("A-009", CalledBecause.EMERGENCY)


@pytest.mark.parametrize("policy", BUILT_IN_NAMES)
def test_the_overdue_are_next_under_every_policy(policy: str) -> None:
    late = token(9, at=-31)
    choice = chosen(queue([*tokens_of("npp"), late], with_policy(policy)))
    assert (choice.token, choice.because) == (late, CalledBecause.OVERDUE)


def test_who_waits_exactly_the_limit_is_not_overdue_yet() -> None:
    waits = token(1, at=0)
    assert not is_overdue(waits, OPD, NINE + minutes(90))
    assert is_overdue(waits, OPD, NINE + minutes(90.01))


def test_of_several_overdue_the_one_that_waits_longest_is_next() -> None:
    choice = chosen(queue([token(1, at=-40, priority=Priority.PRIORITY), token(2, at=-50)]))
    assert choice.token.code == "A-002"


def test_the_ratio_calls_one_priority_after_every_two_normal() -> None:
    assert call_all("nnnnnnppp", "ratio") == "nnpnnpnnp"


def test_the_ratio_is_the_departments() -> None:
    waiting = tokens_of("nnnp")
    department = replace(OPD, ratio_normals=1)
    assert chosen(queue(waiting, department, normals=0)).token.priority is Priority.NORMAL
    assert chosen(queue(waiting, department, normals=1)).token.priority is Priority.PRIORITY


def test_the_ratio_goes_on_from_its_stored_count() -> None:
    assert call_all("nnnpp", "ratio", normals=1) == "npnnp"


def test_the_ratios_count_starts_again_when_a_call_finds_one_class_empty() -> None:
    alone = chosen(queue(tokens_of("nn"), normals=2))
    assert alone.state.normals == 0
    assert chosen(queue(tokens_of("p"), normals=1)).state.normals == 0


@pytest.mark.parametrize("first", [token(8, at=59, priority=Priority.EMERGENCY), token(8, at=-60)])
def test_the_ratio_does_not_count_emergencies_and_the_overdue(first: Token) -> None:
    asked = queue([*tokens_of("np"), first], normals=1)
    assert chosen(asked).state == asked.state


def test_strict_calls_priorities_first() -> None:
    assert call_all("nnppn", "strict") == "ppnnn"


def test_arrival_is_time_alone() -> None:
    assert call_all("npnnp", "arrival") == "npnnp"


def test_within_an_instant_the_rank_decides_and_then_the_id() -> None:
    waiting = [token(3, rank=1), token(5, rank=0), token(4, rank=0)]
    assert [t.code for t in sorted(waiting, key=order_key)] == ["A-004", "A-005", "A-003"]


def test_nobody_waiting_is_nobody() -> None:
    assert choose(queue([]), BUILT_IN, NOW) is None
    assert choose_among([queue([]), queue([], LAB)], BUILT_IN, NOW) is None


def test_why_somebody_is_next_says_priority_only_where_it_went_before_an_earlier_one() -> None:
    assert chosen(queue(tokens_of("np"), normals=2)).because is CalledBecause.PRIORITY
    assert chosen(queue(tokens_of("pn"), normals=2)).because is CalledBecause.TURN
    assert chosen(queue(tokens_of("p"))).because is CalledBecause.TURN
    assert chosen(queue(tokens_of("pn"))).because is CalledBecause.TURN


def test_a_token_for_one_doctor_waits_for_that_doctor() -> None:
    waiting = [token(1, doctor=RAO), token(2, at=1)]
    assert chosen(queue(waiting, callable_for=frozenset({MEHTA}))).token.code == "A-002"
    assert chosen(queue(waiting, callable_for=frozenset({RAO}))).token.code == "A-001"


def test_other_counters_calls_bring_a_doctors_priority_patient_nearer() -> None:
    waiting = [*tokens_of("nnn"), token(9, at=9, priority=Priority.PRIORITY, doctor=RAO)]
    normals = 0
    for _ in range(2):
        choice = chosen(queue(waiting, normals=normals, callable_for=frozenset({MEHTA})))
        assert choice.token.priority is Priority.NORMAL
        waiting.remove(choice.token)
        normals = choice.state.normals
    assert chosen(queue(waiting, normals=normals, callable_for=frozenset({RAO}))).token.code == "A-009"


def test_a_counter_with_two_departments_takes_the_earliest_head() -> None:
    opd, lab = queue([token(1, at=5)]), queue([token(2, at=4, department=LAB)], LAB, normals=1)
    choice = choose_among([opd, lab], BUILT_IN, NOW)
    assert choice is not None
    assert choice.token.code == "L-002"
    assert choice.state.department == LAB.id


def test_a_counter_with_two_departments_compares_emergency_then_overdue_then_instant() -> None:
    early = queue([token(1, at=-80)], replace(OPD, overdue_after=minutes(600)))
    overdue = queue([token(2, at=20, department=LAB)], replace(LAB, overdue_after=minutes(30)))
    urgent = queue([token(3, at=59, priority=Priority.EMERGENCY, department=LAB)], LAB)
    for queues, code in (([early, overdue], "L-002"), ([early, overdue, urgent], "L-003")):
        for order in (queues, queues[::-1]):
            choice = choose_among(order, BUILT_IN, NOW)
            assert choice is not None
            assert choice.token.code == code


@dataclass
class Own:
    """A clinic's own policy: the one issued last."""

    name: str = "own"

    def choose(self, queue: QueueView) -> Token | None:
        return queue.waiting()[-1]


class Broken(Own):
    def choose(self, queue: QueueView) -> Token | None:
        raise ZeroDivisionError


class Stranger(Own):
    def choose(self, queue: QueueView) -> Token | None:
        return token(77)


class Nobody(Own):
    def choose(self, queue: QueueView) -> Token | None:
        return None


class Nonsense(Own):
    def choose(self, queue: QueueView) -> Token | None:
        return "A-001"  # type: ignore[return-value]


class Forger(Own):
    def choose(self, queue: QueueView) -> Token | None:
        return replace(queue.waiting()[-1], code="X-999")


def ask_own(policy: CallingPolicy, waiting: list[Token]) -> Choice:
    choice = choose(queue(waiting, with_policy("own")), {"own": policy}, NOW)
    assert choice is not None
    return choice


def test_a_clinics_own_policy_may_look_beyond_the_heads() -> None:
    choice = ask_own(Own(), tokens_of("nnnn"))
    assert (choice.token.code, choice.policy_failure) == ("A-004", None)


@pytest.mark.parametrize("policy", [Broken(), Stranger(), Nobody(), Nonsense()])
def test_a_policy_that_fails_gives_way_to_arrival_and_is_told(policy: CallingPolicy) -> None:
    choice = ask_own(policy, tokens_of("pnn"))
    assert choice.token.code == "A-001"
    assert choice.policy_failure is not None
    assert choice.policy_failure.startswith("own: ")


def test_a_policy_that_is_not_installed_any_more_gives_way_to_arrival_and_is_told() -> None:
    choice = choose(queue(tokens_of("npn"), with_policy("gone")), BUILT_IN, NOW)
    assert choice is not None
    assert choice.token.code == "A-001"
    assert choice.policy_failure == "no policy 'gone' is installed"


def test_what_a_policy_hands_back_is_not_what_is_called_but_the_token_it_names() -> None:
    assert ask_own(Forger(), tokens_of("nn")).token == tokens_of("nn")[1]


def test_choosing_by_a_built_in_policy_reads_nobody_but_the_heads() -> None:
    def never() -> Sequence[Token]:
        raise AssertionError

    for policy in BUILT_IN_NAMES:
        for kinds in ("n", "p", "np", "pn", "enp"):
            asked = replace(queue(tokens_of(kinds), with_policy(policy)), waiting=never)
            assert chosen(asked).policy_failure is None


def test_the_order_says_who_is_before_whom_and_why() -> None:
    waiting = [*tokens_of("nnnp"), token(8, at=-60), token(9, at=30, priority=Priority.EMERGENCY)]
    places = call_order([line(waiting)], BUILT_IN, NOW)
    assert [(p.token.code, p.because.value) for p in places] == [
        ("A-009", "emergency"),
        ("A-008", "overdue"),
        ("A-001", "turn"),
        ("A-002", "turn"),
        ("A-004", "priority"),
        ("A-003", "turn"),
    ]


def test_the_order_at_a_counter_ends_with_those_meant_for_other_doctors() -> None:
    waiting = [token(1, doctor=RAO), token(2, at=2), token(7, at=7, doctor=MEHTA)]
    places = call_order([line(waiting)], BUILT_IN, NOW, callable_for=frozenset({MEHTA}))
    assert [(p.token.code, p.because.value) for p in places] == [
        ("A-002", "turn"),
        ("A-007", "turn"),
        ("A-001", "doctor"),
    ]


def test_the_order_of_a_department_has_a_place_for_everybody() -> None:
    waiting = [token(1, doctor=RAO), token(2, at=1, doctor=MEHTA)]
    assert [p.because for p in call_order([line(waiting)], BUILT_IN, NOW)] == [CalledBecause.TURN] * 2


def test_the_order_stops_after_the_limit() -> None:
    waiting = [*tokens_of("nnn"), token(9, doctor=RAO)]
    for limit in range(6):
        places = call_order([line(waiting)], BUILT_IN, NOW, callable_for=frozenset(), limit=limit)
        assert len(places) == min(limit, 4)


CLASSES = st.sampled_from(Priority)
DOCTORS = st.sampled_from([None, None, MEHTA, RAO])


@st.composite
def waiting_rooms(draw: st.DrawFn, department: Department = OPD, first: int = 1) -> list[Token]:
    """Up to 25 waiting tokens of any class, age, rank and doctor, in no order."""
    people = draw(st.lists(st.tuples(CLASSES, st.integers(-60, 60), st.integers(0, 2), DOCTORS), max_size=25))
    return [
        token(number, at=at, priority=priority, rank=rank, doctor=doctor, department=department)
        for number, (priority, at, rank, doctor) in enumerate(people, first)
    ]


@settings(deadline=None)  # other work on the machine is no failure
@given(
    opd=waiting_rooms(),
    lab=waiting_rooms(department=LAB, first=500),
    policies=st.tuples(st.sampled_from([*BUILT_IN_NAMES, "own"]), st.sampled_from(BUILT_IN_NAMES)),
    normals=st.integers(0, 3),
    callable_for=st.sampled_from([None, frozenset(), frozenset({MEHTA}), frozenset({MEHTA, RAO})]),
)
def test_the_order_is_what_calling_again_and_again_gives(
    opd: list[Token],
    lab: list[Token],
    policies: tuple[str, str],
    normals: int,
    callable_for: frozenset[StaffId] | None,
) -> None:
    installed = {**BUILT_IN, "own": Own()}
    departments = (with_policy(policies[0]), with_policy(policies[1], LAB))
    expected = call_order(
        [line(opd, departments[0], normals), line(lab, departments[1], normals)],
        installed,
        NOW,
        callable_for=callable_for,
    )
    waiting, counts = [list(opd), list(lab)], [normals, normals]
    called = []
    while True:
        queues = [queue(waiting[i], departments[i], counts[i], callable_for) for i in (0, 1)]
        choice = choose_among(queues, installed, NOW)
        if choice is None:
            break
        called.append((choice.token.id, choice.because))
        index = 0 if choice.token in waiting[0] else 1
        waiting[index].remove(choice.token)
        counts[index] = choice.state.normals
    called += [(t.id, CalledBecause.DOCTOR) for t in sorted(waiting[0] + waiting[1], key=order_key)]
    assert [(place.token.id, place.because) for place in expected] == called
    assert len(called) == len(opd) + len(lab)
