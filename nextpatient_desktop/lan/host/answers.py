"""Answers: JSON with its status and headers, refusals in words for logs, and how they are sent.

The statuses, for programs that look at no codes:

    400  `request_invalid`: the `field` says where; 405, 408, 413, 415, 431 as HTTP has them
    401  `not_paired`, `session_ended`, `sign_in_refused`
    403  `not_allowed`, `station_closed`, a pairing that came to nothing
    404  what is asked for does not exist
    409  any other refusal
    426  `program_too_old`
    429  too many tries or questions
    500  `host_fault`: a bug of the host's, which its log tells
    503  `out_of_reach`: the host is ending
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from nextpatient_desktop.text import load_texts, words_for_error

if TYPE_CHECKING:
    from nextpatient_desktop.text import Texts

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

STATUSES: Final = {
    "request_invalid": 400,
    "pairing_code_wrong": 403,
    "pairing_closed": 403,
    "pairing_kind_wrong": 403,
    "not_paired": 401,
    "session_ended": 401,
    "sign_in_refused": 401,
    "not_allowed": 403,
    "station_closed": 403,
    "document_too_large": 413,
    "document_kind_unknown": 415,
    "program_too_old": 426,
    "asked_too_often": 429,
    "sign_in_locked": 429,
    "host_fault": 500,
    "out_of_reach": 503,
}
"""The statuses of refusals that are not 404 or 409."""

_UNKNOWN: Final = frozenset(
    {
        "alert_unknown",
        "counter_unknown",
        "department_unknown",
        "document_unknown",
        "message_unknown",
        "patient_unknown",
        "staff_unknown",
        "station_unknown",
        "token_unknown",
        "visit_unknown",
    }
)
_CONFLICT: Final = 409

JSON: Final = (b"content-type", b"application/json")
NOT_KEPT: Final = (b"cache-control", b"no-store")
CLOSE: Final = (b"connection", b"close")

_TIME: Final = wire.TIME.encode()
_PROTOCOL: Final = wire.PROTOCOL_HEADER.encode()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer. `headers` are those beside the length and the ones that every answer has."""

    status: int = 200
    body: bytes = b""
    headers: Headers = (JSON, NOT_KEPT)


def status_of(code: str) -> int:
    """The HTTP status of a refusal."""
    return STATUSES.get(code) or (404 if code in _UNKNOWN else _CONFLICT)


def refusal(error: ClinicError, *, status: int | None = None, headers: Headers = ()) -> Answer:
    """A refusal as it travels: its code, its parameters, and English for whoever reads a log."""
    words = words_for_error(_english(), error.code, error.params)
    message = " ".join(part for part in (words.what, words.what_to_do) if part)
    body = {"code": error.code, "params": error.params, "message": message}
    text = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return Answer(
        status=status or status_of(error.code), body=text.encode(), headers=(JSON, NOT_KEPT, *headers)
    )


def common_headers(now: datetime, protocol: int) -> list[tuple[bytes, bytes]]:
    """What every answer carries: the host's clock, and which version of the wire it speaks."""
    return [
        (_TIME, now.isoformat(timespec="milliseconds").encode()),
        (_PROTOCOL, str(protocol).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]


async def send_answer(send: Send, answer: Answer, common: Headers) -> None:
    """Send a whole answer."""
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [*common, length, *answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


@cache
def _english() -> "Texts":
    return load_texts("en")
