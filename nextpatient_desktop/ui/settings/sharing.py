"""`Sharing`: the switch that lets other stations join this PC's clinic. No Qt.

It stands in two sections: Stations, where somebody misses it, and This station, where it belongs.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.ui.ports import NoticeAction
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.section import Session

if TYPE_CHECKING:
    from nextpatient_desktop.ui.settings.device import Device
    from nextpatient_desktop.ui.station_settings import StationSettings


class Sharing:
    """Turns it on and off, and says what that means now."""

    def __init__(
        self,
        session: Session,
        device: "Device",
        doer: Doer,
        kept: Callable[["StationSettings"], None],
        refused: Callable[[], None],
    ) -> None:
        """`kept` hears of settings that are kept now; `refused` is told to show the switch as it was."""
        self._session = session
        self._near = session.near
        self._device = device
        self._doer = doer
        self._kept = kept
        self._refused = refused

    def switched(self, is_on: bool) -> None:
        """The person pressed the switch. Off is asked about: others work with what is here."""
        if is_on:
            self._switch(is_on)
            return
        _ = self._near.texts.gettext
        self._refused()  # the switch stays as it is until the question is answered
        self._session.asking.ask(
            confirmation(
                self._near.texts,
                _("Keep the clinic's data for this PC alone?"),
                _(
                    "The other stations are cut off: counters and displays stop, kiosks go on giving tokens"
                    " and hand them over when this is switched on again."
                ),
                _("Cut the others off"),
                lambda: self._switch(False),
            )
        )

    def _switch(self, is_on: bool) -> None:
        store, share = self._device.store, self._device.share_clinic

        def job(_id: CommandId) -> "StationSettings":
            wanted = replace(store.load(), shares_clinic=is_on)
            if share is not None:
                share(is_on)
            store.save(wanted)
            return wanted

        def done(settings: "StationSettings", _id: CommandId) -> None:
            self._device.settings_saved(settings)
            self._kept(settings)
            self._say(is_on)

        def failed(error: Exception) -> None:
            self._near.notices.error(error)
            self._refused()

        self._doer.do(("share", is_on), job, done, failed)

    def _say(self, is_on: bool) -> None:
        _ = self._near.texts.gettext
        if self._device.share_clinic is not None:
            said = (
                _("Other stations can join now") if is_on else _("The clinic's data is for this PC alone now")
            )
            self._near.notices.success(said)
            return
        said = _("Other stations can join once the program was started again.")
        if not is_on:
            said = _("The others are cut off once the program was started again.")
        restart = self._device.restart
        action = NoticeAction(label=_("Start again"), run=restart) if restart is not None else None
        self._near.notices.warning(said, action=action)
