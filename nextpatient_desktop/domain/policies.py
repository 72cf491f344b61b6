"""Calling policies: who is next once emergencies and the overdue are seen to. Built in, and installed ones.

A clinic's own policy is an installed package with an entry point in the group `nextpatient.calling_policies`
that leads to a `CallingPolicy`, or to a class or function that makes one without arguments. It decides only
the turn: emergencies are first and the overdue second under every policy, and an answer that is no waiting
token is replaced by the one of `arrival`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from nextpatient_desktop.domain.model import Department, Token
from nextpatient_desktop.domain.records import dataclass

ENTRY_POINT_GROUP = "nextpatient.calling_policies"


def order_key(token: Token) -> tuple[datetime, int, UUID]:
    """The order of waiting within a class: by instant, by rank, by id."""
    return (token.queued_at, token.rank, token.id)


def earlier(first: Token | None, second: Token | None) -> Token | None:
    """Whichever of two has the earlier place, None when both are missing."""
    if first is None or second is None:
        return first or second
    return min(first, second, key=order_key)


@dataclass(frozen=True, kw_only=True)
class QueueView:
    """What a policy sees: who waits in one department and may be called at the asking counter.

    `priority` and `normal` are the first of their class, None where nobody waits; `normals` counts the normal
    ones called since the last priority one while both waited. `waiting` gives everybody that may be called,
    priority and normal, in order of `order_key`; it costs a read, so a policy that needs only the first two
    leaves it alone.
    """

    department: Department
    now: datetime
    priority: Token | None
    normal: Token | None
    normals: int
    waiting: Callable[[], Sequence[Token]] = field(repr=False)


class CallingPolicy(Protocol):
    """Chooses whose turn it is."""

    @property
    def name(self) -> str:
        """The name that a department's setting holds."""
        ...

    def choose(self, queue: QueueView) -> Token | None:
        """The token whose turn it is. Asked only while somebody waits; depends on nothing but `queue`."""
        ...


@dataclass(frozen=True)
class Ratio:
    """One priority after every N normal while both wait (the department's `ratio_normals`)."""

    name: str = "ratio"

    def choose(self, queue: QueueView) -> Token | None:
        """The normal one until N of them were called, then the priority one."""
        if queue.priority is None or queue.normal is None:
            return queue.priority or queue.normal
        return queue.priority if queue.normals >= queue.department.ratio_normals else queue.normal


@dataclass(frozen=True)
class Strict:
    """Priorities first."""

    name: str = "strict"

    def choose(self, queue: QueueView) -> Token | None:
        """The priority one, the normal one when there is none."""
        return queue.priority or queue.normal


@dataclass(frozen=True)
class Arrival:
    """Time alone."""

    name: str = "arrival"

    def choose(self, queue: QueueView) -> Token | None:
        """Whoever queues since the earliest instant."""
        return earlier(queue.priority, queue.normal)


ARRIVAL = Arrival()

BUILT_IN: Mapping[str, CallingPolicy] = MappingProxyType(
    {"ratio": Ratio(), "strict": Strict(), "arrival": ARRIVAL}
)
"""The policies that are always there, by name."""


class EntryPoint(Protocol):
    """What is needed of an `importlib.metadata.EntryPoint`."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    def load(self) -> object:
        """Import what it names."""
        ...


@dataclass(frozen=True, kw_only=True)
class Policies:
    """The policies there are, by name, and what could not be loaded (entry point's name: what was wrong)."""

    by_name: Mapping[str, CallingPolicy]
    failures: Mapping[str, str]


def load_policies(entry_points: Iterable[EntryPoint]) -> Policies:
    """The built-in policies and those of installed packages. One that does not load is left out and named.

    An installed policy can not take a built-in one's name. Call it once, with
    `importlib.metadata.entry_points(group=ENTRY_POINT_GROUP)`.
    """
    by_name = dict(BUILT_IN)
    failures: dict[str, str] = {}
    for entry_point in entry_points:
        try:
            policy = _policy_of(entry_point.load())
            if policy.name in by_name:
                raise ValueError(f"the name {policy.name!r} is taken")
        except Exception as error:  # somebody else's code: whatever it does, the clinic goes on without it
            failures[entry_point.name] = f"{type(error).__name__}: {error}"
        else:
            by_name[policy.name] = policy
    return Policies(by_name=MappingProxyType(by_name), failures=MappingProxyType(failures))


def _policy_of(loaded: object) -> CallingPolicy:
    made = loaded
    if isinstance(loaded, type) or not hasattr(loaded, "choose"):
        if not callable(loaded):
            raise TypeError("it is neither a policy nor makes one")
        made = loaded()
    name = getattr(made, "name", None)
    choose = getattr(made, "choose", None)
    if not isinstance(name, str) or not name or not callable(choose):
        raise TypeError("a policy has a name and a method choose")
    return _Loaded(name=name, choose_of=choose)


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """A policy from a package, with the name it had when it was loaded."""

    name: str
    choose_of: Callable[[QueueView], Token | None]

    def choose(self, queue: QueueView) -> Token | None:
        return self.choose_of(queue)
