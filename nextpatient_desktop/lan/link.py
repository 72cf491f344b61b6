"""`Link`: one station's connection to its host, shared by all views of one `RemoteClinic`."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import BROKEN, Address, Answer, OtherCertificateError
from nextpatient_desktop.lan.connections import Connections, StaleError
from nextpatient_desktop.lan.finding import Finding
from nextpatient_desktop.lan.reach import Reach

_PAUSES: Final = (0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long is waited for what, in seconds.

    Attributes:
        answer: without a byte of an answer.
        retry: while the host was there a moment ago (it may be restarting), a request is tried again.
        silence: without a sign of life on a watch stream, which should come every `wire.HEARTBEAT`.
        rejoin: a watch stream that broke is begun again before its listener is told.
        grace: the host is away before it is looked for at other addresses.
    """

    answer: float = 6.0
    retry: float = 3.0
    silence: float = wire.SILENCE
    rejoin: float = 3.0
    grace: float = 1.5


class HostFailedError(Exception):
    """The host answers what no host of any version answers."""


class Sessions:
    """The secrets of those who are signed in over one connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[StaffId, str] = {}

    def begin(self, staff: StaffId, secret: str) -> None:
        """Keep what a sign-in was answered with; empty where the station's key stands for the system."""
        with self._lock:
            self._secrets[staff] = secret

    def secret(self, staff: StaffId) -> str:
        """The newest session's; `session_ended` where there is none."""
        with self._lock:
            secret = self._secrets.get(staff)
        if secret is None:
            raise ClinicError("session_ended")
        return secret

    def end(self, staff: StaffId, secret: str) -> None:
        """This session is over. One that the same person began meanwhile is not."""
        with self._lock:
            if self._secrets.get(staff) == secret:
                del self._secrets[staff]


class Link:
    """What all views of one connection to a host share."""

    def __init__(
        self,
        address: str,
        pin: str,
        key: str,
        *,
        version: str,
        moved: Callable[[str], None] | None,
        finds: bool,
        timing: Timing,
    ) -> None:
        """See `RemoteClinic`."""
        self.connections = Connections(Address.of(address), _pin(pin), timing.answer)
        self.reach = Reach(self._reach_changed)
        self.sessions = Sessions()
        self.to_come = 0
        self.closed = threading.Event()
        self.timing = timing
        self._key = _header(key)
        self._version = _header(version)
        self._moved = moved
        self._finding = (
            Finding(pin.lower(), lambda: self.connections.address, self._move, grace=timing.grace)
            if finds
            else None
        )

    def headers(self) -> dict[str, str]:
        """What tells the host which station this is."""
        return {
            wire.AUTHORIZATION: f"Bearer {self._key}",
            wire.PROTOCOL_HEADER: str(wire.PROTOCOL),
            wire.VERSION: self._version,
            wire.TO_COME: str(self.to_come),
        }

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send it until it is answered, for a bounded time: what is sent is safe to send again.

        Raises:
            ClinicError: `out_of_reach`: it may have happened, or not; `host_changed`: another host answers,
                it was told nothing; `clinic_closed`.
        """
        patience = self.timing.retry if self.reach.state.is_connected else 0.0
        until = time.monotonic() + patience
        pauses = iter(_PAUSES)
        pause, is_fresh = 0.0, False
        for attempt in count(1):
            try:
                answer = self.connections.request(method, path, headers, body, is_fresh=is_fresh)
            except StaleError:
                pause = 0.0
            except OtherCertificateError:
                self.reach.lost()
                raise ClinicError("host_changed") from None
            except BROKEN as error:
                # The first break is tried again in any case, but not what took its whole time already.
                is_over = time.monotonic() >= until and (attempt > 1 or isinstance(error, TimeoutError))
                self.give_up_if(is_over, error)
                pause = next(pauses, pause)
            else:
                self.reach.heard(answer.headers.get(wire.TIME, ""))
                if answer.status != wire.ENDING:
                    return answer if attempt == 1 else replace(answer, is_repeated=True)
                self.give_up_if(time.monotonic() >= until)
                pause = next(pauses, pause)
            is_fresh = True
            if self.closed.wait(pause):
                raise ClinicError("clinic_closed")
        raise AssertionError("unreachable")

    @staticmethod
    def refusal(answer: Answer) -> ClinicError:
        """The refusal in an answer.

        Raises:
            HostFailedError: there is none in it.
        """
        try:
            said = json.loads(answer.body)
            return ClinicError(said["code"], said.get("params") or {})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HostFailedError(f"the host answered with status {answer.status}") from error

    def give_up_if(self, is_over: bool, error: BaseException | None = None) -> None:
        """Say that the host is out of reach, unless there is time left to try again."""
        if self.closed.is_set():
            raise ClinicError("clinic_closed") from error
        if is_over:
            self.reach.lost()
            raise ClinicError("out_of_reach") from error

    def close(self) -> None:
        """End everything that is under way."""
        self.closed.set()
        if self._finding is not None:
            self._finding.end()
        self.connections.close()

    def _reach_changed(self, is_connected: bool) -> None:
        if not is_connected:
            self.connections.forget_idle()
        if self._finding is None:
            return
        if is_connected or self.closed.is_set():
            self._finding.end()
        else:
            self._finding.begin()

    def _move(self, address: Address) -> None:
        """The host is at another address now."""
        self.connections.move(address)
        if self._moved is not None:
            self._moved(address.url)


def _pin(pin: str) -> bytes:
    raw = bytes.fromhex(pin)
    if len(raw) != 32:
        raise ValueError("a pin has 32 bytes")
    return raw


def _header(text: str) -> str:
    """A text that may stand in a header: nobody adds headers of their own by a key with line ends."""
    if not text.isascii() or not text.isprintable():
        raise ValueError("not fit for a header")
    return text
