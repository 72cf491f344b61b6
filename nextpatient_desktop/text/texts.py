"""`Texts`: everything that a screen, ticket, page or message needs to speak one language.

Translations are gettext catalogues compiled to `resources/translations/LANGUAGE/LC_MESSAGES/nextpatient.mo`.
English is the source and needs none. Formats are in `formats`; the methods here are the way to them.
"""

import gettext as _gettext
from datetime import date, datetime, timedelta, tzinfo

from nextpatient_desktop.resources import resource
from nextpatient_desktop.text import formats
from nextpatient_desktop.text.languages import LANGUAGES, Direction, Language, language_of

DOMAIN = "nextpatient"
SOURCE_LANGUAGE = "en"


class Texts:
    """The words and formats of one language. Immutable; share it between threads freely.

    In a function write `_ = texts.gettext` and then `_("Take your ticket")`, so that the extractor finds it.
    """

    def __init__(self, language: Language, translations: _gettext.NullTranslations) -> None:
        self._language = language
        self._translations = translations

    @property
    def language(self) -> str:
        """The code that the database and the catalogues use: "hi"."""
        return self._language.code

    @property
    def name(self) -> str:
        """The language's name in its own script."""
        return self._language.name

    @property
    def tag(self) -> str:
        """The BCP 47 tag: "hi-IN"."""
        return self._language.tag

    @property
    def direction(self) -> Direction:
        """In which direction the script runs."""
        return self._language.direction

    def gettext(self, message: str) -> str:
        """The message in this language, in English while it is not translated."""
        return self._translations.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form for `n` things. Format it yourself: `ngettext("{n} file", "{n} files", n).format(n=n)`."""
        return self._translations.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        """Like `gettext`, for a word that means several things: `pgettext("document", "Other")`."""
        return self._translations.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """Like `ngettext`, with a context."""
        return self._translations.npgettext(context, singular, plural, n)

    def clock(self, instant: datetime, zone: tzinfo) -> str:
        """An instant on the clinic's wall clock: "09:42"."""
        return formats.clock(instant, zone)

    def clock_range(self, first: datetime, last: datetime, zone: tzinfo) -> str:
        """Two instants on the clinic's wall clock: "10:05 – 10:20"."""
        return formats.clock_range(first, last, zone)

    def clock_of_minutes(self, minutes: int) -> str:
        """Minutes after midnight, 0 to 1440, as a wall clock shows them: "14:00"."""
        return formats.clock_of_minutes(minutes)

    def long_date(self, day: date | datetime, zone: tzinfo | None = None) -> str:
        """A day with its weekday: "Friday 20 November". An instant needs the zone."""
        return formats.long_date(self._language.locale, day, zone)

    def short_date(self, day: date | datetime, zone: tzinfo | None = None) -> str:
        """A day with its year: "20 Nov 2026". An instant needs the zone."""
        return formats.short_date(self._language.locale, day, zone)

    def short_date_and_clock(self, instant: datetime, zone: tzinfo) -> str:
        """An instant: "20 Nov 2026 09:42"."""
        return f"{self.short_date(instant, zone)} {self.clock(instant, zone)}"

    def weekday(self, weekday: int, *, short: bool = False) -> str:
        """The name of a weekday, 0 is Monday: "Friday" or "Fri"."""
        return formats.weekday(self._language.locale, weekday, short=short)

    def duration(self, length: timedelta) -> str:
        """How long, in whole minutes, rounded down: "26 min", "1 h 5 min"; under a minute "20 s"."""
        return formats.duration(self.gettext, length)

    def minute_range(self, low: timedelta, high: timedelta) -> str:
        """An honest range of time: "35–50 min"."""
        return formats.minute_range(self.gettext, low, high)

    def stopwatch(self, length: timedelta) -> str:
        """A running time: "06:41", "1:06:41"."""
        return formats.stopwatch(length)

    def ordinal(self, n: int) -> str:
        """A place in an order: "4th"; the plain number in languages whose ordinals are not made by a rule."""
        return formats.ordinal(self._language.code, n)

    def place_in_line(self, n: int) -> str:
        """A place in the queue: "4th in line"; the first is told that they are next."""
        if n == 1:
            return self.gettext("You are next")
        return self.gettext("{ordinal} in line").format(ordinal=self.ordinal(n))

    def number(self, value: int | float) -> str:
        """A number with its thousands apart as they are written in India: "1,00,000"."""
        return formats.number(self._language.locale, value)

    def percent(self, share: float) -> str:
        """A share of one in whole percent: "80%"."""
        return formats.percent(self._language.locale, share)

    def money(self, paise: int) -> str:
        """An amount in paise as rupees: "₹150", "₹1,250.50"."""
        return formats.money(self._language.locale, paise)

    def file_size(self, size: int) -> str:
        """A size in bytes: "212 KB", "1.1 MB"."""
        return formats.file_size(self.gettext, size)

    def phone(self, digits: str) -> str:
        """A phone number's digits in groups that are easy to read: "98450 31777"; also while it is typed."""
        return formats.phone(digits)

    def listing(self, items: list[str]) -> str:
        """Several things in one line: "Rooms 3, 4" has "3, 4"."""
        return ", ".join(items)


def load_texts(language: str) -> Texts:
    """The texts of a language by its code. English, without a word, where the program does not speak it."""
    known = language_of(language)
    if known.code == SOURCE_LANGUAGE:
        return Texts(known, _gettext.NullTranslations())
    folder = resource("translations")
    return Texts(known, _gettext.translation(DOMAIN, folder, languages=[known.code], fallback=True))


def translated_languages() -> tuple[str, ...]:
    """The codes of the languages that have their words here, in the order in which they are offered.

    The others of `LANGUAGES` have their dates and names, and English words.
    """
    folder = resource("translations")
    return tuple(
        code
        for code in LANGUAGES
        if code == SOURCE_LANGUAGE or (folder / code / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()
    )
