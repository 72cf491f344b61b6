"""Opening hours: whether a department is open, when it opens next, and hours as text.

The text form is one line, in which weekday names come from outside (English short names unless told):
`Mon-Sat 09:00-13:00, 14:00-17:00; Sun 10:00-12:00`. Empty hours mean always open.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import groupby

from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.model import OpeningSpan

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_DAY = 24 * 60
_WEEK = 7 * _DAY
_DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(_TIME + _DASH + _TIME)


def is_open(hours: Sequence[OpeningSpan], now: datetime, zone: tzinfo) -> bool:
    """Whether it is open at an instant: from the opening minute on, no more at the closing minute."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return not hours or any(
        span.weekday == local.weekday() and span.opens <= minute < span.closes for span in hours
    )


def next_opening(hours: Sequence[OpeningSpan], now: datetime, zone: tzinfo) -> datetime | None:
    """The first opening after `now`, as a UTC instant; None where it never closes."""
    today = now.astimezone(zone).date()
    for days in range(8):
        day = today + timedelta(days=days)
        for start in _openings(hours, day.weekday()):
            opening = datetime.combine(day, time(start // 60, start % 60), zone).astimezone(UTC)
            if opening > now:
                return opening
    return None


def clean_hours(hours: Sequence[OpeningSpan]) -> tuple[OpeningSpan, ...]:
    """The spans in order, those of one day that touch or overlap joined.

    Raises:
        ClinicError: `hours_invalid` with field `hours`.
    """
    joined: list[OpeningSpan] = []
    for span in sorted(hours, key=lambda s: (s.weekday, s.opens, s.closes)):
        if not (0 <= span.weekday < 7 and 0 <= span.opens < span.closes <= _DAY):
            raise _invalid(f"{span.opens}-{span.closes}")
        last = joined[-1] if joined else None
        if last is not None and last.weekday == span.weekday and span.opens <= last.closes:
            closes = max(last.closes, span.closes)
            joined[-1] = OpeningSpan(weekday=last.weekday, opens=last.opens, closes=closes)
        else:
            joined.append(span)
    return tuple(joined)


def parse_hours(text: str, names: Sequence[str] = WEEKDAYS) -> tuple[OpeningSpan, ...]:
    """The hours that a line of text says; `Sat 22:00-02:00` goes on into Sunday.

    Raises:
        ClinicError: `hours_invalid` with field `hours` and `part`, what was not understood.
    """
    spans: list[OpeningSpan] = []
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        match = re.fullmatch(r"(\D+?)\s*(\d.*)", part.strip())
        if match is None:
            raise _invalid(part)
        days = list(_days(match[1].strip(" ,:"), names))
        times = [_times(span) for span in match[2].rstrip(" ,").split(",")]
        spans += [span for day in days for opens, closes in times for span in _spans(day, opens, closes)]
    return clean_hours(spans)


def format_hours(hours: Sequence[OpeningSpan], names: Sequence[str] = WEEKDAYS) -> str:
    """The hours as one line, days with the same spans together; empty for always open."""
    days: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, spans in groupby(clean_hours(hours), key=lambda span: span.weekday):
        days.setdefault(tuple((span.opens, span.closes) for span in spans), []).append(weekday)
    parts = []
    for times, weekdays in days.items():
        shown = ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in times)
        parts.append(f"{_runs(weekdays, names)} {shown}")
    return "; ".join(parts)


def _openings(hours: Sequence[OpeningSpan], weekday: int) -> Iterator[int]:
    """The minutes of a weekday at which it opens, having been closed the minute before."""
    for span in sorted(hours, key=lambda s: s.opens):
        if span.weekday == weekday and not _covers(hours, (weekday * _DAY + span.opens - 1) % _WEEK):
            yield span.opens


def _covers(hours: Sequence[OpeningSpan], minute_of_week: int) -> bool:
    weekday, minute = divmod(minute_of_week, _DAY)
    return any(span.weekday == weekday and span.opens <= minute < span.closes for span in hours)


def _days(text: str, names: Sequence[str]) -> Iterator[int]:
    for part in text.split(","):
        ends = [_weekday(name, names) for name in re.split(_DASH, part.strip())]
        if len(ends) > 2:
            raise _invalid(part)
        first, last = ends[0], ends[-1]
        yield from ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _weekday(text: str, names: Sequence[str]) -> int:
    """The weekday that a name, or its beginning, says: `Mon`, `monday` and `mo` where only one begins so."""
    word = text.strip().rstrip(".").casefold()
    known = [name.rstrip(".").casefold() for name in names]
    if word in known:
        return known.index(word)
    close = [i for i, name in enumerate(known) if word and (name.startswith(word) or word.startswith(name))]
    if len(close) != 1:
        raise _invalid(text)
    return close[0]


def _times(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise _invalid(text)
    opens, closes = _minutes(match[1], match[2], text), _minutes(match[3], match[4], text)
    if opens in (closes, _DAY):
        raise _invalid(text)
    return opens, closes


def _minutes(hour: str, minute: str | None, text: str) -> int:
    minutes = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or minutes > _DAY:
        raise _invalid(text)
    return minutes


def _spans(weekday: int, opens: int, closes: int) -> Iterator[OpeningSpan]:
    """One span, or two where it goes past midnight."""
    if opens < closes:
        yield OpeningSpan(weekday=weekday, opens=opens, closes=closes)
        return
    yield OpeningSpan(weekday=weekday, opens=opens, closes=_DAY)
    if closes:
        yield OpeningSpan(weekday=(weekday + 1) % 7, opens=0, closes=closes)


def _runs(weekdays: Sequence[int], names: Sequence[str]) -> str:
    """Weekdays in ascending order as `Mon-Wed, Fri`."""
    shown = []
    for _, group in groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0]):
        run = [weekday for _, weekday in group]
        shown.append(names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}")
    return ", ".join(shown)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _invalid(part: str) -> ClinicError:
    return ClinicError("hours_invalid", field="hours", part=part.strip()[:40])
