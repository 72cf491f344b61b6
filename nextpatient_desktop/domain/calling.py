"""Who is called next: in one department, at a counter with several, and in what order everybody waits.

Under every policy an emergency is first, then whoever has waited longer than the department's limit, then the
policy's turn. Choosing needs only the first of each class, so it takes the same time however many wait.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from nextpatient_desktop.domain.ids import StaffId, TokenId
from nextpatient_desktop.domain.model import Department, Priority, QueueState, Token
from nextpatient_desktop.domain.policies import (
    BUILT_IN,
    CallingPolicy,
    QueueView,
    earlier,
    order_key,
)
from nextpatient_desktop.domain.records import dataclass

__all__ = [
    "BUILT_IN",
    "CalledBecause",
    "CallingPolicy",
    "Choice",
    "Heads",
    "Line",
    "Place",
    "Queue",
    "QueueView",
    "call_order",
    "choose",
    "choose_among",
    "is_overdue",
    "order_key",
]


class CalledBecause(StrEnum):
    """Why a token stands where it stands in the order of calling."""

    EMERGENCY = "emergency"
    OVERDUE = "overdue"
    PRIORITY = "priority"
    """A priority before a normal one that came earlier."""
    TURN = "turn"
    """By time of arrival, or by the ratio's turn of the normal ones."""
    DOCTOR = "doctor"
    """Meant for one doctor who is not at this counter: not called here."""


@dataclass(frozen=True, kw_only=True)
class Heads:
    """The first waiting token of each class by `order_key`, None where nobody waits."""

    emergency: Token | None = None
    priority: Token | None = None
    normal: Token | None = None


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One department's queue as the asking counter may call from it.

    `heads` are of the tokens that may be called there: meant for nobody, for the doctor at the counter, or
    for one who is away. `everyone` are the heads whoever they are meant for, by which the ratio counts, so
    that a doctor's priority patient is not forgotten while other counters call; None when they are the same.
    `waiting` reads all that may be called, priority and normal, by `order_key`: only a policy that looks
    beyond the heads costs it.
    """

    department: Department
    state: QueueState
    heads: Heads
    everyone: Heads | None = None
    waiting: Callable[[], Sequence[Token]] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who is next, why, and what the department's queue remembers once that token is called.

    `policy_failure` says what was wrong with the department's policy when `arrival` had to decide in its
    place: for the log, and for an event that staff can see.
    """

    token: Token
    because: CalledBecause
    state: QueueState
    policy_failure: str | None = None


def is_overdue(token: Token, department: Department, now: datetime) -> bool:
    """Whether a waiting token has queued longer than the department's limit."""
    return now - token.queued_at > department.overdue_after


def choose(queue: Queue, policies: Mapping[str, CallingPolicy], now: datetime) -> Choice | None:
    """Who is next in one department, None when nobody may be called. Never raises, whatever a policy does."""
    heads = queue.heads
    if heads.emergency is not None:
        return Choice(token=heads.emergency, because=CalledBecause.EMERGENCY, state=queue.state)
    first = earlier(heads.priority, heads.normal)
    if first is None:
        return None
    if is_overdue(first, queue.department, now):
        return Choice(token=first, because=CalledBecause.OVERDUE, state=queue.state)
    token, failure = _turn(queue, policies, now, first)
    goes_before = heads.normal is not None and order_key(token) > order_key(heads.normal)
    is_preferred = token.priority is Priority.PRIORITY and goes_before
    return Choice(
        token=token,
        because=CalledBecause.PRIORITY if is_preferred else CalledBecause.TURN,
        state=_counted(queue, token),
        policy_failure=failure,
    )


def choose_among(
    queues: Sequence[Queue], policies: Mapping[str, CallingPolicy], now: datetime
) -> Choice | None:
    """Who is next at a counter with several departments.

    The departments' own choices are compared: an emergency, then the overdue, then the earliest instant.
    Only the state of the chosen token's department changes.
    """
    choices = [choice for queue in queues if (choice := choose(queue, policies, now)) is not None]
    return min(choices, key=_urgency, default=None)


@dataclass(frozen=True, kw_only=True)
class Line:
    """Everybody who waits in one department, in any order."""

    department: Department
    state: QueueState
    tokens: Sequence[Token]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A token's place in the order of calling, and why it is there."""

    token: Token
    because: CalledBecause


