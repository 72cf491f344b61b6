"""Moving one thing among others that people order with buttons."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

K = TypeVar("K", bound=UUID)


def moved(order: Sequence[K], key: UUID, step: int) -> tuple[K, ...]:
    """The ids with one of them `step` places further down; as they are where there is no such place."""
    after = list(order)
    at = after.index(key) if key in after else None  # type: ignore[arg-type]  # any id may be looked for
    if at is not None and 0 <= at + step < len(after):
        after.insert(at + step, after.pop(at))
    return tuple(after)
