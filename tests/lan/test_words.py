"""The words of a fingerprint can be read aloud and told apart."""

import itertools
import re
import time

import pytest

from nextpatient_desktop.lan.words import WORDS, fingerprint


def slips(one: str, other: str) -> int:
    """How many letters have to be added, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and one[i - 2] == b and other[j - 2] == a:
                best = min(best, above[j - 2] + 1)
            row.append(best)
    return row[-1]


def test_there_is_one_short_word_for_each_byte() -> None:
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(re.fullmatch(r"[a-z]{4,8}", word) for word in WORDS)


def test_no_two_words_are_alike() -> None:
    alike = [pair for pair in itertools.combinations(WORDS, 2) if slips(*pair) < 3]
    assert alike == []
    assert len({word[:4] for word in WORDS}) == 256


def test_a_fingerprint_is_six_words_that_both_ends_say() -> None:
    assert fingerprint("ab" * 32) == "helmet drum butter blossom drum pumpkin"


def test_a_fingerprint_takes_the_whole_pin() -> None:
    pins = ["00" * 32, "00" * 31 + "01", "01" + "00" * 31]
    assert len({fingerprint(pin) for pin in pins}) == 3
    assert all(set(fingerprint(pin).split()) <= set(WORDS) for pin in pins)


def test_a_fingerprint_is_slow_to_look_for() -> None:
    """Whoever wants a certificate with the same words has to make some 2**48 of these."""
    begun = time.process_time()
    fingerprint("cd" * 32)
    assert time.process_time() - begun > 0.01


@pytest.mark.parametrize("pin", ["", "ab", "ab" * 33, "zz" * 32])
def test_what_is_no_pin_has_no_fingerprint(pin: str) -> None:
    with pytest.raises(ValueError):
        fingerprint(pin)
