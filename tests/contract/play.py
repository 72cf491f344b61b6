"""`Play`: does what a script says on one ground, and keeps a record that can be compared with other grounds'.

Ids and secrets differ from ground to ground: in the record they are numbered in the order in which they are
first seen. Everything else is compared as it is, instants too.
"""

import dataclasses
import itertools
import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import pytest

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.door import Clinic, Command, Query, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Journal
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut
from nextpatient_desktop.domain.ids import CounterId
from nextpatient_desktop.domain.model import Staff, StationKind
from tests.clinic.house import MORNING, PASSWORD
from tests.contract.grounds import Ground

R = TypeVar("R")

_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_TOUCHED: Final = re.compile(r'(?<="touches\\":\[)[^]]*')
"""The ids that an event touches: by their value, which is chance for those of one instant."""
_OF_THE_GROUND: Final = {
    "PairingCode": {"code", "fingerprint"},
    "PairedStation": {"key"},
    "StationStatus": {"is_away", "last_seen", "to_come", "version"},  # at their defaults where no host runs
    "Event": {"hash"},
    "JournalHead": {"hash"},
}
"""What depends on chance, or on whether a host runs."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the record: who did what, how often before, and what came of it."""

    who: str
    message: str
    outcome: str


class Play:
    """One script on one ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.system = ground.system
        self.record: list[Line] = []
        self.seen: set[str] = set()
        self.refused_messages: set[str] = set()
        self.now = MORNING
        self._names: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._stranger: Clinic | None = None

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.ground.advance(seconds)
        self.now += timedelta(seconds=seconds)

    def do(self, clinic: Clinic, message: Command[R] | Query[R], *, by: str = "") -> R:
        """Do it, or ask it; a command once more with the same id, and either as a station that may not.

        Everything that comes of this is in the record.
        """
        self.wait(1)
        if self._stranger is not None:
            self._note("a display", message, lambda: _pass(self._display(), _again(message)))
        result = self._note(by, message, lambda: _pass(clinic, message))
        if isinstance(message, Command) and not isinstance(message, SignOut):  # whose session is over
            self._note(f"{by} again", message, lambda: _pass(clinic, message))
        self.seen.add(type(message).__name__)
        if isinstance(result, ClinicError):
            raise result
        answer: R = result
        return answer

    def refused(self, clinic: Clinic, message: Command[Any] | Query[Any], code: str) -> ClinicError:
        """Do it, and see it refused."""
        with pytest.raises(ClinicError) as caught:
            self.do(clinic, message)
        assert caught.value.code == code, caught.value
        self.refused_messages.add(type(message).__name__)
        return caught.value

    def outcome_of(self, clinic: Clinic, message: Command[Any] | Query[Any]) -> str:
        """Do it whatever comes of it: the code of its refusal, or nothing."""
        try:
            self.do(clinic, message)
        except ClinicError as refused:
            self.refused_messages.add(type(message).__name__)
            return refused.code
        return ""

    def put(self, clinic: Clinic, data: bytes) -> str:
        """Put a content, as `do` does a command."""
        result = self._note("", data, lambda: clinic.put_blob(data))
        if isinstance(result, ClinicError):
            raise result
        sha256: str = result
        return sha256

    def put_refused(self, clinic: Clinic, data: bytes) -> None:
        """Put a content, and see it refused."""
        with pytest.raises(ClinicError):
            self.put(clinic, data)

    def sign_in(self, station: Clinic, login: str, counter: CounterId | None = None) -> Clinic:
        """The clinic as somebody sees it who signed in at a station."""
        staff: Staff = self.do(station, SignIn(login=login, password=PASSWORD, counter=counter))
        return self.ground.signed_in(station, staff)

    def admit_stranger(self) -> None:
        """From now on a display tries everything as well."""
        self._stranger = self.ground.station(StationKind.DISPLAY, "Stranger")

    def finish(self) -> None:
        """Put the whole journal on record."""
        self._note("", Journal(), lambda: self.system.ask(Journal(after=0, limit=100_000)))

    def _display(self) -> Clinic:
        assert self._stranger is not None
        return self._stranger

    def _note(self, who: str, message: object, act: Callable[[], Any]) -> Any:  # noqa: ANN401  # any result
        try:
            result = act()
        except ClinicError as refused:
            result = refused
            text = f"refused: {refused.code} {self._plain(dict(refused.params))}"
        else:
            text = self._plain(result)
        self.record.append(Line(who=who, message=type(message).__name__, outcome=text))
        return result

    def _plain(self, value: object) -> str:
        text = json.dumps(_without_chance(value), sort_keys=True, ensure_ascii=False, default=codec.plain)
        named = _ID.sub(lambda match: self._name(match[0].replace("-", "")), text)
        return _TOUCHED.sub(lambda match: " ".join(sorted(match[0].split(","))), named)

    def _name(self, key: str) -> str:
        if key not in self._names:
            self._names[key] = f"#{next(self._numbers)}"
        return self._names[key]


def _pass(clinic: Clinic, message: Command[Any] | Query[Any]) -> Any:  # noqa: ANN401  # any result
    return clinic.execute(message) if isinstance(message, Command) else clinic.ask(message)


def _again(message: Command[Any] | Query[Any]) -> Command[Any] | Query[Any]:
    """The same as another act."""
    return dataclasses.replace(message, id=new_command_id()) if isinstance(message, Command) else message


def _without_chance(value: object) -> object:
    """A value as JSON would have it, but for what depends on the ground."""
    kind = type(value)
    if dataclasses.is_dataclass(value):
        left_out = _OF_THE_GROUND.get(kind.__name__, set())
        named = [one.name for one in dataclasses.fields(value) if one.name not in left_out]
        return {"a": kind.__name__, **{name: _without_chance(getattr(value, name)) for name in named}}
    if isinstance(value, tuple | list):
        return [_without_chance(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _without_chance(one) for key, one in value.items()}
    return codec.plain(value)
