"""`OwnTime`: the clinic's instant and day as a kiosk knows them that is cut off.

The same rules as in the clinic (`domain/days.py`): a day rolls only by a clock that can be believed, and
never goes back. What differs is that there is nobody to ask: where the clinic would want a staff member's
word, the kiosk stays in the day that it knows and lets time go on from the last instant that it is sure of.
"""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.days.belief import TICK
from nextpatient_desktop.clinic.offline.knowledge import CLOCKS_AGREE, Knowledge
from nextpatient_desktop.clinic.offline.ports import OfflineStore
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.domain.days import Roll, business_date, decide_roll
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.domain.records import dataclass

_DAY_IS_KNOWN: Final = (Roll.STAY, Roll.ROLL)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An instant by the clinic's clock, as near as the kiosk knows it, and the day it belongs to.

    `is_believed` is false where the kiosk's clock can not be right: its date is impossible, or it is behind
    what happened already. Then `at` goes on from there, and no opening hours can be told by it.
    """

    at: datetime
    day: date
    is_believed: bool


class OwnTime:
    """Tells the moment. It settles on a date as the clinic does: at its first use, or when both have met."""

    def __init__(self, clock: Clock, knowledge: Knowledge, store: OfflineStore) -> None:
        self._clock = clock
        self._knowledge = knowledge
        self._store = store
        self._is_settled = False

    def now(self) -> datetime:
        """The kiosk's clock, put right by what it was behind or ahead of the clinic's when they last met."""
        contact = self._knowledge.contact
        now = self._clock.now()
        return now if contact is None else now + contact.offset

    def moment(self, info: ClinicInfo) -> Moment:
        """The moment at which the next token is given: after the one before, and after the last contact."""
        contact, given, zone = self._knowledge.contact, self._store.last_given(), ZoneInfo(info.time_zone)
        instants = [one.at for one in (contact, given) if one is not None]
        days = [one.day for one in (contact, given) if one is not None and one.day is not None]
        last, latest = max(instants, default=None), max(days, default=None)
        now = self.now()
        is_start = not (self._is_settled or self._knowledge.is_of_now)
        roll = decide_roll(
            now,
            zone=zone,
            day_starts=info.day_starts,
            latest=latest,
            last_event=last,
            is_trusted=self._clock.is_trusted(),
            is_start=is_start,
        )
        if roll in _DAY_IS_KNOWN:
            self._is_settled = True
        is_believed = roll in _DAY_IS_KNOWN and (last is None or now >= last - CLOCKS_AGREE)
        earliest = now if last is None else last + TICK
        at = max(now, earliest) if is_believed else earliest
        stays = latest is not None and roll is not Roll.ROLL
        day = latest if stays and latest is not None else business_date(at, zone, info.day_starts)
        return Moment(at=at, day=day, is_believed=is_believed)
