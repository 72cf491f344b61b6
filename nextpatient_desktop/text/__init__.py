"""Text for people: translations, formats of dates and numbers, words for errors. One `Texts` per language."""

from nextpatient_desktop.text.errors import ErrorWords, words_for_error
from nextpatient_desktop.text.languages import LANGUAGES, Direction, Language, native_name
from nextpatient_desktop.text.texts import Texts, load_texts, translated_languages

__all__ = [
    "LANGUAGES",
    "Direction",
    "ErrorWords",
    "Language",
    "Texts",
    "load_texts",
    "native_name",
    "translated_languages",
    "words_for_error",
]
