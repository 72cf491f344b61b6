"""`PairingDesk`: a pairing that is open: its code, the time that is left, and what came of it. No Qt."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.journal.messages import Event, Journal
from nextpatient_desktop.clinic.stations.pairing import (
    CODE_DIGITS,
    PAIRING_LASTS,
    ClosePairing,
    OpenPairing,
    PairingCode,
)
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.ports import Cancellable, Lane
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.section import Session

CHECK_SECONDS = 2
"""How often it is asked whether the code was used, besides whenever the clinic changed."""


class Phase(StrEnum):
    """How far a pairing is."""

    OPEN = "open"
    EXPIRED = "expired"
    USED_UP = "used_up"
    """Too many wrong codes were typed."""
    REPLACED = "replaced"
    """Somebody opened another pairing."""
    JOINED = "joined"


@dataclass(frozen=True, kw_only=True)
class PairingState:
    """A pairing as it is shown. `code` is grouped for reading; `tries_left` None while none was wrong."""

    phase: Phase
    kind: StationKind
    code: str = field(default="", repr=False)
    seconds_left: int = 0
    fingerprint: str = ""
    tries_left: int | None = None
    is_again: bool = False
    name: str = ""
    station: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class _Open:
    wanted: OpenPairing
    ends_at: float
    after: int
    state: PairingState


class PairingDesk:
    """Opens one pairing at a time and follows it until it is used, over or cancelled."""

    def __init__(
        self,
        session: Session,
        doer: Doer,
        changed: Callable[[], None],
        joined: Callable[[], None],
        refused: Callable[[Exception], None],
    ) -> None:
        """`joined` hears of a station that joined; `refused` gets why a pairing could not be opened."""
        self._session = session
        self._near = session.near
        self._doer = doer
        self._changed = changed
        self._joined = joined
        self._refused = refused
        self._open: _Open | None = None
        self._ticking: Cancellable | None = None
        self._is_asking = False
        self._ticks = 0

    @property
    def state(self) -> PairingState | None:
        """The pairing as it is shown, None while there is none."""
        return self._open.state if self._open is not None else None

    @property
    def is_open(self) -> bool:
        """Whether the code can still be used."""
        return self._open is not None and self._open.state.phase is Phase.OPEN

    def open(self, wanted: OpenPairing, name: str = "") -> None:
        """Open this pairing in place of any other; `name` is that of a station which is known."""
        clinic = self._session.clinic

        def job(id_: CommandId) -> tuple[PairingCode, int]:
            head = clinic.ask(Journal(limit=1))
            code = clinic.execute(replace(wanted, id=id_))
            return code, head[-1].position if head else 0

        def done(answer: tuple[PairingCode, int], id_: CommandId) -> None:
            code, after = answer
            state = PairingState(
                phase=Phase.OPEN,
                code=_grouped(code.code),
                fingerprint=code.fingerprint,
                is_again=wanted.station is not None,
                name=name or wanted.name,
                kind=wanted.kind,
                station=wanted.station,
            )
            # by this device's own stopwatch: its clock and the host's may differ
            ends_at = self._near.scheduler.monotonic() + PAIRING_LASTS.total_seconds()
            self._open = _Open(wanted=replace(wanted, id=id_), ends_at=ends_at, after=after, state=state)
            self._tick_on()
            self._tick()
            self._changed()

        # each press opens another pairing: its answer is not kept, so there is nothing to ask again for
        self._doer.do(("pairing", new_command_id()), job, done, self._refused)

    def renewed(self) -> None:
        """A new code for the same station."""
        if self._open is not None:
            self.open(self._open.wanted, self._open.state.name)

    def closed(self) -> None:
        """The person is done with it, or does not want it any more."""
        was_open = self.is_open
        self.forget()
        if was_open:
            clinic = self._session.clinic
            self._near.tasks.run(
                Lane.CLINIC, lambda: clinic.execute(ClosePairing()), None, self._near.notices.error
            )
        self._changed()

    def forget(self) -> None:
        """Show nothing of it any more; the code stays good for its time."""
        self._open = None
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    def check(self) -> None:
        """The clinic changed: the code may have been used."""
        if not self.is_open or self._is_asking or self._open is None:
            return
        clinic, after = self._session.clinic, self._open.after
        self._is_asking = True

        def answered(events: tuple[Event, ...]) -> None:
            self._is_asking = False
            for event in events:
                self._happened(event)

        def failed(_error: Exception) -> None:
            self._is_asking = False  # it is asked again soon

        self._near.tasks.run(
            Lane.CLINIC, lambda: clinic.ask(Journal(after=after, limit=200)), answered, failed
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _tick_on(self) -> None:
        if self._ticking is None:
            self._ticking = self._near.scheduler.call_every(1.0, self._tick)

    def _tick(self) -> None:
        if self._open is None or not self.is_open:
            return
        left = self._open.ends_at - self._near.scheduler.monotonic()
        seconds = max(0, -int(-left // 1))
        self._set(seconds_left=seconds, phase=Phase.OPEN if seconds else Phase.EXPIRED)
        self._ticks += 1
        if self._ticks % CHECK_SECONDS == 0:
            self.check()

    def _happened(self, event: Event) -> None:
        if self._open is None or not self.is_open or event.position <= self._open.after:
            return
        self._open = replace(self._open, after=event.position)
        if event.kind == "pairing.opened" and event.command != self._open.wanted.id:
            self._set(phase=Phase.REPLACED)
        elif event.kind == "pairing.failed":
            left = json.loads(event.body).get("tries_left")
            tries = left if isinstance(left, int) else None
            self._set(tries_left=tries, phase=Phase.USED_UP if tries == 0 else Phase.OPEN)
        elif event.kind == "station.paired" and self._is_ours(event):
            self._set(phase=Phase.JOINED, station=event.subject)
            self._joined()

    def _is_ours(self, event: Event) -> bool:
        """Whether a key was given for this pairing, and not on the host's own PC without a code."""
        if self._open is None:
            return False
        if not json.loads(event.body).get("opened_by"):
            return False
        wanted = self._open.wanted.station
        return wanted is None or event.subject == wanted

    def _set(self, **changes: object) -> None:
        if self._open is not None:
            state = replace(self._open.state, **changes)  # type: ignore[arg-type]
            if state != self._open.state:
                self._open = replace(self._open, state=state)
                self._changed()


def _grouped(code: str) -> str:
    """A code in two halves, as people read it out."""
    half = CODE_DIGITS // 2
    return f"{code[:half]} {code[half:]}"
