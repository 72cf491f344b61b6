"""Opening hours: whether a department is open, when it opens next, and hours as text.

The text form is one line, in which weekday names come from outside (English short names unless told):
`Mon-Sat 09:00-13:00, 14:00-17:00; Sun 10:00-12:00`. Empty hours mean always open.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from nextpatient_desktop.domain.model import OpeningSpan

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def is_open(hours: Sequence[OpeningSpan], now: datetime, zone: tzinfo) -> bool:
    """Whether it is open at an instant: from the opening minute on, no more at the closing minute."""
    raise NotImplementedError


def next_opening(hours: Sequence[OpeningSpan], now: datetime, zone: tzinfo) -> datetime | None:
    """The first opening after `now`, as a UTC instant; None where it never closes."""
    raise NotImplementedError


def clean_hours(hours: Sequence[OpeningSpan]) -> tuple[OpeningSpan, ...]:
    """The spans in order, those that touch or overlap joined.

    Raises:
        ClinicError: `hours_invalid` with field `hours`.
    """
    raise NotImplementedError


def parse_hours(text: str, names: Sequence[str] = WEEKDAYS) -> tuple[OpeningSpan, ...]:
    """The hours that a line of text says; `Sat 22:00-02:00` goes on into Sunday.

    Raises:
        ClinicError: `hours_invalid` with field `hours` and `part`, what was not understood.
    """
    raise NotImplementedError


def format_hours(hours: Sequence[OpeningSpan], names: Sequence[str] = WEEKDAYS) -> str:
    """The hours as one line, days with the same spans together; empty for always open."""
    raise NotImplementedError
