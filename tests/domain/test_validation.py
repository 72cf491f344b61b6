"""What people type, cleaned or refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain import validation as clean
from nextpatient_desktop.domain.errors import ClinicError

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "98450 31777",
        "9845031777",
        "+91 98450-31777",
        "+91 (98450) 31777",
        "098450 31777",
        "91 98450 31777",
        "0091 98450 31777",
        "+91 098450 31777",
        " 98450.31777 ",
        "९८४५०३१७७७",
        "98450\u201131777",
        "9845031777",
        "\u202a+91 98450 31777\u202c",
    ],
)
def test_one_phone_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert clean.clean_phone(typed, "91") == "9845031777"


@pytest.mark.parametrize(
    "typed",
    [
        "98450 3177",
        "98450 317777",
        "98450 31777 x2",
        "Anita",
        "98450+31777",
        "++919845031777",
        "+",
        "0",
        "+91",
        "1234",
        "92 98450 31777",
        "98450#31777",
        "²²²²²²²²²²²",
    ],
)
def test_letters_and_wrong_lengths_are_no_phone_number(typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        clean.clean_phone(typed, "91")
    assert refusal.value == ClinicError("phone_invalid", field="phone")


def test_an_empty_phone_number_stays_empty() -> None:
    assert clean.clean_phone(" - ") == ""


def test_a_landline_keeps_its_area_code() -> None:
    assert clean.clean_phone("080 4567 1200") == clean.clean_phone("+91 80 4567 1200") == "8045671200"


def test_a_number_of_another_country_keeps_its_code() -> None:
    assert (
        clean.clean_phone("+977 98510 12345") == clean.clean_phone("00977 98510 12345") == "009779851012345"
    )


def test_another_countrys_clinic_takes_its_own_numbers() -> None:
    assert (
        clean.clean_phone("01712-345678", "880")
        == clean.clean_phone("+880 1712 345678", "880")
        == "1712345678"
    )
    with pytest.raises(ClinicError):
        clean.clean_phone("123", "880")


@given(st.text("0123456789+- ()", max_size=20), st.sampled_from(["91", "880", "44", "1"]))
def test_a_cleaned_phone_number_is_digits_and_clean(typed: str, country: str) -> None:
    try:
        digits = clean.clean_phone(typed, country)
    except ClinicError as refusal:
        assert refusal.code == "phone_invalid"
    else:
        assert digits == "" or digits.isdecimal()
        assert clean.clean_phone(digits, country) == digits


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Anita   Joshi ", "Anita Joshi"),
        ("Anita\tJoshi\n", "Anita Joshi"),
        ("Jose\u0301", "José"),
        ("अनिता जोशी", "अनिता जोशी"),
        ("क्\u200dष", "क्\u200dष"),
        ("Anita\u200b\u202e Joshi\x00", "Anita Joshi"),
    ],
)
def test_a_name_is_trimmed_with_single_spaces_and_nothing_invisible(typed: str, name: str) -> None:
    assert clean.clean_name(typed) == name


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u200d"])
def test_an_empty_name_is_refused_naming_the_field(typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        clean.clean_name(typed, field="title")
    assert refusal.value == ClinicError("text_empty", field="title")


def test_a_name_has_at_most_120_signs() -> None:
    assert clean.clean_name("a" * 120) == "a" * 120
    with pytest.raises(ClinicError) as refusal:
        clean.clean_name("a" * 121)
    assert refusal.value == ClinicError("text_too_long", field="name", limit=120)


@given(st.text(max_size=130))
def test_a_cleaned_name_is_clean(typed: str) -> None:
    try:
        name = clean.clean_name(typed)
    except ClinicError as refusal:
        assert refusal.code in ("text_empty", "text_too_long")
    else:
        assert clean.clean_name(name) == name
        assert name.isprintable() or set(name) & set("\u200c\u200d")


def test_an_address_keeps_its_lines_and_may_be_empty() -> None:
    assert clean.clean_text(" 12,  MG Road \n\n Bengaluru ", field="address") == "12, MG Road\n\nBengaluru"
    assert clean.clean_text("  ", field="address") == ""
    with pytest.raises(ClinicError) as refusal:
        clean.clean_text("a" * 11, field="address", limit=10)
    assert refusal.value == ClinicError("text_too_long", field="address", limit=10)


@pytest.mark.parametrize(("typed", "letter"), [("a", "A"), (" AB ", "AB"), ("A", "A")])
def test_a_letter_is_one_or_two_of_a_to_z(typed: str, letter: str) -> None:
    assert clean.clean_letter(typed) == letter


@pytest.mark.parametrize("typed", ["", "ABC", "1", "Ä", "A1", "अ", "ß"])
def test_what_is_no_letter_is_refused(typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        clean.clean_letter(typed)
    assert refusal.value == ClinicError("letter_invalid", field="letter")


@pytest.mark.parametrize(("age", "year"), [(0, 2026), (61, 1965), (130, 1896)])
def test_an_age_gives_a_birth_year_and_back(age: int, year: int) -> None:
    assert clean.birth_year_of(age, TODAY) == year
    assert clean.age_in(year, TODAY) == age
    assert clean.clean_birth_year(year, TODAY) == year


@pytest.mark.parametrize("age", [-1, 131])
def test_nobody_is_unborn_or_older_than_130(age: int) -> None:
    with pytest.raises(ClinicError) as refusal:
        clean.birth_year_of(age, TODAY)
    assert refusal.value == ClinicError("age_invalid", field="age")
    with pytest.raises(ClinicError) as refusal:
        clean.clean_birth_year(TODAY.year - age, TODAY)
    assert refusal.value == ClinicError("birth_year_invalid", field="birth_year")


@pytest.mark.parametrize("typed", ["91-1234-5678-9012", "91 1234 5678 9012", "91123456789012"])
def test_an_abha_number_is_14_digits(typed: str) -> None:
    assert clean.clean_abha(typed) == "91123456789012"


@pytest.mark.parametrize("typed", ["9112345678901", "911234567890123", "9112345678901x", "anita@abdm"])
def test_what_is_no_abha_number_is_refused(typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        clean.clean_abha(typed)
    assert refusal.value == ClinicError("abha_invalid", field="abha")
    assert clean.clean_abha("") == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Anita JOSHI", ("anita", "joshi")),
        ("D'Souza, José-Maria", ("dsouza", "jose", "maria")),
        ("D’Souza", ("dsouza",)),
        ("A.K. Straße", ("a", "k", "strasse")),
        ("अनिता जोशी", ("अनिता", "जोशी")),
        ("கமலா", ("கமலா",)),
        ("  ", ()),
    ],
)
def test_names_are_searched_by_their_words_without_case_and_accents(
    name: str, words: tuple[str, ...]
) -> None:
    assert clean.search_words(name) == words


@given(st.text(max_size=60))
def test_what_is_searched_is_found_however_it_is_cased(name: str) -> None:
    words = clean.search_words(name)
    assert clean.search_words(" ".join(words)) == words
    assert all(words)


def test_names_are_sorted_without_their_titles() -> None:
    names = ["Smt. Zeenat", "dr. Anita", "Bala", "Dr"]
    assert sorted(names, key=clean.sort_key) == ["dr. Anita", "Bala", "Dr", "Smt. Zeenat"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anita Joshi", "Anita J."),
        ("Dr. Anita Rao Joshi", "Anita J."),
        ("Smt Kamala", "Kamala"),
        ("Anita", "Anita"),
        ("anita joshi", "anita J."),
        ("अनिता जोशी", "अनिता जो."),
        ("Dr", "Dr"),
    ],
)
def test_a_kiosk_shows_the_first_name_and_an_initial(name: str, shown: str) -> None:
    assert clean.shown_name(name) == shown
