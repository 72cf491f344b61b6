"""`Argon2Passwords`: slow hashing of passwords, at a price that a weak clinic PC can pay."""

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 3
LANES: Final = 1
"""19 MiB and two passes in one lane are the least that the OWASP Password Storage Cheat Sheet accepts; with a
third pass a clinic PC from 2015 takes about 0.2 s. One lane: an attacker has more cores than the clinic.
"""


class Argon2Passwords:
    """Argon2id (RFC 9106). The parameters stand in each hash, so that older ones go on to be verified."""

    def hash(self, password: str, /) -> str:
        """An encoded hash with a salt of its own."""
        return _hasher().hash(_normal(password))

    def verify(self, encoded: str, password: str, /) -> bool:
        """Is it that password? A hash that can not be read is nobody's."""
        from argon2.exceptions import VerificationError

        try:
            return _hasher().verify(encoded, _normal(password))
        except (ValueError, VerificationError):
            return False


def _hasher() -> "PasswordHasher":
    # Imported late: only who signs in needs it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _normal(password: str) -> str:
    """The same bytes from every keyboard: RFC 8265, OpaqueString."""
    return unicodedata.normalize("NFC", password)
