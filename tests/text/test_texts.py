"""Each language's words and formats."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nextpatient_desktop.text import (
    LANGUAGES,
    Direction,
    Texts,
    load_texts,
    native_name,
    translated_languages,
)

INDIA = ZoneInfo("Asia/Kolkata")
MORNING = datetime(2026, 11, 20, 4, 12, tzinfo=UTC)


@pytest.fixture
def english() -> Texts:
    return load_texts("en")


def test_every_language_is_named_in_its_own_script() -> None:
    names = {code: native_name(code) for code in LANGUAGES}
    assert names == {"en": "English", "hi": "हिन्दी", "ta": "தமிழ்", "te": "తెలుగు", "bn": "বাংলা"}
    assert native_name("xx") == "xx"


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_every_language_can_be_loaded_and_says_what_it_is(code: str) -> None:
    texts = load_texts(code)
    assert texts.language == code
    assert texts.tag == f"{code}-IN"
    assert texts.direction is Direction.LEFT_TO_RIGHT
    assert texts.gettext("a text that nobody translates") == "a text that nobody translates"


@pytest.mark.parametrize("code", ["xx", "", "fr-FR"])
def test_an_unknown_language_is_english(code: str) -> None:
    assert load_texts(code).language == "en"


def test_a_regional_code_finds_its_language() -> None:
    assert load_texts("hi-IN").language == load_texts("hi_IN").language == "hi"


def test_only_languages_with_a_catalogue_count_as_translated() -> None:
    assert set(translated_languages()) >= {"en", "hi"}
    assert set(translated_languages()) <= set(LANGUAGES)
    assert translated_languages()[0] == "en"


def test_plurals_are_chosen_by_number(english: Texts) -> None:
    said = [english.ngettext("{n} file", "{n} files", n).format(n=n) for n in (0, 1, 2)]
    assert said == ["0 files", "1 file", "2 files"]


def test_contexts_are_no_part_of_the_text(english: Texts) -> None:
    assert english.pgettext("document", "Other") == "Other"
    assert english.npgettext("document", "file", "files", 2) == "files"


def test_times_are_the_clinics_own(english: Texts) -> None:
    assert english.clock(MORNING, INDIA) == "09:42"
    assert english.clock(MORNING, UTC) == "04:12"
    assert english.clock_range(MORNING, MORNING + timedelta(minutes=15), INDIA) == "09:42 – 09:57"
    assert english.clock_range(MORNING, MORNING + timedelta(seconds=5), INDIA) == "09:42"
    assert english.clock_of_minutes(14 * 60) == "14:00"
    assert english.clock_of_minutes(1440) == "24:00"


def test_a_time_without_a_zone_is_refused(english: Texts) -> None:
    with pytest.raises(ValueError, match="time zone"):
        english.clock(datetime(2026, 11, 20, 9, 42), INDIA)
    with pytest.raises(ValueError, match="time zone"):
        english.long_date(MORNING)


def test_a_date_is_that_of_the_clinic_and_not_that_of_greenwich(english: Texts) -> None:
    late = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert english.long_date(late, INDIA) == "Saturday 21 November"
    assert english.short_date(late, INDIA) == "21 Nov 2026"
    assert english.short_date(date(2026, 11, 3)) == "03 Nov 2026"
    assert english.short_date_and_clock(MORNING, INDIA) == "20 Nov 2026 09:42"


def test_dates_speak_the_language() -> None:
    dates = {code: load_texts(code).long_date(MORNING, INDIA) for code in LANGUAGES}
    assert dates == {
        "en": "Friday 20 November",
        "hi": "शुक्रवार 20 नवंबर",
        "ta": "வெள்ளி 20 நவம்பர்",
        "te": "శుక్రవారం 20 నవంబర్",
        "bn": "শুক্রবার 20 নভেম্বর",
    }


def test_weekdays_count_from_monday(english: Texts) -> None:
    assert [english.weekday(day, short=True) for day in range(7)] == [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"
    ]  # fmt: skip
    assert load_texts("hi").weekday(0) == "सोमवार"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (20, "20 s"),
        (60, "1 min"),
        (26 * 60 + 59, "26 min"),
        (3600, "1 h"),
        (3900, "1 h 5 min"),
    ],
)
def test_a_duration_is_rounded_down(english: Texts, seconds: int, said: str) -> None:
    assert english.duration(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (35, 50, "35–50 min"),
        (0, 5, "0–5 min"),
        (10, 10, "10 min"),
        (90, 130, "1 h 30 min – 2 h 10 min"),
        (120, 120, "2 h"),
        (-5, -1, "0 min"),
    ],
)
def test_an_expected_wait_is_a_range(english: Texts, low: int, high: int, said: str) -> None:
    assert english.minute_range(timedelta(minutes=low), timedelta(minutes=high)) == said


def test_the_upper_end_of_a_wait_is_never_promised_too_low(english: Texts) -> None:
    assert (
        english.minute_range(timedelta(minutes=10, seconds=59), timedelta(minutes=12, seconds=1))
        == "10–13 min"
    )


def test_a_running_time_counts_hours_only_when_there_are_some(english: Texts) -> None:
    assert english.stopwatch(timedelta(minutes=6, seconds=41)) == "06:41"
    assert english.stopwatch(timedelta(hours=1, minutes=6, seconds=41)) == "1:06:41"
    assert english.stopwatch(timedelta(seconds=-1)) == "00:00"


def test_english_ordinals(english: Texts) -> None:
    said = [english.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"]
    assert english.place_in_line(4) == "4th in line"
    assert english.place_in_line(1) == "You are next"
    assert load_texts("hi").ordinal(4) == "4"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (900, "900 B"),
        (217_000, "212 KB"),
        (1_023_999, "1000 KB"),
        (1_150_000, "1.1 MB"),
        (3 * 2**30, "3.0 GB"),
    ],
)
def test_sizes_of_files(english: Texts, size: int, said: str) -> None:
    assert english.file_size(size) == said


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("9845031777", "98450 31777"),
        ("9845031", "98450 31"),
        ("98450", "98450"),
        ("", ""),
        ("08045671200", "080 4567 1200"),
        ("0804", "080 4"),
        ("919845031777", "919845031777"),
        ("+9198", "+9198"),
    ],
)
def test_phone_numbers_are_grouped_also_while_they_are_typed(english: Texts, digits: str, said: str) -> None:
    assert english.phone(digits) == said


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_figures_are_the_same_in_every_language(code: str) -> None:
    texts = load_texts(code)
    said = [
        texts.number(123456),
        texts.percent(0.8),
        texts.money(125050),
        texts.money(15000),
        texts.short_date(MORNING, INDIA)[:2],
    ]
    assert said == ["1,23,456", "80%", "₹1,250.50", "₹150", "20"]


def test_importing_the_texts_does_not_import_babel() -> None:
    code = (
        "import sys, nextpatient_desktop.text as t; x = t.load_texts('hi'); x.phone('98450');"
        " assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
