"""Messages about alerts: what happened without staff and needs one of them to know."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import AlertId, StaffId
from nextpatient_desktop.domain.records import dataclass


class AlertKind(StrEnum):
    """What happened; `Alert.params` names what it is about, by codes, names of rooms and numbers only."""

    GIVEN_TWICE = "given_twice"
    """One patient has two numbers: `code` from kiosk `station`, `called` from the clinic, called already."""
    CAME_AFTER_THE_DAY = "came_after_the_day"
    """`count` tokens of `station` came when their day (`day`, ISO) was closed: they count as expired."""
    TIMES_UNCERTAIN = "times_uncertain"
    """`count` tokens of `station` came with a wrong clock: their times were put in order."""
    CODE_TAKEN = "code_taken"
    """`code` from `station` was there already, of another visit: this one goes on as `given`."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing that staff have to be told, until somebody has dismissed it."""

    id: AlertId
    kind: AlertKind
    at: datetime
    params: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    dismissed_at: datetime | None = None
    dismissed_by: StaffId | None = None


@dataclass(frozen=True, kw_only=True)
class Alerts(Query[tuple[Alert, ...]]):
    """The alerts that nobody dismissed, oldest first."""


@dataclass(frozen=True, kw_only=True)
class DismissAlert(Command[Alert]):
    """It was read and dealt with. Of one dismissed already: nothing. `alert_unknown`."""

    alert: AlertId
