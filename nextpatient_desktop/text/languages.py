"""The languages that the program speaks: their names in their own script, their locales, their direction."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from nextpatient_desktop.domain.records import dataclass


class Direction(StrEnum):
    """In which direction a script runs."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language on the clinic's buttons.

    `code` is what the database and the catalogues use; `tag` is the BCP 47 tag for HTML and speech; `locale`
    is Babel's name for dates and numbers as they are written in India.
    """

    code: str
    name: str
    tag: str
    locale: str
    direction: Direction = Direction.LEFT_TO_RIGHT


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language(code="en", name="English", tag="en-IN", locale="en_IN"),
        "hi": Language(code="hi", name="हिन्दी", tag="hi-IN", locale="hi_IN"),
        "ta": Language(code="ta", name="தமிழ்", tag="ta-IN", locale="ta_IN"),
        "te": Language(code="te", name="తెలుగు", tag="te-IN", locale="te_IN"),
        "bn": Language(code="bn", name="বাংলা", tag="bn-IN", locale="bn_IN"),
    }
)
"""In the order in which they are offered."""


def language_of(code: str) -> Language:
    """The language of a code such as "hi" or "hi-IN". English where the program does not speak it."""
    return LANGUAGES.get(code.replace("_", "-").partition("-")[0].lower(), LANGUAGES["en"])


def native_name(code: str) -> str:
    """A language's name in its own script: "हिन्दी" for "hi". The code itself where it is not known."""
    language = LANGUAGES.get(code)
    return language.name if language else code
