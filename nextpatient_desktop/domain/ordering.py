"""Places in a list that people put in order."""

from collections.abc import Sequence
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


def places_after(things: Sequence[R], order: Sequence[UUID]) -> list[tuple[R, int]]:
    """Which things need another rank to stand in this order, and which: as few as can be.

    Args:
        things: all of them, in their present order.
        order: the ones that are put in order, by their ids. Those that are not named stay between them in
            the places where they are; names of what is not there say nothing.
    """
    by_id = {one.id: one for one in things}
    wanted = iter([by_id[key] for key in dict.fromkeys(order) if key in by_id])
    named = set(order)
    after = [next(wanted) if one.id in named else one for one in things]
    ranks = sorted(one.rank for one in things)
    if len(set(ranks)) < len(ranks):  # places given twice say nothing: number all of them
        ranks = list(range(1, len(things) + 1))
    return [(one, rank) for one, rank in zip(after, ranks, strict=True) if one.rank != rank]
