"""`ConnectionPart`: how this device reaches its clinic, whether others may, and how it leaves. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from nextpatient_desktop.clinic.door import ClinicState
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import ClinicInfo
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.settings import station_words
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.device import Connection, Device
from nextpatient_desktop.ui.settings.section import Session
from nextpatient_desktop.ui.settings.sharing import Sharing
from nextpatient_desktop.ui.station_settings import StationSettings
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.specs import PillSpec

_KNOWN_FROM = datetime(2000, 1, 1, tzinfo=UTC)
"""An instant before this stands for "always"."""


@dataclass(frozen=True, kw_only=True)
class ConnectionState:
    """How the clinic is reached. `where` says where its data is, `words` are the host's fingerprint.

    `asks_clinic` says that the form lets the person type another clinic: not where this device has a key.
    """

    clinic: str
    where: str
    pill: PillSpec
    words: str = ""
    shares_clinic: bool = False
    can_share: bool = False
    can_leave: bool = False
    asks_clinic: bool = True


class ConnectionPart:
    """Says it and does it, for the section This station."""

    def __init__(
        self,
        session: Session,
        device: Device,
        doer: Doer,
        kept: Callable[[StationSettings], None],
        show: Callable[[], None],
    ) -> None:
        self._session = session
        self._near = session.near
        self._device = device
        self._doer = doer
        self._sharing = Sharing(session, device, doer, kept, show)

    def state(self, settings: StationSettings, info: ClinicInfo) -> ConnectionState:
        """What is shown."""
        connection = self._device.connection()
        is_elsewhere = connection.has_host and not connection.is_own_host
        return ConnectionState(
            clinic=info.name,
            where=self._where(connection, settings),
            pill=self._pill(connection),
            words=connection.fingerprint,
            shares_clinic=settings.shares_clinic,
            can_share=connection.can_share and not is_elsewhere,
            can_leave=self._device.leave_clinic is not None and is_elsewhere,
            asks_clinic=not is_elsewhere,
        )

    def sharing_switched(self, is_on: bool) -> None:
        """Other stations may join this PC's clinic, or not."""
        self._sharing.switched(is_on)

    def leaving(self) -> None:
        """Ask whether this device is really to leave its clinic."""
        leave = self._device.leave_clinic
        if leave is None:
            return
        _ = self._near.texts.gettext

        def go() -> None:
            def left(_nothing: None, _id: CommandId) -> None:
                restart = self._device.restart or self._device.quit_program
                if restart is not None:
                    restart()

            self._doer.do(("leave",), lambda _id: leave(), left)

        self._session.asking.ask(
            confirmation(
                self._near.texts,
                _("Leave this clinic?"),
                _(
                    "This device forgets its key and begins anew with the set-up. To come back it needs a new"
                    " code from an administrator. Settings of its printer and screen stay."
                ),
                _("Leave the clinic"),
                go,
            )
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _where(self, connection: Connection, settings: StationSettings) -> str:
        _ = self._near.texts.gettext
        if connection.has_host and not connection.is_own_host:
            address = connection.address.removeprefix("https://")
            return _("Its data is kept at {address}").format(address=address)
        if settings.shares_clinic or connection.is_own_host:
            return _("Its data is kept on this PC, for other stations too")
        return _("Its data is kept on this PC")

    def _pill(self, connection: Connection) -> PillSpec:
        state = self._session.clinic.state() if connection.has_host else ClinicState()
        return reach_pill(self._near.texts, state, self._near.scheduler.now(), self._near.zone)


def reach_pill(texts: Texts, state: ClinicState, now: datetime, zone: tzinfo) -> PillSpec:
    """Whether the clinic is reached, and since when where that is known."""
    _ = texts.gettext
    is_since_ever = state.since < _KNOWN_FROM
    since = "" if is_since_ever else station_words.when(texts, state.since, now, zone)
    if state.is_connected:
        said = _("Connected since {time}").format(time=since) if since else _("Connected")
        return PillSpec(text=said, tint=Tint.GREEN, icon=Icon.CONNECTED)
    said = _("Out of reach since {time}").format(time=since) if since else _("Out of reach")
    return PillSpec(text=said, tint=Tint.RED, icon=Icon.DISCONNECTED)
