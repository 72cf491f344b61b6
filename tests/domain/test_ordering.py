"""Things in a list are put in order with as few new places as can be."""

from dataclasses import dataclass
from uuid import UUID

from nextpatient_desktop.domain.ordering import places_after


@dataclass(frozen=True)
class Thing:
    id: UUID
    rank: int


def thing(number: int, rank: int) -> Thing:
    return Thing(UUID(int=number), rank)


def ranks(things: list[Thing], *order: int) -> dict[int, int]:
    return {one.id.int: rank for one, rank in places_after(things, [UUID(int=n) for n in order])}


def test_only_what_stands_elsewhere_gets_another_place() -> None:
    assert ranks([thing(1, 10), thing(2, 20), thing(3, 30)], 2, 1, 3) == {2: 10, 1: 20}


def test_the_same_order_changes_nothing() -> None:
    assert ranks([thing(1, 10), thing(2, 20)], 1, 2) == {}


def test_what_is_not_named_stays_where_it_is() -> None:
    assert ranks([thing(1, 1), thing(2, 2), thing(3, 3)], 3, 1) == {3: 1, 1: 3}


def test_places_given_twice_are_all_given_anew() -> None:
    assert ranks([thing(1, 0), thing(2, 0), thing(3, 0)], 2, 1, 3) == {2: 1, 1: 2, 3: 3}


def test_names_of_what_is_not_there_and_names_said_twice_say_nothing() -> None:
    assert ranks([thing(1, 1), thing(2, 2)], 9, 2, 2, 1) == {2: 1, 1: 2}
