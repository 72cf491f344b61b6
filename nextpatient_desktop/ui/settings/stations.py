"""The section Stations: which devices belong to the clinic, how they are, and how another one joins."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.stations.messages import CloseStation, UpdateStation
from nextpatient_desktop.clinic.stations.pairing import OpenPairing, StationStates, StationStatus
from nextpatient_desktop.domain.ids import CommandId, CounterId
from nextpatient_desktop.domain.model import Counter, Role, Station, StationKind
from nextpatient_desktop.ui.live import Answer
from nextpatient_desktop.ui.settings import station_words, words
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.device import Connection, Device
from nextpatient_desktop.ui.settings.pairing import PairingDesk, PairingState
from nextpatient_desktop.ui.settings.section import ListPresenter, ListState, Session
from nextpatient_desktop.ui.settings.sharing import Sharing
from nextpatient_desktop.ui.station_settings import StationSettings
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.specs import PillSpec, RowItem


@dataclass(frozen=True, kw_only=True)
class DeviceDraft:
    """The inputs of a station's form. An empty name of a new one is the next free one of its kind."""

    kind: StationKind = StationKind.KIOSK
    name: str = ""
    counter: CounterId | None = None
    acts_as: Role | None = None


@dataclass(frozen=True, kw_only=True)
class StationsAnswer:
    """What the section asks for, answered together; `own` is this device's station."""

    statuses: tuple[StationStatus, ...]
    counters: tuple[Counter, ...]
    settings: StationSettings


@dataclass(frozen=True, kw_only=True)
class StationsState:
    """The section. `facts` say how the chosen station is; `pairing` stands in place of the form."""

    list: ListState[DeviceDraft]
    kinds: tuple[tuple[StationKind, str], ...] = ()
    kind_note: str = ""
    counters: tuple[tuple[CounterId | None, str], ...] = ()
    rights: tuple[tuple[Role | None, str], ...] = ()
    rights_note: str = ""
    rights_are_grave: bool = False
    asks_counter: bool = False
    asks_rights: bool = False
    facts: tuple[str, ...] = ()
    pairing: PairingState | None = None
    addresses: tuple[str, ...] = ()
    fingerprint: str = ""
    has_host: bool = False
    shares_clinic: bool = False
    can_share: bool = False
    can_rekey: bool = False
    can_close: bool = False
    can_reopen: bool = False


class StationsView(Protocol):
    """Where the section is drawn."""

    def render(self, state: StationsState) -> None:
        """Show this state."""
        ...


