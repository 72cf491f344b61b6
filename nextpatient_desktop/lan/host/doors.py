"""Doors: what stands around every route. Who has no key stops here, and whatever fails is answered here."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan.host.answers import (
    CLOSE,
    Answer,
    Headers,
    Receive,
    Scope,
    Send,
    refusal,
    send_answer,
)
from nextpatient_desktop.lan.host.bodies import GoneError, UnreadableError
from nextpatient_desktop.lan.host.callers import Caller, caller_of
from nextpatient_desktop.lan.host.connections import abort

_log = logging.getLogger(__name__)

_UNAUTHORIZED: Final = 401

Work: TypeAlias = Callable[[Scope, Receive, Caller], Awaitable[Answer]]
StreamingWork: TypeAlias = Callable[[Scope, Receive, Send, Caller, Headers], Awaitable[None]]


class Manners:
    """What all doors of a host share.

    Attributes:
        common: gives the headers of an answer that begins now.
        otherwise: answers whoever has a key and asks for what there is not.
        is_ending: the host takes nothing new.
    """

    def __init__(self, common: Callable[[], Headers], otherwise: Work) -> None:
        self.common = common
        self.otherwise = otherwise
        self.is_ending = False


class Door:
    """The door of a route, an ASGI application. `work` answers requests of one method."""

    def __init__(
        self,
        manners: Manners,
        method: str,
        work: Work,
        *,
        needs_key: bool = True,
        takes_basic: bool = False,
        hint: tuple[bytes, bytes] | None = None,
    ) -> None:
        """Let `work` answer requests of one method.

        Args:
            manners: what all doors share.
            method: the one method.
            work: answers whoever may come in.
            needs_key: whether a caller without a key is turned away.
            takes_basic: whether a browser's password may be the key: where nothing can be done.
            hint: a header for whoever is turned away for the lack of a key.
        """
        self._manners = manners
        self._method = method
        self._work = work
        self._needs_key = needs_key
        self._takes_basic = takes_basic
        self._hint = hint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        try:
            caller = caller_of(scope, takes_basic=self._takes_basic)
            admit(self._manners, caller, needs_key=self._needs_key)
            work = self._work if scope["method"] == self._method else self._manners.otherwise
            answer = await work(scope, receive, caller)
        except GoneError:
            return
        except Exception as error:
            answer = failed(error)
        common = self._manners.common()
        if self._hint is not None and answer.status == _UNAUTHORIZED:
            common = (*common, self._hint)
        await send_answer(send, answer, common)


class StreamDoor:
    """The door of a route that sends its answer bit by bit, to `GET`; `others` serves the other methods."""

    def __init__(self, manners: Manners, work: StreamingWork, others: Door) -> None:
        self._manners = manners
        self._work = work
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. What fails after the answer began ends the connection."""
        if scope["method"] != "GET":
            await self._others(scope, receive, send)
            return
        has_begun = False

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        common = self._manners.common()
        try:
            caller = caller_of(scope)
            admit(self._manners, caller)
            await self._work(scope, receive, noted, caller, common)
        except TimeoutError:
            _log.info("a station does not read what it asked for")
            abort(scope)
        except Exception as error:
            answer = failed(error)
            if has_begun:
                abort(scope)
            else:
                await send_answer(send, answer, common)


def admit(manners: Manners, caller: Caller, *, needs_key: bool = True) -> None:
    """Turn away whoever has no key, and everybody while the host is ending. What they sent is not read."""
    if needs_key and caller.key is None:
        raise UnreadableError(refusal(ClinicError("not_paired"), headers=(CLOSE,)))
    if manners.is_ending:
        raise UnreadableError(refusal(ClinicError("out_of_reach"), headers=(CLOSE,)))


def failed(error: Exception) -> Answer:
    """What is answered when something was raised: a refusal, or no more than that the host is at fault."""
    if isinstance(error, UnreadableError):
        return error.answer
    if isinstance(error, ClinicError):
        return refusal(error)
    _log.error("a request failed", exc_info=error)
    return refusal(ClinicError("host_fault"))
