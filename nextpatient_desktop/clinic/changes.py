"""What a change looks like in the journal: before and after, by ids and what identifies nobody.

An event's body says which things changed and how:

    {"changes": [{"of": "token", "id": "...", "before": {"state": "waiting"}, "after": {"state": "called"},
                  "private": []}],
     "touches": ["<the visit>", "<the counter>"], "reason": "urgent"}

`before` is None for a thing just made, and `after` then holds the fields that are not at their default;
otherwise both hold only the fields that differ. `touches` are the visits, counters and patients that the
changed things belong to. Fields that identify a person, and all free text, are never in a body: `private`
names those that changed, and their values from before go to the outcomes' private memos, where an undo finds
them for as long as it is possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from nextpatient_desktop.clinic.codec import Json, canonical, plain
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Counter,
    Department,
    Document,
    Patient,
    QueueState,
    Staff,
    Station,
    Token,
    Visit,
)
from nextpatient_desktop.domain.records import dataclass

Entity: TypeAlias = (
    ClinicInfo | Counter | Department | Document | Patient | QueueState | Staff | Station | Token | Visit
)
Fact: TypeAlias = "UUID | Enum | str | int | float | bool | date | timedelta | tuple[Fact, ...] | None"

FINAL = "final"
"""The fact that marks the events of a command that is never taken back."""

KINDS: Mapping[str, type[Entity]] = {
    "clinic": ClinicInfo,
    "counter": Counter,
    "department": Department,
    "document": Document,
    "patient": Patient,
    "queue": QueueState,
    "staff": Staff,
    "station": Station,
    "token": Token,
    "visit": Visit,
}
"""The things that events speak of, by the word they use."""

_WORDS = {kind: word for word, kind in KINDS.items()}

PRIVATE: Mapping[type[Entity], frozenset[str]] = {
    ClinicInfo: frozenset(
        {"name", "address", "phone", "link_base", "ticket_foot", "ticket_logo", "display_notice"}
    ),
    Counter: frozenset({"name", "names"}),
    Department: frozenset({"name", "names"}),
    Document: frozenset({"title"}),
    Patient: frozenset({"name", "phone", "birth_year", "gender", "address", "abha"}),
    QueueState: frozenset(),
    Staff: frozenset({"name", "login"}),
    Station: frozenset({"name"}),
    Token: frozenset(),
    Visit: frozenset({"key"}),
}
"""Fields that never enter the journal: names, phones, secrets and free text."""

_TOUCHES: Mapping[type[Entity], tuple[str, ...]] = {
    Token: ("visit", "counter"),
    Document: ("visit",),
    Visit: ("patient",),
}


def identity(thing: Entity) -> str:
    """What names a thing among those of its kind; the clinic itself is the only one."""
    if isinstance(thing, ClinicInfo):
        return ""
    if isinstance(thing, QueueState):
        return f"{thing.day.isoformat()} {thing.department}"
    return str(thing.id)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change as the journal says it."""

    of: str
    id: str
    before: dict[str, Json] | None
    after: dict[str, Json]
    private: tuple[str, ...]
    subject: UUID | None
    touches: frozenset[str]

    def as_json(self) -> dict[str, Json]:
        """The entry under `changes`."""
        entry: dict[str, Json] = {"of": self.of, "id": self.id, "before": self.before, "after": self.after}
        if self.private:
            entry["private"] = list(self.private)
        return entry


def body_of(changes: Iterable[Change], facts: Mapping[str, Fact]) -> str:
    """The body of an event that changed these things."""
    entries: list[Json] = []
    touches: set[str] = set()
    for change in changes:
        entries.append(change.as_json())
        touches |= change.touches
    body: dict[str, Json] = {name: plain(fact) for name, fact in facts.items()}
    return canonical({**body, "changes": entries, "touches": [*sorted(touches)]})


def facts_only(facts: Mapping[str, Fact]) -> str:
    """The body of an event that changes no stored thing."""
    return canonical({name: plain(fact) for name, fact in facts.items()})


class Changes:
    """The changes of one command, and the private before-values that belong to them."""

    def __init__(self) -> None:
        self._private: dict[str, dict[str, Json]] = {}

    def change(self, before: Entity | None, after: Entity | None) -> Change:
        """Describe one change; nothing is ever deleted, so there is always an `after`.

        Raises:
            ValueError: no `after`, or two different things.
        """
        if after is None:
            raise ValueError("nothing is deleted: say what the thing is now")
        if before is not None and (type(before) is not type(after) or identity(before) != identity(after)):
            raise ValueError("before and after are different things")
        word, key = _WORDS[type(after)], identity(after)
        old, new, hidden = _differences(before, after)
        if before is not None and hidden:
            kept = self._private.setdefault(f"{word}:{key}", {})
            for name in hidden:
                kept.setdefault(name, plain(getattr(before, name)))
        return Change(
            of=word,
            id=key,
            before=None if before is None else old,
            after=new,
            private=tuple(hidden),
            subject=None if isinstance(after, ClinicInfo | QueueState) else after.id,
            touches=_touched(before) | _touched(after),
        )

    def private_memo(self) -> str | None:
        """The private before-values as JSON, None when nothing private changed."""
        return canonical(plain(self._private)) if self._private else None


def _differences(before: Entity | None, after: Entity) -> tuple[dict[str, Json], dict[str, Json], list[str]]:
    """The fields that differ (of a new thing: from its defaults) before and after, and the private names."""
    was: dict[str, Json] = {}
    became: dict[str, Json] = {}
    hidden: list[str] = []
    kind: Any = type(after)
    for name, default, is_private in _fields(kind):
        old = default if before is None else getattr(before, name)
        new = getattr(after, name)
        if new == old:
            continue
        if is_private:
            hidden.append(name)
            continue
        became[name] = plain(new)
        if before is not None:
            was[name] = plain(old)
    return was, became, hidden


@cache
def _fields(kind: Any) -> tuple[tuple[str, object, bool], ...]:  # noqa: ANN401  # a kind of thing
    """A kind's fields but its id: name, default (`MISSING` where it has none), whether it is private."""
    return tuple(
        (
            one.name,
            one.default_factory() if one.default_factory is not MISSING else one.default,
            one.name in PRIVATE[kind],
        )
        for one in fields(kind)
        if one.name != "id"
    )


def _touched(thing: Entity | None) -> frozenset[str]:
    if thing is None:
        return frozenset()
    ids = (getattr(thing, name) for name in _TOUCHES.get(type(thing), ()))
    return frozenset(str(one) for one in ids if one is not None)
