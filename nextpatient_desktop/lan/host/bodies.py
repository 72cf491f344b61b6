"""Reading what was sent, within a limit of size; that it comes in time is `connections`' business."""

from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan.host.answers import CLOSE, Answer, Receive, Scope, refusal

MOST_JSON: Final = 1024 * 1024
"""Bytes of a message. A hand-over of 100 tokens, the largest there is, has some 60,000."""


class UnreadableError(Exception):
    """What was sent is not taken in. `answer` says so; the connection ends, for the rest is not read."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class GoneError(Exception):
    """Whoever asked has hung up."""


async def read_body(scope: Scope, receive: Receive, most: int = MOST_JSON) -> bytes:
    """The whole body.

    Raises:
        UnreadableError: larger than `most` bytes.
        GoneError: the caller hung up in the middle of it.
    """
    if (declared_length(scope) or 0) > most:
        raise _too_large()
    data, is_more = await _part(receive)
    if not is_more and len(data) <= most:  # nearly always it comes whole
        return data
    whole = bytearray(data)
    while is_more and len(whole) <= most:
        data, is_more = await _part(receive)
        whole += data
    if len(whole) > most:
        raise _too_large()
    return bytes(whole)


def declared_length(scope: Scope) -> int | None:
    """What `content-length` says, None where nothing is said. The parser saw to it that it is a number."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)
    return None


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise GoneError
    return message.get("body", b""), message.get("more_body", False)


def _too_large() -> UnreadableError:
    refused = ClinicError("request_invalid", field="body")
    return UnreadableError(refusal(refused, status=413, headers=(CLOSE,)))
