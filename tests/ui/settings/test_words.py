"""Opening hours are typed and said back in the person's language; places are said in few words."""

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.hours import parse_hours
from nextpatient_desktop.text import LANGUAGES, load_texts
from nextpatient_desktop.ui.icon_names import DEPARTMENT_ICONS
from nextpatient_desktop.ui.settings import words
from nextpatient_desktop.ui.settings.icon_words import icon_words

HOURS = parse_hours("Mon-Wed, Fri 09:00-13:00, 14:00-17:00; Sun 10:00-12:00")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_hours_come_back_as_they_were_written(language: str) -> None:
    texts = load_texts(language)
    assert words.hours_of(texts, words.hours_line(texts, HOURS)) == HOURS
    assert words.hours_of(texts, words.hours_in_words(texts, HOURS)) == HOURS


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_english_weekdays_are_understood_in_every_language(language: str) -> None:
    assert words.hours_of(load_texts(language), "Mon–Sat 9-17") == parse_hours("Mon-Sat 09:00-17:00")


def test_hours_are_written_as_people_read_them() -> None:
    texts = load_texts("en")
    line = words.hours_line(texts, parse_hours("Mon-Sat 09:00-13:00, 14:00-17:00"))
    assert line == "Mon–Sat 09:00 – 13:00, 14:00 – 17:00"
    assert words.hours_in_words(texts, ()) == "Always open"


def test_hours_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ClinicError) as caught:
        words.hours_of(load_texts("en"), "whenever 9-17")
    assert (caught.value.code, caught.value.params["field"]) == ("hours_invalid", "hours")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("Room 3",), "Room 3"),
        (("Room 3", "Room 4"), "Rooms 3, 4"),
        (("Room 3", "Lab window"), "Room 3, Lab window"),
    ],
)
def test_places_are_said_in_few_words(names: tuple[str, ...], said: str) -> None:
    assert words.places(load_texts("en"), names) == said


def test_a_rule_from_outside_is_named() -> None:
    assert "village-first" in words.policy(load_texts("en"), "village-first", 2)


def test_every_picture_that_can_be_chosen_has_words() -> None:
    texts = load_texts("en")
    said = {icon: icon_words(texts, icon) for icon in DEPARTMENT_ICONS}
    assert all(words != icon for icon, words in said.items())
    assert len(set(said.values())) == len(said)
