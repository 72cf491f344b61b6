"""How times, dates, numbers and phone numbers are written.

Figures are always 0 to 9: a token's code is read aloud and compared in every script. The clock has 24 hours,
because a ticket that says 08:00 must not be read as the evening. Babel takes 50 ms to import, so the
functions that need names of months or the grouping of thousands import it, not the module.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

Gettext = Callable[[str], str]

_KIB = 1024
_MINUTE = 60
_HOUR = 60 * _MINUTE


def clock(instant: datetime, zone: tzinfo) -> str:
    """An aware instant on the wall clock of a zone: "09:42"."""
    return _aware(instant).astimezone(zone).strftime("%H:%M")


def clock_range(first: datetime, last: datetime, zone: tzinfo) -> str:
    """Two instants: "10:05 – 10:20"; one alone where both are in the same minute."""
    start, end = clock(first, zone), clock(last, zone)
    return start if start == end else f"{start} – {end}"


def clock_of_minutes(minutes: int) -> str:
    """Minutes after midnight: "14:00"; the end of the day is "24:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def long_date(locale: str, day: date | datetime, zone: tzinfo | None = None) -> str:
    """A day with its weekday: "Friday 20 November"."""
    return _dated(locale, "EEEE d MMMM", _day_of(day, zone))


def short_date(locale: str, day: date | datetime, zone: tzinfo | None = None) -> str:
    """A day with its year: "20 Nov 2026", "03 Nov 2026": two figures, so that lists line up."""
    return _dated(locale, "dd MMM y", _day_of(day, zone))


@lru_cache(maxsize=512)
def _dated(locale: str, pattern: str, day: date) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=64)
def weekday(locale: str, weekday: int, *, short: bool = False) -> str:
    """The name of a weekday, 0 is Monday."""
    from babel.dates import get_day_names

    names: Mapping[int, str] = get_day_names("abbreviated" if short else "wide", "stand-alone", locale)
    return names[weekday]


def duration(_: Gettext, length: timedelta) -> str:
    """A length rounded down: seconds under a minute, minutes under an hour, then hours and minutes."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < _MINUTE:
        return _("{n} s").format(n=seconds)
    hours, minutes = divmod(seconds // _MINUTE, 60)
    if not hours:
        return _("{n} min").format(n=minutes)
    if not minutes:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def minute_range(_: Gettext, low: timedelta, high: timedelta) -> str:
    """A range in minutes, the upper end rounded up; from two hours on in hours and minutes."""
    first = max(0, int(low.total_seconds()) // _MINUTE)
    last = max(first, -(-int(high.total_seconds()) // _MINUTE))
    if last >= 120:
        start, end = timedelta(minutes=first), timedelta(minutes=last)
        if first == last:
            return duration(_, start)
        return _("{low} – {high}").format(low=duration(_, start), high=duration(_, end))
    if first == last:
        return _("{n} min").format(n=first)
    return _("{low}–{high} min").format(low=first, high=last)


def stopwatch(length: timedelta) -> str:
    """A running time: "06:41", from an hour on "1:06:41"."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def ordinal(language: str, n: int) -> str:
    """A place in an order. English has endings; elsewhere the sentence around it carries the meaning."""
    if language != "en":
        return str(n)
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def number(locale: str, value: int | float) -> str:
    """A number with its thousands apart: "1,00,000"."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale, numbering_system="latn")


def percent(locale: str, share: float) -> str:
    """A share of one in whole percent: "80%"."""
    from babel.numbers import format_percent

    return format_percent(share, locale=locale, numbering_system="latn")


def money(locale: str, paise: int) -> str:
    """Paise as rupees: whole rupees without decimals."""
    from babel.numbers import format_currency

    pattern = "¤#,##,##0" if paise % 100 == 0 else "¤#,##,##0.00"
    return format_currency(
        paise / 100, "INR", pattern, locale=locale, currency_digits=False, numbering_system="latn"
    )


def file_size(_: Gettext, size: int) -> str:
    """A size in bytes, in units of 1024 as clinic PCs show them: "900 B", "212 KB", "1.1 MB"."""
    if size < _KIB:
        return _("{n} B").format(n=size)
    if size < _KIB * 1000:
        return _("{n} KB").format(n=round(size / _KIB))
    if size < _KIB * _KIB * 1000:
        return _("{n} MB").format(n=f"{size / _KIB**2:.1f}")
    return _("{n} GB").format(n=f"{size / _KIB**3:.1f}")


def phone(digits: str) -> str:
    """Digits in groups: Indian mobile numbers 5 and 5, "98450 31777"; area codes apart, "080 4567 1200".

    Works while it is typed: "9845031" gives "98450 31". Longer numbers are left as they are.
    """
    if not digits.isdigit() or len(digits) > 11:
        return digits
    cuts = (3, 7) if digits.startswith("0") else (5,)
    bounds = (0, *(cut for cut in cuts if cut < len(digits)), len(digits))
    return " ".join(digits[start:end] for start, end in pairwise(bounds))


def _day_of(day: date | datetime, zone: tzinfo | None) -> date:
    if not isinstance(day, datetime):
        return day
    if zone is None:
        raise ValueError("an instant has a date only in a time zone")
    return _aware(day).astimezone(zone).date()


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {instant}")
    return instant
