"""Codes that people read and hear: letter, dash, number (`A-042`), and those of a cut-off kiosk (`A-B07`)."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass

_LETTER = re.compile(r"[A-Z]{1,2}")
_SERIES = re.compile(r"[A-Z]+")
_CODE = re.compile(r"([A-Z]+)[^A-Z0-9]*(?:[^A-Z0-9]([A-Z]+)[^A-Z0-9]*)?([0-9]{1,9})")
_RECORD = re.compile(r"P?[^A-Z0-9]*([0-9]{1,12})")


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code's parts: the department's letter, the series of a kiosk that was cut off, the number."""

    letter: str
    number: int
    series: str | None = None

    def __str__(self) -> str:
        if self.series is None:
            return f"{self.letter}-{self.number:03d}"
        return f"{self.letter}-{self.series}{self.number:02d}"


def format_code(letter: str, number: int) -> str:
    """`A-042`; four digits past 999.

    Raises:
        ValueError: no letter A to Z (one or two), or a number below 1.
    """
    return str(_checked(Code(letter=letter, number=number)))


def format_offline_code(letter: str, series: str, number: int) -> str:
    """`A-B07`: number 7 of kiosk series B in department A; three digits past 99.

    Raises:
        ValueError: no letter or series A to Z, or a number below 1.
    """
    return str(_checked(Code(letter=letter, series=series, number=number)))


def series_sequence(code: Code) -> str:
    """The name of the sequence that a cut-off kiosk's number is of: `A-B`, beside the department's `A`."""
    return f"{code.letter}-{code.series}"


def split_code(code: str) -> Code:
    """The parts of a code as it is stored or typed; see `parse_code`."""
    return _parsed(code, frozenset())


def parse_code(text: str, letters: Collection[str] = ()) -> str:
    """The code that somebody typed, in its one form: `a42`, `A 42` and `A-042` are `A-042`.

    `ab7` is `AB-007`, unless `letters` (the departments' letters) has A and not AB: then it is `A-B07`.

    Raises:
        ClinicError: `token_unknown` when it is no code.
    """
    return str(_parsed(text, letters))


def parse_record(text: str) -> int | None:
    """The number in a record number as it is typed (`P-000812`, `p812`, `812`), None when it is none."""
    match = _RECORD.fullmatch(_plain(text))
    return int(match[1]) if match else None


def next_series(used: Collection[str]) -> str:
    """The series after all that were given: A to Z, then AA, AB and so on.

    One between them is not given again: a kiosk that had it may have tickets out that are not handed over.
    """
    highest = max(map(_rank, used), default=(0, ""))
    return next(series for series in map(_series, count()) if _rank(series) > highest)


def number_after_restore(last: int, reported: int | None) -> int:
    """The number above which a restored sequence goes on, for `Days.raise_number`.

    Args:
        last: the last number that the restored database knows.
        reported: the highest number that any station reports, None when none does: then the next number is
            the next full hundred, above whatever may be on paper.
    """
    if reported is not None:
        return max(last, reported)
    return (last // 100 + 1) * 100 - 1


def _parsed(text: str, letters: Collection[str]) -> Code:
    plain = _plain(text)
    match = _CODE.fullmatch(plain)
    if match is None or int(match[3]) < 1:
        raise ClinicError("token_unknown", code=plain[:12], field="code")
    letter, series, number = match[1], match[2], int(match[3])
    if series is None and _is_offline(letter, letters):
        letter, series = letter[0], letter[1:]
    if not _LETTER.fullmatch(letter):
        raise ClinicError("token_unknown", code=plain[:12], field="code")
    return Code(letter=letter, series=series, number=number)


def _is_offline(word: str, letters: Collection[str]) -> bool:
    """Whether letters typed in one are a department's letter and a series."""
    if len(word) == 1 or word in letters:
        return False
    return word[0] in letters


def _plain(text: str) -> str:
    """Upper case, with the ten figures of any script as 0 to 9."""
    folded = unicodedata.normalize("NFKC", text).strip().upper()
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)


def _series(index: int) -> str:
    word = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def _rank(series: str) -> tuple[int, str]:
    """Where a series stands among all: Z before AA."""
    return len(series), series


def _checked(code: Code) -> Code:
    if not _LETTER.fullmatch(code.letter) or code.number < 1:
        raise ValueError(f"no code: {code.letter!r}, {code.number}")
    if code.series is not None and not _SERIES.fullmatch(code.series):
        raise ValueError(f"no series: {code.series!r}")
    return code
