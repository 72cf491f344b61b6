"""An example of every message: right in its types, about nothing that there is."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from tests.clinic.house import MORNING

UNKNOWN = UUID("01a1f700-0000-7000-8000-00000000dead")


def example(kind: Any) -> Any:  # noqa: ANN401  # any type, and a value of that type
    """A value of a type, the plainest that there is."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return None if NoneType in get_args(kind) else example(get_args(kind)[0])
    if origin is not None:
        return {} if issubclass(origin, Mapping) else ()
    if is_dataclass(kind):
        needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
        return kind(**{one.name: example(one.type) for one in needed})  # type: ignore[operator]
    if issubclass(kind, Enum):
        return next(iter(kind))
    return _PLAIN[kind]


_PLAIN: Mapping[Any, Any] = {
    UUID: UNKNOWN,
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    date: MORNING.date(),
    datetime: MORNING,
    timedelta: timedelta(minutes=5),
}
