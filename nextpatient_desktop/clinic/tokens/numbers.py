"""What a kiosk reports of the numbers that it has put on paper: a restored clinic may not know them."""

from datetime import date
from typing import Final

from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.domain.records import dataclass

MOST_LETTERS: Final = 100
"""How many letters one report may carry; no clinic has as many departments."""


@dataclass(frozen=True, kw_only=True)
class LastNumber:
    """The highest number of a department's letter that a kiosk was given: 130 for `A-130`."""

    letter: str
    number: int


@dataclass(frozen=True, kw_only=True)
class ReportNumbers(Command[None]):
    """State the highest numbers that the clinic gave through this kiosk on a day: they are on paper.

    Where the clinic's own sequences are behind (it came out of a backup), they go on above. What is lower, of
    another day than the present one, of no department, or out of all proportion changes nothing. More than
    `MOST_LETTERS`: `request_invalid`. Where the clinic's date needs a staff member's word and something is
    to be raised: `date_needs_confirmation`.
    """

    day: date
    highest: tuple[LastNumber, ...]
