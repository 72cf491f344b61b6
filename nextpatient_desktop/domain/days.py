"""The clinic's day: which business date an instant belongs to, and when one day gives way to the next."""

from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

PLAUSIBLE_GAP = timedelta(days=7)
"""How long after the last event a start needs nobody's word for the date."""


class Roll(StrEnum):
    """What is to be done about the day."""

    STAY = "stay"
    """Go on in the latest day."""
    ROLL = "roll"
    """End the latest day, if there is one, and open the one of `business_date(now)`."""
    NEEDS_CONFIRMATION = "needs_confirmation"
    """Ask a staff member whether the PC's date is right."""


def business_date(now: datetime, zone: tzinfo, day_starts: int = 0) -> date:
    """The clinic's date at an instant.

    `day_starts` is minutes after midnight: with 240, 03:59 still belongs to the evening before.
    """
    return (now.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=day_starts)).date()


def decide_roll(
    now: datetime,
    *,
    zone: tzinfo,
    day_starts: int,
    latest: date | None,
    last_event: datetime | None,
    is_trusted: bool,
    is_start: bool,
    is_confirmed: bool = False,
) -> Roll:
    """Whether the day stays, rolls, or needs a staff member's word. It never goes back.

    Args:
        now: the instant to act at.
        zone: the clinic's time zone.
        day_starts: minutes after midnight at which a day begins.
        latest: the latest day that is not voided, None before the first one.
        last_event: the instant of the journal's last event, None for an empty journal.
        is_trusted: whether wall clock and monotonic clock agree (`TrustedClock`).
        is_start: whether this process has not decided before: the clock has nothing to be compared with but
            the last event, so a date before it or more than 7 days after it is asked about.
        is_confirmed: a staff member's word that the PC's date is right. It also stands in for a clock that is
            not trusted, but it takes no day back: a wrongly opened, empty one is voided first.
    """
    today = business_date(now, zone, day_starts)
    if is_start and not is_confirmed and not _is_plausible(now, today, zone, day_starts, latest, last_event):
        return Roll.NEEDS_CONFIRMATION
    if latest is None:
        return Roll.ROLL
    if today <= latest:
        return Roll.STAY
    return Roll.ROLL if is_start or is_trusted or is_confirmed else Roll.STAY


def _is_plausible(
    now: datetime,
    today: date,
    zone: tzinfo,
    day_starts: int,
    latest: date | None,
    last_event: datetime | None,
) -> bool:
    if last_event is not None:
        known = business_date(last_event, zone, day_starts)
        return today >= known and now - last_event <= PLAUSIBLE_GAP
    return latest is None or latest <= today <= latest + PLAUSIBLE_GAP
