"""JSON back to messages' answers, with the standard library only: how a station reads what its host wrote.

`codec.read` checks with pydantic what comes from outside, in full. A station trusts the host whose
certificate it pinned and reads answers only; what it needs of a type is found out once, in microseconds,
where pydantic and its adapters would cost a start a tenth of a second. Fields that this program does not
know are passed over, and fields that the host does not know get their defaults, so that the two may differ
by a version.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, cast, get_args, get_origin
from uuid import UUID

from nextpatient_desktop.clinic.codec import Json

Reader: TypeAlias = Callable[[Any], Any]

_PLAIN: Final = frozenset({str, int, float, bool, NoneType})


def read_answer(kind: Any, value: Json) -> Any:  # noqa: ANN401  # any type, and a value of that type
    """The value of a type, from parsed JSON that `codec.plain` made.

    Raises:
        ValueError: it is not of that type.
        TypeError: nothing of this type is ever read.
    """
    return reader_of(kind)(value)


@cache
def reader_of(kind: Any) -> Reader:  # noqa: ANN401  # any type
    """What reads a type, made once. A dataclass's own is made at its first value."""
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:  # a NewType
        return reader_of(supertype)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _union(get_args(kind))
    if origin is not None:
        return _collection(kind, origin)
    if kind is None or kind in _PLAIN:
        return _plain(kind or NoneType)
    if not isinstance(kind, type):
        raise TypeError(f"{kind!r} is never read")
    for known, reader in _SCALARS.items():
        if issubclass(kind, known):
            return reader
    if issubclass(kind, Enum):
        return kind
    if is_dataclass(kind):
        return _dataclass(kind)
    raise TypeError(f"{kind.__name__} is never read")


def _plain(kind: type[Any]) -> Reader:
    allowed = frozenset({int, float}) if kind is float else frozenset({kind})

    def read(value: object) -> object:
        if type(value) not in allowed:
            raise ValueError(f"{kind.__name__} expected, not {type(value).__name__}")
        return value

    return read


def _text(reader: Callable[[str], Any]) -> Reader:
    def read(value: object) -> object:
        if type(value) is not str:
            raise ValueError(f"text expected, not {type(value).__name__}")
        return reader(value)

    return read


def _seconds(value: float) -> timedelta:
    if type(value) not in (int, float):
        raise ValueError(f"seconds expected, not {type(value).__name__}")
    return timedelta(seconds=value)


_SCALARS: Final[Mapping[type[Any], Reader]] = {
    UUID: _text(UUID),
    datetime: _text(datetime.fromisoformat),
    date: _text(date.fromisoformat),
    timedelta: _seconds,
    bytes: _text(base64.b64decode),
}
"""In this order: an instant is a date too."""


def _union(kinds: Sequence[Any]) -> Reader:
    others = [one for one in kinds if one is not NoneType]
    if all(one in _PLAIN for one in others):
        allowed = frozenset(kinds)

        def read_plain(value: object) -> object:
            if type(value) not in allowed:
                raise ValueError(f"{type(value).__name__} is none of what is expected")
            return value

        return read_plain
    if len(others) != 1:
        raise TypeError(f"one of {others} can not be told from another")
    inner = reader_of(others[0])
    return lambda value: None if value is None else inner(value)


def _collection(kind: Any, origin: Any) -> Reader:  # noqa: ANN401  # any generic type
    if issubclass(origin, Mapping):
        key_reader, value_reader = (reader_of(one) for one in get_args(kind))

        def read_mapping(value: object) -> object:
            if type(value) is not dict:
                raise ValueError(f"an object expected, not {type(value).__name__}")
            return {key_reader(key): value_reader(one) for key, one in value.items()}

        return read_mapping
    inner = get_args(kind)
    if issubclass(origin, tuple) and len(inner) == 2 and inner[1] is ...:
        read_one = reader_of(inner[0])

        def read_tuple(value: object) -> object:
            if type(value) is not list:
                raise ValueError(f"a list expected, not {type(value).__name__}")
            return tuple([read_one(one) for one in value])

        return read_tuple
    raise TypeError(f"{kind!r} is never read")


def _dataclass(kind: Any) -> Reader:  # noqa: ANN401  # any dataclass
    plan = _Plan(kind)

    def read(value: object) -> object:
        if type(value) is not dict:
            raise ValueError(f"{kind.__name__} expected, not {type(value).__name__}")
        given: dict[str, object] = {}
        for name, reader, is_needed in plan.fields:
            if name in value:
                given[name] = reader(value[name])
            elif is_needed:
                raise ValueError(f"{kind.__name__} without {name}")
        return kind(**given)

    return read


class _Plan:
    """A dataclass's fields: name, reader, whether it is needed. Late: a type may hold itself."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401  # any dataclass
        self._kind = kind

    @cached_property
    def fields(self) -> Sequence[tuple[str, Reader, bool]]:
        return [
            (
                one.name,
                reader_of(cast("Any", one.type)),
                one.default is MISSING and one.default_factory is MISSING,
            )
            for one in fields(self._kind)
        ]