def call_order(
    lines: Sequence[Line],
    policies: Mapping[str, CallingPolicy],
    now: datetime,
    *,
    callable_for: frozenset[StaffId] | None = None,
    limit: int | None = None,
) -> tuple[Place, ...]:
    """The order in which a counter with these departments would call everybody, going on at `now`.

    Args:
        lines: the departments' waiting tokens.
        policies: the calling policies by name.
        now: the instant at which it is decided who is overdue.
        callable_for: the doctors whose tokens may be called: the one at the counter and those who are away.
            Tokens meant for others come last, because `DOCTOR`. None looks at the departments as a whole:
            every token has its place.
        limit: stop after so many.
    """
    queues = [_SimulatedQueue(line, callable_for) for line in lines]
    choices = [choose(queue.view(), policies, now) for queue in queues]
    places: list[Place] = []
    while limit is None or len(places) < limit:
        open_choices = [(_urgency(choice), index, choice) for index, choice in enumerate(choices) if choice]
        if not open_choices:
            break
        _, index, choice = min(open_choices, key=lambda entry: entry[:2])
        places.append(Place(token=choice.token, because=choice.because))
        queues[index].take(choice)
        choices[index] = choose(queues[index].view(), policies, now)
    else:
        return tuple(places)
    others = sorted((token for queue in queues for token in queue.not_callable), key=order_key)
    places += [Place(token=token, because=CalledBecause.DOCTOR) for token in others]
    return tuple(places[:limit])


def _urgency(choice: Choice) -> tuple[object, ...]:
    rank = {CalledBecause.EMERGENCY: 0, CalledBecause.OVERDUE: 1}.get(choice.because, 2)
    return (rank, *order_key(choice.token))


def _turn(
    queue: Queue, policies: Mapping[str, CallingPolicy], now: datetime, first: Token
) -> tuple[Token, str | None]:
    """Whose turn it is by the policy, else `first`, and then what was wrong with the policy."""
    policy = policies.get(queue.department.policy)
    if policy is None:
        return first, f"no policy {queue.department.policy!r} is installed"
    view = QueueView(
        department=queue.department,
        now=now,
        priority=queue.heads.priority,
        normal=queue.heads.normal,
        normals=_normals_before(queue),
        waiting=queue.waiting,
    )
    try:
        chosen = policy.choose(view)
        token = _own(chosen, queue)
    except Exception as error:  # somebody else's code must not stop the clinic; the failure is told
        return first, f"{queue.department.policy}: {type(error).__name__}"
    if token is None:
        return first, f"{queue.department.policy}: chose nobody who waits"
    return token, None


def _own(chosen: Token | None, queue: Queue) -> Token | None:
    """The queue's own token with the id of the policy's answer: what a policy hands back may be anything."""
    if chosen is None:
        return None
    for head in (queue.heads.priority, queue.heads.normal):
        if head is not None and head.id == chosen.id:
            return head
    return next((token for token in queue.waiting() if token.id == chosen.id), None)


def _both_wait(queue: Queue) -> bool:
    everyone = queue.everyone or queue.heads
    return everyone.priority is not None and everyone.normal is not None


def _normals_before(queue: Queue) -> int:
    """The ratio's count as a call finds it: from 0 again when one class is empty."""
    return queue.state.normals if _both_wait(queue) else 0


def _counted(queue: Queue, token: Token) -> QueueState:
    """The queue's memory after a call by turn."""
    if token.priority is Priority.NORMAL and _both_wait(queue):
        return replace(queue.state, normals=queue.state.normals + 1)
    return replace(queue.state, normals=0)


class _SimulatedQueue:
    """A department's queue from which tokens are taken one after another."""

    def __init__(self, line: Line, callable_for: frozenset[StaffId] | None) -> None:
        self._department = line.department
        self._state = line.state
        self._taken: set[TokenId] = set()
        ordered = sorted(line.tokens, key=order_key)
        self._callable = [t for t in ordered if _may_be_called(t, callable_for)]
        self.not_callable = [t for t in ordered if not _may_be_called(t, callable_for)]
        self._classes = {
            priority: [t for t in self._callable if t.priority is priority] for priority in Priority
        }
        self._next = dict.fromkeys(Priority, 0)
        self._elsewhere = {
            priority: next((t for t in self.not_callable if t.priority is priority), None)
            for priority in Priority
        }

    def view(self) -> Queue:
        heads = {priority: self._head(priority) for priority in Priority}
        return Queue(
            department=self._department,
            state=self._state,
            heads=_heads(heads),
            everyone=_heads({p: earlier(heads[p], self._elsewhere[p]) for p in Priority}),
            waiting=lambda: list(self._waiting()),
        )

    def take(self, choice: Choice) -> None:
        self._taken.add(choice.token.id)
        self._state = choice.state

    def _head(self, priority: Priority) -> Token | None:
        tokens = self._classes[priority]
        index = self._next[priority]
        while index < len(tokens) and tokens[index].id in self._taken:
            index += 1
        self._next[priority] = index
        return tokens[index] if index < len(tokens) else None

    def _waiting(self) -> Iterator[Token]:
        for token in self._callable:
            if token.priority is not Priority.EMERGENCY and token.id not in self._taken:
                yield token


def _heads(by_class: Mapping[Priority, Token | None]) -> Heads:
    return Heads(
        emergency=by_class[Priority.EMERGENCY],
        priority=by_class[Priority.PRIORITY],
        normal=by_class[Priority.NORMAL],
    )


def _may_be_called(token: Token, callable_for: frozenset[StaffId] | None) -> bool:
    return callable_for is None or token.doctor is None or token.doctor in callable_for
