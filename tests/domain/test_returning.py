"""A returned no-show stands just behind the K-th waiting of its class, else behind the last."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.calling import order_key
from nextpatient_desktop.domain.model import Token
from nextpatient_desktop.domain.returning import place_of_return
from tests.domain.things import NINE, minutes, token

NOW = NINE + minutes(60)


def return_behind(waiting: list[Token], k: int, who: Token) -> list[Token]:
    """The class after a return, in order, as a handler does it."""
    ordered = sorted(waiting, key=order_key)
    kth = ordered[min(k, len(ordered)) - 1] if ordered else None
    following = ordered[min(k + 1, len(ordered)) - 1] if ordered else None
    place = place_of_return(kth, following, now=NOW)
    return sorted([*ordered, replace(who, queued_at=place.queued_at, rank=place.rank)], key=order_key)


def test_it_stands_just_behind_the_third() -> None:
    waiting = [token(n, at=n) for n in range(1, 7)]
    order = return_behind(waiting, 3, token(90, at=-30))
    assert [t.code for t in order] == ["A-001", "A-002", "A-003", "A-090", "A-004", "A-005", "A-006"]


def test_with_fewer_waiting_it_stands_behind_the_last() -> None:
    order = return_behind([token(1), token(2, at=1)], 3, token(90, at=-30))
    assert [t.code for t in order] == ["A-001", "A-002", "A-090"]


def test_where_its_class_is_empty_it_queues_from_now() -> None:
    place = place_of_return(None, now=NOW)
    assert (place.queued_at, place.rank) == (NOW, 0)


def test_a_second_one_behind_the_same_token_stands_before_the_first() -> None:
    order = [token(n, at=n) for n in range(1, 6)]
    for returning in (80, 70, 90):
        order = return_behind(order, 3, token(returning))
        assert order[3].code == f"A-{returning:03d}"


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=15, unique=True),
    st.lists(st.tuples(st.integers(501, 999), st.integers(1, 6)), max_size=12, unique_by=lambda r: r[0]),
)
def test_every_return_lands_exactly_one_place_behind(ats: list[int], returns: list[tuple[int, int]]) -> None:
    order = [token(n, at=at) for n, at in enumerate(sorted(ats), 1)]
    for number, k in returns:
        place = min(k, len(order))
        order = return_behind(order, k, token(number))
        assert order[place].id == token(number).id
