"""The last numbers on paper, for a restore: given on the command line, or asked for on a terminal."""

import sys
from collections.abc import Mapping
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.numbering import format_code, split_code

_HIGHEST: Final = 99_999
"""Above this somebody mistyped."""


class UnknownLetterError(Exception):
    """A number was given of a letter that no department has; says so to a person."""


class PaperNumbers:
    """Answers `storage.restore.Stated`.

    Attributes:
        known: what was said, by letter.
    """

    def __init__(self, given: Mapping[str, int]) -> None:
        """`given` was on the command line: then nothing is asked."""
        self.known = dict(given)

    def of(self, lasts: Mapping[str, int]) -> Mapping[str, int]:
        """What is on paper of these letters.

        Raises:
            UnknownLetterError: something was given of another letter.
        """
        if strange := sorted(self.known.keys() - lasts.keys()):
            there = ", ".join(lasts) or "none"
            raise UnknownLetterError(f"No department has the letter {strange[0]}. The letters are: {there}.")
        if lasts and not self.known and sys.stdin.isatty():
            self._ask(lasts)
        return self.known

    def _ask(self, lasts: Mapping[str, int]) -> None:
        print("Which numbers were given last today? Look at the last ticket. Press Enter if you do not know.")
        for letter, last in lasts.items():
            number = _asked(letter, last)
            if number is not None:
                self.known[letter] = number


def number_on_paper(text: str, letter: str = "") -> tuple[str, int]:
    """Letter and number of `A=130`, `A-130`, or `130` where the letter is known.

    Raises:
        ValueError: it is none; says so to a person.
    """
    typed = text.strip()
    try:
        code = split_code(f"{letter}-{typed}" if letter and typed.isdecimal() else typed)
    except ClinicError as error:
        raise ValueError(f"{text!r} is no number of a ticket, like A=130") from error
    if code.series is not None:
        raise ValueError(f"{text!r} is a number that a kiosk gave by itself; give the last one like A=130")
    if code.number > _HIGHEST:
        raise ValueError(f"{text!r} is too high to be a ticket's number")
    return code.letter, code.number


def _asked(letter: str, last: int) -> int | None:
    known = f" (in the backup: {format_code(letter, last)})" if last else ""
    while typed := input(f"Last number of {letter}{known}: ").strip():
        try:
            found, number = number_on_paper(typed, letter)
        except ValueError as error:
            print(f"{error}.", file=sys.stderr)
            continue
        if found == letter:
            return number
        print(f"That is a number of {found}. Type one of {letter}, or press Enter.", file=sys.stderr)
    return None
