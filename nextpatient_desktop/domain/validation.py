"""What people type, cleaned or refused: names, phones, ages, letters, ABHA numbers."""

from datetime import date


def clean_phone(text: str, country_code: str = "91", *, field: str = "phone") -> str:
    """The digits of a phone number without the country's own code; empty for empty.

    Raises:
        ClinicError: `phone_invalid` with `field`.
    """
    raise NotImplementedError


def clean_name(text: str, *, field: str = "name") -> str:
    """A name or title, trimmed, with single spaces.

    Raises:
        ClinicError: `text_empty`, `text_too_long` (with `limit`), both with `field`.
    """
    raise NotImplementedError


def clean_text(text: str, *, field: str, limit: int = 500) -> str:
    """Optional text, trimmed; its lines stay. Raises `text_too_long` with `field` and `limit`."""
    raise NotImplementedError


def clean_letter(text: str, *, field: str = "letter") -> str:
    """A department's letter: one or two of A to Z, in upper case. Raises `letter_invalid` with `field`."""
    raise NotImplementedError


def birth_year_of(age: int, today: date, *, field: str = "age") -> int:
    """The birth year of somebody who is `age` years old today. Raises `age_invalid` outside 0 to 130."""
    raise NotImplementedError


def clean_birth_year(year: int, today: date, *, field: str = "birth_year") -> int:
    """A birth year from 130 years ago to this year: else `birth_year_invalid` with `field`."""
    raise NotImplementedError


def age_in(birth_year: int, today: date) -> int:
    """The age in years, as near as a birth year tells."""
    raise NotImplementedError


def clean_abha(text: str, *, field: str = "abha") -> str:
    """The 14 digits of an ABHA number; empty for empty. Raises `abha_invalid` with `field`."""
    raise NotImplementedError


def search_words(text: str) -> tuple[str, ...]:
    """The words of a name for searching, case-folded, without punctuation."""
    raise NotImplementedError


def sort_key(name: str) -> str:
    """What names are sorted by."""
    raise NotImplementedError


def shown_name(name: str) -> str:
    """A name as a kiosk may show it: first name and initial (`Anita J.`)."""
    raise NotImplementedError
