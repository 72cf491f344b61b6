"""Passwords are hashed slowly and verified whatever keyboard typed them."""

import pytest

from nextpatient_desktop.security.passwords import Argon2Passwords


def test_the_right_password_is_verified_and_another_is_not() -> None:
    passwords = Argon2Passwords()
    encoded = passwords.hash("correct horse")
    assert passwords.verify(encoded, "correct horse")
    assert not passwords.verify(encoded, "Correct horse")


def test_the_same_password_hashes_differently_each_time() -> None:
    passwords = Argon2Passwords()
    assert passwords.hash("correct horse") != passwords.hash("correct horse")


def test_a_hash_says_how_it_was_made_and_holds_no_password() -> None:
    encoded = Argon2Passwords().hash("correct horse")
    assert encoded.startswith("$argon2id$v=19$m=19456,t=3,p=1$")
    assert "correct" not in encoded


def test_a_hash_made_with_other_parameters_is_still_verified() -> None:
    argon2 = pytest.importorskip("argon2")
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=2).hash("correct horse")
    assert Argon2Passwords().verify(older, "correct horse")


@pytest.mark.parametrize("encoded", ["", "correct horse", "$argon2id$v=19$m=8$broken", "\u00e9"])
def test_a_hash_that_can_not_be_read_is_nobodys(encoded: str) -> None:
    assert not Argon2Passwords().verify(encoded, "correct horse")


def test_a_letter_typed_in_two_ways_is_one_letter() -> None:
    passwords = Argon2Passwords()
    assert passwords.verify(passwords.hash("caf\u00e9 \u0929\u0940"), "cafe\u0301 \u0928\u093c\u0940")
