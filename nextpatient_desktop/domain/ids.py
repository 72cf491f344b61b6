"""Identifiers: typed UUIDs, and the making of a version 7 UUID from a given time and given chance."""

from typing import NewType
from uuid import UUID

CommandId = NewType("CommandId", UUID)
DepartmentId = NewType("DepartmentId", UUID)
CounterId = NewType("CounterId", UUID)
StaffId = NewType("StaffId", UUID)
StationId = NewType("StationId", UUID)
PatientId = NewType("PatientId", UUID)
VisitId = NewType("VisitId", UUID)
TokenId = NewType("TokenId", UUID)
DocumentId = NewType("DocumentId", UUID)
EventId = NewType("EventId", UUID)
AlertId = NewType("AlertId", UUID)
PrintJobId = NewType("PrintJobId", UUID)

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7(unix_ms: int, chance: bytes) -> UUID:
    """Make a version 7 UUID.

    Args:
        unix_ms: milliseconds since 1970-01-01 UTC, 0 to 2**48 - 1; values outside are clamped, because a
            clinic PC with a dead clock must still be able to act.
        chance: at least 10 random bytes.

    Source: RFC 9562, section 5.7.
    """
    stamp = min(max(unix_ms, 0), (1 << 48) - 1)
    bits = int.from_bytes(chance[:10], "big")
    rand_a = (bits >> 62) & 0xFFF
    rand_b = bits & ((1 << 62) - 1)
    return UUID(int=(stamp << 80) | _VERSION | (rand_a << 64) | _VARIANT | rand_b)
