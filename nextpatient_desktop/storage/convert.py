"""Between the values of the domain and what a column holds: instants, days, ids and enums."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Generic, TypeVar
from uuid import UUID

from nextpatient_desktop.domain.model import EndReason, Priority, PriorityReason, TokenState

E = TypeVar("E", bound=StrEnum)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Numbered(Generic[E]):
    """An enum that a column keeps as a small number: a number keeps its meaning for ever."""

    def __init__(self, numbers: Mapping[E, int]) -> None:
        self.number_of: Final = dict(numbers)
        self.value_of: Final = {number: value for value, number in numbers.items()}

    def optional_number(self, value: E | None) -> int | None:
        """The number of a value, None for none."""
        return None if value is None else self.number_of[value]

    def optional_value(self, number: int | None) -> E | None:
        """The value of a number, None for none."""
        return None if number is None else self.value_of[number]


STATES: Final = Numbered(
    {
        TokenState.WAITING: 0,
        TokenState.CALLED: 1,
        TokenState.SERVING: 2,
        TokenState.ON_HOLD: 3,
        TokenState.COMPLETED: 4,
        TokenState.NO_SHOW: 5,
        TokenState.CANCELLED: 6,
        TokenState.EXPIRED: 7,
    }
)
PRIORITIES: Final = Numbered({Priority.EMERGENCY: 0, Priority.PRIORITY: 1, Priority.NORMAL: 2})
PRIORITY_REASONS: Final = Numbered(
    {
        PriorityReason.SENIOR: 1,
        PriorityReason.PREGNANT: 2,
        PriorityReason.DISABILITY: 3,
        PriorityReason.INFANT: 4,
        PriorityReason.STAFF: 5,
    }
)
END_REASONS: Final = Numbered(
    {
        EndReason.PATIENT_LEFT: 1,
        EndReason.STAFF: 2,
        EndReason.MISTAKE: 3,
        EndReason.UNDONE: 4,
        EndReason.SUPERSEDED: 5,
    }
)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant."""
    return (instant - _EPOCH) // _MILLISECOND


def to_optional_ms(instant: datetime | None) -> int | None:
    """As `to_ms`, None for none."""
    return None if instant is None else (instant - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The instant of milliseconds since 1970, also before it (where `fromtimestamp` fails on Windows)."""
    return _EPOCH + timedelta(0, 0, 0, ms)


def from_optional_ms(ms: int | None) -> datetime | None:
    """As `from_ms`, None for none."""
    return None if ms is None else _EPOCH + timedelta(0, 0, 0, ms)


def span_to_ms(span: timedelta) -> int:
    """A span in whole milliseconds."""
    return span // _MILLISECOND


def span_from_ms(ms: int) -> timedelta:
    """The span of so many milliseconds."""
    return timedelta(0, 0, 0, ms)


def to_day(day: date) -> int:
    """The number of a day."""
    return day.toordinal()


def from_optional_day(number: int | None) -> date | None:
    """The day of a number, None for none."""
    return None if number is None else date.fromordinal(number)


@lru_cache(maxsize=4096)
def to_uuid(data: bytes) -> UUID:
    """The id of 16 bytes. Remembered: the same tokens, departments and counters are read again and again."""
    return UUID(bytes=data)


def to_bytes(key: UUID | None) -> bytes | None:
    """The 16 bytes of an id, None for none."""
    return None if key is None else key.bytes


def names_to_json(names: Mapping[str, str]) -> str:
    """Names by language, in a fixed order."""
    return json.dumps(dict(names), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def names_from_json(text: str) -> Mapping[str, str]:
    """Names by language, not to be changed."""
    return MappingProxyType({str(key): str(value) for key, value in json.loads(text).items()})
