"""How a station reaches its clinic: the file on this PC, the host on this PC, a host on the LAN, a server.

The station's settings name the clinic; `https://...` is a host that this device was paired with. A file that
a host has is reached through that host, so all that is said of it here is who starts it.
"""

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.folders import clinic_url, default_clinic, folders, settings_folder
from nextpatient_desktop.bootstrap.opening import BARRED, Reached
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.station_settings import StationSettings, StationSettingsStore

if TYPE_CHECKING:
    from nextpatient_desktop.bootstrap.local_host import LocalHost
    from nextpatient_desktop.clinic.door import Clinic
    from nextpatient_desktop.lan.remote import RemoteClinic
    from nextpatient_desktop.storage.ownership import HostDescription

_log = logging.getLogger(__name__)

NO_CLINIC: Final = "none:"
"""The clinic of a station that left the one it belonged to."""
HOST_SCHEME: Final = "https://"
_LOOK_EVERY: Final = 0.5
_STATIONS_FOLDER: Final = "stations"


def is_without_clinic(settings: StationSettings, key: KeyFile, kind: StationKind) -> bool:
    """Whether this device belongs to no clinic, so that the set-up is what it has to show.

    It is asked before anything is on screen, so it reads no more than one small file.
    """
    if settings.clinic == NO_CLINIC:
        return True
    if settings.clinic.startswith(HOST_SCHEME):
        kept = key.load()
        return kept is None or kept.kind is not kind
    return not settings.clinic and not default_clinic().exists()


def shares(settings: StationSettings, database: Path) -> bool:
    """Whether this station, or another one of this account on this PC, keeps the clinic for others."""
    if settings.shares_clinic:
        return True
    for file in settings_folder().glob("*.json"):
        other = StationFile(file).load()
        if other.shares_clinic and not other.clinic.startswith(HOST_SCHEME):
            path = clinic_url(other.clinic)
            if Path(str(path)) == database:
                return True
    return False


