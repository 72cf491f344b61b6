"""Every finding of the check has words."""

import re

import pytest

from nextpatient_desktop.storage.check import Finding
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.text.findings import TABLE, words_for_finding

PARAMS = {
    "detail": "page 3",
    "table": "tokens",
    "position": 12,
    "day": "2026-11-20",
    "letter": "A",
    "first": 3,
    "last": 5,
    "number": 9,
    "code": "A-042",
    "state": "called",
    "because": "no_counter",
    "counter": "Room 3",
    "sha256": "ab" * 32,
}
CODES = sorted(set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", Finding.__doc__ or "")))


def test_every_kind_of_finding_has_words() -> None:
    assert set(CODES) == set(TABLE)


@pytest.mark.parametrize("code", CODES)
def test_the_words_are_whole_sentences(code: str) -> None:
    words = words_for_finding(load_texts("en"), code, PARAMS)
    assert words.what.endswith((".", ")."))
    assert words.what_to_do.endswith(".")
    assert "{" not in words.what + words.what_to_do


def test_one_missing_number_is_told_as_one() -> None:
    words = words_for_finding(load_texts("en"), "number_missing", {**PARAMS, "last": 3})
    assert "number 3 of letter A is missing" in words.what


def test_a_finding_of_a_newer_program_is_told_by_its_code() -> None:
    assert "moon_full" in words_for_finding(load_texts("en"), "moon_full", {}).what
