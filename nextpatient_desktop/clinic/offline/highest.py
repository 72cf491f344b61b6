"""`HighestNumbers`: the highest numbers that the clinic gave through this kiosk, if it forgets them.

A clinic that was restored from a backup does not know what is on paper since. The kiosk does.
"""

import json
import logging
from collections.abc import Mapping
from datetime import date
from typing import Final

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.offline.ports import OfflineStore
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.clinic.tokens.numbers import LastNumber, ReportNumbers
from nextpatient_desktop.domain.numbering import split_code
from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)

_NAME: Final = "highest"


@dataclass(frozen=True, kw_only=True)
class _Highest:
    """The day of the last token that the clinic gave, and the highest number of each letter on it."""

    day: date
    numbers: tuple[LastNumber, ...]


class HighestNumbers:
    """Remembers one day's. Noted by one thread at a time, reported from any."""

    def __init__(self, store: OfflineStore) -> None:
        """Begin with what is on disk."""
        self._highest = _recalled(store)

    def note(self, issued: IssuedToken) -> bool:
        """The clinic gave this number; whether it is lower than one that it gave before on the same day."""
        code, before = split_code(issued.code), self._highest
        same_day = before is not None and before.day == issued.day
        numbers = {one.letter: one.number for one in before.numbers} if before and same_day else {}
        known = numbers.get(code.letter, 0)
        numbers[code.letter] = max(known, code.number)
        self._highest = _Highest(
            day=issued.day,
            numbers=tuple(LastNumber(letter=letter, number=numbers[letter]) for letter in sorted(numbers)),
        )
        return code.number < known

    def kept(self) -> Mapping[str, str]:
        """What is to be remembered on disk."""
        return {} if self._highest is None else {_NAME: codec.write(self._highest)}

    def report(self) -> ReportNumbers | None:
        """What the clinic is to be told, None before the first number."""
        known = self._highest
        return None if known is None else ReportNumbers(day=known.day, highest=known.numbers)


def _recalled(store: OfflineStore) -> _Highest | None:
    value = store.recall(_NAME)
    if value is None:
        return None
    try:
        highest: _Highest = read_answer(_Highest, json.loads(value))
    except (ValueError, TypeError):  # an older or newer program's
        _log.warning("the highest numbers that were kept make no sense to this program", exc_info=True)
        return None
    return highest
