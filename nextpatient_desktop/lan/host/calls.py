"""`Calls`: one message of a station, from its bytes to its answer's. Runs in the host's threads."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.documents.messages import Content, DocumentContent
from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic, Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import Guard
from nextpatient_desktop.clinic.registry import Message, Registry
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.clinic.stations.pairing import OpenPairing, PairingCode, PairStation
from nextpatient_desktop.domain.model import Staff
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import JSON, NOT_KEPT, Answer, Headers
from nextpatient_desktop.lan.host.callers import Caller
from nextpatient_desktop.lan.host.messages import Readable, commands_of, queries_of
from nextpatient_desktop.lan.host.sharing import SHARED, SharedAnswers

_STAFF: Final = wire.STAFF.encode()

After: TypeAlias = Callable[[Actor, Caller, Any], tuple[object, Headers]]
"""What the host adds to a result: what travels in its place, and more headers."""


@dataclass(frozen=True)
class Intent:
    """A command that was read, and whose it is."""

    caller: Caller
    actor: Actor
    known: Readable
    command: Command[Any]


class Calls:
    """Answers commands and queries for whoever a key and a session stand for. Safe in threads.

    What is refused is raised as `ClinicError`.

    Attributes:
        protocol: the version of the wire that this host speaks.
        oldest_protocol: the oldest one that it serves.
    """

    def __init__(
        self,
        clinic: Clinic,
        guard: Guard,
        registry: Registry,
        *,
        fingerprint: str,
        protocol: int = wire.PROTOCOL,
        oldest_protocol: int = wire.OLDEST_PROTOCOL,
        shared: SharedAnswers | None = None,
    ) -> None:
        """Answer for `clinic`, with the messages of `registry`; `fingerprint` is the host's, in words."""
        self.protocol = protocol
        self.oldest_protocol = oldest_protocol
        self._clinic = clinic
        self._guard = guard
        self._commands = commands_of(registry)
        self._queries = queries_of(registry)
        self._fingerprint = fingerprint
        self._shared = shared
        self._after: Mapping[type[Message], After] = {
            SignIn: self._signed_in,
            SignOut: self._signed_out,
            OpenPairing: self._pairing_opened,
            DocumentContent: _without_bytes,
        }

    def actor(self, caller: Caller) -> Actor:
        """Who stands behind a caller, noted as heard of just now.

        Raises:
            ClinicError: `not_paired`, `station_closed`, `session_ended`, `program_too_old`.
        """
        actor = self._guard.actor(caller.key, caller.session, is_local=caller.is_local)
        self.require_protocol(caller)
        self._guard.seen(actor.station, to_come=caller.to_come, version=caller.version)
        return actor

    def require_protocol(self, caller: Caller) -> None:
        """Refuse a program that is too old to be understood: `program_too_old`. One that is silent is not."""
        protocol = caller.protocol
        if protocol is not None and protocol < self.oldest_protocol:
            raise ClinicError("program_too_old")

    def acting_as(self, caller: Caller) -> Clinic:
        """The clinic for a caller. Refused as `actor` says."""
        return self._clinic.acting_as(self.actor(caller))

    def command(self, name: str, data: bytes, caller: Caller) -> "Intent":
        """What is to be done, by whom: looked at, not yet done."""
        actor = self.actor(caller)
        known = _known(self._commands, name)
        return Intent(caller, actor, known, known.read(data))

    def execute(self, intent: "Intent") -> Answer:
        """Do it, and answer once it is durable."""
        result = self._clinic.acting_as(intent.actor).execute(intent.command)
        return self._finish(intent.actor, intent.caller, intent.known, result)

    def query(self, name: str, data: bytes, caller: Caller) -> Answer:
        """Answer a question."""
        actor = self.actor(caller)
        known = _known(self._queries, name)

        def find_out() -> Answer:
            return self._finish(actor, caller, known, self._clinic.acting_as(actor).ask(known.read(data)))

        if self._shared is not None and known.kind in SHARED:
            return self._shared.answer(name, data, find_out)
        return find_out()

    def pairing(self, data: bytes, caller: Caller) -> PairStation:
        """The code of a device that has nothing but that."""
        self.require_protocol(caller)
        command: PairStation = self._commands[PairStation.__name__].read(data)
        return command

    def pair(self, command: PairStation) -> Answer:
        """Exchange a code for a key."""
        paired = self._clinic.acting_as(SYSTEM).execute(command)
        if paired.station is None:
            raise ClinicError("pairing_code_wrong", field="code", tries_left=paired.tries_left)
        return Answer(body=codec.write(paired).encode())

    def _finish(self, actor: Actor, caller: Caller, known: Readable, result: object) -> Answer:
        headers: Headers = ()
        after = self._after.get(known.kind)
        if after is not None:
            result, headers = after(actor, caller, result)
        return Answer(body=codec.write(result).encode(), headers=(JSON, NOT_KEPT, *headers))

    def _signed_in(self, actor: Actor, caller: Caller, staff: Staff) -> tuple[object, Headers]:
        secret = self._guard.begin_session(actor, staff.id)
        return staff, ((_STAFF, secret.encode()),) if secret else ()

    def _signed_out(self, actor: Actor, caller: Caller, result: None) -> tuple[object, Headers]:
        if caller.session is not None:
            self._guard.end_session(caller.session)
        return result, ()

    def _pairing_opened(self, actor: Actor, caller: Caller, code: PairingCode) -> tuple[object, Headers]:
        return replace(code, fingerprint=self._fingerprint), ()


def _known(messages: Mapping[str, Readable], name: str) -> Readable:
    found = messages.get(name)
    if found is None:
        raise ClinicError("message_unknown", message=name[:80])
    return found


def _without_bytes(actor: Actor, caller: Caller, content: Content) -> tuple[object, Headers]:
    """The bytes travel as they are, by `GET BLOBS`."""
    return {"document": content.document}, ()
