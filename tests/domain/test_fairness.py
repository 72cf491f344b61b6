"""Everybody is called: as long as emergencies are finite and a counter works, under every policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextpatient_desktop.domain.calling import BUILT_IN, CallingPolicy, QueueView, choose
from nextpatient_desktop.domain.model import Priority, Token
from tests.domain.things import NINE, OPD, minutes, queue, token


@dataclass(frozen=True)
class Unfair:
    """A clinic's own policy at its worst: never the one who waits longest."""

    name: str = "unfair"

    def choose(self, queue: QueueView) -> Token | None:
        return queue.waiting()[-1]


POLICIES: Mapping[str, CallingPolicy] = {**BUILT_IN, "unfair": Unfair()}
ARRIVALS = st.lists(
    st.lists(st.sampled_from([Priority.NORMAL, Priority.PRIORITY]), max_size=3), min_size=1, max_size=40
)
"""Who comes in each minute; it goes on in circles for ever."""


@dataclass
class Clinic:
    """One counter, and arrivals that never end."""

    policy: str
    minute: int = 0
    normals: int = 0
    waiting: list[Token] = field(default_factory=list)
    issued: int = 0

    def arrive(self, priority: Priority) -> Token:
        self.issued += 1
        self.waiting.append(token(self.issued, at=self.minute, priority=priority))
        return self.waiting[-1]

    def call(self) -> Token:
        department = replace(OPD, policy=self.policy)
        choice = choose(queue(self.waiting, department, self.normals), POLICIES, NINE + minutes(self.minute))
        assert choice is not None
        self.normals = choice.state.normals
        self.waiting.remove(choice.token)
        return choice.token


@pytest.mark.parametrize("policy", sorted(POLICIES))
@settings(deadline=None)  # other work on the machine is no failure
@given(
    arrivals=ARRIVALS,
    every=st.integers(1, 4),
    priority=st.sampled_from([Priority.NORMAL, Priority.PRIORITY]),
    emergencies=st.sets(st.integers(0, 120), max_size=10),
)
def test_everybody_is_called_while_others_keep_coming(
    policy: str, arrivals: list[list[Priority]], every: int, priority: Priority, emergencies: set[int]
) -> None:
    clinic = Clinic(policy=policy)
    for _ in range(3):
        clinic.arrive(Priority.PRIORITY)
    patient = clinic.arrive(priority)
    # Overdue after 90 minutes: from then on only who came before, and the emergencies, go first.
    enough = 91 + every * (len(clinic.waiting) + len(emergencies) + 1)
    while patient in clinic.waiting:
        assert clinic.minute <= enough
        if clinic.minute in emergencies:
            clinic.arrive(Priority.EMERGENCY)
        for newcomer in arrivals[clinic.minute % len(arrivals)]:
            clinic.arrive(newcomer)
        if clinic.minute % every == 0:
            clinic.call()
        clinic.minute += 1


@settings(deadline=None)  # other work on the machine is no failure
@given(arrivals=ARRIVALS, ratio=st.integers(1, 4), every=st.integers(1, 3))
def test_the_ratio_never_lets_more_than_n_normals_go_while_a_priority_waits(
    arrivals: list[list[Priority]], ratio: int, every: int
) -> None:
    clinic = Clinic(policy="ratio")
    department = replace(OPD, ratio_normals=ratio, overdue_after=minutes(100_000))
    passed_by = 0
    for clinic.minute in range(120):
        for newcomer in arrivals[clinic.minute % len(arrivals)]:
            clinic.arrive(newcomer)
        if clinic.minute % every or not clinic.waiting:
            continue
        asked = queue(clinic.waiting, department, clinic.normals)
        choice = choose(asked, BUILT_IN, NINE + minutes(clinic.minute))
        assert choice is not None
        both_wait = asked.heads.priority is not None and asked.heads.normal is not None
        if not both_wait or choice.token.priority is Priority.PRIORITY:
            passed_by = 0
        else:
            passed_by += 1
        assert passed_by <= ratio
        clinic.normals = choice.state.normals
        clinic.waiting.remove(choice.token)


@settings(deadline=None)  # other work on the machine is no failure
@given(arrivals=ARRIVALS, policy=st.sampled_from(sorted(BUILT_IN)))
def test_within_a_class_nobody_is_overtaken(arrivals: list[list[Priority]], policy: str) -> None:
    clinic = Clinic(policy=policy)
    called: dict[Priority, list[int]] = {Priority.NORMAL: [], Priority.PRIORITY: []}
    for newcomers in arrivals:
        for newcomer in newcomers:
            clinic.arrive(newcomer)
        if clinic.waiting:
            one = clinic.call()
            called[one.priority].append(one.id.int)
        clinic.minute += 1
    assert all(order == sorted(order) for order in called.values())
