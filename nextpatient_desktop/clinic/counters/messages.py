"""Messages about counters."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import Counter, Staff, TokenState
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class CounterForm:
    """What an admin fills in for a counter."""

    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    departments: tuple[DepartmentId, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddCounter(Command[Counter]):
    """Add a counter. An empty name, a name in use or no department is refused."""

    form: CounterForm


@dataclass(frozen=True, kw_only=True)
class UpdateCounter(Command[Counter]):
    """Replace a counter's settings."""

    counter: CounterId
    form: CounterForm


@dataclass(frozen=True, kw_only=True)
class CloseCounter(Command[Counter]):
    """Take a counter out of use for good; refused while it has a token (`counter_busy`)."""

    counter: CounterId


@dataclass(frozen=True, kw_only=True)
class ReopenCounter(Command[Counter]):
    """Take back a `CloseCounter`."""

    counter: CounterId


@dataclass(frozen=True, kw_only=True)
class OrderCounters(Command[tuple[Counter, ...]]):
    """Put counters in another order, that of these ids; the result has all that are in use.

    Counters that are not named keep their places between the named ones.
    """

    order: tuple[CounterId, ...]


@dataclass(frozen=True, kw_only=True)
class CounterStatus:
    """A counter now: who is signed in there and which token it has, since when it is in that state."""

    counter: Counter
    staff: Staff | None
    code: str | None
    state: TokenState | None
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Counters(Query[tuple[CounterStatus, ...]]):
    """The counters in their order; those closed for good only when asked."""

    include_inactive: bool = False