class StationsPresenter(ListPresenter[StationsAnswer, Station, DeviceDraft]):
    """Holds the section's state."""

    inputs = frozenset({"name", "counter", "acts_as", "kind"})

    def __init__(self, session: Session, view: StationsView, device: Device) -> None:
        self._view = view
        self._device = device
        super().__init__(session)
        self._pairing = PairingDesk(session, self._doer, self._show, self._has_joined, self._save_refused)
        self._sharing = Sharing(session, device, self._doer, self._now_kept, self._show)

    # --- the person -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show what is known and ask for the rest."""
        super().start()
        self._pairing.check()

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._pairing.forget()
        super().stop()

    def refresh(self) -> None:
        """The clinic changed, or time went by."""
        super().refresh()
        self._pairing.check()

    def adding(self) -> None:
        """The person wants to add one."""
        self._pairing.forget()
        super().adding()

    def chosen(self, key: Hashable | None) -> None:
        """The person wants to see another one."""
        if key is not None and self._pairing.state is not None:
            self._pairing.forget()
            if self._form is None or self._form.key == key:
                self._open(key)
        super().chosen(key)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save what is known of a station, or show the code by which a new one joins."""
        form = self._form
        if form is None or form.key is not None:
            super().save(then)
        elif not self._pairing.is_open and not self._doer.is_running:
            self._open_pairing(form.draft)

    def rekeying(self) -> None:
        """The person wants to give the station a new key, or to take it into use again."""
        thing = self._present()
        if thing is not None:
            wanted = OpenPairing(kind=thing.kind, station=thing.id)
            self.leave(lambda: self._pairing.open(wanted, thing.name))

    def renewed(self) -> None:
        """A new code in place of one that is over."""
        self._pairing.renewed()

    def pairing_closed(self) -> None:
        """The person is done with the code, or does not want it any more."""
        state = self._pairing.state
        self._pairing.closed()
        if state is not None and state.station is not None:
            self._open(state.station)
        elif self._form is None:
            self._open_first()
        self._show()

    def closing(self) -> None:
        """Ask whether the station is really to go, then revoke its key at once."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext

        def close() -> None:
            self._act(
                ("close", thing.id),
                _("{station} is out of use").format(station=thing.name),
                lambda id_: self._clinic.execute(CloseStation(id=id_, station=thing.id)),
            )

        self.leave(
            lambda: self._session.asking.ask(
                confirmation(
                    self._near.texts,
                    _("Take {station} out of use?").format(station=thing.name),
                    self._what_closing_means(thing),
                    _("Take out of use"),
                    close,
                )
            )
        )

    def sharing_switched(self, is_on: bool) -> None:
        """Other stations may join this PC's clinic, or not."""
        self._sharing.switched(is_on)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and not saved. Of a station that is none yet nothing would be lost."""
        return super().is_dirty and self._form is not None and self._form.key is not None

    # --- what each section says -----------------------------------------------------------------------------

    def _ask(self) -> StationsAnswer:
        return StationsAnswer(
            statuses=self._clinic.ask(StationStates(include_inactive=True)),
            counters=tuple(one.counter for one in self._clinic.ask(Counters(include_inactive=True))),
            settings=self._device.store.load(),
        )

    def _things(self, answer: StationsAnswer) -> tuple[Station, ...]:
        return tuple(status.station for status in answer.statuses)

    def _draft_of(self, thing: Station) -> DeviceDraft:
        return DeviceDraft(kind=thing.kind, name=thing.name, counter=thing.counter, acts_as=thing.acts_as)

    def _blank(self) -> DeviceDraft:
        return DeviceDraft()

    def _check(self, draft: DeviceDraft) -> dict[str, str]:
        if self._form is not None and self._form.key is not None and not draft.name.strip():
            _ = self._near.texts.gettext
            return {"name": _("The name is empty. Call it as people do, for example Kiosk 1.")}
        return {}

    def _command(self, id_: CommandId, thing: Station | None, draft: DeviceDraft) -> Command[Station]:
        assert thing is not None, "a new station makes itself known with its code"
        return UpdateStation(id=id_, station=thing.id, name=draft.name, counter=draft.counter)

    def _words_of_saving(self, thing: Station, *, is_new: bool) -> str:
        return self._near.texts.gettext("{station} is saved").format(station=thing.name)

    def _row(self, thing: Station) -> RowItem:
        texts = self._near.texts
        _ = texts.gettext
        status = self._status(thing.id)
        parts = [station_words.kind_name(texts, thing.kind)]
        if status is not None and status.to_come:  # first: it must not be cut off
            parts.insert(0, station_words.to_come(texts, status.to_come))
        room = next((one.name for one in self._counters() if one.id == thing.counter), "")
        if room and room != thing.name:
            parts.append(room)
        if thing.id == self._own():
            parts.append(_("this device"))
        return RowItem(
            key=thing.id,
            title=thing.name,
            detail=words.DOT.join(parts),
            icon=station_words.ICONS[thing.kind],
            icon_tint=Tint.PRIMARY if thing.is_active else Tint.NEUTRAL,
            trailing_pill=self._pill(status),
            is_title_strong=True,
            is_muted=not thing.is_active,
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _open_pairing(self, draft: DeviceDraft) -> None:
        wanted = OpenPairing(
            kind=draft.kind,
            name=" ".join(draft.name.split()),
            counter=draft.counter if draft.kind is StationKind.COUNTER else None,
            acts_as=draft.acts_as if draft.kind is StationKind.INTEGRATION else None,
        )
        self._pairing.open(wanted)

    def _has_joined(self) -> None:
        """The code was used: the list has another row, or one that is here again."""
        self._form = None if self._form is not None and self._form.key is None else self._form
        self.refresh()

    def _now_kept(self, _settings: StationSettings) -> None:
        self.refresh()

    def _answered(self, answer: Answer[StationsAnswer]) -> None:
        if self._pairing.state is not None and self._form is None and answer.error is None:
            self._answer = answer.value  # the code's outcome stays in place of a form until it was read
            self._error = None
            self._show()
            return
        super()._answered(answer)

    def _what_closing_means(self, thing: Station) -> str:
        _ = self._near.texts.gettext
        status = self._status(thing.id)
        if thing.kind is StationKind.KIOSK and status is not None and status.to_come:
            return self._near.texts.ngettext(
                "Its key is worth nothing at once. {n} token that it gave while it was cut off is not here"
                " yet and stays on it until it is paired again.",
                "Its key is worth nothing at once. {n} tokens that it gave while it was cut off are not here"
                " yet and stay on it until it is paired again.",
                status.to_come,
            ).format(n=status.to_come)
        if thing.kind is StationKind.KIOSK:
            return _("Its key is worth nothing at once: it gives no more tokens. What it gave stays.")
        if thing.kind is StationKind.COUNTER:
            return _("Its key is worth nothing at once: whoever is signed in there is signed out.")
        if thing.kind is StationKind.DISPLAY:
            return _("Its key is worth nothing at once: it shows no more numbers.")
        return _("Its key is worth nothing at once: it can read and change nothing any more.")

    def _status(self, key: UUID | None) -> StationStatus | None:
        statuses = self._answer.statuses if self._answer is not None else ()
        return next((one for one in statuses if one.station.id == key), None)

    def _counters(self) -> tuple[Counter, ...]:
        return self._answer.counters if self._answer is not None else ()

    def _own(self) -> UUID | None:
        return self._answer.settings.station if self._answer is not None else None

    def _pill(self, status: StationStatus | None) -> PillSpec | None:
        if status is None:
            return None
        near = self._near
        has_host = self._device.connection().has_host
        return station_words.state_pill(
            near.texts, status, near.scheduler.now(), near.zone, has_host=has_host
        )

    def _facts(self, status: StationStatus | None, connection: Connection) -> tuple[str, ...]:
        """How the chosen station is, one sentence each."""
        if status is None:
            return ()
        near, station = self._near, status.station
        _ = near.texts.gettext
        facts = []
        if connection.has_host and not status.is_paired:
            facts.append(_("It has no key: it cannot reach the clinic over the network."))
        elif status.last_seen is not None:
            seen = station_words.when(near.texts, status.last_seen, near.scheduler.now(), near.zone)
            facts.append(_("Last heard of at {time}").format(time=seen))
        elif connection.has_host:
            facts.append(_("It was not heard of yet."))
        if said := station_words.printer(near.texts, status):
            facts.append(said)
        if status.to_come:
            facts.append(station_words.to_come(near.texts, status.to_come))
        if station.series:
            said = _("Cut off from the clinic it gives numbers like A-{series}07")
            facts.append(said.format(series=station.series))
        if station.kind is StationKind.INTEGRATION:
            facts.append(station_words.rights_name(near.texts, station.acts_as))
        if status.version:
            facts.append(_("Program {version}").format(version=status.version))
        return tuple(facts)

    def _rooms(self, draft: DeviceDraft | None) -> tuple[tuple[CounterId | None, str], ...]:
        _ = self._near.texts.gettext
        chosen = draft.counter if draft is not None else None
        rooms = [(one.id, one.name) for one in self._counters() if one.is_active or one.id == chosen]
        return ((None, _("Asked at sign-in")), *rooms)

    def _pairing_state(self) -> PairingState | None:
        """The pairing, with the name that the station really got."""
        state = self._pairing.state
        if state is None:
            return None
        status = self._status(state.station)
        return replace(state, name=status.station.name) if status is not None else state

    def _draw(self) -> None:
        thing, texts = self._present(), self._near.texts
        connection = self._device.connection()
        draft = self._form.draft if self._form is not None else None
        kind = draft.kind if draft is not None else StationKind.KIOSK
        acts_as = draft.acts_as if draft is not None else None
        is_new = self._form is not None and self._form.key is None
        is_other = thing is not None and thing.id != self._own()
        self._view.render(
            StationsState(
                list=self._state(),
                kinds=tuple((one, station_words.kind_name(texts, one)) for one in self._kinds(thing)),
                kind_note=station_words.kind_note(texts, kind),
                counters=self._rooms(draft),
                rights=tuple((one, station_words.rights_name(texts, one)) for one in (None, *_RIGHTS)),
                rights_note=station_words.rights_note(texts, acts_as),
                rights_are_grave=acts_as is Role.ADMIN,
                asks_counter=kind is StationKind.COUNTER,
                asks_rights=is_new and kind is StationKind.INTEGRATION,
                facts=self._facts(self._status(thing.id if thing is not None else None), connection),
                pairing=self._pairing_state(),
                addresses=connection.host_addresses,
                fingerprint=connection.fingerprint,
                has_host=connection.has_host,
                shares_clinic=self._answer is not None and self._answer.settings.shares_clinic,
                can_share=connection.can_share and self._answer is not None,
                can_rekey=connection.has_host and is_other and thing is not None and thing.is_active,
                can_close=is_other and thing is not None and thing.is_active,
                can_reopen=connection.has_host and is_other and thing is not None and not thing.is_active,
            )
        )

    def _kinds(self, thing: Station | None) -> tuple[StationKind, ...]:
        return station_words.KINDS if thing is None else (thing.kind,)


_RIGHTS = (Role.RECEPTION, Role.DOCTOR, Role.ADMIN)
