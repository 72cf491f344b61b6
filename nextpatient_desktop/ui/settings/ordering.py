"""Places in a list that people order with buttons."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar
from uuid import UUID


class Ranked(Protocol):
    """A thing with a place."""

    @property
    def id(self) -> UUID:
        """Which one it is."""
        ...

    @property
    def rank(self) -> int:
        """Its place: lower is further up."""
        ...


R = TypeVar("R", bound=Ranked)


def moved(things: Sequence[R], key: UUID, step: int) -> list[R]:
    """The things with one of them `step` places further down; as they are where there is no such place."""
    order = list(things)
    at = next((n for n, one in enumerate(order) if one.id == key), None)
    if at is not None and 0 <= at + step < len(order):
        order.insert(at + step, order.pop(at))
    return order


def places_after(order: Sequence[R]) -> Iterator[tuple[R, int]]:
    """Which things need another rank to stand in this order, and which: as few as can be."""
    ranks = sorted(one.rank for one in order)
    if len(set(ranks)) < len(ranks):  # places given twice say nothing: number all of them
        ranks = list(range(1, len(order) + 1))
    return ((one, rank) for one, rank in zip(order, ranks, strict=True) if one.rank != rank)
