"""The set-up of a device that belongs to no clinic: its window, and what follows from what it comes to."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.connecting import HOST_SCHEME, NO_CLINIC
from nextpatient_desktop.bootstrap.folders import default_clinic
from nextpatient_desktop.bootstrap.joining import StationKeeper, station_settings_path
from nextpatient_desktop.bootstrap.program import Program, px_per_mm
from nextpatient_desktop.bootstrap.setting_up import LocalSettingUp
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.joining import HostJoining
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.setup.ports import MadeClinic, NewClinic, Outcome, Reason
from nextpatient_desktop.ui.setup.window import SetupWindow

if TYPE_CHECKING:
    from nextpatient_desktop.ui.ports import Cancellable
    from nextpatient_desktop.ui.station_settings import StationSettings, StationSettingsStore

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 1.0

REASONS: Final = {"not_paired": Reason.KEY_UNKNOWN, "station_closed": Reason.OUT_OF_USE}
"""Why the set-up is shown, by the refusal with which the clinic barred this station."""


def first_reason(settings: "StationSettings") -> Reason:
    """Why a device that starts without a clinic has none."""
    if settings.clinic == NO_CLINIC:
        return Reason.LEFT
    return Reason.KEY_UNKNOWN if settings.clinic.startswith(HOST_SCHEME) else Reason.FIRST_START


class DeviceSetup:
    """Shows the set-up; `finished` is called when this device has a clinic, which its settings name then."""

    def __init__(
        self,
        program: Program,
        kind: StationKind,
        store: "StationSettingsStore",
        settings: "StationSettings",
        station: str | None,
        reason: Reason,
        finished: Callable[[], None],
        *,
        is_windowed: bool,
    ) -> None:
        """Make the window; `start` begins. The arguments are those of the mode that is to follow."""
        self._program = program
        self._store = store
        self._finished = finished
        self._setting_up = _NotedSettingUp()
        self._looking: Cancellable | None = None
        self._reason = reason
        self._former = self._former_clinic(settings, KeyFile.beside(station_settings_path(kind, station)))
        self._is_asking = False
        is_new = not default_clinic().exists()
        self.window = SetupWindow(
            HostJoining(StationKeeper(station).keep, version=__version__),
            self._setting_up if is_new else None,
            program.runner,
            program.scheduler,
            texts_of=program.texts_of,
            language=settings.language,
            kind=kind,
            done=self._done,
            report_bug=program.crash.report,
            reason=reason,
            address=settings.clinic if settings.clinic.startswith(HOST_SCHEME) else "",
            may_close=is_windowed or kind is StationKind.COUNTER,
            quit_program=None if is_windowed else program.end,
            px_per_mm=0.0 if is_windowed else px_per_mm(program, settings.screen),
            look_back=self._look_back if self._former is not None else None,
        )

    def start(self) -> None:
        """Begin. Where a clinic is set up meanwhile on this PC by other means, go on with that."""
        self.window.start()
        self._program.furnish_soon()
        if self._reason is Reason.FIRST_START:
            self._looking = self._program.scheduler.call_every(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        if default_clinic().exists() and not self._setting_up.has_begun:
            self._end()

    def _former_clinic(self, settings: "StationSettings", file: KeyFile) -> StationKey | None:
        """What opens the clinic that barred this device, should it take the device again."""
        key = file.load() if self._reason in REASONS.values() else None
        if key is None or not settings.clinic.startswith(HOST_SCHEME):
            return None
        return replace(key, address=settings.clinic)

    def _look_back(self) -> None:
        """Ask the clinic; a device that it takes again goes on as if nothing had been."""
        former = self._former
        if former is None or self._is_asking:
            return
        self._is_asking = True

        def answered(is_taken: bool) -> None:
            self._is_asking = False
            if is_taken and self.window.presenter.is_at_first_step:
                self.window.presenter.stop()
                self._end()

        self._program.runner.run(Lane.CLINIC, lambda: is_taken(former), answered)

    def _done(self, outcome: Outcome) -> None:
        settings = replace(self._store.load(), language=outcome.language)
        if outcome.made is not None:
            settings = replace(
                settings, clinic=outcome.made.url, station=None, shares_clinic=outcome.shares_clinic
            )
        self._store.save(settings)
        self._end()

    def _end(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._finished()


def is_taken(key: StationKey) -> bool:
    """Whether the clinic takes this key. Blocks; a clinic that is out of reach takes none just now."""
    from nextpatient_desktop.clinic.stations.messages import Stations
    from nextpatient_desktop.lan.remote import RemoteClinic

    try:
        remote = RemoteClinic(key.address, key.pin, key.key, version=__version__, finds=False)
        try:
            return any(one.id == key.station for one in remote.ask(Stations()))
        finally:
            remote.close()
    except ClinicError as refused:
        _log.debug("the clinic does not take this device: %s", refused)
        return False


class _NotedSettingUp:
    """Sets up a clinic, and remembers that it was asked to: its making is no reason to leave the window."""

    def __init__(self) -> None:
        self.has_begun = False

    def set_up(self, form: NewClinic) -> MadeClinic:
        """As `SettingUp.set_up`."""
        self.has_begun = True
        try:
            return LocalSettingUp().set_up(form)
        except BaseException:
            self.has_begun = False
            raise
