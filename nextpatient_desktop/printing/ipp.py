"""The few words of IPP that a ticket needs, as CUPS speaks them: requests and answers as bytes.

Source: RFC 8010 (encoding), RFC 8011 (operations, states), CUPS "Implementation of IPP".
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

Value = str | int | bytes
Wanted = str | int | list[str]
Attributes = dict[str, list[Value]]

_VERSION: Final = b"\x02\x00"
_OPERATION_GROUP, _JOB_GROUP, _END, _PRINTER_GROUP = 0x01, 0x02, 0x03, 0x04
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49

_TAGS: Final = {
    "attributes-charset": _CHARSET,
    "attributes-natural-language": _LANGUAGE,
    "document-format": _MIME,
    "job-id": _INTEGER,
    "job-name": _NAME,
    "printer-uri": _URI,
    "requested-attributes": _KEYWORD,
    "requesting-user-name": _NAME,
}


class Operation(IntEnum):
    """What is asked of the server."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class JobState(IntEnum):
    """RFC 8011, 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


class QueueState(IntEnum):
    """RFC 8011, 5.4.11."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


NOT_FOUND: Final = 0x0406
NOT_POSSIBLE: Final = 0x0404


@dataclass(frozen=True)
class Answer:
    """What the server said.

    Attributes:
        status: below 0x0100 it did what was asked.
        jobs: attributes of each job in it.
        printers: attributes of each queue in it.
        message: its own words, if any.
    """

    status: int
    jobs: list[Attributes] = field(default_factory=list)
    printers: list[Attributes] = field(default_factory=list)
    message: str = ""

    @property
    def is_good(self) -> bool:
        """Was it done?"""
        return self.status < 0x0100


def request(operation: Operation, values: Mapping[str, Wanted], document: bytes = b"") -> bytes:
    """A request with its operation attributes, and what is to be printed behind it."""
    everything = {"attributes-charset": "utf-8", "attributes-natural-language": "en", **values}
    encoded = b"".join(_attribute(name, value) for name, value in everything.items())
    head = _VERSION + struct.pack(">HI", operation, 1) + bytes([_OPERATION_GROUP])
    return head + encoded + bytes([_END]) + document


def _attribute(name: str, value: Wanted) -> bytes:
    encoded = b""
    for number, one in enumerate(value if isinstance(value, list) else [value]):
        key = b"" if number else name.encode()
        data = struct.pack(">i", one) if isinstance(one, int) else one.encode()
        encoded += bytes([_TAGS[name]]) + struct.pack(">H", len(key)) + key
        encoded += struct.pack(">H", len(data)) + data
    return encoded


def answer(data: bytes) -> Answer:
    """Read an answer.

    Raises:
        ValueError: it is none.
    """
    if len(data) < 9:
        raise ValueError("no answer of IPP")
    (status,) = struct.unpack(">H", data[2:4])
    jobs: list[Attributes] = []
    printers: list[Attributes] = []
    message = ""
    for group, attributes in _groups(data[8:]):
        if group == _JOB_GROUP:
            jobs.append(attributes)
        elif group == _PRINTER_GROUP:
            printers.append(attributes)
        elif group == _OPERATION_GROUP:
            message = str(attributes.get("status-message", [""])[0])
    return Answer(status, jobs, printers, message)


def _groups(data: bytes) -> Iterator[tuple[int, Attributes]]:
    """The groups of attributes; values inside collections are no attributes of their own."""
    at = 0
    while at < len(data) and data[at] != _END:
        group, attributes, name = data[at], Attributes(), ""
        at += 1
        while at < len(data) and data[at] > 0x0F:
            tag = data[at]
            key, at = _counted(data, at + 1)
            value, at = _counted(data, at)
            name = key.decode("utf-8", "replace") or name
            attributes.setdefault(name, []).append(_value(tag, value))
        yield group, attributes


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    """Bytes that begin with their number, and where they end."""
    if at + 2 > len(data):
        raise ValueError("the answer breaks off")
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise ValueError("the answer breaks off")
    return data[at + 2 : end], end


def _value(tag: int, data: bytes) -> Value:
    if tag in (_INTEGER, _ENUM) and len(data) == 4:
        return int(struct.unpack(">i", data)[0])
    if tag == _BOOLEAN and len(data) == 1:
        return data[0]
    return data.decode("utf-8", "replace") if tag >= 0x40 else data
