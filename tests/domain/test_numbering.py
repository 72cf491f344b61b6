"""Codes: written, read in every way people type them, and series for cut-off kiosks."""

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.numbering import (
    Code,
    format_code,
    format_offline_code,
    next_series,
    number_after_restore,
    parse_code,
    parse_record,
    split_code,
)

LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=2)
NUMBERS = st.integers(1, 99_999)


@pytest.mark.parametrize(("number", "code"), [(1, "A-001"), (42, "A-042"), (999, "A-999"), (1000, "A-1000")])
def test_a_code_has_three_figures_and_four_past_999(number: int, code: str) -> None:
    assert format_code("A", number) == code


@pytest.mark.parametrize(("number", "code"), [(7, "A-B07"), (99, "A-B99"), (100, "A-B100")])
def test_a_cut_off_kiosks_code_has_two_figures_and_three_past_99(number: int, code: str) -> None:
    assert format_offline_code("A", "B", number) == code


@pytest.mark.parametrize(
    ("letter", "number"), [("a", 1), ("", 1), ("ABC", 1), ("Ä", 1), ("A", 0), ("A", -1), ("1", 1)]
)
def test_what_makes_no_code_is_our_bug(letter: str, number: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        format_code(letter, number)
    with pytest.raises(ValueError, match="no code"):
        format_offline_code(letter, "B", number)


@pytest.mark.parametrize("series", ["", "b", "1", "Ä"])
def test_what_makes_no_series_is_our_bug(series: str) -> None:
    with pytest.raises(ValueError, match="no series"):
        format_offline_code("A", series, 1)


@pytest.mark.parametrize(
    "typed",
    ["A-042", "a42", "A42", " a 42 ", "a-42", "A–042", "a.42", "a 0042", "A-०४२", "a४२", "A42", "A/42"],
)
def test_every_way_to_type_a_code_is_the_same_code(typed: str) -> None:
    assert parse_code(typed) == "A-042"


@pytest.mark.parametrize("typed", ["A-B07", "a-b7", "a b 7", "a-b-07", "a b07", "A–B 7"])
def test_every_way_to_type_an_offline_code_is_the_same_code(typed: str) -> None:
    assert parse_code(typed) == "A-B07"


def test_letters_in_one_are_the_departments_unless_only_the_first_is_one() -> None:
    assert parse_code("ab7") == "AB-007"
    assert parse_code("ab7", letters={"A", "C"}) == "A-B07"
    assert parse_code("ab7", letters={"A", "AB"}) == "AB-007"
    assert parse_code("ab7", letters={"C"}) == "AB-007"
    assert parse_code("abc7", letters={"A"}) == "A-BC07"


@pytest.mark.parametrize(
    "typed", ["", "42", "A", "A-", "-42", "A-000", "Anita", "A-42x", "A-42-1", "abc7", "A_B_C"]
)
def test_what_is_no_code_is_an_unknown_token(typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        parse_code(typed)
    assert refusal.value.code == "token_unknown"
    assert refusal.value.params["field"] == "code"


@given(LETTERS, NUMBERS)
def test_a_written_code_reads_as_itself(letter: str, number: int) -> None:
    code = format_code(letter, number)
    assert parse_code(code) == code
    assert parse_code(code.lower().replace("-", "")) == code
    assert split_code(code) == Code(letter=letter, number=number)


@given(LETTERS, LETTERS, NUMBERS)
def test_a_written_offline_code_reads_as_itself(letter: str, series: str, number: int) -> None:
    code = format_offline_code(letter, series, number)
    assert parse_code(code, letters={letter}) == code
    assert split_code(code) == Code(letter=letter, series=series, number=number)


@given(LETTERS, NUMBERS, LETTERS, NUMBERS)
def test_no_offline_code_is_ever_one_of_the_shared_sequence(a: str, m: int, b: str, n: int) -> None:
    assert format_offline_code(a, b, m) != format_code(a, n)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_unknown(typed: str) -> None:
    try:
        code = parse_code(typed)
    except ClinicError as refusal:
        assert refusal.code == "token_unknown"
    else:
        assert re.fullmatch(r"[A-Z]{1,2}-([A-Z]+\d{2,}|\d{3,})", code)


def test_series_go_from_a_to_z_and_on_with_aa() -> None:
    given_series: list[str] = []
    for _ in islice(range(1000), 55):
        given_series.append(next_series(given_series))
    assert given_series[:3] + given_series[25:29] == ["A", "B", "C", "Z", "AA", "AB", "AC"]
    assert given_series[52:54] == ["BA", "BB"]
    assert len(set(given_series)) == len(given_series)


def test_a_series_that_was_given_is_never_given_again() -> None:
    assert next_series({"A", "C"}) == "D"
    assert next_series({"Z", "B"}) == "AA"
    assert next_series({"AA", "Z"}) == "AB"


@pytest.mark.parametrize(
    ("last", "reported", "goes_on_above"),
    [
        (42, 57, 57),
        (42, 40, 42),
        (42, None, 99),
        (0, None, 99),
        (100, None, 199),
        (199, None, 199),
        (42, 0, 42),
    ],
)
def test_after_a_restore_numbers_go_on_above_what_is_on_paper(
    last: int, reported: int | None, goes_on_above: int
) -> None:
    assert number_after_restore(last, reported) == goes_on_above


@pytest.mark.parametrize(
    ("typed", "number"),
    [("P-000812", 812), ("p812", 812), (" 812 ", 812), ("P 0812", 812), ("P-", None), ("x1", None)],
)
def test_a_record_number_is_read_as_typed(typed: str, number: int | None) -> None:
    assert parse_record(typed) == number
