"""Answers read with the standard library only: as they were written, and what does not fit is refused."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import DocumentContent
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.registry import Message, build
from nextpatient_desktop.domain.ids import DepartmentId, EventId, TokenId
from nextpatient_desktop.domain.model import Department, OpeningSpan, TokenState

INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
LENGTHS = st.integers(0, 10**9).map(lambda ms: timedelta(milliseconds=ms))

ANSWERED = [one for one in build() if one is not DocumentContent]


def strategy(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  # any type
    """Values of any type that a message is answered with."""
    known = {datetime: INSTANTS, timedelta: LENGTHS, bytes: st.binary(max_size=40), Any: st.none()}
    if kind in known:
        return known[kind]
    if is_dataclass(kind):
        of: Any = kind
        return st.builds(of, **{one.name: strategy(one.type) for one in fields(kind)})
    inner = get_args(kind)
    if inner and inner[-1] is ...:
        return st.lists(strategy(inner[0]), max_size=2).map(tuple)
    if len(inner) == 2 and type(None) not in inner and "Mapping" in str(kind):
        return st.dictionaries(strategy(inner[0]), strategy(inner[1]), max_size=2)
    if inner:
        return st.one_of(*(strategy(one) for one in inner))
    return st.from_type(kind)


@pytest.mark.parametrize("message", ANSWERED, ids=lambda one: one.__name__)
def test_every_answer_is_read_as_it_was_written(message: type[Message]) -> None:
    kind = codec.answer_type(message)

    @given(strategy(kind))
    def check(value: object) -> None:
        assert read_answer(kind, json.loads(codec.write(value))) == value

    check()


SPAN = {"weekday": 0, "opens": 540, "closes": 780}


def test_fields_of_another_version_are_passed_over_or_get_their_defaults() -> None:
    known: Any = {"id": str(UUID(int=1)), "letter": "A", "name": "General"}
    newer: Any = {**known, "colour": "green", "hours": [{**SPAN, "doctor": None}]}
    span = OpeningSpan(weekday=0, opens=540, closes=780)
    department = Department(id=DepartmentId(UUID(int=1)), letter="A", name="General")
    assert read_answer(Department, known) == department
    assert read_answer(Department, newer) == replace(department, hours=(span,))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (OpeningSpan, {"weekday": 0, "opens": 540}),
        (OpeningSpan, {**SPAN, "opens": "540"}),
        (OpeningSpan, {**SPAN, "opens": True}),
        (OpeningSpan, [SPAN]),
        (OpeningSpan, None),
        (tuple[OpeningSpan, ...], SPAN),
        (Mapping[str, int], [1]),
        (Mapping[str, int], {"a": "1"}),
        (TokenState, "dancing"),
        (datetime, "yesterday"),
        (datetime, 1),
        (date, None),
        (timedelta, "1"),
        (UUID, "1"),
        (TokenId, 1),
        (str | None, 1),
        (str, None),
        (type(None), 1),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, value: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=r"\S"):
        read_answer(kind, value)


def test_an_event_comes_with_its_hash() -> None:
    event = Event(
        position=1,
        epoch=0,
        id=EventId(UUID(int=1)),
        at=datetime(2026, 11, 20, 3, 30, tzinfo=UTC),
        kind="token.issued",
        subject=None,
        command=None,
        station=None,
        staff=None,
        body="{}",
        hash=bytes(range(32)),
    )
    assert read_answer(Event, json.loads(codec.write(event))) == event


def test_what_is_never_answered_is_never_read() -> None:
    for kind in (int | UUID, set[int], object, complex):
        with pytest.raises(TypeError):
            read_answer(kind, 1)
