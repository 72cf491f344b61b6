"""When tokens were given that a cut-off kiosk hands over: its clock may have been wrong meanwhile.

What is known for certain is the order in which the kiosk gave them, and that it was after the clinic last
answered it and before now. A clock that is right keeps its instants to the millisecond. One that is wrong by
the same all the time is put right by that much; what still does not fit is spread between its neighbours.

A hand-over may arrive long after it was made: it is repeated as it was after a broken connection, or lay in
the buffers of a PC that slept. So a kiosk's clock is not wrong for being behind the clinic's when it arrives,
unless its instants cannot be either. A clock that is ahead is wrong.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from nextpatient_desktop.domain.records import dataclass

CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much two PCs' clocks may differ without anybody having to care."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An instant as it is taken over. `rank` orders those that fall on one millisecond."""

    at: datetime
    is_uncertain: bool
    rank: int = 0


def place_instants(
    stated: Sequence[datetime],
    *,
    last_contact: datetime | None,
    handed_over_at: datetime,
    now: datetime,
    not_before: datetime | None = None,
    doubtful: Sequence[bool] = (),
) -> list[Placed]:
    """The instants at which tokens were given, in the order in which they were given.

    Args:
        stated: what the kiosk's clock said, in the kiosk's own order.
        last_contact: when the clinic last answered the kiosk before the first of them, by the clinic's clock;
            None when that is not known.
        handed_over_at: what the kiosk's clock said when it made the hand-over.
        now: what the clinic's clock says now.
        not_before: the instant that was taken over for the kiosk's token before these, None for none.
        doubtful: which of the stated instants the kiosk itself does not believe; none where this is empty.
    """
    offset = now - handed_over_at
    earliest = None if last_contact is None else last_contact - CLOCKS_DIFFER
    is_behind = earliest is not None and any(one < earliest for one in stated)
    is_wrong = offset < -CLOCKS_DIFFER or (offset > CLOCKS_DIFFER and is_behind)
    likely = [one + offset for one in stated] if is_wrong else list(stated)
    if not_before is not None:
        earliest = not_before if earliest is None else max(earliest, not_before)
    unbelieved = {index for index, is_doubtful in enumerate(doubtful) if is_doubtful}
    anchors = _in_order(
        [
            None if index in unbelieved or _is_outside(one, earliest, now) else one
            for index, one in enumerate(likely)
        ]
    )
    floor = max((one for one in (last_contact, not_before) if one is not None), default=None)
    placed: list[Placed] = []
    for index, at in enumerate(_spread(anchors, floor, now)):
        is_uncertain = is_wrong or anchors[index] is None
        at = min(at, now)
        rank = placed[-1].rank + 1 if placed and placed[-1].at == at else 0
        placed.append(Placed(at=at, is_uncertain=is_uncertain, rank=rank))
    return placed


def is_possible_day(day: date, *, present: date, contact_day: date | None) -> bool:
    """Whether a token can be of a day: not after the present one, not long before the last contact.

    A day before the contact's is possible: there the clinic may not have begun its new day yet.
    """
    return day <= present and (contact_day is None or day >= contact_day - timedelta(days=1))


def _is_outside(at: datetime, earliest: datetime | None, now: datetime) -> bool:
    return at > now + CLOCKS_DIFFER or (earliest is not None and at < earliest)


def _in_order(instants: Sequence[datetime | None]) -> list[datetime | None]:
    """As many of the instants as can be kept without one going back; None for the others."""
    tails: list[datetime] = []
    tail_index: list[int] = []
    before: dict[int, int | None] = {}
    for index, at in enumerate(instants):
        if at is None:
            continue
        length = bisect_right(tails, at)
        before[index] = tail_index[length - 1] if length else None
        tails[length:] = [at, *tails[length + 1 :]]
        tail_index[length:] = [index, *tail_index[length + 1 :]]
    kept: set[int] = set()
    index_or_none = tail_index[-1] if tail_index else None
    while index_or_none is not None:
        kept.add(index_or_none)
        index_or_none = before[index_or_none]
    return [at if index in kept else None for index, at in enumerate(instants)]


def _spread(anchors: Sequence[datetime | None], floor: datetime | None, now: datetime) -> list[datetime]:
    """The instants, those that are missing spread evenly between their neighbours, in whole milliseconds."""
    spread: list[datetime] = []
    index = 0
    while index < len(anchors):
        at = anchors[index]
        if at is not None:
            spread.append(at)
            index += 1
            continue
        end = next((i for i in range(index, len(anchors)) if anchors[i] is not None), len(anchors))
        following = anchors[end] if end < len(anchors) else None
        last = now if following is None else following
        known = spread[-1] if spread else floor
        first = last if known is None else min(known, last)
        step = (last - first) / (end - index + 1)
        for number in range(1, end - index + 1):
            placed = first + step * number
            spread.append(placed.replace(microsecond=placed.microsecond // 1000 * 1000))
        index = end
    return spread
