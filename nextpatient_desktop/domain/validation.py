"""What people type, cleaned or refused: phones, names, ages, letters, ABHA numbers; names for searching."""

import re
import unicodedata
from datetime import date

from nextpatient_desktop.domain.errors import ClinicError

NAME_LIMIT = 120
OLDEST = 130

_INDIA = "91"
_SEPARATORS = re.compile(r"[\s()./\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: part of the spelling in Indic scripts."""
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "master",
        "dr",
        "prof",
        "smt",
        "shri",
        "shrimati",
        "sri",
        "kum",
        "kumari",
    }
)


def clean_phone(text: str, country_code: str = _INDIA, *, field: str = "phone") -> str:
    """The digits of a phone number without the country's own code; empty for empty.

    `98450 31777`, `+91 98450-31777`, `098450 31777` and `919845031777` are `9845031777`. A number of another
    country, which is typed with `+` or `00`, keeps its code behind `00`: no number of one's own begins so.

    Raises:
        ClinicError: `phone_invalid` with `field`: letters, or no such length.
    """
    plain = _SEPARATORS.sub("", _with_ascii_figures(text))
    if not plain:
        return ""
    digits = plain.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        raise ClinicError("phone_invalid", field=field)
    if plain.startswith("+") or digits.startswith("00"):
        number = _international(
            digits.removeprefix("00") if digits.startswith("00") else digits, country_code
        )
    else:
        number = _national(digits, country_code)
    if number is None:
        raise ClinicError("phone_invalid", field=field)
    return number


def clean_name(text: str, *, field: str = "name") -> str:
    """A name or title, trimmed, with single spaces, without control characters.

    Raises:
        ClinicError: `text_empty`; `text_too_long` with `limit`; both with `field`.
    """
    name = " ".join(_printable(text).split())
    if not name.strip(_JOINERS):
        raise ClinicError("text_empty", field=field)
    return _within(name, NAME_LIMIT, field)


def clean_text(text: str, *, field: str, limit: int = 500) -> str:
    """Optional text, trimmed; its lines stay. Raises `text_too_long` with `field` and `limit`."""
    lines = (" ".join(_printable(line).split()) for line in text.strip().splitlines())
    return _within("\n".join(lines).strip(), limit, field)


def clean_letter(text: str, *, field: str = "letter") -> str:
    """A department's letter: one or two of A to Z, in upper case. Raises `letter_invalid` with `field`."""
    letter = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[A-Za-z]{1,2}", letter):
        raise ClinicError("letter_invalid", field=field)
    return letter.upper()


def birth_year_of(age: int, today: date, *, field: str = "age") -> int:
    """The birth year of somebody who is `age` years old today. Raises `age_invalid` outside 0 to 130."""
    if not 0 <= age <= OLDEST:
        raise ClinicError("age_invalid", field=field)
    return today.year - age


def clean_birth_year(year: int, today: date, *, field: str = "birth_year") -> int:
    """A birth year from 130 years ago to this year: else `birth_year_invalid` with `field`."""
    if not 0 <= age_in(year, today) <= OLDEST:
        raise ClinicError("birth_year_invalid", field=field)
    return year


def age_in(birth_year: int, today: date) -> int:
    """The age in years, as near as a birth year tells: it is reached in the course of this year."""
    return today.year - birth_year


def clean_abha(text: str, *, field: str = "abha") -> str:
    """The 14 digits of an ABHA number; empty for empty. Raises `abha_invalid` with `field`."""
    digits = _SEPARATORS.sub("", _with_ascii_figures(text))
    if digits and not re.fullmatch(r"[0-9]{14}", digits):
        raise ClinicError("abha_invalid", field=field)
    return digits


def search_words(text: str) -> tuple[str, ...]:
    """The words of a name for searching: case-folded, Latin letters without accents, without punctuation.

    An apostrophe joins (`D'Souza` is `dsouza`), every other sign parts. Vowel signs of Indic scripts stay.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        "" if sign in "'\u2019\u02bc" + _JOINERS or "\u0300" <= sign <= "\u036f" else _letter_or_space(sign)
        for sign in folded
    )
    return tuple(unicodedata.normalize("NFKC", kept).casefold().split())


def sort_key(name: str) -> str:
    """What names are sorted by: their words without case, accents and titles."""
    return " ".join(_without_titles(search_words(name)))


def shown_name(name: str) -> str:
    """A name as a kiosk may show it: first name and initial, without a title (`Anita J.`)."""
    words = clean_name(name).split()
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    return words[0] if len(words) == 1 else f"{words[0]} {_initial(words[-1])}."


def _international(digits: str, country_code: str) -> str | None:
    """A number typed with its country's code; E.164 has at most 15 digits."""
    if digits.startswith(country_code):
        return _national(digits.removeprefix(country_code), country_code)
    return f"00{digits}" if 8 <= len(digits) <= 15 and not digits.startswith("0") else None


def _national(digits: str, country_code: str) -> str | None:
    """A number of the clinic's own country, with or without the 0 that is dialled before it."""
    number = digits.lstrip("0")
    if country_code != _INDIA:
        return number if 4 <= len(number) <= 15 - len(country_code) else None
    if len(number) == 12 and number.startswith(_INDIA):
        number = number.removeprefix(_INDIA)
    return number if len(number) == 10 and not number.startswith("0") else None


def _with_ascii_figures(text: str) -> str:
    """The text with the ten figures of any script as 0 to 9."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)


def _printable(text: str) -> str:
    """NFC, controls as spaces, invisible signs gone but for the joiners that Indic scripts spell with."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        if category == "Cc":
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn") or sign in _JOINERS:
            kept.append(sign)
    return "".join(kept)


def _within(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise ClinicError("text_too_long", field=field, limit=limit)
    return text


def _letter_or_space(sign: str) -> str:
    return sign if unicodedata.category(sign)[0] in "LMN" else " "


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return words


def _initial(word: str) -> str:
    """The first letter with the signs that belong to it."""
    end = 1
    while end < len(word) and unicodedata.category(word[end])[0] == "M":
        end += 1
    return word[:end].upper()
