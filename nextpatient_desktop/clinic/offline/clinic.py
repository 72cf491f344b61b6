"""`OfflineClinic`: the clinic as a kiosk sees it, with its host or without.

While the host answers, everything goes to it, and what the kiosk's screens ask is remembered. When it does
not, the kiosk answers by what it remembers and gives numbers of its own series (domain: Cut off); a thread
looks for the host and hands over what was given. Why so: docs/decisions/0007-a-kiosk-that-is-cut-off.md.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar, cast

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.offline.core import OfflineCore
from nextpatient_desktop.clinic.offline.patience import FOR_PATIENTS, FOR_SCREENS, Patience, patiently
from nextpatient_desktop.clinic.offline.ports import OfflineStore
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.messages import Cancel, IssueToken
from nextpatient_desktop.domain.ids import StationId

R = TypeVar("R")


class _View:
    """The clinic as one actor sees it: the kiosk itself, or somebody signed in there."""

    def __init__(self, core: OfflineCore, actor: Actor) -> None:
        self._core = core
        self._is_kiosk = actor.staff is None and actor.visit is None and not actor.is_system
        self._remote = core.remote if self._is_kiosk else core.remote.acting_as(actor)

    def execute(self, command: Command[R]) -> R:
        """Do it, once. The kiosk itself gives and cancels tokens also when its host is out of reach."""
        if not self._is_kiosk:
            return self._remote.execute(command)
        if isinstance(command, IssueToken):
            return cast(R, self._core.issue(command))
        if isinstance(command, Cancel):
            return cast(R, self._core.cancel(command))
        return self._core.pass_on(lambda: self._remote.execute(command), FOR_PATIENTS)

    def ask(self, query: Query[R]) -> R:
        """Answer, if the host is out of reach by what it last said: `as_of` tells of when that is."""
        if not self._is_kiosk:
            return self._remote.ask(query)
        if isinstance(query, ClinicDetails):
            return cast(R, self._core.clinic())
        if isinstance(query, Departments) and not query.include_inactive:
            return cast(R, self._core.departments())
        if isinstance(query, Stations) and not query.include_inactive:
            return cast(R, self._core.stations())
        return self._core.pass_on(lambda: self._remote.ask(query), FOR_SCREENS)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """As `Clinic.watch`; the last position comes again when the host is lost and when it is back."""
        return self._core.watching.positions(after)

    def put_blob(self, data: bytes) -> str:
        """As `Clinic.put_blob`; only the host keeps documents."""
        return self._remote.put_blob(data)

    def acting_as(self, actor: Actor) -> Clinic:
        """The same clinic for another actor. Staff act at the host, or not at all."""
        return _View(self._core, actor)

    def state(self) -> ClinicState:
        """Whether the host is there; `waiting_to_sync` counts the tokens that it does not know yet."""
        return self._core.state()

    def close(self) -> None:
        """Close the host's connection and the kiosk's database. What is not handed over stays in it."""
        self._core.close()


class OfflineClinic(_View):
    """A kiosk's clinic. Safe to use from any thread; closing one view closes all."""

    def __init__(
        self,
        remote: Clinic,
        store: OfflineStore,
        clock: Clock,
        *,
        station: StationId | None,
        clinic_time: Callable[[], datetime | None] | None = None,
        tell_to_come: Callable[[int], None] | None = None,
        patience: Patience = patiently,
        chance: Callable[[int], bytes] = os.urandom,
        attends: bool = True,
    ) -> None:
        """Go by a host, and without it where that must be. Both `remote` and `store` are closed with this.

        Args:
            remote: the clinic behind the host, acting as this kiosk.
            store: the kiosk's own database.
            clock: the kiosk's own; a `SystemClock()`.
            station: which station this is, as its pairing said.
            clinic_time: when the host last said something, by its own clock (`RemoteClinic.last_contact`);
                without it the kiosk's clock is taken for right.
            tell_to_come: told how many tokens wait to be handed over, at once and after each change
                (`RemoteClinic.to_come`), on some thread.
            patience: how calls are made that may hang.
            chance: gives that many random bytes.
            attends: look after the connection on a thread; a test calls `attend` instead.

        Raises:
            ClinicError: the kiosk's own disk refuses.
        """
        core = OfflineCore(
            remote,
            store,
            clock,
            station=station,
            clinic_time=clinic_time,
            tell_to_come=tell_to_come,
            patience=patience,
            chance=chance,
        )
        super().__init__(core, Actor())
        if attends:
            core.start()

    def attend(self) -> float:
        """Do what is due behind the screens; returns after how many seconds again."""
        return self._core.attend()
