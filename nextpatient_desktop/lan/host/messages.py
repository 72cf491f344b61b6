"""The messages that stations may send, by name, each with what reads it: made once from the registry."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import Handler, Message, Registry
from nextpatient_desktop.domain.records import dataclass

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

_EARLIEST: Final = 1900
_LATEST: Final = 2200
_LONGEST: Final = timedelta(days=36525)
_MOST: Final = 2**63 - 1
_LONGEST_FIELD: Final = 80

Fault: TypeAlias = str | None
"""Where in a value something is that no clinic can work with, as `form.names`; None where nothing is."""


@dataclass(frozen=True, kw_only=True)
class Readable:
    """One kind of message and what reads it."""

    handler: Handler
    reader: "TypeAdapter[Any]"
    find_fault: Callable[[Any], Fault]

    @property
    def kind(self) -> type[Message]:
        """The message's class."""
        return self.handler.message

    def read(self, data: bytes) -> Any:  # noqa: ANN401  # a command or a query
        """The message that was sent as this JSON. Fields that nobody knows are passed over.

        Raises:
            ClinicError: `request_invalid`, with the `field` at fault where there is one. What was sent is
                never repeated.
        """
        try:
            message = self.reader.validate_json(data or b"{}")
        except ValueError as error:
            raise ClinicError("request_invalid", field=_field_of(error)) from None
        except (OverflowError, RecursionError):
            raise ClinicError("request_invalid", field="body") from None
        fault = self.find_fault(message)
        if fault is not None:
            raise ClinicError("request_invalid", field=fault[:_LONGEST_FIELD])
        return message


def commands_of(registry: Registry) -> Mapping[str, Readable]:
    """The commands by name."""
    return _readable(handler for handler in registry.values() if handler.is_command)


def queries_of(registry: Registry) -> Mapping[str, Readable]:
    """The queries by name."""
    return _readable(handler for handler in registry.values() if not handler.is_command)


def _readable(handlers: Iterable[Handler]) -> Mapping[str, Readable]:
    return MappingProxyType({handler.message.__name__: _make(handler) for handler in handlers})


def _make(handler: Handler) -> Readable:
    kind: Any = handler.message
    return Readable(handler=handler, reader=codec.reader(kind), find_fault=_fault_finder(kind))


def _field_of(error: ValueError) -> str:
    """Where it is that a value does not fit its type, `body` for what is no JSON at all."""
    invalid: ValidationError = error  # type: ignore[assignment]  # pydantic's is a ValueError
    first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
    return ".".join(str(part) for part in first["loc"])[:_LONGEST_FIELD] or "body"


# --- What is of the right type and still nothing to work with ---------------------------------------


@cache
def _fault_finder(kind: Any) -> Callable[[Any], Fault]:  # noqa: ANN401  # any dataclass
    """What looks for values that break arithmetic or storage rather than rules; made once for a type."""
    names = [one.name for one in fields(kind) if _may_be_at_fault(one.type)]

    def find(value: object) -> Fault:
        for name in names:
            fault = _fault_in(getattr(value, name))
            if fault is not None:
                return f"{name}.{fault}" if fault else name
        return None

    return find


def _may_be_at_fault(kind: Any) -> bool:  # noqa: ANN401  # any type
    """Whether values of a type can be at fault: not ids, enumerations and truth values."""
    kind = getattr(kind, "__supertype__", kind)
    inner = get_args(kind)
    if inner:
        return any(_may_be_at_fault(one) for one in inner if one is not ...)
    if is_dataclass(kind):
        return True
    return kind in (str, int, float, date, datetime, timedelta, bytes, Any)


def _fault_in(value: Any) -> Fault:  # noqa: ANN401  # whatever a message holds
    """Where in a value it is, as the rest of the way; empty for the value itself."""
    check = _CHECKS.get(type(value))
    if check is not None:
        return None if check(value) else ""
    if isinstance(value, tuple | list):
        return next((fault for fault in map(_fault_in, value) if fault is not None), None)
    if isinstance(value, Mapping):
        return next(
            (fault for pair in value.items() for fault in map(_fault_in, pair) if fault is not None), None
        )
    if is_dataclass(value):
        kind: Any = type(value)
        return _fault_finder(kind)(value)
    return None


def _is_sound_text(value: str) -> bool:
    return "\0" not in value


def _is_sound_number(value: int) -> bool:
    return -_MOST <= value <= _MOST


def _is_sound_instant(value: datetime) -> bool:
    return value.tzinfo is not None and _EARLIEST <= value.year <= _LATEST


def _is_sound_date(value: date) -> bool:
    return _EARLIEST <= value.year <= _LATEST


def _is_sound_length(value: timedelta) -> bool:
    return -_LONGEST <= value <= _LONGEST


_CHECKS: Final[Mapping[type[Any], Callable[[Any], bool]]] = {
    str: _is_sound_text,
    int: _is_sound_number,
    float: math.isfinite,
    datetime: _is_sound_instant,
    date: _is_sound_date,
    timedelta: _is_sound_length,
}
