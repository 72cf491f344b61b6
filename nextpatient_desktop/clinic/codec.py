"""Messages, results and things as JSON and back.

Writing needs the standard library only; reading checks every type with pydantic, which is imported when the
first thing is read, so that a station that only writes starts without it (it reads answers with `reading`).
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, get_args, get_origin
from uuid import UUID

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.errors import ClinicError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_AS_THEY_ARE: Final = frozenset({str, int, float, bool, NoneType})
_CANONICAL: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def plain(value: object) -> Json:
    """A value as JSON: ids as text, instants in ISO 8601, lengths of time in seconds, bytes in base64.

    Raises:
        TypeError: nothing of this kind is written down.
    """
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return cast("Json", value)
    return _writer(kind)(value)


def plain_fields(thing: "DataclassInstance") -> dict[str, Json]:
    """A dataclass's fields as JSON."""
    kind: Any = type(thing)
    return {name: plain(getattr(thing, name)) for name in field_names(kind)}


@cache
def field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # any dataclass
    """The names of a dataclass's fields."""
    return tuple(one.name for one in fields(kind))


def canonical(value: Json) -> str:
    """JSON whose text is the same for the same value: sorted, without spaces."""
    return _CANONICAL(value)


def write(value: object) -> str:
    """A value's canonical JSON."""
    return canonical(plain(value))


def read(kind: Any, text: str) -> Any:  # noqa: ANN401  # any type, and a value of that type
    """The value of a type that was written as this JSON.

    Raises:
        ValueError: it is not of that type.
    """
    return reader(kind).validate_json(text)


def read_plain(kind: Any, value: Json) -> Any:  # noqa: ANN401  # any type, and a value of that type
    """As `read`, from JSON that is parsed already."""
    return reader(kind).validate_python(value)


def answer_type(message: type[Command[Any]] | type[Query[Any]]) -> Any:  # noqa: ANN401  # it is any type
    """What a message is answered with: the `R` of its `Command[R]` or `Query[R]`."""
    for base in getattr(message, "__orig_bases__", ()):
        if get_origin(base) in (Command, Query):
            answer = get_args(base)[0]
            return NoneType if answer is None else answer
    raise TypeError(f"{message.__name__} does not say what it is answered with")


def payload_hash(command: Command[Any]) -> bytes:
    """What a command says, as a SHA-256: without its id, and without fields that are marked as secret."""
    kind: Any = type(command)
    payload = {name: plain(getattr(command, name)) for name in _payload_names(kind)}
    return hashlib.sha256(canonical(payload).encode()).digest()


@cache
def _payload_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # any command
    return tuple(one.name for one in fields(kind) if one.name != "id" and not one.metadata.get("secret"))


def write_error(error: ClinicError) -> str:
    """A refusal as JSON."""
    return canonical({"code": error.code, "params": dict(error.params)})


def read_error(text: str) -> ClinicError:
    """The refusal that was written as this JSON."""
    error = json.loads(text)
    return ClinicError(error["code"], error["params"])


@cache
def reader(kind: Any) -> "TypeAdapter[Any]":  # noqa: ANN401  # any type
    """What reads a type, made once."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


@cache
def _writer(kind: Any) -> Callable[[Any], Json]:  # noqa: ANN401  # any type
    """How values of a type are written; found out once for each type."""
    if issubclass(kind, Enum):
        return _enum
    if issubclass(kind, UUID):
        return str
    if issubclass(kind, date):
        return _instant
    if issubclass(kind, timedelta):
        return timedelta.total_seconds
    if issubclass(kind, bytes):
        return _bytes
    if issubclass(kind, tuple | list):
        return _list
    if issubclass(kind, Mapping):
        return _mapping
    if is_dataclass(kind):
        return plain_fields
    raise TypeError(f"{kind.__name__} is never written down")


def _enum(value: Enum) -> Json:
    return plain(value.value)


def _instant(value: date) -> Json:
    return value.isoformat()


def _bytes(value: bytes) -> Json:
    return base64.b64encode(value).decode()


def _list(values: Sequence[object]) -> Json:
    return [plain(inner) for inner in values]


def _mapping(values: Mapping[object, object]) -> Json:
    return {str(key): plain(inner) for key, inner in values.items()}