class Connecting:
    """Opens one station's clinic, and knows how it is reached at present. `open` runs on a worker thread."""

    def __init__(
        self,
        kind: StationKind,
        settings: StationSettings,
        store: StationSettingsStore,
        key: KeyFile,
        *,
        barred: Callable[[str], None],
        reopen: Callable[[Callable[[], None]], None],
    ) -> None:
        """Nothing is opened yet.

        Args:
            kind: what this station is.
            settings: as it was started: the store's, with what the command line said over them.
            store: keeps its settings.
            key: keeps its key.
            barred: told on some thread that the clinic does not know this station any more.
            reopen: closes what `open` gave, does what it is given, and has `open` called again.
        """
        self._kind = kind
        self._settings = settings
        self._store = store
        self._key = key
        self._barred = barred
        self._reopen = reopen
        self._host: HostDescription | None = None
        self._remote: RemoteClinic | None = None
        self._own: LocalHost | None = None
        self._is_sharing: bool | None = None
        self.is_sharing = False
        """Whether this station keeps the host running, for others too."""
        self._path: Path | None = None

    @property
    def host(self) -> "HostDescription | None":
        """The host on this PC through which the clinic is reached, if it is."""
        return self._host

    @property
    def remote(self) -> "RemoteClinic | None":
        """The connection to the host, if the clinic is reached through one."""
        return self._remote

    @property
    def database(self) -> Path | None:
        """The clinic's file on this PC, if that is where its data is; known once it was opened."""
        return self._path

    def open(self) -> Reached:
        """Open the clinic.

        Raises:
            ClinicError: it is not there, not set up, does not know this station, or the machine refuses.
        """
        self._host, self._remote, self._path = None, None, None
        self.is_sharing = False
        clinic = self._settings.clinic
        if clinic.startswith(HOST_SCHEME):
            return self._paired()
        from nextpatient_desktop.storage import urls

        url = clinic_url(clinic)
        if urls.is_server(url):
            return self._in_process(url)
        path = self._path = urls.sqlite_path(url)
        wanted = shares(self._settings, path) if self._is_sharing is None else self._is_sharing
        self.is_sharing = wanted and path.exists()
        if self.is_sharing:
            return self._through_own_host(path, may_start=True)
        try:
            return self._in_process(path)
        except ClinicError as refused:
            if refused.code != "clinic_has_host":
                raise
        return self._through_own_host(path, may_start=False)

    def share(self, is_on: bool) -> None:
        """Keep the clinic on this PC for other stations from now on, or no more. Blocks for some seconds.

        Raises:
            ClinicError: the host does not start; all is as it was.
        """
        from nextpatient_desktop.bootstrap.local_host import LocalHost, wait_until_gone

        path = self._path
        if path is None:
            raise ClinicError("database_missing", path=self._settings.clinic)
        self._is_sharing = is_on
        if not is_on:
            self._reopen(lambda: wait_until_gone(path))
            return
        self._reopen(_nothing)  # lets go of the file
        host = LocalHost(path)
        try:
            host.need()
        except ClinicError:
            self._is_sharing = False
            self._reopen(_nothing)
            raise
        finally:
            host.close()

    def give_up(self) -> None:
        """End an `open` that is under way, on whichever thread: the program ends."""
        own = self._own
        if own is not None:
            own.close()

    def leave(self) -> None:
        """Forget the clinic and this station's key.

        Raises:
            ClinicError: `settings_not_saved`.
        """
        self._store.save(replace(self._store.load(), clinic=NO_CLINIC, station=None, shares_clinic=False))
        self._key.forget()

    # --- a host on the LAN ----------------------------------------------------------------------------

    def _paired(self) -> Reached:
        key = self._key.load()
        if key is None:
            raise ClinicError("not_paired")
        remote = self._connected(key, self._settings.clinic)
        return Reached(clinic=self._for_kind(remote, key), station=key.station, barred=self._barred)

    def _connected(self, key: StationKey, address: str) -> "RemoteClinic":
        from nextpatient_desktop.lan.remote import RemoteClinic

        self._remote = RemoteClinic(address, key.pin, key.key, version=__version__, moved=self._moved)
        return self._remote

    def _moved(self, address: str) -> None:
        """The host has another address now: start there the next time."""
        key = self._key.load()
        if key is None or self._host is not None:
            return
        _log.info("the host's address has changed")
        try:
            self._key.save(replace(key, address=address))
            self._store.save(replace(self._store.load(), clinic=address))
        except ClinicError as refused:
            _log.warning("the host's new address could not be kept: %s", refused)

    def _for_kind(self, remote: "RemoteClinic", key: StationKey) -> "Clinic":
        """A kiosk goes on without its host; counters and displays show what they last knew."""
        if self._kind is not StationKind.KIOSK:
            return remote
        from nextpatient_desktop.clinic.clock import SystemClock
        from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
        from nextpatient_desktop.storage.station.database import StationDatabase
        from nextpatient_desktop.storage.station.offline import SqliteOfflineStore

        def tell_to_come(count: int) -> None:
            remote.to_come = count

        try:
            database = StationDatabase.open(self._database_of(key))
        except ClinicError as refused:
            _log.error("this kiosk can not go on without its host: %s", refused)
            return remote
        return OfflineClinic(
            remote,
            SqliteOfflineStore(database),
            SystemClock(),
            station=key.station,
            clinic_time=remote.last_contact,
            tell_to_come=tell_to_come,
        )

    def station_database(self) -> Path:
        """The station's own database, for the clinic that the settings name.

        One for each clinic: what was given and printed for one is never told to another.
        """
        if self._settings.clinic.startswith(HOST_SCHEME):
            key = self._key.load()
            if key is not None:
                return self._database_of(key)
        mark = hashlib.sha256(str(clinic_url(self._settings.clinic)).encode()).hexdigest()[:12]
        return folders().data / _STATIONS_FOLDER / f"{self._key.path.stem}-{mark}.db"

    def _database_of(self, key: StationKey) -> Path:
        return folders().data / _STATIONS_FOLDER / f"{self._key.path.stem}-{key.pin[:12].lower()}.db"

    # --- the data on this PC --------------------------------------------------------------------------

    def _in_process(self, url: str | Path) -> Reached:
        from nextpatient_desktop.bootstrap import open_clinic
        from nextpatient_desktop.bootstrap.station import station_of

        clinic = open_clinic(url)
        try:
            station = station_of(clinic, self._kind, self._store).id
        except BaseException:
            clinic.close()
            raise
        if not isinstance(url, Path):
            return Reached(clinic=clinic, station=station)
        giving_way = GivingWay(url, lambda: self._reopen(_nothing))
        return Reached(clinic=clinic, station=station, release=giving_way.stop)

    def _through_own_host(self, path: Path, *, may_start: bool) -> Reached:
        """Through the host on this PC, with a key of its own that needs no code."""
        from nextpatient_desktop.bootstrap.local_host import LocalHost

        own = self._own = LocalHost(path, may_start=may_start)
        try:
            host = own.need()
            key = self._own_key(host, path)
            self._host = host
            remote = self._connected(key, host.url)
            return Reached(clinic=self._for_kind(remote, key), station=key.station, release=own.close)
        except BaseException:
            own.close()
            raise

    def _own_key(self, host: "HostDescription", path: Path) -> StationKey:
        """The key that was kept, while the clinic knows it; else a new one, without a code."""
        kept = self._key.load()
        if kept is not None and kept.kind is self._kind and kept.pin == host.pin:
            kept = replace(kept, address=host.url)
            if self._is_known(kept):
                return kept
        return self._new_key(host, path)

    def _is_known(self, key: StationKey) -> bool:
        from nextpatient_desktop.clinic.stations.messages import Stations
        from nextpatient_desktop.lan.remote import RemoteClinic

        remote = RemoteClinic(key.address, key.pin, key.key, version=__version__, finds=False)
        try:
            return any(one.id == key.station for one in remote.ask(Stations()))
        except ClinicError as refused:
            if refused.code not in BARRED:
                raise
            return False
        finally:
            remote.close()

    def _new_key(self, host: "HostDescription", path: Path) -> StationKey:
        from nextpatient_desktop.bootstrap.local import local_key
        from nextpatient_desktop.clinic.setup.messages import ClinicDetails
        from nextpatient_desktop.clinic.stations.messages import Stations
        from nextpatient_desktop.clinic.stations.pairing import KeyStation
        from nextpatient_desktop.lan.remote import RemoteClinic

        settings = self._store.load()
        system = RemoteClinic(host.url, host.pin, local_key(path), version=__version__, finds=False)
        try:
            known = {one.id: one for one in system.ask(Stations())}
            own = None if settings.station is None else known.get(StationId(settings.station))
            station = own.id if own is not None and own.kind is self._kind else None
            name = self._settings.name
            paired = system.execute(KeyStation(kind=self._kind, name=name, station=station))
            clinic = system.ask(ClinicDetails()).name
        finally:
            system.close()
        assert paired.station is not None  # without a code there is none that could be wrong
        key = StationKey(
            address=host.url,
            pin=host.pin,
            key=paired.key,
            station=paired.station.id,
            kind=self._kind,
            clinic=clinic,
        )
        self._key.save(key)
        self._store.save(replace(settings, station=key.station, name=paired.station.name))
        return key


def _nothing() -> None:
    """Nothing is to be done meanwhile."""


class GivingWay:
    """Looks whether a host wants the database that this station has, and lets go of it then."""

    def __init__(self, database: Path, give_way: Callable[[], None]) -> None:
        """`give_way` is called once, on a thread of its own."""
        self._database = database
        self._give_way = give_way
        self._stopped = threading.Event()
        threading.Thread(target=self._look, name="nextpatient-give-way", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _look(self) -> None:
        from nextpatient_desktop.storage import ownership

        while not self._stopped.wait(_LOOK_EVERY):
            if ownership.is_wanted(self._database):
                _log.info("a host takes over the clinic's data: going on through it")
                self._give_way()
                return
